"""What a page looks at, read from the address and written back."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from paidsocial.domain.days import Period
from paidsocial.errors import BadInput
from paidsocial.web.frame import url_scoped, url_with
from paidsocial.web.scope import Scope, period_choices, read_scope

TODAY = date(2026, 6, 14)


def test_an_address_that_says_nothing_means_this_month_and_everything() -> None:
    scope = read_scope({}, TODAY)
    assert scope == Scope(Period.month(2026, 6))
    assert scope.query() == {}


def test_what_an_address_says_is_read_and_written_back() -> None:
    parameters = {"client": "7", "account": "12", "from": "2026-05-01", "to": "2026-05-20", "currency": "eur", "x": "1"}
    scope = read_scope(parameters, TODAY)
    assert scope == Scope(Period(date(2026, 5, 1), date(2026, 5, 20)), 7, 12, "EUR", chosen_period=True)
    written = scope.query()
    assert written == {"client": "7", "account": "12", "from": "2026-05-01", "to": "2026-05-20", "currency": "EUR"}
    assert read_scope(written, TODAY) == scope


def test_half_a_period_is_completed() -> None:
    assert read_scope({"from": "2026-06-03"}, TODAY).period == Period(date(2026, 6, 3), TODAY)
    assert read_scope({"from": "2026-07-03"}, TODAY).period == Period(date(2026, 7, 3), date(2026, 7, 3))
    assert read_scope({"to": "2026-05-20"}, TODAY).period == Period(date(2026, 5, 1), date(2026, 5, 20))


def test_a_pages_own_default_gives_way_to_the_address() -> None:
    week = Period(date(2026, 6, 7), date(2026, 6, 13))
    assert read_scope({}, TODAY).over(week).period == week
    asked = read_scope({"from": "2026-05-01", "to": "2026-05-31"}, TODAY)
    assert asked.over(week) == asked


@pytest.mark.parametrize(
    "parameters",
    [
        {"client": "abc"},
        {"client": "-1"},
        {"account": "9" * 30},
        {"client": "٣"},
        {"from": "2026-06-31"},
        {"from": "2026-06-10", "to": "2026-06-01"},
        {"from": "2001-01-01", "to": "2026-06-01"},
        {"currency": "EURO"},
    ],
)
def test_what_cannot_be_is_refused(parameters: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        read_scope(parameters, TODAY)


@pytest.mark.parametrize(
    ("today", "label", "first", "last"),
    [
        (TODAY, "Last month", "2026-05-01", "2026-05-31"),
        (TODAY, "Last 7 days", "2026-06-07", "2026-06-13"),
        (TODAY, "Last 28 days", "2026-05-17", "2026-06-13"),
        (TODAY, "This quarter", "2026-04-01", "2026-06-30"),
        (TODAY, "Last quarter", "2026-01-01", "2026-03-31"),
        (date(2026, 2, 1), "Last quarter", "2025-10-01", "2025-12-31"),
        (date(2026, 12, 31), "This quarter", "2026-10-01", "2026-12-31"),
        (date(2026, 1, 1), "Last month", "2025-12-01", "2025-12-31"),
        (TODAY, "Last year", "2025-01-01", "2025-12-31"),
    ],
)
def test_the_periods_of_the_menu(today: date, label: str, first: str, last: str) -> None:
    found = {choice.label: choice.period for choice in period_choices(today)}[label]
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


def test_links_keep_what_they_do_not_change(app: Flask) -> None:
    with app.test_request_context("/you?client=7&sort=-spend&page=3&f=a&f=b"):
        assert url_with(sort="name") == "/you?client=7&sort=name&f=a&f=b"
        assert url_with(page=2) == "/you?client=7&sort=-spend&f=a&f=b&page=2"
        assert url_with(client=None, from_="2026-06-01") == "/you?sort=-spend&f=a&f=b&from=2026-06-01"
        assert url_scoped("auth.home") == "/?client=7"
    with app.test_request_context("/you?client=none"):
        assert url_scoped("auth.home") == "/", "a spoilt scope is let go"
