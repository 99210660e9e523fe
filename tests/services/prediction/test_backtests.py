"""The backtest that pages show: the library's own figures, kept until new ones arrive, for those who may see them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import forecasting
from paidsocial.errors import NotEnoughData, NotFound
from paidsocial.models import BacktestRun, Client
from paidsocial.services.access import Actor, Role
from paidsocial.services.prediction import backtest_words, backtests, pools
from paidsocial.services.prediction.backtests import Accuracy, Backtest, Comparison
from paidsocial.services.prediction.histories import load
from tests.support.builders import World, someone
from tests.support.queries import counted
from tests.support.spending import flat, history, power

TODAY = date(2026, 6, 14)
NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
YESTERDAY = TODAY - timedelta(days=1)


class Shop:
    """A client with six campaigns on Meta and TikTok, half a year of weekly moves each."""

    def __init__(self, session: Session, days: int = 182) -> None:
        self.world = World(session)
        self.client: Client = self.world.client("Tallybird", currency="EUR")
        self.meta = self.world.account(self.client, "Tallybird EU")
        self.tiktok = self.world.account(self.client, "Tallybird TikTok", platform="tiktok")
        for at, elasticity in enumerate((0.9, 0.8, 0.5, 0.4, 0.3, 0.25)):
            account = self.tiktok if at % 3 == 2 else self.meta
            daily = power(80 + 10 * at, 12, elasticity)
            history(session, self.world.ad_set(self.world.campaign(account, f"Campaign {at}")), YESTERDAY, days, daily)


@pytest.fixture
def shop(session: Session) -> Shop:
    return Shop(session)


def ask(session: Session, actor: Actor, **more: Any) -> Backtest:
    return backtests.backtest(session, actor, **{"now": NOW, "as_of": None, **more})


def runs(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(BacktestRun)) or 0


def of_library(session: Session, actor: Actor) -> dict[int, forecasting.Report]:
    pool = pools.choose(session, actor, now=NOW, as_of=TODAY)
    return forecasting.backtest_horizons(load(session, pool, "campaign").completed())


def test_the_figures_are_the_librarys(session: Session, shop: Shop, machine: Actor) -> None:
    library = of_library(session, machine)
    found = ask(session, machine)
    assert set(found.horizons) == set(library) == {7, 14, 28}
    for days, report in library.items():
        here = found.horizons[days]
        model = here.overall.model
        assert (model.wape, model.total_ape, model.bias, model.coverage) == (
            report.model.revenue_wape,
            report.model.total_revenue_ape,
            report.model.bias,
            report.model.coverage,
        )
        assert (model.count, model.over, model.under) == (report.model.count, report.model.over, report.model.under)
        assert {name: score.wape for name, score in here.overall.baselines.items()} == {
            name: score.revenue_wape for name, score in report.baselines.items()
        }
        assert tuple(each.day for each in here.origins) == report.origins
        assert here.wins["trailing_28_roas"] == report.wins()
        for seen, each in zip(here.origins, report.series, strict=True):
            assert seen.forecast.micros == pytest.approx(each.forecast * 1e6, abs=5_000)  # to the cent
            assert seen.actual.micros == pytest.approx(each.actual * 1e6, abs=5_000)
            assert seen.last_day == each.day + timedelta(days=days - 1)
            assert seen.held == each.held
    assert found.shown is found.horizons[28]


def test_platforms_and_grades_make_up_the_whole(session: Session, shop: Shop, machine: Actor) -> None:
    shown = ask(session, machine).shown
    assert set(shown.platforms) == {"meta", "tiktok"}
    assert shown.platforms["tiktok"].model.count == 12
    assert shown.platforms["meta"].model.total_coverage is not None
    assert sum(each.model.count for each in shown.evidence.values()) == shown.overall.model.count == 36
    assert {each.unit.name for each in shown.worst} <= {f"Campaign {at}" for at in range(6)}
    assert [each.error for each in shown.worst] == sorted((each.error for each in shown.worst), reverse=True)


def test_a_run_is_kept_until_figures_arrive(session: Session, shop: Shop, machine: Actor) -> None:
    assert backtests.reach(session, machine, now=NOW, compute=False) is None
    first = ask(session, machine)
    assert runs(session) == 1
    with counted(session) as statements:
        assert backtests.reach(session, machine, now=NOW + timedelta(hours=9), compute=False) == first
    assert len(statements) < 12
    assert not any("performance" in statement or "FROM campaign_day" in statement for statement in statements)
    tomorrow = NOW + timedelta(days=3)
    assert ask(session, machine, now=tomorrow).shown == first.shown  # no new figures: nothing to do again
    assert runs(session) == 1
    new = shop.world.ad_set(shop.world.campaign(shop.meta, "New"))
    history(session, new, YESTERDAY, 100, flat(50, 3))
    assert backtests.reach(session, machine, now=NOW, compute=False) is None
    assert ask(session, machine).units == 7
    assert runs(session) == 1


def test_a_look_back_leaves_the_newest_run_alone(session: Session, shop: Shop, machine: Actor) -> None:
    ask(session, machine)
    earlier = ask(session, machine, as_of=TODAY - timedelta(days=30))
    assert earlier.through == TODAY - timedelta(days=31)
    assert runs(session) == 2
    assert backtests.reach(session, machine, now=NOW, compute=False) is not None


def test_a_short_history_is_told_at_the_horizons_it_reaches(session: Session, machine: Actor) -> None:
    Shop(session, days=40)
    found = backtests.reach(session, machine, now=NOW, horizon=28)
    assert found is not None
    assert (found.horizon, found.missing) == (7, {14: 2, 28: 16})
    with pytest.raises(NotEnoughData, match=r"too little history.*16 more days than the 40"):
        ask(session, machine)
    with pytest.raises(NotEnoughData, match=r"too little history to score.*need 16 more"):
        backtests.decisions(session, machine, now=NOW)


def test_a_history_too_short_for_anything_says_what_is_missing(session: Session, machine: Actor) -> None:
    Shop(session, days=30)
    with pytest.raises(NotEnoughData, match=r"has 30 days.*need 5 more"):
        backtests.reach(session, machine, now=NOW)
    assert runs(session) == 0


def test_people_see_their_own_clients_only(session: Session, shop: Shop, machine: Actor) -> None:
    other = shop.world.client("Nightjar", currency="EUR")
    theirs = shop.world.ad_set(shop.world.campaign(shop.world.account(other), "Quiet"))
    history(session, theirs, YESTERDAY, 182, power(500, 9, 0.5))
    ours = someone(Role.VIEWER, clients={shop.client.id})
    assert ask(session, machine).units == 7
    found = ask(session, ours)
    assert found.units == 6
    assert "Quiet" not in {each.unit.name for each in found.shown.worst}
    with pytest.raises(NotFound):
        ask(session, ours, client_id=other.id)
    with pytest.raises(NotFound):
        backtests.decisions(session, ours, now=NOW, client_id=other.id)


def test_decisions_are_the_librarys_and_kept(session: Session, shop: Shop, machine: Actor) -> None:
    pool = pools.choose(session, machine, now=NOW, as_of=TODAY)
    library = forecasting.decision_backtest(load(session, pool, "campaign").completed())
    assert backtests.decisions(session, machine, now=NOW, compute=False) is None
    found = backtests.decisions(session, machine, now=NOW)
    assert found is not None
    assert (found.model.marginal_raised, found.model.scored_share) == (
        library.model.marginal_raised,
        library.model.scored_share,
    )
    assert found.model.right == library.pointed_right
    assert found.model.moved_daily.micros == pytest.approx(library.model.moved_daily * 1e6, abs=1)
    assert runs(session) == 1
    assert backtests.decisions(session, machine, now=NOW, compute=False) == found


def test_the_words_say_the_figures(session: Session, shop: Shop, machine: Actor) -> None:
    shown = ask(session, machine).shown
    change = shown.overall.reference.model_change
    assert change is not None
    assert change < -0.05
    assert backtest_words.verdict(shown) == f"The model’s error is {-change:.0%} below that of the last 28 days’ ROAS"
    reference = shown.overall.reference
    assert reference.model_wape is not None
    hardly = replace(reference, wape=reference.model_wape / 50)
    worse = replace(shown, overall=replace(shown.overall, baselines={backtests.REFERENCE: hardly}))
    assert backtest_words.verdict(worse) == "The model’s error is more than 10 times that of the last 28 days’ ROAS"
    told = " ".join(backtest_words.lead(shown))
    assert "from 6 earlier days" in told
    assert f"the smaller one at {shown.wins['trailing_28_roas']} of them" in told
    assert f"{shown.overall.model.coverage:.0%} of outcomes" in told
    assert backtest_words.fallback(shown) == ""
    assert "no_change" not in backtest_words.methods(shown)  # the last period again, at 28 days


def test_words_where_budgets_never_move(session: Session, machine: Actor) -> None:
    world = World(session)
    account = world.account(world.client(currency="EUR"))
    for at in range(5):
        daily = power(50 + 20 * at, 10, 0.6, moves=0.0, noise=0.3)
        history(session, world.ad_set(world.campaign(account, f"Still {at}")), YESTERDAY, 120, daily)
    found = backtests.decisions(session, machine, now=NOW)
    assert found is not None
    assert found.model.right is None
    told = " ".join(backtest_words.decided(found))
    assert "None of it can be scored" in told
    assert "pointed" not in told
    assert "cannot be told" in backtest_words.decided_verdict(found)


def test_no_revenue_is_said_and_compared_with_nothing(session: Session, machine: Actor) -> None:
    world = World(session)
    account = world.account(world.client(currency="EUR"))
    history(session, world.ad_set(world.campaign(account, "Silent")), YESTERDAY, 120, flat(50, 0.0))
    shown: Accuracy = ask(session, machine).shown
    assert shown.overall.model.wape is None
    assert backtest_words.verdict(shown) == "No revenue came to hold the forecasts against"
    assert shown.overall.best == ""


def test_the_rank_of_the_total_is_told_beside_the_verdict(session: Session, shop: Shop, machine: Actor) -> None:
    shown = ask(session, machine).shown
    names = backtest_words.methods(shown)

    def ranked(mine: float, *others: float) -> str:
        scores = dict(zip(names, others, strict=False))
        baselines = {
            name: replace(score, total_ape=scores.get(name)) for name, score in shown.overall.baselines.items()
        }
        model = replace(shown.overall.model, total_ape=mine)
        return backtest_words.rank(replace(shown, overall=replace(shown.overall, model=model, baselines=baselines)))

    assert ranked(0.1, 0.2, 0.3) == "Of the total, too, its error was the smallest of 3."
    said = ranked(0.25, 0.2, 0.3)
    assert (
        said
        == f"Of the total, its error was number 2 of 3: 25.0%, where “{backtest_words.METHODS[names[0]]}” had 20.0%."
    )
    assert ranked(0.1) == ""
    partly = {name: replace(each, count=1) for name, each in shown.overall.baselines.items()}
    assert backtest_words.rank(replace(shown, overall=replace(shown.overall, baselines=partly))) == ""
    assert backtest_words.rank(shown) in backtest_words.lead(shown)


def test_parts_whose_intervals_held_clearly_too_few_are_named_and_nothing_is_as_it_should_be(
    session: Session, shop: Shop, machine: Actor
) -> None:
    found = ask(session, machine)
    shown = found.shown

    def held(comparison: Comparison, share: float, count: int) -> Comparison:
        return replace(comparison, model=replace(comparison.model, coverage=share, count=count))

    fine = replace(
        shown,
        overall=held(shown.overall, 0.78, 54),
        evidence={"strong": held(shown.overall, 0.78, 54)},
        platforms={},
    )
    week = replace(fine, horizon=7)
    assert backtest_words.coverage(fine, {7: week, 28: fine})[0].endswith("interval, as they should.")
    # The same six origins amount to fewer of 28 days than of 7, which do not overlap.
    assert backtest_words.independent(week) == 6 > backtest_words.independent(fine)
    low = replace(week, overall=held(week.overall, 0.69, 54))
    assert backtest_words.held_off(low, low.overall.model) == "few"
    told = backtest_words.coverage(fine, {7: low, 28: fine})
    assert told[0].endswith("interval in all.")
    assert told[1:] == ("Clearly fewer did 7 days ahead (69% of 54).",)
    graded = replace(fine, evidence={"strong": held(shown.overall, 0.4, 17)})
    assert backtest_words.coverage(graded, {})[1] == "Clearly fewer did with strong evidence (40% of 17)."
    few = replace(fine, evidence={"strong": held(shown.overall, 0.5, 4)})
    assert "as they should" in backtest_words.coverage(few, {})[0]  # two of four say nothing
    off = replace(fine, overall=held(fine.overall, 0.5, 54))
    assert backtest_words.coverage(off, {})[0].endswith("too narrow.")
