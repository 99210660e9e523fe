"""From the bytes of an export to exact figures: `parse` is the door.

bytes -> encoding -> table of text cells (table, workbook)
      -> which row is the header and what each column means (headers)
      -> rows in chunks: days, entities, numbers; totals rows and bad rows set apart (rows)
      -> one part per platform, account and currency, with exact totals (row_days, parts)
"""

from paidsocial.platforms.reading.cells import shown_name
from paidsocial.platforms.reading.file import own_name, parse, peek
from paidsocial.platforms.reading.parsed import (
    ColumnUse,
    Hints,
    OwnTotal,
    ParsedFile,
    ParsedPart,
    Peek,
    SkippedRow,
)
from paidsocial.platforms.reading.workbook_container import other_document

__all__ = [
    "ColumnUse",
    "Hints",
    "OwnTotal",
    "ParsedFile",
    "ParsedPart",
    "Peek",
    "SkippedRow",
    "other_document",
    "own_name",
    "parse",
    "peek",
    "shown_name",
]
