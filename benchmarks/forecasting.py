"""Measures the forecasting library and prints each figure beside what is asked of it.

    python benchmarks/forecasting.py [folder of data sets] [--seeds 200] [--restarts 200] [--units 10000]
        [--only PART ...] [--write FILE]

The folder may hold the public sets, or your own data as `<name>.csv` with the columns unit, group, day, spend, revenue
(see forecasting_data.py), or both; what is missing is left out and said. Without a folder only generated data are used.
The parts are accuracy (the forecasts' errors and intervals), decisions, outcomes, allocation and fitting; `--only`
measures some of them. `--write` puts each part measured between its markers in a Markdown file, with the date.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
# this file has the package's name: the package's folder must come first
sys.path[:0] = [str(HERE.parent), str(HERE)]

from forecasting_accuracy import (  # noqa: E402 - after the path
    LEAST_DAYS,
    MOST_ON_A_SET,
    MOST_TOTAL,
    MOST_WAPE,
    MOST_WIDTH,
    POOLED_COVERAGE,
    SET_COVERAGE,
    Accuracy,
    accuracy,
    together,
)
from forecasting_allocation import allocation  # noqa: E402 - the folder must be on the path first
from forecasting_data import SEEDS, generated, read  # noqa: E402 - the folder must be on the path first
from forecasting_decisions import decisions  # noqa: E402 - the folder must be on the path first
from forecasting_outcomes import outcomes_table  # noqa: E402 - the folder must be on the path first
from forecasting_speed import at_once, fitting  # noqa: E402 - the folder must be on the path first

from forecasting import History  # noqa: E402 - the folder must be on the path first

SMALL_MOVES = 0.15  # of a budget, in a typical change
MARKERS = "<!-- measured: {} -->", "<!-- /measured: {} -->"


def accuracy_row(name: str, each: Accuracy) -> str:
    """One line of the table."""
    return (
        f"| {name} | {each.wape:.3f} | {each.total:.3f} | {each.coverage:.0%} of {each.counted} "
        f"| {each.total_coverage:.0%} | {each.width:.2f} |"
    )


def accuracy_table(histories: dict[str, list[History]], *, bars: bool) -> list[str]:
    """Error relative to trailing-28 ROAS, and coverage, per set and together; with `bars`, beside what is asked."""
    found = {name: together([accuracy(history) for history in several]) for name, several in histories.items()}
    whole = together(list(found.values()))
    table = [
        "| data | WAPE per unit | error of the total | coverage of 80% intervals | total's coverage | interval width |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *(accuracy_row(name, each) for name, each in found.items()),
        accuracy_row("**together** (geometric mean; coverage pooled)", whole),
    ]
    if not bars:
        return table
    table += [
        f"| asked of all together | {MOST_WAPE} | {MOST_TOTAL} | {_span(POOLED_COVERAGE)} | | {MOST_WIDTH:.2f} |",
        f"| asked of each | {MOST_ON_A_SET} | {MOST_ON_A_SET} | {_span(SET_COVERAGE)} | | {MOST_WIDTH:.2f} |",
    ]
    missed = [f"{name}: {text}" for name, each in found.items() for text in each.missed(pooled=False)]
    missed += [f"all together: {text}" for text in whole.missed(pooled=True)]
    return [*table, "", "Not met: " + "; ".join(missed) + "." if missed else "All of it is met."]


def _span(bounds: tuple[float, float]) -> str:
    return f"{bounds[0]:.0%} to {bounds[1]:.0%}"


def decisions_table(seeds: int) -> list[str]:
    """Uplift of eight weekly reallocations, where budgets used to change a lot and where they hardly did."""
    both = decisions(seeds), decisions(seeds, moves=SMALL_MOVES)
    rows = [
        ("share of the oracle's uplift, mean", [f"{each.model_share.mean():.3f}" for each in both], "at least 0.85"),
        ("the same for greedy on matured 28-day ROAS", [f"{each.greedy_share.mean():.3f}" for each in both], ""),
        (
            "revenue over hold, 5th percentile of seeds",
            [f"{np.quantile(each.model_over_hold, 0.05):+.1%}" for each in both],
            "above -0.5%",
        ),
        ("seeds in which it beats greedy", [f"{each.beats_greedy:.0%}" for each in both], "at least 90%"),
    ]
    return [
        f"| over {seeds} simulated markets | changes of 35% before | changes of {SMALL_MOVES:.0%} before | asked |",
        "| --- | ---: | ---: | ---: |",
    ] + [f"| {name} | {' | '.join(values)} | {asked} |" for name, values, asked in rows]


def ratio_table(rows: list[tuple[str, float, str]], title: str) -> list[str]:
    """Name, figure, bar."""
    return [f"| {title} | measured | asked |", "| --- | ---: | ---: |"] + [
        f"| {name} | {value:.3g} | {asked} |" for name, value, asked in rows
    ]


def accuracy_part(given: argparse.Namespace) -> list[str]:
    """The folder's sets, where one is given, and generated accounts."""
    lines: list[str] = []
    if given.folder is not None:
        public, left_out = read(given.folder, LEAST_DAYS)
        lines += [f"{line}." for line in left_out] + [""] * bool(left_out)
        if public:
            lines += [
                "Relative to the last 28 days' ROAS times the spend (1 = as good), next 28 days, weekly from day 56:",
                "",
                *accuracy_table({name: [history] for name, history in public.items()}, bars=True),
                "",
            ]
        elif not left_out:
            lines += [f"{given.folder} holds no data set.", ""]
    lines += [f"The same on generated accounts, {SEEDS} of each kind:", ""]
    return lines + accuracy_table(generated(), bars=False)


def fitting_part(given: argparse.Namespace) -> list[str]:
    """Speed and memory of a fit."""
    rows = fitting(given.units) + at_once(10 * given.units)
    return ratio_table(rows, f"fitting {given.units:,} units x 365 days")


PARTS: dict[str, Callable[[argparse.Namespace], list[str]]] = {
    "accuracy": accuracy_part,
    "decisions": lambda given: decisions_table(given.seeds),
    "outcomes": lambda given: outcomes_table(given.seeds),
    "allocation": lambda given: ratio_table(allocation(given.restarts), "allocation"),
    "fitting": fitting_part,
}


def main() -> None:
    """Measure, print, and where asked write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--restarts", type=int, default=200)
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--only", action="append", choices=list(PARTS))
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    for name in given.only or PARTS:
        text = "\n".join(PARTS[name](given))
        print(text, end="\n\n", flush=True)
        if given.write is not None:
            _write(given.write, name, text)


def _write(file: Path, name: str, text: str) -> None:
    """Put a part between its markers."""
    page = file.read_text(encoding="utf-8")
    begin, end = (marker.format(name) for marker in MARKERS)
    if begin not in page or end not in page:
        raise SystemExit(f"{file} has no lines {begin!r} and {end!r} to write between")
    before, rest = page.split(begin)
    after = rest.split(end)[1]
    measured = f"Measured on {dt.datetime.now(tz=dt.UTC).date()}.\n\n{text}"
    file.write_text(f"{before}{begin}\n{measured}\n{end}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
