"""One pass over a file's rows: cells become codes and integers, column by column, and odd rows are set apart.

Whatever has few distinct values (days, entities, parts) is looked at once per value; whatever has many (figures) is
converted in bulk. Only rows that are suspicious by their day or name are looked at one by one.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from paidsocial.domain.readings import UNKNOWN
from paidsocial.errors import UnreadableFile
from paidsocial.platforms.base import METRICS, WHOLE, Field, Span, header_key
from paidsocial.platforms.reading.blocks import Block, Row, RowBlock
from paidsocial.platforms.reading.cells import clean, new_values, short
from paidsocial.platforms.reading.dates import (
    Pair,
    Written,
    open_pairs,
    read_date,
    read_month,
    read_quarter,
    read_week,
    read_without_year,
)
from paidsocial.platforms.reading.day_sums import DaySums
from paidsocial.platforms.reading.entities import DETAIL_FIELDS, NAME_FIELDS, PART_FIELDS, Entities, is_word
from paidsocial.platforms.reading.headers import Layout, understood
from paidsocial.platforms.reading.limits import FEWEST_KNOWN, MAX_COLUMNS
from paidsocial.platforms.reading.numbers import NOTHING, Column, NotANumber, parse_number
from paidsocial.platforms.reading.parsed import SkippedRow
from paidsocial.platforms.reading.totals import is_total, may_be_total

_BROKEN_DAY = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[ T][\d:.]+)?")  # what is meant as a day and is none
_NOTE_CELLS = 3

_SPANNING: Mapping[Span, Callable[[str], Written | None]] = {
    Span.MONTH: read_month,
    Span.WEEK: read_week,
    Span.WEEK_END: read_week,
    Span.QUARTER: read_quarter,
}

NO_DAY = -1


@dataclass(frozen=True, slots=True)
class TotalsRow:
    """A totals row: the label it carries, its cells by metric, and the currency that a column of it says."""

    line: int
    label: str
    cells: dict[Field, str]
    currency: str | None = None


@dataclass(slots=True)
class RowPass:
    """The state of one pass. After `feed` of every block and `settle`, the columns below have one entry per row.

    `day` codes index `days` (NO_DAY: the file has no day column); `last` likewise; `entity` codes those of `named`.
    """

    layout: Layout
    mark: str
    id_prefix: str
    lines: array[int] = field(default_factory=lambda: array("q"))
    day: array[int] = field(default_factory=lambda: array("q"))
    last: array[int] = field(default_factory=lambda: array("q"))
    entity: array[int] = field(default_factory=lambda: array("q"))
    days: list[Written | None] = field(default_factory=list)
    day_texts: list[str] = field(default_factory=list)
    named: Entities = field(init=False)
    metrics: dict[Field, Column] = field(default_factory=dict)
    totals: list[TotalsRow] = field(default_factory=list)
    left_out: list[SkippedRow] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    short: list[int] = field(default_factory=list)
    unlabelled: list[int] = field(
        default_factory=list
    )  # rows whose first cell, which names nothing we keep apart, is empty
    broken_down: list[tuple[str, ...]] = field(default_factory=list)  # each row's cells in `layout.breakdowns`
    in_sheet: bool = False
    rounded: frozenset[Field] = frozenset()  # ids a spreadsheet rounded to fifteen digits, known from a first pass
    _day_codes: dict[str, int] = field(default_factory=dict)
    _broken_down: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)  # each kept once
    _bad_days: set[int] = field(default_factory=set)
    _aside: list[tuple[int, Row]] = field(default_factory=list)

    def __post_init__(self) -> None:
        at = self.layout.at
        self.named = Entities(at, self.id_prefix, self.rounded)
        splits = any(name in at for name in PART_FIELDS)
        for name in METRICS:
            if name in at:
                self.metrics[name] = Column(
                    name=name.value,
                    mark=self.mark,
                    whole=name in WHOLE,
                    exponent=self.layout.exponents.get(name, 0),
                    empty=UNKNOWN if name is Field.REACH else 0,
                    blank=bytearray() if splits else None,
                )

    # -- blocks --

    def feed(self, block: Block) -> None:
        """Take in the rows of a block, all of them below the header."""
        block = self._even(block)
        if not len(block):
            return
        days = self._coded_days(block, Field.DAY)
        entities = self.named.coded(block)
        odd = self._odd_rows(days, entities) | self._without_day(block)
        if odd:
            lines = block.lines
            keep = [
                place
                for place in range(len(block))
                if place not in odd or self._is_data(lines[place], block.row(place))
            ]
            if len(keep) < len(block):
                block = block.kept(keep)
                if not keep:
                    return
                days = [days[place] for place in keep]
                entities = [entities[place] for place in keep]
        self._take(block, days, entities)

    def _take(self, block: Block, days: Sequence[int], entities: Sequence[int]) -> None:
        named = any(at == 0 and name not in DETAIL_FIELDS for name, at in self.layout.at.items())
        if not named and "" in (labels := block.column(0)):
            start = len(self.lines)
            self.unlabelled.extend(start + row for row, cell in enumerate(labels) if not cell)
        if self.layout.breakdowns:
            cells = zip(*map(block.column, self.layout.breakdowns), strict=True)
            self.broken_down.extend(self._broken_down.setdefault(row, row) for row in cells)
        self.lines.extend(block.lines)
        self.day.extend(days)
        self.last.extend(self._coded_days(block, Field.LAST_DAY))
        self.entity.extend(entities)
        for name, column in self.metrics.items():
            place = self.layout.at[name]
            figures = None if column.exponent else block.figures(place, column.mark)
            if figures is None or not column.take(figures):
                column.feed(block.column(place))

    def _even(self, block: Block) -> Block:
        """The block's rows at the header's width; blank ones, comments and rows that cannot be placed left out."""
        width = len(self.layout.headers)
        if block.width == width:
            return block
        lines, rows = [], []
        for line, row in zip(block.lines, block.rows(), strict=True):
            even = row if len(row) == width else self._fitted(line, row, width)
            if even is not None:
                lines.append(line)
                rows.append(even)
        return RowBlock(lines, rows)

    def _fitted(self, line: int, row: Row, width: int) -> Row | None:
        if self.in_sheet and sum(map(bool, row[width:])) <= _NOTE_CELLS:  # a note beside the table: columns are certain
            row = row[:width]
        filled = len(row)
        while filled and not row[filled - 1].strip():
            filled -= 1
        if not filled:
            return None
        if filled > width:
            told = f"{filled}" if filled <= MAX_COLUMNS else f"more than {MAX_COLUMNS:,}"
            self.skipped.append(SkippedRow(line, f"has {told} cells where the header has {width}"))
            return None
        even = [*row[:filled], *[""] * (width - filled)]
        if len(row) >= width:
            return even
        spend = self.layout.at[Field.SPEND]
        swallowed = sum(cell.strip("\n").count("\n") for cell in row)
        if filled <= spend and swallowed:
            self.skipped.append(
                SkippedRow(
                    line,
                    f"has a quotation mark that is never closed, so {swallowed + 1} lines from there on were not read",
                )
            )
            return None
        if filled <= spend:
            if self._looks_like_data(even) and not self._label(even):
                self.skipped.append(SkippedRow(line, f"breaks off after {filled} of {width} cells, before its spend"))
            elif self._label(even):
                self._put_apart(line, even)
            else:
                self.left_out.append(SkippedRow(line, f"comment: {short(row[0] or row[filled - 1])}"))
            return None
        self.short.append(line)
        return even

    def _looks_like_data(self, row: Row) -> bool:
        place = self.layout.at.get(Field.DAY)
        if place is not None:
            return read_date(row[place]) is not None
        return sum(bool(cell.strip()) for cell in row) > 1

    # -- days --

    def _coded_days(self, block: Block, name: Field) -> list[int]:
        place = self.layout.at.get(name)
        if place is None:
            return [NO_DAY] * len(block)
        cells = block.column(place)
        codes = self._day_codes
        for text in new_values(cells, codes):
            codes[text] = len(self.days)
            written = self._written(text)
            if written is None:
                self._bad_days.add(len(self.days))
            self.days.append(written)
            self.day_texts.append(text)
        return list(map(codes.__getitem__, cells))

    def _written(self, text: str) -> Written | None:
        read, stated = _SPANNING.get(self.layout.span), self.layout.stated
        written = (read(text) if read else None) or read_date(text)
        return read_without_year(text, stated) if written is None and stated else written

    # -- odd rows --

    def _odd_rows(self, days: Sequence[int], entities: Sequence[int]) -> set[int]:
        bad_days, suspects = self._bad_days, self.named.suspects
        odd = {place for place, code in enumerate(days) if code in bad_days} if bad_days else set()
        if suspects:
            odd.update(place for place, code in enumerate(entities) if code in suspects)
        return odd

    def _without_day(self, block: Block) -> set[int]:
        """Rows odd though no day says so: headers again, remarks, totals labelled in a column of no meaning."""
        if Field.DAY in self.layout.at:
            return set()
        at, first = self.layout.at, block.column(0)
        spend, header = block.column(at[Field.SPEND]), self.layout.headers[at[Field.SPEND]]
        odd = {row for row, cell in enumerate(spend) if cell == header} if header in spend else set()
        if "" in spend:  # a remark, where a sheet makes every row as wide as the header
            odd |= {row for row, cell in enumerate(spend) if not cell and sum(map(bool, block.row(row))) == 1}
        odd |= {
            row for row, cell in enumerate(spend) if cell[:1].isalpha() and understood([block.row(row)]) > FEWEST_KNOWN
        }
        if 0 not in at.values():
            labels = {cell for cell in set(first) if is_total(clean(cell))}
            odd |= {row for row, cell in enumerate(first) if cell in labels} if labels else set()
        return odd

    def _label(self, row: Row) -> str | None:
        """What a totals row calls itself in one of its naming cells or in its first cell."""
        at = self.layout.at
        places = [at[name] for name in (Field.DAY, *NAME_FIELDS, Field.ACCOUNT, Field.STATUS) if name in at]
        for place in dict.fromkeys((0, *places)):
            text = clean(row[place])
            if is_total(text):
                return text
        return None

    def _is_data(self, line: int, row: Row) -> bool:
        """Whether an odd row is data after all; where it is not, it has been put where it belongs."""
        if not any(cell.strip() for cell in row):
            return False
        if [clean(cell) for cell in row] == [clean(header) for header in self.layout.headers]:
            self.left_out.append(SkippedRow(line, "the header again"))
            return False
        at = self.layout.at
        if Field.DAY in at and self._written(row[at[Field.DAY]]) is not None:
            self._aside.append((line, row))  # a name that may be a total's, on a real day: its figures will tell
            return False
        if Field.DAY not in at and self._label(row) is not None and self._has_status(row):
            return True  # whatever its campaign is called, a totals row is neither active nor paused
        if self._label(row) is not None or (self._nameless(row) and self._has_figures(row)):
            self._put_apart(line, row)
            return False
        if not self._has_figures(row):
            self._check_header(line, row)
            self.left_out.append(SkippedRow(line, f"comment: {short(next(cell for cell in row if cell.strip()))}"))
            return False
        if Field.DAY in at:
            self._aside.append((line, row))  # a total in words we do not know, or a day that is none
            return False
        return True

    def _check_header(self, line: int, row: Row) -> None:
        """Refuse a second table below the first: in other columns its figures would be taken for others."""
        keys = [header_key(cell) for cell in row if cell.strip()]
        if understood([row]) < FEWEST_KNOWN + 1 or keys == [header_key(cell) for cell in self.layout.headers if cell]:
            return
        raise UnreadableFile(
            f"Line {line} begins another table with other columns ({short(', '.join(filter(None, row)))}). "
            "Save each table as a file of its own."
        )

    def _nameless(self, row: Row) -> bool:
        at = self.layout.at
        names = [name for name in (Field.DAY, *NAME_FIELDS) if name in at]
        return all(self._is_nothing(name, row) for name in names)

    def _is_nothing(self, name: Field, row: Row) -> bool:
        text = clean(row[self.layout.at[name]])
        return text.casefold() in NOTHING and not (name is Field.CAMPAIGN and is_word(text))

    def _has_status(self, row: Row) -> bool:
        place = self.layout.at.get(Field.STATUS)
        text = clean(row[place]) if place is not None else ""
        return text.casefold() not in NOTHING and not is_total(text)

    def _has_figures(self, row: Row) -> bool:
        for name, column in self.metrics.items():
            try:
                if parse_number(row[self.layout.at[name]], column.mark) is not None:
                    return True
            except NotANumber:
                continue
        return False

    def _put_apart(self, line: int, row: Row) -> None:
        label, at = self._label(row) or short(row[0]) or "no name", self.layout.at
        currency = clean(row[at[Field.CURRENCY]]).upper() if Field.CURRENCY in at else ""
        self.totals.append(TotalsRow(line, label, self._figures(row), currency or None))
        self.left_out.append(SkippedRow(line, f"totals row: {short(label)}"))

    # -- the end --

    def settle(self) -> None:
        """Decide on the rows set aside: what sums up other rows is left out, anything else is data or skipped."""
        if not self._aside:
            return
        sums = DaySums(self.day, self.metrics)
        summing = [sums.told_by(self._figures(row), self._day_code(row)) for _, row in self._aside]
        repeated = self._labels_of_totals(summing)
        for (line, row), sums_up in zip(self._aside, summing, strict=True):
            code = self._day_code(row)
            text = short(row[self.layout.at[Field.DAY]])
            label = self._label(row) if self.days[code] is not None else None
            repeats = sums_up
            if label is not None:  # a campaign may be called “Total”: the rows of that name beside others are alike
                repeats = label.casefold() in repeated and (sums_up or code in sums.days)
            if self.days[code] is None and _BROKEN_DAY.fullmatch(text):
                self.skipped.append(SkippedRow(line, f"day “{text}” is not a date"))
            elif repeats or (self.days[code] is None and self._is_total_of_some(row)):
                self._put_apart(line, row)  # whatever it is called
            elif self.days[code] is None:
                self.skipped.append(SkippedRow(line, f"day “{text}” is not a date" if text else "has no day"))
            elif self._nameless_but_day(row):
                reason = "has no name (a totals row?)" if self._has_figures(row) else "has no name and no figures"
                self.skipped.append(SkippedRow(line, reason))
            else:
                block = RowBlock([line], [row])
                self._take(block, [code], self.named.coded(block))

    def _day_code(self, row: Row) -> int:
        return self._day_codes[row[self.layout.at[Field.DAY]]]

    def _labels_of_totals(self, summing: Sequence[bool]) -> set[str]:
        """The names of totals rows on real days: at least half of those so called sum up others."""
        counts: dict[str, list[bool]] = {}
        for (_, row), sums_up in zip(self._aside, summing, strict=True):
            label = self._label(row)
            if label is not None and self.days[self._day_code(row)] is not None:
                counts.setdefault(label.casefold(), []).append(sums_up)
        return {label for label, each in counts.items() if 2 * sum(each) >= len(each)}

    def _figures(self, row: Row) -> dict[Field, str]:
        return {name: row[self.layout.at[name]] for name in self.metrics}

    def _is_total_of_some(self, row: Row) -> bool:
        """Whether a row without a day says in its first words, or last ones, that it is a section's total."""
        places = [self.layout.at[name] for name in (Field.DAY, *NAME_FIELDS) if name in self.layout.at]
        text = next((text for place in (*places, 0) if (text := clean(row[place]))), "")
        return may_be_total(text) and self._has_figures(row)

    def _nameless_but_day(self, row: Row) -> bool:
        return all(self._is_nothing(name, row) for name in NAME_FIELDS if name in self.layout.at)

    def pairs(self) -> list[Pair]:
        """The dates whose order of day and month is still open."""
        return open_pairs(self.days)
