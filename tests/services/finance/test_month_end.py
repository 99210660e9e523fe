"""Finance's month: each entry of the checklist from what is stored."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.closing import Check, Standing
from paidsocial.domain.days import Period
from paidsocial.domain.money import Money
from paidsocial.domain.plan import Scope
from paidsocial.errors import MissingRate
from paidsocial.models import AdAccount, AuditEntry, ImportBatch
from paidsocial.services.access import Actor
from paidsocial.services.finance import month_end
from paidsocial.services.finance.month_end import Wanted
from paidsocial.services.finance.spend_export import Format
from paidsocial.services.planning import plans
from tests.support.builders import SEEN, World
from tests.support.queries import counted

JUNE = Period.month(2026, 6)
TODAY = date(2026, 8, 1)


@pytest.fixture
def world(session: Session) -> World:
    return World(session)


@pytest.fixture
def account(world: World) -> AdAccount:
    account = world.account(world.client("Shop"), "Main")
    world.figures(world.ad_set(world.campaign(account, "Spring")), *JUNE.days(), spend="10")
    return account


def checks(session: Session, actor: Actor) -> dict[str, Check]:
    found = month_end.read(session, actor, Wanted(JUNE), today=TODAY)
    return {check.key: check for check in found.checks}


def file(world: World, account: AdAccount, first: date, last: date, **more: object) -> ImportBatch:
    values = {"state": "applied", "report": {}, "grain": "day", "file_name": "june.csv", **more}
    return world.add(
        ImportBatch(
            kind="file",
            account_id=account.id,
            level="campaign",
            first_day=first,
            last_day=last,
            seen_at=datetime(2026, 7, 3, tzinfo=UTC),
            created_at=SEEN,
            options={},
            **values,
        )
    )


def test_a_complete_settled_month_with_a_plan_is_all_done(
    session: Session, machine: Actor, world: World, account: AdAccount
) -> None:
    wanted = plans.Wanted(account.client_id, "June", JUNE, Money.parse("300", "EUR"), Scope(), "PO-1")
    plans.save(session, machine, wanted, now=SEEN, today=TODAY)
    assert {check.standing for check in checks(session, machine).values()} == {Standing.DONE}


def test_a_day_without_figures_is_missing_unless_a_file_covers_it(
    session: Session, machine: Actor, world: World
) -> None:
    account = world.account(world.client("Shop"), "Main")
    world.figures(world.ad_set(world.campaign(account)), *Period(date(2026, 6, 1), date(2026, 6, 27)).days())
    silent = world.account(world.client(), "Never used")
    assert silent.id
    check = checks(session, machine)["complete"]
    assert check.exceptions == ("Main (meta) has nothing for 2026-06-28 to 2026-06-30.",)
    file(world, account, date(2026, 6, 20), date(2026, 7, 2))
    assert checks(session, machine)["complete"].standing is Standing.DONE


def test_an_account_that_was_spending_before_the_month_is_missed_in_it(
    session: Session, machine: Actor, world: World, account: AdAccount
) -> None:
    other = world.account(world.client(), "Forgotten")
    world.figures(world.ad_set(world.campaign(other)), date(2026, 5, 30))
    check = checks(session, machine)["complete"]
    assert check.exceptions == ("Forgotten (meta) has nothing for 2026-06-01 to 2026-06-30.",)


def test_a_held_file_is_an_exception(session: Session, machine: Actor, world: World, account: AdAccount) -> None:
    file(world, account, JUNE.first, JUNE.last, state="held")
    check = checks(session, machine)["held"]
    assert check.title == "1 file is held"
    (text,) = check.exceptions
    assert text.startswith("june.csv of Main is held")


def test_an_entry_claims_nothing_that_is_not_so(
    session: Session, machine: Actor, world: World, account: AdAccount
) -> None:
    found = checks(session, machine)
    assert found["held"].title == "No file is held"
    assert found["ties"].summary == "Lines and daily sums agree; no file says a total of its own."
    assert found["plan"].title == "Some lines have no PO number"
    file(world, account, JUNE.first, JUNE.last, report={"totals": {"spend": "300.00"}})
    assert checks(session, machine)["ties"].summary == "Lines, daily sums and the platforms’ own totals agree."


def test_figures_beyond_the_last_file_are_told_with_their_amount(
    session: Session, machine: Actor, world: World, account: AdAccount
) -> None:
    file(world, account, JUNE.first, JUNE.last, report={"totals": {"spend": "231.83"}})
    check = checks(session, machine)["ties"]
    assert (check.standing, check.title) == (Standing.DONE, "The report ties")
    assert check.summary == (
        "Lines and daily sums agree. One ad account, Main, has later or other figures than its last file: +68.17 EUR."
    )


def test_the_months_with_figures_are_the_newest_first(
    session: Session, machine: Actor, world: World, account: AdAccount
) -> None:
    world.figures(world.ad_set(world.campaign(account)), date(2025, 12, 31), date(2026, 1, 1))
    assert month_end.months(session, machine) == [JUNE, Period.month(2026, 1), Period.month(2025, 12)]
    assert month_end.months(session, machine, client_id=world.client("Nobody's").id) == []


def test_less_stored_than_a_file_says_is_an_exception_and_more_is_not(
    session: Session, machine: Actor, world: World, account: AdAccount
) -> None:
    batch = file(world, account, JUNE.first, JUNE.last, report={"totals": {"spend": "310.00"}})
    (text,) = checks(session, machine)["ties"].exceptions
    assert text == "Main: june.csv says 310.00 EUR for its days, only 300.00 EUR are stored."
    for said in ("290.00", "300.000001"):  # a part of the account; the file's own rounding
        with transaction(session):
            session.merge(batch).report = {"totals": {"spend": said}}
        assert checks(session, machine)["ties"].standing is Standing.DONE


def test_lines_without_a_po_number_are_added_up(
    session: Session, machine: Actor, world: World, account: AdAccount
) -> None:
    assert checks(session, machine)["plan"].exceptions == ("Shop: 1 line over 300.00 EUR without a PO number.",)


def test_a_missing_rate_is_an_exception_on_the_page_and_a_refusal_of_the_file(
    session: Session, machine: Actor, world: World, account: AdAccount
) -> None:
    dollars = world.account(world.client(), currency="USD")
    world.figures(world.ad_set(world.campaign(dollars)), date(2026, 6, 1))
    check = checks(session, machine)["rates"]
    assert (check.standing, "from USD to EUR" in check.exceptions[0]) == (Standing.LOOK, True)
    now = datetime(2026, 8, 1, tzinfo=UTC)
    with pytest.raises(MissingRate):
        month_end.export(session, machine, Wanted(JUNE), Format.CSV, now=now, today=TODAY)
    assert session.scalars(select(AuditEntry)).all() == []


def test_an_export_leaves_its_snapshot_id_in_the_audit_trail(
    session: Session, machine: Actor, account: AdAccount
) -> None:
    now = datetime(2026, 8, 1, tzinfo=UTC)
    report, _ = month_end.export(session, machine, Wanted(JUNE), Format.XLSX, now=now, today=TODAY)
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.after["snapshot_id"], entry.after["format"], entry.client_id) == (
        "spend_report.exported",
        report.snapshot_id,
        "xlsx",
        account.client_id,
    )


def test_the_number_of_queries_is_fixed(session: Session, machine: Actor, world: World, account: AdAccount) -> None:
    def cost() -> int:
        with counted(session) as statements:
            month_end.read(session, machine, Wanted(JUNE), today=TODAY)
        return len(statements)

    few = cost()
    for _ in range(5):
        other = world.account(world.client())
        world.figures(world.ad_set(world.campaign(other)), date(2026, 6, 1), date(2026, 6, 2))
        file(world, other, JUNE.first, JUNE.last, state="held")
    assert cost() == few
    assert few <= 18
