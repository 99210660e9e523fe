"""What may stand where an amount, a day or a label is asked for; everything else is refused in words."""

from __future__ import annotations

import datetime as dt
import math
import numbers
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

MOST = 1e18  # of any currency in a day: more is a mistake, and its square would leave floating point
MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
LEAST = 1e-12  # of spend: less is none


def figure(value: object, name: str) -> float:
    """A finite number as a float; `name` says in the error which one it is, as in "spend of unit 'a' on 2026-03-12".

    Whole numbers, floats, Decimal and numpy's are figures; truth values, text and None are not.
    """
    if not is_number(value):
        what = "missing (None)" if value is None else f"{value!r}, which is no number"
        raise ValueError(f"{name} is {what}: give a finite number, or leave it out")
    number = as_float(value)
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
    return isinstance(value, numbers.Real | Decimal) and not isinstance(value, bool | np.bool_)


def as_float(value: object) -> float:
    """Any real number in double precision; what is beyond it is infinite."""
    try:
        return float(value)  # type: ignore[arg-type]  # whoever calls has made sure that it is a number
    except OverflowError:
        return math.inf if value > 0 else -math.inf  # type: ignore[operator]
    except ValueError:  # a signalling NaN
        return math.nan


def amount(value: object, name: str, remedy: str = "give a finite amount of at least 0") -> float:
    """A finite number of at least 0 in double precision, whatever kind of number it came as."""
    number = as_float(value) if is_number(value) else math.nan
    if not 0 <= number < math.inf:
        shown = "inf" if number == math.inf else f"{value!r}" if not is_number(value) else f"{value}"
        raise ValueError(f"{name} is {shown}: {remedy}")
    return number


def amounts(given: npt.ArrayLike, name: str, units: Sequence[str]) -> npt.NDArray[np.float64]:
    """Numbers in double precision, as they came: one for all units, or ending in one per unit.

    Raises ValueError for what holds no numbers: text, truth values, None, mappings, generators.
    """
    values = given if isinstance(given, np.ndarray) else _array_of(given, name, units)
    if values.dtype.kind == "O":
        flat = [_number_in(each, f"{name}{_of_unit(at, values.shape, units)}") for at, each in enumerate(values.flat)]
        values = np.array(flat, dtype=float).reshape(values.shape)
    if values.dtype.kind not in "iuf":
        raise ValueError(f"{name} holds {values.dtype}, no numbers: {_one_each(units)}")
    if values.ndim and values.shape[-1] not in {1, len(units)}:
        raise ValueError(f"{name} must be a number or have one value per unit ({len(units)}), in their order")
    return np.asarray(values, dtype=float)


def _array_of(given: object, name: str, units: Sequence[str]) -> npt.NDArray[Any]:
    if is_number(given):
        return np.array(as_float(given))
    if not isinstance(given, list | tuple) and not hasattr(given, "__array__"):
        raise ValueError(f"{name} is {given!r}: {_one_each(units)}")
    if isinstance(given, list | tuple) and set(map(type, given)) <= {float, int, np.float64}:
        return np.array([as_float(each) for each in given])
    try:
        return np.asarray(given, dtype=object if isinstance(given, list | tuple) else None)
    except ValueError:
        raise ValueError(f"{name} has rows of different lengths: {_one_each(units)}") from None


def _number_in(value: object, name: str) -> float:
    if not is_number(value):
        raise ValueError(f"{name} is {value!r}, which is no number: give a number")
    return as_float(value)


def _of_unit(at: int, shape: tuple[int, ...], units: Sequence[str]) -> str:
    return f" of unit {units[at % len(units)]!r}" if shape and shape[-1] == len(units) else ""


def _one_each(units: Sequence[str]) -> str:
    return f"give a number, or a list or array with one value per unit ({len(units)}) in their order"


def whole_number(value: object, name: str, most: int, of: str = "") -> int:
    """A whole number from 1 to `most`; not 28.0, which may have been meant as anything."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or not 1 <= value <= most:
        raise ValueError(f"{name} is {value!r}: give a whole number{of}, 1 to {most:,}")
    return int(value)


def listed(given: object, refusal: str) -> Iterable[Any]:
    """Several things as they came; a text, a mapping or a single thing is refused."""
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        raise ValueError(refusal)  # noqa: TRY004 - the contract's
    return given


def all_labels(given: object, name: str) -> tuple[str, ...]:
    """Texts that are not empty; a single text is not taken for its letters."""
    several = listed(given, f"{name} is {given!r}: give a list of labels, such as ['prospecting', 'retargeting']")
    return tuple(
        str(each) if isinstance(each, str) and each else label(each, f"label {number} of {name}")
        for number, each in enumerate(several, start=1)
    )


def money(value: float) -> str:
    """An amount in words: two decimals, and three digits that mean something where these would hide it."""
    plain = f"{value:,.2f}"
    hidden = abs(value) < 1 and abs(float(plain) - value) > 1e-6 * abs(value)
    return f"{value:.3g}" if hidden else plain


def check_share(value: object, name: str, example: str) -> None:
    """Refuse what is not strictly between 0 and 1."""
    if not is_number(value) or not 0 < as_float(value) < 1:
        raise ValueError(f"{name} is {value!r}: give a share between 0 and 1, {example}")


def some_days(count: int) -> str:
    """1 day, 20 days."""
    return "1 day" if count == 1 else f"{count:,} days"


def in_day_words(day: dt.date) -> str:
    """12 March 2026, whatever the locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
