"""The demo as it is served: its pages, its platforms behind the sandbox's doors, and the work beside them."""

from __future__ import annotations

from typing import Any

from paidsocial.cli import background
from paidsocial.cli.common import utc_now
from paidsocial.config import Settings
from paidsocial.db import Database
from paidsocial.services.connections.live import Live
from paidsocial.services.connections.sealing import Sealer
from paidsocial.services.demo import live_side
from paidsocial.wiring import create_app


def application(settings: Settings) -> Any:
    """The WSGI application. The product's clock is the platforms', which a button moves."""
    if not (settings.home / live_side.FILE).exists():  # a demo made before its platforms were live
        app = create_app(settings)
        background.start(settings)
        return app
    platforms = live_side.open_(settings.home, utc_now)
    settings = platforms.settings(settings)
    database = Database(settings.database_url)
    with database.session() as session:
        live_side.connect(session, Live(settings, Sealer(settings), platforms.now), platforms)
    database.dispose()
    app = create_app(settings, clock=platforms.now, next_day=platforms.next_day)
    background.start(settings, platforms.now)
    return app
