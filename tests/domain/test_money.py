"""Money is exact: what goes in as text comes out as text, and parts sum to the whole."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paidsocial.domain.money import Money, decimal_to_micros, micros_text, minor_unit, split_units, total
from paidsocial.errors import BadInput, CurrencyMismatch

micros = st.integers(min_value=-(10**18), max_value=10**18)


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [
        ("1,234.50", "eur", "1234.50"),
        ("15000", "AUD", "15000.00"),
        (" 1 000 000.01 ", "USD", "1000000.01"),
        ("1234567", "JPY", "1234567"),
        ("0.125", "KWD", "0.125"),
        ("-3.10", "USD", "-3.10"),
    ],
)
def test_amounts_are_read_as_people_type_them(text: str, currency: str, expected: str) -> None:
    assert Money.parse(text, currency).text == expected


@pytest.mark.parametrize(
    "text", ["", "1,23", "1.2.3", "12e3", "NaN", "1,2345.00", "0x10", "१२", "99999999999999999999"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        Money.parse(text, "EUR")


def test_finer_than_the_currency_can_pay_is_refused() -> None:
    with pytest.raises(BadInput, match="smallest unit of JPY"):
        Money.parse("10.5", "JPY")
    with pytest.raises(BadInput, match="smallest unit of EUR"):
        Money.parse("1,010.005", "EUR")


@pytest.mark.parametrize(
    ("text", "currency", "said"),
    [
        ("1.500", "EUR", "“1.500” can be read as 1,500 or 1.5; write 1500 or 1.50."),
        ("-12.000", "USD", "“-12.000” can be read as -12,000 or -12; write -12000 or -12.00."),
        ("10.005", "EUR", "“10.005” can be read as 10,005 or 10.005; write 10005."),
        ("1.500", "JPY", "“1.500” can be read as 1,500 or 1.5; write 1500."),
    ],
)
def test_a_dot_that_may_stand_for_thousands_is_asked_about(text: str, currency: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        Money.parse(text, currency)
    assert refused.value.message == said


@pytest.mark.parametrize(
    ("text", "currency", "expected"),
    [
        ("1,500", "EUR", "1500.00"),
        ("1,500.00", "EUR", "1500.00"),
        ("1500.000", "EUR", "1500.00"),
        ("0.500", "EUR", "0.50"),
        ("1.500", "KWD", "1.500"),
        ("999.125", "BHD", "999.125"),
    ],
)
def test_what_can_be_read_in_one_way_is_read(text: str, currency: str, expected: str) -> None:
    assert Money.parse(text, currency).text == expected


@given(micros)
def test_what_the_product_writes_is_never_in_doubt(amount: int) -> None:
    money = Money(amount, "EUR").rounded()
    assert Money.parse(money.text, "EUR") == money


def test_two_currencies_never_add_or_compare() -> None:
    one, other = Money(1, "EUR"), Money(1, "USD")
    for operation in (lambda: one + other, lambda: one - other, lambda: one < other, lambda: one <= other):
        with pytest.raises(CurrencyMismatch):
            operation()
    with pytest.raises(CurrencyMismatch):
        total([one, other], "EUR")


@given(micros)
def test_text_is_exact(amount: int) -> None:
    assert Decimal(micros_text(amount, "EUR")) == Decimal(amount).scaleb(-6)


def test_text_shows_more_places_only_where_they_are_not_zero() -> None:
    assert micros_text(17_178_697_617, "USD") == "17178.697617"
    assert micros_text(17_178_600_000, "USD") == "17178.60"
    assert micros_text(-1, "JPY") == "-0.000001"
    assert micros_text(5_000_000, "JPY") == "5"


def test_beyond_micros_rounds_half_to_even() -> None:
    assert decimal_to_micros(Decimal("0.0000005")) == 0
    assert decimal_to_micros(Decimal("0.0000015")) == 2
    assert decimal_to_micros(Decimal("17178.69761709")) == 17_178_697_617


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "1e40"])
def test_what_does_not_fit_is_refused(amount: str) -> None:
    with pytest.raises(BadInput):
        decimal_to_micros(Decimal(amount))


@given(micros, st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=20).filter(any))
def test_parts_sum_to_the_whole_and_stay_in_proportion(amount: int, weights: list[int]) -> None:
    parts = Money(amount, "EUR").split(weights)
    assert sum(part.micros for part in parts) == amount
    step = minor_unit("EUR") if amount % minor_unit("EUR") == 0 else 1
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.micros - Fraction(amount * weight, sum(weights))) < step


def test_an_amount_in_cents_splits_into_cents() -> None:
    assert [part.text for part in Money.parse("10.00", "EUR").split([1, 1, 1])] == ["3.34", "3.33", "3.33"]


@pytest.mark.parametrize("weights", [[0, 0], [1, -1], []])
def test_weights_that_mean_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split_units(10, weights)


@given(micros, st.decimals(min_value="0.000001", max_value="1000000", places=6))
def test_conversion_is_the_nearest_micro(amount: int, rate: Decimal) -> None:
    converted = Money(amount, "USD").converted(rate, "EUR")
    assert converted.currency == "EUR"
    assert abs(converted.micros - Fraction(amount) * Fraction(rate)) <= Fraction(1, 2)


@pytest.mark.parametrize("rate", ["0", "-1", "NaN"])
def test_a_rate_that_is_none_is_refused(rate: str) -> None:
    with pytest.raises(BadInput, match="exchange rate"):
        Money(1, "USD").converted(Decimal(rate), "EUR")
