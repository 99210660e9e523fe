"""A staged batch beside what is stored: `domain.restatement` row by row, carried out as a few set-based statements.

Nothing here changes what is stored; only the stage's own `state` column is written.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Table,
    and_,
    case,
    cast,
    exists,
    func,
    not_,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Session

from paidsocial.domain.readings import Level
from paidsocial.domain.restatement import Fall
from paidsocial.models import AccountDay, AdPerformance, AdSet, Campaign, CampaignDay
from paidsocial.services.imports.staging import AD_SET_DAYS, Stage, State

HELD_METRICS = {"spend": "spend_micros", "conversions": "conversions_millionths", "revenue": "revenue_micros"}


@dataclass(frozen=True, slots=True)
class Missing:
    """What is stored for a batch's days but not in it: rows (campaign-days, ...), their spend, whose they are."""

    rows: int = 0
    spend: int = 0
    campaigns: tuple[str, ...] = ()
    campaign_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """Rows coarser than what is stored: how many, their spend, and that of the finer rows they cover."""

    rows: int = 0
    spend: int = 0
    finer_spend: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What storing a batch would do. `falls` by metric, over the keys stored before and not seen later."""

    inserted: int = 0
    unchanged: int = 0
    revised: int = 0
    older: int = 0
    checked: Checked = field(default_factory=Checked)
    missing: Missing = field(default_factory=Missing)
    superseded: int = 0
    falls: dict[str, Fall] = field(default_factory=dict)
    nothing_stored: bool = False
    mixed: bool = False

    @property
    def rows(self) -> int:
        """How many rows were compared."""
        return self.inserted + self.unchanged + self.revised + self.older + self.checked.rows


def total(column: Any) -> ColumnElement[int]:
    """A sum of micros that stays an integer on PostgreSQL, 0 over nothing."""
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


def whole_ad_sets(account_id: int) -> Select[int]:
    """Ids of the ad sets that stand for a whole campaign (or the whole account)."""
    return select(AdSet.id).where(AdSet.account_id == account_id, AdSet.is_whole)


def whole_campaigns(account_id: int) -> Select[int]:
    """Ids of the campaigns that stand for the whole account."""
    return select(Campaign.id).where(Campaign.account_id == account_id, Campaign.is_whole)


def touching(stage: Stage, stored: Table, first: date, last: date) -> ColumnElement[bool]:
    """The condition that a stored row's days lie within the batch's (for totals: are among its periods)."""
    if stage.target.days == ("day",):
        return stored.c.day.between(first, last)
    staged = stage.table
    return exists().where(staged.c.first_day == stored.c.first_day, staged.c.last_day == stored.c.last_day)


def same_figures(stage: Stage, stored: Table) -> ColumnElement[bool]:
    """Whether a stored row says what the staged one says, in the metrics the source has."""
    return and_(*(stored.c[name].is_not_distinct_from(stage.table.c[name]) for name in stage.metrics))


def classify(session: Session, stage: Stage, seen_at: datetime) -> None:
    """Give every staged row its state, as `restatement.verdict` and `restatement.placed` would."""
    staged, stored, history = stage.table, stage.target.current, stage.target.history
    verdict = case(
        (stored.c.seen_at > seen_at, State.OLDER.value),
        (same_figures(stage, stored), State.SAME.value),
        else_=State.REVISED.value,
    )
    session.execute(update(staged).values(state=verdict).where(stage.same_key(stored)))
    known_already = exists().where(
        stage.same_key(history),
        history.c.seen_at <= seen_at,
        history.c.superseded_at > seen_at,
        same_figures(stage, history),
    )
    session.execute(
        update(staged).values(state=State.SAME.value).where(staged.c.state == State.OLDER.value, known_already)
    )


def is_mixed(session: Session, account_id: int) -> bool:
    """Whether the account has figures of two depths: only then can one row cover another."""
    ad_sets = select(func.count(), func.count().filter(AdSet.is_whole)).where(AdSet.account_id == account_id)
    every, whole = session.execute(ad_sets).one()
    campaigns = select(func.count(), func.count().filter(Campaign.is_whole)).where(Campaign.account_id == account_id)
    all_campaigns, whole_account = session.execute(campaigns).one()
    return 0 < whole < every or 0 < whole_account < all_campaigns


def set_coarser_apart(session: Session, stage: Stage, level: Level, *, mixed: bool) -> Checked:
    """Mark staged rows whose days already have finer ones as CHECKED, and say how the two compare.

    A row under an `is_whole` ad set whose key is new, in a campaign (or account) that has a daily sum on that day,
    can only be covered by finer rows; so can an ad set's row where the ads of that day are stored.
    """
    if stage.target is not AD_SET_DAYS or not (mixed or level is Level.AD_SET):
        return Checked()
    staged = stage.table
    new = staged.c.state == State.NEW.value
    covered = [and_(new, staged.c.ad_set_id.in_(whole_ad_sets(stage.account_id)), _has_sum(stage))] if mixed else []
    if level is Level.AD_SET:
        covered.append(and_(staged.c.state != State.SAME.value, _has_ads(stage)))
    session.execute(update(staged).values(state=State.CHECKED.value).where(or_(*covered)))
    query = select(func.count(), total(staged.c.spend_micros)).where(staged.c.state == State.CHECKED.value)
    rows, spend = session.execute(query).one()
    return Checked(rows, spend, _finer_spend(session, stage)) if rows else Checked()


def _has_sum(stage: Stage) -> ColumnElement[bool]:
    staged, everything = stage.table, whole_campaigns(stage.account_id)
    of_campaign = exists().where(
        CampaignDay.account_id == stage.account_id,
        CampaignDay.day == staged.c.day,
        CampaignDay.campaign_id == staged.c.campaign_id,
    )
    of_account = exists().where(AccountDay.account_id == stage.account_id, AccountDay.day == staged.c.day)
    return case((staged.c.campaign_id.in_(everything), of_account), else_=of_campaign)


def _has_ads(stage: Stage) -> ColumnElement[bool]:
    return exists().where(
        AdPerformance.account_id == stage.account_id,
        AdPerformance.day == stage.table.c.day,
        AdPerformance.ad_set_id == stage.table.c.ad_set_id,
    )


def _finer_spend(session: Session, stage: Stage) -> int:
    staged, stored = stage.table, stage.target.current
    everything = whole_campaigns(stage.account_id)
    checked = staged.c.state == State.CHECKED.value
    whole = staged.c.ad_set_id.in_(whole_ad_sets(stage.account_id))
    of_account = and_(whole, staged.c.campaign_id.in_(everything))
    days = select(staged.c.day).where(checked, of_account)
    sums = (
        select(total(AccountDay.spend_micros)).where(
            AccountDay.account_id == stage.account_id, AccountDay.day.in_(days)
        ),
        select(total(CampaignDay.spend_micros))
        .join(staged, and_(CampaignDay.day == staged.c.day, CampaignDay.campaign_id == staged.c.campaign_id))
        .where(CampaignDay.account_id == stage.account_id, checked, whole, not_(of_account)),
        select(total(stored.c.spend_micros)).join(staged, stage.same_key(stored)).where(checked, not_(whole)),
    )
    return sum(session.execute(query).scalar_one() for query in sums)


def gives_way(stage: Stage) -> ColumnElement[bool]:
    """That a stored row stands for a whole whose parts are staged as new rows, and is not itself in the batch."""
    staged, stored = stage.table, stage.target.current
    part = staged.alias("part")
    whole, everything = whole_ad_sets(stage.account_id), whole_campaigns(stage.account_id)
    new = and_(part.c.day == stored.c.day, part.c.state == State.NEW.value)
    by_ad_sets = exists().where(new, part.c.campaign_id == stored.c.campaign_id, part.c.ad_set_id.not_in(whole))
    by_campaigns = and_(
        stored.c.campaign_id.in_(everything), exists().where(new, part.c.campaign_id.not_in(everything))
    )
    return and_(
        stored.c.account_id == stage.account_id,
        stored.c.ad_set_id.in_(whole),
        or_(by_ad_sets, by_campaigns),
        not_(exists().where(stage.same_key(stored))),
    )


def is_missing(stage: Stage, seen_at: datetime, first: date, last: date, *, mixed: bool) -> ColumnElement[bool]:
    """That a stored row belongs to the batch's days, was not seen later than it, and nothing in it speaks of it."""
    staged, stored = stage.table, stage.target.current
    conditions = [
        stored.c.account_id == stage.account_id,
        touching(stage, stored, first, last),
        stored.c.seen_at <= seen_at,
        not_(exists().where(stage.same_key(stored))),
    ]
    if mixed and stage.target is AD_SET_DAYS:
        over = staged.alias("over")
        covers = or_(
            over.c.campaign_id == stored.c.campaign_id, over.c.campaign_id.in_(whole_campaigns(stage.account_id))
        )
        checked = exists().where(over.c.day == stored.c.day, over.c.state == State.CHECKED.value, covers)
        conditions += [not_(checked), not_(gives_way(stage))]
    return and_(*conditions)


def find_missing(
    session: Session,
    stage: Stage,
    seen_at: datetime,
    first: date,
    last: date,
    *,
    mixed: bool,
    expected: Collection[int] = (),
) -> tuple[Missing, dict[str, Fall]]:
    """Stored rows of the batch's days that it leaves out, and what falls by that.

    `expected`: campaigns whose absence a person accepted before; they are listed, but no fall is made of them again.
    """
    stored = stage.target.current
    gone = is_missing(stage, seen_at, first, last, mixed=mixed)
    query = (
        select(
            stored.c.campaign_id,
            func.count(),
            *(total(stored.c[name]) for name in HELD_METRICS.values()),
            *(func.count().filter(stored.c[name] > 0) for name in HELD_METRICS.values()),
        )
        .where(gone)
        .group_by(stored.c.campaign_id)
    )
    found = session.execute(query).all()
    ids = tuple(sorted(row[0] for row in found))
    names = session.execute(select(Campaign.id, Campaign.name).where(Campaign.id.in_(ids[:500]))) if ids else ()
    by_id = {row[0]: row[1] for row in names}
    missing = Missing(
        rows=sum(row[1] for row in found),
        spend=sum(row[2] for row in found),
        campaigns=tuple(by_id[campaign_id] for campaign_id in ids if campaign_id in by_id),
        campaign_ids=ids,
    )
    unexpected = [row for row in found if row[0] not in expected]
    falls = {}
    for place, metric in enumerate(HELD_METRICS):
        keys = sum(row[1] for row in unexpected) if metric == "spend" else sum(row[5 + place] for row in unexpected)
        falls[metric] = Fall(sum(row[2 + place] for row in unexpected), 0, keys)
    return missing, falls


def matched_falls(session: Session, stage: Stage) -> dict[str, Fall]:
    """By metric of the source: stored and new sums over the keys that both have, and how many keys fell."""
    staged, stored = stage.table, stage.target.current
    columns: list[ColumnElement[int]] = []
    held = {metric: name for metric, name in HELD_METRICS.items() if name in stage.metrics}
    for name in held.values():
        new = func.coalesce(staged.c[name], stored.c[name])
        columns += [total(stored.c[name]), total(new), func.count().filter(new < stored.c[name])]
    matched = staged.c.state.in_((State.SAME.value, State.REVISED.value))
    row = session.execute(select(*columns).join(stored, stage.same_key(stored)).where(matched)).one()
    return {metric: Fall(*row[3 * place : 3 * place + 3]) for place, metric in enumerate(held)}


def superseded_falls(session: Session, stage: Stage) -> tuple[int, dict[str, Fall]]:
    """How many coarse rows give way to finer ones, and by metric their sums beside those of the finer rows."""
    staged, stored = stage.table, stage.target.current
    held = {metric: name for metric, name in HELD_METRICS.items() if name in stage.metrics}
    before = select(func.count(), *(total(stored.c[name]) for name in held.values())).where(gives_way(stage))
    count, *sums = session.execute(before).one()
    if not count:
        return 0, {}
    everything = whole_campaigns(stage.account_id)
    under = exists().where(
        gives_way(stage),
        stored.c.day == staged.c.day,
        or_(stored.c.campaign_id == staged.c.campaign_id, stored.c.campaign_id.in_(everything)),
    )
    after = select(*(total(staged.c[name]) for name in held.values())).where(under)
    new = session.execute(after).one()
    return count, {
        metric: Fall(old, now, count if now < old else 0) for metric, old, now in zip(held, sums, new, strict=True)
    }


def added(*parts: dict[str, Fall]) -> dict[str, Fall]:
    """Falls of disjoint keys, together."""
    result: dict[str, Fall] = {}
    for part in parts:
        for metric, fall in part.items():
            so_far = result.get(metric, Fall(0, 0, 0))
            result[metric] = Fall(so_far.before + fall.before, so_far.after + fall.after, so_far.keys + fall.keys)
    return result


def counts(session: Session, stage: Stage) -> dict[State, int]:
    """How many staged rows are in each state."""
    staged = stage.table
    rows = session.execute(select(staged.c.state, func.count()).group_by(staged.c.state))
    return {State(state): number for state, number in rows}


def count_states(session: Session, stage: Stage, *, seen_at: datetime) -> Comparison:
    """Decide every staged row and count the decisions, without asking what falls or is missing."""
    classify(session, stage, seen_at)
    number = counts(session, stage)
    return Comparison(
        inserted=number.get(State.NEW, 0),
        unchanged=number.get(State.SAME, 0),
        revised=number.get(State.REVISED, 0),
        older=number.get(State.OLDER, 0),
    )


def compare(
    session: Session,
    stage: Stage,
    level: Level,
    *,
    seen_at: datetime,
    first: date,
    last: date,
    expected: Collection[int] = (),
) -> Comparison:
    """Decide every staged row and sum up what storing the batch would do to what is stored for its days."""
    classify(session, stage, seen_at)
    mixed = stage.target is AD_SET_DAYS and is_mixed(session, stage.account_id)
    if mixed:
        session.execute(text(f"CREATE INDEX ix_{stage.table.name} ON {stage.table.name} (day, campaign_id)"))
    checked = set_coarser_apart(session, stage, level, mixed=mixed)
    superseded, by_finer = superseded_falls(session, stage) if mixed else (0, {})
    missing, gone = find_missing(session, stage, seen_at, first, last, mixed=mixed, expected=expected)
    reported = {metric for metric, name in HELD_METRICS.items() if name in stage.metrics}
    falls = added(matched_falls(session, stage), by_finer, {m: fall for m, fall in gone.items() if m in reported})
    number = counts(session, stage)
    return Comparison(
        inserted=number.get(State.NEW, 0),
        unchanged=number.get(State.SAME, 0),
        revised=number.get(State.REVISED, 0),
        older=number.get(State.OLDER, 0),
        checked=checked,
        missing=missing,
        superseded=superseded,
        falls=falls,
        mixed=mixed,
    )
