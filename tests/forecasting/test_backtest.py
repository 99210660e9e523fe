"""The backtest knows only the past, compares like with like in every cut, and says when there is too little of it."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest

from forecasting import History, Report, RoasForecaster, backtest, backtest_horizons
from tests.forecasting.builders import FIRST_DAY, a_history


@pytest.fixture(scope="module")
def history() -> History:
    return a_history(units=12, days=150, zero_share=0.3)


@pytest.fixture(scope="module")
def report(history: History) -> Report:
    return backtest(history, horizon=28, origins=4)


def with_revenue(history: History, revenue: np.ndarray) -> History:
    return History.from_arrays(history.units, history.groups, FIRST_DAY, history.spend, revenue)


def test_it_reports_the_model_and_the_baselines(report: Report):
    assert set(report.baselines) == {
        *("trailing_28_roas", "trailing_14_roas", "trailing_7_roas"),
        *("last_period", "no_change", "seasonal_naive"),
    }
    assert report.model.coverage is not None
    assert report.baselines["no_change"].coverage is None
    assert len(report.origins) == 4
    assert len(report.units) == 12
    assert report.model.revenue_wape < report.baselines["trailing_28_roas"].revenue_wape
    assert report.overall.best == "model"
    assert report.wins() == 3
    assert 0.5 <= report.model.coverage <= 1
    assert report.by_evidence["strong"].model.revenue_wape > 0
    assert set(report.by_group) == {"group 0", "group 1"}


def test_scores_are_those_of_the_forecasts_themselves(history: History, report: Report):
    errors, revenue, held, apart, simple = 0.0, 0.0, [], [], 0.0
    for origin, seen in zip(report.origins, report.series, strict=True):
        start = (origin - FIRST_DAY).days
        ahead = slice(start, start + 28)
        spend, actual = history.spend[:, ahead].mean(axis=1), history.revenue[:, ahead].sum(axis=1)
        forecast = RoasForecaster().fit(history.until(origin)).predict(28, dict(zip(history.units, spend, strict=True)))
        errors += np.abs(forecast.revenue - actual).sum()
        revenue += actual.sum()
        held += [*((forecast.low <= actual) & (actual <= forecast.high))]
        apart.append(abs(forecast.total.revenue - actual.sum()) / actual.sum())
        roas = history.revenue[:, start - 28 : start].sum(axis=1) / history.spend[:, start - 28 : start].sum(axis=1)
        simple += np.abs(roas * history.spend[:, ahead].sum(axis=1) - actual).sum()
        assert (seen.forecast, seen.low, seen.high) == (
            forecast.total.revenue,
            forecast.total.low,
            forecast.total.high,
        )
        assert seen.actual == pytest.approx(actual.sum())
        assert seen.held == (forecast.total.low <= actual.sum() <= forecast.total.high)
    assert report.model.revenue_wape == pytest.approx(errors / revenue)
    assert report.model.total_revenue_ape == pytest.approx(np.mean(apart))
    assert report.model.coverage == pytest.approx(np.mean(held))
    assert report.baselines["trailing_28_roas"].revenue_wape == pytest.approx(simple / revenue)


def test_every_cut_is_a_comparison_and_the_cuts_make_up_the_whole(report: Report):
    for cut in (report.by_evidence, report.by_group):
        assert sum(each.model.count for each in cut.values()) == report.model.count == 48
        for name, score in report.baselines.items():
            assert sum(each.baselines[name].over for each in cut.values()) == score.over
            assert sum(each.baselines[name].under for each in cut.values()) == score.under
    assert report.model.over + report.model.under == 48
    errors = sum(each.errors["model"] for each in report.series)
    assert report.per_unit.error.sum() == pytest.approx(errors)
    assert errors / sum(each.actual for each in report.series) == pytest.approx(report.model.revenue_wape)
    assert report.by_group["group 0"].model.total_coverage is not None
    assert report.model.group_coverage == pytest.approx(
        np.mean([each.model.total_coverage for each in report.by_group.values()])
    )


def test_other_groups_can_be_reported_by(history: History):
    platform = {unit: "tiktok" if unit == "unit 3" else "meta" for unit in history.units}
    report = backtest(history, origins=2, groups=platform)
    assert {name: each.model.count for name, each in report.by_group.items()} == {"meta": 22, "tiktok": 2}
    alone = report.per_unit.units.index("unit 3")
    assert report.per_unit.error[alone] / report.per_unit.actual[alone] == pytest.approx(
        report.by_group["tiktok"].model.revenue_wape
    )
    with pytest.raises(ValueError, match="'unit 1' has no group"):
        backtest(history, groups={"unit 0": "meta", "unit 10": "meta"})


def test_horizons_share_their_fits_and_say_the_same_as_one_alone(history: History, report: Report):
    found = backtest_horizons(history, (28, 7, 14), origins=4)
    assert list(found) == [7, 14, 28]
    assert found[28].model == report.model
    assert found[28].baselines == report.baselines
    assert {each.origins for each in found.values()} == {report.origins}
    assert found[7].series[0].actual < found[14].series[0].actual < found[28].series[0].actual


def test_the_future_is_not_known(history: History):
    later = history.revenue.copy()
    later[:, -28:] *= 10
    first, second = backtest(history, origins=1), backtest(with_revenue(history, later), origins=1)
    for one, other in zip(
        (first.model, *first.baselines.values()), (second.model, *second.baselines.values()), strict=True
    ):
        told = (1 + one.bias) * history.revenue[:, -28:].sum()
        assert (1 + other.bias) * later[:, -28:].sum() == pytest.approx(told)


def test_the_worst_units_are_named(history: History):
    wild = history.revenue.copy()
    wild[7, -28:] *= 20
    report = backtest(with_revenue(history, wild), origins=1)
    assert report.per_unit.units[report.per_unit.worst(3)[0]] == history.units[7]
    assert report.per_unit.inside[7] == 0
    assert report.model.under >= 1


def test_last_years_same_weeks_speak_where_a_year_exists():
    old = a_history(units=3, days=420)
    observed = np.ones(old.spend.shape, dtype=bool)
    observed[2, :200] = False  # began within the year
    history = History.from_arrays(old.units, old.groups, FIRST_DAY, old.spend, old.revenue, observed)
    report = backtest(history, origins=1)
    (start,) = ((day - FIRST_DAY).days for day in report.origins)
    actual = history.revenue[:2, start : start + 28].sum(axis=1)
    year_ago = history.revenue[:2, start - 364 : start - 336].sum(axis=1)
    score = report.baselines["last_year"]
    assert score.revenue_wape == pytest.approx(np.abs(year_ago - actual).sum() / actual.sum())
    assert score.count == 2
    assert score.model_wape != report.model.revenue_wape  # the model over the same two units
    assert "last_year" not in backtest(a_history(units=3, days=200), origins=1).baselines


def test_last_period_and_last_week_are_said_again():
    history = a_history(units=2, days=100)
    report = backtest(history, horizon=10, origins=1)
    actual = history.revenue[:, 90:].sum(axis=1)
    week = np.concatenate([history.revenue[:, 83:90], history.revenue[:, 83:86]], axis=1).sum(axis=1)
    for name, told in (
        ("last_period", history.revenue[:, 80:90].sum(axis=1)),
        ("no_change", history.revenue[:, 62:90].mean(axis=1) * 10),
        ("seasonal_naive", week),
    ):
        assert report.baselines[name].revenue_wape == pytest.approx(np.abs(told - actual).sum() / actual.sum())


def test_without_any_revenue_nothing_is_compared():
    history = a_history(units=3, days=120)
    report = backtest(with_revenue(history, np.zeros_like(history.revenue)))
    assert math.isnan(report.model.revenue_wape)
    assert math.isnan(report.model.bias)
    assert report.model.coverage == 1.0  # nothing was forecast, and nothing came
    assert report.overall.best == ""
    assert report.unseen_share == 0


def test_a_unit_that_begins_after_an_origin_is_scored_from_the_next_one_on():
    old = a_history(units=3, days=140)
    observed = np.ones(old.spend.shape, dtype=bool)
    observed[1, :110] = False
    history = History.from_arrays(old.units, old.groups, FIRST_DAY, old.spend, old.revenue, observed)
    report = backtest(history, origins=4)
    assert report.model.count == 3 * 4 - sum(day <= FIRST_DAY + dt.timedelta(days=110) for day in report.origins)
    assert [each.units for each in report.series] == [2, 2, 2, 3]
    starts = [(day - FIRST_DAY).days for day in report.origins]
    unseen = sum(history.revenue[1, at : at + 28].sum() for at in starts if at <= 110)
    whole = sum(history.revenue[:, at : at + 28].sum() for at in starts)
    assert report.unseen_share == pytest.approx(unseen / whole)


def test_a_unit_that_ended_is_no_easy_success():
    old = a_history(units=4, days=140)
    observed = np.ones(old.spend.shape, dtype=bool)
    observed[0, 40:] = False
    history = History.from_arrays(old.units, old.groups, FIRST_DAY, old.spend, old.revenue, observed)
    report = backtest(history, origins=3)
    assert report.model.count == 9  # the ended unit is not counted as covered
    assert report.per_unit.counted.tolist() == [0, 3, 3, 3]
    assert report.per_unit.error[0] == 0


def test_too_short_a_history_says_how_many_days_are_missing():
    with pytest.raises(ValueError, match=r"has 50 days; .* need 6 more"):
        backtest(a_history(days=50))
    with pytest.raises(ValueError, match=r"horizon of 180 need 88 more"):
        backtest_horizons(a_history(days=120), (7, 180))
    one = backtest(a_history(days=56))
    assert np.isfinite(one.model.revenue_wape)
    assert len(one.origins) == 1


def test_bad_requests_are_refused():
    with pytest.raises(ValueError, match="horizon is 0: give a whole number of days"):
        backtest(a_history(), horizon=0)
    with pytest.raises(ValueError, match="give at least one horizon"):
        backtest_horizons(a_history(), ())


def test_one_unit_is_enough():
    report = backtest(a_history(units=1, days=120))
    assert len(report.by_group) == 1
    assert report.model.revenue_wape == pytest.approx(report.per_unit.error.sum() / report.per_unit.actual.sum())
