"""How complete recent days are: each account's completion curve, learned from how its figures were restated.

    curves(session, account_ids)              -> {account: AccountCurve}, learned anew where figures came in since
    read_ages(session, account_ids, first, days) -> {account: ages}: how old each day was when it was last read
    account(session, actor, account_id)       -> Lateness: the curve beside its platform's, for its page

Completion depends on when a day was last read, not on today: an export taken months after its days is complete. What is
learned is kept in `account_maturity` until the account's next import; an account is drawn towards the others of its
platform, whoever's they are (a curve says nothing of anyone's figures), and these towards a default.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import String, cast, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from forecasting import Maturity
from forecasting.lateness.development import Development
from forecasting.maturity import Platform
from paidsocial.db import is_sqlite, transaction
from paidsocial.domain import wording
from paidsocial.domain.days import local_day
from paidsocial.models import AccountDay, AccountMaturity, AdAccount, ImportBatch
from paidsocial.services.access import Actor, Permission, get_account, require
from paidsocial.services.performance import restatements

# Days after which a platform no longer restates, its longest usual attribution window as gathered in November 2026:
# LinkedIn up to 90 days, Pinterest 60, Google 30 unless the account chose more, X 30, the others 28.
OLDEST = {"linkedin": 90, "pinterest": 60, "google": 30, "x": 30}
USUAL_OLDEST = 28
LONGEST = max(OLDEST.values())
COMPLETE = 0.995  # a day with this share of its final revenue is called complete
EARLY = 8  # ages whose shares stand in a column of their own
_METHOD = "1"  # part of a curve's version: raise it when learning changes
_OTHERS = 200  # accounts of a platform that its curve is made from
READ_LONG_AGO = 10_000

Ages = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class AccountCurve:
    """An account's curve, and how many days it rests on; `days` 0: it is its platform's, or assumed."""

    account_id: int
    platform: str
    maturity: Maturity
    days: int
    restated: int
    others: int  # further accounts of the platform with readings of their own
    platform_curve: npt.NDArray[np.float64]  # by age

    @property
    def learned(self) -> bool:
        """Whether the first days' shares rest on this account's own readings'."""
        return self.days > 0 and bool(self.maturity.learned(1))

    @property
    def source(self) -> str:
        """Where it comes from: "account", "platform" (learned from others) or "assumed"."""
        return "account" if self.learned else "platform" if self.others else "assumed"


def curves(session: Session, account_ids: Sequence[int]) -> dict[int, AccountCurve]:
    """The curve of each account, learned anew where figures came in since. Two queries where none did.

    Storing is a short transaction of its own; the caller's session only reads.
    """
    versions = _versions(session, account_ids)
    kept = {row.account_id: row for row in _stored(session, account_ids)}
    made: dict[int, AccountMaturity] = session.info.setdefault("account_maturity", {})
    kept |= {each: made[each] for each in account_ids if each in made}  # newer than this session's view of the table
    stale = [each for each, (version, _) in versions.items() if each not in kept or kept[each].version != version]
    if stale:
        for row in _learn(session, stale, {each: versions[each][0] for each in stale}):
            kept[row.account_id] = made[row.account_id] = row
    return {each: _curve(kept[each], versions[each][1]) for each in account_ids if each in kept and each in versions}


def read_ages(session: Session, account_ids: Sequence[int], first: date, days: int) -> dict[int, Ages]:
    """How many days old each of `days` days from `first` was when its account was last read; one query.

    Days that are older than any platform restates, and days without figures, count as read long ago.
    """
    last = first + timedelta(days=days - 1)
    since = max(first, last - timedelta(days=LONGEST))
    query = (
        select(AccountDay.account_id, AccountDay.day, AccountDay.last_seen_at, AdAccount.time_zone)
        .join(AdAccount, AdAccount.id == AccountDay.account_id)
        .where(AccountDay.account_id.in_(account_ids), AccountDay.day.between(since, last))
    )
    found = {each: np.full(days, READ_LONG_AGO, dtype=np.intp) for each in account_ids}
    for account_id, day, seen_at, time_zone in session.execute(query):
        found[account_id][(day - first).days] = max((local_day(seen_at, time_zone) - day).days, 0)
    return found


def of_histories(
    session: Session, account_ids: Sequence[int], first: date, days: int
) -> tuple[dict[int, AccountCurve], dict[int, Ages]]:
    """Curves and ages of the accounts that have a day which is not complete; none where all were read long after."""
    ages = read_ages(session, account_ids, first, days)
    late = [each for each in account_ids if (ages[each] < LONGEST).any()]
    known = curves(session, late) if late else {}
    young = {each: curve for each, curve in known.items() if _is_young(curve.maturity, ages[each])}
    return young, {each: ages[each] for each in young}


def _is_young(maturity: Maturity, ages: Ages) -> bool:
    return bool((ages < maturity.oldest).any())


def oldest(platform: str) -> int:
    """The age from which a platform's figures are final."""
    return OLDEST.get(platform, USUAL_OLDEST)


def _versions(session: Session, account_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """What each account's curve would be learned from now, and its platform; accounts with figures by day only."""
    imports = (
        select(
            ImportBatch.account_id,
            cast(func.count(), String).label("count"),
            cast(func.max(ImportBatch.id), String).label("newest"),
        )
        .where(ImportBatch.account_id.in_(account_ids), ImportBatch.state == "applied")
        .group_by(ImportBatch.account_id)
        .subquery()
    )
    query = (
        select(AdAccount.id, AdAccount.platform, imports.c.count, imports.c.newest)
        .outerjoin(imports, imports.c.account_id == AdAccount.id)
        .where(AdAccount.id.in_(account_ids))
    )
    return {row[0]: (f"{_METHOD}:{row[2] or 0}.{row[3] or 0}", row[1]) for row in session.execute(query)}


def _stored(session: Session, account_ids: Sequence[int]) -> list[AccountMaturity]:
    return list(session.scalars(select(AccountMaturity).where(AccountMaturity.account_id.in_(account_ids))))


def _learn(session: Session, account_ids: Sequence[int], versions: Mapping[int, str]) -> list[AccountMaturity]:
    newest = func.max(AccountDay.day)
    query = (
        select(AdAccount.id, AdAccount.platform, AdAccount.time_zone, newest)
        .join(AccountDay, AccountDay.account_id == AdAccount.id)
        .where(AdAccount.id.in_(account_ids))
        .group_by(AdAccount.id, AdAccount.platform, AdAccount.time_zone)
    )
    rows = session.execute(query).all()
    accounts = [restatements.Account(row[0], row[2], oldest(row[1]), row[3]) for row in rows]
    found = restatements.read(session, accounts)
    members: dict[str, list[int]] = {}
    for row in rows:
        members.setdefault(row[1], []).append(row[0])
    made = []
    for platform, ids in sorted(members.items()):
        others = _others(session, platform, account_ids)
        seen = {each: found[each].development for each in ids}
        learned = Platform.learn(Maturity.default(oldest(platform)), [*seen.values(), *others])
        told = sum(1 for each in (*seen.values(), *others) if each.restated)
        made += [
            _row(each, versions[each], found[each], learned.account(seen[each]), learned.curve, told) for each in ids
        ]
    _store(session, made)
    return made


def _store(session: Session, made: Sequence[AccountMaturity]) -> None:
    columns = [column.key for column in AccountMaturity.__table__.columns]
    rows = [{name: getattr(row, name) for name in columns} for row in made]
    if not rows:
        return
    statement = (sqlite if is_sqlite(session) else postgresql).insert(AccountMaturity).values(rows)
    new = {name: statement.excluded[name] for name in columns if name != "account_id"}
    with Session(session.get_bind(), expire_on_commit=False) as own, transaction(own):
        own.execute(statement.on_conflict_do_update(index_elements=["account_id"], set_=new))


def _others(session: Session, platform: str, without: Sequence[int]) -> list[Development]:
    """What other accounts of a platform are known to have shown, as last learned."""
    query = (
        select(AccountMaturity.payload)
        .join(AdAccount, AdAccount.id == AccountMaturity.account_id)
        .where(AdAccount.platform == platform, AccountMaturity.account_id.not_in(without), AccountMaturity.days > 0)
        .order_by(AccountMaturity.days.desc(), AccountMaturity.account_id)
        .limit(_OTHERS)
    )
    return [_development(payload["seen"]) for payload in session.scalars(query)]


# To and from what is stored

_CURVE = ("curve", "chance", "unknown", "own", "scatter")
_SEEN = ("start", "end", "days", "before", "after", "variance")


def _row(  # noqa: PLR0917 - a row's parts
    account_id: int,
    version: str,
    found: restatements.Readings,
    maturity: Maturity,
    platform: Maturity,
    told: int,
) -> AccountMaturity:
    own = bool(found.development.restated)
    return AccountMaturity(
        account_id=account_id,
        version=version,
        days=found.days,
        restated=found.restated,
        early=[round(float(each), 4) for each in maturity.curve[:EARLY]],
        payload={
            **{name: _numbers(getattr(maturity, name)) for name in _CURVE},
            "days_seen": maturity.days_seen.tolist(),
            "size": _number(maturity.size),
            "platform": _numbers(platform.curve),
            "others": told - own,
            "seen": {name: _numbers(getattr(found.development, name)) for name in _SEEN}
            | {"size": _number(found.development.size)},
        },
    )


def _curve(row: AccountMaturity, platform: str) -> AccountCurve:
    payload = row.payload
    maturity = Maturity(
        days_seen=np.array(payload["days_seen"], dtype=np.intp),
        size=_float(payload["size"]),
        **{name: np.array(payload[name], dtype=float) for name in _CURVE},
    )
    return AccountCurve(
        row.account_id, platform, maturity, row.days, row.restated, payload["others"], np.array(payload["platform"])
    )


def _development(seen: Mapping[str, Any]) -> Development:
    start, end, days, before, after, variance = (
        np.array([_float(each) for each in seen[name]], dtype=float) for name in _SEEN
    )
    ages = start.astype(np.intp), end.astype(np.intp)
    return Development(*ages, days, before, after, variance, _float(seen["size"]))


def _numbers(values: npt.NDArray[Any]) -> list[float | None]:
    return [_number(each) for each in values.tolist()]


def _number(value: float) -> float | None:
    """A number for JSON, which knows no nan."""
    return value if np.isfinite(value) else None


def _float(value: float | None) -> float:
    return float("nan") if value is None else float(value)


# For a page


@dataclass(frozen=True, slots=True)
class Age:
    """What share of a day's final revenue is known at an age, with the range that its error allows; others' beside."""

    age: int
    share: float
    low: float
    high: float
    platform: float
    assumed: float


@dataclass(frozen=True, eq=False)
class Lateness:
    """How late an account's revenue comes in: shares by age, where they come from, and the days behind them."""

    source: str
    days: int
    restated: int
    others: int
    oldest: int
    ages: tuple[Age, ...]

    @property
    def complete_after(self) -> int:
        """The first age, from the next morning on, at which all but 0.5% of a day's revenue is known and stays so; 0
        where that is the next morning."""
        young = [each.age for each in self.ages[1:] if abs(each.share - 1) > 1 - COMPLETE]
        return max(young) + 1 if young else 0

    @property
    def told(self) -> tuple[Age, ...]:
        """The ages that are told in words: a day, three, a week, two, four, as long as a day is not complete."""
        return tuple(self.ages[age] for age in (1, 3, 7, 14, 28) if age < self.complete_after)

    @property
    def taken_back(self) -> bool:
        """Whether more is told at an age than remains in the end."""
        return any(each.share > 1 + (1 - COMPLETE) for each in self.told)

    @property
    def words(self) -> str:
        """What it was learned from."""
        if self.source == "account":
            unchanged = self.days - self.restated
            also = f", and {wording.count(unchanged, 'day')} read again without a change" if unchanged else ""
            return f"Learned from {wording.count(self.restated, 'restated day')} of its own{also}."
        if self.source == "platform":
            others = wording.count(self.others, "other ad account")
            return f"Learned from {others} of its platform: few of its own days were read twice so far."
        return "This is assumed, not learned: none of its days was read twice yet, nor of others on its platform."


def account(session: Session, actor: Actor, account_id: int) -> Lateness | None:
    """An account's curve beside its platform's and the assumed one; None without figures by day. Raises NotFound."""
    require(actor, Permission.VIEW)
    get_account(session, actor, account_id)
    found = curves(session, [account_id]).get(account_id)
    if found is None:
        return None
    assumed = Maturity.default(found.maturity.oldest)
    shares, errors = found.maturity.curve, found.maturity.deviation(np.arange(len(found.maturity.curve)))
    ages = tuple(
        Age(
            age=age,
            share=float(share),
            low=float(share * np.exp(-1.2816 * error)),
            high=float(min(share * np.exp(1.2816 * error), max(share, 1.0))),
            platform=float(found.platform_curve[age]),
            assumed=float(assumed.curve[age]),
        )
        for age, (share, error) in enumerate(zip(shares, errors, strict=True))
    )
    return Lateness(found.source, found.days, found.restated, found.others, found.maturity.oldest, ages)
