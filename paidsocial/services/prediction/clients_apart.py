"""Several clients' campaigns side by side: each forecast by its own client's fit, and what they come to together.

A campaign has one forecast wherever it is shown, so a look at several clients must not pool their campaigns. What only
all of them tell is how they err together: a fit over all gives joint intervals relative to what is expected, which its
backtest measures, and these are laid around the sums of the clients' forecasts. As an interval of a sum never is, they
are no wider than those of its parts added up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from paidsocial.services.prediction.fits import POOL, Run, Sum

_OF_UNITS = (
    *("pace", "last_week", "daily_spend", "silent", "spend", "revenue", "low", "high", "day_low", "day_high"),
    *("scale", "elasticity", "elasticity_error", "spend_low", "spend_high", "own_roas", "borrowed"),
)


def joined(whole: Run, parts: Mapping[str, Run]) -> Run:
    """The clients' runs, by name, as one: `whole` is over all of them, at the same spend and through the same day."""
    runs = list(parts.values())
    rows = np.concatenate([np.searchsorted(whole.ids, run.ids) for run in runs])
    order = np.argsort(rows)
    evidence, reason = (
        [text for run in runs for text in getattr(run, name)] for name in ("evidence", "evidence_reason")
    )
    platforms = {key: [run.by_platform[key] for run in runs if key in run.by_platform] for key in whole.by_platform}
    of_units: dict[str, Any] = {name: np.concatenate([getattr(run, name) for run in runs])[order] for name in _OF_UNITS}
    return replace(
        whole,
        **of_units,
        evidence=tuple(evidence[at] for at in order),
        evidence_reason=tuple(reason[at] for at in order),
        total=_together(whole.total, [run.total for run in runs]),
        by_account={account: found for run in runs for account, found in run.by_account.items()},
        by_platform={key: _together(whole.by_platform[key], own) for key, own in platforms.items()},
        fan=tuple(_together(each, [run.fan[at] for run in runs]) for at, each in enumerate(whole.fan)),
        events={POOL: whole.events.get(POOL, ())}
        | {unit: found for run in runs for unit, found in run.events.items() if unit != POOL},
        notice=" ".join(f"{name}: {run.notice}" for name, run in parts.items() if run.notice),
        endings={unit: end for run in runs for unit, end in run.endings.items()},
    )


def _together(whole: Sum, own: Sequence[Sum]) -> Sum:
    """The parts' sums in one, with the interval that all of them had together, relative to what is expected."""
    if len(own) == 1:
        return own[0]
    spend, revenue, low, high = (
        sum(getattr(each, name) for each in own) for name in ("spend", "revenue", "low", "high")
    )
    if whole.revenue > 0:
        low = max(low, revenue * whole.low / whole.revenue)
        high = min(high, revenue * whole.high / whole.revenue)
    return Sum(spend, revenue, low, high)
