"""Ways to decide on made-up pools: targets, tests, caution, a model that lost, and what is said of other totals."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting import ResponseCurves, allocate
from paidsocial.domain.money import Money
from paidsocial.errors import Infeasible, Refused
from paidsocial.services.prediction.fits import Run
from paidsocial.services.reallocation.line_budgets import Line
from paidsocial.services.reallocation.proposals import Proposed
from paidsocial.services.reallocation.request import Aim, Choice, GroupLimit, Request
from paidsocial.services.reallocation.totals import round_sum
from tests.support.made_up import AT, a_line, a_run, one, solve

amounts = st.lists(st.integers(800, 60_000), min_size=2, max_size=14)


def test_a_target_cost_finds_the_largest_total_at_which_conversions_cost_no_more() -> None:
    lines = [a_line(number, 20_000) for number in range(1, 7)]
    conversions = a_run(lines, 8, scale=np.full(6, 0.9), elasticity=np.full(6, 0.5))
    # All alike: at spend x each brings 0.9 sqrt(x) a day, so a conversion costs sqrt(x) / 0.9; at 14.00 x is 158.76.
    request = Request(Fraction(30, 100), aim=Aim("cpa", 1 / 14), conversions=True)
    found = solve(lines, a_run(lines, 9), request, conversions=conversions)
    assert found.total_after.micros == pytest.approx(6 * 158_760_000, abs=20_000)
    assert found.conversions is not None
    assert found.conversions.mean == pytest.approx(6 * 0.9 * (158.76**0.5 - 200**0.5), abs=1e-3)
    assert "the next conversion costs" in found.lines[0].reason
    without = solve(lines, None, request, conversions=conversions)
    assert (without.change.mean, without.lines[0].roas) == (0, None)
    with pytest.raises(Infeasible, match=r"A cost of 2.00 EUR per conversion cannot be reached .* it is 13.15 EUR"):
        solve(lines, None, Request(Fraction(30, 100), aim=Aim("cpa", 0.5), conversions=True), conversions=conversions)


@pytest.mark.parametrize("way", [{"cautious": True}, {"tests": True}, {"cautious": True, "tests": True}])
@pytest.mark.parametrize("seed", range(6))
def test_what_is_proposed_reaches_the_roas_that_was_aimed_at(way: dict[str, Any], seed: int) -> None:
    """The proposal, not a better split that caution or tests keep from being proposed."""
    lines = [a_line(number, 9_000 + 700 * number) for number in range(1, 9)]
    run = replace(a_run(lines, seed), evidence=("strong",) * 5 + ("thin",) * 3)
    here = solve(lines, run, Request(Fraction(20, 100)))
    earned = sum((line.roas or 0) * line.line.current.micros / 1e6 for line in here.lines)
    wanted = 1.001 * earned / (here.total_before.micros / 1e6)
    found = solve(lines, run, Request(Fraction(20, 100), aim=Aim("roas", wanted), **way))
    reached = (earned + found.change.mean) / (found.total_after.micros / 1e6)
    assert reached >= wanted * (1 - 1e-9)
    assert reached == pytest.approx(wanted, rel=2e-3) or found.total_after.micros == _most(lines, run, way)


def _most(lines: list[Line], run: Run, way: dict[str, Any]) -> int:
    """The most that can be spent, as the refusal of more says it."""
    with pytest.raises(Infeasible) as refused:
        solve(lines, run, Request(Fraction(20, 100), total=Money.parse("99999", "EUR"), **way))
    return Money.parse(refused.value.message.split(" EUR. Choose")[0].rsplit("to ", 1)[1], "EUR").micros


def test_thin_lines_are_held_or_where_tests_are_allowed_move_by_a_twentieth_at_most() -> None:
    lines = [a_line(number, 20_000) for number in range(1, 7)]
    strong = a_run(lines, 4)
    thin = Run(**{**vars(strong), "evidence": ("thin", "thin", "none", "strong", "strong", "strong")})
    held = solve(lines, thin, Request(Fraction(20, 100)))
    for number in (1, 2, 3):
        assert (one(held, number).decision, one(held, number).bound) == ("hold", "evidence")
    tested = solve(lines, thin, Request(Fraction(20, 100), tests=True))
    assert one(tested, 3).decision == "hold"
    moved = [line for line in (one(tested, 1), one(tested, 2)) if line.decision != "hold"]
    assert moved
    for line in moved:
        assert abs(line.proposed.micros - line.line.current.micros) * 20 <= line.line.current.micros
        assert line.bound == "evidence"
        assert line.reason.startswith("Test: ")
        assert line.reason.endswith("so that its response to spend becomes known. Thin evidence: the reason.")
        assert line.change.mean == 0
        assert line.change.deviation > 0
    assert tested.total_after == tested.total_before
    smaller = solve(lines, thin, Request(Fraction(2, 100), tests=True))
    assert all(abs(line.proposed.micros - line.line.current.micros) * 50 <= 200_000_000 for line in smaller.lines)


def test_a_line_too_young_is_never_tested() -> None:
    lines = [a_line(number, 20_000) for number in range(1, 5)]
    young = [Line(**{**{name: getattr(line, name) for name in Line.__slots__}, "spend_days": 20}) for line in lines]
    found = solve(young, a_run(young, 4, evidence="thin"), Request(Fraction(20, 100), tests=True))
    assert {line.decision for line in found.lines} == {"hold"}


def test_an_amount_set_on_thin_evidence_says_that_it_is_thin() -> None:
    lines = [a_line(number, 10_000) for number in range(1, 9)]
    run = replace(a_run(lines, 5), evidence=("thin",) + ("strong",) * 7)
    amounts_set = tuple((Choice(unit_id=number), Money.parse("105", "EUR")) for number in (1, 2))
    found = solve(lines, run, Request(Fraction(20, 100), amounts=amounts_set))
    assert one(found, 1).reason.startswith("Set by you. 5.00 EUR more a day")
    assert "thin evidence" in one(found, 1).reason.lower()
    assert "the reason" in one(found, 1).reason
    assert "evidence" not in one(found, 2).reason


def test_where_the_model_lost_nothing_moves_and_another_total_is_spread_in_proportion() -> None:
    lines = [a_line(number, 10_000 * number) for number in range(1, 6)]
    run = a_run(lines, 6, notice="Over 8 earlier origins the model's error was larger.")
    same = solve(lines, run, Request(Fraction(20, 100)))
    assert {line.bound for line in same.lines} == {"evidence"}
    assert {line.marginal_before for line in same.lines} == {None}
    more = solve(lines, run, Request(Fraction(20, 100), total=Money.parse("1575.00", "EUR")))
    assert [line.proposed.text for line in sorted(more.lines, key=lambda line: line.line.unit.id)] == [
        *("105.00", "210.00", "315.00", "420.00", "525.00")
    ]
    assert "in proportion, because the total changes" in more.lines[0].reason
    for aim in ("roas", "marginal"):
        with pytest.raises(Refused, match="the model is not trusted"):
            solve(lines, run, Request(Fraction(20, 100), aim=Aim(aim, 2.0)))


def test_the_frontier_and_another_sum_agree_with_the_curves() -> None:
    lines = [a_line(number, 10_000) for number in range(1, 5)]
    run = a_run(lines, 2, elasticity=np.full(4, 0.5), scale=np.full(4, 20.0))
    found = solve(lines, run, Request(Fraction(20, 100)), frontier=5)
    for total, revenue in found.frontier:  # all alike: the best split is even, 4 * 20 * sqrt(total / 4)
        assert revenue == pytest.approx(80 * (total.micros / 4e6) ** 0.5)
    assert found.another is not None
    assert found.another.amount.micros == 1_000_000_000 // 30 // 10_000 * 10_000  # 1,000 a month
    more = found.another.amount.micros / 1e6
    assert found.another.change.mean == pytest.approx(80 * (((400 + more) / 4) ** 0.5 - 10), rel=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_the_frontier_is_the_best_expected_one_however_is_decided(seed: int) -> None:
    lines = [a_line(number, 9_000 + 700 * number) for number in range(1, 9)]
    run = a_run(lines, seed)
    expected, cautious = (
        solve(lines, run, Request(Fraction(20, 100), cautious=way), frontier=9) for way in (False, True)
    )
    assert cautious.frontier == expected.frontier
    slopes = [
        (after - before) / (there.micros - here.micros)
        for (here, before), (there, after) in pairwise(cautious.frontier)
    ]
    assert slopes == sorted(slopes, reverse=True)
    assert not solve(lines, replace(run, notice="It lost."), Request(Fraction(20, 100)), frontier=9).frontier


@pytest.mark.parametrize(("micros", "rounded"), [(12_600, 10_000), (9_999, 5_000), (2, 2), (49, 20), (0, 1)])
def test_round_sums(micros: int, rounded: int) -> None:
    assert round_sum(micros * 1_000_000) == rounded * 1_000_000


@settings(max_examples=60, deadline=None)
@given(cents=amounts, seed=st.integers(0, 10**6), share=st.floats(0.9, 1.1))
def test_cautiously_a_line_moves_only_where_a_poor_response_pays(cents: list[int], seed: int, share: float) -> None:
    """Independently: with the total kept, whatever grows earns more at its lower end than whatever shrinks loses at its
    upper one."""
    lines = [a_line(number + 1, amount) for number, amount in enumerate(cents)]
    run = a_run(lines, seed)
    total = int(sum(cents) * share)
    try:
        found = solve(lines, run, Request(Fraction(20, 100), total=Money(total * 10_000, "EUR"), cautious=True))
    except Infeasible:
        return
    assert sum(line.proposed.micros for line in found.lines) == total * 10_000
    row = {unit: place for place, unit in enumerate(run.ids.tolist())}

    def next_earns(line: Proposed, deviations: float) -> float:
        place = row[line.line.unit.id]
        reference = run.daily_spend[place]
        elasticity = np.clip(run.elasticity[place] + deviations * run.elasticity_error[place], 0.05, 0.95)
        level = run.scale[place] * reference ** run.elasticity[place]
        return float(level * elasticity * (line.proposed.micros / 1e6 / reference) ** (elasticity - 1) / reference)

    grown = [next_earns(line, -0.8416) for line in found.lines if line.decision == "increase"]
    shrunk = [next_earns(line, 0.8416) for line in found.lines if line.decision == "decrease"]
    if grown and shrunk:
        assert min(grown) >= max(shrunk) * (1 - 1e-3)


@pytest.mark.parametrize("groups", [(), (GroupLimit("platform", "meta", "Meta", cap=300_000_000),)])
def test_the_gap_is_that_of_the_cents_proposed(groups: tuple[GroupLimit, ...]) -> None:
    """Budgets of some cents: whole ones earn less than the best split, and the gap says so."""
    lines = [a_line(number, 20 + number) for number in range(1, 7)]
    run = a_run(lines, 3)
    found = solve(lines, run, Request(Fraction(20, 100), groups=groups, anyway=True))
    whole = np.array([line.proposed.micros // 10_000 for line in sorted(found.lines, key=lambda x: x.line.unit.id)])
    here = np.array([line.current.micros // 10_000 for line in lines])
    ends = [(max(int(now * 0.8 + 0.999999), 0), int(now * 1.2)) for now in here]
    most = int(here.sum()) // 10
    ends = [(max(low, now - most), min(high, now + most)) for (low, high), now in zip(ends, here, strict=True)]
    curves = ResponseCurves.from_parameters(
        [str(line.unit.id) for line in lines], "power", scale=run.scale, elasticity=run.elasticity
    )
    best = allocate(curves, here.sum() / 100, [low / 100 for low, _ in ends], [high / 100 for _, high in ends])
    short = best.total_revenue / curves.revenue(whole / 100).sum() - 1
    assert short > 1e-9
    assert found.optimality_gap == pytest.approx(short, rel=1e-3)


def test_the_interval_of_all_is_that_of_lines_that_err_apart() -> None:
    lines = [a_line(number, 9_000 + 700 * number) for number in range(1, 9)]
    found = solve(lines, a_run(lines, 4), Request(Fraction(20, 100)))
    assert found.change.mean == pytest.approx(sum(line.change.mean for line in found.lines))
    halves = [line.change.high - line.change.mean for line in found.lines]
    assert found.change.high - found.change.mean == pytest.approx(math.hypot(*halves))
    assert found.change.mean - found.change.low == pytest.approx(math.hypot(*halves))
    assert 0 < max(halves) < math.hypot(*halves) < sum(halves)


@pytest.mark.parametrize(("hours", "held"), [(71, True), (72, False)])
def test_a_budget_rests_for_72_hours_after_a_change(hours: int, held: bool) -> None:
    lines = [a_line(number, 9_000 + 700 * number) for number in range(1, 9)]
    free = solve(lines, a_run(lines, 4), Request(Fraction(20, 100)))
    moved = max(free.lines, key=lambda line: abs(line.proposed.micros - line.line.current.micros)).line.unit.id
    lines = [replace(line, changed_at=AT - timedelta(hours=hours)) if line.unit.id == moved else line for line in lines]
    line = one(solve(lines, a_run(lines, 4), Request(Fraction(20, 100))), moved)
    assert (line.bound == "learning") is held
    assert (line.proposed == line.line.current) is held
    assert ("71 hours ago; 72 hours must pass" in line.reason) is held
