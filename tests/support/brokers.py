"""Message brokers of the tests' own: Redis and RabbitMQ, started from the installed binaries and thrown away."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.postgres import free_port

KINDS = ("redis", "rabbitmq")
_RABBIT = (Path("/usr/lib/rabbitmq/bin/rabbitmq-server"), Path("/usr/local/lib/rabbitmq/bin/rabbitmq-server"))


def binary(kind: str) -> str | None:
    """The server's binary; None where it is not installed. Debian's script on the path runs the machine's node."""
    if kind == "redis":
        return shutil.which("redis-server")
    found = next((str(path) for path in _RABBIT if path.exists()), None)
    return found if shutil.which("epmd") else None


@dataclass
class Broker:
    """A running broker. `kill` ends it as a power cut does; `start` brings it back at the same address."""

    kind: str
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="paidsocial-broker-")))
    port: int = field(default_factory=free_port)
    _others: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _process: subprocess.Popen[bytes] | None = None
    _mapper_port: int = field(default_factory=free_port)
    _node_port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        """What PAIDSOCIAL_BROKER_URL is set to."""
        if self.kind == "redis":
            return f"redis://127.0.0.1:{self.port}/0"
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    def launch(self) -> None:
        """Start it without waiting: RabbitMQ takes its time."""
        if self.kind == "redis":
            options = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder), "--save", ""]
            self._process = self._run([str(binary("redis")), *options])
        else:
            self._launch_rabbit()

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.launch()
        self.wait()

    def _launch_rabbit(self) -> None:
        environment = {
            "HOME": str(self.folder),
            "ERL_EPMD_PORT": str(self._mapper_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"tests{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._node_port),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "none"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "none.env"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
        }
        (self.folder / "plugins").write_text("[].\n")
        if not self._others:  # its name service, which would otherwise outlive the tests
            self._others.append(self._run(["epmd", "-port", str(self._mapper_port), "-address", "127.0.0.1"]))
        self._process = self._run([str(binary("rabbitmq"))], environment)

    def _run(self, command: list[str], environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        with (self.folder / "output").open("ab") as out:
            return subprocess.Popen(
                command,
                stdout=out,
                stderr=out,
                cwd=self.folder,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )

    def wait(self) -> None:
        """Until it answers."""
        deadline = time.monotonic() + 90
        while not self._answers():
            if self._process is None or self._process.poll() is not None or time.monotonic() > deadline:
                told = (self.folder / "output").read_text(errors="replace")
                raise RuntimeError(f"{self.kind} did not start:\n{told[-3000:]}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        """Whether it speaks its protocol, not only listens."""
        hello, reply = (b"PING\r\n", b"+PONG") if self.kind == "redis" else (b"AMQP\x00\x00\x09\x01", b"\x01")
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as probe:
                probe.sendall(hello)
                return probe.recv(5).startswith(reply)
        except OSError:
            return False

    def kill(self) -> None:
        """As a power cut: at once, whatever it is doing."""
        if self._process is not None:
            _end(self._process)
            self._process = None

    def stop(self) -> None:
        """End it and remove everything."""
        self.kill()
        for other in self._others:
            _end(other)
        shutil.rmtree(self.folder, ignore_errors=True)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
