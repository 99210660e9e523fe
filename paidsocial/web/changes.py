"""Changes: what waits for approval, what is on its way, what is carried out by hand, and the ledger with trails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from paidsocial.domain.budget_change import BY_HAND
from paidsocial.domain.budget_change import State as ChangeState
from paidsocial.domain.recommendation import State
from paidsocial.errors import BadInput, NotFound, Refused
from paidsocial.services.access import Permission
from paidsocial.services.changes import budget_changes, change_sheets, change_views, queue, rights, taking_back
from paidsocial.services.changes.budget_changes import Mark
from paidsocial.services.changes.change_views import ChangeView, Filter
from paidsocial.services.changes.queue import Queue
from paidsocial.services.reallocation import recommendation_lists
from paidsocial.web import current, frame, show, typed
from paidsocial.web.access import requires
from paidsocial.web.errors import status_of

blueprint = Blueprint("changes", __name__, url_prefix="/changes")

SIZE = 50
_WAITING = 20  # recommendations shown as waiting
_OPEN = 200  # changes offered to be carried out at once
_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@blueprint.get("/")
@requires(Permission.VIEW)
def index() -> ResponseReturnValue:
    """What waits for somebody, then the ledger."""
    return _index()


def _index(*, problem: str = "", status: int = 200) -> ResponseReturnValue:
    session, actor, scope = current.session(), current.actor(), current.scope()
    chosen, search = _state(request.args.get("state")), request.args.get("q", "")[:200]
    page = typed.page()
    waiting, waiting_total = recommendation_lists.listing(
        session, actor, states=(State.PROPOSED,), client_id=scope.client_id, limit=_WAITING
    )
    where = Filter(client_id=scope.client_id, account_id=scope.account_id)
    proposed = change_views.ledger(session, actor, replace(where, states=(ChangeState.PROPOSED,)), limit=_OPEN)
    groups = change_views.together(proposed.changes)
    decisions = waiting_total + len(groups) + proposed.total - len(proposed.changes)
    ready = change_views.ledger(session, actor, replace(where, states=tuple(BY_HAND), by_hand=True), limit=_OPEN)
    on_their_way = queue.read(session, actor, where, now=current.now())
    ledger = change_views.ledger(
        session,
        actor,
        replace(where, states=(chosen,) if chosen else (), search=search),
        offset=(page - 1) * SIZE,
        limit=SIZE,
    )
    return render_template(
        "changes/index.html",
        waiting=waiting,
        waiting_total=waiting_total,
        proposed=proposed,
        groups=groups,
        ticks_of=_ticks_of,
        why_not=_why_not(groups),
        comment=request.form.get("comment", ""),
        ready=ready,
        queue=on_their_way,
        ledger=ledger,
        chosen_state=chosen,
        search=search,
        page=page,
        size=SIZE,
        problem=problem,
        title=_title(
            decisions,
            ready.total,
            on_their_way,
            any_change=bool(ledger.by_state or search),
        ),
        any=bool(ledger.by_state or search),
        states=[state for state in ChangeState if ledger.by_state.get(state)],
    ), status


def _why_not(groups: Sequence[Sequence[ChangeView]]) -> dict[int, str]:
    """Why this person may not decide on a group, by its first change; no entry where they may."""
    if not current.actor().can(Permission.APPROVE):
        return {}
    told = {
        group[0].id: rights.why_not_decide(
            current.session(), current.actor(), group, now=current.now(), today=current.today()
        )
        for group in groups
    }
    return {change_id: why for change_id, why in told.items() if why}


def _ticks_of(group: Sequence[ChangeView]) -> set[int] | None:
    """What was ticked of a group in a form that comes back; None where the form was not this group's."""
    ids = {change.id for change in group}
    return ids & set(request.form.getlist("change", type=typed.choice_id)) or None


def _state(text: str | None) -> ChangeState | None:
    if not text:
        return None
    try:
        return ChangeState(text)
    except ValueError as error:
        raise BadInput(f"“{text}” is not a state of a change; choose one from the list.", field="state") from error


def _title(waiting: int, ready: int, on_their_way: Queue, *, any_change: bool) -> str:
    told = []
    if on_their_way.needing:
        told.append(f"{show.count(on_their_way.needing, 'change needs', 'changes need')} you")
    if waiting:
        told.append(f"{show.count(waiting, 'decision')} {'waits' if waiting == 1 else 'wait'}")
    going = on_their_way.total - on_their_way.needing
    if going:
        told.append(f"{show.count(going, 'change')} to send")
    if ready:
        told.append(f"{show.count(ready, 'change')} to carry out")
    return "; ".join(told) or ("Nothing waits" if any_change else "No budget was changed yet")


@blueprint.get("/<int:change_id>", endpoint="show")
@requires(Permission.VIEW)
def show_one(change_id: int) -> ResponseReturnValue:
    """One change with its trail, and what undoing it would restore."""
    return _one(change_id)


def _one(change_id: int, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    found = change_views.get(current.session(), current.actor(), change_id)
    standing = queue.some(current.session(), current.actor(), [change_id], now=current.now())
    may = rights.of(current.session(), current.actor(), found.change, now=current.now(), today=current.today())
    return render_template(
        "changes/show.html", found=found, change=found.change, queue=standing, may=may, problem=problem
    ), status


@blueprint.post("/<int:change_id>/decide")
@requires(Permission.APPROVE)
def decide(change_id: int) -> ResponseReturnValue:
    """Approve or refuse one proposed change."""
    approve = request.form.get("decision") == "approve"
    try:
        budget_changes.decide(
            current.session(),
            current.actor(),
            change_id,
            approve=approve,
            comment=request.form.get("comment", ""),
            now=current.now(),
            today=current.today(),
        )
    except BadInput as refusal:
        return _one(change_id, problem=refusal.message, status=422)
    frame.done("Approved. It waits to be carried out." if approve else "Refused; the proposer sees your comment.")
    return redirect(url_for("changes.show", change_id=change_id))


@blueprint.post("/decide")
@requires(Permission.APPROVE)
def decide_together() -> ResponseReturnValue:
    """Approve or refuse the ticked ones of the changes that were proposed together."""
    approve = request.form.get("decision") == "approve"
    ticked = request.form.getlist("change", type=typed.choice_id)
    try:
        budget_changes.decide_all(
            current.session(),
            current.actor(),
            ticked,
            approve=approve,
            comment=request.form.get("comment", ""),
            now=current.now(),
            today=current.today(),
        )
    except NotFound:
        raise
    except Refused as refusal:
        return _index(problem=refusal.message, status=status_of(refusal))
    count = show.count(len(set(ticked)), "change")
    frame.done(f"Approved {count}, to be carried out." if approve else f"Refused {count}; the proposer sees why.")
    return redirect(frame.url_scoped("changes.index"))


@blueprint.post("/mark")
@requires(Permission.CARRY_OUT)
def mark() -> ResponseReturnValue:
    """Say what became of the ticked changes on the platform."""
    form = request.form
    applied = form.get("result") == "applied"
    ticked = form.getlist("change", type=typed.choice_id)
    try:
        if not ticked:
            raise BadInput("Tick the changes that you mean.", field="change")
        marks = [
            Mark(
                change_id=change_id,
                version=form.get(f"version_{change_id}", 0, type=typed.choice_id),
                applied=applied,
                set_to=form.get(f"set_{change_id}", "").strip() or None,
                found=form.get(f"found_{change_id}", "").strip() or None,
                note=form.get("note", ""),
            )
            for change_id in ticked
        ]
        budget_changes.mark(current.session(), current.actor(), marks, now=current.now())
    except NotFound:
        raise
    except Refused as refusal:
        return _index(problem=refusal.message, status=422)
    count = show.count(len(ticked), "change")
    if applied:
        frame.done(f"Marked {count} as applied; the budget history shows {'it' if len(ticked) == 1 else 'them'}.")
    else:
        frame.done(f"Marked {count} as not applied.")
    return redirect(frame.url_scoped("changes.index"))


@blueprint.post("/<int:change_id>/withdraw")
@requires(Permission.RECOMMEND)
def withdraw(change_id: int) -> ResponseReturnValue:
    """Take a change back before it is carried out."""
    note = request.form.get("note", "")
    taking_back.withdraw(current.session(), current.actor(), change_id, now=current.now(), note=note)
    frame.done("Taken back. Nothing was changed.")
    return redirect(url_for("changes.show", change_id=change_id))


@blueprint.post("/<int:change_id>/keep")
@requires(Permission.APPROVE)
def keep(change_id: int) -> ResponseReturnValue:
    """Let a change that goes back by itself hold for good."""
    taking_back.keep(current.session(), current.actor(), change_id, now=current.now(), today=current.today())
    frame.done("It holds for good: nothing goes back by itself.")
    return redirect(url_for("changes.show", change_id=change_id))


@blueprint.post("/<int:change_id>/undo")
@requires(Permission.RECOMMEND)
def undo(change_id: int) -> ResponseReturnValue:
    """Propose to restore what stood before an applied change."""
    back = taking_back.undo(
        current.session(),
        current.actor(),
        change_id,
        now=current.now(),
        today=current.today(),
        reason=request.form.get("reason", ""),
    )
    frame.done("A change that restores it is written down; carry it out like any other.")
    return redirect(url_for("changes.show", change_id=back))


@blueprint.get("/sheet.<format>")
@requires(Permission.VIEW)
def sheet(format: str) -> ResponseReturnValue:  # noqa: A002 - the address's own word
    """The changes to carry out, as CSV or XLSX; those of one recommendation with `?recommendation=`."""
    scope = current.scope()
    wanted = Filter(
        client_id=scope.client_id,
        account_id=scope.account_id,
        recommendation_id=request.args.get("recommendation"),
        by_hand="recommendation" not in request.args,
    )
    content = change_sheets.sheet(current.session(), current.actor(), format, wanted)
    name = f"budget-changes-{current.today().isoformat()}.{format}"
    return Response(
        content, content_type=_TYPES[format], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
