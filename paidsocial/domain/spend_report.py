"""Finance's spend report: which plan line a day's spend belongs to, which totals count, the sums, and the snapshot id.

One line per ad account, campaign and plan line. Every amount is counted once: a day that two plan lines cover goes to
the line that was agreed first, and the other is named beside it. A total that came without days stands as a line of
its own, and only where no daily figures cover any of its days; it is never spread.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from paidsocial.domain.days import ONE_DAY, Period
from paidsocial.domain.fx import Rate


class Grain(StrEnum):
    """What a line sums: daily figures, or one total that came without days."""

    DAY = "day"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Account:
    """An ad account as the report names it; `closed`: its client's month is closed."""

    account_id: int
    platform: str
    name: str
    external_id: str | None
    client_id: int
    client: str
    entity: str | None
    currency: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as the report names it; `whole_account`: stands for the account, from files without campaigns."""

    campaign_id: int
    name: str
    external_id: str | None
    whole_account: bool = False


@dataclass(frozen=True, slots=True)
class PlanRef:
    """As much of a plan line as the report prints; `order` tells which was agreed first."""

    order: int
    name: str
    period: Period
    po_number: str | None
    cost_centre: str | None


@dataclass(frozen=True, slots=True)
class Measure:
    """Micros spent by a campaign on the days of `span`; `first_day` and `last_day` are the outermost with figures."""

    account: Account
    campaign: Campaign
    span: Period
    spend: int
    first_day: date
    last_day: date
    grain: Grain = Grain.DAY


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `rate` and `spend_reporting` are None only where the rate is missing and the caller wants to see so."""

    account: Account
    campaign: Campaign
    plan: PlanRef | None
    also_covered_by: tuple[str, ...]
    spend: int
    rate: Rate | None
    spend_reporting: int | None
    first_day: date
    last_day: date
    grain: Grain


@dataclass(frozen=True, slots=True)
class Total:
    """The lines of one currency together; `currency` and `spend` None: all of them, in the reporting currency."""

    currency: str | None
    spend: int | None
    spend_reporting: int | None


def stretches(month: Period, plan_periods: Iterable[Period]) -> tuple[Period, ...]:
    """The month cut wherever a plan line begins or ends, so that within a stretch the same lines cover every day."""
    cuts = {month.first}
    for period in plan_periods:
        cuts |= {day for day in (period.first, period.last + ONE_DAY) if day in month}
    ordered = sorted(cuts)
    ends = [day - ONE_DAY for day in ordered[1:]] + [month.last]
    return tuple(Period(first, last) for first, last in zip(ordered, ends, strict=True))


def attribute(span: Period, covering: Iterable[PlanRef]) -> tuple[PlanRef | None, tuple[str, ...]]:
    """The plan line that days belong to, and the names of the others that cover them too.

    The line agreed first has them; a line counts only if it covers the whole span, because nothing is split.
    """
    found = [plan for plan in covering if plan.period.first <= span.first and span.last <= plan.period.last]
    found.sort(key=lambda plan: plan.order)
    return (found[0], tuple(plan.name for plan in found[1:])) if found else (None, ())


def build_lines(
    measures: Iterable[Measure], covering: Mapping[int, Sequence[PlanRef]], rates: Mapping[str, Rate | None]
) -> list[Line]:
    """The lines in the order in which people read them.

    `covering`: plan lines by campaign id. `rates`: the rate into the reporting currency by currency.
    """
    groups: defaultdict[tuple[object, ...], list[tuple[Measure, PlanRef | None, tuple[str, ...]]]] = defaultdict(list)
    for measure in measures:
        plan, others = attribute(measure.span, covering.get(measure.campaign.campaign_id, ()))
        own_line = measure.span if measure.grain is Grain.PERIOD else None
        key = (measure.account.account_id, measure.campaign.campaign_id, plan.order if plan else None, own_line)
        groups[key].append((measure, plan, others))
    lines = _settled(_line(group, rates) for group in groups.values())
    return sorted(lines, key=_reading_order)


def _settled(lines: Iterable[Line]) -> Iterable[Line]:
    """The same lines, where a campaign's month that several plan lines share sums to its own converted amount.

    Pages convert a campaign's month as one amount; rounding its parts by themselves could be a cent off. The largest
    part carries what is left, so every page and file has the same total (decision 0005).
    """
    by_campaign: defaultdict[tuple[int, Grain], list[Line]] = defaultdict(list)
    for line in lines:
        by_campaign[line.campaign.campaign_id, line.grain].append(line)
    for (_, grain), parts in by_campaign.items():
        rate = parts[0].rate
        if rate is None or len(parts) == 1 or grain is Grain.PERIOD:
            yield from parts
            continue
        whole = rate.convert(sum(part.spend for part in parts))
        left = whole - sum(part.spend_reporting or 0 for part in parts)
        largest = max(range(len(parts)), key=lambda i: abs(parts[i].spend))
        for i, part in enumerate(parts):
            yield replace(part, spend_reporting=(part.spend_reporting or 0) + left) if i == largest else part


def _line(group: list[tuple[Measure, PlanRef | None, tuple[str, ...]]], rates: Mapping[str, Rate | None]) -> Line:
    measure, plan, _ = group[0]
    spend = sum(part.spend for part, _, _ in group)
    rate = rates[measure.account.currency]
    return Line(
        account=measure.account,
        campaign=measure.campaign,
        plan=plan,
        also_covered_by=tuple(dict.fromkeys(name for _, _, others in group for name in others)),
        spend=spend,
        rate=rate,
        spend_reporting=rate.convert(spend) if rate else None,
        first_day=min(part.first_day for part, _, _ in group),
        last_day=max(part.last_day for part, _, _ in group),
        grain=measure.grain,
    )


def _reading_order(line: Line) -> tuple[object, ...]:
    account, campaign = line.account, line.campaign
    return (
        account.client.casefold(),
        account.platform,
        account.name.casefold(),
        account.account_id,
        campaign.name.casefold(),
        campaign.campaign_id,
        line.plan.order if line.plan else 0,
        line.grain,
        line.first_day,
        line.last_day,
    )


def totals(lines: Iterable[Line]) -> list[Total]:
    """One total per currency, by code, then one in the reporting currency: the sum of the lines' own amounts.

    Each line's amount is whole, so the last total equals the column above it to the cent.
    """
    spend: defaultdict[str, int] = defaultdict(int)
    converted: dict[str, int | None] = {}
    for line in lines:
        currency = line.account.currency
        spend[currency] += line.spend
        so_far = converted.get(currency, 0)
        known = so_far is not None and line.spend_reporting is not None
        converted[currency] = (so_far or 0) + (line.spend_reporting or 0) if known else None
    parts = [Total(currency, spend[currency], converted[currency]) for currency in sorted(spend)]
    known_parts = [part.spend_reporting for part in parts if part.spend_reporting is not None]
    whole = sum(known_parts) if len(known_parts) == len(parts) else None
    return [*parts, Total(None, None, whole)]


def snapshot_id(month: Period, reporting_currency: str, lines: Iterable[Line]) -> str:
    """SHA-256 over what the report says, so that the same numbers give the same id whenever and wherever they are made.

    It covers month, reporting currency, and per line what identifies it (the platform's ids, names where there are
    none), its plan fields, amounts and rate. It leaves out names that have ids, the day known on, and the state.
    """
    content = sorted(json.dumps(_identity(line), ensure_ascii=False, separators=(",", ":")) for line in lines)
    digest = hashlib.sha256(f"{month.first:%Y-%m} {reporting_currency}\n".encode())
    for text in content:
        digest.update(text.encode() + b"\n")
    return digest.hexdigest()


def _identity(line: Line) -> list[str | None]:
    plan, days = line.plan, (str(line.first_day), str(line.last_day))
    return [
        line.account.platform,
        line.account.external_id or line.account.name,
        line.campaign.external_id or line.campaign.name,
        plan.name if plan else None,
        plan.po_number if plan else None,
        plan.cost_centre if plan else None,
        line.account.currency,
        str(line.spend),
        str(line.spend_reporting),
        line.rate.text if line.rate else None,
        *(days if line.grain is Grain.PERIOD else (None, None)),
    ]


# Totals that came without days


@dataclass(frozen=True, slots=True)
class WithoutDays:
    """A stored total without days: micros spent by a campaign over `span`, seen at an instant."""

    account: Account
    campaign: Campaign
    span: Period
    spend: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A total that the report does not count, and why."""

    total: WithoutDays
    reason: str


def countable(
    month: Period, found: Iterable[WithoutDays], daily: Mapping[int, Mapping[int, Collection[date]]]
) -> tuple[list[WithoutDays], list[LeftOut]]:
    """The totals that the month's report counts, and those it leaves out.

    A total counts if it lies within the month, no daily figures cover any of its days, and no finer, longer or newer
    total does. `daily`: days with figures by account id and campaign id.
    """
    counted: list[WithoutDays] = []
    left_out: list[LeftOut] = []
    for total in sorted(found, key=_preferred):
        if _covered_by_days(total, daily.get(total.account.account_id, {}), month):
            left_out.append(LeftOut(total, "daily figures cover some of its days"))
        elif total.span.first < month.first or total.span.last > month.last:
            left_out.append(LeftOut(total, "it reaches outside the month and is not spread over days"))
        elif any(_overlap(total, other) for other in counted):
            left_out.append(LeftOut(total, "another total covers some of its days"))
        else:
            counted.append(total)
    return counted, left_out


def _preferred(total: WithoutDays) -> tuple[object, ...]:
    whole, length = total.campaign.whole_account, len(total.span)
    return whole, -length, -total.seen_at.timestamp(), total.campaign.campaign_id, total.span


def _covered_by_days(total: WithoutDays, daily: Mapping[int, Collection[date]], month: Period) -> bool:
    span = total.span.overlap(month)
    if span is None:
        return False
    # A whole account's total clashes with any campaign's days, and a whole account's days with any total.
    own = {total.campaign.campaign_id, WHOLE_ACCOUNT}
    return any(
        day in span
        for campaign_id, days in daily.items()
        if total.campaign.whole_account or campaign_id in own
        for day in days
    )


WHOLE_ACCOUNT = 0  # the key in `daily` under which the days of a whole account's campaign stand


def _overlap(one: WithoutDays, other: WithoutDays) -> bool:
    if one.account.account_id != other.account.account_id or one.span.overlap(other.span) is None:
        return False
    whole = one.campaign.whole_account or other.campaign.whole_account
    return whole or one.campaign.campaign_id == other.campaign.campaign_id
