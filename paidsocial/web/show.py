"""Figures as people read them: `show.money(...)`, `show.day(...)` in templates.

Everything returns safe text or markup. Money comes in as integer micros and is rounded here, for the eye only (half to
even); exports never pass through this file. What is None is shown as “—” with a title that says why.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    get_currency_name,
    get_currency_symbol,
)
from markupsafe import Markup, escape

from paidsocial.domain.days import Period, zone
from paidsocial.domain.money import micros_to_decimal, minor_digits
from paidsocial.platforms.registry import known_platforms

LOCALE = "en_GB"
MINUS = "\N{MINUS SIGN}"
_UNDEFINED = "There is nothing to divide by, so this is not defined."


def _signed(text: str) -> str:
    return text.replace("-", MINUS, 1)


def none(why: str = _UNDEFINED) -> Markup:
    """The dash for a figure that does not exist, with the reason as its title and for screen readers."""
    return Markup('<span class="none" title="{why}">—<span class="only-spoken"> {why}</span></span>').format(why=why)


@lru_cache(maxsize=64)
def _pattern(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def amount_text(micros: int, currency: str, *, places: int | None = None) -> str:
    """The bare number, grouped, in the currency's own places unless `places` says otherwise: “15,000.00”."""
    digits = minor_digits(currency) if places is None else places
    exact = micros_to_decimal(micros).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN)
    return _signed(format_decimal(exact + Decimal(0), format=_pattern(digits), locale=LOCALE))


def money_text(micros: int, currency: str, *, code: bool = False, places: int | None = None) -> str:
    """An amount with its currency: “€15,000.00”, or with `code` “15,000.00 EUR”, for where currencies stand mixed."""
    digits = minor_digits(currency) if places is None else places
    if code or get_currency_symbol(currency, locale=LOCALE) == currency:
        return f"{amount_text(micros, currency, places=digits)}\N{NO-BREAK SPACE}{currency}"
    exact = micros_to_decimal(micros).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN)
    pattern = f"¤{_pattern(digits)}"
    return _signed(format_currency(exact + Decimal(0), currency, format=pattern, locale=LOCALE, currency_digits=False))


def money(
    micros: int | None,
    currency: str,
    *,
    code: bool = False,
    places: int | None = None,
    signed: bool = False,
    why: str = "Not known.",
) -> Markup:
    """An amount in tabular figures. `code`: the ISO code after it; `signed`: a plus where it grew."""
    if micros is None:
        return none(why)
    plus = "+" if signed and micros > 0 else ""
    if code:
        number = amount_text(micros, currency, places=places)
        return Markup('<span class="num">{}{}\N{NO-BREAK SPACE}<span class="unit">{}</span></span>').format(
            plus, number, currency
        )
    return Markup('<span class="num">{}{}</span>').format(plus, money_text(micros, currency, places=places))


def amount(micros: int | None, currency: str, *, places: int | None = None, why: str = "Not known.") -> Markup:
    """The bare number, for a column whose heading names the currency."""
    if micros is None:
        return none(why)
    return Markup('<span class="num">{}</span>').format(amount_text(micros, currency, places=places))


def short_money(micros: int | None, currency: str, *, code: bool = False, why: str = "Not known.") -> Markup:
    """A rounded amount for a headline, exact in its title: “€482K”."""
    if micros is None:
        return none(why)
    value, exact = micros_to_decimal(micros), money_text(micros, currency, code=code)
    if abs(value) < 10_000:
        return money(micros, currency, code=code, places=0)
    if code or get_currency_symbol(currency, locale=LOCALE) == currency:
        text = f"{format_compact_decimal(value, locale=LOCALE, fraction_digits=1)}\N{NO-BREAK SPACE}{currency}"
    else:
        text = format_compact_currency(value, currency, locale=LOCALE, fraction_digits=1)
    return Markup('<span class="num" title="{}">{}</span>').format(exact, _signed(text))


def number(
    value: float | Decimal | None, *, places: int = 0, signed: bool = False, why: str = "Not reported."
) -> Markup:
    """A count or a measure, grouped."""
    if value is None:
        return none(why)
    exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN) + Decimal(0)
    plus = "+" if signed and rounded > 0 else ""
    return Markup('<span class="num">{}{}</span>').format(
        plus, _signed(format_decimal(rounded, format=_pattern(places), locale=LOCALE))
    )


def millionths(value: int | None, *, places: int = 0, why: str = "Not reported.") -> Markup:
    """Conversions, which are stored in millionths."""
    return number(None if value is None else Decimal(value).scaleb(-6), places=places, why=why)


def percent_text(share: float | Fraction, *, places: int = 0, signed: bool = False) -> str:
    """A share as a percentage: 0.125 as “12.5%” with one place."""
    exact = Decimal(str(float(share) * 100)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN) + Decimal(0)
    plus = "+" if signed and exact > 0 else ""
    return f"{plus}{_signed(format_decimal(exact, format=_pattern(places), locale=LOCALE))}%"


def percent(share: float | Fraction | None, *, places: int = 0, signed: bool = False, why: str = _UNDEFINED) -> Markup:
    """A share as a percentage."""
    if share is None:
        return none(why)
    return Markup('<span class="num">{}</span>').format(percent_text(share, places=places, signed=signed))


def ratio(value: float | None, *, places: int = 2, why: str = _UNDEFINED) -> Markup:
    """ROAS and its kin: two decimals, one precision per column."""
    return number(value, places=places, why=why)


def delta(
    change: float | None, *, better: str | None = None, against: str = "", places: int = 0, why: str = ""
) -> Markup:
    """A relative change with its arrow. `better`: “up”, “down” or None; `against` says against what."""
    if change is None and against:  # where it says against what, there is room for words
        return Markup('<span class="quiet">{}</span>').format(why or "nothing to compare with")
    if change is None:
        return none(why or "There is nothing to compare with.")
    text = percent_text(abs(change), places=places)
    up, flat = change > 0, text == percent_text(0.0, places=places)
    arrow, word = ("→", "no change") if flat else ("↑", "up") if up else ("↓", "down")
    mood = "" if flat or better is None else " delta-better" if up == (better == "up") else " delta-worse"
    trail = Markup(' <span class="against">{}</span>').format(against) if against else ""
    return Markup(
        '<span class="delta{}"><span aria-hidden="true">{}</span><span class="only-spoken">{} </span> {}{}</span>'
    ).format(mood, arrow, word, text, trail)


def day(value: date | None, *, year: bool = True, weekday: bool = False, why: str = "Not known.") -> Markup:
    """A day written out: “13 June 2026”."""
    if value is None:
        return none(why)
    return Markup('<time datetime="{}" class="nowrap">{}</time>').format(
        value.isoformat(), day_text(value, year=year, weekday=weekday)
    )


def day_text(value: date, *, year: bool = True, weekday: bool = False) -> str:
    """The same as plain text."""
    text: str = format_date(value, ("EEEE " if weekday else "") + ("d MMMM y" if year else "d MMMM"), locale=LOCALE)
    return text


def short_day(value: date | None, *, why: str = "Not known.") -> Markup:
    """A day for a narrow column: “13 Jun 2026”."""
    if value is None:
        return none(why)
    return Markup('<time datetime="{}" class="nowrap">{}</time>').format(
        value.isoformat(), format_date(value, "d MMM y", locale=LOCALE)
    )


def period_text(period: Period) -> str:
    """Days as people say them: “June 2026”, “1–13 June 2026”, “28 May – 3 June 2026”."""
    first, last = period.first, period.last
    if period == Period.month_of(first):
        return str(format_date(first, "MMMM y", locale=LOCALE))
    if first == last:
        return day_text(first)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return str(first.year)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_text(last)}"
    return f"{day_text(first, year=first.year != last.year)} – {day_text(last)}"


def short_period_text(period: Period) -> str:
    """The same for a narrow place: “1–13 Jun 2026”, “28 May – 3 Jun 2026”."""
    text = period_text(period)
    for month in {period.first.month, period.last.month}:
        long, short = (format_date(date(2026, month, 1), pattern, locale=LOCALE) for pattern in ("MMMM", "MMM"))
        text = text.replace(long, short)
    return text


def instant(value: datetime | None, time_zone: str = "UTC", *, why: str = "Never.") -> Markup:
    """An instant in the viewer's zone: “13 June 2026, 09:30”, with the zone in its title."""
    if value is None:
        return none(why)
    local = value.astimezone(zone(time_zone))
    return Markup('<time datetime="{}" title="{}" class="nowrap">{}</time>').format(
        value.isoformat(timespec="seconds"), _zone_title(local), format_datetime(local, "d MMM y, HH:mm", locale=LOCALE)
    )


def _zone_title(local: datetime) -> str:
    key = local.tzinfo.key if isinstance(local.tzinfo, ZoneInfo) else "UTC"
    return f"{format_datetime(local, 'd MMMM y, HH:mm:ss', locale=LOCALE)} ({key})"


def since(value: datetime | None, now: datetime, *, why: str = "Never.") -> Markup:
    """How long ago, in one unit: “3 hours ago”."""
    if value is None:
        return none(why)
    seconds = max(0, int((now - value).total_seconds()))
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        count = seconds // size
        if count:
            text = f"{count} {unit}{'' if count == 1 else 's'} ago"
            break
    else:
        text = "just now"
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        value.isoformat(timespec="seconds"), _zone_title(value), text
    )


def count(value: int, one: str, many: str | None = None) -> str:
    """A number with its noun: “1 budget”, “14 budgets”."""
    return f"{format_decimal(value, format=_pattern(0), locale=LOCALE)} {one if value == 1 else many or one + 's'}"


def initials(name: str) -> str:
    """Two letters for a person: of the first and last word, or of the address."""
    words = name.split("@", maxsplit=1)[0].replace(".", " ").split()
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "") if words else "?"
    return str(escape(letters.upper()))


_PLATFORM_ICONS = {"google_ads": "brand-google"} | {
    slug: f"brand-{slug}"
    for slug in ("google", "linkedin", "meta", "pinterest", "reddit", "snapchat", "tiktok", "x", "youtube")
}


def platform_name(slug: str) -> str:
    """A platform's own spelling of its name; one without a folder of its own gets a capital."""
    known = known_platforms().get(slug)
    return known.name if known else slug.replace("_", " ").capitalize()


def platform_icon(slug: str) -> str:
    """The name of a platform's icon in the sprite."""
    return _PLATFORM_ICONS.get(slug, "speakerphone")


def currency_name(code: str) -> str:
    """A currency's English name: “Euro”."""
    return str(get_currency_name(code, locale=LOCALE))


def _without_options(sentence: str) -> str:
    """A sentence without those of its clauses that name an option, closed as it was; empty where all do."""
    clauses = sentence.split("; ")
    kept = [clause for clause in clauses if not re.search(r"(^| )--[a-z]", clause)]
    if len(kept) == len(clauses):
        return sentence
    return f"{'; '.join(kept).rstrip('.')}." if kept else ""


def for_page(message: str) -> str:
    """A message without what it says to the command line's users, its amounts grouped.

    Whoever reads that an exchange rate is missing may not be the one who can load it: the message says who can.
    """
    message = re.sub(r",? or with `[^`]*`", "", message)
    message = re.sub(r"\(--[a-z-]+, or ", "(", message)
    message = re.sub(r"\bLoad daily rates\b", "An administrator or finance can load daily rates", message)
    sentences = (_without_options(sentence) for sentence in re.split(r"(?<=[.!?]) (?=[A-Z“])", message))
    kept = [sentence for sentence in sentences if sentence] or [message]
    return re.sub(r"(?<![\d.,-])\d{4,}\.\d+", lambda found: f"{Decimal(found.group()):,f}", " ".join(kept))
