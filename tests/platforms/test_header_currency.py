"""The currency that a header ends with, in a code, a sign or a word of one currency only."""

from __future__ import annotations

import pytest

from paidsocial.platforms.reading.header_currency import bare_key, named_currency


@pytest.mark.parametrize(
    ("header", "key", "currency"),
    [
        ("Amount spent (EUR)", "amount spent", "EUR"),
        ("Расход, руб.", "расход", "RUB"),
        ("Витрати, грн", "витрати", "UAH"),
        ("Spend in zł", "spend", "PLN"),
        ("Cena Kč", "cena", "CZK"),
        ("Cost, €", "cost", "EUR"),
        ("Spend (kr)", "spend", None),
        ("Spend (Rs.)", "spend", None),
        ("Clicks (all)", "clicks(all)", None),
        ("Start Date (in UTC)", "start date(in utc)", None),
    ],
)
def test_a_header_and_its_currency(header: str, key: str, currency: str | None) -> None:
    assert (bare_key(header), named_currency(header)) == (key, currency)
