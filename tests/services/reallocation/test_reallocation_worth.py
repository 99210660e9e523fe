"""What is worth moving, what nobody knows, what a plan line leaves, and how far a line may be set."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paidsocial.domain.money import Money
from paidsocial.domain.platform_rules import PlatformRules
from paidsocial.domain.recommendation import Decision
from paidsocial.errors import BadInput, Infeasible
from paidsocial.services.reallocation.allocation_groups import PlanRoom
from paidsocial.services.reallocation.proposals import Rules
from paidsocial.services.reallocation.request import Choice, GroupLimit, Request
from tests.support.made_up import AT, a_line, a_run, one, solve

amounts = st.lists(st.integers(800, 60_000), min_size=2, max_size=14)


def test_an_amount_set_where_the_response_is_not_known_counts_nothing_but_its_uncertainty() -> None:
    lines = [a_line(number, 10_000) for number in range(1, 9)]
    run = replace(a_run(lines, 5), evidence=("thin",) + ("strong",) * 7)
    lock = tuple(Choice(unit_id=number) for number in range(3, 9))
    request = Request(Fraction(20, 100), amounts=((Choice(unit_id=1), Money.parse("105", "EUR")),), locks=lock)
    found = solve(lines, run, request)
    thin, other = one(found, 1), one(found, 2)
    assert (thin.proposed.text, thin.bound, thin.set_by_person, thin.unknown) == ("105.00", "locked", True, True)
    assert (thin.change.mean, thin.marginal_before, thin.marginal_after) == (0.0, None, None)
    # All it might bring is uncertain: at least what its borrowed slope says.
    slope = run.scale[0] * (105 ** run.elasticity[0] - 100 ** run.elasticity[0])
    assert thin.change.deviation >= slope
    assert thin.reason == "Set by you. 5.00 EUR more a day: what that brings is not known (thin evidence, the reason)."
    assert other.proposed.text == "95.00"
    assert found.change.mean == pytest.approx(other.change.mean)


def test_where_conversions_decide_revenue_of_unknown_response_counts_nothing() -> None:
    lines = [a_line(number, 10_000) for number in range(1, 9)]
    revenue = replace(a_run(lines, 5), evidence=("thin",) * 8)
    found = solve(
        lines, revenue, Request(Fraction(20, 100), conversions=True, anyway=True), conversions=a_run(lines, 7)
    )
    assert found.conversions is not None
    assert found.conversions.mean > 0
    assert found.change.mean == 0
    assert found.change.deviation > 0
    assert {line.marginal_before for line in found.lines} == {None}


def test_what_may_as_well_be_nothing_is_not_proposed_unless_it_is_asked_for() -> None:
    lines = [a_line(number, 10_000) for number in range(1, 9)]
    alike = {"scale": np.linspace(9.8, 10.2, 8), "elasticity": np.full(8, 0.5), "elasticity_error": np.full(8, 0.2)}
    run = a_run(lines, 5, **alike)
    for cautious in (False, True):
        found = solve(lines, run, Request(Fraction(20, 100), cautious=cautious))
        assert not found.moving
        assert found.total_after == found.total_before
    told = solve(lines, run, Request(Fraction(20, 100)))
    assert told.unworthy is not None
    moving, change = told.unworthy
    assert (moving > 1, change.mean > 0, change.low <= 0) == (True, True, True)
    assert "may as well be nothing" in told.lines[0].reason
    assert all(line.bound is None and not line.held for line in told.lines)
    wanted = solve(lines, run, Request(Fraction(20, 100), anyway=True))
    assert len(wanted.moving) > 1
    assert wanted.unworthy is None


@settings(max_examples=40, deadline=None)
@given(cents=amounts, seed=st.integers(0, 10**6), cautious=st.booleans())
def test_the_moves_proposed_bring_nearly_all_and_surely_something(cents: list[int], seed: int, cautious: bool) -> None:
    lines = [a_line(number + 1, amount) for number, amount in enumerate(cents)]
    run = a_run(lines, seed)
    fewer = solve(lines, run, Request(Fraction(20, 100), cautious=cautious))
    every = solve(lines, run, Request(Fraction(20, 100), cautious=cautious, anyway=True))
    assert fewer.total_after == fewer.total_before
    assert len(fewer.moving) <= len(every.moving)
    if fewer.moving:
        assert fewer.change.low > 0
    if fewer.moving and fewer.unworthy is None and not cautious:
        assert fewer.change.mean >= 0.95 * every.change.mean - 0.02 * len(lines)


def test_a_plan_line_is_not_overspent_by_what_its_campaigns_get_together() -> None:
    lines = [a_line(number, 10_000) for number in range(1, 7)]
    run = a_run(lines, 5)
    raised = [line.line.unit.campaign_id for line in solve(lines, run, Request(Fraction(20, 100), anyway=True)).lines]
    room = PlanRoom("its plan line “June”: 204.00 EUR a day are left of it", frozenset(raised[:2]), 4_000_000)
    rules = Rules(PlatformRules(()), {}, AT, (room,))
    found = solve(lines, run, Request(Fraction(20, 100), anyway=True), rules)
    assert sum(one(found, number).proposed.micros for number in raised[:2]) <= 204_000_000
    assert found.total_after == found.total_before
    # What a person sets is theirs to set; and where the plan line cuts across a group, each campaign has its share.
    mine = (Choice(unit_id=raised[0]), Money.parse("120", "EUR"))
    assert (
        one(solve(lines, run, Request(Fraction(20, 100), amounts=(mine,)), rules), raised[0]).proposed.text == "120.00"
    )
    across = PlanRoom("its plan line “June”", frozenset(range(1, 5)), 4_000_000)
    cap = GroupLimit("platform", "meta", "Meta", cap=205_000_000)
    request = Request(Fraction(20, 100), groups=(cap,), anyway=True)
    shared = solve(lines, run, request, Rules(PlatformRules(()), {}, AT, (across,)))
    assert all(one(shared, number).proposed.micros <= 101_000_000 for number in range(1, 5))


def test_a_slider_ends_where_the_others_cannot_make_up_the_total() -> None:
    lines = [a_line(1, 60_000), a_line(2, 10_000), a_line(3, 10_000)]
    run = a_run(lines, 5)
    for groups in ((), (GroupLimit("platform", "tiktok", "TikTok", cap=605_000_000),)):
        found = solve(lines, run, Request(Fraction(20, 100), groups=groups), frontier=2)
        for line in found.lines:
            assert line.reach is not None
            for amount, possible in ((line.reach[0], True), (line.reach[1], True), (line.reach[1] + 10_000, False)):
                mine = (Choice(unit_id=line.line.unit.id), Money(amount, "EUR"))
                request = Request(Fraction(20, 100), groups=groups, amounts=(mine,))
                if possible:
                    assert solve(lines, run, request).total_after == found.total_before
                else:
                    with pytest.raises((Infeasible, BadInput)):
                        solve(lines, run, request)


def test_what_is_not_known_of_a_test_says_nothing_against_moves_that_pay() -> None:
    lines = [a_line(number, 10_000) for number in range(1, 9)]
    run = replace(a_run(lines, 5), evidence=("thin",) * 2 + ("strong",) * 6)
    alone = solve(lines, run, Request(Fraction(20, 100)))
    assert alone.moving
    tested = solve(lines, run, Request(Fraction(20, 100), tests=True))
    assert {line.line.unit.id for line in tested.moving} & {line.line.unit.id for line in alone.moving}
    assert tested.unworthy is None


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), room=st.sampled_from([0, 2_000_000]))
def test_what_a_reason_holds_a_line_against_is_earned_where_it_says(seed: int, room: int) -> None:
    lines = [a_line(number, 10_000 + 1_700 * number) for number in range(1, 9)]
    inside = frozenset(range(1, 4))
    plan = PlanRoom("its plan line “June”", inside, room)
    rules = Rules(PlatformRules(()), {}, AT, (plan,))
    found = solve(lines, a_run(lines, seed), Request(Fraction(20, 100), anyway=True), rules)
    after = {line.line.unit.name: line.marginal_after for line in found.lines}
    for line in found.moving:
        told = re.search(r"than the ([0-9.]+) it earns in “(C[0-9]+)”", line.reason)
        if told is None:  # told apart by no digit, or nothing else moves
            assert "as much as in “" in line.reason
            continue
        there = after[told[2]]
        assert there is not None
        assert float(told[1]) == pytest.approx(there, abs=0.0051)
        other = next(one for one in found.lines if one.line.unit.name == told[2])
        assert (other.decision is Decision.INCREASE) == (line.decision is Decision.DECREASE)
