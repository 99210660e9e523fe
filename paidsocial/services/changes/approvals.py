"""Deciding on recommendations: sending one for approval, taking it back, approving all, some or none of it.

    send(session, actor, ask, now=, as_of=, seen=, note=, starts_on=None)    from a page: worked out again, stored, sent
    submit(session, actor, id, now=, note=, starts_on=None)                  a draft that was stored before
    withdraw(session, actor, id, now=)
    decide(session, actor, id, now=, today=, line_nos=None, comment="")    None: all that move; an empty set: none

An approved line becomes one budget change per platform budget behind it, in the same transaction as the decision.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain import wording
from paidsocial.domain.budget_change import State as ChangeState
from paidsocial.domain.budget_change import check_comment
from paidsocial.domain.money import Money
from paidsocial.domain.recommendation import State, decided, step_to
from paidsocial.errors import BadInput, Forbidden, Refused, Stale
from paidsocial.models import Approval, Recommendation, User
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, Role, get_recommendation, require
from paidsocial.services.changes.change_steps import New, check_may_approve, move, write
from paidsocial.services.changes.obstacles import obstacles
from paidsocial.services.reallocation import recommendation_views, recommendations
from paidsocial.services.reallocation.line_budgets import Basis
from paidsocial.services.reallocation.recommendation_views import LineView, RecommendationView
from paidsocial.services.reallocation.recommendations import Ask

_NOTHING = "Every budget is held, so there is nothing to approve; the reasons stand beside the lines."


def submit(
    session: Session,
    actor: Actor,
    recommendation_id: str,
    *,
    now: datetime,
    note: str = "",
    starts_on: date | None = None,
) -> RecommendationView:
    """Send a draft for approval. Raises Refused where nothing in it moves, Stale where it is no draft any more."""
    require(actor, Permission.RECOMMEND)
    view = recommendation_views.get(session, actor, recommendation_id)
    if not view.moving:
        raise Refused(_NOTHING)
    with transaction(session, alone=True):
        row = get_recommendation(session, actor, recommendation_id)
        _propose(session, actor, row, now=now, note=note, starts_on=starts_on)
    return recommendation_views.get(session, actor, recommendation_id)


def send(
    session: Session,
    actor: Actor,
    ask: Ask,
    *,
    now: datetime,
    as_of: date,
    seen: str,
    note: str = "",
    starts_on: date | None = None,
) -> str:
    """Work a reallocation out again, store it and send it for approval in one piece; its id.

    `seen` is the digest of the proposal the person looked at: Stale where the figures have moved since.
    """
    view = recommendations.preview(session, actor, ask, now=now, as_of=as_of)
    if view.digest != seen:
        raise Stale("The figures or budgets have moved since you looked; look at the proposal again, then send it.")
    if not view.moving:
        raise Refused(_NOTHING)
    with transaction(session, alone=True):
        recommendation_id = recommendations.store(session, actor, view, now=now)
        row = get_recommendation(session, actor, recommendation_id)
        _propose(session, actor, row, now=now, note=note, starts_on=starts_on)
    return recommendation_id


def _propose(
    session: Session, actor: Actor, row: Recommendation, *, now: datetime, note: str, starts_on: date | None
) -> None:
    _move(session, actor, row, State.PROPOSED, now=now, note=note)
    row.note, row.proposed_at, row.proposed_by = note.strip()[:4000], now, actor.user_id
    if starts_on is not None:
        row.request = row.request | {"starts_on": starts_on.isoformat()}


def withdraw(session: Session, actor: Actor, recommendation_id: str, *, now: datetime) -> None:
    """Take a draft or a proposal back: whoever proposed it, or someone who may approve what others propose."""
    require(actor, Permission.RECOMMEND)
    with transaction(session, alone=True):
        row = get_recommendation(session, actor, recommendation_id)
        if row.proposed_at is not None and not _is_theirs(actor, row.proposed_by):
            raise Forbidden("Only whoever proposed this, or a director, may take it back.")
        _move(session, actor, row, State.WITHDRAWN, now=now)


def may_withdraw(actor: Actor, view: RecommendationView) -> bool:
    """Whether the actor may take it back as it stands; for the page."""
    ours = view.proposed_at is None or _is_theirs(actor, view.proposed_by_id)
    return ours and actor.can(Permission.RECOMMEND) and State(view.state) in {State.DRAFT, State.PROPOSED}


def _is_theirs(actor: Actor, proposed_by: int | None) -> bool:
    """Whether it is theirs to take back: they proposed it, or may approve what others propose."""
    return proposed_by == actor.user_id or actor.role is not Role.SPECIALIST


def decide(
    session: Session,
    actor: Actor,
    recommendation_id: str,
    *,
    now: datetime,
    today: date,
    line_nos: Collection[int] | None = None,
    comment: str = "",
) -> RecommendationView:
    """Approve all lines that move (`line_nos` None), some, or none; refusing any that still holds needs a comment.

    Raises Forbidden where the actor may not (a proposer above the client's limit), and Stale, naming it, where a budget
    is no longer what the recommendation saw or another change of it is on its way.
    """
    require(actor, Permission.APPROVE)
    view = recommendation_views.get(session, actor, recommendation_id)
    moving = {line.line_no: line for line in view.moving}
    chosen = set(moving) if line_nos is None else set(line_nos)
    if not chosen <= set(moving):
        raise BadInput("A line that is held cannot be approved; load the page again.", field="lines")
    approved = [moving[number] for number in sorted(chosen)]
    if len(approved) < len(moving):
        left = [line for number, line in moving.items() if number not in chosen]
        comment = _why_left(session, left, comment, refused=not approved, now=now)
    with transaction(session, alone=True):
        row = get_recommendation(session, actor, recommendation_id)
        _check_may(session, actor, row, approved or list(moving.values()), now=now, today=today)
        state = decided(len(approved), len(moving))
        _move(session, actor, row, state, now=now, note=comment, lines=[line.line_no for line in approved])
        _check_unmoved(session, approved, now=now)
        verdict = "approved" if approved else "refused"
        session.add(
            Approval(
                recommendation_id=row.id,
                decision=verdict,
                comment=comment.strip()[:4000],
                decided_at=now,
                decided_by=actor.user_id,
            )
        )
        _write_changes(session, actor, row, approved, now=now, today=today, comment=comment)
    return recommendation_views.get(session, actor, recommendation_id)


def _why_left(session: Session, left: Sequence[LineView], comment: str, *, refused: bool, now: datetime) -> str:
    """The comment of a decision that leaves lines out: the person's, or what stopped all of them."""
    if refused or comment.strip():
        return check_comment(comment)
    found = obstacles(session, left, now=now)
    if len(found) < len(left):
        return check_comment(comment)
    return " ".join(f"“{line.name}” was left out. {found[line.line_no]}" for line in left)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether someone may approve a recommendation as it stands, and if not, why in words."""

    allowed: bool
    reason: str = ""


def may_decide(session: Session, actor: Actor, view: RecommendationView, *, now: datetime, today: date) -> Verdict:
    """What `decide` would say to this person about approving all of it; for the page, which still asks."""
    try:
        require(actor, Permission.APPROVE)
        row = get_recommendation(session, actor, view.id)
        step_to(State(row.state), State.APPROVED)
        _check_may(session, actor, row, view.moving, now=now, today=today)
    except Refused as refusal:
        return Verdict(allowed=False, reason=refusal.message)
    return Verdict(allowed=True)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that was taken: approved or refused, by whom, when, with which comment."""

    decision: str
    by: str | None
    at: datetime
    comment: str


def history(session: Session, recommendation_id: str) -> tuple[Decided, ...]:
    """The decisions on a recommendation, oldest first. The caller has made sure that it may be seen."""
    name = func.coalesce(func.nullif(User.name, ""), User.email)
    query = (
        select(Approval.decision, name, Approval.decided_at, Approval.comment)
        .outerjoin(User, User.id == Approval.decided_by)
        .where(Approval.recommendation_id == recommendation_id)
        .order_by(Approval.id)
    )
    return tuple(Decided(*row) for row in session.execute(query))


def _move(
    session: Session,
    actor: Actor,
    row: Recommendation,
    to: State,
    *,
    now: datetime,
    note: str = "",
    lines: Sequence[int] | None = None,
) -> None:
    before = State(row.state)
    step_to(before, to)
    claimed = session.execute(
        update(Recommendation)
        .where(Recommendation.id == row.id, Recommendation.state == before.value)
        .values(state=to.value)
    )
    if claimed.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise Stale("Somebody decided on this a moment ago; load the page again to see what happened.")
    after: dict[str, Any] = {"state": to.value, "note": note.strip()}
    if lines is not None:
        after["approved_lines"] = list(lines)
    audit.record(
        session,
        actor,
        now=now,
        action=f"recommendation.{to.value}",
        subject=("recommendation", row.id),
        client_id=row.client_id,
        before={"state": before.value},
        after=after,
    )


def _check_may(
    session: Session, actor: Actor, row: Recommendation, lines: Iterable[LineView], *, now: datetime, today: date
) -> None:
    by_client: dict[int, list[LineView]] = {}
    for line in lines:
        by_client.setdefault(line.client_id, []).append(line)
    for client_id, own in by_client.items():
        check_may_approve(
            session, actor, proposed_by=row.proposed_by, client_id=client_id, moving=[moved(own)], now=now, day=today
        )


def moved(lines: Sequence[LineView]) -> Money:
    """The money that changes place a day: what is added or what is taken away, whichever is more."""
    changes = [line.change.micros for line in lines]
    more, less = sum(max(change, 0) for change in changes), sum(max(-change, 0) for change in changes)
    return Money(max(more, less), lines[0].current.currency)


def _check_unmoved(session: Session, lines: Sequence[LineView], *, now: datetime) -> None:
    """Stale, naming the first, where a line cannot be approved as it was proposed."""
    found = obstacles(session, lines, now=now)
    for line in lines:
        if line.line_no in found:
            raise Stale(f"“{line.name}” cannot be approved as proposed. {found[line.line_no]} Leave it out, or refuse.")


def _write_changes(
    session: Session,
    actor: Actor,
    row: Recommendation,
    lines: Sequence[LineView],
    *,
    now: datetime,
    today: date,
    comment: str,
) -> None:
    starts = row.request.get("starts_on")
    starts_on = date.fromisoformat(starts) if starts else None
    for line in lines:
        for new in changes_of(line, row.id, starts_on, row.proposed_by):
            change = write(
                session, actor, new, ChangeState.APPROVED, now=now, client_id=line.client_id, note=comment.strip()
            )
            if starts_on is not None and starts_on > today:
                move(session, actor, change, ChangeState.SCHEDULED, now=now, client_id=line.client_id)


def changes_of(line: LineView, recommendation_id: str, starts_on: date | None, asked_by: int | None) -> list[New]:
    """The changes that carry a line out: one, or one per ad set that carries the budget, in proportion to the cent."""

    def new(ad_set_id: int | None, before: Money | None, after: Money, reason: str = line.reason) -> New:
        ids = (line.account_id, line.campaign_id, ad_set_id)
        origin: dict[str, Any] = {"recommendation_id": recommendation_id, "starts_on": starts_on, "asked_by": asked_by}
        return New(*ids, before, after, reason, **origin)

    basis, parts = Basis(line.details["basis"]), line.details["parts"]
    if basis is Basis.SPEND:
        return [new(line.ad_set_id, None, line.proposed)]
    currency = line.current.currency
    amounts = line.proposed.split([amount for _, amount in parts])

    def share(change: Money) -> str:
        """The reason speaks of all of the line: what of it is this budget's."""
        if len(parts) == 1:
            return line.reason
        way = "more" if change.micros > 0 else "less"
        own = wording.amount(abs(change.micros), currency)
        whole = f"all {len(parts)} ad sets of “{line.campaign_name}” together"
        return f"{own} {way} a day, its share. For {whole}: {line.reason}"

    return [
        new(ad_set_id, Money(before, currency), after, share(after - Money(before, currency)))
        for (ad_set_id, before), after in zip(parts, amounts, strict=True)
        if after.micros != before
    ]
