"""Which columns of the campaigns table a person keeps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.errors import BadInput
from paidsocial.models import User
from paidsocial.services.access import Actor, Permission, require

PREFERENCE = "campaign_columns"

COLUMNS = (
    *("status", "platform", "account", "client", "objective", "flight", "budget", "spend", "pace", "revenue", "roas"),
    *("trend", "marginal", "conversions", "cpa", "impressions", "clicks", "ctr", "changed"),
)
DEFAULT = ("status", "flight", "budget", "spend", "pace", "revenue", "roas", "trend", "marginal", "cpa", "changed")


def chosen(asked: Iterable[str], kept: object) -> tuple[str, ...]:
    """The columns to show, in the table's own order: those of the address, those kept, or the usual ones."""
    wanted = set(asked) & set(COLUMNS)
    if not wanted and isinstance(kept, list):
        wanted = set(kept) & set(COLUMNS)
    return tuple(column for column in COLUMNS if column in (wanted or DEFAULT))


def keep(session: Session, actor: Actor, columns: Sequence[str]) -> None:
    """Keep a person's columns; no business change, so not audited. Raises BadInput for none or an unknown one."""
    require(actor, Permission.VIEW)
    unknown = set(columns) - set(COLUMNS)
    if unknown or not columns:
        raise BadInput("Choose at least one of the columns.", field="columns")
    with transaction(session):
        user = session.get_one(User, actor.user_id)
        user.preferences = {**user.preferences, PREFERENCE: list(chosen(columns, None))}
