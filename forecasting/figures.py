"""What may stand where an amount, a day or a label is asked for; everything else is refused in words."""

from __future__ import annotations

import datetime as dt
import math
import numbers
from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import numpy.typing as npt

MOST = 1e18  # of any currency in a day: more is a mistake, and its square would leave floating point
MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
LEAST = 1e-12  # of spend: less is none


def figure(value: object, name: str) -> float:
    """A finite number as a float; `name` says in the error which one it is, as in "spend of unit 'a' on 2026-03-12".

    Whole numbers, floats, Decimal and numpy's are figures; truth values, text and None are not.
    """
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real | Decimal):
        what = "missing (None)" if value is None else f"{value!r}, which is no number"
        raise ValueError(f"{name} is {what}: give a finite number, or leave it out")  # noqa: TRY004 - the contract's
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    except ValueError:  # a signalling NaN
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(f"{name} is {number}: give a finite number, or leave it out")
    if abs(number) > MOST:
        raise ValueError(f"{name} is {number:g}, more than any account has: check its unit and its decimals")
    return number


def spend_of(value: object, name: str) -> float:
    """A figure of at least 0; next to nothing is nothing."""
    spend = figure(value, name)
    if spend < 0:
        raise ValueError(f"{name} is negative ({value}): book refunds and credits outside the daily spend")
    return spend if spend >= LEAST else 0.0


def label(value: object, name: str) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} is {value!r}: give a text that is not empty, such as str(id)")
    return str(value)


def check_day(value: object, name: str) -> None:
    """Refuse what is no calendar day: moments, texts, numbers."""
    if isinstance(value, dt.datetime):
        remedy = "a moment: give the day it belongs to in the account's time zone, .date()"
    elif not isinstance(value, dt.date):
        remedy = "no day: give a datetime.date, such as date.fromisoformat('2026-03-12')"
    else:
        return
    raise ValueError(f"{name} is {value!r}, {remedy}")


def table(values: npt.ArrayLike, name: str, seen: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.float64]:
    """Figures as a new float array; what is outside `seen` need not be a number."""
    try:
        given = np.asarray(values)
    except ValueError:
        raise ValueError(f"{name} has rows of different lengths: give a table of (units, days)") from None
    if seen is not None and seen.shape != given.shape:
        raise ValueError(f"observed {seen.shape} must have the shape of {name} {given.shape}")
    if given.dtype.kind in "iuf":
        return np.array(given, dtype=float)
    if given.dtype.kind != "O":
        raise ValueError(f"{name} holds {given.dtype}, no numbers: give a table of figures (units, days)")
    found = np.zeros(given.shape)
    for at in np.ndindex(given.shape):
        if seen is None or seen[at]:
            found[at] = figure(given[at], f"{name} at {at}, counted from 0,")
    return found


def some(labels: Sequence[str], most: int = 5) -> str:
    """A few of many labels, and how many more there are."""
    shown = ", ".join(labels[:most])
    return shown if len(labels) <= most else f"{shown} and {len(labels) - most} more"


def is_number(value: object) -> bool:
    """Whether this is a real number: not a truth value, a text or None."""
    return isinstance(value, numbers.Real) and not isinstance(value, bool | np.bool_)


def check_share(value: object, name: str, example: str) -> None:
    """Refuse what is not strictly between 0 and 1."""
    if not is_number(value) or not 0 < float(value) < 1:  # type: ignore[arg-type]  # a number, as just checked
        raise ValueError(f"{name} is {value!r}: give a share between 0 and 1, {example}")


def some_days(count: int) -> str:
    """1 day, 20 days."""
    return "1 day" if count == 1 else f"{count:,} days"


def in_day_words(day: dt.date) -> str:
    """12 March 2026, whatever the locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
