"""What must hold before a change is sent: the stop switch, the connection, the platform's and the account's limits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from paidsocial.db import transaction
from paidsocial.domain import switching
from paidsocial.domain.days import local_day, zone
from paidsocial.domain.money import Money
from paidsocial.domain.push import Before, Limits, Wait, check_limits
from paidsocial.domain.readings import Level
from paidsocial.errors import BadInput, Refused
from paidsocial.models import AccountSync, AdAccount, AdSet, BudgetChange, Campaign, Setting
from paidsocial.platforms.live.connector import LiveAccount, Target
from paidsocial.services import audit
from paidsocial.services.access import Actor, Permission, require
from paidsocial.services.reallocation.recommendations import rules

_STOP = "push.stopped"


# ---- the stop switch


@dataclass(frozen=True, slots=True)
class Stopped:
    """That nothing is sent at the moment: why, who said so, since when."""

    why: str
    by: str
    since: datetime


def stopped(session: Session) -> Stopped | None:
    """Whether sending is stopped, for all; None where it is not. One query."""
    row = session.get(Setting, _STOP, populate_existing=True)
    if row is None or not row.value:
        return None
    return Stopped(str(row.value.get("why") or "Somebody pressed stop."), str(row.value.get("by", "")), row.changed_at)


def is_stopped(session: Session) -> str | None:
    """Why nothing is sent at the moment; None where it is."""
    found = stopped(session)
    return found.why if found is not None else None


def stop(session: Session, actor: Actor, *, why: str, now: datetime) -> None:
    """Send nothing more to any platform until somebody lets it go on. Raises BadInput without a reason.

    Whoever may let it go on may stop it.
    """
    require(actor, Permission.APPROVE)
    if not why.strip():
        raise BadInput("Say why sending is stopped; everyone who signs in reads it.", field="why")
    with transaction(session):
        session.merge(Setting(key=_STOP, value={"why": why.strip()[:500], "by": actor.email}, changed_at=now))
        audit.record(
            session, actor, now=now, action="push.stopped", subject=("push", "all"), after={"why": why.strip()[:500]}
        )


def go_on(session: Session, actor: Actor, *, now: datetime) -> None:
    """Let approved changes go to the platforms again."""
    require(actor, Permission.APPROVE)
    with transaction(session):
        session.merge(Setting(key=_STOP, value={}, changed_at=now))
        audit.record(session, actor, now=now, action="push.resumed", subject=("push", "all"))


# ---- before one change


def check_may_send(session: Session, account: AdAccount, change: BudgetChange, *, now: datetime) -> None:
    """Raises Refused, in words, where this change must not be sent now."""
    why = is_stopped(session)
    if why is not None:
        why = why if why.endswith((".", "!", "?")) else f"{why}."
        raise Refused(f"Sending is stopped: {why} Nothing goes to any platform until somebody lets it go on.")
    sync = session.get(AccountSync, account.id, populate_existing=True)
    if sync is None or not account.external_id:
        raise Refused(f"“{account.name}” is not connected; carry the change out by hand, or connect the account.")
    if not sync.push:
        raise Refused(f"Sending budgets is not switched on for “{account.name}”; an administrator can switch it on.")
    today = local_day(now, account.time_zone)
    if change.starts_on is not None and change.starts_on > today:
        raise Refused(f"This change starts on {change.starts_on}, and it is {today} in its account.")
    if change.expires_on is not None and change.expires_on < today:
        raise Refused(f"This change was for the days until {change.expires_on}, and it is {today} in its account.")
    level = "ad_set" if change.ad_set_id is not None else "campaign"
    current = Money(change.before_micros or 0, change.currency)
    wait = check_limits(
        _before(session, account, change, now=now),
        _limits(account.platform, level, sync, switches=change.kind in switching.KINDS),
        current,
        Money(change.after_micros, change.currency),
    )
    if wait is not None:
        raise Refused(wait.text)


def by_spend(platform: str, spent: Money | None, current: Money, wanted: Money) -> Wait | None:
    """The rule that needs today's spend, asked once it was read."""
    above = next((rule.share for rule in rules().of(platform, "above_spend", "campaign") if rule.share), None)
    if spent is None or above is None:
        return None
    before = Before(local_time=datetime.min.time(), spent=spent)
    return check_limits(before, Limits(above_spend=above), current, wanted)


def _limits(platform: str, level: str, sync: AccountSync, *, switches: bool) -> Limits:
    if switches:  # the platforms' own rules are about amounts
        return Limits(most_changes=sync.most_changes, most_moved=sync.most_moved_micros)
    said = rules()
    per_hour = next((rule.count for rule in said.of(platform, "changes_per_hour", level) if rule.count), None)
    closed = next((rule.from_time for rule in said.of(platform, "no_edit", level) if rule.from_time), None)
    return Limits(
        changes_per_hour=per_hour,
        closed_from=closed,
        most_changes=sync.most_changes,
        most_moved=sync.most_moved_micros,
    )


def _before(session: Session, account: AdAccount, change: BudgetChange, *, now: datetime) -> Before:
    """Counted from our own record, before the platform is asked."""
    local = now.astimezone(zone(account.time_zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    of_account = select(BudgetChange).where(
        BudgetChange.account_id == account.id, BudgetChange.sent_at.is_not(None), BudgetChange.id != change.id
    )
    today = list(session.scalars(of_account.where(BudgetChange.sent_at >= midnight)))
    last_hour = session.scalar(
        select(func.count())
        .select_from(BudgetChange)
        .where(
            BudgetChange.campaign_id == change.campaign_id,
            BudgetChange.ad_set_id.is_(None)
            if change.ad_set_id is None
            else BudgetChange.ad_set_id == change.ad_set_id,
            BudgetChange.sent_at > now - timedelta(hours=1),
            BudgetChange.kind.not_in(switching.KINDS),
            BudgetChange.id != change.id,
        )
    )
    return Before(
        local_time=local.time(),
        edits_last_hour=last_hour or 0,
        sent_today=len(today),
        moved_today=sum(abs(each.after_micros - (each.found_micros or 0)) for each in today),
    )


# ---- whose budget it is


def whereabouts(
    session: Session, change: BudgetChange, account: AdAccount
) -> tuple[Campaign, AdSet | None, AccountSync]:
    """The campaign, the ad set and the connection of a change. Raises Refused where the platform's id is not known."""
    campaign = session.get_one(Campaign, change.campaign_id)
    ad_set = session.get_one(AdSet, change.ad_set_id) if change.ad_set_id is not None else None
    sync = session.get(AccountSync, account.id, populate_existing=True)
    if sync is None:
        raise Refused(f"“{account.name}” is not connected any more.")
    carrier = ad_set or campaign
    if not carrier.external_id:
        raise Refused(f"The platform's id of “{carrier.name}” is not known yet; pull the account first.")
    return campaign, ad_set, sync


def target_of(campaign: Campaign, ad_set: AdSet | None) -> Target:
    """What carries the budget, as the platform knows it."""
    if ad_set is None:
        return Target(Level.CAMPAIGN, campaign.external_id or "", campaign.external_id or "")
    return Target(Level.AD_SET, ad_set.external_id or "", campaign.external_id or "")


def local_day_of(account: LiveAccount, now: datetime) -> date:
    """The account's own date."""
    return local_day(now, account.time_zone)
