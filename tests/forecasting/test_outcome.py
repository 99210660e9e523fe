"""What a change earned is found where the truth is known, and a shock that hit everyone is not credited to it."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from forecasting import History, Maturity, Outcome, RoasForecaster, outcome
from tests.forecasting.builders import FIRST_DAY, a_history

CHANGED = 120


def changed_history(effect: float = 1.0, shock: float = 1.0, seed: int = 0) -> tuple[History, dict[str, float]]:
    """Units 0 and 2 of twelve get 40% more spend on day 120; revenue follows spend ** 0.6 times `effect`."""
    history = a_history(units=12, days=150, moves=0.15, seed=seed)
    spend, revenue = history.spend.copy(), history.revenue.copy()
    revenue[:, CHANGED:] *= shock
    without = {}
    for row in (0, 2):
        without[history.units[row]] = float(spend[row, CHANGED:].mean())
        spend[row, CHANGED:] *= 1.4
        revenue[row, CHANGED:] *= 1.4**0.6 * effect
    return History.from_arrays(history.units, history.groups, FIRST_DAY, spend, revenue), without


def truth(history: History, horizon: int, effect: float = 1.0) -> float:
    whole = history.revenue[[0, 2], CHANGED : CHANGED + horizon].sum()
    return float(whole * (1 - 1 / (1.4**0.6 * effect)))


DAY = FIRST_DAY + dt.timedelta(days=CHANGED)


def test_the_gain_is_found_at_each_horizon():
    history, without = changed_history()
    scored = outcome(history, DAY, without)
    assert [each.horizon for each in scored] == [7, 14, 28]
    last = scored[-1]
    assert last.low <= truth(history, 28) <= last.high
    assert last.earned > 0
    assert last.extra_spend == pytest.approx(0.4 / 1.4 * history.spend[[0, 2], CHANGED : CHANGED + 28].sum(), rel=0.05)
    assert "After 28 days it earned" in last.in_words
    assert last.actual - last.counterfactual == pytest.approx(last.earned)


def test_a_shock_to_everyone_is_mostly_taken_off():
    history, without = changed_history(shock=0.7)
    last = outcome(history, DAY, without)[-1]
    error = abs(last.earned - truth(history, 28))
    uncorrected = abs(last.earned + last.correction - truth(history, 28))
    assert last.correction < 0
    assert error < uncorrected / 2


def test_intervals_hold_the_truth_most_of_the_time():
    inside = []
    for seed in range(12):
        history, without = changed_history(seed=seed)
        last = outcome(history, DAY, without)[-1]
        inside.append(last.low <= truth(history, 28) <= last.high)
    assert np.mean(inside) >= 0.6


def test_controls_are_the_unchanged_units():
    history, without = changed_history()
    expected = {f"unit {at}" for at in range(12) if at not in {0, 2}}
    assert set(outcome(history, DAY, without)[0].controls) == expected


def test_an_unchanged_unit_that_doubled_rested_or_changed_later_is_no_control():
    history, without = changed_history()
    spend = history.spend.copy()
    spend[4, CHANGED:] *= 2.5
    spend[6, CHANGED:] *= np.where(np.arange(history.days - CHANGED) % 2, 1.2, 0.0)
    altered = History.from_arrays(history.units, history.groups, FIRST_DAY, spend, history.revenue)
    later = {"unit 8": DAY + dt.timedelta(days=10)}
    first, _, last = outcome(altered, DAY, without, later=later)
    assert {"unit 4", "unit 6"}.isdisjoint(first.controls)
    assert "unit 8" in first.controls
    assert "unit 8" not in last.controls


def test_the_parts_sum_to_the_whole_and_keep_their_names():
    history, without = changed_history()
    backwards = dict(reversed(without.items()))
    for each in outcome(history, DAY, backwards):
        assert [part.unit for part in each.parts] == ["unit 2", "unit 0"]
        assert sum(part.earned for part in each.parts) == pytest.approx(each.earned)
        assert sum(part.extra_spend for part in each.parts) == pytest.approx(each.extra_spend)
        widths = [part.high - part.low for part in each.parts]
        assert max(widths) < each.high - each.low < sum(widths) * 1.3


def test_order_and_currency_do_not_matter():
    history, without = changed_history()
    turned = list(range(history.spend.shape[0]))[::-1]
    other = History.from_arrays(
        [history.units[at] for at in turned],
        [history.groups[at] for at in turned],
        FIRST_DAY,
        history.spend[turned] * 100,
        history.revenue[turned] * 100,
    )
    plain = outcome(history, DAY, without)[-1]
    cents = outcome(other, DAY, {unit: spend * 100 for unit, spend in without.items()})[-1]
    assert cents.earned == pytest.approx(plain.earned * 100, rel=1e-6)
    assert cents.low == pytest.approx(plain.low * 100, rel=1e-6)


def test_the_forecaster_given_stays_as_it_was():
    history, without = changed_history()
    forecaster = RoasForecaster(interval=0.5).fit(history)
    narrow = outcome(history, DAY, without, forecaster=forecaster)[-1]
    assert forecaster.last_day_ == history.last_day
    wide = outcome(history, DAY, without)[-1]
    assert narrow.earned == pytest.approx(wide.earned)
    assert narrow.high - narrow.low < wide.high - wide.low


def test_a_later_change_of_the_same_unit_cuts_the_horizon():
    history, without = changed_history()
    again = DAY + dt.timedelta(days=10)
    scored = outcome(history, DAY, without, later={"unit 2": again})
    assert [each.horizon for each in scored] == [7, 10]
    assert scored[0].notes == ()
    assert f"unit 2 changed again on {again}" in scored[1].notes[0]
    assert scored[1].next_due is None
    on_the_edge = outcome(history, DAY, without, later={"unit 2": DAY + dt.timedelta(days=14)})
    assert [each.horizon for each in on_the_edge] == [7, 14]
    with pytest.raises(ValueError, match=r"unit 'unit 2' changed again on .* 3 days after .* score the later change"):
        outcome(history, DAY, without, later={"unit 2": DAY + dt.timedelta(days=3)})
    with pytest.raises(ValueError, match="name only changes that followed"):
        outcome(history, DAY, without, later={"unit 2": DAY})


def test_only_reached_horizons_are_scored_and_the_next_is_dated():
    history, without = changed_history()
    late = FIRST_DAY + dt.timedelta(days=130)
    scored = outcome(history, late, without)
    assert [(each.horizon, each.next_due) for each in scored] == [
        (7, late + dt.timedelta(days=14)),
        (14, late + dt.timedelta(days=28)),
    ]
    assert outcome(history, DAY, without)[-1].next_due is None


def test_a_pause_takes_the_revenue_away():
    history, without = changed_history()
    spend, revenue = history.spend.copy(), history.revenue.copy()
    spend[0, CHANGED:], revenue[0, CHANGED:] = 0.0, 0.0
    paused = History.from_arrays(history.units, history.groups, FIRST_DAY, spend, revenue)
    last = outcome(paused, DAY, {"unit 0": without["unit 0"]})[-1]
    assert last.actual == 0
    assert last.clear
    assert last.in_words.startswith("After 28 days it lost ")
    assert last.extra_spend == pytest.approx(-28 * without["unit 0"])


def test_units_launched_meanwhile_are_named_and_one_launched_by_the_change_counts_whole():
    history, without = changed_history()
    rows = [
        (
            unit,
            group,
            FIRST_DAY + dt.timedelta(days=day),
            float(history.spend[at, day]),
            float(history.revenue[at, day]),
        )
        for at, (unit, group) in enumerate(zip(history.units, history.groups, strict=True))
        for day in range(history.days)
    ]
    begun = [("new", "group 0", FIRST_DAY + dt.timedelta(days=day), 50.0, 200.0) for day in range(CHANGED + 3, 150)]
    grown = History.from_rows(rows + begun)
    plain = outcome(grown, DAY, without)[-1]
    assert plain.notes == ("Launched meanwhile, and neither changed nor compared with: new.",)
    assert "new" not in plain.controls
    with pytest.raises(ValueError, match=r"unit 'new' has no days before .* gone on with 0"):
        outcome(grown, DAY, {"new": 50.0})
    alone = outcome(grown, DAY, {"new": 0.0})[-1]
    assert alone.earned == alone.actual == pytest.approx(25 * 200.0)
    assert alone.extra_spend == pytest.approx(25 * 50.0)
    both = outcome(grown, DAY, without | {"new": 0.0})[-1]
    assert both.earned == pytest.approx(plain.earned + alone.earned)


def test_partly_spent_days_are_said():
    history, without = changed_history()
    spend = history.spend.copy()
    spend[0, CHANGED + 5 : CHANGED + 9] = 0.0
    rested = History.from_arrays(history.units, history.groups, FIRST_DAY, spend, history.revenue)
    first, second, _ = outcome(rested, DAY, without)
    assert first.notes == ("unit 0 spent on 5 of the 7 days.",)
    assert second.notes == ("unit 0 spent on 10 of the 14 days.",)


def test_young_days_are_completed_before_they_are_compared():
    history, without = changed_history()
    known = np.array([0.3, 0.5, 0.7, 0.9, 1.0])
    maturity = Maturity(known, np.zeros(4, dtype=np.intp))
    young = history.revenue[:, : CHANGED + 7].copy()
    final = young.sum()
    young[:, -3:] *= known[[3, 2, 1]]
    short = History.from_arrays(history.units, history.groups, FIRST_DAY, history.spend[:, : CHANGED + 7], young)
    raw = outcome(short, DAY, without)[0]
    completed = outcome(short, DAY, without, maturity=maturity)[0]
    whole = outcome(history, DAY, without)[0]
    assert final > young.sum()
    assert completed.late > 0
    assert completed.actual == pytest.approx(whole.actual)
    assert completed.earned == pytest.approx(whole.earned, rel=0.02)
    assert raw.actual < completed.actual
    assert completed.high - completed.low > whole.high - whole.low


def test_what_a_curve_leaves_open_widens_the_interval():
    history, without = changed_history()
    known = np.array([0.3, 0.5, 0.7, 0.9, 1.0])
    sure = Maturity(known, np.zeros(4, dtype=np.intp))
    unsure = Maturity(known, np.zeros(4, dtype=np.intp), unknown=np.full(4, 0.5))
    short = History.from_arrays(
        history.units, history.groups, FIRST_DAY, history.spend[:, : CHANGED + 7], history.revenue[:, : CHANGED + 7]
    )
    one, other = (outcome(short, DAY, without, maturity=each)[0] for each in (sure, unsure))
    assert other.earned == pytest.approx(one.earned)
    assert other.high - other.low > 1.05 * (one.high - one.low)
    assert other.parts[0].high - other.parts[0].low > one.parts[0].high - one.parts[0].low


def test_a_last_day_read_too_early_is_left_out():
    history, without = changed_history()
    spend, revenue = history.spend[:, : CHANGED + 14].copy(), history.revenue[:, : CHANGED + 14].copy()
    spend[:, -1] *= 0.2
    revenue[:, -1] *= 0.2
    early = History.from_arrays(history.units, history.groups, FIRST_DAY, spend, revenue)
    assert [each.horizon for each in outcome(early, DAY, without)] == [7]


def test_no_more_was_earned_than_came():
    history, without = changed_history()
    spend, revenue = history.spend.copy(), history.revenue.copy()
    revenue[0, CHANGED:] *= 0.02
    poor = History.from_arrays(history.units, history.groups, FIRST_DAY, spend, revenue)
    for each in outcome(poor, DAY, {"unit 0": without["unit 0"]}):
        assert each.low <= each.earned <= each.high <= each.actual


def test_the_words_say_what_was_taken_off():
    up, without = changed_history(shock=1.3)
    assert "more than forecast" in outcome(up, DAY, without)[-1].in_words
    assert "of the account's upswing was taken off" in outcome(up, DAY, without)[-1].in_words
    down, without = changed_history(shock=0.7)
    assert "was added back for the account's downswing" in outcome(down, DAY, without)[-1].in_words
    everyone = {unit: float(spend[-30:].mean()) for unit, spend in zip(up.units, up.spend, strict=True)}
    assert "No comparable unit was left unchanged" in outcome(up, DAY, everyone)[-1].in_words


def test_what_may_be_chance_is_called_that():
    figures = {"actual": 1.0, "counterfactual": 1.0, "correction": 0.0, "extra_spend": 0.0, "controls": ()}
    unsure = Outcome(horizon=7, earned=-20.0, low=-300.0, high=100.0, **figures)
    assert unsure.in_words == (
        "After 7 days what it earned cannot be told from chance: somewhere between a loss of 300 and a gain of 100, "
        "at best guess a loss of 20. No comparable unit was left unchanged, so a swing of the whole account is part "
        "of this."
    )
    lost = Outcome(horizon=7, earned=-200.0, low=-300.0, high=-100.0, **figures)
    assert lost.in_words.startswith("After 7 days it lost 200 (between 100 and 300).")


def test_what_cannot_be_scored_is_refused():
    history, without = changed_history()
    with pytest.raises(ValueError, match="unknown unit 'nobody'"):
        outcome(history, DAY, {"nobody": 1.0})
    with pytest.raises(ValueError, match="no changed units"):
        outcome(history, DAY, {})
    with pytest.raises(ValueError, match="would have gone on with nan per day"):
        outcome(history, DAY, {"unit 0": float("nan")})
    with pytest.raises(ValueError, match=r"would have gone on with -1.0 per day"):
        outcome(history, DAY, {"unit 0": -1.0})
    with pytest.raises(ValueError, match="unknown unit 'nobody'"):
        outcome(history, DAY, without, later={"nobody": DAY + dt.timedelta(days=9)})
    with pytest.raises(ValueError, match="horizon is 0"):
        outcome(history, DAY, without, horizons=(0, 7))
    with pytest.raises(ValueError, match="no horizons"):
        outcome(history, DAY, without, horizons=())
    with pytest.raises(ValueError, match="nothing before"):
        outcome(history, FIRST_DAY, without)
    with pytest.raises(ValueError, match=r"ends 3 days after .* due once 2025-06-08 is reported"):
        outcome(history, FIRST_DAY + dt.timedelta(days=147), without)
    assert [each.horizon for each in outcome(history, FIRST_DAY + dt.timedelta(days=130), without)] == [7, 14]
