"""What a person sees when something is refused or goes wrong: the message, the next step, never the insides.

The one place where an error becomes an HTTP status.
"""

from __future__ import annotations

import structlog
from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from paidsocial.errors import Forbidden, NotEnoughData, NotFound, PlatformError, Refused, Stale
from paidsocial.web import current

log = structlog.get_logger("paidsocial.web")

_TITLES = {
    400: "That address cannot be read",
    401: "Please sign in",
    403: "This page is not for your role",
    404: "There is nothing at this address",
    405: "That cannot be done here",
    409: "Somebody was faster",
    413: "That file is too large",
    422: "That was not accepted",
    429: "Too many tries",
    500: "Something went wrong on our side",
    502: "The ad platform did not do it",
}
_MESSAGES = {
    404: "The page may have moved, or it belongs to a client that is not yours. Start over from the first page.",
    405: "Go back and use the buttons of the page itself.",
    500: "Nothing was half saved. Try again; if it happens once more, tell whoever runs the server the request number.",
}


def status_of(error: Refused) -> int:
    """The HTTP status of a refusal."""
    if isinstance(error, Forbidden):
        return 403
    if isinstance(error, NotFound):
        return 404
    if isinstance(error, Stale):
        return 409
    if isinstance(error, NotEnoughData) or request.method not in {"GET", "HEAD"}:
        return 422
    return 400


def _answer(status: int, message: str, *, code: str, title: str | None = None) -> ResponseReturnValue:
    title = title or _TITLES.get(status, _TITLES[500 if status >= 500 else 400])
    if request.accept_mimetypes.best_match(["text/html", "application/json"], "text/html") == "application/json":
        return jsonify(error={"code": code, "message": message}), status
    if current.is_fragment():
        headers = {"HX-Retarget": "#toasts", "HX-Reswap": "beforeend"}
        return render_template("errors/_toast.html", message=message, title=title, status=status), status, headers
    return render_template("errors/error.html", message=message, title=title, status=status), status


def refused(error: Refused) -> ResponseReturnValue:
    """A refusal that no form caught: its own words."""
    title = _TITLES[422] if isinstance(error, NotEnoughData) else None
    return _answer(status_of(error), error.message, code=error.code, title=title)


def of_platform(error: PlatformError) -> ResponseReturnValue:
    """What an ad platform refused, or did not answer: in words, with its own request number for its support."""
    asked = f" Its request number: {error.request_id}." if error.request_id else ""
    return _answer(502, f"{error.message}{asked}", code=error.code)


def of_http(error: HTTPException) -> ResponseReturnValue:
    """What the framework refuses: an unknown address, a wrong method, a bad request."""
    if error.response is not None:
        return error.response  # a library has said all there is to say, such as where to sign in
    status = error.code or 500
    message = _MESSAGES.get(status) or error.description or _MESSAGES[500]
    if isinstance(error, CSRFError):
        message = "This form was open too long, or cookies are off. Load the page again, then send the form once more."
    elif isinstance(error, RequestEntityTooLarge):
        megabytes = current.settings().max_upload_bytes // 1024 // 1024
        message = (
            f"Uploads may have {megabytes} MB in all. Split the file, or ask for a higher PAIDSOCIAL_MAX_UPLOAD_MB."
        )
    return _answer(status, message, code=error.name.lower().replace(" ", "_"))


def unexpected(error: Exception) -> ResponseReturnValue:
    """Anything else is ours to mend: logged in full, shown as a request number."""
    log.error("request failed", exc_info=error)
    try:
        current.session().rollback()
        return _answer(500, _MESSAGES[500], code="internal")
    except Exception as second:  # the error page itself may need what just broke
        log.error("error page failed", exc_info=second)  # noqa: TRY400 - exc_info is given
        return _MESSAGES[500], 500, {"Content-Type": "text/plain; charset=utf-8"}


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Refused, refused)
    app.register_error_handler(PlatformError, of_platform)
    app.register_error_handler(HTTPException, of_http)
    if not app.testing:
        app.register_error_handler(Exception, unexpected)
