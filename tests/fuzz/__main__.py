"""Coverage-guided fuzzing of the reading of exports, as a named command:

    python -m tests.fuzz [--seconds 600] [--seed 0] [--runs 0] [--keep FOLDER]

With a seed and a number of runs it is the same each time; with neither it looks where nobody has looked.

Needs atheris. Stops at the first input that breaks a rule and leaves it in the folder; put it into
`tests/fuzz/crashes` with the mend, so that it stays mended.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["paidsocial.platforms"]):
    from tests.fuzz.seeds import seeds
    from tests.fuzz.target import check

MOST_BYTES, MOST_SECONDS, MOST_MB = 20_000, 20, 2_048


def main() -> None:
    """Fuzz until the time is over."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--seed", type=int, default=0, help="of the changes that are made; 0: another each time")
    parser.add_argument("--runs", type=int, default=0, help="so many inputs; 0: as many as there is time for")
    parser.add_argument("--keep", type=Path, default=None, help="where what breaks a rule is left")
    options = parser.parse_args()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="fuzz-"))
    folder.mkdir(parents=True, exist_ok=True)
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for number, data in enumerate(seeds()):
        (corpus / f"seed-{number}").write_bytes(data)
    arguments = [
        sys.argv[0],
        f"-max_total_time={options.seconds}",
        f"-seed={options.seed}",
        f"-runs={options.runs or -1}",
        f"-max_len={MOST_BYTES}",
        f"-timeout={MOST_SECONDS}",
        f"-rss_limit_mb={MOST_MB}",
        f"-artifact_prefix={folder}/",
        "-print_final_stats=1",
        str(corpus),
    ]
    atheris.Setup(arguments, check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
