"""Rows that share a key are summed, exactly and in order; reach is not."""

from __future__ import annotations

from array import array
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from paidsocial.domain.readings import UNKNOWN, Entity, Grain, Level, Readings, sum_shared_keys


def a_batch(rows: list[tuple[int, int, int]], reach: list[int] | None = None) -> Readings:
    """Rows of (entity, day, spend); impressions are twice the spend."""
    return Readings(
        level=Level.CAMPAIGN,
        grain=Grain.DAY,
        entities=[Entity(campaign=f"C{number}") for number in range(5)],
        entity=array("q", [row[0] for row in rows]),
        first=array("q", [row[1] for row in rows]),
        last=array("q", [row[1] for row in rows]),
        spend=array("q", [row[2] for row in rows]),
        impressions=array("q", [2 * row[2] for row in rows]),
        reach=None if reach is None else array("q", reach),
    )


def test_rows_without_shared_keys_are_given_back_as_they_are() -> None:
    batch = a_batch([(0, 1, 5), (1, 1, 5)])
    assert sum_shared_keys(batch) == (batch, 0)


def test_shared_keys_are_summed_in_order_of_first_appearance_and_reach_is_not() -> None:
    summed, shared = sum_shared_keys(a_batch([(1, 7, 5), (0, 7, 1), (1, 7, 3)], reach=[10, 20, 30]))

    assert shared == 1
    assert (list(summed.entity), list(summed.spend), list(summed.impressions or [])) == ([1, 0], [8, 1], [16, 2])
    assert list(summed.reach or []) == [UNKNOWN, 20]
    assert summed.clicks is None


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4), st.integers(0, 10**15)), max_size=60))
def test_sums_by_key_and_overall_are_exact(rows: list[tuple[int, int, int]]) -> None:
    expected: Counter[tuple[int, int]] = Counter()
    for entity, day, spend in rows:
        expected[entity, day] += spend
    summed, shared = sum_shared_keys(a_batch(rows))

    assert dict(zip(zip(summed.entity, summed.first, strict=True), summed.spend, strict=True)) == dict(expected)
    assert shared == len(rows) - len(expected)
