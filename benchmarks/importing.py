"""Importing a Meta daily ad-set export of a million rows, beside the least that any importer could do.

    python benchmarks/importing.py [--rows 1000000] [--rounds 3] [--database URL] [--xlsx-mb 50] [--pandas] [--dlt]

The bare loop is `csv.reader` and `executemany` (SQLite) or `COPY` (PostgreSQL, with `--database`) of the same stored
columns into a table with the same key, in one transaction, nothing read but text. `--pandas` and `--dlt` load the same
file with `read_csv`, cleaning and `to_sql`, and with dlt's filesystem source (`dlt[filesystem,sqlalchemy]`). Each side
runs in a process of its own, which also tells the peak of its memory. Ratios of one run.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from benchmarks import importing_data, importing_others  # noqa: E402 - after the path
from paidsocial.db import Database, transaction  # noqa: E402 - the same
from paidsocial.models import Client  # noqa: E402 - the same
from paidsocial.services import upgrade  # noqa: E402 - the same
from paidsocial.services.access import Actor  # noqa: E402 - the same
from paidsocial.services.imports import ImportOptions, import_file  # noqa: E402 - the same

NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
MOST, MOST_AGAIN, MOST_MB, MOST_OF_CALAMINE = 2.5, 0.7, 500, 1.5


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run took."""

    seconds: float
    megabytes: float


def apart(function: Callable[..., object], *arguments: object) -> Cost:
    """Run it in a fresh process: its seconds, without the process's own start, and the peak of its memory."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_run, args=(function, arguments, there))
    process.start()
    there.close()
    try:
        cost: Cost = here.recv()
    except EOFError:
        raise SystemExit(f"{function.__name__} ended with an error") from None
    process.join()
    return cost


def _run(function: Callable[..., object], arguments: tuple[object, ...], told: Any) -> None:
    started = time.perf_counter()
    function(*arguments)
    told.send(Cost(time.perf_counter() - started, _peak_megabytes()))


def _peak_megabytes() -> float:
    """Of this process alone; `ru_maxrss` begins with the parent's."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def prepared(url: str) -> None:
    """A database with its tables and one client."""
    database = Database(url)
    upgrade.ensure_current(database)
    with database.session() as session, transaction(session):
        session.add(Client(name="Bench", reporting_currency="EUR", created_at=NOW))
    database.dispose()


def ours(url: str, file: Path, home: Path) -> None:
    """Import the file as the command does."""
    database = Database(url)
    with database.session() as session, file.open("rb") as stream:
        outcome = import_file(
            session,
            Actor.at_the_machine("benchmark"),
            home=home,
            stream=stream,
            name=file.name,
            options=ImportOptions(),
            now=NOW,
        )
    database.dispose()
    assert outcome.applied


class Place:
    """Fresh databases: SQLite files, or databases on one PostgreSQL."""

    def __init__(self, folder: Path, postgres: str) -> None:
        self.folder, self.postgres = folder, postgres

    def fresh(self) -> str:
        """The address of an empty one."""
        if self.postgres:
            return importing_others.fresh_postgres(self.postgres)
        return f"sqlite:///{self.folder / f'{time.time_ns()}.db'}"


def compare_csv(options: argparse.Namespace, place: Place, file: Path) -> None:
    """Ours beside the bare loop, and the same file again."""
    bare = importing_others.bare_postgres if options.database else importing_others.bare_sqlite
    ratios, again, memory = [], [], []
    apart(bare, place.fresh(), file)  # the file into the system's cache
    for _ in range(options.rounds):
        least = apart(bare, place.fresh(), file)
        url = place.fresh()
        prepared(url)
        first = apart(ours, url, file, place.folder)
        second = apart(ours, url, file, place.folder)
        _say(
            f"bare {least.seconds:.1f} s, ours {first.seconds:.1f} s ({first.megabytes:.0f} MB), "
            f"again {second.seconds:.1f} s ({second.megabytes:.0f} MB)"
        )
        ratios.append(first.seconds / least.seconds)
        again.append(second.seconds / first.seconds)
        memory.append(max(first.megabytes, second.megabytes))
    what = "COPY" if options.database else "executemany"
    _row(f"seconds over csv.reader and {what}", f"{statistics.median(ratios):.2f}", f"at most {MOST}")
    _row("the same file again over the first time", f"{statistics.median(again):.2f}", f"at most {MOST_AGAIN}")
    _row("peak memory, MB", f"{max(memory):.0f}", f"at most {MOST_MB}")


def compare_others(options: argparse.Namespace, place: Place, file: Path) -> None:
    """Ours beside pandas and dlt."""
    others = [
        (name, function)
        for wanted, name, function in (
            (options.pandas, "pandas", importing_others.pandas),
            (options.dlt, "dlt", importing_others.dlt),
        )
        if wanted
    ]
    for name, function in others:
        url = place.fresh()
        prepared(url)
        first = apart(ours, url, file, place.folder)
        other = apart(function, place.fresh(), file)
        _say(f"{name} {other.seconds:.1f} s ({other.megabytes:.0f} MB), ours {first.seconds:.1f} s")
        _row(f"seconds of {name} over ours", f"{other.seconds / first.seconds:.2f}", "above 1")


def compare_xlsx(options: argparse.Namespace, place: Place, file: Path) -> None:
    """Reading a workbook beside calamine alone, which gives cells and nothing more."""
    ratios = []
    for _ in range(options.rounds):
        least = apart(importing_others.calamine, file)
        first = apart(importing_others.reading, file)
        url = place.fresh()
        prepared(url)
        stored = apart(ours, url, file, place.folder)
        _say(
            f"calamine {least.seconds:.1f} s ({least.megabytes:.0f} MB), read {first.seconds:.1f} s "
            f"({first.megabytes:.0f} MB), imported {stored.seconds:.1f} s ({stored.megabytes:.0f} MB)"
        )
        ratios.append((stored.seconds / least.seconds, first.seconds / least.seconds))
    size = file.stat().st_size / 1024**2
    _row(
        f"XLSX of {size:.0f} MB: seconds of reading over calamine's",
        f"{statistics.median(r[1] for r in ratios):.2f}",
        f"at most {MOST_OF_CALAMINE}",
    )
    _row("the same, stored too", f"{statistics.median(r[0] for r in ratios):.2f}", f"at most {MOST_OF_CALAMINE}")


def _say(text: str) -> None:
    print(f"    {text}", file=sys.stderr)


def _row(what: str, measured: str, asked: str) -> None:
    print(f"| {what} | {measured} | {asked} |", flush=True)


def main() -> None:
    """Measure, and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", default="", help="a PostgreSQL that databases may be made on")
    parser.add_argument("--xlsx-mb", type=float, default=0)
    parser.add_argument("--pandas", action="store_true")
    parser.add_argument("--dlt", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = Place(folder, options.database)
        print(f"| {options.rows:,} rows into {'PostgreSQL' if options.database else 'SQLite'} | measured | asked |")
        print("| --- | ---: | ---: |")
        if options.rows:
            file = importing_data.write_csv(folder / "meta.csv", options.rows)
            compare_csv(options, place, file)
            compare_others(options, place, file)
        if options.xlsx_mb:
            compare_xlsx(options, place, importing_data.write_xlsx(folder / "meta.xlsx", options.xlsx_mb))


if __name__ == "__main__":
    main()
