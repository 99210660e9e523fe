"""The one place where the parts meet: settings, database, pages."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.middleware.proxy_fix import ProxyFix

from paidsocial.config import Settings
from paidsocial.db import Database
from paidsocial.errors import BadConfiguration
from paidsocial.services import upgrade
from paidsocial.services.connections.live import Live
from paidsocial.services.connections.sealing import Sealer
from paidsocial.web import access, current, errors, frame, logs, register_screens, security, typed

_PACKAGE = Path(__file__).parent


def utc_now() -> datetime:
    """The web's one reading of the clock."""
    return datetime.now(UTC)


def templates_folder() -> Path:
    """Where the templates are: inside the installed package, or beside it in a checkout."""
    for folder in (_PACKAGE / "templates", _PACKAGE.parent / "templates"):
        if (folder / "_base.html").exists():
            return folder
    raise BadConfiguration("the installation is damaged: its templates folder is missing; install paidsocial again")


def create_app(
    settings: Settings | None = None,
    *,
    clock: Callable[[], datetime] = utc_now,
    config: Mapping[str, Any] | None = None,
    next_day: Callable[[Session], datetime] | None = None,
) -> Flask:
    """The application. `settings` None: read from the environment; `config`: Flask's own keys, for tests; `next_day`:
    the demo's way to let a day go by.

    Creates and upgrades the database where needed. Raises BadConfiguration where something stops the start.
    """
    settings = settings or Settings.from_environment(os.environ)
    database = Database(settings.database_url)
    upgrade.ensure_current(database)

    app = Flask("paidsocial", root_path=str(_PACKAGE), template_folder=str(templates_folder()))
    live = Live(settings, Sealer(settings), clock)
    app.extensions["paidsocial"] = current.Runtime(settings, database, clock, live, next_day=next_day)
    app.config.from_mapping(config or {})
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's documented way
    logs.init_app(app)
    security.init_app(app, settings)
    errors.init_app(app)
    frame.init_app(app)
    app.url_map.converters |= typed.CONVERTERS
    app.before_request(typed.refuse_nul)
    app.before_request(typed.refuse_broken_next)
    app.before_request(frame.lead_to_set_up)
    app.before_request(access.check_access)
    app.teardown_request(current.close_uploads)
    app.teardown_appcontext(current.close_session)
    register_screens(app)
    return app
