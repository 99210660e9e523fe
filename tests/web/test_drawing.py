"""Small pictures: their proportions, and that each says what it shows."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Tag
from markupsafe import Markup

from paidsocial.web import drawing


def drawn(markup: Markup) -> BeautifulSoup:
    return BeautifulSoup(str(markup), "html.parser")


def number(tag: Tag | None, name: str) -> float:
    assert tag is not None
    return float(str(tag[name]))


def test_a_spark_line_runs_from_edge_to_edge_and_stops_at_gaps() -> None:
    path = drawn(drawing.spark([0, 10, None, 5, 5], "Spend", width=104, height=24)).path
    assert path is not None
    points = [(letter, float(x), float(y)) for letter, x, y in re.findall(r"([ML])([\d.]+) ([\d.]+)", str(path["d"]))]
    assert points == [("M", 2, 22), ("L", 27, 2), ("M", 77, 12), ("L", 102, 12)]


def test_too_little_to_draw_draws_nothing() -> None:
    assert drawing.spark([], "Spend") == ""
    assert drawing.spark([None, 3], "Spend") == ""
    assert drawing.spark([4, 4, 4], "Spend") != "", "a flat line is a line"


def test_a_bullet_keeps_its_proportions() -> None:
    soup = drawn(drawing.bullet(50, 100, "Half", low=120, high=150, width=156))
    bar, band = soup.select_one(".mini-bar"), soup.select_one(".mini-range")
    # The scale ends 4% beyond the largest value: 150 x 1.04 = 156, a pixel each.
    assert number(bar, "width") == pytest.approx(50)
    assert (number(band, "x"), number(band, "width")) == (pytest.approx(120), pytest.approx(30))
    assert number(soup.select(".mini-tick")[-1], "x") == pytest.approx(99)


def test_bullets_that_are_compared_share_a_scale() -> None:
    short, long = (
        drawn(drawing.bullet(value, 20, "", top=30, width=312)).select_one(".mini-bar") for value in (15, 24)
    )
    assert (number(short, "width"), number(long, "width")) == (pytest.approx(150), pytest.approx(240))


def test_nothing_planned_and_nothing_spent_is_still_a_picture() -> None:
    assert "NaN" not in drawing.bullet(0, 0, "Nothing")
    assert number(drawn(drawing.bullet(0, 0, "Nothing")).select_one(".mini-bar"), "width") == 0


def test_an_interval_stands_on_its_scale() -> None:
    soup = drawn(drawing.interval(-2, 3, 8, "From −2 to 8", first=-5, last=15, zero=True, width=200))
    assert (number(soup.rect, "x"), number(soup.rect, "width")) == (30, 100)
    assert number(soup.circle, "cx") == 80
    assert number(soup.line, "x1") == 50


def test_a_move_is_two_bars_on_one_scale() -> None:
    bars = drawn(drawing.from_to(40, 80, "40 to 80", top=100, width=150)).select("rect")
    assert [number(bar, "width") for bar in bars] == [60, 120]
    assert [number(bar, "width") for bar in drawn(drawing.from_to(0, 0, "", top=0)).select("rect")] == [0, 0]


@pytest.mark.parametrize(
    "make",
    [
        lambda label: drawing.spark([1, 2], label),
        lambda label: drawing.bullet(1, 2, label),
        lambda label: drawing.interval(1, 2, 3, label, first=0, last=4),
        lambda label: drawing.from_to(1, 2, label, top=2),
        lambda label: drawing.flight(0.1, 0.9, 0.5, label),
    ],
)
def test_each_says_what_it_shows_and_needs_no_style(make: Callable[[str], Markup]) -> None:
    svg = drawn(make('Spend "now" <b>')).svg
    assert svg is not None
    assert (svg["role"], svg["aria-label"]) == ("img", 'Spend "now" <b>')
    assert not svg.select("[style]")
