"""Who asks, what their role lets them do, and which clients they may see.

Every service takes an `Actor` and narrows its own queries with the helpers here, so that a page, an export, the
command line and a job are checked by the same lines. What a person may not see is NotFound, not Forbidden: that
something exists at a client is itself the client's.
"""

from __future__ import annotations

import enum
from collections.abc import Collection
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, ScalarResult, Select, and_, exists, false, not_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from paidsocial.errors import Forbidden, NotFound
from paidsocial.models import AdAccount, AdSet, Campaign, Client, PlanLine, Recommendation, RecommendationLine, User

Row = TypeVar("Row")


class Role(enum.StrEnum):
    """What a person comes for."""

    SPECIALIST = "specialist"
    DIRECTOR = "director"
    FINANCE = "finance"
    ADMINISTRATOR = "administrator"
    VIEWER = "viewer"


class Permission(enum.StrEnum):
    """What may be done, named by the use case."""

    VIEW = "view"
    IMPORT = "import"
    EDIT_PLAN = "edit_plan"
    RECOMMEND = "recommend"  # ask for a reallocation, propose budget changes
    APPROVE = "approve"
    CARRY_OUT = "carry_out"  # mark changes as applied or not
    EXPORT_SPEND = "export_spend"
    EDIT_RATES = "edit_rates"
    RECORD_LIFT_TESTS = "record_lift_tests"
    READ_AUDIT = "read_audit"
    ADMINISTER = "administer"


_P = Permission
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset({_P.VIEW}),
    Role.SPECIALIST: frozenset(
        {
            _P.VIEW,
            _P.IMPORT,
            _P.EDIT_PLAN,
            _P.RECOMMEND,
            _P.APPROVE,
            _P.CARRY_OUT,
            _P.EXPORT_SPEND,
            _P.RECORD_LIFT_TESTS,
        }
    ),
    Role.DIRECTOR: frozenset(
        {
            _P.VIEW,
            _P.EDIT_PLAN,
            _P.RECOMMEND,
            _P.APPROVE,
            _P.EXPORT_SPEND,
            _P.READ_AUDIT,
            _P.RECORD_LIFT_TESTS,
        }
    ),
    Role.FINANCE: frozenset({_P.VIEW, _P.IMPORT, _P.EXPORT_SPEND, _P.EDIT_RATES, _P.READ_AUDIT}),
    # A freelancer is all of these at once, so an administrator may do everything; approving one's own large
    # changes is refused to anyone (services.changes.approvals).
    Role.ADMINISTRATOR: frozenset(Permission),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone at a door. `client_ids` None means every client; `user_id` None means nobody signed in by name."""

    user_id: int | None
    email: str
    role: Role
    client_ids: frozenset[int] | None
    door: str  # web | cli | api | job

    @classmethod
    def of(cls, user: User, door: str) -> Actor:
        """The actor for a person who signed in."""
        role = Role(user.role)
        everything = user.all_clients or role is Role.ADMINISTRATOR
        ids = None if everything else frozenset(link.client_id for link in user.client_links)
        return cls(user.id, user.email, role, ids, door)

    @classmethod
    def at_the_machine(cls, name: str = "command line") -> Actor:
        """Whoever can run commands on the server already holds the database; named as such in the audit trail."""
        return cls(None, name, Role.ADMINISTRATOR, None, "cli")

    @classmethod
    def of_work(cls, name: str) -> Actor:
        """Work that nobody started by hand: what is due, done by itself; `name` says where it runs."""
        return cls(None, name, Role.ADMINISTRATOR, None, "job")

    def can(self, permission: Permission) -> bool:
        """Whether the role allows it."""
        return permission in PERMISSIONS[self.role]

    def sees(self, client_id: int | None) -> bool:
        """Whether this client is theirs; None (several clients at once) only for those who see all."""
        return self.client_ids is None or client_id in self.client_ids


def require(actor: Actor, permission: Permission) -> None:
    """Forbidden, in words, where the role does not allow it."""
    if not actor.can(permission):
        deed = permission.value.replace("_", " ")
        raise Forbidden(f"Your role ({actor.role}) may not {deed}; ask an administrator.")


def client_filter(
    actor: Actor, column: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]
) -> ColumnElement[bool]:
    """The condition that keeps a query inside the actor's clients."""
    if actor.client_ids is None:
        return true()
    if not actor.client_ids:
        return false()
    return column.in_(sorted(actor.client_ids))


def recommendation_filter(actor: Actor) -> ColumnElement[bool]:
    """The condition that keeps a query of recommendations inside the actor's clients.

    Its lines count too: an ad account may have moved to another client since.
    """
    if actor.client_ids is None:
        return true()
    elsewhere = (
        exists()
        .where(
            RecommendationLine.recommendation_id == Recommendation.id,
            AdAccount.id == RecommendationLine.account_id,
            not_(client_filter(actor, AdAccount.client_id)),
        )
        .correlate(Recommendation)
    )
    return and_(client_filter(actor, Recommendation.client_id), not_(elsewhere))


def visible_clients(actor: Actor) -> Select[Client]:
    """The actor's clients, by name."""
    return select(Client).where(client_filter(actor, Client.id)).order_by(Client.name)


def visible_accounts(actor: Actor) -> Select[AdAccount]:
    """The actor's ad accounts."""
    return select(AdAccount).where(client_filter(actor, AdAccount.client_id)).order_by(AdAccount.id)


def visible_account_ids(
    session: Session, actor: Actor, *, client_id: int | None = None, account_ids: Collection[int] | None = None
) -> list[int]:
    """Ids of the actor's ad accounts, optionally of one client or among some, ascending."""
    query = select(AdAccount.id).where(client_filter(actor, AdAccount.client_id)).order_by(AdAccount.id)
    if client_id is not None:
        query = query.where(AdAccount.client_id == client_id)
    if account_ids is not None:
        query = query.where(AdAccount.id.in_(account_ids))
    return list(session.scalars(query))


def _one(rows: ScalarResult[Row], what: str) -> Row:
    found = rows.one_or_none()
    if found is None:
        raise NotFound(f"There is no such {what}, or it is not one of your clients'.")
    return found


def get_client(session: Session, actor: Actor, client_id: int) -> Client:
    """A client the actor may see, or NotFound."""
    return _one(session.scalars(visible_clients(actor).where(Client.id == client_id)), "client")


def get_account(session: Session, actor: Actor, account_id: int) -> AdAccount:
    """An ad account the actor may see, or NotFound."""
    return _one(session.scalars(visible_accounts(actor).where(AdAccount.id == account_id)), "ad account")


def get_campaign(session: Session, actor: Actor, campaign_id: int) -> Campaign:
    """A campaign the actor may see, or NotFound."""
    query = (
        select(Campaign)
        .join(AdAccount, AdAccount.id == Campaign.account_id)
        .where(Campaign.id == campaign_id, client_filter(actor, AdAccount.client_id))
    )
    return _one(session.scalars(query), "campaign")


def get_ad_set(session: Session, actor: Actor, ad_set_id: int) -> AdSet:
    """An ad set the actor may see, or NotFound."""
    query = (
        select(AdSet)
        .join(AdAccount, AdAccount.id == AdSet.account_id)
        .where(AdSet.id == ad_set_id, client_filter(actor, AdAccount.client_id))
    )
    return _one(session.scalars(query), "ad set")


def get_plan_line(session: Session, actor: Actor, plan_line_id: int) -> PlanLine:
    """A plan line the actor may see, or NotFound."""
    query = select(PlanLine).where(PlanLine.id == plan_line_id, client_filter(actor, PlanLine.client_id))
    return _one(session.scalars(query), "plan line")


def get_recommendation(session: Session, actor: Actor, recommendation_id: str) -> Recommendation:
    """A recommendation the actor may see, or NotFound; one over several clients only for those who see all."""
    query = select(Recommendation).where(Recommendation.id == recommendation_id, recommendation_filter(actor))
    return _one(session.scalars(query), "recommendation")
