"""The pages of reports: what an empty one teaches, saving, making, downloading, failing, for whom; any name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.models import SavedReport
from paidsocial.services.access import Actor, Role
from paidsocial.services.reporting import report_files
from tests.support.browser import Browser
from tests.support.builders import World
from tests.web.conftest import Cast, reread

ClientFor = Callable[[Role | str], Browser]
NASTY = "=HYPERLINK(“x”) " + "Quartalsabschlussbericht" * 7 + " <b>&"


@pytest.fixture
def filled(cast: Cast) -> dict[str, str]:
    """What a person types."""
    return {
        "name": "Month’s spend",
        "kind": "spend",
        "client_id": str(cast.ours.id),
        "currency": "",
        "format": "csv",
        "cadence": "monthly",
        "weekday": "0",
        "month_day": "3",
        "hour": "7",
        "time_zone": "europe/berlin",
        "active": "y",
    }


@pytest.fixture
def figures(world: World, cast: Cast) -> None:
    days = [date(2026, 5, 1) + timedelta(days=at) for at in range(40)]
    world.figures(world.ad_set(world.campaign(cast.account, "Spring Sale")), *days, spend="10", revenue="40")


def test_an_empty_page_says_what_will_be_here(client_for: ClientFor) -> None:
    page = client_for(Role.FINANCE).get("/reports/")
    assert page.heading == "No report is scheduled yet"
    assert page.soup.select_one('.empty a[href="/reports/new"]')
    assert client_for(Role.VIEWER).get("/reports/").status == 403


@pytest.mark.usefixtures("figures")
def test_a_report_is_saved_made_downloaded_changed_and_deleted(
    client_for: ClientFor, filled: dict[str, str], session: Session
) -> None:
    browser = client_for(Role.FINANCE)
    saved = browser.post("/reports/new", filled)
    assert saved.status == 302, saved.errors()
    page = browser.get(saved.location)
    assert "On day 3 of each month at 07:00 in Europe/Berlin" in page.text
    assert "No file yet" in page.text
    page = browser.post(f"{saved.location}/make", follow=True)
    (row,) = page.soup.select("#files tbody tr")
    assert "1–31 May 2026" in row.get_text(" ") or "May 2026" in row.get_text(" ")
    link = str(row.select("a.btn")[0]["href"])
    file = browser.get(link)
    assert file.response.headers["Content-Disposition"] == (
        'attachment; filename="month-s-spend-2026-05-made-2026-06-14.csv"'
    )
    finance = browser.get("/finance/spend.csv?month=2026-05")
    assert file.response.data == finance.response.data, "the same file as Finance exports"
    assert browser.get("/reports/").heading == "1 scheduled report, each made when it should be"

    weekly = {**filled, "cadence": "weekly", "weekday": "4", "hour": "18", "kind": "results", "format": "xlsx"}
    page = browser.post(f"{saved.location}/edit", weekly, follow=True)
    assert "Every Friday at 18:00" in page.text
    form = browser.get(f"{saved.location}/edit").soup
    assert [form.select_one(f"[name={name}] option[selected]")["value"] for name in ("weekday", "hour", "format")] == [  # type: ignore[index]  # each has one
        *("4", "18", "xlsx")
    ]
    page = browser.post(f"{saved.location}/make", follow=True)
    assert page.soup.select("#files tbody tr a.btn")[0].get_text(" ", strip=True).startswith("Excel")
    gone = browser.post(f"{saved.location}/delete", follow=True)
    assert gone.heading == "No report is scheduled yet"
    assert browser.get(link).status == 404
    reread(session)
    assert session.scalars(select(SavedReport)).all() == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " "}, "Please fill this in."),
        ({"name": "n" * 201}, "At most 200 characters."),
        ({"time_zone": "Mars/Olympus"}, "is not a time zone"),
        ({"cadence": "hourly"}, "Not a valid choice"),
        ({"month_day": "40"}, "Not a valid choice"),
        ({"client_id": "999"}, "Not a valid choice"),
        ({"kind": ""}, "Please fill this in."),
    ],
)
def test_what_cannot_be_saved_is_said_at_its_field(
    client_for: ClientFor, filled: dict[str, str], wrong: dict[str, str], said: str
) -> None:
    page = client_for(Role.FINANCE).post("/reports/new", {**filled, **wrong})
    assert page.status == 422
    assert any(said in error for error in page.errors()), page.errors()


@pytest.mark.usefixtures("figures")
def test_why_a_report_could_not_be_made_is_told(
    client_for: ClientFor, filled: dict[str, str], session: Session, world: World, cast: Cast
) -> None:
    world.account(cast.ours, "In dollars", currency="USD")  # so that they may be chosen; no rate is known
    browser = client_for(Role.FINANCE)
    saved = browser.post("/reports/new", {**filled, "currency": "USD"})
    assert saved.status == 302, saved.errors()
    page = browser.post(f"{saved.location}/make", follow=True)
    assert "No file was made." in page.text
    assert "--" not in page.soup.select(".note-amber")[0].get_text(" ")
    row = session.scalars(select(SavedReport)).one()
    report_files.make_due(session, Actor.of_work("tests"), row.id, now=row.due_at)
    assert browser.get("/reports/").heading == "1 report could not be made"
    page = browser.get(saved.location)
    note = page.soup.select_one(".note-red")
    assert note is not None
    assert "It is tried again" in note.get_text(" ")
    assert "--" not in note.get_text(" "), "options are for the command line"


def test_a_teammate_sees_it_without_the_buttons_of_its_owner(client_for: ClientFor, filled: dict[str, str]) -> None:
    saved = client_for(Role.FINANCE).post("/reports/new", {**filled, "name": NASTY}).location
    page = client_for(Role.DIRECTOR).get(saved)
    assert page.heading == NASTY
    assert page.soup.select_one(f'form[action="{saved}/make"]')
    assert not page.soup.select(f'a[href="{saved}/edit"], form[action="{saved}/delete"]')
    assert client_for(Role.DIRECTOR).get(f"{saved}/edit").status == 403
    assert client_for(Role.ADMINISTRATOR).get(f"{saved}/edit").status == 200
    outsider = client_for("outsider")
    assert NASTY not in outsider.get("/reports/").text
    assert outsider.get(saved).status == 404


def test_a_paused_report_says_so(client_for: ClientFor, filled: dict[str, str], session: Session) -> None:
    browser = client_for(Role.FINANCE)
    saved = browser.post("/reports/new", {name: text for name, text in filled.items() if name != "active"}).location
    assert "Paused: it is made only when somebody asks." in browser.get(saved).text
    assert "Paused" in browser.get("/reports/").text
    with transaction(session):
        assert not session.scalars(select(SavedReport)).one().active
