"""Reddit's Ads API v3: micros on objects and for spend, and hundredths for revenue in the very same row.

A report covers 24 hours more than it is asked for, from full hours only, so the days at its edges are cut off here. It
names nothing: names and campaigns come from the lists. The rows must add up to a second report, by day alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
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
from paidsocial.platforms.live.paging import found_at, pages, rows_of
from paidsocial.platforms.live.readings import Rows
from paidsocial.platforms.live.values import Values
from paidsocial.platforms.reddit.faults import judge, pace
from paidsocial.platforms.reddit.sign_in import NAME, ROOT, SCOPES, RedditSignIn, who_calls

HOSTS = Hosts("https://ads-api.reddit.com", "https://www.reddit.com", "https://www.reddit.com")
SIGN_IN = RedditSignIn()
CENT = 10_000  # micros in a unit of revenue, whatever the currency; budgets are taken in whole ones too
_PAGE, _REPORT_PAGE = {"page.size": "100"}, {"page.size": "1000"}
_KINDS = {BudgetKind.DAILY: "DAILY_SPEND", BudgetKind.LIFETIME: "LIFETIME_SPEND"}
_OPEN = frozenset({"VALID", "TRUSTED", "ADMIN"})  # (unverified) of the words for an account's standing, the good ones
_METRICS = frozenset({"impressions", "reach", "clicks", "conversions", "revenue"})
_LISTS = {Level.CAMPAIGN: "campaigns", Level.AD_SET: "ad_groups", Level.AD: "ads"}
_CHECK = Values(NAME)
Row = dict[str, Any]


class RedditConnector:
    """See `Connector`."""

    look_back: ClassVar[int] = 28  # (unverified) how long conversions come late; the longest window is 28 days
    widest: ClassVar[int] = 31
    first_day: ClassVar[int] = 729  # 24 months
    scopes: ClassVar[tuple[str, ...]] = SCOPES
    conversions: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "purchases": "CONVERSION_PURCHASE",
            "leads": "CONVERSION_LEAD",
            "sign-ups": "CONVERSION_SIGN_UP",
            "key conversions": "KEY_CONVERSION",
        }
    )

    def __init__(self, access: Access) -> None:
        self._caller = Caller(
            NAME,
            f"{access.hosts.api}{ROOT}",
            judge,
            auth=Bearer(access.grant.access_token),
            pace=pace,
            headers=who_calls(access.app),
            timing=access.timing,
        )

    def close(self) -> None:
        """Let the connections go."""
        self._caller.close()

    def accounts(self) -> list[LiveAccount]:
        """The ad accounts of every business that this sign-in opens."""
        found: dict[str, LiveAccount] = {}
        for business in self._list("/me/businesses").values():
            for key, row in self._list(f"/businesses/{_CHECK.text(business, 'id')}/ad_accounts").items():
                found[key] = _account(row)
        return list(found.values())

    def structure(self, account: LiveAccount) -> Structure:
        """Everything that the lists tell."""
        campaigns, ad_groups, ads = (self._all(account, level).values() for level in _LISTS)
        words = ("id", "ad_group_id", "name", "effective_status")
        return Structure(
            [_campaign(row, account) for row in campaigns],
            [_ad_set(row, account) for row in ad_groups],
            [LiveAd(*(_CHECK.text(row, name) for name in words)) for row in ads],
        )

    def figures(self, account: LiveAccount, period: Period, level: Level, conversion: str | None = None) -> Readings:
        """A report by day; raises UNREADABLE where its rows do not add up to what the days cost altogether."""
        event, by_ad = self.conversions[conversion or "purchases"], level is Level.AD
        told = {row["date"]: row for row in self._report(account, period, ["DATE"], ["SPEND"])}
        names = {each: self._all(account, each) for each in _LISTS if by_ad or each is not Level.AD}
        parts = ["AD_GROUP_ID", "AD_ID"] if by_ad else ["CAMPAIGN_ID", "AD_GROUP_ID"]
        fields = ["SPEND", "IMPRESSIONS", "REACH", "CLICKS", f"{event}_CLICKS", f"{event}_VIEWS"]
        fields += ["CONVERSION_PURCHASE_TOTAL_VALUE"] if event == "CONVERSION_PURCHASE" else []
        rows = Rows(NAME, level, _METRICS)
        for row in self._report(account, period, ["DATE", *parts], fields):
            _add(rows, row, self._entity(row, names, by_ad=by_ad), event.lower())
        rows.must_add_up(sum(_CHECK.whole(row.get("spend"), "spend") for row in told.values()))
        return rows.readings()

    def budget(self, account: LiveAccount, target: Target) -> LiveBudget | None:
        """What stands on the campaign or ad group now."""
        return _budget(self._object(target.level, target.id), account, on_campaign=target.level is Level.CAMPAIGN)

    def set_budget(self, account: LiveAccount, target: Target, budget: LiveBudget) -> Receipt:
        """One PATCH. The kind is read before: the amount is sent with its kind, and the wrong one would change it."""
        if budget.amount.micros % CENT:
            raise _refused(f"takes whole cents of {account.currency} only")
        now = self.budget(account, target)
        if now is None or now.kind is not budget.kind:
            raise _refused(f"has no {budget.kind} budget there")
        return self._change(account, target, {"goal_type": _KINDS[budget.kind], "goal_value": budget.amount.micros})

    def status(self, account: LiveAccount, target: Target) -> LiveStatus:  # noqa: ARG002 - the protocol's
        """Its own switch, and with it whatever else keeps it from delivering."""
        row = self._object(target.level, target.id)
        return LiveStatus.of(row.get("configured_status"), _CHECK.text(row, "effective_status"))

    def set_running(self, account: LiveAccount, target: Target, *, running: bool) -> Receipt:
        """Pause or resume."""
        return self._change(account, target, {"configured_status": "ACTIVE" if running else "PAUSED"})

    def spent(self, account: LiveAccount, target: Target, kind: BudgetKind, today: date) -> Money | None:  # noqa: ARG002 - the protocol's
        """No rule of Reddit's asks for it."""
        return None

    # ---- objects

    def _object(self, level: Level, number: str) -> Row:
        return _data(self._caller.ask("GET", f"/{_LISTS[level]}/{number}"))

    def _change(self, account: LiveAccount, target: Target, fields: Row) -> Receipt:
        reply = self._caller.tell("PATCH", f"/{_LISTS[target.level]}/{target.id}", json={"data": fields})
        return Receipt(None, _budget(_data(reply), account, on_campaign=target.level is Level.CAMPAIGN))

    def _all(self, account: LiveAccount, level: Level) -> dict[str, Row]:
        return self._list(f"/ad_accounts/{account.id}/{_LISTS[level]}")

    # ---- reports

    def _report(self, account: LiveAccount, period: Period, breakdowns: list[str], fields: list[str]) -> Iterator[Row]:
        """The rows of the period's days. Asking changes nothing, although it is a POST."""
        first, last = _span(period, account.time_zone)
        body = {
            "breakdowns": breakdowns,
            "fields": fields,
            "starts_at": first,
            "ends_at": last,
            "time_zone_id": account.time_zone,
        }
        path = f"/ad_accounts/{account.id}/reports"
        for page in self._pages("POST", path, _REPORT_PAGE, {"data": body}):
            metrics = page["data"].get("metrics") if isinstance(page["data"], dict) else None
            for row in rows_of(NAME, metrics):
                row["date"] = _CHECK.day(row.get("date"), "date")
                if row["date"] in period:
                    yield row

    def _entity(self, row: Row, names: dict[Level, dict[str, Row]], *, by_ad: bool) -> Entity:
        ad_group_id = _CHECK.text(row, "ad_group_id")
        groups = names[Level.AD_SET]
        if by_ad and ad_group_id not in groups:  # deleted: in no list, and there all the same
            groups[ad_group_id] = self._object(Level.AD_SET, ad_group_id)
        group = groups.get(ad_group_id, {})
        campaign_id = _CHECK.text(group if by_ad else row, "campaign_id")
        ad_id = _CHECK.text(row, "ad_id") if by_ad else None
        return Entity(
            campaign_id=campaign_id,
            campaign=names[Level.CAMPAIGN].get(campaign_id, {}).get("name"),
            ad_set_id=ad_group_id,
            ad_set=group.get("name"),
            ad_id=ad_id,
            ad=names[Level.AD].get(ad_id, {}).get("name") if ad_id else None,
        )

    # ---- pages

    def _list(self, path: str) -> dict[str, Row]:
        found: dict[str, Row] = {}
        for page in self._pages("GET", path, _PAGE):
            found |= {_CHECK.text(row, "id"): row for row in rows_of(NAME, page["data"])}
        return found

    def _pages(self, method: str, path: str, query: Mapping[str, str], json: Any = None) -> Iterator[Row]:
        """Every page, by the address of the next as it is told; a report's are asked for with the same body."""

        def fetch(address: str | None) -> Row:
            params = query if address is None else None
            body: Row = self._caller.ask(method, address or path, params=params, json=json).of_type(dict, NAME)
            if "data" not in body:
                raise unreadable(NAME, "there is no data in its reply")
            return body

        return pages(NAME, fetch, found_at("pagination", "next_url"))


CONNECTOR = RedditConnector


def _refused(why: str) -> PlatformError:
    return PlatformError(f"Reddit {why}.", trouble=Trouble.REFUSED, platform=NAME)


def _data(reply: Reply) -> Row:
    """The one object of a reply."""
    found = reply.of_type(dict, NAME).get("data")
    if not isinstance(found, dict):
        raise unreadable(NAME, "there is no data in its reply")
    return found


def _account(row: Row) -> LiveAccount:
    state, suspended = str(row.get("admin_approval") or "unknown"), row.get("suspension_reason")
    return LiveAccount(
        _CHECK.text(row, "id"),
        _CHECK.text(row, "name"),
        _CHECK.text(row, "currency"),
        _CHECK.text(row, "time_zone_id"),
        (f"suspended: {suspended}" if suspended else state).lower(),
        open=state in _OPEN and not suspended,
    )


def _campaign(row: Row, account: LiveAccount) -> LiveCampaign:
    return LiveCampaign(
        _CHECK.text(row, "id"),
        _CHECK.text(row, "name"),
        _CHECK.text(row, "effective_status"),
        row.get("objective"),
        _budget(row, account, on_campaign=True),
        *_flight(row, account),
    )


def _ad_set(row: Row, account: LiveAccount) -> LiveAdSet:
    starts, ends = _flight(row, account)
    return LiveAdSet(
        _CHECK.text(row, "id"),
        _CHECK.text(row, "campaign_id"),
        _CHECK.text(row, "name"),
        _CHECK.text(row, "effective_status"),
        _budget(row, account, on_campaign=False),
        starts,
        ends,
        targeting=_targeting(row),
    )


def _flight(row: Row, account: LiveAccount) -> tuple[date | None, date | None]:
    """First and last day. An end at midnight is the day before's."""
    starts = _CHECK.local_day(row.get("start_time"), "start_time", account.time_zone)
    if not row.get("end_time"):
        return starts, None
    last = _CHECK.instant(row["end_time"], "end_time") - timedelta(microseconds=1)
    return starts, last.astimezone(zone(account.time_zone)).date()


def _targeting(row: Row) -> str | None:
    told = row.get("targeting")
    if not isinstance(told, dict):
        return None
    lists = (told.get(name) for name in ("geolocations", "communities"))
    places, communities = (found if isinstance(found, list) else [] for found in lists)
    parts = [" ".join(map(str, places[:8])), " ".join(f"r/{name}" for name in communities[:8])]
    return ", ".join(part for part in parts if part) or None


def _budget(row: Row, account: LiveAccount, *, on_campaign: bool) -> LiveBudget | None:
    """The goal, where it is this level that carries it."""
    if bool(row.get("is_campaign_budget_optimization")) is not on_campaign:
        return None
    micros = _CHECK.whole(row.get("goal_value"), "goal_value")
    kind = {word: kind for kind, word in _KINDS.items()}.get(str(row.get("goal_type")))
    return LiveBudget(kind, Money(micros, account.currency)) if kind is not None and micros else None


def _span(period: Period, time_zone: str) -> tuple[str, str]:
    """Start and end to ask for: the account's midnights in UTC, widened to full hours, and the end 24 hours earlier."""
    clock, hour = zone(time_zone), timedelta(hours=1)
    start = datetime.combine(period.first, time(0), clock).astimezone(UTC)
    after = datetime.combine(period.last + ONE_DAY, time(0), clock).astimezone(UTC) - ONE_DAY
    start, end = start.replace(minute=0), after.replace(minute=0)
    end = end if end == after else end + hour
    return f"{start:%Y-%m-%dT%H:%M:%SZ}", f"{end:%Y-%m-%dT%H:%M:%SZ}"


def _add(rows: Rows, row: Row, entity: Entity, event: str) -> None:
    counted = [_CHECK.millionths(row.get(f"{event}_{how}"), f"{event}_{how}") for how in ("clicks", "views")]
    reach, value = row.get("reach"), "conversion_purchase_total_value"
    rows.add(
        entity,
        row["date"],
        _CHECK.whole(row.get("spend"), "spend"),
        impressions=_CHECK.whole(row.get("impressions"), "impressions"),
        reach=None if reach is None else _CHECK.whole(reach, "reach"),
        clicks=_CHECK.whole(row.get("clicks"), "clicks"),
        conversions=sum(counted),
        revenue=_CHECK.scaled(row.get(value), value, CENT) if event == "conversion_purchase" else 0,
    )
