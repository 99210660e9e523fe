"""Forecasts of revenue and ROAS over a pool: what the command, the Forecast page and columns of tables ask for.

    forecast(session, actor, now=, as_of=, horizon=28, level="campaign", currency=None, client_id=None) -> PoolForecast

With `account_id` it is narrowed to one ad account, with `until` it reaches to a day, and with `plan` it says what
another spend would bring (nothing is stored then). For a column in a table (never fails; empty without a forecast):

    by_unit(session, actor, now=, as_of=, client_id=None, currency=None, level="campaign") -> dict[id, UnitForecast]

One campaign's or ad set's future: `outlooks`. How good it was: `backtests`. A fit over a pool is kept (`forecast_runs`)
and read by every page until new figures arrive, so these are cheap from the second call on. Nothing here may be called
inside a write transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from paidsocial.domain import wording
from paidsocial.domain.money import MICROS, Money, minor_unit
from paidsocial.errors import BadInput, NotEnoughData
from paidsocial.services.access import Actor, Permission, get_account, require
from paidsocial.services.decisions import forecast_runs, pools
from paidsocial.services.decisions.completions import Completion
from paidsocial.services.decisions.forecast_plans import Plan, daily_spend
from paidsocial.services.decisions.forecast_runs import POOL, Event, Run, Sum, Week
from paidsocial.services.decisions.histories import Unit, units
from paidsocial.services.decisions.pools import LeftOut, Pool

LONGEST_HORIZON = 180
IDLE = "no spend in the last four weeks"
_NAMES = 50
_SLACK = 1e-9  # relative; a spend that is the range's own end is inside it


@dataclass(frozen=True, slots=True)
class UnitForecast:
    """One campaign's or ad set's next `horizon` days; the interval holds 80% of outcomes. Ratios None where spend is 0.

    `daily_spend` is what recent (or planned) spend goes on at, `spend_low` and `spend_high` the least and the most ever
    spent a day over a week, and `beyond` whether `daily_spend` lies outside; `elasticity` the percent more revenue for
    one percent more spend; `marginal_roas` what the next unit of spend earns at this level. `evidence`: strong, thin or
    none. `events`: breaks of level and the like, newest first.
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
    account_id: int
    campaign_name: str
    spend_low: Money
    spend_high: Money
    beyond: bool
    events: tuple[Event, ...]

    @property
    def response(self) -> str:
        """The elasticity as a sentence."""
        return response_words(self.elasticity)

    @property
    def known_response(self) -> str:
        """Whose the elasticity is: “own”, “borrowed” from its group, or “unknown” where the figures cannot tell it."""
        if self.evidence == "strong":
            return "own"
        return "unknown" if "not identified" in self.evidence_reason else "borrowed"


@dataclass(frozen=True, slots=True)
class TotalForecast:
    """Units together; the interval is joint, not the sum of the units'."""

    spend: Money
    revenue: Money
    revenue_low: Money
    revenue_high: Money
    roas: float | None
    roas_low: float | None
    roas_high: float | None


@dataclass(frozen=True, slots=True)
class PlatformForecast:
    """The units of one platform together."""

    platform: str
    units: int
    total: TotalForecast


@dataclass(frozen=True, slots=True)
class PoolForecast:
    """Every unit of a pool that spends, largest spend first, and all together.

    `fan` is all units over the first week, the first two and so on, the last being `total`; `weeks` the past as the fit
    saw it. `idle` units spend nothing at present. `base` is the forecast if spend goes on, where this one is planned.
    """

    as_of: date
    through: date  # the last whole day the forecast knows
    horizon: int
    level: str
    currency: str
    units: tuple[UnitForecast, ...]
    total: TotalForecast
    notice: str
    left_out: tuple[LeftOut, ...]
    platforms: tuple[PlatformForecast, ...]
    fan: tuple[TotalForecast, ...]
    weeks: tuple[Week, ...]
    idle: tuple[Unit, ...]
    events: tuple[Event, ...]  # of the whole pool at once
    account_id: int | None = None
    base: PoolForecast | None = None
    completion: Completion | None = None  # what was done to recent days before they were fitted


def estimate(amount: float, currency: str) -> Money:
    """An estimated amount in major units as money, to the currency's smallest unit."""
    unit = minor_unit(currency)
    return Money(round(amount * MICROS / unit) * unit, currency)


def scaled(amount: Money, factor: float) -> Money:
    """An estimate times a ratio."""
    return estimate(amount.micros / MICROS * factor, amount.currency)


def response_words(elasticity: float) -> str:
    """“10% more spend brings about 6% more revenue”."""
    return f"10% more spend brings about {(1.1**elasticity - 1) * 100:.0f}% more revenue"


def forecast(
    session: Session,
    actor: Actor,
    *,
    now: datetime,
    as_of: date,
    horizon: int = 28,
    until: date | None = None,
    level: str = "campaign",
    currency: str | None = None,
    client_id: int | None = None,
    account_id: int | None = None,
    plan: Plan | None = None,
    keep: bool = True,
) -> PoolForecast:
    """Revenue and ROAS of the next `horizon` days (or through `until`) if recent spend goes on, or at `plan`.

    `keep`: whether a new fit is stored, to be held against what happens. Raises NotEnoughData, BadInput, NotFound.
    """
    require(actor, Permission.VIEW)
    check_horizon(horizon)
    if account_id is not None:
        currency = currency or get_account(session, actor, account_id).currency
    pool = pools.choose(session, actor, now=now, as_of=as_of, currency=currency, client_id=client_id)
    if until is not None:
        horizon = check_horizon((until - pool.through).days)
    _check_account(pool, account_id)
    run = forecast_runs.run(session, pool, level=level, horizon=horizon, now=now, keep=keep)
    known = units(session, pool.account_ids, level)
    found = _read(run, pool, known, account_id, fan=_fan(session, pool, run, account_id, {}))
    amounts = daily_spend(plan, run, known, account_id)
    if not amounts:
        return _checked(found)
    planned = forecast_runs.planned(session, pool, level=level, horizon=horizon, daily_spend=amounts)
    fan = _fan(session, pool, planned, account_id, amounts)
    return _checked(_read(planned, pool, known, account_id, fan=fan, base=found))


def check_horizon(horizon: int) -> int:
    """The horizon, or BadInput."""
    if not 1 <= horizon <= LONGEST_HORIZON:
        raise BadInput(f"A horizon is from 1 to {LONGEST_HORIZON} days, not {horizon}.", field="horizon")
    return horizon


def idle_units(names: Sequence[str], level: str, why: str = IDLE) -> tuple[LeftOut, ...]:
    """Units that have nothing to say, as one entry."""
    if not names:
        return ()
    what = wording.count(len(names), "campaign" if level == "campaign" else "ad set")
    return (LeftOut(what, why, tuple(names[:_NAMES])),)


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


def _check_account(pool: Pool, account_id: int | None) -> None:
    if account_id is not None and account_id not in pool.account_ids:
        raise NotEnoughData(
            f"This ad account has no figures in {pool.currency} in the {pools.STALE_DAYS} days before {pool.as_of}; "
            "import newer ones, or choose another."
        )


def _checked(found: PoolForecast) -> PoolForecast:
    if not found.units:
        raise NotEnoughData(
            f"Nothing was spent in the four weeks before {found.as_of}, so there is nothing to carry forward; "
            "import newer figures, or look from an earlier day with --as-of."
        )
    return found


def _fan(
    session: Session, pool: Pool, run: Run, account_id: int | None, amounts: Mapping[int, float]
) -> tuple[Sum, ...]:
    if account_id is None:
        return run.fan
    return forecast_runs.account_fan(session, pool, run, account_id, amounts)


def _read(
    run: Run,
    pool: Pool,
    known: Mapping[int, Unit],
    account_id: int | None,
    *,
    fan: Sequence[Sum],
    base: PoolForecast | None = None,
) -> PoolForecast:
    """A run in money, its units by what they spend."""
    here = np.ones(len(run.ids), dtype=bool) if account_id is None else run.accounts == account_id
    kept = np.isin(run.ids, [unit.id for unit in base.units] if base else [])  # what is planned to stop is still shown
    spending = here & ((run.daily_spend > 0) | kept)
    rows = np.flatnonzero(spending)
    rows = rows[np.lexsort((run.ids[rows], -run.daily_spend[rows]))]
    found = _units(run, rows, known)
    idle = tuple(known[unit] for unit in run.ids[here & ~spending].tolist())
    whole = run.total if account_id is None else run.by_account.get(account_id, Sum(0.0, 0.0, 0.0, 0.0))
    total = _together(run, whole, found)
    return PoolForecast(
        as_of=run.as_of,
        through=run.through,
        horizon=run.horizon,
        level=run.level,
        currency=run.currency,
        units=found,
        total=total,
        notice=run.notice,
        left_out=(*pool.left_out, *run.left_out, *idle_units([unit.name for unit in idle], run.level)),
        platforms=_platforms(run, found) if account_id is None else (),
        fan=(*(_sum(run, each) for each in fan[:-1]), total),
        weeks=run.weeks if account_id is None else tuple(_of_account(week, account_id) for week in run.weeks),
        idle=idle,
        events=run.events.get(POOL, ()),
        account_id=account_id,
        base=base,
        completion=run.completion,
    )


def unit_forecast(run: Run, row: int, unit: Unit) -> UnitForecast:
    """One unit of a run, in money."""
    return _units(run, np.array([row]), {unit.id: unit})[0]


def _units(run: Run, rows: npt.NDArray[np.intp], known: Mapping[int, Unit]) -> tuple[UnitForecast, ...]:
    money = {
        name: _moneys(getattr(run, name)[rows], run.currency)
        for name in ("spend", "revenue", "low", "high", "daily_spend", "spend_low", "spend_high")
    }
    beyond = outside(run, rows).tolist()
    return tuple(
        _unit(
            run, int(row), known[int(run.ids[row])], {name: amounts[at] for name, amounts in money.items()}, beyond[at]
        )
        for at, row in enumerate(rows.tolist())
    )


def outside(run: Run, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.bool_]:
    """Where the daily spend is outside of what was ever spent a day over a week."""
    spend, low, high = run.daily_spend[rows], run.spend_low[rows], run.spend_high[rows]
    return np.asarray((spend < low * (1 - _SLACK)) | (spend > high * (1 + _SLACK)))


def _moneys(amounts: npt.NDArray[np.float64], currency: str) -> list[Money]:
    """`estimate` for many."""
    unit = minor_unit(currency)
    micros = np.rint(amounts * MICROS / unit).astype(np.int64) * unit
    return [Money(amount, currency) for amount in micros.tolist()]


def _unit(run: Run, row: int, unit: Unit, money: Mapping[str, Money], beyond: bool) -> UnitForecast:
    spend, revenue, low, high = (money[name] for name in ("spend", "revenue", "low", "high"))
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
        daily_spend=money["daily_spend"],
        elasticity=float(run.elasticity[row]),
        marginal_roas=marginal(run, row, float(run.daily_spend[row])),
        account_id=unit.account_id,
        campaign_name=unit.campaign_name,
        spend_low=money["spend_low"],
        spend_high=money["spend_high"],
        beyond=beyond,
        events=run.events.get(unit.id, ()),
    )


def _over(revenue: Money, spend: Money) -> float | None:
    return revenue.micros / spend.micros if spend.micros else None


def marginal(run: Run, row: int, spend: float) -> float | None:
    """What the next unit of spend earns at a daily spend."""
    if spend <= 0:
        return None
    return float(run.scale[row] * run.elasticity[row] * spend ** (run.elasticity[row] - 1))


def _together(run: Run, whole: Sum, found: Iterable[UnitForecast]) -> TotalForecast:
    """Spend and revenue are the sums of the units as shown, to the cent; the interval is the fit's joint one."""
    spend = revenue = Money.zero(run.currency)
    for unit in found:
        spend, revenue = spend + unit.spend, revenue + unit.revenue
    low, high = estimate(whole.low, run.currency), estimate(whole.high, run.currency)
    return TotalForecast(spend, revenue, low, high, _over(revenue, spend), _over(low, spend), _over(high, spend))


def _sum(run: Run, found: Sum) -> TotalForecast:
    spend, revenue, low, high = (
        estimate(amount, run.currency) for amount in (found.spend, found.revenue, found.low, found.high)
    )
    return TotalForecast(spend, revenue, low, high, _over(revenue, spend), _over(low, spend), _over(high, spend))


def _platforms(run: Run, found: Sequence[UnitForecast]) -> tuple[PlatformForecast, ...]:
    members: dict[str, list[UnitForecast]] = {}
    for unit in found:
        members.setdefault(unit.platform, []).append(unit)
    platforms = (
        PlatformForecast(platform, len(here), _together(run, run.by_platform[platform], here))
        for platform, here in members.items()
    )
    return tuple(sorted(platforms, key=lambda each: (-each.total.spend.micros, each.platform)))


def _of_account(week: Week, account_id: int) -> Week:
    sums = ({account_id: known.get(account_id, 0)} for known in (week.spend, week.revenue, week.completed))
    return Week(week.last_day, week.days, *sums)
