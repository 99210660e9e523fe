"""What a change sets on its platform, an amount or whether it runs: how it is read, compared, sent, told, recorded.

`setting_of(change, name)` makes the one of a change; `services.changes.pushing` walks the steps, the same for both.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from paidsocial.domain import wording
from paidsocial.domain.money import Money
from paidsocial.domain.push import Found, Outcome, Wait, after_sending, before_sending
from paidsocial.domain.switching import Switch, stands, switch_of
from paidsocial.models import AdSet, BudgetChange, Campaign, PlatformBudget
from paidsocial.platforms.live.connector import (
    BudgetKind,
    Connector,
    LiveAccount,
    LiveBudget,
    LiveStatus,
    Receipt,
    Target,
)
from paidsocial.services.changes import push_limits


@dataclass(frozen=True, slots=True)
class There:
    """Where something is set: the way to its platform, its ad account, and what carries it."""

    connector: Connector
    account: LiveAccount
    target: Target


class Setting(Protocol):
    """One of the two. `Any` is what `read` brings: None, or a value only this kind looks into.

    `found` is what stood there before, as the change's row keeps it: micros, for a switch those it was on for.
    """

    @property
    def told(self) -> str:
        """What is wanted, in words."""
        ...

    def read(self, there: There) -> Any:
        """What stands there now."""
        ...

    def before(self, present: Any) -> tuple[Found, str]:
        """What that means before anything is sent, and in words."""
        ...

    def wait(self, there: There, present: Any, platform: str, today: date) -> Wait | None:
        """Why the platform would not take it now, by a rule that needs its figures."""
        ...

    def found(self, present: Any) -> int:
        """For the row."""
        ...

    def send(self, there: There) -> Receipt:
        """Set it, once."""
        ...

    def after(self, present: Any, found: int) -> Outcome:
        """What stands there now means after it was sent."""
        ...

    def words(self, present: Any) -> str:
        """What stands there now."""
        ...

    def found_words(self, found: int) -> str:
        """What stood there before."""
        ...

    def record(self, session: Session, change: BudgetChange, present: Any, *, now: datetime, by: int | None) -> None:
        """What our own pages show of it once it is applied."""
        ...


@dataclass(frozen=True, slots=True)
class Amount:
    """A budget's amount. `seen` None: whoever proposed it did not know the budget."""

    wanted: Money
    seen: Money | None
    kind: BudgetKind
    name: str

    @property
    def told(self) -> str:
        """See `Setting`."""
        return _amount(self.wanted)

    def read(self, there: There) -> LiveBudget | None:
        """See `Setting`."""
        return there.connector.budget(there.account, there.target)

    def before(self, present: LiveBudget | None) -> tuple[Found, str]:
        """See `Setting`."""
        if present is None:
            text = f"“{self.name}” carries no budget of its own on the platform any more; nothing was sent."
            return Found.CONFLICT, text
        if present.campaigns > 1:
            return Found.CONFLICT, f"{wording.shared_budget(present.campaigns)} Nothing was sent."
        if present.kind is not self.kind:
            return Found.CONFLICT, f"“{self.name}” has a {present.kind} budget on the platform now; nothing was sent."
        found = before_sending(present.amount, self.seen, self.wanted)
        if found is Found.ALREADY:
            return found, f"{self.told} stands on the platform already; nothing had to be sent."
        if found is Found.SEND:
            return found, f"It would be set from {_amount(present.amount)} to {self.told}."
        text = (
            f"{_amount(present.amount)} stands on the platform and {_amount(self.seen)} did when this was proposed; "
            "nothing was sent. Propose a new change from the present amount."
        )
        return found, text

    def wait(self, there: There, present: LiveBudget | None, platform: str, today: date) -> Wait | None:
        """See `Setting`."""
        spent = there.connector.spent(there.account, there.target, self.kind, today)
        return None if present is None else push_limits.by_spend(platform, spent, present.amount, self.wanted)

    def found(self, present: LiveBudget) -> int:
        """See `Setting`."""
        return present.amount.micros

    def send(self, there: There) -> Receipt:
        """See `Setting`."""
        return there.connector.set_budget(there.account, there.target, LiveBudget(self.kind, self.wanted))

    def after(self, present: LiveBudget | None, found: int) -> Outcome:
        """See `Setting`."""
        stood = Money(found, self.wanted.currency)
        return after_sending(present.amount if present else None, stood, self.wanted)

    def words(self, present: LiveBudget | None) -> str:
        """See `Setting`."""
        return f"{_amount(present.amount if present else None)} stands there now"

    def found_words(self, found: int) -> str:
        """See `Setting`."""
        return f"{_amount(Money(found, self.wanted.currency))} still stands there"

    def record(self, session: Session, change: BudgetChange, present: Any, *, now: datetime, by: int | None) -> None:  # noqa: ARG002 - the protocol's
        """The platform budget's history goes on."""
        session.add(
            PlatformBudget(
                account_id=change.account_id,
                campaign_id=change.campaign_id,
                ad_set_id=change.ad_set_id,
                kind=change.kind,
                amount_micros=self.wanted.micros,
                currency=self.wanted.currency,
                effective_at=now,
                recorded_at=now,
                recorded_by=by,
                source="platform",
                budget_change_id=change.id,
            )
        )


@dataclass(frozen=True, slots=True)
class Switching:
    """Pausing or resuming. `spends`: the micros a day that it is on or off for, 0 where nobody knows."""

    switch: Switch
    spends: int
    name: str

    @property
    def told(self) -> str:
        """See `Setting`."""
        return stands(self.switch.running)

    def read(self, there: There) -> LiveStatus | None:
        """See `Setting`."""
        return there.connector.status(there.account, there.target)

    def before(self, present: LiveStatus | None) -> tuple[Found, str]:
        """See `Setting`."""
        running = present.running if present else None
        found = before_sending(running, None, self.switch.running)
        if found is Found.ALREADY:
            return found, f"“{self.name}” is {self.told} on the platform already; nothing had to be sent."
        if found is Found.SEND:
            return found, f"“{self.name}” is {stands(running)} there and would be {self.switch.done}."
        word = f" (“{present.word}”)" if present else ""
        return found, f"“{self.name}” is {stands(running)} on the platform{word}; nothing was sent."

    def wait(self, there: There, present: LiveStatus | None, platform: str, today: date) -> Wait | None:  # noqa: ARG002 - the protocol's
        """None of the platforms' rules is about switching."""
        return None

    def found(self, present: LiveStatus) -> int:  # noqa: ARG002 - the protocol's
        """What it may spend a day while it runs, nothing while it is paused."""
        return 0 if self.switch.running else self.spends

    def send(self, there: There) -> Receipt:
        """See `Setting`."""
        return there.connector.set_running(there.account, there.target, running=self.switch.running)

    def after(self, present: LiveStatus | None, found: int) -> Outcome:  # noqa: ARG002 - there is but one other value
        """See `Setting`."""
        return after_sending(present.running if present else None, not self.switch.running, self.switch.running)

    def words(self, present: LiveStatus | None) -> str:
        """See `Setting`."""
        return f"it is {stands(present.running if present else None)} there now"

    def found_words(self, found: int) -> str:  # noqa: ARG002 - the protocol's
        """See `Setting`."""
        return f"it is still {stands(not self.switch.running)} there"

    def record(self, session: Session, change: BudgetChange, present: Any, *, now: datetime, by: int | None) -> None:  # noqa: ARG002 - the protocol's
        """Its status, in the platform's own word where that was read."""
        entity: Campaign | AdSet = session.get_one(Campaign, change.campaign_id)
        if change.ad_set_id is not None:
            entity = session.get_one(AdSet, change.ad_set_id)
        entity.status = present.word if isinstance(present, LiveStatus) else _WORD[self.switch]


_WORD = {Switch.PAUSE: "paused", Switch.RESUME: "active"}


def setting_of(change: BudgetChange, name: str) -> Setting:
    """What a change sets; `name` of what it sets it on."""
    switch = switch_of(change.kind)
    if switch is not None:
        return Switching(switch, max(change.before_micros or 0, change.after_micros), name)
    seen = None if change.before_micros is None else Money(change.before_micros, change.currency)
    return Amount(Money(change.after_micros, change.currency), seen, BudgetKind(change.kind), name)


def _amount(amount: Money | None) -> str:
    return "nothing" if amount is None else wording.amount(amount.micros, amount.currency)
