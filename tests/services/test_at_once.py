"""Several people at the same moment, each in a session of their own: one gets through, the others are told why not.

SQLite's writers queue by themselves; on PostgreSQL these fail where a service decides on what another is changing.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.db import Database, transaction
from paidsocial.domain.budget_change import PENDING
from paidsocial.domain.days import Period
from paidsocial.domain.money import Money
from paidsocial.errors import Refused, Stale
from paidsocial.models import (
    AdAccount,
    AuditEntry,
    BudgetChange,
    Campaign,
    ImportBatch,
    Performance,
    PlanRevision,
    PlatformBudget,
    StoredFile,
    User,
)
from paidsocial.platforms.reading import Hints
from paidsocial.services import audit
from paidsocial.services.access import Actor, Role
from paidsocial.services.changes import budget_changes, taking_back
from paidsocial.services.changes.budget_changes import Mark, Wanted
from paidsocial.services.imports import ImportOptions, files, previews
from paidsocial.services.imports import history as imported
from paidsocial.services.planning import plans
from paidsocial.services.workspace import people
from paidsocial.services.workspace.people import PersonDetails
from tests.support.builders import World
from tests.support.importing import bring, table
from tests.support.people import person

TODAY = date(2026, 6, 14)
NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=4)
ROUNDS = 3

Deed = Callable[[Session], object]


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


@pytest.fixture
def ana(session: Session) -> Actor:
    return person(session, "Ana", Role.SPECIALIST)


@pytest.fixture
def spring(world: World) -> int:
    """A campaign with a daily budget of 100.00 since March."""
    return budgeted(world, "Spring").id


def budgeted(world: World, name: str) -> Campaign:
    campaign = world.campaign(world.account(world.client(f"Client of {name}")), name)
    world.budget(campaign, 100, date(2026, 3, 1))
    return campaign


def at_once(database: Database, *deeds: Deed) -> list[Exception | None]:
    """What became of each deed: None, or what it was refused with."""
    start, found = threading.Barrier(len(deeds)), list[Exception | None]([None] * len(deeds))

    def run(place: int) -> None:
        with database.session() as session:
            start.wait()
            try:
                deeds[place](session)
            except Exception as error:  # noqa: BLE001 - a thread's breakdown would be lost; the test looks at all
                found[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def only_one(found: list[Exception | None], refusal: type[Refused] = Stale) -> bool:
    """Whether one got through and all others were refused as they should be."""
    return found.count(None) == 1 and all(isinstance(error, refusal) for error in found if error is not None)


def propose(session: Session, actor: Actor, campaign_id: int, after: str = "115") -> int:
    return budget_changes.propose(
        session, actor, Wanted(campaign_id, after, seen="100.00", reason="More"), now=NOW, today=TODAY
    )


def mark_applied(session: Session, actor: Actor, change_ids: Sequence[int]) -> None:
    versions = {change.id: change.version for change in session.scalars(select(BudgetChange))}
    marks = [Mark(change_id, versions[change_id], applied=True) for change_id in change_ids]
    budget_changes.mark(session, actor, marks, now=LATER)


def test_two_proposals_for_one_budget(database: Database, session: Session, ana: Actor, spring: int) -> None:
    found = at_once(database, *(lambda own, to=to: propose(own, ana, spring, to) for to in ("110", "112", "115")))
    assert only_one(found), found
    session.rollback()
    pending = BudgetChange.state.in_([state.value for state in PENDING])
    assert session.scalar(select(func.count()).where(BudgetChange.campaign_id == spring, pending)) == 1
    assert audit.verify(session).broken_at is None


def test_two_who_undo_the_same_change(database: Database, session: Session, ana: Actor, spring: int) -> None:
    change = propose(session, ana, spring)
    mark_applied(session, ana, [change])
    deeds = [lambda own: taking_back.undo(own, ana, change, now=LATER, today=TODAY)] * 3
    found = at_once(database, *deeds)
    assert only_one(found), found
    session.rollback()
    assert session.scalar(select(func.count()).where(BudgetChange.undo_of_id == change)) == 1


def test_marks_in_another_order_do_not_lock_each_other_out(
    database: Database, session: Session, world: World, ana: Actor
) -> None:
    for number in range(ROUNDS):
        campaigns = [budgeted(world, f"Campaign {number}.{place}").id for place in range(4)]
        changes = [propose(session, ana, campaign) for campaign in campaigns]
        session.rollback()
        orders = (changes, changes[::-1], changes[1:2])
        found = at_once(database, *(partial(mark_applied, actor=ana, change_ids=order) for order in orders))
        assert all(error is None or isinstance(error, Stale) for error in found), found
        applied = select(func.count()).where(PlatformBudget.budget_change_id.in_(changes))
        by_change = session.execute(applied.add_columns(PlatformBudget.budget_change_id).group_by("budget_change_id"))
        assert all(count == 1 for count, _ in by_change)
    assert audit.verify(session).broken_at is None


def test_two_administrators_who_demote_each_other(database: Database, session: Session, machine: Actor) -> None:
    admin, viewer = PersonDetails("Ada", Role.ADMINISTRATOR), PersonDetails("Ada", Role.VIEWER)
    ids = [people.add(session, machine, f"{name}@tallybird.example", admin, now=NOW).id for name in ("ada", "eda")]
    session.rollback()
    found = at_once(database, *(lambda own, i=i: people.change(own, machine, i, viewer, now=NOW) for i in ids))
    assert only_one(found, Refused), found
    session.rollback()
    assert session.scalar(select(func.count()).where(User.role == Role.ADMINISTRATOR.value)) == 1


def test_two_amounts_for_the_line_that_both_looked_at(
    database: Database, session: Session, world: World, ana: Actor
) -> None:
    client_id, june = world.client("Tallybird").id, Period.month(2026, 6)

    def wanted(amount: str) -> plans.Wanted:
        return plans.Wanted(client_id, "June", june, Money.parse(amount, "EUR"))

    line_id = plans.save(session, ana, wanted("100"), now=NOW, today=TODAY).line.id
    seen = session.scalar(select(func.max(PlanRevision.id)))
    session.rollback()

    def save(own: Session, amount: str) -> None:
        plans.save(own, ana, wanted(amount), now=NOW, today=TODAY, line_id=line_id, seen_revision=seen)

    found = at_once(database, *(lambda own, to=to: save(own, to) for to in ("200", "300", "400")))
    assert only_one(found), found
    session.rollback()
    assert session.scalar(select(func.count()).where(PlanRevision.plan_line_id == line_id)) == 2


def test_a_file_for_a_new_account_that_several_bring(database: Database, session: Session, tmp_path: Path) -> None:
    june = table(("2026-06-01", "A", 10, 5))
    found = at_once(database, *(lambda own: bring(own, tmp_path, june, hints={"account": "Main"}) for _ in range(3)))
    assert found == [None] * 3
    session.rollback()
    assert session.scalar(select(func.count()).select_from(AdAccount)) == 1
    assert session.scalar(select(func.sum(Performance.spend_micros))) == 10_000_000


def test_a_preview_that_several_pages_confirm_is_stored_once(
    database: Database, session: Session, tmp_path: Path, ana: Actor
) -> None:
    for known in (False, True):  # also where the file came before, so that it need not be read
        begun = previews.begin(
            session,
            ana,
            home=tmp_path,
            stream=io.BytesIO(table(("2026-06-01", "A", 10, 5))),
            name="june.csv",
            now=NOW,
            options=ImportOptions(hints=Hints(currency="EUR", account="Main")),
        )
        session.rollback()
        later = LATER + timedelta(hours=known)
        deeds = [lambda own, at=later, n=begun.id: previews.confirm(own, ana, n, home=tmp_path, now=at)] * 3
        found = at_once(database, *deeds)
        assert only_one(found, Refused), found
        session.rollback()
        states = session.scalars(select(ImportBatch.state)).all()
        assert states == ["applied"] * (1 + known)
    assert audit.verify(session).broken_at is None


def test_a_file_that_one_discards_while_others_bring_it(
    database: Database, session: Session, tmp_path: Path, ana: Actor
) -> None:
    for number in range(ROUNDS):
        june = table(("2026-06-01", "A", 10 + number, 5))
        waits = previews.begin(session, ana, home=tmp_path, stream=io.BytesIO(june), name="june.csv", now=NOW)
        session.rollback()
        found = at_once(
            database,
            lambda own, n=waits.id: previews.let_go(own, ana, n, home=tmp_path),
            lambda own, data=june: bring(own, tmp_path, data, hints={"account": "Main"}),
        )
        assert found[0] is None
        assert found[1] is None or isinstance(found[1], Stale), found
        session.rollback()
        kept = list(session.scalars(select(StoredFile.sha256)))
        assert all(files.path_of(tmp_path, sha256).is_file() for sha256 in kept)
        assert len(kept) == session.scalar(select(func.count(ImportBatch.sha256.distinct())))


def test_an_original_that_was_discarded_in_this_moment_is_not_noted_as_kept(
    session: Session, tmp_path: Path, ana: Actor
) -> None:
    kept = files.keep(tmp_path, io.BytesIO(table(("2026-06-01", "A", 10, 5))))
    kept.path.unlink()
    with pytest.raises(Stale, match="drop it again"), transaction(session):
        previews.add(session, ana, kept, name="june.csv", options=ImportOptions(), report={}, now=NOW)
    assert not session.scalars(select(StoredFile)).all()


def test_a_held_file_that_one_accepts_and_another_refuses(
    database: Database, session: Session, tmp_path: Path, machine: Actor
) -> None:
    days = [f"2026-06-{day:02d}" for day in range(1, 10)]
    bring(session, tmp_path, table(*((day, "A", 1000, 5) for day in days)))
    fallen = table(*((day, "A", 1, 5) for day in days))
    (part,) = bring(session, tmp_path, fallen, now=NOW + timedelta(hours=1)).parts
    batch_id = part.batch_id or 0
    session.rollback()
    found = at_once(
        database,
        lambda own: imported.accept(own, machine, batch_id, home=tmp_path, now=LATER),
        lambda own: imported.leave(own, machine, batch_id, now=LATER),
        lambda own: imported.accept(own, machine, batch_id, home=tmp_path, now=LATER),
    )
    assert only_one(found), found
    session.rollback()
    state = session.scalar(select(ImportBatch.state).where(ImportBatch.id == batch_id))
    spend = session.scalar(select(func.sum(Performance.spend_micros)))
    assert (state, spend) in {("accepted", 9 * 10**6), ("refused", 9000 * 10**6)}
    decided = select(AuditEntry.action).where(AuditEntry.action.in_(["import.accepted", "import.refused"]))
    assert session.scalars(decided).all() == [f"import.{state}"]
