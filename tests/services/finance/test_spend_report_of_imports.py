"""The spend report over files that were really imported: restated, thinned out, without days, in two currencies."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.spend_report import Grain
from paidsocial.platforms.reading import Hints
from paidsocial.services.access import Actor
from paidsocial.services.finance import rates
from paidsocial.services.finance.spend_report import SpendReport, report
from paidsocial.services.finance.tie_out import TieOut, tie_out
from paidsocial.services.imports.importing import import_file
from paidsocial.services.imports.options import ImportOptions

JUNE = Period.month(2026, 6)
NOW = datetime(2026, 8, 1, 12, tzinfo=UTC)


Bring = Callable[..., None]


@pytest.fixture
def bring(session: Session, machine: Actor, tmp_path: Path) -> Bring:
    """Import a CSV as seen on a day of July 2026."""

    def bring(
        text: str, seen_on: int, *, currency: str = "EUR", platform: str = "meta", name: str = "june.csv"
    ) -> None:
        options = ImportOptions(
            hints=Hints(currency=currency, platform=platform), as_seen_on=date(2026, 7, seen_on), accept_drop=True
        )
        outcome = import_file(
            session, machine, home=tmp_path, stream=io.BytesIO(text.encode()), name=name, options=options, now=NOW
        )
        assert outcome.applied, outcome.reports

    return bring


def made(session: Session, machine: Actor, known_on: int | None = None, **more: object) -> tuple[SpendReport, TieOut]:
    day = date(2026, 7, known_on) if known_on else None
    found = report(session, machine, month=JUNE, today=NOW.date(), as_known_on=day, **more)  # type: ignore[arg-type]  # keyword arguments pass through a dict
    return found, tie_out(session, machine, found)


def by_campaign(found: SpendReport) -> dict[str, int]:
    return {line.campaign.name: line.spend for line in found.lines}


def daily(*rows: str) -> str:
    return "\n".join(["Day,Campaign name,Amount spent", *rows]) + "\n"


FIRST = daily("2026-06-01,Spring,10.01", "2026-06-02,Spring,20.02", "2026-06-02,Fans,3.30", "2026-07-01,Spring,9")


def test_a_restated_twin_leaves_the_month_known_before_it_as_it_was(
    session: Session, machine: Actor, bring: Bring
) -> None:
    bring(FIRST, 2)
    before, ties = made(session, machine)
    assert by_campaign(before) == {"Fans": 3_300_000, "Spring": 30_030_000}
    (tie,) = ties.accounts
    assert tie.file is not None
    assert (tie.difference, tie.file.spend, tie.file.difference) == (0, 42_330_000, 0)  # the file reaches into July

    bring(FIRST.replace("20.02", "25.00"), 20)
    after, _ = made(session, machine)
    assert by_campaign(after)["Spring"] == 35_010_000
    then, since = made(session, machine, 19)
    assert (then.snapshot_id, then.totals) == (before.snapshot_id, before.totals)
    assert since.accounts[0].difference == 4_980_000


def test_a_campaign_that_vanished_from_a_later_file_is_still_reported(
    session: Session, machine: Actor, bring: Bring
) -> None:
    bring(FIRST, 2)
    before, _ = made(session, machine)
    bring(daily("2026-06-01,Spring,10.01", "2026-06-02,Spring,20.02", "2026-07-01,Spring,9"), 20)
    after, ties = made(session, machine)
    assert after.snapshot_id == before.snapshot_id
    (tie,) = ties.accounts
    assert tie.file is not None
    assert (tie.file.difference, tie.falls_short, ties.untied) == (3_300_000, False, ())


def test_the_same_file_twice_and_an_older_one_late_change_no_report(
    session: Session, machine: Actor, bring: Bring
) -> None:
    bring(FIRST, 10)
    before, _ = made(session, machine)
    bring(FIRST, 12)
    bring(FIRST.replace("20.02", "1.00"), 5)  # told late: it was so on the 5th
    assert made(session, machine)[0].snapshot_id == before.snapshot_id
    assert made(session, machine, 12)[0].snapshot_id == before.snapshot_id
    assert by_campaign(made(session, machine, 9)[0])["Spring"] == 11_010_000
    assert made(session, machine, 4)[0].lines == ()


def test_finer_rows_take_the_place_of_coarser_ones_from_the_day_they_came(
    session: Session, machine: Actor, bring: Bring
) -> None:
    bring("Day,Amount spent\n2026-06-01,10.01\n2026-06-02,23.32\n", 2)
    whole, _ = made(session, machine)
    bring(FIRST, 20)
    fine, _ = made(session, machine)
    assert by_campaign(fine) == {"Fans": 3_300_000, "Spring": 30_030_000}
    assert [line.spend for line in whole.lines] == [33_330_000]
    assert fine.totals[-1].spend_reporting == whole.totals[-1].spend_reporting
    assert made(session, machine, 19)[0].snapshot_id == whole.snapshot_id


def test_a_monthly_file_is_reported_as_it_came(session: Session, machine: Actor, bring: Bring) -> None:
    monthly = (
        "Reporting starts,Reporting ends,Campaign name,Amount spent\n"
        "2026-06-01,2026-06-30,Spring,300.00\n2026-06-01,2026-06-30,Fans,33.30\n"
    )
    bring(monthly, 2)
    found, ties = made(session, machine)
    assert {(line.campaign.name, line.grain, line.spend) for line in found.lines} == {
        ("Spring", Grain.PERIOD, 300_000_000),
        ("Fans", Grain.PERIOD, 33_300_000),
    }
    (tie,) = ties.accounts
    assert (tie.lines, tie.sums, tie.without_days) == (0, 0, 333_300_000)
    assert tie.file is not None
    assert tie.file.difference == 0
    bring(FIRST, 20)
    found, _ = made(session, machine)
    assert by_campaign(found) == {"Fans": 3_300_000, "Spring": 30_030_000}
    assert len(found.left_out) == 2
    assert by_campaign(made(session, machine, 19)[0]) == {"Spring": 300_000_000, "Fans": 33_300_000}


def test_two_currencies_from_two_files(session: Session, machine: Actor, bring: Bring) -> None:
    bring(FIRST, 2)
    bring(daily("2026-06-01,Launch,100.10"), 2, currency="USD", platform="tiktok", name="us.csv")
    csv = b"month,base,quote,rate,source\n2026-06,USD,EUR,0.915,Treasury\n"
    rates.load_csv(session, machine, content=csv, file_name="r.csv", now=NOW, today=NOW.date(), basis="booking")
    found, _ = made(session, machine, reporting_currency="EUR")
    assert [(t.currency, t.spend, t.spend_reporting) for t in found.totals] == [
        ("EUR", 33_330_000, 33_330_000),
        ("USD", 100_100_000, 91_590_000),  # 91.5915
        (None, None, 124_920_000),
    ]
