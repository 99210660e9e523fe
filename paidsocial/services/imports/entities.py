"""Campaigns, ad sets and ads of a batch: found by the platform's id, else by name, else made; a few statements each."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.orm import Session

from paidsocial.domain.readings import Entity, Level, Readings
from paidsocial.models import Ad, AdAccount, AdSet, Campaign
from paidsocial.services.imports.renames import renamed
from paidsocial.services.imports.staging import Place

NO_AD = "(no ad named)"  # rows of a file by ads that name none
_FORMER_NAMES = 20  # kept of one campaign or ad set
Row = TypeVar("Row", Campaign, AdSet, Ad)


@dataclass(slots=True)
class Placed:
    """Where each entity of a batch belongs (None: its name fits several, so its rows cannot be placed)."""

    places: list[Place | None]
    ambiguous: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)  # campaigns known by their figures: old and new name
    reused_ids: int = 0  # things stored without their id because it stands under two parents


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One thing a batch is about: under which parent, by id and name, or as the whole of its parent."""

    parent: int
    external_id: str | None
    name: str
    is_whole: bool = False
    objective: str | None = None
    status: str | None = None


@dataclass(slots=True)
class _Index(Generic[Row]):
    """The stored rows of one level, by id, by parent and name, and the wholes by parent."""

    parent: Callable[[Row], int]
    rows: list[Row] = field(default_factory=list)
    by_id: dict[str, Row] = field(default_factory=dict)
    by_name: dict[tuple[int, str], list[Row]] = field(default_factory=dict)
    by_former_name: dict[tuple[int, str], list[Row]] = field(default_factory=dict)
    wholes: dict[int, Row] = field(default_factory=dict)

    @classmethod
    def of(cls, parent: Callable[[Row], int], rows: Iterable[Row]) -> _Index[Row]:
        """An index of some rows."""
        index = cls(parent)
        for row in rows:
            index.add(row)
        return index

    def add(self, row: Row) -> None:
        """Take one more row in."""
        self.rows.append(row)
        if getattr(row, "is_whole", False):
            self.wholes[self.parent(row)] = row
            return
        if row.external_id is not None:
            self.by_id[row.external_id] = row
        self.by_name.setdefault((self.parent(row), row.name), []).append(row)
        for name in former_names(row):
            self.by_former_name.setdefault((self.parent(row), name), []).append(row)

    def find(self, wanted: _Wanted) -> list[Row]:
        """The rows it may be: one, none, or several of one name."""
        if wanted.is_whole:
            return [self.wholes[wanted.parent]] if wanted.parent in self.wholes else []
        named = self.by_name.get((wanted.parent, wanted.name), [])
        if wanted.external_id is None:
            return named or self.by_former_name.get((wanted.parent, wanted.name), [])
        if self.is_elsewhere(wanted):
            return [row for row in named if row.external_id is None][:1]
        if wanted.external_id in self.by_id:
            return [self.by_id[wanted.external_id]]
        return [row for row in named if row.external_id is None][:1]  # the id adopts the row that had only the name

    def is_elsewhere(self, wanted: _Wanted) -> bool:
        """Whether the id stands under another parent, so that it cannot name this thing (ids are unique for real)."""
        row = self.by_id.get(wanted.external_id or "")
        return row is not None and self.parent(row) != wanted.parent


def place(
    session: Session, account: AdAccount, readings: Readings, level: Level, *, now: datetime, newest: bool
) -> Placed:
    """The stored campaign, ad set and (at level ad) ad of each entity, made where they are new.

    `newest`: no later reading of this account is known, so that names and statuses of this one are the present ones.
    Figures that came no finer stand under `is_whole` rows.
    """
    entities = readings.entities
    placed = Placed([None] * len(entities))
    fixed = {"account_id": account.id}
    stored = _Index.of(lambda row: row.account_id, session.scalars(select(Campaign).where(_of(Campaign, account))))
    _know_renamed(session, account, readings, stored, placed)
    campaigns = _Level(session, Campaign, stored, now=now, newest=newest)
    campaign_ids = campaigns.resolve([_campaign(account, entity) for entity in entities], placed, "campaign", fixed)

    names = {row.id: row.name for row in stored.rows}
    stored_sets = _Index.of(lambda row: row.campaign_id, session.scalars(select(AdSet).where(_of(AdSet, account))))
    ad_sets = _Level(session, AdSet, stored_sets, now=now, newest=newest)
    pairs = zip(campaign_ids, entities, strict=True)
    ad_set_ids = ad_sets.resolve([_ad_set(id_, names, entity) for id_, entity in pairs], placed, "ad set", fixed)

    ad_ids: list[int | None] = [None] * len(entities)
    if level is Level.AD:
        stored_ads = _Index.of(lambda row: row.ad_set_id, session.scalars(select(Ad).where(_of(Ad, account))))
        ads = _Level(session, Ad, stored_ads, now=now, newest=newest)
        of_sets = zip(ad_set_ids, entities, strict=True)
        ad_ids = ads.resolve([_ad(id_, entity) for id_, entity in of_sets], placed, "ad", fixed)

        placed.reused_ids += ads.reused
    placed.reused_ids += ad_sets.reused
    parents = {row.id: row.campaign_id for row in stored_sets.rows}
    for number, (ad_set_id, ad_id) in enumerate(zip(ad_set_ids, ad_ids, strict=True)):
        if ad_set_id is not None and (ad_id is not None or level is not Level.AD):
            placed.places[number] = Place(parents[ad_set_id], ad_set_id, ad_id)
    session.flush()
    return placed


def _know_renamed(
    session: Session, account: AdAccount, readings: Readings, stored: _Index[Campaign], placed: Placed
) -> None:
    """Let the index find campaigns by the new names that their figures give away."""
    names = {entity.campaign for entity in readings.entities}
    ids = {entity.campaign_id for entity in readings.entities} - {None}
    absent = {
        row.id: row
        for row in stored.rows
        if not row.is_whole and row.external_id not in ids and not names.intersection((row.name, *former_names(row)))
    }
    known = {name: True for _, name in (*stored.by_name, *stored.by_former_name)}
    for name, campaign_id in renamed(session, account.id, readings, named=known, absent=absent).items():
        row = absent[campaign_id]
        stored.by_former_name[account.id, name] = [row]
        placed.renamed.append((row.name, name))


def _of(model: type[Campaign | AdSet | Ad], account: AdAccount) -> ColumnElement[bool]:
    return model.account_id == account.id


def _campaign(account: AdAccount, entity: Entity) -> _Wanted:
    if entity.campaign is None and entity.campaign_id is None:
        return _Wanted(account.id, None, account.name, is_whole=True)
    name = entity.campaign or entity.campaign_id or ""
    return _Wanted(
        account.id, entity.campaign_id, name, objective=_cut(entity.objective, 200), status=_cut(entity.status, 100)
    )


def _ad_set(campaign_id: int | None, names: dict[int, str], entity: Entity) -> _Wanted | None:
    if campaign_id is None:
        return None
    if entity.ad_set is None and entity.ad_set_id is None:
        return _Wanted(campaign_id, None, names[campaign_id], is_whole=True)
    return _Wanted(campaign_id, entity.ad_set_id, entity.ad_set or entity.ad_set_id or "")


def _ad(ad_set_id: int | None, entity: Entity) -> _Wanted | None:
    if ad_set_id is None:
        return None
    return _Wanted(ad_set_id, entity.ad_id, entity.ad or entity.ad_id or NO_AD)


def _cut(text: str | None, length: int) -> str | None:
    return text[:length] if text else None


class _Level(Generic[Row]):
    """Finding and making the rows of one level."""

    def __init__(self, session: Session, model: type[Row], stored: _Index[Row], *, now: datetime, newest: bool) -> None:
        self.session, self.now, self.newest = session, now, newest
        self.model: type[Row] = model
        self.index: _Index[Row] = stored
        self.reused = 0  # ids found under two parents

    def resolve(
        self, wanted: Sequence[_Wanted | None], placed: Placed, word: str, fixed: dict[str, int]
    ) -> list[int | None]:
        """The id of the row for each wanted thing; several of one name are named in `placed.ambiguous`."""
        missing: dict[Hashable, _Wanted] = {}
        for one in wanted:
            if one is None:
                continue
            found = self.index.find(one)
            if found:
                self._adopt(found[0], one)  # at once, so that a second id of the same name does not take it too
            else:
                missing.setdefault(_identity(one), one)
        self._make(list(missing.values()), fixed)
        ids: list[int | None] = []
        told: set[str] = set()
        for one in wanted:
            found = self.index.find(one) if one is not None else []
            if len(found) > 1 and one is not None and one.name not in told:
                told.add(one.name)
                placed.ambiguous.append(f"{len(found)} {word}s are named {one.name}")
            if len(found) == 1 and one is not None:
                self._refresh(found[0], one)
            ids.append(found[0].id if len(found) == 1 else None)
        return ids

    def _make(self, wanted: Sequence[_Wanted], fixed: dict[str, int]) -> None:
        if not wanted:
            return
        values: list[dict[str, Any]] = []
        taken: set[str] = set()
        for one in wanted:
            columns = self._values(one) | fixed
            if one.external_id is not None and (one.external_id in taken or self.index.is_elsewhere(one)):
                columns["external_id"] = None
                self.reused += 1
            elif one.external_id is not None:
                taken.add(one.external_id)
            values.append(columns)
        returning = insert(self.model).returning(self.model, sort_by_parameter_order=True)
        for row in self.session.scalars(returning, values):
            self.index.add(row)

    def _values(self, one: _Wanted) -> dict[str, Any]:
        values: dict[str, Any] = {
            "external_id": one.external_id,
            "name": one.name,
            "status": one.status,
            "first_seen_at": self.now,
        }
        if self.model is Ad:
            return values | {"ad_set_id": one.parent}
        values |= {"is_whole": one.is_whole, "details": {}}
        if self.model is AdSet:
            return values | {"campaign_id": one.parent}
        return values | {"objective": one.objective}

    def _adopt(self, row: Row, one: _Wanted) -> None:
        """Give a row that had only a name the id that a file brings."""
        if one.external_id is not None and row.external_id is None and one.external_id not in self.index.by_id:
            row.external_id = one.external_id
            self.index.by_id[one.external_id] = row

    def _refresh(self, row: Row, one: _Wanted) -> None:
        """From the newest reading: name, status and objective as they are now."""
        if not self.newest or one.is_whole:
            return
        if one.name not in ("", one.external_id, row.name) and (one.external_id or one.name not in former_names(row)):
            _rename(row, one.name)
        if one.status and row.status != one.status:
            row.status = one.status
        if isinstance(row, Campaign) and one.objective and row.objective != one.objective:
            row.objective = one.objective


def former_names(row: Campaign | AdSet | Ad) -> list[str]:
    """What a campaign or ad set was called before, newest last: an older export without ids still names it so."""
    return [] if isinstance(row, Ad) else list((row.details or {}).get("former_names", ()))


def _rename(row: Campaign | AdSet | Ad, name: str) -> None:
    if not isinstance(row, Ad):
        former = [one for one in (*former_names(row), row.name) if one != name]
        row.details = {**(row.details or {}), "former_names": former[-_FORMER_NAMES:]}
    row.name = name


def _identity(one: _Wanted) -> Hashable:
    return (one.parent, one.is_whole, one.external_id or ("name", one.name))


def remember_missing(
    session: Session, account_id: int, missing: Iterable[int], present: Iterable[int], *, on: str
) -> None:
    """Note campaigns whose absence from a file a person accepted, so that it is not held against later files again."""
    absent, here = set(missing), set(present)
    for row in session.scalars(select(Campaign).where(Campaign.account_id == account_id)):
        if row.id in here and "missing_since" in row.details:
            row.details = {name: value for name, value in row.details.items() if name != "missing_since"}
        elif row.id in absent and "missing_since" not in row.details:
            row.details = {**row.details, "missing_since": on}


def accepted_missing(session: Session, account_id: int) -> set[int]:
    """Ids of campaigns whose absence was accepted before."""
    query = select(Campaign.id, Campaign.details).where(Campaign.account_id == account_id)
    return {row[0] for row in session.execute(query) if "missing_since" in (row[1] or {})}
