"""Number cells: every style to exact decimals, and the decimal mark judged from whole columns."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paidsocial.platforms.reading.numbers import (
    COMMA,
    DOT,
    Column,
    Evidence,
    NotANumber,
    currency_in,
    exact_text,
    parse_number,
)


@pytest.mark.parametrize(
    ("cell", "mark", "expected"),
    [
        ("1234.56", DOT, "1234.56"),
        ("1,234.56", DOT, "1234.56"),
        ("12,34,567.8", DOT, "1234567.8"),
        ("1.234,56", COMMA, "1234.56"),
        ("1 234,56", COMMA, "1234.56"),
        ("1\u202f234,56", COMMA, "1234.56"),
        ("1\u00a0234\u00a0567,5", COMMA, "1234567.5"),
        ("1'234.56", DOT, "1234.56"),
        ("1’234.56", DOT, "1234.56"),
        ("0,33", COMMA, "0.33"),
        (".5", DOT, "0.5"),
        ("7.48E-6", DOT, "0.00000748"),
        ("$1,234.50", DOT, "1234.50"),
        ("EUR 12.30", DOT, "12.30"),
        ("12,30 €", COMMA, "12.30"),
        ("R$ 1.234,50", COMMA, "1234.50"),
        ("4.00%", DOT, "4.00"),
        ("0 %", COMMA, "0"),
        ("[9]", DOT, "9"),
        ("[1.421183]", DOT, "1.421183"),
        ('="123"', DOT, "123"),
        ("(12.50)", DOT, "-12.50"),
        ("-3.5", DOT, "-3.5"),
        ("−3.5", DOT, "-3.5"),
        ("١٢٣٫٥", DOT, "123.5"),
        ("１２３．５", DOT, "123.5"),
        ("161074.000", DOT, "161074"),
        ("–5.5", DOT, "-5.5"),
    ],
)
def test_a_number_is_read_in_the_files_style(cell: str, mark: str, expected: str) -> None:
    assert parse_number(cell, mark) == Decimal(expected)


@pytest.mark.parametrize(
    "cell", ["", "-", "--", " --", "—", "N/A", "n/a", "null", '"na"', "  ", "NaN", "€ -", " -   zł ", "EUR –", "$ -"]
)
def test_a_cell_that_says_nothing_is_none(cell: str) -> None:
    assert parse_number(cell, DOT) is None


@pytest.mark.parametrize(
    ("cell", "mark"),
    [
        ("abc", DOT),
        ("1.2.3", DOT),
        ("1,5", DOT),
        ("12,34.5", DOT),
        ("1.5", COMMA),
        ("1-2", DOT),
        ("inf", DOT),
        ("5 apples 3", DOT),
    ],
)
def test_a_cell_that_is_no_number_in_this_style_is_refused(cell: str, mark: str) -> None:
    with pytest.raises(NotANumber):
        parse_number(cell, mark)


@pytest.mark.parametrize(
    ("cells", "whole", "sure"),
    [
        (["1.50", "1234.00"], False, {DOT}),
        (["1,50", "1.234,00"], False, {COMMA}),
        (["1,234"], False, set()),
        (["1.234"], False, set()),
        (["0.123"], False, {DOT}),
        (["161074.000"], False, {DOT}),
        (["1,234,567"], False, {DOT}),
        (["1.234.567"], False, {COMMA}),
        (["1.234", "17"], True, {COMMA}),
        (["1.000", "17"], True, set()),
        (["1,234"], True, {DOT}),
        (["1.234,5", "€ 3,20"], False, {COMMA}),
        (["12", "7", ""], False, set()),
    ],
)
def test_the_decimal_mark_is_judged_from_the_column(cells: list[str], whole: bool, sure: set[str]) -> None:
    evidence = Evidence()
    evidence.look_at(cells, whole=whole)
    assert evidence.sure == sure


def test_a_column_keeps_exact_integers_and_what_rounding_took_away() -> None:
    column = Column("spend", DOT)
    column.feed(["1.5", "", "2"])
    column.feed(["1.429999948123", "$3.00", "oops", "99999999999999999999"])

    assert list(column.values) == [1_500_000, 0, 2_000_000, 1_430_000, 3_000_000, 0, 0]
    assert column.bad == {5: "spend “oops” is not a number", 6: "spend “99999999999999999999” is too large"}
    assert column.total(range(5)) == Decimal("7.929999948123")


def test_a_column_in_the_other_style_is_noticed() -> None:
    column = Column("spend", DOT)
    column.feed(["1.234.567", "12"])
    assert column.evidence.sure == {COMMA}
    assert 0 in column.bad


@given(st.lists(st.integers(0, 10**15), min_size=1, max_size=20))
def test_six_decimals_are_exact_up_to_the_largest_amounts(units: list[int]) -> None:
    column = Column("spend", DOT)
    column.feed([f"{unit // 10**6}.{unit % 10**6:06d}" for unit in units])
    assert list(column.values) == units
    assert not column.residues


@pytest.mark.parametrize("cell", ["0.0000001", "5.", "1.1.1", "²", "1_000"])
def test_what_is_not_plain_is_looked_at_by_itself(cell: str) -> None:
    column = Column("spend", DOT)
    column.feed(["1.5", cell, "2.25"])
    assert (column.values[0], column.values[2]) == (1_500_000, 2_250_000)
    assert (cell in {"1.1.1", "1_000"}) == (1 in column.bad)
    assert column.total([0, 2]) == Decimal("3.75")


def test_whole_metrics_take_written_out_zeros_but_no_fractions() -> None:
    column = Column("impressions", DOT, whole=True)
    column.feed(["36034.0", "12", "1,234", ""])
    column.feed(["7.5"])

    assert list(column.values) == [36034, 12, 1234, 0, 0]
    assert column.bad == {4: "impressions “7.5” is not a whole number"}


def test_micro_units_become_major_ones_exactly() -> None:
    column = Column("spend", DOT, exponent=-6)
    column.feed(["1234567", "1"])
    assert list(column.values) == [1_234_567, 1]
    assert column.total(range(2)) == Decimal("1.234568")


@pytest.mark.parametrize(
    ("cell", "code"), [("12 €", "EUR"), ("£3", "GBP"), ("USD 3", "USD"), ("3.50 PLN", "PLN"), ("$3", None), ("3", None)]
)
def test_a_currency_is_taken_from_a_cell_only_where_it_is_one_for_sure(cell: str, code: str | None) -> None:
    assert currency_in(cell) == code


def _written(units: int, places: int, group: str, mark: str) -> str:
    digits = str(abs(units)).rjust(places + 1, "0")
    whole, part = (digits[:-places], digits[-places:]) if places else (digits, "")
    groups = []
    while len(whole) > 3:
        groups.insert(0, whole[-3:])
        whole = whole[:-3]
    return group.join([whole, *groups]) + (mark + part if part else "")


@given(
    st.lists(st.integers(0, 10**12), min_size=1, max_size=40),
    st.sampled_from([0, 1, 2, 4, 6]),
    st.sampled_from([(",", "."), (".", ","), ("", "."), ("", ","), (" ", ","), ("'", "."), ("\u202f", ",")]),
)
def test_any_column_of_amounts_in_any_style_adds_up_exactly(
    units: list[int], places: int, style: tuple[str, str]
) -> None:
    group, mark = style
    column = Column("spend", mark)
    column.feed([_written(unit, places, group, mark) for unit in units])

    assert not column.bad
    assert list(column.values) == [unit * 10 ** (6 - places) for unit in units]
    assert column.total(range(len(units))) == Decimal(sum(units)).scaleb(-places)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**9), max_value=10**9))
def test_exact_text_says_the_same_number_in_plain_digits(amount: Decimal) -> None:
    text = exact_text(amount)
    assert Decimal(text) == amount
    assert "E" not in text
