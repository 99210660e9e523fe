"""Pinterest's API v5: micros on objects and in reports, Unix seconds, bookmarks, and refusals inside a 200.

Its days are UTC for every account, so the account's time zone here is UTC: that is what its figures and flights are in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, ClassVar
from urllib.parse import urlencode

from paidsocial.domain.days import Period
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
from paidsocial.platforms.live.http import Caller, unreadable
from paidsocial.platforms.live.paging import found_at, pages, rows_of
from paidsocial.platforms.live.readings import Rows
from paidsocial.platforms.live.values import Values
from paidsocial.platforms.pinterest.faults import REQUEST_ID, item_fault, judge, pace
from paidsocial.platforms.pinterest.reports import Reports
from paidsocial.platforms.pinterest.sign_in import BASE, NAME, SCOPES, PinterestSignIn

# Report files stand on storage hosts whose names change; the link in a reply says where.
HOSTS = Hosts("https://api.pinterest.com", "https://www.pinterest.com", "https://api.pinterest.com", download="")
SIGN_IN = PinterestSignIn()
TIME_ZONE = "UTC"
_PAGE = 250
_STATUSES = ("ACTIVE", "PAUSED", "ARCHIVED")  # without being asked Pinterest leaves out what is archived
_KINDS = {"DAILY": BudgetKind.DAILY, "LIFETIME": BudgetKind.LIFETIME}
_LEVELS = {Level.AD_SET: "AD_GROUP", Level.AD: "PIN_PROMOTION"}
_IDS = ("CAMPAIGN_ID", "CAMPAIGN_NAME", "AD_GROUP_ID")
_SPEND, _REACH = "SPEND_IN_MICRO_DOLLAR", "TOTAL_IMPRESSION_USER"  # micros of the account's currency, whatever the name
_IMPRESSIONS, _CLICKS = "IMPRESSION_1", "OUTBOUND_CLICK_1"  # 1: paid; 2, earned by saves, cost nothing
# The windows that Pinterest takes by itself, said all the same, so that figures stay comparable if it changes them.
_ATTRIBUTION = {
    "click_window_days": 30,
    "engagement_window_days": 30,
    "view_window_days": 1,
    "conversion_report_time": "TIME_OF_AD_ACTION",
}
_METRICS = frozenset({"impressions", "reach", "clicks", "conversions", "revenue"})
_CHECK = Values(NAME)


class PinterestConnector:
    """See `Connector`."""

    look_back: ClassVar[int] = 30
    widest: ClassVar[int] = 186
    first_day: ClassVar[int] = 913  # 914, on the safe side
    scopes: ClassVar[tuple[str, ...]] = SCOPES[:2]
    conversions: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "purchases": "TOTAL_CHECKOUT",
            "website purchases": "TOTAL_WEB_CHECKOUT",
        }
    )

    def __init__(self, access: Access) -> None:
        self._caller = Caller(
            NAME,
            f"{access.hosts.api}{BASE}",
            judge,
            auth=Bearer(access.grant.access_token),
            pace=pace,
            timing=access.timing,
            request_ids=(REQUEST_ID,),
        )
        self._reports = Reports(self._caller, access.hosts, access.timing)

    def close(self) -> None:
        """Let the connections go."""
        self._caller.close()

    def accounts(self) -> list[LiveAccount]:
        """The ad accounts of this sign-in; Pinterest tells nothing of their state."""
        return [
            LiveAccount(
                _CHECK.text(row, "id"), _CHECK.text(row, "name"), _CHECK.text(row, "currency"), time_zone=TIME_ZONE
            )
            for row in self._list("/ad_accounts", {})
        ]

    def structure(self, account: LiveAccount) -> Structure:
        """Everything but drafts."""
        edge, every = f"/ad_accounts/{account.id}", {"entity_statuses": _STATUSES}
        campaigns = self._list(f"{edge}/campaigns", every)
        ad_groups = self._list(f"{edge}/ad_groups", every)
        ads = self._list(f"{edge}/ads", every)
        return Structure(
            [_campaign(row, account) for row in campaigns],
            [_ad_set(row, account) for row in ad_groups],
            [
                # an ad need not have a name
                LiveAd(
                    _CHECK.text(row, "id"), _CHECK.text(row, "ad_group_id"), row.get("name") or row["id"], _state(row)
                )
                for row in ads
            ],
        )

    def figures(self, account: LiveAccount, period: Period, level: Level, conversion: str | None = None) -> Readings:
        """A report by UTC day. It names no ad group: `structure` does."""
        event = self.conversions[conversion] if conversion else "TOTAL_CHECKOUT"
        by_ad = level is Level.AD
        ids = (*_IDS, *(("AD_ID",) if by_ad else ()))
        wanted = {
            "start_date": period.first.isoformat(),
            "end_date": period.last.isoformat(),
            "granularity": "DAY",
            "level": _LEVELS[Level.AD if by_ad else Level.AD_SET],
            "columns": [*ids, _SPEND, _IMPRESSIONS, _REACH, _CLICKS, event, _value(event)],
            "report_format": "JSON",
            **_ATTRIBUTION,
        }
        rows = Rows(NAME, level, _METRICS)
        for row in self._reports.rows(account.id, wanted):
            _add(rows, row, event, by_ad=by_ad)
        return rows.readings()

    def budget(self, account: LiveAccount, target: Target) -> LiveBudget | None:
        """What stands on the campaign or ad group now."""
        return _budget(self._one(account, target), account)

    def set_budget(self, account: LiveAccount, target: Target, budget: LiveBudget) -> Receipt:
        """One PATCH, after a look at the kind: an ad group's amount does not say how it counts."""
        standing = self.budget(account, target)
        if standing is None or standing.kind is not budget.kind:
            raise PlatformError(
                f"There is no {budget.kind} budget on this {_edge(target)[0][:-1].replace('_', ' ')} at Pinterest.",
                trouble=Trouble.REFUSED,
                platform=NAME,
            )
        field = f"{budget.kind}_spend_cap" if target.level is Level.CAMPAIGN else "budget_in_micro_currency"
        return self._change(account, target, {field: budget.amount.micros})

    def status(self, account: LiveAccount, target: Target) -> LiveStatus:
        """Its own switch, and with it whatever else keeps it from delivering."""
        row = self._one(account, target)
        return LiveStatus.of(row.get("status"), _state(row))

    def set_running(self, account: LiveAccount, target: Target, *, running: bool) -> Receipt:
        """Pause or resume."""
        return self._change(account, target, {"status": "ACTIVE" if running else "PAUSED"})

    def spent(self, account: LiveAccount, target: Target, kind: BudgetKind, today: date) -> Money | None:  # noqa: ARG002 - the protocol's
        """None of Pinterest's rules needs it."""
        return None

    # ---- calls

    def _one(self, account: LiveAccount, target: Target) -> dict[str, Any]:
        edge, ids = _edge(target)
        query = {ids: (target.id,), "entity_statuses": _STATUSES}
        for row in self._list(f"/ad_accounts/{account.id}/{edge}", query):
            if row["id"] == target.id:
                return row
        raise PlatformError(
            "Pinterest no longer knows what was asked for. It may have been deleted there.",
            trouble=Trouble.NOT_FOUND,
            platform=NAME,
        )

    def _change(self, account: LiveAccount, target: Target, said: Mapping[str, Any]) -> Receipt:
        """A batch of one: what is wrong with it stands inside a reply that is a success."""
        item = {"id": target.id, "ad_account_id": account.id, **said}
        path = f"/ad_accounts/{account.id}/{_edge(target)[0]}"
        reply = self._caller.tell("PATCH", path, json=[item])
        number, items = reply.request_id, reply.of_type(dict, NAME).get("items")
        if not isinstance(items, list) or len(items) != 1 or not isinstance(items[0], dict):
            raise unreadable(NAME, "it does not say whether the change was taken", number)
        fault = item_fault(items[0])
        if fault is not None:
            said_so = fault.said.rstrip(".")
            raise PlatformError(
                f"Pinterest refused ({said_so}).", trouble=fault.trouble, platform=NAME, request_id=number
            )
        data = items[0].get("data")
        if not isinstance(data, dict) or str(data.get("id")) != target.id:
            raise unreadable(NAME, "it does not say whether the change was taken", number)
        return Receipt(number, _budget(data, account))

    def _list(self, path: str, query: Mapping[str, tuple[str, ...]]) -> list[dict[str, Any]]:
        def fetch(bookmark: str | None) -> dict[str, Any]:
            more = {"bookmark": bookmark} if bookmark else {}
            params = urlencode({**query, "page_size": _PAGE, **more}, doseq=True)
            body: dict[str, Any] = self._caller.ask("GET", path, params=params).of_type(dict, NAME)
            return body

        found = pages(NAME, fetch, found_at("bookmark"))
        seen = {_CHECK.text(row, "id"): row for page in found for row in rows_of(NAME, page.get("items"))}
        return list(seen.values())


CONNECTOR = PinterestConnector


def _edge(target: Target) -> tuple[str, str]:
    """What Pinterest calls a list of such, and how its ids are asked for."""
    return ("campaigns", "campaign_ids") if target.level is Level.CAMPAIGN else ("ad_groups", "ad_group_ids")


def _value(event: str) -> str:
    return f"{event}_VALUE_IN_MICRO_DOLLAR"


def _state(row: Mapping[str, Any]) -> str:
    return row.get("summary_status") or _CHECK.text(row, "status")


def _day(row: Mapping[str, Any], name: str) -> date | None:
    """The UTC day of Unix seconds; None where none is set."""
    seconds = _CHECK.whole(row.get(name), name)
    try:
        return datetime.fromtimestamp(seconds, UTC).date() if seconds else None
    except (ValueError, OverflowError, OSError) as error:
        raise _CHECK.wrong(name, seconds) from error


def _campaign(row: Mapping[str, Any], account: LiveAccount) -> LiveCampaign:
    return LiveCampaign(
        _CHECK.text(row, "id"),
        _CHECK.text(row, "name"),
        _state(row),
        row.get("objective_type"),
        _budget(row, account),
        _day(row, "start_time"),
        _day(row, "end_time"),
    )


def _ad_set(row: Mapping[str, Any], account: LiveAccount) -> LiveAdSet:
    return LiveAdSet(
        _CHECK.text(row, "id"),
        _CHECK.text(row, "campaign_id"),
        _CHECK.text(row, "name"),
        _state(row),
        _budget(row, account),
        _day(row, "start_time"),
        _day(row, "end_time"),
        "learning" if row.get("conversion_learning_mode_type") == "ACTIVE" else None,
        _targeting(row),
    )


def _targeting(row: Mapping[str, Any]) -> str | None:
    told = row.get("targeting_spec")
    if not isinstance(told, dict):
        return None
    parts = [" ".join(map(str, (told.get(name) or [])[:8])) for name in ("GEO", "AGE_BUCKET")]
    return ", ".join(part for part in parts if part) or None


def _budget(row: Mapping[str, Any], account: LiveAccount) -> LiveBudget | None:
    """A campaign's cap or an ad group's budget: each is of one kind."""
    if "budget_type" in row:
        told = {_KINDS.get(str(row["budget_type"])): row.get("budget_in_micro_currency")}
    else:
        told = {kind: row.get(f"{kind}_spend_cap") for kind in BudgetKind}
    for kind, micros in told.items():
        amount = _CHECK.whole(micros, "budget")
        if kind is not None and amount:
            return LiveBudget(kind, Money(amount, account.currency))
    return None


def _add(rows: Rows, row: Mapping[str, Any], event: str, *, by_ad: bool) -> None:
    """One row; a column without a value is not there."""
    entity = Entity(
        campaign_id=_CHECK.text(row, "CAMPAIGN_ID"),
        campaign=row.get("CAMPAIGN_NAME"),
        ad_set_id=_CHECK.text(row, "AD_GROUP_ID"),
        ad_id=_CHECK.text(row, "AD_ID") if by_ad else None,
    )
    reach = row.get(_REACH)
    rows.add(
        entity,
        _CHECK.day(row.get("DATE"), "DATE"),
        _CHECK.scaled(row.get(_SPEND), _SPEND, 1),
        impressions=_CHECK.whole(row.get(_IMPRESSIONS), _IMPRESSIONS),
        reach=None if reach is None else _CHECK.whole(reach, _REACH),
        clicks=_CHECK.whole(row.get(_CLICKS), _CLICKS),
        conversions=_CHECK.millionths(row.get(event), event),
        revenue=_CHECK.scaled(row.get(_value(event)), _value(event), 1),
    )
