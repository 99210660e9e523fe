"""Imports killed at random moments, as a named command:

    python -m tests.killed_imports [--times 100] [--seed 1] [--rows 6000]

Three quarters on SQLite, the rest on PostgreSQL where it is installed. Prints what each kill left, and fails where a
part of a file was stored or the next try did not complete.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from paidsocial.db import Database
from paidsocial.services import upgrade
from tests.support.killing import TOO_LATE, Trial, killed_once, measured, write_files
from tests.support.postgres import PostgresServer, find_binaries


def main() -> int:
    """Run the campaign; 1 where a kill left a part of a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rows", type=int, default=6_000, help="rows of the file that is killed")
    options = parser.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        files = write_files(Path(name), campaigns=max(1, options.rows // 300))
        on_postgres = options.times // 4 if find_binaries() else 0
        wrong = _campaign("SQLite", options.times - on_postgres, None, files, options.seed)
        if on_postgres:
            server = PostgresServer.start(Path(name))
            stack.callback(server.stop)
            wrong += _campaign("PostgreSQL", on_postgres, server, files, options.seed)
    print(f"{options.times} kills in {time.perf_counter() - began:.0f} s, {wrong} left something in between")
    return 1 if wrong else 0


def _campaign(name: str, times: int, server: PostgresServer | None, files: tuple[Path, Path], seed: int) -> int:
    left: Counter[str] = Counter()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        url = f"sqlite:///{folder}/kill.db" if server is None else stack.enter_context(server.fresh_database())
        database = Database(url)
        upgrade.ensure_current(database)
        database.dispose()
        Trial(url, Path(folder) / "home").finish(files[0])
        with _copy(url, Path(folder), server) as trial:
            course = measured(trial, files[1])
        stores = course.over - course.kept
        print(f"{name}: an import takes {course.over:.1f} s, {stores:.1f} s of it to store", flush=True)
        tries = killed = 0
        while killed < times:  # one that was over before its moment came is no kill
            number, tries = tries, tries + 1
            with _copy(url, Path(folder), server) as trial:
                try:
                    what = killed_once(trial, files[1], course, random.Random(f"{seed} {number}"))
                    left[what] += 1
                    killed += what != TOO_LATE
                except AssertionError as error:
                    wrong += 1
                    killed += 1
                    print(f"{name}, kill {number}: {error}", file=sys.stderr)
            if tries % 10 == 0:
                told = ", ".join(f"{count} {what}" for what, count in sorted(left.items()))
                print(f"{name}, {killed} of {times}: {told}", flush=True)
    for what, count in sorted(left.items()):
        print(f"{count:7,}  {what}", flush=True)
    return wrong


@contextmanager
def _copy(url: str, folder: Path, server: PostgresServer | None) -> Iterator[Trial]:
    """The prepared database and its home folder, once more."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        here = Path(name) / "copy"
        shutil.copytree(folder, here)
        own = f"sqlite:///{here / 'kill.db'}"
        if server is not None:
            own = stack.enter_context(server.copy_of(url.rpartition("/")[2]))
        yield Trial(own, here / "home")


if __name__ == "__main__":
    sys.exit(main())
