"""One import: its report, what a person decides about a held one, and reading its original again."""

from __future__ import annotations

import time

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from paidsocial.errors import Refused
from paidsocial.services.access import Permission
from paidsocial.services.imports import history, large, previews
from paidsocial.services.imports.held import HELD
from paidsocial.services.imports.importing import Progress
from paidsocial.services.imports.parts import PartOutcome
from paidsocial.web import beside, current, frame, import_words
from paidsocial.web.access import requires

blueprint = Blueprint("imported", __name__, url_prefix="/data/imports")

blueprint.context_processor(import_words.helpers)


@blueprint.get("/<int:batch_id>", endpoint="show")
@requires(Permission.VIEW)
def report(batch_id: int) -> ResponseReturnValue:
    """The report of an import, and what a person may decide about a held one."""
    entry = history.get(current.session(), current.actor(), batch_id)
    waits = entry.batch.state == HELD
    storing = waits and (
        beside.going_on(current.runtime(), _key(batch_id)) or large.goes_on(entry.batch.report, now=current.now())
    )
    return render_template("imports/show.html", entry=entry, report=entry.batch.report, waits=waits, storing=storing)


@blueprint.post("/<int:batch_id>/accept")
@requires(Permission.IMPORT)
def accept(batch_id: int) -> ResponseReturnValue:
    """Store a held import all the same; with a large file beside the request, and the page asks until it is done."""
    session, actor, home, now = current.session(), current.actor(), current.settings().home, current.now()
    entry = history.get(session, actor, batch_id)
    going_on = beside.going_on(current.runtime(), _key(batch_id))
    if going_on or (entry.batch.state == HELD and large.is_large(session, batch_id)):
        return _accept_beside(batch_id)
    if current.is_fragment():  # another page has asked what came of it already
        return _to(batch_id)
    outcome = history.accept(session, actor, batch_id, home=home, now=now)
    _tell(outcome)
    return _to(outcome.batch_id or batch_id)


def _accept_beside(batch_id: int) -> ResponseReturnValue:
    actor, runtime, now = current.actor(), current.runtime(), current.now()

    def work(own: Session, heard: Progress) -> PartOutcome | None:
        return history.accept_beside(own, actor, batch_id, home=runtime.settings.home, now=now, progress=heard)

    current.session().rollback()  # nothing is open while another thread writes
    try:
        going = beside.go_on(runtime, _key(batch_id), work)
    except Refused as error:
        frame.warn(error.message)
        return _to(batch_id)
    if going.done is not None:
        _tell(going.done)
        return _to(going.done.batch_id or batch_id)
    if not current.is_fragment():
        return _to(batch_id)
    if going.over:
        time.sleep(beside.ASKED_AGAIN)
    return render_template("imports/_storing.html", batch_id=batch_id, rows=going.rows)


def _key(batch_id: int) -> beside.Key:
    return "held", batch_id


def _tell(outcome: PartOutcome) -> None:
    rows = outcome.report["rows"]
    stored = f"{rows['inserted']:,} new, {rows['revised']:,} revised"
    frame.done(f"Stored: {stored}. What the file left out is kept as it was.")


def _to(batch_id: int) -> ResponseReturnValue:
    address = url_for("imported.show", batch_id=batch_id)
    return ("", 200, {"HX-Redirect": address}) if current.is_fragment() else redirect(address)


@blueprint.post("/<int:batch_id>/leave")
@requires(Permission.IMPORT)
def leave(batch_id: int) -> ResponseReturnValue:
    """Decide that a held import is not stored."""
    entry = history.leave(current.session(), current.actor(), batch_id, now=current.now())
    frame.done(f"{entry.batch.file_name} stays out. Its original is kept.")
    return redirect(url_for("data.index"))


@blueprint.post("/<int:batch_id>/again")
@requires(Permission.IMPORT)
def again(batch_id: int) -> ResponseReturnValue:
    """Look at an imported file anew, to read it with other columns."""
    session, actor = current.session(), current.actor()
    entry = history.whole_file(session, actor, batch_id)
    found = previews.again(session, actor, entry.batch, home=current.settings().home, now=current.now())
    if found.unread:  # a large one: where the list of what waits asks for it
        return redirect(url_for("data.index", _anchor="waiting"))
    return redirect(url_for("data.preview", batch_id=found.id))
