"""From a stored connection to a connector that can call: hosts and app from the settings, tokens opened and kept alive.

Nothing here holds a transaction open while a platform is called: `ready` reads, lets go, calls, and stores what came.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from paidsocial.config import PlatformSettings, Settings
from paidsocial.db import transaction
from paidsocial.errors import NotFound, PlatformError, Refused, Trouble
from paidsocial.models import Connection
from paidsocial.platforms.live.connector import Access, App, Connector, Grant, Hosts
from paidsocial.platforms.live.find import LivePlatform, live_platforms
from paidsocial.platforms.live.http import Timing
from paidsocial.services.connections.sealing import Sealer

CONNECTED, BROKEN, CLOSED = "connected", "broken", "closed"
EARLY = timedelta(minutes=10)  # a token that ends sooner is renewed first
WARN = timedelta(days=10)  # how long before its end people are told


@dataclass(frozen=True, slots=True)
class Live:
    """How this installation reaches the platforms. `timing` is for tests, which bring their own."""

    settings: Settings
    sealer: Sealer
    clock: Callable[[], datetime]
    timing: Timing = field(default_factory=Timing)

    def platform(self, slug: str) -> LivePlatform:
        """A platform that can be connected. Raises NotFound naming those that can."""
        found = live_platforms().get(slug)
        if found is None:
            names = ", ".join(each.name for each in live_platforms().values())
            raise NotFound(f"There is no live connection to “{slug}”; there is one to {names}.")
        return found

    def _said(self, slug: str) -> PlatformSettings:
        return self.settings.platforms.get(slug, PlatformSettings())

    def hosts(self, slug: str) -> Hosts:
        """Where the platform is, as the settings say or as usual."""
        return replace(self.platform(slug).hosts, **self._said(slug).hosts)

    def app(self, slug: str) -> App:
        """The organisation's own developer app. Raises Refused with what to set where there is none."""
        said, name = self._said(slug), self.platform(slug).name
        if not said.app_id or not said.app_secret:
            prefix = f"PAIDSOCIAL_{slug.upper()}_APP"
            raise Refused(
                f"{name} needs your own developer app: set {prefix}_ID and {prefix}_SECRET to what its developer "
                "pages show, then start again."
            )
        return App(said.app_id, said.app_secret, said.extra)

    def has_app(self, slug: str) -> bool:
        """Whether the settings name an app."""
        said = self._said(slug)
        return bool(said.app_id and said.app_secret)

    def connector(self, slug: str, grant: Grant) -> Connector:
        """A connector under a grant; close it."""
        return self.platform(slug).open(Access(self.hosts(slug), self.app(slug), grant, self.timing))

    def ready(self, session: Session, connection_id: int) -> Connector:
        """A connector for a stored connection, its token renewed where it is about to end. Calls the platform.

        Raises PlatformError (the connection is marked broken where a person has to act) and Refused.
        """
        session.rollback()  # no transaction is open while a platform is called
        connection = session.get_one(Connection, connection_id, populate_existing=True)
        slug, sealed, ends = connection.platform, connection.sealed_grant, connection.expires_at
        session.rollback()
        if connection.state == CLOSED or not sealed:
            raise Refused("This connection was closed; connect the account again.")
        grant, now = self.sealer.open(sealed), self.clock()
        # without a refresh token only a token that is still good can be renewed: in good time, then
        early = WARN if grant.refresh_token is None else EARLY
        if ends is not None and ends - now < early:
            try:
                grant = self.platform(slug).sign_in.refresh(self.hosts(slug), self.app(slug), grant, now=now)
            except PlatformError as error:
                self.note_failure(session, connection_id, error)
                raise
            store_grant(session, self, connection_id, grant, now=now)
        return self.connector(slug, grant)

    def note_failure(self, session: Session, connection_id: int, error: PlatformError) -> None:
        """Mark a connection broken where only a person can mend it."""
        if error.trouble not in {Trouble.SIGN_IN, Trouble.SCOPE}:
            return
        with transaction(session):
            connection = session.get_one(Connection, connection_id)
            connection.state, connection.message = BROKEN, error.message[:2000]
            connection.checked_at = self.clock()


def store_grant(session: Session, live: Live, connection_id: int, grant: Grant, *, now: datetime) -> None:
    """Keep what a sign-in or a renewal gave, sealed."""
    with transaction(session):
        connection = session.get_one(Connection, connection_id)
        connection.sealed_grant = live.sealer.seal(grant)
        connection.expires_at, connection.refresh_until = grant.expires_at, grant.refresh_until
        connection.scopes = list(grant.scopes)
        connection.state, connection.message, connection.checked_at = CONNECTED, "", now
