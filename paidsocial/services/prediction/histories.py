"""Stored daily figures as the arrays that forecasting works on: one row per campaign or ad set, one column per day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import ColumnElement, Integer, Select, cast, func, literal, select, type_coerce
from sqlalchemy.orm import Session

from forecasting import History, Maturity, complete
from paidsocial.db import is_sqlite
from paidsocial.domain.money import MICROS
from paidsocial.errors import BadInput, NotEnoughData
from paidsocial.models import AdAccount, AdSet, Campaign, CampaignDay, Performance
from paidsocial.services.performance import maturity
from paidsocial.services.performance.maturity import AccountCurve, Ages
from paidsocial.services.prediction.pools import LeftOut, Pool

LEVELS = ("campaign", "ad_set")
MEASURES = {"revenue": "revenue_micros", "conversions": "conversions_millionths"}  # both are millionths
DAYS = 400  # a year and five weeks: enough for the season and the spend ever tried, bounded for speed
_CHUNK = 50_000
_NOT_REPORTED = -(2**62)  # stands for no revenue column, which is not 0
_NAMES = 50  # named in a list of what is left out


@dataclass(frozen=True, slots=True)
class Unit:
    """A campaign, or an ad set of one, as the other services and the pages name it."""

    id: int
    name: str
    platform: str
    account_id: int
    client_id: int
    campaign_id: int
    campaign_name: str
    ad_set_id: int | None


@dataclass(frozen=True, eq=False)
class Loaded:
    """A pool's history in major units, and the units that cannot be forecast because no revenue was ever reported.

    `curves` and `ages`, by ad account: how complete its recent days are, and how old each was when it was last read;
    only accounts of which a day may not be complete.
    """

    history: History
    left_out: tuple[LeftOut, ...]
    curves: dict[int, AccountCurve]
    ages: dict[int, Ages]

    @property
    def maturity(self) -> dict[str, Maturity] | None:
        """The curves as `forecasting` takes them, None where every day is complete."""
        return {str(account): curve.maturity for account, curve in self.curves.items()} or None

    @property
    def read_ages(self) -> dict[str, Ages] | None:
        """The ages as `forecasting` takes them."""
        return {str(account): ages for account, ages in self.ages.items()} or None

    def completed(self) -> History:
        """The history with its recent days brought to what they are expected to become."""
        return self.history if self.maturity is None else complete(self.history, self.maturity, self.read_ages).history


def check_level(level: str) -> str:
    """The level, or BadInput."""
    if level not in LEVELS:
        raise BadInput(f"“{level}” is not a level; choose campaign or ad_set.", field="level")
    return level


def units(session: Session, account_ids: Sequence[int], level: str) -> dict[int, Unit]:
    """Every campaign or ad set of some accounts by its id; one query."""
    columns: tuple[Any, ...] = (AdAccount.platform, AdAccount.id, AdAccount.client_id, Campaign.id, Campaign.name)
    query: Select[Any] = select(*columns).join(Campaign, Campaign.account_id == AdAccount.id)
    query = query.where(AdAccount.id.in_(account_ids))
    if level == "campaign":
        return {
            campaign: Unit(campaign, name, platform, account, client, campaign, name, None)
            for platform, account, client, campaign, name in session.execute(query)
        }
    query = query.add_columns(AdSet.id, AdSet.name, AdSet.is_whole).join(AdSet, AdSet.campaign_id == Campaign.id)
    return {
        ad_set: Unit(
            ad_set, campaign_name if whole else name, platform, account, client, campaign, campaign_name, ad_set
        )
        for platform, account, client, campaign, campaign_name, ad_set, name, whole in session.execute(query)
    }


def count_units(session: Session, account_ids: Sequence[int], level: str) -> int:
    """How many campaigns or ad sets some accounts have, whether they spend or not."""
    query = select(func.count()).select_from(Campaign).where(Campaign.account_id.in_(account_ids))
    if level == "ad_set":
        query = select(func.count()).select_from(AdSet).where(AdSet.account_id.in_(account_ids))
    return session.scalars(query).one()


def load(session: Session, pool: Pool, level: str, measure: str = "revenue") -> Loaded:
    """The pool's last 400 days through its last whole day, grouped by ad account; five queries.

    With `measure` "conversions" the history's revenue is the number of conversions, as each ad account counts them.
    A unit whose revenue no source ever reported is left out: nothing is known of it, which is not the same as 0.
    Raises NotEnoughData where nothing is left.
    """
    check_level(level)
    table: Any = CampaignDay if level == "campaign" else Performance
    unit = table.campaign_id if level == "campaign" else table.ad_set_id
    first = pool.through - timedelta(days=DAYS - 1)
    revenue = func.coalesce(getattr(table, MEASURES[measure]), _NOT_REPORTED)
    query = select(unit, days_since(session, table.day, first), table.spend_micros, revenue).where(
        table.account_id.in_(pool.account_ids), table.day >= first, table.day <= pool.through
    )
    cells = integers(session, query)
    ids, row_of = np.unique(cells[:, 0], return_inverse=True)
    with_revenue = np.zeros(len(ids), dtype=bool)
    with_revenue[row_of[cells[:, 3] != _NOT_REPORTED]] = True
    left_out = _without_revenue(session, level, ids[~with_revenue].tolist(), measure)
    if not with_revenue.any():
        one = "conversion value" if measure == "revenue" else measure
        raise NotEnoughData(
            f"No {measure} {'was' if measure == 'revenue' else 'were'} reported through {pool.through}, so there is "
            f"nothing to forecast; import an export that carries {one}, or name its column with --map {measure}=HEADER."
        )
    accounts = _accounts(session, pool, level)
    history = _history(cells[with_revenue[row_of]], pool, first, accounts)
    known = sorted({int(group) for group in history.groups})
    curves, ages = maturity.of_histories(session, known, history.first_day, history.days)
    return Loaded(history, left_out, curves, ages)


def _accounts(session: Session, pool: Pool, level: str) -> dict[int, int]:
    """The ad account of each unit."""
    table = Campaign if level == "campaign" else AdSet
    query = select(table.id, table.account_id).where(table.account_id.in_(pool.account_ids))
    return {row[0]: row[1] for row in session.execute(query)}


def days_since(session: Session, day: Any, first: date) -> ColumnElement[int]:
    """How many days a column's day lies after `first`."""
    if is_sqlite(session):  # counted in the database: making a million date objects costs more than the query
        return cast(func.julianday(day) - func.julianday(first.isoformat()), Integer)
    return type_coerce(day - literal(first), Integer)


def integers(session: Session, query: Select[Any]) -> npt.NDArray[np.int64]:
    """The rows of a query whose columns are all integers, straight from the driver's cursor: for a few million of them
    that is three times faster than making a row object of each."""
    parts = []
    width = len(query.selected_columns)
    with session.connection().execute(query.execution_options(stream_results=True)) as result:
        ahead = result.fetchone()  # a streamed result has taken its first row from the driver already
        if ahead is None:
            return np.zeros((0, width), dtype=np.int64)
        parts.append(np.array([tuple(ahead)], dtype=np.int64))
        cursor: Any = result.cursor
        while rows := cursor.fetchmany(_CHUNK):
            flat = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=len(rows) * width)
            parts.append(flat.reshape(len(rows), width))
    return np.concatenate(parts)


def _history(cells: npt.NDArray[np.int64], pool: Pool, first: date, accounts: dict[int, int]) -> History:
    ids, row_of = np.unique(cells[:, 0], return_inverse=True)
    start = int(cells[:, 1].min())
    days = (pool.through - first).days + 1 - start
    spend, revenue = np.zeros((len(ids), days)), np.zeros((len(ids), days))
    observed = np.zeros((len(ids), days), dtype=bool)
    column = cells[:, 1] - start
    earned = np.where(cells[:, 3] == _NOT_REPORTED, 0, cells[:, 3])
    spend[row_of, column] = np.maximum(cells[:, 2], 0) / MICROS  # a day of credits alone counts as a day without spend
    revenue[row_of, column] = earned / MICROS
    observed[row_of, column] = True
    units_here = ids.tolist()
    groups = [str(accounts[unit]) for unit in units_here]
    labels = [str(unit) for unit in units_here]
    start_day = first + timedelta(days=start)
    return History.from_arrays(labels, groups, start_day, spend, revenue, observed, currency=pool.currency)


def _without_revenue(session: Session, level: str, ids: Sequence[int], measure: str) -> tuple[LeftOut, ...]:
    if not ids:
        return ()
    table = Campaign if level == "campaign" else AdSet
    names = tuple(session.scalars(select(table.name).where(table.id.in_(ids[:_NAMES])).order_by(table.id)))
    what = f"{len(ids)} {'campaign' if level == 'campaign' else 'ad set'}{'' if len(ids) == 1 else 's'}"
    return (LeftOut(what, f"no source ever reported their {measure}", names),)
