"""Tables as CSV and XLSX for people who open them in a spreadsheet: exact amounts, no cell that runs, memory flat.

A cell is text, a whole number, an exact decimal, a day or None. Text that a spreadsheet would run as a formula gets an
apostrophe in front. The same rows give the same cells in both formats: days are ISO text, decimals are plain digits.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import IO

import xlsxwriter

from paidsocial.errors import BadInput, Refused

Cell = str | int | Decimal | date | None

_FULL_WIDTH = "\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"
_RUNS = tuple("=+-@\t\r" + _FULL_WIDTH)
_EXACT_DIGITS = 15  # what a spreadsheet's numbers hold; an amount with more is written as text
_MAX_SHEET_ROWS = 1_048_576
_MAX_CELL = 32_767
_WIDEST = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's name, its headings, and its rows; rows may be any iterable and are read once."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def neutral(text: str) -> str:
    """Text that no spreadsheet runs as a formula: an apostrophe goes before =, +, -, @, a tab or a line end
    (OWASP, CSV injection), also behind blanks and in full-width form."""
    return f"'{text}" if text.startswith(_RUNS) or text.lstrip(" \u00a0\n").startswith(_RUNS) else text


def cell_text(cell: Cell) -> str:
    """A cell as the CSV has it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return neutral(cell)
    return format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def csv_chunks(headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, rows_a_chunk: int = 500) -> Iterator[bytes]:
    """A CSV piece by piece: UTF-8 with BOM, commas, CRLF (RFC 4180)."""
    buffer = io.StringIO(newline="")
    buffer.write("\ufeff")
    writer = csv.writer(buffer)
    writer.writerow([cell_text(heading) for heading in headings])
    for number, row in enumerate(rows, 1):
        writer.writerow([cell_text(cell) for cell in row])
        if number % rows_a_chunk == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def write_csv(target: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """A CSV into an open binary file."""
    for chunk in csv_chunks(headings, rows):
        target.write(chunk)


def write_xlsx(target: IO[bytes], sheets: Iterable[Sheet]) -> None:
    """A workbook into an open binary file, row by row. Raises Refused where a sheet outgrows what XLSX can hold."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        formats = [book.add_format({"num_format": "0" + ("." + "0" * places if places else "")}) for places in range(7)]
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            for column, heading in enumerate(sheet.headings):
                page.set_column(column, column, min(max(len(heading) + 2, 10), _WIDEST))
                page.write_string(0, column, heading, bold)
            for number, row in enumerate(sheet.rows, 1):
                if number >= _MAX_SHEET_ROWS:
                    raise Refused(
                        f"The sheet {sheet.name} has more than {_MAX_SHEET_ROWS - 1:,} rows, which XLSX cannot hold; "
                        "choose CSV, or fewer clients."
                    )
                for column, cell in enumerate(row):
                    if isinstance(cell, int | Decimal) and _fits(cell):
                        page.write_number(number, column, cell, formats[min(_places(cell), 6)])
                    elif cell is not None:
                        page.write_string(number, column, cell_text(cell)[:_MAX_CELL])


def _fits(number: int | Decimal) -> bool:
    return len(Decimal(number).normalize().as_tuple().digits) <= _EXACT_DIGITS


def _places(number: int | Decimal) -> int:
    exponent = Decimal(number).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file to write that takes `path`'s place once it is complete; until then, and after an error, the old one stays.

    Raises BadInput where the place cannot be written.
    """
    if path.is_dir():
        raise BadInput(f"{path} is a folder; name a file in it.", field="output")
    if not path.parent.is_dir():
        raise BadInput(f"The folder {path.parent} does not exist; create it or name another.", field="output")
    if path.exists() and not os.access(path, os.W_OK):
        raise BadInput(f"{path} may not be overwritten; name another file.", field="output")
    try:
        # Closed by hand below, because it must be closed before it takes the other's place.
        draft = tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False)  # noqa: SIM115 - closed below, then moved into place
    except OSError as error:
        reason = f"{path.parent} cannot be written ({error.strerror}); name another folder."
        raise BadInput(reason, field="output") from error
    try:
        with draft:
            yield draft
            draft.flush()
            os.fsync(draft.fileno())
        Path(draft.name).chmod(_mode(path))
        Path(draft.name).replace(path)
    except OSError as error:
        Path(draft.name).unlink(missing_ok=True)
        raise BadInput(f"{path} could not be written ({error.strerror}).", field="output") from error
    except BaseException:
        Path(draft.name).unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """What the old file had, else what a plain `open` would give: a temporary file is private to its maker."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
