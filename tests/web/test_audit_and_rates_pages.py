"""The audit trail and the exchange rates as pages."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from paidsocial.db import is_sqlite
from paidsocial.models import ExchangeRate
from paidsocial.services.access import Role
from tests.support.browser import Browser, Page
from tests.support.builders import World
from tests.web.conftest import Cast, reread

ClientFor = Callable[[Role | str], Browser]
CSV = "date,base,quote,rate\n2026-06-11,EUR,AUD,1.6390\n2026-06-12,EUR,AUD,1.6402\n"


class TestAudit:
    def test_entries_are_read_newest_first_with_what_changed(self, client_for: ClientFor, cast: Cast) -> None:
        browser = client_for(Role.ADMINISTRATOR)
        browser.get("/admin/")
        browser.post(
            f"/admin/clients/{cast.ours.id}", {"name": "Renamed", "reporting_currency": "EUR", "margin_bp": "50"}
        )
        page = browser.get("/audit/?action=client")
        first = page.soup.select("tbody tr")[0].get_text(" ", strip=True)
        assert "changed" in first
        assert "Tallybird → Renamed" in first
        assert f"client {cast.ours.id}" in first

    def test_filters_stay_in_the_address(self, client_for: ClientFor, cast: Cast) -> None:
        browser = client_for(Role.FINANCE)
        page = browser.get("/audit/?q=finance&door=web")
        assert page.soup.select_one("input[name=q]")["value"] == "finance"  # type: ignore[index]  # or the test fails
        assert all("finance@" in row.get_text() for row in page.soup.select("tbody tr"))
        assert browser.get("/audit/?q=nothing-like-this").heading == "0 entries in the audit trail"

    def test_the_chain_is_checked_and_a_tampered_entry_found(
        self, client_for: ClientFor, cast: Cast, session: Session
    ) -> None:
        browser = client_for(Role.DIRECTOR)
        browser.get("/audit/")
        assert "The chain is whole" in browser.post("/audit/check", follow=True).text
        guards = {
            True: ["DROP TRIGGER audit_entry_no_update"],
            False: ["ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_change"],
        }[is_sqlite(session)]
        for statement in [*guards, "UPDATE audit_entry SET actor_email = 'somebody else' WHERE seq = 2"]:
            session.execute(text(statement))
        session.commit()
        page = browser.post("/audit/check", follow=True)
        assert "The chain is broken at entry 2" in page.text


class TestRates:
    @pytest.fixture
    def finance(self, client_for: ClientFor) -> Browser:
        browser = client_for(Role.FINANCE)
        browser.get("/rates/load")
        return browser

    @staticmethod
    def load(browser: Browser, content: str, **more: str) -> Page:
        data = {"file": (io.BytesIO(content.encode()), "june.csv"), "basis": "daily", **more}
        return browser.post("/rates/load", data, content_type="multipart/form-data")

    def test_a_file_is_looked_at_first_then_stored(self, finance: Browser, session: Session) -> None:
        page = self.load(finance, CSV, source="European Central Bank")
        assert (page.status, page.heading) == (200, "june.csv can be stored")
        assert session.scalars(select(ExchangeRate)).all() == []
        form = page.soup.select_one("main form")
        assert form is not None
        fields = {str(tag["name"]): str(tag["value"]) for tag in form.select("input")}
        assert finance.post("/rates/load", fields).location == "/rates/"
        reread(session)
        stored = session.scalars(select(ExchangeRate).order_by(ExchangeRate.day)).all()
        assert [(str(row.rate), row.source, row.basis) for row in stored] == [
            ("1.6390", "European Central Bank", "daily"),
            ("1.6402", "European Central Bank", "daily"),
        ]
        again = self.load(finance, CSV, source="European Central Bank")
        assert again.soup.select_one("main form button[disabled]") is not None, "nothing is new"

    def test_bad_lines_are_named_and_nothing_is_stored(self, finance: Browser, session: Session) -> None:
        page = self.load(finance, CSV + "2026-06-13,EUR,AUD,zero\n")
        assert (page.status, page.heading) == (422, "1 line of june.csv cannot be read")
        assert "line 4" in page.text
        fields = {"basis": "daily", "content": "", "step": "store"}
        assert finance.post("/rates/load", fields).errors() == ["Choose a file."]
        assert session.scalars(select(ExchangeRate)).all() == []

    @pytest.mark.parametrize("content", ["\x00\x01\x02", "", "hello,world\n1,2\n"])
    def test_what_is_no_table_of_rates_is_said(self, finance: Browser, content: str) -> None:
        page = self.load(finance, content)
        assert page.status == 422
        assert len(page.errors()) == 1

    def test_too_large_a_file_is_said(self, finance: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("paidsocial.web.rates.LARGEST_BYTES", len(CSV) - 1)
        page = self.load(finance, CSV)
        assert page.errors() == ["A file of rates has at most 4 MB; split it by year."]

    def test_the_list_names_source_and_what_is_missing(self, finance: Browser, cast: Cast, world: World) -> None:
        account = world.account(cast.ours, currency="AUD")
        world.figures(world.ad_set(world.campaign(account)), date(2026, 6, 1), date(2026, 6, 12))
        world.rate("EUR", "AUD", "1.64", date(2026, 6, 12))
        page = finance.get("/rates/")
        assert page.heading.startswith("Rates are missing")
        assert "AUD to EUR has no rate for" in page.text
        assert "ECB" in page.text
        assert finance.get("/rates/?base=EUR&quote=AUD").soup.select("#rates tbody tr") != []

    def test_a_viewer_reads_and_does_not_load(self, client_for: ClientFor) -> None:
        page = client_for(Role.VIEWER).get("/rates/")
        assert page.status == 200
        assert not page.soup.select("a[href='/rates/load']")
