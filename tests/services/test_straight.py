"""New rows go straight into their tables, and end as they would if they had been staged and compared."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.errors import BadInput
from paidsocial.models import AccountDay, AdAccount, AdPerformance, CampaignDay, Performance, PeriodTotal
from paidsocial.services.imports import batches, bulk
from paidsocial.services.imports.bulk import Column, insert_rows
from paidsocial.services.imports.staging import table_of
from tests.support.importing import NOW, assert_sums_hold, bring, table

BY_SET = ("date", "campaign", "ad set", "spend", "impressions", "reach", "conversions")
BY_AD = ("date", "campaign", "ad set", "ad name", "spend", "impressions", "reach", "conversions")
COUNTS = st.integers(0, 10**6)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["2026-06-01", "2026-06-02", "2026-05-31"]),
        st.sampled_from("AB"),
        st.sampled_from("xyz"),
        st.sampled_from(["one", "two"]),
        st.integers(0, 10**9).map(lambda cents: f"{cents // 100}.{cents % 100:02d}"),
        COUNTS,
        st.one_of(st.just(""), COUNTS),
        st.decimals(0, 1000, places=2).map(str),
    ),
    min_size=1,
    max_size=8,
)
numbers = iter(range(10**6))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def stored_of(session: Session, name: str) -> list[tuple[Any, ...]]:
    """All that is stored of an account, without numbers of batches and of things."""
    session.rollback()
    account_id = session.scalars(select(AdAccount.id).where(AdAccount.name == name)).one()
    found: list[tuple[Any, ...]] = []
    for model in (Performance, AdPerformance, CampaignDay, AccountDay, PeriodTotal):
        columns = [column for column in model.__table__.columns if not column.name.endswith("_id")]
        rows = session.execute(select(*columns).where(model.account_id == account_id))
        found += sorted(((model.__name__, *row) for row in rows), key=repr)
    return found


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, shape=st.sampled_from(["ad set", "ad", "period"]))
def test_new_rows_end_as_if_they_had_been_compared(
    session: Session, home: Path, rows: list[tuple[Any, ...]], shape: str
) -> None:
    number = next(numbers)
    header = BY_AD if shape == "ad" else BY_SET
    picked = rows if shape == "ad" else [(*row[:3], *row[4:]) for row in rows]
    hints: dict[str, Any] = {"platform": "meta"}
    if shape == "period":
        header, picked = header[1:], [row[1:] for row in picked]
        hints["period"] = batches.Period(date(2026, 6, 1), date(2026, 6, 7))
    said = {}
    for way in ("straight", "compared"):
        name = f"{way} {number}"
        with (
            patch.object(bulk, "_AT_ONCE", 3),
            patch.object(batches.straight, "anything_stored", lambda *_args: True)
            if way == "compared"
            else patch.object(bulk, "_AT_ONCE", 3),
        ):
            outcome = bring(
                session, home, table(*picked, header=header), hints={**hints, "account": name}, accept_same=True
            )
        said[way] = [report["rows"] for report in outcome.reports]
    assert said["straight"] == said["compared"]
    assert stored_of(session, f"straight {number}") == stored_of(session, f"compared {number}")
    assert_sums_hold(session)


def test_a_history_before_and_after_what_is_stored_is_new(session: Session, home: Path) -> None:
    for day in ("2026-06-02", "2026-06-01", "2026-06-03"):
        bring(session, home, table((day, "A", 10, 40)))
    session.rollback()
    days = session.execute(select(Performance.day, Performance.spend_micros).order_by(Performance.day)).all()
    assert [tuple(row) for row in days] == [(date(2026, 6, day), 10_000_000) for day in (1, 2, 3)]
    assert_sums_hold(session)


@pytest.mark.parametrize("campaigns", ["AA", "AB"])
def test_amounts_that_no_sum_can_hold_are_refused_and_nothing_is_stored(
    session: Session, home: Path, campaigns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paidsocial.platforms.reading.numbers.MAX_AMOUNT", 10**13)  # as a platform might tell it
    monkeypatch.setattr("paidsocial.platforms.reading.parts.MAX_SUM", 10**20)
    most = "9000000000000.00"
    rows = [("2026-06-01", campaign, ad_set, most) for campaign, ad_set in zip(campaigns, "xy", strict=True)]
    with pytest.raises(BadInput, match="add up to more"):
        bring(session, home, table(*rows, header=("date", "campaign", "ad set", "spend")))
    session.rollback()
    assert session.scalars(select(Performance.spend_micros)).all() == []


def test_every_kind_of_value_arrives(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "_AT_ONCE", 2)
    day = np.array([date(2026, 2, 28).toordinal(), date(1999, 12, 31).toordinal(), date(2026, 2, 27).toordinal()])
    sets = np.array([5, 2**40, 7])
    reach = Column(np.array([-1, 12, 0]), np.array([True, False, False]))
    columns = {
        "account_id": 3,
        "day": Column(day),
        "ad_set_id": Column(sets),
        "campaign_id": Column(sets),
        "spend_micros": Column(np.array([1, -(2**62), 3])),
        "reach": reach,
        "clicks": None,
        "batch_id": 9,
        "seen_at": NOW,
    }
    with transaction(session):
        insert_rows(session, table_of(Performance), columns, key=("day", "ad_set_id"))
    rows = session.scalars(select(Performance).order_by(Performance.day)).all()
    assert [(row.day, row.ad_set_id, row.spend_micros, row.reach, row.clicks, row.seen_at) for row in rows] == [
        (date(1999, 12, 31), 2**40, -(2**62), 12, None, NOW),
        (date(2026, 2, 27), 7, 3, 0, None, NOW),
        (date(2026, 2, 28), 5, 1, None, None, NOW),
    ]
