"""What lines earn by budget and how sure that is, against figures worked out another way."""

from __future__ import annotations

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest

from paidsocial.domain.money import Money
from paidsocial.services.reallocation.line_curves import LineCurves
from tests.support.made_up import a_line, a_run


def test_the_interval_allows_for_the_level_and_for_the_elasticity() -> None:
    """Against ten thousand responses drawn at random about today's spend."""
    line = a_line(1, 10_000)
    level, elasticity, error, sure = 300.0, 0.6, 0.12, 0.9
    width = 0.05 * level * 28 * NormalDist().inv_cdf(sure)  # a standard error of 5% of the level
    run = a_run(
        [line],
        1,
        elasticity=np.array([elasticity]),
        elasticity_error=np.array([error]),
        scale=np.array([level / 100**elasticity]),
        revenue=np.array([level * 28]),
        low=np.array([level * 28 - width]),
        high=np.array([level * 28 + width]),
    )
    (change,) = LineCurves([line], run, 100).changes(np.array([12_000]), np.array([10_000]))
    random = np.random.default_rng(5)
    levels = level * (1 + 0.05 * random.standard_normal(10_000))
    gains = levels * (1.2 ** (elasticity + error * random.standard_normal(10_000)) - 1)
    assert change.mean == pytest.approx(level * (1.2**elasticity - 1))
    assert change.deviation == pytest.approx(gains.std(), rel=0.03)


def test_a_budget_that_is_not_wholly_spent_earns_what_its_spend_earns() -> None:
    full = a_line(1, 10_000)
    line = replace(full, spent=Money(90_000_000, "EUR"))
    run = a_run([line], 1, scale=np.array([20.0]), elasticity=np.array([0.5]))
    curves = LineCurves([line], run, 100)
    assert curves.revenue(np.array([10_000]))[0] == pytest.approx(20 * 90**0.5)
    assert curves.revenue(np.array([12_000]))[0] == pytest.approx(20 * 108**0.5)
    step = curves.revenue(np.array([10_001]))[0] - curves.revenue(np.array([10_000]))[0]
    assert curves.marginal(np.array([10_000]))[0] == pytest.approx(step / 0.01, rel=1e-4)


@pytest.mark.parametrize("deviations", [-0.84, 0.84])
def test_a_poorer_response_turns_about_the_spend_where_its_level_was_measured(deviations: float) -> None:
    """At the spend of the fit every response earns the same; beyond it a flatter one earns less."""
    line = a_line(1, 10_000)
    run = a_run(
        [line],
        1,
        pace=np.array([80.0]),
        daily_spend=np.array([80.0]),
        scale=np.array([20.0]),
        elasticity=np.array([0.5]),
        elasticity_error=np.array([0.1]),
    )
    scale, elasticity = (values[0] for values in LineCurves([line], run, 100).off_by(deviations))
    assert elasticity == pytest.approx(0.5 + 0.1 * deviations)
    assert scale * 80**elasticity == pytest.approx(20 * 80**0.5)
    assert (scale * 120**elasticity > 20 * 120**0.5) == (deviations > 0)
