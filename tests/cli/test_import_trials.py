"""A stranger's trials through the command line: depths, overlaps, ids, dry runs, bad files; the database told apart."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session

from paidsocial.cli import main
from tests.support import native
from tests.support.exports import delimited

DAYS = [f"2026-06-{day:02d}" for day in range(1, 7)]
KEYS = {
    "account": ("date",),
    "campaign": ("date", "campaign"),
    "ad_set": ("date", "campaign", "ad set name"),
    "ad": ("date", "campaign", "ad set name", "ad name"),
}


class Trial:
    """A home folder, a database, and files written into it to be imported."""

    def __init__(self, database_url: str, folder: Path, session: Session) -> None:
        self.folder, self.session = folder, session
        self.environment = {"PAIDSOCIAL_DATABASE_URL": database_url, "PAIDSOCIAL_HOME": str(folder / "home")}

    def bring(self, data: bytes, *options: str, name: str = "meta.csv", exit_code: int = 0) -> Any:
        """The document that importing some bytes prints."""
        path = self.folder / name
        path.write_bytes(data)
        arguments = ["import", str(path), "--json", "--as-of", "2026-06-14", *options]
        result = CliRunner().invoke(main, arguments, env=self.environment)
        assert result.exit_code == exit_code, result.output
        return json.loads(result.stdout)

    def report(self, data: bytes, *options: str, name: str = "meta.csv") -> Any:
        """The only entry of an import."""
        (report,) = self.bring(data, *options, name=name)["files"]
        return report

    def dump(self) -> dict[str, list[Any]]:
        """Every row of every table."""
        self.session.rollback()
        tables = MetaData()
        tables.reflect(self.session.connection())
        found = {name: sorted(map(repr, self.session.execute(select(table)))) for name, table in tables.tables.items()}
        self.session.rollback()
        return found

    def spend(self) -> dict[str, str]:
        """What is stored, by campaign."""
        result = CliRunner().invoke(main, ["campaigns", "--json"], env=self.environment)
        return {row["name"]: row["spend"] for row in json.loads(result.stdout)["campaigns"] if row["days"]}


@pytest.fixture
def trial(database_url: str, tmp_path: Path, session: Session) -> Trial:
    return Trial(database_url, tmp_path, session)


def at_level(level: str, ad_spend: int = 5) -> bytes:
    """Two campaigns of two ad sets of two ads, six days, summed to a level."""
    told: dict[tuple[str, ...], int] = {}
    for day in DAYS:
        for campaign in "AB":
            for ad_set in "12":
                for ad in "xy":
                    key = (day, campaign, campaign + ad_set, ad)[: len(KEYS[level])]
                    told[key] = told.get(key, 0) + ad_spend
    rows = [(*key, spend, "meta", "EUR") for key, spend in told.items()]
    return delimited((*KEYS[level], "spend", "platform", "currency"), rows).encode()


@pytest.mark.parametrize("order", list(permutations(KEYS, 3)), ids=" > ".join)
def test_depths_in_any_order_are_never_added(trial: Trial, order: tuple[str, ...]) -> None:
    for level in order:
        assert trial.report(at_level(level))["held"] is None
        assert sum(float(spend) for spend in trial.spend().values()) == 240
    for level in order:
        rows = trial.report(at_level(level), name=f"meta {level}.csv")["rows"]
        assert (rows["inserted"], rows["revised"]) == (0, 0)


def test_a_dry_run_says_exactly_what_then_happens_and_changes_nothing(trial: Trial) -> None:
    trial.bring(at_level("campaign"))
    steps: list[tuple[bytes, tuple[str, ...]]] = [
        (at_level("ad_set"), ()),
        (at_level("ad", 6), ()),
        (at_level("campaign", 1), ()),
        (at_level("account"), ("--as-seen-on", "2026-06-10")),
        (native.meta("ad_set").data, ("--account", "Jakarta")),
    ]
    for data, options in steps:
        before = trial.dump()
        told = trial.bring(data, "--dry-run", *options)
        assert trial.dump() == before
        assert trial.bring(data, *options) == told


def test_files_that_overlap_count_each_day_once(trial: Trial) -> None:
    lines = at_level("campaign").splitlines(keepends=True)
    header, rows = lines[0], lines[1:]
    assert trial.report(header + b"".join(rows[:8]))["rows"]["inserted"] == 8
    second = trial.report(header + b"".join(rows[4:]), name="meta (1).csv")["rows"]
    assert (second["inserted"], second["unchanged"]) == (4, 4)
    assert trial.spend() == {"A": "120.00", "B": "120.00"}


def test_ids_that_come_later_renames_and_namesakes(trial: Trial) -> None:
    def table(*campaigns: tuple[str, str], with_ids: bool = True) -> bytes:
        keys = ("campaign", "campaign id") if with_ids else ("campaign",)
        rows = [(day, *one[: len(keys)], 10, "meta", "EUR") for day in DAYS for one in campaigns]
        return delimited(("date", *keys, "spend", "platform", "currency"), rows).encode()

    trial.bring(table(("A", ""), with_ids=False))
    assert trial.report(table(("A", "77")))["rows"]["unchanged"] == 6
    assert trial.report(table(("A2", "77")))["rows"]["unchanged"] == 6
    assert trial.spend() == {"A2": "60.00"}
    assert trial.report(table(("A2", "77"), ("A2", "78")))["rows"]["inserted"] == 6
    held = trial.report(table(("A2", ""), with_ids=False))
    assert held["held"] is not None
    assert any("Export it with ids" in warning for warning in held["warnings"])


BAD: dict[str, tuple[bytes, str, str]] = {
    "wrong.csv": (b"hello,world\n1,2\n", "header", "--map"),
    "damaged.xlsx": (b"PK\x03\x04" + b"garbage" * 90, "damaged", "Export it again"),
    "binary.csv": (bytes(range(256)) * 40, "binary", "Export it again"),
    "other-currency.csv": (at_level("campaign").replace(b"EUR", b"USD"), "USD", "--account NAME"),
    "future.csv": (b"date,campaign,spend,platform,currency\n2031-01-01,A,5,meta,EUR\n", "Line 2", "Check the dates"),
    "negative.csv": (b"date,campaign,spend,platform,currency\n2026-06-01,A,-5,meta,EUR\n", "Line 2", "Correct it"),
    "web.csv": (b"date,source,sessions,revenue\n2026-06-01,google,9,5\n", "spend", "no spend report"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_one_message_with_its_remedy_and_changes_nothing(trial: Trial, name: str) -> None:
    data, what, remedy = BAD[name]
    trial.bring(at_level("campaign"))
    before = trial.dump()
    refused = trial.bring(data, name=name, exit_code=1)
    assert set(refused) == {"error"}
    assert what in refused["error"]["message"]
    assert remedy in refused["error"]["message"]
    assert trial.dump() == before


def test_a_sharp_fall_is_held_and_what_is_stored_stays(trial: Trial) -> None:
    trial.bring(at_level("campaign"))
    before = trial.dump()
    held = trial.report(at_level("campaign", 1))["held"]
    assert held == {**held, "accept_with": "--accept-drop"}
    assert held["reason"].startswith("spend fell by 192.00 on 12 campaign-days")
    after = trial.dump()
    assert {table for table in after if after[table] != before[table]} <= {"import_batch", "stored_file", "audit_entry"}


def test_bad_rows_never_cost_the_good_ones(trial: Trial) -> None:
    data = at_level("campaign") + b"2031-01-01,A,5,meta,EUR\n2026-06-03,C,-1,meta,EUR\n2026-06-03,C,abc,meta,EUR\n"
    report = trial.report(data)
    assert (report["rows"]["inserted"], report["rows"]["skipped"]) == (12, 3)
    assert [(row["line"], row["reason"]) for row in report["skipped"]] == [
        (14, "is dated in the future (2031-01-01)"),
        (15, "spend is negative"),
        (16, "spend “abc” is not a number"),
    ]
    assert report["totals"]["spend"] == "240"
