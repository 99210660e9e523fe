"""Which column of its files is an account's conversion: settled once, said, changed, and its history read again."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.errors import BadInput
from paidsocial.models import AdAccount, AuditEntry, Performance, PerformanceReading
from paidsocial.platforms.base import Field
from paidsocial.services.access import Actor
from paidsocial.services.imports import history, rereading
from paidsocial.services.imports.files import path_of
from tests.support.importing import NOW, assert_sums_hold, bring, everything_stored, table

DAY = timedelta(days=1)
HEADER = ("Day", "Campaign name", "Amount spent (EUR)", "Purchases", "Results")
FIRST = table(("2026-06-01", "A", 10, 1, 100), ("2026-06-02", "A", 20, 2, 200), header=HEADER)
SECOND = table(("2026-06-02", "A", 21, 3, 300), ("2026-06-03", "A", 30, 4, 400), header=HEADER)
ACTOR = Actor.at_the_machine("tests")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def conversions(session: Session) -> dict[date, int]:
    """Whole conversions by day, now."""
    session.rollback()
    rows = session.execute(select(Performance.day, Performance.conversions_millionths))
    return {day: int(number) // 1_000_000 for day, number in rows}


def as_known_on(session: Session, moment: object, day: date) -> int | None:
    """A day's conversions as known at a moment, by the rule that stands with the tables."""
    session.rollback()
    current = select(Performance.conversions_millionths).where(Performance.day == day, Performance.seen_at < moment)
    earlier = select(PerformanceReading.conversions_millionths).where(
        PerformanceReading.day == day,
        PerformanceReading.seen_at < moment,
        PerformanceReading.superseded_at >= moment,
    )
    found = [*session.scalars(current), *session.scalars(earlier)]
    assert len(found) <= 1, "one reading is known at a time"
    return int(found[0]) // 1_000_000 if found else None


@pytest.fixture
def account(session: Session, home: Path) -> AdAccount:
    """An account with two files, seen a day apart."""
    bring(session, home, FIRST, now=NOW)
    bring(session, home, SECOND, now=NOW + DAY)
    session.rollback()
    return session.scalars(select(AdAccount)).one()


def test_a_day_that_was_the_future_then_stays_out_when_it_has_come(session: Session, home: Path) -> None:
    ahead = table(("2026-06-01", "A", 10, 1, 100), ("2026-07-01", "A", 70, 7, 700), header=HEADER)
    for on in (None, date(2026, 6, 13)):
        (report,) = bring(
            session, home, ahead, as_seen_on=on, hints={"account": f"Seen {on}"}, accept_same=True
        ).reports
        assert report["rows"]["skipped"] == 1
    for account in session.scalars(select(AdAccount)).all():
        for days, use in ((60, "Results"), (90, "Purchases")):
            later = NOW + days * DAY
            rereading.choose(session, ACTOR, account.id, use, now=later)
            assert rereading.every(session, ACTOR, account.id, home=home, now=later) == 1
            session.rollback()
            rows = session.execute(select(Performance.day).where(Performance.account_id == account.id)).all()
            assert rows == [(date(2026, 6, 1),)]


def test_a_held_file_is_stored_without_the_days_that_were_the_future_then(session: Session, home: Path) -> None:
    bring(session, home, table(("2026-06-01", "A", 1000, 1), ("2026-06-02", "A", 1000, 1)))
    fallen = table(("2026-06-01", "A", 1, 1), ("2026-06-02", "A", 1, 1), ("2026-07-01", "A", 70, 7))
    (part,) = bring(session, home, fallen, now=NOW + DAY).parts
    assert part.state == "held"
    history.accept(session, ACTOR, part.batch_id or 0, home=home, now=NOW + 60 * DAY)
    session.rollback()
    assert session.scalar(select(func.max(Performance.day))) == date(2026, 6, 2)


def test_the_first_file_settles_it_and_says_so(session: Session, home: Path) -> None:
    (report,) = bring(session, home, FIRST).reports
    (said,) = [warning for warning in report["warnings"] if "Conversions are" in warning]
    assert "“Purchases”, for this ad account from now on; the file also has “Results”" in said
    assert session.scalars(select(AdAccount)).one().conversion_column == "Purchases"
    (again,) = bring(session, home, SECOND).reports
    assert not [warning for warning in again["warnings"] if "onversions are" in warning]


def test_a_look_settles_nothing(session: Session, home: Path) -> None:
    bring(session, home, table(("2026-06-01", "A", 10, 40)))
    (report,) = bring(session, home, FIRST, dry_run=True).reports
    assert [warning for warning in report["warnings"] if "Conversions are" in warning]
    session.rollback()
    assert session.scalars(select(AdAccount)).one().conversion_column is None


def test_a_file_with_one_candidate_leaves_it_open(session: Session, home: Path) -> None:
    bring(session, home, table(("2026-06-01", "A", 10, 4), header=("day", "campaign", "spend", "results")))
    assert session.scalars(select(AdAccount)).one().conversion_column is None


def test_another_choice_reads_every_kept_file_again_as_it_was_seen_then(
    session: Session, home: Path, account: AdAccount
) -> None:
    before = conversions(session)
    assert before == {date(2026, 6, 1): 1, date(2026, 6, 2): 3, date(2026, 6, 3): 4}

    chosen = rereading.choose(session, ACTOR, account.id, "results", now=NOW + 2 * DAY)
    assert (chosen.chosen, chosen.left) == ("Results", 2)
    assert conversions(session) == before, "nothing is read again before somebody does it"
    left = rereading.step(session, ACTOR, account.id, home=home, now=NOW + 2 * DAY)
    assert left == 1
    assert rereading.every(session, ACTOR, account.id, home=home, now=NOW + 2 * DAY) == 1

    assert conversions(session) == {date(2026, 6, 1): 100, date(2026, 6, 2): 300, date(2026, 6, 3): 400}
    assert as_known_on(session, NOW + DAY / 2, date(2026, 6, 2)) == 200
    assert as_known_on(session, NOW + 3 * DAY, date(2026, 6, 2)) == 300
    spends = set(session.scalars(select(Performance.spend_micros)))
    assert spends == {10_000_000, 21_000_000, 30_000_000}
    assert_sums_hold(session)
    changed = session.scalars(select(AuditEntry.after).where(AuditEntry.action == "ad_account.changed")).all()
    assert {"conversion_column": "Results"} in changed


def test_choosing_the_former_one_takes_it_back_and_forgets_nothing(
    session: Session, home: Path, account: AdAccount
) -> None:
    before = conversions(session)
    readings = session.scalar(select(func.count()).select_from(PerformanceReading)) or 0
    for header in ("Results", "Purchases"):
        rereading.choose(session, ACTOR, account.id, header, now=NOW + 2 * DAY)
        rereading.every(session, ACTOR, account.id, home=home, now=NOW + 2 * DAY)
    assert conversions(session) == before
    assert as_known_on(session, NOW + DAY / 2, date(2026, 6, 2)) == 2
    assert (session.scalar(select(func.count()).select_from(PerformanceReading)) or 0) > readings
    assert rereading.about(session, ACTOR, account.id).left == 0


def test_later_files_are_read_as_chosen_and_an_old_one_again_does_not_bring_the_former_back(
    session: Session, home: Path, account: AdAccount
) -> None:
    rereading.choose(session, ACTOR, account.id, "Results", now=NOW + 2 * DAY)
    (same,) = bring(session, home, SECOND, now=NOW + 2 * DAY).reports
    assert same["rows"]["revised"] == 2
    third = table(("2026-06-04", "A", 5, 7, 700), header=HEADER)
    bring(session, home, third, now=NOW + 3 * DAY)
    assert conversions(session)[date(2026, 6, 4)] == 700


def test_what_is_said_with_a_file_wins_for_it_and_is_told(session: Session, home: Path, account: AdAccount) -> None:
    rereading.choose(session, ACTOR, account.id, "Results", now=NOW + 2 * DAY)
    (report,) = bring(
        session, home, SECOND, now=NOW + 3 * DAY, hints={"columns": {Field.CONVERSIONS: "Purchases"}}
    ).reports
    assert "conversions are “Results”; this file's were read from “Purchases”, as was said" in str(report["warnings"])


def test_accounts_of_one_file_have_choices_of_their_own(session: Session, home: Path) -> None:
    header = ("Day", "Account name", "Campaign name", "Amount spent (EUR)", "Purchases", "Results")
    both = table(("2026-06-01", "North", "A", 10, 1, 100), ("2026-06-01", "South", "B", 10, 2, 200), header=header)
    bring(session, home, both)
    north = session.scalars(select(AdAccount).where(AdAccount.name == "North")).one()
    rereading.choose(session, ACTOR, north.id, "Results", now=NOW + DAY)
    assert rereading.every(session, ACTOR, north.id, home=home, now=NOW + DAY) == 1
    later = table(("2026-06-02", "North", "A", 10, 3, 300), ("2026-06-02", "South", "B", 10, 4, 400), header=header)
    reports = bring(session, home, later, now=NOW + DAY).reports
    assert [report["totals"]["conversions"] for report in reports] == ["300", "4"]
    used = [[one["header"] for one in report["columns"] if one["field"] == "conversions"] for report in reports]
    assert used == [["Results"], ["Purchases"]]
    session.rollback()
    stored = select(AdAccount.name, func.sum(Performance.conversions_millionths) / 1_000_000).join(
        Performance, Performance.account_id == AdAccount.id
    )
    assert {name: int(number) for name, number in session.execute(stored.group_by(AdAccount.name))} == {
        "North": 400,
        "South": 6,
    }


def test_an_original_that_is_gone_keeps_its_figures_and_says_so(
    session: Session, home: Path, account: AdAccount
) -> None:
    first = min((home / "files").glob("??/*"), key=lambda path: path.read_bytes() != FIRST)
    assert path_of(home, first.name) == first
    first.unlink()
    rereading.choose(session, ACTOR, account.id, "Results", now=NOW + 2 * DAY)
    rereading.every(session, ACTOR, account.id, home=home, now=NOW + 2 * DAY)
    about = rereading.about(session, ACTOR, account.id)
    assert about.left == 0
    assert "no longer kept" in about.failed[0][1]
    assert conversions(session)[date(2026, 6, 3)] == 400


def test_only_a_column_of_its_files_can_be_chosen(session: Session, account: AdAccount) -> None:
    before = everything_stored(session)
    with pytest.raises(BadInput, match="they have “Purchases”, “Results”"):
        rereading.choose(session, ACTOR, account.id, "Leads", now=NOW)
    assert everything_stored(session) == before
