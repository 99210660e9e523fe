"""Totals of each day in a word we do not know are left out; a campaign that only comes near is not."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from paidsocial.platforms.reading import Hints, ParsedFile, parse

TODAY = date(2026, 6, 14)
HEADER = "day,campaign,spend,impressions,clicks"
TWO_DAYS = [
    *("2026-06-01,A,1.50,100,7", "2026-06-01,B,2.25,200,8", "2026-06-01,Wszystkiego,3.75,300,15"),
    *("2026-06-02,A,2.50,140,9", "2026-06-02,B,2.25,210,4", "2026-06-02,Wszystkiego,4.75,350,13"),
]


def read(lines: list[str], header: str = HEADER) -> ParsedFile:
    """The lines as they are read."""
    data = "\n".join([header, *lines]).encode()
    return parse(io.BytesIO(data), "report.csv", today=TODAY, hints=Hints(currency="EUR", platform="meta"))


def test_they_are_left_out_with_a_reason_and_held_beside_the_rows() -> None:
    parsed = read(TWO_DAYS)
    (part,) = parsed.parts
    assert (part.rows_read, part.totals["spend"], part.totals["clicks"]) == (4, Decimal("8.5"), 28)
    assert [entity.campaign for entity in part.readings.entities] == ["A", "B"]
    assert [(row.line, row.reason) for row in parsed.left_out] == [
        (4, "totals row by its figures: Wszystkiego"),
        (7, "totals row by its figures: Wszystkiego"),
    ]
    assert parsed.own_totals is not None
    assert set(parsed.own_totals.differs.values()) == {0}


def test_spend_of_rounded_rows_may_be_a_cent_off() -> None:
    (part,) = read([line.replace("3.75", "3.76") for line in TWO_DAYS]).parts
    assert (part.rows_read, part.totals["spend"]) == (4, Decimal("8.5"))


@pytest.mark.parametrize("of_all", [(), ("2026-06-01,Wszystko,7.50,600,30,", "2026-06-02,Wszystko,9.50,700,26,")])
def test_each_accounts_own_are_found_and_those_of_all(of_all: tuple[str, ...]) -> None:
    lines = [*(f"{line},{account}" for account in ("North", "South") for line in TWO_DAYS), *of_all]
    parts = read(lines, HEADER + ",account").parts
    assert [(part.account, part.rows_read, part.totals["spend"]) for part in parts] == [
        ("North", 4, Decimal("8.5")),
        ("South", 4, Decimal("8.5")),
    ]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("a day without one", [*TWO_DAYS, "2026-06-03,A,1,10,1", "2026-06-03,B,1,10,1"]),
        ("a day on which it is something else", [*TWO_DAYS[:5], "2026-06-02,Wszystkiego,4.75,351,13"]),
        ("only one other on each day", [line for line in TWO_DAYS if ",B," not in line]),
        ("a single day", [*TWO_DAYS[:2], "2026-06-01,C,9,9,9", *TWO_DAYS[3:]]),
        (
            "budgets spent to the cent",
            [f"2026-06-0{at},{name},{cost},{cost}00,{cost}" for at in (1, 2) for name, cost in ("A4", "B2", "C2")],
        ),
        ("one figure that says so", [line.rsplit(",", 2)[0] + ",0,0" for line in TWO_DAYS]),
    ],
)
def test_what_only_comes_near_stays(name: str, lines: list[str]) -> None:
    parsed = read(lines)
    assert sum(part.rows_read for part in parsed.parts) == len(lines), name
    assert not parsed.left_out


def test_a_campaign_with_an_id_of_its_platform_stays() -> None:
    lines = [f"{line},12020{'ABW'.index(line.split(',')[1][0])}" for line in TWO_DAYS]
    (part,) = read(lines, HEADER + ",campaign id").parts
    assert part.rows_read == 6


@given(
    days=st.lists(
        st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**5)), min_size=3, max_size=5),
        min_size=2,
        max_size=4,
    ),
    first=st.booleans(),
)
def test_whatever_the_figures_are_a_files_sums_are_those_of_its_campaigns(
    days: list[list[tuple[int, int]]], *, first: bool
) -> None:
    assume(len({row for rows in days for row in rows}) > 1)  # else every figure says what one says
    lines, spend = [], 0
    for number, rows in enumerate(days, 1):
        body = [f"2026-06-0{number},C{place},{cents / 100:.2f},{shown},1" for place, (cents, shown) in enumerate(rows)]
        sums = sum(cents for cents, _ in rows), sum(shown for _, shown in rows)
        total = f"2026-06-0{number},Yhteensä kaikki,{sums[0] / 100:.2f},{sums[1]},{len(rows)}"
        lines += [total, *body] if first else [*body, total]
        spend += sums[0]
    (part,) = read(lines).parts
    assert (part.totals["spend"], part.rows_read) == (Decimal(spend) / 100, sum(map(len, days)))
