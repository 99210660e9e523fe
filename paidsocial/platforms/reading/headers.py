"""Which row is the header, whose format it is, and what each column means."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from paidsocial.domain.days import Period
from paidsocial.errors import BadInput, UnreadableFile
from paidsocial.platforms.base import METRICS, MONEY, ExportFormat, Field, Span, header_key
from paidsocial.platforms.reading.cells import short
from paidsocial.platforms.reading.header_currency import bare_key, named_currency
from paidsocial.platforms.reading.limits import FEWEST_KNOWN, SEARCHED_FAR, SEARCHED_LINES
from paidsocial.platforms.reading.meanings import about_lesser, names_for
from paidsocial.platforms.reading.parsed import ColumnUse
from paidsocial.platforms.registry import export_formats, plain_format, platform_of

_NATIVE_FROM = 3  # signature points from which a file counts as a platform's own
_MICRO = re.compile(r"micros?\b|in ?micro ?dollar")
_RATIO = re.compile(
    r"/|%|\b(?:rates?|ratio|avg|average|mean|score|index|frequency|ctr|cvr|roas|roi|e?cp(?:[acilmrtv]|cv|sv|su))\b"
    r"|\b(?:taux|tasa|taxa|quote|frecuencia|frequenz|fr[eé]quence|frequ[eê]ncia|frequenza)\b"
    r"|\b(?:cost|spend|revenue|value)s? per (?:(?!ad\b)[\w ]+ )?"
    r"(?:click|view|result|conversion|lead|install|impression|order|purchase|thousand|mille|follow|engagement|\d)"
    r"|\b(?:co[uû]t|costo|custo|kosten|koszt) (?:par|pro|per|por|za) "
)
_SPANNED = {
    Span.WEEK: "the week that begins on it",
    Span.WEEK_END: "the week that ends on it",
    Span.MONTH: "the whole month",
    Span.QUARTER: "the whole quarter",
}


@cache
def _known_keys() -> frozenset[str]:
    keys: set[str] = set()
    for export in (*export_formats(), plain_format()):
        keys.update(export.signature, export.local, *export.headers.values(), export.ends.values())
    return frozenset(keys)


@cache
def _weights() -> tuple[tuple[ExportFormat, Mapping[str, int]], ...]:
    """Each native format with the headers that give it away: a word that platforms share says less, or nothing."""
    whose: dict[str, set[str]] = {}
    for export in export_formats():
        for key in (*export.signature, *export.local, *(key for words in export.headers.values() for key in words)):
            whose.setdefault(key, set()).add(export.platform)
    common = {key for words in plain_format().headers.values() for key in words}
    weights = []
    for export in export_formats():
        own = {key: weight // len(whose[key]) for key, weight in export.local.items() if key not in common}
        weights.append((export, {**own, **export.signature}))
    return tuple(weights)


@cache
def _ad_set_words() -> Mapping[str, frozenset[str]]:
    """By platform what it calls the name of an ad set; a word that is a campaign elsewhere tells nothing."""
    exports = (*export_formats(), plain_format())
    campaigns = {key for export in exports for key in export.headers.get(Field.CAMPAIGN, ())}
    words: dict[str, set[str]] = {}
    for export in export_formats():
        own = set(export.headers.get(Field.AD_SET, ())) - campaigns
        words.setdefault(export.platform, set()).update(own)
    words["snapchat"] |= words["meta"]  # in most languages its ad squads are called ad sets
    return {platform: frozenset(own) for platform, own in words.items()}


def understood(rows: Iterable[Sequence[str]], wanted: frozenset[str] = frozenset()) -> int:
    """How many header names the best of some rows holds: known ones and those a person named (`wanted`)."""
    return max((_known(row, wanted) for row in rows), default=0)


def _known(row: Sequence[str], wanted: frozenset[str]) -> int:
    keys = {bare_key(cell) for cell in row if cell and len(cell) < 200 and not cell[0].isdecimal()}
    return len(keys & _known_keys()) + 2 * len(keys & wanted)


def scorer(columns: Mapping[Field, str]) -> Callable[[Iterable[Sequence[str]]], int]:
    """`understood`, knowing which headers a person named."""
    wanted = frozenset(bare_key(header) for header in columns.values() if header)
    return lambda rows: understood(rows, wanted)


def shape_of(row: Sequence[str]) -> str:
    """A hash of a row's header names in order, for remembering how they were mapped."""
    return hashlib.sha256("\x1f".join(map(_written_key, _trimmed(row))).encode()).hexdigest()


def _written_key(header: str) -> str:
    """A header for its file's shape: less alike than `header_key` makes it, and the same for good, as it is stored."""
    key = unicodedata.normalize("NFKC", header).replace("\ufeff", "").strip()
    if key.startswith('="') and key.endswith('"'):
        key = key[2:-1]
    return re.sub(r"[\s_]+|(?<=\w)\.(?=\w)", " ", key.strip().strip('"')).strip().casefold()


@dataclass(slots=True)
class Layout:
    """What a file's header row says. `at` maps a field to its column; `currencies` come from the headers."""

    row: int
    headers: list[str]
    format: ExportFormat
    native: bool
    at: dict[Field, int]
    preamble: list[str]
    currency: str | None = None
    span: Span = Span.DAY
    starts_only: bool = False  # the day column may carry the report's first day on every row
    id_prefix: str = ""  # of the platform a person named, where the format is not its own
    exponents: dict[Field, int] = field(default_factory=dict)
    notes: dict[int, str] = field(default_factory=dict)
    also: dict[int, Field] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    split_days: list[tuple[int, ...]] = field(default_factory=list)  # columns of a year, a month and perhaps a day
    stated: Period | None = None  # which days the file or a person says its rows cover
    titled: Field | None = None  # what lines of one cell say of the rows below them, in a column added at the end
    title: str = ""  # the first of those lines
    once: list[int] = field(default_factory=list)  # label columns told on the first row of their block only
    breakdowns: list[int] = field(default_factory=list)  # columns of no field in which some rows say "All"

    @property
    def shape(self) -> str:
        """See shape_of."""
        return shape_of(self.headers[:-1] if self.titled else self.headers)

    def uses(self) -> list[ColumnUse]:
        """Each column and what it became."""
        fields = {column: meaning for meaning, column in self.at.items()}
        return [
            ColumnUse(
                header,
                fields.get(column),
                self.notes.get(column, ""),
                None if column in fields else self.also.get(column),
            )
            for column, header in enumerate(self.headers)
        ]


def find_layout(rows: Sequence[Sequence[str]], columns: Mapping[Field, str], slug: str | None) -> Layout:
    """The header among a file's first rows and the meaning of its columns; `slug`: whose it is said to be.

    Raises UnreadableFile where no row looks like a header, BadInput where a header that a person named is not there.
    """
    wanted = frozenset(bare_key(header) for header in columns.values() if header)
    for far in (SEARCHED_LINES, SEARCHED_FAR):
        early = rows[:far]
        scores = [_known(row, wanted) for row in early]
        best = max(scores, default=0)
        if best >= FEWEST_KNOWN:
            break
    else:
        raise UnreadableFile(_empty_report(early) or _nothing_known(early))
    place = scores.index(best)
    headers = _trimmed(_named_above(early[place], early[place - 1]) if place else early[place])
    preamble = [" ".join(cell for cell in row if cell).strip() for row in early[:place]]
    export, native = _format(headers, preamble, slug)
    layout = Layout(place, headers, export, native, {}, [line for line in preamble if line])
    _map_columns(layout, columns)
    return layout


def header_guess(rows: Sequence[Sequence[str]], columns: Mapping[Field, str]) -> list[str]:
    """The likeliest header row: the one with most known names, else the first of the widest ones."""
    wanted = frozenset(bare_key(header) for header in columns.values() if header)
    early = rows[:SEARCHED_LINES]
    best = max(early, key=lambda row: (_known(row, wanted), sum(bool(cell.strip()) for cell in row)), default=[])
    return _trimmed(best)


def _empty_report(rows: Sequence[Sequence[str]]) -> str | None:
    """What to say of a platform's report that ends before its header, as LinkedIn's do without delivery; else None."""
    first = next((header_key(" ".join(row)) for row in rows if any(row)), "")
    export = next((one for one in export_formats() if any(re.match(title, first) for title in one.titles)), None)
    if export is None:
        return None
    return (
        f"The report of {platform_of(export.platform).name} has no rows: nothing was delivered in its period, or a "
        "filter left nothing. Export it again with another period or without filters."
    )


def _nothing_known(rows: Sequence[Sequence[str]]) -> str:
    first = next((row for row in rows if any(cell.strip() for cell in row)), [])
    shown = ", ".join(cell.strip()[:30] for cell in first[:6] if cell.strip())
    return (
        "No row of the file looks like the header of an ad report: none has columns for a day and spend"
        + (f" (it starts with “{shown}”). " if shown else ". ")
        + "Export the table with its header, or name the columns with --map FIELD=HEADER."
    )


def _trimmed(row: Sequence[str]) -> list[str]:
    headers = [" ".join(cell.replace("\ufeff", "").split()) for cell in row]
    while headers and not headers[-1]:
        headers.pop()
    return headers


def _named_above(row: Sequence[str], above: Sequence[str]) -> list[str]:
    """A header row whose empty cells are named in the row above, as where that row also groups the other columns."""
    over = [*above, *[""] * (len(row) - len(above))]
    return [
        name if not cell.strip() and bare_key(name) in _known_keys() else cell
        for cell, name in zip(row, over, strict=False)
    ]


def _format(headers: Sequence[str], preamble: Sequence[str], slug: str | None) -> tuple[ExportFormat, bool]:
    """The format whose signature the headers and the lines above them show best; plain where none is sure.

    `slug`: the platform a person or the file's name gives; a format of another one must show itself beyond doubt.
    """
    keys = {bare_key(header) for header in headers}
    above = [header_key(line) for line in preamble[:5]]
    ad_sets = keys.intersection(*[frozenset().union(*_ad_set_words().values())])
    best: tuple[int, ExportFormat] = (0, plain_format())
    for export, weights in _weights():
        points = sum(weight for key, weight in weights.items() if key in keys)
        points += 3 * sum(any(re.fullmatch(like, key) for key in keys) for like in export.patterns.values())
        if any(re.match(title, line) for title in export.titles for line in above):
            points += 4
        if ad_sets and not ad_sets & _ad_set_words()[export.platform]:
            points -= 3  # Meta has no ad groups, TikTok no ad sets
        if slug is not None and points:
            points += 2 if export.platform == slug else -2
        if points > best[0]:
            best = (points, export)
    return (best[1], True) if best[0] >= _NATIVE_FROM else (plain_format(), False)


def _map_columns(layout: Layout, columns: Mapping[Field, str]) -> None:
    keys = [bare_key(header) for header in layout.headers]
    for meaning, header in columns.items():
        if header:
            layout.at[meaning] = _named(layout.headers, keys, meaning, header)
    chosen = set(layout.at.values())
    for meaning in Field:
        if meaning is Field.LAST_DAY:
            continue
        names = names_for(layout.format, meaning, keys)
        places = [place for name in names for place in _called(name, keys, layout.headers) if place not in chosen]
        like = layout.format.patterns.get(meaning)
        if like and not places:
            places = [place for place, key in enumerate(keys) if re.fullmatch(like, key) and place not in chosen]
        if meaning in columns:
            _note_others(layout, meaning, places)
        elif places:
            layout.at[meaning] = places[0]
            chosen.add(places[0])
            lesser = about_lesser(layout.format, meaning, keys[places[0]], layout.headers[places[0]])
            layout.warnings += [lesser] if lesser else []
            _note_others(layout, meaning, places[1:])
    _set_apart(layout, keys)
    _read_days(layout, keys, columns)
    _read_units(layout, keys)


def _called(name: str, keys: Sequence[str], headers: Sequence[str]) -> list[int]:
    """The columns of that name: those that add more to it than a currency ("Sum of Spend", "Spend *") come last."""
    places = [place for place, key in enumerate(keys) if key == name]
    if len(places) > 1:
        places.sort(key=lambda at: not (named_currency(headers[at]) or header_key(headers[at]) == name))
    return places


def _note_others(layout: Layout, meaning: Field, places: Sequence[int]) -> None:
    """Say of columns that could be a field's as well which one is used."""
    used = layout.at.get(meaning)
    for place in places if used is not None else ():
        layout.notes.setdefault(place, f"could be {meaning} too; “{short(layout.headers[used or 0])}” is used")
        layout.also.setdefault(place, meaning)


def _named(headers: Sequence[str], keys: Sequence[str], meaning: Field, header: str) -> int:
    ways: list[tuple[Sequence[str], str]] = [
        (headers, header.strip()),
        ([header_key(name) for name in headers], header_key(header)),
        (keys, bare_key(header)),
    ]
    for candidates, name in ways:
        if name in candidates:
            return candidates.index(name)
    present = ", ".join(short(name) for name in headers if name)[:600]
    raise BadInput(
        f"The file has no column “{short(header)}” for {meaning}; its columns are: {present}.",
        field="map",
    )


def _set_apart(layout: Layout, keys: Sequence[str]) -> None:
    """Say of every column that became nothing why it did not."""
    for place, key in enumerate(keys):
        if place in layout.at.values() or place in layout.notes or not layout.headers[place]:
            continue
        first = keys.index(key)
        layout.notes[place] = "the same header again" if first < place else _why_aside(layout.headers[place])


def _why_aside(header: str) -> str:
    """Why a column that means none of the fields is left aside."""
    if header.startswith("*"):
        return "a custom metric; what it counts only its account knows"
    return "a ratio; it is worked out from the figures" if is_ratio(header) else "none of the figures that are stored"


def is_ratio(header: str) -> bool:
    """Whether a header names a rate or a cost per something, which is never summed."""
    return _RATIO.search(header_key(header)) is not None


def _read_days(layout: Layout, keys: Sequence[str], columns: Mapping[Field, str]) -> None:
    day = layout.at.get(Field.DAY)
    if day is None:
        return
    ends = {**plain_format().ends, **layout.format.ends}
    spans = {**plain_format().spans, **layout.format.spans}
    layout.span = spans.get(keys[day], Span.DAY)
    if keys[day] not in spans and spans.get(keys[day].split(" ")[0]) is Span.WEEK:  # somebody named "Week from Monday"
        layout.span = Span.WEEK
    if layout.span in _SPANNED:
        layout.notes.setdefault(day, _SPANNED[layout.span])
    like = layout.format.patterns.get(Field.DAY)
    starts = keys[day] in layout.format.start_days or bool(like and re.fullmatch(like, keys[day]))
    layout.starts_only = layout.native and starts
    if keys[day] not in ends or Field.LAST_DAY in columns:
        return
    last = layout.format.last_days | plain_format().last_days
    end = next((key for key in (ends[keys[day]], *keys) if key in keys and key in {ends[keys[day]], *last}), None)
    if end is not None:
        layout.at[Field.LAST_DAY] = keys.index(end)
        layout.notes.pop(keys.index(end), None)


def _read_units(layout: Layout, keys: Sequence[str]) -> None:
    named = []
    for meaning in MONEY:
        place = layout.at.get(meaning)
        if place is None:
            continue
        exponent = layout.format.unit_exponents.get(keys[place])
        if exponent is None:
            exponent = -6 if _MICRO.search(keys[place]) else 0
        layout.exponents[meaning] = exponent
        named.append(named_currency(layout.headers[place]))
    # Costs per click are in the currency of what was spent; a second column of spend may well be the converted one.
    others = (header for place, header in enumerate(layout.headers) if layout.also.get(place) not in MONEY)
    elsewhere = {code for header in others if (code := named_currency(header))}
    named += elsewhere if len(elsewhere) == 1 else []
    layout.currency = next((code for code in named if code), None)


def needs(layout: Layout) -> None:
    """Refuse a table without spend: it is no export of an ad platform. Says which columns there are."""
    if Field.SPEND in layout.at:
        return
    shown = ", ".join(short(header) for header in layout.headers if header)[:400]
    found = ", ".join(meaning for meaning in METRICS if meaning in layout.at) or "none"
    raise UnreadableFile(
        f"No column was understood as spend (columns: {shown}; metrics found: {found}). "
        "If one of them is what was spent, name it with --map spend=HEADER; otherwise this is no spend report."
    )
