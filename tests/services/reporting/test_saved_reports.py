"""Reports that make themselves: each once, with the owner's rights of the moment; why where one could not be made."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.config import Settings
from paidsocial.db import Database, transaction
from paidsocial.domain.days import Period
from paidsocial.domain.schedule import Cadence, Schedule
from paidsocial.errors import BadInput, Forbidden, MissingRate, NotFound, Refused
from paidsocial.models import AuditEntry, Client, ReportFile, SavedReport, User, UserClient
from paidsocial.services.access import Actor, Role
from paidsocial.services.connections.live import Live
from paidsocial.services.connections.sealing import Sealer
from paidsocial.services.finance.spend_export import Format
from paidsocial.services.reporting import report_contents, report_files, saved_reports
from paidsocial.services.reporting.report_contents import Kind
from paidsocial.services.reporting.saved_reports import Details
from paidsocial.services.work import everything, queueing, units
from paidsocial.services.work.units import At
from tests.support.builders import World, someone
from tests.support.people import person
from tests.support.queries import counted

NOW = datetime(2026, 6, 14, 9, 30, tzinfo=UTC)  # a Sunday
MONDAY = datetime(2026, 6, 15, 5, tzinfo=UTC)  # 07:00 in Berlin
MONTHLY = Schedule(Cadence.MONTHLY, 3, 7, "Europe/Berlin")
WEEKLY = Schedule(Cadence.WEEKLY, 0, 7, "Europe/Berlin")
WORK = Actor.of_work("worker 1@here")


@dataclass
class Office:
    """Two clients with spend in May and June, and people."""

    session: Session
    ours: Client
    other: Client
    owner: Actor
    teammate: Actor
    outsider: Actor

    def create(self, who: Actor | None = None, **wanted: object) -> int:
        usual = Details("Month’s spend", Kind.SPEND, Format.CSV, MONTHLY, self.ours.id)
        wanted_ = replace(usual, **wanted)  # type: ignore[arg-type]  # values of any field
        return saved_reports.create(self.session, who or self.owner, wanted_, now=NOW)

    def row(self, report_id: int) -> SavedReport:
        self.session.rollback()
        return self.session.get_one(SavedReport, report_id, populate_existing=True)

    def make(self, report_id: int, now: datetime) -> report_files.Made | None:
        return report_files.make_due(self.session, WORK, report_id, now=now)

    def read(self, report_id: int, who: Actor | None = None) -> list[dict[str, str]]:
        """The rows of the newest file."""
        who = who or self.owner
        newest = report_files.files(self.session, who, report_id)[0]
        content = report_files.download(self.session, who, report_id, newest.id, now=NOW).content
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.fixture
def office(session: Session) -> Office:
    world = World(session)
    ours, other = world.client("Tallybird"), world.client("Nightjar")
    for client, spend in ((ours, "10"), (other, "7")):
        ad_set = world.ad_set(world.campaign(world.account(client)))
        world.figures(ad_set, date(2026, 5, 30), date(2026, 5, 31), date(2026, 6, 8), spend=spend, revenue="30")
    return Office(
        session,
        ours,
        other,
        person(session, "Fin", Role.FINANCE, clients={ours.id, other.id}),
        person(session, "Tia", Role.SPECIALIST, clients={ours.id}),
        person(session, "Out", Role.SPECIALIST, clients={other.id}),
    )


# ---- made when they are due


def test_a_report_is_made_at_its_time_for_the_days_before_and_once(office: Office) -> None:
    report_id = office.create()
    third = datetime(2026, 7, 3, 5, tzinfo=UTC)
    assert office.row(report_id).slot_at == third
    assert report_files.due(office.session, now=third - timedelta(seconds=1)) == []
    assert office.make(report_id, third - timedelta(seconds=1)) is None
    assert report_files.due(office.session, now=third) == [report_id]
    made = office.make(report_id, third + timedelta(minutes=3))
    assert made is not None
    assert made.file is not None
    assert (made.file.period, made.file.scheduled) == (Period.month(2026, 6), True)
    assert made.file.name == "month-s-spend-2026-06-made-2026-07-03.csv"
    assert office.make(report_id, third + timedelta(minutes=3)) is None
    assert office.row(report_id).slot_at == datetime(2026, 8, 3, 5, tzinfo=UTC)
    assert [row["spend"] for row in office.read(report_id) if row["row"] == "line"] == ["10.00"]
    actions = list(office.session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))
    assert actions == ["saved_report.created", "saved_report.made", "saved_report.downloaded"]


def test_of_two_that_make_the_same_one_stores_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    report_id = office.create(schedule=WEEKLY)
    build = report_contents.build

    def slowly(session: Session, actor: Actor, asked: report_contents.Asked) -> report_contents.Contents:
        with monkeypatch.context() as patch:  # meanwhile another does it, from beginning to end
            patch.setattr(report_contents, "build", build)
            with Session(session.get_bind(), expire_on_commit=False) as other:
                assert report_files.make_due(other, WORK, report_id, now=MONDAY) is not None
        return build(session, actor, asked)

    monkeypatch.setattr(report_contents, "build", slowly)
    assert office.make(report_id, MONDAY) is None
    assert office.session.scalar(select(func.count()).select_from(ReportFile)) == 1


def test_the_weeks_results_are_the_overviews_with_the_week_before(office: Office) -> None:
    report_id = office.create(kind=Kind.RESULTS, schedule=WEEKLY, client_id=None)
    made = office.make(report_id, MONDAY)
    assert made is not None
    assert made.file is not None
    assert made.file.period == Period(date(2026, 6, 8), date(2026, 6, 14))
    assert "Figures to 8 June 2026" in made.file.note
    rows = office.read(report_id)
    (total,) = [row for row in rows if row["table"] == "total"]
    assert (total["spend"], total["revenue"], total["roas"], total["currency"]) == ("17.00", "60.00", "3.5294", "EUR")
    assert {row["name"] for row in rows if row["table"] == "client"} == {"Tallybird", "Nightjar"}


def test_times_that_were_missed_are_made_up_for_one_after_the_other(office: Office) -> None:
    report_id = office.create(schedule=WEEKLY, kind=Kind.RESULTS)
    back = MONDAY + timedelta(days=15)
    periods = []
    while report_files.due(office.session, now=back):
        made = office.make(report_id, back)
        assert made is not None
        assert made.file is not None
        periods.append(made.file.period.first)
    assert periods == [date(2026, 6, 8), date(2026, 6, 15), date(2026, 6, 22)]


def test_a_month_so_far_that_was_missed_for_days_is_made_once(office: Office) -> None:
    report_id = office.create(schedule=Schedule(Cadence.DAILY, 0, 7, "Europe/Berlin"))
    back = datetime(2026, 7, 3, 9, tzinfo=UTC)
    periods = []
    while report_files.due(office.session, now=back):
        made = office.make(report_id, back)
        assert made is not None
        assert made.file is not None
        periods.append(made.file.period)
    assert periods == [Period.month(2026, 6), Period.month(2026, 7)]
    assert office.row(report_id).slot_at == datetime(2026, 7, 4, 5, tzinfo=UTC)


def test_what_cannot_be_made_says_why_and_is_tried_again_for_the_same_days(office: Office) -> None:
    report_id = office.create(schedule=WEEKLY, currency="USD")
    made = office.make(report_id, MONDAY)
    assert made is not None
    assert made.file is None
    row = office.row(report_id)
    assert (row.failures, row.slot_at, row.due_at) == (1, MONDAY, MONDAY + timedelta(minutes=10))
    assert "EUR" in row.message
    assert office.make(report_id, MONDAY + timedelta(minutes=9)) is None
    office.make(report_id, MONDAY + timedelta(minutes=10))
    assert office.row(report_id).due_at == MONDAY + timedelta(minutes=40)
    world = World(office.session)
    world.rate("EUR", "USD", "1.1", *Period.month(2026, 6).days())
    later = MONDAY + timedelta(hours=1)
    made = office.make(report_id, later)
    assert made is not None
    assert made.file is not None
    row = office.row(report_id)
    assert (row.failures, row.message, row.slot_at) == (0, "", MONDAY + timedelta(days=7))


def test_an_error_of_ours_is_a_failure_too_and_reaches_the_log(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    report_id = office.create(schedule=WEEKLY)

    def breaks(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(report_contents, "build", breaks)
    with pytest.raises(RuntimeError):
        office.make(report_id, MONDAY)
    row = office.row(report_id)
    assert (row.failures, row.due_at) == (1, MONDAY + timedelta(minutes=10))
    assert "error of our own" in row.message


def test_the_oldest_file_goes_when_there_are_too_many(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_files, "KEPT", 2)
    report_id = office.create()
    other = office.create(name="Another")
    report_files.make_now(office.session, office.owner, other, now=NOW)
    made = [report_files.make_now(office.session, office.owner, report_id, now=NOW).id for _ in range(3)]
    assert [file.id for file in report_files.files(office.session, office.owner, report_id)] == made[:0:-1]
    assert len(report_files.files(office.session, office.owner, other)) == 1


# ---- with whose rights, and for whose eyes


def test_it_is_made_with_the_rights_that_its_owner_has_then(office: Office) -> None:
    report_id = office.create(client_id=None, schedule=WEEKLY)
    with transaction(office.session):
        link = office.session.get_one(UserClient, (office.owner.user_id, office.other.id))
        office.session.delete(link)
    office.session.expire_all()
    assert office.make(report_id, MONDAY) is not None
    whole = office.read(report_id, someone(Role.ADMINISTRATOR))
    assert {row["client"] for row in whole if row["row"] == "line"} == {"Tallybird"}
    with transaction(office.session):
        office.session.get_one(User, office.owner.user_id).active = False
    made = office.make(report_id, MONDAY + timedelta(days=7))
    assert made is not None
    assert made.file is None
    assert "Fin, whose report it is, cannot sign in any more" in made.text


def test_an_owner_who_lost_the_client_gets_no_more_of_it(office: Office) -> None:
    report_id = office.create(office.teammate, schedule=WEEKLY)
    with transaction(office.session):
        office.session.delete(office.session.get_one(UserClient, (office.teammate.user_id, office.ours.id)))
    office.session.expire_all()
    made = office.make(report_id, MONDAY)
    assert made is not None
    assert made.file is None
    assert "not one of your clients'" in made.text


def test_who_sees_the_client_downloads_and_only_the_owner_or_an_administrator_changes(office: Office) -> None:
    report_id = office.create()
    file = report_files.make_now(office.session, office.teammate, report_id, now=NOW)
    assert report_files.download(office.session, office.teammate, report_id, file.id, now=NOW).content
    details = saved_reports.read(office.session, office.teammate, report_id).details
    for deed in (
        lambda who: saved_reports.change(office.session, who, report_id, replace(details, name="Mine"), now=NOW),
        lambda who: saved_reports.delete(office.session, who, report_id, now=NOW),
    ):
        with pytest.raises(Forbidden, match="somebody else's"):
            deed(office.teammate)
        with pytest.raises(NotFound):
            deed(office.outsider)
    for look in (
        lambda: report_files.files(office.session, office.outsider, report_id),
        lambda: report_files.make_now(office.session, office.outsider, report_id, now=NOW),
        lambda: report_files.download(office.session, office.outsider, report_id, file.id, now=NOW),
    ):
        with pytest.raises(NotFound):
            look()
    assert saved_reports.listing(office.session, office.outsider).total == 0
    with pytest.raises(Forbidden):
        saved_reports.listing(office.session, someone(Role.VIEWER))
    saved_reports.delete(office.session, someone(Role.ADMINISTRATOR), report_id, now=NOW)
    assert office.session.scalar(select(func.count()).select_from(ReportFile)) == 0


def test_a_report_over_all_of_somebodys_clients_is_for_no_narrower_eyes(office: Office) -> None:
    report_id = office.create(client_id=None)
    file = report_files.make_now(office.session, office.owner, report_id, now=NOW)
    assert saved_reports.listing(office.session, office.teammate).total == 0
    assert saved_reports.listing(office.session, someone(Role.DIRECTOR)).total == 1
    with transaction(office.session):
        office.session.delete(office.session.get_one(UserClient, (office.owner.user_id, office.other.id)))
    narrower = replace(office.owner, client_ids=frozenset({office.ours.id}))
    assert report_files.files(office.session, narrower, report_id) == [], "it holds a client that is no more theirs"
    with pytest.raises(NotFound):
        report_files.download(office.session, narrower, report_id, file.id, now=NOW)


def test_a_report_moved_to_another_client_hands_out_no_earlier_file_of_the_first(office: Office) -> None:
    report_id = office.create()
    report_files.make_now(office.session, office.owner, report_id, now=NOW)
    details = saved_reports.read(office.session, office.owner, report_id).details
    moved = replace(details, client_id=office.other.id)
    saved_reports.change(office.session, office.owner, report_id, moved, now=NOW)
    assert report_files.files(office.session, office.outsider, report_id) == []
    assert saved_reports.read(office.session, office.outsider, report_id).last is None
    assert len(report_files.files(office.session, office.owner, report_id)) == 1


# ---- saving


def test_a_changed_schedule_begins_anew_and_a_paused_one_is_not_due(office: Office) -> None:
    report_id = office.create(schedule=WEEKLY)
    details = saved_reports.read(office.session, office.owner, report_id).details
    saved_reports.change(office.session, office.owner, report_id, replace(details, active=False), now=NOW)
    assert report_files.due(office.session, now=MONDAY) == []
    assert office.make(report_id, MONDAY) is None
    on = MONDAY + timedelta(days=30)
    saved_reports.change(office.session, office.owner, report_id, details, now=on)
    assert office.row(report_id).slot_at > on, "nothing is made up for of the time it was paused"


def test_a_change_that_may_mend_a_failure_is_tried_at_once(office: Office) -> None:
    report_id = office.create(schedule=WEEKLY, currency="USD")
    office.make(report_id, MONDAY)
    details = saved_reports.read(office.session, office.owner, report_id).details
    later = MONDAY + timedelta(minutes=2)
    saved_reports.change(office.session, office.owner, report_id, replace(details, currency=None), now=later)
    made = office.make(report_id, later)
    assert made is not None
    assert made.file is not None


@pytest.mark.parametrize(
    "wrong",
    [{"name": "  "}, {"name": "n" * 201}, {"currency": "Euro"}, {"schedule": replace(WEEKLY, on=9)}],
)
def test_what_cannot_be_saved_is_refused(office: Office, wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        office.create(**wrong)
    with pytest.raises(NotFound):
        office.create(office.teammate, client_id=office.other.id)


def test_making_one_now_says_what_is_missing(office: Office) -> None:
    report_id = office.create(currency="USD")
    with pytest.raises(MissingRate):
        report_files.make_now(office.session, office.owner, report_id, now=NOW)
    with transaction(office.session):
        office.session.get_one(User, office.owner.user_id).active = False
    with pytest.raises(Refused, match="cannot sign in any more"):
        report_files.make_now(office.session, office.teammate, report_id, now=NOW)


def test_the_list_asks_as_little_for_many_as_for_one(office: Office) -> None:
    for number in range(12):
        report_files.make_now(office.session, office.owner, office.create(name=f"Report {number}"), now=NOW)
    with counted(office.session) as statements:
        found = saved_reports.listing(office.session, office.owner)
    assert (found.total, len(statements)) == (12, 3)
    assert all(row.last is not None for row in found.rows)


# ---- as work


def test_it_is_work_like_any_other(office: Office, database: Database, tmp_path: Path) -> None:
    report_id = office.create(schedule=WEEKLY)
    broken = office.create(schedule=WEEKLY, currency="USD", name="In dollars")
    settings = Settings("sqlite://", tmp_path)
    at = At(database, Live(settings, Sealer(settings), lambda: MONDAY), WORK, tmp_path)
    office.session.rollback()
    assert [unit.key for unit in queueing.to_queue(office.session, now=MONDAY)] == [
        f"report:{report_id}",
        f"report:{broken}",
    ]
    assert [(told.subject, told.state, told.well) for told in everything.run(at)] == [
        ("Month’s spend", "made", True),
        ("In dollars", "failed", False),
    ]
    assert units.report(at, report_id) == []
    assert units.report(at, 10**6) == [], "one that was deleted meanwhile"
    assert everything.run(at) == []
