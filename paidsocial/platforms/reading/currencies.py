"""Which currency a file's amounts are in: from a column, a header or the cells; one, or refused."""

from __future__ import annotations

import re
from collections.abc import Iterable

from paidsocial.domain.money import currency_code
from paidsocial.errors import BadInput
from paidsocial.platforms.base import MONEY, Field
from paidsocial.platforms.reading.entities import PART_FIELDS
from paidsocial.platforms.reading.header_currency import ALSO_WORDS, iso_currencies, named_currency, unit_code
from paidsocial.platforms.reading.headers import Layout
from paidsocial.platforms.reading.numbers import NOTHING, SHARED_SIGNS, currency_in
from paidsocial.platforms.reading.parsed import Hints
from paidsocial.platforms.reading.rows import RowPass

LARGE_UNITS = frozenset(  # whose smallest coin is worth nothing, so that amounts have no decimals
    ("IDR", "COP", "HUF", "IRR", "LBP", "MMK", "TZS", "UZS", "KHR", "LAK", "MNT", "NGN", "CRC")
)
_MAY_BE = {
    "$": frozenset(
        (
            "USD",
            "CAD",
            "AUD",
            "NZD",
            "HKD",
            "TWD",
            "SGD",
            "MXN",
            "ARS",
            "CLP",
            "COP",
            "UYU",
            "BRL",
            "DOP",
            "JMD",
            "TTD",
            "BSD",
            "BBD",
            "BZD",
            "FJD",
            "LRD",
            "NAD",
            "XCD",
        )
    ),
    "¥": frozenset(("JPY", "CNY")),
}
_CODE = re.compile(r"(?<![^\s:(\[])[A-Z]{3}(?![^\s)\].,;])")


def part_currency(cell: str, done: RowPass, hints: Hints) -> str | None:
    """The currency of rows whose own cell says `cell`; what is no currency is given back for `check_currencies`."""
    own = (
        unit_code(cell)
        or currency_in(cell)
        or currency_in(cell.upper())
        or (None if cell.casefold() in NOTHING else cell)
        or done.layout.currency
        or _currency_of_cells(done)
    )
    if hints.currency is None:
        _check_header(cell, done)
        return own or _stated(done.layout)
    said = currency_code(hints.currency)
    if own in iso_currencies() and own != said:
        raise BadInput(
            f"The file's amounts are in {own}, not in {said}. Leave --currency out, or export the file in {said}.",
            field="currency",
        )
    return said


def about_stated(done: RowPass, hints: Hints) -> list[str]:
    """What to say where nothing but the lines above the header names the currency."""
    if (
        hints.currency
        or done.layout.currency
        or Field.CURRENCY in done.layout.at
        or done.metrics[Field.SPEND].currencies
    ):
        return []
    told = _stated(done.layout)
    return [f"Amounts are taken to be in {told}, as the lines above the header say."] if told else []


def _stated(layout: Layout) -> str | None:
    """The currency that the lines above the header name in capitals, where they name one only: "All amounts in EUR"."""
    words = {word for line in layout.preamble for word in _CODE.findall(line)}
    codes = (words & iso_currencies()) - ALSO_WORDS
    return codes.pop() if len(codes) == 1 else None


def _check_header(cell: str, done: RowPass) -> None:
    """Refuse spend whose header names another currency than its row, as where an account's is told beside dollars."""
    header = done.layout.headers[done.layout.at[Field.SPEND]]
    named, told = named_currency(header), cell.upper()
    if named and told in iso_currencies() and told != named:
        raise BadInput(
            f"“{header[:60]}” names {named} and the currency column {told}. Say which the amounts are in: leave the "
            f"other out with --map currency= or name a column in {told} with --map spend=HEADER.",
            field="currency",
        )


def only_currency(done: RowPass) -> str:
    """The currency that all rows name which name one: it is that of the others too. Empty where there are several."""
    cells = {part[PART_FIELDS.index(Field.CURRENCY)].upper() for part in done.named.parts} & iso_currencies()
    return cells.pop() if len(cells) == 1 else ""


def _currency_of_cells(done: RowPass) -> str | None:
    seen = done.metrics[Field.SPEND].currencies
    codes = seen & iso_currencies()
    strangers = {sign for sign in seen & SHARED_SIGNS if any(code not in _MAY_BE[sign] for code in codes)}
    if len(codes) > 1 or strangers:
        raise BadInput(
            f"The spend column holds amounts in {' and '.join(sorted(codes | strangers))}. "
            "Put the currency into a column of its own, or export each currency by itself.",
            field="currency",
        )
    return next(iter(codes), None)


def check_currencies(done: RowPass, currencies: Iterable[str | None]) -> None:
    """Refuse what is no currency, and revenue in another currency than spend: two currencies never mix."""
    for currency in currencies:
        if currency is not None and currency not in iso_currencies():
            raise BadInput(
                f"“{currency[:30]}” in the currency column is no currency code such as EUR. "
                "Correct it, or name the currency with --currency.",
                field="currency",
            )
    named = {
        metric: named_currency(done.layout.headers[done.layout.at[metric]])
        for metric in MONEY
        if metric in done.metrics
    }
    if len({code for code in named.values() if code}) > 1:
        raise BadInput(
            f"Spend is in {named[Field.SPEND]} and revenue in {named[Field.REVENUE]}, and two currencies never mix. "
            "Export both in one, or leave the revenue out with --map revenue=",
            field="currency",
        )
