"""What is checked about a plan line before it is stored, and what is worth a warning."""

from __future__ import annotations

from babel.numbers import is_currency
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.domain.plan import Overlap, Scope
from paidsocial.errors import BadInput
from paidsocial.models import AdAccount, Client
from paidsocial.platforms.registry import known_platforms


def check_currency(session: Session, client: Client, currency: str) -> None:
    """BadInput for letters that are no currency of ISO 4217, naming those that the client uses."""
    if not is_currency(currency):
        used = sorted(_spent_in(session, client.id) | {client.reporting_currency})
        raise BadInput(f"{currency} is not a currency; {client.name} uses {' and '.join(used)}.", field="currency")


def check_scope(session: Session, client_id: int, scope: Scope) -> None:
    """BadInput for accounts that are not the client's, and for platforms that do not exist."""
    rows = session.scalars(select(AdAccount).where(AdAccount.client_id == client_id))
    accounts = {account.id: account.platform for account in rows}
    if scope.account_ids - accounts.keys():
        raise BadInput("One of the ad accounts is not this client's.", field="accounts")
    known = {*known_platforms(), *accounts.values()}
    if unknown := sorted(scope.platforms - known):
        raise BadInput(f"There is no platform “{unknown[0]}”; there are {', '.join(sorted(known))}.", field="platforms")


def warnings(
    session: Session, client_id: int, currency: str, *, covered: int, overlaps: tuple[Overlap, ...]
) -> tuple[str, ...]:
    """Sentences worth reading before or after saving: nothing covered yet, a currency to be converted, overlaps."""
    said = [] if covered else ["No campaign matches this line yet; it takes up those that later imports bring."]
    spent = _spent_in(session, client_id)
    if spent and currency not in spent:
        said.append(
            f"No ad account of this client spends in {currency}: its spend in {' and '.join(sorted(spent))} is "
            "converted, which needs exchange rates."
        )
    return (*said, *(overlap.text for overlap in overlaps))


def _spent_in(session: Session, client_id: int) -> set[str]:
    return set(session.scalars(select(AdAccount.currency).where(AdAccount.client_id == client_id).distinct()))
