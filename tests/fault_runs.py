"""The whole campaign of random lives with faults and crashes, as a named command:

    python -m tests.fault_runs [--runs 500] [--first 0]

Prints the seed of every life that ends wrong, and what happened in all of them together.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from paidsocial.db import Database
from paidsocial.services import upgrade
from tests.support.fault_run import run


def main() -> int:
    """Run the campaign; 1 where a life ended wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    options = parser.parse_args()
    happened: Counter[str] = Counter()
    wrong = []
    began = time.perf_counter()
    for seed in range(options.first, options.first + options.runs):
        with tempfile.TemporaryDirectory() as folder:
            database = Database(f"sqlite:///{Path(folder) / 'run.db'}")
            upgrade.upgrade(database)
            with database.session() as session:
                try:
                    happened += run(seed, session, Path(folder))
                except Exception as error:  # noqa: BLE001 - whatever it is, the seed is what helps
                    wrong.append(seed)
                    print(f"{type(error).__name__}: {error}", file=sys.stderr)
            database.dispose()
    for what, count in sorted(happened.items()):
        print(f"{count:7,}  {what}")
    seconds = time.perf_counter() - began
    print(f"{options.runs} runs in {seconds:.0f} s, {len(wrong)} ended wrong{f': seeds {wrong}' if wrong else ''}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
