"""LinkedIn's versioned Marketing API. Its campaign group is our campaign, its campaign our ad set, its creative our ad.

Days are UTC, whatever the advertiser's are. Money is text in major units with its currency. Reports have no pages and
are cut off without a word at a number of rows, so a report as long as that is asked for again in halves. A report that
is empty may be one that we may not read, so the account itself is asked for then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, ClassVar

from paidsocial.domain.days import Period
from paidsocial.domain.money import MICROS, Money, minor_digits
from paidsocial.domain.readings import Entity, Level, Readings
from paidsocial.errors import PlatformError, Trouble
from paidsocial.platforms.linkedin import restli
from paidsocial.platforms.linkedin.faults import REQUEST_ID, judge, pace
from paidsocial.platforms.linkedin.sign_in import NAME, SCOPES, LinkedInSignIn
from paidsocial.platforms.live.bearer import Bearer
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

HOSTS = Hosts("https://api.linkedin.com", "https://www.linkedin.com", "https://www.linkedin.com")
SIGN_IN = LinkedInSignIn()
VERSION = "202604"  # each lives a year at least, then it is answered with status 426
MOST_ELEMENTS = 15_000  # rows after which a report is cut off (unverified: a secondary source)
_DAILY_DAYS = 180  # how far back there are daily figures (unverified: "about six months")
_MOST_DECIMALS = 2  # of an amount (unverified)
_HEADERS = {"LinkedIn-Version": VERSION, "X-Restli-Protocol-Version": "2.0.0"}
_ACCOUNT_STATES = ("ACTIVE", "DRAFT", "CANCELED", "PENDING_DELETION", "REMOVED")
_GROUP_STATES = ("ACTIVE", "ARCHIVED", "CANCELED", "DRAFT", "PAUSED", "PENDING_DELETION", "REMOVED")
_CAMPAIGN_STATES = ("ACTIVE", "PAUSED", "ARCHIVED", "COMPLETED", "CANCELED", "DRAFT", "PENDING_DELETION", "REMOVED")
_COLLECTION = {Level.CAMPAIGN: "adCampaignGroups", Level.AD_SET: "adCampaigns"}
_BUDGET = {BudgetKind.DAILY: "dailyBudget", BudgetKind.LIFETIME: "totalBudget"}
_WEBSITE = "externalWebsiteConversions"  # the only event that LinkedIn puts a value on
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CHECK = Values(NAME)
_Names = Mapping[str, str]


class LinkedInConnector:
    """See `Connector`."""

    look_back: ClassVar[int] = 30
    widest: ClassVar[int] = 31
    first_day: ClassVar[int] = _DAILY_DAYS
    budget_levels: ClassVar[frozenset[Level]] = EITHER_LEVEL
    scopes: ClassVar[tuple[str, ...]] = SCOPES
    conversions: ClassVar[Mapping[str, str]] = MappingProxyType(
        {"website conversions": _WEBSITE, "leads": "oneClickLeads", "qualified leads": "qualifiedLeads"}
    )

    def __init__(self, access: Access) -> None:
        auth = Bearer(access.grant.access_token)
        self._caller = Caller(
            NAME,
            f"{access.hosts.api}/rest",
            judge,
            auth=auth,
            pace=pace,
            headers=_HEADERS,
            timing=access.timing,
            request_ids=(REQUEST_ID,),
        )
        self._names: dict[tuple[str, str], _Names] = {}

    def close(self) -> None:
        """Let the connections go."""
        self._caller.close()

    def accounts(self) -> list[LiveAccount]:
        """The ad accounts in which this member has a role."""
        return [_account(row) for row in self._search("/adAccounts", _ACCOUNT_STATES)]

    def structure(self, account: LiveAccount) -> Structure:
        """Everything, removed ones too."""
        groups = self._groups(account)
        campaigns = self._campaigns(account)
        creatives = self._creatives(account)
        return Structure(
            [_group(row) for row in groups], [_campaign(row) for row in campaigns], [_ad(row) for row in creatives]
        )

    def figures(self, account: LiveAccount, period: Period, level: Level, conversion: str | None = None) -> Readings:
        """adAnalytics by day. Revenue is website conversions' own; with another event it is not told."""
        event = self.conversions[conversion] if conversion else _WEBSITE
        pivots = ["CAMPAIGN_GROUP", "CAMPAIGN", *(["CREATIVE"] if level is Level.AD else [])]
        fields = ["dateRange", "pivotValues", "costInLocalCurrency", "impressions", "clicks", event]
        metrics = {"impressions", "clicks", "conversions"}
        if event == _WEBSITE:
            fields.append("conversionValueInLocalCurrency")
            metrics.add("revenue")
        elements = list(self._analytics(account, period, pivots, fields))
        if not elements:
            self._caller.ask("GET", f"/adAccounts/{account.id}")  # raises where we may not look
        rows = Rows(NAME, level, frozenset(metrics))
        names = {kind: self._names_of(account, kind) for kind in pivots} if elements else {}
        for row in elements:
            _add(rows, row, names, event)
        return rows.readings()

    def budget(self, account: LiveAccount, target: Target) -> LiveBudget | None:
        """What stands on the campaign group or campaign now."""
        return _budget(self._caller.ask("GET", _path(account, target)).of_type(dict, NAME))

    def set_budget(self, account: LiveAccount, target: Target, budget: LiveBudget) -> Receipt:
        """One partial update; LinkedIn's reply is empty."""
        amount = {"amount": _amount(budget.amount), "currencyCode": budget.amount.currency}
        return self._change(account, target, {_BUDGET[budget.kind]: amount})

    def status(self, account: LiveAccount, target: Target) -> LiveStatus:
        """Whether it is active or paused; anything else is neither."""
        word = _CHECK.text(self._caller.ask("GET", _path(account, target)).of_type(dict, NAME), "status")
        return LiveStatus.of(word, word)

    def set_running(self, account: LiveAccount, target: Target, *, running: bool) -> Receipt:
        """Pause or resume."""
        return self._change(account, target, {"status": "ACTIVE" if running else "PAUSED"})

    def spent(self, account: LiveAccount, target: Target, kind: BudgetKind, today: date) -> Money | None:  # noqa: ARG002 - the protocol's
        """LinkedIn refuses by itself what is less than was spent; nothing has to be known before."""
        return None

    def _change(self, account: LiveAccount, target: Target, fields: Mapping[str, Any]) -> Receipt:
        body = {"patch": {"$set": fields}}
        headers = {"X-RestLi-Method": "PARTIAL_UPDATE"}
        reply = self._caller.tell("POST", _path(account, target), json=body, headers=headers)
        if reply.status != 204:
            raise unreadable(NAME, "it does not say whether the change was taken", reply.request_id)
        return Receipt(reply.request_id)

    # ---- lists

    def _groups(self, account: LiveAccount) -> list[dict[str, Any]]:
        return self._search(f"/adAccounts/{account.id}/adCampaignGroups", _GROUP_STATES)

    def _campaigns(self, account: LiveAccount) -> list[dict[str, Any]]:
        return self._search(f"/adAccounts/{account.id}/adCampaigns", _CAMPAIGN_STATES)

    def _creatives(self, account: LiveAccount) -> list[dict[str, Any]]:
        headers = {"X-RestLi-Method": "FINDER"}
        return self._all(f"/adAccounts/{account.id}/creatives", {"q": "criteria", "pageSize": 100}, headers)

    def _search(self, path: str, states: tuple[str, ...]) -> list[dict[str, Any]]:
        """Removed ones are told only where their states are asked for by name."""
        return self._all(path, {"q": "search", "search": {"status": {"values": states}}, "pageSize": 500}, {})

    def _all(self, path: str, said: Mapping[str, Any], headers: Mapping[str, str]) -> list[dict[str, Any]]:
        """Every page's elements, each once."""

        def fetch(token: str | None) -> dict[str, Any]:
            more = {"pageToken": token} if token else {}
            reply = self._caller.ask("GET", path, params=restli.query(**said, **more), headers=headers)
            body: dict[str, Any] = reply.of_type(dict, NAME)
            return body

        found = pages(NAME, fetch, found_at("metadata", "nextPageToken"))
        rows = {_CHECK.text(row, "id"): row for page in found for row in _elements(page)}
        return list(rows.values())

    def _names_of(self, account: LiveAccount, kind: str) -> _Names:
        """Names by URN: reports tell no names, and a name does not change while one connection reads."""
        lists = {"CAMPAIGN_GROUP": self._groups, "CAMPAIGN": self._campaigns, "CREATIVE": self._creatives}
        key = (account.id, kind)
        if key not in self._names:
            self._names[key] = {
                _tail(_CHECK.text(row, "id")): str(row.get("name") or "") for row in lists[kind](account)
            }
        return self._names[key]

    # ---- reports

    def _analytics(
        self, account: LiveAccount, period: Period, pivots: list[str], fields: list[str]
    ) -> Iterator[dict[str, Any]]:
        """A period's rows; in halves, and those in halves, while there are so many that some may be missing."""
        said = restli.query(
            q="statistics",
            pivots=pivots,
            timeGranularity="DAILY",
            dateRange={"start": _date(period.first), "end": _date(period.last)},
            accounts=[f"urn:li:sponsoredAccount:{account.id}"],
        )
        params = f"{said}&fields={','.join(fields)}"
        elements = _elements(self._caller.ask("GET", "/adAnalytics", params=params).of_type(dict, NAME))
        if len(elements) < MOST_ELEMENTS:
            yield from elements
            return
        if len(period) == 1:
            raise PlatformError(
                f"LinkedIn tells no more than {MOST_ELEMENTS:,} rows at a time, and {period.first} has more of them.",
                trouble=Trouble.TOO_MUCH,
                platform=NAME,
            )
        middle = period.first + timedelta(days=len(period) // 2)
        yield from self._analytics(account, Period(period.first, middle - timedelta(days=1)), pivots, fields)
        yield from self._analytics(account, Period(middle, period.last), pivots, fields)


CONNECTOR = LinkedInConnector


def _path(account: LiveAccount, target: Target) -> str:
    return f"/adAccounts/{account.id}/{_COLLECTION[target.level]}/{target.id}"


def _elements(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    return rows_of(NAME, body.get("elements"))


def _account(row: Mapping[str, Any]) -> LiveAccount:
    """LinkedIn's accounts have no time zone. A test account exists and never serves."""
    state, is_test = _CHECK.text(row, "status"), row.get("test") is True
    return LiveAccount(
        _CHECK.text(row, "id"),
        _CHECK.text(row, "name"),
        _CHECK.text(row, "currency"),
        "UTC",
        "test" if is_test else state.lower(),
        open=state == "ACTIVE" and not is_test,
    )


def _group(row: Mapping[str, Any]) -> LiveCampaign:
    return LiveCampaign(
        _CHECK.text(row, "id"),
        _CHECK.text(row, "name"),
        _CHECK.text(row, "status"),
        row.get("objectiveType"),
        _budget(row),
        *_flight(row),
    )


def _campaign(row: Mapping[str, Any]) -> LiveAdSet:
    locale = row.get("locale") or {}
    return LiveAdSet(
        _CHECK.text(row, "id"),
        _tail(_CHECK.text(row, "campaignGroup")),
        _CHECK.text(row, "name"),
        _CHECK.text(row, "status"),
        _budget(row),
        *_flight(row),
        targeting=" ".join(str(locale[part]) for part in ("country", "language") if part in locale) or None,
    )


def _ad(row: Mapping[str, Any]) -> LiveAd:
    """A creative; many have no name of their own."""
    key = _tail(_CHECK.text(row, "id"))
    return LiveAd(key, _tail(_CHECK.text(row, "campaign")), row.get("name") or key, _CHECK.text(row, "intendedStatus"))


def _flight(row: Mapping[str, Any]) -> tuple[date | None, date | None]:
    """First and last day of milliseconds since 1970; one that ends at midnight ends the day before."""
    schedule = row.get("runSchedule") or {}
    starts, ends = (_CHECK.whole(schedule.get(name), name) for name in ("start", "end"))
    return (
        (_EPOCH + timedelta(milliseconds=starts)).date() if starts else None,
        (_EPOCH + timedelta(milliseconds=ends - 1)).date() if ends else None,
    )


def _budget(row: Mapping[str, Any]) -> LiveBudget | None:
    for kind, name in _BUDGET.items():
        told = row.get(name)
        if isinstance(told, dict):
            micros = _CHECK.micros(told.get("amount"), f"{name} amount")
            return LiveBudget(kind, Money(micros, _CHECK.text(told, "currencyCode")))
    return None


def _amount(amount: Money) -> str:
    """Text in major units, with the currency's own decimals."""
    digits = min(minor_digits(amount.currency), _MOST_DECIMALS)
    if amount.micros % 10 ** (6 - digits):
        raise PlatformError(
            f"LinkedIn takes {amount.currency} with {digits} decimals only.", trouble=Trouble.REFUSED, platform=NAME
        )
    return format(Decimal(amount.micros) / MICROS, f".{digits}f")


def _add(rows: Rows, row: Mapping[str, Any], names: Mapping[str, _Names], event: str) -> None:
    told = row.get("pivotValues")
    ids = {str(urn).split(":")[2]: _tail(str(urn)) for urn in told if str(urn).count(":") == 3} if told else {}
    group, campaign, ad = (ids.get(f"sponsored{kind}") for kind in ("CampaignGroup", "Campaign", "Creative"))
    if group is None or campaign is None or ("CREATIVE" in names and ad is None):
        raise _CHECK.wrong("pivotValues", told)
    entity = Entity(
        campaign_id=group,
        campaign=names["CAMPAIGN_GROUP"].get(group),
        ad_set_id=campaign,
        ad_set=names["CAMPAIGN"].get(campaign),
        ad_id=ad,
        ad=(names["CREATIVE"].get(ad) or ad) if ad else None,
    )
    rows.add(
        entity,
        _day(row),
        _CHECK.micros(row.get("costInLocalCurrency"), "costInLocalCurrency"),
        impressions=_CHECK.whole(row.get("impressions"), "impressions"),
        clicks=_CHECK.whole(row.get("clicks"), "clicks"),
        conversions=_CHECK.millionths(row.get(event), event),
        revenue=_CHECK.micros(row.get("conversionValueInLocalCurrency"), "conversionValueInLocalCurrency"),
    )


def _day(row: Mapping[str, Any]) -> date:
    """A day's row begins and ends on it."""
    told = row.get("dateRange")
    try:
        first, last = (date(*(told[end][unit] for unit in ("year", "month", "day"))) for end in ("start", "end"))  # type: ignore[index]  # what is no record fails here
    except (TypeError, KeyError, ValueError) as error:
        raise _CHECK.wrong("dateRange", told) from error
    if first != last:
        raise _CHECK.wrong("dateRange", told)
    return first


def _date(day: date) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "day": day.day}


def _tail(urn: str) -> str:
    """The id at the end of a URN."""
    return urn.rpartition(":")[2]
