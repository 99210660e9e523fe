"""Workbooks of several sheets: those with the same columns and rows of their own are read one after the other."""

from __future__ import annotations

import io

import pytest
import xlsxwriter

from paidsocial.platforms.reading import ParsedFile
from tests.support.reading import read

HEADER = ("Date", "Campaign", "Spend", "Impressions")
Row = tuple[str, str, float, int]


def day(text: str, campaign: str, spend: float) -> Row:
    """A row of a sheet."""
    return text, campaign, spend, 100


def workbook(*sheets: tuple[str, list[Row]], header: tuple[str, ...] = HEADER, hidden: str = "") -> ParsedFile:
    """What a workbook is read as, in which every sheet has a title and a total."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for at, row in enumerate([("Report",), header, *rows, ("Total", "", sum(row[2] for row in rows))]):
                sheet.write_row(at, 0, row)
            if name == hidden:
                sheet.hide()
    return read(stream.getvalue(), "Report.xlsx", currency="EUR")


MAY = ("May", [day("2026-05-01", "A", 1.5), day("2026-05-02", "A", 2.25)])
JUNE = ("June", [day("2026-06-01", "A", 4), day("2026-06-02", "B", 8)])


def spend(file: ParsedFile) -> dict[str, str]:
    """What each platform spent."""
    return {part.platform: f"{part.totals['spend']:.2f}" for part in file.parts}


def test_a_sheet_for_each_month_is_one_file() -> None:
    file = workbook(MAY, JUNE)
    (part,) = file.parts
    assert (spend(file), part.rows_read, part.skipped_count) == ({"other": "15.75"}, 4, 0)
    assert any("“May”, “June” have the same columns" in warning for warning in part.warnings)


def test_sheets_named_for_platforms_part_the_file() -> None:
    rows = [day("2026-06-01", "A", 1.5), day("2026-06-02", "A", 2.25)]
    file = workbook(("Facebook", rows), ("Google Ads", [(*row[:2], row[2] * 2, 70) for row in rows]))
    assert spend(file) == {"meta": "3.75", "google": "7.50"}


def test_a_sheet_of_a_plan_or_of_a_period_of_its_own_is_not_added() -> None:
    assert spend(workbook(MAY, ("Media plan", JUNE[1]))) == {"other": "3.75"}
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        for month, days, campaign in (("May", 31, "A"), ("June", 7, "B")):
            sheet = book.add_worksheet(month)
            sheet.write(0, 0, f"1 {month} 2026 - {days} {month} 2026")
            sheet.write_row(1, 0, HEADER[1:])
            sheet.write_row(2, 0, (campaign, 1.5, 100))
    (part,) = read(stream.getvalue(), "Report.xlsx", currency="EUR").parts
    assert [entity.campaign for entity in part.readings.entities] == ["A"]


def test_a_sheets_name_says_whose_it_is_where_nothing_else_does() -> None:
    assert spend(workbook(("Facebook Ads", MAY[1]))) == {"meta": "3.75"}


BY_AD_SET = [day("2026-05-01", "A1", 1), day("2026-05-01", "A2", 0.5), day("2026-05-02", "A1", 2.25)]
ROWS = [(*row[:3], 10 * at) for at, row in enumerate(MAY[1], 3)]
ITS_SUMS = ("By ad set", [(*row[:3], shown) for row, shown in zip(BY_AD_SET, (20, 10, 40), strict=True)])


@pytest.mark.parametrize("other", [ITS_SUMS, ("Month", [("2026-05-31", "A", 3.75, 70)])])
def test_sheets_of_the_same_sums_are_not_added(other: tuple[str, list[Row]]) -> None:
    assert spend(workbook(("May", ROWS), other)) == {"other": "3.75"}


@pytest.mark.parametrize(
    ("sheets", "hidden"),
    [((MAY, ("May (2)", MAY[1])), ""), ((MAY, ("A", MAY[1][:1])), ""), ((MAY, JUNE), "June")],
)
def test_sheets_that_repeat_rows_or_are_hidden_are_not_added(
    sheets: tuple[tuple[str, list[Row]], ...], hidden: str
) -> None:
    file = workbook(*sheets, hidden=hidden)
    assert spend(file) == {"other": "3.75"}
    about = [warning for warning in file.parts[0].warnings if warning.startswith("Only the sheet “May” was read")]
    assert bool(about) is not bool(hidden)
