"""Today: the budgets that need someone, worst first, each with its cause, its adjustment and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from paidsocial.domain.days import parse_day
from paidsocial.domain.pacing import Status
from paidsocial.errors import BadInput, Refused
from paidsocial.services.access import Permission
from paidsocial.services.planning import adjustments, snoozes
from paidsocial.services.planning import today as service
from paidsocial.services.planning.adjustments import Move
from paidsocial.services.planning.pacing import LinePacing, Report
from paidsocial.web import current, frame, pacing_view, show, typed
from paidsocial.web.access import may_open, requires

blueprint = Blueprint("today", __name__, url_prefix="/today")

_SIZE = 10
_QUIET_CAUSES = {"flat_shape", "untracked", "plan_changes", "account_behind"}
_SNOOZE_DAYS = 3


@dataclass(frozen=True, slots=True)
class Advice:
    """An exception in a few words: how likely what is, what to do, and because of what (may be empty)."""

    chance: str
    deed: str
    amount: str
    because: str


def advice(line: LinePacing) -> Advice:
    """What a line's card says."""
    pacing, currency = line.pacing, line.facts.terms.currency
    because = next((cause.text for cause in line.causes if cause.code not in _QUIET_CAUSES), "")
    if pacing is None or pacing.projection is None:
        return Advice("", "", "", because)
    left = show.money_text(abs(pacing.left), currency, code=True)
    if pacing.days_left == 0:
        word = "over" if pacing.left < 0 else "under"
        return Advice("It has ended", f"{left} {word} its plan", "", "")
    if pacing.status is Status.EXHAUSTED:
        told = f"{left} over its budget" if pacing.left < 0 else "Its budget is used up"
        count = show.count(pacing.days_left, "day")
        return Advice(told, f"stop its campaigns or agree on more for the {count} left", "", because)
    share = pacing.projection.probability_over
    over = pacing.status is Status.OVER
    chance = _chance(share if over else 1 - share, "overspend" if over else "fall short")
    adjust = pacing.adjust_by_daily or 0
    if any(cause.code == "no_delivery" for cause in line.causes):
        needed = show.money_text(max(0, pacing.required_daily or 0), currency, code=True)
        return Advice("Nothing is delivered", "find out why; the plan needs", f"{needed} a day", because)
    amount = show.money_text(abs(adjust), currency, code=True)
    return Advice(chance, f"{'lower' if adjust < 0 else 'raise'} by", f"{amount} a day", because)


def _chance(share: float, of: str) -> str:
    """A probability in words that claim no more than it does."""
    if share >= 0.995:
        return f"Almost certain to {of}"
    return f"{show.percent_text(share)} likely to {of}"


def _title(report: Report) -> str:
    waiting, fine = len(report.waiting), len(report.with_status(Status.ON_TRACK))
    tracked = f"{fine} {'is' if fine == 1 else 'are'} on track"
    if waiting:
        return f"{show.count(waiting, 'budget')} {'needs' if waiting == 1 else 'need'} you; {tracked}"
    if not report.lines:
        return "No budget is planned for this month yet"
    return f"Nothing needs you; {tracked}"


@blueprint.get("/")
@requires(Permission.RECOMMEND)
def index() -> ResponseReturnValue:
    """The queue."""
    scope = current.scope()
    found = service.read(
        current.session(),
        current.actor(),
        now=current.now(),
        today=current.today(),
        client_id=scope.client_id,
        account_id=scope.account_id,
        cache=pacing_view.cache(),
    )
    page, waiting = typed.page(), found.report.waiting
    return render_template(
        "today/index.html",
        found=found,
        report=found.report,
        title=_title(found.report),
        lines=waiting[(page - 1) * _SIZE : page * _SIZE],
        page=page,
        size=_SIZE,
        on_track=found.report.with_status(Status.ON_TRACK),
        snoozed=[line for line in found.report.lines if line.status.alarm and line.facts.snooze],
        unclear=found.report.with_status(Status.NO_DATA),
        not_started=found.report.with_status(Status.NOT_STARTED),
        advice=advice,
        view=pacing_view,
        until=current.today() + timedelta(days=_SNOOZE_DAYS),
        latest=current.today() + timedelta(days=snoozes.LONGEST_DAYS),
    )


@blueprint.get("/<int:line_id>/adjust")
@requires(Permission.RECOMMEND)
def adjust(line_id: int) -> ResponseReturnValue:
    """The budgets behind a line with a proposed split, for the side panel."""
    return _panel(line_id)


def _panel(line_id: int, *, problem: str = "", typed: dict[str, str] | None = None) -> ResponseReturnValue:
    found = adjustments.read(
        current.session(),
        current.actor(),
        line_id,
        as_of=current.today(),
        now=current.now(),
        cache=pacing_view.cache(),
    )
    status = 422 if problem else 200
    template = "today/_adjust.html" if current.is_fragment() else "today/adjust.html"
    page = render_template(template, found=found, problem=problem, typed=typed or {}, advice=advice(found.line))
    return page, status


@blueprint.post("/<int:line_id>/adjust")
@requires(Permission.RECOMMEND)
def propose(line_id: int) -> ResponseReturnValue:
    """Propose the amounts that differ from what the person saw."""
    typed = request.form.to_dict()
    try:
        ids = adjustments.propose(
            current.session(), current.actor(), line_id, _moves(typed), now=current.now(), today=current.today()
        )
    except Refused as error:
        if error.code == "not_found":
            raise
        return _panel(line_id, problem=error.message, typed=typed)
    frame.done(f"{show.count(len(ids), 'budget change')} written down.")
    target = frame.url_scoped("changes.index" if may_open("changes.index") else "today.index")
    if current.is_fragment():
        return "", 204, {"HX-Redirect": target}
    return redirect(target)


def _moves(typed: dict[str, str]) -> list[Move]:
    """The budgets of the form whose amount was filled in and differs from the one seen: `after-7-12`, `seen-7-12`."""
    moves = []
    for name, after in typed.items():
        kind, _, key = name.partition("-")
        campaign, _, ad_set = key.partition("-")
        if kind != "after" or not campaign.isdecimal() or (ad_set and not ad_set.isdecimal()):
            continue
        seen = typed.get(f"seen-{key}", "").strip() or None
        if after.strip() and after.strip() != seen:
            moves.append(Move(int(campaign), int(ad_set) if ad_set else None, seen, after.strip()))
    return moves


@blueprint.post("/<int:line_id>/not-now")
@requires(Permission.EDIT_PLAN)
def not_now(line_id: int) -> ResponseReturnValue:
    """Put a line away until a day, with the reason."""
    row = snoozes.snooze(
        current.session(),
        current.actor(),
        line_id,
        until=_day(request.form.get("until", "")),
        reason=request.form.get("reason", ""),
        now=current.now(),
        today=current.today(),
    )
    frame.done(f"Put away until {show.day_text(row.until_day)}.", undo=url_for("today.now", line_id=line_id))
    return redirect(frame.url_scoped("today.index"))


def _day(text: str) -> date | None:
    try:
        return parse_day(text)
    except BadInput:
        return None


@blueprint.post("/<int:line_id>/now")
@requires(Permission.EDIT_PLAN)
def now(line_id: int) -> ResponseReturnValue:
    """Bring a line that was put away back into the queue."""
    snoozes.wake(current.session(), current.actor(), line_id, now=current.now())
    frame.done("It is back in the queue.")
    return redirect(frame.url_scoped("today.index"))
