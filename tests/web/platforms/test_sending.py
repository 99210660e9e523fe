"""The queue on Changes: what goes to the platforms, with the next step; sending, trying, looking again; the switch."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.budget_change import State
from paidsocial.models import AccountSync, AdSet, BudgetChange, Campaign
from paidsocial.sandbox.server.faults import Fault
from paidsocial.services.access import Role
from paidsocial.services.changes import budget_changes, push_limits, queue
from paidsocial.services.changes.budget_changes import Wanted
from paidsocial.services.changes.pushing import GIVEN_UP
from tests.support.browser import Browser, Page
from tests.support.connected import MACHINE
from tests.support.queries import counted
from tests.web.conftest import Cast, reread
from tests.web.platforms.conftest import Connected

ClientFor = Callable[[Role | str], Browser]
EUR = 1_000_000


@pytest.fixture
def at(connect: Callable[..., Connected]) -> Connected:
    """A connected and pulled account that changes may be sent to."""
    made = connect(push=True, count=1)
    assert made.sync(made.account_ids[0]).state == "done"
    return made


@pytest.fixture
def specialist(client_for: ClientFor) -> Browser:
    """Who carries out."""
    return client_for(Role.SPECIALIST)


def approved(at: Connected, *, percent: int = 10, on_campaign: bool = True, starts_on: date | None = None) -> int:
    """A change of a budget by some percent, approved."""
    reread(at.session)
    target = at.door.target(on_campaign=on_campaign)
    before = at.door.sandbox.budget(target.id) or 0
    campaign = at.session.scalars(select(Campaign).where(Campaign.external_id == target.campaign_id)).one()
    ad_set = None if on_campaign else at.session.scalars(select(AdSet).where(AdSet.external_id == target.id)).one().id
    after = before * (100 + percent) // 100 // EUR
    wanted = Wanted(campaign.id, str(after), str(before // EUR), ad_set, "more of it", starts_on)
    now = at.door.sandbox.now
    return budget_changes.propose(at.session, MACHINE, wanted, now=now, today=now.date())


def state_of(at: Connected, change_id: int) -> str:
    reread(at.session)
    return at.session.get_one(BudgetChange, change_id).state


def row_of(page: Page, change_id: int) -> str:
    found = page.soup.select_one(f"#queued-{change_id}")
    assert found is not None, page.text
    return " ".join(found.get_text(" ").split())


def test_an_approved_change_is_tried_then_sent(at: Connected, specialist: Browser) -> None:
    change_id = approved(at)
    page = specialist.get("/changes/")
    assert page.heading == "1 change to send"
    assert "Approved; it goes to the platform by itself in a moment. Send it now, or try it without sending." in row_of(
        page, change_id
    )
    assert not page.soup.select("#ready"), "what is sent is not carried out by hand"

    tried = specialist.post(f"/changes/{change_id}/rehearse", follow=True)
    assert "Dry run, nothing was sent. It would be set from" in tried.text
    assert (state_of(at, change_id), at.door.sandbox.writes) == ("approved", [])

    sent = specialist.post(f"/changes/{change_id}/send", follow=True)
    assert f"Change {change_id} is applied. Read back from the platform" in sent.text
    assert sent.heading == "Nothing waits"
    assert len(at.door.sandbox.writes) == 1
    shown = specialist.get(f"/changes/{change_id}")
    again = specialist.post(f"/changes/{change_id}/send", {"back": "change"}, follow=True)
    assert "only an approved one is sent" in again.text
    assert again.heading == shown.heading
    assert len(at.door.sandbox.writes) == 1


def test_a_trail_names_the_platforms_request_where_it_was_answered(at: Connected, specialist: Browser) -> None:
    change_id = approved(at)
    at.door.sandbox.faults.add(Fault("throttle", method="POST"))
    page = specialist.post(f"/changes/{change_id}/send", {"back": "change"}, follow=True)
    reread(at.session)
    number = at.session.get_one(BudgetChange, change_id).request_id
    steps = [" ".join(step.get_text(" ").split()) for step in page.soup.select(".trail li")]
    told = [f"Meta’s request number: {number}" in step for step in steps]
    assert (len(steps), told[-1], sum(told)) == (4, True, 1)
    assert not page.soup.select_one('button[data-opens="withdraw"]'), "somebody else asked for it"
    theirs = at.browser.get(f"/changes/{change_id}")
    assert theirs.soup.select_one('button[data-opens="withdraw"]'), "what failed may be taken back"
    assert "Withdrawn" in at.browser.post(f"/changes/{change_id}/withdraw", follow=True).text


def test_what_nobody_knows_is_looked_at_again_and_never_sent_twice(at: Connected, specialist: Browser) -> None:
    change_id = approved(at)
    at.door.sandbox.faults.add(Fault("error_500", method="POST"))
    page = specialist.post(f"/changes/{change_id}/send", follow=True)
    assert f"Change {change_id} is unknown." in page.text
    assert page.heading == "1 change needs you"
    assert "Look again: it is read on the platform, and never sent a second time." in row_of(page, change_id)
    assert page.soup.select_one("#queue-poll[hx-get]")
    assert specialist.get(f"/changes/{change_id}").soup.select_one("#change-body[hx-trigger]")
    at.door.sandbox.advance(timedelta(minutes=20))
    looked = specialist.post(f"/changes/{change_id}/look-again", follow=True)
    assert "It was not carried out" in looked.text
    assert "Send again" in row_of(looked, change_id)
    assert "is applied" in specialist.post(f"/changes/{change_id}/send", follow=True).text
    assert len(at.door.sandbox.writes) == 1
    assert "nothing to find out" in specialist.post(f"/changes/{change_id}/look-again", follow=True).text


def test_a_conflict_says_what_stands_there_until_a_newer_change_is_written(at: Connected, specialist: Browser) -> None:
    change_id = approved(at)
    at.door.sandbox.set_budget(at.door.target(on_campaign=True).id, 77 * EUR, who="somebody")
    page = specialist.post(f"/changes/{change_id}/send", follow=True)
    told = row_of(page, change_id)
    assert "77.00 EUR stands on the platform" in told
    assert "propose from there" in told
    assert "Send" not in told.replace("nothing was sent", "")
    at.door.sandbox.advance(timedelta(hours=1))
    at.sync(at.account_ids[0])
    approved(at)
    assert not specialist.get("/changes/").soup.select(f"#queued-{change_id}")


def test_a_conflict_leaves_the_queue_after_a_week(at: Connected, specialist: Browser) -> None:
    change_id = approved(at)
    at.door.sandbox.set_budget(at.door.target(on_campaign=True).id, 77 * EUR, who="somebody")
    specialist.post(f"/changes/{change_id}/send")
    assert specialist.get("/changes/").soup.select(f"#queued-{change_id}")
    at.door.sandbox.advance(queue.LOOKED_AT + timedelta(minutes=1))
    at.browser.sign_in(Cast.email(Role.ADMINISTRATOR))
    assert not at.browser.get("/changes/").soup.select(f"#queued-{change_id}")


def test_a_refusal_and_a_limit_are_sentences(at: Connected, specialist: Browser) -> None:
    change_id = approved(at, on_campaign=False)
    at.door.sandbox.over.deleted.add(at.door.target(on_campaign=False).id)
    page = specialist.post(f"/changes/{change_id}/send", follow=True)
    assert "deleted or archived" in row_of(page, change_id)
    other = approved(at)
    with transaction(at.session):
        at.session.get_one(AccountSync, at.account_ids[0]).most_moved_micros = EUR
    assert "is the most that may; it goes on tomorrow" in specialist.post(f"/changes/{other}/send", follow=True).text
    assert "is the most that may" in specialist.post(f"/changes/{other}/rehearse", follow=True).text
    assert state_of(at, other) == "approved"


def test_a_platform_that_does_not_answer_a_trial_is_a_sentence(at: Connected, specialist: Browser) -> None:
    change_id = approved(at)
    at.door.sandbox.faults.add(Fault("html", times=20))
    page = specialist.post(f"/changes/{change_id}/rehearse", follow=True)
    assert page.status == 200
    assert page.soup.select_one(".flashes .note-amber")
    assert state_of(at, change_id) == "approved"


def test_a_change_for_a_later_day_says_when(at: Connected, specialist: Browser) -> None:
    change_id = approved(at, starts_on=date(2026, 6, 15))
    told = row_of(specialist.get("/changes/"), change_id)
    assert "It starts on 15 June 2026, as days are counted in Europe/Berlin." in told
    assert "Send now" not in told
    at.door.sandbox.advance(timedelta(hours=13))
    assert "Send now" in row_of(specialist.get("/changes/"), change_id)


def test_rows_under_way_are_asked_after_until_none_is(at: Connected, specialist: Browser, session: Session) -> None:
    change_id = approved(at)
    with transaction(session):
        change = session.get_one(BudgetChange, change_id)
        change.state, change.state_at = State.SENDING.value, at.door.sandbox.now
    page = specialist.get("/changes/")
    told = row_of(page, change_id)
    assert "It is being sent, then read back." in told
    assert "Look again" not in told
    poll = page.soup.select_one("#queue-poll[hx-get]")
    assert poll is not None
    with transaction(session):
        session.get_one(BudgetChange, change_id).state = State.APPLIED.value
    fragment = specialist.get(str(poll["hx-get"]), headers={"HX-Request": "true"})
    assert "Applied" in row_of(fragment, change_id)
    assert fragment.soup.select_one(f"#queued-{change_id}[hx-swap-oob]")
    assert not fragment.soup.select("#queue-poll[hx-get]"), "the asking ends"


def test_a_sending_that_broke_off_is_looked_at(at: Connected, specialist: Browser, session: Session) -> None:
    change_id = approved(at)
    with transaction(session):
        change = session.get_one(BudgetChange, change_id)
        change.state, change.state_at = State.SENDING.value, at.door.sandbox.now - GIVEN_UP
    page = specialist.get("/changes/")
    assert page.heading == "1 change needs you"
    assert "Its sending broke off" in row_of(page, change_id)
    assert "may be sent again" in specialist.post(f"/changes/{change_id}/look-again", follow=True).text


def test_the_stop_switch_takes_a_reason_and_every_page_says_so(
    at: Connected, specialist: Browser, client_for: ClientFor
) -> None:
    change_id = approved(at)
    page = specialist.get("/changes/")
    assert page.soup.select_one('button[data-opens="stop-sending"]')
    assert page.soup.select_one("dialog#stop-sending input[name=why][required]")
    assert specialist.post("/changes/stop", {"why": "  "}).status == 422
    page = specialist.post("/changes/stop", {"why": "The client called"}, follow=True)
    assert "Sending is stopped." in page.text
    assert "Send now" not in row_of(page, change_id)
    assert not page.soup.select("dialog#stop-sending")
    for role in Role:
        other = client_for(role)
        banner = other.get("/you").soup.select_one(".stopped")
        assert banner is not None, role
        assert "The client called" in banner.text
        may = role in {Role.SPECIALIST, Role.DIRECTOR, Role.ADMINISTRATOR}
        assert bool(banner.select("form")) is may, role
    assert (
        "Sending is stopped: The client called. Nothing goes"
        in specialist.post(f"/changes/{change_id}/send", follow=True).text
    )
    assert at.door.sandbox.writes == []
    page = client_for(Role.DIRECTOR).post("/changes/go-on", follow=True)
    assert "Sending goes on" in page.text
    assert not page.soup.select(".stopped")
    assert push_limits.stopped(at.session) is None


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FINANCE, Role.DIRECTOR])
def test_those_who_do_not_carry_out_see_the_queue_and_send_nothing(
    at: Connected, client_for: ClientFor, role: Role
) -> None:
    change_id = approved(at)
    browser = client_for(role)
    page = browser.get("/changes/")
    assert row_of(page, change_id)
    change = browser.get(f"/changes/{change_id}")
    for where in (page.soup.select("#queue button"), change.soup.select("#on-platform button")):
        # whoever approves may stop the sending; nothing else is theirs
        assert [button.text.strip() for button in where] == (["Stop sending…"] if role is Role.DIRECTOR else [])
    for action in ("send", "rehearse", "look-again"):
        assert browser.post(f"/changes/{change_id}/{action}").status == 403
    assert browser.post("/changes/stop", {"why": "x"}).status == (302 if role is Role.DIRECTOR else 403)


def test_another_client_finds_nothing(at: Connected, client_for: ClientFor) -> None:
    change_id = approved(at)
    outsider = client_for("outsider")
    assert not outsider.get("/changes/").soup.select("#queue")
    for action in ("send", "rehearse", "look-again"):
        assert outsider.post(f"/changes/{change_id}/{action}").status == 404
    fragment = outsider.get(f"/changes/live?change={change_id}", headers={"HX-Request": "true"})
    assert not fragment.soup.select("li")
    assert at.door.sandbox.writes == []


def test_without_a_connection_and_with_sending_off_it_is_carried_out_by_hand(
    at: Connected, specialist: Browser
) -> None:
    change_id = approved(at)
    with transaction(at.session):
        at.session.get_one(AccountSync, at.account_ids[0]).push = False
    page = specialist.get("/changes/")
    assert page.heading == "1 change to carry out"
    assert not page.soup.select("#queue")
    assert page.soup.select(f'#ready input[value="{change_id}"]')
    assert b"more of it" in specialist.get("/changes/sheet.csv").response.data
    assert "not switched on" in specialist.post(f"/changes/{change_id}/send", follow=True).text


def test_the_queue_asks_a_fixed_number_of_times(app: Flask, at: Connected, session: Session) -> None:
    approved(at)
    now = at.door.sandbox.now
    with counted(session) as few:
        assert queue.read(session, MACHINE, now=now).total == 1
    approved(at, on_campaign=False)
    reread(session)
    with counted(session) as many:
        assert queue.read(session, MACHINE, now=now).total == 2
    assert len(few) == len(many) <= 6
