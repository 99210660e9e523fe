"""Exchange rates: the one that holds, its name, and money converted by it to the smallest unit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paidsocial.domain.days import Period
from paidsocial.domain.fx import Basis, Rate, RateTable, Reading, rate_text, same_currency, spans_text
from paidsocial.domain.money import Money
from paidsocial.errors import CurrencyMismatch, MissingRate

JUNE = Period.month(2026, 6)


def daily(day: str, rate: str, *, base: str = "EUR", quote: str = "USD", source: str = "ECB") -> Reading:
    return Reading(base, quote, date.fromisoformat(day), Decimal(rate), source)


def test_a_rate_of_the_day_is_used_as_loaded() -> None:
    rate = RateTable([daily("2026-06-10", "1.08350")]).on("EUR", "USD", date(2026, 6, 10))
    assert (rate.text, rate.source, rate.basis) == ("1.0835", "ECB", "daily rate of 2026-06-10")


def test_a_weekend_takes_fridays_rate_and_says_so() -> None:
    rate = RateTable([daily("2026-06-12", "1.08")]).on("EUR", "USD", date(2026, 6, 14))
    assert rate.basis == "daily rate of 2026-06-12, carried to 2026-06-14"


def test_a_rate_is_carried_seven_days_and_not_eight() -> None:
    table = RateTable([daily("2026-06-01", "1.08")])
    assert table.on("EUR", "USD", date(2026, 6, 8)).rate == Decimal("1.08")
    with pytest.raises(MissingRate, match="from EUR to USD for 2026-06-09"):
        table.on("EUR", "USD", date(2026, 6, 9))


def test_a_later_rate_is_never_used_for_an_earlier_day() -> None:
    with pytest.raises(MissingRate):
        RateTable([daily("2026-06-02", "1.08")]).on("EUR", "USD", date(2026, 6, 1))


def test_the_opposite_pair_is_inverted_and_named() -> None:
    rate = RateTable([daily("2026-06-01", "1.25")]).on("USD", "EUR", date(2026, 6, 1))
    assert (rate.text, rate.source) == ("0.8", "ECB, EUR/USD inverted")


def test_two_rates_of_one_day_make_a_cross_through_a_third_currency() -> None:
    table = RateTable([daily("2026-06-01", "1.25"), daily("2026-06-01", "0.85", quote="GBP", source="Bank")])
    rate = table.on("USD", "GBP", date(2026, 6, 1))
    assert rate.text == "0.68"  # 0.8 EUR for a dollar, 0.85 pounds for a euro
    assert rate.source == "ECB, EUR/USD inverted and Bank via EUR"


def test_legs_of_different_days_make_no_cross() -> None:
    table = RateTable([daily("2026-06-01", "1.25"), daily("2026-06-02", "0.85", quote="GBP")])
    with pytest.raises(MissingRate):
        table.on("USD", "GBP", date(2026, 6, 2))


def test_a_month_is_the_mean_of_its_calendar_days() -> None:
    # 1.00 on the 1st to the 10th, 1.30 on the 11th to the 30th: (10 x 1.00 + 20 x 1.30) / 30 = 1.2
    days = [daily(f"2026-06-{day:02d}", "1.00" if day <= 10 else "1.30") for day in range(1, 31)]
    rate = RateTable(days).for_month("EUR", "USD", JUNE)
    assert (rate.text, rate.source, rate.basis) == ("1.2", "ECB", "average of 30 daily rates")


def test_a_mean_that_does_not_end_has_twelve_significant_digits() -> None:
    days = [daily("2026-06-01", "1"), daily("2026-06-02", "1"), daily("2026-06-03", "2")]
    rate = RateTable(days).for_month("EUR", "USD", JUNE, through=date(2026, 6, 3))
    assert rate.text == "1.33333333333"


def test_carried_days_of_a_month_are_counted() -> None:
    weekdays = [day for day in JUNE.days() if day.weekday() < 5]
    rate = RateTable([daily(str(day), "1.1") for day in weekdays]).for_month("EUR", "USD", JUNE)
    assert (rate.text, rate.basis) == ("1.1", "average of 30 daily rates, 8 carried forward")


def test_a_month_with_a_gap_names_every_missing_day_and_the_remedy() -> None:
    days = [daily(f"2026-06-{day:02d}", "1.1") for day in range(1, 16)]
    with pytest.raises(MissingRate) as caught:
        RateTable(days).for_month("EUR", "USD", JUNE)
    assert "from EUR to USD for 2026-06-23 to 2026-06-30" in caught.value.message
    assert "paidsocial rates load" in caught.value.message


def test_a_booking_rate_goes_before_the_average_unless_another_basis_is_asked_for() -> None:
    table = RateTable(
        [daily(f"2026-06-{day:02d}", "1.10" if day < 30 else "1.40") for day in range(1, 31)],
        [daily("2026-06-01", "1.07", source="Group treasury")],
    )
    booked = table.for_month("EUR", "USD", JUNE)
    assert (booked.text, booked.source, booked.basis) == ("1.07", "Group treasury", "booking rate of 2026-06")
    assert table.for_month("EUR", "USD", JUNE, basis=Basis.AVERAGE).text == "1.11"
    assert table.for_month("EUR", "USD", JUNE, basis=Basis.MONTH_END).text == "1.4"
    with pytest.raises(MissingRate, match="no booking rate from EUR to USD for 2026-05"):
        table.for_month("EUR", "USD", Period.month(2026, 5), basis=Basis.BOOKING)


def test_a_currency_needs_no_rate_to_itself_and_keeps_every_micro() -> None:
    rate = RateTable([]).for_month("AUD", "AUD", JUNE)
    assert rate == same_currency("AUD")
    assert (rate.text, rate.source, rate.convert(1_234_567)) == ("1", "same currency", 1_234_567)


@pytest.mark.parametrize(
    ("micros", "rate", "quote", "expected"),
    [
        (10_000_000, "1.0835", "USD", 10_840_000),  # 10.835 lies between 10.83 and 10.84: to the even one
        (10_000_000, "1.0825", "USD", 10_820_000),
        (10_000_000, "162.55", "JPY", 1_626_000_000),  # 1625.5 yen; no smaller unit than the yen
        (1_000_000, "0.33333", "KWD", 333_000),
        (-10_000_000, "1.0835", "USD", -10_840_000),
    ],
)
def test_conversion_rounds_half_to_even_to_the_smallest_unit(micros: int, rate: str, quote: str, expected: int) -> None:
    assert Rate("EUR", quote, Decimal(rate), "test", "test").convert(micros) == expected


def test_an_amount_of_another_currency_is_refused() -> None:
    with pytest.raises(CurrencyMismatch):
        Rate("EUR", "USD", Decimal("1.1"), "test", "test").converted(Money(1_000_000, "GBP"))


@pytest.mark.parametrize(
    ("text", "expected"), [("1.0800", "1.08"), ("160", "160"), ("1E+2", "100"), ("6.12E-5", "0.0000612")]
)
def test_rates_are_written_in_plain_digits(text: str, expected: str) -> None:
    assert rate_text(Decimal(text)) == expected


def test_days_are_told_as_ranges() -> None:
    june = [date(2026, 6, day) for day in (1, 2, 3, 5, 7, 9, 10, 12, 14)]
    assert spans_text(june[:4]) == "2026-06-01 to 2026-06-03 and 2026-06-05"
    assert spans_text(june).endswith("2026-06-09 to 2026-06-10 and 2 more days")


rates = st.decimals(min_value="0.0001", max_value="10000", places=6)


@given(micros=st.integers(-(10**15), 10**15), rate=rates)
def test_a_converted_amount_is_within_half_a_cent_of_the_exact_one(micros: int, rate: Decimal) -> None:
    converted = Rate("EUR", "USD", rate, "test", "test").convert(micros)
    assert converted % 10_000 == 0
    assert abs(Fraction(converted) - Fraction(micros) * Fraction(rate)) <= 5_000


@given(st.lists(rates, min_size=30, max_size=30))
def test_the_average_lies_within_the_months_rates(values: list[Decimal]) -> None:
    days = [daily(str(JUNE.first + timedelta(days=i)), str(value)) for i, value in enumerate(values)]
    rate = RateTable(days).for_month("EUR", "USD", JUNE)
    slack = max(values) * Decimal("1e-11")  # twelve significant digits
    assert min(values) - slack <= rate.rate <= max(values) + slack
    assert abs(Fraction(rate.rate) - sum(map(Fraction, values)) / 30) <= Fraction(slack)
