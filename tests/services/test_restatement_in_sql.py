"""The set-based statements do what the pure rules say: any files, in any order, held against `domain.restatement`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from paidsocial.db import Database, transaction
from paidsocial.domain.metrics import Figures
from paidsocial.domain.restatement import Reading, Timeline, as_known, placed
from paidsocial.models import (
    AccountDay,
    AdSet,
    Campaign,
    CampaignDay,
    ImportBatch,
    Performance,
    PerformanceReading,
)
from tests.support.importing import NOW, assert_sums_hold, bring, table

DAYS = [date(2026, 5, 1), date(2026, 5, 2)]
NAMES = ["A", "B", "C"]
SEEN_FROM = date(2026, 5, 3)

Key = tuple[date, str]


@st.composite
def a_file(draw: st.DrawFn) -> tuple[int, dict[Key, tuple[int, int | None]], bool]:
    """When it was seen (days after the first), its rows, and whether it reports revenue."""
    seen = draw(st.integers(0, 6))
    keys = draw(st.lists(st.tuples(st.sampled_from(DAYS), st.sampled_from(NAMES)), min_size=1, max_size=6, unique=True))
    revenue = draw(st.booleans())
    rows = {key: (draw(st.integers(0, 5)), draw(st.integers(0, 5)) if revenue else None) for key in keys}
    return seen, rows, revenue


@contextmanager
def emptied(database: Database) -> Iterator[Session]:
    """A session on a database without figures."""
    with database.session() as session:
        with transaction(session):
            for model in (Performance, PerformanceReading, CampaignDay, AccountDay, AdSet, ImportBatch, Campaign):
                session.execute(delete(model))
        yield session


def stored_timelines(session: Session) -> dict[Key, list[tuple[int, int | None, datetime, datetime | None]]]:
    """Current rows and earlier readings by day and campaign name, oldest first."""
    session.rollback()
    found: dict[Key, list[tuple[int, int | None, datetime, datetime | None]]] = {}
    names = {row.id: row.name for row in session.scalars(select(Campaign))}
    for model in (PerformanceReading, Performance):
        for row in session.scalars(select(model).order_by(model.seen_at)):
            until = getattr(row, "superseded_at", None)
            kept = (row.spend_micros, row.revenue_micros, row.seen_at, until)
            found.setdefault((row.day, names[row.campaign_id]), []).append(kept)
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(a_file(), min_size=1, max_size=5))
def test_statements_and_rules_agree(
    database: Database, given_files: list[tuple[int, dict[Key, tuple[int, int | None]], bool]]
) -> None:
    expected: dict[Key, Timeline] = {}
    with emptied(database) as session, tempfile.TemporaryDirectory() as home:
        for number, (seen, rows, revenue) in enumerate(given_files):
            seen_on = SEEN_FROM + timedelta(days=seen)
            header = ("date", "campaign", "spend", "revenue") if revenue else ("date", "campaign", "spend")
            lines = [(day, name, *figures[: 2 if revenue else 1]) for (day, name), figures in rows.items()]
            bring(
                session,
                Path(home),
                table(*lines, header=header),
                now=NOW + timedelta(seconds=number),
                as_seen_on=seen_on,
                accept_drop=True,
                hints={"account": "Main"},
            )
            seen_at = datetime.combine(seen_on, datetime.max.time(), tzinfo=UTC)
            for key, (spend, earned) in rows.items():
                figures = Figures(spend * 1_000_000, revenue=None if earned is None else earned * 1_000_000)
                expected[key] = placed(expected.get(key, ()), Reading(figures, seen_at))
        found = stored_timelines(session)
        assert_sums_hold(session)

    assert set(found) == set(expected)
    for key, timeline in expected.items():
        assert [row[:3] for row in found[key]][-1] == _row(timeline[-1].reading)
        for day in range(9):
            at = datetime.combine(SEEN_FROM + timedelta(days=day), datetime.min.time(), tzinfo=UTC)
            known = as_known(timeline, at)
            stored = [row[:3] for row in found[key] if row[2] < at and (row[3] is None or at <= row[3])]
            assert stored == ([] if known is None else [_row(known)])


def _row(reading: Reading) -> tuple[int, int | None, datetime]:
    return reading.figures.spend, reading.figures.revenue, reading.seen_at
