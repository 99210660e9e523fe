"""Reallocate: what may move, what it proposes, and sending it; then the same for whoever approves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from paidsocial.domain.budget_change import HARD_STEP
from paidsocial.domain.days import ONE_DAY, parse_day
from paidsocial.domain.money import Money
from paidsocial.domain.recommendation import State
from paidsocial.errors import BadInput, NotEnoughData, Refused, Stale
from paidsocial.services.access import Permission
from paidsocial.services.changes import approvals, change_views
from paidsocial.services.changes.change_views import Filter
from paidsocial.services.changes.obstacles import obstacles
from paidsocial.services.prediction import pools
from paidsocial.services.reallocation import (
    recommendation_lists,
    recommendation_parts,
    recommendation_views,
    recommendations,
)
from paidsocial.services.reallocation.recommendation_views import LineView, RecommendationView
from paidsocial.services.reallocation.recommendations import Ask
from paidsocial.services.workspace import clients
from paidsocial.web import current, decision_charts, frame, reallocate_form, reallocate_words, show
from paidsocial.web.access import requires
from paidsocial.web.errors import status_of
from paidsocial.web.pacing_view import cache

blueprint = Blueprint("reallocate", __name__, url_prefix="/reallocate")

SIZE = 100
STEPS = (5, 10, 15, 20, 25, 30)
POINTS = 25  # of the frontier


@blueprint.get("/")
@requires(Permission.RECOMMEND)
def index() -> ResponseReturnValue:
    """The three steps on one page; everything chosen stands in the address."""
    scope = current.scope()
    if scope.client_id is not None:
        return _page(scope.client_id, request.args)
    menu = clients.scope_menu(current.session(), current.actor(), client_id=None)
    spent_in = clients.spent_in(current.session(), current.actor(), menu.clients)
    possible = [client for client in menu.clients if spent_in[client.id]] or menu.clients
    if len(possible) == 1 and not menu.more:
        return _page(possible[0].id, request.args)
    return render_template("reallocate/choose.html", menu=menu, spent_in=spent_in)


def _page(client_id: int, typed: MultiDict[str, str], *, problem: str = "", status: int = 200) -> ResponseReturnValue:
    asked = reallocate_form.read(typed, client_id, current.scope().currency)
    refused, amiss = False, None
    try:
        view = _preview(asked.ask)
    except Refused as refusal:
        problem = problem or show.for_page(refusal.message)
        kept = reallocate_form.without_what_cannot_be(asked, _preview)
        if kept is not None:
            view, amiss = kept
            if amiss.fields == ("set",):
                problem = f"{problem} {_range_words(view, amiss.unit)}"
        else:
            # What was typed cannot be: say so, and propose nothing; the bare question is for the page's frame alone.
            bare = _bare(asked.ask)
            if bare is None:
                return nothing(asked.ask, refusal.message)
            refused, view = True, bare
    lines = ordered(view.lines)
    page = _page_number(typed, len(lines))
    shown = lines[(page - 1) * SIZE : page * SIZE]
    if refused:
        shown = [line for line in lines if line.unit_id in asked.chosen]
    return render_template(
        "reallocate/index.html",
        view=view,
        asked=asked,
        lines=shown,
        elsewhere=asked.fields(without={line.unit_id for line in shown}),
        page=page,
        size=SIZE,
        problem=problem,
        refused=refused,
        amiss=amiss,
        looks_back=view.as_of != current.today(),
        losing=reallocate_words.losing_text(view),
        least_total=view.frontier[0][0] if view.frontier else None,
        unworthy=reallocate_words.unworthy_text(view),
        title="That cannot be proposed" if refused else reallocate_words.headline(view),
        steps=STEPS,
        flow=decision_charts.flow(view),
        frontier=decision_charts.frontier(view),
        drafts=_drafts(client_id),
        asked_words=reallocate_words.asked_words,
        largest=_largest(lines),
        steepest=_steepest(view),
        groups=reallocate_form.group_rows(lines),
        gap=view.certificate,
        another=reallocate_words.another_text(view),
        outcomes=reallocate_words.outcomes(view, cautious=asked.ask.cautious),
        moved=approvals.moved(view.moving) if view.moving else Money.zero(view.currency),
        through=parse_day(view.model["through"]),
        most_step=recommendations.most_step_pct(current.session()),
        sent_along=asked.everything(),
        slide_low=lambda line: _slide(line, -1),
        slide_high=lambda line: _slide(line, 1),
    ), status


def _range_words(view: RecommendationView, unit: int) -> str:
    """How far a line may be set with everything else as chosen."""
    line = next(line for line in view.lines if line.unit_id == unit)
    low, high = (show.amount_text(round(end), view.currency) for end in _reach(line))
    return f"“{line.name}” can be from {low} to {high} {view.currency} a day with everything else as chosen."


def _bare(ask: Ask) -> RecommendationView | None:
    """The question without what was typed, by what counts or else by revenue; None where neither is known."""
    for goal in dict.fromkeys((ask.goal, "revenue")):
        try:
            return _preview(Ask(level=ask.level, currency=ask.currency, client_id=ask.client_id, goal=goal))
        except NotEnoughData:
            continue
    return None


def nothing(ask: Ask, reason: str) -> str:
    """There is nothing to go by; where conversions would do, the way to them."""
    by_conversions = ""
    if not ask.conversions and _bare(replace(ask, goal="conversions")) is not None:
        by_conversions = url_for(
            "reallocate.index", client=ask.client_id, currency=ask.currency, level=ask.level, goal="conversions"
        )
    earlier = earlier_day(ask)
    if earlier is not None:
        newest = show.day_text(earlier - ONE_DAY)
        reason = (
            f"The newest figures are of {newest}, too old to say what to move now. Bring newer ones in, or look back."
        )
    return render_template(
        "reallocate/nothing.html",
        reason=show.for_page(reason),
        earlier=earlier,
        drafts=_drafts(ask.client_id),
        asked_words=reallocate_words.asked_words,
        by_conversions=by_conversions,
    )


def earlier_day(ask: Ask) -> date | None:
    """The day that old figures are looked at from, where the present ones are too old; None where they are not."""
    try:
        day = pools.day_after_newest(
            current.session(), current.actor(), now=current.now(), currency=ask.currency, client_id=ask.client_id
        )
    except NotEnoughData:
        return None
    return day if current.as_of() - day > timedelta(days=pools.STALE_DAYS) - ONE_DAY else None


def _largest(lines: Sequence[LineView]) -> int:
    """The scale of the bars."""
    return max((max(line.current.micros, line.proposed.micros) for line in lines), default=0)


def _steepest(view: RecommendationView) -> float:
    """The scale of the pictures of marginal ROAS: wide enough to see them meet; what lies beyond stops at its end."""
    known = [max(line.marginal_roas or 0.0, line.marginal_after or 0.0) for line in view.moving]
    return min(max(known), 2.5 * view.price) if known and view.price else 0.0


def _reach(line: LineView) -> tuple[int, int]:
    """From and to where a line may be set, in micros: as far as the others can make up the total."""
    low, high = line.details.get("range") or (
        line.current.scaled(1 + side * HARD_STEP).rounded().micros for side in (-1, 1)
    )
    return int(low), int(high)


def _slide(line: LineView, side: int) -> str:
    """An end of a line's slider."""
    return Money(_reach(line)[0 if side < 0 else 1], line.current.currency).text


def _preview(ask: Ask) -> RecommendationView:
    return recommendations.preview(
        current.session(),
        current.actor(),
        ask,
        now=current.now(),
        as_of=current.as_of(),
        frontier=POINTS,
        months=cache(),
    )


def _page_number(typed: MultiDict[str, str], total: int) -> int:
    text = typed.get("page", "1")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 1
    return min(max(number, 1), max(1, -(-total // SIZE)))


def _drafts(client_id: int | None) -> tuple[recommendation_lists.Summary, ...]:
    found, _ = recommendation_lists.listing(
        current.session(), current.actor(), states=(State.DRAFT, State.PROPOSED), client_id=client_id, limit=5
    )
    return found


def ordered(lines: Sequence[LineView]) -> list[LineView]:
    """Lines that move first, the largest move on top; then what was refused, and those that stay, largest on top."""
    return sorted(
        lines,
        key=lambda line: (
            *(not line.moves, line.refused is None),
            *(-abs(line.change.micros), -line.current.micros, line.unit_id),
        ),
    )


@blueprint.post("/send")
@requires(Permission.RECOMMEND)
def send() -> ResponseReturnValue:
    """Send what the person looked at for approval."""
    form = request.form
    client_id = current.scope().client_id or _whole(form.get("client_id"))
    if client_id is None:
        raise BadInput("Choose a client first.", field="client")
    asked = reallocate_form.read(form, client_id, form.get("currency") or None)
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
        return _page(client_id, form, problem=show.for_page(refusal.message), status=409)
    frame.done("Sent for approval. The budgets stay as they are until somebody approves.")
    return redirect(url_for("reallocate.show", recommendation_id=recommendation_id))


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None


def _day(text: str | None) -> date | None:
    return parse_day(text) if text else None


@blueprint.get("/<recommendation_id>/part")
@requires(Permission.VIEW)
def part(recommendation_id: str) -> ResponseReturnValue:
    """What the ticked lines alone come to: the total, what changes place, and the expectation."""
    view = recommendation_views.get(current.session(), current.actor(), recommendation_id)
    ticked = set(request.args.getlist("line", type=int))
    return render_template("reallocate/_stats.html", view=view, part=recommendation_parts.part(view, ticked))


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
    decided = recommendation_parts.as_decided(view)
    return render_template(
        "reallocate/show.html",
        view=decided,
        part=recommendation_parts.part(decided, _ticked(decided, holding, status)),
        lines=ordered(decided.lines),
        verdict=verdict,
        may_withdraw=approvals.may_withdraw(actor, view),
        changes=changes.changes,
        decided=approvals.history(session, view.id),
        earlier=_earlier(view),
        flow=decision_charts.flow(decided),
        title=reallocate_words.asks(decided),
        became=reallocate_words.became_text(view, decided),
        problem=problem,
        stale=stale,
        holding=len(holding),
        ticked=_ticked(view, holding, status) & holding,
        comment=request.form.get("comment", ""),
        largest=_largest(view.lines),
        through=parse_day(view.model["through"]),
        State=State,
    ), status


def _ticked(view: RecommendationView, holding: set[int], status: int) -> set[int]:
    """The lines that are ticked: the person's own where the form comes back, else all that can be approved."""
    if view.state != State.PROPOSED:
        return {line.line_no for line in view.moving}
    if status != 200 and request.form.get("decision") != "all":
        return holding & set(request.form.getlist("line", type=int))
    return holding


def _earlier(view: RecommendationView) -> list[recommendation_lists.Summary]:
    """The last recommendations of the same client that were decided on."""
    states = (State.APPROVED, State.PARTLY_APPROVED, State.REFUSED)
    found, _ = recommendation_lists.listing(
        current.session(), current.actor(), states=states, client_id=view.client_id, limit=6
    )
    return [one for one in found if one.id != view.id][:5]


@blueprint.post("/<recommendation_id>/decide")
@requires(Permission.APPROVE)
def decide(recommendation_id: str) -> ResponseReturnValue:
    """Approve all, the ticked ones, or none, with a comment."""
    kind = request.form.get("decision", "")
    lines: Sequence[int] | None = {"all": None, "none": ()}.get(kind, request.form.getlist("line", type=int))
    if kind == "some" and not lines:
        problem = "Nothing is ticked: tick at least one line to approve, or refuse them all."
        return _one(recommendation_id, problem=problem, status=422)
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
