"""X's Ads API: micros for every currency, changes in the query, figures by id and day without dates or names.

Nothing is daily about reach, so it is left out. Lists are counted against X's own count of them, and the rows against
the account's own spend. A campaign has no flight of its own: its line items' is shown for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any, ClassVar

from paidsocial.domain.days import Period, zone
from paidsocial.domain.money import Money
from paidsocial.domain.readings import Entity, Level, Readings
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
from paidsocial.platforms.live.paging import found_at, pages, rows_of
from paidsocial.platforms.live.readings import Rows
from paidsocial.platforms.live.values import Values
from paidsocial.platforms.x.analytics import Analytics, Ask
from paidsocial.platforms.x.faults import REQUEST_ID, judge, pace
from paidsocial.platforms.x.sign_in import NAME, VERSION, XSignIn
from paidsocial.platforms.x.signing import Signed

HOSTS = Hosts("https://ads-api.x.com", "https://api.x.com", "https://api.x.com", "https://ton.twimg.com")
SIGN_IN = XSignIn()
SALE_UNIT = 1  # micros in a unit of `sale_amount` (unverified: said to be micros like every other amount)
_PAGE = {"count": "1000"}
_METRICS = frozenset({"impressions", "clicks", "conversions", "revenue"})
_GROUPS = "ENGAGEMENT,BILLING,WEB_CONVERSION"
_LISTS = {Level.CAMPAIGN: "campaigns", Level.AD_SET: "line_items", Level.AD: "promoted_tweets"}
_BUDGETS = {
    BudgetKind.DAILY: "daily_budget_amount_local_micro",
    BudgetKind.LIFETIME: "total_budget_amount_local_micro",
}
_CHECK = Values(NAME)
Row = dict[str, Any]


class XConnector:
    """See `Connector`."""

    look_back: ClassVar[int] = 30
    widest: ClassVar[int] = 90
    first_day: ClassVar[int] = 730  # (unverified) how far back figures are told is not documented
    scopes: ClassVar[tuple[str, ...]] = ()  # OAuth 1.0a has none
    conversions: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "purchases": "conversion_purchases",
            "sign-ups": "conversion_sign_ups",
            "site visits": "conversion_site_visits",
            "downloads": "conversion_downloads",
            "custom": "conversion_custom",
        }
    )

    def __init__(self, access: Access) -> None:
        auth = Signed(access.app, access.grant.access_token, access.grant.token_secret or "")
        self._timing = access.timing
        base = f"{access.hosts.api}/{VERSION}"
        self._caller = Caller(NAME, base, judge, auth=auth, pace=pace, timing=access.timing, request_ids=(REQUEST_ID,))
        self._files = Caller(NAME, access.hosts.download, judge, timing=access.timing)

    def close(self) -> None:
        """Let the connections go."""
        self._caller.close()
        self._files.close()

    def accounts(self) -> list[LiveAccount]:
        """The ad accounts that anything can be billed to. X allows five of these calls in 15 minutes."""
        found = []
        for row in self._list("/accounts", counted=False).values():
            place = f"/accounts/{_CHECK.text(row, 'id')}/funding_instruments"
            currencies = _currencies(self._list(place, {"with_deleted": "true"}))
            if currencies:
                found.append(_account(row, currencies))
        return found

    def structure(self, account: LiveAccount) -> Structure:
        """Everything but what was deleted. A campaign's amount is its budget where no line item of it has its own."""
        campaigns, line_items, ads = (self._all(account, level) for level in _LISTS)
        below: dict[str, list[LiveAdSet]] = defaultdict(list)
        for row in line_items.values():
            line_item = _ad_set(row, account)
            below[line_item.campaign_id].append(line_item)
        return Structure(
            [_campaign(row, below[key], account) for key, row in campaigns.items()],
            [line_item for rows in below.values() for line_item in rows],
            [
                LiveAd(_CHECK.text(row, "id"), _CHECK.text(row, "line_item_id"), _ad_name(row), _status(row))
                for row in ads.values()
            ],
        )

    def figures(self, account: LiveAccount, period: Period, level: Level, conversion: str | None = None) -> Readings:
        """Figures by day; raises UNREADABLE where the rows do not add up to the account's own spend."""
        event, by_ad = self.conversions[conversion or "purchases"], level is Level.AD
        asked = Analytics(self._caller, self._files, self._timing, account, period)
        spend = sum(
            _CHECK.whole(value, "billed_charge_local_micro")
            for _, metrics in asked.figures(Ask("ACCOUNT", [account.id], "BILLING"))
            for value in asked.values(metrics.get("billed_charge_local_micro"), "billed_charge_local_micro")
        )
        entity = "PROMOTED_TWEET" if by_ad else "LINE_ITEM"
        sums: dict[str, list[list[int]]] = {}
        for key, metrics in asked.figures(Ask(entity, asked.active(entity), _GROUPS)):
            days = _days(asked, metrics, event)
            known = sums.get(key)
            sums[key] = days if known is None else [_added(one, two) for one, two in zip(known, days, strict=True)]
        names = {each: self._all(account, each, deleted=True) for each in _LISTS if by_ad or each is not Level.AD}
        rows = Rows(NAME, level, _METRICS)
        for key, days in sums.items():
            told = _entity(key, names, by_ad=by_ad)
            for day, figures in zip(period.days(), days, strict=True):
                if any(figures):
                    cost, impressions, clicks, conversions, revenue = figures
                    counts = {"impressions": impressions, "clicks": clicks, "conversions": conversions}
                    rows.add(told, day, cost, **counts, revenue=revenue)
        rows.must_add_up(spend)
        return rows.readings()

    def budget(self, account: LiveAccount, target: Target) -> LiveBudget | None:
        """What stands on the campaign or line item now."""
        return _budget(_object(self._caller.ask("GET", _place(account, target))), account)

    def set_budget(self, account: LiveAccount, target: Target, budget: LiveBudget) -> Receipt:
        """One PUT. The kind is read before: an amount of the other kind would be set beside the one that is there."""
        now = self.budget(account, target)
        if now is None or now.kind is not budget.kind:
            raise PlatformError(
                f"X has no {budget.kind} budget there.",
                trouble=Trouble.REFUSED,
                platform=NAME,
            )
        return self._change(account, target, {_BUDGETS[budget.kind]: str(budget.amount.micros)})

    def status(self, account: LiveAccount, target: Target) -> LiveStatus:
        """Its own switch, and with it whatever else keeps it from delivering."""
        row = _object(self._caller.ask("GET", _place(account, target)))
        return LiveStatus.of(None if row.get("deleted") else row.get("entity_status"), _status(row))

    def set_running(self, account: LiveAccount, target: Target, *, running: bool) -> Receipt:
        """Pause or resume."""
        return self._change(account, target, {"entity_status": "ACTIVE" if running else "PAUSED"})

    def spent(self, account: LiveAccount, target: Target, kind: BudgetKind, today: date) -> Money | None:  # noqa: ARG002 - the protocol's
        """X refuses by itself a total that is already spent; nothing has to be known before."""
        return None

    def _change(self, account: LiveAccount, target: Target, fields: Mapping[str, str]) -> Receipt:
        reply = self._caller.tell("PUT", _place(account, target), params=fields)
        return Receipt(reply.request_id, _budget(_object(reply), account))

    # ---- lists

    def _all(self, account: LiveAccount, level: Level, *, deleted: bool = False) -> dict[str, Row]:
        query = {"with_deleted": "true"} if deleted else {}
        return self._list(f"/accounts/{account.id}/{_LISTS[level]}", query)

    def _list(self, path: str, query: Mapping[str, str] | None = None, *, counted: bool = True) -> dict[str, Row]:
        """Every page; raises UNREADABLE where they hold another number of rows than X counts (first page only)."""
        first = {"with_total_count": "true"} if counted else {}

        def fetch(cursor: str | None) -> Row:
            more = first if cursor is None else {"cursor": cursor}
            body: Row = self._caller.ask("GET", path, params={**_PAGE, **(query or {}), **more}).of_type(dict, NAME)
            return body

        found: dict[str, Row] = {}
        total = None
        for page in pages(NAME, fetch, found_at("next_cursor")):
            found |= {_CHECK.text(row, "id"): row for row in rows_of(NAME, page.get("data"))}
            total = page.get("total_count") if total is None else total
        if isinstance(total, int) and total != len(found):
            raise unreadable(NAME, f"it sent {len(found)} rows where it counts {total}; some are missing")
        return found


CONNECTOR = XConnector


def _place(account: LiveAccount, target: Target) -> str:
    return f"/accounts/{account.id}/{_LISTS[target.level]}/{target.id}"


def _object(reply: Reply) -> Row:
    found = reply.of_type(dict, NAME).get("data")
    if not isinstance(found, dict):
        raise unreadable(NAME, "there is no data in its reply")
    return found


def _currencies(instruments: Mapping[str, Row]) -> list[str]:
    """What an account bills in: it stands on its funding instruments, those that still can pay first."""
    able = sorted(instruments.values(), key=lambda row: not row.get("able_to_fund") or bool(row.get("deleted")))
    return list(dict.fromkeys(_CHECK.text(row, "currency") for row in able))


def _account(row: Row, currencies: list[str]) -> LiveAccount:
    """An account that bills in two currencies is shown and not opened: its figures would add them up."""
    state, one = str(row.get("approval_status") or "unknown").lower(), len(currencies) == 1
    return LiveAccount(
        _CHECK.text(row, "id"),
        _CHECK.text(row, "name"),
        currencies[0],
        _CHECK.text(row, "timezone"),
        state if one else f"bills in {' and '.join(currencies)}",
        open=one and state == "accepted" and not row.get("deleted"),
    )


def _campaign(row: Row, line_items: list[LiveAdSet], account: LiveAccount) -> LiveCampaign:
    starts, ends = [one.starts for one in line_items if one.starts], [one.ends for one in line_items]
    last = [day for day in ends if day is not None]
    capped = any(one.budget is not None for one in line_items)
    return LiveCampaign(
        _CHECK.text(row, "id"),
        _CHECK.text(row, "name"),
        _status(row),
        None,
        None if capped else _budget(row, account),
        min(starts, default=None),
        max(last) if last and len(last) == len(ends) else None,
    )


def _ad_set(row: Row, account: LiveAccount) -> LiveAdSet:
    starts = _CHECK.local_day(row.get("start_time"), "start_time", account.time_zone)
    ends = None
    if row.get("end_time"):  # an end at midnight is the day before's
        last = _CHECK.instant(row["end_time"], "end_time") - timedelta(microseconds=1)
        ends = last.astimezone(zone(account.time_zone)).date()
    return LiveAdSet(
        _CHECK.text(row, "id"),
        _CHECK.text(row, "campaign_id"),
        _CHECK.text(row, "name"),
        _status(row),
        _budget(row, account),
        starts,
        ends,
    )


def _ad_name(row: Row) -> str:
    """X's ads are posts, without names."""
    post = row.get("tweet_id_str") or row.get("tweet_id")
    return f"Post {post}" if post else _CHECK.text(row, "id")


def _status(row: Row) -> str:
    return "DELETED" if row.get("deleted") else str(row.get("effective_status") or _CHECK.text(row, "entity_status"))


def _budget(row: Row, account: LiveAccount) -> LiveBudget | None:
    """Daily, else the whole flight's; where both are set, the total is a cap on the daily one."""
    for kind, name in _BUDGETS.items():
        micros = _CHECK.whole(row.get(name), name)
        if micros:
            return LiveBudget(kind, Money(micros, account.currency))
    return None


def _entity(key: str, names: Mapping[Level, Mapping[str, Row]], *, by_ad: bool) -> Entity:
    ad = names[Level.AD].get(key) if by_ad else None
    if by_ad and ad is None:
        raise unreadable(NAME, f"ad {key} has figures and is in no list")
    line_item_id = _CHECK.text(ad, "line_item_id") if ad is not None else key
    line_item = names[Level.AD_SET].get(line_item_id)
    if line_item is None:
        raise unreadable(NAME, f"line item {line_item_id} has figures and is in no list")
    campaign_id = _CHECK.text(line_item, "campaign_id")
    return Entity(
        campaign_id=campaign_id,
        campaign=names[Level.CAMPAIGN].get(campaign_id, {}).get("name"),
        ad_set_id=line_item_id,
        ad_set=line_item.get("name"),
        ad_id=key if by_ad else None,
        ad=_ad_name(ad) if ad is not None else None,
    )


def _days(asked: Analytics, metrics: Row, event: str) -> list[list[int]]:
    """Spend, impressions, link clicks, conversions and revenue of each day, in our units."""
    told = metrics.get(event)
    conversion = told if isinstance(told, dict) else {}
    plain = ("billed_charge_local_micro", "impressions", "url_clicks")
    columns = [[_CHECK.whole(value, name) for value in asked.values(metrics.get(name), name)] for name in plain]
    counted = asked.values(conversion.get("metric"), event)
    sales = asked.values(conversion.get("sale_amount"), "sale_amount")
    columns.append([_CHECK.millionths(value, event) for value in counted])
    columns.append([_CHECK.scaled(value, "sale_amount", SALE_UNIT) for value in sales])
    return [list(day) for day in zip(*columns, strict=True)]


def _added(one: list[int], two: list[int]) -> list[int]:
    return [a + b for a, b in zip(one, two, strict=True)]
