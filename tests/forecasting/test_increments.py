"""Whole amounts, exact totals, and no better way to place them."""

from __future__ import annotations

import itertools
from functools import partial

import numpy as np
import pytest
from hypothesis import strategies as st

from forecasting import Group, Infeasible, ResponseCurves, allocate, allocate_increments
from tests.forecasting.builders import for_all, labels, some_curves


@for_all(st.sampled_from(["power", "log"]), st.integers(0, 10_000), st.integers(0, 5_000_000))
def test_the_total_is_exact_to_the_cent_and_close_to_the_continuous_best(family: str, seed: int, total: int):
    curves = some_curves(family, 7, seed)
    amounts = allocate_increments(curves, total)
    assert amounts.dtype == np.int64
    assert amounts.sum() == total
    assert (amounts >= 0).all()
    best = allocate(curves, total / 100).total_revenue
    # seven cents at most are out of place
    assert curves.revenue(amounts / 100).sum() <= best * (1 + 1e-12)
    if total >= 100_000:
        assert curves.revenue(amounts / 100).sum() >= best * (1 - 1e-6)


@pytest.mark.parametrize("seed", range(15))
@pytest.mark.parametrize("family", ["power", "log"])
def test_no_other_whole_amounts_are_better(family: str, seed: int):
    curves = some_curves(family, 3, seed)
    amounts = allocate_increments(curves, 30, lower=[1, 2, 0], upper=[20, 25, 18], minor_units=1)
    tried = [(a, b, 30 - a - b) for a, b in itertools.product(range(1, 21), range(2, 26)) if 0 <= 30 - a - b <= 18]
    assert amounts.sum() == 30
    assert curves.revenue(amounts.astype(float)).sum() == pytest.approx(
        curves.revenue(np.array(tried, dtype=float)).sum(axis=1).max(), rel=1e-12
    )


def test_increments_and_bounds_hold():
    curves = some_curves("log", 6)
    amounts = allocate_increments(curves, 100_000, 500, 40_000, increment=500)
    assert amounts.sum() == 100_000
    assert ((amounts - 500) % 500 == 0).all()
    assert (amounts >= 500).all()
    assert (amounts <= 40_000).all()


def test_mixed_increments_still_meet_the_total():
    curves = some_curves("log", 4)
    amounts = allocate_increments(curves, 10_007, increment=[100, 100, 1000, 1])
    assert amounts.sum() == 10_007
    assert (amounts[:3] % [100, 100, 1000] == 0).all()
    coarse = allocate_increments(curves, 10_100, increment=[300, 500, 1000, 700])
    assert coarse.sum() == 10_100
    assert (coarse % [300, 500, 1000, 700] == 0).all()


def test_micros_of_a_large_account_are_exact():
    curves = some_curves("power", 40)
    total = 123_456_789_123_457
    amounts = allocate_increments(curves, total, minor_units=1_000_000)
    assert int(amounts.sum()) == total


def test_increments_that_cannot_make_the_total_are_refused_in_words():
    curves = ResponseCurves.from_parameters(labels(2), "log", scale=10, half=10)
    with pytest.raises(Infeasible, match="increments of 100 cannot make up the 1,050"):
        allocate_increments(curves, 1050, increment=100)
    with pytest.raises(Infeasible, match=r"can take 1,800, 200 short"):
        allocate_increments(curves, 2000, 0, 950, increment=100)
    with pytest.raises(Infeasible, match=r"lower bounds sum to 400, 300 more"):
        allocate_increments(curves, 100, 200)
    with pytest.raises(ValueError, match="give a whole number"):
        allocate_increments(curves, 100, 0.5)


@pytest.mark.parametrize("family", ["power", "log", "hill"])
def test_bounds_pins_groups_and_mixed_increments_agree_with_brute_force(family: str):
    refused = 0
    for seed in range(250):
        rng = np.random.default_rng([seed, len(family)])
        curves = some_curves(family, 4, seed)
        step = rng.choice([1, 2, 3, 5], 4) if seed % 2 else np.full(4, rng.choice([1, 5]))
        low = rng.integers(0, 8, 4)
        high = np.where(rng.random(4) < 0.2, low, low + rng.integers(0, 25, 4))
        total = int(low.sum() + rng.integers(0, 30))
        floors = rng.integers(0, 20, 2)
        groups = [
            Group("three", curves.units[:3], floors[0], floors[0] + rng.integers(0, 30)),
            Group("two", curves.units[:2], 0, floors[1] + rng.integers(0, 20)),
        ][: seed % 3]
        tried = np.array(
            list(itertools.product(*[range(a, b + 1, s) for a, b, s in zip(low, high, step, strict=True)]))
        )
        tried = tried[tried.sum(axis=1) == total]
        for group in groups:
            amount = tried[:, : len(group.units)].sum(axis=1)
            tried = tried[(amount >= group.lower) & (amount <= group.upper)]
        try:
            found = allocate_increments(curves, total, low, high, increment=step, minor_units=0.1, groups=groups)
        except Infeasible:
            refused += 1
            assert not len(tried), seed
            continue
        assert (tried == found).all(axis=1).any(), seed  # it is one of those allowed
        best = curves.revenue(tried * 10.0).sum(axis=1).max()
        assert curves.revenue(found * 10.0).sum() == pytest.approx(best, rel=1e-12)
    assert 10 < refused < 200


@pytest.mark.parametrize("family", ["power", "log", "hill"])
def test_cents_within_nested_groups_are_exact_and_near_the_continuous_best(family: str):
    curves = some_curves(family, 30)
    units = curves.units
    groups = [
        Group("twenty", units[:20], 100_000, 180_050),
        Group("ten", units[:10], 40_000, 60_025),
        Group("rest", units[20:], 0, 150_000),
    ]
    lower, upper = np.where(np.arange(30) % 7 == 0, 500, 0), np.full(30, 60_000)
    lower[3] = upper[3] = 12_345  # pinned
    found = allocate_increments(curves, 300_075, lower, upper, increment=[25, 1] * 15, groups=groups)
    assert found.sum() == 300_075
    assert found[3] == 12_345
    assert ((found >= lower) & (found <= upper)).all()
    assert ((found - lower)[::2] % 25 == 0).all()
    assert 100_000 <= found[:20].sum() <= 180_050
    assert 40_000 <= found[:10].sum() <= 60_025
    in_money = [Group(each.name, each.units, each.lower / 100, each.upper / 100) for each in groups]
    best = allocate(curves, 3000.75, lower / 100, upper / 100, in_money).total_revenue
    assert best * (1 - 1e-4) <= curves.revenue(found / 100).sum() <= best * (1 + 1e-9)


def test_groups_that_increments_cannot_meet_are_refused_in_words():
    curves = some_curves("log", 3)
    with pytest.raises(Infeasible, match=r"group 'two' must spend at least 50\.00 .* 30\.00 short"):
        allocate_increments(curves, 60, 0, [10, 10, 50], groups=[Group("two", curves.units[:2], 50, 60)])
    with pytest.raises(Infeasible, match="no mix of increments within the bounds and groups makes up 30"):
        allocate_increments(curves, 30, 0, 30, increment=10, groups=[Group("two", curves.units[:2], 13, 17)])


def test_twenty_thousand_units_in_nested_groups_meet_the_total_caps_and_floors():
    rng = np.random.default_rng(3)
    count, quarter = 20_000, 5_000
    now = np.round(rng.lognormal(4, 1, count) * 100).astype(int)
    elasticity = rng.uniform(0.3, 0.9, count)
    scale = rng.uniform(1, 5, count) * (now / 100) ** (1 - elasticity)
    curves = ResponseCurves.from_parameters(labels(count), "power", scale=scale, elasticity=elasticity)
    rows = [slice(at * quarter, (at + 1) * quarter) for at in range(4)]
    caps = [int(now[each].sum() * (0.95 + 0.03 * at)) for at, each in enumerate(rows)]
    floor = int(now[: quarter // 3].sum() * 0.97)
    groups = [Group(f"g{at}", curves.units[each], 0, caps[at]) for at, each in enumerate(rows)]
    groups.append(Group("inside", curves.units[: quarter // 3], floor))
    low, high, total = (now * 0.8).astype(int), (now * 1.2).astype(int), int(now.sum() * 0.99)
    amounts = allocate_increments(curves, total, low, high, groups=groups)
    assert amounts.sum() == total
    assert (amounts >= low).all()
    assert (amounts <= high).all()
    assert all(amounts[each].sum() <= cap for each, cap in zip(rows, caps, strict=True))
    assert amounts[: quarter // 3].sum() >= floor
    in_money = [Group(one.name, one.units, one.lower / 100, one.upper / 100) for one in groups]
    best = allocate(curves, total / 100, low / 100, high / 100, in_money)
    assert curves.revenue(amounts / 100).sum() >= best.total_revenue * (1 - 1e-9)


@pytest.mark.parametrize("seed", range(60))
def test_handing_out_in_groups_meets_every_limit_where_comparing_does(seed: int, monkeypatch: pytest.MonkeyPatch):
    rng = np.random.default_rng(seed)
    curves = some_curves("power", 8, seed)
    low = rng.integers(0, 40, 8)
    high = low + rng.integers(0, 60, 8)
    total = int(low.sum() + rng.random() * (high - low).sum())
    inner, outer = sorted(rng.integers(int(low[:4].sum()), int(high[:4].sum()) + 1, 2).tolist())
    groups = [
        Group("four", curves.units[:4], max(inner - 20, 0), outer),
        Group("two", curves.units[:2], int(low[:2].sum()) + 1, int(high[:2].sum())),
        Group("others", curves.units[5:], 0, int(high[5:].sum() * 0.8)),
    ]
    solve = partial(allocate_increments, curves, total, low, high, groups=groups, minor_units=1)
    try:
        compared = solve()
    except Infeasible:
        compared = None
    monkeypatch.setattr("forecasting.increments.WORK", 0)
    monkeypatch.setattr("forecasting.increments.MOST_WORK", 0)
    if compared is None:
        with pytest.raises(Infeasible):
            solve()
        return
    shared = solve()
    assert shared.sum() == total
    assert (shared >= low).all()
    assert (shared <= high).all()
    for group, rows in zip(groups, (slice(0, 4), slice(0, 2), slice(5, 8)), strict=True):
        assert group.lower <= shared[rows].sum() <= group.upper
    revenue = [curves.revenue(each.astype(float)).sum() for each in (compared, shared)]
    assert revenue[1] >= revenue[0] * (1 - 0.01)
