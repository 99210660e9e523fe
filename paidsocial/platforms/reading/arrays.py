"""Whole columns of integers at once: what a loop over a million of them would take a second for."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.int64]
_ROOM = 2.0**62


def view(column: array[int]) -> Column:
    """The column's own memory; the array must not grow as long as this lives."""
    return np.frombuffer(column, np.int64)


def filled(values: Column) -> array[int]:
    """A column of these values."""
    column = array("q")
    column.frombytes(np.ascontiguousarray(values, np.int64).tobytes())
    return column


def looked_up(values: Sequence[int], codes: array[int]) -> array[int]:
    """`values[code]` for each code; -1 is the last."""
    return filled(np.array(values or (0,), np.int64)[view(codes)])


def exact_sum(column: array[int]) -> int:
    """The sum, beyond 64 bits too."""
    values = view(column)
    if not len(values) or float(np.abs(values).max()) * len(values) < _ROOM:
        return int(values.sum())
    return sum(column)


def has_repeats(*columns: array[int]) -> bool:
    """Whether two rows agree in all of these columns, whose values are not negative."""
    width = [int(view(column).max(initial=0)) + 1 for column in columns]
    room = 1.0
    for size in width:
        room *= size
    if room >= _ROOM:
        return len(set(zip(*columns, strict=True))) < len(columns[0])
    keys = np.zeros(len(columns[0]), np.int64)
    for column, size in zip(columns, width, strict=True):
        keys = keys * size + view(column)
    keys.sort()
    return bool((keys[1:] == keys[:-1]).any())
