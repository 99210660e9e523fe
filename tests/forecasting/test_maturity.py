"""Completion curves come from restatements where there are some, and from the platform's or the default where not."""

from __future__ import annotations

import numpy as np
import pytest

from forecasting import Maturity, RoasForecaster, learn_all
from forecasting.lateness.development import Reading
from forecasting.maturity import default_curve
from tests.forecasting.builders import FIRST_DAY, a_history
from tests.forecasting.lag import CURVES, DAY, OLDEST, late_days, readings

AGES = np.array([1, 3, 7])


def certain(days: int, share: list[float], oldest: int = 10) -> list[Reading]:
    """Days of 100 that all fill up alike."""
    return [
        (FIRST_DAY + day * DAY, FIRST_DAY + (day + age) * DAY, 100.0 * share[min(age, len(share) - 1)])
        for day in range(days)
        for age in range(oldest)
    ]


def test_without_restatements_the_default_holds_and_is_called_unsure():
    found = Maturity.learn([])
    assert np.allclose(found.curve, default_curve())
    assert found.deviation(1) > 0.15
    assert not found.learned(1)


def test_restatements_are_learned():
    share = [0.5, 0.7, 0.9, 1.0]
    found = Maturity.learn(certain(300, share))
    assert np.allclose(found.share([0, 1, 2]), share[:3], atol=0.03)
    assert found.learned([0, 1, 2]).all()


def test_the_fewer_days_the_nearer_to_the_default_and_the_less_sure():
    found = [Maturity.learn(certain(days, [0.5, 1.0])) for days in (1, 2, 40)]
    shares, errors = (
        [float(value(each)) for each in found] for value in (lambda m: m.share(0), lambda m: m.deviation(0))
    )
    assert float(default_curve()[0]) > shares[0] > shares[1] > shares[2] > 0.49
    assert errors[0] > errors[1] > 2 * errors[2]


@pytest.mark.parametrize("shape", CURVES)
def test_shares_are_unbiased_within_their_stated_error_and_bands_hold_what_they_say(shape: str):
    """Forty accounts of 60 days with some 100 orders each: the truth lies within 1.28 errors at least as often as 80%
    of the time, and the 80% band of a single day holds 76% or more of the days that follow."""
    curve, misses, errors, held = CURVES[shape], [], [], []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        found = Maturity.learn(readings(late_days(rng, curve, 60, 100)))
        misses.append(np.log(found.share(AGES) / curve[AGES]))
        errors.append(found.deviation(AGES))
        after = late_days(rng, curve, 20, 100)
        for age in AGES[:2]:
            low, high = found.band(after[:, age], age)
            held.append((low <= after[:, -1]) & (after[:, -1] <= high))
    miss, error = np.array(misses), np.array(errors)
    assert np.abs(miss.mean(axis=0)).max() < 0.01
    assert (np.abs(miss) <= 1.2816 * error).mean() > 0.76
    assert 0.76 < np.concatenate(held).mean() < 0.97


@pytest.mark.parametrize("shape", ["fast", "usual", "slow"])
def test_weekly_and_irregular_readings_teach_the_same_curve(shape: str):
    rng = np.random.default_rng(5)
    table = late_days(rng, CURVES[shape], 120, 200)
    for looked in (lambda date: date % 7 == 0, lambda date: (date * 7919) % 10 < 3):
        found = Maturity.learn(readings(table, looked))
        assert found.share(AGES) == pytest.approx(CURVES[shape][AGES], abs=0.04)


def test_figures_restated_downward_are_completed_downward():
    found = Maturity.learn(readings(late_days(np.random.default_rng(2), CURVES["refunds"], 90, 200)))
    assert float(found.share(3)) == pytest.approx(CURVES["refunds"][3], abs=0.01)
    assert float(found.share(3)) > 1


def test_days_without_revenue_teach_nothing_and_break_nothing():
    silent = [(day, read_on, 0.0) for day, read_on, _ in certain(20, [0.5, 1.0])]
    assert Maturity.learn(silent).curve == pytest.approx(default_curve())


def test_an_account_follows_its_platform_until_it_has_days_of_its_own():
    rng = np.random.default_rng(11)
    slow, fast = CURVES["slow"], CURVES["fast"]
    rows = {f"slow {at}": readings(late_days(rng, slow, 60, 100)) for at in range(5)}
    rows |= {f"fast {at}": readings(late_days(rng, fast, 60, 100)) for at in range(5)}
    rows["thin"] = readings(late_days(rng, slow, 4, 3))
    platforms = {account: "tiktok" if account in {"new", "thin"} else account.split()[0] for account in rows}
    platforms |= {account: "tiktok" for account in rows if account.startswith("slow")} | {"new": "tiktok"}
    found = learn_all(rows, platforms)
    assert set(found.platforms) == {"tiktok", "fast"}
    assert found.accounts["new"].share(AGES) == pytest.approx(slow[AGES], abs=0.06)
    thin = found.accounts["thin"]
    assert (np.abs(np.log(thin.share(AGES) / slow[AGES])) < 2 * thin.deviation(AGES)).all()
    assert np.abs(thin.share(AGES) - slow[AGES]).max() < np.abs(default_curve()[AGES] - slow[AGES]).max() / 2
    assert not found.accounts["new"].days_seen.any()
    assert not found.accounts["new"].learned(1)
    assert found.accounts["new"].deviation(1) > found.accounts["slow 0"].deviation(1)
    assert found.accounts["fast 0"].share(AGES) == pytest.approx(fast[AGES], abs=0.03)


def test_an_account_unlike_its_platform_is_believed_once_it_has_days():
    rng = np.random.default_rng(4)
    rows = {f"a{at}": readings(late_days(rng, CURVES["fast"], 60, 100)) for at in range(5)}
    rows["odd"] = readings(late_days(rng, CURVES["slow"], 60, 100))
    found = learn_all(rows, dict.fromkeys(rows, "meta"))
    assert found.accounts["odd"].share(AGES) == pytest.approx(CURVES["slow"][AGES], abs=0.05)


def test_neither_size_nor_currency_decides_for_the_platform():
    rng = np.random.default_rng(9)
    tables = {f"a{at}": late_days(rng, CURVES["usual"], 40, 50) for at in range(4)}
    one, other = (
        learn_all(
            {name: readings(table, factor=160.0 if yen and name == "a0" else 1.0) for name, table in tables.items()},
            dict.fromkeys(tables, "meta"),
        ).platforms["meta"]
        for yen in (False, True)
    )
    assert other.curve == pytest.approx(one.curve)


def test_a_platform_may_settle_later_than_in_28_days():
    found = learn_all({}, {"l": "linkedin", "m": "meta"}, {"linkedin": 90})
    assert found.accounts["l"].oldest == 90
    assert found.accounts["m"].oldest == OLDEST
    assert found.of("unknown", "meta") is found.platforms["meta"]
    with pytest.raises(ValueError, match="'lost' has readings but no platform"):
        learn_all({"lost": []}, {})


def test_recent_days_are_completed_and_old_ones_are_not():
    history = a_history(days=90)
    completed = Maturity.learn(certain(300, [0.5, 0.7, 1.0])).complete(history)
    ratio = completed.revenue / history.revenue
    assert ratio[0, -1] == pytest.approx(1 / 0.7, rel=0.05)
    assert ratio[0, 0] == pytest.approx(1)
    assert RoasForecaster().fit(history, maturity=Maturity.learn([])).predict().revenue.sum() > 0


@pytest.mark.parametrize("reading", [(FIRST_DAY, FIRST_DAY - DAY, 1.0), (FIRST_DAY, FIRST_DAY, float("nan"))])
def test_impossible_readings_are_refused(reading: Reading):
    with pytest.raises(ValueError, match="the figure of 2025-01-06"):
        Maturity.learn([reading])


def test_an_impossible_curve_is_refused():
    with pytest.raises(ValueError, match="one positive share per age"):
        Maturity.believed([0.5, -1.0])
