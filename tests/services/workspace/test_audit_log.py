"""Reading the audit trail."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain.days import Period
from paidsocial.errors import Forbidden
from paidsocial.services import audit
from paidsocial.services.access import Actor, Role
from paidsocial.services.workspace import audit_log
from paidsocial.services.workspace.audit_log import AuditQuery
from tests.support.builders import World, someone

EVENING = datetime(2026, 6, 13, 23, 59, 59, tzinfo=UTC)


@pytest.fixture
def trail(session: Session) -> tuple[int, int]:
    """Five entries about two clients; their ids."""
    world = World(session)
    one, two = world.client("One"), world.client("Two")
    machine, ann = Actor.at_the_machine("cron"), Actor(None, "ann@example.org", Role.DIRECTOR, None, "web")
    told = [
        (machine, EVENING - timedelta(days=9), "organisation.changed", ("organisation", "settings"), None),
        (ann, EVENING, "client.changed", ("client", one.id), one.id),
        (ann, EVENING + timedelta(seconds=1), "client.archived", ("client", two.id), two.id),
        (machine, EVENING + timedelta(days=1), "plan_line.revised", ("plan_line", 77), one.id),
        (ann, EVENING + timedelta(days=2), "clientele.odd", ("100%_sure", 1), two.id),
    ]
    with transaction(session):
        for actor, at, action, subject, client_id in told:
            audit.record(session, actor, now=at, action=action, subject=subject, client_id=client_id)
    return one.id, two.id


def numbers(session: Session, query: AuditQuery, actor: Actor | None = None) -> list[int]:
    page = audit_log.read(session, actor or someone(Role.ADMINISTRATOR), query)
    assert page.total == len(page.entries)
    return [entry.seq for entry in page.entries]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (AuditQuery(), [5, 4, 3, 2, 1]),
        (AuditQuery(text="ANN"), [5, 3, 2]),
        (AuditQuery(text="77"), [4]),
        (AuditQuery(text="%"), [5]),
        (AuditQuery(action="client"), [3, 2]),
        (AuditQuery(action="client.archived"), [3]),
        (AuditQuery(door="cli"), [4, 1]),
        (AuditQuery(days=Period(date(2026, 6, 13), date(2026, 6, 13))), [2]),
        (AuditQuery(days=Period(date(2026, 6, 14), date(2026, 6, 14))), [4, 3]),
    ],
)
def test_filters(session: Session, trail: tuple[int, int], query: AuditQuery, expected: list[int]) -> None:
    assert numbers(session, query) == expected


def test_a_reader_sees_the_trail_of_their_clients_only(session: Session, trail: tuple[int, int]) -> None:
    director = someone(Role.DIRECTOR, clients={trail[0]})
    assert numbers(session, AuditQuery(), director) == [4, 2]
    assert numbers(session, AuditQuery(client_id=trail[1]), director) == []
    page = audit_log.read(session, director, AuditQuery())
    assert page.clients == {trail[0]: "One"}
    assert page.actions == ["client.changed", "plan_line.revised"]


def test_it_is_read_a_page_at_a_time(session: Session, now: datetime) -> None:
    with transaction(session):
        for number in range(120):
            audit.record(session, Actor.at_the_machine(), now=now, action="test.done", subject=("thing", number))
    actor = someone(Role.FINANCE)
    pages = [audit_log.read(session, actor, AuditQuery(page=page)) for page in (1, 2, 3, 4)]
    assert [len(page.entries) for page in pages] == [50, 50, 20, 0]
    assert {page.total for page in pages} == {120}
    assert pages[1].entries[0].seq == 70
    assert audit_log.check(session, actor) == audit.ChainCheck(120, None)


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.VIEWER])
def test_others_do_not_read_it(session: Session, role: Role) -> None:
    for attempt in (
        lambda: audit_log.read(session, someone(role), AuditQuery()),
        lambda: audit_log.check(session, someone(role)),
    ):
        with pytest.raises(Forbidden):
            attempt()
