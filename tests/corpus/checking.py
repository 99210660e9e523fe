"""The product beside the truth: what it read of a file, and into which class that falls."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from paidsocial.domain.days import Period
from paidsocial.domain.readings import UNKNOWN
from paidsocial.errors import AmbiguousFile, PaidsocialError
from paidsocial.platforms.base import DateOrder, Field
from paidsocial.platforms.reading import Hints, ParsedFile, ParsedPart, parse
from tests.corpus import doubts
from tests.corpus.cases import Case
from tests.corpus.market import LEVELS
from tests.corpus.writing import METRICS, MONEY, Written

_MICRO = Decimal("0.000001")
_ASKED_AT_MOST = 4


class Kind(StrEnum):
    """What became of a file."""

    RIGHT = "right"
    ASKED = "asked, truly two ways"
    ASKED_NEEDLESSLY = "asked, though the file tells"
    PARTLY = "understood in part, the rest named as ignored"
    NOT_UNDERSTOOD = "refused, not understood"
    MISPICKED = "WRONG COLUMN: the right one's header is not known, and a lesser one was taken"
    WRONG = "WRONG"


BAD = (Kind.MISPICKED, Kind.WRONG)


@dataclass(slots=True)
class Outcome:
    """The class of a file; `why` in words; `settled` whether it was right once what was open had been said."""

    kind: Kind
    why: str = ""
    settled: bool | None = None
    parsed: ParsedFile | None = None
    hints: Hints = field(default_factory=Hints)


def check(written: Written, case: Case) -> Outcome:
    """Read a file as the import does and compare; where something is left open, say it and compare then."""
    hints = Hints(platform=written.form.platform if case["told"] == "platform" else None)
    try:
        parsed = _parsed(written, hints)
    except AmbiguousFile as asked:
        outcome = _asked(written, asked)
        hints = _answered(written, hints, asked)
    except PaidsocialError as refused:
        outcome = Outcome(Kind.NOT_UNDERSTOOD, _gist(refused.message))
    except Exception as crash:  # noqa: BLE001 - a crash is the worst answer, and the case says where
        return Outcome(Kind.WRONG, f"crash: {type(crash).__name__}: {crash}"[:200])
    else:
        outcome = _compared(written, parsed, hints)
        if outcome.kind in (Kind.RIGHT, Kind.WRONG):
            return outcome
    # What was not understood is said, and must be right then: numbers and days do not depend on words.
    wrong = _settled(written, hints)
    if wrong and wrong.kind is Kind.WRONG:
        return replace(wrong, why=f"once told: {wrong.why}")
    outcome.settled = wrong is None
    return outcome


def _parsed(written: Written, hints: Hints) -> ParsedFile:
    return parse(io.BytesIO(written.data), written.name, today=written.today, hints=hints)


# -- questions --


def _asked(written: Written, asked: AmbiguousFile) -> Outcome:
    if asked.option == "--map" or (asked.option == "--period" and "day" in written.headers):
        return Outcome(Kind.NOT_UNDERSTOOD, f"asked which column has the days, with {asked.option}")
    honest = {
        "--date-order": doubts.two_orders,
        "--decimal-mark": doubts.two_marks,
        "--period": doubts.no_period,
    }[asked.option](written)
    return Outcome(Kind.ASKED if honest else Kind.ASKED_NEEDLESSLY, asked.option)


def _answered(written: Written, hints: Hints, asked: AmbiguousFile) -> Hints:
    match asked.option:
        case "--date-order":
            return replace(hints, date_order=_order(written))
        case "--map":
            return hints
        case "--decimal-mark":
            return replace(hints, decimal_mark=written.mark)
        case _:
            first, last = min(row[0] for row in written.rows), max(row[1] for row in written.rows)
            assert isinstance(first, date)
            assert isinstance(last, date)
            return replace(hints, period=Period(first, last))


def _order(written: Written) -> DateOrder:
    """The order in which the dates were written: a month without a leading zero comes first."""
    first = min(str(row[0]) for row in written.rows)
    day = date.fromisoformat(first)
    return DateOrder.MONTH_FIRST if f"{day.month}/{day.day}/{day.year}" in written.days else DateOrder.DAY_FIRST


def _settled(written: Written, hints: Hints) -> Outcome | None:
    """None where the file is read right once its columns were named and every question answered."""
    hints = replace(hints, platform=written.form.platform, columns=_named(written))
    for _ in range(_ASKED_AT_MOST):
        try:
            parsed = _parsed(written, hints)
        except AmbiguousFile as asked:
            hints = _answered(written, hints, asked)
            continue
        except PaidsocialError as refused:
            return Outcome(Kind.NOT_UNDERSTOOD, _gist(refused.message))
        outcome = _compared(written, parsed, hints)
        return None if outcome.kind is Kind.RIGHT else outcome
    return Outcome(Kind.NOT_UNDERSTOOD, "asked over and over")


def _named(written: Written) -> dict[Field, str]:
    """Every column as a person would name it; what the file has no column for is said not to be there."""
    named = {Field(name): header for name, header in written.headers.items() if header}
    return named | {Field(name): "" for name in ("day", *METRICS, *LEVELS[1:]) if name not in written.headers}


def _gist(message: str) -> str:
    for sign, gist in (
        ("No row of the file looks like", "no header found"),
        ("No column was understood as spend", "no spend column"),
        ("is not a date", "dates"),
        ("is not a number", "numbers"),
        ("dated in the future", "dated in the future"),
        ("breaks off", "rows break off"),
    ):
        if sign in message:
            return gist
    return message[:160]


# -- figures --


def _compared(written: Written, parsed: ParsedFile, hints: Hints) -> Outcome:
    ignored = _ignored(written, parsed)
    wrong = list(_differences(written, parsed, ignored))
    if wrong:
        picked = _mispicked(written, parsed)
        kind = Kind.MISPICKED if picked else Kind.WRONG
        return Outcome(kind, picked or "; ".join(wrong[:4]), parsed=parsed, hints=hints)
    if ignored:
        return Outcome(Kind.PARTLY, "not known: " + ", ".join(sorted(ignored)), parsed=parsed, hints=hints)
    return Outcome(Kind.RIGHT, parsed=parsed, hints=hints)


def _mispicked(written: Written, parsed: ParsedFile) -> str:
    """The first field for which another column was taken than the one that means it."""
    for use in parsed.columns:
        meant = written.headers.get(str(use.field)) if use.field else use.header
        if use.field and use.field in written.headers and meant and meant != use.header:
            return f"{use.field} from “{use.header}”, not “{meant}” ({written.form.name})"
        if use.field in (Field.CAMPAIGN, Field.AD_SET, Field.AD) and not meant:
            return f"{use.field} from “{use.header}”, and it is none ({written.form.name})"
    return ""


def _ignored(written: Written, parsed: ParsedFile) -> set[str]:
    """The fields whose column was visibly left aside, with no other taken in its place; "platform" where unknown."""
    taken = {use.field for use in parsed.columns if use.field}
    ignored = {
        name
        for name, header in written.headers.items()
        if header
        and Field(name) not in taken
        and all(use.field is None for use in parsed.columns if use.header == header)
    }
    if {part.platform for part in parsed.parts} == {"other"}:
        ignored.add("platform")
    if written.total is not None and parsed.own_totals is None:
        ignored.add("totals row")  # left out as a row without a day; counting it as data would show in the sums
    return ignored


def _differences(written: Written, parsed: ParsedFile, ignored: set[str]) -> Iterable[str]:
    if len(parsed.parts) != 1:
        yield f"{len(parsed.parts)} parts"
        return
    (part,) = parsed.parts
    if part.platform != written.form.platform and "platform" not in ignored:
        yield f"platform {part.platform}, not {written.form.platform}"
    currency = None if "currency" in ignored else written.currency
    if part.currency != currency:
        yield f"currency {part.currency}, not {currency}"
    if not ignored & {*LEVELS[1:], "platform"} and part.level.value != written.level:
        yield f"level {part.level.value}, not {written.level}"
    if not ignored & {"day", "last_day"} and part.grain.value != written.grain:
        yield f"grain {part.grain.value}, not {written.grain}"
    if part.rows_read != written.count:
        yield f"{part.rows_read} rows read, not {written.count}"
    elif part.skipped_count > written.totals_rows + written.notes:
        yield f"{part.skipped_count} rows skipped: {part.skipped[0].reason}"
    yield from _sums(written, part, ignored)
    yield from _rows(written, part, ignored)
    yield from _totals(written, parsed, ignored)


def _sums(written: Written, part: ParsedPart, ignored: set[str]) -> Iterable[str]:
    for metric, amount in written.sums.items():
        if metric not in ignored and part.totals[metric] != amount:
            yield f"{metric} {part.totals[metric]}, not {amount}"


def _rows(written: Written, part: ParsedPart, ignored: set[str]) -> Iterable[str]:
    """Every row with its day, names, ids and figures, as sets of equal rows."""
    if ignored - {"currency", "totals row"}:
        return  # rows that differ by what is left aside alone are summed; their sums are compared
    expected = Counter(map(_row, written.rows))
    found = Counter(map(_row, _found(part)))
    missing, extra = list((expected - found).elements()), list((found - expected).elements())
    if missing or extra:
        yield f"{len(missing)} rows differ, as {_told(missing)} read as {_told(extra)}"


def _told(rows: list[tuple[object, ...]]) -> str:
    return "(" + ", ".join(str(value) for value in rows[0]) + ")" if rows else "nothing"


def _row(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(map(_rounded, row))


def _rounded(value: object) -> object:
    return value.quantize(_MICRO) if isinstance(value, Decimal) else value


def _found(part: ParsedPart) -> Iterable[tuple[object, ...]]:
    readings = part.readings
    for place, code in enumerate(readings.entity):
        entity = readings.entities[code]
        names = [value for level in LEVELS[1:] for value in (getattr(entity, level), getattr(entity, f"{level}_id"))]
        figures = []
        for metric in METRICS:
            column = getattr(readings, metric)
            value = None if column is None else column[place]
            if metric in (*MONEY, "conversions") and value is not None:
                value = Decimal(value).scaleb(-6)
                value = value if metric in MONEY else int(value)
            figures.append(None if value == UNKNOWN and metric == "reach" else value)
        yield (
            date.fromordinal(readings.first[place]),
            date.fromordinal(readings.last[place]),
            *names,
            *figures,
        )


def _totals(written: Written, parsed: ParsedFile, ignored: set[str]) -> Iterable[str]:
    if written.total is None:
        return
    if parsed.own_totals is None:
        return
    for metric, amount in written.total.items():
        said = parsed.own_totals.says.get(metric)
        if metric not in ignored and said != amount and not (said is None and not amount):
            yield f"own total of {metric} {said}, not {amount}"
