"""Snapchat's Ads API: micros everywhere, wrappers around everything, and changes that replace the whole object.

Stats are told for one campaign at a time, by ad squad or by ad: the account's own stats say which campaigns served and
what everything cost, and the rows must add up to that. Daily reach is not told.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, ClassVar

from paidsocial.domain.days import ONE_DAY, Period, zone
from paidsocial.domain.money import Money
from paidsocial.domain.readings import Entity, Level, Readings
from paidsocial.errors import PlatformError, Trouble
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
from paidsocial.platforms.live.paging import found_at, pages
from paidsocial.platforms.live.readings import Rows
from paidsocial.platforms.live.values import Values
from paidsocial.platforms.snapchat.faults import judge
from paidsocial.platforms.snapchat.sign_in import NAME, SCOPES, VERSION, SnapchatSignIn

HOSTS = Hosts("https://adsapi.snapchat.com", "https://accounts.snapchat.com", "https://accounts.snapchat.com")
SIGN_IN = SnapchatSignIn()
STEP = 10_000  # micros: amounts in whole cents only (unverified; said of the API by one source)
_PAGE = {"limit": "1000"}
_DELETED = {"read_deleted_entities": "true"}
_METRICS = frozenset({"impressions", "clicks", "conversions", "revenue"})
_WINDOWS = {"swipe_up_attribution_window": "28_DAY", "view_attribution_window": "1_DAY"}  # the platform's own defaults
_LISTS = {Level.CAMPAIGN: ("campaigns", "campaign"), Level.AD_SET: ("adsquads", "adsquad"), Level.AD: ("ads", "ad")}
_BUDGETS = {
    Level.CAMPAIGN: {BudgetKind.DAILY: "daily_budget_micro", BudgetKind.LIFETIME: "lifetime_spend_cap_micro"},
    Level.AD_SET: {BudgetKind.DAILY: "daily_budget_micro", BudgetKind.LIFETIME: "lifetime_budget_micro"},
}
_CHECK = Values(NAME)
Row = dict[str, Any]


class SnapchatConnector:
    """See `Connector`."""

    look_back: ClassVar[int] = 28
    widest: ClassVar[int] = 30
    first_day: ClassVar[int] = 730  # (unverified) how far back days are told is not documented
    scopes: ClassVar[tuple[str, ...]] = SCOPES
    conversions: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "purchases": "conversion_purchases",
            "sign-ups": "conversion_sign_ups",
            "leads": "native_leads",
            "app installs": "total_installs",
        }
    )

    def __init__(self, access: Access) -> None:
        base, auth = f"{access.hosts.api}/{VERSION}", Bearer(access.grant.access_token)
        self._caller = Caller(NAME, base, judge, auth=auth, timing=access.timing)

    def close(self) -> None:
        """Let the connections go."""
        self._caller.close()

    def accounts(self) -> list[LiveAccount]:
        """The ad accounts of every organisation that this sign-in opens."""
        found: dict[str, LiveAccount] = {}
        for one in self._list("/me/organizations", "organizations", "organization"):
            path = f"/organizations/{_CHECK.text(one, 'id')}/adaccounts"
            for row in self._list(path, "adaccounts", "adaccount"):
                found[_CHECK.text(row, "id")] = _account(row)
        return list(found.values())

    def structure(self, account: LiveAccount) -> Structure:
        """Everything but what was deleted, as its switches stand and, where something keeps it from serving, that."""
        campaigns, ad_sets, ads = (self._all(account, level) for level in _LISTS)
        return Structure(
            [_campaign(row, account) for row in campaigns.values()],
            [_ad_set(row, account) for row in ad_sets.values()],
            [
                LiveAd(_CHECK.text(row, "id"), _CHECK.text(row, "ad_squad_id"), _CHECK.text(row, "name"), _status(row))
                for row in ads.values()
            ],
        )

    def figures(self, account: LiveAccount, period: Period, level: Level, conversion: str | None = None) -> Readings:
        """Stats by day; raises UNREADABLE where the rows do not add up to the account's own spend."""
        event = self.conversions[conversion or "purchases"]
        value = ",conversion_purchases_value" if event == "conversion_purchases" else ""
        span, by_ad = _span(period, account.time_zone), level is Level.AD
        place, rows = f"/adaccounts/{account.id}/stats", Rows(NAME, level, _METRICS)
        whole = self._caller.ask("GET", place, params={"granularity": "TOTAL", "fields": "spend", **span})
        told = _inner(_wrapped(whole, "total_stats", "total_stat"), "stats")
        served = self._stats(place, "total", {"breakdown": "campaign", "fields": "spend,impressions", **span})
        names = {each: self._all(account, each, deleted=True) for each in _LISTS if by_ad or each is not Level.AD}
        query = {
            "breakdown": "ad" if by_ad else "adsquad",
            "fields": f"impressions,swipes,spend,{event}{value}",
            "omit_empty": "true",
            "action_report_time": "conversion",
            **_WINDOWS,
            **span,
        }
        for campaign_id in dict.fromkeys(_CHECK.text(entry, "id") for entry in served):
            for entry in self._stats(f"/campaigns/{campaign_id}/stats", "timeseries", query):
                entity = _entity(_CHECK.text(entry, "id"), campaign_id, names, by_ad=by_ad)
                for point in _rows(entry.get("timeseries"), "timeseries"):
                    _add(rows, entity, point, event, account.time_zone)
        rows.must_add_up(_CHECK.whole(told.get("spend"), "spend"))
        return rows.readings()

    def budget(self, account: LiveAccount, target: Target) -> LiveBudget | None:
        """What stands on the campaign or ad squad now."""
        return _budget(self._object(target), target.level, account)

    def set_budget(self, account: LiveAccount, target: Target, budget: LiveBudget) -> Receipt:
        """The object as it is, read just before, sent back with another amount."""
        if budget.amount.micros % STEP:
            raise _refused(f"takes whole cents of {account.currency} only")

        def amount(whole: Row) -> None:
            now = _budget(whole, target.level, account)
            if now is None or now.kind is not budget.kind:
                raise _refused(f"has no {budget.kind} budget there")
            whole[_BUDGETS[target.level][budget.kind]] = budget.amount.micros

        return self._change(account, target, amount)

    def status(self, account: LiveAccount, target: Target) -> LiveStatus:  # noqa: ARG002 - the protocol's
        """Its own switch, and with it whatever else keeps it from delivering."""
        row = self._object(target)
        return LiveStatus.of(None if row.get("deleted") else row.get("status"), _status(row))

    def set_running(self, account: LiveAccount, target: Target, *, running: bool) -> Receipt:
        """Pause or resume, the same way."""
        return self._change(account, target, lambda whole: whole.update(status="ACTIVE" if running else "PAUSED"))

    def spent(self, account: LiveAccount, target: Target, kind: BudgetKind, today: date) -> Money | None:  # noqa: ARG002 - the protocol's
        """No rule of Snapchat's asks for it."""
        return None

    # ---- changing

    def _object(self, target: Target) -> Row:
        """An object with every field as it came: what is left out of a change is reset.

        Decoded anew, so that numbers with a fraction (a radius, never money) go back as they were.
        """
        plural, single = _LISTS[target.level]
        reply = self._caller.ask("GET", f"/{plural}/{target.id}")
        _wrapped(reply, plural, single)  # it has the form that it should
        whole: Row = json.loads(reply.raw)[plural][0][single]
        return whole

    def _change(self, account: LiveAccount, target: Target, edit: Callable[[Row], None]) -> Receipt:
        """One PUT. Snapchat refuses a bid where it finds the bid itself, even the one that it told."""
        plural, single = _LISTS[target.level]
        whole = self._object(target)
        edit(whole)
        if whole.get("bid_strategy") == "AUTO_BID":
            whole.pop("bid_micro", None)
        above = (
            f"/adaccounts/{account.id}"
            if target.level is Level.CAMPAIGN
            else f"/campaigns/{_CHECK.text(whole, 'campaign_id')}"
        )
        reply = self._caller.tell("PUT", f"{above}/{plural}", json={plural: [whole]})
        echoed = _budget(_wrapped(reply, plural, single), target.level, account)
        number = reply.body.get("request_id")
        return Receipt(number if isinstance(number, str) else None, echoed)

    # ---- pages

    def _all(self, account: LiveAccount, level: Level, *, deleted: bool = False) -> dict[str, Row]:
        plural, single = _LISTS[level]
        rows = self._list(f"/adaccounts/{account.id}/{plural}", plural, single, _DELETED if deleted else {})
        return {_CHECK.text(row, "id"): row for row in rows}

    def _list(self, path: str, plural: str, single: str, query: Mapping[str, str] | None = None) -> Iterator[Row]:
        for page in self._pages(path, {**_PAGE, **(query or {})}):
            for row in _rows(page.get(plural), plural):
                yield _inner(row, single)

    def _stats(self, path: str, kind: str, query: Mapping[str, str]) -> Iterator[Row]:
        """The parts of a breakdown, page by page."""
        granularity = "TOTAL" if kind == "total" else "DAY"
        for page in self._pages(path, {"granularity": granularity, **query}):
            for stat in _rows(page.get(f"{kind}_stats"), f"{kind}_stats"):
                parts = _inner(_inner(stat, f"{kind}_stat"), "breakdown_stats").get(query["breakdown"])
                yield from _rows(parts or [], "breakdown_stats")

    def _pages(self, path: str, query: Mapping[str, str]) -> Iterator[Row]:
        """Every page, by the address of the next."""

        def fetch(address: str | None) -> Row:
            params = query if address is None else None
            body: Row = self._caller.ask("GET", address or path, params=params).of_type(dict, NAME)
            return body

        return pages(NAME, fetch, found_at("paging", "next_link"))


CONNECTOR = SnapchatConnector


def _refused(why: str) -> PlatformError:
    return PlatformError(f"Snapchat {why}.", trouble=Trouble.REFUSED, platform=NAME)


def _inner(row: Any, key: str) -> Row:
    """What a wrapper holds."""
    found = row.get(key) if isinstance(row, dict) else None
    if not isinstance(found, dict):
        raise unreadable(NAME, f"there is no {key} where one should be")
    return found


def _rows(found: Any, what: str) -> list[Row]:
    """A list of objects."""
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise unreadable(NAME, f"there is no list of {what} where one should be")
    return found


def _wrapped(reply: Reply, plural: str, single: str) -> Row:
    """The one object of a reply."""
    rows = reply.of_type(dict, NAME).get(plural)
    if not isinstance(rows, list) or len(rows) != 1:
        raise unreadable(NAME, f"there is not one of {plural} in its reply", reply.body.get("request_id"))
    return _inner(rows[0], single)


def _account(row: Row) -> LiveAccount:
    state = str(row.get("status", "unknown"))
    return LiveAccount(
        _CHECK.text(row, "id"),
        _CHECK.text(row, "name"),
        _CHECK.text(row, "currency"),
        _CHECK.text(row, "timezone"),
        state.lower(),
        open=state == "ACTIVE",
    )


def _campaign(row: Row, account: LiveAccount) -> LiveCampaign:
    newer = row.get("objective_v2_properties")
    objective = (newer.get("objective_v2_type") if isinstance(newer, dict) else None) or row.get("objective")
    starts, ends = _flight(row, account)
    budget = _budget(row, Level.CAMPAIGN, account)
    return LiveCampaign(_CHECK.text(row, "id"), _CHECK.text(row, "name"), _status(row), objective, budget, starts, ends)


def _ad_set(row: Row, account: LiveAccount) -> LiveAdSet:
    starts, ends = _flight(row, account)
    return LiveAdSet(
        _CHECK.text(row, "id"),
        _CHECK.text(row, "campaign_id"),
        _CHECK.text(row, "name"),
        _status(row),
        _budget(row, Level.AD_SET, account),
        starts,
        ends,
        targeting=_targeting(row),
    )


def _status(row: Row) -> str:
    """`ACTIVE` only means that nobody paused it: where something else keeps it from serving, that is its status."""
    status = _CHECK.text(row, "status")
    delivery = row.get("delivery_status")
    amiss = [str(word) for word in delivery if str(word) != "VALID"] if isinstance(delivery, list) else []
    return amiss[0] if status == "ACTIVE" and amiss else status


def _flight(row: Row, account: LiveAccount) -> tuple[date | None, date | None]:
    """First and last day. An end at midnight is the day before's."""
    starts = _CHECK.local_day(row.get("start_time"), "start_time", account.time_zone)
    if not row.get("end_time"):
        return starts, None
    last = _CHECK.instant(row["end_time"], "end_time") - timedelta(microseconds=1)
    return starts, last.astimezone(zone(account.time_zone)).date()


def _targeting(row: Row) -> str | None:
    told = row.get("targeting")
    geos = told.get("geos") if isinstance(told, dict) else None
    places = [geo for geo in geos if isinstance(geo, dict)] if isinstance(geos, list) else []
    countries = [str(place["country_code"]).upper() for place in places if "country_code" in place]
    return " ".join(countries[:8]) or None


def _budget(row: Row, level: Level, account: LiveAccount) -> LiveBudget | None:
    """Daily, else lifetime. What a campaign says while its ad squads carry the budgets is only a cap on them."""
    if level is Level.CAMPAIGN and row.get("pacing_level") == "AD_SQUAD":
        return None
    for kind, name in _BUDGETS[level].items():
        micros = _CHECK.whole(row.get(name), name)
        if micros:
            return LiveBudget(kind, Money(micros, account.currency))
    return None


def _span(period: Period, time_zone: str) -> dict[str, str]:
    """The period's midnights where the account is, the end exclusive."""
    clock = zone(time_zone)
    ends = (period.first, period.last + ONE_DAY)
    first, last = (datetime.combine(day, time(0), clock).isoformat(timespec="milliseconds") for day in ends)
    return {"start_time": first, "end_time": last}


def _entity(part: str, campaign_id: str, names: Mapping[Level, Mapping[str, Row]], *, by_ad: bool) -> Entity:
    """The names and the ad squad from the lists, which hold deleted ones too."""
    ad = names[Level.AD].get(part) if by_ad else None
    if by_ad and ad is None:
        raise unreadable(NAME, f"ad {part} has figures and is in no list")
    ad_set_id = _CHECK.text(ad, "ad_squad_id") if ad is not None else part
    return Entity(
        campaign_id=campaign_id,
        campaign=names[Level.CAMPAIGN].get(campaign_id, {}).get("name"),
        ad_set_id=ad_set_id,
        ad_set=names[Level.AD_SET].get(ad_set_id, {}).get("name"),
        ad_id=part if by_ad else None,
        ad=ad.get("name") if ad is not None else None,
    )


def _add(rows: Rows, entity: Entity, point: Row, event: str, time_zone: str) -> None:
    stats = _inner(point, "stats")
    figures = {name: _CHECK.whole(stats.get(name), name) for name in ("spend", "impressions", "swipes")}
    if not any(figures.values()) and not stats.get(event):
        return  # a day without delivery, told all the same
    value = stats.get("conversion_purchases_value") if event == "conversion_purchases" else 0
    rows.add(
        entity,
        _CHECK.instant(point.get("start_time"), "start_time").astimezone(zone(time_zone)).date(),
        figures["spend"],
        impressions=figures["impressions"],
        clicks=figures["swipes"],
        conversions=_CHECK.millionths(stats.get(event), event),
        revenue=_CHECK.whole(value, "conversion_purchases_value"),
    )
