"""The budgets behind a plan line: found on campaigns and ad sets, in any currency, shared and written down."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.money import Money
from paidsocial.domain.plan import Scope
from paidsocial.errors import BadInput, Forbidden, NotFound, Refused, Stale
from paidsocial.models import AuditEntry, BudgetChange, Client, PacingSnooze
from paidsocial.services.access import Role
from paidsocial.services.planning import adjustments, plan_lines, plans, snoozes, untracked
from paidsocial.services.planning.adjustments import Move
from paidsocial.services.planning.plans import Wanted
from tests.support.builders import SEEN, World, someone

JUNE = Period.month(2026, 6)
AS_OF = date(2026, 6, 14)


def june(day: int) -> date:
    return date(2026, 6, day)


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


@pytest.fixture
def client(world: World) -> Client:
    """A client whose June costs 300 a day: a campaign with its own budget, one with ad set budgets, one unknown."""
    client = world.client("Tallybird")
    account = world.account(client)
    days = list(Period(date(2026, 5, 1), june(13)).days())
    own = world.campaign(account, "Own")
    world.figures(world.ad_set(own), *days, spend="150")
    world.budget(own, "160", date(2026, 4, 1))
    below = world.campaign(account, "Below")
    for name, spend in (("Broad", "60"), ("Narrow", "40")):
        ad_set = world.ad_set(below, name)
        world.figures(ad_set, *days, spend=spend)
        world.budget(ad_set, spend, date(2026, 4, 1))
    world.figures(world.ad_set(world.campaign(account, "Unknown")), *days, spend="50")
    world.campaign(account, "Idle")
    return client


def plan(session: Session, client: Client, amount: str, **more: object) -> int:
    wanted = Wanted(client.id, "June", JUNE, Money.parse(amount, "EUR"), **more)  # type: ignore[arg-type]  # keyword arguments pass through a dict
    return plans.save(session, someone(), wanted, now=SEEN, today=june(1)).line.id


def read(session: Session, line_id: int, now: datetime) -> adjustments.Adjustment:
    return adjustments.read(session, someone(), line_id, as_of=AS_OF, now=now)


def test_budgets_are_found_where_they_stand(session: Session, client: Client, now: datetime):
    # Spent 13 x 300 = 3,900; (8,490 - 3,900) / 17 = 270 a day: 30 less.
    found = read(session, plan(session, client, "8490"), now)
    assert found.adjust_by == Money.parse("-30", "EUR")
    rows = {row.name: row for row in found.rows}
    assert list(rows) == ["Own", "Broad", "Unknown", "Narrow"]
    assert rows["Own"].before == Money.parse("160", "EUR")
    assert rows["Own"].spent == rows["Own"].base == Money.parse("150", "EUR")
    assert (rows["Broad"].ad_set_id is None, rows["Broad"].campaign) == (False, "Below")
    assert rows["Unknown"].before is None
    # 30 by 150 : 60 : 50 : 40, from what each spends.
    after = {name: row.after.text if row.after else None for name, row in rows.items()}
    assert after == {"Own": "135.00", "Broad": "54.00", "Unknown": "45.00", "Narrow": "36.00"}
    assert found.moved == found.adjust_by
    assert found.left_over.micros == 0
    assert found.more == 0


def test_a_step_that_is_too_small_says_what_is_left(session: Session, client: Client, now: datetime):
    found = read(session, plan(session, client, "3900"), now)  # nothing is left: all 300 a day would have to go
    assert found.adjust_by == Money.parse("-300", "EUR")
    assert found.moved == Money.parse("-52", "EUR")  # 20% of 160 less the 10 not spent, and 20% of 60, 50 and 40
    assert found.left_over == Money.parse("-248", "EUR")


def test_lines_in_another_currency_are_shared_in_their_own(
    session: Session, world: World, client: Client, now: datetime
):
    dollars = world.account(client, "US", currency="USD")
    campaign = world.campaign(dollars, "Dollars")
    world.figures(world.ad_set(campaign), *Period(date(2026, 5, 1), june(13)).days(), spend="200")
    world.budget(campaign, "200", date(2026, 4, 1))
    world.rate("USD", "EUR", "0.5", *Period(date(2026, 3, 1), june(13)).days())
    # 100 EUR a day; 1,300 spent; (2,660 - 1,300) / 17 = 80: 20 EUR less is 40 USD less.
    found = read(session, plan(session, client, "2660", scope=Scope(account_ids=frozenset({dollars.id}))), now)
    assert found.adjust_by == Money.parse("-20", "EUR")
    assert [row.after for row in found.rows] == [Money.parse("160", "USD")]


def test_changes_are_written_down_all_or_none(session: Session, client: Client, now: datetime):
    line_id = plan(session, client, "8490")
    rows = {row.name: row for row in read(session, line_id, now).rows}

    def move(name: str, after: str, seen: str | None = None) -> Move:
        row = rows[name]
        return Move(row.campaign_id, row.ad_set_id, seen or (row.before.text if row.before else None), after)

    def propose(*moves: Move) -> tuple[int, ...]:
        return adjustments.propose(session, someone(), line_id, moves, now=now, today=AS_OF)

    with pytest.raises(Stale):
        propose(move("Own", "150"), move("Broad", "50", seen="61"))
    with pytest.raises(BadInput, match="more than 30%"):
        propose(move("Own", "150"), move("Broad", "10"))
    with pytest.raises(BadInput, match="No budget moves"):
        propose()
    with pytest.raises(NotFound):
        propose(Move(999, None, None, "5"))
    assert session.scalars(select(BudgetChange)).all() == []
    ids = propose(move("Own", "150"), move("Broad", "54"), move("Unknown", "45"))
    assert len(ids) == 3
    again = {row.name: row for row in read(session, line_id, now).rows}
    assert again["Own"].after is None
    assert f"change {ids[0]} of it is on its way" in again["Own"].reason


def test_access_to_adjusting(session: Session, world: World, client: Client, now: datetime):
    line_id = plan(session, client, "8490")
    with pytest.raises(Forbidden):
        adjustments.read(session, someone(Role.FINANCE), line_id, as_of=AS_OF, now=now)
    outsider = someone(clients={world.client().id})
    with pytest.raises(NotFound):
        adjustments.read(session, outsider, line_id, as_of=AS_OF, now=now)
    with pytest.raises(NotFound):
        adjustments.propose(session, outsider, line_id, [], now=now, today=AS_OF)
    plans.set_archived(session, someone(), line_id, archived=True, now=now)
    with pytest.raises(NotFound, match="put away"):
        read(session, line_id, now)


def test_snoozes_replace_each_other_and_leave_marks(session: Session, client: Client, now: datetime):
    line_id = plan(session, client, "8490")

    def snooze(until: date | None, reason: str = "Agreed") -> PacingSnooze:
        return snoozes.snooze(session, someone(), line_id, until=until, reason=reason, now=now, today=AS_OF)

    for until, reason in ((june(20), " "), (AS_OF, "x"), (None, "x"), (date(2026, 8, 1), "x"), (june(20), "x" * 1001)):
        with pytest.raises(BadInput):
            snooze(until, reason)
    snooze(june(16))
    snooze(june(20))
    open_ones = session.scalars(select(PacingSnooze.until_day).where(PacingSnooze.ended_at.is_(None))).all()
    assert open_ones == [june(20)]
    snoozes.wake(session, someone(), line_id, now=now)
    snoozes.wake(session, someone(), line_id, now=now)
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert actions[-3:] == ["plan_line.snoozed", "plan_line.snoozed", "plan_line.woken"]
    with pytest.raises(Forbidden):
        snoozes.snooze(session, someone(Role.VIEWER), line_id, until=june(20), reason="x", now=now, today=AS_OF)


def test_taking_a_revision_back_restores_what_came_after_it_too(session: Session, client: Client, now: datetime):
    line_id = plan(session, client, "9000")

    def revise(amount: str, day: date) -> int:
        wanted = Wanted(client.id, "June", JUNE, Money.parse(amount, "EUR"), effective_day=day)
        plans.save(session, someone(), wanted, now=now, today=AS_OF)
        return plan_lines.details(session, someone(), line_id).revisions[-1].id

    revise("12000", june(20))
    newest = revise("5000", june(14))  # replaces the 20th as well
    assert [step.amount // 10**6 for step in plan_lines.details(session, someone(), line_id).terms.steps()] == [
        9000,
        5000,
    ]
    plans.take_back(session, someone(), line_id, revision_id=newest, now=now)
    details = plan_lines.details(session, someone(), line_id)
    assert details.terms.budget_on(june(14)) == 9000 * 10**6
    assert details.terms.budget_on(june(20)) == 12000 * 10**6
    with pytest.raises(Stale):
        plans.take_back(session, someone(), line_id, revision_id=newest, now=now)


def test_the_first_amount_cannot_be_taken_back(session: Session, client: Client, now: datetime):
    line_id = plan(session, client, "9000")
    (first,) = plan_lines.details(session, someone(), line_id).revisions
    with pytest.raises(Refused, match="put the line away instead"):
        plans.take_back(session, someone(), line_id, revision_id=first.id, now=now)


def test_untracked_campaigns_by_spend_page_by_page(session: Session, world: World, client: Client, now: datetime):
    plan(session, client, "1", scope=Scope(matches=("Own",)))
    more = {"month": JUNE, "as_of": AS_OF}
    found, total = untracked.listing(session, someone(), **more)  # type: ignore[arg-type]  # keyword arguments pass through a dict
    assert [(each.name, each.spend // 10**6) for each in found] == [("Below", 1300), ("Unknown", 650)]
    assert total == 2
    assert (found[0].first_day, found[0].last_day) == (june(1), june(13))
    page, total = untracked.listing(session, someone(), **more, offset=1, limit=1)  # type: ignore[arg-type]  # keyword arguments pass through a dict
    assert ([each.name for each in page], total) == (["Unknown"], 2)
    other = world.client()
    assert untracked.listing(session, someone(clients={other.id}), **more) == ([], 0)  # type: ignore[arg-type]  # keyword arguments pass through a dict
    assert untracked.listing(session, someone(), **more, client_id=other.id) == ([], 0)  # type: ignore[arg-type]  # keyword arguments pass through a dict


def test_campaigns_of_a_line_with_their_spend(session: Session, client: Client):
    line_id = plan(session, client, "8490")
    found, total = plan_lines.covered(session, someone(), line_id, as_of=AS_OF)
    assert total == 4
    assert [(each.name, each.spent // 10**6, each.last_week // 10**6) for each in found] == [
        ("Own", 1950, 1050),
        ("Below", 1300, 700),
        ("Unknown", 650, 350),
        ("Idle", 0, 0),
    ]
    assert len(plan_lines.covered(session, someone(), line_id, as_of=AS_OF, limit=2)[0]) == 2
