"""What was brought in, to take away again: the file as it came, and all of its skipped rows."""

from __future__ import annotations

from pathlib import PurePath

from flask import Blueprint, Response, send_file
from flask.typing import ResponseReturnValue

from paidsocial.services.access import Permission
from paidsocial.services.imports import originals
from paidsocial.services.spreadsheets import csv_chunks
from paidsocial.web import current
from paidsocial.web.access import requires

blueprint = Blueprint("originals", __name__, url_prefix="/data")


@blueprint.get("/imports/<int:batch_id>/original")
@requires(Permission.VIEW)
def imported(batch_id: int) -> ResponseReturnValue:
    """The original of an import, byte for byte."""
    home = current.settings().home
    path, name = originals.of_import(current.session(), current.actor(), batch_id, home=home)
    return _sent(path.resolve(), name)


@blueprint.get("/waiting/<int:batch_id>/original")
@requires(Permission.IMPORT)
def waiting(batch_id: int) -> ResponseReturnValue:
    """The original of a file on its way in."""
    home = current.settings().home
    path, name = originals.of_preview(current.session(), current.actor(), batch_id, home=home)
    return _sent(path.resolve(), name)


def _sent(path: PurePath, name: str) -> Response:
    """A file to be saved under its own name, never shown: whatever is in it, no browser runs it."""
    return send_file(str(path), mimetype="application/octet-stream", as_attachment=True, download_name=name)


@blueprint.get("/imports/<int:batch_id>/skipped.csv")
@requires(Permission.VIEW)
def imported_skips(batch_id: int) -> ResponseReturnValue:
    """Every row of an import that was skipped, with its line and reason."""
    home = current.settings().home
    return _listed(originals.skipped_of_import(current.session(), current.actor(), batch_id, home=home))


@blueprint.get("/waiting/<int:batch_id>/skipped.csv")
@requires(Permission.IMPORT)
def waiting_skips(batch_id: int) -> ResponseReturnValue:
    """The same of a file on its way in."""
    home = current.settings().home
    return _listed(originals.skipped_of_preview(current.session(), current.actor(), batch_id, home=home))


def _listed(rows: list[originals.Line]) -> Response:
    answer = Response(csv_chunks(originals.HEADINGS, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="skipped-rows.csv"'
    return answer
