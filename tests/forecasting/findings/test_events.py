"""What happened is found, dated and said with its size; ordinary days are left in peace."""

from __future__ import annotations

import datetime as dt
import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest

from forecasting import History, Maturity, RoasForecaster
from forecasting.findings.events import KINDS, Event, find_events
from forecasting.findings.partial_day import partial_last_day
from forecasting.history import Floats
from tests.forecasting.builders import FIRST_DAY, a_history

DAY = dt.timedelta(days=1)


def on(at: int) -> dt.date:
    return FIRST_DAY + at * DAY


def steady(units: int = 3, days: int = 120, noise: float = 0.1, seed: int = 1) -> tuple[Floats, Floats]:
    """Spend about 100 a day and revenue about three times it."""
    rng = np.random.default_rng(seed)
    spend = 100 * np.exp(rng.normal(0, noise, (units, days)))
    return spend, 3 * spend * np.exp(rng.normal(0, noise, (units, days)))


def history_of(spend: Floats, revenue: Floats) -> History:
    labels = [f"unit {at}" for at in range(len(spend))]
    return History.from_arrays(labels, ["g"] * len(spend), FIRST_DAY, spend, revenue)


def events_of(spend: Floats, revenue: Floats) -> list[Event]:
    return list(find_events(history_of(spend, revenue)))


def one(events: list[Event]) -> Event:
    assert len(events) == 1, [event.in_words for event in events]
    return events[0]


def test_a_steady_account_has_no_events():
    for seed in range(30):
        assert events_of(*steady(seed=seed)) == []


@pytest.mark.parametrize("weekdays_off", [(5, 6), (6,), (0, 2, 4)])
def test_days_that_are_off_every_week_are_a_habit(weekdays_off: tuple[int, ...]):
    spend, revenue = steady()
    off = np.isin(np.arange(spend.shape[1]) % 7, weekdays_off)
    spend[:, off] = revenue[:, off] = 0.0
    assert events_of(spend, revenue) == []


def test_a_unit_that_spends_now_and_then_is_not_paused_each_time():
    rng = np.random.default_rng(3)
    spend, revenue = steady(units=40, days=365)
    idle = rng.random(spend.shape) > 0.1
    spend[idle] = revenue[idle] = 0.0
    assert sum(event.kind in {"gap", "pause", "launch"} for event in events_of(spend, revenue)) <= 1


class TestStops:
    @pytest.mark.parametrize(
        ("first", "last", "kind", "words"),
        [
            (40, 42, "gap", "No spend from 15 February 2025 to 17 February 2025 (3 days), after"),
            (40, 60, "pause", "Paused from 15 February 2025 to 7 March 2025 (21 days), after"),
            (115, 119, "pause", "No spend since 1 May 2025 (5 days), after"),
            (80, 119, "end_of_life", "Ended: no spend since 27 March 2025 (40 days), after"),
        ],
    )
    def test_days_without_spend_are_dated(self, first: int, last: int, kind: str, words: str):
        spend, revenue = steady()
        spend[1, first : last + 1] = revenue[1, first : last + 1] = 0.0
        event = one(events_of(spend, revenue))
        assert (event.unit, event.kind, event.first_day) == ("unit 1", kind, on(first))
        assert event.last_day == (None if last == 119 else on(last))
        assert event.days == last - first + 1
        assert event.before == pytest.approx(spend[1, first - 7 : first].mean())
        assert event.in_words.startswith(words)
        assert event.in_words.endswith(f"after {event.before:,.2f} a day.")

    def test_a_stop_of_everything_is_said_once(self):
        spend, revenue = steady()
        spend[:, 50:53] = revenue[:, 50:53] = 0.0
        event = one(events_of(spend, revenue))
        assert (event.unit, event.kind, event.days) == (None, "gap", 3)
        assert "in the whole account" in event.in_words

    def test_a_launch(self):
        spend, revenue = steady()
        spend[2, :30] = revenue[2, :30] = 0.0
        event = one(events_of(spend, revenue))
        assert (event.unit, event.kind, event.first_day, event.last_day) == ("unit 2", "launch", on(30), None)
        assert event.after == pytest.approx(spend[2, 30:37].mean())
        assert event.in_words == f"Launched on 5 February 2025 at {event.after:,.2f} a day."


class TestJumps:
    @pytest.mark.parametrize("at", [10, 60, 112, 117])
    @pytest.mark.parametrize("times", [5.0, 0.25])
    def test_the_day_is_right(self, at: int, times: float):
        spend, revenue = steady()
        spend[0, at:] *= times
        revenue[0, at:] *= times
        jumps = [event for event in events_of(spend, revenue) if event.unit == "unit 0"]
        event = one(jumps)
        assert (event.kind, event.first_day) == ("spend_jump", on(at))
        assert event.after / event.before == pytest.approx(times, rel=0.2)

    def test_in_words(self):
        spend = np.where(np.arange(90) < 66, 40.0, 210.0)[None, :]
        event = one(events_of(spend, spend))
        assert event.in_words == "Spend jumped from 40.00 to 210.00 a day on 13 March 2025."

    def test_a_pattern_of_weekdays_is_no_jump(self):
        spend, revenue = steady(units=1)
        spend[:, np.isin(np.arange(120) % 7, (4, 5, 6))] *= 6
        assert events_of(spend, revenue) == []

    def test_where_budgets_swing_every_week_few_weeks_are_news(self):
        events = find_events(a_history(units=50, days=200, moves=0.5))
        assert sum(event.kind == "spend_jump" for event in events) < 0.02 * 50 * 28


class TestBreaks:
    def test_one_extraordinary_week_does_not_date_it(self):
        spend, revenue = steady(units=1, days=182)
        revenue[:, 84:] *= 6
        revenue[:, 35:42] *= 10
        event = one(events_of(spend, revenue))
        assert event.kind == "break_of_level"
        assert abs((event.first_day - on(84)).days) <= 7
        assert event.after / event.before > 2

    def test_a_break_of_all_units_is_the_accounts(self):
        spend, revenue = steady(units=12, days=182, noise=0.3)
        revenue[:, 98:] *= 0.55
        event = one(events_of(spend, revenue))
        assert (event.unit, event.kind, event.first_day) == (None, "break_of_level", on(98))
        assert event.agreeing >= 9
        assert event.judged == 12
        assert (
            "The level broke on 14 April 2025 in 12 of 12 units at once: ROAS 3.2 before, 1.7 after" in event.in_words
        )

    def test_a_slow_drift_is_not(self):
        for seed in range(20):
            spend, revenue = steady(units=12, days=182, noise=0.2, seed=seed)
            revenue *= np.linspace(1, 0.5, 182)
            assert [event.in_words for event in events_of(spend, revenue) if event.unit is None] == []

    def test_one_large_unit_is_not_the_account(self):
        spend, revenue = steady(units=6, days=182)
        spend[0] *= 100
        revenue[0] *= 100
        revenue[0, 98:] *= 5
        assert [event.unit for event in events_of(spend, revenue)] == ["unit 0"]


class TestOutages:
    def test_weeks_without_revenue_are_dated_and_count_for_little(self):
        spend, revenue = steady(units=3, days=182)
        whole = RoasForecaster().fit(history_of(spend, revenue)).predict().revenue[1]
        revenue[1, 154:175] = 0.0
        fitted = RoasForecaster().fit(history_of(spend, revenue))
        event = one(list(fitted.events_))
        assert (event.unit, event.kind, event.days) == ("unit 1", "break_of_level", 21)
        assert (event.first_day, event.last_day) == (on(154), on(174))
        assert event.in_words == (
            "No revenue from 9 June 2025 to 29 June 2025 (21 days) while spend went on, after a ROAS of 3.1: "
            "tracking may have failed; these weeks count for little."
        )
        assert fitted.predict().revenue[1] == pytest.approx(whole, rel=0.15)

    def test_one_that_goes_on_has_no_end(self):
        spend, revenue = steady(units=3, days=182)
        revenue[1, 154:] = 0.0
        events = events_of(spend, revenue)
        assert [(event.unit, event.last_day, event.after) for event in events if event.days] == [("unit 1", None, 0.0)]
        assert any("No revenue since 9 June 2025 (28 days) while spend went on" in event.in_words for event in events)

    def test_a_unit_that_sells_now_and_then_has_none(self):
        rng = np.random.default_rng(5)
        spend, revenue = steady(units=60, days=365)
        revenue[rng.random(revenue.shape) > 0.04] = 0.0
        assert sum(event.days > 0 for event in events_of(spend, revenue)) <= 2


def a_partial_day(share: float) -> tuple[Floats, Floats]:
    spend, revenue = steady(units=5)
    spend[:, -1] *= share
    revenue[:, -1] *= share * 0.8
    return spend, revenue


class TestPartialLastDay:
    def test_it_is_found_dated_and_said(self):
        spend, revenue = a_partial_day(0.4)
        event = one(events_of(spend, revenue))
        assert (event.unit, event.kind) == (None, "partial_last_day")
        assert event.first_day == event.last_day == on(119)
        assert event.after == pytest.approx(spend[:, -1].sum())
        assert event.before == pytest.approx(500, rel=0.1)
        assert event.in_words.startswith("5 May 2025 looks incomplete: ")

    @pytest.mark.parametrize(
        "change",
        [
            lambda spend, revenue: spend[:, -1].fill(0.0),
            lambda spend, revenue: (spend[:, -1].fill(0.0), revenue[:, -1].fill(0.0)),
            lambda spend, revenue: (spend[:, -5:].fill(0.0), revenue[:, -5:].fill(0.0)),
            lambda spend, revenue: revenue[:, -1].fill(0.0),
            lambda spend, revenue: np.multiply(spend[:, -6:], 0.3, out=spend[:, -6:]),
            lambda spend, revenue: np.multiply(spend[0, -1:], 0.1, out=spend[0, -1:]),
        ],
        ids=["no spend", "paused", "paused for days", "no revenue", "budgets cut last week", "one unit only"],
    )
    def test_what_is_something_else(self, change: Callable[[Floats, Floats], object]):
        spend, revenue = steady(units=5)
        change(spend, revenue)
        assert partial_last_day(history_of(spend, revenue)) is None

    @pytest.mark.parametrize("last", range(7))
    def test_a_quiet_weekend_is_a_weekday(self, last: int):
        spend, revenue = steady(units=5, days=120 - last)
        quiet = np.isin(np.arange(120 - last) % 7, (5, 6))
        spend[:, quiet] *= 0.3
        revenue[:, quiet] *= 0.2
        assert partial_last_day(history_of(spend, revenue)) is None

    @pytest.mark.parametrize("noise", [0.1, 0.4, 1.0])
    def test_ordinary_noise_does_not_trigger_it(self, noise: float):
        found = 0
        for seed in range(200):
            spend, revenue = steady(units=3 + seed % 8, days=60 + seed % 7, noise=noise, seed=seed)
            found += partial_last_day(history_of(spend, revenue)) is not None
        assert found <= 1

    def test_short_histories_and_few_units_say_nothing(self):
        spend, revenue = a_partial_day(0.3)
        assert partial_last_day(history_of(spend[:2], revenue[:2])) is None
        assert partial_last_day(history_of(spend[:, -30:], revenue[:, -30:])) is None


def test_every_kind_has_words_and_days():
    spend, revenue = steady(units=6, days=200)
    spend[0, :40] = spend[1, 80:83] = spend[2, 60:100] = spend[3, 150:] = 0.0
    revenue[0, :40] = revenue[1, 80:83] = revenue[2, 60:100] = revenue[3, 150:] = 0.0
    spend[4, 90:] *= 4
    revenue[5, 70:] *= 5
    spend[:, -1] *= 0.3
    revenue[:, -1] *= 0.3
    events = find_events(history_of(spend, revenue))
    assert {event.kind for event in events} == set(KINDS)
    assert [event.first_day for event in events] == sorted(event.first_day for event in events)
    assert all(event.in_words.endswith(".") and "nan" not in event.in_words for event in events)


def test_many_units_take_little_memory():
    spend, revenue = steady(units=20_000, days=100)
    history = history_of(spend, revenue)
    tracemalloc.start()
    events = find_events(history)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(events) < 500
    assert peak < 2.5 * (spend.nbytes + revenue.nbytes)


class TestTheFit:
    def test_a_partial_last_day_is_not_seen_and_the_horizon_begins_after_it(self):
        spend, revenue = a_partial_day(0.3)
        fitted = RoasForecaster().fit(history_of(spend, revenue))
        before = RoasForecaster().fit(history_of(spend[:, :-1], revenue[:, :-1]))
        assert [event.kind for event in fitted.events_] == ["partial_last_day"]
        assert fitted.last_day_ == before.last_day_ + DAY
        assert np.array_equal(fitted.recent_spend_, before.recent_spend_)
        assert np.array_equal(fitted.predict(28).revenue, before.predict(28).revenue)
        ahead = fitted.predict(3).revenue
        assert np.allclose(before.predict(4).revenue - before.predict(1).revenue, ahead)

    def test_a_unit_that_began_on_a_partial_day_is_kept(self):
        spend, revenue = a_partial_day(0.3)
        seen = np.ones(spend.shape, dtype=bool)
        seen[4, :-1] = False
        names = [f"unit {at}" for at in range(5)]
        history = History.from_arrays(names, ["g"] * 5, FIRST_DAY, spend, revenue, seen)
        forecast = RoasForecaster().fit(history).predict()
        assert forecast.units == tuple(names)
        assert forecast.spend[4] == 0

    def test_with_completed_days_as_well(self):
        spend, revenue = a_partial_day(0.3)
        maturity = Maturity.learn([])
        fitted = RoasForecaster().fit(history_of(spend, revenue), maturity)
        assert np.isfinite(fitted.predict().revenue).all()
        assert [event.kind for event in fitted.events_] == ["partial_last_day"]

    def test_an_ended_unit_spends_and_earns_nothing_and_says_so(self):
        spend, revenue = steady()
        spend[1, 90:] = revenue[1, 90:] = 0.0
        forecast = RoasForecaster().fit(history_of(spend, revenue)).predict()
        assert (forecast.spend[1], forecast.revenue[1], forecast.high[1]) == (0, 0, 0)
        assert forecast.evidence[1] == "thin"
        assert forecast.evidence_reason[1].startswith("no spend since 6 April 2025 (30 days): it ended")

    @pytest.mark.parametrize(
        ("first", "last", "expected"), [(113, 120, 0.0), (117, 120, 100 * 11 / 14), (90, 115, 100.0), (0, 117, 100.0)]
    )
    def test_recent_spend_after_a_stop_or_a_launch(self, first: int, last: int, expected: float):
        spend, revenue = steady(noise=0.01)
        spend[1, first:last] = revenue[1, first:last] = 0.0
        assert RoasForecaster().fit(history_of(spend, revenue)).recent_spend_[1] == pytest.approx(expected, rel=0.02)

    @pytest.mark.parametrize("at", [60, 110, 117])
    def test_recent_spend_after_a_jump_is_the_new_one(self, at: int):
        spend, revenue = steady(noise=0.01)
        spend[2, at:] *= 4
        assert RoasForecaster().fit(history_of(spend, revenue)).recent_spend_[2] == pytest.approx(400, rel=0.02)

    def test_after_a_break_of_all_units_the_old_level_is_soon_forgotten(self):
        spend, revenue = steady(units=12, days=182, noise=0.2)
        revenue[:, 150:] *= 0.5
        forecast = RoasForecaster().fit(history_of(spend, revenue)).predict()
        assert forecast.total.revenue / forecast.total.spend == pytest.approx(1.55, rel=0.07)


def test_netelixirs_meta_is_seen_for_what_it_is():
    """The first half of 2024 of one advertiser's Meta account, by week: ROAS about 2, one week of 77, then about 35."""
    spend = [1091, 1523, 1284, 698, 559, 623, 658, 645, 691, 783, 785, 806, 785]
    spend += [562, 558, 557, 556, 623, 742, 706, 677, 751, 781, 655, 785, 783]
    revenue = [1942, 1034, 3195, 1129, 3899, 5950, 50873, 1981, 7649, 12516, 10332, 12641, 20383]
    revenue += [37710, 52525, 17186, 20279, 19545, 28059, 31855, 30176, 28266, 25733, 23773, 25433, 24368]
    daily = np.repeat([spend, revenue], 7, axis=1) / 7
    fitted = RoasForecaster().fit(History.from_arrays(["meta"], ["meta"], dt.date(2024, 1, 1), daily[:1], daily[1:]))
    broke = one([event for event in fitted.events_ if event.kind == "break_of_level"])
    assert dt.date(2024, 3, 18) <= broke.first_day <= dt.date(2024, 4, 1)
    assert broke.in_words.startswith(f"The level broke on {broke.first_day.day} {broke.first_day:%B} 2024: ROAS ")
    forecast = fitted.predict()
    assert forecast.evidence == ("thin",)
    assert "ROAS 11 before, 40 after" in broke.in_words
    assert "ROAS moved from 11 to 40, which spend does not explain" in forecast.evidence_reason[0]  # the same two sides
    assert "response not identified" in forecast.evidence_reason[0]
