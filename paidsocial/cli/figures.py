"""Tables of figures on a terminal of any width: names stay whole, and nothing is drawn where a program reads."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

_NAME = 30  # letters of a name below which it gets a line of its own
_PIPED = 200  # columns where no terminal limits them
_GAP = 2

Row = tuple[str, Sequence[str]]


def console() -> Console:
    """Standard output; as wide as it needs where neither a terminal nor COLUMNS limits it."""
    limited = sys.stdout.isatty() or os.environ.get("COLUMNS")
    return Console(markup=False, highlight=False, width=None if limited else _PIPED)


def frame() -> box.Box | None:
    """Lines around a table for people; none in a pipe."""
    return box.HEAVY_HEAD if sys.stdout.isatty() else None


def show(out: Console, title: str, headings: Sequence[str], rows: Sequence[Row], sums: Sequence[Row]) -> None:
    """Names with their figures: a table where both have room, else every name on a line above its figures."""
    widths = [
        max([len(heading), *(len(figures[at]) for _, figures in (*rows, *sums))]) for at, heading in enumerate(headings)
    ]
    longest = max((len(name) for name, _ in (*rows, *sums)), default=0)
    if out.width >= sum(widths) + (_GAP + 1) * (len(widths) + 2) + min(longest, _NAME):
        out.print(_table(title, headings, rows, sums))
        return
    out.print(title)
    out.print(_line(headings, widths), overflow="ignore", crop=False)
    for name, figures in (*rows, *sums):
        out.print(name)
        out.print(_line(figures, widths), overflow="ignore", crop=False)


def _line(figures: Sequence[str], widths: Sequence[int]) -> str:
    return (
        " " * _GAP + (" " * _GAP).join(text.rjust(width) for text, width in zip(figures, widths, strict=True))
    ).rstrip()


def _table(title: str, headings: Sequence[str], rows: Sequence[Row], sums: Sequence[Row]) -> Table:
    table = Table(title=title, title_justify="left", box=frame())
    table.add_column("", overflow="fold", ratio=1 if frame() else None)
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for name, figures in rows:
        table.add_row(name, *figures)
    table.add_section()
    for name, figures in sums:
        table.add_row(name, *figures)
    return table
