"""What holds for the whole organisation: its name, the currency it reports in, its guard-rails."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.days import zone
from paidsocial.domain.money import currency_code
from paidsocial.errors import BadInput
from paidsocial.models import Setting
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, require

_PREFIX = "organisation."


@dataclass(frozen=True, slots=True)
class Organisation:
    """`max_step_pct`: how far one reallocation may move one budget unless the person asks for less;
    `time_zone`: what new people start with."""

    name: str = ""
    reporting_currency: str = "USD"
    time_zone: str = "UTC"
    max_step_pct: int = 20

    def checked(self) -> Organisation:
        """The same, tidied. Raises BadInput."""
        if not 1 <= self.max_step_pct <= 100:
            raise BadInput("The largest step is from 1% to 100%; most teams take 15% to 20%.", field="max_step_pct")
        zone(self.time_zone)
        return Organisation(
            " ".join(self.name.split())[:200], currency_code(self.reporting_currency), self.time_zone, self.max_step_pct
        )


def read(session: Session) -> Organisation:
    """The settings as they stand; defaults where nobody chose."""
    known = {field.name for field in fields(Organisation)}
    rows = session.execute(select(Setting.key, Setting.value).where(Setting.key.startswith(_PREFIX, autoescape=True)))
    chosen = {key.removeprefix(_PREFIX): value for key, value in rows}
    return Organisation(**{name: value for name, value in chosen.items() if name in known})


def change(session: Session, actor: Actor, wanted: Organisation, *, now: datetime) -> Organisation:
    """Save the settings. Raises BadInput where one cannot be."""
    require(actor, Permission.ADMINISTER)
    wanted = wanted.checked()
    with transaction(session):
        store(session, actor, wanted, now=now)
    return wanted


def store(session: Session, actor: Actor, wanted: Organisation, *, now: datetime) -> None:
    """The same inside the caller's transaction, without asking who may."""
    before, after = asdict(read(session)), asdict(wanted.checked())
    changed = {name: value for name, value in after.items() if before[name] != value}
    if not changed:
        return
    for name, value in changed.items():
        session.merge(Setting(key=_PREFIX + name, value=value, changed_at=now))
    audit.record(
        session,
        actor,
        now=now,
        action="organisation.changed",
        subject=("organisation", "settings"),
        before={name: before[name] for name in changed},
        after=changed,
    )
