"""Lift tests: recorded once, held against what was reported, withdrawn with a reason, seen only by their own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.errors import BadInput, Forbidden, NotFound
from paidsocial.models import AdAccount, AuditEntry, Campaign, Client, LiftTest
from paidsocial.services.access import Role
from paidsocial.services.prediction import histories, incremental, lift_tests, pools
from paidsocial.services.prediction.lift_test_details import Details, problems
from tests.support.builders import World, micros, someone
from tests.support.queries import counted

TODAY = date(2026, 6, 14)
FIRST, LAST = date(2026, 5, 18), date(2026, 5, 31)
SPECIALIST = someone()


class Shop:
    """A client with a campaign on Meta and one on TikTok that report €10 spend and €40 revenue on each of 42 days."""

    def __init__(self, session: Session) -> None:
        self.world = World(session)
        self.client: Client = self.world.client("Tallybird")
        self.meta: AdAccount = self.world.account(self.client, platform="meta")
        self.tiktok: AdAccount = self.world.account(self.client, platform="tiktok")
        self.sale: Campaign = self.world.campaign(self.meta, "Spring Sale")
        self.clips: Campaign = self.world.campaign(self.tiktok, "Clips")
        days = [TODAY - timedelta(days=back) for back in range(1, 43)]
        for campaign in (self.sale, self.clips):
            self.world.figures(self.world.ad_set(campaign), *days, spend="10", revenue="40")

    def details(self, **changes: Any) -> Details:
        """€280 tested brought €560 of the €1,120 reported: half."""
        amounts = {"spend_micros": "280", "revenue_micros": "560", "low_micros": "420", "high_micros": "700"}
        amounts = {name: micros(changes.pop(name, amount)) for name, amount in amounts.items()}
        return replace(Details(self.client.id, FIRST, LAST, "EUR", **amounts), **changes)


@pytest.fixture
def shop(session: Session) -> Shop:
    return Shop(session)


def add(session: Session, details: Details, now: datetime, actor: Any = SPECIALIST) -> LiftTest:
    return lift_tests.add(session, actor, details, now=now, today=TODAY)


def test_a_test_is_held_against_what_the_platforms_reported(session: Session, shop: Shop, now: datetime) -> None:
    row = add(session, shop.details(), now)
    found = lift_tests.listing(session, SPECIALIST)
    assert (found.total, found.standing) == (1, 1)
    reading = found.rows[0]
    assert reading.test.id == row.id
    assert (reading.reported_spend.micros, reading.reported_revenue.micros) == (280_000_000, 1_120_000_000)
    assert (reading.share, reading.low, reading.high) == pytest.approx((0.5, 0.375, 0.625))
    assert reading.unused == ""
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "lift_test.recorded")).one()
    assert entry.subject_id == str(row.id)
    assert entry.after["incremental_revenue"] == "560.00 EUR"


@pytest.mark.parametrize(
    ("changes", "warning"),
    [
        ({}, ""),
        ({"spend_micros": "281"}, ""),  # reports round
        ({"spend_micros": "283"}, "More spend was tested (283.00 EUR) than is on record for its days (280.00 EUR)"),
        ({"revenue_micros": "2250", "high_micros": "2400"}, "A share of 201% is above 200% of the reported revenue"),
        ({"revenue_micros": "-1130", "low_micros": "-1300"}, "A share of -101% is below -100%"),
        ({"first_day": date(2025, 5, 18), "last_day": date(2025, 5, 31)}, ""),  # nothing on record to hold it against
    ],
)
def test_a_test_that_does_not_fit_the_record_is_warned_of_and_counts(
    session: Session, shop: Shop, now: datetime, changes: dict[str, Any], warning: str
) -> None:
    row = add(session, shop.details(**changes), now)
    reading = lift_tests.read(session, SPECIALIST, row.id)
    assert reading.warning.startswith(warning)
    assert bool(reading.warning) == bool(warning)
    assert lift_tests.listing(session, SPECIALIST).standing == 1


def test_a_test_of_far_more_spend_than_is_on_record_is_kept_and_does_not_count(
    session: Session, shop: Shop, now: datetime
) -> None:
    row = add(session, shop.details(spend_micros="561"), now)
    reading = lift_tests.read(session, SPECIALIST, row.id)
    assert (reading.share, reading.low, reading.high, reading.warning) == (None, None, None, "")
    assert reading.unused.startswith(
        "It does not count: 561.00 EUR were tested, more than 2 times the 280.00 EUR on record for its days."
    )
    lift_tests.withdraw(session, SPECIALIST, row.id, reason="Mistyped.", now=now)
    assert lift_tests.read(session, SPECIALIST, add(session, shop.details(spend_micros="560"), now).id).share


def test_everything_that_is_wrong_is_named_at_once(session: Session, shop: Shop, now: datetime) -> None:
    wrong = shop.details(low_micros="600", level_bp=300, source_url="ftp://x")
    assert [one.field for one in problems(wrong, today=now.date())] == ["low_micros", "level_bp", "source_url"]
    with pytest.raises(BadInput, match=r"The lower end is .* The confidence is between .* A link begins with"):
        add(session, wrong, now)


@pytest.mark.parametrize(
    ("scope", "named", "revenue"),
    [({"platform": "tiktok"}, "tiktok", 560), ({"campaign": "Spring Sale"}, "Spring Sale", 560), ({}, "", 1120)],
)
def test_only_the_scope_of_a_test_counts(
    session: Session, shop: Shop, now: datetime, *, scope: dict[str, str], named: str, revenue: int
) -> None:
    add(session, shop.details(**scope), now)
    reading = lift_tests.listing(session, SPECIALIST, client_id=shop.client.id).rows[0]
    assert reading.scope == named
    assert reading.reported_revenue.micros == revenue * 1_000_000


def test_a_test_of_a_part_of_the_spend_compares_returns(session: Session, shop: Shop, now: datetime) -> None:
    tenth = shop.details(spend_micros="28", revenue_micros="56", low_micros="42", high_micros="70")
    add(session, tenth, now)
    assert lift_tests.listing(session, SPECIALIST).rows[0].share == pytest.approx(0.5)


def test_a_test_without_imported_days_says_so(session: Session, shop: Shop, now: datetime) -> None:
    add(session, shop.details(first_day=date(2025, 1, 1), last_day=date(2025, 1, 14)), now)
    reading = lift_tests.listing(session, SPECIALIST).rows[0]
    assert reading.share is None
    assert "No EUR spend is imported for its days" in reading.unused


def test_withdrawn_with_a_reason_it_stays_and_comes_back(session: Session, shop: Shop, now: datetime) -> None:
    row = add(session, shop.details(), now)
    with pytest.raises(BadInput, match="Say why"):
        lift_tests.withdraw(session, SPECIALIST, row.id, reason="  ", now=now)
    lift_tests.withdraw(session, SPECIALIST, row.id, reason="The holdout leaked.", now=now)
    found = lift_tests.listing(session, SPECIALIST)
    assert (found.total, found.standing) == (1, 0)
    assert found.rows[0].unused == "Withdrawn."
    assert found.rows[0].test.withdrawn_reason == "The holdout leaked."
    assert lift_tests.standing(session, [shop.client.id], "EUR") == []
    again = add(session, shop.details(), now)
    with pytest.raises(BadInput, match="recorded already"):
        lift_tests.restore(session, SPECIALIST, row.id, now=now)
    lift_tests.withdraw(session, SPECIALIST, again.id, reason="Twice.", now=now)
    lift_tests.restore(session, SPECIALIST, row.id, now=now)
    assert [reading.test.id for reading in lift_tests.standing(session, [shop.client.id], "EUR")] == [row.id]
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert [action for action in actions if action.startswith("lift_test")] == [
        "lift_test.recorded",
        "lift_test.withdrawn",
        "lift_test.recorded",
        "lift_test.withdrawn",
        "lift_test.restored",
    ]


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"first_day": None}, "first_day", "first day"),
        ({"last_day": FIRST - timedelta(days=1)}, "last_day", "on or after"),
        ({"last_day": TODAY + timedelta(days=1)}, "last_day", "when it is over"),
        ({"spend_micros": "0"}, "spend_micros", "above 0"),
        ({"revenue_micros": None}, "revenue_micros", "would not have come anyway"),
        ({"low_micros": "600"}, "low_micros", "at most the revenue"),
        ({"high_micros": "500"}, "high_micros", "at least the revenue"),
        ({"low_micros": "560", "high_micros": "560"}, "high_micros", "above the lower end"),
        ({"level_bp": 100}, "level_bp", "between 50% and 99.9%"),
        ({"method": "guess"}, "method", "not a method"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "https://"),
        ({"source_url": "https://["}, "source_url", "https://"),
        ({"note": "x" * 1001}, "note", "too long"),
        ({"currency": "USD"}, "currency", "spend EUR"),
        ({"platform": "reddit"}, "platform", "no ad account on this platform"),
        ({"campaign": "No Such Thing"}, "campaign", "no campaign “No Such Thing”"),
    ],
)
def test_what_cannot_be_is_refused_by_field(
    session: Session, shop: Shop, now: datetime, *, changes: dict[str, Any], field: str, says: str
) -> None:
    with pytest.raises(BadInput, match=says) as refused:
        add(session, shop.details(**changes), now)
    assert refused.value.field == field
    assert lift_tests.listing(session, SPECIALIST).total == 0


def test_the_same_test_twice_and_a_name_that_is_two_campaigns_are_refused(
    session: Session, shop: Shop, now: datetime
) -> None:
    add(session, shop.details(), now)
    with pytest.raises(BadInput, match="recorded already"):
        add(session, shop.details(), now)
    shop.world.campaign(shop.tiktok, "Spring Sale")
    with pytest.raises(BadInput, match="Several campaigns"):
        add(session, shop.details(campaign="Spring Sale"), now)
    assert add(session, shop.details(campaign="Spring Sale", platform="meta"), now).campaign_id == shop.sale.id


def test_owner_teammate_outsider(session: Session, shop: Shop, now: datetime) -> None:
    other = shop.world.client("Nightjar")
    teammate = someone(Role.DIRECTOR, clients={shop.client.id})
    outsider = someone(clients={other.id})
    row = add(session, shop.details(), now, actor=someone(clients={shop.client.id}))
    assert lift_tests.listing(session, teammate).total == 1
    assert lift_tests.listing(session, outsider).total == 0
    for refused in (
        lambda: add(session, shop.details(), now, actor=outsider),
        lambda: lift_tests.withdraw(session, outsider, row.id, reason="x", now=now),
        lambda: lift_tests.restore(session, outsider, row.id, now=now),
        lambda: lift_tests.listing(session, outsider, client_id=shop.client.id),
    ):
        with pytest.raises(NotFound):
            refused()
    for role in (Role.VIEWER, Role.FINANCE):
        with pytest.raises(Forbidden):
            add(session, shop.details(), now, actor=someone(role))
        assert lift_tests.listing(session, someone(role)).total == 1


def test_the_list_asks_the_same_for_many(session: Session, shop: Shop, now: datetime) -> None:
    add(session, shop.details(), now)
    with counted(session) as few:
        lift_tests.listing(session, SPECIALIST)
    for number in range(1, 20):
        add(session, shop.details(revenue_micros=str(560 + number)), now)
    with counted(session) as many:
        found = lift_tests.listing(session, SPECIALIST, limit=10)
    assert (len(found.rows), found.total) == (10, 20)
    assert len(many) == len(few)


def calibrated(session: Session, now: datetime, level: str = "campaign") -> incremental.Calibration:
    pool = pools.choose(session, SPECIALIST, now=now, as_of=TODAY, currency="EUR")
    history = histories.load(session, pool, level).history
    units = histories.units(session, pool.account_ids, level)
    return incremental.calibrate(session, pool, history, units)


def test_units_learn_from_their_own_clients_tests_only(session: Session, shop: Shop, now: datetime) -> None:
    stranger = shop.world.client("Nightjar")
    theirs = shop.world.campaign(shop.world.account(stranger), "Theirs")
    shop.world.figures(
        shop.world.ad_set(theirs), *(TODAY - timedelta(days=back) for back in range(1, 43)), spend="10", revenue="40"
    )
    assert calibrated(session, now).notice.startswith("There is no lift test")
    narrow = shop.details(campaign="Spring Sale", spend_micros="140", revenue_micros="280")
    add(session, replace(narrow, low_micros=micros("266"), high_micros=micros("294")), now)
    found = calibrated(session, now)
    assert found.tests == 1
    assert found.share[shop.sale.id] == pytest.approx(0.5, abs=0.05)
    assert found.evidence == {shop.sale.id: "tested", shop.clips.id: "assumed", theirs.id: "untested"}
    assert found.share[shop.sale.id] < found.share[shop.clips.id] < 1
    assert found.share[theirs.id] == 1
    assert found.deviation[theirs.id] is None
    assert "uses 1 lift test." in found.notice
    assert "1 of 3 belong to clients without a test" in found.notice


def test_ad_sets_of_a_tested_campaign_are_covered_and_what_is_unused_is_named(
    session: Session, shop: Shop, now: datetime
) -> None:
    shop.world.figures(shop.world.ad_set(shop.sale), TODAY - timedelta(days=1), spend="10", revenue="40")
    add(session, shop.details(campaign="Spring Sale", spend_micros="140"), now)
    add(session, shop.details(first_day=date(2025, 1, 1), last_day=date(2025, 1, 14)), now)
    found = calibrated(session, now, "ad_set")
    assert sorted(found.evidence.values()) == ["assumed", "covered", "covered"]
    assert found.tests == 1
    assert [(out.what, out.reason[:20]) for out in found.left_out] == [
        ("The lift test of Tallybird that ended on 14 January 2025", "No EUR spend is impo")
    ]


def test_only_tests_of_the_clients_and_the_currency_stand(session: Session, shop: Shop, now: datetime) -> None:
    dollars = shop.world.account(shop.client, "Tallybird US", platform="meta", currency="USD")
    stranger = shop.world.client("Nightjar")
    theirs = shop.world.account(stranger)
    for account in (dollars, theirs):
        ad_set = shop.world.ad_set(shop.world.campaign(account, f"Of {account.id}"))
        shop.world.figures(ad_set, *(TODAY - timedelta(days=back) for back in range(1, 43)), spend="10", revenue="40")
    in_dollars = add(session, shop.details(currency="USD"), now)
    of_theirs = add(session, replace(shop.details(), client_id=stranger.id), now)

    def standing(client: Client, currency: str) -> list[int]:
        found = [reading.test.id for reading in lift_tests.standing(session, [client.id], currency)]
        assert lift_tests.any_standing(session, [client.id], currency) == bool(found)
        return found

    assert standing(shop.client, "EUR") == []
    assert standing(shop.client, "USD") == [in_dollars.id]
    assert standing(stranger, "EUR") == [of_theirs.id]
    for through, known in ((LAST, True), (LAST - timedelta(days=1), False)):
        assert lift_tests.any_standing(session, [stranger.id], "EUR", through=through) == known
        assert bool(lift_tests.standing(session, [stranger.id], "EUR", through=through)) == known
    assert calibrated(session, now).tests == 1, "the pool is of both clients in euros"
    assert calibrated(session, now).share[shop.sale.id] == 1
