"""A recommendation: its states, why a budget is held, and what bounds one that moves."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from paidsocial.domain import budget_change, wording
from paidsocial.domain.money import Money
from paidsocial.errors import Stale


class State(enum.StrEnum):
    """Where a recommendation stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    APPROVED = "approved"
    PARTLY_APPROVED = "partly_approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


TRANSITIONS: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.PROPOSED, State.WITHDRAWN}),
    State.PROPOSED: frozenset({State.APPROVED, State.PARTLY_APPROVED, State.REFUSED, State.WITHDRAWN}),
    State.APPROVED: frozenset(),
    State.PARTLY_APPROVED: frozenset(),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
}


def words(state: State) -> str:
    """A state as people read it."""
    return state.value.replace("_", " ")


def step_to(now: State, wanted: State) -> State:
    """`wanted`, where the table allows it. Raises Stale in words where it does not."""
    if wanted in TRANSITIONS[now]:
        return wanted
    raise Stale(f"This recommendation is {words(now)} and cannot become {words(wanted)}; load the page again.")


def decided(approved: int, moving: int) -> State:
    """The state after approving some of the lines that move."""
    if approved == 0:
        return State.REFUSED
    return State.APPROVED if approved == moving else State.PARTLY_APPROVED


class Decision(enum.StrEnum):
    """What a line proposes."""

    INCREASE = "increase"
    DECREASE = "decrease"
    HOLD = "hold"


class Bound(enum.StrEnum):
    """What kept a line from moving further."""

    MAX_STEP = "max_step"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    LOCKED = "locked"
    LEARNING = "learning"
    EVIDENCE = "evidence"
    GROUP = "group"


def decision(current: int, proposed: int) -> Decision:
    """Increase, decrease or hold."""
    if proposed == current:
        return Decision.HOLD
    return Decision.INCREASE if proposed > current else Decision.DECREASE


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a line may not move."""

    bound: Bound
    because: str


@dataclass(frozen=True, slots=True)
class Room:
    """How far one line may move, in the currency's smallest units, and what ends the room on either side."""

    lower: int
    upper: int
    lower_bound: Bound
    lower_words: str
    upper_bound: Bound
    upper_words: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What a person and the platform allow of one line, in smallest units; None: nothing said."""

    step: Fraction
    pool: int
    minimum: int | None = None
    minimum_words: str = ""
    maximum: int | None = None
    maximum_words: str = ""
    not_raised: str = ""  # why the line may shrink but not grow; empty: it may grow
    platform_minimum: int | None = None
    platform_minimum_words: str = ""
    most_spent: Fraction | None = None  # the highest weekly mean of daily spend ever tried


def room(current: int, limits: Limits) -> Room:
    """The room of a line that may move: the step, the pool's share, minimums, maximums, and the spend ever tried plus
    the step.

    Where today's amount is already beyond a limit, the line may stay but not go further beyond. A person's minimum
    above it or maximum below it forces a move, as far as the other limits let it.
    """
    change, kind = budget_change.most_change(current, limits.pool, limits.step)
    step_words = (
        f"the step limit of {budget_change.percent(limits.step)}"
        if kind == "step"
        else f"the limit of {budget_change.percent(budget_change.POOL_SHARE)} of the pool in one move"
    )
    lower, lower_bound, lower_words = current - change, Bound.MAX_STEP, step_words
    for least, words_ in (
        (limits.platform_minimum, limits.platform_minimum_words),
        (limits.minimum, limits.minimum_words),
    ):
        if least is not None and min(least, current) > lower:
            lower, lower_bound, lower_words = min(least, current), Bound.MINIMUM, words_
    upper, upper_bound, upper_words = current + change, Bound.MAX_STEP, step_words
    if limits.most_spent is not None:
        tried = max(int(limits.most_spent * (1 + limits.step)), current)
        if tried < upper:
            upper, upper_bound = tried, Bound.MAXIMUM
            upper_words = f"the most it ever spent, plus {budget_change.percent(limits.step)}"
    if limits.not_raised and current < upper:
        upper, upper_bound, upper_words = current, Bound.MAXIMUM, limits.not_raised
    if limits.maximum is not None and limits.maximum < upper:
        if limits.maximum < lower:  # out of reach: what stops the way down is what stops it
            upper, upper_bound, upper_words = lower, lower_bound, lower_words
        else:
            upper, upper_bound, upper_words = limits.maximum, Bound.MAXIMUM, limits.maximum_words
    if limits.minimum is not None and limits.minimum > current:  # a person asks for more than today's amount
        if limits.minimum > upper:
            lower, lower_bound, lower_words = upper, upper_bound, upper_words
        else:
            lower, lower_bound, lower_words = limits.minimum, Bound.MINIMUM, limits.minimum_words
    return Room(lower, upper, lower_bound, lower_words, upper_bound, upper_words)


@dataclass(frozen=True, slots=True)
class Story:
    """What a moving line's reason is told from: what the next unit of money brings here and elsewhere, amounts a day.

    Marginals are revenue, or conversions where `conversions`, per unit of money; None where the model is not trusted,
    so that a line only goes along with the total.
    """

    current: Money
    proposed: Money
    marginal_before: float | None
    marginal_after: float | None
    elsewhere: float  # what the next unit of money brings on the other side of the move
    bound_words: str | None  # what stopped it, None where nothing did
    conversions: bool = False
    where: str = "elsewhere"  # where that is: "in “Brand”", "elsewhere in its plan line"
    price: bool = False  # nothing earns `elsewhere`: it is the price of money where limits stop every other line


PRICE = "the price at which the total adds up within the limits"


def _told(marginal: float, story: Story, digits: int) -> str:
    """What the next unit of money earns, or what the next conversion costs."""
    if not story.conversions:
        return f"{marginal:.{digits}f}"
    return f"{1 / marginal:,.{digits}f}" if marginal > 0 else "more than can be told"


def _against(story: Story, before: float, *, more: bool) -> str:
    """What money brings here against elsewhere, with as many digits as tell the two apart, three at most."""
    for digits in (2, 3):
        here, there = _told(before, story, digits), _told(story.elsewhere, story, digits)
        if here != there:
            break
    verb = "costs" if story.conversions else "earns"
    if here == there:
        return f"{here} here, as much as {PRICE if story.price else f'{story.where}, and the total has to add up'}"
    if (before > story.elsewhere) is more:
        than = "more" if more is not story.conversions else "less"
        what = f"{there}, {PRICE}" if story.price else f"the {there} it {verb} {story.where}"
        return f"{here} here, {than} than {what}"
    return f"{here} here {_beside(story, there)}"  # a person's floor or total forces it


def _beside(story: Story, there: str) -> str:
    return f"against {there}, {PRICE}" if story.price else f"and {there} {story.where}"


def stays_reason(story: Story, marginal: float, why: str) -> str:
    """Why a line stays that might move, by what the next unit of money brings here and on the other side."""
    here, there = _told(marginal, story, 2), _told(story.elsewhere, story, 2)
    return f"Stays: {_next_one(story)} {here} here {_beside(story, there)}, {why}."


def _next_one(story: Story) -> str:
    return "the next conversion costs" if story.conversions else f"the next {story.current.currency} earns"


def reason(story: Story) -> str:
    """Why a line moves, or why it stays although it might, in plain words."""
    kind = decision(story.current.micros, story.proposed.micros)
    if story.marginal_before is None or story.marginal_after is None:
        return _along(story, kind)
    here = _told(story.marginal_before, story, 2)
    next_one = _next_one(story)
    if kind is Decision.HOLD:
        if story.bound_words:
            return f"Stays: {next_one} {here} here. Stopped by {story.bound_words}."
        return f"Stays: {next_one} {here} here, as much as {PRICE if story.price else story.where}."
    amount = wording.amount(abs(story.proposed.micros - story.current.micros), story.current.currency)
    more = kind is Decision.INCREASE
    against, after = _against(story, story.marginal_before, more=more), _told(story.marginal_after, story, 2)
    text = f"{amount} {'more' if more else 'less'} a day: {next_one} {against}; after the change {after}."
    return f"{text} Stopped by {story.bound_words}." if story.bound_words else text


def _along(story: Story, kind: Decision) -> str:
    """A line that follows the total because nobody knows how its revenue answers to spend."""
    if kind is Decision.HOLD:
        return f"Stays: stopped by {story.bound_words}." if story.bound_words else "Stays."
    amount = wording.amount(abs(story.proposed.micros - story.current.micros), story.current.currency)
    text = f"{amount} {'more' if kind is Decision.INCREASE else 'less'} a day, in proportion, because the total changes"
    return f"{text}; stopped by {story.bound_words}." if story.bound_words else f"{text}."


TEST_STEP = Fraction(5, 100)  # the most a budget may move while nobody knows how its revenue answers to spend
TEST_DAYS = (
    21  # of the last 28 with spend before that: in a younger one the platform learns, and its level is unknown too
)


def unknown_reason(current: Money, proposed: Money, because: str) -> str:
    """What a person moves although nobody knows what that brings."""
    change = proposed.micros - current.micros
    amount = wording.amount(abs(change), current.currency)
    return f"{amount} {'more' if change > 0 else 'less'} a day: what that brings is not known ({because})."


def test_reason(current: Money, proposed: Money, because: str) -> str:
    """Why a line of thin evidence moves a little all the same."""
    change = proposed.micros - current.micros
    amount = wording.amount(abs(change), current.currency)
    share = budget_change.percent(Fraction(abs(change), current.micros))
    kind = "more" if change > 0 else "less"
    return f"Test: {amount} {kind} a day ({share}), so that its response to spend becomes known. {because}"
