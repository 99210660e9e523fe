"""Sending budget changes to the platforms from the Changes page: now, as a trial, looking again; the stop switch."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from paidsocial.domain.budget_change import State, words
from paidsocial.errors import Forbidden, NotFound, PlatformError, Refused
from paidsocial.services.access import Actor, Permission
from paidsocial.services.changes import push_limits, pushing, queue
from paidsocial.services.changes.pushing import Pushed
from paidsocial.services.connections.live import Live
from paidsocial.web import current, frame, typed
from paidsocial.web.access import requires

blueprint = Blueprint("sending", __name__, url_prefix="/changes")


@blueprint.post("/<int:change_id>/send")
@requires(Permission.CARRY_OUT)
def send(change_id: int) -> ResponseReturnValue:
    """Send one approved change now; takes seconds."""
    return _tried(change_id, pushing.push)


@blueprint.post("/<int:change_id>/look-again")
@requires(Permission.CARRY_OUT)
def look_again(change_id: int) -> ResponseReturnValue:
    """Read what became of a change that nobody knows about."""
    return _tried(change_id, pushing.reconcile)


@blueprint.post("/<int:change_id>/rehearse")
@requires(Permission.CARRY_OUT)
def rehearse(change_id: int) -> ResponseReturnValue:
    """Say what sending would meet; changes nothing."""
    return _tried(change_id, pushing.rehearse)


def _tried(change_id: int, deed: Callable[[Session, Actor, Live, int], Pushed | str]) -> ResponseReturnValue:
    """Do it, and put whatever is said on the page that it was asked from."""
    try:
        _tell(deed(current.session(), current.actor(), current.live(), change_id))
    except (NotFound, Forbidden):
        raise
    except (Refused, PlatformError) as error:
        current.session().rollback()
        frame.warn(error.message)
    if request.form.get("back") == "change":
        return redirect(url_for("changes.show", change_id=change_id))
    return redirect(frame.url_scoped("changes.index", _anchor="queue"))


def _tell(done: Pushed | str) -> None:
    if isinstance(done, str):
        frame.done(f"Dry run, nothing was sent. {done}")
    elif done.state is State.APPLIED:
        frame.done(f"Change {done.change_id} is applied. {done.text}")
    else:
        frame.warn(f"Change {done.change_id} is {words(done.state)}. {done.text}")


@blueprint.get("/live")
@requires(Permission.VIEW)
def live() -> ResponseReturnValue:
    """The rows that a page shows as under way, as they are now."""
    asked = request.args.getlist("change", type=typed.choice_id)
    found = queue.some(current.session(), current.actor(), asked, now=current.now())
    return render_template("changes/_live.html", queue=found)


@blueprint.post("/stop")
@requires(Permission.APPROVE)
def stop() -> ResponseReturnValue:
    """Send nothing more to any platform."""
    push_limits.stop(current.session(), current.actor(), why=request.form.get("why", ""), now=current.now())
    return redirect(frame.url_scoped("changes.index"))


@blueprint.post("/go-on")
@requires(Permission.APPROVE)
def go_on() -> ResponseReturnValue:
    """Let approved changes go to the platforms again."""
    push_limits.go_on(current.session(), current.actor(), now=current.now())
    frame.done("Sending goes on: approved changes may be sent again.")
    return redirect(frame.url_scoped("changes.index"))
