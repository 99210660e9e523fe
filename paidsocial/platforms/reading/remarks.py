"""What is worth saying about figures that were read: what was summed or rounded, and what cannot well be so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

import numpy as np

from paidsocial.domain.money import minor_digits
from paidsocial.domain.readings import Grain, Readings
from paidsocial.platforms.base import ADDITIVE, Field
from paidsocial.platforms.reading.currencies import LARGE_UNITS
from paidsocial.platforms.reading.headers import Layout
from paidsocial.platforms.reading.numbers import Column, exact_text
from paidsocial.platforms.reading.parsed import ParsedPart

_UNIT = 1_000_000  # of stored money
_DEAREST_CLICK = 1000
_FEWEST_STEPS = 12  # from a day to the next, by chance all upwards once in thousands of files
_MOST_ROWS = 20_000


def remarks(part: ParsedPart, layout: Layout, metrics: Mapping[Field, Column]) -> Iterator[str]:
    """The warnings of a part whose figures are complete."""
    if part.summed:
        yield (
            f"{_rows(part.summed)} shared day and name with another (the file hides a finer dimension) and "
            f"{'was' if part.summed == 1 else 'were'} summed."
        )
    for metric in ADDITIVE:
        if metric not in metrics or metrics[metric].whole:
            continue
        exact = part.totals[metric.value]
        stored = Decimal(sum(getattr(part.readings, metric.value))).scaleb(-6)
        if exact is not None and exact != stored:
            yield (
                f"Amounts finer than a millionth were rounded row by row: stored {metric} adds up to "
                f"{exact_text(stored)}, the text to {exact_text(exact)}."
            )
    readings = part.readings
    if readings.clicks is not None and readings.impressions is not None:
        odd = np.count_nonzero(np.frombuffer(readings.clicks, np.int64) > np.frombuffer(readings.impressions, np.int64))
        if odd > len(readings) // 2:
            yield "Most rows have more clicks than impressions; check what the columns mean."
    if _only_grows(readings):
        yield (
            "The figures of every row only grow from one day to the next, as totals to date do. If they are, they are "
            "not what each day brought: export each day's own, or the last day alone as the total of a --period."
        )
    if _maybe_micros(part, layout):
        header = layout.headers[layout.at[Field.SPEND]]
        yield (
            f"“{header}” comes to more than {_DEAREST_CLICK:,} a click in whole numbers throughout, as the platforms' "
            "interfaces write millionths. If it holds millionths, call the column spend_micros and import the file."
        )


def _only_grows(readings: Readings) -> bool:
    """Whether no figure of any campaign, ad set or ad is ever lower than on the day before, over so many days."""
    if readings.grain is not Grain.DAY or not _FEWEST_STEPS < len(readings) <= _MOST_ROWS:
        return False
    entity, day = np.frombuffer(readings.entity, np.int64), np.frombuffer(readings.first, np.int64)
    order = np.lexsort((day, entity))
    follows = np.diff(entity[order]) == 0
    if np.count_nonzero(follows) < _FEWEST_STEPS:
        return False
    columns = [values for values in (readings.spend, readings.impressions, readings.clicks) if values is not None]
    steps = [np.diff(np.frombuffer(values, np.int64)[order])[follows] for values in columns]
    grown = np.count_nonzero(steps[0] > 0)
    return all((step >= 0).all() for step in steps) and bool(2 * grown > len(steps[0]))


def _maybe_micros(part: ParsedPart, layout: Layout) -> bool:
    """Whether spend, read as major units, looks like an interface's millionths."""
    readings = part.readings
    clicks = sum(readings.clicks) if readings.clicks is not None else 0
    if layout.exponents.get(Field.SPEND) or not clicks:
        return False
    if part.currency and (minor_digits(part.currency) == 0 or part.currency in LARGE_UNITS):
        return False
    dear = sum(readings.spend) > _DEAREST_CLICK * _UNIT * clicks
    return dear and not any(amount % _UNIT for amount in readings.spend)


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"
