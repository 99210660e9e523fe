"""Units of a run in money: what one campaign or ad set is expected to bring, and sums of them.

A run's units are read once and the last few readings stay in memory: ten thousand of them take half a second to write
as money, and every page of the table needs them all for its order and its totals.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from paidsocial.domain import wording
from paidsocial.domain.money import MICROS, Money, minor_unit
from paidsocial.services.prediction.fits import Event, Run, Sum
from paidsocial.services.prediction.flights import Ending
from paidsocial.services.prediction.histories import Unit

_SLACK = 1e-9  # relative; a spend that is the range's own end is inside it
_KEPT = 3
_APART = 0.05
_SILENT = 3  # days without spend from which on a unit that goes on is said to have stopped for now


@dataclass(frozen=True, slots=True)
class UnitForecast:
    """One campaign's or ad set's next `horizon` days; the interval holds 80% of outcomes. Ratios None where spend is 0.

    `daily_spend` is what recent (or planned) spend goes on at, `spend_low` and `spend_high` the least and the most ever
    spent a day over a week, and `beyond` whether `daily_spend` lies outside; `elasticity` the percent more revenue for
    one percent more spend; `marginal_roas` what the next unit of spend earns at this level. `evidence`: strong, thin or
    none. `events`: breaks of level and the like, newest first. `ending`: its flight or lifetime budget ends before the
    horizon does, and spend is cut to that; `silent_since`: the first day without spend where it lately spent nothing.
    `borrowed`: its ROAS is more its group's than `own_roas`. `last_week`: spend a day over the last seven days, which
    pacing and reallocation look at, where that is another amount than the forecast goes on with.
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
    ending: Ending | None = None
    silent_since: date | None = None
    own_roas: float = 0.0  # without pooling
    borrowed: bool = False
    last_week: Money | None = None
    account_name: str = ""  # where another ad account has one of this name, too

    @property
    def left(self) -> Money | None:
        """What is left of its lifetime budget (of its campaign's, where ad sets share one), where that ends it."""
        known = self.ending is not None and self.ending.left is not None
        return Money(self.ending.left or 0, self.spend.currency) if known and self.ending else None

    @property
    def response(self) -> str | None:
        """The elasticity as a sentence; None where nobody knows how revenue responds to spend."""
        return None if self.elasticity_known is None else response_words(self.elasticity_known)

    @property
    def elasticity_known(self) -> float | None:
        """The elasticity to tell, on pages and in files: None where nobody knows how revenue responds to spend."""
        return None if self.known_response == "unknown" else self.elasticity

    @property
    def marginal_known(self) -> float | None:
        """What the next unit of spend earns, to tell likewise: None where nobody knows how revenue responds to it."""
        return None if self.known_response == "unknown" else self.marginal_roas

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


def stop_words(unit: UnitForecast) -> tuple[str, ...]:
    """“ends 30 November, 5,022.00 EUR left”, “no spend since 14 November”; nothing for one that simply goes on."""
    told = []
    if unit.ending is not None:
        last, left = unit.ending.last_day, unit.left
        words = [f"ends {_day(last)}"] if last is not None else []
        words += [f"{wording.amount(left.micros, left.currency)} left"] if left is not None else []
        told.append(", ".join(words))
    if unit.silent_since is not None:
        told.append(f"no spend since {_day(unit.silent_since)}")
    return tuple(told)


def _day(day: date) -> str:
    return wording.full_day(day).rsplit(" ", 1)[0]


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


@dataclass(frozen=True, slots=True)
class Read:
    """A run's units: those that spend, largest spend first, and those that do not."""

    spending: tuple[UnitForecast, ...]
    idle: tuple[Unit, ...]


_readings: OrderedDict[int, tuple[Run, Read]] = OrderedDict()
_lock = threading.Lock()


def read(run: Run, known: Callable[[], Mapping[int, Unit]]) -> Read:
    """The run's units; `known` is asked for their names where they were not read before."""
    with _lock:
        found = _readings.get(id(run))
        if found is not None and found[0] is run:
            _readings.move_to_end(id(run))
            return found[1]
    made = read_anew(run, known(), run.daily_spend > 0)
    with _lock:
        _readings[id(run)] = (run, made)
        while len(_readings) > _KEPT:
            _readings.popitem(last=False)
    return made


def read_anew(run: Run, known: Mapping[int, Unit], spending: npt.NDArray[np.bool_]) -> Read:
    """The same with a choice of what counts as spending."""
    rows = np.flatnonzero(spending)
    rows = rows[np.lexsort((run.ids[rows], -run.daily_spend[rows]))]
    return Read(_units(run, rows, known), tuple(known[unit] for unit in run.ids[~spending].tolist()))


def unit_forecast(run: Run, row: int, unit: Unit) -> UnitForecast:
    """One unit of a run, in money."""
    return _units(run, np.array([row]), {unit.id: unit})[0]


def _units(run: Run, rows: npt.NDArray[np.intp], known: Mapping[int, Unit]) -> tuple[UnitForecast, ...]:
    money = {
        name: _moneys(getattr(run, name)[rows], run.currency)
        for name in ("spend", "revenue", "low", "high", "daily_spend", "spend_low", "spend_high", "last_week")
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
        ending=run.endings.get(unit.id),
        silent_since=_silent_since(run, row),
        own_roas=float(run.own_roas[row]),
        borrowed=bool(run.borrowed[row]),
        last_week=money["last_week"] if apart(float(run.pace[row]), float(run.last_week[row])) else None,
    )


def apart(one: float, other: float) -> bool:
    """Whether two amounts a day differ by more than is worth a word."""
    return abs(one - other) > _APART * max(one, other)


def _silent_since(run: Run, row: int) -> date | None:
    days = int(run.silent[row])
    return run.through - timedelta(days=days - 1) if days >= _SILENT else None


def _over(revenue: Money, spend: Money) -> float | None:
    return revenue.micros / spend.micros if spend.micros else None


def marginal(run: Run, row: int, spend: float) -> float | None:
    """What the next unit of spend earns at a daily spend."""
    if spend <= 0:
        return None
    return float(run.scale[row] * run.elasticity[row] * spend ** (run.elasticity[row] - 1))


def together(run: Run, whole: Sum, found: Iterable[UnitForecast]) -> TotalForecast:
    """Spend and revenue are the sums of the units as shown, to the cent; the interval is the fit's joint one."""
    spend = revenue = Money.zero(run.currency)
    for unit in found:
        spend, revenue = spend + unit.spend, revenue + unit.revenue
    low, high = estimate(whole.low, run.currency), estimate(whole.high, run.currency)
    return TotalForecast(spend, revenue, low, high, _over(revenue, spend), _over(low, spend), _over(high, spend))


def sum_of(run: Run, found: Sum) -> TotalForecast:
    """A sum as the fit gives it."""
    spend, revenue, low, high = (
        estimate(amount, run.currency) for amount in (found.spend, found.revenue, found.low, found.high)
    )
    return TotalForecast(spend, revenue, low, high, _over(revenue, spend), _over(low, spend), _over(high, spend))
