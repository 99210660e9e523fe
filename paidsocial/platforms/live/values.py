"""Reading single values of a platform's reply, exactly; what cannot be read is the platform's fault and says where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from paidsocial.domain.days import zone
from paidsocial.domain.money import MICROS
from paidsocial.errors import PlatformError
from paidsocial.platforms.live.http import unreadable

_MOST = Decimal(10) ** 12  # major units: more than any platform bills, less than overflows a stored integer
_PLAIN = 12  # digits that are read without more ado: far below the most
_PLACES = 6  # of micros


class Values:
    """Readers that name the platform in what they raise."""

    def __init__(self, platform: str) -> None:
        self._platform = platform

    def wrong(self, what: str, value: object) -> PlatformError:
        """The error for a value that is not what it should be."""
        return unreadable(self._platform, f"{what} is {str(value)[:60]!r}")

    def number(self, value: Any, what: str) -> Decimal:
        """A finite decimal from text or number; missing is 0."""
        if value is None or value in ("", "-"):
            return Decimal(0)
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise self.wrong(what, value)
        try:
            number = Decimal(value)
        except InvalidOperation as error:
            raise self.wrong(what, value) from error
        if not number.is_finite() or abs(number) > _MOST * MICROS:
            raise self.wrong(what, value)
        return number

    def scaled(self, value: Any, what: str, scale: int) -> int:
        """`value * scale` as a whole number, rounded half to even where the platform tells finer than that."""
        if scale == MICROS and isinstance(value, str) and len(value) <= _PLAIN:  # nearly every value, several a row
            whole, _, part = value.partition(".")
            digits = whole + part
            if len(part) <= _PLACES and digits.isdigit() and digits.isascii():
                return int(whole + part.ljust(_PLACES, "0"))
        return int((self.number(value, what) * scale).to_integral_value())

    def micros(self, value: Any, what: str) -> int:
        """Micros of an amount in major units."""
        return self.scaled(value, what, MICROS)

    def millionths(self, value: Any, what: str) -> int:
        """Millionths of a count that may be fractional."""
        return self.scaled(value, what, MICROS)

    def whole(self, value: Any, what: str) -> int:
        """A whole number."""
        if isinstance(value, str) and len(value) <= _PLAIN and value.isdigit() and value.isascii():
            return int(value)
        number = self.number(value, what)
        if number != number.to_integral_value():
            raise self.wrong(what, value)
        return int(number)

    def text(self, of: Mapping[str, Any], key: str) -> str:
        """Text that must be there; an id that came as a number too."""
        value = of.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if not isinstance(value, str) or not value:
            raise self.wrong(key, value)
        return value

    def day(self, value: Any, what: str) -> date:
        """A date from the first ten characters of ISO text."""
        try:
            return date.fromisoformat(str(value)[:10])
        except ValueError as error:
            raise self.wrong(what, value) from error

    def instant(self, value: Any, what: str, *, naive: str | None = None) -> datetime:
        """An instant from ISO text; `naive`: the zone of text that names none."""
        try:
            found = datetime.fromisoformat(str(value))
        except ValueError as error:
            raise self.wrong(what, value) from error
        if found.tzinfo is None:
            if naive is None:
                raise self.wrong(what, value)
            found = found.replace(tzinfo=UTC if naive == "UTC" else zone(naive))
        return found

    def local_day(self, value: Any, what: str, time_zone: str, *, naive: str | None = None) -> date | None:
        """The account's day of an instant; None where none is set."""
        if value in (None, "", "0", 0):
            return None
        return self.instant(value, what, naive=naive).astimezone(zone(time_zone)).date()
