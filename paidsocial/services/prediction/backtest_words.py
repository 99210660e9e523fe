"""A backtest in words, the same on the page and on the command line."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from paidsocial.domain import wording
from paidsocial.platforms.registry import known_platforms
from paidsocial.services.prediction.backtests import REFERENCE, Accuracy, Comparison, Decisions, Pointing, Score

MODEL = "model"
METHODS = {
    MODEL: "This forecast",
    "trailing_28_roas": "Last 28 days’ ROAS",
    "trailing_14_roas": "Last 14 days’ ROAS",
    "trailing_7_roas": "Last 7 days’ ROAS",
    "last_period": "Last period again",
    "no_change": "Last 28 days’ revenue again",
    "seasonal_naive": "Last week again",
    "last_year": "Same weeks last year",
}
RULES = {
    MODEL: "the regression, given the spend that then happened",
    "trailing_28_roas": "their ROAS times the spend that then happened",
    "trailing_14_roas": "their ROAS times the spend that then happened",
    "trailing_7_roas": "their ROAS times the spend that then happened",
    "last_period": "the revenue of as many days before, whatever is spent",
    "no_change": "revenue a day as in the last 28 days, whatever is spent",
    "seasonal_naive": "the last week’s revenue, day by day, whatever is spent",
    "last_year": "the revenue of the same days 52 weeks before",
}
GRADES = {"strong": "strong evidence", "thin": "thin evidence", "none": "no evidence"}
_CLEARLY = 0.05  # of a method's error
_MANY_TIMES = 10  # where percents tell nothing any more
_FEW = 3  # origins below which an error is a hint
_CHANCE = 1.6448536269514722  # standard deviations that chance exceeds one time in ten, up or down
_NEAR = 0.05  # of what an interval promises

LOPSIDED = 3  # times as far to one side as to the other, and an interval says so


def methods(found: Accuracy) -> tuple[str, ...]:
    """The baselines in the order they are shown; one that is another by definition at this horizon stands once."""
    same = {28: "no_change", 7: "seasonal_naive"}.get(found.horizon)
    return tuple(name for name in METHODS if name in found.overall.baselines and name != same)


def verdict(found: Accuracy) -> str:
    """The answer in one line."""
    change = found.overall.reference.model_change
    if found.overall.model.wape is None:
        return "No revenue came to hold the forecasts against"
    if change is None:
        return "The last 28 days’ ROAS made no error to compare with"
    if found.fallbacks == len(found.origins):
        return "The last 28 days’ ROAS is used: the model did not beat it"
    return f"The model’s error {_against(change)} that of the last 28 days’ ROAS"


def _against(change: float) -> str:
    if round(abs(change), 2) == 0:
        return "equals"
    if change >= _MANY_TIMES:
        return f"is more than {_MANY_TIMES} times"
    return f"is {abs(change):.0%} {'below' if change < 0 else 'above'}"


def lead(found: Accuracy, noun: str = "campaign", horizons: Mapping[int, Accuracy] | None = None) -> tuple[str, ...]:
    """What the verdict rests on, in sentences; `horizons`: every one that is shown beside it."""
    count = len(found.origins)
    where = f"{wording.count(found.horizon, 'day')} after it, over {wording.count(found.units, noun)}"
    said = [
        f"Forecast from {wording.count(count, 'earlier day')}, each knowing only what came before, for the {where}."
    ]
    if count < _FEW:
        said.append(f"{'One origin is' if count == 1 else 'Two origins are'} a hint, not a measurement.")
    elif found.overall.model.wape is not None:
        said.append(f"The model’s error was the smaller one at {found.wins[REFERENCE]} of them.")
    better = rival(found.overall)
    if better:
        score = found.overall.baselines[better]
        told = f"{_percent(score.wape, 1)} against {_percent(score.model_wape, 1)} per {noun}"
        said.append(f"“{METHODS[better]}” would have done better than either: {told}.")
    return (*said, *filter(None, [rank(found)]), *coverage(found, horizons or {}))


def rank(found: Accuracy) -> str:
    """Where the model stands for all units together, which the verdict does not say; empty where nothing compares."""
    mine = found.overall.model.total_ape
    known = ((found.overall.baselines[name], name) for name in methods(found))
    # One that had no forecast for some units had another total to meet.
    same = ((score.total_ape, name) for score, name in known if score.count == found.overall.model.count)
    others = sorted((error, name) for error, name in same if error is not None)
    if mine is None or not others:
        return ""
    place, of = 1 + sum(1 for error, _ in others if error < mine), len(others) + 1
    least, best = others[0]
    if place == 1:
        return f"Of the total, too, its error was the smallest of {of}."
    return (
        f"Of the total, its error was number {place} of {of}: {_percent(mine, 1)}, where “{METHODS[best]}” had "
        f"{_percent(least, 1)}."
    )


def rival(comparison: Comparison) -> str:
    """The baseline that beat the model, if any, unless it is the one that the verdict names."""
    return comparison.best if comparison.best not in {"", MODEL, REFERENCE} else ""


def independent(found: Accuracy) -> float:
    """How many origins they amount to: those nearer to each other than the horizon look at the same days."""
    days = [each.day for each in found.origins]
    return min(float(len(days)), 1 + (max(days) - min(days)).days / found.horizon) if days else 0.0


def held_off(found: Accuracy, score: Score) -> str:
    """“few” or “many” where clearly fewer or more outcomes lay in their interval than it promises; empty where chance
    explains it.

    The score test of a binomial share at one in ten (Wilson 1927), on as many outcomes as origins that do not overlap
    would have had.
    """
    if score.coverage is None or not found.origins:
        return ""
    promised = found.interval
    count = score.count * independent(found) / len(found.origins)
    if count <= 0 or abs(score.coverage - promised) <= _CHANCE * math.sqrt(promised * (1 - promised) / count):
        return ""
    return "few" if score.coverage < promised else "many"


def coverage(found: Accuracy, horizons: Mapping[int, Accuracy]) -> tuple[str, ...]:
    """Whether the intervals held what they promise, in all and in each part; empty where there was nothing to hold."""
    share = found.overall.model.coverage
    if share is None:
        return ()
    totals = found.overall.model.total_coverage
    also = "" if totals is None else f" and {_percent(totals)} of totals"
    said = f"{_percent(share)} of outcomes{also} fell in the {found.interval:.0%} interval"
    off, parts = held_off(found, found.overall.model), _parts_off(found, horizons)
    if off:
        said += f": it was too {'narrow' if off == 'few' else 'wide'}."
    elif abs(share - found.interval) >= _NEAR:
        said += ", which chance explains of so few."
    elif parts:
        said += " in all."
    else:
        said += ", as they should."
    return (said, *(f"Clearly {'fewer' if way == 'few' else 'more'} did {_listed(names)}." for way, names in parts))


def _parts_off(found: Accuracy, horizons: Mapping[int, Accuracy]) -> list[tuple[str, list[str]]]:
    """The parts whose intervals held clearly too few or too many, each with its share, but for the whole itself."""
    parts = [
        *((f"{days} days ahead", each, each.overall.model) for days, each in horizons.items() if each is not found),
        *((f"on {_platform(slug)}", found, each.model) for slug, each in found.platforms.items()),
        *((f"with {GRADES[grade]}", found, each.model) for grade, each in graded(found)),
    ]
    told: dict[str, list[str]] = {"few": [], "many": []}
    for name, of, score in parts:
        way = held_off(of, score)
        if way:
            told[way].append(f"{name} ({_percent(score.coverage)} of {score.count})")
    return [(way, names) for way, names in told.items() if names]


def _platform(slug: str) -> str:
    known = known_platforms().get(slug)
    return known.name if known else slug.replace("_", " ").capitalize()


def _listed(names: Iterable[str]) -> str:
    *rest, last = names
    return f"{', '.join(rest)} and {last}" if rest else last


def fallback(found: Accuracy) -> str:
    """Where the baseline replaced the model, and why; empty where it nowhere did."""
    notices = [each for each in found.origins if each.notice]
    if not notices:
        return ""
    days = [wording.full_day(each.day) for each in notices]
    where = f"on {days[0]}" if len(days) == 1 else f"at {len(days)} of {len(found.origins)} origins, last on {days[-1]}"
    return f"The last 28 days’ ROAS replaced the model {where}. {notices[-1].notice}"


def decided(found: Decisions) -> tuple[str, ...]:
    """What following the recommendations would have moved, how much of it history can judge, and what it says."""
    model, code = found.model, found.currency
    if not model.moved_daily.micros:
        return ("The recommendations would have moved nothing, so there is nothing to score.",)
    origins = (
        "on the one earlier day" if len(found.origins) == 1 else f"on average over {len(found.origins)} earlier days"
    )
    moved = f"{wording.amount(model.moved_daily.micros, code)} a day ({_percent(model.moved_share, 1)} of spend)"
    first = f"Following the recommendations would have moved {moved}, {origins}, no budget by more than 20%."
    return (first, _scored(model), *_measured(model, code), *_greedy(found))


def decided_verdict(found: Decisions) -> str:
    """The answer on the recommendations in one line."""
    if found.model.right is None:
        return "Whether the recommendations pointed the right way cannot be told"
    return f"The recommendations pointed the {'right' if found.model.right else 'wrong'} way"


def _scored(model: Pointing) -> str:
    if not model.scored_share:
        return (
            "None of it can be scored: where budgets stay as they are, nobody learns what another budget would have "
            "brought."
        )
    rest = (
        f"; the other {_percent(1 - model.scored_share)} stayed as it was" if round(model.scored_share, 2) < 1 else ""
    )
    return (
        f"{_percent(model.scored_share)} of that money ({_percent(model.scored_units)} of the moves) fell on budgets "
        f"whose spend did move afterwards, by 5% or more up or down, so that history can judge it{rest}."
    )


def _measured(model: Pointing, code: str) -> tuple[str, ...]:
    if model.marginal_raised is None or model.marginal_cut is None:
        return ("Only one side of it could be scored.",) if model.scored_share else ()
    said = (
        f"One more {code} brought {model.marginal_raised:.2f} where money would have gone, and "
        f"{model.marginal_cut:.2f} where it would have come from"
    )
    if model.low is None or model.high is None:
        return (f"{said}; with fewer than four budgets on a side that may be luck.",)
    middle = model.marginal_raised - model.marginal_cut
    apart = f"{said}: a difference of {_signed(middle)}, with 80% certainty {_range(model.low, model.high)}"
    if _leans(middle, model.low, model.high):
        apart += " (it reaches further to one side, for a few budgets carry most of it)"
    return (f"{apart}, which may be luck.",) if model.right is None else (f"{apart}.",)


def _leans(middle: float, low: float, high: float) -> bool:
    """Whether an interval, drawn from the budgets themselves, reaches far further to one side than to the other."""
    short, long = sorted((abs(middle - low), abs(high - middle)))
    return not low <= middle <= high or long > LOPSIDED * short


def _greedy(found: Decisions) -> tuple[str, ...]:
    if found.agreement is None:
        return ()
    said = (
        "Moving money to the highest ROAS of the last 28 days instead would have done the same with "
        f"{_percent(found.agreement)} of it"
    )
    if not found.model.scored_share:
        return (f"{said}.",)
    if found.beat_greedy is None or found.ahead_low is None or found.ahead_high is None:
        return (f"{said}; which of the two pointed better cannot be told.",)
    word = "worse" if found.beat_greedy else "better"
    sides = (
        f"{found.greedy.marginal_raised:.2f} where money would have gone, {found.greedy.marginal_cut:.2f} where from"
    )
    return (f"{said}, and pointed {word}: {sides}.",)


def _percent(share: float | None, places: int = 0) -> str:
    return "—" if share is None else f"{share * 100:.{places}f}%"


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "\N{MINUS SIGN}")


def _range(low: float, high: float) -> str:
    return f"{_signed(low)} to {_signed(high)}"


def tone(score: Score) -> str:
    """“worse” where the model's error is clearly above this method's, else empty: a hair's breadth needs nobody."""
    change = score.model_change
    return "worse" if change is not None and change >= _CLEARLY else ""


def graded(found: Accuracy) -> list[tuple[str, Comparison]]:
    """The evidence grades that occurred, the strongest first."""
    return [(grade, found.evidence[grade]) for grade in ("strong", "thin", "none") if grade in found.evidence]
