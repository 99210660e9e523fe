"""Exchange rates for the demo: a seeded walk, written as the CSV that finance would load."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np

from paidsocial.domain.days import ONE_DAY
from paidsocial.services.demo.story import RATE_SOURCE

_START = 0.921  # EUR for one USD


def rates_csv(seed: int, first_day: date, last_day: date, *, after: date | None = None) -> bytes | None:
    """USD in EUR: a daily rate per working day, and the month's booking rate, the last one known before the month.

    `after`: only what was published later than that day; None where that is nothing.
    """
    rng = np.random.default_rng([seed, 31])
    level, last = float(np.log(_START)), Decimal(str(_START))
    lines = ["day,base,quote,rate,basis,source"]
    day = first_day - timedelta(days=10)
    while day <= last_day:
        told = after is None or day > after
        if told and day.day == 1:
            lines.append(f"{day},USD,EUR,{last},booking,{RATE_SOURCE}")
        if day.weekday() < 5:
            level += float(rng.normal(0, 0.0042)) - 0.01 * (level - float(np.log(_START)))
            last = Decimal(str(round(float(np.exp(level)), 5)))
            if told:
                lines.append(f"{day},USD,EUR,{last},daily,{RATE_SOURCE}")
        day += ONE_DAY
    return ("\n".join(lines) + "\n").encode() if len(lines) > 1 else None
