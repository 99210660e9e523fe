"""What a backtest of decisions says of its difference: the figure itself beside its interval."""

from __future__ import annotations

from datetime import date

import pytest

from paidsocial.domain.money import Money
from paidsocial.services.prediction.backtest_words import decided
from paidsocial.services.prediction.backtests import Decisions, Pointing


def scored(raised: float, cut: float, low: float, high: float) -> Decisions:
    """Decisions of one origin whose money could all be judged."""
    model = Pointing(raised, cut, raised - cut, low, high, None, 9, 8, 1.0, 1.0, 0.05, Money(10**8, "USD"))
    return Decisions(28, "USD", (date(2024, 5, 1),), model, model, None, None, None, None)


@pytest.mark.parametrize(("low", "high", "leans"), [(-19.06, 3.99, True), (-1.2, 0.9, False), (0.1, 2.0, True)])
def test_the_difference_stands_beside_its_interval_and_a_lopsided_one_says_why(
    low: float, high: float, leans: bool
) -> None:
    told = " ".join(decided(scored(1.10, 1.31, low, high)))
    assert "brought 1.10 where money would have gone, and 1.31 where it would have come from" in told
    assert f"a difference of −0.21, with 80% certainty {low:.2f} to {high:.2f}".replace("-", "−") in told
    assert ("reaches further to one side, for a few budgets carry most of it" in told) is leans
