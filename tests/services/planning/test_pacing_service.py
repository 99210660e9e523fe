"""Pacing of stored plan lines: what is counted, in which currency, for whom, and with how many queries."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.days import Period
from paidsocial.domain.money import Money
from paidsocial.domain.pacing import Status
from paidsocial.domain.plan import Scope
from paidsocial.errors import MissingRate
from paidsocial.models import AdAccount, Campaign, CampaignDay, Client, ImportBatch, PacingSnooze
from paidsocial.services import audit
from paidsocial.services.access import Role
from paidsocial.services.planning import pacing, plans
from paidsocial.services.planning.pacing_document import document
from paidsocial.services.planning.pacing_facts import Window
from paidsocial.services.planning.plans import Wanted
from paidsocial.services.workspace import organisation
from tests.support.builders import SEEN, World, someone
from tests.support.queries import counted

JUNE = Period.month(2026, 6)
AS_OF = date(2026, 6, 14)
M = 1_000_000


class Planned(World):
    """A company with plan lines."""

    def plan(self, client: Client, name: str, amount: str, *, currency: str = "EUR", **more: object) -> int:
        wanted = Wanted(client.id, name, JUNE, Money.parse(amount, currency), **more)  # type: ignore[arg-type]  # keyword arguments pass through a dict
        return plans.save(self.session, someone(), wanted, now=SEEN, today=date(2026, 6, 1)).line.id

    def spend(self, campaign: Campaign, amount: str, first: date, last: date) -> None:
        """The same spend on every day from first to last."""
        self.figures(self.ad_set(campaign), *Period(first, last).days(), spend=amount)


@pytest.fixture
def world(session: Session) -> Planned:
    return Planned(session)


def june(day: int) -> date:
    return date(2026, 6, day)


def read(world: World, as_of: date = AS_OF, **more: object) -> pacing.Report:
    actor = more.pop("actor", someone())
    return pacing.read(world.session, actor, month=JUNE, as_of=as_of, **more)  # type: ignore[arg-type]  # keyword arguments pass through a dict


def test_a_line_from_stored_figures(world: Planned):
    client = world.client("Tallybird")
    meta = world.account(client)
    sale, brand, other = (world.campaign(meta, name) for name in ("Spring Sale", "Spring Brand", "Other"))
    world.spend(sale, "300.25", date(2026, 5, 1), june(13))
    world.spend(brand, "100", date(2026, 5, 1), june(13))
    world.spend(other, "7", june(2), june(4))
    world.spend(other, "1000", june(14), june(20))  # today and later: not counted
    world.plan(client, "Spring", "15000", scope=Scope(matches=("Spring*",)))
    doc = document(read(world))
    (line,) = doc["lines"]
    # 13 days at 400.25; 17 days left.
    assert line["plan_line"] == "Spring"
    assert line["budget"] == "15000.00"
    assert line["spent"] == "5203.25"
    assert line["through"] == "2026-06-13"
    assert line["expected"] == "6500.00"  # every weekday alike, as learned
    assert line["shape"] == "weekday"
    assert line["current_daily"] == "400.25"
    assert line["required_daily"] == "576.28"  # 9,796.75 / 17 = 576.279
    assert line["adjust_by_daily"] == "176.03"
    assert line["projected"] == "12007.50"
    assert float(line["projected_low"]) < 12007.5 < float(line["projected_high"])
    assert line["probability_over"] == 0.0
    assert line["status"] == "under"  # lands at 80% of the plan; 85.4% is the least by now
    assert (line["currency"], line["client"], line["campaigns"], line["days_left"]) == ("EUR", "Tallybird", 2, 17)
    assert doc["untracked"] == {
        "campaigns": 1,
        "currency": "EUR",
        "spend": "21.00",
        "by_currency": [{"currency": "EUR", "campaigns": 1, "spend": "21.00"}],
    }
    assert any(cause.startswith("Untracked: 1 campaign of this client spent 21.00 EUR") for cause in line["causes"])
    assert doc["month"] == "2026-06"
    assert doc["as_of"] == "2026-06-14"


def test_no_lines_no_figures(world: Planned):
    assert document(read(world)) == {
        "month": "2026-06",
        "as_of": "2026-06-14",
        "lines": [],
        "untracked": {"campaigns": 0, "currency": "USD", "spend": "0.00", "by_currency": []},
    }


def test_a_line_without_campaigns_and_a_line_without_figures(world: Planned):
    client = world.client()
    world.plan(client, "Empty", "100")
    world.campaign(world.account(client), "Never")
    world.plan(client, "Silent", "100")
    lines = {line.facts.name: line for line in read(world).lines}
    assert lines["Empty"].status is Status.NO_DATA
    assert [cause.code for cause in lines["Empty"].causes] == ["nothing_covered"]
    assert lines["Silent"].status is Status.NO_DATA
    assert lines["Silent"].pacing is not None
    assert lines["Silent"].pacing.through is None


def test_covered_spend_in_another_currency_is_converted_day_by_day(world: Planned):
    client = world.client()
    euros, dollars = world.account(client), world.account(client, currency="USD")
    world.spend(world.campaign(euros), "100", june(1), june(13))
    world.spend(world.campaign(dollars), "200", june(1), june(13))
    world.rate("USD", "EUR", "0.90", *Period(june(1), june(10)).days())
    world.rate("USD", "EUR", "0.95", *Period(june(11), june(13)).days())
    world.plan(client, "All", "9000")
    (line,) = read(world).lines
    assert line.pacing is not None
    assert line.pacing.spent == (13 * 100 + 10 * 180 + 3 * 190) * M


def test_a_missing_rate_is_named_and_spoils_only_its_own_line(world: Planned):
    client = world.client()
    euros, dollars = world.account(client, "Euros"), world.account(client, "Dollars", currency="USD")
    world.spend(world.campaign(euros, "E"), "100", june(1), june(13))
    world.spend(world.campaign(dollars, "D"), "200", june(1), june(13))
    world.plan(client, "All", "9000")
    world.plan(client, "Euros only", "3000", scope=Scope(account_ids=frozenset({euros.id})))
    report = read(world)
    by_name = {line.facts.name: line for line in report.lines}
    assert by_name["Euros only"].status is Status.ON_TRACK
    broken = by_name["All"]
    assert broken.pacing is None
    assert broken.status is Status.NO_DATA
    assert isinstance(broken.error, MissingRate)
    assert "from USD to EUR for 2026-06-01" in broken.causes[0].text
    assert report.errors == (broken.error,)
    doc = document(report)
    assert next(line for line in doc["lines"] if line["plan_line"] == "All")["spent"] is None


def test_rates_missing_before_the_period_only_shorten_the_history(world: Planned):
    client = world.client()
    dollars = world.account(client, currency="USD")
    world.spend(world.campaign(dollars), "100", date(2026, 4, 1), june(13))
    world.rate("USD", "EUR", "0.5", *Period(date(2026, 5, 25), june(13)).days())
    world.plan(client, "All", "1500")
    (line,) = read(world).lines
    assert line.pacing is not None
    assert line.pacing.spent == 650 * M
    assert line.pacing.current_daily == 50 * M
    assert line.facts.history.first_day == date(2026, 5, 25)


def test_untracked_spend_of_several_currencies(world: Planned):
    client = world.client()
    world.spend(world.campaign(world.account(client)), "10", june(1), june(3))
    world.spend(world.campaign(world.account(client, currency="USD")), "20", june(1), june(3))
    nobody_knows = read(world).untracked
    assert (nobody_knows.campaigns, nobody_knows.spend) == (2, None)
    assert nobody_knows.missing_rate is not None
    assert "from EUR to USD" in nobody_knows.missing_rate
    world.rate("EUR", "USD", "1.10", june(13))
    doc = document(read(world))["untracked"]
    assert doc["spend"] == "93.00"
    assert doc["currency"] == "USD"
    assert doc["by_currency"] == [
        {"currency": "EUR", "campaigns": 1, "spend": "30.00"},
        {"currency": "USD", "campaigns": 1, "spend": "60.00"},
    ]


def test_spend_is_tracked_only_on_the_days_of_its_line(world: Planned):
    client = world.client()
    campaign = world.campaign(world.account(client))
    world.spend(campaign, "10", june(1), june(13))
    half = Wanted(client.id, "Half", Period(june(11), june(30)), Money.parse("500", "EUR"))
    plans.save(world.session, someone(), half, now=SEEN, today=AS_OF)
    report = read(world)
    assert report.untracked.spend == 100 * M
    (line,) = report.lines
    assert line.pacing is not None
    assert line.pacing.spent == 30 * M
    assert line.pacing.current_daily == 10 * M
    plans.set_archived(world.session, someone(), line.facts.line_id, archived=True, now=SEEN)
    assert read(world).untracked.spend == 130 * M
    assert read(world).lines == ()


def test_the_account_that_lags_sets_the_last_whole_day(world: Planned):
    client = world.client()
    first, second = world.account(client, "Meta"), world.account(client, "TikTok")
    world.spend(world.campaign(first), "100", june(1), june(13))
    world.spend(world.campaign(second), "50", june(1), june(12))
    world.plan(client, "All", "4500")
    (line,) = read(world).lines
    assert line.pacing is not None
    assert line.pacing.through == june(12)
    assert line.pacing.spent == (13 * 100 + 12 * 50) * M
    assert line.pacing.expected == 1800 * M
    assert line.pacing.projection is not None
    assert line.pacing.projection.amount == 4500 * M


def test_a_lagging_account_makes_the_line_stale_and_is_named(world: Planned):
    client = world.client()
    world.spend(world.campaign(world.account(client, "Meta")), "100", june(1), june(13))
    world.spend(world.campaign(world.account(client, "TikTok")), "50", june(1), june(9))
    world.plan(client, "All", "1000000")
    (line,) = read(world).lines
    assert line.status is Status.NO_DATA
    codes = {cause.code: cause.text for cause in line.causes}
    assert codes["data_stale"].startswith("Data stale: figures end on 9 June 2026, 4 whole days are missing")
    assert codes["account_behind"] == "TikTok has no figures after 9 June 2026."


def test_an_account_that_stopped_long_ago_holds_nobody_back(world: Planned):
    client = world.client()
    world.spend(world.campaign(world.account(client, "Meta")), "100", date(2026, 5, 1), june(13))
    world.spend(world.campaign(world.account(client, "Old")), "50", date(2026, 5, 1), date(2026, 5, 20))
    world.plan(client, "All", "1000000")
    (line,) = read(world).lines
    assert line.status is Status.UNDER
    assert "Old has no figures after 20 May 2026." in [cause.text for cause in line.causes]


def test_an_import_vouches_for_days_without_spend(world: Planned, session: Session):
    client = world.client()
    account = world.account(client)
    world.spend(world.campaign(account), "100", june(1), june(9))
    world.plan(client, "All", "6000")
    assert read(world).lines[0].status is Status.NO_DATA
    with transaction(session):
        batch = session.get_one(ImportBatch, world.batch(account.id))
        batch.first_day, batch.last_day = june(1), june(13)
    line = read(world).lines[0]
    assert line.status is Status.UNDER
    assert line.causes[0].text == "No delivery since 10 June 2026: 4 whole days without spend."


def test_flights_budgets_and_edits_reach_the_projection_and_the_causes(world: Planned):
    client = world.client()
    account = world.account(client)
    over = world.campaign(account, "Over", end_day=june(8))
    ending = world.campaign(account, "Ending", end_day=june(20))
    cut = world.campaign(account, "Cut")
    world.spend(over, "50", date(2026, 5, 1), june(8))
    world.spend(ending, "30", date(2026, 5, 1), june(13))
    world.spend(cut, "100", date(2026, 5, 1), june(13))
    world.budget(cut, "100", date(2026, 4, 1))
    world.budget(cut, "60", june(13))
    world.plan(client, "All", "10000")
    (line,) = read(world).lines
    assert line.pacing is not None
    assert line.pacing.projection is not None
    # Spent 8 x 50 + 13 x 130. Ahead: 60 a day for 17 days, 30 a day to the 20th; nothing from the flight that is over.
    assert line.pacing.projection.amount == (400 + 1690 + 17 * 60 + 7 * 30) * M
    said = [cause.text for cause in line.causes]
    assert "Flight ended: Over stopped on 8 June 2026." in said
    assert (
        "Recent budget edit: Cut from 100.00 EUR to 60.00 EUR a day on 13 June 2026; the run rate may still be moving."
        in said
    )


def test_an_alarm_names_the_campaign_that_rose_and_the_one_that_is_capped(world: Planned):
    client = world.client()
    account = world.account(client)
    for number in range(8):
        world.spend(world.campaign(account, f"Steady {number}"), "20", date(2026, 5, 1), june(13))
    rising = world.campaign(account, "Advantage+")
    world.spend(rising, "100", date(2026, 4, 1), june(7))
    world.spend(rising, "141", june(8), june(13))
    world.plan(client, "Over", "5000")
    (line,) = read(world).lines
    assert line.status is Status.OVER
    moved = next(cause.text for cause in line.causes if cause.code == "campaign_moved")
    assert moved.startswith("Advantage+ rose ")
    assert moved.endswith("% since Monday.")
    world.budget(rising, "142", date(2026, 3, 1))
    plans.save(
        world.session,
        someone(),
        Wanted(client.id, "Over", JUNE, Money.parse("20000", "EUR"), effective_day=june(1)),
        now=SEEN,
        today=AS_OF,
    )
    (line,) = read(world).lines
    assert line.status is Status.UNDER
    capped = next(cause.text for cause in line.causes if cause.code == "capped_by_platform_budget")
    assert capped == "Capped by platform budget: Advantage+ already spends 95% of its 142.00 EUR a day."


def test_the_most_money_at_stake_comes_first_across_currencies(world: Planned, now: datetime):
    client = world.client()
    euros, yen = world.account(client), world.account(client, currency="JPY")
    world.spend(world.campaign(euros, "E"), "100", date(2026, 5, 1), june(13))
    world.spend(world.campaign(yen, "Y"), "10000", date(2026, 5, 1), june(13))
    world.rate("JPY", "EUR", "0.006", *Period(date(2026, 3, 1), june(13)).days())
    by_account = {"E": Scope(account_ids=frozenset({euros.id})), "Y": Scope(account_ids=frozenset({yen.id}))}
    world.plan(client, "Yen", "150000", currency="JPY", scope=by_account["Y"])  # 150,000 JPY over: 900 EUR
    world.plan(client, "Euro", "1000", scope=by_account["E"])  # 2,000 EUR over
    world.plan(client, "Fine", "3000", scope=by_account["E"])
    admin = someone(Role.ADMINISTRATOR)
    organisation.change(world.session, admin, organisation.Organisation(reporting_currency="EUR"), now=now)
    assert [line.facts.name for line in read(world).lines] == ["Euro", "Yen", "Fine"]


def test_not_now_takes_a_line_out_of_the_queue_until_its_day(world: Planned, session: Session):
    client = world.client()
    world.spend(world.campaign(world.account(client)), "100", date(2026, 5, 1), june(13))
    line_id = world.plan(client, "All", "1000")
    assert len(read(world).waiting) == 1
    with transaction(session):
        session.add(PacingSnooze(plan_line_id=line_id, until_day=june(16), reason="Agreed", created_at=SEEN))
    report = read(world)
    assert report.waiting == ()
    assert report.lines[0].facts.snooze is not None
    assert report.lines[0].facts.snooze.reason == "Agreed"
    assert len(read(world, as_of=june(16)).waiting) == 1


def test_people_see_their_clients_lines_only(world: Planned):
    ours, theirs = world.client("Ours"), world.client("Theirs")
    for client in (ours, theirs):
        world.spend(world.campaign(world.account(client)), "10", june(1), june(13))
        world.plan(client, f"Line of {client.name}", "300", scope=Scope(matches=("None*",)))
    teammate, outsider = someone(clients={ours.id}), someone(clients=set())
    report = read(world, actor=teammate)
    assert [line.facts.name for line in report.lines] == ["Line of Ours"]
    assert report.untracked.spend == 130 * M
    assert read(world, actor=outsider).lines == ()
    assert read(world, actor=outsider).untracked.campaigns == 0
    assert read(world, actor=teammate, client_id=theirs.id).lines == ()
    assert len(read(world, actor=someone(), client_id=theirs.id).lines) == 1


def test_one_account_of_several(world: Planned):
    client = world.client()
    first, second = world.account(client), world.account(client)
    world.campaign(first, "A")
    world.campaign(second, "B")
    world.plan(client, "A", "1", scope=Scope(matches=("A",)))
    world.plan(client, "B", "1", scope=Scope(matches=("B",)))
    assert [line.facts.name for line in read(world, account_id=second.id).lines] == ["B"]


def test_the_number_of_queries_does_not_grow_with_the_lines(world: Planned, session: Session):
    def one_more(client: Client, account: AdAccount, number: int) -> None:
        campaign = world.campaign(account, f"C{number}", end_day=june(20) if number % 2 else None)
        world.spend(campaign, "100", date(2026, 5, 1), june(13))
        world.budget(campaign, "100", date(2026, 4, 1))
        world.budget(campaign, "120", june(10))
        world.plan(client, f"L{number}", "1000" if number % 3 else "9000", scope=Scope(matches=(f"C{number}",)))

    client = world.client()
    euros, dollars = world.account(client), world.account(client, currency="USD")
    world.rate("USD", "EUR", "0.9", *Period(date(2026, 3, 1), june(13)).days())
    one_more(client, euros, 0)
    one_more(client, dollars, 1)
    read(world)
    with counted(session) as few:
        read(world)
    second = world.client()
    for number in range(2, 14):
        one_more(second, world.account(second, currency="USD" if number % 4 else "EUR"), number)
    with counted(session) as many:
        assert len(read(world).lines) == 14
    assert len(many) == len(few) <= 20


def test_a_cached_month_is_used_until_something_about_its_client_is_written(
    world: Planned, session: Session, now: datetime
):
    one, two = world.client("One"), world.client("Two")
    for client in (one, two):
        world.spend(world.campaign(world.account(client)), "100", june(1), june(13))
        world.plan(client, "All", "3000")
    cache = pacing.PacingCache()
    first = read(world, cache=cache)
    with counted(session) as again:
        assert read(world, cache=cache) == first
    assert len(again) <= 5
    with counted(session) as other_day:
        read(world, as_of=AS_OF + timedelta(days=1), cache=cache)
    assert len(other_day) > 10

    def kept(*clients: Client) -> int:
        """How many of the clients' months are remembered."""
        cache.catch_up(session)
        return len(cache.known(Window([client.id for client in clients], JUNE, AS_OF)))

    world.plan(one, "Second", "100")
    assert (kept(one), kept(two)) == (0, 1)
    assert len(read(world, cache=cache).lines) == 3
    assert len(read(world, cache=cache, actor=someone(clients={one.id})).lines) == 2
    with transaction(session):
        audit.record(session, someone(), now=now, action="person.signed_in", subject=("user", 1))
    assert kept(one, two) == 2
    world.rate("USD", "EUR", "0.9", june(1))  # in bulk, without an entry
    assert kept(one, two) == 0
    read(world, cache=cache)
    with transaction(session):
        audit.record(session, someone(), now=now, action="rates.load", subject=("exchange_rate", "x"))
    assert kept(one, two) == 0


def test_spent_agrees_with_the_daily_sums(world: Planned, session: Session):
    client = world.client()
    account = world.account(client)
    campaigns = [world.campaign(account, f"C{number}") for number in range(3)]
    for number, campaign in enumerate(campaigns):
        world.spend(campaign, f"{number + 1}.333333", june(1), june(13))
    world.plan(client, "All", "100")
    (line,) = read(world).lines
    stored = sum(row.spend_micros for row in session.query(CampaignDay) if row.day in JUNE)
    assert line.pacing is not None
    assert line.pacing.spent == stored
    assert document(read(world))["lines"][0]["spent"] == "90.999987"
