"""Machines apart from each other: network namespaces, each joined to this one by a cable of its own.

What listens on this machine's loopback is reached on theirs: a forwarder at each end of the cable passes it on, as a
tunnel would, so that nothing has to listen anywhere else than on loopback.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_FORWARD = "from tests.support.apart import serve; import sys; serve(sys.argv[1], sys.argv[2], sys.argv[3:])"


@dataclass(frozen=True)
class Machine:
    """One namespace. `prefix` before a command runs it there."""

    name: str
    here: str  # this end of its cable
    there: str

    @property
    def prefix(self) -> tuple[str, ...]:
        return ("ip", "netns", "exec", self.name)


def why_not() -> str:
    """What keeps this machine from making namespaces; empty where nothing does."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        return "network namespaces need root and iproute2"
    name = f"probe{os.getpid()}"
    if subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False).returncode != 0:
        return "network namespaces are not allowed here"
    subprocess.run(["ip", "netns", "delete", name], check=False)
    return ""


@contextmanager
def machines(count: int, ports: Iterable[int]) -> Iterator[list[Machine]]:
    """So many machines, at which these ports of our loopback are reached on theirs."""
    wanted = [str(port) for port in ports]
    with ExitStack() as stack:
        yield [stack.enter_context(_machine(number, wanted)) for number in range(count)]


@contextmanager
def _machine(number: int, ports: list[str]) -> Iterator[Machine]:
    tag, net = f"{os.getpid() % 100000}{number}", f"10.{200 + os.getpid() % 50}.{(os.getpid() // 50) % 200 + number}"
    machine = Machine(f"ps{tag}", f"{net}.1", f"{net}.2")
    near, far = f"pn{tag}", f"pf{tag}"
    try:
        _ip("netns", "add", machine.name)
        _ip("link", "add", near, "type", "veth", "peer", "name", far, "netns", machine.name)
        _ip("address", "add", f"{machine.here}/30", "dev", near)
        _ip("link", "set", near, "up")
        for arguments in (("address", "add", f"{machine.there}/30", "dev", far), ("link", "set", far, "up")):
            _ip("-n", machine.name, *arguments)
        _ip("-n", machine.name, "link", "set", "lo", "up")
        with (
            _forwarding((), machine.here, "127.0.0.1", ports),
            _forwarding(machine.prefix, "127.0.0.1", machine.here, ports),
        ):
            yield machine
    finally:
        subprocess.run(["ip", "netns", "delete", machine.name], capture_output=True, check=False)
        subprocess.run(["ip", "link", "delete", near], capture_output=True, check=False)


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


# ---- forwarding


@contextmanager
def _forwarding(prefix: Sequence[str], here: str, there: str, ports: list[str]) -> Iterator[None]:
    """A process that passes on these ports."""
    command = [*prefix, sys.executable, "-c", _FORWARD, here, there, *ports]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == b"listening\n"
            yield
        finally:
            process.kill()


def serve(here: str, there: str, ports: list[str]) -> None:
    """Pass on what comes to these ports `here`, to the same ports `there`, until killed."""
    sockets = [socket.create_server((here, int(port))) for port in ports]
    print("listening", flush=True)  # noqa: T201 - whoever started this waits for it
    threads = [threading.Thread(target=_accept, args=(each, there)) for each in sockets]
    for thread in threads:
        thread.start()


def _accept(server: socket.socket, there: str) -> None:
    port = server.getsockname()[1]
    while True:
        incoming, _ = server.accept()
        try:
            outgoing = socket.create_connection((there, port))
        except OSError:
            incoming.close()
            continue
        for source, sink in ((incoming, outgoing), (outgoing, incoming)):
            threading.Thread(target=_pass_on, args=(source, sink), daemon=True).start()


def _pass_on(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while block := source.recv(65536):
            sink.sendall(block)
    for each in (source, sink):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
