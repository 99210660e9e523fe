"""Does the decision backtest say what is true? Simulated accounts of known response, and what was claimed of them.

    python benchmarks/forecasting_backtest.py [--seeds 60]

Twenty units whose budgets move every week by about a third, in five kinds of accounts. The truth is the slope of each
half's curve at its usual spend: what one more unit of money brings.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

# Beside this script stands `forecasting.py`, which Python would find before the library of that name.
sys.path.insert(0, str(Path(__file__).parent.parent))

from forecasting import DecisionReport, History, decision_backtest

FIRST_DAY = dt.date(2025, 1, 6)
WEEKS = 26
UNITS = 20


@dataclass(frozen=True)
class Kind:
    """Levels and elasticities of either half, the noise of a day and of the season's weeks."""

    name: str
    levels: tuple[float, float]
    elasticities: tuple[float, float]
    noise: float = 0.15
    season: float = 0.0

    @property
    def slopes(self) -> tuple[float, float]:
        """What one more unit of money brings in either half."""
        return self.levels[0] * self.elasticities[0], self.levels[1] * self.elasticities[1]


KINDS = (
    Kind("half steep at high ROAS", (4.0, 2.0), (0.9, 0.25)),
    Kind("the same, with a season", (4.0, 2.0), (0.9, 0.25), season=0.1),
    Kind("high ROAS saturated", (4.0, 2.0), (0.15, 0.9)),
    Kind("money brings the same everywhere", (3.0, 3.0), (1.0, 1.0)),
    Kind("the same, noisy and with a season", (3.0, 3.0), (1.0, 1.0), noise=0.3, season=0.15),
)


def account(kind: Kind, seed: int) -> History:
    """One account of a kind."""
    rng = np.random.default_rng(seed)
    base = rng.uniform(80, 120, UNITS)[:, None]
    moves = np.repeat(np.exp(rng.normal(0, 0.35, (UNITS, WEEKS))), 7, axis=1)
    first = (np.arange(UNITS) % 2 == 0)[:, None]
    mean = np.where(first, *kind.levels) * base * moves ** np.where(first, *kind.elasticities)
    mean *= np.repeat(np.exp(np.cumsum(rng.normal(0, kind.season, WEEKS))), 7)[None]
    noise = np.exp(rng.normal(-(kind.noise**2) / 2, kind.noise, mean.shape))
    labels = [f"unit {at:02d}" for at in range(UNITS)]
    return History.from_arrays(labels, ["group"] * UNITS, FIRST_DAY, base * moves, mean * noise)


def told(answers: list[bool | None]) -> str:
    """Right, wrong, cannot be told."""
    return "/".join(str(sum(answer is one for answer in answers)) for one in (True, False, None))


def main() -> None:
    """Print one line per kind of account."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=60)
    seeds = parser.parse_args().seeds
    print("| accounts | slopes | measured, raised and cut | pointed right/wrong/not told | greedy | scored |")
    print("| --- | --- | --- | --- | --- | ---: |")
    for kind in KINDS:
        reports: list[DecisionReport] = [decision_backtest(account(kind, seed)) for seed in range(seeds)]
        raised = np.mean([report.model.marginal_raised for report in reports])
        cut = np.mean([report.model.marginal_cut for report in reports])
        share = np.mean([report.model.scored_share for report in reports])
        print(
            f"| {kind.name} | {max(kind.slopes):.2f}, {min(kind.slopes):.2f} | {raised:.2f}, {cut:.2f} "
            f"| {told([report.pointed_right for report in reports])} "
            f"| {told([report.greedy.pointed_right for report in reports])} | {share:.0%} |"
        )


if __name__ == "__main__":
    main()
