"""`paidsocial export spend` and `paidsocial rates`, as a script sees them: files, JSON, exit codes."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from paidsocial.cli import main
from paidsocial.db import transaction
from paidsocial.domain.days import Period
from paidsocial.models import AdSet
from paidsocial.services import audit
from tests.support.builders import World
from tests.support.restating import restate

JUNE = Period.month(2026, 6)
CONTRACT = (
    *("row", "month", "platform", "account", "client", "campaign", "campaign_id"),
    *("plan_line", "po_number", "cost_centre", "currency", "spend", "reporting_currency", "spend_reporting"),
    *("fx_rate", "fx_source", "fx_basis", "state", "as_known_on", "snapshot_id"),
)


@pytest.fixture
def world(session: Session) -> World:
    world = World(session)
    client = world.client("Maison Élan", currency="EUR")
    euros = world.account(client, "DACH")
    risky = world.campaign(euros, "=HYPERLINK(1)")
    with transaction(session):
        session.merge(risky).external_id = "120200000000123456"
    world.figures(
        world.ad_set(risky),
        *JUNE.days(),
        spend="10.01",
        seen_at=datetime(2026, 7, 2, tzinfo=UTC),
    )
    dollars = world.account(client, "US", platform="tiktok", currency="USD")
    world.figures(world.ad_set(world.campaign(dollars, "Launch")), date(2026, 6, 3), spend="1.105")
    return world


def run(database_url: str, *arguments: str, as_of: str | None = "2026-08-01") -> Result:
    more = ["--as-of", as_of] if as_of else []
    return CliRunner().invoke(main, [*arguments, *more], env={"PAIDSOCIAL_DATABASE_URL": database_url})


def export(database_url: str, output: Path, *more: str) -> Result:
    kind = output.suffix.lstrip(".")
    return run(
        database_url,
        "export",
        "spend",
        "--month",
        "2026-06",
        "--format",
        kind,
        "--output",
        str(output),
        "--json",
        *more,
    )


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def booked(world: World) -> None:
    world.rate("USD", "EUR", "0.905", JUNE.first, basis="booking")


def test_the_csv_has_the_contracts_columns_and_totals_last(
    database_url: str, session: Session, world: World, tmp_path: Path
) -> None:
    booked(world)
    result = export(database_url, tmp_path / "june.csv")
    assert result.exit_code == 0, result.output
    raw = (tmp_path / "june.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfrow,month,")
    rows = read(tmp_path / "june.csv")
    assert tuple(rows[0])[: len(CONTRACT)] == CONTRACT
    first, second, *last = rows
    assert {name: first[name] for name in CONTRACT[:17]} == {
        "row": "line",
        "month": "2026-06",
        "platform": "meta",
        "account": "DACH",
        "client": "Maison Élan",
        "campaign": "'=HYPERLINK(1)",
        "campaign_id": "120200000000123456",
        "plan_line": "",
        "po_number": "",
        "cost_centre": "",
        "currency": "EUR",
        "spend": "300.30",
        "reporting_currency": "EUR",
        "spend_reporting": "300.30",
        "fx_rate": "1",
        "fx_source": "same currency",
        "fx_basis": "same currency",
    }
    assert (second["spend"], second["spend_reporting"], second["fx_rate"], second["fx_source"], second["fx_basis"]) == (
        "1.105",
        "1.00",
        "0.905",
        "ECB",
        "booking rate of 2026-06",
    )
    totals = [
        (row["row"], row["currency"], row["spend"], row["reporting_currency"], row["spend_reporting"]) for row in last
    ]
    assert totals == [
        ("total", "EUR", "300.30", "EUR", "300.30"),
        ("total", "USD", "1.105", "EUR", "1.00"),
        ("total", "", "", "EUR", "301.30"),
    ]
    told = json.loads(result.stdout)
    assert {row["snapshot_id"] for row in rows} == {told["snapshot_id"]}
    assert {row["as_known_on"] for row in rows} == {"2026-08-01"}
    assert {row["state"] for row in rows} == {"open"}
    assert told["total"] == {"currency": "EUR", "spend": "301.30"}
    session.expire_all()
    assert audit.verify(session).entries == 1


def test_the_workbook_says_the_same_and_ties(database_url: str, world: World, tmp_path: Path) -> None:
    booked(world)
    for name in ("june.csv", "june.xlsx"):
        assert export(database_url, tmp_path / name).exit_code == 0
    book = CalamineWorkbook.from_path(tmp_path / "june.xlsx")
    assert book.sheet_names == ["Spend", "Totals"]
    headings, *sheet = book.get_sheet_by_name("Spend").to_python()
    for ours, theirs in zip(read(tmp_path / "june.csv"), sheet, strict=True):
        cells = dict(zip(map(str, headings), theirs, strict=True))
        for column, text in ours.items():
            if isinstance(cells[column], float):
                assert Decimal(repr(cells[column])) == Decimal(text), column
            else:
                assert cells[column] == text, column
    totals = book.get_sheet_by_name("Totals").to_python()
    assert [row[0] for row in totals[1:]] == ["total", "total", "total", "account", "account"]
    assert [row[10] for row in totals[4:]] == [0.0, 0.0]
    assert totals[2][11] == "1 USD = 0.905 EUR: booking rate of 2026-06; ECB"


def test_as_known_on_gives_the_old_month_again(
    database_url: str, session: Session, world: World, tmp_path: Path
) -> None:
    booked(world)
    export(database_url, tmp_path / "before.csv")
    ad_set = session.get_one(AdSet, 1)
    restate(session, ad_set, date(2026, 6, 9), 99_000_000, datetime(2026, 7, 20, tzinfo=UTC))
    export(database_url, tmp_path / "after.csv")
    export(database_url, tmp_path / "then.csv", "--as-known-on", "2026-07-10")
    before, after, then = (read(tmp_path / f"{name}.csv") for name in ("before", "after", "then"))
    assert after[0]["spend"] == "389.29"
    assert then[0]["as_known_on"] == "2026-07-10"
    for old, new in zip(before, then, strict=True):
        assert old == new | {"as_known_on": "2026-08-01"}


def test_a_missing_rate_is_refused_and_nothing_is_written(
    database_url: str, session: Session, world: World, tmp_path: Path
) -> None:
    (tmp_path / "june.csv").write_text("old")
    result = export(database_url, tmp_path / "june.csv")
    assert result.exit_code == 1
    error = json.loads(result.stdout)["error"]
    assert error["code"] == "missing_rate"
    assert "from USD to EUR for 2026-06-01 to 2026-06-30" in error["message"]
    assert (tmp_path / "june.csv").read_text() == "old"
    assert audit.verify(session).entries == 0


@pytest.mark.parametrize("output", ["missing/june.csv", "folder.csv"])
def test_a_place_that_cannot_be_written_is_refused(
    database_url: str, world: World, tmp_path: Path, output: str
) -> None:
    booked(world)
    (tmp_path / "folder.csv").mkdir()
    result = export(database_url, tmp_path / output)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["code"] == "bad_input"


def test_one_client_only_and_an_unknown_one(database_url: str, world: World, tmp_path: Path) -> None:
    booked(world)
    other = world.client("Other", currency="EUR")
    world.figures(world.ad_set(world.campaign(world.account(other))), date(2026, 6, 1), spend="5")
    assert export(database_url, tmp_path / "june.csv", "--client", "other").exit_code == 0
    assert [row["client"] for row in read(tmp_path / "june.csv")] == ["Other", "", ""]
    result = export(database_url, tmp_path / "june.csv", "--client", "nobody")
    assert (result.exit_code, json.loads(result.stdout)["error"]["code"]) == (1, "not_found")


def test_a_month_without_figures_is_a_file_with_an_empty_total(database_url: str, tmp_path: Path) -> None:
    result = run(
        database_url, "export", "spend", "--month", "2025-01", "--format", "csv", "--output", str(tmp_path / "x.csv")
    )
    assert result.exit_code == 0
    assert "no figures for 2025-01" in result.stderr
    assert [(row["row"], row["spend_reporting"]) for row in read(tmp_path / "x.csv")] == [("total", "0.00")]


@pytest.mark.parametrize("bad", [("--month", "June"), ("--format", "pdf"), ("--as-known-on", "yesterday")])
def test_a_wrong_command_line_is_exit_2(database_url: str, tmp_path: Path, bad: tuple[str, str]) -> None:
    options = {"--month": "2026-06", "--format": "csv", "--output": str(tmp_path / "x.csv"), bad[0]: bad[1]}
    flat = [part for pair in options.items() for part in pair]
    assert run(database_url, "export", "spend", *flat).exit_code == 2


def test_rates_are_loaded_listed_and_refused_by_line(database_url: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "ecb.csv", tmp_path / "bad.csv"
    good.write_text("Date,USD,JPY\n2026-06-01,1.0835,169.2\n")
    bad.write_text("day,base,quote,rate\n2026-06-01,EUR,USD,abc\n")
    loaded = run(database_url, "rates", "load", str(good), "--base", "EUR", "--source", "ECB", "--json")
    assert json.loads(loaded.stdout)["added"] == 2
    refused = run(database_url, "rates", "load", str(bad), "--json")
    assert (refused.exit_code, "line 2" in json.loads(refused.stdout)["error"]["message"]) == (1, True)
    listed = run(database_url, "rates", "list", "--json", as_of=None)
    assert [(p["quote"], p["rate"], p["source"]) for p in json.loads(listed.stdout)["pairs"]] == [
        ("JPY", "169.2", "ECB"),
        ("USD", "1.0835", "ECB"),
    ]
