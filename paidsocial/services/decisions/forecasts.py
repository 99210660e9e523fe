"""Forecasts of revenue and ROAS, response curves, and how good they were: what commands and pages ask for.

For the forecast of a whole pool (the command, the director's page):
    forecast(session, actor, now=, as_of=, horizon=28, level="campaign", currency=None, client_id=None) -> PoolForecast

For a campaign's or an ad set's page (`as_of` is the viewer's today):
    outlook(session, actor, now=, as_of=, campaign_id=… or ad_set_id=…, horizon=28) -> Outlook | NoOutlook
        outlook.forecast    UnitForecast: sums over the horizon with an 80% interval, ROAS, marginal ROAS, evidence
        outlook.days        the band of the chart: one DayForecast per day from the day after the last whole one
        outlook.curve       Curve: points (spend and revenue a day), the observed range, today's point
        outlook.words       sentences: "10% more spend brings about 6% more revenue; the next EUR returns 2.20."
        outlook.notice      why a simpler rule replaced the model; empty where it did not
    NoOutlook.reason says why there is none.

For a column in a table of campaigns (never fails; empty where there is no forecast):
    by_unit(session, actor, now=, as_of=, client_id=None, currency=None, level="campaign") -> dict[id, UnitForecast]

How good it was: `backtests`. A fit over a pool is kept (`forecast_runs`) and read by every page until new figures
arrive, so these are cheap from the second call on. Nothing here may be called inside a write transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from sqlalchemy.orm import Session

from paidsocial.domain import wording
from paidsocial.domain.days import ONE_DAY
from paidsocial.domain.money import MICROS, Money, minor_unit
from paidsocial.errors import BadInput, NotEnoughData
from paidsocial.services.access import Actor, Permission, get_account, get_ad_set, get_campaign, require
from paidsocial.services.decisions import forecast_runs, pools
from paidsocial.services.decisions.forecast_runs import Run
from paidsocial.services.decisions.histories import Unit, units
from paidsocial.services.decisions.pools import LeftOut, Pool

LONGEST_HORIZON = 180
_POINTS = 48  # of a response curve
_BEYOND = 1.5  # how far past the most ever spent a curve is drawn
_NAMES = 50


@dataclass(frozen=True, slots=True)
class UnitForecast:
    """One campaign's or ad set's next `horizon` days; the interval holds 80% of outcomes. Ratios None where spend is 0.

    `daily_spend` is what recent spend goes on at; `elasticity` the percent more revenue for one percent more spend;
    `marginal_roas` what the next unit of spend earns at today's level. `evidence`: strong, thin or none.
    """

    id: int
    name: str
    platform: str
    spend: Money
    revenue: Money
    revenue_low: Money
    revenue_high: Money
    roas: float | None
    roas_low: float | None
    roas_high: float | None
    evidence: str
    evidence_reason: str
    daily_spend: Money
    elasticity: float
    marginal_roas: float | None


@dataclass(frozen=True, slots=True)
class TotalForecast:
    """All units together; the interval is joint, not the sum of the units'."""

    spend: Money
    revenue: Money
    revenue_low: Money
    revenue_high: Money
    roas: float | None
    roas_low: float | None
    roas_high: float | None


@dataclass(frozen=True, slots=True)
class PoolForecast:
    """Every unit of a pool that still spends, largest spend first, and all together."""

    as_of: date
    through: date  # the last whole day the forecast knows
    horizon: int
    level: str
    currency: str
    units: tuple[UnitForecast, ...]
    total: TotalForecast
    notice: str
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class DayForecast:
    """Expected revenue of one day ahead, with the interval of a single day."""

    day: date
    revenue: Money
    low: Money
    high: Money


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Expected revenue a day at a daily spend; `observed`: inside the range ever spent."""

    spend: Money
    revenue: Money
    marginal_roas: float
    observed: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """A response curve: points from nothing to half more than ever spent (dashed where not `observed`), and today."""

    points: tuple[CurvePoint, ...]
    today: CurvePoint
    observed_low: Money
    observed_high: Money


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a campaign's or ad set's page shows of the future."""

    unit: Unit
    as_of: date
    through: date
    forecast: UnitForecast
    days: tuple[DayForecast, ...]
    curve: Curve
    words: tuple[str, ...]
    notice: str


@dataclass(frozen=True, slots=True)
class NoOutlook:
    """Why there is no forecast, in a sentence."""

    reason: str


def estimate(amount: float, currency: str) -> Money:
    """An estimated amount in major units as money, to the currency's smallest unit."""
    unit = minor_unit(currency)
    return Money(round(amount * MICROS / unit) * unit, currency)


def forecast(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    as_of: date,
    horizon: int = 28,
    level: str = "campaign",
    currency: str | None = None,
    client_id: int | None = None,
) -> PoolForecast:
    """Revenue and ROAS of the next `horizon` days if recent spend goes on. Raises NotEnoughData, BadInput."""
    require(actor, Permission.VIEW)
    check_horizon(horizon)
    pool = pools.choose(session, actor, now=now, as_of=as_of, currency=currency, client_id=client_id)
    run = forecast_runs.run(session, pool, level=level, horizon=horizon, now=now)
    known = units(session, pool.account_ids, level)
    spending = [row for row in range(len(run.ids)) if run.daily_spend[row] > 0]
    if not spending:
        raise NotEnoughData(
            f"Nothing was spent in the four weeks before {as_of}, so there is nothing to carry forward; "
            "import newer figures, or look from an earlier day with --as-of."
        )
    spending.sort(key=lambda row: (-run.daily_spend[row], int(run.ids[row])))
    found = tuple(_unit(run, row, known[int(run.ids[row])]) for row in spending)
    idle = [known[int(run.ids[row])].name for row in range(len(run.ids)) if run.daily_spend[row] <= 0]
    return PoolForecast(
        as_of=as_of,
        through=run.through,
        horizon=horizon,
        level=level,
        currency=pool.currency,
        units=found,
        total=_total(run, found),
        notice=run.notice,
        left_out=(*pool.left_out, *run.left_out, *idle_units(idle, level)),
    )


def check_horizon(horizon: int) -> int:
    """The horizon, or BadInput."""
    if not 1 <= horizon <= LONGEST_HORIZON:
        raise BadInput(f"A horizon is from 1 to {LONGEST_HORIZON} days, not {horizon}.", field="horizon")
    return horizon


def idle_units(names: Sequence[str], level: str, why: str = "no spend in the last four weeks") -> tuple[LeftOut, ...]:
    """Units that have nothing to say, as one entry."""
    if not names:
        return ()
    what = wording.count(len(names), "campaign" if level == "campaign" else "ad set")
    return (LeftOut(what, why, tuple(names[:_NAMES])),)


def outlook(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    as_of: date,
    campaign_id: int | None = None,
    ad_set_id: int | None = None,
    horizon: int = 28,
) -> Outlook | NoOutlook:
    """One campaign's or ad set's future, from the fit over its client's accounts in its currency. Raises NotFound."""
    require(actor, Permission.VIEW)
    check_horizon(horizon)
    if (campaign_id is None) == (ad_set_id is None):
        raise ValueError("give either a campaign or an ad set")
    if campaign_id is not None:
        unit_id, level, account_id = campaign_id, "campaign", get_campaign(session, actor, campaign_id).account_id
    else:
        unit_id, level = ad_set_id or 0, "ad_set"
        account_id = get_ad_set(session, actor, unit_id).account_id
    account = get_account(session, actor, account_id)
    try:
        pool = pools.choose(
            session, actor, now=now, as_of=as_of, currency=account.currency, client_id=account.client_id
        )
        run = forecast_runs.run(session, pool, level=level, horizon=horizon, now=now)
    except (NotEnoughData, BadInput) as refusal:
        return NoOutlook(refusal.message)
    row = run.row_of(unit_id)
    if row is None:
        return NoOutlook(_why_none(pool, account_id))
    if run.daily_spend[row] <= 0:
        return NoOutlook("Nothing was spent here in the last four weeks, so there is nothing to carry forward.")
    unit = units(session, [account_id], level)[unit_id]
    found = _unit(run, row, unit)
    return Outlook(
        unit=unit,
        as_of=as_of,
        through=run.through,
        forecast=found,
        days=_days(run, row),
        curve=_curve(run, row),
        words=_words(run, row, found),
        notice=run.notice,
    )


def by_unit(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    as_of: date,
    client_id: int | None = None,
    currency: str | None = None,
    level: str = "campaign",
) -> dict[int, UnitForecast]:
    """The forecast of every unit that spends, by its id, for a column; empty where there is none to be made."""
    try:
        found = forecast(session, actor, now=now, as_of=as_of, level=level, currency=currency, client_id=client_id)
    except (NotEnoughData, BadInput):
        return {}
    return {unit.id: unit for unit in found.units}


def _why_none(pool: Pool, account_id: int) -> str:
    if account_id not in pool.account_ids:
        return f"Its ad account has no figures in the last {pools.STALE_DAYS} days; import newer ones."
    return "There are no figures with revenue for it yet, so its response is not known."


def _unit(run: Run, row: int, unit: Unit) -> UnitForecast:
    currency = run.currency
    spend, revenue = estimate(run.spend[row], currency), estimate(run.revenue[row], currency)
    low, high = estimate(run.low[row], currency), estimate(run.high[row], currency)
    return UnitForecast(
        id=unit.id,
        name=unit.name,
        platform=unit.platform,
        spend=spend,
        revenue=revenue,
        revenue_low=low,
        revenue_high=high,
        roas=_over(revenue, spend),
        roas_low=_over(low, spend),
        roas_high=_over(high, spend),
        evidence=run.evidence[row],
        evidence_reason=run.evidence_reason[row],
        daily_spend=estimate(run.daily_spend[row], currency),
        elasticity=float(run.elasticity[row]),
        marginal_roas=_marginal(run, row, float(run.daily_spend[row])),
    )


def _over(revenue: Money, spend: Money) -> float | None:
    return revenue.micros / spend.micros if spend.micros else None


def _marginal(run: Run, row: int, spend: float) -> float | None:
    if spend <= 0:
        return None
    return float(run.scale[row] * run.elasticity[row] * spend ** (run.elasticity[row] - 1))


def _total(run: Run, found: Iterable[UnitForecast]) -> TotalForecast:
    """Spend and revenue are the sums of the units as shown, to the cent; the interval is the fit's joint one."""
    spend = revenue = Money.zero(run.currency)
    for unit in found:
        spend, revenue = spend + unit.spend, revenue + unit.revenue
    low, high = estimate(run.total.low, run.currency), estimate(run.total.high, run.currency)
    return TotalForecast(spend, revenue, low, high, _over(revenue, spend), _over(low, spend), _over(high, spend))


def _days(run: Run, row: int) -> tuple[DayForecast, ...]:
    """The horizon's revenue spread over its days by the weekday's share, which sums to it again."""
    days = [run.through + ONE_DAY + timedelta(days=ahead) for ahead in range(run.horizon)]
    shape = np.array([run.weekday[day.weekday()] for day in days])
    expected = run.revenue[row] * shape / shape.sum()
    return tuple(
        DayForecast(
            day,
            estimate(amount, run.currency),
            estimate(amount * run.day_low[row], run.currency),
            estimate(amount * run.day_high[row], run.currency),
        )
        for day, amount in zip(days, expected.tolist(), strict=True)
    )


def _curve(run: Run, row: int) -> Curve:
    low, high, today = float(run.spend_low[row]), float(run.spend_high[row]), float(run.daily_spend[row])
    last = max(high, today) * _BEYOND
    spends = sorted({*(last * step / _POINTS for step in range(1, _POINTS + 1)), low, high, today} - {0.0})
    return Curve(
        points=tuple(_point(run, row, spend, low, high) for spend in spends),
        today=_point(run, row, today, low, high),
        observed_low=estimate(low, run.currency),
        observed_high=estimate(high, run.currency),
    )


def _point(run: Run, row: int, spend: float, low: float, high: float) -> CurvePoint:
    revenue = float(run.scale[row] * spend ** run.elasticity[row])
    return CurvePoint(
        spend=estimate(spend, run.currency),
        revenue=estimate(revenue, run.currency),
        marginal_roas=_marginal(run, row, spend) or 0.0,
        observed=low <= spend <= high,
    )


def _words(run: Run, row: int, unit: UnitForecast) -> tuple[str, ...]:
    more, next_one = (1.1 ** float(run.elasticity[row]) - 1) * 100, unit.marginal_roas or 0.0
    found = [f"10% more spend brings about {more:.0f}% more revenue; the next {run.currency} returns {next_one:.2f}."]
    if unit.evidence != "strong":
        found.append(f"The evidence is {unit.evidence}: {unit.evidence_reason}.")
    low, high = float(run.spend_low[row]), float(run.spend_high[row])
    if not low <= run.daily_spend[row] <= high:
        found.append("Today's spend is outside what was ever spent over a week, so the curve is a guess there.")
    if run.notice:
        found.append(run.notice)
    return tuple(found)
