"""Date cells to days: every usual way of writing one, and the order of day and month judged from the whole column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from paidsocial.domain.days import Period
from paidsocial.platforms.base import DateOrder, Span
from paidsocial.platforms.reading.months import spelt, without_weekday

_YEARS = range(1990, 2100)
_FEWEST_TURNED = 3
_SERIALS = range(32_874, 73_051)  # 1990 to 2099 in Excel's day numbers

# All of these read what `spelt` makes of a text: a month's name is @6@ there.
_YMD = r"(?P<y>\d{4})(?:[-/.年]|년)\s?(?P<m>\d{1,2})(?:[-/.月]|월)\s?(?P<d>\d{1,2})(?:日|일|\.(?!\d))?"
_PACKED = r"(?P<py>(?:19|20)\d\d)(?P<pm>0[1-9]|1[0-2])(?P<pd>0[1-9]|[12]\d|3[01])"
_PAIR = r"(?P<a>\d{1,2})(?P<sep>[-/.])\s?(?P<b>\d{1,2})(?P=sep)\s?(?P<yy>\d{4}|\d{2})"
_OF = r"(?:de |del |d'|of |nam |พ\.?ศ\.? ?|ค\.?ศ\.? ?)?"
_DAY_NAME = (
    rf"(?:ngay )?(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|o|a|°|η)?[.,]?[ -]?{_OF}"
    rf"@(?P<n1>\d+)@[.,]?[ -]?{_OF}(?P<y1>\d{{4}}|(?<=-)\d\d)"
)
_NAME_DAY = r"@(?P<n2>\d+)@[.,]?[ -]?(?P<d2>\d{1,2})(?:st|nd|rd|th)?,?[ -](?:de )?(?P<y2>\d{4})"
_YEAR_NAME = r"(?P<y3>\d{4})[., -]{1,2}@(?P<n3>\d+)@[., -]{1,2}(?P<d3>\d{1,2})"
_TIME = (
    r"(?:[T ,(]+(?:at |a las |às |as |um |om |kl\.? |à |a |в |о |στις )?(?:[^\W\d_]{2} ?)?"
    r"\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s?(?:[ap]\.? ?m\.?|uhr|ч|น)?\.?"
    r"(?:\s?(?:z|[a-z]{3,4}|[a-z]+/[a-z_]+|[+-]\d{2}:?\d{2}))?\)?)?"
)
_DATE = rf"(?:{_YMD}|{_PAIR}|{_DAY_NAME}|{_NAME_DAY}|{_YEAR_NAME}|{_PACKED})"
_WHOLE = re.compile(rf"{_DATE}(?: ?[rгр]\.?)?,?{_TIME}", re.IGNORECASE)
_WITHIN = re.compile(rf"(?<![\d.]){_DATE}(?!\d)")
_MONTH = re.compile(
    r"(?P<y>\d{4})(?:[-/.|年]|년)\s?(?P<m>\d{1,2})[月월]?|(?P<m2>\d{1,2})[-/.](?P<y2>\d{4})|"
    rf"@(?P<n>\d+)@[.,]?[ -]?['’]?{_OF}(?P<y3>\d{{4}}|(?<=[-'’])\d\d)(?: [^\W\d_]\.?)?|"
    r"(?P<y4>\d{4})[., -]*@(?P<n4>\d+)@|"
    r"(?P<y5>(?:19|20)\d\d)(?P<m5>0[1-9]|1[0-2])"
)
_QUARTER = re.compile(r"(?P<y>\d{4})[- /]?[QT](?P<q>[1-4])|[QT](?P<q2>[1-4])[- /']{0,2}(?P<y2>\d{4}|(?<=[- /'])\d\d)")
_FULL_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_UNDERSCORED = re.compile(r"(?<!\d)(\d{4})_(\d\d)_(\d\d)(?!\d)")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_ISO_WEEK = re.compile(r"(?P<y>\d{4})[- ]?(?:W|KW) ?(?P<w>\d{1,2})|(?:W|KW) ?(?P<w2>\d{1,2})[-/ ]+(?P<y2>\d{4})")
_TO = r" ?(?:-|–|—|~|to|al?|au|bis|до|по) ?"
_WEEK_OF = re.compile(
    r"(?:week (?:of|commencing|beginning|starting|from)|w/?c|semaine du|semana (?:del?|do)|settimana del|woche vom|"
    r"week van|tydzien od|неделя с|тиждень з):? ",
    re.IGNORECASE,
)
_WEEK_TO = re.compile(r"(?:week ending|week to|w/?e):? ", re.IGNORECASE)
_HALF_RANGES = (  # ranges that name their month or year once, and how they read in full
    (re.compile(rf"(?<!\d)(\d{{1,2}}\.?){_TO}(\d{{1,2}}\.?) ({_OF}@\d+@[.,]? ?{_OF}\d{{4}})"), r"\1 \3 - \2 \3"),
    (
        re.compile(rf"(?<!\d)(\d{{1,2}}\.? {_OF}@\d+@){_TO}(\d{{1,2}}\.? {_OF}@\d+@[.,]? ?{_OF}(\d{{4}}))"),
        r"\1 \3 - \2",
    ),
    (re.compile(rf"(?<![\d.])(\d{{1,2}}\.\d{{1,2}}\.){_TO}(\d{{1,2}}\.\d{{1,2}}\.(\d{{4}}))"), r"\1\3 - \2"),
    (re.compile(rf"(@\d+@ )(\d{{1,2}}){_TO}(\d{{1,2}}),? ?(\d{{4}})"), r"\1\2, \4 - \1\3, \4"),
    (re.compile(rf"(@\d+@ \d{{1,2}}){_TO}(@\d+@ \d{{1,2}}, ?(\d{{4}}))"), r"\1, \3 - \2"),
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A numeric date whose first two numbers may be day and month or month and day."""

    first: int
    second: int
    year: int

    def day(self, order: DateOrder) -> date | None:
        """The day in that order, or None where the calendar has none."""
        if order is DateOrder.DAY_FIRST:
            return _day(self.year, self.second, self.first)
        return _day(self.year, self.first, self.second)


@dataclass(frozen=True, slots=True)
class PairRange:
    """A first and a last day, both with day and month still to be ordered."""

    first: Pair
    last: Pair

    def period(self, order: DateOrder) -> Period | None:
        """The days from one to the other in that order, or None where the calendar has no such days."""
        first, last = self.first.day(order), self.last.day(order)
        return Period(first, last) if first and last and first <= last else None


Written = date | Pair | PairRange | Period


def open_pairs(days: Iterable[Written | None]) -> list[Pair]:
    """The dates among days and ranges whose order of day and month is still open."""
    pairs: list[Pair] = []
    for written in days:
        if isinstance(written, Pair):
            pairs.append(written)
        elif isinstance(written, PairRange):
            pairs += (written.first, written.last)
    return pairs


def _day(year: int, month: int, day: int) -> date | None:
    if year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _of(found: re.Match[str]) -> date | Pair | None:
    part = found.groupdict()
    if part["y"]:
        return _day(int(part["y"]), int(part["m"]), int(part["d"]))
    if part["py"]:
        return _day(int(part["py"]), int(part["pm"]), int(part["pd"]))
    for name, day, year in (("n1", "d1", "y1"), ("n2", "d2", "y2"), ("n3", "d3", "y3")):
        if part[name]:
            return _day(_year(part[year]), int(part[name]), int(part[day]))
    pair = Pair(int(part["a"]), int(part["b"]), _year(part["yy"]))
    if part["sep"] == ".":
        return pair.day(DateOrder.DAY_FIRST)  # nobody writes the month first with full stops
    # Where one order only exists the other rows must still agree, so it stays a pair.
    return pair if any(pair.day(order) for order in DateOrder) else None


def read_date(cell: str) -> Written | None:
    """What a cell says: a day, a pair still to be ordered, or a range of two days; None where it is no date."""
    cell = cell.strip()
    if cell.startswith('="') and cell.endswith('"'):
        cell = cell[2:-1]
    cell = cell.strip("\"' ")
    text = spelt(_UNDERSCORED.sub(r"\1-\2-\3", cell))
    found = _WHOLE.fullmatch(text) or _WHOLE.fullmatch(without_weekday(cell))
    if found:
        return _of(found)
    serial = _SERIAL.fullmatch(text)
    if serial:
        number = int(serial[1])
        return date(1899, 12, 30) + timedelta(days=number) if number in _SERIALS else None
    match _written_within(text):
        case [Pair() as first, Pair() as last]:
            return PairRange(first, last)
    days = dates_within(text)
    return Period(days[0], days[1]) if len(days) == 2 and days[0] <= days[1] else None


def read_without_year(cell: str, stated: Period) -> Written | None:
    """The day a cell tells without its year ("1 Jun", "01/06", "01.06."), in a period of one year; else None."""
    year, cell = stated.first.year, cell.strip()
    if year != stated.last.year:
        return None
    ways = (f"{cell} {year}", f"{cell}/{year}", f"{cell}-{year}", f"{cell.removesuffix('.')}.{year}", f"{year}年{cell}")
    return next((written for written in map(read_date, ways) if isinstance(written, date | Pair)), None)


def _written_within(text: str) -> list[date | Pair | None]:
    text = spelt(_UNDERSCORED.sub(r"\1-\2-\3", text).replace("_", " "))
    for half, full in _HALF_RANGES:
        text = half.sub(full, text)
    return [_of(found) for found in _WITHIN.finditer(text)]


def dates_within(text: str) -> list[date]:
    """The unmistakable days mentioned in a line or a file name, in order."""
    days = []
    for written in _written_within(text):
        orders = {written.day(order) for order in DateOrder} - {None} if isinstance(written, Pair) else {written}
        day = orders.pop() if len(orders) == 1 else None
        if day is not None:
            days.append(day)
    if len(days) == 2 and days[0] > days[1] and len(_FULL_YEAR.findall(text)) == 1:  # "29 Dec - 4 Jan 2026"
        days[0] = _day(days[0].year - 1, days[0].month, days[0].day) or days[0]
    return days


def read_month(cell: str) -> Period | None:
    """The month a cell names ("2026-01", "01/2026", "January 2026", "202601"), or None."""
    found = _MONTH.fullmatch(spelt(cell))
    if not found:
        return None
    part = found.groupdict()
    month = int(part["n"] or part["n4"] or part["m"] or part["m2"] or part["m5"])
    year = _year(part["y"] or part["y2"] or part["y3"] or part["y4"] or part["y5"])
    return Period.month(year, month) if 1 <= month <= 12 and year in _YEARS else None


def read_week(cell: str) -> Written | None:
    """The ISO week a cell names ("2026-W05") or the day it says one starts on ("Week of Jun 1, 2026"), or None."""
    found = _ISO_WEEK.fullmatch(cell.strip().upper())
    if not found:
        start, end = _WEEK_OF.match(cell.strip()), _WEEK_TO.match(cell.strip())
        if end and isinstance(day := read_date(cell.strip()[end.end() :]), date):
            return spanned(day, Span.WEEK_END)
        return read_date(cell.strip()[start.end() :]) if start else None
    year, week = int(found["y"] or found["y2"]), int(found["w"] or found["w2"])
    if year not in _YEARS or not 1 <= week <= 53:
        return None
    try:
        first = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return Period(first, first + timedelta(days=6))


def read_quarter(cell: str) -> Period | None:
    """The quarter a cell names ("Q1 2026", "2026-Q1"), or None."""
    found = _QUARTER.fullmatch(cell.strip().upper())
    if not found:
        return None
    year, quarter = _year(found["y"] or found["y2"]), int(found["q"] or found["q2"])
    return Period(date(year, 3 * quarter - 2, 1), Period.month(year, 3 * quarter).last) if year in _YEARS else None


def spanned(day: date, span: Span) -> Period:
    """The period a row covers that starts on `day`, or, for weeks told by their end, that ends on it."""
    match span:
        case Span.WEEK_END:
            return Period(day - timedelta(days=6), day)
        case Span.QUARTER:
            return Period(day, Period.month(day.year + (day.month + 1) // 12, (day.month + 1) % 12 + 1).last)
        case Span.WEEK:
            return Period(day, day + timedelta(days=6))
        case Span.MONTH:
            month = Period.month_of(day)
            return month if day == month.last else Period(day, month.last)
        case _:
            return Period(day, day)


def judged_order(
    pairs: Iterable[Pair], *, usual: DateOrder | None, stated: Period | None, today: date
) -> DateOrder | None:
    """The order of day and month that the whole column means, or None where both orders are honest readings.

    In turn: an order in which a date does not exist; one that leaves the period the file states; one that reaches
    into the future; the platform's usual order; one whose days follow each other while the other's are scattered.
    """
    column = list(pairs)
    readings = {order: [pair.day(order) for pair in column] for order in DateOrder}
    possible = [order for order, days in readings.items() if None not in days]
    if len(possible) == 1:
        return possible[0]
    if not possible:
        # Some rows are wrong either way; the order that fewer rows contradict.
        wrong = {order: days.count(None) for order, days in readings.items()}
        return min(wrong, key=lambda order: wrong[order]) if len(set(wrong.values())) > 1 else usual
    days = {order: {day for day in readings[order] if day} for order in possible}
    if all(pair.first == pair.second for pair in column):
        return possible[0]
    allowed: list[Callable[[date], bool]] = [lambda day: day <= today]
    if stated is not None:
        allowed.insert(0, stated.__contains__)
    for allows in allowed:
        kept = [order for order in possible if all(map(allows, days[order]))]
        if len(kept) == 1:
            return kept[0]
    return usual or _denser(days)


def _denser(days: dict[DateOrder, set[date]]) -> DateOrder | None:
    """The order whose days fill their span, where the other's are at least three times as thinly spread."""
    spread = {order: _thinness(some) for order, some in days.items()}
    best, other = sorted(spread, key=lambda order: spread[order])
    return best if len(days[best]) > 2 and spread[other] >= 3 * spread[best] else None


def half_turned(column: Iterable[Written | None]) -> bool:
    """Whether a spreadsheet that expects the day first read a column that has the month first, or the reverse.

    It makes dates, with day and month turned round, of those it can and leaves the others as text. Turned back, they
    fill the gaps between the others.
    """
    written = list(column)
    fixed = [day for day in written if isinstance(day, date)]
    left = [day for pair in written if isinstance(pair, Pair) for day in map(pair.day, DateOrder) if day]
    if len(fixed) < _FEWEST_TURNED or len(left) < _FEWEST_TURNED or any(day.day <= 12 for day in left):
        return False
    if any(day.day > 12 for day in fixed):
        return False
    turned = {*(date(day.year, day.day, day.month) for day in fixed), *left}
    return _thinness(turned) == 1 and _thinness({*fixed, *left}) > 1


def _thinness(days: set[date]) -> float:
    return ((max(days) - min(days)).days + 1) / len(days)
