"""Sums of any units: the same figures as the total and the groups where they are the same units, joint in between."""

from __future__ import annotations

import pytest

from forecasting import RoasForecaster
from tests.forecasting.builders import a_history


@pytest.fixture(scope="module")
def fitted() -> RoasForecaster:
    return RoasForecaster().fit(a_history(units=6, days=140))


def test_all_units_together_are_the_total(fitted: RoasForecaster) -> None:
    assert fitted.together(fitted.units_, 21) == fitted.predict(21).total
    plan = {fitted.units_[1]: 55.0}
    assert fitted.together(reversed(fitted.units_), 21, plan) == fitted.predict(21, plan).total


def test_a_group_together_is_the_group(fitted: RoasForecaster) -> None:
    ahead = fitted.predict(28)
    for group, found in ahead.groups.items():
        members = [unit for unit, of in zip(fitted.units_, fitted.groups_, strict=True) if of == group]
        assert fitted.together(members, 28) == found


def test_some_units_together_are_joint(fitted: RoasForecaster) -> None:
    ahead, some = fitted.predict(28), fitted.units_[1:5]
    together = fitted.together(some, 28)
    assert together.spend == pytest.approx(float(ahead.spend[1:5].sum()))
    assert together.revenue == pytest.approx(float(ahead.revenue[1:5].sum()))
    assert together.low < together.revenue < together.high
    assert together.high - together.low < float((ahead.high - ahead.low)[1:5].sum())


def test_units_that_are_not_there_are_refused(fitted: RoasForecaster) -> None:
    with pytest.raises(ValueError, match="'nobody'"):
        fitted.together([fitted.units_[0], "nobody"])
    with pytest.raises(ValueError, match="no units"):
        fitted.together([])
