"""Everything that is due, in one process, one unit after the other: changes first, then pulls, changes between them,
then reports.

run(at) -> what was done
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from paidsocial.services.changes import batches, expiring
from paidsocial.services.connections import syncing
from paidsocial.services.reporting import report_files
from paidsocial.services.work import due, units
from paidsocial.services.work.units import At, Told, guarded

Tell = Callable[[Told], None]


def run(
    at: At,
    *,
    tell: Tell = lambda _told: None,
    turn: timedelta | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> list[Told]:
    """Do what is due. Each ad account has one turn, no longer than `turn`; `stopping` ends it between two units."""
    done: list[Told] = []

    def note(found: list[Told]) -> None:
        for each in found:
            done.append(each)
            tell(each)

    _changes(at, note, stopping)
    pulled: set[int] = set()
    while not stopping():
        account_id = _next_pull(at, pulled)
        if account_id is None:
            break
        pulled.add(account_id)
        until = at.live.clock() + turn if turn is not None else None
        note(guarded("pull", f"account {account_id}", partial(units.pull, at, account_id, until=until)))
        _changes(at, note, stopping)  # nobody's change waits for everybody's figures
    _reports(at, note, stopping)
    return done


def _next_pull(at: At, pulled: set[int]) -> int | None:
    with at.database.session() as session:
        found = syncing.due(session, now=at.live.clock())
    return next((account_id for account_id in found if account_id not in pulled), None)


def _reports(at: At, note: Callable[[list[Told]], None], stopping: Callable[[], bool]) -> None:
    """One file of each; times that were missed are made up for in the next rounds."""
    with at.database.session() as session:
        found = report_files.due(session, now=at.live.clock())
    for report_id in found:
        if not stopping():
            note(guarded("report", f"report {report_id}", partial(units.report, at, report_id)))


def _changes(at: At, note: Callable[[list[Told]], None], stopping: Callable[[], bool]) -> None:
    """What is unknown first, because it may hold a batch; then what expired, because that is sent with the rest."""
    with at.database.session() as session:
        now = at.live.clock()
        unknown, expired = due.to_find_out(session, now=now), expiring.due(session, now=now)
    for change_id in unknown:
        if not stopping():
            note(guarded("find_out", f"change {change_id}", partial(units.find_out, at, change_id)))
    for change_id in expired:
        if not stopping():
            note(guarded("expire", f"change {change_id}", partial(units.expire, at, change_id)))
    with at.database.session() as session:
        ready = batches.ready(session, now=at.live.clock())
    for batch in ready:
        ids = [change.change_id for change in batch.changes]
        if not stopping():
            note(guarded("send", f"changes {', '.join(map(str, ids))}", partial(units.send, at, ids)))
