"""Plan & pacing: the plan lines of a month, one line with its curve, and what no line covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from paidsocial.domain.days import ONE_DAY, Period
from paidsocial.domain.pacing import Status
from paidsocial.errors import BadInput, NotFound
from paidsocial.services.access import Permission
from paidsocial.services.planning import pacing as pacing_service
from paidsocial.services.planning import plan_lines, untracked
from paidsocial.services.planning.pacing import LinePacing, Report
from paidsocial.services.planning.plan_lines import LineDetails
from paidsocial.web import current, pacing_view, plan_charts, show, typed
from paidsocial.web.access import requires

blueprint = Blueprint("pacing", __name__, url_prefix="/pacing")

_SIZE = 25
_FILTERS = {
    "needs": ("Needs someone", None),
    "over": ("Over", (Status.OVER, Status.EXHAUSTED)),
    "under": ("Under", (Status.UNDER,)),
    "on_track": ("On track", (Status.ON_TRACK,)),
    "waiting": ("Not started or no data", (Status.NOT_STARTED, Status.NO_DATA)),
}


@dataclass(frozen=True, slots=True)
class Group:
    """A client's lines on the page."""

    client_id: int
    name: str
    lines: tuple[LinePacing, ...]


def _passes(line: LinePacing, chosen: str) -> bool:
    statuses = _FILTERS[chosen][1]
    return line.needs_someone if statuses is None else line.status in statuses


def _shown(report: Report, chosen: str, text: str) -> list[LinePacing]:
    """The lines that the address asks for, clients with most at stake first, together."""
    wanted = text.strip().casefold()
    lines = [
        line
        for line in report.lines
        if (not chosen or _passes(line, chosen))
        and (not wanted or wanted in line.facts.name.casefold() or wanted in line.facts.client.casefold())
    ]
    rank = {line.facts.client_id: place for place, line in reversed(list(enumerate(lines)))}
    return sorted(lines, key=lambda line: rank[line.facts.client_id])


def _groups(lines: Sequence[LinePacing]) -> list[Group]:
    names = {line.facts.client_id: line.facts.client for line in lines}
    return [
        Group(client_id, name, tuple(line for line in lines if line.facts.client_id == client_id))
        for client_id, name in names.items()
    ]


def _heading(report: Report, month: str) -> str:
    """The page's answer in one line."""
    if not report.lines:
        return f"No plan for {month} yet"
    needing = len(report.waiting)
    if not needing:
        return f"Nothing needs you in {month}"
    verb = "needs" if needing == 1 else "need"
    return f"{show.count(needing, 'plan line')} of {len(report.lines)} in {month} {verb} someone"


@blueprint.get("/")
@requires(Permission.VIEW)
def index() -> ResponseReturnValue:
    """The plan lines of a month, by client."""
    report = pacing_view.report()
    chosen = request.args.get("status", "")
    if chosen and chosen not in _FILTERS:
        raise BadInput(f"“{chosen}” is not a status; choose one of the chips.", field="status")
    lines, page = _shown(report, chosen, request.args.get("q", "")), typed.page()
    month = report.month
    return render_template(
        "plans/index.html",
        report=report,
        heading=_heading(report, show.period_text(month)),
        groups=_groups(lines[(page - 1) * _SIZE : page * _SIZE]),
        total=len(lines),
        page=page,
        size=_SIZE,
        status=chosen,
        chips=[(label, key, sum(_passes(line, key) for line in report.lines)) for key, (label, _) in _FILTERS.items()],
        before=month.before(),
        after=Period.month_of(month.last + ONE_DAY),
        view=pacing_view,
    )


def line_pacing(line_id: int) -> LinePacing:
    """One line's pacing, whatever the scope's month; NotFound where it is not this person's."""
    details = plan_lines.details(current.session(), current.actor(), line_id)
    return _pacing_of(details)


def _pacing_of(details: LineDetails) -> LinePacing:
    today, period = current.today(), Period(details.line.first_day, details.line.last_day)
    month = Period.month_of(min(max(today, period.first), period.last))
    report = pacing_service.read(
        current.session(),
        current.actor(),
        month=month,
        as_of=today,
        client_id=details.line.client_id,
        cache=pacing_view.cache(),
    )
    found = next((line for line in report.lines if line.facts.line_id == details.line.id), None)
    if found is None:
        raise NotFound(f"“{details.line.name}” was put away; bring it back to see its pacing.")
    return found


@blueprint.get("/<int:line_id>")
@requires(Permission.VIEW)
def line(line_id: int) -> ResponseReturnValue:
    """One line: its curve, its figures, its amounts, the campaigns it covers."""
    details = plan_lines.details(current.session(), current.actor(), line_id)
    if details.line.archived_at is not None:
        return render_template("plans/put_away.html", details=details)
    found = _pacing_of(details)
    campaigns, total = plan_lines.covered(current.session(), current.actor(), line_id, as_of=current.today())
    return render_template(
        "plans/line.html",
        details=details,
        line=found,
        picture=plan_charts.cumulative(found),
        campaigns=campaigns,
        total=total,
        view=pacing_view,
    )


@blueprint.get("/<int:line_id>/row")
@requires(Permission.VIEW)
def row(line_id: int) -> ResponseReturnValue:
    """A line's row of the table, as it stands."""
    return render_template("plans/_row.html", line=line_pacing(line_id), view=pacing_view, undo=None)


@blueprint.get("/untracked")
@requires(Permission.VIEW)
def outside() -> ResponseReturnValue:
    """The campaigns that spend outside every plan line."""
    month, page = pacing_view.month(), typed.page()
    found, total = untracked.listing(
        current.session(),
        current.actor(),
        month=month,
        as_of=current.today(),
        client_id=current.scope().client_id,
        offset=(page - 1) * _SIZE,
        limit=_SIZE,
    )
    return render_template("plans/untracked.html", campaigns=found, total=total, page=page, size=_SIZE, month=month)
