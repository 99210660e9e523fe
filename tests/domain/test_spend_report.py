"""The spend report's rules: every amount once, plan lines by the day, sums that are the sums of the lines."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from paidsocial.domain.days import Period
from paidsocial.domain.fx import Rate, same_currency
from paidsocial.domain.spend_report import (
    WHOLE_ACCOUNT,
    Account,
    Campaign,
    Grain,
    Measure,
    PlanRef,
    WithoutDays,
    attribute,
    build_lines,
    countable,
    snapshot_id,
    stretches,
    totals,
)

JUNE = Period.month(2026, 6)
SEEN = datetime(2026, 7, 3, tzinfo=UTC)
EUR_USD = Rate("EUR", "USD", Decimal("1.0835"), "ECB", "average of 30 daily rates")


def june(first: int, last: int) -> Period:
    return Period(date(2026, 6, first), date(2026, 6, last))


def an_account(account_id: int = 1, *, currency: str = "EUR", name: str = "Main", client: str = "Shop") -> Account:
    return Account(account_id, "meta", name, f"act-{account_id}", 1, client, None, currency)


def a_campaign(campaign_id: int = 1, name: str = "Spring", *, whole: bool = False) -> Campaign:
    return Campaign(campaign_id, name, f"c-{campaign_id}", whole)


def a_plan(order: int, period: Period = JUNE, *, name: str | None = None, po: str | None = None) -> PlanRef:
    return PlanRef(order, name or f"Plan {order}", period, po, None)


def spent(
    micros: int, span: Period = JUNE, *, account: Account | None = None, campaign: Campaign | None = None
) -> Measure:
    return Measure(account or an_account(), campaign or a_campaign(), span, micros, span.first, span.last)


# Plan lines


def test_a_month_is_cut_where_plan_lines_begin_and_end() -> None:
    plans = [june(1, 30), june(10, 19), Period(date(2026, 5, 1), date(2026, 6, 14))]
    assert stretches(JUNE, plans) == (june(1, 9), june(10, 14), june(15, 19), june(20, 30))
    assert stretches(JUNE, []) == (JUNE,)


@given(
    st.lists(
        st.tuples(st.integers(-20, 40), st.integers(0, 60)).map(
            lambda t: Period(JUNE.first + timedelta(days=t[0]), JUNE.first + timedelta(days=t[0] + t[1]))
        ),
        max_size=6,
    )
)
def test_the_stretches_are_the_month_and_each_lies_inside_or_outside_every_plan_line(plans: list[Period]) -> None:
    cuts = stretches(JUNE, plans)
    assert [day for cut in cuts for day in cut.days()] == list(JUNE.days())
    for cut in cuts:
        for plan in plans:
            shared = cut.overlap(plan)
            assert shared in (None, cut)


def test_the_plan_line_agreed_first_has_the_spend_and_the_other_is_named() -> None:
    plan, others = attribute(june(10, 14), [a_plan(7, name="Later"), a_plan(3, june(10, 20), name="First")])
    assert (plan.name if plan else None, others) == ("First", ("Later",))


def test_a_line_that_covers_only_some_of_the_days_has_none_of_them() -> None:
    assert attribute(june(1, 14), [a_plan(1, june(1, 10))]) == (None, ())


def test_a_campaign_under_two_lines_in_turn_has_a_line_for_each_and_is_counted_once() -> None:
    first, second = a_plan(1, june(1, 14), po="PO-1"), a_plan(2, JUNE, po="PO-2")
    cuts = stretches(JUNE, [first.period, second.period])
    lines = build_lines(
        [spent(14_000_000, cuts[0]), spent(16_000_000, cuts[1])], {1: [first, second]}, {"EUR": same_currency("EUR")}
    )
    assert [(line.plan.po_number if line.plan else None, line.spend, line.also_covered_by) for line in lines] == [
        ("PO-1", 14_000_000, ("Plan 2",)),
        ("PO-2", 16_000_000, ()),
    ]


def test_stretches_of_one_plan_line_are_one_line_with_the_days_that_had_figures() -> None:
    plan, inner = a_plan(1), a_plan(2, june(10, 12))
    measures = [spent(1, june(1, 9)), spent(2, june(10, 12)), spent(4, june(13, 30))]
    (line,) = build_lines(measures, {1: [plan, inner]}, {"EUR": same_currency("EUR")})
    assert (line.spend, line.first_day, line.last_day) == (7, JUNE.first, JUNE.last)
    assert line.also_covered_by == ("Plan 2",)


def test_lines_stand_by_client_account_and_campaign_whatever_order_they_came_in() -> None:
    measures = [
        spent(1, account=an_account(2, name="beta", client="Zeta"), campaign=a_campaign(4)),
        spent(1, account=an_account(1, name="Alpha", client="acme"), campaign=a_campaign(2, "Zoo")),
        spent(1, account=an_account(1, name="Alpha", client="acme"), campaign=a_campaign(3, "apple")),
    ]
    lines = build_lines(measures, {}, {"EUR": same_currency("EUR")})
    assert [(line.account.client, line.campaign.name) for line in lines] == [
        ("acme", "apple"),
        ("acme", "Zoo"),
        ("Zeta", "Spring"),
    ]


# Totals


def test_the_reporting_total_is_the_sum_of_the_rounded_lines_not_the_rounded_sum() -> None:
    # 0.05 EUR x 1.0835 = 0.054175 -> 0.05 each; 3 x 0.05 = 0.15, while 0.15 x 1.0835 = 0.1625 -> 0.16
    measures = [spent(50_000, campaign=a_campaign(i)) for i in (1, 2, 3)]
    lines = build_lines(measures, {}, {"EUR": EUR_USD})
    euros, whole = totals(lines)
    assert (euros.currency, euros.spend, euros.spend_reporting) == ("EUR", 150_000, 150_000)
    assert (whole.currency, whole.spend, whole.spend_reporting) == (None, None, 150_000)


def test_two_currencies_have_a_total_each_and_one_together() -> None:
    pounds = an_account(2, currency="GBP")
    rates = {"EUR": EUR_USD, "GBP": Rate("GBP", "USD", Decimal("1.25"), "ECB", "x")}
    lines = build_lines([spent(10_000_000), spent(8_000_000, account=pounds, campaign=a_campaign(2))], {}, rates)
    assert [(t.currency, t.spend, t.spend_reporting) for t in totals(lines)] == [
        ("EUR", 10_000_000, 10_840_000),  # 10.835, to the even cent
        ("GBP", 8_000_000, 10_000_000),
        (None, None, 20_840_000),
    ]


def test_a_missing_rate_leaves_the_amounts_out_and_never_counts_as_one() -> None:
    (line,) = build_lines([spent(10_000_000)], {}, {"EUR": None})
    assert line.spend_reporting is None
    assert [(t.currency, t.spend, t.spend_reporting) for t in totals([line])] == [
        ("EUR", 10_000_000, None),
        (None, None, None),
    ]


def test_a_report_of_nothing_has_a_total_of_nothing() -> None:
    assert [(t.currency, t.spend, t.spend_reporting) for t in totals([])] == [(None, None, 0)]


amounts = st.integers(-(10**12), 10**13)


@given(st.lists(st.tuples(st.sampled_from(["EUR", "GBP", "USD"]), amounts), max_size=40))
def test_lines_add_up_to_the_totals_exactly(spends: list[tuple[str, int]]) -> None:
    rates = {"EUR": EUR_USD, "GBP": Rate("GBP", "USD", Decimal("1.2619"), "ECB", "x"), "USD": same_currency("USD")}
    ids = {"EUR": 1, "GBP": 2, "USD": 3}
    measures = [
        spent(micros, account=an_account(ids[currency], currency=currency), campaign=a_campaign(number))
        for number, (currency, micros) in enumerate(spends)
    ]
    lines = build_lines(measures, {}, rates)
    *parts, whole = totals(lines)
    for part in parts:
        assert part.spend == sum(micros for currency, micros in spends if currency == part.currency)
    assert whole.spend_reporting == sum(line.spend_reporting or 0 for line in lines)
    for line in lines:
        exact = Fraction(line.spend) * Fraction(rates[line.account.currency].rate)
        assert abs((line.spend_reporting or 0) - exact) <= (0 if line.account.currency == "USD" else 5_000)


def test_a_campaigns_month_under_two_plan_lines_converts_to_what_pages_show() -> None:
    # 0.060001 EUR is 0.07 USD, its halves 0.03 each: the larger line carries the cent.
    plans = {1: [a_plan(1, june(1, 15)), a_plan(2, june(16, 30))]}
    measures = [spent(30_000, june(1, 15)), spent(30_001, june(16, 30))]
    lines = build_lines(measures, plans, {"EUR": EUR_USD})
    assert [line.spend_reporting for line in lines] == [30_000, 40_000]


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=8))
def test_plan_lines_never_change_what_a_campaigns_month_converts_to(spends: list[int]) -> None:
    spans = [june(day, day) for day in range(1, len(spends) + 1)]
    plans = {1: [a_plan(order, span) for order, span in enumerate(spans, 1)]}
    lines = build_lines([spent(*part) for part in zip(spends, spans, strict=True)], plans, {"EUR": EUR_USD})
    assert sum(line.spend_reporting or 0 for line in lines) == EUR_USD.convert(sum(spends))
    off = [(line.spend_reporting or 0) - EUR_USD.convert(line.spend) for line in lines]
    assert sum(value != 0 for value in off) <= 1


# Snapshot id


def test_the_same_numbers_give_the_same_id_in_any_order() -> None:
    one, two = spent(10_000_000), spent(5_000_000, campaign=a_campaign(2))
    rates = {"EUR": same_currency("EUR")}
    ids = {snapshot_id(JUNE, "EUR", build_lines(order, {}, rates)) for order in ([one, two], [two, one])}
    (only,) = ids
    assert len(only) == 64
    assert only == snapshot_id(JUNE, "EUR", reversed(build_lines([one, two], {}, rates)))


def test_the_id_changes_with_amount_rate_plan_month_and_currency_and_not_with_a_new_name() -> None:
    same = {"EUR": same_currency("EUR")}
    base = snapshot_id(JUNE, "EUR", build_lines([spent(10_000_000)], {}, same))
    dearer = Rate("EUR", "USD", Decimal("1.0836"), "ECB", "x")
    others = {
        snapshot_id(JUNE, "EUR", build_lines([spent(10_000_001)], {}, same)),
        snapshot_id(JUNE, "EUR", build_lines([spent(10_000_000)], {1: [a_plan(1, po="PO-1")]}, same)),
        snapshot_id(Period.month(2026, 7), "EUR", build_lines([spent(10_000_000)], {}, same)),
        snapshot_id(JUNE, "USD", build_lines([spent(10_000_000)], {}, {"EUR": EUR_USD})),
        snapshot_id(JUNE, "USD", build_lines([spent(10_000_000)], {}, {"EUR": dearer})),
    }
    assert len(others | {base}) == 6
    renamed = spent(10_000_000, campaign=a_campaign(1, "Spring, renamed"))
    assert snapshot_id(JUNE, "EUR", build_lines([renamed], {}, same)) == base


# Totals without days


def a_total(
    micros: int, span: Period = JUNE, *, campaign: Campaign | None = None, seen_at: datetime = SEEN
) -> WithoutDays:
    return WithoutDays(an_account(), campaign or a_campaign(), span, micros, seen_at)


def test_a_total_within_the_month_counts_where_no_daily_figures_are() -> None:
    counted, left_out = countable(JUNE, [a_total(5)], {1: {2: {date(2026, 6, 3)}}})
    assert ([total.spend for total in counted], left_out) == ([5], [])


def test_a_total_over_days_that_have_figures_is_left_out() -> None:
    for key in (1, WHOLE_ACCOUNT):  # the campaign's own days, or days of the whole account
        counted, left_out = countable(JUNE, [a_total(5)], {1: {key: {date(2026, 6, 30)}}})
        assert (counted, left_out[0].reason) == ([], "daily figures cover some of its days")


def test_a_whole_accounts_total_clashes_with_any_campaigns_days() -> None:
    whole = a_total(5, campaign=a_campaign(9, whole=True))
    assert countable(JUNE, [whole], {1: {2: {date(2026, 6, 3)}}})[0] == []


def test_a_total_that_reaches_outside_the_month_is_never_spread() -> None:
    span = Period(date(2026, 5, 15), date(2026, 6, 14))
    counted, left_out = countable(JUNE, [a_total(5, span)], {})
    assert counted == []
    assert "reaches outside the month" in left_out[0].reason


def test_of_totals_that_share_days_the_finer_then_the_longer_then_the_newer_counts() -> None:
    whole = a_total(100, campaign=a_campaign(9, whole=True))
    half = a_total(40, june(1, 15))
    full = a_total(90)
    counted, left_out = countable(JUNE, [whole, half, full], {})
    assert [total.spend for total in counted] == [90]
    assert {entry.total.spend for entry in left_out} == {40, 100}


def test_halves_of_a_month_and_totals_of_two_campaigns_all_count() -> None:
    found = [a_total(40, june(1, 15)), a_total(50, june(16, 30)), a_total(7, campaign=a_campaign(2))]
    assert sorted(total.spend for total in countable(JUNE, found, {})[0]) == [7, 40, 50]


def test_totals_without_days_are_lines_of_their_own() -> None:
    period = Measure(an_account(), a_campaign(), june(1, 15), 40, date(2026, 6, 1), date(2026, 6, 15), Grain.PERIOD)
    lines = build_lines([spent(5, june(16, 30)), period], {1: [a_plan(1)]}, {"EUR": same_currency("EUR")})
    assert [(line.grain, line.spend, line.plan.order if line.plan else None) for line in lines] == [
        (Grain.DAY, 5, 1),
        (Grain.PERIOD, 40, 1),
    ]
