"""The demo's first day: the organisation, its clients, ad accounts and people; and exchange rates as they come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from paidsocial.domain.days import ONE_DAY
from paidsocial.domain.money import Money
from paidsocial.models import AdAccount, User
from paidsocial.sandbox.casting import Company
from paidsocial.sandbox.company import AGENCY
from paidsocial.services.access import Actor, Role
from paidsocial.services.demo import story
from paidsocial.services.demo.rates import rates_csv
from paidsocial.services.finance import rates
from paidsocial.services.workspace import ad_accounts, clients, organisation, people


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what the demo's later steps refer to: people by role, clients by name, accounts by the platform's id."""

    users: dict[Role, User]
    client_ids: dict[str, int]
    accounts: dict[str, AdAccount]

    @property
    def accounts_by_id(self) -> dict[int, AdAccount]:
        """The ad accounts by the workspace's own id."""
        return {account.id: account for account in self.accounts.values()}

    def actor(self, role: Role) -> Actor:
        """The person of a role, at a browser."""
        return Actor.of(self.users[role], "web")


def set_up(session: Session, company: Company, *, password_hash: str, now: datetime) -> Cast:
    """Everything that stands before the first figure arrives. `now` is when the agency set it up."""
    newcomer = Actor(None, story.PEOPLE[0].email, Role.ADMINISTRATOR, None, "web")
    wanted = organisation.Organisation(AGENCY, story.REPORTING_CURRENCY, story.TIME_ZONE)
    organisation.change(session, newcomer, wanted, now=now)
    client_ids = {}
    for row in company.clients:
        currency = story.CLIENT_CURRENCY[row.name]
        limit = Money.parse(str(story.APPROVAL_LIMITS[row.name]), currency)
        details = clients.ClientDetails(
            row.name, currency, row.margin_bp, approval_limit_micros=limit.micros, entity=story.ENTITIES[row.name]
        )
        client_ids[row.name] = clients.create(session, newcomer, details, now=now).id
    users = {}
    for person in story.PEOPLE:
        some = frozenset(client_ids[name] for name in person.clients or ())
        known = people.PersonDetails(person.name, person.role, all_clients=person.clients is None, client_ids=some)
        users[person.role] = people.add(session, newcomer, person.email, known, password_hash=password_hash, now=now)
    administrator = Actor.of(users[Role.ADMINISTRATOR], "web")
    accounts = {}
    for account in company.world.accounts:
        wanted_account = ad_accounts.AccountDetails(
            client_ids[account.client],
            account.platform,
            account.name,
            account.currency,
            account.time_zone,
            account.id.removeprefix("act_"),  # as the platform itself and its files tell it
            "Leads" if account.platform == "linkedin" else "Purchases",
        )
        accounts[account.id] = ad_accounts.create(session, administrator, wanted_account, now=now)
    return Cast(users, client_ids, accounts)


def load_rates(
    session: Session, company: Company, cast: Cast, *, seed: int, after: date | None, today: date, now: datetime
) -> None:
    """Finance loads the exchange rates published after a day (None: all) and before `today`."""
    content = rates_csv(seed, company.first_day, today - ONE_DAY, after=after)
    if content is not None:
        rates.load_csv(
            session, cast.actor(Role.FINANCE), content=content, file_name="demo-rates.csv", now=now, today=today
        )
