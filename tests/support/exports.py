"""Native export files as each platform writes them, built in code: the bytes a person would drop on the page."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

Rows = Iterable[Sequence[Any]]


def delimited(header: Sequence[str], rows: Rows, *, delimiter: str = ",", end: str = "\n") -> str:
    """A table as text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def workbook(rows: Rows, sheet: str = "Sheet1", *, others: Sequence[tuple[str, Rows]] = ()) -> bytes:
    """An XLSX with one sheet, or several."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, content in ((sheet, rows), *others):
        target = book.add_worksheet(name)
        for place, row in enumerate(content):
            for column, value in enumerate(row):
                target.write(place, column, value) if not isinstance(value, str) else target.write_string(
                    place, column, value
                )
    book.close()
    return out.getvalue()


META_HEADER = (
    "Campaign name",
    "Day",
    "Delivery status",
    "Delivery level",
    "Reach",
    "Impressions",
    "Frequency",
    "Link clicks",
    "Clicks (all)",
    "CTR (all)",
    "Purchases",
    "Purchases conversion value",
    "Results",
    "Amount spent (EUR)",
    "Reporting starts",
    "Reporting ends",
)
META_ROWS = (
    ("", "", "", "", 900, 4500, 1.2, 95, 120, 2.6, 7, "512.5", 9, "123.456", "2026-06-01", "2026-06-02"),
    (
        "Spring, early",
        "2026-06-01",
        "active",
        "campaign",
        400,
        1500,
        1.1,
        30,
        40,
        2.6,
        2,
        "100.00",
        3,
        "41.10",
        "2026-06-01",
        "2026-06-01",
    ),
    (
        "Spring, early",
        "2026-06-02",
        "active",
        "campaign",
        410,
        1600,
        1.1,
        35,
        45,
        2.6,
        3,
        "212.50",
        3,
        "42.006",
        "2026-06-02",
        "2026-06-02",
    ),
    (
        "Ünïcode 🎯",
        "2026-06-01",
        "inactive",
        "campaign",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "2026-06-01",
        "2026-06-01",
    ),
    (
        "Ünïcode 🎯",
        "2026-06-02",
        "active",
        "campaign",
        300,
        1400,
        1.3,
        30,
        35,
        2.5,
        2,
        "200",
        3,
        "40.35",
        "2026-06-02",
        "2026-06-02",
    ),
)


def meta_reporting() -> bytes:
    """Ads Reporting by day: BOM, LF, a totals row first, nothing for zero."""
    return ("\ufeff" + delimited(META_HEADER, META_ROWS)).encode()


TIKTOK_HEADER = (
    "Campaign name",
    "By Day",
    "Primary status",
    "Campaign Budget",
    "Cost",
    "CPM",
    "Impressions",
    "Clicks (destination)",
    "CTR (destination)",
    "Conversions",
    "Cost per conversion",
    "Results",
    "Currency",
)
TIKTOK_ROWS = (
    ("Dance", "2026-06-01", "Active", 100.0, 55.25, 1.1, 50000, 610, 0.0122, 12, 4.6, 12, "USD"),
    ("Dance", "2026-06-02", "Active", 100.0, 60.0, 1.1, 52000, 640, 0.0123, 15, 4.0, 15, "USD"),
    ("Trends", "2026-06-02", "Active", "-", 12636.99, 1.1, 90000, 70, 0.0122, 0, "-", 0, "USD"),
)
TIKTOK_TOTAL = ("Total of 3 results", "-", "-", "-", 12752.24, 1.1, 192000, 1320, 0.0068, 27, "-", 27, "USD")


def tiktok_workbook(*, as_text: bool) -> bytes:
    """The XLSX download, with numbers in the cells or with text, and its trap at the end."""
    rows = [*TIKTOK_ROWS, TIKTOK_TOTAL]
    if as_text:
        rows = [tuple(str(cell) for cell in row) for row in rows]
    return workbook([TIKTOK_HEADER, *rows])


def tiktok_csv() -> bytes:
    """A custom report as CSV: rates in percent, a plain `Total` row."""
    rows = [(*row[:8], "4.00%", *row[9:]) for row in (*TIKTOK_ROWS, ("Total", *TIKTOK_TOTAL[1:]))]
    return delimited(TIKTOK_HEADER, rows).encode()


LINKEDIN_HEADER = (
    "Start Date (in UTC)",
    "Account Name",
    "Currency",
    "Campaign Group ID",
    "Campaign Group Name",
    "Campaign Group Status",
    "Campaign ID",
    "Campaign Name",
    "Campaign Objective",
    "Total Spent",
    "Impressions",
    "Clicks",
    "Click Through Rate",
    "Conversions",
    "Total Conversion Value",
    "Leads",
    "Reach",
    "Clicks to Landing Page",
)
LINKEDIN_ROWS = (
    (
        "3/1/2026",
        "Acme, Inc.",
        "USD",
        "611",
        "Brand",
        "Active",
        "901",
        "Engineers",
        "Website visits",
        "170.21",
        "6082",
        "31",
        "0.51%",
        "2",
        "80.5",
        "1",
        "4000",
        "20",
    ),
    (
        "3/2/2026",
        "Acme, Inc.",
        "USD",
        "611",
        "Brand",
        "Active",
        "901",
        "Engineers",
        "Website visits",
        "99.79",
        "5000",
        "22",
        "0.44%",
        "1",
        "0",
        "0",
        "3900",
        "15",
    ),
    (
        "3/2/2026",
        "Acme, Inc.",
        "USD",
        "611",
        "Brand",
        "Active",
        "902",
        "Managers",
        "Website visits",
        "50",
        "1000",
        "9",
        "0.9%",
        "0",
        "0",
        "0",
        "900",
        "5",
    ),
)


def linkedin_report(*, rows: Rows = LINKEDIN_ROWS, end: str = "March 5, 2026, 11:59 PM") -> bytes:
    """Campaign Manager's file: UTF-16LE, tabs, four lines and a blank one before the header."""
    preamble = (
        'Campaign Performance Report (in UTC)\n"Report Start: March 1, 2026, 12:00 AM"\n'
        f'"Report End: {end}"\n"Date Generated: March 5, 2026, 9:46 AM"\n\n'
    )
    return ("\ufeff" + preamble + delimited(LINKEDIN_HEADER, rows, delimiter="\t")).encode("utf-16-le")


PINTEREST_HEADER = (
    "Date",
    "Campaign name",
    "Ad group name",
    "Ad name",
    "Ad entity status",
    "Ad ID",
    "Spend in account currency",
    "Impressions",
    "Reach",
    "CTR",
    "Result",
    "Cost per result",
    "Pin clicks",
    "Outbound clicks",
    "Total conversions (Checkout)",
    "Total order value (Checkout)",
    "Organic pin ID",
)
PINTEREST_ROWS = (
    (
        "2026-06-01",
        "Home",
        "Sofas",
        "Pin A",
        "ACTIVE",
        "PP687123456789012345",
        "12.50",
        1000,
        800,
        "0.012",
        "[9]",
        "[1.421183]",
        14,
        12,
        1,
        "99.90",
        "P1130987",
    ),
    (
        "2026-06-01",
        "Home",
        "Sofas",
        "Pin A",
        "ACTIVE",
        "PP687123456789012345",
        "2.50",
        200,
        150,
        "0.01",
        "[1]",
        "[2.5]",
        3,
        2,
        0,
        "0",
        "P1130987",
    ),
    (
        "2026-06-01",
        "Home",
        "Lamps",
        "Pin B",
        "ACTIVE",
        "PP687123456789012346",
        "7.00",
        500,
        450,
        "0.02",
        "[4]",
        "[1.75]",
        11,
        10,
        2,
        "60",
        "P1130988",
    ),
    (
        "2026-06-02",
        "Home",
        "Lamps",
        "Pin B",
        "PAUSED",
        "PP687123456789012346",
        "0.00",
        0,
        0,
        "0",
        "[0]",
        "[0]",
        0,
        0,
        0,
        "0",
        "P1130988",
    ),
)


def pinterest_report() -> bytes:
    """Ads Manager's ad-level report: no BOM, brackets, prefixed ids, two rows with one key."""
    return delimited(PINTEREST_HEADER, PINTEREST_ROWS).encode()


GOOGLE_HEADER = (
    "Campaign status",
    "Campaign",
    "Day",
    "Campaign type",
    "Currency code",
    "Cost",
    "Clicks",
    "Impr.",
    "CTR",
    "Avg. CPC",
    "Conversions",
    "Conv. rate",
    "Conv. value",
    "Cost / conv.",
)
GOOGLE_ROWS = (
    (
        "Enabled",
        "Brand",
        "2026-06-01",
        "Search",
        "GBP",
        "2,416.39",
        "1,310",
        "25,001",
        "5.24%",
        "1.84",
        "104.50",
        "7.98%",
        "9,876.10",
        "23.12",
    ),
    (
        "Enabled",
        "Shopping all",
        "2026-06-01",
        "Shopping",
        "GBP",
        "301.11",
        "410",
        "90,500",
        "0.45%",
        "0.73",
        "12.00",
        "2.93%",
        "1,200.00",
        "25.09",
    ),
    ("Paused", "Old video", "2026-06-01", "Video", "GBP", "0.00", "0", "0", " --", " --", "0.00", " --", "0.00", " --"),
)
GOOGLE_TOTALS = (
    (
        "Total: Campaigns",
        "--",
        " --",
        " --",
        "GBP",
        "2,717.50",
        "1,720",
        "115,501",
        "1.49%",
        "1.58",
        "116.50",
        "6.77%",
        "11,076.10",
        "23.33",
    ),
    (
        "Total: Account",
        "--",
        " --",
        " --",
        "GBP",
        "2,999.99",
        "1,920",
        "130,000",
        "1.49%",
        "1.58",
        "120.00",
        "6.77%",
        "12,076.10",
        "23.33",
    ),
    (
        "Total: Search",
        "--",
        " --",
        " --",
        "GBP",
        "2,416.39",
        "1,310",
        "25,001",
        "5.24%",
        "1.84",
        "104.50",
        "7.98%",
        "9,876.10",
        "23.12",
    ),
)


def google_report(*, utf16: bool) -> bytes:
    """A downloaded table: two lines before the header, several totals after; "Excel .csv" is UTF-16LE with tabs."""
    preamble = 'Campaign report\n"June 1, 2026 - June 2, 2026"\n'
    text = preamble + delimited(GOOGLE_HEADER, (*GOOGLE_ROWS, *GOOGLE_TOTALS), delimiter="\t" if utf16 else ",")
    return ("\ufeff" + text).encode("utf-16-le") if utf16 else text.encode()
