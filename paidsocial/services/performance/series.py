"""The daily series of a campaign or an ad set: the one source of its chart, its header figures and its CSV.

A day that its account has figures for, but not it, is a day without delivery: zero. A day that nobody has read yet, and
a day before its start, is None: unknown is not zero.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from paidsocial.domain.comparing import Comparison, begins_late, compare
from paidsocial.domain.days import Period, local_day
from paidsocial.domain.metrics import Figures, change, cpa, roas
from paidsocial.domain.money import micros_text, micros_to_decimal
from paidsocial.domain.readings import Level
from paidsocial.models import AccountDay, AdAccount, AdSet, Campaign, CampaignDay, Performance
from paidsocial.services.access import Actor, Permission, get_account, get_ad_set, get_campaign, require
from paidsocial.services.performance import campaign_budgets, young_days
from paidsocial.services.performance.campaign_budgets import BudgetStep
from paidsocial.services.performance.young_days import YoungDays
from paidsocial.services.spreadsheets import Cell

_REPORTED = ("impressions", "clicks", "conversions", "revenue")


@dataclass(frozen=True, slots=True)
class Flag:
    """A platform budget that became another amount, on the account's own day."""

    day: date
    step: BudgetStep


@dataclass(frozen=True, slots=True)
class Series:
    """One entity over a period, in its account's currency.

    `days` are all days of the period, `figures` beside them, None where nothing is known. `total` sums them. `before`
    sums the comparable days of the period before (`compared`), None where those have no figures, or where these begin
    too late in it (`known_from`). `figures_to` is the account's last day with figures in the period. `figures` and
    `total` are as reported so far; `young` names the days of the period that still fill up, with what their revenue is
    expected to become.
    """

    level: Level
    entity_id: int
    name: str
    currency: str
    period: Period
    days: tuple[date, ...]
    figures: tuple[Figures | None, ...]
    total: Figures
    compared: Comparison
    before: Figures | None
    known_from: date | None
    flags: tuple[Flag, ...]
    figures_to: date | None
    young: YoungDays

    @property
    def known(self) -> bool:
        """Whether any day has figures."""
        return any(day is not None for day in self.figures)

    @property
    def maturing_from(self) -> date | None:
        """The first of its young days; None where every day is complete."""
        return min(self.young.days, default=None)

    @property
    def completed(self) -> int | None:
        """The total revenue once all is reported, as expected (micros); the total where every day is complete."""
        if self.total.revenue is None:
            return None
        known = dict(zip(self.days, self.figures, strict=True))
        reported = sum(day.revenue or 0 for at in self.young.days if (day := known[at]) is not None)
        return self.total.revenue - reported + sum(young.revenue for young in self.young.days.values())

    def completed_figures(self) -> tuple[Figures | None, ...]:
        """The days with the revenue they are expected to end with."""
        return tuple(
            replace(figures, revenue=self.young.days[day].revenue)
            if figures is not None and day in self.young.days
            else figures
            for day, figures in zip(self.days, self.figures, strict=True)
        )

    def daily_roas(self) -> tuple[float | None, ...]:
        """Revenue / spend of each day."""
        return tuple(None if day is None else roas(day.revenue, day.spend) for day in self.figures)

    def changes(self) -> dict[str, float | None]:
        """The relative change of each figure, of roas and of cpa against the comparable days before."""
        now, before = self.total, self.before
        if before is None:
            return dict.fromkeys(("spend", *_REPORTED, "roas", "cpa"))
        found = {name: change(getattr(now, name), getattr(before, name)) for name in ("spend", *_REPORTED)}
        found["roas"] = change(roas(now.revenue, now.spend), roas(before.revenue, before.spend))
        found["cpa"] = change(cpa(now.spend, now.conversions), cpa(before.spend, before.conversions))
        return found


def daily(session: Session, actor: Actor, *, level: Level, entity_id: int, period: Period, now: datetime) -> Series:
    """A campaign's or an ad set's days over a period, with the period before. Six queries at most. Raises NotFound."""
    require(actor, Permission.VIEW)
    entity: Campaign | AdSet
    if level is Level.CAMPAIGN:
        entity = get_campaign(session, actor, entity_id)
    elif level is Level.AD_SET:
        entity = get_ad_set(session, actor, entity_id)
    else:
        raise ValueError(f"there is no series of a whole {level}")
    return of(session, entity, get_account(session, actor, entity.account_id), period=period, now=now)


def of(session: Session, entity: Campaign | AdSet, account: AdAccount, *, period: Period, now: datetime) -> Series:
    """The same for an entity that the caller has found for its actor. Four queries at most."""
    asked = Period(period.before().first, period.last)
    rows = session.execute(_query(entity, asked)).all()
    reported = {day: _figures(values) for day, _, *values in rows}
    figures_to = max((day for day in reported if day in period), default=None)
    compared = compare(period, figures_to)
    known_from = begins_late(compared.before, min((day for day in reported if day in compared.before), default=None))
    days = tuple(period.days())
    figures = _completed(days, reported, entity.start_day)
    seen = {day: at for day, at, *_ in rows if day in period}
    return Series(
        level=Level.CAMPAIGN if isinstance(entity, Campaign) else Level.AD_SET,
        entity_id=entity.id,
        name=entity.name,
        currency=account.currency,
        period=period,
        days=days,
        figures=figures,
        total=_sum(reported, period) or Figures(0),
        compared=compared,
        before=_sum(reported, compared.before) if known_from is None else None,
        known_from=known_from,
        flags=_flags(session, entity, account, period, now),
        figures_to=figures_to,
        young=young_days.of(session, account, dict(zip(days, figures, strict=True)), seen),
    )


_Reported = dict[date, Figures | None]  # by day that the account has figures for; None: this entity has none


def _query(
    entity: Campaign | AdSet, period: Period
) -> Select[date, datetime, int, int | None, int | None, int | None, int | None]:
    table: type[CampaignDay | Performance]
    of_entity: ColumnElement[bool]
    if isinstance(entity, Campaign):
        table, of_entity = CampaignDay, CampaignDay.campaign_id == entity.id
    else:
        table, of_entity = Performance, Performance.ad_set_id == entity.id
    return (
        select(
            AccountDay.day,
            AccountDay.last_seen_at,
            table.spend_micros,
            table.impressions,
            table.clicks,
            table.conversions_millionths,
            table.revenue_micros,
        )
        .outerjoin(table, and_(table.account_id == AccountDay.account_id, table.day == AccountDay.day, of_entity))
        .where(AccountDay.account_id == entity.account_id, AccountDay.day.between(period.first, period.last))
    )


def _figures(values: Sequence[int | None]) -> Figures | None:
    spend, *rest = values
    return None if spend is None else Figures(spend, *rest)


def _sum(reported: _Reported, period: Period) -> Figures | None:
    """The sum over a period: nothing delivered is zero, a period that nobody has read is None."""
    days = [day for day in reported if day in period]
    total: Figures | None = None
    for day in days:
        figures = reported[day]
        if figures is not None:
            total = figures if total is None else total + figures
    return total or (Figures(0) if days else None)


def _completed(days: Sequence[date], reported: _Reported, start_day: date | None) -> tuple[Figures | None, ...]:
    known = [figures for figures in reported.values() if figures is not None]
    # A metric that this entity never reports stays unknown also on its days without delivery.
    zeros = {name: 0 if any(getattr(figures, name) is not None for figures in known) else None for name in _REPORTED}
    idle = Figures(0, **zeros)
    completed = []
    for day in days:
        figures = reported.get(day)
        if figures is None and day in reported and (start_day is None or day >= start_day):
            figures = idle
        completed.append(figures)
    return tuple(completed)


def _flags(
    session: Session, entity: Campaign | AdSet, account: AdAccount, period: Period, now: datetime
) -> tuple[Flag, ...]:
    if isinstance(entity, Campaign):
        steps = campaign_budgets.history(session, campaign_id=entity.id, until=now)
    else:
        steps = campaign_budgets.history(session, campaign_id=entity.campaign_id, ad_set_id=entity.id, until=now)
    flags = (Flag(local_day(step.at, account.time_zone), step) for step in steps if step.moved)
    return tuple(sorted((flag for flag in flags if flag.day in period), key=lambda flag: flag.step.at))


# The same figures as a table

HEADINGS = (
    *("row", "day", "currency", "spend", "revenue", "roas", "conversions", "cpa", "impressions", "clicks"),
    *("revenue_known", "revenue_expected"),
)


def table(series: Series) -> Iterator[tuple[Cell, ...]]:
    """One row per day, empty where nothing is known, and the total last; the same figures as the chart's.

    Revenue and what follows from it are as reported so far. Of a day that still fills up, the last columns tell the
    share of its final revenue that is known, and that revenue as expected.
    """
    for day, figures in zip(series.days, series.figures, strict=True):
        young = series.young.days.get(day)
        later = (None, None) if young is None else (ratio_cell(young.share), money_cell(young.revenue, series.currency))
        yield ("day", day, series.currency, *_cells(figures, series.currency), *later)
    whole = series.completed if series.young.days else None
    share = None if not whole or series.total.revenue is None else ratio_cell(series.total.revenue / whole)
    total = series.total if series.known else None
    yield ("total", None, series.currency, *_cells(total, series.currency), share, money_cell(whole, series.currency))


def _cells(figures: Figures | None, currency: str) -> tuple[Cell, ...]:
    if figures is None:
        return (None,) * 7
    return (
        money_cell(figures.spend, currency),
        money_cell(figures.revenue, currency),
        ratio_cell(roas(figures.revenue, figures.spend)),
        None if figures.conversions is None else micros_to_decimal(figures.conversions).normalize(),
        money_cell(cpa(figures.spend, figures.conversions), currency),
        figures.impressions,
        figures.clicks,
    )


def money_cell(micros: int | None, currency: str) -> Decimal | None:
    """The exact amount, with the currency's own places and more only where they are not zero."""
    return None if micros is None else Decimal(micros_text(micros, currency))


def ratio_cell(value: float | None) -> Decimal | None:
    """A ratio to four places."""
    return None if value is None else Decimal(format(value, ".4f"))
