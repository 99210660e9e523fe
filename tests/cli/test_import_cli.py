"""`import`, `accounts` and `campaigns` as a script sees them: the contract's fields, exact amounts, exit codes."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from paidsocial.cli import main
from tests.support import exports
from tests.support.importing import table

JUNE = table(("2026-06-01", "A", "10.5", 40), ("2026-06-02", "A", 30, 60), ("2026-06-02", "B", 40, 70))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with files to import."""
    place = tmp_path / "exports"
    place.mkdir()
    (place / "meta.csv").write_bytes(JUNE)
    (place / "tiktok.xlsx").write_bytes(exports.tiktok_workbook(as_text=True))
    (place / "linkedin.csv").write_bytes(exports.linkedin_report())
    (place / "notes.csv").write_bytes(b"just,some\nwords,here\n")
    return place


class Cli:
    """The command line on one database and home folder."""

    def __init__(self, database_url: str, home: Path) -> None:
        self.environment = {"PAIDSOCIAL_DATABASE_URL": database_url, "PAIDSOCIAL_HOME": str(home), "COLUMNS": "200"}

    def run(self, *arguments: object) -> Result:
        """Run a command."""
        return CliRunner().invoke(main, [str(argument) for argument in arguments], env=self.environment)

    def document(self, *arguments: object, exit_code: int = 0) -> dict[str, Any]:
        """The JSON a command prints, and nothing but it."""
        result = self.run(*arguments, "--json")
        assert result.exit_code == exit_code, result.output
        found: dict[str, Any] = json.loads(result.stdout)
        return found


@pytest.fixture
def cli(database_url: str, tmp_path: Path) -> Cli:
    return Cli(database_url, tmp_path / "home")


def test_the_report_has_the_contracts_fields(cli: Cli, folder: Path) -> None:
    (report,) = cli.document("import", folder / "meta.csv", "--currency", "EUR", "--time-zone", "Europe/Berlin")[
        "files"
    ]

    assert {name: report[name] for name in ("file", "platform", "account", "currency", "level", "grain")} == {
        "file": "meta.csv",
        "platform": "meta",
        "account": "Meta",
        "currency": "EUR",
        "level": "campaign",
        "grain": "day",
    }
    assert (report["first_day"], report["last_day"]) == ("2026-06-01", "2026-06-02")
    rows = {name: report["rows"][name] for name in ("read", "inserted", "revised", "unchanged", "skipped")}
    assert rows == {"read": 3, "inserted": 3, "revised": 0, "unchanged": 0, "skipped": 0}
    assert report["totals"] == {
        "spend": "80.5",
        "impressions": None,
        "clicks": None,
        "conversions": None,
        "revenue": "170",
    }
    assert (report["skipped"], report["held"], report["warnings"]) == ([], None, [])


def test_native_files_need_no_options(cli: Cli, folder: Path) -> None:
    found = cli.document("import", folder / "tiktok.xlsx", folder / "linkedin.csv")["files"]
    assert [(r["platform"], r["currency"], r["totals"]["spend"], r["level"]) for r in found] == [
        ("tiktok", "USD", "12752.24", "campaign"),
        ("linkedin", "USD", "320", "ad_set"),
    ]


def test_twice_restated_and_held(cli: Cli, folder: Path) -> None:
    first = ("import", folder / "meta.csv", "--currency", "EUR", "--as-seen-on", "2026-06-03", "--as-of", "2026-06-14")
    cli.document(*first)
    again = cli.document(*first)["files"][0]["rows"]
    assert (again["inserted"], again["revised"], again["unchanged"]) == (0, 0, 3)

    (folder / "meta.csv").write_bytes(JUNE.replace(b",40,70", b",41,75"))
    revised = cli.document("import", folder / "meta.csv")["files"][0]["rows"]
    assert (revised["inserted"], revised["revised"], revised["unchanged"]) == (0, 1, 2)

    (folder / "meta.csv").write_bytes(JUNE.replace(b"2026-06-02,B,40,70\n", b""))
    held = cli.document("import", folder / "meta.csv")["files"][0]
    assert held["held"]["reason"].startswith("spend fell by 41.00 on 1 campaign-days")
    assert held["held"]["accept_with"] == "--accept-drop"
    assert cli.document("campaigns")["campaigns"][1]["spend"] == "41.00"
    accepted = cli.document("import", folder / "meta.csv", "--accept-drop")["files"][0]
    assert accepted["held"] is None
    assert cli.document("campaigns")["campaigns"][1]["spend"] == "41.00"


def test_a_held_file_waits_once(cli: Cli, folder: Path) -> None:
    cli.document("import", folder / "meta.csv", "--currency", "EUR")
    (folder / "meta.csv").write_bytes(JUNE.replace(b"2026-06-02,B,40,70\n", b""))
    first = cli.document("import", folder / "meta.csv")["files"][0]
    again = cli.document("import", folder / "meta.csv")["files"][0]
    assert first["held"]["reason"] == again["held"]["reason"]
    assert not any("waits for a decision already" in warning for warning in first["warnings"])
    assert any("waits for a decision already" in warning for warning in again["warnings"])
    assert "waits for a decision already" in cli.run("import", folder / "meta.csv").stdout
    dated = cli.document("import", folder / "meta.csv", "--time-zone", "Europe/Berlin")["files"][0]
    assert not any("already" in warning for warning in dated["warnings"]), "said in another way it is another import"


def test_a_dry_run_changes_nothing(cli: Cli, folder: Path) -> None:
    report = cli.document("import", folder / "meta.csv", "--currency", "EUR", "--dry-run")["files"][0]
    assert report["rows"]["inserted"] == 3
    assert cli.document("accounts") == {"accounts": []}


def test_a_refusal_is_one_sentence_and_exit_1(cli: Cli, folder: Path) -> None:
    refused = cli.document("import", folder / "notes.csv", exit_code=1)
    assert set(refused) == {"error"}
    assert refused["error"]["code"] == "unreadable_file"
    plain = cli.run("import", folder / "notes.csv")
    assert plain.exit_code == 1
    assert "Refused" in plain.stderr
    ambiguous = cli.document("import", folder / "meta.csv", exit_code=1)
    assert "--currency" in ambiguous["error"]["message"]


def test_one_bad_file_never_costs_the_others(cli: Cli, folder: Path) -> None:
    found = cli.document(
        "import", folder / "meta.csv", folder / "notes.csv", folder / "tiktok.xlsx", "--currency", "USD", exit_code=1
    )
    assert [entry["file"] for entry in found["files"]] == ["meta.csv", "notes.csv", "tiktok.xlsx"]
    assert found["files"][1]["error"]["code"] == "unreadable_file"
    assert found["error"]["message"].startswith("1 of 3 files were refused, the other 2 were taken. notes.csv: ")
    assert [row["name"] for row in cli.document("accounts")["accounts"]] == ["Meta", "TikTok"]


@pytest.mark.parametrize(
    "wrong",
    [
        ("--map", "nonsense"),
        ("--map", "colour=Red"),
        ("--period", "2026-06"),
        ("--as-seen-on", "yesterday"),
        ("--date-order", "ymd"),
    ],
)
def test_a_wrong_command_line_is_exit_2(cli: Cli, folder: Path, wrong: tuple[str, str]) -> None:
    assert cli.run("import", folder / "meta.csv", *wrong).exit_code == 2
    assert cli.run("import", folder / "absent.csv").exit_code == 2
    assert cli.run("import").exit_code == 2


def test_columns_and_period_given_by_hand(cli: Cli, folder: Path) -> None:
    (folder / "sheet.csv").write_text("name,Gross,Net €\nA,9,7.25\n")
    report = cli.document(
        "import", folder / "sheet.csv", "--map", "campaign=name", "--map", "spend=Net €", "--platform", "Reddit",
        "--period", "2026-05-01..2026-05-31", "--currency", "EUR", "--account", "R",
    )["files"][0]  # fmt: skip
    assert (report["platform"], report["account"], report["grain"], report["totals"]["spend"]) == (
        "reddit",
        "R",
        "period",
        "7.25",
    )


def test_period_and_currency_are_asked_for_together_where_both_are_missing(cli: Cli, folder: Path) -> None:
    (folder / "totals.csv").write_text("Campaign name,Amount spent,Impressions\nA,10,100\n")
    (folder / "dollars.csv").write_text("Campaign name,Amount spent (USD),Impressions\nA,10,100\n")

    def refused(name: str, *said: str) -> str:
        result = cli.run("import", folder / name, *said, "--json")
        assert result.exit_code == 1
        error = json.loads(result.stdout)["error"]
        assert error["code"] == "ambiguous_file"
        return str(error["message"])

    both = refused("totals.csv")
    assert "--period 2026-06-01..2026-06-30 --currency EUR" in both
    assert both.count(". ") == 0, "one sentence"
    assert "--currency" not in refused("dollars.csv")
    assert "--currency" not in refused("totals.csv", "--currency", "EUR")
    assert "--period" not in refused("totals.csv", "--period", "2026-06-01..2026-06-30")
    # Where the platform's only account is known, so is the currency.
    cli.document("import", folder / "meta.csv", "--currency", "EUR")
    assert "--currency" not in refused("totals.csv", "--platform", "meta", "--account", "Meta")


def test_lists(cli: Cli, folder: Path) -> None:
    cli.document("import", folder / "meta.csv", "--currency", "EUR")
    (account,) = cli.document("accounts")["accounts"]
    assert (account["name"], account["days"], account["missing_days"], account["spend"]) == ("Meta", 2, 0, "80.50")
    listed = cli.document("campaigns", "--platform", "facebook")["campaigns"]
    assert [(row["name"], row["spend"], row["days"]) for row in listed] == [("A", "40.50", 2), ("B", "40.00", 1)]
    assert sum(Decimal(row["spend"]) for row in listed) == Decimal(account["spend"])
    assert cli.document("campaigns", "--account", "nobody")["campaigns"] == []
    shown = cli.run("accounts")
    assert "80.50 EUR" in shown.stdout
    assert "40.50 EUR" in cli.run("campaigns").stdout


def test_for_people_it_says_what_happened(cli: Cli, folder: Path) -> None:
    (folder / "meta.csv").write_bytes(JUNE + b"2026-13-01,A,1,1\n")
    shown = cli.run("import", folder / "meta.csv", "--currency", "EUR").stdout
    assert "meta.csv: Meta, Meta, by campaign, by day, 2026-06-01 to 2026-06-02" in shown
    assert "3 rows read: 3 inserted, 0 revised, 0 unchanged, 1 skipped" in shown
    assert "SKIPPED 1 of 4 rows" in shown
    assert "line 5 skipped: day “2026-13-01” is not a date" in shown
    empty = cli.run("import", folder / "meta.csv", folder / "notes.csv", "--currency", "EUR")
    assert "notes.csv: refused. No row of the file looks like the header" in empty.stdout
    assert empty.exit_code == 1


def test_for_people_it_says_what_it_understood(cli: Cli, folder: Path) -> None:
    rows = b"date;campaign;spend;revenue;CTR;* Score\n2026-06-01;A;1.234,50;40;1;2\n2026-06-02;A;10,00;50;2;3\n"
    (folder / "meta.csv").write_bytes(rows + b"Gesamt;;1.244,51;95;2;5\n")
    shown = cli.run("import", folder / "meta.csv", "--currency", "EUR").stdout
    assert "read as plain table: UTF-8, semicolon, header on line 1, decimals after “,”" in shown
    assert "columns: date → day, campaign → campaign, spend → spend, revenue → revenue" in shown
    assert "ignored, a ratio; it is worked out from the figures: CTR" in shown
    assert "ignored, a custom metric; what it counts only its account knows: * Score" in shown
    assert "1 line left out, being no data: line 4 totals row: Gesamt" in shown
    own = "own total on line 4 (“Gesamt”): spend 0.01 EUR more, which is rounding; revenue 5.00 EUR more"
    assert own in shown
    assert "note: The file's own totals row (line 4) says revenue 95.00 EUR; the rows add up to 90.00 EUR." in shown

    (folder / "meta.csv").write_bytes(rows.replace(b"1.234,50", b"1.300,00").replace(b"2026-06-02;A", b"2026-06-02;B"))
    dry = cli.run("import", folder / "meta.csv", "--dry-run").stdout
    assert "revised, such as 2026-06-01, A: spend 1234.50 → 1300.00" in dry
    assert "not in the file, and kept, such as 2026-06-02, A: spend 10.00" in dry
    assert cli.document("campaigns")["campaigns"][0]["spend"] == "1244.50"


def test_every_skipped_row_is_in_the_json(cli: Cli, folder: Path) -> None:
    bad = b"".join(b"2026-13-%02d,A,1,1\n" % (number % 28 + 1) for number in range(1200))
    (folder / "meta.csv").write_bytes(JUNE + bad)
    (report,) = cli.document("import", folder / "meta.csv", "--currency", "EUR")["files"]
    assert [row["line"] for row in report["skipped"]] == list(range(5, 1205))


def test_ads_of_a_period_are_counted_as_summed_into_their_ad_sets(cli: Cli, folder: Path) -> None:
    ads = b"campaign,ad set,ad,spend\nA,s,x,1\nA,s,y,2\nA,t,z,4\n"
    (folder / "meta.csv").write_bytes(ads)
    said = ("--currency", "EUR", "--period", "2026-05-01..2026-05-31")
    rows = cli.document("import", folder / "meta.csv", *said)["files"][0]["rows"]
    assert (rows["read"], rows["inserted"], rows["summed"]) == (3, 2, 1)
