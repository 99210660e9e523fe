"""A part's readings beside what is stored, and then into it.

Where nothing is stored for a batch's days, as when an account's history is brought, its rows are all new: they go
straight into their tables. Otherwise they are staged, compared and stored by their states.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, select, text, update
from sqlalchemy.orm import Session

from paidsocial.db import is_sqlite
from paidsocial.domain.days import Period
from paidsocial.domain.readings import Entity, Grain, Level, Readings, regrouped
from paidsocial.models import AdAccount
from paidsocial.platforms.reading import ParsedPart
from paidsocial.services.imports import examples, storing, straight
from paidsocial.services.imports.bulk import insert_rows
from paidsocial.services.imports.comparing import Comparison, classify, compare, count_states, set_coarser_apart, total
from paidsocial.services.imports.entities import accepted_missing
from paidsocial.services.imports.source import Source
from paidsocial.services.imports.staging import (
    AD_DAYS,
    AD_SET_DAYS,
    PERIODS,
    Place,
    Stage,
    State,
    metrics_of,
    open_stage,
)
from paidsocial.services.imports.straight import NewRows


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch that was compared: what storing it would do, by example too, and its rows, new ones or staged.

    `main` are those by ad set (or of periods), `ads` for a file by ads and days those by ad.
    """

    account_id: int
    compared: Comparison
    changes: dict[str, Any]
    main: Stage | NewRows
    ads: Stage | NewRows | None


@dataclass(frozen=True, slots=True)
class ByPlace:
    """Readings whose entity i belongs at `places[i]`, and how many rows were lost because they have no place."""

    readings: Readings
    places: list[Place]
    lost: int = 0


def by_place(part: ParsedPart, found: Sequence[Place | None]) -> ByPlace:
    """The readings by stored places instead of the file's entities; rows that have no place are left out."""
    places = list(dict.fromkeys(place for place in found if place is not None))
    if len(places) == len(found):
        return ByPlace(part.readings, places)
    number = {place: code for code, place in enumerate(places)}
    codes = [None if place is None else number[place] for place in found]
    readings, lost = regrouped(part.readings, codes, _first_of_each(part.readings.entities, codes))
    return ByPlace(readings, places, lost)


def _first_of_each(entities: Sequence[Entity], codes: Sequence[int | None]) -> list[Entity]:
    """The first entity of each code, in the codes' order, in which they first appear."""
    found: dict[int, Entity] = {}
    for entity, code in zip(entities, codes, strict=True):
        if code is not None:
            found.setdefault(code, entity)
    return list(found.values())


def _by_ad_set(readings: Readings, places: Sequence[Place]) -> tuple[Readings, list[Place]]:
    sets = list(dict.fromkeys(replace(place, ad_id=None) for place in places))
    number = {place: code for code, place in enumerate(sets)}
    codes = [number[replace(place, ad_id=None)] for place in places]
    summed, _ = regrouped(readings, codes, _first_of_each(readings.entities, codes))
    summed.reach = None  # the reach of an ad set is not that of its ads together
    return summed, sets


def covers(part: ParsedPart) -> Period:
    """The days a part speaks of."""
    return part.covers or Period(part.readings.first_day, part.readings.last_day)


def prepared(session: Session, source: Source, part: ParsedPart, account: AdAccount, by: ByPlace) -> Prepared:
    """Find out what storing a part's readings would do. The caller holds the account's lock."""
    readings, places = by.readings, by.places
    ads = NewRows(AD_DAYS, readings, places) if part.level is Level.AD and part.grain is Grain.DAY else None
    by_set = _by_ad_set(readings, places) if part.level is Level.AD else (readings, places)
    main = NewRows(AD_SET_DAYS if part.grain is Grain.DAY else PERIODS, *by_set)
    days = covers(part)
    if not any(straight.anything_stored(session, rows, account.id, days) for rows in (main, ads) if rows):
        compared = Comparison(inserted=len((ads or main).readings), nothing_stored=True)
        return Prepared(account.id, compared, examples.nothing(), main, ads)
    of_ads = _staged(session, account, ads, "stage_ads") if ads else None
    staged = _staged(session, account, main, "stage_ad_sets")
    compared = _compared(session, source, part, staged, of_ads)
    changes = examples.changes(
        session,
        staged,
        of_ads or staged,
        compared,
        currency=account.currency,
        seen_at=source.seen_at,
        first=days.first,
        last=days.last,
    )
    return Prepared(account.id, compared, changes, staged, of_ads)


def _staged(session: Session, account: AdAccount, rows: NewRows, name: str) -> Stage:
    stage = open_stage(session, rows.target, account.id, metrics_of(rows.readings), name)
    insert_rows(session, stage.table, rows.columns(stage.table), key=rows.target.key)
    if not is_sqlite(session):
        session.execute(text(f"ANALYZE {name}"))
    return stage


def _compared(session: Session, source: Source, part: ParsedPart, main: Stage, ads: Stage | None) -> Comparison:
    days = covers(part)
    expected = accepted_missing(session, main.account_id)
    compared = compare(
        session, main, part.level, seen_at=source.seen_at, first=days.first, last=days.last, expected=expected
    )
    if ads is None:
        return compared
    of_ads = count_states(session, ads, seen_at=source.seen_at)
    return replace(
        compared,
        inserted=of_ads.inserted,
        unchanged=of_ads.unchanged,
        revised=of_ads.revised,
        older=of_ads.older,
    )


def store(session: Session, source: Source, batch: Prepared, batch_id: int) -> None:
    """Store a batch as it was compared."""
    main, ads, seen_at = batch.main, batch.ads, source.seen_at
    if isinstance(main, NewRows):
        for rows in (main, ads):
            if isinstance(rows, NewRows):
                straight.insert_new(session, rows, batch.account_id, batch_id, seen_at)
        if main.target is AD_SET_DAYS:
            straight.insert_sums(session, main, batch.account_id, seen_at)
        return
    if isinstance(ads, Stage):
        storing.store(session, ads, batch_id, seen_at, mixed=False)
        _sum_ads(session, main, ads)
        classify(session, main, seen_at)
        set_coarser_apart(session, main, Level.AD, mixed=batch.compared.mixed)
    storing.store(session, main, batch_id, seen_at, mixed=batch.compared.mixed)
    if main.target is AD_SET_DAYS:
        storing.update_sums(session, main, seen_at)


def _sum_ads(session: Session, main: Stage, ads: Stage) -> None:
    """Make each ad set's staged figures the sum of its ads' current ones: ads this file left out still count."""
    rows, staged = AD_DAYS.current, main.table
    days = select(ads.table.c.day).distinct()
    sums = (
        select(rows.c.day, rows.c.ad_set_id, *(total(rows.c[name]).label(name) for name in main.metrics))
        .where(rows.c.account_id == main.account_id, rows.c.day.in_(days))
        .group_by(rows.c.day, rows.c.ad_set_id)
        .subquery()
    )
    same = and_(sums.c.day == staged.c.day, sums.c.ad_set_id == staged.c.ad_set_id)
    session.execute(
        update(staged)
        .values({name: sums.c[name] for name in main.metrics})
        .where(same, staged.c.state != State.OLDER.value)
    )
