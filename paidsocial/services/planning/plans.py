"""Plan lines: agreeing on an amount, revising it from a day on, what it covers, putting it away.

Amounts are never overwritten: each change is a revision with its effective day, its reason and who recorded it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.days import Period
from paidsocial.domain.money import Money, micros_text
from paidsocial.domain.plan import Overlap, Revision, Scope, Terms, check_revision
from paidsocial.errors import BadInput, Refused, Stale
from paidsocial.models import PlanLine, PlanRevision, PlanScope
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, get_client, get_plan_line, require
from paidsocial.services.planning import plan_checks, plan_membership

_LONGEST_DAYS = 366 * 2
_LARGEST = 10**15  # micros: a billion; beyond it, somebody leaned on a key


@dataclass(frozen=True, slots=True)
class Wanted:
    """A plan line as somebody wants it.

    `scope`, `po_number` and `cost_centre` None: as they are (for a new line: every campaign, none, none); an empty
    text clears. `effective_day` None: the period's first day for a new line, today for a changed amount where today
    lies in the period. `keep_amount`: the amounts of an existing line stay as they are.
    """

    client_id: int
    name: str
    period: Period
    amount: Money
    scope: Scope | None = None
    po_number: str | None = None
    cost_centre: str | None = None
    effective_day: date | None = None
    reason: str = ""
    keep_amount: bool = False

    def checked(self) -> Wanted:
        """The same, tidied. Raises BadInput, naming the field."""
        name = " ".join(self.name.split())
        if not name:
            raise BadInput("Give the plan line a name.", field="name")
        for text, most, field in (
            (name, 300, "name"),
            (self.po_number or "", 100, "po_number"),
            (self.cost_centre or "", 100, "cost_centre"),
            (self.reason, 1000, "reason"),
        ):
            if len(text) > most:
                raise BadInput(f"This is too long: at most {most} characters.", field=field)
        if len(self.period) > _LONGEST_DAYS:
            raise BadInput("A plan line is at most two years long; split it.", field="last_day")
        if self.amount.micros < 0:
            raise BadInput("A plan line's amount cannot be below zero.", field="amount")
        if self.amount.micros > _LARGEST:
            raise BadInput(
                f"{self.amount} is more than any plan line can hold; look for a slipped digit.", field="amount"
            )
        if self.scope is not None:
            for match in self.scope.matches:
                if not match.strip() or len(match) > 1000:
                    raise BadInput("A campaign to match is empty or too long.", field="campaign_names")
        return replace(self, name=name, reason=self.reason.strip())


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving did. `covered`: how many campaigns the line covers now; `warnings`: sentences worth reading."""

    line: PlanLine
    created: bool
    changed: bool
    amount: Money
    effective_day: date
    covered: int
    overlaps: tuple[Overlap, ...]
    warnings: tuple[str, ...]


def save(
    session: Session,
    actor: Actor,
    wanted: Wanted,
    *,
    now: datetime,
    today: date,
    line_id: int | None = None,
    seen_revision: int | None = None,
) -> Saved:
    """Create a plan line, or revise the one with this id, or else of this client, name and period.

    `seen_revision` is the id of the newest revision that the person saw: Stale where another came since.
    Raises Forbidden, NotFound, BadInput, and Refused where the currency of an existing line would change.
    """
    require(actor, Permission.EDIT_PLAN)
    wanted = wanted.checked()
    with _said_once(), transaction(session, alone=True):
        client = get_client(session, actor, wanted.client_id)
        line = _existing(session, actor, wanted, line_id)
        if line is None:
            plan_checks.check_currency(session, client, wanted.amount.currency)
        if line is not None and seen_revision is not None:
            newest = session.scalar(select(func.max(PlanRevision.id)).where(PlanRevision.plan_line_id == line.id))
            if newest != seen_revision:
                raise Stale(
                    f"Somebody else changed “{line.name}” while you were looking; read the new amounts and save again."
                )
        return write(session, actor, wanted, line, now=now, today=today)


@contextmanager
def _said_once() -> Iterator[None]:
    """Two people made the same line at once: the database refuses the second; say so."""
    try:
        yield
    except IntegrityError as error:
        raise Stale("Somebody else saved the same plan line a moment ago; look at it, then save again.") from error


def write(
    session: Session, actor: Actor, wanted: Wanted, line: PlanLine | None, *, now: datetime, today: date
) -> Saved:
    """The same inside the caller's transaction, access checked and the line (None: a new one) found by the caller."""
    created = line is None
    if line is None:
        line = _create(session, actor, wanted, now)
    before = None if created else _snapshot(session, line)
    effective_day = _effective_day(wanted, today, created=created)
    line.name, line.first_day, line.last_day = wanted.name, wanted.period.first, wanted.period.last
    line.archived_at = None
    if wanted.po_number is not None:
        line.po_number = wanted.po_number.strip() or None
    if wanted.cost_centre is not None:
        line.cost_centre = wanted.cost_centre.strip() or None
    if created or not wanted.keep_amount:
        _revise(session, actor, line, wanted, effective_day=effective_day, now=now)
    covered = _cover(session, line, wanted, created=created)
    after = _snapshot(session, line)
    if before != after:
        audit.record(
            session,
            actor,
            now=now,
            action="plan_line.created" if created else "plan_line.revised",
            subject=("plan_line", line.id),
            client_id=line.client_id,
            before=before,
            after={**after, "effective_day": str(effective_day), "reason": wanted.reason},
        )
    found = plan_membership.find_overlaps(
        session, client_id=line.client_id, line_id=line.id, name=line.name, period=wanted.period, campaigns=covered
    )
    return Saved(
        line,
        created=created,
        changed=before != after,
        amount=wanted.amount,
        effective_day=effective_day,
        covered=len(covered),
        overlaps=found,
        warnings=plan_checks.warnings(
            session, line.client_id, wanted.amount.currency, covered=len(covered), overlaps=found
        ),
    )


def _existing(session: Session, actor: Actor, wanted: Wanted, line_id: int | None) -> PlanLine | None:
    if line_id is not None:
        line: PlanLine | None = get_plan_line(session, actor, line_id)
    else:
        line = session.scalars(same_line(wanted)).one_or_none()
    if line is None:
        return None
    if line.client_id != wanted.client_id:
        raise BadInput("A plan line stays with its client; make a new one for the other.", field="client")
    if line.currency != wanted.amount.currency:
        raise Refused(
            f"“{line.name}” is agreed in {line.currency}; a plan line keeps its currency. Put it away and make a new "
            f"one in {wanted.amount.currency}."
        )
    other = session.scalars(same_line(wanted)).one_or_none()
    if other is not None and other.id != line.id:
        raise BadInput(
            f"There is already a plan line “{wanted.name}” for {wanted.period.first} to {wanted.period.last}.",
            field="name",
        )
    return line


def same_line(wanted: Wanted) -> Select[PlanLine]:
    """The line of that client, name and period, if any."""
    return select(PlanLine).where(
        PlanLine.client_id == wanted.client_id,
        PlanLine.name == wanted.name,
        PlanLine.first_day == wanted.period.first,
        PlanLine.last_day == wanted.period.last,
    )


def _create(session: Session, actor: Actor, wanted: Wanted, now: datetime) -> PlanLine:
    line = PlanLine(
        client_id=wanted.client_id,
        name=wanted.name,
        currency=wanted.amount.currency,
        first_day=wanted.period.first,
        last_day=wanted.period.last,
        created_at=now,
        created_by=actor.user_id,
    )
    session.add(line)
    session.flush()
    return line


def revisions(session: Session, line_id: int) -> tuple[Revision, ...]:
    """A line's revisions in the order in which they were recorded."""
    query = (
        select(PlanRevision.effective_day, PlanRevision.amount_micros)
        .where(PlanRevision.plan_line_id == line_id)
        .order_by(PlanRevision.id)
    )
    return tuple(Revision(day, amount) for day, amount in session.execute(query))


def _effective_day(wanted: Wanted, today: date, *, created: bool) -> date:
    if wanted.effective_day is not None:
        return max(wanted.effective_day, wanted.period.first)
    return today if not created and today in wanted.period else wanted.period.first


def _revise(
    session: Session, actor: Actor, line: PlanLine, wanted: Wanted, *, effective_day: date, now: datetime
) -> None:
    """Record the amount as a revision, unless that is what holds from that day on anyway."""
    revision = Revision(effective_day, wanted.amount.micros)
    check_revision(wanted.period, revision)
    terms = Terms(line.currency, wanted.period, revisions(session, line.id))
    if _already(terms, revision):
        return
    session.add(
        PlanRevision(
            plan_line_id=line.id,
            effective_day=effective_day,
            amount_micros=revision.amount,
            reason=wanted.reason,
            recorded_at=now,
            recorded_by=actor.user_id,
        )
    )


def _already(terms: Terms, revision: Revision) -> bool:
    """Whether the amount is in force on that day and nothing else comes after it."""
    return (
        bool(terms.revisions)
        and terms.budget_on(revision.effective_day) == revision.amount
        and not terms.ahead(revision.effective_day)
    )


def _cover(session: Session, line: PlanLine, wanted: Wanted, *, created: bool) -> dict[int, str]:
    """Store a changed scope and what it covers; the campaigns covered, id to name."""
    stored = plan_membership.scope_of(plan_membership.stored_scope_rows(session, line.id))
    scope = wanted.scope if wanted.scope is not None else stored
    if created or scope != stored:
        plan_checks.check_scope(session, line.client_id, scope)
        for row in session.scalars(select(PlanScope).where(PlanScope.plan_line_id == line.id)):
            session.delete(row)
        session.flush()
        session.add_all(
            PlanScope(plan_line_id=line.id, kind=kind, value=value) for kind, value in plan_membership.scope_rows(scope)
        )
    covered = plan_membership.covered_by(scope, plan_membership.campaigns_of(session, line.client_id))
    session.flush()
    plan_membership.store(session, line.id, covered)
    return covered


def _snapshot(session: Session, line: PlanLine) -> dict[str, Any]:
    session.flush()
    return {
        "name": line.name,
        "currency": line.currency,
        "first_day": str(line.first_day),
        "last_day": str(line.last_day),
        "amounts": [
            [str(each.effective_day), micros_text(each.amount, line.currency)] for each in revisions(session, line.id)
        ],
        "scope": [list(row) for row in plan_membership.stored_scope_rows(session, line.id)],
        "po_number": line.po_number,
        "cost_centre": line.cost_centre,
        "archived": line.archived_at is not None,
    }


def take_back(session: Session, actor: Actor, line_id: int, *, revision_id: int, now: datetime) -> PlanLine:
    """Undo a line's newest revision: what was in force before it is recorded anew from its day on.

    Raises Stale where a newer revision came since, Refused for the first one.
    """
    require(actor, Permission.EDIT_PLAN)
    with transaction(session, alone=True):
        line = get_plan_line(session, actor, line_id)
        newest = list(
            session.scalars(
                select(PlanRevision)
                .where(PlanRevision.plan_line_id == line_id)
                .order_by(PlanRevision.id.desc())
                .limit(2)
            )
        )
        if not newest or newest[0].id != revision_id:
            raise Stale(f"“{line.name}” was changed again since; nothing was undone.")
        if len(newest) == 1:
            raise Refused(f"This is the first amount of “{line.name}”; put the line away instead.")
        before = _snapshot(session, line)
        period = Period(line.first_day, line.last_day)
        day = max(newest[0].effective_day, period.first)
        earlier = Terms(line.currency, period, revisions(session, line_id)[:-1])
        for step in (Revision(day, earlier.budget_on(day)), *earlier.ahead(day)):
            session.add(
                PlanRevision(
                    plan_line_id=line_id,
                    effective_day=step.effective_day,
                    amount_micros=step.amount,
                    reason="Undone",
                    recorded_at=now,
                    recorded_by=actor.user_id,
                )
            )
            session.flush()
        audit.record(
            session,
            actor,
            now=now,
            action="plan_line.revision_undone",
            subject=("plan_line", line_id),
            client_id=line.client_id,
            before=before,
            after=_snapshot(session, line),
        )
    return line


def set_archived(session: Session, actor: Actor, line_id: int, *, archived: bool, now: datetime) -> PlanLine:
    """Put a plan line away, or bring it back; its revisions stay."""
    require(actor, Permission.EDIT_PLAN)
    with transaction(session, alone=True):
        line = get_plan_line(session, actor, line_id)
        if (line.archived_at is not None) != archived:
            line.archived_at = now if archived else None
            audit.record(
                session,
                actor,
                now=now,
                action="plan_line.archived" if archived else "plan_line.restored",
                subject=("plan_line", line_id),
                client_id=line.client_id,
            )
    return line
