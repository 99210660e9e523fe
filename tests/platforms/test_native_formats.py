"""Each platform's own files, built as the platform writes them, read to the figures they were built from."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from paidsocial.domain.readings import UNKNOWN, Grain, Level
from paidsocial.platforms.reading import Hints, ParsedFile, ParsedPart, parse
from tests.support import exports

TODAY = date(2026, 6, 14)


def read(data: bytes, name: str = "report.csv", **hints: Any) -> ParsedFile:
    """Parse bytes as of a fixed day."""
    return parse(io.BytesIO(data), name, today=TODAY, hints=Hints(**hints))


def only_part(data: bytes, name: str = "report.csv", **hints: Any) -> ParsedPart:
    """The single part of a file."""
    (part,) = read(data, name, **hints).parts
    return part


def totals(part: ParsedPart) -> dict[str, str | None]:
    """The exact totals as shortest text."""
    return {name: None if value is None else f"{value.normalize():f}" for name, value in part.totals.items()}


def test_meta_reporting_leaves_out_its_totals_row_and_takes_the_currency_from_the_header() -> None:
    part = only_part(exports.meta_reporting())

    assert (part.platform, part.currency, part.level, part.grain) == ("meta", "EUR", Level.CAMPAIGN, Grain.DAY)
    assert part.rows_read == 4
    assert totals(part) == {
        "spend": "123.456",
        "impressions": "4500",
        "clicks": "95",  # link clicks, not all clicks
        "conversions": "7",  # purchases, not results
        "revenue": "512.5",
    }
    assert {entity.campaign for entity in part.readings.entities} == {"Spring, early", "Ünïcode 🎯"}
    assert (part.readings.first_day, part.readings.last_day) == (date(2026, 6, 1), date(2026, 6, 2))
    assert part.skipped_count == 0
    assert part.warnings == []


def test_meta_without_the_day_breakdown_is_a_period() -> None:
    header = (
        "Reporting starts",
        "Reporting ends",
        "Campaign name",
        "Attribution setting",
        "Amount spent (USD)",
        "Impressions",
    )
    rows = [
        ("2026-05-01", "2026-05-31", "Always on", "7-day click", "1000.01", 5000),
        ("2026-05-01", "2026-05-31", "Launch", "7-day click", "17178.69761709", 7000),
    ]
    part = only_part(exports.delimited(header, rows).encode())

    assert (part.platform, part.grain) == ("meta", Grain.PERIOD)
    assert (part.readings.first_day, part.readings.last_day) == (date(2026, 5, 1), date(2026, 5, 31))
    assert part.totals["spend"] == Decimal("18178.70761709")
    assert sum(part.readings.spend) == 18_178_707_617
    assert any("finer than a millionth" in warning for warning in part.warnings)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (exports.tiktok_workbook(as_text=False), "Acme-Campaign Report-(2026-06-01 to 2026-06-02).xlsx"),
        (exports.tiktok_workbook(as_text=True), "Acme-Campaign Report-(2026-06-01 to 2026-06-02).xlsx"),
        (exports.tiktok_csv(), "custom.csv"),
    ],
)
def test_tiktok_as_numbers_as_text_and_as_csv_agree(data: bytes, name: str) -> None:
    part = only_part(data, name)

    assert (part.platform, part.currency, part.level, part.rows_read) == ("tiktok", "USD", Level.CAMPAIGN, 3)
    assert totals(part) == {
        "spend": "12752.24",
        "impressions": "192000",
        "clicks": "1320",
        "conversions": "27",
        "revenue": None,
    }
    assert not part.warnings


def test_tiktok_without_days_takes_the_period_from_its_name() -> None:
    rows = [
        [cell for place, cell in enumerate(row) if place != 1] for row in (exports.TIKTOK_HEADER, *exports.TIKTOK_ROWS)
    ]
    part = only_part(exports.workbook(rows), "Acme-Campaign Report-(2026-06-01 to 2026-06-07).xlsx")

    assert part.grain is Grain.PERIOD
    assert (part.readings.first_day, part.readings.last_day) == (date(2026, 6, 1), date(2026, 6, 7))


def test_linkedin_campaign_groups_are_campaigns_and_its_campaigns_ad_sets() -> None:
    file = read(exports.linkedin_report(), "account_1_campaign_performance_report.csv")
    (part,) = file.parts

    assert (file.encoding, file.delimiter, file.header_line) == ("utf-16", "\t", 6)
    assert (part.platform, part.account, part.currency, part.time_zone) == ("linkedin", "Acme, Inc.", "USD", "UTC")
    assert part.level is Level.AD_SET
    assert totals(part) == {
        "spend": "320",
        "impressions": "12082",
        "clicks": "62",
        "conversions": "3",
        "revenue": "80.5",
    }
    assert {(e.campaign_id, e.campaign, e.ad_set_id, e.ad_set) for e in part.readings.entities} == {
        ("611", "Brand", "901", "Engineers"),
        ("611", "Brand", "902", "Managers"),
    }
    assert part.readings.first_day == date(2026, 3, 1)  # month first, as LinkedIn writes English dates


def test_linkedin_without_a_daily_breakdown_is_the_reports_period() -> None:
    rows = [("3/1/2026", *row[1:]) for row in exports.LINKEDIN_ROWS]
    part = only_part(exports.linkedin_report(rows=rows))

    assert part.grain is Grain.PERIOD
    assert (part.readings.first_day, part.readings.last_day) == (date(2026, 3, 1), date(2026, 3, 5))


def test_pinterest_sums_rows_that_share_a_key_and_strips_prefixes_from_ids() -> None:
    part = only_part(exports.pinterest_report(), currency="EUR")

    assert (part.platform, part.currency, part.level) == ("pinterest", "EUR", Level.AD)
    assert (part.rows_read, part.summed, len(part.readings)) == (4, 1, 3)
    assert totals(part) == {
        "spend": "22",
        "impressions": "1700",
        "clicks": "24",
        "conversions": "3",
        "revenue": "159.9",
    }
    assert [entity.ad_id for entity in part.readings.entities] == ["687123456789012345", "687123456789012346"]
    assert part.readings.reach is not None
    assert list(part.readings.reach) == [UNKNOWN, 450, 0]  # reach is never summed
    assert any("summed" in warning for warning in part.warnings)


@pytest.mark.parametrize("utf16", [False, True])
def test_google_skips_preamble_and_every_totals_row(utf16: bool) -> None:
    file = read(exports.google_report(utf16=utf16), "Campaign report.csv")
    (part,) = file.parts

    assert (part.platform, part.currency, part.rows_read) == ("google", "GBP", 3)
    # Every row is of the report's first day, and still a day: the column is called Day.
    assert (part.grain, part.readings.last_day) == (Grain.DAY, date(2026, 6, 1))
    assert totals(part) == {
        "spend": "2717.5",
        "impressions": "115501",
        "clicks": "1720",
        "conversions": "116.5",
        "revenue": "11076.1",
    }
    assert file.own_totals is not None
    assert file.own_totals.label == "Total: Campaigns"  # of three totals rows the one that these rows add up to
    assert set(file.own_totals.differs.values()) == {Decimal(0)}
    assert len(file.left_out) == 3
    assert not part.warnings


def test_a_totals_row_that_does_not_tie_is_named() -> None:
    data = exports.tiktok_csv().replace(b"12752.24", b"12800.24")
    (warning,) = only_part(data).warnings

    assert warning == "The file's own totals row (line 5) says spend 12800.24 USD; the rows add up to 12752.24 USD."


def test_linkedins_campaign_id_is_never_a_campaign_groups() -> None:
    header = "Start Date (in UTC)\tCampaign Group Name\tCampaign ID\tCampaign Name\tTotal Spent\tImpressions\tClicks"
    text = f"{header}\n06/13/2026\tBrand\t77\tBrand, DE\t12.5\t100\t3\n"
    (part,) = parse(io.BytesIO(text.encode()), "report.csv", today=date(2026, 6, 14)).parts
    (entity,) = part.readings.entities

    assert part.platform == "linkedin"
    assert (entity.campaign, entity.campaign_id) == ("Brand", None)
    assert (entity.ad_set, entity.ad_set_id) == ("Brand, DE", "77")
