"""What a forecast says of the recent days that it completed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting import History
from paidsocial.domain import wording
from paidsocial.services.performance.maturity import COMPLETE
from paidsocial.services.prediction.histories import Loaded


@dataclass(frozen=True, slots=True)
class Completion:
    """The last `days` days of a pool were completed: from `low` to `high` of a day's final revenue is known.

    `sources`: where the accounts' curves come from, "account", "platform" or "assumed", and how many of each.
    `measure`: what was completed; conversions are taken to come in as late as revenue, which curves are learned from.
    """

    days: int
    low: float
    high: float
    sources: dict[str, int]
    measure: str = "revenue"

    @property
    def in_words(self) -> str:
        """“The last 6 days are completed: 82% to 99% of their final revenue is known, learned from …”"""
        which = f"The last {self.days} days are" if self.days > 1 else "The last day is"
        low, high = f"{self.low:.0%}", f"{self.high:.0%}"
        share = low if low == high else f"{low} to {high}"
        whose = "their" if self.days > 1 else "its"
        if self.measure == "revenue":
            return f"{which} completed: {share} of {whose} final revenue is known{self._source()}."
        late = f"if they come in as late as revenue does{self._source()}"
        return f"{which} completed: {share} of {whose} final {self.measure} are known {late}."

    def _source(self) -> str:
        own, others, assumed = (self.sources.get(name, 0) for name in ("account", "platform", "assumed"))
        if own and not others and not assumed:
            return ", as learned from earlier restatements"
        parts = []
        if others:
            parts.append(f"learned from other accounts of the platform for {wording.count(others, 'ad account')}")
        if assumed:
            parts.append(f"assumed, not learned, for {wording.count(assumed, 'ad account')} without restatements")
        if own:
            parts.insert(0, f"learned from its own restatements for {wording.count(own, 'ad account')}")
        return f" ({', '.join(parts)})"


def of(loaded: Loaded, completed: History, measure: str = "revenue") -> Completion | None:
    """What was completed of a pool's history; None where every day was complete, or earned nothing."""
    if completed is loaded.history:
        return None
    known, final = loaded.history.revenue.sum(axis=0), completed.revenue.sum(axis=0)
    share = np.where(final > 0, known / np.where(final > 0, final, 1.0), 1.0)
    young = np.flatnonzero(np.abs(share - 1) > 1 - COMPLETE)
    if not young.size:
        return None
    told: Sequence[float] = share[young[0] :].tolist()
    sources: dict[str, int] = {}
    for curve in loaded.curves.values():
        sources[curve.source] = sources.get(curve.source, 0) + 1
    return Completion(len(told), min(told), max(told), sources, measure)
