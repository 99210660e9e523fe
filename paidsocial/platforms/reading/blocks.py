"""Some rows of a table, looked at by column: whoever reads a file of a million rows never holds one of them as a list.

A block answers by column, because columns are what is converted; single rows are asked for where one is odd.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Row = list[str]
Offsets = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Figures:
    """A column of plain numbers, converted at once: exact millionths, 0 where a cell is empty.

    `empty` tells which cells are; `whole` that there is no fraction; `marked` that some text shows a decimal mark.
    """

    micros: NDArray[np.int64]
    empty: NDArray[np.bool_]
    whole: bool
    marked: bool


class Block(ABC):
    """Rows in order, with the line (or sheet row) each starts on."""

    lines: Sequence[int]

    def __len__(self) -> int:
        return len(self.lines)

    @property
    @abstractmethod
    def width(self) -> int | None:
        """How many cells every row has, or None where they differ or a row is blank."""

    @abstractmethod
    def row(self, place: int) -> Row:
        """One row's cells; a blank one has none."""

    @abstractmethod
    def column(self, place: int) -> Sequence[str]:
        """One column's cells; only where rows are equally wide."""

    @abstractmethod
    def kept(self, places: Sequence[int]) -> Block:
        """Only some of the rows."""

    def keys(self, columns: Sequence[int]) -> Sequence[Hashable]:
        """For each row something that is equal only where the cells of these columns are."""
        return list(zip(*(self.column(place) for place in columns), strict=True))

    def figures(self, place: int, mark: str) -> Figures | None:  # noqa: ARG002 - for those who can
        """A column's numbers with that decimal mark, or None where its cells need a look one by one."""
        return None

    def rows(self, first: int = 0, last: int | None = None) -> list[Row]:
        """Some rows as lists of cells."""
        return [self.row(place) for place in range(len(self))[first:last]]


class RowBlock(Block):
    """Rows that are lists of cells already."""

    def __init__(self, lines: Sequence[int], rows: list[Row]) -> None:
        self.lines, self._rows = lines, rows
        self._columns: list[tuple[str, ...]] | None = None

    @property
    def width(self) -> int | None:
        """See Block."""
        widths = set(map(len, self._rows)) or {0}
        width = widths.pop()
        return None if widths or not width else width

    def row(self, place: int) -> Row:
        """See Block."""
        return self._rows[place]

    def column(self, place: int) -> Sequence[str]:
        """See Block."""
        if self._columns is None:
            self._columns = list(zip(*self._rows, strict=True))
        return self._columns[place]

    def kept(self, places: Sequence[int]) -> RowBlock:
        """See Block."""
        return RowBlock([self.lines[place] for place in places], [self._rows[place] for place in places])

    def rows(self, first: int = 0, last: int | None = None) -> list[Row]:
        """See Block."""
        return self._rows[first:last]
