"""Who may approve what; approving writes the changes, their trail and marks in one piece, or nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from paidsocial.db import Database, transaction
from paidsocial.domain import wording
from paidsocial.domain.budget_change import State as ChangeState
from paidsocial.domain.recommendation import State
from paidsocial.errors import BadInput, Forbidden, MissingRate, NotFound, Refused, Stale
from paidsocial.models import Approval, AuditEntry, BudgetChange, BudgetChangeEvent, Campaign, Client, Recommendation
from paidsocial.services import audit
from paidsocial.services.access import Actor, Role
from paidsocial.services.changes import approvals, change_steps, change_views
from paidsocial.services.reallocation import recommendation_lists, recommendations
from paidsocial.services.reallocation import recommendation_views as views
from paidsocial.services.reallocation.recommendation_views import RecommendationView
from paidsocial.services.reallocation.recommendations import Ask
from tests.support.builders import World
from tests.support.people import person
from tests.support.spending import history, power

TODAY = date(2026, 6, 14)
NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
YESTERDAY = TODAY - timedelta(days=1)


class Agency:
    """A client with four campaigns whose spend moved; Ana (specialist), Ben (specialist), Dora (director)."""

    def __init__(self, session: Session) -> None:
        self.session, self.world = session, World(session)
        self.client = self.world.client("Tallybird", currency="EUR")
        self.account = self.world.account(self.client, "Tallybird EU")
        self.campaigns: dict[str, Campaign] = {}
        for name, spend, scale, elasticity in (
            ("Spring", 100, 30, 0.75),
            ("Brand", 90, 20, 0.70),
            ("Broad", 120, 6, 0.60),
            ("Video", 110, 8, 0.60),
        ):
            self.campaigns[name] = self.world.campaign(self.account, name)
            ad_set = self.world.ad_set(self.campaigns[name], f"{name} set")
            history(session, ad_set, YESTERDAY, 182, power(spend, scale, elasticity))
        clients = {self.client.id}
        self.ana = person(session, "Ana", Role.SPECIALIST, clients=clients)
        self.ben = person(session, "Ben", Role.SPECIALIST, clients=clients)
        self.dora = person(session, "Dora", Role.DIRECTOR, clients=clients)

    def limit(self, amount: int | None) -> None:
        with transaction(self.session):
            self.session.get_one(Client, self.client.id).approval_limit_micros = (
                None if amount is None else amount * 1_000_000
            )

    def draft(self, actor: Actor | None = None) -> RecommendationView:
        return recommendations.recommend(self.session, actor or self.ana, Ask(), now=NOW, as_of=TODAY)

    def proposed(self, note: str = "Weekly move") -> RecommendationView:
        return approvals.submit(self.session, self.ana, self.draft().id, now=NOW, note=note)

    def decide(self, actor: Actor, found: RecommendationView, **more: object) -> RecommendationView:
        return approvals.decide(self.session, actor, found.id, **{"now": NOW, "today": TODAY, **more})  # type: ignore[arg-type]  # keyword arguments pass through a dict

    def changes(self) -> list[BudgetChange]:
        self.session.expire_all()
        return list(self.session.scalars(select(BudgetChange).order_by(BudgetChange.id)))


@pytest.fixture
def agency(session: Session) -> Agency:
    return Agency(session)


def test_sending_tells_who_and_when(agency: Agency) -> None:
    found = agency.proposed()
    assert (found.state, found.note, found.proposed_by, found.proposed_at) == (
        State.PROPOSED,
        "Weekly move",
        "Ana",
        NOW,
    )
    with pytest.raises(Stale, match="is proposed and cannot become proposed"):
        approvals.submit(agency.session, agency.ana, found.id, now=NOW)


def test_a_page_sends_what_the_person_looked_at_or_nothing(agency: Agency) -> None:
    seen = recommendations.preview(agency.session, agency.ana, Ask(), now=NOW, as_of=TODAY).digest
    times = {"now": NOW, "as_of": TODAY}
    sent = approvals.send(agency.session, agency.ana, Ask(), seen=seen, note="Go", **times)  # type: ignore[arg-type]  # keyword arguments pass through a dict
    found = views.get(agency.session, agency.ana, sent)
    assert (found.state, found.note, found.digest) == (State.PROPOSED, "Go", seen)
    agency.world.budget(agency.campaigns["Spring"], 101, date(2026, 3, 1))
    with pytest.raises(Stale, match="moved since you looked"):
        approvals.send(agency.session, agency.ana, Ask(), seen=seen, **times)  # type: ignore[arg-type]  # keyword arguments pass through a dict
    assert recommendation_lists.listing(agency.session, agency.ana)[1] == 1


def test_a_recommendation_of_holds_cannot_be_sent(agency: Agency) -> None:
    held = recommendations.recommend(agency.session, agency.ana, Ask(locks=("*",)), now=NOW, as_of=TODAY)
    with pytest.raises(Refused, match="nothing to approve"):
        approvals.submit(agency.session, agency.ana, held.id, now=NOW)


def test_approving_writes_a_change_per_moving_line_with_trail_and_marks(agency: Agency) -> None:
    found = agency.proposed()
    decided = agency.decide(agency.dora, found, comment="Good")
    assert decided.state is State.APPROVED
    changes = agency.changes()
    assert {(one.campaign_id, one.after_micros) for one in changes} == {
        (line.campaign_id, line.proposed.micros) for line in found.moving
    }
    for one in changes:
        assert (one.state, one.before_micros, one.recommendation_id) == ("approved", None, found.id)
        assert one.created_by == agency.ana.user_id  # who asked; who approved stands in the trail
        trail = change_views.trail(agency.session, one.id)
        assert [(step.from_state, step.to_state, step.by, step.note) for step in trail] == [
            (None, ChangeState.APPROVED, "Dora", "Good")
        ]
    approval = agency.session.scalars(select(Approval)).one()
    assert (approval.decision, approval.comment, approval.decided_by) == ("approved", "Good", agency.dora.user_id)
    actions = list(agency.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))
    assert actions == [
        "recommendation.drafted",
        "recommendation.proposed",
        "recommendation.approved",
        *["budget_change.approved"] * len(changes),
    ]
    assert audit.verify(agency.session).broken_at is None


def test_some_lines_may_be_approved_with_a_comment(agency: Agency) -> None:
    found = agency.proposed()
    first = found.moving[0]
    with pytest.raises(BadInput, match="Say why"):
        agency.decide(agency.dora, found, line_nos={first.line_no})
    decided = agency.decide(agency.dora, found, line_nos={first.line_no}, comment="Only this one")
    assert decided.state is State.PARTLY_APPROVED
    assert [one.campaign_id for one in agency.changes()] == [first.campaign_id]


def test_none_may_be_approved_with_a_comment_and_nothing_is_written(agency: Agency) -> None:
    found = agency.proposed()
    decided = agency.decide(agency.dora, found, line_nos=(), comment="Too early in the month")
    assert decided.state is State.REFUSED
    assert agency.changes() == []
    assert agency.session.scalars(select(Approval.decision)).one() == "refused"


def test_a_held_line_cannot_be_approved(agency: Agency) -> None:
    found = agency.proposed()
    with pytest.raises(BadInput, match="held"):
        agency.decide(agency.dora, found, line_nos={99}, comment="x")


def test_a_second_decision_is_stale_and_writes_nothing(agency: Agency) -> None:
    found = agency.proposed()
    agency.decide(agency.dora, found)
    before = len(agency.changes())
    with pytest.raises(Stale, match="is approved and cannot become"):
        agency.decide(agency.dora, found)
    assert len(agency.changes()) == before


def test_of_two_approvers_at_once_one_wins(agency: Agency, database: Database) -> None:
    found = agency.proposed()
    with database.session() as other:
        seen = other.get_one(Recommendation, found.id)  # read before the other decides, as a slow page does
        assert seen.state == "proposed"
        agency.decide(agency.dora, found)
        with pytest.raises(Stale):
            approvals.decide(other, agency.dora, found.id, now=NOW, today=TODAY)
    assert agency.session.scalar(select(func.count()).select_from(Approval)) == 1


def test_the_proposer_approves_alone_up_to_the_limit(agency: Agency) -> None:
    found = agency.proposed()
    amount = approvals.moved(found.moving).micros
    agency.limit(amount // 1_000_000)  # rounded down: just under what moves
    with pytest.raises(Forbidden, match="a proposer may approve alone"):
        agency.decide(agency.ana, found)
    assert not approvals.may_decide(agency.session, agency.ana, found, now=NOW, today=TODAY).allowed
    assert approvals.may_decide(agency.session, agency.dora, found, now=NOW, today=TODAY).allowed
    assert agency.changes() == []
    agency.limit(amount // 1_000_000 + 1)
    assert agency.decide(agency.ana, found).state is State.APPROVED


def test_an_administrator_is_bound_by_the_limit_too(agency: Agency, session: Session) -> None:
    agency.limit(1)
    root = person(session, "Root", Role.ADMINISTRATOR)
    found = approvals.submit(session, root, agency.draft(root).id, now=NOW)
    with pytest.raises(Forbidden, match="ask a director"):
        agency.decide(root, found)


def test_a_specialist_does_not_approve_what_a_colleague_proposed(agency: Agency) -> None:
    found = agency.proposed()
    with pytest.raises(Forbidden, match="only what they proposed"):
        agency.decide(agency.ben, found)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FINANCE])
def test_other_roles_do_not_approve(agency: Agency, session: Session, role: Role) -> None:
    found = agency.proposed()
    with pytest.raises(Forbidden):
        agency.decide(person(session, "Vic", role, clients={agency.client.id}), found)


def test_another_clients_people_do_not_know_of_it(agency: Agency, session: Session) -> None:
    found = agency.proposed()
    stranger = person(session, "Stan", Role.DIRECTOR, clients={agency.world.client().id})
    with pytest.raises(NotFound):
        agency.decide(stranger, found)
    with pytest.raises(NotFound):
        approvals.withdraw(session, stranger, found.id, now=NOW)


def test_a_limit_in_another_currency_is_compared_at_the_days_rate(agency: Agency) -> None:
    with transaction(agency.session):
        agency.session.execute(update(Client).values(reporting_currency="USD", approval_limit_micros=1_000_000))
    found = agency.proposed()
    with pytest.raises(MissingRate, match="EUR"):
        agency.decide(agency.ana, found)
    agency.world.rate("EUR", "USD", "1.10", TODAY)
    with pytest.raises(Forbidden, match=r"USD a day, above the 1\.00 USD"):
        agency.decide(agency.ana, found)
    assert agency.decide(agency.dora, found).state is State.APPROVED


def test_a_budget_that_moved_since_is_stale_and_named(agency: Agency) -> None:
    found = agency.proposed()
    line = found.moving[0]
    agency.world.budget(agency.campaigns[line.name], 77, NOW - timedelta(minutes=5))
    with pytest.raises(
        Stale, match=rf"“{line.name}” cannot be .* was not known when this was proposed and is 77.00 EUR now"
    ):
        agency.decide(agency.dora, found)
    assert views.get(agency.session, agency.dora, found.id).state is State.PROPOSED
    assert agency.changes() == []


def test_a_budget_that_other_campaigns_share_is_not_approved_for_one(agency: Agency) -> None:
    found = agency.proposed()
    line = found.moving[0]
    shared = {"kind": "daily", "amount_micros": 77_000_000, "campaigns": 3}
    with transaction(agency.session):
        agency.session.get_one(Campaign, agency.campaigns[line.name].id).details = {"shared_budget": shared}
    with pytest.raises(Stale, match=rf"“{line.name}” cannot be .*shared by 3 campaigns"):
        agency.decide(agency.dora, found)
    assert agency.changes() == []


def test_a_change_already_on_its_way_blocks_a_second_one(agency: Agency) -> None:
    one, two = agency.proposed(), agency.proposed()
    agency.decide(agency.dora, one)
    with pytest.raises(Stale, match="on its way"):
        agency.decide(agency.dora, two)


def test_budgets_on_ad_sets_are_changed_in_proportion_to_the_cent(agency: Agency) -> None:
    spring = agency.campaigns["Spring"]
    for amount in ("61.01", "40.02", "3.33"):
        agency.world.budget(agency.world.ad_set(spring), amount, date(2026, 3, 1))
    found = agency.proposed()
    line = next(one for one in found.lines if one.name == "Spring")
    assert line.moves
    agency.decide(agency.dora, found)
    parts = [one for one in agency.changes() if one.campaign_id == spring.id]
    assert sum(one.after_micros for one in parts) == line.proposed.micros
    assert sum(one.before_micros or 0 for one in parts) == 104_360_000
    share = line.proposed.micros / line.current.micros
    for one in parts:
        assert one.ad_set_id is not None
        assert one.after_micros == pytest.approx((one.before_micros or 0) * share, abs=10_000)
        assert one.after_micros % 10_000 == 0
        own = wording.amount(abs(one.after_micros - (one.before_micros or 0)), "EUR")
        assert one.reason.startswith(f"{own} more a day, its share. For all 3 ad sets of “Spring” together: ")
        assert one.reason.endswith(line.reason)


def test_a_start_in_the_future_schedules_the_changes(agency: Agency) -> None:
    starts = TODAY + timedelta(days=3)
    found = approvals.submit(agency.session, agency.ana, agency.draft().id, now=NOW, starts_on=starts)
    agency.decide(agency.dora, found)
    for one in agency.changes():
        assert (one.state, one.starts_on) == ("scheduled", starts)
        assert [step.to_state for step in change_views.trail(agency.session, one.id)] == [
            ChangeState.APPROVED,
            ChangeState.SCHEDULED,
        ]


def test_the_proposer_or_a_director_takes_it_back(agency: Agency) -> None:
    found = agency.proposed()
    with pytest.raises(Forbidden, match="Only whoever proposed"):
        approvals.withdraw(agency.session, agency.ben, found.id, now=NOW)
    approvals.withdraw(agency.session, agency.ana, found.id, now=NOW)
    with pytest.raises(Stale):
        agency.decide(agency.dora, found)
    again = agency.proposed()
    approvals.withdraw(agency.session, agency.dora, again.id, now=NOW)
    assert views.get(agency.session, agency.ana, again.id).state is State.WITHDRAWN


def test_a_failure_half_way_leaves_nothing(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    found = agency.proposed()
    written = []

    def fail_on_the_second(*arguments: object, **more: object) -> BudgetChange:
        written.append(arguments)
        if len(written) == 2:
            raise RuntimeError("the power went")
        return real(*arguments, **more)  # type: ignore[arg-type]  # keyword arguments pass through a dict

    real = change_steps.write
    monkeypatch.setattr("paidsocial.services.changes.approvals.write", fail_on_the_second)
    with pytest.raises(RuntimeError):
        agency.decide(agency.dora, found)
    assert agency.changes() == []
    for table in (Approval, BudgetChangeEvent):
        assert agency.session.scalar(select(func.count()).select_from(table)) == 0
    assert views.get(agency.session, agency.ana, found.id).state is State.PROPOSED
    assert audit.verify(agency.session).broken_at is None
