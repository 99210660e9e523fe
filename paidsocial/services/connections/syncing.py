"""Pulling an ad account: its state, its structure, then its figures window by window, oldest first.

    sync(session, actor, live, account_id, home=, since=)  ->  Pulled

    claim the turn ─> the account's own state ─> structure ─> for each window: ask (no transaction), then store (one)

Each window is stored while the next is asked for, in another thread and never more than one ahead, so that memory does
not grow with the days and a pull that broke off goes on where it was. Days that may still change are read again every
time (`look_back`). One account's trouble is its own: it is written down with the next step, and the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.days import ONE_DAY, Period, local_day
from paidsocial.domain.readings import Level, Readings
from paidsocial.domain.schedule import PullTimes
from paidsocial.domain.wording import full_day
from paidsocial.errors import NotFound, PaidsocialError, PlatformError, Refused, Stale, Trouble
from paidsocial.models import AccountDay, AccountSync, AdAccount
from paidsocial.platforms.live.connector import Connector, LiveAccount
from paidsocial.services.access import Actor, Permission, get_account, require
from paidsocial.services.connections import pulled, structure, turns
from paidsocial.services.connections.ahead import Ahead
from paidsocial.services.connections.live import Live
from paidsocial.services.imports.held import HELD

FIRST_PULL = 395  # days: a year and a month, so that a yearly shape can be seen
LOOK_AT_STATE = timedelta(hours=20)  # some platforms allow few calls for the list of accounts
_AFTER_FAILURE = (timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6))

Progress = Callable[[Period, Period], None]  # the window just stored, and the whole


@dataclass
class Pulled:
    """What a pull did."""

    account_id: int
    name: str
    state: str = turns.RUNNING
    period: Period | None = None
    inserted: int = 0
    revised: int = 0
    unchanged: int = 0
    calls: int = 0
    held: list[str] = field(default_factory=list)
    message: str = ""
    request_id: str | None = None
    changes: structure.Changes = field(default_factory=structure.Changes)
    goes_on: bool = False  # later days are left for the next turn

    def as_run(self) -> dict[str, Any]:
        """The run's columns."""
        return {
            "state": self.state,
            "first_day": self.period.first if self.period else None,
            "last_day": self.period.last if self.period else None,
            "calls": self.calls,
            "inserted": self.inserted,
            "revised": self.revised,
            "unchanged": self.unchanged,
            "message": self.message[:2000],
            "request_id": self.request_id,
            "details": self.changes.as_json() | {"held": self.held, turns.GOES_ON: self.goes_on},
        }


def sync(
    session: Session,
    actor: Actor,
    live: Live,
    account_id: int,
    *,
    home: Path,
    since: date | None = None,
    until: datetime | None = None,
    progress: Progress = lambda _window, _whole: None,
) -> Pulled:
    """Pull one ad account. What went wrong stands in the result and on the account, it is not raised.

    From `until` on no further window is begun: others have their turn, and the account is due again at once.
    Raises Stale where the account is being pulled already, NotFound where it is not connected or not the actor's.
    """
    require(actor, Permission.IMPORT)
    account = get_account(session, actor, account_id)
    if session.get(AccountSync, account_id) is None:
        raise NotFound(f"“{account.name}” is not connected; connect it first.")
    turn = turns.take(session, account_id, asked_by=actor.email, now=live.clock())
    pull = _Pull(session, actor, live, turn, home, progress, Pulled(account_id, account.name), until)
    try:
        pull.run(since)
    except Stale as stale:  # somebody took over
        pull.done.state, pull.done.message = turns.ABANDONED, stale.message
    except PlatformError as error:
        pull.failed(error)
    except PaidsocialError as refused:
        pull.refused(refused)
    except BaseException:
        pull.refused(Refused("It ended with an error of our own; the log has it. It is tried again later."))
        raise
    return pull.done


@dataclass
class _Pull:
    session: Session
    actor: Actor
    live: Live
    turn: turns.Turn
    home: Path
    progress: Progress
    done: Pulled
    until: datetime | None = None

    def run(self, since: date | None) -> None:
        settings = self.session.get_one(AccountSync, self.turn.account_id, populate_existing=True)
        connection_id = settings.connection_id
        with ExitStack() as stack:
            ahead = Ahead(self.live)
            connector = ahead.live.ready(self.session, connection_id)
            stack.callback(connector.close)
            stack.enter_context(ahead)  # left first: nothing is closed under the thread's hands
            try:
                self._pull(connector, ahead, since)
            except PlatformError as error:
                self.live.note_failure(self.session, connection_id, error)
                raise

    def _pull(self, connector: Connector, ahead: Ahead, since: date | None) -> None:
        account, settings = self._stored()
        live_account = self._look(connector, account, settings)
        today = local_day(self.live.clock(), account.time_zone)
        self.session.rollback()
        found = connector.structure(live_account)
        self.done.changes = structure.store(self.session, account, found, now=self.live.clock(), today=today)
        whole = _days_to_pull(
            connector, settings, since, today, turns.left_off(self.session, self.turn, now=self.live.clock())
        )
        self.done.period = whole
        event = account.conversion_name if account.conversion_name in connector.conversions else None
        asked = _told(connector, live_account, whole, Level(settings.level), event)
        self.session.rollback()
        for window, readings in ahead.of(asked):
            self._window(readings, window)
            self.progress(window, whole)
            if window.last < whole.last and self.until is not None and self.live.clock() >= self.until:
                self.done.period, self.done.goes_on = Period(whole.first, window.last), True
                break
        self.done.state = turns.HELD if self.done.held else turns.DONE
        self.done.message = " ".join(self.done.held)[:2000]
        now = self.live.clock()
        account, settings = self._stored()
        times = PullTimes(settings.every_hours, settings.at_hour)
        due_at = now if self.done.goes_on else times.after(now, account.time_zone)
        turns.give_back(
            self.session,
            self.turn,
            now=now,
            run=self.done.as_run(),
            account={"ok_at": now, "due_at": due_at, "failures": 0, "message": self.done.message},
        )

    def _stored(self) -> tuple[AdAccount, AccountSync]:
        return (
            self.session.get_one(AdAccount, self.turn.account_id, populate_existing=True),
            self.session.get_one(AccountSync, self.turn.account_id, populate_existing=True),
        )

    # ---- the account's own state

    def _look(self, connector: Connector, account: AdAccount, settings: AccountSync) -> LiveAccount:
        """The account as its platform tells it, asked for now and then; refused where its money or days are others."""
        now = self.live.clock()
        if settings.looked_at is not None and now - settings.looked_at < LOOK_AT_STATE:
            return LiveAccount(account.external_id or "", account.name, account.currency, account.time_zone)
        self.session.rollback()
        found = next((each for each in connector.accounts() if each.id == account.external_id), None)
        if found is None:
            raise PlatformError(
                f"The sign-in no longer opens the ad account “{account.name}”. Ask its owner for access, or connect "
                "with a sign-in that has it.",
                trouble=Trouble.ACCOUNT,
                platform=account.platform,
            )
        if found.currency != account.currency:
            raise Refused(
                f"“{account.name}” bills in {found.currency} now and its stored figures are in {account.currency}. "
                "Amounts of two currencies never add up, so nothing was pulled: make a new ad account for the new one."
            )
        if account.time_zone_known and found.time_zone != account.time_zone:
            raise Refused(
                f"The days of “{account.name}” are in {found.time_zone} now, its stored ones in {account.time_zone}. "
                "Change the account's time zone under Administration once you are sure, then pull again."
            )
        with transaction(self.session):
            stored, sync_ = self._stored()
            stored.status, sync_.looked_at = found.state[:40], now
            if not stored.time_zone_known:
                stored.time_zone, stored.time_zone_known = found.time_zone, True
        return found

    # ---- figures

    def _window(self, readings: Readings, window: Period) -> None:
        self._store(readings, window)
        turns.renew(
            self.session,
            self.turn,
            now=self.live.clock(),
            run={key: value for key, value in self.done.as_run().items() if key != "state"},
            through=self._through(window.last),
        )

    def _through(self, day: date) -> date:
        settings = self.session.get_one(AccountSync, self.turn.account_id, populate_existing=True)
        return day if settings.through is None else max(settings.through, day)

    def _store(self, readings: Readings, window: Period) -> None:
        account, _ = self._stored()
        if not len(readings):
            self._nothing(account, window)
            return
        outcome = pulled.store(
            self.session, self.actor, account, readings, window, home=self.home, now=self.live.clock()
        )
        rows = outcome.report["rows"]
        self.done.inserted += rows["inserted"]
        self.done.revised += rows["revised"]
        self.done.unchanged += rows["unchanged"]
        if outcome.state == HELD:
            self.done.held.append(f"{_span(window)}: {outcome.report['held']['reason']}; it waits for a person.")

    def _nothing(self, account: AdAccount, window: Period) -> None:
        """No rows at all: right where nothing was spent, and suspicious where something is stored."""
        stored = self.session.scalar(
            select(func.sum(AccountDay.spend_micros)).where(
                AccountDay.account_id == account.id, AccountDay.day.between(window.first, window.last)
            )
        )
        if stored:
            self.done.held.append(
                f"{_span(window)}: the platform told nothing where spend is stored; what is stored was kept."
            )

    # ---- trouble

    def failed(self, error: PlatformError) -> None:
        """Written down on the account with the time of the next try."""
        self.done.request_id = error.request_id
        self.refused(error, wait=error.wait)

    def refused(self, error: PaidsocialError, wait: float | None = None) -> None:
        """The same for what we refuse ourselves."""
        self.session.rollback()
        now = self.live.clock()
        failures = (self.session.get_one(AccountSync, self.turn.account_id, populate_existing=True).failures or 0) + 1
        pause = _AFTER_FAILURE[min(failures, len(_AFTER_FAILURE)) - 1]
        if isinstance(error, PlatformError) and not error.permanent and wait:
            pause = timedelta(seconds=wait)
        self.done.state, self.done.message = turns.FAILED, error.message
        turns.give_back(
            self.session,
            self.turn,
            now=now,
            run=self.done.as_run(),
            account={"due_at": now + pause, "failures": failures, "message": error.message[:2000]},
        )


def _days_to_pull(
    connector: Connector, settings: AccountSync, since: date | None, today: date, left_off: date | None
) -> Period:
    """From the first day that may have changed, or was asked for, to yesterday; or on from where a turn ended."""
    last, oldest = today - ONE_DAY, today - timedelta(days=connector.first_day - 1)
    asked = since or (settings.since if settings.through is None else None)
    if left_off is not None and since is None:
        first = left_off + ONE_DAY
    elif settings.through is None:
        first = asked or today - timedelta(days=FIRST_PULL)
    else:
        # counted from the last pull, not from today: what matured in a gap of days was never read
        first = min(settings.through + ONE_DAY, today) - timedelta(days=connector.look_back)
        first = min(first, asked) if asked else first
    return Period(min(max(first, oldest), last), last)


def _windows(whole: Period, widest: int) -> Iterator[Period]:
    first = whole.first
    while first <= whole.last:
        last = min(first + timedelta(days=widest - 1), whole.last)
        yield Period(first, last)
        first = last + ONE_DAY


def _told(
    connector: Connector, account: LiveAccount, period: Period, level: Level, event: str | None
) -> Iterator[tuple[Period, Readings]]:
    """Each window with its figures, in halves where it is too much for one reply. Calls the platform."""
    for window in _windows(period, connector.widest):
        try:
            readings = connector.figures(account, window, level, event)
        except PlatformError as error:
            if error.trouble is not Trouble.TOO_MUCH or len(window) == 1:
                raise
        else:
            yield window, readings
            continue
        for half in _halves(window):
            yield from _told(connector, account, half, level, event)


def _halves(window: Period) -> tuple[Period, Period]:
    middle = window.first + timedelta(days=(len(window) - 1) // 2)
    return Period(window.first, middle), Period(middle + ONE_DAY, window.last)


def _span(window: Period) -> str:
    return f"{full_day(window.first)} to {full_day(window.last)}" if len(window) > 1 else full_day(window.first)


def due(session: Session, *, now: datetime, account_id: int | None = None) -> list[int]:
    """Accounts whose next pull is due and that nobody pulls at the moment, longest waiting first; or only this one."""
    query = (
        select(AccountSync.account_id)
        .where(AccountSync.pull, AccountSync.due_at <= now, turns.is_free(now))
        .order_by(AccountSync.due_at, AccountSync.account_id)
    )
    if account_id is not None:
        query = query.where(AccountSync.account_id == account_id)
    return list(session.scalars(query))
