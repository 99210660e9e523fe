"""A file that was written, and the truth about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tests.corpus.files import Cell
from tests.corpus.forms import Form


@dataclass(slots=True)
class Written:
    """A file and the truth about it.

    `rows` are (first, last, names and ids, metrics) as every reader must find them, rows that share a key summed;
    `headers` the header that means each field; `total` what the file's own grand total says; `figures` and `days` all
    numeric and date cells as they stand in the file, for judging whether it can be read in two ways.
    """

    data: bytes
    name: str
    today: date
    form: Form
    currency: str | None
    level: str
    grain: str
    rows: list[tuple[object, ...]]
    count: int
    sums: dict[str, Decimal | None]
    headers: dict[str, str]
    table: list[list[Cell]]
    total: dict[str, Decimal] | None = None
    totals_rows: int = 0
    notes: int = 0  # lines below the rows that a reader may skip with a reason
    stated: tuple[date, date] | None = None
    figures: dict[str, list[str]] = field(default_factory=dict)
    days: list[str] = field(default_factory=list)
    mark: str = "."
