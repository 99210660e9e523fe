"""Importing: exactly once, nothing forgotten, nothing counted twice, and a sharp fall held for a person."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.errors import AmbiguousFile, BadInput, Forbidden, NotFound, UnreadableFile
from paidsocial.models import (
    AccountDay,
    Ad,
    AdAccount,
    AdPerformance,
    AdSet,
    AuditEntry,
    Campaign,
    Client,
    ImportBatch,
    ImportMapping,
    Performance,
    PerformanceReading,
    PeriodTotal,
    StoredFile,
)
from paidsocial.platforms.base import Field
from paidsocial.services import audit
from paidsocial.services.access import Role
from paidsocial.services.imports import files
from tests.support import exports
from tests.support.builders import World, someone
from tests.support.importing import (
    NOW,
    assert_sums_hold,
    bring,
    counts,
    everything_stored,
    spend_by_campaign,
    table,
)

JUNE = table(
    ("2026-06-01", "A", 10, 40),
    ("2026-06-01", "B", 20, 50),
    ("2026-06-02", "A", 30, 60),
    ("2026-06-02", "B", 40, 70),
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where originals are kept."""
    return tmp_path / "home"


def known_spend(session: Session, before: datetime) -> int:
    """Micros of spend as known before an instant, from current and earlier readings."""
    session.rollback()
    now = select(func.sum(Performance.spend_micros)).where(Performance.seen_at < before)
    earlier = select(func.sum(PerformanceReading.spend_micros)).where(
        PerformanceReading.seen_at < before, PerformanceReading.superseded_at >= before
    )
    return int(session.scalar(now) or 0) + int(session.scalar(earlier) or 0)


# -- once --


def test_the_first_import_makes_client_account_campaigns_and_sums(session: Session, home: Path) -> None:
    outcome = bring(session, home, JUNE)
    (report,) = outcome.reports

    assert counts(outcome) == (4, 0, 0)
    assert report["totals"] == {
        "spend": "100",
        "impressions": None,
        "clicks": None,
        "conversions": None,
        "revenue": "220",
    }
    assert (report["account"], report["currency"], report["new_account"]) == ("Meta", "EUR", True)
    assert any("time zone of Meta is not known" in warning for warning in report["warnings"])
    assert session.scalars(select(Client.name)).all() == ["My company"]
    assert spend_by_campaign(session) == {"A": 40, "B": 60}
    assert_sums_hold(session)


def test_the_same_file_twice_changes_nothing(session: Session, home: Path) -> None:
    bring(session, home, JUNE)
    before = everything_stored(session)
    again = bring(session, home, JUNE, now=NOW + timedelta(minutes=1))

    assert counts(again) == (0, 0, 4)
    stored = everything_stored(session)
    assert [row for row in stored if row[0] != "AccountDay"] == [row for row in before if row[0] != "AccountDay"]
    assert session.scalar(select(func.count()).select_from(ImportBatch)) == 2
    assert session.scalar(select(func.count()).select_from(StoredFile)) == 1


def test_the_original_is_kept_once_under_its_hash(session: Session, home: Path) -> None:
    outcome = bring(session, home, JUNE)
    assert outcome.sha256 == hashlib.sha256(JUNE).hexdigest()
    with files.open_kept(home, outcome.sha256) as kept:
        assert kept.read() == JUNE
    assert [path.name for path in (home / "files").iterdir()] == [outcome.sha256[:2]]
    with pytest.raises(NotFound, match="no longer kept"):
        files.open_kept(home, "0" * 64)


def test_a_dry_run_says_the_same_and_leaves_no_trace(session: Session, home: Path) -> None:
    preview = bring(session, home, JUNE, dry_run=True)

    assert counts(preview) == (4, 0, 0)
    assert everything_stored(session) == []
    for model in (Client, AdAccount, Campaign, ImportBatch, StoredFile, AuditEntry):
        assert session.scalar(select(func.count()).select_from(model)) == 0
    assert not home.exists()
    real = bring(session, home, JUNE)
    assert preview.reports == real.reports


def test_every_import_leaves_a_mark(session: Session, home: Path) -> None:
    bring(session, home, JUNE)
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)).all()
    assert actions == ["client.created", "ad_account.created", "import.applied"]
    assert audit.verify(session).broken_at is None


# -- restated --


def test_a_restated_twin_is_revised_and_the_old_month_can_be_had_back(session: Session, home: Path) -> None:
    bring(session, home, JUNE, as_seen_on=date(2026, 6, 3))
    restated = JUNE.replace(b"2026-06-02,B,40,70", b"2026-06-02,B,41.5,90")
    outcome = bring(session, home, restated, as_seen_on=date(2026, 6, 10))

    assert counts(outcome) == (0, 1, 3)
    assert spend_by_campaign(session) == {"A": 40, "B": 61}
    assert_sums_hold(session)
    assert known_spend(session, datetime(2026, 6, 4, tzinfo=UTC)) == 100_000_000
    assert known_spend(session, datetime(2026, 6, 11, tzinfo=UTC)) == 101_500_000
    assert known_spend(session, datetime(2026, 6, 3, tzinfo=UTC)) == 0
    (kept,) = session.scalars(select(PerformanceReading)).all()
    assert (kept.spend_micros, kept.why) == (40_000_000, "restated")


def test_an_older_file_imported_late_goes_into_history_only(session: Session, home: Path) -> None:
    bring(session, home, JUNE, as_seen_on=date(2026, 6, 10))
    earlier = JUNE.replace(b"2026-06-02,B,40,70", b"2026-06-02,B,39,60")
    outcome = bring(session, home, earlier, as_seen_on=date(2026, 6, 3))

    assert counts(outcome) == (0, 0, 4)
    assert outcome.reports[0]["rows"]["older"] == 4
    assert spend_by_campaign(session) == {"A": 40, "B": 60}
    assert known_spend(session, datetime(2026, 6, 4, tzinfo=UTC)) == 99_000_000
    assert known_spend(session, datetime(2026, 6, 11, tzinfo=UTC)) == 100_000_000
    again = everything_stored(session)
    bring(session, home, earlier, as_seen_on=date(2026, 6, 3))
    assert everything_stored(session) == again


def test_a_file_without_a_metric_says_nothing_about_it(session: Session, home: Path) -> None:
    bring(session, home, JUNE)
    rows = [("2026-06-01", "A", 10), ("2026-06-01", "B", 20), ("2026-06-02", "A", 30), ("2026-06-02", "B", 40)]
    outcome = bring(session, home, table(*rows, header=("date", "campaign", "spend")))

    assert counts(outcome) == (0, 0, 4)
    assert session.scalar(select(func.sum(AccountDay.revenue_micros))) == 220_000_000


def test_a_day_in_the_future_cannot_have_been_seen(session: Session, home: Path) -> None:
    with pytest.raises(BadInput, match="has not come yet"):
        bring(session, home, JUNE, as_seen_on=date(2026, 6, 15))


# -- held --


def test_a_campaign_missing_from_a_twin_is_held_and_nothing_changes(session: Session, home: Path) -> None:
    bring(session, home, JUNE)
    before = everything_stored(session)
    twin = table(("2026-06-01", "A", 10, 40), ("2026-06-02", "A", 30, 60))
    outcome = bring(session, home, twin, now=NOW + timedelta(days=1))
    (report,) = outcome.reports

    assert report["held"]["reason"] == (
        "spend fell by 60.00 on 2 campaign-days; revenue fell by 120.00 on 2 campaign-days present before"
    )
    assert report["held"]["accept_with"] == "--accept-drop"
    assert (report["rows"]["inserted"], report["rows"]["revised"]) == (0, 0)
    assert everything_stored(session) == before
    assert session.scalars(select(ImportBatch.state).order_by(ImportBatch.id)).all() == ["applied", "held"]


def test_an_accepted_fall_applies_what_is_there_and_deletes_nothing(session: Session, home: Path) -> None:
    bring(session, home, JUNE)
    twin = table(("2026-06-01", "A", 11, 40), ("2026-06-02", "A", 30, 60))
    outcome = bring(session, home, twin, now=NOW + timedelta(days=1), accept_drop=True)

    assert counts(outcome) == (0, 1, 1)
    assert spend_by_campaign(session) == {"A": 41, "B": 60}
    (warning,) = [w for w in outcome.reports[0]["warnings"] if "not in the file" in w]
    assert "2 rows" in warning
    assert "B" in warning
    # Its absence was accepted: the next file without it is not held again, one that loses another campaign is.
    later = bring(
        session, home, table(("2026-06-01", "A", 12, 40), ("2026-06-02", "A", 30, 60)), now=NOW + timedelta(days=2)
    )
    assert later.reports[0]["held"] is None
    assert_sums_hold(session)


def test_a_small_campaign_may_be_missing_without_a_hold(session: Session, home: Path) -> None:
    rows = [("2026-06-01", "Big", 1000, 0), ("2026-06-01", "Small", 10, 0)]
    bring(session, home, table(*rows))
    outcome = bring(session, home, table(rows[0]), now=NOW + timedelta(days=1))

    assert outcome.reports[0]["held"] is None
    assert spend_by_campaign(session) == {"Big": 1000, "Small": 10}
    assert any("1 row stored for these days is not in the file" in w for w in outcome.reports[0]["warnings"])


def test_a_later_seen_row_is_not_missed_by_an_older_file(session: Session, home: Path) -> None:
    bring(session, home, JUNE, as_seen_on=date(2026, 6, 10))
    older = bring(session, home, table(("2026-06-01", "A", 10, 40)), as_seen_on=date(2026, 6, 2))
    assert older.reports[0]["held"] is None


# -- two depths --

SETS_HEADER = ("date", "campaign", "ad set", "spend")
SETS = table(
    ("2026-06-01", "A", "a1", 4),
    ("2026-06-01", "A", "a2", 6),
    ("2026-06-02", "A", "a1", 30),
    header=SETS_HEADER,
)


def test_a_coarser_file_over_finer_rows_is_compared_and_never_added(session: Session, home: Path) -> None:
    bring(session, home, SETS)
    coarse = table(
        ("2026-06-01", "A", 10), ("2026-06-02", "A", 33), ("2026-06-03", "A", 5), header=("date", "campaign", "spend")
    )
    outcome = bring(session, home, coarse, now=NOW + timedelta(days=1))
    (report,) = outcome.reports

    assert (report["rows"]["inserted"], report["rows"]["checked"]) == (1, 2)
    assert any("differ by 3.00 EUR" in warning for warning in report["warnings"])
    assert spend_by_campaign(session) == {"A": 45}
    assert_sums_hold(session)
    kept = session.scalars(select(PerformanceReading)).all()
    assert [(row.spend_micros, row.why) for row in kept] == [(33_000_000, "coarser")]
    bring(session, home, coarse, now=NOW + timedelta(days=2))
    assert spend_by_campaign(session) == {"A": 45}
    assert session.scalar(select(func.count()).select_from(PerformanceReading)) == 1


def test_finer_rows_take_the_place_of_coarser_ones(session: Session, home: Path) -> None:
    bring(session, home, JUNE, as_seen_on=date(2026, 6, 3))
    finer = table(
        ("2026-06-01", "A", "a1", 4), ("2026-06-01", "A", "a2", 6), ("2026-06-02", "A", "a1", 30), header=SETS_HEADER
    )
    outcome = bring(session, home, finer, now=NOW, accept_drop=True)

    assert counts(outcome)[0] == 3
    assert spend_by_campaign(session) == {"A": 40, "B": 60}
    assert_sums_hold(session)
    assert {row.why for row in session.scalars(select(PerformanceReading))} == {"finer"}
    assert known_spend(session, datetime(2026, 6, 4, tzinfo=UTC)) == 100_000_000
    assert known_spend(session, datetime(2026, 6, 15, tzinfo=UTC)) == 100_000_000


def test_finer_rows_that_cover_only_a_part_of_the_whole_are_held(session: Session, home: Path) -> None:
    whole = table(("2026-06-01", 100), ("2026-06-02", 100), header=("date", "spend"))
    bring(session, home, whole)
    outcome = bring(session, home, JUNE, hints={"account": "Meta"}, now=NOW + timedelta(days=1))
    (report,) = outcome.reports
    assert report["held"]["reason"].startswith("spend fell by 100.00")


def test_an_account_level_file_stands_under_one_campaign_for_the_whole(session: Session, home: Path) -> None:
    bring(session, home, table(("2026-06-01", 60), header=("date", "spend")), "tiktok.csv")
    campaign = session.scalars(select(Campaign)).one()
    assert (campaign.name, campaign.is_whole) == ("TikTok", True)

    outcome = bring(session, home, table(("2026-06-01", "A", 60), header=("date", "campaign", "spend")), "tiktok.csv")
    assert counts(outcome) == (1, 0, 0)
    assert spend_by_campaign(session) == {"A": 60}
    again = bring(session, home, table(("2026-06-01", 61), header=("date", "spend")), "tiktok.csv")
    assert again.reports[0]["rows"]["checked"] == 1
    assert spend_by_campaign(session) == {"A": 60}
    assert_sums_hold(session)


ADS_HEADER = ("date", "campaign", "ad set", "ad", "ad_id", "spend")


def test_ads_are_stored_and_their_ad_sets_are_their_sums(session: Session, home: Path) -> None:
    rows = [
        ("2026-06-01", "A", "s", "x", "1", 4),
        ("2026-06-01", "A", "s", "y", "2", 6),
        ("2026-06-02", "A", "s", "x", "1", 5),
    ]
    outcome = bring(session, home, table(*rows, header=ADS_HEADER))

    assert counts(outcome) == (3, 0, 0)
    assert session.scalar(select(func.count()).select_from(AdPerformance)) == 3
    assert [row.spend_micros for row in session.scalars(select(Performance).order_by(Performance.day))] == [
        10_000_000,
        5_000_000,
    ]
    restated = [*rows[:1], ("2026-06-01", "A", "s", "y", "2", 7), rows[2]]
    assert counts(bring(session, home, table(*restated, header=ADS_HEADER), now=NOW + timedelta(hours=1))) == (0, 1, 2)
    assert spend_by_campaign(session) == {"A": 16}
    assert_sums_hold(session)


def test_an_ad_left_out_of_an_accepted_file_still_counts(session: Session, home: Path) -> None:
    rows = [("2026-06-01", "A", "s", "x", "1", 4), ("2026-06-01", "A", "s", "y", "2", 6)]
    bring(session, home, table(*rows, header=ADS_HEADER))
    outcome = bring(session, home, table(rows[0], header=ADS_HEADER), now=NOW + timedelta(hours=1))
    assert outcome.reports[0]["held"]["reason"] == "spend fell by 6.00 on 1 ad-days present before"
    bring(session, home, table(rows[0], header=ADS_HEADER), now=NOW + timedelta(hours=1), accept_drop=True)
    assert spend_by_campaign(session) == {"A": 10}
    assert_sums_hold(session)


def test_an_ad_set_file_over_stored_ads_is_compared(session: Session, home: Path) -> None:
    bring(session, home, table(("2026-06-01", "A", "s", "x", "1", 4), header=ADS_HEADER))
    outcome = bring(session, home, table(("2026-06-01", "A", "s", 5), header=SETS_HEADER), now=NOW + timedelta(hours=1))
    assert outcome.reports[0]["rows"]["checked"] == 1
    assert spend_by_campaign(session) == {"A": 4}


# -- totals without days --


def test_totals_without_days_are_kept_and_never_spread(session: Session, home: Path) -> None:
    text = "month,campaign,spend\n2026-04,A,100\n2026-05,A,110\n"
    outcome = bring(session, home, text.encode())

    assert outcome.reports[0]["grain"] == "period"
    assert counts(outcome) == (2, 0, 0)
    assert counts(bring(session, home, text.encode())) == (0, 0, 2)
    assert counts(bring(session, home, text.replace("110", "111").encode())) == (0, 1, 1)
    assert session.scalar(select(func.count()).select_from(Performance)) == 0
    assert session.scalars(select(PeriodTotal.spend_micros).order_by(PeriodTotal.first_day)).all() == [
        100_000_000,
        111_000_000,
    ]
    held = bring(session, home, text.replace("100", "1").encode())
    assert held.reports[0]["held"]["reason"].startswith("spend fell by 100.00 on 2 totals")


# -- whose --


def test_ids_hold_campaigns_together_and_are_adopted(session: Session, home: Path) -> None:
    header = ("date", "campaign_id", "campaign", "spend")
    bring(session, home, table(("2026-06-01", "A", 10), header=("date", "campaign", "spend")))
    bring(session, home, table(("2026-06-02", "c-1", "A", 10), header=header))
    bring(session, home, table(("2026-06-03", "c-1", "A renamed", 10), header=header))

    (campaign,) = session.scalars(select(Campaign)).all()
    assert (campaign.external_id, campaign.name) == ("c-1", "A renamed")


def test_a_name_that_fits_two_campaigns_is_left_out_and_said(session: Session, home: Path) -> None:
    header = ("date", "campaign_id", "campaign", "spend")
    bring(session, home, table(("2026-06-01", "1", "A", 10), ("2026-06-01", "2", "A", 10), header=header))
    outcome = bring(
        session, home, table(("2026-06-02", "A", 7), ("2026-06-02", "B", 8), header=("date", "campaign", "spend"))
    )
    assert counts(outcome) == (1, 0, 0)
    assert any("2 campaigns are named A" in warning for warning in outcome.reports[0]["warnings"])


def test_the_same_id_under_two_campaigns_does_not_mix_them(session: Session, home: Path) -> None:
    header = ("date", "campaign", "ad_set_id", "ad set", "spend")
    outcome = bring(
        session, home, table(("2026-06-01", "A", "7", "s", 1), ("2026-06-01", "B", "7", "s", 2), header=header)
    )
    assert counts(outcome) == (2, 0, 0)
    assert spend_by_campaign(session) == {"A": 1, "B": 2}
    again = bring(
        session, home, table(("2026-06-01", "A", "7", "s", 1), ("2026-06-01", "B", "7", "s", 2), header=header)
    )
    assert counts(again) == (0, 0, 2)
    assert session.scalar(select(func.count()).select_from(AdSet)) == 2


def test_another_currency_than_the_accounts_is_refused_naming_both(session: Session, home: Path) -> None:
    bring(session, home, JUNE, hints={"account": "Main"})
    before = everything_stored(session)
    with pytest.raises(BadInput, match="in USD, but the ad account Main is in EUR"):
        bring(session, home, JUNE, hints={"account": "Main", "currency": "USD"})
    assert everything_stored(session) == before


def test_a_file_that_names_no_currency_takes_its_accounts_or_is_asked_about(session: Session, home: Path) -> None:
    with pytest.raises(AmbiguousFile, match="--currency"):
        bring(session, home, JUNE, hints={"currency": None})
    bring(session, home, JUNE)
    assert counts(bring(session, home, JUNE, hints={"currency": None})) == (0, 0, 4)


def test_other_campaigns_on_the_same_days_are_another_account(session: Session, home: Path) -> None:
    bring(session, home, JUNE)
    other = bring(session, home, JUNE.replace(b",A,", b",X,").replace(b",B,", b",Y,"), "facebook export.csv")
    assert other.reports[0]["account"] == "Meta (facebook export)"
    assert counts(bring(session, home, JUNE)) == (0, 0, 4)


def test_parts_in_two_currencies_are_two_accounts(session: Session, home: Path) -> None:
    text = table(
        ("2026-06-01", "EUR", "A", 1), ("2026-06-01", "USD", "A", 2), header=("date", "currency", "campaign", "spend")
    )
    outcome = bring(session, home, text, hints={"currency": None})
    assert [(r["account"], r["currency"], r["totals"]["spend"]) for r in outcome.reports] == [
        ("Meta (EUR)", "EUR", "1"),
        ("Meta (USD)", "USD", "2"),
    ]
    again = bring(session, home, text, hints={"currency": None})
    assert [report["rows"]["unchanged"] for report in again.reports] == [1, 1]


def test_a_new_account_among_several_clients_needs_its_client(session: Session, home: Path) -> None:
    world = World(session)
    world.client("North")
    world.client("South")
    with pytest.raises(AmbiguousFile, match="--client"):
        bring(session, home, JUNE)
    bring(session, home, JUNE, client="south")
    assert session.scalars(select(AdAccount)).one().client.name == "South"
    with pytest.raises(NotFound, match="no client named East"):
        bring(session, home, JUNE, "tiktok.csv", client="East")


def test_linkedin_and_native_files_bring_names_zone_and_currency(session: Session, home: Path) -> None:
    outcome = bring(session, home, exports.linkedin_report(), "report.csv", hints={"currency": None})
    account = session.scalars(select(AdAccount)).one()
    assert (account.name, account.currency, account.time_zone, account.time_zone_known) == (
        "Acme, Inc.",
        "USD",
        "UTC",
        True,
    )
    assert not [warning for warning in outcome.reports[0]["warnings"] if "time zone" in warning]
    assert session.scalars(select(Campaign.name)).all() == ["Brand"]
    assert set(session.scalars(select(AdSet.name))) == {"Engineers", "Managers"}


def test_a_split_file_is_refused_as_a_whole_before_anything_is_stored(session: Session, home: Path) -> None:
    bring(session, home, JUNE, hints={"account": "South"})
    text = table(
        ("2026-06-05", "North", "EUR", "A", 1),
        ("2026-06-05", "South", "USD", "A", 2),
        header=("date", "account", "currency", "campaign", "spend"),
    )
    before = everything_stored(session)
    with pytest.raises(BadInput, match="South"):
        bring(session, home, text, hints={"currency": None})
    assert everything_stored(session) == before
    assert session.scalar(select(func.count()).select_from(AdAccount)) == 1


# -- access and bad input --


def test_who_may_import_and_into_what(session: Session, home: Path) -> None:
    world = World(session)
    north, south = world.client("North"), world.client("South")
    hidden = world.account(south, "Hidden", platform="meta")
    viewer, specialist = someone(Role.VIEWER), someone(Role.SPECIALIST, clients={north.id})

    with pytest.raises(Forbidden):
        bring(session, home, JUNE, actor=viewer)
    by_id = table(("2026-06-01", hidden.external_id, "A", 1), header=("date", "account_id", "campaign", "spend"))
    with pytest.raises(NotFound, match="a client you cannot see"):
        bring(session, home, by_id, actor=specialist)
    bring(session, home, JUNE, actor=specialist, hints={"account": "Hidden"})  # their own, of the same name
    accounts = session.scalars(select(AdAccount).where(AdAccount.name == "Hidden")).all()
    assert {account.client_id for account in accounts} == {north.id, south.id}


def test_a_specialist_without_clients_cannot_make_accounts(session: Session, home: Path) -> None:
    with pytest.raises(NotFound, match="No client is yours"):
        bring(session, home, JUNE, actor=someone(clients=set()))


@pytest.mark.parametrize("data", [b"", b"hello", b"date,campaign,spend\n2027-01-01,A,3\n", b"\x00\x01\x02"])
def test_what_cannot_be_read_leaves_the_database_as_it_was(session: Session, home: Path, data: bytes) -> None:
    with pytest.raises(UnreadableFile):
        bring(session, home, data)
    assert session.scalar(select(func.count()).select_from(ImportBatch)) == 0


def test_columns_settled_once_are_remembered_for_the_shape(session: Session, home: Path) -> None:
    odd = b"when,name,net\n2026-06-01,A,5\n"
    hints = {"columns": {Field.DAY: "when", Field.CAMPAIGN: "name", Field.SPEND: "net"}}
    bring(session, home, odd, hints=hints)

    assert session.scalar(select(func.count()).select_from(ImportMapping)) == 1
    again = bring(session, home, odd.replace(b"06-01", b"06-02"))
    assert counts(again) == (1, 0, 0)


def test_rows_dated_after_the_day_a_file_was_seen_are_pointed_out(session: Session, home: Path) -> None:
    outcome = bring(session, home, JUNE, as_seen_on=date(2026, 6, 1))
    assert any("2 rows are dated after 1 June 2026" in warning for warning in outcome.reports[0]["warnings"])


def test_ads_without_a_name_have_a_place_of_their_own(session: Session, home: Path) -> None:
    rows = [("2026-06-01", "A", "s", "x", "1", 4), ("2026-06-01", "A", "s", "", "", 6)]
    outcome = bring(session, home, table(*rows, header=ADS_HEADER))
    assert counts(outcome) == (2, 0, 0)
    assert set(session.scalars(select(Ad.name))) == {"x", "(no ad named)"}
    assert_sums_hold(session)
