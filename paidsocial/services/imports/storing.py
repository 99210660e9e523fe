"""A compared batch into the tables: current rows, earlier readings, daily sums; all in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Table,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from paidsocial.db import UTCDateTime, is_sqlite
from paidsocial.models import AccountDay, CampaignDay, Performance
from paidsocial.services.imports.comparing import gives_way, same_figures, whole_campaigns
from paidsocial.services.imports.staging import AD_SET_DAYS, METRICS, Stage, State

RESTATED, OLDER, FINER, COARSER = "restated", "older", "finer", "coarser"
SUMMED = tuple(metric for metric in METRICS if metric != "reach")


def store(session: Session, stage: Stage, batch_id: int, seen_at: datetime, *, mixed: bool) -> None:
    """Carry out what the stage's states say; `mixed`: some rows may cover others."""
    if mixed and stage.target is AD_SET_DAYS:
        _supersede_coarser(session, stage, seen_at)
    if stage.target is AD_SET_DAYS:
        _keep_coarser(session, stage, batch_id, seen_at)
    _revise(session, stage, batch_id, seen_at)
    _into_history(session, stage, batch_id, seen_at)
    _insert(session, stage, batch_id, seen_at)


def _columns(table: Table, *without: str) -> list[str]:
    return [column.name for column in table.columns if column.name not in without]


def _staged_values(stage: Stage, table: Table, batch_id: int, seen_at: datetime) -> dict[str, ColumnElement[Any]]:
    """A new row's columns out of the stage."""
    fixed: dict[str, ColumnElement[Any]] = {
        "account_id": literal(stage.account_id),
        "batch_id": literal(batch_id),
        "seen_at": literal(seen_at, UTCDateTime()),
    }
    names = _columns(table, "superseded_at", "why")
    return {name: fixed[name] if name in fixed else stage.table.c[name] for name in names}


def _insert(session: Session, stage: Stage, batch_id: int, seen_at: datetime) -> None:
    staged, stored = stage.table, stage.target.current
    values = _staged_values(stage, stored, batch_id, seen_at)
    new = (
        select(*values.values())
        .where(staged.c.state == State.NEW.value)
        .order_by(*(staged.c[name] for name in stage.target.key))
    )
    session.execute(insert(stored).from_select(list(values), new))


def _revise(session: Session, stage: Stage, batch_id: int, seen_at: datetime) -> None:
    """The stored row into history, superseded now; the staged figures in its place."""
    staged, stored, history = stage.table, stage.target.current, stage.target.history
    revised = and_(staged.c.state == State.REVISED.value, stage.same_key(stored))
    _move(
        session, stored, history, exists().where(revised), superseded_at=literal(seen_at, UTCDateTime()), why=RESTATED
    )
    changes = {name: staged.c[name] for name in stage.metrics}
    session.execute(update(stored).values(**changes, seen_at=seen_at, batch_id=batch_id).where(revised))


def _move(
    session: Session,
    stored: Table,
    history: Table,
    which: ColumnElement[bool],
    *,
    superseded_at: ColumnElement[datetime],
    why: str,
) -> None:
    names = _columns(history, "superseded_at", "why")
    rows = select(*(stored.c[name] for name in names), superseded_at, literal(why)).where(which)
    session.execute(insert(history).from_select([*names, "superseded_at", "why"], rows))


def _into_history(session: Session, stage: Stage, batch_id: int, seen_at: datetime) -> None:
    """Readings older than the current ones take their place in the timeline, as `restatement.placed` says."""
    staged, stored, history = stage.table, stage.target.current, stage.target.history
    older = staged.c.state == State.OLDER.value
    if session.execute(select(literal(1)).where(older).limit(1)).first() is None:
        return
    following, before = history.alias("following"), history.alias("before")
    next_earlier = (
        select(func.min(following.c.seen_at))
        .where(stage.same_key(following), following.c.seen_at > seen_at)
        .where(following.c.superseded_at > following.c.seen_at)
        .scalar_subquery()
    )
    values = _staged_values(stage, history, batch_id, seen_at)
    for name in METRICS:
        if name not in stage.metrics:  # as `restatement.completed`: what the source lacks is as it was known then
            current_then = (before.c.seen_at <= seen_at) & (before.c.superseded_at > seen_at)
            values[name] = select(before.c[name]).where(stage.same_key(before), current_then).limit(1).scalar_subquery()
    until = func.coalesce(next_earlier, stored.c.seen_at)
    rows = select(*values.values(), until, literal(OLDER)).join(stored, stage.same_key(stored)).where(older)
    session.execute(insert(history).from_select([*values, "superseded_at", "why"], rows))
    session.execute(
        update(history)
        .values(superseded_at=seen_at)
        .where(exists().where(older, stage.same_key(history)), history.c.batch_id != batch_id)
        .where(history.c.seen_at <= seen_at, history.c.superseded_at > seen_at)
    )


def _supersede_coarser(session: Session, stage: Stage, seen_at: datetime) -> None:
    """Rows for a whole give way to the new rows of its parts: kept as earlier readings, counted no more."""
    stored, history = stage.target.current, stage.target.history
    now = literal(seen_at, UTCDateTime())
    until = case((stored.c.seen_at > now, stored.c.seen_at), else_=now)
    _move(session, stored, history, gives_way(stage), superseded_at=until, why=FINER)
    session.execute(delete(stored).where(gives_way(stage)))


def _keep_coarser(session: Session, stage: Stage, batch_id: int, seen_at: datetime) -> None:
    """A coarse reading that disagrees with the finer rows is kept, with no time in which it was current."""
    if stage.target is not AD_SET_DAYS:
        return
    history = stage.target.history
    values = _staged_values(stage, history, batch_id, seen_at)
    told_before = exists().where(stage.same_key(history), history.c.why == COARSER, same_figures(stage, history))
    rows = select(*values.values(), literal(seen_at, UTCDateTime()), literal(COARSER)).where(
        stage.table.c.state == State.CHECKED.value, not_(_agrees_with_finer(stage)), not_(told_before)
    )
    session.execute(insert(history).from_select([*values, "superseded_at", "why"], rows))


def _agrees_with_finer(stage: Stage) -> ColumnElement[bool]:
    """Whether a checked row's spend is what the finer rows of its day, campaign or ad set add up to."""
    staged, stored = stage.table, stage.target.current
    campaign = exists().where(
        CampaignDay.account_id == stage.account_id,
        CampaignDay.day == staged.c.day,
        CampaignDay.campaign_id == staged.c.campaign_id,
        CampaignDay.spend_micros == staged.c.spend_micros,
    )
    account = exists().where(
        AccountDay.account_id == stage.account_id,
        AccountDay.day == staged.c.day,
        AccountDay.spend_micros == staged.c.spend_micros,
        staged.c.campaign_id.in_(whole_campaigns(stage.account_id)),
    )
    ad_set = exists().where(stage.same_key(stored), stored.c.spend_micros == staged.c.spend_micros)
    return or_(campaign, account, ad_set)


# The daily sums


def update_sums(session: Session, stage: Stage, seen_at: datetime) -> None:
    """Make the sums of the touched days equal to their rows again, and note when their figures were last seen."""
    staged, account_id = stage.table, stage.account_id
    every_day = list(session.scalars(select(staged.c.day).distinct()))
    states = (State.NEW.value, State.REVISED.value)
    changed = list(session.scalars(select(staged.c.day).where(staged.c.state.in_(states)).distinct()))
    session.execute(delete(CampaignDay).where(CampaignDay.account_id == account_id, CampaignDay.day.in_(changed)))
    _sum_campaigns(session, account_id, changed)
    sum_account(session, account_id, changed, seen_at)
    note_seen(session, account_id, every_day, seen_at)


def note_seen(session: Session, account_id: int, days: Sequence[date], seen_at: datetime) -> None:
    """Note on the days' sums that their figures were seen then."""
    session.execute(
        update(AccountDay)
        .values(last_seen_at=seen_at)
        .where(AccountDay.account_id == account_id, AccountDay.day.in_(days), AccountDay.last_seen_at < seen_at)
    )


def _sum_or_none(column: Any) -> ColumnElement[int | None]:
    return cast(func.sum(column), BigInteger)


def _sum_campaigns(session: Session, account_id: int, days: Sequence[date]) -> None:
    key = (Performance.account_id, Performance.day, Performance.campaign_id)
    sums = [_sum_or_none(getattr(Performance, name)) for name in SUMMED]
    rows = select(*key, *sums).where(Performance.account_id == account_id, Performance.day.in_(days)).group_by(*key)
    session.execute(insert(CampaignDay).from_select(["account_id", "day", "campaign_id", *SUMMED], rows))


def sum_account(session: Session, account_id: int, days: Sequence[date], seen_at: datetime) -> None:
    """Make an account's sums of these days those of its campaigns."""
    key = (CampaignDay.account_id, CampaignDay.day)
    sums = [_sum_or_none(getattr(CampaignDay, name)) for name in SUMMED]
    seen = literal(seen_at, UTCDateTime())
    rows = select(*key, *sums, seen).where(CampaignDay.account_id == account_id, CampaignDay.day.in_(days))
    names = ["account_id", "day", *SUMMED, "last_seen_at"]
    dialect = sqlite if is_sqlite(session) else postgresql
    statement = dialect.insert(AccountDay).from_select(names, rows.group_by(*key))
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["account_id", "day"], set_={name: statement.excluded[name] for name in SUMMED}
        )
    )
