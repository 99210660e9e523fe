"""A PostgreSQL server of the tests' own: started from the installed binaries on a free port, thrown away afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from paidsocial.db import Database
from paidsocial.services import upgrade


def find_binaries() -> Path | None:
    """The folder with initdb and postgres, newest version first; None where PostgreSQL is not installed."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: -int(path.parent.name))
    on_path = shutil.which("initdb")
    if on_path:
        candidates.append(Path(on_path).resolve().parent)
    return next((path for path in candidates if (path / "initdb").exists() and (path / "postgres").exists()), None)


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _unprivileged() -> dict[str, object]:
    """PostgreSQL refuses to run as root; run it as `postgres` or `nobody` then."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL refuses to run as root and there is no user postgres or nobody")


@dataclass
class PostgresServer:
    """A running server; every `fresh_database` is a copy of a migrated template."""

    process: subprocess.Popen[bytes]
    folder: Path
    port: int
    template_ready: bool = False

    @classmethod
    def start(cls, _scratch: Path) -> PostgresServer:
        """Initialise and start a server with durability off: it holds nothing worth keeping."""
        binaries = find_binaries()
        if binaries is None:
            raise RuntimeError("PostgreSQL's server binaries are not installed")
        # Outside pytest's folder, which another user may not enter.
        folder = Path(tempfile.mkdtemp(prefix="paidsocial-pg-"))
        who = _unprivileged()
        if who:
            os.chown(folder, int(str(who["user"])), int(str(who["group"])))
        data = folder / "data"
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "paidsocial", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **who,  # type: ignore[call-overload]  # user= and group= as a dict
        )
        port = free_port()
        options = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", f"unix_socket_directories={folder}")
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [
                    binaries / "postgres",
                    "-D",
                    data,
                    "-p",
                    str(port),
                    "-h",
                    "127.0.0.1",
                    *(part for option in options for part in ("-c", option)),
                ],
                stdout=log,
                stderr=log,
                cwd=folder,
                **who,  # type: ignore[call-overload]  # the same
            )
        server = cls(process, folder, port)
        server._wait()
        return server

    def url(self, name: str) -> str:
        """A database's address on this server."""
        return f"postgresql://paidsocial@127.0.0.1:{self.port}/{name}"

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    log = (self.folder / "log").read_text(errors="replace")
                    raise RuntimeError(f"PostgreSQL did not start:\n{log}") from error
                time.sleep(0.1)
            else:
                return

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def empty_database(self) -> Iterator[str]:
        """An empty database's address, dropped afterwards."""
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._run(f"CREATE DATABASE {name}")
        yield self.url(name)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """A migrated, empty database's address, dropped afterwards."""
        if not self.template_ready:
            self._run("CREATE DATABASE migrated")
            database = Database(self.url("migrated"))
            upgrade.upgrade(database)
            database.dispose()
            self.template_ready = True
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._run(f"CREATE DATABASE {name} TEMPLATE migrated")
        yield self.url(name)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def copy_of(self, name: str) -> Iterator[str]:
        """A copy of a database that nobody is connected to, dropped afterwards."""
        copy = f"test_{uuid.uuid4().hex[:12]}"
        self._run(f"CREATE DATABASE {copy} TEMPLATE {name}")
        yield self.url(copy)
        self._run(f"DROP DATABASE {copy} WITH (FORCE)")

    def stop(self) -> None:
        """Stop at once and remove everything."""
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
