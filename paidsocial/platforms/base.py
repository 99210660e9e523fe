"""What a platform is to us, and how its export files are described: as data, one folder per platform.

Adding a header synonym is one more word in a tuple of that platform's `export.py` or, in another language than English,
in a line of its `words.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from paidsocial.domain.readings import Level
from paidsocial.platforms.remembering import remember


class Field(StrEnum):
    """What a column can mean."""

    DAY = "day"
    LAST_DAY = "last_day"
    PLATFORM = "platform"
    ACCOUNT = "account"
    ACCOUNT_ID = "account_id"
    CURRENCY = "currency"
    CAMPAIGN = "campaign"
    CAMPAIGN_ID = "campaign_id"
    AD_SET = "ad_set"
    AD_SET_ID = "ad_set_id"
    AD = "ad"
    AD_ID = "ad_id"
    OBJECTIVE = "objective"
    STATUS = "status"
    SPEND = "spend"
    IMPRESSIONS = "impressions"
    REACH = "reach"
    CLICKS = "clicks"
    CONVERSIONS = "conversions"
    REVENUE = "revenue"


MONEY = (Field.SPEND, Field.REVENUE)
WHOLE = (Field.IMPRESSIONS, Field.REACH, Field.CLICKS)
METRICS = (Field.SPEND, Field.IMPRESSIONS, Field.REACH, Field.CLICKS, Field.CONVERSIONS, Field.REVENUE)
ADDITIVE = tuple(metric for metric in METRICS if metric is not Field.REACH)


class Span(StrEnum):
    """How much time one row of a file covers, where the day column's own name says it."""

    DAY = "day"
    WEEK = "week"
    WEEK_END = "week_end"  # a week told by its last day
    MONTH = "month"
    QUARTER = "quarter"


class DateOrder(StrEnum):
    """Which comes first in 03/04/2026."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


@dataclass(frozen=True, slots=True)
class Platform:
    """An ad platform: its slug in files and addresses, its name, and its own words for the levels."""

    slug: str
    name: str
    aliases: tuple[str, ...] = ()
    level_words: Mapping[Level, str] = field(default_factory=lambda: MappingProxyType({}))
    report_zone: str | None = None  # where the platform's day is not the account's own

    def word(self, level: Level) -> str:
        """The platform's own word for a level: "ad group" for an ad set of TikTok."""
        return self.level_words.get(level, level.value.replace("_", " "))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFormat:
    """One kind of file a platform writes.

    `headers`: for each field the header names that mean it, best first; compared by `header_key`, without currency.
    `signature`: header names that give the format away, with their weight; `titles`: patterns for lines above them.
    `unit_exponents`: headers in another unit than major ones, as a power of ten (-6: micros, -2: cents); a header that
    says "micro" needs no entry. `spans`: day columns whose rows are longer than a day. `ends`: for a column with a
    row's first day, the one with its last; `last_days`: others that may be it; `open_ends`: an end at midnight is the
    first moment after it. `id_prefix`: what the platform puts before ids so that spreadsheets do not round them.
    `start_days`: day columns that carry the report's first day on every row where it was made without a breakdown by
    day. `date_orders`: how numeric dates are written under a header with days, where that leaves no doubt.
    `patterns`: for a field what headers look like that no word of `headers` names; they give the format away.
    `local`: header names in other languages than English that are the platform's own way of putting it, with the
    weight they have where no other platform puts it so. `loose`: words so common that they mean this only in the
    platform's own files. `lesser`: words that mean less than their field on this platform, beside those of
    `plain.lesser`. `never`: words that mean a field elsewhere and something else here. `about`: what to say
    where such a column was taken. Every header given here is turned into its key.
    """

    platform: str
    name: str
    headers: Mapping[Field, tuple[str, ...]]
    signature: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    titles: tuple[str, ...] = ()
    unit_exponents: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    spans: Mapping[str, Span] = field(default_factory=lambda: MappingProxyType({}))
    ends: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    id_prefix: str = ""
    start_days: tuple[str, ...] = ()
    open_ends: bool = False
    time_zone: str | None = None
    date_orders: Mapping[str, DateOrder] = field(default_factory=lambda: MappingProxyType({}))
    patterns: Mapping[Field, str] = field(default_factory=lambda: MappingProxyType({}))
    last_days: frozenset[str] = frozenset()
    local: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    loose: frozenset[str] = frozenset()
    lesser: Mapping[Field, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    never: Mapping[Field, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    about: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        keyed: dict[str, object] = {
            "headers": {name: tuple(dict.fromkeys(map(header_key, words))) for name, words in self.headers.items()},
            "lesser": {name: frozenset(map(header_key, words)) for name, words in self.lesser.items()},
            "never": {name: frozenset(map(header_key, words)) for name, words in self.never.items()},
            "ends": {header_key(start): header_key(end) for start, end in self.ends.items()},
            "start_days": tuple(map(header_key, self.start_days)),
            "loose": frozenset(map(header_key, self.loose)),
            "about": {header_key(word): said for word, said in self.about.items()},
            "last_days": frozenset(map(header_key, self.last_days)),
        }
        for name in ("signature", "unit_exponents", "spans", "local", "date_orders"):
            keyed[name] = {header_key(word): value for word, value in getattr(self, name).items()}
        for name, value in keyed.items():
            object.__setattr__(self, name, value)


_SPACES = re.compile(r"[\s_]+|(?<=\w)\.(?=\w)")
_MARKS = re.compile(
    "[\u0300-\u036f\u064b-\u065f\u0670\u0640\u200e\u200f\u200b-\u200d]"
)  # accents, vowel signs, joiners
_ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "–": "-", "—": "-", "ı": "i"}
)
_IDENTIFIER, _HUMP = re.compile(r"[a-z][A-Za-z0-9_.]*"), re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")  # costMicros
_AROUND = re.compile(r" ?([/():]) ?")
_UNSPACED = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"  # scripts in which spaces come and go
_BETWEEN = re.compile(rf"(?<=[{_UNSPACED}]) | (?=[{_UNSPACED}])")


@remember(32768)  # each word stands in several places
def header_key(text: str) -> str:
    """A header for comparison: no case, no accents, no byte-order mark, no `="..."`, no dots.

    One space stands for underscores, dots and runs of spaces; none around slashes, colons and brackets, and none
    beside letters of scripts that write without.
    """
    if text.isascii():
        key = text.strip()
    else:
        key = unicodedata.normalize("NFKC", text).replace("\ufeff", "").strip().translate(_ALIKE)
    if key.startswith('="') and key.endswith('"'):
        key = key[2:-1]
    key = key.strip().strip('"')
    if _IDENTIFIER.fullmatch(key):
        key = _HUMP.sub(" ", key)
    key = key.casefold()
    if not key.isascii():
        key = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", key)))
        key = _BETWEEN.sub("", " ".join(key.split()))
    return _AROUND.sub(r"\1", _SPACES.sub(" ", key).replace(".", "").strip())
