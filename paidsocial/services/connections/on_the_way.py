"""What a sign-in on its way keeps until the person comes back: in the database, so that any process may answer them.

Sealed, for half an hour, for the person who began, and good once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.models import SignInKept
from paidsocial.services.access import Actor
from paidsocial.services.connections.sealing import Sealer

GOOD_FOR = timedelta(minutes=30)  # a person reads the platform's page, and signs in there


def keep(session: Session, actor: Actor, sealer: Sealer, state: str, kept: Mapping[str, str], *, now: datetime) -> None:
    """Keep something under a sign-in's state; what nobody came back for goes. Owns its transaction."""
    with transaction(session):
        session.execute(delete(SignInKept).where(SignInKept.kept_at <= now - GOOD_FOR))
        row = SignInKept(state_sha256=_digest(state), user_id=actor.user_id, sealed=sealer.seal_kept(kept), kept_at=now)
        session.add(row)


def take(session: Session, actor: Actor, sealer: Sealer, state: str, *, now: datetime) -> dict[str, str]:
    """Everything that was kept under the state for this person, and now is no more. Owns its transaction."""
    with transaction(session):
        rows = session.scalars(
            delete(SignInKept)
            .where(
                SignInKept.state_sha256 == _digest(state),
                SignInKept.user_id.is_not_distinct_from(actor.user_id),
                SignInKept.kept_at > now - GOOD_FOR,
            )
            .returning(SignInKept.sealed)
        )
        return {name: value for sealed in rows.all() for name, value in sealer.open_kept(sealed).items()}


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
