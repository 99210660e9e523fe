"""A budget change, a pause or a resumption on its way to the platform: exactly once, or visibly not at all.

    push(session, actor, live, change_id)            one approved change
    push_all(session, actor, live, [ids])            in order; stops at the first surprise
    reconcile(session, actor, live, change_id)       one that nobody knows about: read until known
    rehearse(session, actor, live, change_id)        what would happen, without sending

Each step is committed before the next begins, and none holds a transaction while the platform is called:

    1. claimed: approved -> sending              a crash from here: never sent, may be sent again
    2. read and compared                         another value than the person saw: conflict
    3. `sent_at` and the value found, committed  a crash from here: nobody knows, until it is read back
    4. set, once                                 whatever goes wrong, it is not sent again
    5. read back                                 applied, or unknown until `reconcile` has read it

What each value means is `domain.push`'s to say, how one is read and set `services.changes.what_is_set`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, update
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.budget_change import State
from paidsocial.domain.days import ONE_DAY
from paidsocial.domain.push import READ_BACKS, Found, Outcome, is_certain
from paidsocial.errors import PlatformError, Refused, Stale, Trouble
from paidsocial.models import AdAccount, BudgetChange
from paidsocial.platforms.live.connector import Connector, LiveAccount, Target
from paidsocial.services.access import Actor, Permission, require
from paidsocial.services.changes import push_limits
from paidsocial.services.changes.change_steps import get_change, move
from paidsocial.services.changes.what_is_set import Setting, There, setting_of
from paidsocial.services.connections.live import Live

GIVEN_UP = timedelta(minutes=5)  # whoever has been sending for so long is not there any more
SENDABLE = frozenset({State.APPROVED, State.SCHEDULED, State.FAILED})


@dataclass(frozen=True, slots=True)
class Pushed:
    """What became of a change. `surprise`: a batch stops here and somebody should look."""

    change_id: int
    state: State
    text: str

    @property
    def surprise(self) -> bool:
        """Whether it did not go as approved; one that has to wait for tomorrow does."""
        return self.state not in {State.APPLIED, State.SCHEDULED}


@dataclass(frozen=True, slots=True)
class _Job:
    """A claimed change with everything that is needed to call the platform, read once."""

    change_id: int
    account_id: int
    client_id: int
    connection_id: int
    account: LiveAccount
    target: Target
    setting: Setting
    platform: str
    version: int | None = None  # of the claimed change: whoever claims it anew takes it from us


@dataclass(frozen=True, slots=True)
class _With:
    """What every step needs."""

    session: Session
    actor: Actor
    live: Live
    job: _Job

    def there(self, connector: Connector) -> There:
        """Where the job's target is."""
        return There(connector, self.job.account, self.job.target)


def push(session: Session, actor: Actor, live: Live, change_id: int) -> Pushed:
    """Carry one approved change to its platform.

    Raises Refused where it must not be sent (stopped, not connected, a limit) and Stale where somebody else sends it or
    it is not approved; then nothing was done.
    """
    require(actor, Permission.CARRY_OUT)
    with transaction(session):
        change, account = get_change(session, actor, change_id)
        if State(change.state) not in SENDABLE:
            raise Stale(f"Change {change_id} is {change.state}; only an approved one is sent.")
        push_limits.check_may_send(session, account, change, now=live.clock())
        job = _job(session, change, account)
        move(session, actor, change, State.SENDING, now=live.clock(), client_id=account.client_id)
        session.refresh(change)
        job = replace(job, version=change.version)
    at = _With(session, actor, live, job)
    try:
        connector = live.ready(session, job.connection_id)
    except (PlatformError, Refused) as error:
        return _ended(at, State.FAILED, f"Nothing was sent. {error.message}")
    try:
        return _carry(at, connector)
    finally:
        connector.close()


def push_all(session: Session, actor: Actor, live: Live, change_ids: Sequence[int]) -> list[Pushed]:
    """Carry changes in their order, and stop at the first that does not end as approved; the others stay approved."""
    done: list[Pushed] = []
    for change_id in change_ids:
        done.append(push(session, actor, live, change_id))
        if done[-1].surprise:
            break
    return done


def rehearse(session: Session, actor: Actor, live: Live, change_id: int) -> str:
    """What sending a change would meet now, in words; reads the platform and changes nothing anywhere."""
    require(actor, Permission.CARRY_OUT)
    change, account = get_change(session, actor, change_id)
    push_limits.check_may_send(session, account, change, now=live.clock())
    job = _job(session, change, account)
    connector = live.ready(session, job.connection_id)
    try:
        present = job.setting.read(There(connector, job.account, job.target))
    finally:
        connector.close()
    return job.setting.before(present)[1]


# ---- the steps


def _carry(at: _With, connector: Connector) -> Pushed:
    live, job, there = at.live, at.job, at.there(connector)
    try:
        present = job.setting.read(there)
        wait = job.setting.wait(there, present, job.platform, push_limits.local_day_of(job.account, live.clock()))
    except PlatformError as error:
        live.note_failure(at.session, job.connection_id, error)
        state = State.CONFLICT if error.trouble is Trouble.NOT_FOUND else State.FAILED
        return _ended(at, state, f"Nothing was sent. {error.message}", error=error)
    meaning, text = job.setting.before(present)
    if meaning is Found.ALREADY:
        return _ended(at, State.APPLIED, text, present=present)
    if meaning is Found.CONFLICT:
        return _ended(at, State.CONFLICT, text)
    if wait is not None:  # no surprise: the platform takes it when its day is over
        return _ended(at, State.SCHEDULED, f"Nothing was sent. {wait.text}")
    found = job.setting.found(present)
    _note_sending(at.session, job, found, live.clock())
    try:
        receipt = job.setting.send(there)
    except PlatformError as error:
        if not error.may_have_happened:
            refused = error.trouble is Trouble.REFUSED
            return _ended(at, State.REJECTED if refused else State.FAILED, error.message, error=error)
        return _read_back(at, connector, found=found, told=error.message, error=error)
    return _read_back(at, connector, found=found, told="", request_id=receipt.request_id)


def _read_back(
    at: _With,
    connector: Connector,
    *,
    found: int,
    told: str,
    error: PlatformError | None = None,
    request_id: str | None = None,
) -> Pushed:
    """Read until the value says what happened, a few times; else it is unknown."""
    live, job = at.live, at.job
    request_id = request_id or (error.request_id if error else None)
    for pause in READ_BACKS:
        if pause:
            live.timing.sleep(pause)
        try:
            present = job.setting.read(at.there(connector))
        except PlatformError as failed:
            told = f"{told} Reading it back: {failed.message}".strip()
            continue
        meaning = job.setting.after(present, found)
        if meaning is Outcome.APPLIED:
            text = f"Read back from the platform: {job.setting.told}." + (f" {told}" if told else "")
            return _ended(at, State.APPLIED, text, request_id=request_id, present=present)
        if meaning is Outcome.OTHER:
            text = f"It was sent, and {job.setting.words(present)}: somebody edited it at the same time."
            return _ended(at, State.CONFLICT, text, request_id=request_id)
    text = f"It was sent and does not show on the platform yet; it is read again until known. {told}".strip()
    return _ended(at, State.UNKNOWN, text, request_id=request_id)


def reconcile(session: Session, actor: Actor, live: Live, change_id: int) -> Pushed:
    """Find out what became of a change that is being sent by nobody any more, or is unknown. Never sends.

    Raises Stale where there is nothing to find out.
    """
    require(actor, Permission.CARRY_OUT)
    change, account = get_change(session, actor, change_id)
    state = State(change.state)
    if state not in {State.SENDING, State.UNKNOWN}:
        raise Stale(f"Change {change_id} is {change.state}; there is nothing to find out.")
    if state is State.SENDING and live.clock() - change.state_at < GIVEN_UP:
        raise Stale(f"Change {change_id} is being sent at the moment; look again in a few minutes.")
    # what is read says nothing about a sending that somebody begins meanwhile
    job = replace(_job(session, change, account), version=change.version)
    at = _With(session, actor, live, job)
    sent_at, found_micros = change.sent_at, change.found_micros
    session.rollback()
    if sent_at is None or found_micros is None:
        text = "Its sending ended before anything was sent; it may be sent again."
        return _ended(at, State.FAILED, text)
    if state is State.SENDING:
        _ended(at, State.UNKNOWN, "Its sending ended before the answer came.")
        at = replace(at, job=replace(job, version=(job.version or 0) + 1))
    try:
        connector = live.ready(session, job.connection_id)
    except (PlatformError, Refused) as error:
        return Pushed(change_id, State.UNKNOWN, f"Nobody knows yet: {error.message}")
    try:
        present = job.setting.read(at.there(connector))
    except PlatformError as error:
        live.note_failure(at.session, job.connection_id, error)
        return Pushed(change_id, State.UNKNOWN, f"Nobody knows yet: {error.message}")
    finally:
        connector.close()
    match job.setting.after(present, found_micros):
        case Outcome.APPLIED:
            text = f"Read back from the platform: {job.setting.told}."
            return _ended(at, State.APPLIED, text, present=present)
        case Outcome.OTHER:
            text = f"It was sent, and {job.setting.words(present)}: somebody edited it since."
            return _ended(at, State.CONFLICT, text)
        case _:
            stands = job.setting.found_words(found_micros)
            if is_certain(sent_at, live.clock()):
                return _ended(at, State.FAILED, f"It was not carried out: {stands}. It may be sent again.")
            return Pushed(change_id, State.UNKNOWN, f"{stands[0].upper()}{stands[1:]}; it is read again later.")


# ---- reading and writing down


def _job(session: Session, change: BudgetChange, account: AdAccount) -> _Job:
    campaign, ad_set, sync = push_limits.whereabouts(session, change, account)
    return _Job(
        change.id,
        account.id,
        account.client_id,
        sync.connection_id,
        LiveAccount(account.external_id or "", account.name, account.currency, account.time_zone),
        push_limits.target_of(campaign, ad_set),
        setting_of(change, ad_set.name if ad_set else campaign.name),
        account.platform,
    )


def _note_sending(session: Session, job: _Job, found: int, now: datetime) -> None:
    """From here on it may have happened, and what stood there before is known. Raises Stale where it was taken over."""
    with transaction(session):
        noted = session.execute(
            update(BudgetChange)
            .where(
                BudgetChange.id == job.change_id,
                BudgetChange.version == job.version,
                BudgetChange.state == State.SENDING.value,
            )
            .values(
                sent_at=now,
                found_micros=found,
                before_micros=func.coalesce(BudgetChange.before_micros, found),
            )
        )
        if noted.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
            raise Stale("Somebody else took this change over; nothing was sent.")


def _ended(
    at: _With,
    state: State,
    text: str,
    *,
    error: PlatformError | None = None,
    request_id: str | None = None,
    present: Any = None,
) -> Pushed:
    """Write down what became of it; an applied change enters what our pages show in the same transaction."""
    session, actor, job, now = at.session, at.actor, at.job, at.live.clock()
    with transaction(session):
        change = session.get_one(BudgetChange, job.change_id)
        change.request_id = request_id or (error.request_id if error else None) or change.request_id
        if state is State.FAILED:
            change.sent_at = change.found_micros = None
        if state is State.SCHEDULED:
            change.starts_on = push_limits.local_day_of(job.account, now) + ONE_DAY
        session.flush()
        move(session, actor, change, state, now=now, client_id=job.client_id, note=text, version=job.version)
        if state is State.APPLIED:
            change.carried_out_at = now
            job.setting.record(session, change, present, now=now, by=actor.user_id)
            if change.undo_of_id is not None:
                undone = session.get_one(BudgetChange, change.undo_of_id)
                told = f"Change {change.id} restored what was there before."
                move(session, actor, undone, State.UNDONE, now=now, client_id=job.client_id, note=told)
    return Pushed(job.change_id, state, text)
