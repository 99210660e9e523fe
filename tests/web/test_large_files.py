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

from paidsocial.models import ImportBatch, Performance
from paidsocial.services.access import Role
from paidsocial.services.imports import queue
from paidsocial.web import beside, imports
from tests.support.browser import Browser, Page
from tests.support.importing import table
from tests.web.conftest import Cast, reread

ROWS = 9_000  # less than what the test client keeps on disk
DATA = table(*((f"2026-05-{row % 28 + 1:02}", f"Campaign {row // 28}", 10, 40) for row in range(ROWS)))


@pytest.fixture
def specialist(client_for: Callable[[Role | str], Browser], monkeypatch: pytest.MonkeyPatch) -> Browser:
    """The specialist of Tallybird, where files are large early and pages hardly wait."""
    monkeypatch.setattr(queue, "LARGE", 100_000)
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
    monkeypatch.setattr(imports, "ASKED_AGAIN", 0)
    number = kept(specialist)
    _begun(session, number, at=now - timedelta(seconds=30))
    for _ in range(3):
        assert "Looking at 1 of 1" in asked(specialist).text
    reread(session)
    assert session.get_one(ImportBatch, number).report.get("tries") is None

    _begun(session, number, at=now - queue.GIVEN_UP)
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
    _begun(session, number, at=now - queue.GIVEN_UP)
    until_done(specialist)
    assert specialist.get("/data/").heading == "1 file waits to be confirmed"
    reread(session)
    assert session.scalar(select(func.count()).select_from(Performance)) == 0


def _begun(session: Session, number: int, *, at: datetime) -> None:
    reread(session)
    batch = session.get_one(ImportBatch, number)
    batch.report = {**batch.report, "begun_at": at.isoformat()}
    session.commit()
