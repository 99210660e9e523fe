"""Which approved changes may be sent by themselves now, and in which order.

    ready(session, now=) -> batches      what may go, in order, with whatever was approved together kept together
    held(session, ids) -> id: why        what waits for a person because something approved with it ended otherwise

Changes approved together (one recommendation, or proposed at once) are one decision. Once one of them ends in conflict
or rejected, or stays unknown, the decision no longer holds as a whole: the others wait until a person sends them. One
that failed (throttled, not reached) set nothing and is tried again by itself: the others wait for it, and go on once it
is applied. `domain.push.hold` says which is which.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from paidsocial.domain.budget_change import State, words
from paidsocial.domain.days import local_day
from paidsocial.domain.push import MOST_FAILURES, Hold, hold
from paidsocial.models import AccountSync, AdAccount, BudgetChange, BudgetChangeEvent
from paidsocial.services.changes import push_limits

TRY_AGAIN = timedelta(minutes=15)
_NOT_AS_APPROVED = (State.CONFLICT, State.REJECTED, State.UNKNOWN, State.FAILED)
_WAITING = (State.APPROVED, State.SCHEDULED, State.FAILED)


@dataclass(frozen=True, slots=True)
class Ready:
    """A change that may be sent."""

    change_id: int
    account_id: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Changes approved together, those of them that may be sent now. `key`: the least id of all of it."""

    key: int
    changes: tuple[Ready, ...]


_Key = tuple[object, ...]


@dataclass
class _Group:
    """All changes of a batch: their states now, what else they went through, how often they failed."""

    states: dict[int, State] = field(default_factory=dict)
    passed: dict[int, list[State]] = field(default_factory=dict)
    failures: dict[int, int] = field(default_factory=dict)

    def of(self, change_id: int) -> Hold:
        """What a change means for the others."""
        return hold(self.states[change_id], self.passed.get(change_id, ()), self.failures.get(change_id, 0))

    def holds(self, change_id: int) -> tuple[int, Hold] | None:
        """What of the others keeps this one from being sent by itself; a person is needed where any says so."""
        for_now = None
        for other in self.states:
            held = Hold.FREE if other == change_id else self.of(other)
            if held is Hold.FOR_A_PERSON:
                return other, held
            both_failed = self.states[change_id] is State.FAILED and self.states[other] is State.FAILED
            if held is Hold.FOR_NOW and not (both_failed and other > change_id):  # of two that failed the first goes
                for_now = for_now or (other, held)
        return for_now

    def went(self, change_id: int) -> State:
        """How a change first did not go as approved."""
        return self.passed.get(change_id, [self.states[change_id]])[0]


def ready(session: Session, *, now: datetime, among: Collection[int] | None = None) -> list[Batch]:
    """The batches that may be sent now, oldest first; `among`: only these changes. Nothing while sending is stopped."""
    if push_limits.is_stopped(session) is not None:
        return []
    query = (
        select(BudgetChange, AdAccount)
        .join(AdAccount, AdAccount.id == BudgetChange.account_id)
        .join(AccountSync, AccountSync.account_id == BudgetChange.account_id)
        .where(
            AccountSync.push,
            or_(
                BudgetChange.state.in_([State.APPROVED.value, State.SCHEDULED.value]),
                and_(BudgetChange.state == State.FAILED.value, BudgetChange.state_at <= now - TRY_AGAIN),
            ),
        )
        .order_by(BudgetChange.id)
    )
    if among is not None:
        query = query.where(BudgetChange.id.in_(among))
    rows = [(change, account) for change, account in session.execute(query) if _is_time(change, account, now)]
    groups = _groups(session, rows)
    found: dict[_Key, list[Ready]] = {}
    after: dict[_Key, list[tuple[int, Ready]]] = {}
    for change, account in rows:
        key = _key(change, account)
        group, one = groups[key], Ready(change.id, account.id)
        by = group.holds(change.id)
        if by is None and group.failures.get(change.id, 0) < MOST_FAILURES:
            found.setdefault(key, []).append(one)
        elif by is not None and by[1] is Hold.FOR_NOW:
            after.setdefault(key, []).append((by[0], one))
    for key, own in found.items():  # those that wait for one of these follow it; each is looked at again before it goes
        going = {one.change_id for one in own}
        own.extend(one for by_id, one in after.get(key, ()) if by_id in going)
    return [Batch(min(groups[key].states), tuple(changes)) for key, changes in found.items()]


def held(session: Session, change_ids: Collection[int]) -> dict[int, str]:
    """Why changes are not sent by themselves though they are approved, in words; no entry where nothing holds it."""
    query = (
        select(BudgetChange, AdAccount)
        .join(AdAccount, AdAccount.id == BudgetChange.account_id)
        .where(BudgetChange.id.in_(change_ids), BudgetChange.state.in_([state.value for state in _WAITING]))
    )
    rows = [(change, account) for change, account in session.execute(query)]
    groups = _groups(session, rows)
    found = {}
    for change, account in rows:
        group = groups[_key(change, account)]
        by = group.holds(change.id)
        if by is not None and by[1] is Hold.FOR_A_PERSON:
            told = f"Change {by[0]}, approved together with it, was {words(group.went(by[0]))}"
            found[change.id] = f"{told}; send this one yourself, or take it back."
        elif by is not None and group.states[by[0]] is State.FAILED:
            told = f"Change {by[0]}, approved together with it, failed and is tried again by itself"
            found[change.id] = f"{told}; this one goes after it."
        elif group.failures.get(change.id, 0) >= MOST_FAILURES:
            found[change.id] = f"It failed {MOST_FAILURES} times and is not tried again by itself."
    return found


def _is_time(change: BudgetChange, account: AdAccount, now: datetime) -> bool:
    today = local_day(now, account.time_zone)
    started = change.starts_on is None or change.starts_on <= today
    return started and (change.expires_on is None or change.expires_on >= today)


def _key(change: BudgetChange, account: AdAccount) -> _Key:
    """Equal for changes of one decision. Going back is a decision of its own for each budget."""
    if change.undo_of_id is not None:
        return (change.id,)
    if change.recommendation_id is not None:
        return (change.recommendation_id,)
    return (change.created_at, change.created_by, account.client_id)


def _groups(session: Session, rows: Sequence[tuple[BudgetChange, AdAccount]]) -> dict[_Key, _Group]:
    """The whole batches that these changes belong to; two queries however many."""
    wanted = {_key(change, account) for change, account in rows}
    together = {change.recommendation_id for change, _ in rows if change.recommendation_id is not None}
    moments = {change.created_at for change, _ in rows}
    query = (
        select(BudgetChange, AdAccount)
        .join(AdAccount, AdAccount.id == BudgetChange.account_id)
        .where(or_(BudgetChange.recommendation_id.in_(together), BudgetChange.created_at.in_(moments)))
    )
    groups: dict[_Key, _Group] = {}
    of_change: dict[int, _Group] = {}
    for change, account in session.execute(query):
        key = _key(change, account)
        if key in wanted:
            group = groups.setdefault(key, _Group())
            group.states[change.id] = State(change.state)
            of_change[change.id] = group
    for change_id, state, count in _not_as_approved(session, of_change):
        group = of_change[change_id]
        group.passed.setdefault(change_id, []).append(state)
        if state is State.FAILED:
            group.failures[change_id] = count
    return groups


def _not_as_approved(session: Session, change_ids: Iterable[int]) -> list[tuple[int, State, int]]:
    query = (
        select(BudgetChangeEvent.budget_change_id, BudgetChangeEvent.to_state, func.count())
        .where(
            BudgetChangeEvent.budget_change_id.in_(list(change_ids)),
            BudgetChangeEvent.to_state.in_([state.value for state in _NOT_AS_APPROVED]),
        )
        .group_by(BudgetChangeEvent.budget_change_id, BudgetChangeEvent.to_state)
        .order_by(func.min(BudgetChangeEvent.id))
    )
    return [(change_id, State(state), count) for change_id, state, count in session.execute(query)]
