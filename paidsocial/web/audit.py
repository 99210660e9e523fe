"""The audit trail: who did what, when, from what to what; and whether the chain is whole."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from paidsocial.services.access import Permission
from paidsocial.services.workspace import audit_log
from paidsocial.web import current, frame, show, typed
from paidsocial.web.access import requires

blueprint = Blueprint("audit", __name__, url_prefix="/audit")

DOORS = {"web": "In the browser", "cli": "Command line", "api": "API", "job": "By itself"}


@blueprint.get("/")
@requires(Permission.READ_AUDIT)
def index() -> ResponseReturnValue:
    """The trail, newest first. A period narrows it only where the address names one."""
    scope = current.scope()
    query = audit_log.AuditQuery(
        text=request.args.get("q", "")[:200],
        action=request.args.get("action", "")[:100],
        door=request.args.get("door", "")[:20],
        client_id=scope.client_id,
        days=scope.period if scope.chosen_period else None,
        page=typed.page(),
    )
    found = audit_log.read(current.session(), current.actor(), query)
    subjects = sorted({action.partition(".")[0] for action in found.actions})
    words = {"subjects": subjects, "doors": DOORS, "size": audit_log.PAGE}
    return render_template("audit/index.html", found=found, query=query, **words)


@blueprint.post("/check")
@requires(Permission.READ_AUDIT)
def check() -> ResponseReturnValue:
    """Recompute every hash of the chain."""
    result = audit_log.check(current.session(), current.actor())
    if result.broken_at is None:
        frame.done(f"The chain is whole: {show.count(result.entries, 'entry', 'entries')}, each fits the one before.")
    else:
        frame.warn(
            f"The chain is broken at entry {result.broken_at}: it was changed, or entries before it are missing. "
            "Compare with a backup from before, and find out who can write to the database."
        )
    return redirect(url_for("audit.index"))
