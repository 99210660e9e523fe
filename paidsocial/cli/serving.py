"""Serving the application from the command line: gunicorn in this process, on loopback unless told otherwise."""

from __future__ import annotations

import logging
import socket
from typing import Any

import structlog
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]  # gunicorn ships no types

from paidsocial.config import Settings
from paidsocial.errors import BadInput
from paidsocial.services.connections.sealing import Sealer

THREADS = 8
TIMEOUT_SECONDS = 120  # a large import or a forecast answers within this


class _Server(BaseApplication):  # type: ignore[misc]  # the same
    """gunicorn without its command line: one worker that makes its own application, and threads in it."""

    def __init__(self, settings: Settings, address: str, *, quiet: bool) -> None:
        self._settings, self._quiet = settings, quiet
        self._options = {
            "bind": address,
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": TIMEOUT_SECONDS,
            "preload_app": False,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        """The options above; those an older gunicorn does not know are left out."""
        for name, value in self._options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        """The WSGI application and the work beside it, made in the worker so that no connection crosses the fork."""
        from paidsocial.cli import background  # noqa: PLC0415 - in the worker, after the fork
        from paidsocial.wiring import create_app  # noqa: PLC0415 - in the worker, after the fork

        if self._quiet:
            structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
        if self._settings.demo:
            from paidsocial.cli import demo_platforms  # noqa: PLC0415 - numpy and the sandbox load only for the demo

            return demo_platforms.application(self._settings)
        app = create_app(self._settings)
        background.start(self._settings)
        return app


def check_port(host: str, port: int) -> None:
    """Raises BadInput where nothing can listen there, with the way out."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = error.strerror or "it cannot be bound"
            raise BadInput(
                f"Nothing can listen on {host}:{port} ({reason}). Choose another port, for example --port {port + 1}.",
                field="port",
            ) from error


def address_text(host: str, port: int) -> str:
    """What a person types into the browser."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve_forever(settings: Settings, host: str, port: int, *, quiet: bool = False) -> None:
    """Serve until interrupted; `quiet` logs troubles only. The process ends with gunicorn's own exit code."""
    Sealer(settings)  # a key that cannot be used stops the start here, where the message can be read
    _Server(settings, f"[{host}]:{port}" if ":" in host else f"{host}:{port}", quiet=quiet).run()
