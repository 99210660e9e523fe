"""Whether everything stands as it should, and how to mend what does not. Each check ends in one sentence."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from paidsocial.config import Settings
from paidsocial.db import Database, ping
from paidsocial.domain.days import Period
from paidsocial.errors import PaidsocialError
from paidsocial.models import Client, User
from paidsocial.services import audit, upgrade
from paidsocial.services.access import Actor, Role
from paidsocial.services.finance import rate_gaps

LOOK_BACK = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `found` is a sentence; `mend` says what to do where it is not ok."""

    name: str
    ok: bool
    found: str
    mend: str = ""


def examine(environment: Mapping[str, str], *, today: date) -> list[Check]:
    """Every check in order; one that nothing can follow ends the list."""
    try:
        settings = Settings.from_environment(environment)
    except PaidsocialError as error:
        return [Check("configuration", False, error.message, "Correct the variable, then run this again.")]
    checks = [Check("configuration", True, "every PAIDSOCIAL_ variable can be used"), _home(settings)]
    if not checks[-1].ok:
        return checks
    checks.append(_key(settings))
    try:
        database = Database(settings.database_url)
    except PaidsocialError as error:
        return [*checks, Check("database", False, error.message, "Correct PAIDSOCIAL_DATABASE_URL.")]
    try:
        checks += _in_database(database, today)
    finally:
        database.dispose()
    return checks


def _home(settings: Settings) -> Check:
    home = settings.home
    while not os.path.lexists(home) and home != home.parent:
        home = home.parent
    try:
        with tempfile.TemporaryDirectory(dir=home):  # permissions alone do not tell: a disk may be read-only
            return Check("home", True, f"{settings.home} can be written to")
    except OSError as error:
        reason = "a file, not a folder" if home.is_file() else error.strerror
        remedy = "Set PAIDSOCIAL_HOME to a folder that this user can write to."
        return Check("home", False, f"{settings.home} cannot be written to ({reason})", remedy)


def _key(settings: Settings) -> Check:
    path = settings.home / "secret_key"
    if settings.secret_key is not None:
        return Check("secret key", True, "set by PAIDSOCIAL_SECRET_KEY")
    if not path.exists():
        return Check("secret key", True, "is made at the first start")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Check("secret key", False, f"{path} can be read by others (mode {mode:o})", f"chmod 600 {path}")
    return Check("secret key", True, f"kept in {path}, readable by its owner only")


def _in_database(database: Database, today: date) -> Iterator[Check]:
    name = database.url.render_as_string(hide_password=True)
    if database.url.get_backend_name() == "sqlite" and not Path(database.url.database or "").exists():
        yield Check("database", True, f"{name} does not exist yet; it is made at the first use")
        return
    try:
        with database.session() as session:
            ping(session)
            yield Check("database", True, f"{name} answers")
            revision = upgrade.current(database)
            newest = upgrade.head()
            current = revision == newest
            state = (
                f"at revision {revision}, the newest"
                if current
                else f"at revision {revision}; this version's is {newest}"
            )
            yield Check("migrations", current, state, "" if current else "Run `paidsocial migrate`.")
            if current:
                for look in (_people, _clients, _trail, _rates(today)):
                    yield look(session)
    except (SQLAlchemyError, PaidsocialError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        yield Check(
            "database",
            False,
            f"{name} does not answer: {reason}",
            "Start the database, or correct PAIDSOCIAL_DATABASE_URL.",
        )


def _people(session: Session) -> Check:
    wanted = select(func.count()).where(User.active, User.role == Role.ADMINISTRATOR.value)
    administrators = session.scalar(wanted) or 0
    if administrators:
        return Check("people", True, f"{administrators} may administer")
    remedy = "Open the first page of `paidsocial serve`, or run `paidsocial users add EMAIL --role administrator`."
    return Check("people", False, "nobody may administer", remedy)


def _clients(session: Session) -> Check:
    unknown = session.scalars(
        select(Client.name).where(Client.margin_bp.is_(None), Client.archived_at.is_(None)).order_by(Client.name)
    ).all()
    if not unknown:
        return Check("clients", True, "every client has its contribution margin")
    names = ", ".join(unknown[:5])
    return Check(
        "clients", True, f"no contribution margin for {names}; their ROI is not defined until an administrator sets it"
    )


def _trail(session: Session) -> Check:
    chain = audit.verify(session)
    if chain.broken_at is None:
        return Check("audit trail", True, f"entries: {chain.entries}, each fits the one before")
    remedy = "Compare with a backup, and find out who can write to the database."
    return Check("audit trail", False, f"broken at entry {chain.broken_at}", remedy)


def _rates(today: date) -> Callable[[Session], Check]:
    def look(session: Session) -> Check:
        gaps = rate_gaps.find(session, Actor.at_the_machine("doctor"), Period(today - LOOK_BACK, today))
        if not gaps:
            return Check("exchange rates", True, "every day with spend has the rates it needs")
        first = gaps[0]
        remedy = "Load a CSV of rates on the page Exchange rates."
        return Check("exchange rates", False, f"{first.base} to {first.quote} is missing for {first.text}", remedy)

    return look
