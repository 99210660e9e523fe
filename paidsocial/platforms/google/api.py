"""Google Ads by REST: one query language for reading, int64 as text, zeros left out, money in micros of any currency.

A budget is an object of its own, on campaigns only. One that several campaigns share is told with their number, and not
changed here: it would be a change of all of them. Performance Max campaigns have asset groups instead of ad groups;
those count as ad sets, by ids like `assetGroups/1`, and have no ads. What conversions are worth is a number in major
units.

`App.extra["login_customer_id"]` names the manager account through which accounts are reached, where there is one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar

from paidsocial.domain import wording
from paidsocial.domain.days import Period
from paidsocial.domain.money import Money
from paidsocial.domain.readings import Entity, Level, Readings
from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.google import queries
from paidsocial.platforms.google.faults import REQUEST_ID, judge, pace
from paidsocial.platforms.google.sign_in import NAME, SCOPES, GoogleSignIn
from paidsocial.platforms.live.bearer import Bearer
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
from paidsocial.platforms.live.paging import found_at, pages, rows_of
from paidsocial.platforms.live.readings import Rows
from paidsocial.platforms.live.values import Values

HOSTS = Hosts("https://googleads.googleapis.com", "https://accounts.google.com", "https://oauth2.googleapis.com")
SIGN_IN = GoogleSignIn()
VERSION = "v26"  # each lives about a year
_NO_END = date(2037, 12, 30)  # how Google writes a campaign without an end, where it writes one (unverified in v26)
_AMOUNT = {BudgetKind.DAILY: "amountMicros", BudgetKind.LIFETIME: "totalAmountMicros"}
_ASSETS = "assetGroups/"
_METRICS = frozenset({"impressions", "clicks", "conversions", "revenue"})
_CHECK = Values(NAME)
_Row = Mapping[str, Any]
_Send = Callable[..., Reply]


@dataclass(frozen=True, slots=True)
class _Standing:
    """A campaign's budget object as it was read: its name and what it holds."""

    name: str
    budget: LiveBudget | None


class GoogleConnector:
    """See `Connector`."""

    look_back: ClassVar[int] = 30
    widest: ClassVar[int] = 31
    first_day: ClassVar[int] = 1123  # 37 months, on the safe side
    budget_levels: ClassVar[frozenset[Level]] = frozenset({Level.CAMPAIGN})
    scopes: ClassVar[tuple[str, ...]] = SCOPES
    conversions: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "conversions": "conversions",
            "all conversions": "all_conversions",
            "comparable conversions": "platform_comparable_conversions",
        }
    )

    def __init__(self, access: Access) -> None:
        self._manager = access.app.extra.get("login_customer_id", "").replace("-", "")
        self._caller = Caller(
            NAME,
            f"{access.hosts.api}/{VERSION}",
            judge,
            auth=Bearer(access.grant.access_token),
            pace=pace,
            headers={"login-customer-id": self._manager} if self._manager else {},
            timing=access.timing,
            request_ids=(REQUEST_ID,),
        )
        self._read: dict[tuple[str, str], _Standing] = {}

    def close(self) -> None:
        """Let the connections go."""
        self._caller.close()

    def accounts(self) -> list[LiveAccount]:
        """The manager's accounts, or without one those that the person may enter directly."""
        if self._manager:
            return [_account(row.get("customerClient") or {}) for row in self._list(self._manager, queries.CLIENTS)]
        told = self._caller.ask("GET", "/customers:listAccessibleCustomers").of_type(dict, NAME)
        found = []
        for name in told.get("resourceNames") or ():
            try:
                rows = self._list(_tail(str(name)), queries.CUSTOMER)
            except PlatformError as error:
                if error.trouble is not Trouble.ACCOUNT:  # a closed one is listed and cannot be entered
                    raise
            else:
                customers = [row.get("customer") or {} for row in rows]
                found += [_account(one) for one in customers if not one.get("manager")]
        return found

    def structure(self, account: LiveAccount) -> Structure:
        """Everything, removed ones too."""
        campaigns = self._list(account.id, queries.CAMPAIGNS)
        groups = self._list(account.id, queries.AD_GROUPS)
        assets = self._list(account.id, queries.ASSET_GROUPS)
        ads = self._list(account.id, queries.ADS)
        return Structure(
            [_campaign(row, account) for row in campaigns],
            [*(_ad_set(row, "adGroup") for row in groups), *(_ad_set(row, "assetGroup", _ASSETS) for row in assets)],
            [_ad(row) for row in ads],
        )

    def figures(self, account: LiveAccount, period: Period, level: Level, conversion: str | None = None) -> Readings:
        """Metrics by day. By ad, what Performance Max spends is missing, because it has no ads."""
        event = self.conversions[conversion] if conversion else "conversions"
        rows = Rows(NAME, level, _METRICS)
        for resource in ("ad_group_ad",) if level is Level.AD else ("ad_group", "asset_group"):
            before = len(rows)
            found, count = self._search(account.id, queries.figures(resource, period, event), self._caller.ask)
            for row in found:
                _add(rows, row, event)
            rows.must_number(before + count)
        return rows.readings()

    def budget(self, account: LiveAccount, target: Target) -> LiveBudget | None:
        """What stands on the campaign now; None on an ad group."""
        if target.level is not Level.CAMPAIGN:
            return None
        standing = self._standing(account, target, self._caller.ask)
        self._read[account.id, target.id] = standing
        return standing.budget

    def set_budget(self, account: LiveAccount, target: Target, budget: LiveBudget) -> Receipt:
        """One mutate of the campaign's budget object, found by the read before it or else by a read now.

        That read is sent once, like the change itself, so that a limit is told to whoever planned the change.
        """
        if target.level is not Level.CAMPAIGN:
            raise _refused("Google's ad groups carry no budgets; their campaigns do.")
        if budget.amount.currency != account.currency:
            raise _refused(f"Google's budgets are in the account's currency, {account.currency}.")
        standing = self._read.pop((account.id, target.id), None) or self._standing(account, target, self._caller.tell)
        if standing.budget is not None and standing.budget.campaigns > 1:
            raise _refused(wording.shared_budget(standing.budget.campaigns))
        field = _AMOUNT[budget.kind]
        update = {"resourceName": standing.name, field: str(budget.amount.micros)}
        result, number = self._mutate(account, "campaignBudgets", update, field)
        echoed = _budget(result.get("campaignBudget") or {}, account)
        return Receipt(number, echoed)

    def status(self, account: LiveAccount, target: Target) -> LiveStatus:
        """Whether it is enabled or paused; anything else is neither."""
        resource = "campaign" if target.level is Level.CAMPAIGN else "ad_group"
        if target.id.startswith(_ASSETS):
            resource = "asset_group"
        rows, _ = self._search(account.id, queries.status_of(resource, _tail(target.id)), self._caller.ask)
        if len(rows) != 1:
            raise PlatformError(
                f"Google no longer knows this {resource.replace('_', ' ')}. It may have been deleted there.",
                trouble=Trouble.NOT_FOUND,
                platform=NAME,
            )
        word = _CHECK.text(rows[0].get(queries.camel(resource)) or {}, "status")
        return LiveStatus.of(word, word, on="ENABLED")

    def set_running(self, account: LiveAccount, target: Target, *, running: bool) -> Receipt:
        """Enable or pause."""
        collection = "campaigns" if target.level is Level.CAMPAIGN else "adGroups"
        if target.id.startswith(_ASSETS):
            collection = "assetGroups"
        name = f"customers/{account.id}/{collection}/{_tail(target.id)}"
        update = {"resourceName": name, "status": "ENABLED" if running else "PAUSED"}
        return Receipt(self._mutate(account, collection, update, "status")[1])

    def spent(self, account: LiveAccount, target: Target, kind: BudgetKind, today: date) -> Money | None:  # noqa: ARG002 - the protocol's
        """No rule of Google's needs it."""
        return None

    # ---- calls

    def _mutate(self, account: LiveAccount, collection: str, update: _Row, field: str) -> tuple[_Row, str | None]:
        """The one result, and the request's id. Only `field` changes."""
        body = {
            "operations": [{"updateMask": field, "update": update}],
            "partialFailure": False,
            "responseContentType": "MUTABLE_RESOURCE",
        }
        reply = self._caller.tell("POST", f"/customers/{account.id}/{collection}:mutate", json=body)
        number = reply.request_id
        results = reply.of_type(dict, NAME).get("results")
        result = results[0] if isinstance(results, list) and len(results) == 1 else None
        if not isinstance(result, dict) or result.get("resourceName") != update["resourceName"]:
            raise unreadable(NAME, "it does not say whether the change was taken", number)
        return result, number

    def _standing(self, account: LiveAccount, target: Target, send: _Send) -> _Standing:
        rows, _ = self._search(account.id, queries.budget_of(target.id), send)
        if len(rows) != 1:
            raise PlatformError(
                "Google no longer knows this campaign. It may have been deleted there.",
                trouble=Trouble.NOT_FOUND,
                platform=NAME,
            )
        told = rows[0].get("campaignBudget") or {}
        return _Standing(_CHECK.text(told, "resourceName"), _budget(told, account))

    def _list(self, customer: str, query: str) -> list[_Row]:
        """Objects, each once; the number must be what Google counts."""
        rows, count = self._search(customer, query, self._caller.ask)
        resource = queries.resource_of(query)
        found = {_CHECK.text(row.get(resource) or {}, "resourceName"): row for row in rows}
        if len(found) != count:
            raise unreadable(NAME, f"it sent {len(found)} rows where it counts {count}; some are missing")
        return list(found.values())

    def _search(self, customer: str, query: str, send: _Send) -> tuple[list[_Row], int]:
        """Every page's rows, and how many Google says there are."""
        body = {"query": query, "searchSettings": {"returnTotalResultsCount": True}}

        def fetch(token: str | None) -> dict[str, Any]:
            more = {"pageToken": token} if token else {}
            told: dict[str, Any] = send(
                "POST", f"/customers/{customer}/googleAds:search", json={**body, **more}
            ).of_type(dict, NAME)
            return told

        rows: list[_Row] = []
        count = None
        for page in pages(NAME, fetch, found_at("nextPageToken")):
            rows += rows_of(NAME, page.get("results") or [])  # an empty list is left out
            count = page.get("totalResultsCount") if count is None else count
        return rows, _CHECK.whole(count, "totalResultsCount")


CONNECTOR = GoogleConnector


def _refused(why: str) -> PlatformError:
    return PlatformError(why, trouble=Trouble.REFUSED, platform=NAME)


def _tail(name: str) -> str:
    """The id at the end of a resource name."""
    return name.rpartition("/")[2]


def _account(row: _Row) -> LiveAccount:
    state = str(row.get("status") or "unknown")
    return LiveAccount(
        _CHECK.text(row, "id"),
        str(row.get("descriptiveName") or row["id"]),
        _CHECK.text(row, "currencyCode"),
        _CHECK.text(row, "timeZone"),
        state.lower(),
        open=state == "ENABLED",
    )


def _flight(campaign: _Row) -> tuple[date | None, date | None]:
    """First and last day: local times of the customer, without a zone."""
    starts, ends = (
        _CHECK.day(campaign[name], name) if campaign.get(name) else None for name in ("startDateTime", "endDateTime")
    )
    return starts, None if ends is not None and ends >= _NO_END else ends


def _campaign(row: _Row, account: LiveAccount) -> LiveCampaign:
    told = row.get("campaign") or {}
    return LiveCampaign(
        _CHECK.text(told, "id"),
        _CHECK.text(told, "name"),
        _CHECK.text(told, "status"),
        told.get("advertisingChannelType"),
        _budget(row.get("campaignBudget") or {}, account),
        *_flight(told),
    )


def _ad_set(row: _Row, key: str, prefix: str = "") -> LiveAdSet:
    """An ad group or asset group; its flight and its learning are its campaign's."""
    told, campaign = row.get(key) or {}, row.get("campaign") or {}
    return LiveAdSet(
        prefix + _CHECK.text(told, "id"),
        _CHECK.text(campaign, "id"),
        _CHECK.text(told, "name"),
        _CHECK.text(told, "status"),
        None,
        *_flight(campaign),
        learning="learning" if campaign.get("primaryStatus") == "LEARNING" else None,
    )


def _ad(row: _Row) -> LiveAd:
    """An ad; many have no name of their own."""
    link = row.get("adGroupAd") or {}
    told = link.get("ad") or {}
    key = _CHECK.text(told, "id")
    return LiveAd(
        key,
        _CHECK.text(row.get("adGroup") or {}, "id"),
        told.get("name") or key,
        _CHECK.text(link, "status"),
    )


def _budget(told: _Row, account: LiveAccount) -> LiveBudget | None:
    for kind, field in _AMOUNT.items():
        micros = _CHECK.whole(told.get(field), field)
        if micros:
            users = _CHECK.whole(told.get("referenceCount"), "referenceCount")
            return LiveBudget(kind, Money(micros, account.currency), max(users, 1))
    return None


def _add(rows: Rows, row: _Row, event: str) -> None:
    campaign, metrics = row.get("campaign") or {}, row.get("metrics") or {}
    group, prefix = (row["assetGroup"], _ASSETS) if "assetGroup" in row else (row.get("adGroup") or {}, "")
    ad = (row["adGroupAd"].get("ad") or {}) if "adGroupAd" in row else None
    ad_id = _CHECK.text(ad, "id") if ad is not None else None
    entity = Entity(
        campaign_id=_CHECK.text(campaign, "id"),
        campaign=campaign.get("name"),
        ad_set_id=prefix + _CHECK.text(group, "id"),
        ad_set=group.get("name"),
        ad_id=ad_id,
        ad=(ad.get("name") or ad_id) if ad is not None else None,
    )
    count, value = queries.camel(event), queries.camel(f"{event}_value")
    rows.add(
        entity,
        _CHECK.day((row.get("segments") or {}).get("date"), "segments.date"),
        _CHECK.whole(metrics.get("costMicros"), "costMicros"),
        impressions=_CHECK.whole(metrics.get("impressions"), "impressions"),
        clicks=_CHECK.whole(metrics.get("clicks"), "clicks"),
        conversions=_CHECK.millionths(metrics.get(count), count),
        revenue=_CHECK.micros(metrics.get(value), value),
    )
