"""A large Meta daily ad-set export, with the columns that such exports have."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

LAST = date(2026, 6, 13)
DAYS = 365
BYTES_PER_XLSX_ROW = 165  # about; packed
HEADERS = (
    *("Reporting starts", "Reporting ends", "Campaign name", "Campaign ID", "Ad set name", "Ad set ID"),
    *("Ad set delivery", "Attribution setting", "Results", "Result indicator", "Reach", "Impressions", "Frequency"),
    *("Amount spent (EUR)", "Cost per results", "CPM (cost per 1,000 impressions) (EUR)", "Link clicks"),
    *(
        "CPC (cost per link click) (EUR)",
        "CTR (link click-through rate)",
        "Clicks (all)",
        "CTR (all)",
        "CPC (all) (EUR)",
    ),
    *("Landing page views", "Purchases", "Purchases conversion value"),
)


def rows(count: int) -> Iterator[list[str | int | float]]:
    """That many rows: each day every ad set once."""
    chance = random.Random(11)
    ad_sets = -(-count // DAYS)
    told = 0
    for offset in range(DAYS):
        day = (LAST - timedelta(days=DAYS - 1 - offset)).isoformat()
        for number in range(ad_sets):
            if told == count:
                return
            told += 1
            yield _row(chance, day, number)


def _row(chance: random.Random, day: str, number: int) -> list[str | int | float]:
    campaign = number // 8
    impressions = chance.randrange(200, 90_000)
    reach, clicks = impressions * 10 // chance.randrange(11, 19), impressions * chance.randrange(5, 40) // 1000
    spend, purchases = chance.randrange(100, 120_000) / 100, clicks // 30
    value = purchases * chance.randrange(2000, 9000) / 100
    return [
        *(day, day, f"Campaign {campaign} | prospecting, broad", f"1202100000{campaign:08d}"),
        *(f"Ad set {number} | 25-54 | EU", f"1202200000{number:08d}", "active", "7-day click or 1-day view"),
        *(purchases, "actions:offsite_conversion.fb_pixel_purchase", reach, impressions),
        *(round(impressions / max(reach, 1), 6), spend, round(spend / purchases, 8) if purchases else ""),
        *(round(spend / impressions * 1000, 6), clicks, round(spend / clicks, 6) if clicks else ""),
        *(round(clicks / impressions * 100, 6), clicks + clicks // 4, round(clicks / impressions * 125, 6)),
        *(round(spend / (clicks * 1.25), 6) if clicks else "", clicks * 4 // 5, purchases or "", value or ""),
    ]


def write_csv(path: Path, count: int) -> Path:
    """As Ads Manager writes it: UTF-8, commas."""
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(HEADERS)
        writer.writerows(rows(count))
    return path


def write_xlsx(path: Path, megabytes: float) -> Path:
    """A workbook of about that size."""
    count = min(int(megabytes * 1024**2 / BYTES_PER_XLSX_ROW), 1_000_000)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Formatted Report")
        sheet.write_row(0, 0, HEADERS)
        for place, row in enumerate(rows(count), 1):
            sheet.write_row(place, 0, row)
    return path
