"""One JSON line per request and per trouble, on standard error. No names, no secrets, no query strings."""

from __future__ import annotations

import re
import sys
import time
import uuid

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger("paidsocial.web")
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z")


def configure() -> None:
    """Set structlog up: level, moment, the request's id, tracebacks as text, JSON."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.match(given) else uuid.uuid4().hex[:16]
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint != "static":
        # The rule, not the path: a one-time link's token is part of its path.
        log.info(
            "request",
            method=request.method,
            page=request.url_rule.rule if request.url_rule else None,
            status=response.status_code,
            milliseconds=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
        )
    return response


def init_app(app: Flask) -> None:
    """Log every request of the application."""
    if not app.testing:
        configure()
    app.before_request(_begin)
    app.after_request(_end)
