"""The page of lift tests: what an empty one teaches, recording, refusing, withdrawing and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.models import LiftTest
from paidsocial.services.access import Role
from tests.support.browser import Browser
from tests.support.builders import World
from tests.support.queries import counted
from tests.support.spending import history, power
from tests.web.conftest import Cast, reread

ClientFor = Callable[[Role | str], Browser]
FIRST, LAST = date(2026, 5, 18), date(2026, 5, 31)


@pytest.fixture
def filled(cast: Cast) -> dict[str, str]:
    """What a person types."""
    return {
        "client_id": str(cast.ours.id),
        "platform": "",
        "campaign": "",
        "first_day": FIRST.isoformat(),
        "last_day": LAST.isoformat(),
        "currency": "EUR",
        "spend_micros": "140",
        "revenue_micros": "280",
        "low_micros": "210",
        "high_micros": "350",
        "level_bp": "90",
        "method": "geo",
        "note": "Bavaria was switched off.",
        "source_url": "https://reports.example/geo",
    }


@pytest.fixture
def figures(world: World, cast: Cast) -> None:
    """€10 spend and €40 revenue a day on the test's days."""
    days = [FIRST + timedelta(days=at) for at in range(14)]
    world.figures(world.ad_set(world.campaign(cast.account, "Spring Sale")), *days, spend="10", revenue="40")


def test_an_empty_page_says_what_a_lift_test_is(client_for: ClientFor) -> None:
    page = client_for(Role.SPECIALIST).get("/lift-tests/")
    assert page.heading == "Nobody has tested what would have come anyway"
    assert "Reported is not incremental" in page.text
    assert "Record a test" in page.text
    assert "Record a test" not in client_for(Role.VIEWER).get("/lift-tests/").text


@pytest.mark.usefixtures("figures")
def test_a_test_is_recorded_shown_withdrawn_and_counted_again(
    client_for: ClientFor, filled: dict[str, str], session: Session
) -> None:
    browser = client_for(Role.SPECIALIST)
    assert "Spring Sale" in {
        str(tag["value"]) for tag in browser.get("/lift-tests/new").soup.select("#campaigns option")
    }
    page = browser.post("/lift-tests/new", filled, follow=True)
    assert page.heading == "1 lift test says what would not have come anyway"
    row = page.soup.select("tbody tr")[0].get_text(" ", strip=True)
    for said in ("All of Tallybird", "50%", "38% to 62%", "Regions switched off or on", "Bavaria was switched off."):
        assert said in row, said
    test_id = session.scalars(select(LiftTest.id)).one()
    assert browser.post(f"/lift-tests/{test_id}/withdraw", {"reason": ""}).status == 422
    page = browser.post(f"/lift-tests/{test_id}/withdraw", {"reason": "It leaked."}, follow=True)
    assert "It leaked." in page.text
    assert page.heading == "Nobody has tested what would have come anyway"
    page = browser.post(f"/lift-tests/{test_id}/restore", follow=True)
    assert page.heading.startswith("1 lift test")


def test_what_is_wrong_stands_at_its_field(client_for: ClientFor, filled: dict[str, str], session: Session) -> None:
    browser = client_for(Role.DIRECTOR)
    browser.get("/lift-tests/new")
    for changes, says in (
        ({"low_micros": "300"}, "at most the revenue itself"),
        ({"last_day": "2026-07-01"}, "recorded when it is over"),
        ({"spend_micros": ""}, "fill this in"),
        ({"campaign": "Nothing"}, "no campaign “Nothing”"),
        ({"level_bp": "3"}, "between 50% and 99.9%"),
        ({"source_url": "javascript:alert(1)"}, "begins with https://"),
        ({"revenue_micros": "1e9"}, "1e9"),
    ):
        page = browser.post("/lift-tests/new", filled | changes)
        assert page.status == 422
        assert any(says in error for error in page.errors()), (changes, page.errors())
    assert session.scalars(select(LiftTest)).all() == []


def test_all_that_is_wrong_stands_at_its_fields_at_once(client_for: ClientFor, filled: dict[str, str]) -> None:
    browser = client_for(Role.DIRECTOR)
    browser.get("/lift-tests/new")
    page = browser.post("/lift-tests/new", filled | {"low_micros": "300", "level_bp": "3", "spend_micros": ""})
    assert page.status == 422
    for name, says in (
        ("low_micros", "at most the revenue itself"),
        ("level_bp", "between 50% and 99.9%"),
        ("spend_micros", "Please fill this in."),
    ):
        field = page.soup.select_one(f"#{name}")
        assert field is not None
        told = page.soup.select_one(f"#{field['aria-describedby'].split()[-1]}")  # type: ignore[union-attr]  # one attribute
        assert told is not None
        assert says in told.get_text()


def test_a_test_of_far_more_than_was_spent_is_kept_but_not_used(
    client_for: ClientFor, filled: dict[str, str], figures: object
) -> None:
    browser = client_for(Role.DIRECTOR)
    browser.get("/lift-tests/new")
    page = browser.post("/lift-tests/new", filled | {"spend_micros": "99999999"}, follow=True)
    assert page.text.count("It does not count: 99,999,999.00 EUR were tested") >= 2, "said at once, and at its row"


def test_others_may_look_or_not_even_that(client_for: ClientFor, filled: dict[str, str], cast: Cast) -> None:
    owner = client_for(Role.SPECIALIST)
    owner.get("/lift-tests/new")
    owner.post("/lift-tests/new", filled)
    for role in (Role.FINANCE, Role.VIEWER):
        browser = client_for(role)
        assert "All of Tallybird" in browser.get("/lift-tests/").text
        assert browser.post("/lift-tests/new", filled).status == 403
    outsider = client_for("outsider")
    assert "Tallybird" not in outsider.get("/lift-tests/").text
    outsider.get("/lift-tests/new")
    assert outsider.post("/lift-tests/new", filled).status == 422
    assert outsider.get(f"/lift-tests/?client={cast.ours.id}").status == 404


def test_a_long_list_has_pages_and_costs_the_same(
    client_for: ClientFor, cast: Cast, world: World, session: Session
) -> None:
    browser = client_for(Role.SPECIALIST)

    def add(number: int) -> None:
        world.add(
            LiftTest(
                client_id=cast.ours.id,
                first_day=FIRST,
                last_day=LAST,
                currency="EUR",
                spend_micros=10**9,
                revenue_micros=number * 10**6,
                low_micros=-(10**6),
                high_micros=10**9,
                level_bp=9500,
                method="other",
                note="long " * 60,
                created_at=world.session.get_one(type(cast.ours), cast.ours.id).created_at,
                entered_as="somebody@example.com",
            )
        )

    add(1)
    browser.get("/lift-tests/")
    with counted(session) as few:
        browser.get("/lift-tests/")
    for number in range(2, 60):
        add(number)
    reread(session)
    with counted(session) as many:
        page = browser.get("/lift-tests/?page=2")
    assert len(page.soup.select("tbody tr")) == 9
    assert len(many) == len(few)


def test_the_forecast_page_says_what_is_incremental_once_a_test_counts(
    client_for: ClientFor, session: Session, world: World, cast: Cast, filled: dict[str, str]
) -> None:
    campaign = world.campaign(cast.account, "Spring Sale")
    history(session, world.ad_set(campaign), date(2026, 6, 13), 90, power(100, 30, 0.7))
    browser = client_for(Role.SPECIALIST)
    assert browser.get("/forecast/").soup.select_one("#incremental") is None
    browser.get("/lift-tests/new")
    amounts = {"spend_micros": "100", "revenue_micros": "350", "low_micros": "340", "high_micros": "360"}
    assert browser.post("/lift-tests/new", {**filled, **amounts}, follow=True).status == 200
    said = browser.get("/forecast/").soup.select_one("#incremental")
    assert said is not None
    assert "By 1 lift test" in said.get_text(" ", strip=True)
    assert "would not have come anyway, 80% sure between" in said.get_text(" ", strip=True)
    outsider = client_for("outsider").get("/forecast/")
    assert outsider.soup.select_one("#incremental") is None
