"""How long Today, Pacing and Campaigns take on a large workspace against one of a tenth: ratios of one run.

    python benchmarks/pages.py [--rounds 15] [--against scale|ad_sets|days|lines] [--keep FOLDER]

3,650,000 performance rows (10,000 ad sets, a year) against 365,000: a tenth of the ad accounts, campaigns and ad sets
under as many plan lines (`scale`), fewer ad sets under the same campaigns (`ad_sets`), or fewer days (`days`). With
`lines` the plan lines are a tenth too: then Today and Pacing have ten times as much to say, not only to read.

Requests to the two alternate, through Flask's test client, signed in: "again" asks once more, "written" comes after
something was written for one client (an import, a plan line), "cold" when nothing was worked out before, as right after
the start. The bar is a ratio of 1.5 for the first two, and the number of queries does not grow; "cold" is told.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import structlog
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.pages_data import LARGE, NOW, TENTH, Shape, build, check
from paidsocial.config import Settings
from paidsocial.db import transaction
from paidsocial.services import audit
from paidsocial.services.access import Actor, Role
from paidsocial.services.workspace import people
from paidsocial.web import current
from paidsocial.wiring import create_app

BAR = 1.5
AGAINST = {
    "scale": TENTH,
    "ad_sets": replace(LARGE, ad_sets=LARGE.ad_sets // 10),
    "days": replace(LARGE, days=LARGE.days // 10),
    "lines": replace(TENTH, plan_lines=LARGE.plan_lines // 10),
}
PAGES = {"Today": "/today/", "Pacing": "/pacing/", "Campaigns": "/campaigns/"}


@dataclass
class Workspace:
    """An application on one of the databases, with a browser signed in, and what was measured."""

    app: Flask
    client: FlaskClient
    statements: int = 0
    times: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    queries: dict[tuple[str, str], set[int]] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path) -> Workspace:
        """Sign a specialist in."""
        settings = Settings(database_url=f"sqlite:///{path}", home=path.parent, demo=True)
        app = create_app(settings, clock=lambda: NOW, config={"TESTING": True, "WTF_CSRF_ENABLED": False})
        machine = Actor.at_the_machine("benchmark")
        database = app.extensions["paidsocial"].database
        with database.session() as session:
            if not people.anyone(session):
                details = people.PersonDetails("Specialist", Role.SPECIALIST, all_clients=True)
                people.add(session, machine, "specialist@benchmark.example", details, now=NOW)
        client = app.test_client()
        client.post("/sign-in/demo", data={"role": Role.SPECIALIST.value})
        workspace = cls(app, client)

        def count(*_: object) -> None:
            workspace.statements += 1

        event.listen(database.engine, "before_cursor_execute", count)
        return workspace

    def write_something(self, client_id: int | None) -> None:
        """Let what was worked out for a client be out of date (None: for all), as an import or a plan line would."""
        with self.app.app_context():
            session = current.session()
            with transaction(session):
                actor = Actor.at_the_machine("benchmark")
                audit.record(
                    session, actor, now=NOW, action="benchmark.wrote", subject=("benchmark", "1"), client_id=client_id
                )

    def ask(self, page: str, when: str) -> None:
        """One request, timed and counted."""
        before, began = self.statements, time.perf_counter()
        answer = self.client.get(PAGES[page])
        taken = time.perf_counter() - began
        assert answer.status_code == 200, f"{page} answered {answer.status_code}"
        self.times.setdefault((page, when), []).append(taken)
        self.queries.setdefault((page, when), set()).add(self.statements - before)


def measure(small: Workspace, large: Workspace, rounds: int) -> None:
    """Interleaved requests: each page at both in each state, `rounds` times after one round unmeasured."""
    for number in range(rounds + 1):
        for page in PAGES:
            for when in ("cold", "again", "written"):
                for workspace in (small, large) if number % 2 else (large, small):
                    if when != "again":
                        workspace.write_something(None if when == "cold" else 1)
                    workspace.ask(page, when)
        if number == 0:
            for workspace in (small, large):
                workspace.times.clear()
                workspace.queries.clear()


def report(small: Workspace, large: Workspace) -> bool:
    """Print the table; whether the ratios are within the bar and no page asks more of the larger database."""
    print(f"{'page':<10} {'':<8} {'a tenth':>9} {'large':>9} {'ratio':>6}  bar {BAR}   queries")
    good = True
    for key in small.times:
        less, more = (statistics.median(workspace.times[key]) for workspace in (small, large))
        queries = [sorted(workspace.queries[key]) for workspace in (small, large)]
        met = more / less <= BAR and max(queries[1]) <= max(queries[0])
        good &= met or key[1] == "cold"
        told = " and ".join("/".join(map(str, each)) for each in queries)
        print(
            f"{key[0]:<10} {key[1]:<8} {less * 1000:7.1f}ms {more * 1000:7.1f}ms {more / less:6.2f}  "
            f"{'met' if met else 'missed':<7}  {told}"
        )
    return good


def prepared(folder: Path, name: str, shape: Shape) -> Path:
    """The database of a shape, built unless it is there already."""
    path = folder / f"{name}.db"
    if not path.exists():
        began = time.perf_counter()
        build(path, shape)
        check(path)
        print(f"{path.name}: {shape.rows:,} rows in {time.perf_counter() - began:.0f} s")
    return path


def main() -> int:
    """Build what is missing, measure, report; 1 where the bar is missed."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--against", choices=AGAINST, default="scale")
    options.add_argument("--keep", type=Path, help="a folder to keep the databases in")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        large = Workspace.open(prepared(folder, "large", LARGE))
        small = Workspace.open(prepared(folder, f"tenth-{chosen.against}", AGAINST[chosen.against]))
        measure(small, large, chosen.rounds)
        good = report(small, large)
        for workspace in (small, large):
            workspace.app.extensions["paidsocial"].database.dispose()
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
