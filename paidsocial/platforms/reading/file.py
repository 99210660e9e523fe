"""`parse`: a file to exact figures, or one sentence that says why not and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import PurePath
from typing import BinaryIO

from paidsocial.domain.days import Period
from paidsocial.errors import AmbiguousFile, Refused, UnreadableFile
from paidsocial.platforms.base import METRICS, DateOrder, Field, header_key
from paidsocial.platforms.reading.blocks import Row, RowBlock
from paidsocial.platforms.reading.cells import shown_name
from paidsocial.platforms.reading.collector import without_collector
from paidsocial.platforms.reading.dates import Pair, PairRange, dates_within, half_turned, judged_order
from paidsocial.platforms.reading.day_totals import take_out_day_totals
from paidsocial.platforms.reading.encoding import is_zip
from paidsocial.platforms.reading.guessing import guesses, in_a_sentence
from paidsocial.platforms.reading.header_currency import bare_key
from paidsocial.platforms.reading.headers import (
    Layout,
    find_layout,
    header_guess,
    needs,
    scorer,
    shape_of,
)
from paidsocial.platforms.reading.hidden_totals import take_out_totals
from paidsocial.platforms.reading.limits import (
    FEWEST_KNOWN,
    MAX_COLUMNS,
    MAX_NAME,
    MAX_ROWS,
    SAMPLED_ROWS,
    SEARCHED_FAR,
    SEARCHED_LINES,
)
from paidsocial.platforms.reading.marks import likely_mark, meant_mark
from paidsocial.platforms.reading.numbers import COMMA, DOT
from paidsocial.platforms.reading.own_totals import best_of
from paidsocial.platforms.reading.parent_rows import find_breakdowns, take_out_parents, take_out_sums_of_breakdowns
from paidsocial.platforms.reading.parsed import ColumnUse, Guess, Hints, ParsedFile, Peek, SkippedRow
from paidsocial.platforms.reading.parts import assemble
from paidsocial.platforms.reading.pivots import find_row_labels
from paidsocial.platforms.reading.platform_column import settle_platform_column
from paidsocial.platforms.reading.rows import RowPass
from paidsocial.platforms.reading.sheets import about_alike, about_unread, repeat
from paidsocial.platforms.reading.short_years import take_years_first
from paidsocial.platforms.reading.split_days import find_split_days, find_split_months, find_split_numbers, joined
from paidsocial.platforms.reading.table import Table, TextTable
from paidsocial.platforms.reading.titled_tables import Titles, find_titles
from paidsocial.platforms.reading.unknown_days import ask_about_days, leave_empty_days, leave_no_days, leave_other_days
from paidsocial.platforms.reading.workbook import WorkbookTable
from paidsocial.platforms.reading.written_once import filled_down, find_written_once
from paidsocial.platforms.registry import export_formats, known_slug, slug_in_words, slug_of

_HYPHENS = re.compile(r"(?<=[^\W\d_])-|-(?=[^\W\d_])")  # beside words: "1-de-mar-de-2026"
_SHOWN_LINES, _SHOWN_CELLS, _SHOWN_CELL = 12, 100, 200


@without_collector()
def parse(
    stream: BinaryIO,
    name: str,
    *,
    today: date,
    hints: Hints | None = None,
    remembered: Mapping[str, Hints] | None = None,
    progress: Callable[[int], None] | None = None,
) -> ParsedFile:
    """What a file says, read from a seekable stream.

    `name` is the file's own name, a hint where the file itself is silent; `today` the last day that is not the future;
    `remembered` what was settled before, by shape of file; `progress` hears how many rows were read.
    Raises UnreadableFile, AmbiguousFile (which names the option that settles it) or BadInput; each says how to mend it.
    """
    said = hints or Hints()
    table = _opened(stream, said)
    name, remembered = own_name(name), remembered or {}
    read = partial(_parsed, table, said, name=name, today=today, remembered=remembered, progress=progress)
    try:
        return read()
    except _SheetsRepeat:
        table.alone()
        return read()


class _SheetsRepeat(Exception):
    """Sheets with the same columns hold rows of the same names and days: what one is to another only a person knows."""


def _parsed(
    table: Table,
    said: Hints,
    *,
    name: str,
    today: date,
    remembered: Mapping[str, Hints],
    progress: Callable[[int], None] | None,
) -> ParsedFile:
    rows, lines = _first_rows(table, said)
    if said.platform:
        said = replace(said, platform=slug_of(said.platform))
    told = said.columns
    said = said.over(_recalled(rows, remembered, said.platform))
    recalled, settled = said.columns is not told, said
    said = _preferring(said, told, rows)
    slug = said.platform or slug_in_words(_stem(name))
    try:
        layout = find_layout(rows, said.columns, slug)
        needs(layout)
    except UnreadableFile as refused:
        raise UnreadableFile(_with_guess(refused.message, rows, said, slug)) from refused
    _check_width([layout.headers])
    find_split_days(layout, said.columns)
    find_split_numbers(layout, rows[layout.row + 1 :], said.columns)
    find_split_months(layout, rows[layout.row + 1 :], said.columns)
    below = joined(rows[layout.row + 1 :], layout.split_days)
    find_row_labels(layout, below, said.columns)
    find_titles(layout, below, said.columns, [table.sheet or "", *table.alike] if table.alike else ())
    below = Titles(layout).given(below) if layout.titled else below
    find_written_once(layout, below, said.columns)
    below = filled_down(below, layout, layout.once, {}) if layout.once else below
    find_breakdowns(layout, below)
    leave_other_days(layout, below, said.columns)
    leave_empty_days(layout, below, said.columns)
    ask_about_days(layout, below, said.columns)
    _take_as_told(layout, said)
    settle_platform_column(layout, below, said, _platform(layout, name))
    layout.stated = stated = said.period or _stated(layout, name)
    leave_no_days(layout, below, said.columns, stated)
    if table.alike and Field.DAY not in layout.at and layout.titled is not Field.PLATFORM:
        table.alone()  # each sheet is of a period of its own
    done = _read(table, layout, below, said, progress)
    if table.alike and repeat(done, table.starts):
        raise _SheetsRepeat
    if not said.date_order:
        take_years_first(done.days, done.day_texts, stated=stated, today=today)
    order = _date_order(done, layout, said, stated, today)
    platform = said.platform or _platform(layout, name) or known_slug(table.sheet or "")
    parts, totals_rows = assemble(done, said, platform=platform, order=order, stated=stated, today=today)
    parts[0].warnings.extend(table.remarks)
    if table.alike:
        parts[0].warnings.append(about_alike(table))
    if table.unread:
        parts[0].warnings.append(about_unread(table))
    if recalled:
        for part in parts:
            part.warnings.append(_about_recalled(settled.columns))
    return ParsedFile(
        name=name,
        format_name=layout.format.name,
        shape=layout.shape,
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet,
        header_line=lines[layout.row],
        columns=layout.uses(),
        parts=parts,
        own_totals=best_of(totals_rows),
        totals_rows=totals_rows,
        left_out=done.left_out,
        decimal_mark=done.mark,
        date_order=order,
        sample=_sample(rows, lines),
        hints=settled,
    )


def _check_width(rows: Sequence[Row]) -> None:
    if 2 * sum(len(row) > MAX_COLUMNS and bool(row[MAX_COLUMNS]) for row in rows) > len(rows):
        raise UnreadableFile(f"The file has more than {MAX_COLUMNS:,} columns, which no export has. Export it again.")


def own_name(name: str) -> str:
    """A file's own name: without the folders that a program may have put before it."""
    return shown_name(PurePath(name.replace("\\", "/")).name)[-MAX_NAME:]


def peek(stream: BinaryIO, *, hints: Hints | None = None) -> Peek:
    """A file's first lines and which of them looks most like its header, also where `parse` cannot make sense of it.

    Raises UnreadableFile where it is no table at all.
    """
    said = hints or Hints()
    table = _opened(stream, said)
    rows, lines = _first_rows(table, said)
    headers, columns, found = _guessed(rows, said, said.platform)
    sample = _sample(rows, lines)
    return Peek(table.encoding, table.delimiter, table.sheet, headers, shape_of(headers), sample, columns, found)


def _guessed(
    rows: Sequence[Row], hints: Hints, slug: str | None
) -> tuple[list[str], list[ColumnUse], Mapping[Field, Guess]]:
    """The likeliest header, what is understood of it, and what its other columns most likely mean."""
    try:
        layout = find_layout(rows, hints.columns, slug_of(slug) if slug else None)
    except Refused:
        headers = header_guess(rows, {})
        row = next((place for place, cells in enumerate(rows) if shape_of(cells) == shape_of(headers)), 0)
        return headers, [], guesses(headers, rows[row + 1 :], (), ())
    found = guesses(layout.headers, rows[layout.row + 1 :], layout.at.values(), layout.at)
    return layout.headers, layout.uses(), found


def _with_guess(message: str, rows: Sequence[Row], hints: Hints, slug: str | None) -> str:
    """A refusal for want of columns, with the likeliest ones where there are any."""
    _, columns, found = _guessed(rows, hints, slug)
    understood = {use.field for use in columns}
    likely = in_a_sentence(found, [name for name in (Field.DAY, Field.SPEND) if name not in understood])
    return f"{message} {likely}".strip()


def _sample(rows: Sequence[Row], lines: Sequence[int]) -> list[tuple[int, list[str]]]:
    shown = [[cell[:_SHOWN_CELL].replace("\0", "") for cell in row[:_SHOWN_CELLS]] for row in rows[:_SHOWN_LINES]]
    return list(zip(lines[:_SHOWN_LINES], shown, strict=True))


def _opened(stream: BinaryIO, hints: Hints) -> Table:
    stream.seek(0)
    score = scorer(hints.columns)
    return WorkbookTable(stream, score) if is_zip(stream.read(4)) else TextTable(stream, score)


def _first_rows(table: Table, hints: Hints) -> tuple[list[Row], list[int]]:
    score = scorer(hints.columns)
    first = next(table.blocks(), None)
    if first is None:
        raise UnreadableFile("The file has no rows. Export it again, and check that the report is not empty.")
    _check_width(first.rows(0, SEARCHED_LINES))
    known = score(first.rows(0, SEARCHED_LINES))
    size = SAMPLED_ROWS + (SEARCHED_LINES if known >= FEWEST_KNOWN else SEARCHED_FAR)
    return first.rows(0, size), list(first.lines[:size])


def _recalled(rows: Sequence[Row], remembered: Mapping[str, Hints], slug: str | None) -> Hints | None:
    """What was settled before for a file with one of these rows as its header.

    What was settled for another platform than `slug` is not taken over: a wide table has columns for each.
    """
    if not remembered:
        return None
    found = next(
        (remembered[shape] for shape in map(shape_of, rows[:-SAMPLED_ROWS] or rows) if shape in remembered), None
    )
    return None if found and slug and found.platform not in (None, slug) else found


def _preferring(said: Hints, told: Mapping[Field, str], rows: Sequence[Row]) -> Hints:
    """The hints with the account's own conversion column, where the file has it and nobody names another one now."""
    if said.conversions is None or Field.CONVERSIONS in told:
        return said
    wanted = header_key(said.conversions)
    if not any(wanted == header_key(cell) for row in rows[:SEARCHED_LINES] for cell in row if len(cell) < 200):
        return said
    return replace(said, columns={**said.columns, Field.CONVERSIONS: said.conversions})


def _about_recalled(columns: Mapping[Field, str]) -> str:
    shown = ", ".join(f"{name} from “{header}”" if header else f"no {name}" for name, header in columns.items())
    return f"Columns were read as they were settled before for files of this shape ({shown}); --map settles them anew."


def _stem(name: str) -> str:
    return PurePath(name).stem


# -- platform --


def _take_as_told(layout: Layout, said: Hints) -> None:
    """Where a person, not its headers, says whose file it is, it still writes ids and days as that platform does."""
    if layout.native or not said.platform:
        return
    own = [export for export in export_formats() if export.platform == said.platform]
    layout.id_prefix = next((export.id_prefix for export in own if export.id_prefix), "")
    layout.starts_only = Field.DAY in said.columns and any(export.start_days for export in own)


def _platform(layout: Layout, name: str) -> str | None:
    """The platform the file's form or name or the words in its headers tell, or None."""
    if layout.native:
        return layout.format.platform
    words = " ".join(layout.headers[layout.at[metric]] for metric in METRICS if metric in layout.at)
    return slug_in_words(_stem(name)) or slug_in_words(" ".join(layout.preamble)) or slug_in_words(words)


# -- reading, with the decimal mark --


def _read(
    table: Table, layout: Layout, below: Sequence[Row], hints: Hints, progress: Callable[[int], None] | None
) -> RowPass:
    """The rows, read with the decimal mark that the figures themselves show.

    The mark is guessed from the first rows; should later ones show the other, the file is read once more.
    """
    mark = hints.decimal_mark or likely_mark(layout, below, list(layout.at.values())) or DOT
    done = _pass(table, layout, mark, progress)
    if hints.decimal_mark:
        return done
    other = COMMA if mark == DOT else DOT
    sure = {shown for column in done.metrics.values() for shown in column.evidence.sure}
    if sure == {other}:
        return _pass(table, layout, other, progress)
    if sure == {DOT, COMMA}:
        again = _pass(table, layout, other, progress)
        return min(done, again, key=lambda one: sum(len(column.bad) for column in one.metrics.values()))
    either = next((column.evidence.either for column in done.metrics.values() if column.evidence.either), None)
    if sure or either is None:
        return done
    meant = meant_mark(table, layout, below, hints, either)
    return done if meant == mark else _pass(table, layout, meant, progress)


def _pass(
    table: Table,
    layout: Layout,
    mark: str,
    progress: Callable[[int], None] | None,
    rounded: frozenset[Field] = frozenset(),
) -> RowPass:
    prefix = layout.id_prefix or layout.format.id_prefix
    done = RowPass(layout, mark, prefix, in_sheet=table.sheet is not None, rounded=rounded)
    seen = 0
    above: dict[int, str] = {}
    titles = Titles(layout)
    labels = {place for name, place in layout.at.items() if name not in METRICS}
    wanted = {0, *layout.at.values(), *layout.breakdowns}
    for block in table.blocks(labels.union(*layout.split_days), wanted.union(*layout.split_days)):
        start = layout.row + 1 - seen
        seen += len(block)
        if seen > MAX_ROWS:
            raise UnreadableFile(
                f"The file has more than {MAX_ROWS:,} rows. Export a shorter period and import it in parts."
            )
        if start > 0:
            block = block.kept(range(start, len(block)))  # noqa: PLW2901 - less the header
        if layout.split_days:
            block = RowBlock(block.lines, joined(block.rows(), layout.split_days))  # noqa: PLW2901 - with whole dates
        if layout.titled:
            block = RowBlock(block.lines, titles.given(block.rows()))  # noqa: PLW2901 - with the lines above
        if layout.once:
            block = RowBlock(block.lines, filled_down(block.rows(), layout, layout.once, above))  # noqa: PLW2901 - filled
        done.feed(block)
        if progress:
            progress(seen)
    if not rounded and (found := done.named.rounded_ids()):
        return _pass(table, layout, mark, progress, found)
    done.skipped.extend(SkippedRow(line, reason) for line, reason in table.unreadable)
    done.settle()
    take_out_sums_of_breakdowns(done)
    take_out_totals(done)
    take_out_day_totals(done)
    take_out_parents(done)
    return done


# -- dates --


def _stated(layout: Layout, name: str) -> Period | None:
    """The period the lines above the header state, or else the file's name."""
    for text in ("\n".join(layout.preamble), _stem(name)):
        days = dates_within(text) or dates_within(_HYPHENS.sub(" ", text))
        if len(days) >= 2 and days[0] <= days[1]:
            return Period(days[0], days[1])
    return None


def _date_order(done: RowPass, layout: Layout, hints: Hints, stated: Period | None, today: date) -> DateOrder | None:
    pairs = done.pairs()
    if not pairs:
        return None
    if not hints.date_order and half_turned(done.days):
        raise UnreadableFile(
            "A spreadsheet turned day and month round in some dates and left the others as text. "
            "Import the export as it was downloaded, without opening and saving it."
        )
    day = layout.headers[layout.at[Field.DAY]] if Field.DAY in layout.at else ""
    usual = layout.format.date_orders.get(bare_key(day)) if layout.native else None
    order = hints.date_order or judged_order(pairs, usual=usual, stated=stated, today=today)
    if order is not None:
        return order
    example = next(
        text for text, written in zip(done.day_texts, done.days, strict=True) if isinstance(written, Pair | PairRange)
    )
    raise AmbiguousFile(
        f"“{example}” can be read with the day or the month first, and no row of the file tells which. "
        "Say which with --date-order dmy or --date-order mdy.",
        option="--date-order",
    )
