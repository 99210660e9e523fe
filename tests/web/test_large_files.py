"""A file that takes long to read: no request waits for it, and the page tells how far it is."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.config import Settings
from paidsocial.models import ImportBatch, Performance
from paidsocial.services.access import Role
from paidsocial.services.imports import files, large
from paidsocial.web import beside
from tests.support.browser import Browser, Page
from tests.support.importing import NOW, bring, table
from tests.web.conftest import Cast, reread

ROWS = 9_000  # less than what the test client keeps on disk
DATA = table(*((f"2026-05-{row % 28 + 1:02}", f"Campaign {row // 28}", 10, 40) for row in range(ROWS)))
FALLEN = DATA.replace(b",10,40", b",1,4")
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def specialist(client_for: Callable[[Role | str], Browser], monkeypatch: pytest.MonkeyPatch) -> Browser:
    """The specialist of Tallybird, where files are large early and pages hardly wait."""
    monkeypatch.setattr(large, "LARGE", 100_000)
    monkeypatch.setattr(beside, "PAGE_WAITS", 0.02)
    return client_for(Role.SPECIALIST)


def kept(browser: Browser, data: bytes = DATA) -> int:
    """A file sent as the page's script sends it; the number of its preview."""
    told = browser.post(
        "/data/upload",
        {"files": [(io.BytesIO(data), "meta.csv")]},
        content_type="multipart/form-data",
        headers={"Accept": "application/json"},
    )
    (number,) = json.loads(told.response.data)["kept"]
    return int(number)


def asked(browser: Browser) -> Page:
    """The page asking for the next step."""
    return browser.post("/data/waiting/next", headers={"HX-Request": "true"})


def until_done(browser: Browser) -> list[str]:
    """Ask until nothing is left; what the page said in between."""
    told = []
    for _ in range(600):
        step = asked(browser)
        assert step.status == 200
        if step.response.headers.get("HX-Refresh"):
            return told
        told.append(re.sub(r"\s+", " ", step.soup.select("#working span")[0].text))
    raise AssertionError(told[-1])


def test_a_large_file_is_looked_at_and_stored_beside_the_requests(
    specialist: Browser, cast: Cast, session: Session
) -> None:
    number = kept(specialist)
    assert specialist.get(f"/data/waiting/{number}").location == "/data/"  # where the page asks for it
    assert any("Looking at 1 of 1: meta.csv" in one for one in until_done(specialist))

    said = {"platform": "meta", "currency": "EUR"}
    assert specialist.post(f"/data/waiting/{number}", said).location == "/data/"
    told = until_done(specialist)
    assert any(re.search(r"meta\.csv, [\d,]+ rows read", one) for one in told), told
    assert specialist.get(f"/data/waiting/{number}").heading == "meta.csv is understood"

    confirmed = specialist.post(f"/data/waiting/{number}/confirm")
    assert any("Importing 1 of 1: meta.csv" in one for one in until_done(specialist))
    assert "1 file imported" in specialist.get(confirmed.location).text
    reread(session)
    assert session.scalar(select(func.count()).select_from(Performance)) == ROWS
    assert not session.scalars(select(ImportBatch).where(ImportBatch.state == "previewed")).all()


def test_what_another_process_began_is_waited_for_and_taken_over_when_it_died(
    specialist: Browser, cast: Cast, session: Session, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "ASKED_AGAIN", 0)
    number = kept(specialist)
    _begun(session, number, at=now - timedelta(seconds=30))
    for _ in range(3):
        assert "Looking at 1 of 1" in asked(specialist).text
    reread(session)
    assert session.get_one(ImportBatch, number).report.get("tries") is None

    _begun(session, number, at=now - large.GIVEN_UP)
    until_done(specialist)
    reread(session)
    assert "unread" not in session.get_one(ImportBatch, number).report


def test_an_import_whose_server_died_waits_to_be_confirmed_once_more(
    specialist: Browser, cast: Cast, session: Session, now: datetime
) -> None:
    number = kept(specialist)
    until_done(specialist)
    specialist.post(f"/data/waiting/{number}", {"platform": "meta", "currency": "EUR"})
    until_done(specialist)
    _begun(session, number, at=now - large.GIVEN_UP)
    until_done(specialist)
    assert specialist.get("/data/").heading == "1 file waits to be confirmed"
    reread(session)
    assert session.scalar(select(func.count()).select_from(Performance)) == 0


def _begun(session: Session, number: int, *, at: datetime) -> None:
    reread(session)
    batch = session.get_one(ImportBatch, number)
    batch.report = {**batch.report, "begun_at": at.isoformat()}
    session.commit()


@pytest.fixture
def held_number(specialist: Browser, cast: Cast, session: Session, settings: Settings) -> int:
    """A held import of a large file in which most of the spend is gone."""
    whole = bring(session, settings.home, DATA, account_id=cast.account.id)
    assert whole.applied
    less = bring(session, settings.home, FALLEN, account_id=cast.account.id)
    (part,) = less.parts
    assert part.state == "held"
    return part.batch_id or 0


def spend(session: Session) -> int:
    reread(session)
    return int(session.scalar(select(func.sum(Performance.spend_micros))) or 0) // 1_000_000


def test_a_large_held_import_is_stored_beside_the_requests(
    specialist: Browser, session: Session, held_number: int
) -> None:
    address = f"/data/imports/{held_number}"
    assert not specialist.get(f"{address}?storing=1").soup.select("#storing")  # no address alone stores anything
    begun = specialist.post(f"{address}/accept")
    assert begun.location == address
    told = [re.sub(r"\s+", " ", specialist.get(begun.location).soup.select_one("#storing span").text)]
    while not (step := specialist.post(f"{address}/accept", headers=FRAGMENT)).response.headers.get("HX-Redirect"):
        told.append(re.sub(r"\s+", " ", step.soup.select_one("#storing span").text))
        assert len(told) < 600, told[-1]
    assert any(re.search(r"Storing it, [\d,]+ rows read", one) for one in told), told
    page = specialist.get(step.response.headers["HX-Redirect"])
    assert f"Stored: 0 new, {ROWS:,} revised." in page.text
    assert "It was stored on a person’s word, although spend fell by" in page.text
    assert not page.soup.select("#storing")
    assert spend(session) == ROWS
    reread(session)
    assert "begun_at" not in session.get_one(ImportBatch, held_number).report
    again = specialist.post(f"{address}/accept", headers=FRAGMENT)  # another page that still asks
    assert again.response.headers["HX-Redirect"] == address
    assert session.scalar(select(func.count()).where(ImportBatch.state == "accepted")) == 1


def test_a_held_import_that_another_process_stores_is_not_begun_twice(
    specialist: Browser, session: Session, held_number: int, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "ASKED_AGAIN", 0)
    monkeypatch.setattr(beside, "PAGE_WAITS", 30)
    _begun(session, held_number, at=now - timedelta(seconds=30))
    page = specialist.get(f"/data/imports/{held_number}")
    assert page.soup.select("#storing")
    assert "Leave it out" not in page.text
    assert "Storing it" in specialist.post(f"/data/imports/{held_number}/accept", headers=FRAGMENT).text
    assert spend(session) == 10 * ROWS

    _begun(session, held_number, at=now - large.GIVEN_UP)
    done = specialist.post(f"/data/imports/{held_number}/accept", headers=FRAGMENT)
    assert "Stored: 0 new" in specialist.get(done.response.headers["HX-Redirect"]).text
    assert spend(session) == ROWS


def test_a_refusal_beside_the_requests_is_told_on_the_imports_page(
    specialist: Browser, held_number: int, settings: Settings, session: Session
) -> None:
    sha256 = session.get_one(ImportBatch, held_number).sha256 or ""
    files.path_of(settings.home, sha256).unlink()
    specialist.post(f"/data/imports/{held_number}/accept")
    for _ in range(600):
        step = specialist.post(f"/data/imports/{held_number}/accept", headers=FRAGMENT)
        if step.response.headers.get("HX-Redirect"):
            break
    page = specialist.get(step.response.headers["HX-Redirect"])
    assert "The original file is no longer kept; import it again from your copy." in page.text
    assert not page.soup.select("#storing")
    assert "Leave it out" in page.text


def test_nobody_stores_another_clients_large_file(
    client_for: Callable[[Role | str], Browser], held_number: int, session: Session
) -> None:
    for headers in ({}, FRAGMENT):
        assert client_for("outsider").post(f"/data/imports/{held_number}/accept", headers=headers).status == 404
    assert spend(session) == 10 * ROWS


def test_a_large_preview_whose_totals_fall_is_stored_when_its_turn_comes(
    specialist: Browser, session: Session, cast: Cast, settings: Settings
) -> None:
    bring(session, settings.home, DATA, account_id=cast.account.id)
    number = kept(specialist, FALLEN)
    until_done(specialist)
    specialist.post(f"/data/waiting/{number}", {"account_id": str(cast.account.id), "currency": "EUR"})
    until_done(specialist)
    assert "totals fall" in (specialist.get(f"/data/waiting/{number}").heading or "")
    confirmed = specialist.post(f"/data/waiting/{number}/confirm", {"accept": "yes"})
    assert confirmed.location.startswith("/data/?since=")
    assert spend(session) == 10 * ROWS  # no request has stored it
    assert any("Importing 1 of 1: meta.csv" in one for one in until_done(specialist))
    assert spend(session) == ROWS


def test_a_large_import_is_looked_at_again_beside_the_requests(
    specialist: Browser, session: Session, cast: Cast, settings: Settings
) -> None:
    (part,) = bring(session, settings.home, DATA, account_id=cast.account.id, now=NOW - timedelta(days=3)).parts
    assert specialist.post(f"/data/imports/{part.batch_id}/again").location == "/data/"
    assert any("Looking at 1 of 1: meta.csv" in one for one in until_done(specialist))
    reread(session)
    (preview,) = session.scalars(select(ImportBatch).where(ImportBatch.state == "previewed"))
    assert preview.seen_at == NOW - timedelta(days=3)
    assert specialist.get(f"/data/waiting/{preview.id}").heading == "meta.csv is understood"


def test_large_files_are_read_again_for_another_conversion_beside_the_requests(
    specialist: Browser, session: Session, cast: Cast, settings: Settings
) -> None:
    header = ("Day", "Campaign name", "Amount spent (EUR)", "Purchases", "Results")
    rows = [(f"2026-05-{row % 28 + 1:02}", f"Campaign {row // 28}", 10, 1, 2) for row in range(ROWS)]
    bring(session, settings.home, table(*rows, header=header), account_id=cast.account.id, now=NOW)
    address = f"/data/accounts/{cast.account.id}"
    chosen = specialist.post(f"{address}/conversion", {"use": "Results"})
    assert chosen.location == f"{address}?reading=1"
    told = []
    while not (step := specialist.post(f"{address}/reread", headers=FRAGMENT)).response.headers.get("HX-Redirect"):
        told.append(re.sub(r"\s+", " ", step.soup.select_one("#rereading span").text))
        assert len(told) < 600, told[-1]
    assert any(re.search(r"Reading file 1 of 1 again, [\d,]+ rows read", one) for one in told), told
    reread(session)
    assert session.scalar(select(func.sum(Performance.conversions_millionths))) == 2_000_000 * ROWS
