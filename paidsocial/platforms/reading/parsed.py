"""What reading a file gives: plain values, nothing stored yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from paidsocial.domain.days import Period
from paidsocial.domain.money import minor_digits
from paidsocial.domain.readings import Grain, Level, Readings
from paidsocial.platforms.base import DateOrder, Field
from paidsocial.platforms.reading.numbers import exact_text


@dataclass(frozen=True, slots=True)
class Hints:
    """What a person said about a file; each settles what the file itself leaves open, and wins over our guess.

    `columns` maps a field to the header that means it; an empty header means that no column does. `conversions`: the
    header that means the conversion where the file has it and `columns` as said now do not name one.
    """

    platform: str | None = None
    account: str | None = None
    currency: str | None = None
    time_zone: str | None = None
    columns: Mapping[Field, str] = field(default_factory=dict)
    period: Period | None = None
    date_order: DateOrder | None = None
    decimal_mark: str | None = None
    conversions: str | None = None

    def over(self, remembered: Hints | None) -> Hints:
        """These hints, with the columns that were settled for this shape of file before where none are named now.

        What belongs to one file (platform, account, currency, period, styles) is never taken over.
        """
        if remembered is None or self.columns:
            return self
        return replace(self, columns=remembered.columns)


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """A column of the file and what it became; `field` None with a `note` why it was left aside.

    `also`: the field that it could have been as well, had no other column been taken for it.
    """

    header: str
    field: Field | None
    note: str = ""
    also: Field | None = None

    def as_json(self) -> dict[str, str | None]:
        """For a report."""
        told = {"header": self.header, "field": self.field.value if self.field else None, "note": self.note}
        return told | ({"also": self.also.value} if self.also else {})


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest header of a field that no column was understood as, and why; for a person to confirm."""

    header: str
    why: str


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row of data that could not be taken: the line it starts on and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose figures a part holds."""

    platform: str
    account: str | None
    account_id: str | None
    currency: str | None


@dataclass(frozen=True, slots=True)
class OwnTotal:
    """A totals row of the file beside ours: by metric what it says and the difference to the rows it sums up.

    `of`: those rows, in words; empty, as `differs` is, where it sums up other rows than the file has. `owner`: whose
    they are, where they are one part's of several.
    """

    line: int
    label: str
    says: Mapping[str, Decimal]
    differs: Mapping[str, Decimal]
    of: str = ""
    currency: str | None = None
    owner: Owner | None = None

    def verdict(self, metric: str) -> str | None:
        """“same”, “rounding” (off by one of the smallest unit at most) or “differs”; None where it is not compared."""
        apart = self.differs.get(metric)
        if apart is None:
            return None
        if not apart:
            return "same"
        digits = minor_digits(self.currency) if self.currency and metric in ("spend", "revenue") else 2
        return "rounding" if abs(apart) <= Decimal(1).scaleb(-digits) else "differs"

    @property
    def odd(self) -> list[str]:
        """The metrics that are off by more than rounding."""
        return [metric for metric in self.differs if self.verdict(metric) == "differs"]

    def as_json(self) -> dict[str, Any]:
        """For a report; amounts are exact text."""
        return {
            "line": self.line,
            "label": self.label,
            "of": self.of,
            "says": {metric: exact_text(amount) for metric, amount in self.says.items()},
            "differs": {metric: exact_text(amount) for metric, amount in self.differs.items()},
            "verdict": {metric: self.verdict(metric) for metric in self.differs},
        }


@dataclass(slots=True)
class ParsedPart:
    """The figures of one platform, account and currency in a file.

    `totals` are exact sums of the rows read, as the text has them; None for a metric the file lacks.
    `readings` hold one row per key: rows that shared one were summed, `summed` of them. `covers`: the days it speaks
    of where they are known apart from its rows, as of a pull; else those from its first row's to its last's.
    `columns`: what they became, where that is not the same for the whole file. `totals_rows`: the file's own that speak
    of it.
    """

    platform: str
    account: str | None
    account_id: str | None
    currency: str | None
    time_zone: str | None
    level: Level
    grain: Grain
    rows_read: int
    summed: int
    totals: dict[str, Decimal | None]
    readings: Readings
    skipped: list[SkippedRow] = field(default_factory=list)
    skipped_count: int = 0
    warnings: list[str] = field(default_factory=list)
    covers: Period | None = None
    columns: list[ColumnUse] | None = None
    totals_rows: list[OwnTotal] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Peek:
    """A file before it is understood: how it is written, the likeliest header, its first lines with their numbers.

    `columns`: what is understood of its columns so far; `guesses`: for the fields still missing, what most likely is.
    """

    encoding: str | None
    delimiter: str | None
    sheet: str | None
    headers: list[str]
    shape: str
    sample: list[tuple[int, list[str]]]
    columns: list[ColumnUse] = field(default_factory=list)
    guesses: Mapping[Field, Guess] = field(default_factory=dict)


@dataclass(slots=True)
class ParsedFile:
    """A file as it was understood. `shape` identifies its headers, so that a corrected mapping can be remembered."""

    name: str
    format_name: str
    shape: str
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    header_line: int
    columns: list[ColumnUse]
    parts: list[ParsedPart]
    own_totals: OwnTotal | None  # the one of the whole file
    totals_rows: list[OwnTotal]  # every one of them
    left_out: list[SkippedRow]  # totals rows, repeated headers and comments: no data, so no loss
    decimal_mark: str
    date_order: DateOrder | None
    sample: list[tuple[int, list[str]]]  # the first lines as they stand in the file
    hints: Hints
