"""The Forecast page: a pool's forecast, the part of its units that is looked at, and the past it grew from.

    page(session, actor, query, now=, today=) -> ForecastPage      raises NotEnoughData, BadInput, NotFound

The export is the same page with every row (`page=None`), so its figures are the table's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from paidsocial.db import folded
from paidsocial.domain.days import ONE_DAY, Period
from paidsocial.domain.money import MICROS, Money, minor_unit
from paidsocial.errors import BadInput, NotEnoughData
from paidsocial.services.access import Actor
from paidsocial.services.performance.maturity import COMPLETE
from paidsocial.services.prediction import forecasts, pools
from paidsocial.services.prediction.fits import WEEK, Event
from paidsocial.services.prediction.forecast_plans import Plan
from paidsocial.services.prediction.forecasts import PoolForecast
from paidsocial.services.prediction.unit_forecasts import TotalForecast, UnitForecast, estimate, scaled

SIZE = 50
KEPT = (7, 14, 28)  # horizons whose forecasts are stored, to be held against what happens
GRADES = ("strong", "thin", "none")
_MOST_EVENTS = 400


class Sort(StrEnum):
    """The columns of the table; each can be sorted by."""

    NAME = "name"
    DAILY = "daily"
    SPEND = "spend"
    REVENUE = "revenue"
    ROAS = "roas"
    MARGINAL = "marginal"
    RESPONSE = "response"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class ForecastQuery:
    """What is asked for. `month_end`: through the last day of the month, not `horizon` days. `page` None: every row."""

    horizon: int = 28
    month_end: bool = False
    level: str = "campaign"
    currency: str | None = None
    client_id: int | None = None
    account_id: int | None = None
    platform: str | None = None
    evidence: str | None = None
    text: str = ""
    sort: Sort = Sort.SPEND
    descending: bool = True
    page: int | None = 1
    plan: Plan | None = None

    @property
    def narrowed(self) -> bool:
        """Whether the table shows only some of the units."""
        return bool(self.platform or self.evidence or self.text.strip())


@dataclass(frozen=True, slots=True)
class PastWeek:
    """What was spent and earned in a week (the first may have fewer days); `completed`: what its revenue is expected to
    become once all of it is reported."""

    days: Period
    spend: Money
    revenue: Money
    completed: Money

    @property
    def young(self) -> bool:
        """Whether more than 0.5% of it is expected to come, or to go."""
        return abs(self.completed.micros - self.revenue.micros) > (1 - COMPLETE) * abs(self.completed.micros)


@dataclass(frozen=True, slots=True)
class AheadWeek:
    """What a week ahead (the last may have fewer days) is expected to bring, with its 80% interval."""

    days: Period
    spend: Money
    revenue: Money
    low: Money
    high: Money


@dataclass(frozen=True, slots=True)
class UnitEvent:
    """An event with the unit that it happened to; None for all of the pool at once."""

    unit: UnitForecast | None
    event: Event


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """What the page shows. `shown` is the page of the table, `count` how many units fit the filters.

    `before` is each unit's forecast if spend goes on, where spend is planned. `grades` and `platforms` count units.
    """

    query: ForecastQuery
    forecast: PoolForecast
    shown: tuple[UnitForecast, ...]
    count: int
    page: int
    past: tuple[PastWeek, ...]
    ahead: tuple[AheadWeek, ...]
    events: tuple[UnitEvent, ...]
    grades: Mapping[str, int]
    platforms: Mapping[str, int]
    before: Mapping[int, UnitForecast]
    currencies: tuple[str, ...]
    sum_low: Money  # the units' ends added up, which is not the total's interval
    sum_high: Money

    @property
    def coincide(self) -> tuple[bool, bool]:
        """Whether the total's lower and upper end are the units' added up, beyond which a joint interval never goes."""
        off = len(self.forecast.units) * minor_unit(self.forecast.currency)  # each unit's end is rounded
        total = self.forecast.total
        lows, highs = (total.revenue_low, self.sum_low), (total.revenue_high, self.sum_high)
        return abs(lows[0].micros - lows[1].micros) <= off, abs(highs[0].micros - highs[1].micros) <= off

    @property
    def days(self) -> Period:
        """The days ahead."""
        first = self.forecast.through + ONE_DAY
        return Period(first, first + timedelta(days=self.forecast.horizon - 1))


def at_hand(session: Session, actor: Actor, query: ForecastQuery, *, now: datetime, today: date) -> bool:
    """Whether `page` answers at once, without fitting thousands of units. Raises NotFound."""
    return forecasts.at_hand(session, actor, now=now, as_of=today, plan=query.plan, **_asked(query, today))


@dataclass(frozen=True, slots=True)
class Instead:
    """Where else to look if there is no forecast: an earlier day with fresh figures, or one of several currencies."""

    earlier: date | None
    currencies: tuple[str, ...]


def instead(session: Session, actor: Actor, query: ForecastQuery, *, now: datetime, today: date) -> Instead:
    """What a page without a forecast offers. Raises NotFound."""
    there = pools.currencies(session, actor, now=now, as_of=today, client_id=query.client_id)
    try:
        newest = pools.day_after_newest(session, actor, now=now, currency=query.currency, client_id=query.client_id)
    except (NotEnoughData, BadInput):
        return Instead(None, there)
    return Instead(newest if newest < today else None, there)


def _asked(query: ForecastQuery, today: date) -> dict[str, Any]:
    """What a query asks of `forecasts`, but for its plan."""
    return {
        "horizon": query.horizon,
        "until": Period.month_of(today).last if query.month_end else None,
        "level": query.level,
        "currency": query.currency,
        "client_id": query.client_id,
        "account_id": query.account_id,
    }


def page(session: Session, actor: Actor, query: ForecastQuery, *, now: datetime, today: date) -> ForecastPage:
    """The page as seen on `today`; a day before the present is looked at with the days before it as they stand now."""
    found = forecasts.forecast(
        session,
        actor,
        now=now,
        as_of=today,
        plan=query.plan,
        keep=query.month_end or query.horizon in KEPT,
        tested=True,
        **_asked(query, today),
    )
    fitting = _sorted(_filtered(found.units, query), query)
    number = 1 if query.page is None else min(query.page, max(1, -(-len(fitting) // SIZE)))
    shown = fitting if query.page is None else fitting[(number - 1) * SIZE : number * SIZE]
    return ForecastPage(
        query=query,
        forecast=found,
        shown=tuple(shown),
        count=len(fitting),
        page=number,
        past=_past(found),
        ahead=ahead(found),
        events=_events(found),
        grades=Counter(unit.evidence for unit in found.units),
        platforms=Counter(unit.platform for unit in found.units),
        before={unit.id: unit for unit in found.base.units} if found.base else {},
        currencies=pools.currencies(session, actor, now=now, as_of=today, client_id=query.client_id),
        sum_low=_added((unit.revenue_low for unit in found.units), found.currency),
        sum_high=_added((unit.revenue_high for unit in found.units), found.currency),
    )


def _added(amounts: Iterable[Money], currency: str) -> Money:
    return Money(sum(amount.micros for amount in amounts), currency)


def _filtered(units: Iterable[UnitForecast], query: ForecastQuery) -> list[UnitForecast]:
    words = (folded(query.text) or "").split()
    return [
        unit
        for unit in units
        if (query.platform is None or unit.platform == query.platform)
        and (query.evidence is None or unit.evidence == query.evidence)
        and (not words or _says(unit, words))
    ]


def _says(unit: UnitForecast, words: Iterable[str]) -> bool:
    name = folded(f"{unit.name} {unit.campaign_name} {unit.id}") or ""
    return all(word in name for word in words)


_KEYS: Mapping[Sort, Callable[[UnitForecast], Any]] = {
    Sort.NAME: lambda unit: folded(unit.name),
    Sort.DAILY: lambda unit: unit.daily_spend.micros,
    Sort.SPEND: lambda unit: unit.spend.micros,
    Sort.REVENUE: lambda unit: unit.revenue.micros,
    Sort.ROAS: lambda unit: unit.roas or 0.0,
    Sort.MARGINAL: lambda unit: unit.marginal_known or 0.0,
    Sort.RESPONSE: lambda unit: unit.elasticity_known or 0.0,
    Sort.EVIDENCE: lambda unit: -GRADES.index(unit.evidence),
}


def _sorted(units: list[UnitForecast], query: ForecastQuery) -> list[UnitForecast]:
    return sorted(units, key=_KEYS[query.sort], reverse=query.descending)


def _past(found: PoolForecast) -> tuple[PastWeek, ...]:
    return tuple(
        PastWeek(
            Period(week.last_day - timedelta(days=week.days - 1), week.last_day),
            Money(sum(week.spend.values()), found.currency),
            Money(sum(week.revenue.values()), found.currency),
            estimate(sum(week.completed.values()) / MICROS, found.currency),
        )
        for week in found.weeks
    )


def ahead(found: PoolForecast) -> tuple[AheadWeek, ...]:
    """The horizon week by week: what each adds to the sum, and an interval that never narrows as it gets further away.

    The library gives joint intervals of the first week, the first two and so on. Relative to its expectation a single
    week is at least as uncertain as any of the sums that end with it or before, so it gets the widest of theirs.
    """
    weeks = []
    spent = earned = Money.zero(found.currency)
    low, high = 1.0, 1.0
    first = found.through + ONE_DAY
    for at, together in enumerate(found.fan):
        last = found.through + timedelta(days=min((at + 1) * WEEK, found.horizon))
        low, high = _widest(low, high, together)
        revenue = together.revenue - earned
        weeks.append(
            AheadWeek(
                days=Period(first, last),
                spend=together.spend - spent,
                revenue=revenue,
                low=scaled(revenue, low),
                high=scaled(revenue, high),
            )
        )
        spent, earned, first = together.spend, together.revenue, last + ONE_DAY
    return tuple(weeks)


def _widest(low: float, high: float, together: TotalForecast) -> tuple[float, float]:
    expected = together.revenue.micros
    if not expected:
        return low, high
    return min(low, together.revenue_low.micros / expected), max(high, together.revenue_high.micros / expected)


def _events(found: PoolForecast) -> tuple[UnitEvent, ...]:
    """Newest first; what concerns the whole pool before what concerns a unit."""
    of_units = [UnitEvent(unit, event) for unit in found.units for event in unit.events]
    events = [*(UnitEvent(None, event) for event in found.events), *of_units]
    return tuple(sorted(events, key=lambda each: each.event.day, reverse=True)[:_MOST_EVENTS])
