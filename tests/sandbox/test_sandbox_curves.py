import numpy as np
import pytest

from paidsocial.sandbox.curves import CurveSet, Family, through

CASES = [
    (Family.POWER, 0.6, 1.0),
    (Family.LOG, 0.5, 1.0),
    (Family.HILL, 0.9, 1.4),
    (Family.SATURATION, 1.2, 1.0),
]


@pytest.mark.parametrize(("family", "bend", "slope"), CASES)
def test_a_curve_passes_through_the_point_it_was_drawn_through(family: Family, bend: float, slope: float):
    curves = CurveSet([through(family, spend=80.0, revenue=240.0, bend=bend, slope=slope)])
    assert curves.revenue(np.array([80.0]))[0] == pytest.approx(240.0)
    assert curves.revenue(np.array([0.0]))[0] == 0


@pytest.mark.parametrize(("family", "bend", "slope"), CASES)
def test_marginal_is_the_slope_of_revenue(family: Family, bend: float, slope: float):
    curves = CurveSet([through(family, spend=80.0, revenue=240.0, bend=bend, slope=slope)])
    for x in (5.0, 80.0, 400.0):
        rise = curves.revenue(np.array([x + 1e-4])) - curves.revenue(np.array([x - 1e-4]))
        assert curves.marginal(np.array([x]))[0] == pytest.approx(rise[0] / 2e-4, rel=1e-5)


def test_families_stand_side_by_side_in_one_set():
    curves = CurveSet(
        [through(f, spend=10.0, revenue=10.0 * (n + 1), bend=b, slope=s) for n, (f, b, s) in enumerate(CASES)]
    )
    assert curves.revenue(np.full(4, 10.0)) == pytest.approx([10, 20, 30, 40])


def test_a_curve_needs_positive_numbers():
    with pytest.raises(ValueError, match="positive"):
        through(Family.LOG, spend=0, revenue=1, bend=1)
