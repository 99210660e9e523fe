"""Reallocate: what may move, what it proposes, and sending it; then the same for whoever approves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from paidsocial.domain.budget_change import HARD_STEP
from paidsocial.domain.days import parse_day
from paidsocial.domain.money import Money
from paidsocial.domain.recommendation import State
from paidsocial.errors import BadInput, NotEnoughData, Refused, Stale
from paidsocial.services.access import Permission
from paidsocial.services.decisions import approvals, change_views, recommendation_views, recommendations
from paidsocial.services.decisions.change_views import Filter
from paidsocial.services.decisions.obstacles import obstacles
from paidsocial.services.decisions.recommendation_views import LineView, RecommendationView
from paidsocial.services.decisions.recommendations import Ask
from paidsocial.services.workspace import clients
from paidsocial.web import current, decision_charts, frame, show
from paidsocial.web.access import requires
from paidsocial.web.errors import status_of

blueprint = Blueprint("reallocate", __name__, url_prefix="/reallocate")

SIZE = 100
STEPS = (5, 10, 15, 20, 25, 30)
POINTS = 25  # of the frontier


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form or the address asks for, and the same as typed, to be shown again."""

    ask: Ask
    typed: MultiDict[str, str]

    @property
    def locks(self) -> set[int]:
        """The ids of locked units."""
        return {lock for lock in self.ask.locks if isinstance(lock, int)}

    def amounts(self, kind: str) -> dict[int, str]:
        """What is typed per unit: `min` or `set`."""
        return dict(_per_unit(self.typed, kind))


def _per_unit(typed: MultiDict[str, str], kind: str) -> list[tuple[int, str]]:
    found = []
    for name, text in typed.items():
        prefix, _, number = name.partition("_")
        if prefix == kind and text.strip() and number.isascii() and number.isdecimal() and len(number) < 19:
            found.append((int(number), text.strip()))
    return found


def _asked(typed: MultiDict[str, str], client_id: int | None, currency: str | None) -> Asked:
    """Read the form. Raises BadInput where a choice is none."""
    step = typed.get("step", "")
    if step and not (step.isascii() and step.isdecimal() and len(step) < 4):
        raise BadInput(f"“{step}” is not a step limit; choose one from the list.", field="step")
    locks = [int(lock) for lock in typed.getlist("lock") if lock.isascii() and lock.isdecimal() and len(lock) < 19]
    total, aim = typed.get("total", "").strip() or None, typed.get("aim") or None
    ask = Ask(
        level=typed.get("level") or "campaign",
        currency=currency,
        client_id=client_id,
        total=None if aim else total,
        aim=aim if total else None,
        least=total if aim else None,
        max_step_pct=int(step) if step else None,
        locks=tuple(dict.fromkeys(locks)),
        minimums=tuple(_per_unit(typed, "min")),
        amounts=tuple(_per_unit(typed, "set")),
        cautious=typed.get("cautious") == "1",
    )
    return Asked(ask, typed)


@blueprint.get("/")
@requires(Permission.RECOMMEND)
def index() -> ResponseReturnValue:
    """The three steps on one page; everything chosen stands in the address."""
    scope = current.scope()
    menu = clients.scope_menu(current.session(), current.actor(), client_id=None)
    client_id = scope.client_id or (menu.clients[0].id if len(menu.clients) == 1 and not menu.more else None)
    if client_id is None:
        return render_template("reallocate/choose.html", menu=menu)
    return _page(client_id, request.args)


def _page(client_id: int, typed: MultiDict[str, str], *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    asked = _asked(typed, client_id, current.scope().currency)
    refused = False
    try:
        view = _preview(asked.ask)
    except NotEnoughData as refusal:
        return render_template("reallocate/nothing.html", reason=refusal.message, drafts=_drafts(client_id))
    except Refused as refusal:
        # What was typed cannot be: say so, and propose nothing; the bare question is asked for the page's frame alone.
        refused, problem = True, problem or refusal.message
        view = _preview(Ask(level=asked.ask.level, currency=asked.ask.currency, client_id=client_id))
    lines = ordered(view.lines)
    page = _page_number(typed, len(lines))
    chosen = asked.locks | set(asked.amounts("min")) | set(asked.amounts("set"))
    shown = lines[(page - 1) * SIZE : page * SIZE]
    if refused:
        shown = [line for line in lines if line.unit_id in chosen]
    return render_template(
        "reallocate/index.html",
        view=view,
        asked=asked,
        lines=shown,
        elsewhere=_elsewhere(asked, shown),
        page=page,
        size=SIZE,
        problem=problem,
        refused=refused,
        title="That cannot be proposed" if refused else headline(view),
        steps=STEPS,
        flow=decision_charts.flow(view),
        frontier=decision_charts.frontier(view),
        drafts=_drafts(client_id),
        largest=_largest(lines),
        moved=approvals.moved(view.moving) if view.moving else Money.zero(view.currency),
        through=parse_day(view.model["through"]),
        most_step=recommendations.most_step_pct(current.session()),
        sent_along=_sent_along(asked, typed),
        slide_low=lambda line: _slide(line, -1),
        slide_high=lambda line: _slide(line, 1),
    ), status


def _largest(lines: Sequence[LineView]) -> int:
    """The scale of the bars."""
    return max((max(line.current.micros, line.proposed.micros) for line in lines), default=0)


def _slide(line: LineView, side: int) -> str:
    """An end of a line's slider: the hard step limit from today's amount."""
    return line.current.scaled(1 + side * HARD_STEP).rounded().text


def _sent_along(asked: Asked, typed: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Everything that was chosen, for the form that sends it."""
    plain = [(name, typed[name]) for name in ("level", "total", "aim", "step", "cautious") if typed.get(name)]
    amounts = [(f"{kind}_{unit}", text) for kind in ("min", "set") for unit, text in asked.amounts(kind).items()]
    return [*plain, *(("lock", str(lock)) for lock in sorted(asked.locks)), *amounts]


def _preview(ask: Ask) -> RecommendationView:
    return recommendations.preview(
        current.session(), current.actor(), ask, now=current.now(), as_of=current.today(), frontier=POINTS
    )


def _page_number(typed: MultiDict[str, str], total: int) -> int:
    text = typed.get("page", "1")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 1
    return min(max(number, 1), max(1, -(-total // SIZE)))


def _elsewhere(asked: Asked, shown: Sequence[LineView]) -> list[tuple[str, str]]:
    """What is chosen for lines that this page of the table does not show; carried along as hidden fields."""
    here = {line.unit_id for line in shown}
    locks = [("lock", str(unit)) for unit in sorted(asked.locks - here)]
    amounts = [
        (f"{kind}_{unit}", text)
        for kind in ("min", "set")
        for unit, text in asked.amounts(kind).items()
        if unit not in here
    ]
    return locks + amounts


def _drafts(client_id: int) -> tuple[recommendation_views.Summary, ...]:
    found, _ = recommendation_views.listing(
        current.session(), current.actor(), states=(State.DRAFT, State.PROPOSED), client_id=client_id, limit=5
    )
    return found


def ordered(lines: Sequence[LineView]) -> list[LineView]:
    """Lines that move first, the largest move on top; then those that stay, largest budget on top."""
    return sorted(
        lines, key=lambda line: (not line.moves, -abs(line.change.micros), -line.current.micros, line.unit_id)
    )


def headline(view: RecommendationView) -> str:
    """The answer: “Same €4,200 a day; +2.9% revenue expected (0.4 to 5.1%)”."""
    total = show.money_text(view.total_after.micros, view.currency, places=_places(view.total_after))
    same = "Same " if view.total_after == view.total_before else ""
    if not view.moving:
        return f"{same}{total} a day: nothing should move now"
    middle = view.relative(view.expected)
    if middle is None:
        return f"{same}{total} a day; the effect on revenue is not known"
    low, high = view.relative(view.expected_low) or 0.0, view.relative(view.expected_high) or 0.0
    told = show.percent_text(middle, places=1, signed=True)
    ends = f"{show.percent_text(low, places=1).removesuffix('%')} to {show.percent_text(high, places=1)}"
    return f"{same}{total} a day; {told} revenue expected ({ends})"


def _places(amount: Money) -> int | None:
    """A headline leaves out cents that are nought."""
    return 0 if amount.micros % 1_000_000 == 0 else None


@blueprint.post("/send")
@requires(Permission.RECOMMEND)
def send() -> ResponseReturnValue:
    """Send what the person looked at for approval."""
    form = request.form
    client_id = current.scope().client_id or _whole(form.get("client_id"))
    if client_id is None:
        raise BadInput("Choose a client first.", field="client")
    asked = _asked(form, client_id, form.get("currency") or None)
    try:
        recommendation_id = approvals.send(
            current.session(),
            current.actor(),
            asked.ask,
            now=current.now(),
            as_of=current.today(),
            seen=form.get("seen", ""),
            note=form.get("note", ""),
            starts_on=_day(form.get("starts_on")),
        )
    except Refused as refusal:
        return _page(client_id, form, problem=refusal.message, status=409)
    frame.done("Sent for approval. The budgets stay as they are until somebody approves.")
    return redirect(url_for("reallocate.show", recommendation_id=recommendation_id))


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None


def _day(text: str | None) -> date | None:
    return parse_day(text) if text else None


@blueprint.get("/<recommendation_id>", endpoint="show")
@requires(Permission.VIEW)
def show_one(recommendation_id: str) -> ResponseReturnValue:
    """One recommendation: who asks what and why, what it moves, what it should bring; and the decision."""
    return _one(recommendation_id)


def _one(recommendation_id: str, *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    session, actor = current.session(), current.actor()
    view = recommendation_views.get(session, actor, recommendation_id)
    verdict = approvals.may_decide(session, actor, view, now=current.now(), today=current.today())
    stale = obstacles(session, view.moving, now=current.now()) if view.state == State.PROPOSED else {}
    holding = {line.line_no for line in view.moving} - stale.keys()
    changes = change_views.ledger(session, actor, Filter(recommendation_id=view.id), limit=500)
    return render_template(
        "reallocate/show.html",
        view=view,
        lines=ordered(view.lines),
        verdict=verdict,
        changes=changes.changes,
        decided=approvals.history(session, view.id),
        earlier=_earlier(view),
        moved=approvals.moved(view.moving) if view.moving else Money.zero(view.currency),
        flow=decision_charts.flow(view),
        title=_asks(view),
        problem=problem,
        stale=stale,
        holding=len(holding),
        ticked=holding & set(request.form.getlist("line", type=int)) if _ticked_some(status) else holding,
        comment=request.form.get("comment", ""),
        largest=_largest(view.lines),
        through=parse_day(view.model["through"]),
        State=State,
    ), status


def _ticked_some(status: int) -> bool:
    """Whether the form that comes back has the person's own ticks."""
    return status != 200 and request.form.get("decision") != "all"


def _earlier(view: RecommendationView) -> list[recommendation_views.Summary]:
    """The last recommendations of the same client that were decided on."""
    states = (State.APPROVED, State.PARTLY_APPROVED, State.REFUSED)
    found, _ = recommendation_views.listing(
        current.session(), current.actor(), states=states, client_id=view.client_id, limit=6
    )
    return [one for one in found if one.id != view.id][:5]


def _asks(view: RecommendationView) -> str:
    """Who asks what: “Ana asks to move €415.00 a day”."""
    if not view.moving:
        return "Nothing moves in this recommendation"
    moved = show.money_text(approvals.moved(view.moving).micros, view.currency)
    who = view.proposed_by or "The command line"
    told = {
        State.DRAFT: f"A draft that moves {moved} a day",
        State.PROPOSED: f"{who} asks to move {moved} a day",
        State.APPROVED: f"Approved: {moved} a day move",
        State.PARTLY_APPROVED: "Approved in part",
        State.REFUSED: "Refused",
        State.WITHDRAWN: "Taken back",
    }
    return told[view.state]


@blueprint.post("/<recommendation_id>/decide")
@requires(Permission.APPROVE)
def decide(recommendation_id: str) -> ResponseReturnValue:
    """Approve all, the ticked ones, or none, with a comment."""
    kind = request.form.get("decision", "")
    lines: Sequence[int] | None = {"all": None, "none": ()}.get(kind, request.form.getlist("line", type=int))
    try:
        view = approvals.decide(
            current.session(),
            current.actor(),
            recommendation_id,
            now=current.now(),
            today=current.today(),
            line_nos=lines,
            comment=request.form.get("comment", ""),
        )
    except (BadInput, Stale) as refusal:
        # The page comes back as it now is: what moved is marked, and the comment is kept.
        return _one(recommendation_id, problem=refusal.message, status=status_of(refusal))
    said = {
        State.APPROVED: "Approved. The changes wait to be carried out.",
        State.PARTLY_APPROVED: "Approved in part. The changes wait to be carried out.",
    }
    frame.done(said.get(view.state, "Refused; the proposer sees your comment."))
    return redirect(url_for("reallocate.show", recommendation_id=recommendation_id))


@blueprint.post("/<recommendation_id>/submit")
@requires(Permission.RECOMMEND)
def submit(recommendation_id: str) -> ResponseReturnValue:
    """Send a stored draft for approval."""
    form = request.form
    approvals.submit(
        current.session(),
        current.actor(),
        recommendation_id,
        now=current.now(),
        note=form.get("note", ""),
        starts_on=_day(form.get("starts_on")),
    )
    frame.done("Sent for approval. The budgets stay as they are until somebody approves.")
    return redirect(url_for("reallocate.show", recommendation_id=recommendation_id))


@blueprint.post("/<recommendation_id>/withdraw")
@requires(Permission.RECOMMEND)
def withdraw(recommendation_id: str) -> ResponseReturnValue:
    """Take a draft or a proposal back."""
    approvals.withdraw(current.session(), current.actor(), recommendation_id, now=current.now())
    frame.done("Taken back. Nothing was changed.")
    return redirect(url_for("reallocate.show", recommendation_id=recommendation_id))
