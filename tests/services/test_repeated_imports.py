"""The same figures again: nothing is compared, and everything is as if it had been."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.models import AccountDay, AdAccount, CampaignDay, ImportBatch, Performance, PerformanceReading
from paidsocial.platforms.base import Field
from paidsocial.services.imports import importing, repeated, same_file
from tests.support.importing import NOW, bring, counts, everything_stored, table

DAY = timedelta(days=1)
FILES = (
    table(("2026-06-01", "A", 10, 40), ("2026-06-02", "A", 30, 60)),
    table(("2026-06-01", "A", 11, 40), ("2026-06-02", "B", 30, 60)),
    table(("2026-06-02", "A", 30, 60)),
    table(("2026-06-01", "A", 10, 40), ("2026-06-02", "A", 30, 61), ("2026-06-03", "A", 5, 0)),
)
steps = st.lists(st.tuples(st.integers(0, len(FILES) - 1), st.integers(0, 3)), min_size=2, max_size=6)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def stored_of(session: Session, name: str) -> list[Sequence[Any]]:
    """Rows, earlier readings and sums of an account, without the numbers of batches and campaigns."""
    session.rollback()
    account_id = session.scalars(select(AdAccount.id).where(AdAccount.name == name)).one()
    rows = select(Performance.day, Performance.spend_micros, Performance.revenue_micros, Performance.seen_at)
    earlier = select(
        PerformanceReading.day,
        PerformanceReading.spend_micros,
        PerformanceReading.revenue_micros,
        PerformanceReading.seen_at,
        PerformanceReading.superseded_at,
        PerformanceReading.why,
    )
    campaigns = select(CampaignDay.day, CampaignDay.spend_micros)
    days = select(AccountDay.day, AccountDay.spend_micros, AccountDay.last_seen_at)
    found: list[Sequence[Any]] = []
    for query, model in (
        (rows, Performance),
        (earlier, PerformanceReading),
        (campaigns, CampaignDay),
        (days, AccountDay),
    ):
        found += sorted(tuple(row) for row in session.execute(query.where(model.account_id == account_id)))
    return found


numbers = iter(range(10**6))


@settings(
    max_examples=20,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps)
@example([(0, 2), (3, 0), (2, 2), (2, 0)])
def test_any_order_of_files_ends_as_if_everything_were_compared(
    session: Session, home: Path, steps: list[tuple[int, int]]
) -> None:
    number = next(numbers)
    said: dict[str, list[Any]] = {"quick": [], "slow": []}
    for way, looks in (("quick", repeated.is_repeated), ("slow", lambda *_args, **_more: False)):
        with patch.object(repeated, "is_repeated", looks), patch.object(same_file, "is_repeated", looks):
            for place, (file, days) in enumerate(steps):
                now = NOW + timedelta(hours=place)
                outcome = bring(
                    session,
                    home,
                    FILES[file],
                    hints={"account": f"{way} {number}", "platform": "meta"},
                    now=now,
                    as_seen_on=(now - days * DAY).date() if days else None,
                    accept_drop=True,
                    accept_same=True,
                )
                said[way].append(json.loads(json.dumps(outcome.reports).replace(f"{way} {number}", "it")))
    assert said["quick"] == said["slow"]
    assert stored_of(session, f"quick {number}") == stored_of(session, f"slow {number}")


def test_the_same_file_says_that_it_was_seen_again(session: Session, home: Path) -> None:
    bring(session, home, FILES[0])
    outcome = bring(session, home, FILES[0], now=NOW + DAY)

    assert counts(outcome) == (0, 0, 2)
    assert outcome.parts[0].state == "applied"
    assert session.scalars(select(AccountDay.last_seen_at)).all() == [NOW + DAY] * 2
    assert session.scalars(select(Performance.seen_at)).all() == [NOW] * 2


def test_the_very_same_file_is_not_read_again(session: Session, home: Path) -> None:
    bring(session, home, FILES[0])
    with patch.object(importing, "parse", side_effect=AssertionError):
        again = bring(session, home, FILES[0], now=NOW + DAY)
        assert bring(session, home, FILES[0], now=NOW + 2 * DAY).reports == again.reports
    batches = session.scalars(select(ImportBatch).order_by(ImportBatch.id)).all()
    assert [batch.report["rows"]["inserted"] for batch in batches] == [2, 0, 0]
    assert len({batch.sha256 for batch in batches}) == 1


@pytest.mark.parametrize("what", ["other name", "other words", "skipped row", "settled columns", "other figures since"])
def test_it_is_read_where_reading_may_say_otherwise(session: Session, home: Path, what: str) -> None:
    first = table(("2026-06-01", "A", 10, 40), ("2026-06-02", "A", "x" if what == "skipped row" else 5, 60))
    bring(session, home, first)
    name, hints = "meta.csv", {}
    if what == "other name":
        name = "facebook.csv"
    if what == "other words":
        hints = {"time_zone": "Europe/Berlin"}
    if what == "settled columns":
        other = table(("2026-06-01", "Z", 10, 40))
        bring(session, home, other, "tiktok.csv", now=NOW + DAY / 2, hints={"columns": {Field.SPEND: "spend"}})
    if what == "other figures since":
        bring(session, home, FILES[2], now=NOW + DAY / 2)
    with patch.object(importing, "parse", wraps=importing.parse) as parse:
        bring(session, home, first, name, now=NOW + DAY, hints=hints, accept_drop=True)
    assert parse.called


def test_ads_are_recognised_again_too(session: Session, home: Path) -> None:
    rows = (("2026-06-01", "A", "S", "one", 10), ("2026-06-01", "A", "S", "two", 20))
    data = table(*rows, header=("date", "campaign", "ad set name", "ad name", "spend"))
    bring(session, home, data, hints={"platform": "meta"})
    before = everything_stored(session)
    with patch.object(repeated, "unchanged", wraps=repeated.unchanged) as quick:
        assert counts(bring(session, home, data, "other name.csv", now=NOW, hints={"platform": "meta"}))[2] == 2
    assert quick.called
    assert everything_stored(session) == before
