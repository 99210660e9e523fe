"""The campaigns table, a campaign's and an ad set's page, the search, and what is taken away as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from bs4 import Tag
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.models import AdSet, Campaign, PeriodTotal, User
from paidsocial.services.access import Role
from tests.support.browser import Browser, Page
from tests.support.builders import SEEN, World
from tests.web.conftest import Cast

ClientFor = Callable[[Role | str], Browser]


def june(*days: int) -> tuple[date, ...]:
    return tuple(date(2026, 6, day) for day in days)


def names(page: Page) -> list[str]:
    return [str(link["title"]) for link in page.soup.select("#campaigns tbody .name-cell a")]


def cells(page: Page, selector: str) -> list[str]:
    return [" ".join(cell.get_text(" ").split()) for cell in page.soup.select(selector)]


def table(page: Page) -> list[dict[str, str]]:
    assert page.response.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(page.response.data.decode("utf-8-sig"))))


@pytest.fixture
def browser(client_for: ClientFor) -> Browser:
    return client_for(Role.SPECIALIST)


@pytest.fixture
def sale(world: World, cast: Cast) -> Campaign:
    """A campaign with two ad sets, a budget and a fortnight of figures."""
    sale = world.campaign(cast.account, "Spring Sale", objective="Sales", start_day=date(2026, 5, 1))
    broad, narrow = world.ad_set(sale, "Broad"), world.ad_set(sale, "Narrow", status="PAUSED")
    days = june(*range(1, 14))
    world.figures(broad, *days, spend="10", revenue="30", conversions=2, impressions=1000, clicks=10)
    world.figures(narrow, *days, spend="5.50", revenue="5.50", conversions=1, impressions=500, clicks=5)
    world.budget(sale, "15", date(2026, 5, 1))
    world.budget(sale, "20", date(2026, 6, 4))
    return sale


class TestTable:
    def test_an_empty_page_says_what_will_be_here(self, browser: Browser) -> None:
        page = browser.get("/campaigns/")
        assert page.heading == "No campaigns yet"
        assert "One row per campaign" in page.text

    def test_the_heading_is_the_answer_and_the_totals_are_the_rows(
        self, browser: Browser, world: World, cast: Cast, sale: Campaign
    ) -> None:
        other = world.campaign(cast.account, "Always on", status="PAUSED")
        world.figures(world.ad_set(other), *june(2), spend="98.50", revenue="100")
        page = browser.get("/campaigns/?columns=spend&columns=revenue&columns=roas&columns=conversions&columns=status")
        assert page.heading == "2 campaigns spent €300 at a ROAS of 1.87"
        assert names(page) == ["Spring Sale", "Always on"]
        assert cells(page, "#campaigns tbody tr:first-child td") == ["Active", "201.50", "461.50", "2.29", "39"]
        assert cells(page, "#campaigns tfoot td") == ["", "300.00", "561.50", "1.87", "39"]
        faded = page.soup.select("#campaigns tbody tr.faded .name-cell a")
        assert [link["title"] for link in faded] == ["Always on"]

    def test_campaigns_without_spend_are_greyed_not_hidden(self, browser: Browser, world: World, cast: Cast) -> None:
        world.campaign(cast.account, "Quiet")
        page = browser.get("/campaigns/")
        assert page.heading == "1 campaign, no spend"
        assert names(page) == ["Quiet"]
        assert page.soup.select("tr.faded")

    def test_the_address_carries_filters_order_and_page(
        self, browser: Browser, world: World, cast: Cast, sale: Campaign
    ) -> None:
        tiktok = world.account(cast.ours, "TikTok account", platform="tiktok")
        for number in range(52):
            world.campaign(tiktok, f"Filler {number:02d}", objective="Reach")
        page = browser.get("/campaigns/?platform=tiktok&sort=name&page=2")
        assert names(page) == ["Filler 50", "Filler 51"]
        assert page.soup.select_one('[aria-sort="ascending"]')
        following = str(page.soup.select_one(".pages a[rel=prev]")["href"])  # type: ignore[index]  # it is there, or the test fails
        assert "platform=tiktok" in following
        assert "sort=name" in following
        assert names(browser.get("/campaigns/?q=spring&status=active")) == ["Spring Sale"]
        assert names(browser.get("/campaigns/?objective=Sales")) == ["Spring Sale"]
        assert names(browser.get("/campaigns/?spend=some")) == ["Spring Sale"]
        assert names(browser.get("/campaigns/?sort=-name"))[0] == "Spring Sale"
        nothing = browser.get("/campaigns/?q=nothing+like+it")
        assert nothing.heading == "No campaign fits"
        assert "Show all campaigns" in nothing.text

    @pytest.mark.parametrize("query", ["sort=-colour", "status=sleepy", "from=2026-13-01", "client=x"])
    def test_an_address_that_means_nothing_is_told_so(self, browser: Browser, query: str) -> None:
        assert browser.get(f"/campaigns/?{query}").status == 400

    @pytest.mark.parametrize("page_number", ["0", "-1", "99", "x", "9" * 40])
    def test_a_page_that_does_not_exist_shows_one_that_does(
        self, browser: Browser, sale: Campaign, page_number: str
    ) -> None:
        assert names(browser.get(f"/campaigns/?page={page_number}")) == ["Spring Sale"]

    def test_two_currencies_stand_with_their_codes_and_the_totals_name_the_rate(
        self, browser: Browser, world: World, cast: Cast, sale: Campaign
    ) -> None:
        dollars = world.account(cast.ours, "US", currency="USD")
        world.figures(world.ad_set(world.campaign(dollars, "American")), *june(1), spend="100", revenue="50")
        world.rate("USD", "EUR", "0.5", *june(*range(1, 15)))
        page = browser.get("/campaigns/?columns=spend&columns=roas")
        assert cells(page, "#campaigns tbody td.r") == ["201.50 EUR", "2.29", "100.00 USD", "0.50"]
        assert cells(page, "#campaigns tfoot td.r") == ["251.50 EUR", "1.93"]
        assert "1 USD = 0.5 EUR (average of 14 daily rates, ECB)" in page.text

    def test_a_missing_rate_is_named_and_totals_stand_apart(
        self, browser: Browser, world: World, cast: Cast, sale: Campaign
    ) -> None:
        dollars = world.account(cast.ours, "US", currency="USD")
        world.figures(world.ad_set(world.campaign(dollars, "American")), *june(1), spend="100")
        page = browser.get("/campaigns/?columns=spend")
        assert cells(page, "#campaigns tfoot td.r") == ["201.50 EUR 100.00 USD"]
        assert "no exchange rate from USD to EUR" in page.text
        assert page.heading == "2 campaigns in EUR, USD"

    def test_columns_are_kept_for_the_person(self, browser: Browser, sale: Campaign, session: Session) -> None:
        browser.get("/campaigns/")
        page = browser.post("/campaigns/columns?sort=name&page=3", {"columns": ["clicks", "spend"]})
        assert page.location == "/campaigns/?sort=name"
        assert cells(browser.get("/campaigns/"), "#campaigns thead th") == ["Campaign", "Spend, EUR", "Clicks"]
        kept = session.scalars(select(User).where(User.email == "specialist@tallybird.example")).one().preferences
        assert kept["campaign_columns"] == ["spend", "clicks"]
        assert browser.post("/campaigns/columns", {"columns": ["made up"]}).status == 422

    def test_a_name_of_a_thousand_letters_and_a_hostile_one(self, browser: Browser, world: World, cast: Cast) -> None:
        long, hostile = "Ünbroken" * 125, '<script>alert(1)</script> & “quotes"'
        for name in (long, hostile):
            campaign = world.campaign(cast.account, name)
            assert browser.get(f"/campaigns/{campaign.id}").heading == name
        page = browser.get("/campaigns/")
        assert sorted(names(page)) == sorted([long, hostile])
        assert not page.soup.find("script", string="alert(1)")

    def test_ad_sets_unfold_under_their_campaign(self, browser: Browser, sale: Campaign) -> None:
        page = browser.get(f"/campaigns/{sale.id}/ad-sets?columns=spend&columns=roas&columns=status")
        assert [link["title"] for link in page.soup.select(".name-cell a")] == ["Broad", "Narrow"]
        assert cells(page, "tr td") == ["Active", "130.00", "3.00", "Paused", "71.50", "1.00"]

    def test_totals_without_days_are_pointed_out(
        self, browser: Browser, world: World, cast: Cast, sale: Campaign, session: Session
    ) -> None:
        a_total_without_days(world, cast, sale, session)
        assert "also totals without days" in browser.get("/campaigns/").text


def a_total_without_days(world: World, cast: Cast, sale: Campaign, session: Session) -> None:
    ad_set = session.scalars(select(AdSet).where(AdSet.campaign_id == sale.id)).first()
    assert ad_set is not None
    world.add(
        PeriodTotal(
            account_id=cast.account.id,
            first_day=date(2026, 6, 1),
            last_day=date(2026, 6, 30),
            ad_set_id=ad_set.id,
            campaign_id=sale.id,
            spend_micros=77_000_000,
            seen_at=SEEN,
            batch_id=world.batch(cast.account.id),
        )
    )


class TestCampaign:
    def test_the_header_compares_with_as_many_days_before(
        self, browser: Browser, world: World, sale: Campaign, session: Session
    ) -> None:
        ad_set = session.scalars(select(AdSet).where(AdSet.name == "Broad")).one()
        world.figures(ad_set, *(date(2026, 5, day) for day in range(1, 14)), spend="5", revenue="30")
        page = browser.get(f"/campaigns/{sale.id}")
        assert page.heading == "Spring Sale"
        stats = cells(page, ".stat")
        # 201.50 against 65; 461.50 against 390.
        assert stats[0] == "Spend €202 ↑ up 210% against 1–13 May"
        assert stats[1] == "Revenue €462 ↑ up 18% against 1–13 May €474 once all is reported"
        assert stats[2] == "ROAS 2.29 ↓ down 62% against 1–13 May 2.35 once all is reported"
        assert stats[3].startswith("Conversions 39")
        assert stats[5] == "Platform budget €20 a day"
        assert "Active" in page.text
        assert "15.00 → €20.00 a day" in page.text
        assert f"account-{sale.account_id}.csv" in page.text

    def test_charts_and_tables_tell_the_same_figures(self, browser: Browser, sale: Campaign) -> None:
        page = browser.get(f"/campaigns/{sale.id}")
        option = json.loads(page.soup.select_one("#spend-chart-data").string)  # type: ignore[union-attr,arg-type]  # select_one may find none; then the test fails anyway
        spend, revenue = option["series"][:2]
        assert (spend["data"][:13], revenue["data"][:13]) == ([15.5] * 13, [35.5] * 13)
        assert option["xAxis"][1]["data"][:2] == ["2026-06-01", "2026-06-02"]
        assert [mark["xAxis"] for mark in revenue["markLine"]["data"]] == ["2026-06-04"]
        figure = page.soup.select_one("#spend-chart").find_parent("figure")  # type: ignore[union-attr]  # select_one may find none; then the test fails anyway
        assert isinstance(figure, Tag)
        first = [cell.get_text() for cell in figure.select("tbody tr")[3].select("th, td")]
        assert first == ["4 Jun 2026", "15.50", "35.50", "15.00 → 20.00 EUR a day"]
        assert cells(page, "#ad-sets tfoot td")[2:4] == ["201.50", "461.50"]

    def test_without_figures_it_says_so(self, browser: Browser, world: World, cast: Cast) -> None:
        campaign = world.campaign(cast.account, "New")
        page = browser.get(f"/campaigns/{campaign.id}")
        assert "No figures in June 2026" in page.text
        assert "No ad sets are known" in page.text
        assert "No file named a platform budget yet" in page.text

    def test_a_flight_that_is_over_is_one_press_away(
        self, browser: Browser, world: World, cast: Cast, sale: Campaign
    ) -> None:
        over = world.campaign(cast.account, "Winter", start_day=date(2025, 11, 1), end_day=date(2025, 12, 24))
        world.figures(world.ad_set(over), date(2025, 12, 1), spend="10")
        page = browser.get(f"/campaigns/{over.id}")
        assert "Nothing was spent in June 2026 Its flight was 1 November – 24 December 2025." in page.text
        link = page.soup.select_one(".empty a.btn")
        assert link is not None
        assert cells(browser.get(str(link["href"])), ".stat")[0].startswith("Spend €10")

    def test_without_revenue_roas_is_undefined_and_the_forecast_says_why(
        self, browser: Browser, world: World, cast: Cast
    ) -> None:
        campaign = world.campaign(cast.account, "Reach")
        world.figures(world.ad_set(campaign), *june(*range(1, 14)), spend="10", impressions=5)
        page = browser.get(f"/campaigns/{campaign.id}")
        assert "No revenue was reported for it" in page.text
        assert "revenue" in cells(page, ".columns-2 .panel:nth-child(2)")[0]
        assert page.soup.select_one("#roas-chart") is None

    def test_another_period_is_another_period(self, browser: Browser, sale: Campaign) -> None:
        page = browser.get(f"/campaigns/{sale.id}?from=2026-06-01&to=2026-06-02")
        assert cells(page, ".stat")[0].startswith("Spend €31")

    def test_an_account_in_yen_has_no_cents(self, browser: Browser, world: World, cast: Cast) -> None:
        yen = world.account(cast.ours, "Tokyo", currency="JPY", time_zone="Asia/Tokyo")
        campaign = world.campaign(yen, "東京")
        world.figures(world.ad_set(campaign), *june(1), spend="1200", revenue="3600")
        page = browser.get(f"/campaigns/{campaign.id}")
        assert page.heading == "東京"
        assert cells(page, ".stat")[0].startswith("Spend JP¥1,200")

    def test_totals_without_days_stand_apart(
        self, browser: Browser, world: World, cast: Cast, sale: Campaign, session: Session
    ) -> None:
        a_total_without_days(world, cast, sale, session)
        page = browser.get(f"/campaigns/{sale.id}")
        assert "Totals that came without days are in none of the figures here: €77.00" in page.text
        assert cells(page, ".stat")[0].startswith("Spend €202")

    def test_long_history_gives_a_forecast_and_a_response(self, browser: Browser, world: World, cast: Cast) -> None:
        campaign = world.campaign(cast.account, "Steady")
        ad_set = world.ad_set(campaign)
        for back in range(1, 80):
            spend = 40 + 15 * (back % 9)
            day = date(2026, 6, 14) - timedelta(days=back)
            world.figures(ad_set, day, spend=spend, revenue=str(round(Decimal(spend) ** Decimal("0.7") * 9, 2)))
        for address in (f"/campaigns/{campaign.id}", f"/campaigns/ad-sets/{ad_set.id}"):
            page = browser.get(address)
            assert "10% more spend brings about" in page.text
            assert "evidence" in page.text
            option = json.loads(page.soup.select_one("#spend-chart-data").string)  # type: ignore[union-attr,arg-type]  # select_one may find none; then the test fails anyway
            assert option["xAxis"][1]["data"][-1] == "2026-06-30"
            later, low, band, expected = option["series"][2:]
            reported = option["series"][1]["data"]
            assert later["name"] == "Once all is reported"
            assert later["data"][12] > reported[12]  # yesterday still fills up
            assert later["data"][0] is None
            assert option["series"][1]["markArea"]["paid"] == "young"
            assert "On the hatched days revenue is as reported so far" in page.text
            assert "assumed, not learned" in page.text
            assert [low["paid"], band["paid"], expected["paid"]] == ["band-low", "band", "forecast"]
            assert expected["data"][12] is None
            assert low["data"][13] < expected["data"][13] < low["data"][13] + band["data"][13]
            curve = json.loads(page.soup.select_one("#response-chart-data").string)  # type: ignore[union-attr,arg-type]  # select_one may find none; then the test fails anyway
            tried, beyond = curve["series"][:2]
            assert tried["data"][-1] == beyond["data"][0]  # solid goes over into dashed without a gap
        marginal = browser.get(f"/campaigns/marginal?client={cast.ours.id}&currency=EUR&campaign={campaign.id}")
        assert float(cells(marginal, f"#marginal-{campaign.id}")[0]) > 0

    def test_the_ad_sets_page_leads_back_to_its_campaign(
        self, browser: Browser, sale: Campaign, session: Session
    ) -> None:
        broad = session.scalars(select(AdSet).where(AdSet.name == "Broad")).one()
        page = browser.get(f"/campaigns/ad-sets/{broad.id}?from=2026-06-01&to=2026-06-13")
        assert page.heading == "Broad"
        link = page.soup.select_one(f'.crumbs a[href^="/campaigns/{sale.id}?"]')
        assert link is not None
        assert "from=2026-06-01" in str(link["href"])
        assert cells(page, ".stat")[0].startswith("Spend €130")
        assert cells(page, ".stat")[5] == "Platform budget €20 a day, set on the campaign"


class TestSearch:
    def test_it_finds_names_of_ones_own_clients(self, browser: Browser, sale: Campaign, client_for: ClientFor) -> None:
        page = browser.get("/campaigns/search?q=spring")
        assert [link["href"] for link in page.soup.select("a")] == [f"/campaigns/{sale.id}"]
        assert "Tallybird DE" in page.text
        nothing = browser.get("/campaigns/search?q=zzz")
        assert "No campaign or ad set of yours is called “zzz”." in nothing.text
        assert browser.get("/campaigns/search?q=").text == ""
        outsider = client_for("outsider").get("/campaigns/search?q=spring")
        assert not outsider.soup.select("a")


class TestCsv:
    def test_the_table_ties_to_the_page(self, browser: Browser, world: World, cast: Cast, sale: Campaign) -> None:
        risky = world.campaign(cast.account, "=1+1 Sale")
        world.figures(world.ad_set(risky), *june(1), spend="0.013333")
        rows = table(browser.get("/campaigns/campaigns.csv"))
        assert [row["campaign"] for row in rows] == ["Spring Sale", "'=1+1 Sale", "2 campaigns"]
        assert [row["row"] for row in rows] == ["campaign", "campaign", "total"]
        assert rows[0]["spend"] == "201.50"
        assert rows[0]["budget_a_day"] == "20.00"
        assert rows[1]["spend"] == "0.013333"
        assert Decimal(rows[2]["spend"]) == Decimal(rows[0]["spend"]) + Decimal(rows[1]["spend"])
        ticked = table(browser.get(f"/campaigns/campaigns.csv?campaign={risky.id}&campaign=999999"))
        assert [row["campaign"] for row in ticked] == ["'=1+1 Sale", "1 campaign"]

    def test_the_days_tie_to_the_chart(self, browser: Browser, sale: Campaign, session: Session) -> None:
        answer = browser.get(f"/campaigns/{sale.id}/daily.csv")
        assert "campaign_" in answer.response.headers["Content-Disposition"]
        rows = table(answer)
        assert len(rows) == 31
        assert (rows[0]["spend"], rows[20]["spend"]) == ("15.50", "")
        assert (rows[-1]["row"], rows[-1]["spend"], rows[-1]["revenue"]) == ("total", "201.50", "461.50")
        broad = session.scalars(select(AdSet).where(AdSet.name == "Broad")).one()
        assert table(browser.get(f"/campaigns/ad-sets/{broad.id}/daily.csv"))[-1]["spend"] == "130.00"

    def test_too_many_ticks_are_refused_in_words(self, browser: Browser) -> None:
        many = "&".join(f"campaign={number}" for number in range(1, 1200))
        assert browser.get(f"/campaigns/campaigns.csv?{many}").status == 400


class TestTicked:
    def test_reallocation_locks_the_others_that_spend(
        self, browser: Browser, world: World, cast: Cast, sale: Campaign
    ) -> None:
        spending, idle = world.campaign(cast.account, "Spending"), world.campaign(cast.account, "Idle")
        world.figures(world.ad_set(spending), *june(10), spend="1")
        world.figures(world.ad_set(idle), date(2026, 3, 1), spend="1")
        page = browser.get(f"/campaigns/reallocate?campaign={sale.id}")
        assert page.location == f"/reallocate/?client={cast.ours.id}&currency=EUR&lock={spending.id}"

    def test_a_plan_line_starts_with_the_names(
        self, browser: Browser, world: World, cast: Cast, sale: Campaign
    ) -> None:
        other = world.campaign(cast.account, "Other & more")
        page = browser.get(f"/campaigns/plan?campaign={sale.id}&campaign={other.id}")
        assert page.location == f"/pacing/new?client={cast.ours.id}&match=Other+%26+more%0ASpring+Sale"

    def test_two_currencies_are_refused_in_words(
        self, browser: Browser, world: World, cast: Cast, sale: Campaign
    ) -> None:
        dollars = world.campaign(world.account(cast.ours, currency="USD"))
        page = browser.get(f"/campaigns/reallocate?campaign={sale.id}&campaign={dollars.id}")
        assert page.status == 400
        assert "several currencies" in page.text

    def test_two_clients_are_refused_in_words(
        self, client_for: ClientFor, world: World, cast: Cast, sale: Campaign
    ) -> None:
        theirs = world.campaign(cast.other_account)
        page = client_for("everywhere").get(f"/campaigns/plan?campaign={sale.id}&campaign={theirs.id}")
        assert "several clients" in page.text

    def test_nothing_ticked_and_nothing_of_ones_own(self, client_for: ClientFor, sale: Campaign) -> None:
        assert client_for(Role.SPECIALIST).get("/campaigns/plan").status == 404
        assert client_for("outsider").get(f"/campaigns/reallocate?campaign={sale.id}").status == 404
        assert client_for(Role.VIEWER).get(f"/campaigns/reallocate?campaign={sale.id}").status == 403

    def test_what_does_not_fit_into_an_address_is_said(self, browser: Browser, world: World, cast: Cast) -> None:
        many = [world.campaign(cast.account, f"{number} " + "long " * 180).id for number in range(3)]
        page = browser.get("/campaigns/plan?" + "&".join(f"campaign={each}" for each in many))
        assert (page.status, "too long" in page.text) == (400, True)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_may_look(client_for: ClientFor, sale: Campaign, role: Role) -> None:
    browser = client_for(role)
    assert names(browser.get("/campaigns/")) == ["Spring Sale"]
    assert browser.get(f"/campaigns/{sale.id}").status == 200


def test_an_outsider_sees_none_of_it(client_for: ClientFor, cast: Cast, sale: Campaign, session: Session) -> None:
    outsider = client_for("outsider")
    ad_set = session.scalars(select(AdSet).where(AdSet.campaign_id == sale.id)).first()
    assert ad_set is not None
    assert outsider.get("/campaigns/").heading == "No campaigns yet"
    for address in (
        f"/campaigns/{sale.id}",
        f"/campaigns/{sale.id}/ad-sets",
        f"/campaigns/{sale.id}/daily.csv",
        f"/campaigns/ad-sets/{ad_set.id}",
        f"/campaigns/ad-sets/{ad_set.id}/daily.csv",
        f"/campaigns/?client={cast.ours.id}",
        f"/campaigns/marginal?client={cast.ours.id}&currency=EUR&campaign={sale.id}",
    ):
        page = outsider.get(address)
        assert page.status == 404, address
        assert "Spring Sale" not in page.text
