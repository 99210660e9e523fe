"""The sentences beside a line's figures."""

from __future__ import annotations

from datetime import date, timedelta

from paidsocial.domain import wording
from paidsocial.domain.causes import Untracked, causes
from paidsocial.domain.days import Period
from paidsocial.domain.delivery import Delivery
from paidsocial.domain.pacing import History, pace
from paidsocial.domain.plan import Revision, Terms

JUNE = Period.month(2026, 6)
M = 1_000_000


def june(day: int) -> date:
    return date(2026, 6, day)


def told(
    amount: float,
    first: date,
    daily: list[float],
    as_of: date,
    campaigns: list[Delivery] | None = None,
    *,
    covered: int = 1,
    untracked: Untracked | None = None,
    later: Revision | None = None,
) -> dict[str, str]:
    """Code to text of what is said about a line of June."""
    terms = Terms("EUR", JUNE, (Revision(june(1), round(amount * M)), *([later] if later else [])))
    history = History(first, tuple(round(value * M) for value in daily))
    line = pace(terms, history, as_of, covered=covered)
    found = causes(line, terms, history, campaigns or [], covered=covered, untracked=untracked)
    return {cause.code: cause.text for cause in found}


def test_flat_is_said_with_what_is_missing():
    said = told(3_000, june(1), [100] * 9, june(10))
    assert said == {
        "flat_shape": "Flat weekday shape: 14 whole days of spend are needed to learn the weekdays, 9 are there."
    }
    assert "flat_shape" not in told(3_000, date(2026, 5, 1), [100] * 40, june(10))


def test_an_alarm_names_the_campaign_that_moved():
    daily = [100.0] * 36 + [300.0] * 4
    campaign = Delivery(1, "Advantage+", tuple(round(v * M) for v in daily))
    said = told(3_000, date(2026, 5, 1), daily, june(10), [campaign])
    assert said["campaign_moved"].startswith(
        "Advantage+ rose 1"
    )  # 200%, less what the weekday shape took for a Saturday
    assert said["campaign_moved"].endswith("% since Saturday.")


def test_a_line_on_track_is_left_in_peace():
    campaign = Delivery(1, "Brand", (100 * M,) * 40, daily_budget=100 * M, last_day=june(8))
    assert told(3_000, date(2026, 5, 1), [100] * 40, june(10), [campaign]) == {}


def test_under_names_flights_caps_and_untracked_spend():
    ended = Delivery(1, "Sale", (50 * M,) * 36 + (0,) * 4, last_day=june(5))
    full = Delivery(2, "Brand", (100 * M,) * 40, daily_budget=100 * M)
    said = told(
        9_000, date(2026, 5, 1), [150] * 36 + [100] * 4, june(10), [ended, full], untracked=Untracked(3, 1_234_560_000)
    )
    assert said["flight_ended"] == "Flight ended: Sale stopped on 5 June 2026."
    assert said["capped_by_platform_budget"].startswith("Capped by platform budget: Brand already spends 100%")
    assert said["untracked"] == "Untracked: 3 campaigns of this client spent 1,234.56 EUR outside every plan line."


def test_silence_comes_before_the_move_it_explains():
    daily = [100.0] * 36 + [0.0] * 4
    said = told(3_000, date(2026, 5, 1), daily, june(10), [Delivery(1, "Brand", tuple(round(v * M) for v in daily))])
    assert said["no_delivery"] == "No delivery since 6 June 2026: 4 whole days without spend."
    assert "campaign_moved" not in said


def test_exceeded_spent_and_unspent_budgets_are_said():
    assert told(500, june(1), [100] * 9, june(10))["budget_exceeded"] == "Budget exceeded by 400.00 EUR."
    assert told(900, june(1), [100] * 9, june(10))["budget_spent"].startswith("Budget spent")
    ended = told(3_000, june(1), [90] * 30, date(2026, 7, 2))
    assert ended["ended_under"] == "Ended with 300.00 EUR unspent."


def test_gates_and_empty_lines_are_said():
    assert told(3_000, june(1), [100] * 5, june(20))["data_stale"].startswith(
        "Data stale: figures end on 5 June 2026, 14"
    )
    assert told(3_000, june(1), [], june(10), covered=0).keys() == {"nothing_covered"}
    assert told(3_000, date(2026, 5, 1), [100] * 31, june(1)).keys() == {"first_partial_day"}
    assert (
        told(3_000, date(2026, 5, 1), [100] * 19, date(2026, 5, 20))["not_started"]
        == "Not started: begins on 1 June 2026."
    )


def test_a_change_agreed_for_later_is_told():
    said = told(3_000, june(1), [100] * 9, june(10), later=Revision(june(16), 4_500 * M))
    assert said["plan_changes"] == "Plan changes to 4,500.00 EUR on 16 June 2026; until then the present amount counts."


def test_weeks_without_spend_are_why_the_shape_is_flat():
    daily = [100.0, *([0.0] * 20), 100.0]
    said = told(3_000, date(2026, 5, 19), daily, june(10))
    assert said["flat_shape"] == "Flat weekday shape: spend falls in fewer than two of the last 3 weeks."


def test_amounts_and_days_in_words():
    assert wording.amount(1_234_567_891, "EUR") == "1,234.57 EUR"
    assert wording.amount(-5_000, "EUR") == "0.00 EUR"
    assert wording.amount(-1_500_000, "EUR") == "-1.50 EUR"
    assert wording.amount(1_234_567_000_000, "JPY") == "1,234,567 JPY"
    near = date(2026, 6, 14)
    assert wording.day(near - timedelta(days=6), near) == "Monday"
    assert wording.day(near - timedelta(days=7), near) == "7 June"
    assert wording.day(near, near) == "14 June"
    assert wording.day(date(2025, 12, 31), near) == "31 December 2025"
    assert wording.count(1, "day") == "1 day"
    assert wording.count(2, "entry", "entries") == "2 entries"


def test_an_alarm_without_an_event_says_that_plan_and_run_rate_differ():
    said = told(2_000, date(2026, 5, 1), [100] * 40, june(10))
    assert said["run_rate"] == (
        "No campaign moved of late: it spends 100.00 EUR a day, and 52.38 EUR a day would end on the plan."
    )
