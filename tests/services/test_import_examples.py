"""What an import would change, by example: revised rows from and to, and rows that are stored but not in the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.support.importing import bring, everything_stored, table

BY_AD = ("date", "campaign", "ad set", "ad", "spend", "clicks", "revenue")
BY_MONTH = ("month", "campaign", "spend")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where originals are kept."""
    return tmp_path / "home"


def changes(session: Session, home: Path, data: bytes, **options: Any) -> dict[str, Any]:
    """What the only part of a file changes, seen first without storing it: both say the same."""
    before = everything_stored(session)
    (looked,) = bring(session, home, data, dry_run=True, **options).reports
    assert everything_stored(session) == before
    (report,) = bring(session, home, data, **options).reports
    assert looked["changes"] == report["changes"]
    found: dict[str, Any] = report["changes"]
    return found


def test_a_first_file_changes_nothing_that_was_there(session: Session, home: Path) -> None:
    found = changes(session, home, table(("2026-06-01", "A", 10, 40)))
    assert found == {"sums": {}, "revised": [], "missing": []}


def test_revised_rows_are_shown_from_and_to_the_largest_change_first(session: Session, home: Path) -> None:
    days = [f"2026-06-{day:02}" for day in range(1, 9)]
    bring(session, home, table(*((day, "A", 10, 40) for day in days)))
    found = changes(session, home, table(*((day, "A", f"1{place}.5", 40) for place, day in enumerate(days))))
    assert found["sums"]["spend"] == {"from": "80.00", "to": "112.00"}
    assert [row["day"] for row in found["revised"]] == days[:2:-1]
    assert found["revised"][0] == {
        "day": "2026-06-08",
        "campaign": "A",
        "changed": {"spend": {"from": "10.00", "to": "17.50"}},
    }


def test_what_a_file_lacks_is_no_change(session: Session, home: Path) -> None:
    bring(session, home, table(("2026-06-01", "A", 10, 40)))
    found = changes(session, home, table(("2026-06-01", "A", 11), header=("date", "campaign", "spend")))
    assert found["revised"][0]["changed"] == {"spend": {"from": "10.00", "to": "11.00"}}


def test_ads_are_named_and_a_new_metric_comes_from_nothing(session: Session, home: Path) -> None:
    rows = [("2026-06-01", "A", "Broad", "Clip", 10, 40), ("2026-06-01", "A", "Broad", "Still", 20, 50)]
    bring(session, home, table(*rows, header=(*BY_AD[:5], "revenue")))
    found = changes(session, home, table(*((*row[:5], 7, row[5]) for row in rows), header=BY_AD))
    assert found["revised"][0] == {
        "day": "2026-06-01",
        "campaign": "A",
        "ad": "Clip",
        "changed": {"clicks": {"from": None, "to": 7}},
    }
    assert found["sums"]["clicks"] == {"from": 0, "to": 14}


def test_missing_rows_are_shown_the_dearest_first(session: Session, home: Path) -> None:
    rows = [
        ("2026-06-01", "A", 1000, 1),
        ("2026-06-01", "B", 2, 0),
        ("2026-06-02", "C", 3, 0),
        ("2026-06-02", "A", 9, 1),
    ]
    bring(session, home, table(*rows))
    found = changes(session, home, table(rows[0], rows[3]))
    assert found["missing"] == [
        {"day": "2026-06-02", "campaign": "C", "spend": "3.00"},
        {"day": "2026-06-01", "campaign": "B", "spend": "2.00"},
    ]


def test_totals_without_days_are_named_by_their_period(session: Session, home: Path) -> None:
    bring(session, home, table(("2026-05", "A", 10), ("2026-05", "B", 5), header=BY_MONTH))
    found = changes(session, home, table(("2026-05", "A", 12), ("2026-05", "B", 5), header=BY_MONTH))
    assert found["revised"] == [
        {
            "first_day": "2026-05-01",
            "last_day": "2026-05-31",
            "campaign": "A",
            "changed": {"spend": {"from": "10.00", "to": "12.00"}},
        }
    ]


def test_a_held_file_says_what_it_would_change(session: Session, home: Path) -> None:
    bring(session, home, table(("2026-06-01", "A", 10, 40), ("2026-06-01", "B", 20, 50)))
    (report,) = bring(session, home, table(("2026-06-01", "A", 11, 40))).reports
    assert report["held"]["would_revise"] == 1
    assert report["changes"]["revised"][0]["changed"] == {"spend": {"from": "10.00", "to": "11.00"}}
    assert report["changes"]["missing"] == [{"day": "2026-06-01", "campaign": "B", "spend": "20.00"}]


def test_the_same_file_again_changes_nothing(session: Session, home: Path) -> None:
    bring(session, home, table(("2026-06-01", "A", 10, 40)))
    revised = table(("2026-06-01", "A", 11, 40))
    assert changes(session, home, revised)["revised"]
    (report,) = bring(session, home, revised).reports
    assert report["changes"] == {"sums": {}, "revised": [], "missing": []}
