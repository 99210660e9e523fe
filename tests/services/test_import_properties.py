"""Whatever small tables come in, in whatever order: sums are exact, twice is once, and depths never add up."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.models import AccountDay, AdAccount, Campaign, Performance
from tests.support.importing import assert_sums_hold, bring, counts, everything_stored, table

HEADER = ("date", "campaign", "spend", "impressions", "revenue")
DAYS = [date(2026, 6, 1) + timedelta(days=place) for place in range(4)]
SEEN = [date(2026, 6, 10), date(2026, 6, 11), date(2026, 6, 12)]

amounts = st.decimals(min_value=0, max_value=100_000, places=6, allow_nan=False, allow_infinity=False)
rows = st.tuples(
    st.sampled_from(DAYS),
    st.sampled_from(["A", "B, c", 'D "e"', "Ünï 🎯"]),
    amounts,
    st.integers(0, 10**6),
    st.one_of(st.just(""), amounts),
)
tables = st.lists(rows, min_size=1, max_size=12)
trials = settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Place:
    """A fresh account in the test's database for each example, and a folder for originals."""

    def __init__(self, session: Session, home: Path) -> None:
        self.session = session
        session.rollback()
        self.name = f"Account {session.scalar(select(func.count()).select_from(AdAccount))}"
        self.home = home

    def bring(self, data: bytes, **options: Any) -> Any:
        """Import into this example's account: the same money as another example's is no mistake here."""
        accepted = {"accept_drop": True, "accept_same": True}
        return bring(self.session, self.home, data, hints={"account": self.name}, **accepted, **options)

    def current(self) -> list[tuple[Any, ...]]:
        """The account's current figures by day and campaign name."""
        self.session.rollback()
        query = (
            select(
                Performance.day,
                Campaign.name,
                Performance.spend_micros,
                Performance.impressions,
                Performance.revenue_micros,
            )
            .join(Campaign, Campaign.id == Performance.campaign_id)
            .join(AdAccount, AdAccount.id == Performance.account_id)
            .where(AdAccount.name == self.name)
            .order_by(Performance.day, Campaign.name)
        )
        return [tuple(row) for row in self.session.execute(query)]

    def by_days(self) -> int:
        """What the account's daily sums add up to, in micros."""
        query = (
            select(func.coalesce(func.sum(AccountDay.spend_micros), 0))
            .join(AdAccount, AdAccount.id == AccountDay.account_id)
            .where(AdAccount.name == self.name)
        )
        return int(self.session.scalar(query) or 0)


def sums(data: bytes) -> dict[str, Decimal]:
    """The exact column sums of a CSV, by `csv` and `Decimal` alone."""
    read = list(csv.DictReader(io.StringIO(data.decode())))
    return {name: sum((Decimal(row[name] or 0) for row in read), Decimal(0)) for name in HEADER[2:]}


@trials
@given(content=tables)
def test_sums_are_exact_and_the_same_file_changes_nothing(
    session: Session, tmp_path: Path, content: Sequence[Sequence[Any]]
) -> None:
    place, data = Place(session, tmp_path), table(*content, header=HEADER)
    dry = place.bring(data, dry_run=True).reports
    outcome = place.bring(data)
    (report,) = outcome.reports
    assert dry == [report]
    assert {name: Decimal(str(report["totals"][name])) for name in HEADER[2:]} == sums(data)
    keys = {(day, name) for day, name, *_ in content}
    assert counts(outcome) == (len(keys), 0, 0)
    assert place.by_days() == sums(data)["spend"].scaleb(6)
    stored = everything_stored(session)
    assert counts(place.bring(data)) == (0, 0, len(keys))
    assert everything_stored(session) == stored
    assert_sums_hold(session)


@trials
@given(contents=st.lists(tables, min_size=2, max_size=3))
def test_the_order_in_which_files_arrive_does_not_matter(
    session: Session, tmp_path: Path, contents: Sequence[Sequence[Sequence[Any]]]
) -> None:
    files = [(table(*content, header=HEADER), seen) for content, seen in zip(contents, SEEN, strict=False)]
    expected: dict[tuple[date, str], list[int]] = {}
    for content in contents:  # the latest file that speaks of a key decides
        told: dict[tuple[date, str], list[int]] = {}
        for day, name, spend, impressions, revenue in content:
            figures = told.setdefault((day, name), [0, 0, 0])
            for column, value in enumerate((spend.scaleb(6), impressions, Decimal(revenue or 0).scaleb(6))):
                figures[column] += int(value)
        expected |= told
    for order in permutations(files):
        place = Place(session, tmp_path)
        for data, seen in order:
            place.bring(data, as_seen_on=seen)
        assert {(day, name): figures for day, name, *figures in place.current()} == expected
    assert_sums_hold(session)


LEVELS = {
    "whole": ("date", "spend"),
    "campaign": ("date", "campaign", "spend"),
    "ad_set": ("date", "campaign", "ad set name", "spend"),
    "ad": ("date", "campaign", "ad set name", "ad name", "spend"),
}


@trials
@given(
    spends=st.lists(st.integers(1, 10**9), min_size=16, max_size=16),
    order=st.lists(st.sampled_from(list(LEVELS)), min_size=2, max_size=6),
)
def test_files_of_several_depths_are_never_added_up(
    session: Session, tmp_path: Path, spends: list[int], order: list[str]
) -> None:
    ads = [
        (DAYS[number % 2], "AB"[number // 2 % 2], f"S{number // 4 % 2}", f"ad{number // 8}", Decimal(spend).scaleb(-6))
        for number, spend in enumerate(spends)
    ]
    place = Place(session, tmp_path)
    for level in order:
        depth = len(LEVELS[level]) - 1
        told: dict[tuple[Any, ...], Decimal] = {}
        for *key, spend in ads:
            told[tuple(key[:depth])] = told.get(tuple(key[:depth]), Decimal(0)) + spend
        place.bring(table(*((*key, spend) for key, spend in told.items()), header=LEVELS[level]))
        assert place.by_days() == sum(spends)
    assert_sums_hold(session)
