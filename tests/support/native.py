"""Realistic native exports of five platforms at every level, and the figures they were written from.

A seeded small market is written out as each platform does, with its quirks. `Written.summed` adds up the cells as they
stand in the file with `Decimal` alone, so that a test compares the product with the text and not with itself.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.support.exports import delimited, workbook

FIRST = date(2026, 5, 28)
DAYS = 9
NAMES = ("Spring, early", 'Brand "Always on"', "Total Wellness 🎯", "Line one\nline two")


@dataclass(frozen=True, slots=True)
class Row:
    """One ad's day (or what a coarser level adds up to); None stands for what a coarser level has not."""

    day: date
    campaign: str
    campaign_id: str
    ad_set: str | None
    ad_set_id: str | None
    ad: str | None
    ad_id: str | None
    spend: Decimal
    impressions: int
    clicks: int
    conversions: int
    revenue: Decimal


def market(level: str, *, places: int = 2, seed: int = 7) -> list[Row]:
    """Four campaigns of two ad sets of two ads, nine days; spend with `places` decimals; some days without anything."""
    chance = random.Random(seed)
    rows: dict[tuple[Any, ...], Row] = {}
    for offset in range(DAYS):
        for c, campaign in enumerate(NAMES):
            for s in range(2):
                for a in range(2):
                    idle = chance.random() < 0.2
                    row = Row(
                        FIRST + timedelta(days=offset),
                        campaign,
                        f"17520000000000{c:05d}",
                        f"Set {s}, {campaign.split()[0]}",
                        f"18520000000000{c}{s:04d}",
                        f"Ad {a}",
                        f"19520000000000{c}{s}{a:03d}",
                        Decimal(0) if idle else Decimal(chance.randrange(1, 10**8)).scaleb(-places),
                        0 if idle else chance.randrange(1, 90_000),
                        0 if idle else chance.randrange(0, 3_000),
                        0 if idle else chance.randrange(0, 40),
                        Decimal(0) if idle else Decimal(chance.randrange(0, 10**7)).scaleb(-2),
                    )
                    row = _at(row, level)
                    key = (row.day, row.campaign_id, row.ad_set_id, row.ad_id)
                    rows[key] = _added(rows[key], row) if key in rows else row
    return list(rows.values())


def _at(row: Row, level: str) -> Row:
    if level == "campaign":
        return replace(row, ad_set=None, ad_set_id=None, ad=None, ad_id=None)
    return replace(row, ad=None, ad_id=None) if level == "ad_set" else row


def _added(one: Row, other: Row) -> Row:
    return replace(
        one,
        spend=one.spend + other.spend,
        impressions=one.impressions + other.impressions,
        clicks=one.clicks + other.clicks,
        conversions=one.conversions + other.conversions,
        revenue=one.revenue + other.revenue,
    )


def _total(rows: Sequence[Row]) -> Row:
    total = rows[0]
    for row in rows[1:]:
        total = _added(total, row)
    return total


@dataclass(frozen=True, slots=True)
class Written:
    """A native file: its bytes, its name, and its own text as a table (header first, then only the rows of data)."""

    data: bytes
    name: str
    table: list[list[str]]
    metrics: dict[str, str]  # our metric -> the header that means it

    def summed(self) -> dict[str, Decimal]:
        """The exact sums of the text's own cells."""
        header, *rows = self.table
        sums = {}
        for metric, name in self.metrics.items():
            place = header.index(name)
            sums[metric] = sum((_number(row[place]) for row in rows), Decimal(0))
        return sums


def _number(cell: str) -> Decimal:
    text = cell.strip().removeprefix('="').removesuffix('"').strip("[]").replace(",", "")
    return Decimal(0) if text in ("", "-", "--") else Decimal(text)


Columns = Sequence[tuple[str, Callable[[Row], Any]]]


def _texts(columns: Columns, rows: Iterable[Row]) -> list[list[str]]:
    return [[name for name, _ in columns], *([str(cell(row)) for _, cell in columns] for row in rows)]


def _cell_of(attribute: str, written: Callable[[str], str] = str) -> Callable[[Row], Any]:
    return lambda row: written(getattr(row, attribute))


def _levels(level: str, names: dict[str, str], *, ids: bool, id_of: Callable[[str], str] = str) -> Columns:
    """Name (and id) columns down to a level; `names`: the platform's word for each."""
    columns: list[tuple[str, Callable[[Row], Any]]] = []
    for attribute in ("campaign", "ad_set", "ad"):
        columns.append((f"{names[attribute]} name", _cell_of(attribute)))
        if ids:
            columns.append((f"{names[attribute]} ID", _cell_of(f"{attribute}_id", id_of)))
        if attribute == level:
            break
    return columns


def _blank(value: Any) -> Any:
    return value if value else ""


META = {"campaign": "Campaign", "ad_set": "Ad set", "ad": "Ad"}
META_METRICS = {
    "impressions": "Impressions",
    "clicks": "Link clicks",
    "conversions": "Purchases",
    "revenue": "Purchases conversion value",
}


def meta(level: str, *, day: str = "Day", old: bool = False, ids: bool = True) -> Written:
    """Meta: BOM, currency in the header only, empty for zero, a nameless totals row first, a header twice, 8 places.

    `day`: "Day", or "" for a report whose Reporting starts and ends alone tell the day; `old`: Title Case names.
    """
    rows = market(level, places=8)
    columns: Columns = [
        *_levels(level, META, ids=ids),
        *([(day, lambda row: row.day)] if day else []),
        ("Delivery status", lambda row: "active"),
        ("Delivery level", lambda row: level.replace("_", "")),
        ("Reach", lambda row: _blank(row.impressions // 2)),
        ("Impressions", lambda row: _blank(row.impressions)),
        ("Frequency", lambda row: "2.00001" if row.impressions else ""),
        ("Link clicks", lambda row: _blank(row.clicks)),
        ("Clicks (all)", lambda row: _blank(row.clicks * 2)),
        ("CTR (all)", lambda row: "7.48E-6" if row.impressions else ""),
        ("Purchases", lambda row: _blank(row.conversions)),
        ("Cost per purchase", lambda row: ""),
        ("Purchases conversion value", lambda row: _blank(row.revenue)),
        ("Result type", lambda row: "Link clicks"),
        ("Results", lambda row: _blank(row.clicks)),
        ("Quality ranking", lambda row: "-"),
        ("Attribution setting", lambda row: "7-day click or 1-day view"),
        (f"{META[level]} name", lambda row: getattr(row, level)),
        ("Amount spent (IDR)", lambda row: _blank(f"{row.spend:f}" if row.spend else "")),
        ("* LPV to ATC", lambda row: "0.5"),
        ("Reporting starts", lambda row: row.day),
        ("Reporting ends", lambda row: row.day),
    ]
    table = _texts(columns, rows)
    metrics = {"spend": "Amount spent (IDR)", **META_METRICS}
    if old:
        table[0] = [
            header if header.startswith(("CTR", "*")) else header.title().replace("(Idr)", "(IDR)")
            for header in table[0]
        ]
        metrics = {name: header.title().replace("(Idr)", "(IDR)") for name, header in metrics.items()}
    (total,) = _texts(columns, [_total(rows)])[1:]
    named = {"Day", "Delivery status", "Delivery level", "Quality ranking", "Attribution setting", "Result type"}
    last = str(FIRST + timedelta(days=DAYS - 1))
    total = [
        "" if name in named or name.endswith((" name", " ID")) else last if name == "Reporting ends" else cell
        for (name, _), cell in zip(columns, total, strict=True)
    ]
    data = b"\xef\xbb\xbf" + delimited(table[0], [total, *table[1:]]).encode()
    return Written(data, "Untitled-report-May-28-2026-to-Jun-5-2026.csv", table, metrics)


TIKTOK = {"campaign": "Campaign", "ad_set": "Ad group", "ad": "Ad"}


def tiktok(level: str, form: str, *, day: str = "By Day") -> Written:
    """TikTok. `form`: "text" or "number" (cells of an XLSX), "csv" (percent signs, ids as text formulas) or "tabs"."""
    rows = market(level)
    quoted = form in ("csv", "tabs")
    columns: Columns = [
        *_levels(level, TIKTOK, ids=True, id_of=lambda text: f'="{text}"' if quoted else text),
        *([(day, lambda row: row.day)] if day else []),
        ("Primary status", lambda row: "Active"),
        ("Campaign Budget", lambda row: "50.00"),
        ("Cost", lambda row: row.spend),
        ("CPC (destination)", lambda row: "-" if not row.clicks else "0.12"),
        ("CPM", lambda row: "1.10"),
        ("Impressions", lambda row: row.impressions),
        ("Clicks (destination)", lambda row: row.clicks),
        ("CTR (destination)", lambda row: "4.00%" if quoted else "0.04"),
        ("Conversions", lambda row: row.conversions or "-"),
        ("Cost per conversion", lambda row: "-"),
        ("Conversion rate (CVR)", lambda row: "1.30%" if quoted else "0.013"),
        ("Results", lambda row: row.clicks),
        ("Total complete payment value", lambda row: row.revenue),
        ("Currency", lambda row: "USD"),
    ]
    table = _texts(columns, rows)
    (total,) = _texts(columns, [_total(rows)])[1:]
    blank = {"Primary status", "Campaign Budget", "Currency", day}
    total = [
        "-" if name in blank or name.endswith((" name", " ID")) else cell
        for (name, _), cell in zip(columns, total, strict=True)
    ]
    total[0] = f"Total of {len(rows)} results"
    metrics = {
        "spend": "Cost",
        "impressions": "Impressions",
        "clicks": "Clicks (destination)",
        "conversions": "Conversions",
        "revenue": "Total complete payment value",
    }
    name = "Acme-Campaign Report-(2026-05-28 to 2026-06-05)"
    if form == "csv":
        return Written(delimited(table[0], [*table[1:], total]).encode(), f"{name}.csv", table, metrics)
    if form == "tabs":
        wrapped = [[cell if cell.startswith('="') else f'="{cell}"' for cell in row] for row in (*table[1:], total)]
        lines = ["\t".join(table[0]), *("\t".join(cell.replace("\n", " ") for cell in row) for row in wrapped)]
        return Written("\n".join(lines).encode(), f"{name}.csv", table, metrics)
    counted = {"Cost", "Impressions", "Clicks (destination)", "Results", "Conversions", "Total complete payment value"}
    cells = [
        [_cell(cell, number=form == "number" and head in counted) for head, cell in zip(table[0], row, strict=True)]
        for row in (*table, total)
    ]
    return Written(workbook(cells), f"{name}.xlsx", table, metrics)


def _cell(text: str, *, number: bool) -> str | float:
    try:
        return float(text) if number else text
    except ValueError:
        return text


def linkedin(level: str, *, renamed: bool = False, days: bool = True) -> Written:
    """LinkedIn: UTF-16LE with tabs, four lines and a blank one above the header, M/D/YYYY; its campaign is our ad set.

    `renamed`: the newer words (campaign and ad set); `days`: made with the daily breakdown.
    """
    rows = market(level)
    group, campaign = ("Campaign", "Ad Set") if renamed else ("Campaign Group", "Campaign")

    def written(day: date) -> str:
        return f"{day.month}/{day.day}/{day.year}"

    columns: list[tuple[str, Callable[[Row], Any]]] = [
        ("Start Date (in UTC)", lambda row: written(row.day if days else FIRST)),
        ("Account Name", lambda row: "Acme, Inc."),
        ("Currency", lambda row: "EUR"),
        (f"{group} ID", lambda row: row.campaign_id),
        (f"{group} Name", lambda row: " ".join(row.campaign.split())),
        (f"{group} Status", lambda row: "Active"),
        (f"{group} Start Date", lambda row: "1/2/2026"),
    ]
    if level != "campaign":
        columns += [
            (f"{campaign} ID", lambda row: row.ad_set_id),
            (f"{campaign} Name", lambda row: row.ad_set),
            (f"{campaign} Status", lambda row: "Active"),
        ]
    if level == "ad":
        columns += [("Creative Name", lambda row: row.ad), ("Ad ID", lambda row: row.ad_id)]
    columns += [
        ("Daily Budget", lambda row: "50.0"),
        ("Total Spent", lambda row: row.spend),
        ("Impressions", lambda row: row.impressions),
        ("Clicks", lambda row: row.clicks),
        ("Click Through Rate", lambda row: "0.214%"),
        ("Total Social Actions", lambda row: 3),
        ("Viral Impressions", lambda row: 11),
        ("Viral Clicks", lambda row: 2),
        ("Conversions", lambda row: row.conversions),
        ("Total Conversion Value", lambda row: row.revenue),
        ("Viral Conversions", lambda row: 1),
        ("Leads", lambda row: 2),
    ]
    table = _texts(columns, rows)
    preamble = (
        "Campaign Performance Report (in UTC)\n"
        '"Report Start: May 28, 2026, 12:00 AM"\n'
        '"Report End: June 5, 2026, 11:59 PM"\n'
        '"Date Generated: June 6, 2026, 9:46 AM"\n\n'
    )
    lines = [
        "\t".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' if "," in cell or '"' in cell else cell for cell in row)
        for row in table
    ]
    data = (preamble + "\n".join(lines) + "\n").encode("utf-16")
    metrics = {
        "spend": "Total Spent",
        "impressions": "Impressions",
        "clicks": "Clicks",
        "conversions": "Conversions",
        "revenue": "Total Conversion Value",
    }
    return Written(data, "account_509_campaign_performance_report.csv", table, metrics)


PINTEREST = {"campaign": "Campaign", "ad_set": "Ad group", "ad": "Ad"}


def pinterest(level: str) -> Written:
    """Pinterest: no BOM, no currency, results in brackets, prefixed ids, each row split in two that share a key."""
    halves = []
    for row in market(level):
        part = replace(
            row,
            spend=Decimal("0.01") if row.spend else Decimal(0),
            impressions=row.impressions // 3,
            clicks=0,
            conversions=0,
            revenue=Decimal(0),
        )
        rest = replace(row, spend=row.spend - part.spend, impressions=row.impressions - part.impressions)
        halves += [rest, part]
    columns: Columns = [
        ("Date", lambda row: row.day),
        *_levels(level, PINTEREST, ids=True, id_of=lambda text: f"PP{text}"),
        ("Ad entity status", lambda row: "ACTIVE"),
        ("Spend in account currency", lambda row: row.spend),
        ("Impressions", lambda row: row.impressions),
        ("Reach", lambda row: row.impressions // 2),
        ("Frequency", lambda row: "1.096774193548387"),
        ("Result", lambda row: f"[{row.clicks}]"),
        ("Cost per result", lambda row: "[1.421183]"),
        ("Pin clicks", lambda row: row.clicks + 5),
        ("CTR", lambda row: "0.0123"),
        ("Outbound clicks", lambda row: row.clicks),
        ("Saves", lambda row: 1),
        ("Total CPA (Checkout)", lambda row: 0),
        ("Total ROAS (Checkout)", lambda row: 0),
        ("Total conversions (Checkout)", lambda row: row.conversions),
        ("Total order value (Checkout)", lambda row: row.revenue),
        ("Total click-through conversions (Checkout)", lambda row: 0),
        ("Organic pin ID", lambda row: "P113041321868"),
    ]  # fmt: skip
    table = _texts(columns, halves)
    metrics = {
        "spend": "Spend in account currency",
        "impressions": "Impressions",
        "clicks": "Outbound clicks",
        "conversions": "Total conversions (Checkout)",
        "revenue": "Total order value (Checkout)",
    }
    return Written(delimited(table[0], table[1:]).encode(), "report.csv", table, metrics)


def google(level: str, *, utf16: bool = False, day: str = "Day") -> Written:
    """Google: two lines above the header, thousands with commas, ` --`, several totals rows; `utf16`: tabs."""
    rows = market(level)
    columns: list[tuple[str, Callable[[Row], Any]]] = [
        ("Campaign status", lambda row: "Enabled"),
        ("Campaign", lambda row: " ".join(row.campaign.split())),
    ]
    if level != "campaign":
        columns.append(("Ad group", lambda row: row.ad_set))
    if level == "ad":
        columns += [("Ad name", lambda row: row.ad), ("Ad ID", lambda row: row.ad_id)]
    columns += [
        *([(day, lambda row: row.day)] if day else []),
        ("Currency code", lambda row: "GBP"),
        ("Campaign type", lambda row: "Demand Gen"),
        ("Optimization score", lambda row: " --"),
        ("Cost", lambda row: f"{row.spend:,}"),
        ("Clicks", lambda row: f"{row.clicks:,}"),
        ("Impr.", lambda row: f"{row.impressions:,}"),
        ("CTR", lambda row: "24.00%"),
        ("Avg. CPC", lambda row: " --" if not row.clicks else "1.20"),
        ("Conversions", lambda row: f"{row.conversions}.00" if row.conversions else " --"),
        ("Conv. rate", lambda row: "1.00%"),
        ("Conv. value", lambda row: f"{row.revenue:,}"),
        ("Cost / conv.", lambda row: " --"),
    ]
    table = _texts(columns, rows)
    (total,) = _texts(columns, [_total(rows)])[1:]
    trailer = []
    for label in ("Total: Campaigns", "Total: Account", "Total: Demand Gen", "Total: Search"):
        cells = [
            " --" if name in {"Campaign", "Ad group", "Ad name", "Ad ID", "Day", "Campaign type"} else cell
            for (name, _), cell in zip(columns, total, strict=True)
        ]
        cells[0] = label
        trailer.append([cell if label != "Total: Search" or place == 0 else " --" for place, cell in enumerate(cells)])
    delimiter = "\t" if utf16 else ","
    head = (
        'Campaign report\n"May 28, 2026 - June 5, 2026"\n'
        if not utf16
        else "Campaign report\n28 May 2026 - 5 June 2026\n"
    )
    text = head + delimited(table[0], [*table[1:], *trailer], delimiter=delimiter)
    metrics = {
        "spend": "Cost",
        "impressions": "Impr.",
        "clicks": "Clicks",
        "conversions": "Conversions",
        "revenue": "Conv. value",
    }
    return Written(text.encode("utf-16" if utf16 else "utf-8"), "Campaign report.csv", table, metrics)
