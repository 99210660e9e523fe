"""One campaign's or ad set's future, for its page (`as_of` is the viewer's today):

    outlook(session, actor, now=, as_of=, campaign_id=… or ad_set_id=…, horizon=28) -> Outlook | NoOutlook
        outlook.forecast    UnitForecast: sums over the horizon with its interval, ROAS, marginal ROAS, evidence, events
        outlook.days        the band of the chart: one DayForecast per day from the day after the last whole one
        outlook.curve       Curve: points (spend and revenue a day), the observed range, today's point
        outlook.words       sentences: "10% more spend brings about 6% more revenue; the next EUR returns 2.20."
        outlook.notice      why a simpler rule replaced the model; empty where it did not

NoOutlook.reason says why there is none.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import numpy as np
from sqlalchemy.orm import Session

from paidsocial.domain import wording
from paidsocial.domain.days import ONE_DAY
from paidsocial.domain.money import Money
from paidsocial.errors import BadInput, NotEnoughData
from paidsocial.services.access import Actor, Permission, get_account, get_ad_set, get_campaign, require
from paidsocial.services.prediction import forecast_runs, pools
from paidsocial.services.prediction.fits import Z80
from paidsocial.services.prediction.forecast_runs import POOL, Event, Run
from paidsocial.services.prediction.forecasts import check_horizon
from paidsocial.services.prediction.histories import Unit, units
from paidsocial.services.prediction.pools import Pool
from paidsocial.services.prediction.unit_forecasts import UnitForecast, estimate, marginal, unit_forecast

_POINTS = 48  # of a response curve
_BEYOND = 1.5  # how far past the most ever spent a curve is drawn


@dataclass(frozen=True, slots=True)
class DayForecast:
    """Expected revenue of one day ahead, with the interval of a single day."""

    day: date
    revenue: Money
    low: Money
    high: Money


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Expected revenue a day at a daily spend, with its interval; `observed`: inside the range ever spent."""

    spend: Money
    revenue: Money
    marginal_roas: float | None
    observed: bool
    low: Money
    high: Money


@dataclass(frozen=True, slots=True)
class Curve:
    """A response curve: points from nothing to half more than ever spent (dashed where not `observed`), and today.

    `low` and `high` of a point hold 80% of the responses that the figures leave possible; all pass through today.
    `known`: whether the figures tell the response at all; where not, no point has a marginal ROAS.
    """

    known: bool
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
    events: tuple[Event, ...]  # of it or of all of its pool at once, newest first
    pooled_with: int  # how many others its response is pooled with
    completed: str = ""  # the sentence of `words` that says which days were completed


@dataclass(frozen=True, slots=True)
class NoOutlook:
    """Why there is no forecast, in a sentence."""

    reason: str


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
    """One campaign's or ad set's future, from the one fit that speaks of it wherever it is shown: over its client's
    accounts in its currency. Raises NotFound.
    """
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
        return NoOutlook(_why_idle(run, row, unit_id))
    unit = units(session, [account_id], level)[unit_id]
    found = unit_forecast(run, row, unit)
    return Outlook(
        unit=unit,
        as_of=as_of,
        through=run.through,
        forecast=found,
        days=_days(run, row),
        curve=_curve(run, row, known=found.known_response != "unknown"),
        words=_words(run, found),
        notice=run.notice,
        events=_events(run, unit_id),
        pooled_with=len(run.ids) - 1,
        completed=_completed(run),
    )


def _why_none(pool: Pool, account_id: int) -> str:
    if account_id not in pool.account_ids:
        return f"Its ad account has no figures in the last {pools.STALE_DAYS} days; import newer ones."
    return "There are no figures with revenue for it yet, so its response is not known."


def _why_idle(run: Run, row: int, unit_id: int) -> str:
    end = run.endings.get(unit_id)
    if end is not None and end.off:
        return f"The platform says that it is {end.off}, so nothing is expected of it until it runs again."
    if end is not None and end.last_day is not None and end.last_day <= run.through:
        return f"Its flight ended on {wording.full_day(end.last_day)}, so there is nothing to carry forward."
    if end is not None and not end.left:
        return "Its lifetime budget is spent, so there is nothing to carry forward."
    since = run.through - timedelta(days=int(run.silent[row]))
    if since < run.weeks[0].last_day:
        return "Nothing was ever spent here, so there is nothing to carry forward."
    return f"Nothing was spent here since {wording.full_day(since)}, so there is nothing to carry forward."


def _events(run: Run, unit_id: int) -> tuple[Event, ...]:
    found = (*run.events.get(POOL, ()), *run.events.get(unit_id, ()))
    return tuple(sorted(found, key=lambda event: event.day, reverse=True))


def _days(run: Run, row: int) -> tuple[DayForecast, ...]:
    """The horizon's revenue spread over the days that it spends by the weekday's share, which sums to it again."""
    lasting = float(run.spend[row] / run.daily_spend[row])
    days = [run.through + ONE_DAY + timedelta(days=ahead) for ahead in range(math.ceil(round(lasting, 6)))]
    shape = np.array([run.weekday[day.weekday()] * min(lasting - ahead, 1.0) for ahead, day in enumerate(days)])
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


def _curve(run: Run, row: int, known: bool) -> Curve:
    low, high, today = float(run.spend_low[row]), float(run.spend_high[row]), float(run.pace[row])
    last = max(high, today) * _BEYOND
    point = partial(_point, run, row, observed=(low, high), known=known)
    spends = sorted({*(last * step / _POINTS for step in range(1, _POINTS + 1)), low, high, today} - {0.0})
    return Curve(
        known=known,
        points=tuple(point(spend) for spend in spends),
        today=point(today),
        observed_low=estimate(low, run.currency),
        observed_high=estimate(high, run.currency),
    )


def _point(run: Run, row: int, spend: float, *, observed: tuple[float, float], known: bool) -> CurvePoint:
    revenue = float(run.scale[row] * spend ** run.elasticity[row])
    today = float(run.pace[row])
    turned = abs(math.log(spend / today)) * Z80 * float(run.elasticity_error[row])
    return CurvePoint(
        spend=estimate(spend, run.currency),
        revenue=estimate(revenue, run.currency),
        marginal_roas=(marginal(run, row, spend) or 0.0) if known else None,
        observed=observed[0] <= spend <= observed[1],
        low=estimate(revenue * math.exp(-turned), run.currency),
        high=estimate(revenue * math.exp(turned), run.currency),
    )


def _completed(run: Run) -> str:
    return "" if run.completion is None else f"{run.completion.in_words} The forecast reckons with all of it."


def _words(run: Run, unit: UnitForecast) -> tuple[str, ...]:
    more = f"{unit.response}; the next {run.currency} returns {unit.marginal_roas or 0.0:.2f}."
    if unit.known_response == "unknown":
        why = unit.evidence_reason.removesuffix(", response not identified")
        found = [
            f"How its revenue responds to spend is not identified: {why}.",
            f"Its group’s response is drawn in grey; what the next {run.currency} returns here is not known.",
        ]
    elif unit.known_response == "borrowed":
        found = [more, f"The evidence is {unit.evidence}: {unit.evidence_reason}."]
    else:
        found = [more]
    if unit.beyond:
        daily = wording.amount(unit.daily_spend.micros, run.currency)
        found.append(f"{daily} a day is outside what was ever spent over a week, so the curve is a guess there.")
    if unit.silent_since is not None:
        found.append(
            f"Nothing was spent since {wording.full_day(unit.silent_since)}; the forecast reckons that it goes on."
        )
    if run.completion is not None:
        found.append(_completed(run))
    if run.notice:
        found.append(run.notice)
    return tuple(found)
