"""How well pacing's projection foresees month ends, against the mean of the last seven days.

    python benchmarks/pacing_projection.py FOLDER      a folder of public daily exports (see forecasting_data.py)

For each campaign, platform and account, each whole month, and eight days within it: pacing sees only the days before,
projects the month's spend, and is compared with what was spent. Printed per set and per days left: the mean absolute
error as a share of the month's spend, the same for spent + mean of the last 7 whole days x days left, and how often the
80% interval held.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
# benchmarks/forecasting.py has the package's name: the package's folder must come first
sys.path[:0] = [str(HERE.parent), str(HERE)]

from forecasting_data import SETS, Row  # noqa: E402 - after the path

from paidsocial.domain.days import Period  # noqa: E402 - the folder must be on the path first
from paidsocial.domain.pacing import History, pace  # noqa: E402 - the folder must be on the path first
from paidsocial.domain.plan import Revision, Terms  # noqa: E402 - the folder must be on the path first

DAYS = (3, 5, 8, 11, 15, 19, 23, 27)
CENT = 10_000
Series = dict[date, int]


@dataclass(slots=True)
class Score:
    """Sums over the months scored."""

    months: int = 0
    error: float = 0.0
    naive: float = 0.0
    held: int = 0
    width: float = 0.0

    def add(self, *, error: float, naive: float, held: bool, width: float) -> None:
        """One more month."""
        self.months += 1
        self.error += error
        self.naive += naive
        self.held += held
        self.width += width

    def __str__(self) -> str:
        n = self.months
        return (
            f"{n:6d}  error {self.error / n:6.3f}  seven-day mean {self.naive / n:6.3f}  "
            f"held {self.held / n:6.3f}  width {self.width / n:6.3f}"
        )


def series_of(rows: list[Row]) -> dict[str, Series]:
    """Daily micros of each unit, of each group and of everything."""
    found: dict[str, Series] = defaultdict(lambda: defaultdict(int))
    for unit, group, day, spend, _ in rows:
        for name in {unit, f"group {group}", "everything"}:
            found[name][day] += round(spend * 100) * CENT
    return found


def months_of(series: Series) -> Iterator[Period]:
    """The whole months between the first and the last day."""
    first, last = min(series), max(series)
    month = Period.month_of(first)
    while month.last <= last:
        yield month
        month = Period.month_of(month.last + timedelta(days=1))


def score(series: Series, scores: dict[str, Score], name: str) -> None:
    """Score every month and day of one series."""
    first = min(series)
    for month in months_of(series):
        spent = sum(series.get(day, 0) for day in month.days())
        for number in DAYS:
            as_of = month.first.replace(day=number)
            known = (as_of - first).days
            recent = sum(series.get(as_of - timedelta(days=back), 0) for back in range(1, 15))
            if known < 2 or spent <= 0 or recent <= 0:
                continue
            daily = tuple(series.get(first + timedelta(days=offset), 0) for offset in range(known))
            terms = Terms("USD", month, (Revision(month.first, spent),))
            found = pace(terms, History(first, daily), as_of, covered=1)
            if found.projection is None or found.current_daily is None:
                continue
            naive = found.spent + found.current_daily * found.days_left
            left = "up to 9 days left" if found.days_left < 10 else "10-19" if found.days_left < 20 else "20 and more"
            for key in (name, left, "all"):
                scores.setdefault(key, Score()).add(
                    error=abs(found.projection.amount - spent) / spent,
                    naive=abs(naive - spent) / spent,
                    held=found.projection.low <= spent <= found.projection.high,
                    width=(found.projection.high - found.projection.low) / spent,
                )


def main(folder: Path) -> None:
    """Score every set of the folder."""
    scores: dict[str, Score] = {}
    for name, read in SETS.items():
        for series in series_of(read(folder)).values():
            score(series, scores, name)
    for key, found in scores.items():
        print(f"{key:22s} {found}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
