"""What a person says of a lift test, and whether it can be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.domain import wording
from paidsocial.domain.money import currency_code
from paidsocial.errors import BadInput
from paidsocial.models import AdAccount, Campaign, Client, LiftTest

METHODS = {
    "conversion_lift": "The platform’s lift study",
    "holdout": "People held out by us",
    "geo": "Regions switched off or on",
    "pause": "Switched off for a while",
    "other": "Another way",
}
LEAST_LEVEL_BP, MOST_LEVEL_BP = 5_000, 9_990
LONGEST_TEXT = 1000
EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Details:
    """What a person says of a test. `platform` and `campaign` (its name) None: the whole client; amounts in micros."""

    client_id: int
    first_day: date | None
    last_day: date | None
    currency: str
    spend_micros: int | None
    revenue_micros: int | None
    low_micros: int | None
    high_micros: int | None
    level_bp: int | None = 9_000
    method: str = "conversion_lift"
    platform: str | None = None
    campaign: str | None = None
    note: str = ""
    source_url: str = ""


def checked(details: Details, *, today: date) -> LiftTest:
    """The row, without its scope, or BadInput: of one problem, naming its field, or of all of them."""
    found = problems(details, today=today)
    if len(found) == 1:
        raise found[0]
    if found:
        raise BadInput(" ".join(one.message for one in found))
    return _row(details)


def problems(details: Details, *, today: date) -> list[BadInput]:
    """Everything that is wrong with what was said, each naming its field."""
    return list(_problems(details, today))


def _problems(details: Details, today: date) -> Iterator[BadInput]:
    if details.first_day is None or details.first_day < EARLIEST:
        yield BadInput("Give the test's first day.", field="first_day")
    if details.last_day is None or (details.first_day is not None and details.last_day < details.first_day):
        yield BadInput("The last day is on or after the first.", field="last_day")
    elif details.last_day > today:
        over = wording.full_day(today)
        yield BadInput(f"A test is recorded when it is over: its last day is at most {over}.", field="last_day")
    if details.spend_micros is None or details.spend_micros <= 0:
        yield BadInput("Give the spend that was tested, above 0.", field="spend_micros")
    if details.revenue_micros is None:
        yield BadInput(
            "Give the revenue that would not have come anyway, as the test measured it.", field="revenue_micros"
        )
    revenue, low, high = details.revenue_micros, details.low_micros, details.high_micros
    if low is None or (revenue is not None and low > revenue):
        yield BadInput("The lower end is at most the revenue itself; it may be negative.", field="low_micros")
    if high is None or (revenue is not None and high < revenue) or high == low:
        yield BadInput("The upper end is at least the revenue itself, and above the lower end.", field="high_micros")
    level = details.level_bp
    if level is None or not LEAST_LEVEL_BP <= level <= MOST_LEVEL_BP:
        yield BadInput("The confidence is between 50% and 99.9%; most reports give 90% or 95%.", field="level_bp")
    if details.method not in METHODS:
        yield BadInput(f"“{details.method}” is not a method; choose one of: {', '.join(METHODS)}.", field="method")
    note, link = details.note.strip(), details.source_url.strip()
    if len(note) > LONGEST_TEXT:
        yield BadInput("This is too long: at most 1,000 characters.", field="note")
    if link and not _is_link(link):
        yield BadInput("A link begins with https:// or http://.", field="source_url")


def _row(details: Details) -> LiftTest:
    return LiftTest(
        client_id=details.client_id,
        first_day=_given(details.first_day),
        last_day=_given(details.last_day),
        currency=currency_code(details.currency),
        spend_micros=_given(details.spend_micros),
        revenue_micros=_given(details.revenue_micros),
        low_micros=_given(details.low_micros),
        high_micros=_given(details.high_micros),
        level_bp=_given(details.level_bp),
        method=details.method,
        note=details.note.strip(),
        source_url=details.source_url.strip(),
    )


_Given = TypeVar("_Given")


def _given(value: _Given | None) -> _Given:
    """What `_problems` would have named if it were missing."""
    if value is None:
        raise BadInput("Give everything that the test's report says.")
    return value


def _is_link(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:  # such as https://[
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and len(text) <= LONGEST_TEXT


def campaign_of(session: Session, client: Client, details: Details, currency: str) -> Campaign | None:
    """The campaign of that name, which has to be one; None where none is named."""
    name = (details.campaign or "").strip()
    if not name:
        return None
    query = (
        select(Campaign)
        .join(AdAccount, AdAccount.id == Campaign.account_id)
        .where(AdAccount.client_id == client.id, AdAccount.currency == currency, Campaign.name == name)
    )
    if details.platform:
        query = query.where(AdAccount.platform == details.platform)
    found = session.scalars(query.limit(2)).all()
    if not found:
        where = f"of {client.name} in {currency}"
        raise BadInput(f"There is no campaign “{name}” {where}; give its whole name.", field="campaign")
    if len(found) > 1:
        raise BadInput(f"Several campaigns are called “{name}”; name the platform too.", field="campaign")
    return found[0]


def check_currency(session: Session, client: Client, row: LiftTest) -> None:
    """The test is in the currency of ad accounts that it is about."""
    query = select(AdAccount.currency).where(AdAccount.client_id == client.id).distinct()
    if row.platform is not None:
        query = query.where(AdAccount.platform == row.platform)
    spent = sorted(session.scalars(query))
    if not spent:
        what = f"{client.name} has no ad account" + (" on this platform" if row.platform else "")
        raise BadInput(f"{what}; a test is held against what its ad accounts report.", field="platform")
    if row.currency not in spent:
        raise BadInput(
            f"{client.name}’s ad accounts spend {', '.join(spent)}; give the test in that.", field="currency"
        )


def check_new(session: Session, row: LiftTest) -> None:
    """The same test twice would count twice."""
    same = ("client_id", "platform", "campaign_id", "first_day", "last_day", "method", "revenue_micros", "currency")
    query = select(LiftTest.id).where(LiftTest.withdrawn_at.is_(None))
    for name in same:
        query = query.where(getattr(LiftTest, name).is_not_distinct_from(getattr(row, name)))
    if row.id is not None:
        query = query.where(LiftTest.id != row.id)
    with session.no_autoflush:
        found = session.scalars(query.limit(1)).first()
    if found is not None:
        raise BadInput(
            "This test is recorded already: the same days, campaigns, method and revenue. Withdraw that first."
        )
