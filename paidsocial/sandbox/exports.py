"""The market's readings as the files people download: Meta's CSV, TikTok's XLSX, LinkedIn's UTF-16 CSV.

Layouts as seen in the platforms' real exports: byte order marks, preambles, totals rows, empty cells for zero, days and
percentages in each platform's own spelling. Nothing here is shared with the code that reads such files.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import xlsxwriter

from paidsocial.domain.days import Period
from paidsocial.domain.money import micros_text
from paidsocial.sandbox.market import AccountFigures, Market
from paidsocial.sandbox.world import AdSetSpec, CampaignSpec

Cells = list[str]


@dataclass(frozen=True, slots=True)
class Export:
    """One downloaded file: what it is called, what is in it, and the morning it was taken."""

    name: str
    content: bytes
    seen_on: date


@dataclass(frozen=True, slots=True)
class _Row:
    campaign: CampaignSpec
    ad_set: AdSetSpec
    day: date
    spend: int
    impressions: int
    reach: int
    clicks: int
    conversions: int
    revenue: int


def export(
    market: Market, account_id: str, period: Period, seen_on: date, *, without: frozenset[str] = frozenset()
) -> Export:
    """The account's ad-set-by-day report over `period`, as downloaded on the morning of `seen_on`.

    `without`: ids of campaigns that a filter left out.
    """
    figures = market.figures(account_id, period.first, period.last, seen_on=seen_on)
    if without:
        kept = np.array([ad_set.campaign_id not in without for ad_set in figures.ad_sets], dtype=np.bool_)
        figures = replace(figures, shown=figures.shown & kept[:, None])
    return _WRITERS[figures.account.platform](market, figures)


def _rows(market: Market, figures: AccountFigures) -> Iterator[_Row]:
    campaigns = {campaign.id: campaign for campaign in market.world.campaigns}
    units, days = figures.shown.nonzero()
    columns = [
        getattr(figures, name)[units, days].tolist()
        for name in ("spend", "impressions", "reach", "clicks", "conversions", "revenue")
    ]
    for unit, day, *numbers in zip(units.tolist(), days.tolist(), *columns, strict=True):
        ad_set = figures.ad_sets[unit]
        yield _Row(campaigns[ad_set.campaign_id], ad_set, figures.days[day], *numbers)


def _share(numerator: int, denominator: int, places: int = 6, *, scale: int = 1) -> str:
    """numerator x scale / denominator as plain digits; empty where the denominator is 0."""
    if not denominator:
        return ""
    value = (Decimal(numerator * scale) / denominator).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    return format(value, "f")


def _count(number: int) -> str:
    return str(number) if number else ""


def status_words(market: Market, seen_on: date) -> dict[str, str]:
    """Every campaign's and ad set's status on the morning of `seen_on`, by its id, in Meta's spelling."""
    yesterday = seen_on - timedelta(days=1)
    specs: list[CampaignSpec | AdSetSpec] = [*market.world.campaigns, *market.world.ad_sets]
    ends = {campaign.id: campaign.ends for campaign in market.world.campaigns}
    words = {}
    for spec in specs:
        end = spec.ends or (ends[spec.campaign_id] if isinstance(spec, AdSetSpec) else None)
        over = end is not None and end < seen_on
        words[spec.id] = "completed" if over else "active" if market.is_on(spec.id, yesterday) else "inactive"
        if words[spec.id] == "active" and isinstance(spec, AdSetSpec) and market.was_learning(spec.id, yesterday):
            words[spec.id] = "learning"
    return words


def _other_words(market: Market, seen_on: date) -> dict[str, str]:
    """The same as TikTok and LinkedIn put it, who do not show learning in this column."""
    words = status_words(market, seen_on).items()
    return {id_: "Active" if word == "learning" else word.capitalize() for id_, word in words}


# ---- Meta


def _meta(market: Market, figures: AccountFigures) -> Export:
    currency, seen_on = figures.account.currency, figures.seen_on
    header = [
        "Campaign name",
        "Campaign ID",
        "Ad set name",
        "Ad set ID",
        "Day",
        "Objective",
        "Campaign delivery",
        "Ad set delivery",
        "Ad set budget",
        "Ad set budget type",
        "Reach",
        "Impressions",
        f"CPM (cost per 1,000 impressions) ({currency})",
        "Link clicks",
        "CTR (link click-through rate)",
        "Purchases",
        "Purchases conversion value",
        "Purchase ROAS (return on ad spend)",
        f"Amount spent ({currency})",
        "Reporting starts",
        "Reporting ends",
    ]
    status = status_words(market, seen_on)
    budgets = {ad_set.id: _meta_budget(market, ad_set, currency, seen_on) for ad_set in figures.ad_sets}
    rows = list(_rows(market, figures))
    span = [figures.days[0].isoformat(), min(figures.days[-1], seen_on - timedelta(days=1)).isoformat()]
    totals = [sum(getattr(row, name) for row in rows) for name in ("impressions", "clicks", "conversions")]
    spend, revenue = sum(row.spend for row in rows), sum(row.revenue for row in rows)
    first = [*[""] * 11, str(totals[0]), "", str(totals[1]), "", str(totals[2]), _text(revenue, currency), ""]
    lines = [[*first, _text(spend, currency), *span]]
    for row in rows:
        day = row.day.isoformat()
        lines.append(
            [
                row.campaign.name,
                row.campaign.id,
                row.ad_set.name,
                row.ad_set.id,
                day,
                row.campaign.objective,
                status[row.campaign.id],
                status[row.ad_set.id],
                *budgets[row.ad_set.id],
                _count(row.reach),
                _count(row.impressions),
                _share(row.spend, row.impressions * 1000, 6),
                _count(row.clicks),
                _share(row.clicks, row.impressions, 6, scale=100),
                _count(row.conversions),
                _text(row.revenue, currency) if row.revenue else "",
                _share(row.revenue, row.spend, 6) if row.revenue else "",
                _text(row.spend, currency) if row.spend else "",
                day,
                day,
            ]
        )
    name = f"{figures.account.name.replace(' ', '-')}-Ad-sets-{_meta_day(span[0])}-{_meta_day(span[1])}.csv"
    return Export(name, _csv([header, *lines]).encode("utf-8-sig"), seen_on)


def _meta_budget(market: Market, ad_set: AdSetSpec, currency: str, seen_on: date) -> Cells:
    budget = market.budget(ad_set.id, seen_on)
    if budget is None:
        return ["Using campaign budget", "Using campaign budget"]
    return [_text(budget, currency), "Daily"]


def _meta_day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day:%b}-{day.day}-{day.year}"


# ---- TikTok

_TIKTOK_HEADER = (
    "Campaign name",
    "Campaign ID",
    "Objective",
    "Ad group name",
    "Ad group ID",
    "By Day",
    "Primary status",
    "Cost",
    "CPM",
    "Impressions",
    "Reach",
    "Clicks (destination)",
    "CTR (destination)",
    "Conversions",
    "Total complete payment value",
    "Complete payment ROAS",
    "Currency",
)


def _tiktok(market: Market, figures: AccountFigures) -> Export:
    currency, seen_on = figures.account.currency, figures.seen_on
    status = _other_words(market, seen_on)
    rows = list(_rows(market, figures))
    buffer = io.BytesIO()
    # A fixed creation date keeps the file, and so its fingerprint, the same for the same figures.
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"created": datetime.combine(seen_on, datetime.min.time())})
    sheet = book.add_worksheet("Sheet1")
    sheet.write_row(0, 0, _TIKTOK_HEADER)
    for number, row in enumerate(rows, start=1):
        cells = [
            row.campaign.name,
            row.campaign.id,
            row.campaign.objective,
            row.ad_set.name,
            row.ad_set.id,
            row.day.isoformat(),
            status[row.ad_set.id],
            _text(row.spend, currency),
            _share(row.spend, row.impressions * 1000, 2) or "0.00",
            str(row.impressions),
            str(row.reach),
            str(row.clicks),
            _share(row.clicks, row.impressions, 4) or "0.0000",
            str(row.conversions),
            _text(row.revenue, currency),
            _share(row.revenue, row.spend, 2) or "0.00",
            currency,
        ]
        for column, cell in enumerate(cells):
            sheet.write_string(number, column, cell)
    total = [f"Total of {len(rows)} results", *["-"] * 6, _text(sum(row.spend for row in rows), currency), "-"]
    total += [str(sum(row.impressions for row in rows)), "-", str(sum(row.clicks for row in rows)), "-"]
    total += [
        str(sum(row.conversions for row in rows)),
        _text(sum(row.revenue for row in rows), currency),
        "-",
        currency,
    ]
    for column, cell in enumerate(total):
        sheet.write_string(len(rows) + 1, column, cell)
    book.close()
    last = min(figures.days[-1], seen_on - timedelta(days=1))
    name = f"{figures.account.name}-Ad group Report-({figures.days[0]} to {last}).xlsx"
    return Export(name, buffer.getvalue(), seen_on)


# ---- LinkedIn

_LINKEDIN_HEADER = (
    "Start Date (in UTC)",
    "Account Name",
    "Currency",
    "Campaign Group ID",
    "Campaign Group Name",
    "Campaign Group Status",
    "Campaign ID",
    "Campaign Name",
    "Campaign Objective",
    "Campaign Status",
    "Cost Type",
    "Daily Budget",
    "Campaign Start Date",
    "Total Spent",
    "Impressions",
    "Clicks",
    "Click Through Rate",
    "Average CPM",
    "Conversions",
    "Conversion Rate",
    "Cost per Conversion",
    "Total Conversion Value",
    "Return on Ad Spend",
    "Reach",
)


def _linkedin(market: Market, figures: AccountFigures) -> Export:
    currency, seen_on = figures.account.currency, figures.seen_on
    last = min(figures.days[-1], seen_on - timedelta(days=1))
    preamble = [
        "Campaign Performance Report (in UTC)",
        f'"Report Start: {_long_day(figures.days[0])}, 12:00 AM"',
        f'"Report End: {_long_day(last)}, 11:59 PM"',
        f'"Date Generated: {_long_day(seen_on)}, 7:04 AM"',
        "",
    ]
    status = _other_words(market, seen_on)
    budgets = {ad_set.id: market.budget(ad_set.id, seen_on) for ad_set in figures.ad_sets}
    lines = [list(_LINKEDIN_HEADER)]
    for row in sorted(_rows(market, figures), key=lambda row: row.day):
        budget = budgets[row.ad_set.id]
        lines.append(
            [
                _us_day(row.day),
                figures.account.name,
                currency,
                row.campaign.id,
                row.campaign.name,
                status[row.campaign.id],
                row.ad_set.id,
                row.ad_set.name,
                row.campaign.objective,
                status[row.ad_set.id],
                "CPM",
                _text(budget, currency) if budget is not None else "",
                _us_day(row.ad_set.starts),
                _text(row.spend, currency),
                str(row.impressions),
                str(row.clicks),
                f"{_share(row.clicks, row.impressions, 3, scale=100) or '0.000'}%",
                _share(row.spend, row.impressions * 1000, 2) or "0",
                str(row.conversions),
                f"{_share(row.conversions, row.clicks, 3, scale=100) or '0.000'}%",
                _share(row.spend, row.conversions * 1_000_000, 2) or "0",
                _text(row.revenue, currency),
                _share(row.revenue, row.spend, 2) or "0",
                str(row.reach),
            ]
        )
    if len(lines) == 1:  # LinkedIn leaves even the header out of an empty report
        lines = []
    text = "\n".join(preamble) + "\n" + _csv(lines, delimiter="\t", quote_if=",")
    name = f"account_{figures.account.id}_campaign_performance_report.csv"
    return Export(name, b"\xff\xfe" + text.encode("utf-16-le"), seen_on)


def _long_day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _us_day(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


# ---- shared


def _text(micros: int, currency: str) -> str:
    return micros_text(micros, currency)


def _csv(lines: list[Cells], *, delimiter: str = ",", quote_if: str = "") -> str:
    """Delimited text with LF line ends; cells holding the delimiter, a quote or `quote_if` are quoted."""
    buffer = io.StringIO()
    plain = csv.writer(buffer, delimiter=delimiter, lineterminator="\n")
    if not quote_if:
        plain.writerows(lines)
        return buffer.getvalue()
    return "".join(
        delimiter.join(
            f'"{cell.replace(chr(34), chr(34) * 2)}"' if set(cell) & {quote_if, '"', delimiter} else cell
            for cell in line
        )
        + "\n"
        for line in lines
    )


_WRITERS: dict[str, Callable[[Market, AccountFigures], Export]] = {
    "meta": _meta,
    "tiktok": _tiktok,
    "linkedin": _linkedin,
}
