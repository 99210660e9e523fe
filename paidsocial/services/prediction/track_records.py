"""What a pool's kept backtest says of forecasts like the one that is shown: how far off, and how often they held."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from paidsocial.domain import wording
from paidsocial.services.prediction import backtest_runs
from paidsocial.services.prediction.pools import Pool

_FEWEST = 3  # dates below which what held is luck
_CLEARLY = 0.1  # below what an interval promises


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """Forecasts of all units together from `dates` earlier days, `horizon` days ahead: the mean error of the total, how
    many totals lay in their interval, and the share of single units that did (None where there was none)."""

    horizon: int
    dates: int
    error: float | None
    held: int
    coverage: float | None
    interval: float

    @property
    def short(self) -> bool:
        """Whether intervals held clearly less often than they promise, so that nobody should promise it again."""
        return self.dates >= _FEWEST and self.held / self.dates < self.interval - _CLEARLY

    @property
    def held_words(self) -> str:
        """“4 of 6 times”."""
        return f"{self.held} of {self.dates} times"

    def in_words(self, horizon: int, noun: str) -> str:
        """“At 6 earlier dates the total was off by 30% on average; the interval held 4 of 6.”"""
        when = f"At {wording.count(self.dates, 'earlier date')}"
        ahead = "" if horizon == self.horizon else f", {wording.count(self.horizon, 'day')} ahead,"
        off = "" if self.error is None else f" the total was off by {self.error:.0%} on average;"
        units = "" if self.coverage is None else f", and {self.coverage:.0%} of those of single {noun}s"
        return f"{when}{ahead}{off} its interval held {self.held} of {self.dates}{units}."


def of_pool(session: Session, pool: Pool, *, level: str, horizon: int) -> TrackRecord | None:
    """The record of the present figures at this horizon, or the next longer one that was measured; one query, and None
    where no backtest is kept: nothing is computed here."""
    kept = backtest_runs.kept(
        session, pool, kind=backtest_runs.ACCURACY, level=level, horizon=backtest_runs.HORIZONS[-1]
    )
    if kept is None:
        return None
    measured = sorted(int(each) for each in kept["horizons"])
    if not measured:
        return None
    nearest = next((each for each in measured if each >= horizon), measured[-1])
    found = kept["horizons"][str(nearest)]
    origins = found["origins"]
    if not origins:
        return None
    return TrackRecord(
        horizon=nearest,
        dates=len(origins),
        error=found["model"]["total_revenue_ape"],
        held=sum(1 for each in origins if each["low"] <= each["actual"] <= each["high"]),
        coverage=found["model"]["coverage"],
        interval=found["interval"],
    )
