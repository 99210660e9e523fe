"""An ad account's data: a calendar of its days, and which column of its files is its conversion."""

from __future__ import annotations

import time

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from paidsocial.services.access import Permission
from paidsocial.services.connections import calendar, health
from paidsocial.services.imports import coverage, history, rereading
from paidsocial.services.imports.importing import Progress
from paidsocial.services.performance import maturity
from paidsocial.web import beside, current, frame, import_words, lateness_chart
from paidsocial.web.access import requires

blueprint = Blueprint("account_days", __name__, url_prefix="/data/accounts")

blueprint.context_processor(import_words.helpers)


@blueprint.get("/<int:account_id>")
@requires(Permission.VIEW)
def show(account_id: int) -> ResponseReturnValue:
    """A calendar of what is stored of an ad account, so that missing days are seen."""
    session, actor = current.session(), current.actor()
    found = coverage.account(session, actor, account_id)
    lateness = maturity.account(session, actor, account_id)
    return render_template(
        "imports/account.html",
        found=found,
        conversion=rereading.about(session, actor, account_id),
        days=calendar.read(session, actor, account_id, now=current.now()),
        pulled=account_id in health.pulled_ids(session, actor),
        imports=history.listing(session, actor, account_id=account_id),
        lateness=lateness,
        lateness_chart=lateness_chart.picture(lateness) if lateness else None,
    )


@blueprint.post("/<int:account_id>/conversion")
@requires(Permission.IMPORT)
def conversion(account_id: int) -> ResponseReturnValue:
    """Choose which column of its files is an ad account's conversion; its kept files are then read again."""
    session, actor = current.session(), current.actor()
    chosen = rereading.choose(session, actor, account_id, request.form.get("use", ""), now=current.now())
    if not chosen.left:
        frame.done(f"Conversions of {chosen.account.name} are “{chosen.chosen}”. No file had to be read again.")
    return redirect(
        url_for("account_days.show", account_id=account_id, reading=1 if chosen.left else None, _anchor="conversion")
    )


@blueprint.post("/<int:account_id>/reread")
@requires(Permission.IMPORT)
def reread(account_id: int) -> ResponseReturnValue:
    """Read the next kept file again; the page asks until none is left."""
    left, rows = _read_next(account_id)
    if not current.is_fragment():
        return redirect(
            url_for("account_days.show", account_id=account_id, reading=1 if left else None, _anchor="conversion")
        )
    if not left:
        frame.done("Every kept file was read again. Choosing the former column takes it back.")
        address = url_for("account_days.show", account_id=account_id, _anchor="conversion")
        return "", 200, {"HX-Redirect": address}
    of = max(request.args.get("of", 0, type=int), left)
    return render_template("imports/_rereading.html", account_id=account_id, left=left, of=of, rows=rows)


def _read_next(account_id: int) -> tuple[int, int]:
    """How many files are left after the next step, and while that goes on, how many rows of its file were read."""
    session, actor, runtime, now = current.session(), current.actor(), current.runtime(), current.now()
    key, home = ("conversion", account_id), runtime.settings.home

    def work(own: Session, heard: Progress) -> int | None:
        return rereading.step_beside(own, actor, account_id, home=home, now=now, progress=heard)

    if not (rereading.next_is_large(session, actor, account_id) or beside.going_on(runtime, key)):
        return rereading.step(session, actor, account_id, home=home, now=now), 0
    session.rollback()  # nothing is open while another thread writes
    going = beside.go_on(runtime, key, work)
    if going.done is not None:
        return int(going.done), 0
    if going.over:
        time.sleep(beside.ASKED_AGAIN)
    return rereading.about(session, actor, account_id).left, going.rows
