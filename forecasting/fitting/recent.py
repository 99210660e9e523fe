"""What a unit spends a day when nothing is planned: its recent spend goes on."""

from __future__ import annotations

import numpy as np

from forecasting.findings.stops import END, JUMP, LAUNCH, OPEN, PAUSE, PAUSE_DAYS, Marks
from forecasting.history import Floats, History

DAYS = 14
DAYS_SPARSE = 28


def recent_spend(history: History, marks: Marks) -> Floats:
    """Spend per day (units,) over the last 14 days, or 28 for a unit that spends on less than half its days.

    Counted from its first spend, from a jump of its spend or from the end of a pause where that is more recent; 0 for
    a unit that has stopped for a week, or longer than it ever does if it spends now and then.
    """
    days = history.days
    spending = history.spend > 0
    spent = spending.sum(axis=1)
    begun = days - np.where(spent > 0, spending.argmax(axis=1), history.present.argmax(axis=1))
    window = np.where(spent * 2 < begun, DAYS_SPARSE, DAYS)
    since = np.minimum(window, begun)
    ended = marks.last == OPEN
    news = (marks.kind == LAUNCH) | (marks.kind == JUMP)
    np.minimum.at(since, marks.row[news], days - marks.first[news])
    back = (marks.kind == PAUSE) & ~ended
    np.minimum.at(since, marks.row[back], days - marks.last[back] - 1)
    places = np.arange(days)[::-1][-DAYS_SPARSE:]
    tail = history.spend[:, -DAYS_SPARSE:]
    spend = np.where(places[None, :] < since[:, None], tail, 0.0).sum(axis=1) / np.maximum(since, 1)
    stopped = (marks.kind == END) | ((marks.kind == PAUSE) & ended & (days - marks.first >= PAUSE_DAYS))
    spend[marks.row[stopped]] = 0.0
    return np.asarray(spend)
