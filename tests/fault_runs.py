"""The whole campaign of random lives with faults and crashes, as a named command:

    python -m tests.fault_runs [--runs 500] [--first 0] [--only processes|inside]

Every fifth seed lives with its worker, web and broker as processes that are killed with SIGKILL (`support.process_run`;
it needs PostgreSQL, Redis and RabbitMQ installed), the others inside this process (`support.fault_run`). Prints the
seed of every life that ends wrong with what happened in it, and what happened in all of them together.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from paidsocial.db import Database
from paidsocial.services import upgrade
from tests.support import fault_run, process_run
from tests.support.brokers import KINDS, Broker, binary
from tests.support.postgres import PostgresServer, find_binaries
from tests.support.process_run import Services

EVERY = 5


def main() -> int:
    """Run the campaign; 1 where a life ended wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--only", choices=("processes", "inside"), help="the seeds of one kind")
    options = parser.parse_args()
    seeds = list(range(options.first, options.first + options.runs))
    if options.only is not None:
        seeds = [seed for seed in seeds if in_processes(seed) is (options.only == "processes")]
    happened: Counter[str] = Counter()
    wrong = []
    began = time.perf_counter()
    with ExitStack() as stack:
        services = stack.enter_context(started()) if any(map(in_processes, seeds)) else None
        for seed in seeds:
            try:
                apart = services is not None and in_processes(seed)
                happened += process_run.run(seed, services) if services and apart else _inside(seed)
                happened["lives in processes" if apart else "lives inside one process"] += 1
            except Exception as error:  # noqa: BLE001 - whatever it is, the seed is what helps
                wrong.append(seed)
                print(f"seed {seed}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
    for what, count in sorted(happened.items()):
        print(f"{count:7,}  {what}")
    seconds = time.perf_counter() - began
    print(f"{len(seeds)} runs in {seconds:.0f} s, {len(wrong)} ended wrong{f': seeds {wrong}' if wrong else ''}")
    return 1 if wrong else 0


def in_processes(seed: int) -> bool:
    """Which lives have processes."""
    return seed % EVERY == EVERY - 1


@contextmanager
def started() -> Iterator[Services]:
    """What lives in processes share. Raises SystemExit where it is not installed."""
    missing = [kind for kind in KINDS if binary(kind) is None] + (["PostgreSQL"] if find_binaries() is None else [])
    if missing:
        raise SystemExit(f"lives in processes need {', '.join(missing)} installed; leave them out with --only inside")
    postgres, brokers = PostgresServer.start(Path()), {kind: Broker(kind) for kind in KINDS}
    try:
        for broker in brokers.values():
            broker.start()
        yield Services(postgres, brokers)
    finally:
        for broker in brokers.values():
            broker.stop()
        postgres.stop()


def _inside(seed: int) -> Counter[str]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'run.db'}")
        upgrade.upgrade(database)
        try:
            with database.session() as session:
                return fault_run.run(seed, session, Path(folder))
        finally:
            database.dispose()


if __name__ == "__main__":
    sys.exit(main())
