"""What a change earned, in simulated markets that are played twice: with the change and without it.

    python benchmarks/forecasting_outcomes.py [--seeds 200]

Both worlds share curves, drift, weekday and shocks; the truth is the revenue of one less that of the other. `outcome`
sees only the world with the change. The curves are of four families that are not all the model's, revenue is lagged
and lumpy, levels drift. Beside it stands what most people do: the same number of days before and after, with an
interval as wide as earlier such differences were.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
if __name__ == "__main__":
    sys.path[:0] = [str(HERE.parent), str(HERE)]

from forecasting_decisions import (  # noqa: E402 - the folder must be on the path first
    FIRST_DAY,
    HISTORY_WEEKS,
    LAG,
    Market,
    a_market,
    lagged,
    simulate_week,
)

from forecasting import History, Maturity, outcome  # noqa: E402 - the folder must be on the path first
from forecasting.history import Floats  # noqa: E402 - the folder must be on the path first

HORIZONS = (7, 14, 28)
WEEKS = 4
CHANGED_ON = FIRST_DAY + dt.timedelta(days=7 * HISTORY_WEEKS)
INTERVAL = 0.8
KNOWN = np.concatenate([[0.0], np.cumsum(LAG)])  # share of a day's revenue, by its age in days
ORDERS = 20  # a day's, as far as the late ones go
SHOCK = 0.3  # standard deviation of the logarithm of an account-wide shock on the day of the change


def one_up(_rng: np.random.Generator, budget: Floats) -> Floats:
    """The first unit gets 40% more."""
    return np.append(1.4, np.ones(len(budget) - 1))


def paused(_rng: np.random.Generator, budget: Floats) -> Floats:
    """The first unit is switched off."""
    return np.append(0.0, np.ones(len(budget) - 1))


def half_moved(rng: np.random.Generator, budget: Floats) -> Floats:
    """Every second unit up or down by a fifth."""
    return np.where(np.arange(len(budget)) % 2 == 0, np.where(rng.random(len(budget)) < 0.5, 0.8, 1.2), 1.0)


def all_moved(rng: np.random.Generator, budget: Floats) -> Floats:
    """Every unit up or down by a fifth: nothing to compare with."""
    return np.where(rng.random(len(budget)) < 0.5, 0.8, 1.2)


@dataclass(frozen=True)
class Scenario:
    """A kind of change in a kind of market."""

    name: str
    factors: Callable[[np.random.Generator, Floats], Floats]
    units: int = 60
    market: Mapping[str, Any] = field(default_factory=dict)
    shocked: bool = False
    drift: float = 0.0  # more of it, per week, in each unit's level
    giant: bool = False  # the first unit is four fifths of the account
    young: bool = False  # revenue counts on the day of the click, so the last days are not all there yet


SCENARIOS = (
    Scenario("one of 60, 40% more", one_up),
    Scenario("one of 60, paused", paused),
    Scenario("30 of 60 moved by a fifth", half_moved),
    Scenario("60 of 60 moved: no controls", all_moved),
    Scenario("one of 60, shock to everyone", one_up, shocked=True),
    Scenario("30 of 60, shock to everyone", half_moved, shocked=True),
    Scenario("30 of 60, levels drift twice as much", half_moved, drift=0.07),
    Scenario("one of four", one_up, units=4),
    Scenario("one of four, shock to everyone", one_up, units=4, shocked=True),
    Scenario("80% of the account, one of six", one_up, units=6, giant=True),
    Scenario("the only unit", one_up, units=1),
    Scenario("30 of 60, few sales", half_moved, market={"order_times": 5.0}),
    Scenario("30 of 60, last days still incomplete", half_moved, young=True),
)


@dataclass(frozen=True)
class Played:
    """One change at one horizon: truth, what was said, and what before/after would have said."""

    horizon: int
    base: float  # expected revenue without the change
    truth: float
    earned: float
    low: float
    high: float
    naive: float
    naive_half: float


def a_past(scenario: Scenario, seed: int) -> tuple[Market, Floats, Floats, Floats]:
    """A market, its past spend and revenue by the day of the click, and the budgets at the end."""
    rng = np.random.default_rng([seed, 77])
    options = dict(scenario.market)
    order_times, moves = options.pop("order_times", 1.0), options.pop("moves", 0.35)
    market, draw = a_market(seed, units=scenario.units, **options)
    market.order_value *= order_times
    weeks = market.drift.shape[1]
    if scenario.giant:
        market.base[0] = 4 * market.base[1:].sum()
    if scenario.drift:
        market.drift *= np.exp(np.cumsum(rng.normal(0, scenario.drift, (scenario.units, weeks)), axis=1))
    if scenario.shocked:
        market.drift[:, HISTORY_WEEKS:] *= np.exp(rng.normal(0, SHOCK))
    budget = market.base * np.exp(draw.normal(0, moves, scenario.units))
    spends, revenues = [], []
    for week in range(HISTORY_WEEKS):
        moved = np.clip(budget * np.exp(draw.normal(0, moves, len(budget))), 0.3 * market.base, 3 * market.base)
        budget = np.where(draw.random(len(budget)) < 0.3, moved, budget)
        daily, revenue = simulate_week(market, draw, budget, week)
        spends.append(daily)
        revenues.append(revenue)
    return market, np.concatenate(spends, axis=1), np.concatenate(revenues, axis=1), budget


def ahead(market: Market, seed: int, budget: Floats) -> tuple[Floats, Floats]:
    """Four weeks at a budget, always with the same luck; a unit without budget sells nothing."""
    spends, revenues = [], []
    for week in range(HISTORY_WEEKS, HISTORY_WEEKS + WEEKS):
        daily, revenue = simulate_week(market, np.random.default_rng([seed, week]), budget, week)
        spends.append(daily)
        revenues.append(np.where(daily > 0, revenue, 0.0))
    return np.concatenate(spends, axis=1), np.concatenate(revenues, axis=1)


def play(scenario: Scenario, seed: int) -> list[Played]:
    """One market, scored at every horizon on the day that it is reached."""
    market, spend, clicked, budget = a_past(scenario, seed)
    factors = scenario.factors(np.random.default_rng([seed, 78]), budget)
    changed = factors != 1
    labels = [f"ad set {at:03d}" for at in range(len(budget))]
    spend_with, with_change = ahead(market, seed, budget * factors)
    _, without_change = ahead(market, seed, budget)
    spent = np.concatenate([spend, spend_with], axis=1)
    with_, without_ = (np.concatenate([clicked, each], axis=1) for each in (with_change, without_change))
    if not scenario.young:
        with_, without_ = lagged(with_), lagged(without_)
    start = spend.shape[1]
    maturity = Maturity(KNOWN, np.zeros(len(KNOWN) - 1, dtype=np.intp)) if scenario.young else None
    found = []
    for horizon in HORIZONS:
        end = start + horizon
        shown = with_[:, :end].copy()
        if scenario.young:
            shown = as_known(shown, np.random.default_rng([seed, horizon]))
        history = History.from_arrays(labels, market.groups[: len(labels)], FIRST_DAY, spent[:, :end], shown)
        daily = {labels[at]: float(budget[at]) for at in np.flatnonzero(changed)}
        scored = outcome(history, CHANGED_ON, daily, (horizon,), maturity=maturity)[0]
        without = float(without_[changed, start:end].sum())
        weeks = [market.expected(budget, HISTORY_WEEKS + week)[changed].sum() for week in range(horizon // 7)]
        before = shown[changed, :start].sum(axis=0)
        blocks = before[start % horizon :].reshape(-1, horizon).sum(axis=1)
        earlier = np.abs(np.diff(blocks))
        found.append(
            Played(
                horizon,
                7 * float(np.sum(weeks)),
                float(with_[changed, start:end].sum()) - without,
                scored.earned,
                scored.low,
                scored.high,
                float(shown[changed, start:].sum() - blocks[-1]),
                float(np.quantile(earlier, INTERVAL)),
            )
        )
    return found


def as_known(final: Floats, rng: np.random.Generator) -> Floats:
    """Each of the last days by its age in days: each of its orders is in with the share that is known by then."""
    shown = final.copy()
    for age, share in enumerate(KNOWN[1:-1], start=1):
        shown[:, -age] *= rng.binomial(ORDERS, share, len(shown)) / ORDERS
    return shown


@dataclass(frozen=True)
class Scores:
    """Of one scenario at one horizon, over seeds; errors relative to the revenue without the change."""

    bias: float
    bias_error: float
    coverage: float
    error: float  # root mean square
    width: float
    naive_coverage: float
    naive_error: float
    naive_width: float
    clear: float  # share of the intervals that leave out 0


def score(played: list[Played]) -> Scores:
    """Sum up."""
    base = np.array([each.base for each in played])
    truth = np.array([each.truth for each in played])
    error = (np.array([each.earned for each in played]) - truth) / base
    naive = (np.array([each.naive for each in played]) - truth) / base
    half = np.array([each.naive_half for each in played]) / base
    low, high = np.array([each.low for each in played]), np.array([each.high for each in played])
    return Scores(
        float(error.mean()),
        float(error.std() / np.sqrt(len(error))),
        float(((low <= truth) & (truth <= high)).mean()),
        float(np.sqrt((error**2).mean())),
        float(((high - low) / base).mean()),
        float((np.abs(naive) <= half).mean()),
        float(np.sqrt((naive**2).mean())),
        float(2 * half.mean()),
        float(((low > 0) | (high < 0)).mean()),
    )


def outcomes(seeds: int, scenarios: tuple[Scenario, ...] = SCENARIOS) -> dict[tuple[str, int], Scores]:
    """Every scenario at every horizon."""
    found = {}
    for scenario in scenarios:
        played = [each for seed in range(seeds) for each in play(scenario, seed)]
        for horizon in HORIZONS:
            found[scenario.name, horizon] = score([each for each in played if each.horizon == horizon])
    return found


def outcomes_table(seeds: int) -> list[str]:
    """Lines of a table for the docs; every cell gives the score after 7, 14 and 28 days."""
    found = outcomes(seeds)

    def cells(name: str, figure: Callable[[Scores], str]) -> str:
        return ", ".join(figure(found[name, horizon]) for horizon in HORIZONS)

    head = f"| change, in {seeds} simulated markets each | bias | coverage of 80% intervals "
    lines = [
        f"{head}| width | width over before/after's | its coverage | error over its error |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for scenario in SCENARIOS:
        name = scenario.name
        bias = cells(name, lambda each: f"{each.bias:+.1%}")
        chance = f"{2 * max(found[name, horizon].bias_error for horizon in HORIZONS):.1%}"
        held, naive = (cells(name, figure) for figure in (_held, _held_by_naive))
        width = cells(name, lambda each: f"{each.width:.0%}")
        wider = cells(name, lambda each: f"{each.width / each.naive_width:.2f}")
        error = cells(name, lambda each: f"{each.error / each.naive_error:.2f}")
        lines.append(f"| {name} | {bias} (chance: ±{chance}) | {held} | {width} | {wider} | {naive} | {error} |")
    return lines


def _held(each: Scores) -> str:
    return f"{each.coverage:.0%}"


def _held_by_naive(each: Scores) -> str:
    return f"{each.naive_coverage:.0%}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=200)
    print("\n".join(outcomes_table(parser.parse_args().seeds)))


if __name__ == "__main__":
    main()
