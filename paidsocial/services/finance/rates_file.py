"""A CSV of exchange rates, read line by line: either one rate per line, or one day per line and a column per currency.

    day,base,quote,rate,source            Date,USD,GBP,JPY
    2026-06-01,EUR,USD,1.0835,ECB         2026-06-01,1.0835,0.8412,169.2

The second form is what central banks publish; it does not say which currency it prices, so the caller does (`base`).
Comma, semicolon or tab; a decimal comma where it cannot be a thousands mark. `source` and `basis` columns are optional.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from babel.numbers import is_currency

from paidsocial.domain.days import parse_day, parse_month
from paidsocial.domain.fx import Reading
from paidsocial.domain.money import currency_code
from paidsocial.domain.wording import full_day
from paidsocial.errors import BadInput, UnreadableFile

MAX_BYTES = 20 * 1024 * 1024
MAX_ERRORS = 50
BASES = ("daily", "booking")

_COLUMNS = {
    "day": {"day", "date", "month", "rate date", "valid on", "datum"},
    "base": {"base", "from", "from currency", "base currency", "source currency"},
    "quote": {"quote", "to", "to currency", "quote currency", "target currency", "counter currency"},
    "rate": {"rate", "exchange rate", "fx rate", "value"},
    "source": {"source", "rate source", "provider"},
    "basis": {"basis", "kind", "type"},
}
_NEEDED = ("day", "base", "quote", "rate")
_BLANK = {"", "n/a", "na", "-", "null"}
_LARGEST = Decimal(10) ** 9
_SMALLEST = Decimal(10) ** -9


@dataclass(frozen=True, slots=True)
class LineError:
    """A line that cannot be taken: its number in the file (the heading is 1), and why with the remedy."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class FileRate:
    """A rate as the file has it; `basis` is daily or booking."""

    line: int
    basis: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class RatesFile:
    """What a file holds: its rates in its order, and the lines that cannot be taken (the first `MAX_ERRORS`)."""

    rates: tuple[FileRate, ...]
    errors: tuple[LineError, ...]


def read_rates(content: bytes, *, today: date, basis: str, source: str, base: str | None = None) -> RatesFile:
    """The rates in a CSV.

    `basis` and `source` hold where the line does not say; `base` is the currency a table with a column per currency
    prices. Raises UnreadableFile or BadInput where the file as a whole cannot be understood.
    """
    rows = _rows(content)
    _, heading = next(rows, (1, []))
    if not any(heading):
        raise UnreadableFile("The file is empty; the first line should read: day,base,quote,rate,source.")
    defaults = _Defaults(today, basis, source, currency_code(base) if base else None)
    columns = _columns(heading)
    if all(name in columns for name in _NEEDED):
        cells = _long(rows, columns, defaults)
    elif "day" in columns and _wide_currencies(heading):
        cells = _wide(rows, _wide_currencies(heading), columns["day"], defaults)
    else:
        raise UnreadableFile(
            f"The heading “{', '.join(heading)[:120]}” is not a table of exchange rates; the first line should read: "
            "day,base,quote,rate,source, or a day column followed by one column per currency."
        )
    return _collect(cells, defaults)


@dataclass(frozen=True, slots=True)
class _Defaults:
    today: date
    basis: str
    source: str
    base: str | None


@dataclass(frozen=True, slots=True)
class _Cells:
    line: int
    day: str
    base: str
    quote: str
    rate: str
    source: str
    basis: str


def _rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    if len(content) > MAX_BYTES:
        raise UnreadableFile(f"The file is larger than {MAX_BYTES // 2**20} MB; split it by year.")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UnreadableFile("The file is a workbook; save the sheet as CSV and load that.")
    text = _decode(content)
    if "\0" in text:
        raise UnreadableFile("The file is not text; load a CSV.")
    delimiter = max("\t;,", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        raise UnreadableFile(f"The file is damaged at line {reader.line_num} ({error}).") from error


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _columns(heading: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for index, cell in enumerate(heading):
        name = re.sub(r"[\s_]+", " ", cell).casefold()
        for field, words in _COLUMNS.items():
            if name in words:
                found.setdefault(field, index)
    return found


def _wide_currencies(heading: list[str]) -> dict[int, str]:
    return {index: cell for index, cell in enumerate(heading) if re.fullmatch(r"[A-Z]{3}", cell)}


def _long(rows: Iterator[tuple[int, list[str]]], columns: dict[str, int], defaults: _Defaults) -> Iterator[_Cells]:
    def cell(row: list[str], field: str) -> str:
        index = columns.get(field)
        return row[index] if index is not None and index < len(row) else ""

    for line, row in rows:
        if any(row):
            source = cell(row, "source") or defaults.source
            basis = cell(row, "basis").lower() or defaults.basis
            yield _Cells(
                line, cell(row, "day"), cell(row, "base"), cell(row, "quote"), cell(row, "rate"), source, basis
            )


def _wide(
    rows: Iterator[tuple[int, list[str]]], currencies: dict[int, str], day_column: int, defaults: _Defaults
) -> Iterator[_Cells]:
    if defaults.base is None:
        raise BadInput(
            "The file has one column per currency and does not say which currency they price; give the base currency "
            "(the European Central Bank's file prices EUR).",
            field="base",
        )
    for line, row in rows:
        for index, quote in currencies.items():
            rate = row[index] if index < len(row) else ""
            if rate.casefold() not in _BLANK:
                day = row[day_column] if day_column < len(row) else ""
                yield _Cells(line, day, defaults.base, quote, rate, defaults.source, defaults.basis)


def _collect(cells: Iterator[_Cells], defaults: _Defaults) -> RatesFile:
    rates: dict[tuple[str, str, str, date], FileRate] = {}
    errors: list[LineError] = []
    for entry in cells:
        try:
            rate = _rate(entry, defaults)
        except BadInput as error:
            errors.append(LineError(entry.line, error.message.rstrip(".")))
        else:
            reading = rate.reading
            earlier = rates.setdefault((rate.basis, reading.base, reading.quote, reading.day), rate)
            if earlier.reading.rate != reading.rate:
                pair = f"{reading.base} to {reading.quote} on {full_day(reading.day)}"
                reason = f"{pair} stands already in line {earlier.line} with another rate; keep one of them"
                errors.append(LineError(entry.line, reason))
        if len(errors) == MAX_ERRORS:
            break
    return RatesFile(tuple(rates.values()), tuple(errors))


def _rate(cells: _Cells, defaults: _Defaults) -> FileRate:
    if cells.basis not in BASES:
        raise BadInput(f"“{cells.basis}” is not a basis; write daily or booking.")
    base, quote = _currency(cells.base, "base"), _currency(cells.quote, "quote")
    if base == quote:
        raise BadInput(f"a rate from {base} to itself says nothing; remove the line.")
    day = _day(cells.day, cells.basis)
    if cells.basis == "daily" and day > defaults.today:
        raise BadInput(f"{full_day(day)} has not come yet; a daily rate is loaded on its day or later.")
    return FileRate(cells.line, cells.basis, Reading(base, quote, day, _number(cells.rate), cells.source[:200]))


def _currency(text: str, field: str) -> str:
    if not text:
        raise BadInput(f"the {field} currency is empty.")
    code = currency_code(text)
    if not is_currency(code):
        raise BadInput(f"{code} is not a currency of ISO 4217.")
    return code


def _day(text: str, basis: str) -> date:
    """A booking rate is for a month: any of its days, or YYYY-MM, means its first day."""
    if basis == "booking" and re.fullmatch(r"\d{4}-\d{2}", text):
        return parse_month(text).first
    day = parse_day(text)
    return day.replace(day=1) if basis == "booking" else day


def _number(text: str) -> Decimal:
    cleaned = text.replace("\u00a0", "").replace(" ", "")
    if re.fullmatch(r"\d+,\d+", cleaned):
        if re.fullmatch(r"[1-9]\d{0,2},\d{3}", cleaned):
            raise BadInput(f"“{text}” may mean two numbers; write the rate with a dot for decimals.")
        cleaned = cleaned.replace(",", ".")
    if not re.fullmatch(r"\d{1,12}(\.\d{1,20})?", cleaned):
        raise BadInput(f"“{text}” is not a rate; write it in plain digits, like 1.0835.")
    rate = Decimal(cleaned)
    if not _SMALLEST <= rate <= _LARGEST:
        raise BadInput(f"a rate of {text} cannot be right; a rate lies above zero, between 0.000000001 and 1000000000.")
    return rate
