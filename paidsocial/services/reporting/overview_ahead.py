"""Where a running period ends if recent spend goes on, and how the last forecast that is over turned out.

Each currency is forecast by itself (services.prediction.forecasts) and shown in one by the latest month's rate.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import ONE_DAY, Period
from paidsocial.domain.metrics import roas
from paidsocial.domain.money import MICROS, round_half_even
from paidsocial.errors import BadInput, NotEnoughData
from paidsocial.models import AccountDay, ForecastRun
from paidsocial.services.access import Actor
from paidsocial.services.prediction import forecast_runs, forecasts, pools
from paidsocial.services.prediction.forecasts import PoolForecast
from paidsocial.services.reporting.overview_figures import Exchange, Sums

_LOOK_BACK = 100  # stored forecasts to choose the last finished one from


@dataclass(frozen=True, slots=True)
class Held:
    """The last forecast whose days are over, against what they brought; micros of `currency`."""

    as_of: date
    days: Period
    currency: str
    expected: int
    low: int
    high: int
    actual: int

    @property
    def inside(self) -> bool:
        """Whether what happened lies in the 80% interval."""
        return self.low <= self.actual <= self.high


@dataclass(frozen=True, slots=True)
class Ahead:
    """The whole period as it is on course for: what happened and what is forecast. Micros of the shown currency.

    `reason`: why there is no forecast, or what it does not cover; empty where it is whole.
    """

    last_day: date
    spend: int | None = None
    revenue: int | None = None
    revenue_low: int | None = None
    revenue_high: int | None = None
    held: Held | None = None
    reason: str = ""

    @property
    def roas(self) -> float | None:
        """Revenue / spend of the whole period."""
        return roas(self.revenue, self.spend)


def ahead(
    session: Session,
    actor: Actor,
    period: Period,
    so_far: Sums,
    exchange: Exchange,
    *,
    through: date,
    currencies: Iterable[str],
    now: datetime,
    today: date,
    client_id: int | None,
) -> Ahead | None:
    """The period's end; None for a period that is over. `through`: the last day in `so_far`."""
    if through >= period.last or today > period.last:
        return None
    left = (period.last - through).days
    if left > forecasts.LONGEST_HORIZON:
        return Ahead(period.last, reason=f"The period ends in {left} days, too far ahead for a forecast.")
    spend = revenue = low = high = 0
    reasons: list[str] = []
    held: Held | None = None
    found = 0
    for currency in sorted(currencies):
        rate = exchange.rate(currency, through.replace(day=1))
        if rate is None:
            reasons.append(f"Spend in {currency} has no exchange rate.")
            continue
        try:
            pool = pools.choose(session, actor, now=now, as_of=today, currency=currency, client_id=client_id)
            horizon = (period.last - pool.through).days
            made = forecasts.forecast(
                session, actor, now=now, as_of=today, horizon=horizon, currency=currency, client_id=client_id
            )
        except (NotEnoughData, BadInput) as refusal:
            reasons.append(refusal.message)
            continue
        found += 1
        held = held or last_finished(session, pool)
        part = _scaled(made, Fraction(left, horizon))
        spend, revenue, low, high = (
            total + rate.convert(amount) for total, amount in zip((spend, revenue, low, high), part, strict=True)
        )
        if made.notice:
            reasons.append(made.notice)
        if all(unit.evidence != "strong" for unit in made.units):
            reasons.append("The evidence is thin for every campaign: trust the range more than the figure.")
    if not found:
        return Ahead(period.last, reason=" ".join(reasons) or "There are no figures to forecast from.")
    earned = so_far.figures.revenue or 0
    return Ahead(
        last_day=period.last,
        spend=so_far.figures.spend + spend,
        revenue=earned + revenue,
        revenue_low=earned + low,
        revenue_high=earned + high,
        held=held,
        reason=" ".join(dict.fromkeys(reasons)),
    )


def _scaled(made: PoolForecast, share: Fraction) -> tuple[int, int, int, int]:
    """Micros of spend, revenue and its bounds over the days left, where the pool's accounts are a day apart from ours.

    Bounds of several currencies are added, which makes the interval wider than a joint one, never narrower.
    """
    total = made.total
    amounts = (total.spend, total.revenue, total.revenue_low, total.revenue_high)
    spend, revenue, low, high = (round_half_even(amount.micros * share) for amount in amounts)
    return spend, revenue, low, high


def last_finished(session: Session, pool: pools.Pool) -> Held | None:
    """The newest stored forecast of a pool whose days are all known, against their revenue; three queries at most.

    Only one that was made on its day: who looks back knows more than was known then.
    """
    runs = session.execute(
        select(ForecastRun.id, ForecastRun.as_of, ForecastRun.horizon, ForecastRun.created_at)
        .where(ForecastRun.pool == pool.key, ForecastRun.level == "campaign", ForecastRun.as_of < pool.through)
        .order_by(ForecastRun.as_of.desc(), ForecastRun.horizon.desc())
        .limit(_LOOK_BACK)
    ).all()
    made = [run for run in runs if forecast_runs.made_then(run.as_of, run.created_at)]
    over = next((run for run in made if run.as_of + timedelta(days=run.horizon) <= pool.through), None)
    if over is None:
        return None
    payload = session.scalars(select(ForecastRun.payload).where(ForecastRun.id == over.id)).one()
    first = date.fromisoformat(payload["through"]) + ONE_DAY
    days = Period(first, first + timedelta(days=over.horizon - 1))
    query = select(func.sum(AccountDay.revenue_micros)).where(
        AccountDay.account_id.in_(pool.account_ids), AccountDay.day.between(days.first, days.last)
    )
    total = payload["total"]
    return Held(
        as_of=over.as_of,
        days=days,
        currency=pool.currency,
        expected=round(total["revenue"] * MICROS),
        low=round(total["low"] * MICROS),
        high=round(total["high"] * MICROS),
        actual=int(session.scalar(query) or 0),
    )
