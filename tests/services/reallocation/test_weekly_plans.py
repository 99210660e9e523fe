"""Weeks with rates of one's own: the money adds up to the cent, better weeks get more, and nothing is stored."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.money import Money
from paidsocial.domain.plan import Scope
from paidsocial.errors import BadInput, Forbidden, Infeasible
from paidsocial.models import AuditEntry, Recommendation
from paidsocial.services.access import Actor, Role
from paidsocial.services.planning import plans
from paidsocial.services.reallocation import weekly_plans
from paidsocial.services.reallocation.recommendations import Ask
from paidsocial.services.reallocation.weekly_plans import WeeklyPlan, rates_of
from tests.support.builders import someone
from tests.support.shop import NOW, TODAY, Shop, ask


@pytest.fixture
def shop(session: Session) -> Shop:
    return Shop(session)


def spread(session: Session, actor: Actor, rates: tuple[float, ...], **more: Any) -> WeeklyPlan:
    first = more.pop("first_day", TODAY)
    return weekly_plans.spread(session, actor, Ask(**more), rates=rates, first_day=first, now=NOW, as_of=TODAY)


@pytest.mark.parametrize("rates", [(1.0,), (1.0, 1.8, 1.0), (0.5, 1.0, 1.0, 3.0)])
def test_the_weeks_add_up_to_the_total_to_the_cent(
    session: Session, shop: Shop, machine: Actor, rates: tuple[float, ...]
) -> None:
    plan = spread(session, machine, rates)
    mean = ask(session, machine).total_before
    assert plan.daily_mean == mean
    assert plan.total.micros == mean.micros * 7 * len(rates)
    assert sum(week.daily.micros for week in plan.weeks) * 7 == plan.total.micros
    for at, week in enumerate(plan.weeks):
        assert week.daily.micros == sum(line.daily[at].micros for line in plan.lines)
        assert (week.period.first, len(week.period)) == (TODAY + timedelta(days=7 * at), 7)
    for line in plan.lines:
        assert all(amount.micros % 10_000 == 0 for amount in line.daily)
        assert all(abs(amount.micros - line.current.micros) * 5 <= line.current.micros for amount in line.daily)
    assert plan.expected.micros >= plan.expected_even.micros
    assert plan.optimality_gap < 1e-6


def test_a_better_week_gets_more_and_weeks_alike_get_the_same(session: Session, shop: Shop, machine: Actor) -> None:
    plan = spread(session, machine, (1.0, 1.8, 1.0))
    first, black_friday, last = plan.weeks
    assert black_friday.daily.micros > first.daily.micros
    assert abs(first.daily.micros - last.daily.micros) <= 20_000
    assert plan.gain.micros > 0
    even = spread(session, machine, (1.0, 1.0))
    proposal = ask(session, machine)
    for line in even.lines:
        proposed = next(one.proposed for one in proposal.lines if one.unit_id == line.unit.id)
        assert all(abs(amount.micros - proposed.micros) <= 20_000 for amount in line.daily)


def test_weeks_alike_are_the_reallocation_where_money_moves_within_a_plan_line(
    session: Session, shop: Shop, machine: Actor
) -> None:
    spent = {line.name: line.current.micros for line in ask(session, machine).lines}
    month = (spent["Spring"] + spent["Reach"]) * 30 / 1e6  # what they spend on the way through June
    plans.save(
        session,
        someone(Role.ADMINISTRATOR),
        plans.Wanted(
            shop.client.id,
            "Spring and Reach",
            Period(date(2026, 6, 1), date(2026, 6, 30)),
            Money.parse(f"{month:.2f}", "EUR"),
            scope=Scope(matches=("Spring", "Reach")),
        ),
        now=NOW,
        today=TODAY,
    )
    proposal = ask(session, machine)
    moved = {line.name: line.change.micros for line in proposal.lines}
    assert moved["Reach"] < 0 < moved["Spring"], "money moves inside the plan line"
    plan = spread(session, machine, (1.0, 1.0, 1.0))
    wanted = {line.unit_id: line for line in proposal.lines}
    for line in plan.lines:
        assert set(line.daily) == {wanted[line.unit.id].proposed}, line.unit.name
        if not wanted[line.unit.id].moves:
            assert line.held or line.stays, "what stays says why"
    day = sum(line.revenue[0].micros for line in plan.lines)
    assert day == pytest.approx((proposal.revenue_before + proposal.expected).micros, abs=100_000)
    assert plan.limits_words == "All weeks are alike, so each is what Reallocate proposes within the same limits"
    # Weeks that differ keep what the plan line leaves, too, every week.
    cap = sum(line.proposed.micros for line in proposal.lines if line.name in {"Spring", "Reach"})
    timed = spread(session, machine, (1.0, 3.0))
    for week in range(2):
        both = sum(line.daily[week].micros for line in timed.lines if line.unit.name in {"Spring", "Reach"})
        assert both <= max(cap, spent["Spring"] + spent["Reach"]) + 0.02 * cap
    assert "not worth moving may move here too" in timed.limits_words


def test_what_is_not_worth_moving_stays_in_weeks_alike(session: Session, shop: Shop, machine: Actor) -> None:
    proposal = ask(session, machine)
    plan = spread(session, machine, (2.0, 2.0))
    wanted = {line.unit_id: line.proposed for line in proposal.lines}
    assert all(set(line.daily) == {wanted[line.unit.id]} for line in plan.lines)
    assert plan.certificate == proposal.certificate


def test_a_total_locks_and_holds_are_kept_in_every_week(session: Session, shop: Shop, machine: Actor) -> None:
    total = ask(session, machine).total_before + Money(7_770_000, "EUR")
    plan = spread(session, machine, (1.0, 2.0), total=total.text, locks=("Spring",))
    assert plan.daily_mean == total
    held = next(line for line in plan.lines if line.unit.name == "Spring")
    assert set(held.daily) == {held.current}
    assert held.held == "Held: locked by “Spring”."


def test_nothing_is_stored(session: Session, shop: Shop, machine: Actor) -> None:
    spread(session, machine, (1.0, 1.8))
    for table in (Recommendation, AuditEntry):
        assert session.scalar(select(func.count()).select_from(table)) == 0


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"aim": "roas", "least": "3"}, "leave targets and conversions out"),
        ({"goal": "conversions"}, "leave targets and conversions out"),
        ({"groups": (("cap", "platform", "meta", "9"),)}, "caps or floors"),
        ({"first_day": date(2026, 6, 1)}, "cannot start before"),
        ({"locks": ("Nope",)}, "matches no budget"),
    ],
)
def test_what_cannot_be_planned_is_said(
    session: Session, shop: Shop, machine: Actor, more: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        spread(session, machine, (1.0, 1.8), **more)


def test_limits_and_roles_hold(session: Session, shop: Shop, machine: Actor) -> None:
    with pytest.raises(Infeasible, match="cannot be reached"):
        spread(session, machine, (1.0,), total="99999")
    with pytest.raises(Forbidden):
        spread(session, someone(Role.VIEWER), (1.0,))


@pytest.mark.parametrize("typed", ["", "1,x", "0", "11", "-1", ",".join(["1"] * 14), "nan"])
def test_rates_that_are_none_are_refused(typed: str) -> None:
    with pytest.raises(BadInput):
        rates_of(typed)


def test_rates_are_read_and_the_plan_is_exported(session: Session, shop: Shop, machine: Actor) -> None:
    assert rates_of("1, 1.8,1") == (1.0, 1.8, 1.0)
    plan = spread(session, machine, (1.0, 1.8))
    text = weekly_plans.sheet(plan, "csv").decode("utf-8-sig")
    rows = [row.split(",") for row in text.splitlines()]
    assert rows[0][:4] == ["week", "first_day", "last_day", "rate"]
    assert len(rows) == 1 + 2 * len(plan.lines)
    assert weekly_plans.sheet(plan, "xlsx")[:2] == b"PK"
    with pytest.raises(BadInput):
        weekly_plans.sheet(plan, "pdf")


def test_budgets_that_leap_from_one_week_to_the_next_are_counted(session: Session, shop: Shop, machine: Actor) -> None:
    calm, wild = spread(session, machine, (1.0, 1.0)), spread(session, machine, (0.5, 3.0))
    assert (calm.leaps, calm.leaps_words) == (0, "")
    leaping = [line for line in wild.lines if line.daily[1].micros > line.daily[0].micros * 1.2]
    assert wild.leaps == len(leaping) > 0
    assert f"{len(leaping)} budget" in wild.leaps_words
    assert "more than 20%" in wild.leaps_words


def test_a_test_brings_nothing_that_is_known_to_a_plan(session: Session, shop: Shop, machine: Actor) -> None:
    plan = spread(session, machine, (0.5, 3.0), tests=True)
    tests = [line for line in plan.lines if line.test]
    held = [line for line in spread(session, machine, (0.5, 3.0)).lines if "evidence" in line.held]
    assert {line.unit.id for line in tests} <= {line.unit.id for line in held}
    for line in tests:
        assert line.test.startswith("Test: ")
        assert all(abs(daily.micros - line.current.micros) * 20 <= line.current.micros for daily in line.daily)
        assert abs(line.revenue[1].micros - line.revenue[0].micros * 6) <= 60_000, "the same but for the rates"


def test_what_the_weeks_bring_and_what_timing_earns_have_intervals(
    session: Session, shop: Shop, machine: Actor
) -> None:
    plan = spread(session, machine, (1.0, 1.8, 1.0))
    assert plan.expected_low.micros < plan.expected.micros < plan.expected_high.micros
    assert plan.gain_low.micros < plan.gain.micros < plan.gain_high.micros
    # Timing moves little of the money, so what is not known of it is far less than of all the revenue.
    width = plan.expected_high.micros - plan.expected_low.micros
    assert plan.gain_high.micros - plan.gain_low.micros < width / 2
    even = spread(session, machine, (1.0, 1.0))
    assert abs(even.gain.micros) < 1_000_000
