"""What belongs to this request: its database session, its person, its one moment, its scope.

from paidsocial.web import current

rows = some_service(current.session(), current.actor(), scope=current.scope(), today=current.today())
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from flask import current_app, g, request
from flask_login import current_user
from sqlalchemy.orm import Session

from paidsocial.config import Settings
from paidsocial.db import Database
from paidsocial.domain.days import local_day, parse_day
from paidsocial.errors import Forbidden
from paidsocial.models import User
from paidsocial.services.access import Actor
from paidsocial.services.connections.live import Live
from paidsocial.web.scope import Scope, read_scope

if TYPE_CHECKING:
    from paidsocial.web.beside import Going


@dataclass(slots=True)
class Runtime:
    """What the application was wired with. `set_up` turns true once somebody can sign in."""

    settings: Settings
    database: Database
    clock: Callable[[], datetime]
    live: Live
    set_up: bool = False
    beside: dict[tuple[str, int | None], Going] = field(default_factory=dict)  # see `web/beside.py`
    next_day: Callable[[Session], datetime] | None = None  # the demo's: lets a day go by on its platforms


def runtime() -> Runtime:
    """What the application was wired with."""
    wired: Runtime = current_app.extensions["paidsocial"]
    return wired


def settings() -> Settings:
    """The environment's settings."""
    return runtime().settings


def live() -> Live:
    """How this installation reaches the ad platforms."""
    return runtime().live


def session() -> Session:
    """This request's one database session, opened at first use and closed when the request ends."""
    if "db_session" not in g:
        g.db_session = runtime().database.session()
    opened: Session = g.db_session
    return opened


def close_uploads(_error: BaseException | None = None) -> None:
    """At the end of the request: let go of the files that came with it."""
    request.close()


def close_session(_error: BaseException | None = None) -> None:
    """At the end of the request: give the connection back; whatever was not committed is undone."""
    opened: Session | None = g.pop("db_session", None)
    if opened is not None:
        opened.close()


def now() -> datetime:
    """The moment of this request, in UTC; the same from its beginning to its end."""
    if "now" not in g:
        g.now = runtime().clock()
    moment: datetime = g.now
    return moment


def user() -> User | None:
    """The person signed in, or None."""
    if not current_user.is_authenticated:
        return None
    person: User = current_user._get_current_object()  # noqa: SLF001 - the proxy's documented way to its object
    return person


def actor_or_none() -> Actor | None:
    """Who asks, or None for a stranger."""
    if "actor" not in g:
        person = user()
        g.actor = None if person is None else Actor.of(person, "web")
    known: Actor | None = g.actor
    return known


def forget_person() -> None:
    """Somebody signed in during this request: who asks is read anew."""
    for name in ("actor", "time_zone", "scope"):
        g.pop(name, None)


def actor() -> Actor:
    """Who asks. Raises Forbidden for a stranger: the page's rule should have sent them to the sign-in page."""
    known = actor_or_none()
    if known is None:
        raise Forbidden("Sign in first.")
    return known


def time_zone() -> str:
    """The viewer's time zone, for instants; days are the ad accounts' own."""
    if "time_zone" not in g:
        person = user()
        g.time_zone = "UTC" if person is None else person.time_zone
    name: str = g.time_zone
    return name


def today() -> date:
    """The viewer's present day."""
    return local_day(now(), time_zone())


def as_of() -> date:
    """The day that a forecast looks ahead from: today, or an earlier one that the address names (`as_of`)."""
    text = request.args.get("as_of")
    return min(parse_day(text), today()) if text else today()


def scope() -> Scope:
    """What the address asks to look at: client, ad account, period, currency. Raises BadInput for a bad address."""
    if "scope" not in g:
        g.scope = read_scope(request.args, today())
    asked: Scope = g.scope
    return asked


def is_fragment() -> bool:
    """Whether htmx asks for a part of a page rather than a page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
