"""The sandbox as one WSGI application, one door per platform, and a server that runs it on loopback."""

from __future__ import annotations

import importlib
import pkgutil
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, Response
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from paidsocial.sandbox.server import control, doors
from paidsocial.sandbox.server.state import Sandbox

HUGE = 200 * 1024 * 1024
_Start = Callable[..., Any]


def create_sandbox(sandbox: Sandbox) -> Flask:
    """The application: `/meta/...`, `/tiktok/...` and so on, and `/_sandbox/...` for whoever drives it."""
    app = Flask("paidsocial-sandbox", static_folder=None)
    app.extensions["sandbox"] = sandbox
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the default provider has it
    app.register_blueprint(control.routes(sandbox), url_prefix="/_sandbox")
    for module in pkgutil.iter_modules(doors.__path__):
        door = importlib.import_module(f"{doors.__name__}.{module.name}")
        app.register_blueprint(door.routes(sandbox), url_prefix=f"/{door.PLATFORM}")
    app.wsgi_app = _Misbehaving(app.wsgi_app, sandbox)  # type: ignore[method-assign, assignment]  # Flask's documented way
    return app


class _Misbehaving:
    """What goes wrong on the way, whatever the platform: before, around and instead of a door's own reply."""

    def __init__(self, inner: Callable[[dict[str, Any], _Start], Iterable[bytes]], sandbox: Sandbox) -> None:
        self._inner, self._sandbox = inner, sandbox

    def __call__(self, environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
        path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
        platform = path.split("/")[1]
        if platform == "_sandbox":
            return self._locked(environ, start)
        if self._sandbox.delay:
            time.sleep(self._sandbox.delay)
        for kind, answer in _INSTEAD.items():
            fault = self._sandbox.faults.take(kind, platform, path, method)
            if fault is not None:
                if kind == "timeout":
                    time.sleep(fault.seconds)
                    return _hang_up(environ, start)
                return answer()(environ, start)
        if self._sandbox.faults.take("lost_reply", platform, path, method):
            list(self._locked(environ, lambda *_args, **_more: None))  # carried out
            return _hang_up(environ, start)
        if self._sandbox.faults.take("cut", platform, path, method):
            return self._cut(environ, start)
        return self._locked(environ, start)

    def _locked(self, environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
        with self._sandbox.lock:
            return list(self._inner(environ, start))

    def _cut(self, environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
        """The status and the length are told, and half of the body; where there is no body, not even they."""
        body = b"".join(self._locked(environ, start))
        if not body:
            _close(environ)
            return []

        def half() -> Iterator[bytes]:
            yield body[: len(body) // 2]
            _close(environ)

        return half()


def _hang_up(environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
    """No reply at all: what the server still says goes nowhere."""
    _close(environ)
    start("503 Service Unavailable", [])
    return []


def _close(environ: dict[str, Any]) -> None:
    connection: socket.socket = environ["werkzeug.socket"]
    connection.shutdown(socket.SHUT_RDWR)


def _huge() -> Response:
    def blocks() -> Iterator[bytes]:
        yield b'{"data": ["'
        for _ in range(HUGE // (1 << 20)):
            yield b"x" * (1 << 20)
        yield b'"]}'

    return Response(blocks(), content_type="application/json")


_INSTEAD: dict[str, Callable[[], Response]] = {
    "timeout": Response,
    "error_500": lambda: Response('{"error": "internal"}', status=500, content_type="application/json"),
    "html": lambda: Response("<!doctype html><title>Maintenance</title><h1>Back soon</h1>", content_type="text/html"),
    "redirect": lambda: Response(status=302, headers={"Location": "http://elsewhere.invalid/login"}),
    "huge": _huge,
}


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # connections are kept, as the platforms do

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The reply's Date: the driven clock's, by which quotas end too."""
        sandbox: Sandbox = self.server.app.extensions["sandbox"]  # type: ignore[attr-defined]  # werkzeug's servers have it
        return super().date_time_string(int(sandbox.now.timestamp()) if timestamp is None else int(timestamp))

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the signature is werkzeug's
        """Nothing: whoever drives it asks for what was struck and written."""


def make(sandbox: Sandbox, port: int = 0) -> BaseWSGIServer:
    """A server on loopback that is not running yet; port 0 takes a free one. Raises OSError where it is taken."""
    return make_server("127.0.0.1", port, create_sandbox(sandbox), threaded=True, request_handler=_Quiet)


@contextmanager
def running(sandbox: Sandbox, port: int = 0) -> Iterator[str]:
    """Serve in the background; gives the address."""
    server = make(sandbox, port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
