"""Meta's Marketing API: minor units on objects (by Meta's own table), major ones in insights, everything as text.

Deleted campaigns are left out of the lists and stay in the account's totals, so insights are asked for with every
status. A page of insights carries the whole report's spend; the rows must add up to it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar

from paidsocial.domain.days import Period
from paidsocial.domain.money import MICROS, Money
from paidsocial.domain.readings import Entity, Level, Readings
from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.live.bearer import Bearer  # Meta's own library sends a parameter (a header is unverified)
from paidsocial.platforms.live.connector import (
    EITHER_LEVEL,
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
from paidsocial.platforms.live.http import Caller, unreadable
from paidsocial.platforms.live.paging import found_at, pages, rows_of
from paidsocial.platforms.live.readings import Rows
from paidsocial.platforms.live.values import Values
from paidsocial.platforms.meta.faults import REQUEST_IDS, judge, pace
from paidsocial.platforms.meta.sign_in import NAME, SCOPES, VERSION, MetaSignIn

HOSTS = Hosts("https://graph.facebook.com", "https://www.facebook.com", "https://graph.facebook.com")
SIGN_IN = MetaSignIn()
# Currencies whose objects count in whole units: Meta's own table, not ISO's (COP, CRC, HUF, IDR and TWD differ).
OFFSET_ONE = frozenset(["CLP", "COP", "CRC", "HUF", "ISK", "IDR", "JPY", "KRW", "PYG", "TWD", "VND"])
_PAGE = 500
_OVER = frozenset({"ARCHIVED", "DELETED"})
_EVERY_STATUS = ("ACTIVE", "PAUSED", "ARCHIVED", "DELETED", "IN_PROCESS", "WITH_ISSUES", "CAMPAIGN_PAUSED")
_STATES = {1: "active", 2: "disabled", 3: "unsettled", 7: "in review", 9: "in grace period", 101: "closed"}
_OPEN = frozenset({1, 9})
_METRICS = frozenset({"impressions", "reach", "clicks", "conversions", "revenue"})
_CHECK = Values(NAME)
_NEXT, _AFTER = found_at("paging", "next"), found_at("paging", "cursors", "after")


class MetaConnector:
    """See `Connector`."""

    look_back: ClassVar[int] = 28
    widest: ClassVar[int] = 31
    first_day: ClassVar[int] = 1123  # 37 months, on the safe side
    budget_levels: ClassVar[frozenset[Level]] = EITHER_LEVEL
    scopes: ClassVar[tuple[str, ...]] = SCOPES[:2]
    conversions: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "purchases": "omni_purchase",
            "website purchases": "offsite_conversion.fb_pixel_purchase",
            "leads": "lead",
        }
    )

    def __init__(self, access: Access) -> None:
        token = access.grant.access_token
        self._caller = Caller(
            NAME,
            f"{access.hosts.api}/{VERSION}",
            judge,
            auth=Bearer(token),
            pace=pace,
            timing=access.timing,
            request_ids=REQUEST_IDS,
        )

    def close(self) -> None:
        """Let the connections go."""
        self._caller.close()

    def accounts(self) -> list[LiveAccount]:
        """The ad accounts of this sign-in."""
        fields = "account_id,name,account_status,currency,timezone_name"
        return [_account(row) for row in self._list("/me/adaccounts", {"fields": fields})]

    def structure(self, account: LiveAccount) -> Structure:
        """Everything but what was deleted, which Meta's lists do not tell."""
        edge = f"/act_{account.id}"
        budgets = "daily_budget,lifetime_budget"
        campaigns = self._list(
            f"{edge}/campaigns", {"fields": f"name,objective,effective_status,start_time,stop_time,{budgets}"}
        )
        ad_sets = self._list(
            f"{edge}/adsets",
            {
                "fields": "name,campaign_id,effective_status,start_time,end_time,learning_stage_info,targeting,"
                f"optimization_goal,{budgets}"
            },
        )
        ads = self._list(f"{edge}/ads", {"fields": "name,adset_id,effective_status"})
        return Structure(
            [_campaign(row, account) for row in campaigns],
            [_ad_set(row, account) for row in ad_sets],
            [
                LiveAd(*(_CHECK.text(row, name) for name in ("id", "adset_id", "name", "effective_status")))
                for row in ads
            ],
        )

    def figures(self, account: LiveAccount, period: Period, level: Level, conversion: str | None = None) -> Readings:
        """Insights by day; raises UNREADABLE where the rows do not add up to the report's own spend."""
        event = self.conversions[conversion] if conversion else "omni_purchase"
        by_ad = level is Level.AD
        query = {
            "level": "ad" if by_ad else "adset",
            "time_increment": "1",
            "time_range": json.dumps({"since": period.first.isoformat(), "until": period.last.isoformat()}),
            "fields": "campaign_id,campaign_name,adset_id,adset_name,impressions,reach,inline_link_clicks,spend,"
            "actions,action_values" + (",ad_id,ad_name" if by_ad else ""),
            "filtering": json.dumps(
                [{"field": "campaign.effective_status", "operator": "IN", "value": list(_EVERY_STATUS)}]
            ),
            "default_summary": "true",
        }
        rows, told = Rows(NAME, level, _METRICS), None
        entities: dict[tuple[str, ...], Entity] = {}
        ids = ("campaign_id", "adset_id", "ad_id") if by_ad else ("campaign_id", "adset_id")
        for page in self._pages(f"/act_{account.id}/insights", query):
            summary = page.get("summary")
            told = summary if told is None and isinstance(summary, dict) else told
            for row in page["data"]:
                key = tuple(_CHECK.text(row, name) for name in ids)
                if key not in entities:
                    entities[key] = _entity(row, *key)
                _add(rows, entities[key], row, event)
        if told is not None:
            rows.must_add_up(_CHECK.micros(told.get("spend"), "summary spend"))
        return rows.readings()

    def budget(self, account: LiveAccount, target: Target) -> LiveBudget | None:
        """What stands on the campaign or ad set now."""
        query = {"fields": "daily_budget,lifetime_budget"}
        return _budget(self._caller.ask("GET", f"/{target.id}", params=query).of_type(dict, NAME), account)

    def set_budget(self, account: LiveAccount, target: Target, budget: LiveBudget) -> Receipt:
        """One POST; Meta's reply says no more than that it was taken."""
        unit = _unit(account.currency)
        if budget.amount.micros % unit:
            raise PlatformError(
                f"Meta takes whole {'units' if unit == MICROS else 'cents'} of {account.currency} only.",
                trouble=Trouble.REFUSED,
                platform=NAME,
            )
        return self._change(target, {f"{budget.kind}_budget": str(budget.amount.micros // unit)})

    def status(self, account: LiveAccount, target: Target) -> LiveStatus:  # noqa: ARG002 - the protocol's
        """Its own switch, and with it whatever else keeps it from delivering."""
        query = {"fields": "status,effective_status"}
        row = self._caller.ask("GET", f"/{target.id}", params=query).of_type(dict, NAME)
        word = _CHECK.text(row, "effective_status")
        return LiveStatus.of(None if word in _OVER else row.get("status"), word)

    def set_running(self, account: LiveAccount, target: Target, *, running: bool) -> Receipt:  # noqa: ARG002 - the protocol's
        """Pause or resume."""
        return self._change(target, {"status": "ACTIVE" if running else "PAUSED"})

    def spent(self, account: LiveAccount, target: Target, kind: BudgetKind, today: Any) -> Money | None:  # noqa: ARG002 - the protocol's
        """Meta refuses by itself what is too low; nothing has to be known before."""
        return None

    def _change(self, target: Target, form: Mapping[str, str]) -> Receipt:
        reply = self._caller.tell("POST", f"/{target.id}", form=form)
        if reply.of_type(dict, NAME).get("success") is not True:
            raise unreadable(NAME, "it does not say whether the change was taken", reply.request_id)
        return Receipt(reply.request_id)

    def _list(self, path: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
        seen = {_CHECK.text(row, "id"): row for page in self._pages(path, query) for row in page["data"]}
        return list(seen.values())

    def _pages(self, path: str, query: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """Every page. The cursor is taken, not the address of the next page: that one has the token in it."""

        def fetch(after: str | None) -> dict[str, Any]:
            more = {"after": after} if after else {}
            body: dict[str, Any] = self._caller.ask("GET", path, params={**query, "limit": str(_PAGE), **more}).of_type(
                dict, NAME
            )
            rows_of(NAME, body.get("data"))
            return body

        return pages(NAME, fetch, lambda page: _AFTER(page) if _NEXT(page) else None)


CONNECTOR = MetaConnector


def _account(row: Mapping[str, Any]) -> LiveAccount:
    state = row.get("account_status")
    return LiveAccount(
        _CHECK.text(row, "account_id"),
        _CHECK.text(row, "name"),
        _CHECK.text(row, "currency"),
        _CHECK.text(row, "timezone_name"),
        _STATES.get(state, f"state {state}") if isinstance(state, int) else "unknown",
        open=state in _OPEN,
    )


def _campaign(row: Mapping[str, Any], account: LiveAccount) -> LiveCampaign:
    return LiveCampaign(
        _CHECK.text(row, "id"),
        _CHECK.text(row, "name"),
        _CHECK.text(row, "effective_status"),
        row.get("objective"),
        _budget(row, account),
        _CHECK.local_day(row.get("start_time"), "start_time", account.time_zone),
        _CHECK.local_day(row.get("stop_time"), "stop_time", account.time_zone),
    )


def _ad_set(row: Mapping[str, Any], account: LiveAccount) -> LiveAdSet:
    learning = (row.get("learning_stage_info") or {}).get("status")
    return LiveAdSet(
        _CHECK.text(row, "id"),
        _CHECK.text(row, "campaign_id"),
        _CHECK.text(row, "name"),
        _CHECK.text(row, "effective_status"),
        _budget(row, account),
        _CHECK.local_day(row.get("start_time"), "start_time", account.time_zone),
        _CHECK.local_day(row.get("end_time"), "end_time", account.time_zone),
        {"LEARNING": "learning", "FAIL": "learning limited"}.get(str(learning)),
        _targeting(row),
    )


def _targeting(row: Mapping[str, Any]) -> str | None:
    told = row.get("targeting")
    if not isinstance(told, dict):
        return None
    countries = (told.get("geo_locations") or {}).get("countries") or []
    ages = f"{told['age_min']}-{told['age_max']}" if {"age_min", "age_max"} <= told.keys() else ""
    return ", ".join(part for part in (" ".join(map(str, countries[:8])), ages) if part) or None


def _unit(currency: str) -> int:
    """Micros in one of the units in which Meta's objects count."""
    return MICROS if currency in OFFSET_ONE else MICROS // 100


def _budget(row: Mapping[str, Any], account: LiveAccount) -> LiveBudget | None:
    unit = _unit(account.currency)
    for kind in BudgetKind:
        count = _CHECK.whole(row.get(f"{kind}_budget"), f"{kind}_budget")
        if count:
            return LiveBudget(kind, Money(count * unit, account.currency))
    return None


def _entity(row: Mapping[str, Any], campaign_id: str, ad_set_id: str, ad_id: str | None = None) -> Entity:
    return Entity(
        campaign_id=campaign_id,
        campaign=row.get("campaign_name"),
        ad_set_id=ad_set_id,
        ad_set=row.get("adset_name"),
        ad_id=ad_id,
        ad=row.get("ad_name") if ad_id is not None else None,
    )


def _add(rows: Rows, entity: Entity, row: Mapping[str, Any], event: str) -> None:
    reach = row.get("reach")
    rows.add(
        entity,
        _CHECK.day(row.get("date_start"), "date_start"),
        _CHECK.micros(row.get("spend"), "spend"),
        impressions=_CHECK.whole(row.get("impressions"), "impressions"),
        reach=None if reach is None else _CHECK.whole(reach, "reach"),
        clicks=_CHECK.whole(row.get("inline_link_clicks"), "inline_link_clicks"),
        conversions=_CHECK.millionths(_action(row.get("actions"), event), "actions"),
        revenue=_CHECK.micros(_action(row.get("action_values"), event), "action_values"),
    )


def _action(told: Any, event: str) -> Any:
    """The one event's value; they overlap, so they are never added."""
    for action in told if isinstance(told, list) else []:
        if isinstance(action, dict) and action.get("action_type") == event:
            return action.get("value")
    return None
