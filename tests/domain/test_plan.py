"""Plan lines: revisions and their expected curve, the campaigns covered, overlaps."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paidsocial.domain.days import Period
from paidsocial.domain.plan import (
    CampaignRef,
    Covered,
    Revision,
    Scope,
    Terms,
    check_revision,
    name_matches,
    overlaps,
    weight_share,
)
from paidsocial.domain.weekday import Shape, flat
from paidsocial.errors import BadInput

JUNE = Period.month(2026, 6)
EUR = 1_000_000


def june(day: int) -> date:
    return date(2026, 6, day)


def terms(*revisions: tuple[int, int], period: Period = JUNE) -> Terms:
    """Terms in EUR from (day of June, whole euros)."""
    return Terms("EUR", period, tuple(Revision(june(day), amount * EUR) for day, amount in revisions))


def test_an_even_plan_expects_the_share_of_days():
    assert terms((1, 15_000)).expected(june(13), flat()) == 6_500 * EUR
    assert terms((1, 15_000)).expected(date(2026, 5, 31), flat()) == 0
    assert terms((1, 15_000)).expected(june(30), flat()) == 15_000 * EUR


def test_a_weekday_shape_moves_what_is_expected():
    weekdays_only = Shape((1, 1, 1, 1, 1, 0, 0), learned=True, days=28)
    # June 2026 starts on a Monday: 22 working days, 5 of them in the first week.
    assert terms((1, 22_000)).expected(june(5), weekdays_only) == 5_000 * EUR
    assert terms((1, 22_000)).expected(june(7), weekdays_only) == 5_000 * EUR


def test_a_revision_counts_from_its_day_on():
    # 9,000 over 30 days is 300 a day; from the 16th on, 3,000 more over 15 days is 500 a day.
    line = terms((1, 9_000), (16, 12_000))
    assert line.expected(june(15), flat()) == 4_500 * EUR
    assert line.expected(june(16), flat()) == 5_000 * EUR
    assert line.expected(june(30), flat()) == 12_000 * EUR
    assert line.budget_on(june(15)) == 9_000 * EUR
    assert line.budget_on(june(16)) == 12_000 * EUR
    assert [step.effective_day for step in line.ahead(june(15))] == [june(16)]


def test_a_later_revision_does_not_count_before_it_is_in_force():
    line = terms((1, 9_000), (16, 12_000))
    assert line.expected(june(30), flat(), as_of=june(15)) == 9_000 * EUR


def test_a_line_that_starts_within_its_period_expects_nothing_before():
    line = terms((11, 10_000))
    assert line.expected(june(10), flat()) == 0
    assert line.expected(june(15), flat()) == 2_500 * EUR
    assert line.budget_on(june(1)) == 0


def test_what_is_recorded_later_replaces_that_day_and_later_ones():
    line = terms((1, 9_000), (16, 12_000), (6, 10_000))
    assert [(step.effective_day, step.amount) for step in line.steps()] == [
        (june(1), 9_000 * EUR),
        (june(6), 10_000 * EUR),
    ]
    corrected = terms((1, 9_000), (1, 8_000))
    assert [(step.effective_day, step.amount) for step in corrected.steps()] == [(june(1), 8_000 * EUR)]


def test_an_effective_day_before_the_period_is_its_first_day():
    line = Terms("EUR", JUNE, (Revision(date(2026, 5, 20), 300 * EUR),))
    assert line.expected(june(1), flat()) == 10 * EUR


def test_a_revision_after_a_shortened_period_does_not_count():
    line = terms((1, 9_000), (16, 12_000), period=Period(june(1), june(10)))
    assert line.expected(june(10), flat()) == 9_000 * EUR
    assert line.budget_on(june(20)) == 9_000 * EUR


def test_a_period_of_days_that_never_spend_falls_back_to_even():
    weekend = Period(june(6), june(7))
    weekdays_only = Shape((1, 1, 1, 1, 1, 0, 0), learned=True, days=28)
    assert weight_share(weekend, june(6), weekdays_only) == Fraction(1, 2)


def test_the_curve_is_the_expected_amount_of_each_day():
    curve = terms((1, 9_000), (16, 12_000)).curve(flat())
    assert len(curve) == 30
    assert curve[0] == (june(1), 300 * EUR)
    assert curve[-1] == (june(30), 12_000 * EUR)


shapes = (
    st.lists(st.integers(min_value=0, max_value=1000), min_size=7, max_size=7)
    .filter(any)
    .map(lambda weights: Shape(tuple(weights), learned=True, days=14))
)
periods = st.builds(
    lambda start, length: Period(start, start + timedelta(days=length)),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.integers(min_value=0, max_value=400),
)


@st.composite
def raised_lines(draw: st.DrawFn) -> Terms:
    """Lines whose revisions never lower the amount."""
    period = draw(periods)
    days = sorted(draw(st.lists(st.integers(min_value=0, max_value=len(period) - 1), min_size=1, max_size=4)))
    amounts = sorted(draw(st.lists(st.integers(min_value=0, max_value=10**15), min_size=len(days), max_size=len(days))))
    return Terms(
        "EUR",
        period,
        tuple(Revision(period.first + timedelta(days=d), a) for d, a in zip(days, amounts, strict=True)),
    )


@given(raised_lines(), shapes)
def test_expected_ends_at_the_budget_and_never_falls(line: Terms, shape: Shape):
    assert line.expected(line.period.last, shape) == line.budget_on(line.period.last)
    values = [line.expected(day, shape) for day in line.period.days()]
    assert all(later >= earlier for earlier, later in pairwise(values))
    assert line.expected(line.period.first - timedelta(days=1), shape) == 0


@given(raised_lines(), shapes)
def test_the_curve_is_expected_day_by_day(line: Terms, shape: Shape):
    assert line.curve(shape) == [(day, round(line.expected(day, shape))) for day in line.period.days()]


@given(raised_lines(), shapes, st.integers(min_value=2, max_value=1000))
def test_expected_scales_with_the_amounts(line: Terms, shape: Shape, factor: int):
    scaled = Terms(
        line.currency, line.period, tuple(Revision(r.effective_day, r.amount * factor) for r in line.revisions)
    )
    day = line.period.first + timedelta(days=len(line.period) // 2)
    assert scaled.expected(day, shape) == factor * line.expected(day, shape)


@given(periods, shapes)
def test_the_days_of_a_period_weigh_as_much_as_the_period(period: Period, shape: Shape):
    shares = [weight_share(period, day, shape) for day in period.days()]
    assert shares[-1] == 1
    if sum(shape.weight(day) for day in period.days()):
        whole = sum(shape.weight(day) for day in period.days())
        assert shares[0] == Fraction(shape.weight(period.first), whole) or len(period) == 1


@pytest.mark.parametrize(
    ("pattern", "name", "answer"),
    [
        ("Spring*", "Spring Sale, Meta", True),
        ("spring*", "SPRING sale", True),
        ("Spring", "Spring Sale", False),
        ("*Sale", "Spring Sale", True),
        ("*Sale*", "Spring Sale, Meta", True),
        ("S*g*e", "Spring Sale", True),
        ("S*gg*e", "Spring Sale", False),
        ("*", "anything", True),
        ("", "", True),
        ("", "x", False),
        ("Spring  Sale", "Spring Sale", True),
        ("a*a", "a", False),
        ("a.c", "abc", False),
        ("[x]*", "[x] Brand", True),
        ("*Straße*", "Hauptstrasse", True),
    ],
)
def test_names_match_whole_with_stars(pattern: str, name: str, answer: bool):
    assert name_matches(pattern, name) is answer


def test_a_spiteful_pattern_answers_at_once():
    assert not name_matches("*a" * 500 + "b", "a" * 1000)


def test_kinds_of_conditions_add_up_and_values_of_one_kind_are_alternatives():
    campaign = CampaignRef(7, 3, "meta", "Brand UK")
    assert Scope().covers(campaign)
    assert Scope(matches=("X*", "Brand*")).covers(campaign)
    assert Scope(campaign_ids=frozenset({7})).covers(campaign)
    assert Scope(matches=("X*",), campaign_ids=frozenset({7})).covers(campaign)
    assert not Scope(matches=("Brand*",), platforms=frozenset({"tiktok"})).covers(campaign)
    assert Scope(matches=("Brand*",), platforms=frozenset({"tiktok", "meta"})).covers(campaign)
    assert not Scope(account_ids=frozenset({4})).covers(campaign)
    assert not Scope(matches=("Other",)).covers(campaign)


def test_overlaps_name_the_line_the_days_and_the_campaigns():
    june_line = Covered(1, "June", JUNE, {1: "Brand", 2: "Sale", 3: "App", 4: "Video"})
    half = Covered(2, "Half", Period(june(16), date(2026, 7, 15)), {2: "Sale", 3: "App", 4: "Video", 1: "Brand"})
    july = Covered(3, "July", Period.month(2026, 7), {1: "Brand"})
    other = Covered(4, "Other", JUNE, {9: "Else"})
    (overlap,) = overlaps(june_line, [june_line, half, july, other])
    assert overlap.period == Period(june(16), june(30))
    assert overlap.campaigns == ("App", "Brand", "Sale", "Video")
    assert overlap.text == (
        "“Half” also covers “App”, “Brand”, “Sale” and 1 more from 2026-06-16 to 2026-06-30: that spend counts in both."
    )


def test_one_shared_day_is_said_as_one_day():
    one = Covered(1, "A", Period(june(1), june(5)), {1: "Brand"})
    two = Covered(2, "B", Period(june(5), june(9)), {1: "Brand"})
    assert overlaps(one, [two])[0].text.endswith("covers “Brand” from 2026-06-05: that spend counts in both.")


def test_a_revision_below_zero_or_after_the_end_is_refused():
    check_revision(JUNE, Revision(june(30), 0))
    with pytest.raises(BadInput, match="below zero"):
        check_revision(JUNE, Revision(june(1), -1))
    with pytest.raises(BadInput, match="after the plan line ends on 2026-06-30"):
        check_revision(JUNE, Revision(date(2026, 7, 1), 1))
