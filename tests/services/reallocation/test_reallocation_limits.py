"""Every way to ask a reallocation, on pools made up at random: totals to the cent, limits kept, nothing better left."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from random import Random
from time import process_time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paidsocial.domain.money import Money
from paidsocial.domain.platform_rules import PlatformRules
from paidsocial.errors import BadInput, Infeasible
from paidsocial.services.prediction.fits import Run
from paidsocial.services.reallocation.proposals import Proposed, Reallocation, Rules
from paidsocial.services.reallocation.request import Choice, GroupLimit, Request
from tests.support.made_up import AT, a_line, a_run, one, solve

amounts = st.lists(st.integers(800, 60_000), min_size=2, max_size=14)


@settings(max_examples=60, deadline=None)
@given(cents=amounts, seed=st.integers(0, 10**6), step=st.integers(1, 30), cautious=st.booleans(), tests=st.booleans())
def test_the_total_is_kept_to_the_cent_and_no_exchange_earns_more(
    cents: list[int], seed: int, step: int, cautious: bool, tests: bool
) -> None:
    lines = [a_line(number + 1, amount) for number, amount in enumerate(cents)]
    run = a_run(lines, seed)
    found = solve(lines, run, Request(Fraction(step, 100), cautious=cautious, tests=tests, anyway=True))
    assert sum(line.proposed.micros for line in found.lines) == sum(cents) * 10_000
    for line in found.lines:
        change = abs(line.proposed.micros - line.line.current.micros)
        assert change * 100 <= line.line.current.micros * step
        assert line.proposed.micros % 10_000 == 0
    if cautious:
        return
    # Independently: moving a cent from any line that may shrink to any that may grow earns no more.
    row = {unit: place for place, unit in enumerate(run.ids.tolist())}
    tenth = sum(cents) // 10

    def earns(line: Proposed, micros: int) -> float:
        place = row[line.line.unit.id]
        return float(run.scale[place] * (micros / 1e6) ** run.elasticity[place])

    for up, down in permutations(found.lines, 2):
        now_up, now_down = up.line.current.micros // 10_000, down.line.current.micros // 10_000
        room_up = min(now_up * step // 100, tenth) - (up.proposed.micros // 10_000 - now_up)
        room_down = min(now_down * step // 100, tenth) - (now_down - down.proposed.micros // 10_000)
        if room_up > 0 and room_down > 0:
            gain = earns(up, up.proposed.micros + 10_000) - earns(up, up.proposed.micros)
            loss = earns(down, down.proposed.micros) - earns(down, down.proposed.micros - 10_000)
            assert gain <= loss * (1 + 1e-6) + 1e-9


@settings(max_examples=60, deadline=None)
@given(cents=amounts, seed=st.integers(0, 10**6), share=st.floats(0.85, 1.1), floor_share=st.floats(0.8, 0.98))
def test_caps_and_floors_of_nested_groups_are_kept_to_the_cent(
    cents: list[int], seed: int, share: float, floor_share: float
) -> None:
    lines = [a_line(number + 1, amount) for number, amount in enumerate(cents)]
    meta = [line.current.micros for line in lines if line.unit.platform == "meta"]
    own = [line.current.micros for line in lines if line.unit.account_id == 3]
    limits = [GroupLimit("platform", "meta", "Meta", cap=int(sum(meta) * share) // 10_000 * 10_000)] if meta else []
    if own:
        limits.append(GroupLimit("account", 3, "“A3”", floor=int(sum(own) * floor_share) // 10_000 * 10_000))
    try:
        found = solve(lines, a_run(lines, seed), Request(Fraction(20, 100), groups=tuple(limits)))
    except Infeasible:
        return  # said in words: the next test
    assert sum(line.proposed.micros for line in found.lines) == sum(cents) * 10_000
    for limit in limits:
        whole = sum(line.proposed.micros for line in found.lines if limit.covers(line.line))
        assert limit.cap is None or whole <= limit.cap
        assert limit.floor is None or whole >= limit.floor


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ({"cap": 100_000_000}, "Meta cannot be at most 100.00 EUR a day: .* its budgets are at least 160.00 EUR"),
        ({"floor": 300_000_000}, "Meta cannot be at least 300.00 EUR a day: .* its budgets are at most 240.00 EUR"),
    ],
)
def test_a_group_that_cannot_be_is_named(limit: dict[str, int], words: str) -> None:
    lines = [a_line(number, 10_000) for number in (1, 2, 3, 4, 5, 6, 7, 8, 10, 11)]
    request = Request(Fraction(20, 100), groups=(GroupLimit("platform", "meta", "Meta", **limit),))
    with pytest.raises(Infeasible, match=words):
        solve(lines, a_run(lines, 2), request)


def test_a_cap_binds_its_platform_and_the_lines_say_so() -> None:
    lines = [a_line(number, 10_000) for number in (1, 2, 3, 4, 5, 6)]
    scale = np.array([1.0, 1.0, 9.0, 1.0, 1.0, 8.0])
    run = a_run(lines, 1, elasticity=np.full(6, 0.5), scale=scale * 10)
    free = solve(lines, run, Request(Fraction(20, 100)))
    assert one(free, 3).proposed == Money(110_000_000, "EUR") or one(free, 3).proposed.micros > 100_000_000
    capped = solve(
        lines,
        run,
        Request(Fraction(20, 100), groups=(GroupLimit("platform", "meta", "Meta", cap=205_000_000),)),
    )
    whole = one(capped, 3).proposed.micros + one(capped, 6).proposed.micros
    assert whole == 205_000_000
    stopped = [line for line in (one(capped, 3), one(capped, 6)) if line.bound == "group"]
    assert stopped
    assert "Stopped by the cap you set on Meta." in stopped[0].reason


@pytest.mark.parametrize("currency", ["EUR", "JPY", "KWD"])
def test_another_amount_a_day_comes_on_top_of_todays_total(currency: str) -> None:
    lines = [a_line(number, 50_000 + number, currency=currency) for number in range(1, 9)]
    for more in ("20", "-20") if currency != "KWD" else ("20.125", "-20.125"):
        found = solve(lines, a_run(lines, 3), Request(Fraction(20, 100), more=Money.parse(more, currency)))
        assert found.total_after == found.total_before + Money.parse(more, currency)
    with pytest.raises(Infeasible, match="cannot be reached"):
        solve(lines, a_run(lines, 3), Request(Fraction(20, 100), more=Money.parse("9999999", currency)))
    with pytest.raises(Infeasible, match="that much less cannot be"):
        solve(lines, a_run(lines, 3), Request(Fraction(20, 100), more=Money.parse("-9999999", currency)))


def test_a_maximum_stops_a_line_forces_it_down_and_is_refused_where_it_cannot() -> None:
    lines = [a_line(number, 10_000) for number in range(1, 7)]
    run = a_run(lines, 5)
    free = solve(lines, run, Request(Fraction(20, 100)))
    most = max(free.lines, key=lambda line: line.proposed.micros)
    number = most.line.unit.id

    def with_most(text: str, **more: Any) -> Reallocation:
        choice = (Choice(unit_id=number), Money.parse(text, "EUR"))
        return solve(lines, run, Request(Fraction(20, 100), maximums=(choice,), anyway=True, **more))

    stopped = one(with_most("101.00"), number)
    assert (stopped.proposed.text, stopped.bound) == ("101.00", "maximum")
    assert "the maximum you set" in stopped.reason
    assert one(with_most("90.00"), number).proposed.text == "90.00"
    with pytest.raises(Infeasible, match=r"cannot be lowered to the maximum of 90.00 EUR"):
        with_most("90.00", locks=(Choice(unit_id=number),))
    with pytest.raises(BadInput, match=r"cannot be at least 95.00 EUR and at most 90.00 EUR"):
        with_most("90.00", minimums=((Choice(unit_id=number), Money.parse("95", "EUR")),))


def test_a_campaign_whose_plan_line_is_used_up_is_not_raised() -> None:
    lines = [a_line(number, 10_000) for number in range(1, 7)]
    run = a_run(lines, 5)
    raised = [
        line.line.unit.campaign_id
        for line in solve(lines, run, Request(Fraction(20, 100))).lines
        if line.decision == "increase"
    ]
    full = {raised[0]: "its plan line “June”, which has nothing left to spend"}
    found = solve(lines, run, Request(Fraction(20, 100)), Rules(PlatformRules(()), full, AT))
    stopped = one(found, raised[0])
    assert (stopped.decision, stopped.bound) == ("hold", "maximum")
    assert "Stopped by its plan line “June”, which has nothing left to spend." in stopped.reason
    assert found.total_after == found.total_before


def test_every_bound_can_be_met() -> None:
    lines = [
        a_line(1, 10_000),
        a_line(2, 10_000),
        a_line(3, 10_000, learning=True),
        a_line(4, 10_000),
        a_line(5, 10_000),
        a_line(6, 10_000, on_campaign=True),
        a_line(7, 10_000),
        a_line(8, 10_000),
    ]
    scale = np.array([10.0, 90.0, 10.0, 10.0, 10.0, 10.0, 80.0, 10.0])
    run = a_run(lines, 1, elasticity=np.full(8, 0.5), scale=scale)
    evidence = ("strong", "strong", "strong", "thin", "strong", "strong", "strong", "strong")
    run = Run(**{**vars(run), "evidence": evidence})
    request = Request(
        Fraction(20, 100),
        locks=(Choice("C5"),),
        minimums=((Choice("C8"), Money.parse("95", "EUR")),),
        maximums=((Choice("C7"), Money.parse("105", "EUR")),),
    )
    bounds = {line.line.unit.id: line.bound for line in solve(lines, run, request).lines}
    assert bounds[1] == "max_step" or bounds[2] == "max_step"
    assert (bounds[3], bounds[4], bounds[5], bounds[6]) == ("learning", "evidence", "locked", "group")
    assert (bounds[7], bounds[8]) == ("maximum", "minimum")


def test_five_hundred_lines_are_worked_out_at_once() -> None:
    """A slider that is let go has its answer, frontier and both ways of deciding included, within 300 ms of work."""
    random = Random(1)
    lines = [a_line(number + 1, random.randint(2_000, 40_000)) for number in range(500)]
    run = a_run(lines, 11)
    request = Request(Fraction(20, 100), amounts=((Choice(unit_id=7), lines[6].current),))
    taken = []
    for _ in range(3):
        started = process_time()
        found = solve(lines, run, request, frontier=25)
        taken.append(process_time() - started)
    assert found.total_after == found.total_before
    assert found.other is not None
    assert min(taken) < 0.3


def test_a_minimum_or_maximum_out_of_reach_is_told_and_not_claimed_as_what_stopped_the_line() -> None:
    lines = [a_line(number, 10_000) for number in range(1, 9)]
    run = a_run(lines, 5)
    low, high = (Choice(unit_id=1), Money.parse("118", "EUR")), (Choice(unit_id=2), Money.parse("70", "EUR"))
    found = solve(lines, run, Request(Fraction(10, 100), minimums=(low,), maximums=(high,)))
    raised, lowered = one(found, 1), one(found, 2)
    # One line may move by a tenth of its 100.00 at most.
    assert (raised.proposed.text, raised.bound, lowered.proposed.text) == ("110.00", "max_step", "90.00")
    assert "Stopped by the step limit of 10%." in raised.reason
    assert raised.reason.endswith("The minimum of 118.00 EUR you set is further than it may go at once.")
    assert lowered.reason.endswith("The maximum of 70.00 EUR you set is further than it may go at once.")
    assert not any("further than" in line.reason for line in found.lines if line.line.unit.id > 2)


@pytest.mark.parametrize(("kind", "words"), [("minimums", "under the minimum"), ("maximums", "over the maximum")])
def test_an_amount_against_ones_own_minimum_or_maximum_is_refused(kind: str, words: str) -> None:
    lines = [a_line(number, 10_000) for number in range(1, 9)]
    amount = (Choice(unit_id=1), Money.parse("90" if kind == "minimums" else "110", "EUR"))
    limit = (Choice(unit_id=1), Money.parse("95" if kind == "minimums" else "105", "EUR"))
    more: dict[str, Any] = {kind: (limit,)}
    with pytest.raises(BadInput, match=rf"is set to .* EUR, {words} of .* EUR you set"):
        solve(lines, a_run(lines, 5), Request(Fraction(20, 100), amounts=(amount,), **more))


def test_a_line_that_a_group_stops_is_not_held() -> None:
    lines = [a_line(number, 10_000) for number in (1, 2, 3, 4, 5, 6)]
    request = Request(
        Fraction(20, 100),
        locks=(Choice(unit_id=5),),
        groups=(GroupLimit("platform", "meta", "Meta", cap=205_000_000),),
    )
    scale = np.array([1.0, 1.0, 9.0, 1.0, 1.0, 8.0]) * 10
    found = solve(lines, a_run(lines, 1, elasticity=np.full(6, 0.5), scale=scale), request)
    assert [line.line.unit.id for line in found.lines if line.held] == [5]
