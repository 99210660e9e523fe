"""Recognising the ad account of a file that does not name one, by its campaigns and by what is stored for its days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from paidsocial.domain.days import local_day
from paidsocial.domain.readings import Grain
from paidsocial.errors import AmbiguousFile, BadInput
from paidsocial.models import AccountDay, AdAccount, Campaign
from paidsocial.platforms.reading import ParsedPart
from paidsocial.platforms.registry import platform_of
from paidsocial.services.access import Actor, visible_accounts
from paidsocial.services.imports.entities import former_names

_SAMPLE = 400  # campaigns looked up to recognise an account
_FACTOR = 2  # totals of one account at two depths agree better than this
_FEWEST_DAYS = 3  # fewer days alike can be chance


def recognised(session: Session, actor: Actor, part: ParsedPart, *, several_currencies: bool) -> AdAccount | None:
    """The account a file without account speaks of, or None where it must be a new one.

    Raises AmbiguousFile where its campaigns are spread over several accounts, BadInput where the platform's accounts
    are all in another currency (`several_currencies`: the file itself splits by currency, so each has its account).
    """
    of_platform = list(session.scalars(visible_accounts(actor).where(AdAccount.platform == part.platform)))
    candidates = {one.id: one for one in of_platform if part.currency in (None, one.currency)}
    if not candidates:
        if of_platform and not several_currencies:
            _refuse_currency(part, of_platform)
        return None
    shared = _shared_campaigns(session, part, list(candidates))
    if shared:
        return candidates[_holder(shared, candidates)]
    fitting = [account for account in candidates.values() if _may_be_same(session, part, account)]
    twin = with_the_same_spend(session, actor, part, part.currency) if len(fitting) != 1 else None
    if twin is not None:
        return twin  # the very same money: its campaigns may have been renamed
    usual = [account for account in fitting if is_unnamed(account)]
    chosen = usual or fitting
    return chosen[0] if len(chosen) == 1 else None


def is_unnamed(account: AdAccount) -> bool:
    """Whether the account was made by files that name none: it is called after its platform and has no id."""
    return account.external_id is None and account.name == platform_of(account.platform).name


def unnamed_so_far(session: Session, actor: Actor, part: ParsedPart) -> AdAccount | None:
    """The account made by files without a name that a file with one turns out to speak of, or None.

    It must have at least half of the file's campaigns, and figures of the same size where both have days; for a file
    without campaigns there must be such days.
    """
    accounts = session.scalars(
        visible_accounts(actor).where(AdAccount.platform == part.platform, AdAccount.external_id.is_(None))
    )
    account = next((one for one in accounts if is_unnamed(one) and part.currency in (None, one.currency)), None)
    if account is None:
        return None
    ids, names = _campaigns(part)
    if not ids and not names:
        return account if _agree(session, part, account, on_some_day=True) else None
    found = len(_shared_campaigns(session, part, [account.id]).get(account.id, ()))
    return account if found and 2 * found >= len(ids or names) and _agree(session, part, account) else None


def usual_name(session: Session, actor: Actor, part: ParsedPart) -> str | None:
    """The name of the platform's usual (or only) account in the part's currency, or None where there is none."""
    query = visible_accounts(actor).where(AdAccount.platform == part.platform, AdAccount.currency == part.currency)
    found = list(session.scalars(query))
    usual = [account for account in found if is_unnamed(account)] or found
    return usual[0].name if len(usual) == 1 else None


def with_the_same_spend(session: Session, actor: Actor, part: ParsedPart, currency: str | None) -> AdAccount | None:
    """An account that has the very spend of a day-grain part on most of its days, or None."""
    by_day = _spend_by_day(part)
    if part.readings.grain is Grain.PERIOD or len(by_day) < _FEWEST_DAYS:
        return None
    of_platform = session.scalars(visible_accounts(actor).where(AdAccount.platform == part.platform))
    accounts = {one.id: one for one in of_platform if currency in (None, one.currency)}
    query = select(AccountDay.account_id, AccountDay.day, AccountDay.spend_micros).where(
        AccountDay.account_id.in_(accounts),
        AccountDay.day.between(part.readings.first_day, part.readings.last_day),
    )
    same = dict.fromkeys(accounts, 0)
    for account_id, day, spend in session.execute(query):
        same[account_id] += bool(spend) and by_day.get(day) == spend
    twin = max(same, key=lambda account_id: same[account_id], default=None)
    return accounts[twin] if twin is not None and 2 * same[twin] > len(by_day) else None


def has_its_campaigns(session: Session, part: ParsedPart, account: AdAccount) -> bool:
    """Whether an account has all of the part's campaigns, by id or name; also where the part names none."""
    ids, names = _campaigns(part)
    shared = _shared_campaigns(session, part, [account.id]).get(account.id, ())
    return len(shared) >= len(ids or names)


def _refuse_currency(part: ParsedPart, accounts: Sequence[AdAccount]) -> None:
    usual = next((account for account in accounts if is_unnamed(account)), accounts[0])
    platform = platform_of(part.platform).name
    of = "" if platform in usual.name else f" ({platform})"
    raise BadInput(
        f"The file's amounts are in {part.currency}, but the ad account {usual.name}{of} is in "
        f"{usual.currency}, and the file names no other. Export it in {usual.currency}; or, if it is of a different "
        "ad account, name that one with --account NAME.",
        field="currency",
    )


def _campaigns(part: ParsedPart) -> tuple[list[str], list[str]]:
    entities = part.readings.entities
    ids = dict.fromkeys(e.campaign_id for e in entities if e.campaign_id)
    names = dict.fromkeys(e.campaign for e in entities if e.campaign)
    return list(ids)[:_SAMPLE], list(names)[:_SAMPLE]


def _shared_campaigns(session: Session, part: ParsedPart, account_ids: Sequence[int]) -> dict[int, set[str]]:
    """By account the campaigns (names of the stored ones) that it and the part both have; those with none left out."""
    ids, names = _campaigns(part)
    if not ids and not names:
        return {}
    query = select(Campaign.account_id, Campaign.name).where(
        Campaign.account_id.in_(account_ids),
        Campaign.is_whole.is_(False),
        or_(Campaign.external_id.in_(ids), Campaign.name.in_(names)),
    )
    shared: dict[int, set[str]] = {}
    for account_id, name in session.execute(query):
        shared.setdefault(account_id, set()).add(name)
    return shared or _by_former_name(session, set(names), account_ids)


def _by_former_name(session: Session, names: set[str], account_ids: Sequence[int]) -> dict[int, set[str]]:
    """As `_shared_campaigns`, for a file without ids from before its campaigns were renamed."""
    rows = session.scalars(
        select(Campaign).where(Campaign.account_id.in_(account_ids), Campaign.external_id.is_not(None))
    )
    shared: dict[int, set[str]] = {}
    for row in rows:
        if names.intersection(former_names(row)):
            shared.setdefault(row.account_id, set()).add(row.name)
    return shared


def _holder(shared: dict[int, set[str]], accounts: dict[int, AdAccount]) -> int:
    """The one account that has every campaign any of them shares with the file. Raises AmbiguousFile otherwise."""
    every = set().union(*shared.values())
    holders = [account_id for account_id, names in shared.items() if names == every]
    if len(holders) == 1:
        return holders[0]
    names = ", ".join(sorted(accounts[account_id].name for account_id in shared))
    raise AmbiguousFile(
        f"The file's campaigns are in {len(shared)} ad accounts ({names}). Say which with --account.",
        option="--account",
    )


def _may_be_same(session: Session, part: ParsedPart, account: AdAccount) -> bool:
    """Whether nothing speaks against a part and an account without common campaigns being the same."""
    first, last = part.readings.first_day, part.readings.last_day
    stored = select(AccountDay.day).where(AccountDay.account_id == account.id, AccountDay.day.between(first, last))
    knows_campaigns = any(entity.campaign or entity.campaign_id for entity in part.readings.entities)
    if session.execute(stored.limit(1)).first() is None:
        # Campaigns that it never had speak for it only where the currency is said, too.
        return part.currency is not None or not knows_campaigns
    has_campaigns = select(Campaign.id).where(Campaign.account_id == account.id, Campaign.is_whole.is_(False))
    if knows_campaigns and session.execute(has_campaigns.limit(1)).first() is not None:
        return False
    return _agree(session, part, account)


def _agree(session: Session, part: ParsedPart, account: AdAccount, *, on_some_day: bool = False) -> bool:
    """Whether both are of one size on the days that both have (`on_some_day`: and there are such days).

    A day that was stored before it was over proves nothing; nor do totals without days.
    """
    if part.readings.grain is Grain.PERIOD:
        return not on_some_day
    query = select(AccountDay.day, AccountDay.spend_micros, AccountDay.last_seen_at).where(
        AccountDay.account_id == account.id,
        AccountDay.day.between(part.readings.first_day, part.readings.last_day),
    )
    by_day = _spend_by_day(part)
    new = stored = days = 0
    for day, spend, seen_at in session.execute(query):
        if day in by_day and local_day(seen_at, account.time_zone) > day:
            new, stored, days = new + by_day[day], stored + int(spend), days + 1
    return bool(days or not on_some_day) and new <= _FACTOR * stored and stored <= _FACTOR * new


def _spend_by_day(part: ParsedPart) -> dict[date, int]:
    days, place = np.unique(np.frombuffer(part.readings.first, np.int64), return_inverse=True)
    sums = np.zeros(len(days), np.int64)
    np.add.at(sums, place, np.frombuffer(part.readings.spend, np.int64))
    return {date.fromordinal(day): spend for day, spend in zip(days.tolist(), sums.tolist(), strict=True)}
