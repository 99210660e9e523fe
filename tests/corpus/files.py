"""A table of cells to a file's bytes."""

from __future__ import annotations

import csv
import io
import random
from datetime import datetime

import xlsxwriter

from tests.corpus.cases import LEGACY, Case

Cell = str | float | datetime
_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
_ENDS = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}


def encodes(text: str, encoding: str) -> bool:
    """Whether an encoding can hold a text."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def wrapped(cell: Cell) -> Cell:
    """A cell as a formula of text, `="123"`."""
    text = str(cell).replace('"', '""')
    return f'="{text}"' if text else ""


def text_of(table: list[list[Cell]], case: Case, chance: random.Random) -> bytes:
    """A table as text in the case's separator, line ends and encoding."""
    delimiter, end = _DELIMITERS[case["delimiter"]], _ENDS[case["line_end"]]
    out = io.StringIO()
    if case["above"] == "sep":
        out.write(f"sep={delimiter}{end}")
    # csv leaves a line feed unquoted where lines end otherwise; nobody could read that.
    broken = end == "\r" and any("\n" in str(cell) for row in table for cell in row)
    quoting = csv.QUOTE_ALL if broken or chance.random() < 0.25 else csv.QUOTE_MINIMAL
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(table)
    text, encoding = out.getvalue(), case["file"]
    if encoding.startswith("utf-16"):
        return ("\ufeff" + text).encode(encoding)
    return text.encode(LEGACY[case["language"]] if encoding == "legacy" else encoding)


def workbook_of(table: list[list[Cell]]) -> bytes:
    """A table as a workbook of one sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        dated = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("Sheet1")
        for line, row in enumerate(table):
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    if cell:
                        sheet.write_string(line, place, cell)
                elif isinstance(cell, datetime):
                    sheet.write_datetime(line, place, cell, dated)
                else:
                    sheet.write_number(line, place, cell)
    return out.getvalue()
