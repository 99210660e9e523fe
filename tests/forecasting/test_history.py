"""Rows in, labelled arrays out, and a plain refusal of what cannot be meant."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np
import pytest

from forecasting import History
from forecasting.history import Row

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
