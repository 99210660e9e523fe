"""Every argument of curves and allocations is taken as what it must mean, or refused in words with a remedy."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from forecasting import (
    Allocation,
    Group,
    ResponseCurves,
    allocate,
    allocate_increments,
    allocate_to_cpa,
    allocate_to_marginal,
    allocate_to_roas,
    another,
    frontier,
    plan,
)
from tests.forecasting.builders import some_curves

CURVES = ResponseCurves.from_parameters(["u0", "u1", "u2"], "power", scale=[3.0, 5.0, 4.0], elasticity=[0.5, 0.6, 0.7])
NUMBERS = [10, 10.0, Decimal(10), Fraction(10), *(kind(10) for kind in (np.float16, np.float32, np.float64, np.int8))]
LABELS = r"give a list of labels"
EACH = r"give a number, or a list or array with one value per unit"


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: type(number).__name__)
@pytest.mark.parametrize("family", ["power", "log", "hill"])
def test_every_kind_of_number_is_taken_in_double_precision(family: str, number: Any):
    curves = some_curves(family, 3)
    told = allocate(curves, 10.0, 1, 10.0, [Group("g", curves.units[:2], 0.0, 10.0)])
    same = allocate(curves, number, [number / number, 1, 1.0], number, [Group("g", curves.units[:2], None, number)])  # type: ignore[arg-type]
    assert same.spend.dtype == float
    assert same.spend.tolist() == told.spend.tolist()
    assert frontier(curves, [number, 20]).revenue.tolist() == frontier(curves, np.array([10.0, 20.0])).revenue.tolist()
    assert another(curves, number, 0.0).spend.tolist() == another(curves, 10.0, 0.0).spend.tolist()


def test_bounds_in_any_array_of_numbers_mean_the_same():
    told = allocate(CURVES, 10.0, [1.0, 2.0, 3.0], 9.0).spend.tolist()
    for lower in ([1, 2, 3], (1, Decimal(2), Fraction(3)), np.array([1, 2, 3], dtype=np.float32), np.array([1, 2, 3])):
        assert allocate(CURVES, 10.0, lower, 9).spend.tolist() == told


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: allocate(CURVES, 10**400), "total is inf: give a finite amount of at least 0"),
        (lambda: allocate(CURVES, Decimal("sNaN")), "total is sNaN: give"),
        (lambda: allocate(CURVES, 10, {"u0": 1}), rf"lower is \{{'u0': 1\}}: {EACH}"),
        (lambda: allocate(CURVES, 10, 1j), rf"lower is 1j: {EACH}"),
        (lambda: allocate(CURVES, 10, (each for each in (1, 2, 3))), rf"lower is <generator .*: {EACH}"),
        (lambda: allocate(CURVES, 10, 0, None), rf"upper is None: {EACH}"),
        (lambda: allocate(CURVES, 10, 0, True), rf"upper is True: {EACH}"),
        (lambda: allocate(CURVES, 10, 0, [9, True, 9]), "upper of unit 'u1' is True, which is no number"),
        (lambda: allocate(CURVES, 10, 0, [9, 9, "9"]), "upper of unit 'u2' is '9', which is no number"),
        (lambda: allocate(CURVES, 10, 0, np.array(["9", "9", "9"])), f"upper holds <U1, no numbers: {EACH}"),
        (lambda: allocate(CURVES, 10, np.zeros(3, dtype=bool)), f"lower holds bool, no numbers: {EACH}"),
        (lambda: allocate(CURVES, 10, np.zeros((2, 3))), r"lower must be a number or have one value per unit \(3\)"),
        (lambda: allocate({"a": 1}, 10), "curves is a dict: give ResponseCurves, such as forecaster.curves"),
        (lambda: allocate(None, 10), "curves is a NoneType: give ResponseCurves"),
        (lambda: allocate(CURVES.take(np.arange(0)), 10), "curves have no unit"),
        (lambda: allocate_increments(None, 10), "curves is a NoneType"),
        (lambda: allocate_increments(CURVES, "10"), "total is '10': give a whole number of the smallest coin"),
        (lambda: allocate_increments(CURVES, 10, "1"), rf"lower is '1': {EACH}"),
        (lambda: allocate_increments(CURVES, 10, 0, math.inf), "upper of unit 'u0' is inf: give a whole number"),
        (lambda: allocate_increments(CURVES, 10, minor_units=0), "minor_units is 0: give how many"),
        (lambda: allocate_to_marginal(CURVES, "1"), "marginal is '1': give a finite number above 0"),
        (lambda: allocate_to_roas(CURVES, None), "roas is None: give a finite number above 0"),
        (lambda: allocate_to_cpa(CURVES, 1j), "cpa is 1j: give a finite number above 0"),
        (lambda: another(CURVES, "1", 0.0), "amount is '1': give a finite amount"),
        (lambda: frontier(CURVES, None), "totals is None: give a list of amounts"),
        (lambda: frontier(CURVES, [1, "2"]), "total 2 is '2': give a finite amount"),
        (lambda: plan(CURVES, 10, ["x"]), r"rates is \['x'\]: give one rate per period"),
        (lambda: CURVES.revenue("x"), rf"spend is 'x': {EACH}"),
        (lambda: CURVES.marginal([1, None, 3]), "spend of unit 'u1' is None, which is no number"),
        (lambda: CURVES.times("x"), rf"factor is 'x': {EACH}"),
        (lambda: CURVES.times({"u1": None}), "factor of unit 'u1' is None"),
    ],
)
def test_amounts_and_curves_that_are_none(call: Callable[[], Any], message: str):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("units", "family", "scale", "message"),
    [
        (["a"], "log", 1j, rf"scale is 1j: {EACH}"),
        (["a"], "log", True, rf"scale is True: {EACH}"),
        (["a"], "log", ["1"], "scale of unit 'a' is '1', which is no number"),
        (["a"], ["log"], 1.0, r"unknown family \['log'\]: choose one of power, log, hill"),
        (None, "log", 1.0, rf"units is None: {LABELS}"),
        ("abc", "log", 1.0, rf"units is 'abc': {LABELS}"),
        ([], "log", 1.0, "units is empty: curves need at least one unit"),
        (["a", 5], "log", 1.0, r"label 2 of units is 5: give a text that is not empty, such as str\(id\)"),
        (["a", ""], "log", 1.0, "label 2 of units is '': give a text"),
    ],
)
def test_parameters_that_are_none(units: Any, family: Any, scale: Any, message: str):
    with pytest.raises(ValueError, match=message):
        ResponseCurves.from_parameters(units, family, scale=scale, half=1.0)


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ({"g": {"units": ["u0"], "upper": "5"}}, "cap of group 'g' is '5': give an amount of at least 0, or leave it"),
        ({"g": (["u0"], 5)}, r"'g' is \(\['u0'\], 5\): give a Group, .* or \(labels, floor, cap\)"),
        ({"u0": 5}, "'u0' is 5: give a Group"),
        ({"g": None}, "'g' is None: give a Group"),
        (5, "groups is 5: give a list of groups, or a mapping of names to them"),
        ([5], "'group 1' is 5: give a Group"),
        ("abc", "groups is 'abc': give a list of groups"),
        ([{"units": None}], "units of group 'group 1' are None: give a list of labels"),
        ([Group("g", "u0")], "units of group 'g' are 'u0': give a list of labels"),  # type: ignore[arg-type]
        ([Group("g", ([1],))], r"group 'g' names \[1\], which is no label"),  # type: ignore[arg-type]
        ([Group("g", ("u0",), math.nan)], "floor of group 'g' is nan: give a finite amount, or leave it out"),
        ([Group("g", ("u0",), math.inf)], "floor of group 'g' is inf: give a finite amount, or leave it out"),
        ([Group("g", ("u0",), True)], "floor of group 'g' is True: give"),
        ([Group("g", ("u0",), 0, math.nan)], "cap of group 'g' is nan: give an amount of at least 0, or leave it out"),
        ([Group("g", ("u0",), 0, -5)], "cap of group 'g' is -5: give an amount of at least 0, or leave it out"),
    ],
)
def test_groups_that_are_none(groups: Any, message: str):
    with pytest.raises(ValueError, match=message):
        allocate(CURVES, 10, groups=groups)
    with pytest.raises(ValueError, match=message):
        frontier(CURVES, [10], groups=groups)


def test_a_group_may_be_alone_its_units_a_generator_and_its_amounts_of_any_kind():
    told = allocate(CURVES, 10, groups=[Group("g", ("u0", "u2"), 0.0, 3.0)]).spend.tolist()
    ways: list[Any] = [
        Group("g", ("u0", "u2"), 0.0, 3.0),
        [Group("g", ("u0", "u2"), None, Decimal(3))],  # type: ignore[arg-type]
        {"g": {"units": (unit for unit in ("u0", "u2")), "cap": np.float32(3)}},
        (each for each in [(["u0", "u2"], None, 3)]),
    ]
    assert [allocate(CURVES, 10, groups=way).spend.tolist() for way in ways] == [told] * len(ways)


@pytest.mark.parametrize(
    "call",
    [
        lambda groups: frontier(CURVES, [5.0, 10.0], groups=groups).revenue.tolist(),
        lambda groups: plan(CURVES, 10.0, [1.0, 2.0], groups=groups).spend.tolist(),
        lambda groups: allocate_to_roas(CURVES, 3.0, 0.0, 50.0, groups).spend.tolist(),
        lambda groups: allocate_to_marginal(CURVES, 2.0, 0.0, 50.0, groups).spend.tolist(),
        lambda groups: allocate_increments(CURVES, 800, 0, 900, groups=groups).tolist(),
    ],
)
def test_groups_that_can_be_read_only_once_are_not_forgotten(call: Callable[[Any], Any]):
    groups = [Group("g", ("u0", "u2"), 0.0, 1.0)]
    assert call(iter(groups)) == call(groups) != call(None)


def test_what_is_held_does_not_follow_the_callers_arrays():
    upper = np.array([0.5, 9.0, 9.0])
    found = allocate(CURVES, 10.0, 0.0, upper)
    upper[:] = 100.0
    assert found.bound_by == ("upper", "total", "total")
    found.spend[:] = 0.0
    assert isinstance(found, Allocation)
