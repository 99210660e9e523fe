"""What some lines of a recommendation come to without the others, and what a decision left of it.

part(view, line_nos) -> Part                    what the lines that somebody ticks come to
as_decided(view) -> RecommendationView          the lines that were approved move; the others were refused and stay
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from paidsocial.domain.money import Money
from paidsocial.domain.recommendation import Decision
from paidsocial.services.reallocation.approved_lines import together
from paidsocial.services.reallocation.recommendation_views import LineView, RecommendationView


@dataclass(frozen=True, slots=True)
class Part:
    """What some lines of a recommendation come to without the others; money a day."""

    lines: int
    moved: Money
    total: Money
    expected: Money
    low: Money
    high: Money
    conversions: tuple[float, float, float] | None


def part(view: RecommendationView, line_nos: Collection[int]) -> Part:
    """The lines that move and are among `line_nos`: total to the cent, expectation as they add up, joint interval."""
    chosen = [line for line in view.moving if line.line_no in line_nos]
    zero = Money.zero(view.currency)
    more = sum((line.change for line in chosen if line.change.micros > 0), zero)
    less = sum((-line.change for line in chosen if line.change.micros < 0), zero)
    if len(chosen) == len(view.moving):
        ends = (view.expected, view.expected_low, view.expected_high)
        counted = view.conversions
    else:
        ends = _together(chosen, view.currency)
        told = [line.details.get("conversions") or (0.0, 0.0, 0.0) for line in chosen]
        counted = None if view.conversions is None else together(told)
    return Part(
        lines=len(chosen),
        moved=max(more, less, key=lambda amount: amount.micros),
        total=view.total_before + more - less,
        expected=ends[0],
        low=ends[1],
        high=ends[2],
        conversions=counted,
    )


def _together(lines: Sequence[LineView], currency: str) -> tuple[Money, Money, Money]:
    expected = sum((line.revenue_change for line in lines), Money.zero(currency))
    ends = ((line.revenue_change, line.revenue_change_low, line.revenue_change_high) for line in lines)
    _, low, high = together([one.micros for one in each] for each in ends)
    return expected, Money(round(low), currency).rounded(), Money(round(high), currency).rounded()


def as_decided(view: RecommendationView) -> RecommendationView:
    """The same with what was approved of it alone: its lines, its total and its expectation. A line that was refused
    stays, and says what was proposed for it. Before a decision, the proposal itself."""
    if view.approved is None:
        return view
    whole = part(view, view.approved)
    nothing = Money.zero(view.currency)
    lines = tuple(
        replace(
            line,
            refused=line.proposed,
            proposed=line.current,
            decision=Decision.HOLD.value,
            bound_by=None,
            revenue_change=nothing,
            revenue_change_low=nothing,
            revenue_change_high=nothing,
        )
        if line.moves and line.line_no not in view.approved
        else line
        for line in view.lines
    )
    counted = {} if whole.conversions is None else {"conversions": list(whole.conversions)}
    return replace(
        view,
        lines=lines,
        total_after=whole.total,
        expected=whole.expected,
        expected_low=whole.low,
        expected_high=whole.high,
        model=view.model | counted,
    )
