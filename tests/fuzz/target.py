"""What must hold whatever bytes come in: a file is read or refused in one sentence, and what is read adds up.

check(data)      the first byte says under which name and with which words the rest is read
"""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

from paidsocial.errors import Refused
from paidsocial.platforms.base import DateOrder
from paidsocial.platforms.reading import Hints, ParsedFile, parse, peek

TODAY = date(2026, 6, 14)
NAMES = ("export.csv", "meta.xlsx", "TikTok-Campaign Report-(2026-01-01 to 2026-01-31).csv", "../../x\u202e.tsv")
HINTS = (
    Hints(),
    Hints(currency="EUR"),
    Hints(decimal_mark=",", date_order=DateOrder.DAY_FIRST),
    Hints(platform="google", currency="JPY"),
)
_LONGEST = 2_000  # characters of a refusal: a sentence or two, with some of the file's own words


def check(data: bytes) -> None:
    """Raises what should never be raised, AssertionError where figures do not add up."""
    choice, rest = (data[0], data[1:]) if data else (0, b"")
    name, hints = NAMES[choice % len(NAMES)], HINTS[choice // len(NAMES) % len(HINTS)]
    try:
        peek(io.BytesIO(rest), hints=hints)
        parsed = parse(io.BytesIO(rest), name, today=TODAY, hints=hints)
    except Refused as refused:
        said = refused.message
    else:
        said = "It was read."
        _holds(parsed)
    assert 0 < len(said) <= _LONGEST, said


def _holds(parsed: ParsedFile) -> None:
    assert parsed.parts
    for part in parsed.parts:
        readings = part.readings
        assert part.rows_read - part.summed == len(readings) > 0
        assert max(readings.first) <= TODAY.toordinal()
        assert all(first <= last for first, last in zip(readings.first, readings.last, strict=True))
        assert {*readings.entity} == {*range(len(readings.entities))}
        for name, column in readings.columns():
            assert len(column) == len(readings)
            total = part.totals[name]
            assert total is not None
            stored = Decimal(sum(column)) if name in {"impressions", "clicks"} else Decimal(sum(column)).scaleb(-6)
            # a row's text may be finer than a millionth by half of one
            assert abs(total - stored) <= Decimal(part.rows_read) / 2_000_000
