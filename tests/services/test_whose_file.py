"""Whose figures a file holds where it does not say: never a second account for the same money, never a silent one."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.errors import AmbiguousFile, BadInput, UnreadableFile
from paidsocial.models import AdAccount, AuditEntry
from paidsocial.platforms.base import Field
from paidsocial.services.access import Actor
from paidsocial.services.imports import history
from tests.support.importing import NOW, bring, counts, everything_stored, spend_by_campaign, table

DAYS = [date(2026, 6, 1) + timedelta(days=place) for place in range(5)]
JUNE = table(
    *((day, name, spend + place, 100) for place, day in enumerate(DAYS) for name, spend in (("A", 10), ("B", 7)))
)
WHOLE = table(*((day, 17 + 2 * place, 200) for place, day in enumerate(DAYS)), header=("date", "spend", "revenue"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder that keeps originals."""
    return tmp_path / "home"


def names(session: Session) -> list[str]:
    """The ad accounts there are."""
    session.rollback()
    return sorted(session.scalars(select(AdAccount.name)))


def with_account(data: bytes, name: str) -> bytes:
    """The same table with a column that names the account."""
    header, *rows = data.decode().splitlines()
    return "\n".join([f"Account name,{header}", *(f"{name},{row}" for row in rows)]).encode()


@pytest.mark.parametrize("data", [JUNE, WHOLE])
def test_the_same_file_under_another_name_is_the_same_account(session: Session, home: Path, data: bytes) -> None:
    bring(session, home, data, "meta.csv")
    again = bring(session, home, data, "meta export (1).csv")
    assert counts(again)[0] == 0
    assert names(session) == ["Meta"]


def test_another_currency_is_no_reason_for_a_second_account(session: Session, home: Path) -> None:
    bring(session, home, JUNE)
    before = everything_stored(session)
    with pytest.raises(BadInput) as refused:
        bring(session, home, JUNE, "meta-usd.csv", hints={"currency": "USD"})
    for word in ("USD", "EUR", "ad account Meta", "--account NAME"):
        assert word in refused.value.message
    assert everything_stored(session) == before
    assert names(session) == ["Meta"]
    bring(session, home, JUNE, "meta-usd.csv", hints={"currency": "USD", "account": "Meta US"})
    assert names(session) == ["Meta", "Meta US"]
    assert counts(bring(session, home, JUNE, "x.csv", hints={"currency": "USD", "platform": "meta"}))[0] == 0


def test_a_second_account_is_never_made_silently(session: Session, home: Path) -> None:
    bring(session, home, JUNE)
    others = JUNE.replace(b",A,1", b",X,3").replace(b",B,", b",Y,2")
    (report,) = bring(session, home, others, "facebook other.csv", dry_run=True).reports
    assert (report["account"], report["new_account"]) == ("Meta (facebook other)", True)
    assert any("names no ad account" in warning and "“Meta”" in warning for warning in report["warnings"])
    (report,) = bring(session, home, others, "facebook other.csv", hints={"account": "Meta"}, accept_drop=True).reports
    assert report["rows"]["inserted"] == 10
    assert names(session) == ["Meta"]


def test_campaigns_of_two_accounts_in_one_file_are_asked_about(session: Session, home: Path) -> None:
    bring(session, home, JUNE, hints={"account": "North"})
    bring(session, home, JUNE.replace(b",A,1", b",X,3").replace(b",B,", b",Y,"), hints={"account": "South"})
    with pytest.raises(AmbiguousFile, match="2 ad accounts"):
        bring(session, home, JUNE.replace(b",B,", b",X,"))
    assert counts(bring(session, home, JUNE))[0] == 0


def test_an_account_that_has_all_the_files_campaigns_wins_over_one_that_has_some(session: Session, home: Path) -> None:
    bring(session, home, JUNE, hints={"account": "North"})
    bring(session, home, JUNE.replace(b",A,", b",X,"), hints={"account": "South"})
    (report,) = bring(session, home, JUNE.replace(b",A,", b",X,")).reports
    assert (report["account"], report["rows"]["unchanged"]) == ("South", 10)


def test_a_half_day_stored_this_morning_is_not_another_account(session: Session, home: Path) -> None:
    today = NOW.date()
    morning = table((today, 3, 0), header=("date", "spend", "revenue"))
    evening = table((today, 90, 50), (today + timedelta(days=1), 80, 40), header=("date", "spend", "revenue"))
    bring(session, home, morning)
    outcome = bring(session, home, evening, "meta-2.csv", now=NOW + timedelta(days=2))
    assert counts(outcome) == (1, 1, 0)
    assert names(session) == ["Meta"]


@pytest.mark.parametrize("data", [JUNE, WHOLE])
def test_a_file_that_names_the_account_names_the_unnamed_one(session: Session, home: Path, data: bytes) -> None:
    bring(session, home, data)
    outcome = bring(session, home, with_account(data, "Acme"), "meta-named.csv")
    assert counts(outcome)[0] == 0
    assert outcome.reports[0]["account"] == "Acme"
    assert names(session) == ["Acme"]
    changed: list[dict[str, Any]] = [
        entry.after for entry in session.scalars(select(AuditEntry)) if entry.action == "ad_account.changed"
    ]
    assert {"name": "Acme"} in changed


def test_a_named_file_of_other_campaigns_leaves_the_unnamed_account_alone(session: Session, home: Path) -> None:
    bring(session, home, JUNE)
    other = with_account(JUNE.replace(b",A,1", b",A,3").replace(b",A,", b",X,").replace(b",B,", b",Y,"), "Acme")
    bring(session, home, other, "meta-named.csv")
    assert names(session) == ["Acme", "Meta"]


def test_the_same_money_under_another_name_waits_for_a_person(session: Session, home: Path) -> None:
    bring(session, home, JUNE)
    before = everything_stored(session)
    outcome = bring(session, home, JUNE, hints={"account": "Second"})
    (report,) = outcome.reports
    assert outcome.parts[0].state == "held"
    assert report["held"]["accept_with"] == "--accept-same"
    assert "the ad account Meta has the very same spend" in report["held"]["reason"]
    assert "stored as Second too" in report["held"]["reason"]
    assert not any("very same spend" in warning for warning in report["warnings"]), "said once"
    assert names(session) == ["Meta"]
    assert everything_stored(session) == before
    again = bring(session, home, JUNE, hints={"account": "Second"})
    assert again.parts[0].batch_id == outcome.parts[0].batch_id, "the same file twice waits once"


def test_who_says_that_it_is_another_account_has_it_stored(session: Session, home: Path) -> None:
    bring(session, home, JUNE)
    held = bring(session, home, JUNE, hints={"account": "Second"}).parts[0].batch_id
    assert held is not None
    found = history.accept(session, Actor.at_the_machine(), held, home=home, now=NOW)
    assert (found.state, found.report["account"], found.report["new_account"]) == ("applied", "Second", True)
    assert names(session) == ["Meta", "Second"]
    assert [entry.batch.state for entry in history.listing(session, Actor.at_the_machine()).entries].count("held") == 0
    (report,) = bring(session, home, JUNE, hints={"account": "Third"}, accept_same=True).reports
    assert report["held"] is None
    assert any("counts twice" in warning for warning in report["warnings"])


def test_other_money_other_campaigns_or_other_ids_are_another_account(session: Session, home: Path) -> None:
    bring(session, home, JUNE)
    (report,) = bring(session, home, JUNE.replace(b",1", b",4"), hints={"account": "Other money"}).reports
    assert report["held"] is None
    assert not any("very same spend" in warning for warning in report["warnings"])
    renamed = JUNE.replace(b",A,", b",X,").replace(b",B,", b",Y,")
    (report,) = bring(session, home, renamed, hints={"account": "Other campaigns"}).reports
    assert report["held"] is None
    assert any("Meta has the very same spend" in warning for warning in report["warnings"])


def test_a_file_from_before_a_campaign_was_renamed_is_still_known(session: Session, home: Path) -> None:
    header = ("date", "campaign", "campaign id", "spend")
    bring(session, home, JUNE)
    bring(
        session,
        home,
        table(*((day, "A", "77", 10 + place) for place, day in enumerate(DAYS)), header=header),
        accept_drop=True,
    )
    bring(
        session,
        home,
        table(*((day, "A2", "77", 10 + place) for place, day in enumerate(DAYS)), header=header),
        accept_drop=True,
    )
    assert spend_by_campaign(session) == {"A2": 60, "B": 45}
    only_a = b"\n".join(line for line in JUNE.splitlines() if b",B," not in line)
    outcome = bring(session, home, only_a, "meta, first export.csv")
    assert counts(outcome) == (0, 0, 5)
    assert names(session) == ["Meta"]
    assert spend_by_campaign(session) == {"A2": 60, "B": 45}


def test_a_new_campaign_under_an_old_name_is_its_own_where_ids_say_so(session: Session, home: Path) -> None:
    header = ("date", "campaign", "campaign id", "spend")
    for name, number in (("Summer", 1), ("Summer 2025", 1), ("Summer", 2)):
        bring(session, home, table(*((day, name, number, 10) for day in DAYS), header=header), accept_drop=True)
    assert spend_by_campaign(session) == {"Summer": 50, "Summer 2025": 50}
    assert counts(
        bring(
            session,
            home,
            table(*((day, "Summer", 10) for day in DAYS), header=("date", "campaign", "spend")),
            accept_drop=True,
        )
    ) == (0, 0, 5)


def test_of_two_accounts_of_one_size_the_one_with_the_same_spend_is_meant(session: Session, home: Path) -> None:
    bring(session, home, WHOLE, hints={"account": "North"})
    other = (
        WHOLE.replace(b",200", b",150").replace(b",17,", b",18,").replace(b",19,", b",20,").replace(b",21,", b",22,")
    )
    bring(session, home, other, hints={"account": "South"})
    (report,) = bring(session, home, other).reports
    assert (report["account"], report["rows"]["unchanged"]) == ("South", 5)


def test_columns_settled_for_one_platform_are_not_those_of_another(session: Session, home: Path) -> None:
    wide = b"Date,FB cost,AW cost\n2026-06-01,5,7\n2026-06-02,6,8\n"
    columns = {Field.DAY: "Date", Field.SPEND: "AW cost"}
    bring(session, home, wide, "wide.csv", hints={"platform": "google", "columns": columns})
    (report,) = bring(session, home, wide, "wide.csv", hints={"platform": "google"}).reports
    assert report["totals"]["spend"] == "15"
    assert any("settled before" in warning and "AW cost" in warning for warning in report["warnings"])
    with pytest.raises(UnreadableFile):
        bring(session, home, wide, "wide.csv", hints={"platform": "meta"})


def test_a_campaign_renamed_without_ids_is_known_by_its_figures(session: Session, home: Path) -> None:
    bring(session, home, JUNE)
    outcome = bring(session, home, JUNE.replace(b",A,", b",A 2026,"), "meta later.csv")
    assert counts(outcome) == (0, 0, 10)
    assert any("A is now A 2026" in warning for warning in outcome.reports[0]["warnings"])
    assert spend_by_campaign(session) == {"A 2026": 60, "B": 45}
    assert counts(bring(session, home, JUNE)) == (0, 0, 10)
    assert spend_by_campaign(session) == {"A 2026": 60, "B": 45}


def test_when_every_campaign_was_renamed_it_is_still_the_same_account(session: Session, home: Path) -> None:
    bring(session, home, JUNE)
    later = JUNE.replace(b",A,", b",X,").replace(b",B,", b",Y,").replace(b"2026-06-05,X,14", b"2026-06-05,X,15")
    outcome = bring(session, home, later, "meta later.csv")
    assert counts(outcome) == (0, 1, 9)
    assert names(session) == ["Meta"]
    assert spend_by_campaign(session) == {"X": 61, "Y": 45}


def test_one_amount_every_day_tells_nothing(session: Session, home: Path) -> None:
    flat = table(*((day, name, 10, 20) for day in DAYS for name in ("A", "B")))
    bring(session, home, flat)
    outcome = bring(session, home, flat.replace(b",A,", b",C,"), accept_drop=True)
    assert counts(outcome) == (5, 0, 5)
    assert spend_by_campaign(session) == {"A": 50, "B": 50, "C": 50}


def test_a_file_that_says_no_platform_is_of_the_platform_of_the_account_it_is_said_to_be_of(
    session: Session, tmp_path: Path
) -> None:
    bring(session, tmp_path, table(("2026-06-01", "A", 10, 40)), "meta.csv", hints={"account": "Shop"})
    again = table(("2026-06-01", "A", 11, 40), ("2026-06-02", "A", 12, 40))
    account = session.scalars(select(AdAccount)).one()
    for how in ({"account_id": account.id}, {"hints": {"account": "shop"}}):
        (report,) = bring(session, tmp_path, again, "report.csv", dry_run=True, **how).reports
        assert (report["platform"], report["new_account"], report["rows"]["revised"]) == ("meta", False, 1)
        assert not any("Nothing says which platform" in warning for warning in report["warnings"])
    with pytest.raises(BadInput, match="The file is from TikTok, the ad account Shop is Meta"):
        bring(session, tmp_path, again, "tiktok.csv", account_id=account.id)
