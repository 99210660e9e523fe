"""The demo's own button: a day goes by on its platforms."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from paidsocial.domain.days import local_day
from paidsocial.domain.wording import full_day
from paidsocial.errors import NotFound
from paidsocial.services.access import Permission
from paidsocial.web import current, frame
from paidsocial.web.access import requires

blueprint = Blueprint("demo", __name__, url_prefix="/demo")


@blueprint.post("/next-day")
@requires(Permission.VIEW)
def next_day() -> ResponseReturnValue:
    """Let a day go by, and pull what it brought."""
    move = current.runtime().next_day
    if move is None:
        raise NotFound("Only the demo has a clock that can be moved.")
    now = move(current.session())
    frame.done(
        f"It is {full_day(local_day(now, current.time_zone()))} now. The platforms' new figures are being pulled."
    )
    return redirect(url_for("auth.home"))
