"""Asking for a change on a campaign's or an ad set's page: a budget, until a day or for good; a pause; and who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.models import AdSet, BudgetChange, Campaign, Client
from paidsocial.services.access import Role
from tests.support.browser import Browser
from tests.support.builders import World
from tests.web.conftest import Cast, reread

ClientFor = Callable[[Role | str], Browser]


@pytest.fixture
def spring(session: Session, world: World, cast: Cast) -> Campaign:
    """A running campaign with a daily budget of 100.00 since March."""
    campaign = world.campaign(cast.account, "Spring")
    world.budget(campaign, 100, date(2026, 3, 1))
    with transaction(session):
        campaign.status = "ACTIVE"
    return campaign


@pytest.fixture
def stories(session: Session, world: World, cast: Cast) -> AdSet:
    """A paused ad set with a budget of its own."""
    campaign = world.campaign(cast.account, "Autumn")
    ad_set = world.ad_set(campaign, "Stories")
    world.budget(ad_set, 40, date(2026, 3, 1))
    with transaction(session):
        ad_set.status = "PAUSED"
    return ad_set


def only(session: Session) -> BudgetChange:
    reread(session)
    return session.scalars(select(BudgetChange)).one()


def test_a_specialist_holds_another_budget_until_a_day(
    client_for: ClientFor, session: Session, spring: Campaign
) -> None:
    browser = client_for(Role.SPECIALIST)
    page = browser.get(f"/campaigns/{spring.id}")
    assert page.soup.select_one(f'a[href="/campaigns/{spring.id}/budget"]')
    form = browser.get(f"/campaigns/{spring.id}/budget")
    assert form.heading == "Change the budget of Spring"
    assert "Now 100.00 EUR a day" in form.text
    assert "it goes back to 100.00 EUR a day by itself" in form.text
    until = form.soup.select_one("#expires_on")
    assert until is not None
    assert until["min"] == "2026-06-15"
    sent = {"amount": "115", "expires_on": "2026-06-20", "reason": "The sale", "seen": "100.00"}
    done = browser.post(f"/campaigns/{spring.id}/budget", sent, follow=True)
    change = only(session)
    assert (change.after_micros, change.expires_on, change.state) == (115_000_000, date(2026, 6, 20), "approved")
    assert "on 21 June 2026 it goes back to 100.00 EUR a day" in done.text
    assert "until 20 June, then back to 100.00 EUR" in browser.get("/changes/").text
    assert "until 20 June, then back to €100.00" in browser.get(f"/campaigns/{spring.id}").text


@pytest.mark.parametrize(
    ("sent", "field", "told"),
    [
        ({"amount": ""}, "amount", "Please fill this in"),
        ({"amount": "lots"}, "amount", "lots"),
        ({"amount": "200"}, "amount", "more than 30%"),
        ({"amount": "100"}, "amount", "that amount already"),
        ({"amount": "110", "expires_on": "2026-06-14"}, "expires_on", "is today in its ad account"),
        ({"amount": "110", "expires_on": "2026-06-01"}, "expires_on", "1 June 2026"),
        ({"amount": "110", "expires_on": "soon"}, "expires_on", "soon"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    client_for: ClientFor, spring: Campaign, sent: dict[str, str], field: str, told: str
) -> None:
    filled = {"seen": "100.00", "reason": "Because", **sent}
    page = client_for(Role.SPECIALIST).post(f"/campaigns/{spring.id}/budget", filled)
    assert page.status == 422
    error = page.soup.select_one(f"#{field}-error")
    assert error is not None
    assert told in error.get_text()
    assert "Because" in page.text


def test_a_budget_that_moved_since_the_form_was_opened_is_told(
    client_for: ClientFor, session: Session, spring: Campaign, world: World
) -> None:
    world.budget(spring, 120, date(2026, 6, 13))
    sent = {"amount": "110", "seen": "100.00"}
    page = client_for(Role.SPECIALIST).post(f"/campaigns/{spring.id}/budget", sent)
    assert page.status == 422
    assert "was 100.00 EUR when you looked and is 120.00 EUR now" in page.text
    assert not session.scalars(select(BudgetChange)).all()


def test_where_the_budget_stands_elsewhere_that_is_said(client_for: ClientFor, stories: AdSet) -> None:
    browser = client_for(Role.SPECIALIST)
    page = browser.get(f"/campaigns/{stories.campaign_id}")
    assert not page.soup.select(f'a[href="/campaigns/{stories.campaign_id}/budget"]')
    form = browser.get(f"/campaigns/{stories.campaign_id}/budget")
    assert "Its budget stands on its ad sets." in form.text
    assert not form.soup.select("form #amount")
    assert browser.get(f"/campaigns/ad-sets/{stories.id}").soup.select(
        f'a[href="/campaigns/ad-sets/{stories.id}/budget"]'
    )


def test_a_pause_is_asked_for_with_a_reason(client_for: ClientFor, session: Session, spring: Campaign) -> None:
    browser = client_for(Role.SPECIALIST)
    page = browser.get(f"/campaigns/{spring.id}")
    assert page.soup.select(f'a[href="/campaigns/{spring.id}/pause"]')
    assert not page.soup.select(f'a[href="/campaigns/{spring.id}/resume"]')
    path = f"/campaigns/{spring.id}/pause"
    assert browser.get(path).heading == "Pause Spring"
    refused = browser.post(path, {"seen": "active", "reason": " "})
    assert (refused.status, "Say why" in refused.text) == (422, True)
    done = browser.post(path, {"seen": "active", "reason": "It loses money"}, follow=True)
    assert done.heading == "Pause Spring"
    change = only(session)
    assert (change.kind, change.state, change.reason) == ("pause", "approved", "It loses money")
    assert "100.00 EUR a day" in done.text
    ready = browser.get("/changes/")
    assert not ready.soup.select("#ready input[name^=set_]")
    marked = browser.post(
        "/changes/mark", {"change": change.id, f"version_{change.id}": change.version, "result": "applied"}, follow=True
    )
    assert "Marked 1 change as applied" in marked.text
    assert browser.get(f"/campaigns/{spring.id}").soup.select(f'a[href="/campaigns/{spring.id}/resume"]')


def test_a_paused_ad_set_is_resumed(client_for: ClientFor, session: Session, stories: AdSet) -> None:
    browser = client_for(Role.SPECIALIST)
    path = f"/campaigns/ad-sets/{stories.id}/resume"
    assert browser.get(f"/campaigns/ad-sets/{stories.id}").soup.select(f'a[href="{path}"]')
    assert "It is paused already" in browser.get(f"/campaigns/ad-sets/{stories.id}/pause").text
    browser.post(path, {"seen": "paused", "reason": "Stock is back", "expires_on": "2026-06-20"}, follow=True)
    change = only(session)
    assert (change.kind, change.ad_set_id, change.before_micros, change.after_micros) == (
        *("resume", stories.id),
        *(0, 40_000_000),
    )


def test_somebody_who_switched_it_meanwhile_is_told_of(
    client_for: ClientFor, session: Session, spring: Campaign
) -> None:
    with transaction(session):
        spring.status = "PAUSED"
    page = client_for(Role.SPECIALIST).post(
        f"/campaigns/{spring.id}/pause", {"seen": "active", "reason": "It loses money"}
    )
    assert page.status == 422
    assert not session.scalars(select(BudgetChange)).all()


def test_above_the_limit_it_waits_and_the_page_says_so(
    client_for: ClientFor, session: Session, spring: Campaign, cast: Cast
) -> None:
    with transaction(session):
        session.get_one(Client, cast.ours.id).approval_limit_micros = 50_000_000
    browser = client_for(Role.SPECIALIST)
    assert "Within the 50.00 EUR a day" in browser.get(f"/campaigns/{spring.id}/pause").text
    done = browser.post(f"/campaigns/{spring.id}/pause", {"seen": "active", "reason": "Why not"}, follow=True)
    assert "it waits for somebody who may approve it" in done.text
    assert only(session).state == "proposed"
    waiting = client_for(Role.DIRECTOR).get("/changes/")
    assert "specialist person asks to pause Spring" in waiting.text


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FINANCE])
def test_those_who_may_not_ask_are_not_offered_it(client_for: ClientFor, spring: Campaign, role: Role) -> None:
    browser = client_for(role)
    page = browser.get(f"/campaigns/{spring.id}")
    assert page.status == 200
    assert not page.soup.select('a[href$="/budget"], a[href$="/pause"], a[href$="/resume"]')
    assert browser.get(f"/campaigns/{spring.id}/budget").status == 403
