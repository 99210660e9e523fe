"""Exact money: integer micros (1/1,000,000) of a named currency.

Amounts enter as text and leave as text; no float is ever made. Two currencies refuse to add.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from fractions import Fraction

from paidsocial.errors import BadInput, CurrencyMismatch

MICROS = 1_000_000
MAX_MICROS = 2**63 - 1

# ISO 4217 currencies whose smallest unit is not a hundredth (ISO 4217 table A.1, "minor unit").
_MINOR_DIGITS = {
    **dict.fromkeys(
        (
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_THOUSANDS_OR_DECIMALS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")  # 1.500: one and a half, or German for 1500


def currency_code(text: str) -> str:
    """The ISO 4217 code in `text`, upper case; BadInput where it is not three letters."""
    code = text.strip().upper()
    if not _CURRENCY.match(code):
        raise BadInput(f"“{text}” is not a currency code; use three letters such as EUR or USD.", field="currency")
    return code


def minor_digits(currency: str) -> int:
    """Decimal places of the currency's smallest unit: 2 for EUR, 0 for JPY, 3 for KWD."""
    return _MINOR_DIGITS.get(currency, 2)


def minor_unit(currency: str) -> int:
    """The currency's smallest unit in micros: 10,000 for EUR."""
    return int(10 ** (6 - minor_digits(currency)))


def round_half_even(value: Fraction) -> int:
    """The nearest integer, ties to even (banker's rounding), exactly."""
    return round(value)


def decimal_to_micros(amount: Decimal) -> int:
    """Micros of an exact decimal in major units, rounded half to even beyond the sixth place.

    Raises BadInput for NaN, infinity, or an amount that does not fit 64 bits.
    """
    if not amount.is_finite():
        raise BadInput(f"“{amount}” is not an amount.")
    if amount.adjusted() > 13:
        raise BadInput(f"{amount} is too large for an amount of money.")
    micros = int((amount * MICROS).to_integral_value(rounding=ROUND_HALF_EVEN))
    if abs(micros) > MAX_MICROS:
        raise BadInput(f"{amount} is too large for an amount of money.")
    return micros


def micros_to_decimal(micros: int) -> Decimal:
    """The exact decimal in major units."""
    return Decimal(micros).scaleb(-6)


def micros_text(micros: int, currency: str) -> str:
    """Plain decimal text in major units: at least the currency's own places, more only where they are not zero."""
    sign = "-" if micros < 0 else ""
    whole, part = divmod(abs(micros), MICROS)
    digits = f"{part:06d}".rstrip("0").ljust(minor_digits(currency), "0")
    return f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount: `micros` (1/1,000,000 of a major unit) of `currency` (ISO 4217)."""

    micros: int
    currency: str

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in a currency."""
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """An amount typed by a person or a program: plain digits, a dot for decimals, commas allowed as thousands.

        Raises BadInput where it is no number, finer than the currency's smallest unit, or where its one dot may stand
        for thousands: "1.500" in a currency without three decimals.
        """
        code = currency_code(currency)
        cleaned = text.strip().replace("\u00a0", "").replace(" ", "")
        if re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", cleaned):
            cleaned = cleaned.replace(",", "")
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cleaned):
            raise BadInput(f"“{text}” is not an amount; write it like 1234.50.", field="amount")
        try:
            micros = decimal_to_micros(Decimal(cleaned))
        except InvalidOperation as error:  # pragma: no cover - the pattern above admits only decimals
            raise BadInput(f"“{text}” is not an amount; write it like 1234.50.", field="amount") from error
        if minor_digits(code) != 3 and _THOUSANDS_OR_DECIMALS.fullmatch(cleaned):
            raise BadInput(_two_readings(text.strip(), cleaned, micros, code), field="amount")
        if micros % minor_unit(code):
            raise BadInput(f"{cleaned} is finer than the smallest unit of {code}.", field="amount")
        return cls(micros, code)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} do not add; convert one of them first.")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.micros + other.micros, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.micros - other.micros, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.micros, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.micros < other.micros

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.micros <= other.micros

    def __bool__(self) -> bool:
        return self.micros != 0

    def __str__(self) -> str:
        return f"{micros_text(self.micros, self.currency)} {self.currency}"

    @property
    def text(self) -> str:
        """Plain decimal text in major units, exact."""
        return micros_text(self.micros, self.currency)

    def scaled(self, factor: Fraction | int) -> Money:
        """Times an exact factor, rounded half to even to a micro."""
        return Money(round_half_even(Fraction(self.micros) * factor), self.currency)

    def rounded(self) -> Money:
        """To the currency's smallest unit, half to even."""
        unit = minor_unit(self.currency)
        return Money(round_half_even(Fraction(self.micros, unit)) * unit, self.currency)

    def converted(self, rate: Decimal, currency: str) -> Money:
        """In `currency`, at `rate` units of it for one of this; rounded half to even to a micro."""
        if not rate.is_finite() or rate <= 0:
            raise BadInput(f"{rate} is not an exchange rate.", field="rate")
        return Money(round_half_even(Fraction(self.micros) * Fraction(rate)), currency)

    def split(self, weights: Sequence[Fraction | int]) -> tuple[Money, ...]:
        """Parts in proportion to `weights`, whole smallest units where the amount is, that sum to the amount exactly.

        Largest remainders get the left-over units, ties to the earlier part (Hamilton's method).
        Raises ValueError for a negative weight or weights that sum to nothing.
        """
        unit = minor_unit(self.currency)
        step = unit if self.micros % unit == 0 else 1
        return tuple(Money(part * step, self.currency) for part in split_units(self.micros // step, weights))


def _two_readings(typed: str, cleaned: str, micros: int, currency: str) -> str:
    """What to say of an amount that is either thousands or decimals, with every way to write it that pays out."""
    whole = int(cleaned.replace(".", ""))
    exact = cleaned.rstrip("0").rstrip(".")
    clear = [str(whole)] if micros % minor_unit(currency) else [str(whole), micros_text(micros, currency)]
    return f"“{typed}” can be read as {whole:,} or {exact}; write {' or '.join(clear)}."


def split_units(units: int, weights: Sequence[Fraction | int]) -> tuple[int, ...]:
    """Integer parts of `units` in proportion to `weights`, summing to it exactly (Hamilton's method)."""
    exact = [Fraction(weight) for weight in weights]
    total = sum(exact, Fraction(0))
    if any(weight < 0 for weight in exact) or total <= 0:
        raise ValueError("weights must not be negative and must not all be zero")
    sign = -1 if units < 0 else 1
    shares = [abs(units) * weight / total for weight in exact]
    parts = [int(share) for share in shares]
    left = abs(units) - sum(parts)
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - shares[i], i))
    for i in order[:left]:
        parts[i] += 1
    return tuple(sign * part for part in parts)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of amounts that must all be in `currency`."""
    result = Money.zero(currency)
    for amount in amounts:
        result += amount
    return result
