"""Labels that stand on the first row of their block only, as pivot tables in tabular form and people write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from paidsocial.platforms.base import Field
from paidsocial.platforms.reading.blocks import Row
from paidsocial.platforms.reading.cells import clean
from paidsocial.platforms.reading.headers import Layout
from paidsocial.platforms.reading.numbers import NOTHING
from paidsocial.platforms.reading.totals import is_total, may_be_total

_LABELS = (Field.DAY, Field.LAST_DAY, Field.PLATFORM, Field.ACCOUNT, Field.CAMPAIGN, Field.AD_SET)
_LEVELS = (Field.PLATFORM, Field.ACCOUNT, Field.CAMPAIGN, Field.AD_SET)
_TOLD = "an empty cell means what the one above it says"
_FEWEST = 2  # rows that go without, and half of all


def find_written_once(layout: Layout, rows: Sequence[Sequence[str]], columns: Mapping[Field, str]) -> None:
    """Note the label columns to be filled from the row above.

    Many rows go without, none repeats the label before it, and filled in every row says something of its own: a sum
    below its rows would say what one of them says.
    """
    places = [layout.at[name] for name in _LABELS if name in layout.at]
    data = [list(row) for row in rows if len(row) > max(places, default=0) and _is_data(row, layout, places)]
    found = [place for place in places if _once(data, place)]
    if not found or len(found) == len(places) or Field.DAY in columns:
        return
    filled = filled_down(data, layout, found, {})
    keys = [tuple(row[place] for place in places) for row in filled]
    if len(set(keys)) == len(keys):
        layout.once = [place for place in found if not _under_another(data, filled, place, layout)]
        for place in layout.once:
            layout.notes[place] = "; ".join(filter(None, (layout.notes.get(place), _TOLD)))


def filled_down(
    rows: Sequence[Sequence[str]], layout: Layout, places: Sequence[int], above: dict[int, str]
) -> list[Row]:
    """The rows with each empty label as it was last told; `above` carries the labels from block to block."""
    labels = [layout.at[name] for name in _LABELS if name in layout.at]
    done = [list(row) for row in rows]
    for row in done:
        if len(row) <= max(labels) or not _is_data(row, layout, labels):
            continue
        for place in places:
            if row[place].strip():
                above[place] = row[place]
            else:
                row[place] = above.get(place, "")
    return done


def _under_another(rows: Sequence[Row], filled: Sequence[Row], place: int, layout: Layout) -> bool:
    """Whether a label is empty on a row where one above it changes: a campaign without ad sets below one with some."""
    levels = [at for name in _LEVELS if (at := layout.at.get(name)) is not None]
    over = [at for at in levels[: levels.index(place)] if at < place] if place in levels else []
    return any(
        not row[place].strip() and any(before[at] != now[at] for at in over)
        for row, (before, now) in zip(rows[1:], pairwise(filled), strict=True)
    )


def _is_data(row: Sequence[str], layout: Layout, places: Sequence[int]) -> bool:
    spend = layout.at[Field.SPEND]
    if len(row) <= spend or clean(row[spend]).casefold() in NOTHING:
        return False
    told = [text for place in (0, *places) if (text := clean(row[place]))]
    return any(row[place].strip() for place in places) and not any(
        is_total(text) or may_be_total(text) for text in told
    )


def _once(rows: Sequence[Sequence[str]], place: int) -> bool:
    told = [text for row in rows if (text := row[place].strip())]
    without = len(rows) - len(told)
    return (
        bool(rows and rows[0][place].strip())
        and without >= max(_FEWEST, len(told))
        and all(text != before for before, text in pairwise(told))
    )
