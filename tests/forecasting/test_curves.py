"""Curves rise, flatten, and their inverse marginal is one."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from forecasting import ResponseCurves
from tests.forecasting.builders import for_all, labels, some_curves


@for_all(st.sampled_from(["power", "log"]), st.integers(0, 10_000))
def test_concave_families_rise_and_flatten(family: str, seed: int):
    curves = some_curves(family, 8, seed)
    spend = np.linspace(0, 1000, 200)[:, None] * np.ones(8)
    revenue = curves.revenue(spend)
    steps = np.diff(revenue, axis=0)
    assert (steps > 0).all()
    assert (np.diff(steps, axis=0) <= 1e-9 * revenue.max()).all()
    assert curves.concave


@for_all(st.sampled_from(["power", "log", "hill"]), st.integers(0, 10_000), st.floats(0.01, 1e4))
def test_marginal_is_the_slope_of_revenue(family: str, seed: int, spend: Any):
    curves = some_curves(family, 5, seed)
    width = spend * 1e-5
    slope = (curves.revenue(spend + width) - curves.revenue(spend - width)) / (2 * width)
    assert np.allclose(curves.marginal(spend), slope, rtol=1e-4, atol=1e-9)


@for_all(st.sampled_from(["power", "log", "hill"]), st.integers(0, 10_000), st.floats(1.2, 1e3))
def test_spend_at_inverts_the_marginal(family: str, seed: int, times: float):
    curves = some_curves(family, 5, seed)
    start = curves.parameters.get("half", np.ones(5))
    spend = start * times  # right of a Hill curve's inflection, where it is concave
    assert np.allclose(curves.spend_at(curves.marginal(spend)), spend, rtol=1e-9)


def test_a_marginal_no_spend_earns_gives_no_spend():
    curves = ResponseCurves.from_parameters(["a"], "hill", scale=100, half=50, slope=2)
    assert curves.spend_at(10.0)[0] == 0
    assert math.isinf(curves.spend_at(0.0)[0])


@pytest.mark.parametrize(
    ("family", "parameters", "message"),
    [
        ("cubic", {}, "unknown family 'cubic'"),
        ("power", {"scale": 1.0}, "takes scale, elasticity"),
        ("power", {"scale": [1.0, -1.0], "elasticity": 0.5}, "scale of unit 'u0001' is -1.0"),
        ("power", {"scale": 1.0, "elasticity": [0.5, 1.5]}, "elasticity of unit 'u0001' is 1.5"),
        ("log", {"scale": 1.0, "half": [0.0, 1.0]}, "half of unit 'u0000' is 0.0"),
        ("log", {"scale": [1.0, 2.0, 3.0], "half": 1.0}, "one value per unit"),
    ],
)
def test_bad_parameters_are_refused_by_name(family: str, parameters: dict[str, Any], message: str):
    with pytest.raises(ValueError, match=message):
        ResponseCurves.from_parameters(labels(2), family, **parameters)


def test_revenue_can_be_scaled_to_what_is_incremental():
    curves = some_curves("log", 3)
    assert np.allclose(curves.times(0.4).revenue(50.0), 0.4 * curves.revenue(50.0))
    one = curves.times({"u0001": 0.5})
    assert np.allclose(one.marginal(50.0) / curves.marginal(50.0), [1, 0.5, 1])
    with pytest.raises(ValueError, match="unknown unit 'nobody'"):
        curves.times({"nobody": 1.0})
    with pytest.raises(ValueError, match="scale of unit 'u0000' is -"):
        curves.times(-1.0)


def test_bad_spend_is_refused_by_unit():
    with pytest.raises(ValueError, match=r"spend of unit 'u0001' is -1.0"):
        some_curves("log", 2).revenue([1.0, -1.0])


@pytest.mark.parametrize(
    ("family", "given", "revenue", "marginal"),
    [
        ("power", {"scale": [2.0, 2.0, 0.0], "elasticity": [0.5, 1.0, 0.5]}, [np.inf, np.inf, 0.0], [0.0, 2.0, 0.0]),
        ("log", {"scale": [2.0, 1.0, 0.0], "half": 3.0}, [np.inf, np.inf, 0.0], [0.0, 0.0, 0.0]),
        ("hill", {"scale": [5.0, 5.0, 0.0], "half": 3.0, "slope": [2.0, 0.5, 1.0]}, [5.0, 5.0, 0.0], [0.0, 0.0, 0.0]),
    ],
)
def test_infinite_spend_has_the_limits(family: str, given: dict[str, Any], revenue: list[float], marginal: list[float]):
    curves = ResponseCurves.from_parameters(labels(3), family, **given)
    assert curves.revenue(np.inf).tolist() == revenue
    assert curves.marginal(np.inf).tolist() == marginal
    assert curves.spend_at(np.inf).tolist() == [0.0, 0.0, 0.0]
    assert curves.revenue(curves.spend_at(0.0)).tolist() == revenue
