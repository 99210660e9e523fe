"""The drawn curve agrees with the figures beside it."""

from __future__ import annotations

from datetime import date, timedelta

from paidsocial.domain.days import Period
from paidsocial.domain.pacing import History, pace
from paidsocial.domain.pacing_curve import curve
from paidsocial.domain.plan import Revision, Terms

JUNE = Period.month(2026, 6)
M = 1_000_000


def june(day: int) -> date:
    return date(2026, 6, day)


def test_the_curve_ends_where_the_figures_say():
    terms = Terms("EUR", JUNE, (Revision(june(1), 3_000 * M), Revision(june(16), 4_500 * M)))
    history = History(date(2026, 5, 1), tuple(100 * M for _ in range(50)))
    pacing = pace(terms, history, june(20), covered=1)
    drawn = curve(pacing, terms, history)
    assert len(drawn.days) == len(drawn.plan) == 30
    assert drawn.plan[14] == 1_500 * M  # half of the first amount
    assert drawn.plan[-1] == 4_500 * M
    assert drawn.actual[-1] == pacing.spent == 1_900 * M
    assert len(drawn.actual) == 19
    assert [each.day for each in drawn.ahead] == [june(20) + timedelta(days=n) for n in range(11)]
    assert pacing.projection is not None
    assert drawn.ahead[-1].amount == pacing.projection.amount
    assert abs(drawn.ahead[-1].low - pacing.projection.low) <= 5_000
    assert abs(drawn.ahead[-1].high - pacing.projection.high) <= 5_000
    widths = [each.high - each.low for each in drawn.ahead]
    assert widths == sorted(widths)


def test_a_small_picture_needs_only_the_end():
    terms = Terms("EUR", JUNE, (Revision(june(1), 3_000 * M),))
    history = History(date(2026, 5, 1), tuple(100 * M for _ in range(50)))
    pacing = pace(terms, history, june(20), covered=1)
    (end,) = curve(pacing, terms, history, fan=False).ahead
    assert pacing.projection is not None
    assert (end.low, end.amount, end.high) == (pacing.projection.low, pacing.projection.amount, pacing.projection.high)
    assert end.day == june(30)


def test_before_the_start_and_after_the_end():
    terms = Terms("EUR", JUNE, (Revision(june(1), 3_000 * M),))
    early = History(date(2026, 5, 1), tuple(100 * M for _ in range(10)))
    assert curve(pace(terms, early, date(2026, 5, 11), covered=1), terms, early).actual == ()
    whole = History(june(1), tuple(100 * M for _ in range(30)))
    ended = curve(pace(terms, whole, date(2026, 7, 5), covered=1), terms, whole)
    assert len(ended.actual) == 30
    assert ended.ahead == ()
    nothing = History(june(1), ())
    assert curve(pace(terms, nothing, june(10), covered=0), terms, nothing).actual == ()
