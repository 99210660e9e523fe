"""Data: drop files, look at what was understood, correct it, confirm; what came in, and which days are missing."""

from __future__ import annotations

import time

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from paidsocial.errors import BadInput, Refused, Stale, UnreadableFile
from paidsocial.platforms.reading import own_name
from paidsocial.services.access import Permission
from paidsocial.services.connections import health
from paidsocial.services.imports import FileOutcome, coverage, history, large, previews, queue
from paidsocial.services.imports.archives import PassedOver, is_archive, is_table, tidy_name
from paidsocial.services.imports.importing import Progress
from paidsocial.services.imports.previews import Preview
from paidsocial.web import beside, current, frame, import_words, show, typed
from paidsocial.web.access import requires
from paidsocial.web.forms import refuse
from paidsocial.web.import_forms import ASKED, MAPPED, NOTHING, DropForm, columns_said, hints_form

blueprint = Blueprint("data", __name__, url_prefix="/data")

MOST_FILES = 50  # in one request; the page's script sends as many as there are, one by one
_LOOKED_AT_ONCE = 8 << 20
_TOLD = 10
_STORED = {"inserted": "new", "revised": "revised", "unchanged": "unchanged"}

blueprint.context_processor(import_words.helpers)


# -- the list --


@blueprint.get("/")
@requires(Permission.IMPORT)
def index() -> ResponseReturnValue:
    """What came in, what waits, and which ad accounts have figures for which days."""
    session, actor, scope = current.session(), current.actor(), current.scope()
    return render_template(
        "imports/index.html",
        form=DropForm(),
        waiting=previews.waiting(session, actor),
        left=queue.left(session, actor),
        brought=history.brought(session, actor, since=typed.instant("since")),
        held=history.listing(session, actor, client_id=scope.client_id, state="held").entries,
        imports=history.listing(
            session,
            actor,
            page=typed.page(),
            client_id=scope.client_id,
            account_id=scope.account_id,
            state=request.args.get("state"),
        ),
        accounts=coverage.accounts(session, actor, client_id=scope.client_id),
        pulled=health.pulled_ids(session, actor),
        size=history.PAGE,
        most=MOST_FILES,
        state=request.args.get("state", ""),
    )


@blueprint.post("/upload")
@requires(Permission.IMPORT)
def upload() -> ResponseReturnValue:
    """Keep the files; one goes to its preview at once, several wait to be looked at one by one.

    `paths`: what a script says of each file's place in its folder. A script is answered in JSON, file by file.
    """
    sent = [file for file in request.files.getlist("files") if file.filename]
    if not sent:
        raise BadInput("Choose at least one file.", field="files")
    if len(sent) > MOST_FILES:
        raise BadInput(f"At most {MOST_FILES} files at once; drop the rest afterwards.", field="files")
    scripted = request.accept_mimetypes.best == "application/json"
    paths = request.form.getlist("paths")
    named = [
        (tidy_name(paths[at]) if at < len(paths) else own_name(file.filename or ""), file)
        for at, file in enumerate(sent)
    ]
    if len(named) == 1 and not scripted and _is_quick(named[0][1]):
        return redirect(url_for("data.preview", batch_id=_begin(*named[0]).id))
    kept, passed_over = [], []
    for name, file in named:
        ids, others = _put(name, file)
        kept += ids
        passed_over += others
    if scripted:
        return jsonify(kept=kept, passed_over=[f"{one.name}: {one.reason}" for one in passed_over])
    for one in passed_over[:_TOLD]:
        frame.warn(f"{one.name} was passed over. {one.reason}")
    return redirect(url_for("data.index", _anchor="waiting"))


def _is_quick(file: FileStorage) -> bool:
    """Whether looking at a file takes no longer than a page may."""
    size = file.stream.seek(0, 2)
    return size <= _LOOKED_AT_ONCE and not is_archive(file.stream)  # type: ignore[arg-type]  # see _begin


def _put(name: str, file: FileStorage) -> tuple[list[int], list[PassedOver]]:
    """A file among several: what is no table is said, and costs the others nothing."""
    if "/" in name and not (is_table(name) or name.casefold().endswith(".zip")):
        return [], [PassedOver(name, "It is not a table.")]
    try:
        return queue.put(
            current.session(),
            current.actor(),
            home=current.settings().home,
            stream=file.stream,  # type: ignore[arg-type]  # see _begin
            name=name,
            now=current.now(),
        )
    except UnreadableFile as error:
        return [], [PassedOver(name, error.message)]


def _begin(name: str, file: FileStorage) -> Preview:
    return previews.begin(
        current.session(),
        current.actor(),
        home=current.settings().home,
        stream=file.stream,  # type: ignore[arg-type]  # werkzeug's spooled file is a seekable binary stream
        name=name,
        now=current.now(),
    )


@blueprint.post("/waiting/next")
@requires(Permission.IMPORT)
def work() -> ResponseReturnValue:
    """Look at the next file, or store the next one that was confirmed; the page asks again until nothing is left."""
    session, actor = current.session(), current.actor()
    done, rows = _step()
    session.rollback()  # what another thread or process did meanwhile shall be seen
    left = queue.left(session, actor)
    if not current.is_fragment():
        return redirect(url_for("data.index", since=request.args.get("since")))
    if (done is None and rows is None) or not left.count:
        return "", 200, {"HX-Refresh": "true"}
    return render_template("imports/_step.html", left=left, done=done, of=_of(left), rows=rows)


def _step() -> tuple[queue.Step | None, int | None]:
    """The next step, if it came to its end within this request; and while it goes on, how many rows were read."""
    session, actor, runtime, now = current.session(), current.actor(), current.runtime(), current.now()
    key, home = ("waiting", actor.user_id), runtime.settings.home

    def work(own: Session, heard: Progress) -> queue.Step | None:
        return queue.step(own, actor, home=home, now=now, beside=True, progress=heard)

    if beside.going_on(runtime, key) or queue.next_is_large(session, actor):
        session.rollback()  # nothing is open while another thread writes
        going = beside.go_on(runtime, key, work)
        if not going.over:
            return None, going.rows
        done: queue.Step | None = going.done
    else:
        done = queue.step(session, actor, home=home, now=now)
    if done is not None and done.goes_on:
        time.sleep(beside.ASKED_AGAIN)
        return None, 0
    return done, None


def _of(left: queue.Left) -> int:
    """How many files there were to do when the page began."""
    return max(request.args.get("of", 0, type=int), left.count)


@blueprint.post("/waiting/confirm")
@requires(Permission.IMPORT)
def confirm_waiting() -> ResponseReturnValue:
    """Store every waiting file that is understood and not held, one after the other."""
    now = current.now()
    queue.confirm_ready(current.session(), current.actor(), now=now)
    return redirect(url_for("data.index", since=now.isoformat(), _anchor="waiting"))


@blueprint.post("/waiting/stop")
@requires(Permission.IMPORT)
def stop() -> ResponseReturnValue:
    """Store no more of what was confirmed together; what is stored stays."""
    stopped = queue.stop(current.session(), current.actor())
    if stopped:
        frame.done(f"Stopped: {show.count(stopped, 'file waits', 'files wait')} as before.")
    return redirect(url_for("data.index", since=request.form.get("since") or None))


# -- one file on its way in --


@blueprint.route("/waiting/<int:batch_id>", methods=["GET", "POST"])
@requires(Permission.IMPORT)
def preview(batch_id: int) -> ResponseReturnValue:
    """What was understood of a file, with everything a person can correct."""
    session, actor = current.session(), current.actor()
    found = previews.get(session, actor, batch_id)
    if found.begun_at or (found.unread and large.is_large(session, batch_id)):
        return redirect(url_for("data.index", _anchor="waiting"))
    if found.unread:
        found = queue.look(session, actor, found, home=current.settings().home, now=current.now())
    elif request.method == "GET":
        found = previews.renewed(session, actor, found, home=current.settings().home, now=current.now())
    form = hints_form(found)
    if form.validate_on_submit():
        try:
            options = form.options(columns_said(found)).checked()
            if large.is_large(session, batch_id):
                queue.look_later(session, actor, batch_id, options)
                return redirect(url_for("data.index", _anchor="waiting"))
            found = previews.correct(session, actor, batch_id, options, home=current.settings().home, now=current.now())
        except Refused as error:
            refuse(form, error)
        else:
            return redirect(url_for("data.preview", batch_id=batch_id))
    said = found.report.get("file", {}).get("said") or {}
    return (
        render_template(
            "imports/preview.html",
            found=found,
            form=form,
            mapped=MAPPED,
            said=said,
            nothing=NOTHING,
            asked=[field for option in found.asks for field in ASKED.get(option, ())],
        ),
        422 if form.is_submitted() else 200,
    )


@blueprint.post("/waiting/<int:batch_id>/confirm")
@requires(Permission.IMPORT)
def confirm(batch_id: int) -> ResponseReturnValue:
    """Store a previewed file; a large one when its turn comes, which is at once as a rule."""
    session, actor, home, now = current.session(), current.actor(), current.settings().home, current.now()
    accepted = request.form.get("accept") == "yes"
    try:
        previews.still_as_seen(session, actor, batch_id, request.form.get("seen"), home=home, now=now)
    except Stale as error:
        frame.warn(error.message)
        return redirect(url_for("data.preview", batch_id=batch_id))
    if large.is_large(session, batch_id):
        queue.confirm_later(session, actor, batch_id, now=now, accepted=accepted)
        return redirect(url_for("data.index", since=now.isoformat(), _anchor="waiting"))
    _tell(_confirm(batch_id, accepted=accepted))
    return redirect(url_for("data.index"))


def _confirm(batch_id: int, *, accepted: bool) -> FileOutcome:
    return previews.confirm(
        current.session(),
        current.actor(),
        batch_id,
        home=current.settings().home,
        now=current.now(),
        accept_drop=accepted,
        accept_same=accepted,
    )


def _tell(outcome: FileOutcome) -> None:
    for part in outcome.parts:
        rows = part.report["rows"]
        every = show.count(rows["read"] + rows["skipped"], "row")
        told = f"{outcome.name}, {part.report['account']}"
        stored = ", ".join(f"{rows[name]:,} {word}" for name, word in _STORED.items())
        if part.state == "held":
            frame.warn(f"{told}: held, nothing was stored, because {show.for_page(part.report['held']['reason'])}.")
        elif rows["skipped"]:
            frame.warn(f"{told}: {rows['skipped']:,} of {every} could not be read and were skipped; {stored}.")
        elif not rows["inserted"] and not rows["revised"]:
            frame.done(f"{told}: everything in it was there already; nothing changed.")
        else:
            frame.done(f"{told}: {stored}.")


@blueprint.post("/waiting/<int:batch_id>/let-go")
@requires(Permission.IMPORT)
def let_go(batch_id: int) -> ResponseReturnValue:
    """Drop a file without storing it."""
    name = previews.let_go(current.session(), current.actor(), batch_id, home=current.settings().home)
    frame.done(f"{name} was discarded; nothing of it was stored.")
    return redirect(url_for("data.index"))
