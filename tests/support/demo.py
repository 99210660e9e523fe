"""The demo company as `paidsocial demo` makes it, made once for all tests, and served by the command itself."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

PAIDSOCIAL = [sys.executable, "-c", "from paidsocial.cli import main; main()"]
_SAID = "said.txt"


def environment(home: Path) -> dict[str, str]:
    """What a newcomer's shell has: nothing of ours but the folder; no database, no broker."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PAIDSOCIAL_")}
    return {**kept, "PAIDSOCIAL_HOME": str(home), "OMP_NUM_THREADS": "1", "COLUMNS": "200"}


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True, slots=True)
class MadeDemo:
    """The folder of a made demo, not to be changed, and what the command said when it had made it."""

    home: Path
    said: str

    def copied_to(self, home: Path) -> Path:
        """The same in another folder, for a test that changes it."""
        shutil.copytree(self.home / "demo", home / "demo")
        return home


def make_once(folder: Path) -> MadeDemo:
    """Make it in `folder`, which the processes of a test run share: the first makes it, the others wait."""
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = folder / _SAID
        if not told.exists():
            made = subprocess.run(
                [*PAIDSOCIAL, "demo", "--no-serve"],
                env=environment(folder),
                capture_output=True,
                text=True,
                timeout=280,
                check=False,
            )
            assert made.returncode == 0, made.stderr
            told.write_text(made.stdout, encoding="utf-8")
        return MadeDemo(folder, told.read_text(encoding="utf-8"))


@contextmanager
def serving(home: Path, *options: str) -> Iterator[str]:
    """`paidsocial demo` in a process of its own on a free port, its pages answering; gives the address."""
    port = free_port()
    with (home / "served.log").open("w") as log:
        server = subprocess.Popen(
            [*PAIDSOCIAL, "demo", "--port", str(port), *options], env=environment(home), stdout=log, stderr=log
        )
    try:
        for _ in range(1200):
            with closing(socket.socket()) as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None, (home / "served.log").read_text()
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)
