"""Spreadsheets: the same cells in both formats, nothing that runs, exact amounts, files that are whole or not there."""

from __future__ import annotations

import csv
import io
import stat
import tracemalloc
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from paidsocial.errors import BadInput, PaidsocialError
from paidsocial.services.spreadsheets import Sheet, csv_chunks, neutral, replacing, write_csv, write_xlsx

ROWS = [
    ('=HYPERLINK("http://x")', Decimal("1234.50"), 7, date(2026, 6, 1), None),
    ("Zürich, “Été”; 50% off", Decimal("-0.000001"), 0, date(2026, 6, 30), ""),
    ("120200000000123456", Decimal("1234567890123.123456"), -3, None, "line\nbreak"),
]
HEADINGS = ("name", "spend", "clicks", "day", "note")


def as_csv() -> list[list[str]]:
    target = io.BytesIO()
    write_csv(target, HEADINGS, ROWS)
    return list(csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig"), newline="")))


def test_a_csv_has_a_bom_iso_days_plain_decimals_and_neutral_cells() -> None:
    raw = b"".join(csv_chunks(HEADINGS, ROWS))
    assert raw.startswith(b"\xef\xbb\xbfname,spend")
    assert raw.count(b"\r\n") == 4
    assert as_csv()[1:] == [
        ['\'=HYPERLINK("http://x")', "1234.50", "7", "2026-06-01", ""],
        ["Zürich, “Été”; 50% off", "-0.000001", "0", "2026-06-30", ""],
        ["120200000000123456", "1234567890123.123456", "-3", "", "line\nbreak"],
    ]


def test_a_workbook_has_the_same_cells_and_ids_stay_text() -> None:
    target = io.BytesIO()
    write_xlsx(target, [Sheet("Spend", HEADINGS, ROWS), Sheet("Totals", ("a",), [])])
    book = CalamineWorkbook.from_filelike(io.BytesIO(target.getvalue()))
    assert book.sheet_names == ["Spend", "Totals"]
    rows = book.get_sheet_by_name("Spend").to_python()
    assert rows[1] == ['\'=HYPERLINK("http://x")', 1234.5, 7.0, "2026-06-01", ""]
    assert rows[3][:2] == ["120200000000123456", "1234567890123.123456"]  # more digits than a float holds: text


@pytest.mark.parametrize(
    "text", ["=1+1", "+49", "-5", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1+1", "＠x", "-", "=cmd|'/C calc'!A0"]
)
def test_text_that_would_run_is_neutralised(text: str) -> None:
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Spring | Sale = 50%", "a-b", "1-2", "'quoted", "50% off"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert neutral(text) == text


@given(st.lists(st.tuples(st.text(), st.decimals(allow_nan=False, allow_infinity=False, places=6)), max_size=20))
def test_any_rows_come_back_from_the_csv(rows: list[tuple[str, Decimal]]) -> None:
    raw = b"".join(csv_chunks(("a", "b"), rows, rows_a_chunk=3))
    read = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert [(name, Decimal(amount)) for name, amount in read[1:]] == [(neutral(name), value) for name, value in rows]


def test_a_long_workbook_needs_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        rows = ((f"campaign {i}", Decimal(i), i, date(2026, 6, 1), None) for i in range(count))
        tracemalloc.start()
        with (tmp_path / f"{count}.xlsx").open("wb") as target:
            write_xlsx(target, [Sheet("Spend", HEADINGS, rows)])
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    short = peak(500)
    assert peak(6000) < 2 * short


def test_a_file_replaces_the_old_one_only_when_it_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "june.csv"
    path.write_text("old")

    def half() -> None:
        with replacing(path) as target:
            target.write(b"half")
            raise RuntimeError("boom")

    with pytest.raises(RuntimeError):
        half()
    assert path.read_text() == "old"
    with replacing(path) as target:
        target.write(b"new")
    assert path.read_text() == "new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["june.csv"]


def test_a_new_file_has_the_rights_of_any_new_file(tmp_path: Path) -> None:
    plain, ours = tmp_path / "plain", tmp_path / "ours"
    plain.write_text("")
    with replacing(ours) as target:
        target.write(b"")
    assert stat.S_IMODE(ours.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


@pytest.mark.parametrize("place", ["missing/june.csv", "."])
def test_a_place_that_cannot_be_written_is_refused_in_words(tmp_path: Path, place: str) -> None:
    with pytest.raises(BadInput, match="folder") as caught, replacing(tmp_path / place):
        pass
    assert isinstance(caught.value, PaidsocialError)
    assert caught.value.field == "output"
