"""What becomes of a new reading, and what was known when: checked against a plain list of everything ever seen."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paidsocial.domain.metrics import Figures
from paidsocial.domain.readings import Grain, Level
from paidsocial.domain.restatement import (
    Fall,
    Reading,
    Timeline,
    Verdict,
    as_known,
    completed,
    hold_reason,
    placed,
    verdict,
)

START = datetime(2026, 6, 1, tzinfo=UTC)


def seen(day: int, spend: int, **figures: int) -> Reading:
    """A reading taken on a day of June."""
    return Reading(Figures(spend, **figures), START + timedelta(days=day))


def told(*readings: Reading) -> Timeline:
    """The timeline after readings arrived in this order."""
    timeline: Timeline = ()
    for reading in readings:
        timeline = placed(timeline, reading)
    return timeline


@pytest.mark.parametrize(
    ("new", "current", "expected"),
    [
        (seen(1, 5), None, Verdict.INSERT),
        (seen(2, 5), seen(1, 5), Verdict.KEEP),
        (seen(2, 6), seen(1, 5), Verdict.REVISE),
        (seen(1, 6), seen(1, 5), Verdict.REVISE),
        (seen(1, 6), seen(2, 5), Verdict.OLDER),
        (seen(2, 5), seen(1, 5, revenue=9), Verdict.KEEP),  # a source without revenue says nothing about it
        (seen(2, 6), seen(1, 5, revenue=9), Verdict.REVISE),
    ],
)
def test_the_verdict_on_a_new_reading(new: Reading, current: Reading | None, expected: Verdict) -> None:
    assert verdict(new, current) is expected


def test_metrics_a_source_lacks_are_taken_over() -> None:
    stored = Reading(Figures(5, 10, 2, 3, 9), START, reach=7)
    assert completed(seen(1, 6, clicks=4), stored) == Reading(
        Figures(6, 10, 4, 3, 9), START + timedelta(days=1), reach=7
    )


def test_what_was_known_on_a_day_is_what_had_been_seen_by_then() -> None:
    timeline = told(seen(5, 50), seen(10, 100), seen(7, 70))  # the middle one arrives last

    known = [as_known(timeline, START + timedelta(days=day)) for day in (5, 6, 7, 8, 10, 11)]
    assert [reading and reading.figures.spend for reading in known] == [None, 50, 50, 70, 70, 100]


@given(st.permutations(range(6)), st.lists(st.integers(0, 10**9), min_size=6, max_size=6, unique=True))
def test_the_order_in_which_readings_arrive_does_not_matter(order: list[int], spends: list[int]) -> None:
    readings = [seen(day, spend) for day, spend in enumerate(spends)]
    timeline = told(*(readings[place] for place in order))

    for day in range(8):
        at = START + timedelta(days=day)
        by_then = [reading for reading in readings if reading.seen_at < at]
        assert as_known(timeline, at) == (by_then[-1] if by_then else None)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=12))
def test_a_timeline_has_one_current_reading_and_no_gaps_and_repeats_change_nothing(
    told_at: list[tuple[int, int]],
) -> None:
    readings = [seen(day, spend) for day, spend in told_at]
    timeline = told(*readings)

    assert [kept.superseded_at is None for kept in timeline].count(True) == min(1, len(readings))
    for earlier, later in itertools.pairwise(timeline):
        assert earlier.superseded_at == later.reading.seen_at
        assert earlier.reading.seen_at <= later.reading.seen_at
    if readings:
        assert placed(timeline, readings[-1]) == timeline


def test_a_sharp_fall_of_spend_is_held_with_its_amount_and_keys() -> None:
    falls = {"spend": Fall(before=20_000_000_000, after=15_121_700_000, keys=122)}
    assert (
        hold_reason(falls, currency="EUR", level=Level.CAMPAIGN)
        == "spend fell by 4878.30 on 122 campaign-days present before"
    )


@pytest.mark.parametrize(
    ("metric", "before", "after", "held"),
    [
        ("spend", 100, 96, False),
        ("spend", 100, 95, True),
        ("spend", 100, 200, False),
        ("spend", 0, 0, False),
        ("revenue", 100, 76, False),
        ("revenue", 100, 75, True),
        ("conversions", 100, 76, False),
        ("conversions", 100, 0, True),
        ("clicks", 100, 0, False),
    ],
)
def test_how_far_each_metric_may_fall(metric: str, before: int, after: int, held: bool) -> None:
    falls = {metric: Fall(before * 1_000_000, after * 1_000_000, 1)}
    assert (hold_reason(falls, currency="USD", level=Level.AD_SET) is not None) is held


def test_several_falls_are_named_together_each_in_its_unit() -> None:
    falls = {"spend": Fall(10_000_000, 5_000_000, 2), "conversions": Fall(4_500_000, 0, 3)}
    assert hold_reason(falls, currency="JPY", level=Level.AD_SET, grain=Grain.PERIOD) == (
        "spend fell by 5 on 2 totals; conversions fell by 4.5 on 3 totals present before"
    )


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_nothing_is_held_for_rising(before: int, rise: int) -> None:
    assert not Fall(before, before + rise, 0).reaches(Fraction(5, 100))
