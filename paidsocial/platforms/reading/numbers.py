"""Number cells to exact integers: which mark is the decimal one is judged from whole columns, then cells are converted.

A column in one plain style is checked by one regular expression and converted in bulk; only odd cells are looked at one
by one. Amounts are integers in millionths from the text on. In bulk they pass through a float where that is exact: up
to nine whole digits and six decimals, a float times a million is less than a quarter beside the whole number meant (two
roundings of 2^-53 each on less than 10^15), so rounding gives that number and no other.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, InvalidOperation

import numpy as np
from babel.numbers import list_currencies

from paidsocial.domain.money import decimal_to_micros, minor_digits
from paidsocial.platforms.plain.words import ABSENT, CURRENCY_WORDS
from paidsocial.platforms.reading.arrays import exact_sum
from paidsocial.platforms.reading.blocks import Figures
from paidsocial.platforms.reading.cells import NumberText
from paidsocial.platforms.reading.limits import MAX_AMOUNT, MAX_COUNT

DOT, COMMA = ".", ","
_EXACT = Context(prec=200)  # sums of texts must not be rounded to the default 28 digits
NOTHING = frozenset(ABSENT)
_PLAIN = {
    DOT: re.compile(r"(?:(?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d{1,6})?\n)*"),
    COMMA: re.compile(r"(?:(?:\d+|\d{1,3}(?:\.\d{3})+)?(?:,\d{1,6})?\n)*"),
}
_FINER = {DOT: re.compile(r"\.(?:\d{7}|\n)"), COMMA: re.compile(r",(?:\d{7}|\n)")}  # or a mark with nothing behind it
_SURE = {
    # One mark that cannot group: not three digits after it, or more than three (or a lone 0) before it, or both marks.
    DOT: re.compile(
        r"(?m)^-?(?:\d*\.(?:\d{1,2}|\d{4,})|(?:\d{4,}|0)?\.\d{3}|[\d,]*,\d{3}\.\d+|\d{1,3}(?:,\d{2,3})+,\d{3})-?$"
    ),
    COMMA: re.compile(
        r"(?m)^-?(?:\d*,(?:\d{1,2}|\d{4,})|(?:\d{4,}|0)?,\d{3}|[\d.]*\.\d{3},\d+|\d{1,3}(?:\.\d{3})+\.\d{3})-?$"
    ),
}
_EITHER = re.compile(r"(?m)^-?[1-9]\d{0,2}[.,]\d{3}$")
_GROUPED_WHOLE = {
    # In a column of whole numbers three digits after a mark, not all 0, can only be a group.
    DOT: re.compile(r"(?m)^[1-9]\d{0,2},\d{3}$"),
    COMMA: re.compile(r"(?m)^[1-9]\d{0,2}\.(?!000)\d{3}$"),
}
SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "₺": "TRY",
    "₹": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "₴": "UAH",
    "₫": "VND",
    "₪": "ILS",
    "฿": "THB",
    "₱": "PHP",
    "₦": "NGN",
    "zł": "PLN",
    "R$": "BRL",
    "Kč": "CZK",
}
SIGNS |= {"US$": "USD", "HK$": "HKD", "NT$": "TWD", "CA$": "CAD", "AU$": "AUD", "MX$": "MXN", "NZ$": "NZD", "S/": "PEN"}
SIGNS |= {"руб": "RUB", "грн": "UAH", "円": "JPY", "JP¥": "JPY", "CN¥": "CNY", "원": "KRW", "Rp": "IDR", "RM": "MYR"}
SIGNS |= {"ج.م": "EGP", "ر.س": "SAR", "د.إ": "AED"}
SHARED_SIGNS = frozenset("$¥")  # signs of several currencies, which tell only which one it is not
_SIGN = re.compile(r"(?<![^\W\d_])(?:" + "|".join(sorted(map(re.escape, SIGNS), key=len, reverse=True)) + ")")
_ANY_SIGN = "$£¥֏؋৳฿៛₠-⃀"
_CODE = re.compile(rf"[SB]/\.?|(?:[^\W\d_]{{1,4}}\.?){{1,2}}[{_ANY_SIGN}]?|[{_ANY_SIGN}]")
_BROKEN = re.compile(r"#(?:REF|NAME|VALUE|NUM|NULL|DIV/0)[!?]", re.IGNORECASE)
_MONEY = frozenset((*CURRENCY_WORDS, *(code.casefold() for code in list_currencies())))
_MOST_IN_BULK = 10**9  # units: what is exact as a float, and far from what 64 bits hold
_ZERO_PART = re.compile(r"\.0+(?=\n)")
_REMEMBERED = 100_000
_SPACE_GROUP = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?:\D|$))")
_SPACED = re.compile(r"-?\d{1,3}(?:[\s'’]\d{3})+(?:[.,]\d+)?")
_DASHES = frozenset("-–—")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\u061c\ufeff]")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")


class NotANumber(ValueError):
    """A cell that is no number in the file's style."""


@dataclass(slots=True)
class Evidence:
    """What the number columns show about the decimal mark so far."""

    sure: set[str] = field(default_factory=set)
    either: str | None = None  # an example cell that could be read both ways

    def look(self, joined: str, *, whole: bool, marks: Sequence[str] = (DOT, COMMA)) -> None:
        """Take in cells joined by line ends; `whole`: the column counts things; `marks`: those it may show."""
        for mark in marks:
            if mark not in self.sure and (
                _SURE[mark].search(joined) or (whole and _GROUPED_WHOLE[mark].search(joined))
            ):
                self.sure.add(mark)
        if self.either is None and not self.sure:
            found = _EITHER.search(joined)
            self.either = found.group() if found else None

    def look_at(self, cells: Sequence[str], *, whole: bool) -> None:
        """Take in cells as they stand in the file."""
        texts = (_core(cell).strip("()") for cell in cells if type(cell) is not NumberText)
        self.look("\n".join(texts), whole=whole)


@dataclass(slots=True)
class Column:
    """One metric's values as they are read, in the file's row order.

    `values` are integers in millionths (`whole`: units); an empty cell is `empty`. `residues` holds, for rows whose
    text is finer than a millionth, what rounding took away. `bad` names the rows that are no numbers.
    """

    name: str
    mark: str
    whole: bool = False
    exponent: int = 0  # the unit as a power of ten: -6 where the file gives micros
    empty: int = 0
    values: array[int] = field(default_factory=lambda: array("q"))
    residues: dict[int, Decimal] = field(default_factory=dict)
    bad: dict[int, str] = field(default_factory=dict)
    currencies: set[str] = field(default_factory=set)
    filled: bool = False  # whether any cell held something
    evidence: Evidence = field(default_factory=Evidence)
    blank: bytearray | None = None  # where kept: which rows hold nothing
    _odd: dict[str, tuple[int, Decimal | None] | str] = field(default_factory=dict)

    def feed(self, cells: Sequence[str]) -> None:
        """Append a run of cells."""
        if self.blank is not None:
            self.blank.extend(cell.strip().casefold() in NOTHING for cell in cells)
        joined = "\n".join(cells) + "\n"
        start = len(self.values)
        of_a_sheet = _has_numbers(cells)
        one_line_each = joined.count("\n") == len(cells) and not (self.mark == COMMA and of_a_sheet)
        if one_line_each and not self.exponent and self._is_plain(joined):
            self.filled = self.filled or of_a_sheet
            shown = "".join(f"{cell}\n" for cell in cells if type(cell) is not NumberText) if of_a_sheet else joined
            self._note(shown, fractions=self.mark in shown)  # a sheet's own numbers show no mark
            numbers = self._bulk(joined)
            if numbers is not None:
                self.values.extend(numbers)
                return
        self.evidence.look_at(cells, whole=self.whole)
        for row, cell in enumerate(cells, start):
            self._one(row, cell)

    def take(self, figures: Figures) -> bool:
        """Append a run of numbers converted at once; False where the cells themselves have to be looked at."""
        if (figures.marked and self.mark not in self.evidence.sure) or (self.whole and not figures.whole):
            return False
        values = figures.micros // 1_000_000 if self.whole else figures.micros
        some_empty = bool(figures.empty.any())
        if some_empty and self.empty:
            values = np.where(figures.empty, self.empty, values)
        self.values.frombytes(values.astype(np.int64).tobytes())
        self.filled = self.filled or not (some_empty and figures.empty.all())
        if self.blank is not None:
            self.blank.extend(figures.empty.tobytes())
        return True

    def _is_plain(self, joined: str) -> bool:
        """Whether the cells are plain numbers of at most six decimals, as far as `_bulk` does not see it by itself."""
        if (DOT if self.mark == COMMA else COMMA) in joined:
            return _PLAIN[self.mark].fullmatch(joined) is not None
        digits = joined.replace("\n", "").replace(self.mark, "")
        if not digits.isascii() or not (digits.isdigit() or not digits):
            return False
        return self.mark not in joined or _FINER[self.mark].search(joined) is None

    def _note(self, joined: str, *, fractions: bool) -> None:
        self.filled = self.filled or not joined.isspace()
        other = DOT if self.mark == COMMA else COMMA
        if other in joined or (fractions and self.whole):
            self.evidence.look(joined, whole=self.whole)
        elif fractions:  # each cell has one mark at most, and it is ours
            self.evidence.look(joined, whole=False, marks=(self.mark,))

    def _bulk(self, joined: str) -> list[int] | array[int] | None:
        """The cells of a plain column, or None where they need a look one by one."""
        if self.mark == COMMA:
            joined = joined.replace(".", "").replace(",", ".")
        elif "," in joined:
            joined = joined.replace(",", "")
        if self.whole and "." in joined:
            joined = _ZERO_PART.sub("", joined)
            if "." in joined:
                return None
        cells = joined[:-1].split("\n")
        empty = self.empty
        if "." in joined:
            return _millionths(cells, empty)
        counts = [int(cell) if cell else empty for cell in cells]
        if max(counts) >= _MOST_IN_BULK:
            return None
        return counts if self.whole else [count * 1_000_000 for count in counts]

    def _one(self, row: int, cell: str) -> None:
        known = self._odd.get(cell) if type(cell) is not NumberText else self._read(cell)
        if known is None:
            if len(self._odd) >= _REMEMBERED:
                self._odd.clear()
            known = self._odd[cell] = self._read(cell)
        if isinstance(known, str):
            self.bad[row] = known
            self.values.append(self.empty)
            return
        value, residue = known
        self.values.append(value)
        if residue is not None:
            self.residues[row] = residue

    def _read(self, cell: str) -> tuple[int, Decimal | None] | str:
        try:
            amount = parse_number(cell, self.mark)
        except NotANumber:
            return f"{self.name} “{_short(cell)}” is not a number"
        if amount is None:
            broken = self.name == "spend" and _BROKEN.fullmatch(cell.strip())
            return f"{self.name} “{_short(cell)}” is a broken formula" if broken else (self.empty, None)
        self.filled = True
        code = currency_in(cell)
        if code:
            self.currencies.add(code)
        else:
            self.currencies.update(SHARED_SIGNS.intersection(cell))
        if abs(amount := amount.scaleb(self.exponent)) > (MAX_COUNT if self.whole else MAX_AMOUNT):
            return f"{self.name} “{_short(cell)}” is too large"
        if self.whole:
            return self._whole(amount, cell)
        micros = decimal_to_micros(amount)
        residue = amount - Decimal(micros).scaleb(-6)
        return micros, residue or None

    def _whole(self, amount: Decimal, cell: str) -> tuple[int, Decimal | None] | str:
        if amount != amount.to_integral_value():
            return f"{self.name} “{_short(cell)}” is not a whole number"
        return int(amount), None

    def total(self, rows: Iterable[int]) -> Decimal:
        """The exact sum of some rows as the text has them."""
        chosen = rows if isinstance(rows, range) else list(rows)
        every = len(chosen) == len(self.values)
        units = exact_sum(self.values) if every else sum(self.values[row] for row in chosen)
        if self.whole:
            return Decimal(units)
        total = Decimal(units).scaleb(-6, _EXACT)
        if self.residues:
            for row in chosen:
                if row in self.residues:
                    total = _EXACT.add(total, self.residues[row])
        return total


def _has_numbers(cells: Sequence[str]) -> bool:
    return any(type(cell) is NumberText for cell in cells)


def _millionths(cells: Sequence[str], empty: int) -> array[int] | None:
    """Plain amounts in millionths; None where one is too large to be exact this way."""
    try:
        amounts = np.array([float(cell) if cell else empty for cell in cells])
    except ValueError:  # two marks in a cell
        return None
    if amounts.max() >= _MOST_IN_BULK:
        return None
    exact = array("q")
    exact.frombytes(np.rint(amounts * 1e6).astype(np.int64).tobytes())
    return exact


def parse_number(cell: str, mark: str) -> Decimal | None:
    """The number in a cell whose file uses `mark` for decimals; None where the cell says that there is none.

    Takes `="12"`, [9], (1.50) for negatives, currency signs and codes, spaces and apostrophes between groups, other
    scripts' digits, exponents and a percent sign (which is left off). Raises NotANumber.
    """
    core = _core(cell)
    mark = DOT if type(cell) is NumberText else mark
    if core.casefold() in NOTHING:
        return None
    negative = core.startswith("(") and core.endswith(")")
    if negative:
        core = core[1:-1].strip()
    elif core.endswith("-"):  # as accounting programs write it
        negative, core = True, core[:-1].strip()
    core = _ungrouped(core, DOT if mark == COMMA else COMMA).replace(",", ".", 1)
    if not _NUMBER.fullmatch(core):
        raise NotANumber(cell)
    try:
        amount = Decimal(core)
    except InvalidOperation as error:
        raise NotANumber(cell) from error
    return -amount if negative else amount


def _ungrouped(core: str, group: str) -> str:
    """Without the grouping mark, where it stands between groups (of two in Indian style, else of three)."""
    if group not in core:
        return core
    whole, mark, part = core.partition(DOT if group == COMMA else COMMA)
    first, *rest = whole.lstrip("+-").split(group)
    grouped = len(first) in (1, 2, 3) and all(
        r.isdigit() and (len(r) == 3 or (len(r) == 2 and i < len(rest) - 1)) for i, r in enumerate(rest)
    )
    if not grouped or group in part:
        raise NotANumber(core)
    return whole.replace(group, "") + mark + part


def _core(cell: str) -> str:
    """A cell without wrapping, currency, percent sign and grouping spaces; digits in ASCII."""
    text = cell.strip()
    if text.isascii() and text.replace(".", "", 1).isdigit():
        return text
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).replace("−", "-").replace("–", "-").strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1].strip()
    text = text.strip('"').removeprefix("'").strip()
    if text.casefold() in NOTHING:
        return ""
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1].strip()
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
        text = text.replace("٫", ".").replace("٬", ",")
    text = text.removesuffix("%").removesuffix("٪").removeprefix("%").removeprefix("٪").strip()
    if not _NUMBER.fullmatch(text):
        text = _CODE.sub("", text, count=1).strip() if _outside(text) else text
        if text in _DASHES:
            return ""
    text = text.replace("- ", "-").replace("+ ", "+")
    return _SPACE_GROUP.sub("", text).strip()


def _outside(text: str) -> bool:
    """Whether the only letters or signs stand before or after the digits and are a currency's.

    "1.2M" and "3 тыс." are more than their digits, "1. Mai" is what a spreadsheet made of 1.5: no words but known ones.
    """
    found = _CODE.search(text)
    dashed = found is not None and text.replace(found.group(), "", 1).strip() in _DASHES  # "€ -", an accountant's zero
    if not found or not (dashed or any(map(str.isdigit, text))) or _CODE.search(text, found.end()):
        return False
    word = found.group().replace(".", "").casefold()
    if word[-1].isalpha() and word not in _MONEY:
        return False
    before, after = text[: found.start()], text[found.end() :]
    return not any(char.isdigit() for char in before) or not any(char.isdigit() for char in after)


def grouped_otherwise(cell: str) -> bool:
    """Whether a number's thousands stand apart by a space or an apostrophe, as in "7 663"."""
    return bool(_SPACED.fullmatch(cell.strip().removeprefix('="').removesuffix('"')))


def exact_text(amount: Decimal) -> str:
    """All digits of an exact amount and no more: "12.5", never "12.500000" or "1E+3"."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def amount_text(amount: Decimal, currency: str | None) -> str:
    """An exact amount of money with its currency's places at least, and its code: "3407.60 EUR"."""
    text = exact_text(amount)
    if currency is None:
        return text
    whole, _, part = text.partition(".")
    part = part.ljust(minor_digits(currency), "0")
    return f"{whole}{'.' if part else ''}{part} {currency}"


def currency_in(cell: str) -> str | None:
    """The currency a number cell names by code or by a sign that belongs to one currency only, or None."""
    sign = _SIGN.search(_INVISIBLE.sub("", cell))
    if sign:
        return SIGNS[sign.group()]
    found = re.search(r"\b[A-Z]{3}\b", cell)
    return found.group() if found else None


def _short(cell: str) -> str:
    text = "".join(char if char.isprintable() else "\ufffd" for char in " ".join(cell[:1000].split()))
    return text if len(text) <= 40 else text[:39] + "…"
