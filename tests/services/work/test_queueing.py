"""A beat queues what is due once, though it comes every minute; what was lost is queued again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from paidsocial.services.work import queueing
from tests.support.connected import connect
from tests.support.live import bench

MINUTE = timedelta(minutes=1)


def test_what_is_due_is_queued_once_until_it_may_be_lost(session: Session, tmp_path: Path) -> None:
    with bench("meta", accounts=2) as door:
        work = connect(session, tmp_path, door)
        now = door.sandbox.now
        first = queueing.to_queue(session, now=now)
        assert [(unit.what, unit.ids) for unit in first] == [("pull", (id_,)) for id_ in work.account_ids]
        assert not queueing.to_queue(session, now=now + MINUTE)
        assert queueing.to_queue(session, now=now + queueing.AGAIN) == first
        work.sync()
        (left,) = queueing.to_queue(session, now=now + 2 * queueing.AGAIN)
        assert left == first[1]


def test_what_the_broker_did_not_take_is_queued_by_the_next_beat(session: Session, tmp_path: Path) -> None:
    with bench("meta") as door:
        connect(session, tmp_path, door)
        now = door.sandbox.now
        units = queueing.to_queue(session, now=now)
        queueing.forget(session, units, now=now)
        assert queueing.to_queue(session, now=now) == units


def test_nothing_is_written_where_nothing_is_due(session: Session) -> None:
    assert not queueing.to_queue(session, now=datetime(2026, 6, 14, tzinfo=UTC))
    queueing.forget(session, [], now=datetime(2026, 6, 14, tzinfo=UTC))
