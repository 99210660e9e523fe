"""Each metric has one definition, and none is made up where its denominator is 0."""

from __future__ import annotations

import pytest

from paidsocial.domain import metrics
from paidsocial.domain.metrics import Figures


def test_nothing_is_a_ratio_of_nothing() -> None:
    assert metrics.roas(5, 0) is None
    assert metrics.roas(None, 5) is None
    assert metrics.roi(5, 0, 4000) is None
    assert metrics.cpa(5, 0) is None
    assert metrics.break_even_roas(0) is None
    assert metrics.change(1, 0) is None


def test_roi_is_what_the_margin_leaves_over_the_spend() -> None:
    # 400 of revenue at 30% margin is 120; 120 - 100 spent = 20, a fifth of the spend.
    assert metrics.roi(400_000_000, 100_000_000, 3000) == pytest.approx(0.2)
    assert metrics.roi(0, 100_000_000, 3000) == pytest.approx(-1.0)


def test_break_even_is_where_roi_is_nothing() -> None:
    roas = metrics.break_even_roas(2500)
    assert roas == 4.0
    assert metrics.roi(int(roas * 10_000_000), 10_000_000, 2500) == 0


def test_cpa_divides_by_fractional_conversions() -> None:
    assert metrics.cpa(10_000_000, 2_500_000) == 4_000_000


def test_a_metric_nobody_reported_stays_unknown_in_a_sum() -> None:
    both = Figures(1, impressions=10, revenue=None) + Figures(2, impressions=None, revenue=None)
    assert both == Figures(3, impressions=10, revenue=None)


def test_change_is_against_before() -> None:
    assert metrics.change(110, 100) == pytest.approx(0.1)
    assert metrics.change(-50, -100) == pytest.approx(0.5)
