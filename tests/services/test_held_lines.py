"""Today's amounts, and the budgets that a reallocation must not touch, each with its because."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from paidsocial.models import BudgetChange
from paidsocial.services.access import Actor
from paidsocial.services.changes import budget_changes
from paidsocial.services.changes.budget_changes import Mark, Wanted
from tests.support.shop import NOW, TODAY, YESTERDAY, Shop, ask, line
from tests.support.spending import flat, history, power


@pytest.fixture
def shop(session: Session) -> Shop:
    return Shop(session)


def test_a_line_without_evidence_of_its_response_is_held_with_that_reason(
    session: Session, shop: Shop, machine: Actor
) -> None:
    def broke(day: int, _random: object) -> tuple[float, float]:
        return 100 + day % 3, (100 + day % 3) * (2 if day < 90 else 30)

    shop.campaign("Meta", broke)
    shop.campaign("New", flat(50, 4), days=10)
    shop.campaign("Silent", flat(40, None))
    found = ask(session, machine)
    meta = line(found, "Meta")
    assert (meta.decision, meta.bound_by, meta.evidence) == ("hold", "evidence", "thin")
    assert "ROAS moved from 2.3 to 30, which spend does not explain" in meta.reason
    assert "only 10 days of spend" in line(found, "New").reason
    silent = line(found, "Silent")
    assert (silent.bound_by, silent.evidence, silent.roas, silent.marginal_roas) == ("evidence", "none", None, None)
    assert "no source ever reported its revenue" in silent.reason


def test_todays_amount_is_the_platform_budget_where_it_is_known(session: Session, shop: Shop, machine: Actor) -> None:
    shop.world.budget(shop.campaigns["Spring"], 105, date(2026, 3, 1))
    spring = line(ask(session, machine), "Spring")
    assert (spring.current.text, spring.details["basis"]) == ("105.00", "platform_budget")
    assert line(ask(session, machine), "Brand").details["basis"] == "recent_spend"


def test_budgets_on_ad_sets_count_together_without_those_switched_off(
    session: Session, shop: Shop, machine: Actor
) -> None:
    spring = shop.campaigns["Spring"]
    for amount, status in ((60, "active"), (45, "active"), (500, "paused")):
        shop.world.budget(shop.world.ad_set(spring, status=status), amount, date(2026, 3, 1))
    found = line(ask(session, machine), "Spring")
    assert (found.current.text, found.details["basis"], len(found.details["parts"])) == ("105.00", "ad_set_budgets", 2)


def test_a_budget_that_is_not_spent_is_not_what_limits_spend(session: Session, shop: Shop, machine: Actor) -> None:
    shop.world.budget(shop.campaigns["Spring"], 400, date(2026, 3, 1))
    held = line(ask(session, machine), "Spring")
    assert (held.decision, held.bound_by) == ("hold", "maximum")
    assert "of its budget in the last seven days" in held.reason


def test_a_lifetime_budget_is_not_a_daily_one(session: Session, shop: Shop, machine: Actor) -> None:
    shop.world.budget(shop.campaigns["Spring"], 9000, date(2026, 3, 1), kind="lifetime")
    held = line(ask(session, machine), "Spring")
    assert (held.bound_by, held.details["basis"]) == ("locked", "recent_spend")
    assert "whole flight" in held.reason


def test_72_hours_lie_between_two_moves_of_one_line(session: Session, shop: Shop, machine: Actor) -> None:
    shop.world.budget(shop.campaigns["Spring"], 90, date(2026, 3, 1))
    shop.world.budget(shop.campaigns["Spring"], 105, NOW - timedelta(hours=26))
    held = line(ask(session, machine), "Spring")
    assert (held.decision, held.bound_by) == ("hold", "learning")
    assert "26 hours ago" in held.reason
    later = ask(session, machine, now=NOW + timedelta(hours=46), as_of=date(2026, 6, 16))
    assert line(later, "Spring").bound_by != "learning"


def test_a_change_carried_out_settles_even_where_it_is_the_first_amount_known(
    session: Session, shop: Shop, machine: Actor
) -> None:
    wanted = Wanted(shop.campaigns["Spring"].id, "105")
    change = budget_changes.propose(session, machine, wanted, now=NOW - timedelta(hours=3), today=TODAY)
    budget_changes.mark(session, machine, [Mark(change, 2, applied=True)], now=NOW - timedelta(hours=2))
    held = line(ask(session, machine), "Spring")
    assert (held.decision, held.bound_by, held.current.text) == ("hold", "learning", "105.00")
    assert "2 hours ago" in held.reason


def test_a_learning_line_is_held(session: Session, shop: Shop, machine: Actor) -> None:
    learning = shop.world.campaign(shop.account, "Fresh")
    ad_set = shop.world.ad_set(learning, "Fresh set", learning_state="LEARNING")
    history(session, ad_set, YESTERDAY, 182, power(70, 9, 0.6))
    held = line(ask(session, machine), "Fresh")
    assert (held.decision, held.bound_by) == ("hold", "learning")


def test_a_change_on_its_way_holds_its_line(session: Session, shop: Shop, machine: Actor) -> None:
    spring = shop.campaigns["Spring"]
    shop.world.add(
        BudgetChange(
            account_id=spring.account_id,
            campaign_id=spring.id,
            kind="daily",
            currency="EUR",
            after_micros=120_000_000,
            state="approved",
            created_at=NOW,
            state_at=NOW,
        )
    )
    held = line(ask(session, machine), "Spring")
    assert (held.bound_by, held.decision) == ("locked", "hold")
    assert "120.00 EUR a day is on its way" in held.reason


def test_an_ad_set_under_a_campaign_budget_is_the_platforms_to_divide(
    session: Session, shop: Shop, machine: Actor
) -> None:
    shop.world.budget(shop.campaigns["Spring"], 105, date(2026, 3, 1))
    found = ask(session, machine, level="ad_set")
    held = line(found, "Spring set")
    assert (held.decision, held.bound_by) == ("hold", "group")
    assert line(found, "Brand set").bound_by != "group"


def test_paused_ended_and_idle_campaigns_are_left_out_and_named(session: Session, shop: Shop, machine: Actor) -> None:
    shop.campaign("Off", power(50, 9, 0.6), status="paused")
    shop.campaign("Over", power(50, 9, 0.6), end_day=date(2026, 6, 10))
    idle = shop.world.campaign(shop.account, "Idle")
    history(session, shop.world.ad_set(idle), TODAY - timedelta(days=15), 100, flat(20, 3))
    found = ask(session, machine)
    assert {"Off", "Over", "Idle"}.isdisjoint({one.name for one in found.lines})
    assert {(left.reason, left.names) for left in found.left_out} == {
        ("switched off or over", ("Off", "Over")),
        ("no spend in the last seven days", ("Idle",)),
    }
