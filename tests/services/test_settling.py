"""Two honest readings of a file: what is stored may speak for one of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.errors import AmbiguousFile
from paidsocial.models import Performance
from tests.support.builders import World, someone
from tests.support.importing import bring, counts, table

MARCH = table(
    ("2026-03-01", "A", "10.50", 0),
    ("2026-03-02", "A", "11.25", 0),
    ("2026-03-03", "A", "12.75", 0),
)
SAME_DAYS = table(("01/03/2026", "A", "10.50", 0), ("02/03/2026", "A", "11.25", 0))
LARGE = table(*((f"2026-03-0{day}", "A", f"1{day}40.50", 0) for day in range(1, 8)))
EITHER = table(*((f"2026-03-{day}", "A", f"1.{day}5", 0) for day in range(10, 14)))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_the_order_of_day_and_month_is_that_of_the_figures_known(session: Session, home: Path) -> None:
    with pytest.raises(AmbiguousFile, match="day or the month first"):
        bring(session, home, SAME_DAYS)
    bring(session, home, MARCH)
    outcome = bring(session, home, SAME_DAYS)

    assert counts(outcome) == (0, 0, 2)
    assert any("read with the day first: 2 of its figures" in text for text in outcome.reports[0]["warnings"])


def test_figures_that_nobody_knows_settle_nothing(session: Session, home: Path) -> None:
    bring(session, home, MARCH)
    with pytest.raises(AmbiguousFile):
        bring(session, home, table(("01/03/2026", "A", "10.51", 0), ("02/03/2026", "A", "11.26", 0)))
    with pytest.raises(AmbiguousFile):
        bring(session, home, table(("01/03/2026", "B", "10.50", 0), ("02/03/2026", "B", "11.25", 0)))


def test_one_figure_alike_may_be_chance(session: Session, home: Path) -> None:
    bring(session, home, MARCH)
    with pytest.raises(AmbiguousFile):
        bring(session, home, table(("01/03/2026", "A", "10.50", 0)))


def test_the_decimal_mark_is_the_one_with_which_campaigns_spend_what_they_usually_do(
    session: Session, home: Path
) -> None:
    with pytest.raises(AmbiguousFile, match="a thousand and more"):
        bring(session, home, EITHER)
    bring(session, home, LARGE)
    outcome = bring(session, home, EITHER)

    assert any("a comma before the decimals" in text for text in outcome.reports[0]["warnings"])
    session.rollback()
    assert session.scalar(select(func.max(Performance.spend_micros))) == 1740_500_000
    assert outcome.reports[0]["totals"]["spend"] == str(1105 + 1115 + 1125 + 1135)


def test_what_another_client_spends_settles_nothing(session: Session, home: Path) -> None:
    bring(session, home, LARGE)
    outsider = someone(clients={World(session).client("Other").id})
    with pytest.raises(AmbiguousFile):
        bring(session, home, EITHER, actor=outsider)
