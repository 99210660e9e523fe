"""Which mark stands before the decimals, where a file's figures could be read either way."""

from __future__ import annotations

from collections.abc import Sequence

from paidsocial.domain.money import minor_digits
from paidsocial.errors import AmbiguousFile
from paidsocial.platforms.base import METRICS, WHOLE, Field
from paidsocial.platforms.reading.blocks import Row
from paidsocial.platforms.reading.currencies import LARGE_UNITS
from paidsocial.platforms.reading.header_currency import iso_currencies
from paidsocial.platforms.reading.headers import Layout
from paidsocial.platforms.reading.numbers import COMMA, DOT, Evidence, grouped_otherwise
from paidsocial.platforms.reading.parsed import Hints
from paidsocial.platforms.reading.table import Table


def likely_mark(layout: Layout, rows: Sequence[Row], places: Sequence[int]) -> str | None:
    """The decimal mark that some columns of the first rows show beyond doubt, or None."""
    evidence = Evidence()
    whole = {layout.at[name] for name in WHOLE if name in layout.at}
    metric = {layout.at[name] for name in METRICS if name in layout.at}
    for place in places:
        if place in metric or place not in layout.at.values():
            evidence.look_at([row[place] for row in rows if len(row) > place], whole=place in whole)
    return next(iter(evidence.sure)) if len(evidence.sure) == 1 else None


def meant_mark(table: Table, layout: Layout, below: Sequence[Row], hints: Hints, either: str) -> str:
    """The decimal mark of a file whose figures could all be read both ways ("1.234"), judged from what is around.

    Raises AmbiguousFile where nothing tells.
    """
    others = [place for place in range(len(layout.headers)) if place not in layout.at.values()]
    shown = likely_mark(layout, below, others)
    if shown:
        return shown
    grouping = COMMA if "," in either else DOT
    if any(grouped_otherwise(row[place]) for row in below for place in layout.at.values() if len(row) > place):
        return grouping  # thousands stand apart by spaces or apostrophes, so this mark is the decimal one
    currency = hints.currency or layout.currency or _column_currency(layout, below)
    if currency and (minor_digits(currency) == 0 or currency in LARGE_UNITS):
        return DOT if grouping == COMMA else COMMA
    # What is usual in such a file is no answer for dinars, which have thousandths, nor beside counts without groups.
    open_still = (currency is not None and minor_digits(currency) > 2) or _counts_without_groups(layout, below)
    if not open_still and (table.sheet is not None or (grouping == COMMA and table.delimiter == ",")):
        return DOT
    if not open_still and table.delimiter == ";":
        return COMMA
    raise AmbiguousFile(
        f"“{either}” can be read as a thousand and more or as one and a fraction, and nothing in the file tells which. "
        "Say which mark stands before the decimals with --decimal-mark . or --decimal-mark ,",
        option="--decimal-mark",
    )


def _counts_without_groups(layout: Layout, below: Sequence[Row]) -> bool:
    places = [layout.at[name] for name in WHOLE if name in layout.at]
    return any(
        len(row[place].strip('=" ')) > 3 and row[place].strip('=" ').isdigit()
        for row in below
        for place in places
        if len(row) > place
    )


def _column_currency(layout: Layout, below: Sequence[Row]) -> str | None:
    place = layout.at.get(Field.CURRENCY)
    codes = {row[place].strip().upper() for row in below if len(row) > place} if place is not None else set()
    return next(iter(codes & iso_currencies()), None) if len(codes & iso_currencies()) == 1 else None
