"""What a person says along with a file, and how it is kept beside the import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from paidsocial.domain.days import Period, end_of_day_utc, parse_day, zone
from paidsocial.domain.money import currency_code
from paidsocial.domain.wording import full_day
from paidsocial.errors import BadInput
from paidsocial.platforms.base import DateOrder, Field
from paidsocial.platforms.reading import Hints

FIELDS = tuple(field.value for field in Field)


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """Hints for reading; whose client a new account is; when the file was taken; whether a sharp fall is accepted, or
    a new account with the very same spend as another.

    `account_id` names an existing ad account for good; it wins over names.
    """

    hints: Hints = field(default_factory=Hints)
    account_id: int | None = None
    client: str | None = None
    as_seen_on: date | None = None
    accept_drop: bool = False
    accept_same: bool = False

    def checked(self) -> ImportOptions:
        """The same, with tidy currency and time zone. Raises BadInput where one cannot be."""
        hints = self.hints
        if hints.currency is not None:
            hints = replace(hints, currency=currency_code(hints.currency))
        if hints.time_zone is not None:
            zone(hints.time_zone)
        if hints.account is not None and not hints.account.strip():
            raise BadInput("The account's name is empty; leave it out instead.", field="account")
        return replace(self, hints=hints)

    def seen_at(self, now: datetime) -> datetime:
        """The instant the file was taken from the platform. Raises BadInput for a day that has not come."""
        if self.as_seen_on is None:
            return now
        if self.as_seen_on > now.astimezone(UTC).date():
            raise BadInput(
                f"{full_day(self.as_seen_on)} has not come yet; a file cannot have been seen then.", field="as_seen_on"
            )
        return min(now, end_of_day_utc(self.as_seen_on) - timedelta(microseconds=1))

    def as_json(self) -> dict[str, Any]:
        """For keeping beside the import."""
        hints = self.hints
        said = {
            "platform": hints.platform,
            "account": hints.account,
            "currency": hints.currency,
            "time_zone": hints.time_zone,
            "columns": {name.value: header for name, header in hints.columns.items()} or None,
            "period": f"{hints.period.first}..{hints.period.last}" if hints.period else None,
            "date_order": hints.date_order.value if hints.date_order else None,
            "decimal_mark": hints.decimal_mark,
            "account_id": self.account_id,
            "client": self.client,
            "as_seen_on": self.as_seen_on.isoformat() if self.as_seen_on else None,
            "accept_drop": self.accept_drop or None,
            "accept_same": self.accept_same or None,
        }
        return {name: value for name, value in said.items() if value is not None}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> ImportOptions:
        """What `as_json` kept."""
        order = said.get("date_order")
        seen_on = said.get("as_seen_on")
        period = said.get("period")
        return cls(
            hints=Hints(
                platform=said.get("platform"),
                account=said.get("account"),
                currency=said.get("currency"),
                time_zone=said.get("time_zone"),
                columns=columns_from(said.get("columns") or {}),
                period=parse_period(period) if period else None,
                date_order=DateOrder(order) if order else None,
                decimal_mark=said.get("decimal_mark"),
            ),
            account_id=said.get("account_id"),
            client=said.get("client"),
            as_seen_on=parse_day(seen_on) if seen_on else None,
            accept_drop=bool(said.get("accept_drop")),
            accept_same=bool(said.get("accept_same")),
        )


def columns_from(said: Mapping[str, str]) -> dict[Field, str]:
    """Headers by field. Raises BadInput for a field there is not."""
    result = {}
    for name, header in said.items():
        if name not in FIELDS:
            raise BadInput(f"“{name}” is not a field; the fields are {', '.join(FIELDS)}.", field="map")
        result[Field(name)] = header
    return result


def parse_period(said: str) -> Period:
    """Days written FIRST..LAST; BadInput otherwise."""
    first, dots, last = said.partition("..")
    if not dots:
        raise BadInput(f"“{said}” is not a period; write it like 2026-06-01..2026-06-30.", field="period")
    return Period(parse_day(first), parse_day(last))
