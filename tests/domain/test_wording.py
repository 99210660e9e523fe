"""Amounts of a sentence in the places of their currency."""

from __future__ import annotations

import pytest

from paidsocial.domain import wording

REASON = "400 days of spend between 1,485.50 and 925.10 a day, revenue on 392"


@pytest.mark.parametrize(
    ("currency", "told"),
    [
        ("EUR", REASON),
        ("JPY", "400 days of spend between 1,486 and 925 a day, revenue on 392"),
        ("BHD", "400 days of spend between 1,485.500 and 925.100 a day, revenue on 392"),
    ],
)
def test_amounts_a_day_stand_in_the_currencys_own_places(currency: str, told: str) -> None:
    assert wording.places(REASON, currency) == told


def test_other_numbers_of_a_sentence_stay() -> None:
    other = "revenue fell when spend rose (elasticity -0.50, standard error 0.20)"
    assert wording.places(other, "JPY") == other
