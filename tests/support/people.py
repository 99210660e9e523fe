"""People in the database, and the actors they are at the web door."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.models import User, UserClient
from paidsocial.services.access import Actor, Role


def person(session: Session, name: str, role: Role, *, clients: set[int] | None = None) -> Actor:
    """A stored person who sees `clients` (None: all), as the web knows them."""
    user = User(
        email=f"{name.lower()}@example.com",
        name=name,
        fs_uniquifier=f"{name}-{role}",
        role=role.value,
        all_clients=clients is None,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        client_links=[UserClient(client_id=client_id) for client_id in sorted(clients or ())],
    )
    with transaction(session):
        session.add(user)
    return Actor.of(user, "web")
