"""A budget change's life: its states, who may approve it, what guards it, and how it is undone.

    proposed ──> approved ──> scheduled ──> sending ──> applied ──> undone
       │            │                          ├──────> conflict     the platform held another value than the person saw
       ├> refused   ├> applied (by hand)       ├──────> rejected     the platform said no
       └> withdrawn ├> not_applied (by hand)   ├──────> scheduled    the platform takes it tomorrow; nothing was sent
                    │                          ├──────> unknown      nobody knows yet; read back until known
                    └> withdrawn               └──────> failed       certainly not applied; may be sent again

No path leads into `applied` twice; nothing leaves a terminal state. `TRANSITIONS` is the rule, this its picture.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from paidsocial.domain import wording
from paidsocial.domain.money import Money
from paidsocial.domain.platform_rules import PlatformRules, Standing
from paidsocial.errors import BadInput, Forbidden, Refused, Stale

DEFAULT_STEP = Fraction(20, 100)
HARD_STEP = Fraction(30, 100)
POOL_SHARE = Fraction(10, 100)  # the most of a pool that one line's change may move
SETTLE = timedelta(hours=72)  # between two changes of one budget


class State(enum.StrEnum):
    """Where a budget change stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    APPLIED = "applied"
    NOT_APPLIED = "not_applied"
    CONFLICT = "conflict"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    FAILED = "failed"
    UNDONE = "undone"


_S = State
TRANSITIONS: Mapping[State | None, frozenset[State]] = {
    None: frozenset({_S.PROPOSED, _S.APPROVED}),  # approved at birth: an approved recommendation's lines
    _S.PROPOSED: frozenset({_S.APPROVED, _S.REFUSED, _S.WITHDRAWN}),
    _S.APPROVED: frozenset({_S.SCHEDULED, _S.SENDING, _S.APPLIED, _S.NOT_APPLIED, _S.WITHDRAWN}),
    _S.SCHEDULED: frozenset({_S.SENDING, _S.APPLIED, _S.NOT_APPLIED, _S.WITHDRAWN}),
    _S.SENDING: frozenset({_S.APPLIED, _S.CONFLICT, _S.REJECTED, _S.UNKNOWN, _S.FAILED, _S.SCHEDULED}),
    _S.UNKNOWN: frozenset({_S.APPLIED, _S.NOT_APPLIED, _S.CONFLICT, _S.FAILED}),
    _S.FAILED: frozenset({_S.SENDING, _S.NOT_APPLIED, _S.WITHDRAWN}),
    _S.APPLIED: frozenset({_S.UNDONE}),
    _S.REFUSED: frozenset(),
    _S.WITHDRAWN: frozenset(),
    _S.NOT_APPLIED: frozenset(),
    _S.CONFLICT: frozenset(),
    _S.REJECTED: frozenset(),
    _S.UNDONE: frozenset(),
}
TERMINAL = frozenset(state for state, nexts in TRANSITIONS.items() if state is not None and not nexts)
# A change on its way: another change of the same budget would race it.
PENDING = frozenset({_S.PROPOSED, _S.APPROVED, _S.SCHEDULED, _S.SENDING, _S.UNKNOWN, _S.FAILED})
# What a person may mark after carrying a change out by hand.
BY_HAND = frozenset({_S.APPROVED, _S.SCHEDULED})

_WORDS = {State.NOT_APPLIED: "not applied", State.SENDING: "being sent"}


def words(state: State) -> str:
    """A state as people read it."""
    return _WORDS.get(state, state.value)


def step_to(now: State | None, wanted: State) -> State:
    """`wanted`, where the table allows it from `now`. Raises Stale in words where it does not."""
    if wanted in TRANSITIONS[now]:
        return wanted
    at = words(now) if now else "not written down yet"
    message = f"This change is {at} and cannot become {words(wanted)}; load the page again to see what happened."
    raise Stale(message)


def percent(share: Fraction) -> str:
    """20%, 12.5%: a share to at most one decimal place."""
    tenths = round(share * 1000)
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}%"


# Approval


@dataclass(frozen=True, slots=True)
class Approver:
    """Someone about to decide: may they approve at all, may they approve what others propose, did they propose it?"""

    may_approve: bool
    approves_others: bool
    is_proposer: bool


def check_approver(approver: Approver, moved: Money, limit: Money | None, *, with_earlier: bool = False) -> None:
    """Forbidden, in words, for someone not entitled to approve.

    `moved` is what the decision moves a day, `with_earlier`: together with what the proposer approved alone in the last
    24 hours; `limit` (same currency) is what a proposer may approve alone, None where the administrator has set none.
    """
    if not approver.may_approve:
        raise Forbidden("Your role may not approve budget changes; ask a director.")
    if not approver.is_proposer:
        if not approver.approves_others:
            raise Forbidden("A specialist approves only what they proposed themselves; ask a director.")
        return
    if limit is not None and limit < moved:
        earlier = " with what you approved alone in the last 24 hours" if with_earlier else ""
        raise Forbidden(
            f"You proposed this and it moves {wording.amount(moved.micros, moved.currency)} a day{earlier}, above the "
            f"{wording.amount(limit.micros, limit.currency)} that a proposer may approve alone; ask a director."
        )


def check_comment(comment: str) -> str:
    """The comment without its edges; BadInput where a refusal comes without one."""
    if not comment.strip():
        raise BadInput("Say why it is refused: the proposer reads your comment.", field="comment")
    return comment.strip()


def check_days(starts_on: date | None, expires_on: date | None, today: date) -> None:
    """BadInput where a change would be over before it begins, or today already; `today` in its account's own days."""
    first = max(starts_on or today, today)
    if expires_on == today:
        raise BadInput(
            f"{wording.full_day(today)} is today in its ad account; choose a later day, or leave it empty to keep the "
            "new amount.",
            field="expires_on",
        )
    if expires_on is not None and expires_on < first:
        raise BadInput(
            f"Its last day is {wording.full_day(expires_on)} and its first {wording.full_day(first)}; the last day "
            "must be the first or a later one.",
            field="expires_on",
        )


# What the person saw


def check_seen(seen: Money | None, stored: Money | None, name: str) -> None:
    """Stale, naming both amounts, where a budget is no longer what the person saw; None: not known."""
    if seen == stored:
        return

    def told(amount: Money | None) -> str:
        return "not known" if amount is None else wording.amount(amount.micros, amount.currency)

    raise Stale(
        f"The budget of “{name}” was {told(seen)} when you looked and is {told(stored)} now; look again, then decide."
    )


# Guard rails


class Weight(enum.StrEnum):
    """How much a finding matters."""

    STOP = "stop"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a guard rail has to say, and the rule that it used."""

    weight: Weight
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Budget:
    """A daily budget about to change: where it is, what it is, and what is known about it.

    `pool` is the sum of the budgets that the change is taken from; None where it stands alone.
    """

    platform: str
    level: str  # campaign | ad_set
    before: Money | None
    pool: Money | None = None
    last_change: datetime | None = None
    learning: bool = False


def findings(budget: Budget, after: Money, *, now: datetime, rules: PlatformRules) -> tuple[Finding, ...]:
    """Everything the guard rails say about setting a daily budget to `after`, what stops it first."""
    found = [
        *_amount(after),
        *_minimum(budget, after, rules),
        *_step(budget, after, rules),
        *_pool(budget, after),
        *_settling(budget, now),
    ]
    return tuple(sorted(found, key=lambda finding: finding.weight is not Weight.STOP))


def require_clear(found: tuple[Finding, ...]) -> None:
    """BadInput with every reason that stops a change; warnings pass."""
    stops = [finding.text for finding in found if finding.weight is Weight.STOP]
    if stops:
        raise BadInput(" ".join(stops), field="amount")


def _amount(after: Money) -> list[Finding]:
    if after.micros > 0:
        return []
    return [Finding(Weight.STOP, "amount", "A daily budget must be above 0; pause the campaign to stop it.")]


def _minimum(budget: Budget, after: Money, rules: PlatformRules) -> list[Finding]:
    least = rules.minimum_daily(budget.platform, budget.level, after.currency)
    if least is None or after.micros >= least[0].micros:
        return []
    amount, rule = least
    weight = Weight.STOP if rule.standing is Standing.DOCUMENTED else Weight.WARNING
    text = (
        f"{wording.amount(after.micros, after.currency)} is under the least daily budget of "
        f"{wording.amount(amount.micros, amount.currency)}: {rule.cited}"
    )
    return [Finding(weight, rule.id, text)]


def _step(budget: Budget, after: Money, rules: PlatformRules) -> list[Finding]:
    if budget.before is None or budget.before.micros <= 0:
        return []
    share = Fraction(abs(after.micros - budget.before.micros), budget.before.micros)
    if share > HARD_STEP:
        text = f"A change of {percent(share)} is more than {percent(HARD_STEP)} in one step; go in smaller ones."
        return [Finding(Weight.STOP, "step.hard", text)]
    found = []
    if share > DEFAULT_STEP:
        text = f"A change of {percent(share)} is more than the usual {percent(DEFAULT_STEP)} in one step."
        found.append(Finding(Weight.WARNING, "step.usual", text))
    said = [rule for rule in rules.of(budget.platform, "step", budget.level) if rule.share and share > rule.share]
    return found + [Finding(Weight.WARNING, rule.id, f"A change of {percent(share)}. {rule.cited}") for rule in said]


def _pool(budget: Budget, after: Money) -> list[Finding]:
    if budget.before is None or budget.pool is None or budget.pool.micros <= 0:
        return []
    share = Fraction(abs(after.micros - budget.before.micros), budget.pool.micros)
    if share <= POOL_SHARE:
        return []
    text = f"This moves {percent(share)} of the pool's budget; {percent(POOL_SHARE)} in one move is the most."
    return [Finding(Weight.STOP, "pool", text)]


def _settling(budget: Budget, now: datetime) -> list[Finding]:
    found = []
    if budget.last_change is not None and now - budget.last_change < SETTLE:
        hours = int((now - budget.last_change).total_seconds() // 3600)
        text = f"This budget was changed {wording.count(hours, 'hour')} ago; leave it 72 hours before judging it."
        found.append(Finding(Weight.WARNING, "settle", text))
    if budget.learning:
        text = "The platform says it is still learning; a budget change may start that again."
        found.append(Finding(Weight.WARNING, "learning", text))
    return found


def most_change(current: int, pool: int, step: Fraction) -> tuple[int, str]:
    """Micros by which one line may move: the step limit or the pool's share, and which of the two it is."""
    by_step = int(current * step)
    by_pool = int(pool * POOL_SHARE)
    return (by_pool, "pool") if by_pool < by_step else (by_step, "step")


# Undo


@dataclass(frozen=True, slots=True)
class Edit:
    """A budget as it stands now: its amount, and since when and by whom, where that is known."""

    amount: Money
    since: date
    by: str


@dataclass(frozen=True, slots=True)
class Undo:
    """A new change that takes an applied one back, and what it says about itself."""

    before: Money
    after: Money
    text: str


def undo(state: State, before: Money | None, after: Money, present: Edit | None, *, ours: bool) -> Undo:
    """The change that restores what stood before an applied one.

    `present` is the budget as it stands now, `ours` whether that is still what the change set. Raises Refused or
    Stale, in words, where there is nothing to restore, or where a later edit would be trampled.
    """
    if state is not State.APPLIED:
        raise Stale(f"Only an applied change can be undone; this one is {words(state)}.")
    if before is None:
        raise Refused("What the budget was before this change is not known, so there is nothing to restore.")
    if present is not None and not ours:
        raise Stale(
            f"The budget was set to {wording.amount(present.amount.micros, present.amount.currency)} on "
            f"{wording.full_day(present.since)} by {present.by}, after this change; undoing would trample that. "
            "Propose a new change from the present amount instead."
        )
    text = (
        f"Restores {wording.amount(before.micros, before.currency)} a day in place of "
        f"{wording.amount(after.micros, after.currency)}; nothing else has changed this budget since."
    )
    return Undo(before=after, after=before, text=text)
