"""TikTok's Marketing API: amounts in major units (numbers on objects, text in reports), ids as text, pages by number.

Lists leave out what was deleted unless every status is asked for, and each page tells how many rows there are in all:
the rows must number that many.

Upgraded Smart+ campaigns are told as all others are. What `ad_id` names in one is a creative, in its list and in a
report alike, so that those are its ads here; their figures add up to the ad group's.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar

from paidsocial.domain.days import Period
from paidsocial.domain.money import MICROS, Money
from paidsocial.domain.readings import Level, Readings
from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.live.connector import (
    Access,
    BudgetKind,
    Hosts,
    LiveAccount,
    LiveAd,
    LiveAdSet,
    LiveBudget,
    LiveCampaign,
    LiveStatus,
    Receipt,
    Structure,
    Target,
)
from paidsocial.platforms.live.http import Caller, Reply, unreadable
from paidsocial.platforms.live.values import Values
from paidsocial.platforms.tiktok import changes
from paidsocial.platforms.tiktok.faults import judge
from paidsocial.platforms.tiktok.pages import pages
from paidsocial.platforms.tiktok.reports import Reports
from paidsocial.platforms.tiktok.sign_in import BASE, NAME, AccessToken, TikTokSignIn, advertisers, data_of

_HOST = "https://business-api.tiktok.com"
HOSTS = Hosts(_HOST, _HOST, _HOST)
SIGN_IN = TikTokSignIn()
WHOLE = frozenset(["JPY", "KRW", "HUF", "CLP", "ISK", "IDR", "TWD", "PYG", "VND"])  # TikTok takes no decimals in these
_PAGE = 1000
_DELETED = "ADGROUP_STATUS_DELETE"
_STATES = {"ENABLE": "active", "DISABLE": "disabled"}
_ACCOUNTS_AT_ONCE = 100  # (unverified) how many ids /advertiser/info/ takes
_KINDS = {
    "BUDGET_MODE_DAY": BudgetKind.DAILY,
    "BUDGET_MODE_DYNAMIC_DAILY_BUDGET": BudgetKind.DAILY,
    "BUDGET_MODE_TOTAL": BudgetKind.LIFETIME,
}
_CHECK = Values(NAME)


class TikTokConnector:
    """See `Connector`."""

    look_back: ClassVar[int] = 28  # the widest attribution window
    widest: ClassVar[int] = 30
    first_day: ClassVar[int] = 3650  # reports are kept for ever
    # (unverified) Scopes are numbers, and which is which was not to be found: none is asked for, and one that is
    # missing shows as code 40001 at the first call that needs it.
    scopes: ClassVar[tuple[str, ...]] = ()
    conversions: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "website purchases": "complete_payment",
            "app purchases": "total_purchase",
            "shop purchases": "onsite_shopping",
        }
    )

    def __init__(self, access: Access) -> None:
        self._app = access.app
        token = AccessToken(access.grant.access_token)
        self._caller = Caller(NAME, f"{access.hosts.api}{BASE}", judge, auth=token, timing=access.timing)
        self._reports = Reports(self._caller, access.timing)
        self._roots: dict[str, str] = {}  # by id: where what changes it begins, which stays as it was made

    def close(self) -> None:
        """Let the connections go."""
        self._caller.close()

    def accounts(self) -> list[LiveAccount]:
        """The ad accounts of this sign-in: their ids first, then what they are."""
        ids = [_CHECK.text(row, "advertiser_id") for row in advertisers(self._caller, self._app)]
        found = []
        for start in range(0, len(ids), _ACCOUNTS_AT_ONCE):
            query = {"advertiser_ids": json.dumps(ids[start : start + _ACCOUNTS_AT_ONCE])}
            rows = data_of(self._caller.ask("GET", "/advertiser/info/", params=query)).get("list")
            if not isinstance(rows, list):
                raise unreadable(NAME, "it tells nothing of its ad accounts")
            found += [_account(row) for row in rows]
        return found

    def structure(self, account: LiveAccount) -> Structure:
        """Everything, deleted ones too."""
        everything = {"primary_status": "STATUS_ALL"}
        campaigns = self._list(account, "campaign", everything)
        shared = {_CHECK.text(row, "campaign_id") for row in campaigns if row.get("budget_optimize_on") is True}
        ad_sets = [_ad_set(row, account, shared) for row in self._list(account, "adgroup", everything)]
        ads = self._list(account, "ad", everything)
        own = defaultdict[str, list[LiveAdSet]](list)
        for ad_set in ad_sets:
            if ad_set.status != _DELETED:
                own[ad_set.campaign_id].append(ad_set)
        return Structure(
            [_campaign(row, account, own) for row in campaigns],
            ad_sets,
            [
                LiveAd(*(_CHECK.text(row, name) for name in ("ad_id", "adgroup_id", "ad_name", "secondary_status")))
                for row in ads
            ],
        )

    def figures(self, account: LiveAccount, period: Period, level: Level, conversion: str | None = None) -> Readings:
        """A report by day; raises UNREADABLE where some of it is missing."""
        event = self.conversions[conversion] if conversion else "complete_payment"
        return self._reports.figures(account, period, level, event)

    def budget(self, account: LiveAccount, target: Target) -> LiveBudget | None:
        """What stands on the campaign or ad group now."""
        return self._standing(account, target)[1]

    def set_budget(self, account: LiveAccount, target: Target, budget: LiveBudget) -> Receipt:
        """One POST, after a look at what it changes: TikTok's calls do not say which kind of budget they mean."""
        amount = _major(budget.amount)
        row, standing = self._standing(account, target)
        if standing is None or standing.kind is not budget.kind:
            raise _refused(f"There is no {budget.kind} budget on this {_word(target)} at TikTok.")
        return self._change(account, *changes.budget_change(row, target, budget.kind, amount))

    def status(self, account: LiveAccount, target: Target) -> LiveStatus:
        """Its own switch, and with it whatever else keeps it from delivering."""
        row = self._one(account, _key(target), target.id)
        switch, word = row.get("operation_status"), _CHECK.text(row, "secondary_status")
        return LiveStatus.of(None if word.endswith("_DELETE") else switch, word, on="ENABLE", off="DISABLE")

    def set_running(self, account: LiveAccount, target: Target, *, running: bool) -> Receipt:
        """Pause or resume."""
        key = _key(target)
        if target.id not in self._roots:
            self._one(account, key, target.id)
        return self._change(account, *changes.switch(self._roots[target.id], key, target, running=running))

    def spent(self, account: LiveAccount, target: Target, kind: BudgetKind, today: date) -> Money | None:
        """Today's spend, or all of it: TikTok takes no budget under 105% of this."""
        return self._reports.spent(account, _key(target), target.id, today if kind is BudgetKind.DAILY else None)

    # ---- calls

    def _standing(self, account: LiveAccount, target: Target) -> tuple[dict[str, Any], LiveBudget | None]:
        """The campaign or ad group as it is now, whole, and the budget that counts on it."""
        row = self._one(account, _key(target), target.id)
        standing = _budget(row, account)
        if standing is None or target.level is Level.CAMPAIGN:
            return row, standing
        # under a campaign that shares its budget out, what stands on an ad group does not count
        shared = self._one(account, "campaign", target.campaign_id).get("budget_optimize_on") is True
        return row, None if shared else standing

    def _one(self, account: LiveAccount, key: str, target: str) -> dict[str, Any]:
        for row in self._list(account, key, {f"{key}_ids": [target]}):
            if row.get(f"{key}_id") == target:
                return row
        raise PlatformError(
            "TikTok no longer knows what was asked for. It may have been deleted there.",
            trouble=Trouble.NOT_FOUND,
            platform=NAME,
        )

    def _list(self, account: LiveAccount, key: str, asked: Mapping[str, Any]) -> list[dict[str, Any]]:
        """All fields of all rows. Raises UNREADABLE where there are not as many as TikTok counts."""
        query = {"advertiser_id": account.id, "filtering": json.dumps(asked)}
        seen: dict[str, dict[str, Any]] = {}
        count = 0
        for page, count in pages(self._caller, f"/{key}/get/", query):  # noqa: B007 - the last count is used below
            seen |= {_CHECK.text(row, f"{key}_id"): row for row in page}
        if len(seen) != count:
            raise unreadable(NAME, f"it sent {len(seen)} rows where it counts {count}; some are missing")
        self._roots |= {target: changes.root_of(row) for target, row in seen.items()}
        return list(seen.values())

    def _change(self, account: LiveAccount, path: str, said: Mapping[str, Any]) -> Receipt:
        reply = self._caller.tell("POST", path, json={**said, "advertiser_id": account.id})
        return Receipt(_request_id(reply), _budget(data_of(reply), account))


CONNECTOR = TikTokConnector


def _key(target: Target) -> str:
    """What TikTok calls it."""
    return "campaign" if target.level is Level.CAMPAIGN else "adgroup"


def _word(target: Target) -> str:
    return "campaign" if target.level is Level.CAMPAIGN else "ad group"


def _account(row: Mapping[str, Any]) -> LiveAccount:
    state = _CHECK.text(row, "status").removeprefix("STATUS_")
    return LiveAccount(
        _CHECK.text(row, "advertiser_id"),
        _CHECK.text(row, "name"),
        _CHECK.text(row, "currency"),
        _CHECK.text(row, "timezone"),
        _STATES.get(state, state.replace("_", " ").lower()),
        open=state == "ENABLE",
    )


def _campaign(row: Mapping[str, Any], account: LiveAccount, own: Mapping[str, Sequence[LiveAdSet]]) -> LiveCampaign:
    """A campaign of ad groups; TikTok's have no flight of their own, so it is that of the ad groups that are there."""
    campaign_id = _CHECK.text(row, "campaign_id")
    ad_sets = own.get(campaign_id, ())
    starts = [one.starts for one in ad_sets if one.starts is not None]
    ends = [one.ends for one in ad_sets if one.ends is not None]
    return LiveCampaign(
        campaign_id,
        _CHECK.text(row, "campaign_name"),
        _CHECK.text(row, "secondary_status"),
        row.get("objective_type"),
        _budget(row, account),
        min(starts, default=None),
        max(ends, default=None) if len(ends) == len(ad_sets) else None,
    )


def _ad_set(row: Mapping[str, Any], account: LiveAccount, shared: set[str]) -> LiveAdSet:
    campaign_id = _CHECK.text(row, "campaign_id")
    # one that runs on has an end all the same, years off
    ends = row.get("schedule_end_time") if row.get("schedule_type") == "SCHEDULE_START_END" else None
    return LiveAdSet(
        _CHECK.text(row, "adgroup_id"),
        campaign_id,
        _CHECK.text(row, "adgroup_name"),
        _CHECK.text(row, "secondary_status"),
        None if campaign_id in shared else _budget(row, account),
        _CHECK.local_day(row.get("schedule_start_time"), "schedule_start_time", account.time_zone, naive="UTC"),
        _CHECK.local_day(ends, "schedule_end_time", account.time_zone, naive="UTC"),
        targeting=_targeting(row),
    )


def _targeting(row: Mapping[str, Any]) -> str | None:
    places = [str(one).removeprefix("PLACEMENT_").replace("_", " ").title() for one in row.get("placements") or ()]
    ages = [str(one).removeprefix("AGE_").replace("_", "-") for one in row.get("age_groups") or ()]
    return ", ".join(part for part in (" ".join(places), " ".join(ages)) if part) or None


def _budget(row: Mapping[str, Any], account: LiveAccount) -> LiveBudget | None:
    kind = _KINDS.get(str(row.get("budget_mode")))
    micros = _CHECK.micros(row.get("budget"), "budget")
    return LiveBudget(kind, Money(micros, account.currency)) if kind is not None and micros else None


def _major(amount: Money) -> Decimal:
    """The amount in major units, where TikTok can take it as fine as it is."""
    if amount.micros % (MICROS if amount.currency in WHOLE else MICROS // 100):
        units = "units" if amount.currency in WHOLE else "cents"
        raise _refused(f"TikTok takes whole {units} of {amount.currency} only.")
    return Decimal(amount.micros) / MICROS


def _refused(why: str) -> PlatformError:
    return PlatformError(why, trouble=Trouble.REFUSED, platform=NAME)


def _request_id(reply: Reply) -> str | None:
    told = reply.body.get("request_id")
    return told if isinstance(told, str) else None
