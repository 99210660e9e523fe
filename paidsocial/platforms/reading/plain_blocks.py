"""Text tables without making a string of every cell: where rows are plain, cells are only places in the block's bytes.

Plain are rows of equally many cells, in which a quotation mark opens and closes whole cells and nothing else, and no
cell holds a line end. `csv` reads such rows as it is done here; it reads all others (see `table`).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from paidsocial.platforms.reading.blocks import Block, Figures, Offsets, Row
from paidsocial.platforms.reading.limits import MAX_CELL, MAX_COLUMNS

_LINE_END, _QUOTE, _ZERO, _ASCII_END = 10, 34, 48, 128
_POWERS = 10 ** np.arange(18, dtype=np.int64)
_MOST_DIGITS, _WHOLE_DIGITS, _PLACES = 16, 9, 6  # as many as 64 bits hold in millionths with room to spare


class PlainBlock(Block):
    """Rows as places in bytes: cell (i, j) is `raw[starts[i, j]:ends[i, j]]`, quotation marks included."""

    def __init__(self, lines: Sequence[int], raw: bytes, starts: Offsets, ends: Offsets) -> None:
        self.lines = lines
        self._raw, self._bytes = raw, np.frombuffer(raw, np.uint8)
        self._starts, self._ends = starts, ends
        self._text = raw.decode("ascii") if raw.isascii() else None

    @property
    def width(self) -> int | None:
        """See Block."""
        return int(self._starts.shape[1])

    def row(self, place: int) -> Row:
        """See Block."""
        return self._cells(self._starts[place], self._ends[place])

    def column(self, place: int) -> Sequence[str]:
        """See Block."""
        return self._cells(self._starts[:, place], self._ends[:, place])

    def kept(self, places: Sequence[int]) -> PlainBlock:
        """See Block."""
        return PlainBlock([self.lines[place] for place in places], self._raw, self._starts[places], self._ends[places])

    def keys(self, columns: Sequence[int]) -> Sequence[Hashable]:
        """See Block. Columns that stand side by side are one piece of the line."""
        runs: list[tuple[int, int]] = []
        for place in sorted(columns):
            if runs and place == runs[-1][1] + 1:
                runs[-1] = (runs[-1][0], place)
            else:
                runs.append((place, place))
        pieces = [self._pieces(self._starts[:, first], self._ends[:, last]) for first, last in runs]
        return pieces[0] if len(pieces) == 1 else list(zip(*pieces, strict=True))

    def _pieces(self, starts: Offsets, ends: Offsets) -> list[bytes]:
        raw = self._raw
        return [raw[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]

    def _cells(self, starts: Offsets, ends: Offsets) -> Row:
        starts, ends = self._unquoted(starts, ends)
        text = self._text
        if text is None:
            return [piece.decode(errors="replace") for piece in self._pieces(starts, ends)]
        return [text[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]

    def _unquoted(self, starts: Offsets, ends: Offsets) -> tuple[Offsets, Offsets]:
        quoted = self._bytes[starts] == _QUOTE
        return (starts + quoted, ends - quoted) if quoted.any() else (starts, ends)

    def figures(self, place: int, mark: str) -> Figures | None:
        """See Block: digits with at most one mark among them, no sign, no group."""
        starts, ends = map(np.ascontiguousarray, self._unquoted(self._starts[:, place], self._ends[:, place]))
        lengths = ends - starts
        longest = int(lengths.max(initial=0))
        if longest > _MOST_DIGITS:
            return None
        found = _digits(self._bytes, starts, ends, longest, (ord(mark) - _ZERO) % 256)
        if found is None:
            return None
        number, places, marked = found
        if (places > _PLACES).any() or (number >= _POWERS[_WHOLE_DIGITS + places]).any():
            return None
        if (marked & (lengths < 2)).any():  # a mark alone
            return None
        micros = number * _POWERS[_PLACES - places]
        fractions = bool(marked.any()) and bool((micros % _POWERS[_PLACES]).any())
        return Figures(micros, lengths == 0, whole=not fractions, marked=bool(marked.any()))


def _digits(
    data: NDArray[np.uint8], starts: Offsets, ends: Offsets, longest: int, mark: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]] | None:
    """Each cell's digits as one number, how many stand behind the mark, and whether there is one; from the right."""
    number = np.zeros(len(starts), np.int64)
    power = np.ones(len(starts), np.int64)
    places = np.zeros(len(starts), np.int64)
    marked = np.zeros(len(starts), np.bool_)
    zero = np.uint8(_ZERO)
    for step in range(longest):
        at = ends - (step + 1)
        within = at >= starts
        digit = np.where(within, data[at], zero) - zero  # modulo 256, so that anything else is above 9
        is_digit = digit <= 9
        if not is_digit.all():
            is_mark = digit == mark
            if not (is_digit | is_mark).all() or (is_mark & marked).any():
                return None
            marked |= is_mark
            places[is_mark] = step
            digit[is_mark] = 0
            number += digit * power
            power[is_digit] *= 10
        else:
            number += digit * power
            power *= 10
    return number, places, marked


def plain_block(raw: bytes, delimiter: str, first_line: int) -> PlainBlock | None:
    """The rows of some whole lines of UTF-8, or None where they are not plain."""
    if not raw.endswith(b"\n"):
        raw += b"\n"
    between = ord(delimiter)
    if between >= _ASCII_END:
        return None
    data = np.frombuffer(raw, np.uint8)
    marks = _cell_ends(data, between, quotes=b'"' in raw)
    if marks is None:
        return None
    line_ends = data[marks] == _LINE_END
    rows = int(np.count_nonzero(line_ends))
    width, odd = divmod(len(marks), rows)
    if odd or not 2 <= width <= MAX_COLUMNS or not line_ends[width - 1 :: width].all() or rows != raw.count(b"\n"):
        return None
    starts = np.empty_like(marks)
    starts[0] = 0
    starts[1:] = marks[:-1] + 1
    if int((marks - starts).max()) > MAX_CELL:
        return None
    lines = range(first_line, first_line + rows)
    return PlainBlock(lines, raw, starts.reshape(rows, width), marks.reshape(rows, width))


def _cell_ends(data: NDArray[np.uint8], between: int, *, quotes: bool) -> Offsets | None:
    """The delimiters and line ends outside quoted cells; None where quotation marks stand anywhere but around cells."""
    is_end = (data == between) | (data == _LINE_END)
    if not quotes:
        return np.flatnonzero(is_end)
    marks = np.flatnonzero(is_end | (data == _QUOTE))
    is_quote = data[marks] == _QUOTE
    around = marks[is_quote]
    if len(around) % 2:
        return None
    opening, closing = around[::2], around[1::2]
    if not (is_end[opening - 1] | (opening == 0)).all() or not is_end[closing + 1].all():
        return None
    inside = np.cumsum(is_quote) % 2 == 1
    outside: Offsets = marks[~(is_quote | inside)]
    return outside
