"""The frame of every page: who sees which line of the rail, where one starts, the scope menu, the search."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from paidsocial.services.access import Role
from paidsocial.web import frame
from tests.support.browser import Browser, Page
from tests.support.builders import World
from tests.support.queries import counted
from tests.web.conftest import Cast

ClientFor = Callable[[Role | str], Browser]


def rail(page: Page) -> list[str]:
    return [" ".join(link.get_text(" ").split()) for link in page.soup.select(".rail .rail-link")]


@pytest.mark.parametrize(
    ("role", "shows", "hides"),
    [
        (Role.ADMINISTRATOR, {"Administration", "Audit", "Exchange rates"}, set()),
        (Role.DIRECTOR, {"Audit", "Exchange rates"}, {"Administration"}),
        (Role.FINANCE, {"Audit", "Exchange rates"}, {"Administration"}),
        (Role.SPECIALIST, {"Exchange rates"}, {"Administration", "Audit"}),
        (Role.VIEWER, {"Exchange rates"}, {"Administration", "Audit"}),
    ],
)
def test_the_rail_shows_what_the_role_may_open(
    client_for: ClientFor, role: Role, shows: set[str], hides: set[str]
) -> None:
    lines = set(rail(client_for(role).get("/you")))
    assert shows <= lines
    assert not hides & lines


@pytest.mark.parametrize("role", list(Role))
def test_every_line_of_the_rail_opens(client_for: ClientFor, role: Role) -> None:
    browser = client_for(role)
    links = [str(link["href"]) for link in browser.get("/you").soup.select(".rail .rail-link")]
    assert links
    assert {
        path: browser.get(path, follow=True).status for path in links if browser.get(path, follow=True).status != 200
    } == {}


@pytest.mark.parametrize("role", list(Role))
def test_one_starts_where_ones_role_does(client_for: ClientFor, app: Flask, role: Role) -> None:
    browser = client_for(role)
    page = browser.get("/", follow=True)
    assert page.status == 200
    wanted = [endpoint for endpoint in frame.HOMES[role] if endpoint in app.view_functions]
    if wanted:
        with app.test_request_context():
            assert page.response.request.path == app.url_map.bind("localhost").build(wanted[0])


def test_the_present_page_is_marked(client_for: ClientFor) -> None:
    page = client_for(Role.ADMINISTRATOR).get("/admin/clients")
    assert [link.get_text(strip=True) for link in page.soup.select(".rail [aria-current]")] == ["Administration"]


def test_links_of_the_rail_keep_the_scope(client_for: ClientFor, cast: Cast) -> None:
    page = client_for(Role.DIRECTOR).get(f"/audit/?client={cast.ours.id}&from=2026-05-01&to=2026-05-31&q=x")
    links = [str(link["href"]) for link in page.soup.select(".rail .rail-link")]
    assert all(f"client={cast.ours.id}&from=2026-05-01&to=2026-05-31" in link and "q=x" not in link for link in links)


class TestScopeMenu:
    def test_it_leads_to_the_same_page_in_another_scope(self, client_for: ClientFor, cast: Cast) -> None:
        back = f"/audit/?client={cast.ours.id}&q=budget&page=3"
        page = client_for("everywhere").get("/scope", query_string={"back": back})
        links = {link.get_text(" ", strip=True): str(link["href"]) for link in page.soup.select("a")}
        assert links["All clients"] == "/audit/?q=budget"
        assert links["Nightjar Secret Labs EUR"] == f"/audit/?q=budget&client={cast.other.id}"
        account = next(href for text, href in links.items() if "Tallybird DE" in text)
        assert account == f"/audit/?q=budget&client={cast.ours.id}&account={cast.account.id}"

    def test_it_offers_only_ones_own(self, client_for: ClientFor, cast: Cast) -> None:
        page = client_for(Role.VIEWER).get("/scope", query_string={"back": f"/?client={cast.other.id}", "q": "i"})
        assert "Nightjar" not in page.text
        assert "Tallybird" in page.text

    @pytest.mark.parametrize("back", ["https://evil.example/x", "//evil.example", "javascript:alert(1)", ""])
    def test_it_never_leads_elsewhere(self, client_for: ClientFor, back: str) -> None:
        page = client_for(Role.VIEWER).get("/scope", query_string={"back": back})
        assert all(str(link["href"]).startswith("/?") or link["href"] == "/" for link in page.soup.select("a"))


def test_the_chip_says_how_fresh_the_figures_are(client_for: ClientFor, cast: Cast, world: World) -> None:
    browser = client_for(Role.DIRECTOR)
    assert "No figures yet" in browser.get("/you").text or not browser.get("/you").soup.select(".freshness")
    world.figures(world.ad_set(world.campaign(cast.account)), date(2026, 6, 10), date(2026, 6, 13))
    chip = browser.get("/you").soup.select_one(".freshness")
    assert chip is not None
    assert chip.get_text(strip=True) == "Figures to 13 June"


def test_a_page_of_the_frame_asks_a_fixed_number_of_queries(
    client_for: ClientFor, app: Flask, cast: Cast, world: World, session: Session
) -> None:
    browser = client_for(Role.ADMINISTRATOR)
    browser.get("/you")
    runtime = app.extensions["paidsocial"]
    with runtime.database.session() as bound, counted(bound) as few:
        browser.get("/you")
    for _ in range(30):
        world.account(world.client())
    with runtime.database.session() as bound, counted(bound) as many:
        browser.get("/you")
    assert len(many) == len(few) <= 4


def test_what_was_done_is_said_once_and_can_be_dismissed(client_for: ClientFor) -> None:
    browser = client_for(Role.VIEWER)
    browser.get("/you")
    form = {"name": "V", "time_zone": "UTC", "theme": "auto", "density": "comfortable"}
    page = browser.post("/you", form, follow=True)
    note = page.soup.select_one(".flashes .note-done")
    assert note is not None
    assert note.select_one("[data-dismiss]") is not None
    assert not browser.get("/you").soup.select(".flashes")
