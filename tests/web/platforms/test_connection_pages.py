"""The pages of connections and of a connected ad account: health, days, pulls, settings, who may do what, any size."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.errors import PlatformError, Trouble
from paidsocial.models import AccountSync, AdAccount, AuditEntry, Campaign, Client, Connection
from paidsocial.services.access import Role
from paidsocial.services.connections import health
from tests.support.browser import Browser
from tests.support.builders import SEEN, World
from tests.support.connected import MACHINE
from tests.support.queries import counted
from tests.web.conftest import Cast, reread
from tests.web.platforms.conftest import Connected

ClientFor = Callable[[Role | str], Browser]
Connect = Callable[..., Connected]


def many(world: World, client: Client, count: int, *, name: str = "Shop") -> Connection:
    """A connection with `count` ad accounts."""
    made = world.add(
        Connection(
            client_id=client.id,
            platform="meta",
            name="Meta",
            state="connected",
            created_at=SEEN,
            checked_at=SEEN,
            scopes=[],
        )
    )
    accounts = [world.account(client, f"{name} {number:03}") for number in range(count)]
    later = SEEN + timedelta(hours=9)
    with transaction(world.session):
        world.session.add_all(
            AccountSync(account_id=each.id, connection_id=made.id, due_at=later, ok_at=SEEN) for each in accounts
        )
    return made


def test_a_pull_asked_for_is_shown_until_it_is_done(connect: Connect, client_for: ClientFor) -> None:
    at = connect(count=1)
    (account_id,) = at.account_ids
    assert at.sync(account_id).state == "done"
    at.door.sandbox.advance(timedelta(hours=1))
    page = at.browser.get("/data/connections/")
    assert page.heading == "1 connection is well; figures to 13 June 2026"
    assert not page.soup.select_one("#poll[hx-get]"), "nothing is under way"

    specialist = client_for(Role.SPECIALIST)
    page = specialist.post(f"/data/connections/{at.connection_id}/pull", follow=True)
    assert "1 ad account is pulled now" in page.text
    poll = page.soup.select_one("#poll[hx-get]")
    assert poll is not None
    fragment = specialist.get(str(poll["hx-get"]), headers={"HX-Request": "true"})
    assert fragment.soup.select_one("#poll[hx-trigger]")
    row = str(fragment.soup.select_one("template"))  # where a row that stands alone survives being parsed
    assert f'id="account-{account_id}"' in row
    assert 'hx-swap-oob="true"' in row
    assert "Pulled in a moment" in row

    account = specialist.get(f"/data/connections/accounts/{account_id}")
    assert account.soup.select_one("#doing[hx-trigger]")
    live = f"/data/connections/accounts/{account_id}/live"
    assert not specialist.get(live, headers={"HX-Request": "true"}).soup.select("#days, #pulls")
    assert at.sync(account_id).state == "done"
    over = specialist.get(str(poll["hx-get"]), headers={"HX-Request": "true"})
    assert not over.soup.select_one("#poll[hx-get]")
    assert "Well" in str(over.soup)
    last = specialist.get(live, headers={"HX-Request": "true"})
    assert not last.soup.select("#doing[hx-trigger]")
    assert {tag["id"] for tag in last.soup.select("[hx-swap-oob]")} >= {"days", "pulls", "standing", "pull-now"}


def test_a_pull_that_nobody_picks_up_is_told_and_no_longer_asked_after(connect: Connect) -> None:
    at = connect(count=1)
    at.door.sandbox.advance(health.PATIENCE + timedelta(seconds=1))
    page = at.browser.get("/data/connections/")
    assert "Nobody picks pulls up" in page.text
    assert not page.soup.select_one("#poll[hx-get]")


def test_the_account_page_tells_its_days_and_what_each_pull_did(connect: Connect) -> None:
    at = connect(count=1)
    (account_id,) = at.account_ids
    at.sync(account_id)
    box = at.door.sandbox
    target = at.door.target(on_campaign=True)
    box.advance(timedelta(hours=1))
    box.set_budget(target.id, 77_000_000, who="somebody")
    box.over.names[box.ad_sets(at.door.spec.id)[0].id] = "Renamed <b>audience</b>"
    at.sync(account_id)
    page = at.browser.get(f"/data/connections/accounts/{account_id}")
    assert page.heading == f"{at.door.spec.name} has figures to 13 June 2026"
    assert len(page.soup.select("#days td.day-complete, #days td.day-maturing")) == 28
    legend = page.soup.select_one(".health-legend")
    assert legend is not None
    assert all(word in legend.text for word in ("Complete", "Still filling up", "Held", "Missing", "Not yet"))
    cell = page.soup.select_one("#days td.day-maturing")
    assert cell is not None
    assert "still filling up" in str(cell["title"])
    assert "EUR spent" in str(cell["title"])
    latest = page.soup.select_one("#pulls-table tbody tr")
    assert latest is not None
    told = " ".join(latest.get_text(" ").split())
    assert "1 budget changed there, 1 renamed" in told
    assert "77.00 EUR" in told
    assert "is called Renamed <b>audience</b> now" in told


def test_a_failed_pull_names_its_message_and_the_platforms_request(connect: Connect) -> None:
    at = connect(count=1)
    (account_id,) = at.account_ids
    at.door.sandbox.tokens.revoke("meta")
    done = at.sync(account_id)
    page = at.browser.get(f"/data/connections/accounts/{account_id}")
    assert page.soup.select_one(".doing .note-red")
    assert done.message.split(".")[0] in page.text
    assert done.request_id is not None
    assert done.request_id in page.text


def test_settings_are_saved_audited_and_refused_in_words(connect: Connect, session: Session) -> None:
    at = connect(count=1)
    (account_id,) = at.account_ids
    address = f"/data/connections/accounts/{account_id}"
    hours = {"every_hours": "24", "at_hour": "5"}
    good = {**hours, "level": "ad", "conversion": "leads", "push": "y", "most_changes": "5", "most_moved": "250.50"}
    page = at.browser.post(address, good, follow=True)
    assert "was saved" in page.text
    reread(session)
    sync = session.get_one(AccountSync, account_id)
    assert (sync.level, sync.push, sync.most_changes, sync.most_moved_micros) == ("ad", True, 5, 250_500_000)
    assert (sync.every_hours, sync.at_hour) == (24, 5)
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    assert entry.action == "ad_account.pulled_otherwise"
    assert (entry.after or {})["conversion"] == "leads"
    assert "Nothing was changed" in at.browser.post(address, good, follow=True).text
    for wrong in ({"most_changes": "0"}, {"most_moved": "-5"}, {"level": "campaign"}, {"conversion": "applause"}):
        refused = at.browser.post(address, {**good, **wrong})
        assert refused.status == 422, wrong
        assert refused.errors(), wrong
    reread(session)
    assert session.get_one(AccountSync, account_id).most_changes == 5


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.DIRECTOR, Role.FINANCE, Role.VIEWER])
def test_whoever_may_not_is_shown_no_button_for_it(connect: Connect, client_for: ClientFor, role: Role) -> None:
    at = connect()
    browser = client_for(role)
    account_id = at.account_ids[0]
    at.sync(account_id)
    pages = [
        browser.get(path)
        for path in (
            "/data/connections/",
            f"/data/connections/{at.connection_id}",
            f"/data/connections/accounts/{account_id}",
        )
    ]
    assert [page.status for page in pages] == [200, 200, 200]
    actions = {
        str(form["action"]).partition("?")[0] for page in pages for form in page.soup.select("main form[method=post]")
    }
    may_pull = role in {Role.SPECIALIST, Role.FINANCE}
    assert {action for action in actions if not action.endswith("/pull")} == set()
    assert bool(actions) is may_pull
    for path in ("/data/connections/new", f"/data/connections/{at.connection_id}/accounts"):
        assert browser.get(path).status == 403
    assert browser.post(f"/data/connections/accounts/{account_id}", {"level": "ad"}).status == 403


def test_what_a_platform_says_beyond_any_form_is_a_page_of_its_own(
    client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise PlatformError("Meta has trouble.", trouble=Trouble.BUSY, platform="Meta", request_id="Ab1")

    browser = client_for(Role.ADMINISTRATOR)
    monkeypatch.setattr(health, "listing", fails)
    page = browser.get("/data/connections/")
    assert (page.status, page.heading) == (502, "The ad platform did not do it")
    assert "Meta has trouble. Its request number: Ab1." in page.text
    assert (
        browser.get("/data/connections/", headers={"HX-Request": "true"}).response.headers["HX-Retarget"] == "#toasts"
    )


def test_an_outsider_finds_nothing(connect: Connect, client_for: ClientFor) -> None:
    at = connect()
    account_id = at.account_ids[0]
    outsider = client_for("outsider")
    assert outsider.get("/data/connections/").heading == "No platform is connected yet"
    for path in (f"/{at.connection_id}", f"/accounts/{account_id}", f"/accounts/{account_id}/live"):
        assert outsider.get(f"/data/connections{path}").status == 404
    for path in (f"/{at.connection_id}/pull", f"/accounts/{account_id}/pull"):
        assert outsider.post(f"/data/connections{path}").status == 404
    fragment = outsider.get(f"/data/connections/live?account={account_id}", headers={"HX-Request": "true"})
    assert not fragment.soup.select("template")


def test_two_hundred_accounts_cost_what_two_do_and_are_paged_and_found(
    app: Flask, client_for: ClientFor, world: World, cast: Cast, session: Session
) -> None:
    browser = client_for(Role.ADMINISTRATOR)
    few = many(world, cast.ours, 2, name="Few")

    def cost(path: str) -> int:
        browser.get(path)
        with app.extensions["paidsocial"].database.session() as bound, counted(bound) as statements:
            assert browser.get(path).status == 200
        return len(statements)

    before = cost("/data/connections/"), cost(f"/data/connections/{few.id}")
    lots = many(world, cast.other, 200, name="Nightjar_" + "long-" * 20)
    assert (cost("/data/connections/"), cost(f"/data/connections/{lots.id}")) == before
    page = browser.get("/data/connections/")
    assert "The first 8 of 200 ad accounts." in page.text
    assert len(page.soup.select(f"#accounts-{lots.id} tbody tr")) == 8
    second = browser.get(f"/data/connections/{lots.id}?page=2")
    assert len(second.soup.select("#accounts tbody tr")) == 50
    here = second.soup.select_one(".pages .here")
    assert here is not None
    assert here.text == "2"
    found = browser.get(f"/data/connections/{lots.id}?q=long-+199")
    assert len(found.soup.select("#accounts tbody tr")) == 1
    assert "No ad account is like that" in browser.get(f"/data/connections/{lots.id}?q=zebra").text
    assert "Nothing is like that" in browser.get("/data/connections/?q=zebra").text
    accounts = health.accounts(session, MACHINE, [], now=SEEN)
    assert accounts == []


def test_of_many_accounts_those_looked_for_or_needing_somebody_are_shown(
    client_for: ClientFor, world: World, cast: Cast, session: Session
) -> None:
    lots = many(world, cast.ours, 200, name="Nightjar")
    browser = client_for(Role.ADMINISTRATOR)
    names = browser.get("/data/connections/?q=jar+199").soup.select(f"#accounts-{lots.id} tbody th a")
    assert [name.text for name in names] == ["Nightjar 199"]
    assert not browser.get("/data/connections/").soup.select('a[href*="show=waits"]')
    account = session.scalars(select(AdAccount).where(AdAccount.name == "Nightjar 150")).one()
    with transaction(session):
        session.get_one(AccountSync, account.id).message = "Something is held."
    page = browser.get("/data/connections/")
    assert page.soup.select_one('a[href*="show=waits"]')
    waiting = browser.get("/data/connections/?show=waits")
    assert [name.text for name in waiting.soup.select(f"#accounts-{lots.id} tbody th a")] == ["Nightjar 150"]
    assert "1 of 200 ad accounts." in waiting.text
    with transaction(session):
        session.get_one(AccountSync, account.id).message = ""
    assert "Nothing needs anybody." in browser.get("/data/connections/?show=waits").text


def test_the_account_page_asks_a_fixed_number_of_times(app: Flask, connect: Connect, session: Session) -> None:
    at = connect(count=1)
    (account_id,) = at.account_ids
    at.sync(account_id)
    path = f"/data/connections/accounts/{account_id}"

    def cost() -> int:
        at.browser.get(path)
        with app.extensions["paidsocial"].database.session() as bound, counted(bound) as statements:
            assert at.browser.get(path).status == 200
        return len(statements)

    before = cost()
    for _ in range(3):
        at.door.sandbox.advance(timedelta(hours=7))
        at.sync(account_id)
    assert cost() == before


@pytest.mark.parametrize("door", ["google"], indirect=True)
def test_a_shared_budget_is_shown_on_its_campaigns_and_cannot_be_changed_there(
    connect: Connect,
) -> None:
    at = connect(count=1)
    box = at.door.sandbox
    first, second, *_ = box.campaigns(at.door.spec.id)
    box.over.shared[second.id] = first.id
    at.sync(at.account_ids[0])
    reread(at.session)
    for spec in (first, second):
        campaign = at.session.scalars(select(Campaign).where(Campaign.external_id == spec.id)).one()
        page = at.browser.get(f"/campaigns/{campaign.id}")
        assert "a day, shared by 2 campaigns" in page.text
        assert not page.soup.select(f'a[href="/campaigns/{campaign.id}/budget"]')
        assert "Change it there" in at.browser.get(f"/campaigns/{campaign.id}/budget").text
