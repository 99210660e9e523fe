"""The director's page: whole, empty, without a rate, and only one's own clients."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy.orm import Session

from paidsocial.domain.days import Period
from paidsocial.domain.money import Money
from paidsocial.domain.plan import Scope
from paidsocial.models import Recommendation
from paidsocial.services.access import Actor, Role
from paidsocial.services.planning import plans
from tests.support.browser import Browser
from tests.support.builders import SEEN, World
from tests.web.conftest import Cast

ClientFor = Callable[[Role | str], Browser]
MAY, JUNE = Period.month(2026, 5), Period(date(2026, 6, 1), date(2026, 6, 13))


@pytest.fixture
def shop(world: World, cast: Cast) -> Cast:
    """May and the first half of June; a name that looks like markup."""
    sale = world.campaign(cast.account, "Sale <script>alert(1)</script> „ÄÖÜ“ " + "long " * 40, objective="Sales")
    world.figures(world.ad_set(sale), *MAY.days(), spend="10", revenue="30")
    world.figures(world.ad_set(sale), *JUNE.days(), spend="20", revenue="50")
    secret = world.campaign(cast.other_account, "Nightjar Quiet Campaign")
    world.figures(world.ad_set(secret), *JUNE.days(), spend="777", revenue="1")
    return cast


def test_the_first_lines_say_what_happened(client_for: ClientFor, shop: Cast) -> None:
    page = client_for(Role.DIRECTOR).get("/overview/")
    assert page.heading == "1–13 June 2026: €260 spent, ROAS 2.50"
    lead = page.soup.select_one(".lead")
    assert lead is not None
    assert "€260.00 was spent ( ↑ up 100% against 1–13 May 2026 )" in " ".join(lead.get_text(" ").split())
    assert "It brought €650.00 of revenue" in page.text
    # 650 x 50% margin - 260 = 65 on 260
    assert "each EUR spent earned 0.25" in page.text
    hrefs = [a["href"] for a in lead.select("a")]
    assert any("/campaigns/?" in href and "from=2026-06-01" in href and "to=2026-06-13" in href for href in hrefs)


def test_a_plan_and_what_waits_are_on_the_page(
    client_for: ClientFor, shop: Cast, session: Session, machine: Actor, world: World
) -> None:
    wanted = plans.Wanted(shop.ours.id, "June", Period.month(2026, 6), Money.parse("520", "EUR"), Scope())
    plans.save(session, machine, wanted, now=SEEN, today=date(2026, 6, 14))
    world.add(
        Recommendation(
            id="R-1",
            client_id=shop.ours.id,
            state="proposed",
            as_of=date(2026, 6, 12),
            level="campaign",
            currency="EUR",
            total_before_micros=10**6,
            total_after_micros=10**6,
            expected_change_micros=12_500_000,
            expected_low_micros=-1_000_000,
            expected_high_micros=20_000_000,
            optimality_gap=0.0,
            request={},
            model={},
            note="Move it",
            created_at=SEEN,
        )
    )
    page = client_for(Role.DIRECTOR).get("/overview/")
    assert page.heading.startswith("1–13 June 2026: 50% of the plan spent")
    assert "€260 50% of €520" in page.text  # all of it on plan lines
    assert "Nothing was planned for" not in page.text
    quarter = client_for(Role.DIRECTOR).get("/overview/?from=2026-05-01&to=2026-06-30")
    # 31 x 10 + 13 x 20 = 570 were spent, 260 of it on the only plan line, which is 260 / 520.
    assert "€570 €260 of it on plan lines: 50% of €520" in quarter.text
    assert "nothing was planned for May 2026." in quarter.text
    assert "1 recommendation waits for a decision" in page.text
    assert "Move it" in page.text
    assert "+€12.50 revenue a day −€1.00 to +€20.00" in page.text


def test_tables_show_every_dimension_with_its_total(client_for: ClientFor, shop: Cast) -> None:
    page = client_for(Role.VIEWER).get("/overview/")
    for key in ("by-platform", "by-objective", "by-client", "by-campaign"):
        table = page.soup.find(id=key)
        if key == "by-client":
            assert table is None  # one client: its figures are the page's
            continue
        assert table is not None, key
        assert "260.00" in table.select_one("tfoot").get_text()  # type: ignore[union-attr]  # select_one may find none; then the test fails anyway
    assert "<script>alert" not in page.soup.find(id="by-campaign").decode()  # type: ignore[union-attr]  # select_one may find none; then the test fails anyway


def test_nobody_reads_another_clients_figures(client_for: ClientFor, shop: Cast) -> None:
    for who in (Role.DIRECTOR, Role.VIEWER, Role.FINANCE):
        page = client_for(who).get("/overview/")
        assert "Nightjar" not in page.text
        assert "777" not in page.text
        assert client_for(who).get(f"/overview/?client={shop.other.id}").status == 404


def test_someone_who_sees_all_reads_both(client_for: ClientFor, shop: Cast) -> None:
    page = client_for("everywhere").get("/overview/")
    assert "Nightjar Secret Labs" in page.text
    assert "Tallybird" in page.text


def test_a_stranger_signs_in_first(browser: Browser, shop: Cast) -> None:
    page = browser.get("/overview/")
    assert (page.status, page.location) == (302, "/sign-in?next=/overview/")


def test_an_empty_company_is_led_to_its_first_file(client_for: ClientFor, cast: Cast) -> None:
    page = client_for(Role.DIRECTOR).get("/overview/")
    assert page.status == 200
    assert "No figures from June 2026" in page.text


def test_a_period_without_figures_says_so(client_for: ClientFor, shop: Cast) -> None:
    page = client_for(Role.DIRECTOR).get("/overview/?from=2024-01-01&to=2024-01-31")
    assert page.heading == "January 2024: no figures yet"


def test_a_missing_rate_is_named_and_both_currencies_stand_by_themselves(
    client_for: ClientFor, shop: Cast, world: World
) -> None:
    dollars = world.account(shop.ours, "Tallybird US", platform="tiktok", currency="USD")
    world.figures(world.ad_set(world.campaign(dollars)), *JUNE.days(), spend="3", revenue="9")
    page = client_for(Role.DIRECTOR).get("/overview/")
    assert page.heading == "June 2026 in 2 currencies"
    assert "no exchange rate from USD to EUR for 2026-06-01 to 2026-06-14" in page.text
    table = page.soup.find(id="currencies")
    assert table is not None
    assert "260.00\xa0EUR" in table.get_text()
    assert "39.00\xa0USD" in table.get_text()


def test_two_currencies_are_told_in_one_with_the_rate_named(client_for: ClientFor, shop: Cast, world: World) -> None:
    dollars = world.account(shop.ours, "Tallybird US", platform="tiktok", currency="USD")
    world.figures(world.ad_set(world.campaign(dollars)), *JUNE.days(), spend="3", revenue="9")
    world.rate("USD", "EUR", "0.9", *Period.month(2026, 6).days())
    page = client_for(Role.DIRECTOR).get("/overview/")
    assert page.heading.startswith("1–13 June 2026: €295 spent")  # 260 + 39 x 0.9 = 295.10
    assert "1 USD = 0.9 EUR" in page.text


@pytest.mark.parametrize("query", ["?from=2026-13-01", "?client=x", "?currency=12", "?from=2026-06-30&to=2026-06-01"])
def test_an_address_that_makes_no_sense_is_refused(client_for: ClientFor, shop: Cast, query: str) -> None:
    assert client_for(Role.DIRECTOR).get(f"/overview/{query}").status == 400
