"""Blocks say what `csv` and the cells' own texts say, whichever way they were read."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Literal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from paidsocial.platforms.reading import lines as lines_module
from paidsocial.platforms.reading.arrays import exact_sum, filled, has_repeats
from paidsocial.platforms.reading.blocks import Block
from paidsocial.platforms.reading.numbers import NotANumber, parse_number
from paidsocial.platforms.reading.plain_blocks import PlainBlock, plain_block
from paidsocial.platforms.reading.table import TextTable
from paidsocial.platforms.reading.workbook import SheetBlock

CELLS = st.one_of(
    st.sampled_from(["", "a", "12.5", "a,b", 'say "x"', '"', "two\nlines", "é ü", "日本", "-", "x;y", " ", "'"]),
    st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00\r"), max_size=6),
)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def read(raw: bytes, delimiter: str, block: int) -> list[tuple[int, list[str]]]:
    table = TextTable(io.BytesIO(raw), lambda rows: 0)
    table.delimiter = delimiter
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lines_module, "_BLOCK", block)
        return [(line, list(row)) for one in table.blocks() for line, row in zip(one.lines, one.rows(), strict=True)]


def by_csv(raw: bytes, encoding: str, delimiter: str) -> list[tuple[int, list[str]]]:
    text = io.TextIOWrapper(io.BytesIO(raw), encoding=encoding, newline=None)
    reader = csv.reader(text, delimiter=delimiter)
    found, line = [], 1
    for row in reader:
        found.append((line, row))
        line = reader.line_num + 1
    return found


@given(
    st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=12),
    st.tuples(ENDS, st.sampled_from([",", ";", "\t"]), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    st.sampled_from(["utf-8-sig", "utf-16"]),
    st.sampled_from([1, 7, 40, 1 << 22]),
)
@example([['say "x"', "two\nlines", "two\nlines"], ["", ""]], ("\r", ",", csv.QUOTE_ALL), "utf-8-sig", 40)
def test_rows_and_their_lines_are_those_of_csv(
    rows: list[list[str]], style: tuple[str, str, Literal[0, 1]], encoding: str, block: int
) -> None:
    end, delimiter, quoting = style
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    raw = ("header" + delimiter + "row" + end + out.getvalue()).encode(encoding)
    assert read(raw, delimiter, block) == by_csv(raw, encoding, delimiter)


@given(st.text(st.sampled_from('ab,"\n1.'), min_size=1, max_size=60), st.sampled_from([1, 5, 1 << 22]))
def test_whatever_stands_there_is_read_as_csv_reads_it(text: str, block: int) -> None:
    raw = ("x,y\n" + text).encode()
    assert read(raw, ",", block) == by_csv(raw, "utf-8", ",")


def test_a_plain_table_is_read_by_columns_and_one_with_a_quote_within_a_cell_is_not() -> None:
    block = plain_block('day,"name, long",1.5\n2026-06-01,é,\n'.encode(), ",", 7)
    assert block is not None
    assert list(block.lines) == [7, 8]
    assert list(block.column(1)) == ["name, long", "é"]
    assert block.row(1) == ["2026-06-01", "é", ""]
    assert list(block.kept([1]).column(0)) == ["2026-06-01"]
    assert plain_block(b'a,"say ""x"""\n', ",", 1) is None
    assert plain_block(b"a,b\nc\n", ",", 1) is None


def test_keys_are_equal_only_where_all_cells_are() -> None:
    block = plain_block(b"a,b,1,c\na,b,2,c\na,,3,bc\n", ",", 1)
    assert block is not None
    first, same, other = block.keys([3, 0, 1])
    assert first == same
    assert first != other


NUMBERS = st.one_of(
    st.from_regex(r"\A\d{0,9}\Z"),
    st.from_regex(r"\A\d{0,10}\.\d{0,7}\Z"),
    st.sampled_from(["-1", "1,5", "1.5.2", ".", "", "5.", ".5", "000012.50", "1e3", "999999999.999999", "1000000000"]),
)


def plain(cells: list[str]) -> PlainBlock:
    block = plain_block("".join(f"x,{cell}\n" for cell in cells).encode(), ",", 1)
    assert block is not None
    return block


@given(st.lists(NUMBERS.filter(lambda cell: "," not in cell), min_size=1, max_size=8))
def test_figures_are_exactly_what_the_texts_say_or_nothing(cells: list[str]) -> None:
    check_figures(plain(cells), cells, ".")


def check_figures(block: Block, cells: list[str], mark: str) -> None:
    figures = block.figures(1, mark)
    if figures is None:
        return
    for micros, empty, cell in zip(figures.micros.tolist(), figures.empty.tolist(), cells, strict=True):
        try:
            amount = parse_number(cell, mark)
        except NotANumber:
            pytest.fail(f"took “{cell}” for a number")
        assert (amount is None) == empty
        assert Decimal(micros).scaleb(-6) == (amount or 0)
    assert figures.whole == all(micros % 1_000_000 == 0 for micros in figures.micros.tolist())


def test_usual_figures_are_converted_at_once() -> None:
    figures = plain(["12.50", "", "7", '"3.000001"']).figures(1, ".")
    assert figures is not None
    assert figures.micros.tolist() == [12_500_000, 0, 7_000_000, 3_000_001]
    assert figures.empty.tolist() == [False, True, False, False]
    commas = plain_block(b"x;12,5\nx;3\n", ";", 1)
    assert commas is not None
    with_commas = commas.figures(1, ",")
    assert with_commas is not None
    assert with_commas.micros.tolist() == [12_500_000, 3_000_000]


@given(
    st.lists(
        st.one_of(
            st.integers(0, 10**15).map(lambda micros: micros / 1e6),
            st.floats(-1e12, 1e12, allow_nan=False),
            st.just(""),
            st.just("n/a"),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_a_sheets_numbers_are_those_that_it_shows(cells: list[float | str]) -> None:
    block = SheetBlock(range(1, len(cells) + 1), [["x"] * len(cells), cells])
    check_figures(block, list(block.column(1)), ".")


def test_a_sheet_with_a_blank_row_has_no_even_width() -> None:
    even = SheetBlock([1, 2], [["", "a"], [1.0, ""]])
    assert even.width == 2
    blank = SheetBlock([1, 2], [["", "a"], ["", ""]])
    assert blank.width is None
    assert blank.rows() == [[], ["a", ""]]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2**40)), min_size=1, max_size=10))
def test_repeats_are_found_whatever_the_numbers(rows: list[tuple[int, int]]) -> None:
    columns = [filled(np.array(column, np.int64)) for column in zip(*rows, strict=True)]
    assert has_repeats(*columns, columns[1]) == (len(set(rows)) < len(rows))


@given(st.lists(st.integers(-(2**62), 2**62), max_size=10))
def test_a_sum_is_exact_beyond_sixty_four_bits(values: list[int]) -> None:
    assert exact_sum(filled(np.array(values, np.int64))) == sum(values)
