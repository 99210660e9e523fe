"""Reallocation on stored figures: the total to the cent, limits kept, what is held and why, and what is stored."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.errors import BadInput, Forbidden, Infeasible, NotEnoughData, NotFound, Stale
from paidsocial.models import AuditEntry, Recommendation, Setting
from paidsocial.services.access import Actor, Role
from paidsocial.services.reallocation import recommendation_lists, recommendations
from paidsocial.services.reallocation import recommendation_views as views
from paidsocial.services.reallocation.recommendation_views import RecommendationView
from paidsocial.services.reallocation.recommendations import Ask
from tests.support.builders import World, someone
from tests.support.queries import counted
from tests.support.shop import NOW, TODAY, YESTERDAY, Shop, ask, line
from tests.support.spending import flat, history, power


@pytest.fixture
def shop(session: Session) -> Shop:
    return Shop(session)


def test_money_moves_to_where_the_next_unit_earns_most_and_the_total_stays(
    session: Session, shop: Shop, machine: Actor
) -> None:
    found = ask(session, machine)
    assert found.total_after == found.total_before
    assert found.total_after.micros == sum(one.proposed.micros for one in found.lines)
    assert found.total_before.micros == sum(one.current.micros for one in found.lines)
    assert all(one.proposed.micros % 10_000 == 0 for one in found.lines)
    assert {one.name for one in found.lines if one.decision == "increase"} <= {"Spring", "Brand", "Retarget"}
    assert {one.name for one in found.lines if one.decision == "decrease"} <= {"Broad", "Video", "Reach"}
    assert line(found, "Spring").decision == "increase"
    assert 0 <= found.optimality_gap < 1e-9
    assert found.expected.micros > 0
    assert found.expected_low.micros < found.expected.micros < found.expected_high.micros
    assert found.expected.micros == pytest.approx(sum(one.revenue_change.micros for one in found.lines), abs=60_000)


def test_the_step_limit_is_kept_to_the_cent(session: Session, shop: Shop, machine: Actor) -> None:
    found = ask(session, machine, max_step_pct=10)
    for one in found.lines:
        assert abs(one.change.micros) * 10 <= one.current.micros
        if one.bound_by == "max_step":
            assert abs(one.change.micros) * 10 > one.current.micros - 100_000


def test_marginal_roas_meets_where_nothing_bounds(session: Session, shop: Shop, machine: Actor) -> None:
    found = ask(session, machine, max_step_pct=30)
    free = [one.marginal_after for one in found.lines if one.bound_by is None and one.marginal_after is not None]
    for one in found.lines:
        assert one.marginal_roas is not None
        assert one.marginal_after is not None
        if one.decision == "increase":
            assert one.marginal_after < one.marginal_roas
        if free and one.bound_by == "max_step":
            price = free[0]
            assert (
                one.marginal_after >= price - 1e-3 if one.decision == "increase" else one.marginal_after <= price + 1e-3
            )
    assert max(free, default=0.0) - min(free, default=0.0) < 0.01


def test_a_new_total_is_reached_to_the_cent_or_refused_in_words(session: Session, shop: Shop, machine: Actor) -> None:
    before = ask(session, machine).total_before
    wanted = (before.micros // 1_000_000) * 1_000_000 + 12_340_000
    text = f"{wanted // 1_000_000}.{wanted % 1_000_000 // 10_000:02d}"
    assert ask(session, machine, total=text).total_after.text == text
    with pytest.raises(Infeasible, match=r"A total of 99,999.00 EUR a day cannot be reached: .* it can be from .* to "):
        ask(session, machine, total="99999")
    for bad in ("0", "-5", "ten"):
        with pytest.raises(BadInput):
            ask(session, machine, total=bad)


@pytest.mark.parametrize("aim", ["roas", "marginal"])
def test_an_aim_finds_the_largest_total_that_still_earns_it(
    session: Session, shop: Shop, machine: Actor, aim: str
) -> None:
    def earned(found: RecommendationView) -> float:
        if aim == "roas":
            return (found.revenue_before + found.expected).micros / found.total_after.micros
        free = [one.marginal_after for one in found.lines if one.bound_by is None and one.marginal_after]
        return min(free) if free else 0.0

    now = earned(ask(session, machine, max_step_pct=30))
    wanted = now * 1.01
    found = ask(session, machine, aim=aim, least=f"{wanted:.4f}", max_step_pct=30)
    assert earned(found) >= wanted - 2e-3
    assert found.total_after.micros < found.total_before.micros
    more = f"{(found.total_after.micros + 2_000_000) / 1e6:.2f}"
    assert earned(ask(session, machine, total=more, max_step_pct=30)) < wanted
    with pytest.raises(Infeasible, match="cannot be reached within these limits"):
        ask(session, machine, aim=aim, least="900")
    with pytest.raises(BadInput, match="not a ROAS"):
        ask(session, machine, aim=aim, least="much")
    with pytest.raises(BadInput, match="not both"):
        ask(session, machine, aim=aim, least="3", total="500")


@pytest.mark.parametrize(("currency", "unit"), [("JPY", 1_000_000), ("KWD", 1_000)])
def test_other_currencies_are_exact_in_their_own_smallest_unit(
    session: Session, machine: Actor, currency: str, unit: int
) -> None:
    world = World(session)
    account = world.account(world.client(currency=currency), platform="x", currency=currency)
    for name, spend, scale in (("One", 9000, 30), ("Two", 8000, 12), ("Three", 7000, 20), ("Four", 9500, 9)):
        history(session, world.ad_set(world.campaign(account, name)), YESTERDAY, 182, power(spend, scale, 0.7))
    found = ask(session, machine)
    assert found.moving
    assert found.total_after == found.total_before
    assert all(one.proposed.micros % unit == 0 for one in found.lines)


def test_a_locked_line_is_held_and_the_rest_still_adds_up(session: Session, shop: Shop, machine: Actor) -> None:
    found = ask(session, machine, locks=("spr*", shop.campaigns["Reach"].id))
    for name in ("Spring", "Reach"):
        held = line(found, name)
        assert (held.decision, held.bound_by, held.proposed) == ("hold", "locked", held.current)
    assert "“spr*”" in line(found, "Spring").reason
    assert found.total_after == found.total_before
    with pytest.raises(BadInput, match=r"“Nope\*” matches no budget; there are “"):
        ask(session, machine, locks=("Nope*",))


def test_everything_locked_is_still_an_answer(session: Session, shop: Shop, machine: Actor) -> None:
    found = ask(session, machine, locks=("*",))
    assert {one.decision for one in found.lines} == {"hold"}
    assert (found.expected.micros, found.expected_low.micros, found.expected_high.micros) == (0, 0, 0)
    assert (found.total_after, found.optimality_gap) == (found.total_before, 0.0)


def test_a_minimum_is_kept(session: Session, shop: Shop, machine: Actor) -> None:
    free = line(ask(session, machine), "Broad")
    assert free.decision == "decrease"
    least = free.current.rounded()
    found = ask(session, machine, minimums=(("Broad", least.text),))
    assert line(found, "Broad").proposed.micros >= least.micros
    assert line(found, "Broad").bound_by == "minimum"
    with pytest.raises(Infeasible, match="“Broad” cannot be raised to the minimum"):
        ask(session, machine, minimums=(("Broad", "5000"),), locks=("Broad",))


def test_a_platform_minimum_stops_a_decrease_and_says_so(session: Session, machine: Actor) -> None:
    shop = Shop(session, platform="linkedin")
    tiny = shop.campaign("Tiny", power(14, 2, 0.6, moves=0.25))
    shop.world.budget(tiny, 11, date(2026, 3, 1))
    found = line(ask(session, machine, locks=("Broad", "Video", "Reach")), "Tiny")
    assert (found.decision, found.bound_by) == ("decrease", "minimum")
    assert found.proposed.text == "10.00"
    assert "the platform's minimum of 10.00 EUR a day (linkedin.minimum-daily, folklore)" in found.reason


def test_no_ad_set_falls_under_the_platforms_minimum(session: Session, machine: Actor) -> None:
    shop = Shop(session, platform="tiktok")
    for amount in (95, 22):  # the least for an ad group is 20: the smaller may shrink by a tenth at most
        shop.world.budget(shop.world.ad_set(shop.campaigns["Broad"]), amount, date(2026, 3, 1))
    found = line(ask(session, machine), "Broad")
    assert (found.decision, found.bound_by) == ("decrease", "minimum")
    assert found.proposed.micros * 22 / 117 >= 20_000_000


def test_cautious_moves_nothing_that_is_not_surely_better(session: Session, shop: Shop, machine: Actor) -> None:
    bold, careful = ask(session, machine), ask(session, machine, cautious=True)
    assert len(careful.moving) <= len(bold.moving)
    assert careful.total_after == careful.total_before
    held = [one for one in careful.lines if "being cautious" in one.reason]
    assert all(one.bound_by == "evidence" and one.decision == "hold" for one in held)


def test_an_amount_a_person_sets_stands_and_the_rest_is_solved_around_it(
    session: Session, shop: Shop, machine: Actor
) -> None:
    shop.campaign("New", flat(50, 4), days=10)  # too new to move by itself
    found = ask(session, machine, amounts=((shop.campaigns["Broad"].id, "125.00"), ("New", "60.00")))
    for name, amount in (("Broad", "125.00"), ("New", "60.00")):
        assert (line(found, name).proposed.text, line(found, name).bound_by) == (amount, "locked")
        assert line(found, name).reason.startswith("Set by you.")
    assert found.total_after == found.total_before
    assert line(found, "Spring").decision == "increase"
    with pytest.raises(BadInput, match="more than 30% from what “New” has now"):
        ask(session, machine, amounts=(("New", "70"),))


def test_the_frontier_rises_and_bends_and_passes_through_the_proposal(
    session: Session, shop: Shop, machine: Actor
) -> None:
    found = recommendations.preview(session, machine, Ask(), now=NOW, as_of=TODAY, frontier=21)
    totals = [total.micros for total, _ in found.frontier]
    revenues = [revenue.micros for _, revenue in found.frontier]
    assert (totals, revenues) == (sorted(totals), sorted(revenues))
    steps = zip(pairwise(revenues), pairwise(totals), strict=True)
    slopes = [(b - a) / (d - c) for (a, b), (c, d) in steps]
    assert all(later <= earlier + 1e-6 for earlier, later in pairwise(slopes))
    assert totals[0] < found.total_after.micros < totals[-1]


def test_the_step_is_bounded_by_the_hard_stop_and_by_the_administrator(
    session: Session, shop: Shop, machine: Actor
) -> None:
    with pytest.raises(BadInput, match="from 1% to 30%"):
        ask(session, machine, max_step_pct=31)
    with transaction(session):
        session.add(Setting(key="organisation.max_step_pct", value=15, changed_at=NOW))
    with pytest.raises(BadInput, match=r"from 1% to 15% \(the organisation's setting\)"):
        ask(session, machine, max_step_pct=20)
    assert ask(session, machine).request["max_step_pct"] == 15


def test_money_stays_with_its_client(session: Session, shop: Shop, machine: Actor) -> None:
    other = shop.world.client("Fjellvandr", currency="EUR")
    account = shop.world.account(other)
    for name, scale in (("Tents", 60), ("Boots", 1)):
        history(
            session,
            shop.world.ad_set(shop.world.campaign(account, name)),
            YESTERDAY,
            182,
            power(200, scale, 0.7),
        )
    found = ask(session, machine)
    for client_id in (shop.client.id, other.id):
        own = [one for one in found.lines if one.client_id == client_id]
        assert sum(one.proposed.micros for one in own) == sum(one.current.micros for one in own)
    assert found.client_id is None
    with pytest.raises(BadInput, match="choose it with --client"):
        ask(session, machine, total="1000")
    assert ask(session, machine, client_id=other.id).client_id == other.id


def test_someone_with_two_clients_chooses_one(session: Session, shop: Shop) -> None:
    other = shop.world.client("Fjellvandr", currency="EUR")
    tents = shop.world.ad_set(shop.world.campaign(shop.world.account(other), "Tents"))
    history(session, tents, YESTERDAY, 90, power(200, 9, 0.7))
    both = someone(clients={shop.client.id, other.id})
    with pytest.raises(BadInput, match="choose one of them"):
        ask(session, both)
    assert {one.client_id for one in ask(session, both, client_id=shop.client.id).lines} == {shop.client.id}


def test_only_those_who_may_recommend_do_and_only_for_their_clients(session: Session, shop: Shop) -> None:
    with pytest.raises(Forbidden):
        ask(session, someone(Role.VIEWER))
    with pytest.raises(Forbidden):
        ask(session, someone(Role.FINANCE))
    stranger = someone(clients={shop.world.client().id})
    with pytest.raises(NotEnoughData):
        ask(session, stranger)
    found = ask(session, someone(clients={shop.client.id}))
    with pytest.raises(NotFound):
        views.get(session, stranger, found.id)
    assert recommendation_lists.listing(session, stranger)[1] == 0


def test_nothing_spent_lately_is_refused(session: Session, machine: Actor) -> None:
    world = World(session)
    ad_set = world.ad_set(world.campaign(world.account(world.client())))
    history(session, ad_set, YESTERDAY, 60, lambda day, _random: (0.0 if day > 50 else 10.0, 20.0))
    with pytest.raises(NotEnoughData, match="no budget to move"):
        ask(session, machine)


def test_what_is_stored_reads_back_as_it_was(session: Session, shop: Shop, machine: Actor) -> None:
    worked_out = recommendations.preview(session, machine, Ask(), now=NOW, as_of=TODAY)
    assert session.scalar(select(func.count()).select_from(Recommendation)) == 0
    stored = recommendations.recommend(session, machine, Ask(), now=NOW, as_of=TODAY, seen=worked_out.digest)
    assert stored.lines == worked_out.lines
    assert (stored.digest, stored.total_after, stored.state.value) == (
        worked_out.digest,
        worked_out.total_after,
        "draft",
    )
    assert stored.revenue_before == worked_out.revenue_before
    entry = session.scalars(select(AuditEntry).where(AuditEntry.subject_id == stored.id)).one()
    assert (entry.action, entry.client_id) == ("recommendation.drafted", shop.client.id)
    (summary,), count = recommendation_lists.listing(session, machine)
    assert (summary.id, summary.moving, count) == (stored.id, len(stored.moving), 1)


def test_figures_that_moved_since_a_person_looked_are_stale(session: Session, shop: Shop, machine: Actor) -> None:
    seen = recommendations.preview(session, machine, Ask(), now=NOW, as_of=TODAY).digest
    shop.world.budget(shop.campaigns["Spring"], 99, date(2026, 3, 1))
    with pytest.raises(Stale, match="moved since you looked"):
        recommendations.recommend(session, machine, Ask(), now=NOW, as_of=TODAY, seen=seen)
    assert session.scalar(select(func.count()).select_from(Recommendation)) == 0


def test_reading_costs_the_same_however_many_lines(session: Session, shop: Shop, machine: Actor) -> None:
    few = ask(session, machine)
    for number in range(6):
        shop.campaign(f"More {number}", power(50 + number, 9, 0.6))
    many = ask(session, machine)
    costs = []
    for found in (few, many):
        session.expire_all()
        with counted(session) as statements:
            views.get(session, machine, found.id)
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 4


def test_the_same_question_gets_the_same_answer(session: Session, shop: Shop, machine: Actor) -> None:
    assert ask(session, machine).digest == ask(session, machine).digest
