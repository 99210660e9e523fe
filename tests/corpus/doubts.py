"""Whether a file can honestly be read in two ways, judged from its cells alone and apart from the product."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from tests.corpus.writing import Written

_PAIR = re.compile(r"(\d{1,2})([/-])(\d{1,2})\2(\d{4})")
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f"))  # that say which way a line runs
_WHOLE = frozenset({"impressions", "reach", "clicks"})


def two_orders(written: Written) -> bool:
    """Whether every date can be read with the day first and with the month first, as other days than the first way.

    An order that leaves the calendar, the period the file states, or reaches into the future is no reading.
    """
    pairs = [_PAIR.fullmatch(text.translate(_MARKS)) for text in written.days]
    if not pairs or not all(pairs):
        return False
    readings = []
    for day, month in ((1, 3), (3, 1)):
        days = [_day(int(pair[4]), int(pair[month]), int(pair[day])) for pair in pairs if pair]
        if all(found and _allowed(found, written) for found in days):
            readings.append(days)
    return len(readings) == 2 and readings[0] != readings[1]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _allowed(day: date, written: Written) -> bool:
    return day <= written.today and (written.stated is None or written.stated[0] <= day <= written.stated[1])


def two_marks(written: Written) -> bool:
    """Whether all figures make sense with the decimal mark as a dot and as a comma, and differ."""
    readings = []
    for mark in ".,":
        read = {key: [_number(text, mark) for text in texts] for key, texts in written.figures.items()}
        if all(value is not None for values in read.values() for value in values) and _sensible(read, written):
            readings.append(read)
    return len(readings) == 2 and readings[0] != readings[1]


def _number(text: str, mark: str) -> Decimal | None:
    text = unicodedata.normalize("NFKC", text).translate(str.maketrans("٫٬", ".,"))
    text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
    text = re.sub(r"[\s'’]", "", text.strip("()-"))
    group = "," if mark == "." else "."
    whole, _, part = text.partition(mark)
    if mark in part or group in part:
        return None
    groups = whole.split(group)
    if len(groups) > 1 and not (
        0 < len(groups[0]) <= 3 and all(len(one) in (2, 3) for one in groups[1:]) and len(groups[-1]) == 3
    ):
        return None
    return Decimal(whole.replace(group, "") + (f".{part}" if part else ""))


def _sensible(read: dict[str, list[Decimal | None]], written: Written) -> bool:
    keys = {written.form.fields.get(metric) for metric in _WHOLE} | {"results", "result", "clicks_all", "outbound"}
    counted: Iterable[Decimal | None] = (value for key in keys for value in read.get(str(key), ()))
    return all(value is None or value == value.to_integral_value() for value in counted)


def no_period(written: Written) -> bool:
    """Whether nothing in the file or its name says which days its rows cover."""
    return not written.days and "day" not in written.headers and written.stated is None
