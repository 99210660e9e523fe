"""Changes carried out by hand: once or visibly not; the history shows what was set; undo tramples nothing."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import Database, transaction
from paidsocial.domain.budget_change import State
from paidsocial.errors import BadInput, Forbidden, NotFound, Refused, Stale
from paidsocial.models import AuditEntry, BudgetChange, Campaign, Client, PlatformBudget
from paidsocial.services import audit
from paidsocial.services.access import Actor, Role
from paidsocial.services.changes import budget_changes, change_sheets, change_views, taking_back
from paidsocial.services.changes.budget_changes import Mark, Wanted
from paidsocial.services.changes.change_views import ChangeDetail, Filter
from tests.support.builders import World
from tests.support.people import person
from tests.support.queries import counted

TODAY = date(2026, 6, 14)
NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(hours=4)


class Desk:
    """A campaign with a daily budget of 100.00 since March, one without a known budget, and three people."""

    def __init__(self, session: Session) -> None:
        self.session, self.world = session, World(session)
        self.client = self.world.client("Tallybird", currency="EUR")
        self.account = self.world.account(self.client, "Tallybird EU")
        self.spring = self.world.campaign(self.account, "Spring")
        self.world.budget(self.spring, 100, date(2026, 3, 1))
        self.dark = self.world.campaign(self.account, "=Dark")
        clients = {self.client.id}
        self.ana = person(session, "Ana", Role.SPECIALIST, clients=clients)
        self.ben = person(session, "Ben", Role.SPECIALIST, clients=clients)
        self.dora = person(session, "Dora", Role.DIRECTOR, clients=clients)

    def limit(self, amount: int | None) -> None:
        with transaction(self.session):
            client = self.session.get_one(Client, self.client.id)
            client.approval_limit_micros = None if amount is None else amount * 1_000_000

    def propose(self, after: str = "115", *, seen: str | None = "100.00", campaign: Campaign | None = None) -> int:
        wanted = Wanted((campaign or self.spring).id, after, seen=seen, reason="It earns more")
        return budget_changes.propose(self.session, self.ana, wanted, now=NOW, today=TODAY)

    def get(self, change_id: int) -> ChangeDetail:
        self.session.expire_all()
        return change_views.get(self.session, self.ana, change_id)

    def state(self, change_id: int) -> State:
        return self.get(change_id).change.state

    def apply(self, change_id: int, *, now: datetime = LATER, actor: Actor | None = None, **more: str) -> None:
        version = self.get(change_id).change.version
        marks = [Mark(change_id, version, applied=True, **more)]
        budget_changes.mark(self.session, actor or self.ana, marks, now=now)

    def budgets(self) -> list[PlatformBudget]:
        self.session.expire_all()
        return list(self.session.scalars(select(PlatformBudget).order_by(PlatformBudget.id)))


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


# Proposing and deciding


def test_a_change_within_ones_limit_is_approved_at_once(desk: Desk) -> None:
    change = desk.get(desk.propose())
    assert (change.change.state, change.change.before, change.change.reason) == (
        State.APPROVED,
        desk.get(change.change.id).change.before,
        "It earns more",
    )
    assert [step.to_state for step in change.trail] == [State.PROPOSED, State.APPROVED]


def test_a_change_above_ones_limit_waits_for_somebody_else(desk: Desk) -> None:
    desk.limit(14)
    change_id = desk.propose("115")
    assert desk.state(change_id) is State.PROPOSED
    for actor in (desk.ana, desk.ben):
        with pytest.raises(Forbidden):
            budget_changes.decide(desk.session, actor, change_id, approve=True, now=NOW, today=TODAY)
    budget_changes.decide(desk.session, desk.dora, change_id, approve=True, now=NOW, today=TODAY)
    assert desk.state(change_id) is State.APPROVED


def test_several_changes_are_one_decision_and_one_sum_against_the_limit(desk: Desk) -> None:
    other = desk.world.campaign(desk.account, "Autumn")
    desk.world.budget(other, 100, date(2026, 3, 1))
    wanted = [Wanted(desk.spring.id, "110", seen="100"), Wanted(other.id, "108", seen="100")]
    desk.limit(17)  # each alone is within it, both together are not
    ids = budget_changes.propose_all(desk.session, desk.ana, wanted, now=NOW, today=TODAY)
    assert {desk.state(change_id) for change_id in ids} == {State.PROPOSED}
    for change_id in ids:
        taking_back.withdraw(desk.session, desk.ana, change_id, now=NOW)
    desk.limit(18)
    ids = budget_changes.propose_all(desk.session, desk.ana, wanted, now=NOW, today=TODAY)
    assert {desk.state(change_id) for change_id in ids} == {State.APPROVED}


def test_a_large_move_in_small_pieces_meets_the_limit_too(desk: Desk) -> None:
    desk.limit(20)
    others = [desk.world.campaign(desk.account, name) for name in ("Autumn", "Winter")]
    for other in others:
        desk.world.budget(other, 100, date(2026, 3, 1))
    first = desk.propose("112")
    second = desk.propose("109", campaign=others[0])  # 12 + 9 is above 20
    assert (desk.state(first), desk.state(second)) == (State.APPROVED, State.PROPOSED)
    with pytest.raises(Forbidden, match="with what you approved alone in the last 24 hours"):
        budget_changes.decide(desk.session, desk.ana, second, approve=True, now=NOW, today=TODAY)
    assert desk.state(desk.propose("108", campaign=others[1])) is State.APPROVED
    tomorrow = NOW + timedelta(hours=24)
    budget_changes.decide(desk.session, desk.ana, second, approve=True, now=tomorrow, today=TODAY)
    assert desk.state(second) is State.APPROVED


def test_of_several_changes_one_that_cannot_be_keeps_all_out(desk: Desk) -> None:
    wanted = [Wanted(desk.spring.id, "110", seen="100"), Wanted(desk.dark.id, "0")]
    with pytest.raises(BadInput):
        budget_changes.propose_all(desk.session, desk.ana, wanted, now=NOW, today=TODAY)
    assert desk.session.scalars(select(BudgetChange)).all() == []


def test_refusing_needs_a_comment_which_stands_in_the_trail(desk: Desk) -> None:
    desk.limit(1)
    change_id = desk.propose()
    with pytest.raises(BadInput, match="Say why"):
        budget_changes.decide(desk.session, desk.dora, change_id, approve=False, now=NOW, today=TODAY)
    budget_changes.decide(
        desk.session, desk.dora, change_id, approve=False, comment="Stock is low", now=NOW, today=TODAY
    )
    found = desk.get(change_id)
    assert (found.change.state, found.trail[-1].note, found.trail[-1].by) == (State.REFUSED, "Stock is low", "Dora")


def test_the_budget_must_be_what_the_person_saw(desk: Desk) -> None:
    with pytest.raises(Stale, match=r"was 90.00 EUR when you looked and is 100.00 EUR now"):
        desk.propose(seen="90")
    with pytest.raises(Stale, match="not known"):
        desk.propose(seen=None)
    assert desk.session.scalars(select(BudgetChange)).all() == []


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ("100", "already"),
        ("131", "more than 30%"),
        ("0", "above 0"),
        ("1e3", "not an amount"),
        ("105.0001", "smallest unit"),
    ],
)
def test_guard_rails_stop_what_should_not_be(desk: Desk, after: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        desk.propose(after)


def test_guard_rails_are_told_before_sending(desk: Desk) -> None:
    wanted = Wanted(desk.spring.id, "125", seen="100")
    found = budget_changes.check(desk.session, desk.ana, wanted, now=NOW)
    assert {one.rule for one in found} == {"step.usual", "meta.step"}


def test_a_second_change_of_the_same_budget_waits_its_turn(desk: Desk) -> None:
    desk.propose()
    with pytest.raises(Stale, match="on its way"):
        desk.propose("110")


def test_a_budget_is_changed_where_it_stands(desk: Desk) -> None:
    ad_set = desk.world.ad_set(desk.spring, "Inside")
    with pytest.raises(BadInput, match="stands on the campaign"):
        budget_changes.propose(
            desk.session, desk.ana, Wanted(desk.spring.id, "50", ad_set_id=ad_set.id), now=NOW, today=TODAY
        )
    other = desk.world.ad_set(desk.dark)
    with pytest.raises(BadInput, match="not an ad set of"):
        budget_changes.propose(
            desk.session, desk.ana, Wanted(desk.spring.id, "50", ad_set_id=other.id), now=NOW, today=TODAY
        )
    desk.world.budget(desk.dark, 900, date(2026, 3, 1), kind="lifetime")
    with pytest.raises(BadInput, match="lifetime"):
        desk.propose("50", seen=None, campaign=desk.dark)


# Carrying out


def test_marking_applied_writes_the_platform_budget_history(desk: Desk) -> None:
    change_id = desk.propose()
    desk.apply(change_id)
    found = desk.get(change_id)
    assert (found.change.state, found.change.set_to) == (State.APPLIED, None)
    last = desk.budgets()[-1]
    assert (last.amount_micros, last.source, last.budget_change_id) == (115_000_000, "by_hand", change_id)
    assert (last.effective_at, last.recorded_by, last.ad_set_id) == (LATER, desk.ana.user_id, None)
    assert desk.session.get_one(BudgetChange, change_id).carried_out_at == LATER


def test_another_amount_than_approved_is_kept_as_it_was_set(desk: Desk) -> None:
    change_id = desk.propose()
    desk.apply(change_id, set_to="112.50", note="The platform rounds")
    found = desk.get(change_id)
    assert found.change.set_to is not None
    assert (found.change.after.text, found.change.set_to.text) == ("115.00", "112.50")
    assert found.trail[-1].note == "Set to 112.50 EUR instead of 115.00 EUR. The platform rounds"
    assert desk.budgets()[-1].amount_micros == 112_500_000


def test_a_change_is_applied_once(desk: Desk, database: Database) -> None:
    change_id = desk.propose()
    version = desk.get(change_id).change.version
    with database.session() as other:
        other.get_one(BudgetChange, change_id)  # a page loaded before
        desk.apply(change_id)
        with pytest.raises(Stale):
            budget_changes.mark(other, desk.ben, [Mark(change_id, version, applied=True)], now=LATER)
    with pytest.raises(Stale):
        desk.apply(change_id)
    assert len(desk.budgets()) == 2


def test_not_applied_needs_a_reason_and_changes_no_budget(desk: Desk) -> None:
    change_id = desk.propose()
    version = desk.get(change_id).change.version
    with pytest.raises(BadInput, match="why it was not applied"):
        budget_changes.mark(desk.session, desk.ana, [Mark(change_id, version, applied=False)], now=LATER)
    budget_changes.mark(
        desk.session, desk.ana, [Mark(change_id, version, applied=False, note="Campaign ended")], now=LATER
    )
    assert desk.state(change_id) is State.NOT_APPLIED
    assert len(desk.budgets()) == 1


def test_marks_are_all_or_none(desk: Desk) -> None:
    one, two = desk.propose(), desk.propose("40", seen=None, campaign=desk.dark)
    versions = {change_id: desk.get(change_id).change.version for change_id in (one, two)}
    marks = [Mark(one, versions[one], applied=True), Mark(two, versions[two], applied=False)]
    with pytest.raises(BadInput):
        budget_changes.mark(desk.session, desk.ana, marks, now=LATER)
    assert desk.state(one) is State.APPROVED
    assert len(desk.budgets()) == 1


def test_a_proposed_change_cannot_be_carried_out(desk: Desk) -> None:
    desk.limit(1)
    change_id = desk.propose()
    with pytest.raises(Stale, match="is proposed"):
        desk.apply(change_id)


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.FINANCE, Role.VIEWER])
def test_only_those_who_carry_out_mark(desk: Desk, session: Session, role: Role) -> None:
    change_id = desk.propose()
    with pytest.raises(Forbidden):
        desk.apply(change_id, actor=person(session, "Vic", role, clients={desk.client.id}))


def test_another_clients_people_do_not_know_of_it(desk: Desk, session: Session) -> None:
    change_id = desk.propose()
    stranger = person(session, "Stan", Role.SPECIALIST, clients={desk.world.client().id})
    with pytest.raises(NotFound):
        change_views.get(session, stranger, change_id)
    with pytest.raises(NotFound):
        desk.apply(change_id, actor=stranger)
    with pytest.raises(NotFound):
        budget_changes.propose(session, stranger, Wanted(desk.spring.id, "110", seen="100"), now=NOW, today=TODAY)
    assert change_views.ledger(session, stranger).total == 0
    with pytest.raises(NotFound, match="No approved change"):
        change_sheets.sheet(session, stranger, "csv")


def test_the_proposer_or_a_director_takes_a_change_back(desk: Desk) -> None:
    change_id = desk.propose()
    with pytest.raises(Forbidden):
        taking_back.withdraw(desk.session, desk.ben, change_id, now=NOW)
    taking_back.withdraw(desk.session, desk.ana, change_id, now=NOW, note="Changed my mind")
    assert desk.state(change_id) is State.WITHDRAWN
    desk.propose()  # the way is free again


# Undo


def test_undo_is_a_new_change_that_restores_what_was_there(desk: Desk) -> None:
    change_id = desk.propose()
    desk.apply(change_id)
    offer = desk.get(change_id).undo
    assert offer is not None
    assert (offer.possible, offer.text.partition(";")[0]) == (True, "Restores 100.00 EUR a day in place of 115.00 EUR")
    back = taking_back.undo(desk.session, desk.ana, change_id, now=LATER, today=TODAY, reason="Fell short")
    undoing = desk.get(back).change
    assert undoing.before is not None
    assert (undoing.before.text, undoing.after.text, undoing.undo_of_id) == ("115.00", "100.00", change_id)
    assert "Fell short" in undoing.reason
    assert desk.state(change_id) is State.APPLIED
    with pytest.raises(Stale, match=f"Change {back} takes it back already"):
        taking_back.undo(desk.session, desk.ana, change_id, now=LATER, today=TODAY)
    desk.apply(back, now=LATER + timedelta(hours=1))
    assert desk.state(change_id) is State.UNDONE
    assert desk.state(back) is State.APPLIED
    assert desk.budgets()[-1].amount_micros == 100_000_000


def test_undo_refuses_to_trample_a_later_edit(desk: Desk) -> None:
    change_id = desk.propose()
    desk.apply(change_id)
    desk.world.budget(desk.spring, 150, LATER + timedelta(hours=2))
    offer = desk.get(change_id).undo
    assert offer is not None
    assert not offer.possible
    with pytest.raises(Stale, match=r"set to 150.00 EUR on 14 June 2026 by a file, after this change"):
        taking_back.undo(desk.session, desk.ana, change_id, now=LATER + timedelta(hours=3), today=TODAY)


def test_a_file_that_shows_the_same_amount_later_only_confirms_it(desk: Desk) -> None:
    change_id = desk.propose()
    desk.apply(change_id)
    desk.world.budget(desk.spring, 115, LATER + timedelta(hours=2))
    offer = desk.get(change_id).undo
    assert offer is not None
    assert offer.possible


def test_undo_starts_from_what_was_really_set(desk: Desk) -> None:
    change_id = desk.propose()
    desk.apply(change_id, set_to="112")
    back = taking_back.undo(desk.session, desk.ana, change_id, now=LATER, today=TODAY)
    before = desk.get(back).change.before
    assert before is not None
    assert before.text == "112.00"


def test_what_was_never_known_cannot_be_restored_unless_the_person_told(desk: Desk) -> None:
    one = desk.propose("40", seen=None, campaign=desk.dark)
    desk.apply(one)
    with pytest.raises(Refused, match="not known"):
        taking_back.undo(desk.session, desk.ana, one, now=LATER, today=TODAY)
    other = desk.world.campaign(desk.account, "Grey")
    two = desk.propose("40", seen=None, campaign=other)
    desk.apply(two, found="35")
    back = taking_back.undo(desk.session, desk.ana, two, now=LATER, today=TODAY)
    assert desk.get(back).change.after.text == "35.00"


@pytest.mark.parametrize("found", ["-5", "0"])
def test_what_is_said_to_have_stood_there_must_be_an_amount_to_restore(desk: Desk, found: str) -> None:
    change = desk.propose("50", seen=None, campaign=desk.dark)
    with pytest.raises(BadInput, match="above 0"):
        desk.apply(change, found=found)
    assert desk.state(change) is State.APPROVED


def test_a_change_that_was_not_applied_cannot_be_undone(desk: Desk) -> None:
    change_id = desk.propose()
    with pytest.raises(Stale, match="Only an applied change"):
        taking_back.undo(desk.session, desk.ana, change_id, now=LATER, today=TODAY)
    assert desk.get(change_id).undo is None


# Reading and sheets


def test_the_ledger_filters_counts_and_searches(desk: Desk) -> None:
    one, two = desk.propose(), desk.propose("40", seen=None, campaign=desk.dark)
    desk.apply(two)
    found = change_views.ledger(desk.session, desk.ana)
    assert found.by_state == {State.APPROVED: 1, State.APPLIED: 1}
    approved = change_views.ledger(desk.session, desk.ana, Filter(states=(State.APPROVED,)))
    assert ([one.id for one in approved.changes], approved.total) == ([one], 1)
    assert approved.by_state == found.by_state
    assert [row.id for row in change_views.ledger(desk.session, desk.ana, Filter(search="dark")).changes] == [two]


def test_the_ledger_costs_the_same_however_long(desk: Desk) -> None:
    def cost() -> int:
        desk.session.expire_all()
        with counted(desk.session) as statements:
            change_views.ledger(desk.session, desk.ana)
        return len(statements)

    desk.propose()
    few = cost()
    for number in range(5):
        desk.propose("40", seen=None, campaign=desk.world.campaign(desk.account, f"C{number}"))
    assert cost() == few == 2


def test_the_sheet_says_what_to_set_where_and_what_to_mind(desk: Desk) -> None:
    desk.propose()
    desk.propose("40", seen=None, campaign=desk.dark)
    text = change_sheets.sheet(desk.session, desk.ana, "csv")
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(text.decode("utf-8-sig"))))
    assert tuple(rows[0]) == change_sheets.HEADINGS
    by_campaign = {row[4]: row for row in rows[1:]}
    assert set(by_campaign) == {"Spring", "'=Dark"}
    assert by_campaign["Spring"][9:13] == ["EUR", "100.00", "115.00", "15.00"]
    assert by_campaign["'=Dark"][9:13] == ["EUR", "", "40.00", ""]
    book = CalamineWorkbook.from_filelike(io.BytesIO(change_sheets.sheet(desk.session, desk.ana, "xlsx")))
    assert book.sheet_names == ["Changes", "What to mind"]
    assert book.get_sheet_by_name("Changes").to_python()[2][10:13] == [100, 115, 15]
    minded = book.get_sheet_by_name("What to mind").to_python()
    assert all(row[0] == "meta" for row in minded[1:])
    with pytest.raises(BadInput, match="csv or xlsx"):
        change_sheets.sheet(desk.session, desk.ana, "pdf")


def test_applied_changes_leave_the_sheet(desk: Desk) -> None:
    change_id = desk.propose()
    desk.apply(change_id)
    with pytest.raises(NotFound):
        change_sheets.sheet(desk.session, desk.ana, "csv")


def test_every_step_leaves_a_mark(desk: Desk) -> None:
    change_id = desk.propose()
    desk.apply(change_id)
    entries = desk.session.scalars(
        select(AuditEntry).where(AuditEntry.subject_type == "budget_change").order_by(AuditEntry.seq)
    ).all()
    assert [(entry.action, entry.client_id, entry.door) for entry in entries] == [
        (f"budget_change.{state}", desk.client.id, "web") for state in ("proposed", "approved", "applied")
    ]
    assert audit.verify(desk.session).broken_at is None
