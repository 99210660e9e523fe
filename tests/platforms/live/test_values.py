"""Single values of a reply: exact whatever way they are read."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from paidsocial.domain.money import MICROS
from paidsocial.errors import PlatformError
from paidsocial.platforms.live.values import Values

CHECK = Values("Someone")
NUMBERS = st.from_regex(r"\A-?\d{0,13}(\.\d{0,9})?(E-?\d)?\Z").filter(lambda text: any(c.isdigit() for c in text))


@given(NUMBERS)
@example("0.0000005")
@example(".5")
@example("5.")
@example("12345678901234")
def test_an_amount_is_the_decimal_that_was_written(text: str) -> None:
    try:
        told = Decimal(text)
    except ArithmeticError:
        with pytest.raises(PlatformError):
            CHECK.micros(text, "spend")
        return
    if abs(told) <= 10**12:
        assert CHECK.micros(text, "spend") == int((told * MICROS).quantize(Decimal(1), ROUND_HALF_EVEN))


@pytest.mark.parametrize("value", ["1,5", "²", " ", "1.2.3", "NaN", "1e30", True, [1], {"a": 1}, 1.5])
def test_what_is_no_plain_number_is_the_platforms_fault(value: object) -> None:
    with pytest.raises(PlatformError, match="spend is"):
        CHECK.micros(value, "spend")
    with pytest.raises(PlatformError, match="impressions is"):
        CHECK.whole(value, "impressions")


def test_missing_is_nothing() -> None:
    assert [CHECK.micros(value, "spend") for value in (None, "", "-")] == [0, 0, 0]


def test_whole_numbers() -> None:
    assert [CHECK.whole(value, "clicks") for value in ("12", 12, "12.0", "-3", "123456789012345")] == [
        12,
        12,
        12,
        -3,
        123456789012345,
    ]
