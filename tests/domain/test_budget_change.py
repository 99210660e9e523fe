"""A budget change happens once or visibly not at all; who may approve; what guards it; how it is undone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paidsocial.domain.budget_change import (
    BY_HAND,
    PENDING,
    TERMINAL,
    TRANSITIONS,
    Approver,
    Budget,
    Edit,
    State,
    Weight,
    check_approver,
    check_comment,
    check_seen,
    findings,
    most_change,
    percent,
    require_clear,
    step_to,
    undo,
)
from paidsocial.domain.money import Money
from paidsocial.domain.platform_rules import PlatformRules, parse
from paidsocial.errors import BadInput, Forbidden, Refused, Stale

NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)
RULES = parse(
    """
    [[rule]]
    id = "meta.min"
    platform = "meta"
    kind = "minimum_daily"
    level = "any"
    amounts = { EUR = "5" }
    standing = "documented"
    text = "At least 5."
    source = "somewhere"
    read_on = 2026-01-01

    [[rule]]
    id = "reddit.min"
    platform = "reddit"
    kind = "minimum_daily"
    level = "any"
    amounts = { EUR = "5" }
    standing = "folklore"
    text = "People say 5."
    source = "people"
    read_on = 2026-01-01

    [[rule]]
    id = "meta.step"
    platform = "meta"
    kind = "step"
    level = "any"
    share = "0.20"
    standing = "folklore"
    text = "Above 20% may restart learning."
    source = "people"
    read_on = 2026-01-01
    """
)


def eur(amount: str) -> Money:
    return Money.parse(amount, "EUR")


# States


@given(st.lists(st.sampled_from(list(State)), max_size=40))
def test_no_path_applies_twice_and_terminal_states_stay(wanted: list[State]) -> None:
    now: State | None = None
    path: list[State] = []
    for state in wanted:
        try:
            after = step_to(now, state)
        except Stale:
            assert state not in TRANSITIONS[now]
            continue
        assert now not in TERMINAL
        now = after
        path.append(after)
    assert path.count(State.APPLIED) <= 1
    assert path.count(State.UNDONE) <= 1
    if State.UNDONE in path:
        assert path.index(State.APPLIED) == path.index(State.UNDONE) - 1


def test_every_state_can_be_reached_and_every_unfinished_one_can_end() -> None:
    def reachable(start: State | None) -> set[State]:
        found: set[State] = set()
        edge = set(TRANSITIONS[start])
        while edge:
            found |= edge
            edge = {later for state in edge for later in TRANSITIONS[state]} - found
        return found

    assert reachable(None) == set(State)
    for state in set(State) - TERMINAL:
        assert reachable(state) & TERMINAL
    for state in PENDING:
        assert reachable(state) & {State.WITHDRAWN, State.NOT_APPLIED, State.APPLIED}


def test_refused_conflict_and_rejected_changes_never_come_back() -> None:
    assert {State.REFUSED, State.CONFLICT, State.REJECTED, State.WITHDRAWN, State.NOT_APPLIED} <= TERMINAL
    assert PENDING.isdisjoint(TERMINAL | {State.APPLIED})
    assert BY_HAND <= PENDING


@pytest.mark.parametrize(("now", "wanted"), list(product(sorted(TERMINAL), State)))
def test_leaving_a_terminal_state_is_stale_in_words(now: State, wanted: State) -> None:
    with pytest.raises(Stale, match=r"cannot become .*; load the page again"):
        step_to(now, wanted)


# Approval

DIRECTOR = Approver(may_approve=True, approves_others=True, is_proposer=False)
PROPOSER = Approver(may_approve=True, approves_others=True, is_proposer=True)
SPECIALIST = Approver(may_approve=True, approves_others=False, is_proposer=False)


@given(moved=st.integers(0, 10**12), limit=st.integers(0, 10**12))
def test_a_proposer_approves_up_to_the_limit_and_not_a_micro_more(moved: int, limit: int) -> None:
    if moved <= limit:
        check_approver(PROPOSER, Money(moved, "EUR"), Money(limit, "EUR"))
    else:
        with pytest.raises(Forbidden, match="may approve alone"):
            check_approver(PROPOSER, Money(moved, "EUR"), Money(limit, "EUR"))


def test_without_a_limit_a_proposer_may_approve_alone() -> None:
    check_approver(PROPOSER, eur("1000000"), None)


def test_someone_else_entitled_may_approve_any_amount() -> None:
    check_approver(DIRECTOR, eur("1000000"), eur("1"))


def test_a_specialist_approves_only_what_they_proposed() -> None:
    with pytest.raises(Forbidden, match="only what they proposed"):
        check_approver(SPECIALIST, eur("1"), None)


def test_a_role_that_may_not_approve_is_told_so() -> None:
    with pytest.raises(Forbidden, match="ask a director"):
        check_approver(Approver(may_approve=False, approves_others=True, is_proposer=False), eur("1"), None)


def test_a_refusal_needs_a_comment() -> None:
    assert check_comment("  too early ") == "too early"
    with pytest.raises(BadInput, match="why"):
        check_comment("  ")


# What the person saw


def test_a_budget_that_moved_since_the_person_looked_is_stale_and_both_amounts_are_named() -> None:
    check_seen(eur("100"), eur("100.00"), "Spring")
    check_seen(None, None, "Spring")
    with pytest.raises(Stale, match=r"“Spring” was 100.00 EUR when you looked and is 120.00 EUR now"):
        check_seen(eur("100"), eur("120"), "Spring")
    with pytest.raises(Stale, match=r"was not known .* is 120.00 EUR now"):
        check_seen(None, eur("120"), "Spring")


# Guard rails


def budget(before: str | None = "100", platform: str = "meta", **more: object) -> Budget:
    return Budget(platform, "campaign", None if before is None else eur(before), **more)  # type: ignore[arg-type]  # keyword arguments pass through a dict


def said(before: Budget, after: str, rules: PlatformRules = RULES) -> list[tuple[Weight, str]]:
    return [(one.weight, one.rule) for one in findings(before, eur(after), now=NOW, rules=rules)]


def test_a_small_change_of_a_settled_budget_raises_nothing() -> None:
    assert said(budget(), "115") == []


def test_above_20_percent_warns_and_names_the_folklore_as_such() -> None:
    found = findings(budget(), eur("125"), now=NOW, rules=RULES)
    assert [(one.weight, one.rule) for one in found] == [(Weight.WARNING, "step.usual"), (Weight.WARNING, "meta.step")]
    assert "folklore" in found[1].text
    require_clear(found)


@pytest.mark.parametrize("after", ["130.01", "69.99", "200"])
def test_above_30_percent_stops(after: str) -> None:
    assert (Weight.STOP, "step.hard") in said(budget(), after)


@pytest.mark.parametrize("after", ["130", "70"])
def test_exactly_30_percent_is_allowed(after: str) -> None:
    assert Weight.STOP not in {weight for weight, _ in said(budget(), after)}


def test_a_documented_minimum_stops_and_folklore_only_warns() -> None:
    assert (Weight.STOP, "meta.min") in said(budget("5.50"), "4.99")
    assert said(budget("5.50", platform="reddit"), "4.99") == [(Weight.WARNING, "reddit.min")]
    assert said(budget("5.50", platform="x"), "4.99") == []


def test_nothing_and_less_is_no_budget() -> None:
    assert (Weight.STOP, "amount") in said(budget(None), "0")


def test_more_than_a_tenth_of_the_pool_stops() -> None:
    assert said(budget(pool=eur("100")), "110") == []
    assert said(budget(pool=eur("100")), "110.01") == [(Weight.STOP, "pool")]


def test_a_recent_change_and_learning_are_warned_of() -> None:
    recent = budget(last_change=NOW - timedelta(hours=71, minutes=59), learning=True)
    assert said(recent, "110") == [(Weight.WARNING, "settle"), (Weight.WARNING, "learning")]
    assert said(budget(last_change=NOW - timedelta(hours=72)), "110") == []


def test_every_reason_that_stops_is_told_at_once() -> None:
    with pytest.raises(BadInput, match=r"least daily budget.*|more than 30%") as refusal:
        require_clear(findings(budget("20"), eur("1"), now=NOW, rules=RULES))
    assert "least daily budget" in refusal.value.message
    assert "more than 30%" in refusal.value.message


@given(current=st.integers(1, 10**12), pool=st.integers(1, 10**13))
def test_the_most_a_line_may_move_is_inside_both_limits(current: int, pool: int) -> None:
    change, kind = most_change(current, pool, Fraction(1, 5))
    assert change * 5 <= current
    assert change * 10 <= pool
    assert kind in {"step", "pool"}


@pytest.mark.parametrize(("share", "text"), [("0.2", "20%"), ("0.125", "12.5%"), ("0.3333", "33.3%"), ("1.5", "150%")])
def test_shares_read_as_percent(share: str, text: str) -> None:
    assert percent(Fraction(share)) == text


# Undo


def test_undo_is_a_change_back_and_says_what_it_restores() -> None:
    present = Edit(eur("120"), date(2026, 6, 1), "Ana")
    back = undo(State.APPLIED, eur("100"), eur("120"), present, ours=True)
    assert (back.before, back.after) == (eur("120"), eur("100"))
    assert back.text.startswith("Restores 100.00 EUR a day in place of 120.00 EUR")


def test_undo_refuses_to_trample_a_later_edit_and_names_it() -> None:
    present = Edit(eur("150"), date(2026, 6, 3), "Ana")
    with pytest.raises(Stale, match=r"150.00 EUR on 3 June 2026 by Ana.*trample"):
        undo(State.APPLIED, eur("100"), eur("120"), present, ours=False)


def test_undo_needs_to_know_what_was_there() -> None:
    with pytest.raises(Refused, match="not known"):
        undo(State.APPLIED, None, eur("120"), None, ours=True)


@pytest.mark.parametrize("state", [state for state in State if state is not State.APPLIED])
def test_only_an_applied_change_can_be_undone(state: State) -> None:
    with pytest.raises(Stale, match="Only an applied change"):
        undo(state, eur("100"), eur("120"), None, ours=True)
