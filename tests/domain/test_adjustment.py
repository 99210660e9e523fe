"""Sharing an adjustment among budgets: exact, bounded, nothing hidden."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from paidsocial.domain.adjustment import STEP, Budget, split


def test_less_is_shared_by_spend():
    found = split(-30, [Budget(1000, 900), Budget(500, 450), Budget(160, 150)])
    # 30 by 900 : 450 : 150 is 18 : 9 : 3, counted from what is really spent.
    assert [share.after for share in found.shares] == [882, 441, 147]
    assert (found.moved, found.left_over) == (-30, 0)


def test_more_goes_to_budgets_that_are_used_up():
    found = split(50, [Budget(1000, 990), Budget(500, 200), Budget(None, 100)])
    # The second spends 40% of what it has. 50 by 990 : 100 is 45.4 : 4.6.
    assert [share.after for share in found.shares] == [1045, None, 105]
    assert "does not use up" in found.shares[1].reason


def test_what_one_cannot_take_goes_to_the_others():
    found = split(-150, [Budget(100, 100), Budget(1000, 800)])
    # A step of 20%: 20 of the first, nothing of the second above 800 (its own floor), so 130 are left over.
    assert [share.after for share in found.shares] == [80, None]
    assert found.left_over == -130
    assert "the most for one step" in found.shares[0].reason
    other = split(-150, [Budget(100, 100), Budget(1000, 1000)])
    assert [share.after for share in other.shares] == [86, 864]


def test_held_idle_and_minimal_budgets_stay():
    found = split(-40, [Budget(100, 100, held="a change is on its way"), Budget(100, 0), Budget(100, 100, least=95)])
    assert [share.after for share in found.shares] == [None, None, 95]
    assert found.shares[0].reason == "a change is on its way"
    assert found.left_over == -35


def test_nothing_to_move():
    assert split(0, [Budget(100, 100)]).shares[0].after is None
    assert split(-5, []).left_over == -5


budgets = st.builds(
    Budget,
    amount=st.none() | st.integers(min_value=0, max_value=10**7),
    spent=st.integers(min_value=0, max_value=10**7),
    least=st.integers(min_value=0, max_value=500),
)


@given(st.integers(min_value=-(10**7), max_value=10**7), st.lists(budgets, max_size=12))
def test_moved_and_left_over_make_the_adjustment_and_no_step_is_too_large(adjust_by: int, behind: list[Budget]):
    found = split(adjust_by, behind)
    assert found.moved + found.left_over == adjust_by
    assert abs(found.left_over) <= abs(adjust_by)
    for budget, share in zip(behind, found.shares, strict=True):
        if share.after is None:
            continue
        amount = budget.spent if budget.amount is None else budget.amount
        assert abs(share.after - amount) <= STEP * amount or share.after >= amount - STEP * amount
        assert share.after <= amount + STEP * amount
        assert share.after >= budget.least or adjust_by > 0


@given(
    st.integers(min_value=1, max_value=10**6),
    st.lists(st.integers(min_value=1, max_value=10**5), min_size=1, max_size=8),
)
def test_with_room_enough_the_whole_adjustment_is_shared(adjust_by: int, spends: list[int]):
    total = sum(spends)
    wanted = min(adjust_by, int(total * Fraction(1, 100)))
    found = split(-wanted, [Budget(spend, spend) for spend in spends])
    room = sum(int(spend * STEP) for spend in spends)
    assert found.left_over == -max(0, wanted - room)
