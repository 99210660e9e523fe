"""Rows in, labelled arrays out, and a plain refusal of what cannot be meant."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from forecasting import History, Maturity, RoasForecaster, complete
from forecasting.rows import Row

MONDAY = dt.date(2025, 1, 6)
DAY = dt.timedelta(days=1)


def rows():
    return [
        ("b", "meta", MONDAY + 2 * DAY, 30.0, 90.0),
        ("a", "meta", MONDAY, 10.0, 20.0),
        ("b", "meta", MONDAY + 5 * DAY, 5.0, 0.0),
    ]


def test_any_order_gives_the_same_arrays_and_gaps_are_days_without_spend():
    history = History.from_rows(rows())
    again = History.from_rows(rows()[::-1])
    assert history.units == again.units == ("a", "b")
    assert np.array_equal(history.spend, again.spend)
    assert history.spend[1].tolist() == [0, 0, 30, 0, 0, 5]
    assert history.present[1].tolist() == [False, False, True, True, True, True]
    assert history.present[0].tolist() == [True] + [False] * 5
    assert history.last_day == MONDAY + 5 * DAY


def test_until_knows_only_earlier_days_and_units():
    history = History.from_rows(rows()).until(MONDAY + 2 * DAY)
    assert history.units == ("a",)
    assert history.days == 2
    assert History.from_rows(rows()).until(MONDAY + 3 * DAY).units == ("a", "b")


def test_until_before_the_first_day_is_refused():
    with pytest.raises(ValueError, match="nothing before 2025-01-06"):
        History.from_rows(rows()).until(MONDAY)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (("a", "meta", MONDAY, 1.0, 1.0), r"'a' appears twice on 2025-01-06"),
        (("c", "meta", MONDAY, -1.0, 1.0), r"spend of unit 'c' on 2025-01-06 is negative"),
        (("c", "meta", MONDAY, math.nan, 1.0), r"spend of unit 'c' on 2025-01-06 is nan"),
        (("c", "meta", MONDAY, 1.0, math.inf), r"revenue of unit 'c' on 2025-01-06 is inf"),
        (("a", "tiktok", MONDAY + DAY, 1.0, 1.0), r"'a' is in group 'meta' and, on 2025-01-07, in 'tiktok'"),
    ],
)
def test_what_cannot_be_meant_is_refused_naming_unit_and_day(row: Row, message: str):
    with pytest.raises(ValueError, match=message):
        History.from_rows([*rows(), row])


def test_no_rows_are_refused():
    with pytest.raises(ValueError, match="no rows"):
        History.from_rows([])


def test_arrays_give_the_same_history_as_rows():
    history = History.from_rows(rows())
    again = History.from_arrays(
        history.units, history.groups, history.first_day, history.spend, history.revenue, history.present
    )
    assert np.array_equal(again.present, history.present)
    assert np.array_equal(again.revenue, history.revenue)


@pytest.mark.parametrize(
    ("spend", "message"),
    [
        ([[1.0, math.nan]], r"spend of unit 'a' on 2025-01-07 is nan"),
        ([[1.0, -2.0]], r"spend of unit 'a' on 2025-01-07 is negative"),
        ([1.0, 2.0], r"must both be"),
    ],
)
def test_bad_arrays_are_refused(spend: Any, message: str):
    with pytest.raises(ValueError, match=message):
        History.from_arrays(["a"], ["g"], MONDAY, spend, [[1.0, 1.0]])


def test_repeated_labels_and_missing_groups_are_refused():
    with pytest.raises(ValueError, match="'a' appears twice"):
        History.from_arrays(["a", "a"], ["g", "g"], MONDAY, np.ones((2, 3)), np.ones((2, 3)))
    with pytest.raises(ValueError, match="give one group per unit"):
        History.from_arrays(["a"], [], MONDAY, np.ones((1, 3)), np.ones((1, 3)))


def test_an_unknown_unit_is_named():
    with pytest.raises(ValueError, match="unknown unit 'x': the history has a, b"):
        History.from_rows(rows()).index_of("x")


class Frame:
    """Iterates over its columns' names, as a data frame does."""

    def __iter__(self) -> Iterator[str]:
        return iter(("unit", "group", "day", "spend", "revenue"))

    def itertuples(self):
        return iter(rows())


def test_a_data_frame_is_asked_for_its_rows():
    with pytest.raises(
        ValueError, match=r"rows is a Frame: give its rows, as in .*itertuples\(index=False, name=None\)"
    ):
        History.from_rows(Frame())
    assert History.from_rows(Frame().itertuples()).units == ("a", "b")


def many_rows(units: int = 300, days: int = 300) -> list[Row]:
    """More than are read at once."""
    return [
        (f"u{unit}", f"g{unit % 7}", MONDAY + day * DAY, float(unit + day), 2.0 * day)
        for day in range(days)
        for unit in range(units)
    ]


def test_many_rows_are_the_same_as_arrays_whatever_their_figures_are_given_as():
    told = many_rows()
    history = History.from_rows(told)
    spend = np.array([row[3] for row in told]).reshape(300, 300).T
    order = [int(unit[1:]) for unit in history.units]
    assert history.units == tuple(sorted(f"u{unit}" for unit in range(300)))
    assert history.groups == tuple(f"g{unit % 7}" for unit in order)
    assert np.array_equal(history.spend, spend[order])
    few = many_rows(30, 30)
    odd = [[*row[:3], np.float16(row[3]), Fraction(row[4])] for row in few]  # gone through one by one
    assert np.array_equal(History.from_rows(odd).spend, History.from_rows(few).spend)
    assert np.array_equal(History.from_rows(odd).revenue, History.from_rows(few).revenue)


@pytest.mark.parametrize(
    ("at", "row", "message"),
    [
        (70_000, ("u7", "g0", MONDAY, 1.0, 1.0), r"unit 'u7' appears twice on 2025-01-06"),
        (70_000, ("new", "g", MONDAY, math.nan, 1.0), r"spend of unit 'new' on 2025-01-06 is nan"),
        (70_000, ("new", "g", MONDAY, 1.0, "2"), r"revenue of unit 'new' on 2025-01-06 is '2', which is no number"),
        (70_000, ("u9", "other", MONDAY - DAY, 1.0, 1.0), r"'u9' is in group 'g2' and, on 2025-01-05, in 'other'"),
        (70_000, ("", "g", MONDAY, 1.0, 1.0), r"unit of row 70001 is ''"),
        (70_000, ("new", "g", "2025", 1.0, 1.0), r"day of unit 'new' in row 70001 is '2025', no day"),
        (70_000, ("new", "g", MONDAY, 1.0, 1.0, "EUR"), r"unit 'u0' has no currency on 2025-01-06 and other rows are"),
        (70_000, ("new", "g", MONDAY), r"row 70001 is .* give \(unit, group"),
        (70_000, ("new", "g", dt.date(1990, 1, 1), 1.0, 1.0), r"unit 'new' has a row on 1990-01-01, unit"),
    ],
)
def test_one_row_among_many_is_named(at: int, row: Any, message: str):
    told = many_rows()
    told.insert(at, row)
    if "no currency" in message:
        told = [(*each, None) if len(each) == 5 else each for each in told]
    with pytest.raises(ValueError, match=message):
        History.from_rows(told)


def paused() -> list[Row]:
    """Two units that both pause for ten days from day 60 on, and go on differently."""
    days = [*range(60), *range(70, 110)]
    return [
        (unit, "g", MONDAY + day * DAY, 10.0 + day % 5, 30.0 + day % 7 + 9 * (unit == "b" and day >= 70))
        for unit in ("a", "b")
        for day in days
    ]


def figures(history: History) -> list[Any]:
    fitted = RoasForecaster().fit(history)
    forecast = fitted.predict(28)
    return [forecast.revenue.tolist(), forecast.low.tolist(), forecast.evidence, fitted.last_day_, fitted.events_]


def test_until_in_a_pause_of_all_knows_that_days_passed_without_spend():
    cut = MONDAY + 66 * DAY
    history = History.from_rows(paused()).until(cut)
    assert history.last_day == cut - DAY
    assert history.spend[:, 60:].tolist() == [[0.0] * 6] * 2
    told = [row for row in paused() if row[2] < cut]
    assert History.from_rows(told).last_day == MONDAY + 59 * DAY  # nobody said that the days after it were over
    days_over = [(unit, "g", MONDAY + day * DAY, 0.0, 0.0) for unit in ("a", "b") for day in range(60, 66)]
    assert figures(history) == figures(History.from_rows([*told, *days_over]))


@pytest.mark.parametrize("cut", [59, 60, 63, 66, 70, 71])
def test_until_knows_nothing_of_what_comes_after(cut: int):
    day = MONDAY + cut * DAY
    before = [row for row in paused() if row[2] < day]
    futures = [
        [row for row in paused() if row[2] >= day],
        [(unit, "g", MONDAY + 200 * DAY, 5.0, 5.0) for unit in ("a", "b")],
        [("a", "g", MONDAY + 100 * DAY, 900.0, 0.0)],  # the other one never comes back
        [("new", "g", MONDAY + 100 * DAY, 900.0, 0.0)],
    ]
    first, *others = [figures(History.from_rows([*before, *after]).until(day)) for after in futures]
    assert all(other == first for other in others)


def test_what_until_gives_cannot_change_its_source():
    for history in (History.from_rows(rows()), History.from_rows(many_rows(3, 40))):
        past = history.until(MONDAY + 4 * DAY)
        for values in (past.spend, past.revenue, past.present):
            with pytest.raises(ValueError, match="read-only"):
                values[:] = 0
        assert history.spend.flags.writeable


def test_a_completed_history_cannot_change_its_source():
    history = History.from_rows(many_rows(3, 40))
    completed = complete(history, Maturity.default()).history
    completed.revenue[:] = 0.0
    with pytest.raises(ValueError, match="read-only"):
        completed.spend[:] = 0
    assert history.revenue.sum() > 0
