"""LinkedIn's adAnalytics: daily figures by up to three pivots, counts as numbers and money as text.

There are no pages: what is more than the cap is left out without a word, and so is what was before daily figures are
kept. Without `fields` there are impressions and clicks, and not even the day.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from paidsocial.sandbox.server.linkedin_forms import Row, invalid, major, urn
from paidsocial.sandbox.server.restli import Value
from paidsocial.sandbox.server.state import Line, Sandbox

MOST_FIELDS = 20
MOST_ELEMENTS = 15_000
KEPT = timedelta(days=183)  # how long there are daily figures (unverified: "about six months")
PIVOTS = ("ACCOUNT", "CAMPAIGN_GROUP", "CAMPAIGN", "CREATIVE")
FACETS = {"accounts": "ACCOUNT", "campaignGroups": "CAMPAIGN_GROUP", "campaigns": "CAMPAIGN", "creatives": "CREATIVE"}
_SUMS = ("spend", "impressions", "clicks", "conversions", "revenue")


def analytics(sandbox: Sandbox, said: dict[str, Value]) -> Row:
    """The reply to `q=analytics` (one pivot) or `q=statistics` (up to three)."""
    pivots = _pivots(said)
    daily = _plain(said.get("timeGranularity"), "timeGranularity", ("DAILY", "ALL")) == "DAILY"
    first, last = _range(said)
    fields = _fields(said)
    wanted = _facets(said)
    sums: dict[tuple[tuple[str, ...], date | None], list[int]] = defaultdict(lambda: [0] * len(_SUMS))
    reach: dict[tuple[tuple[str, ...], date | None], int] = {}
    for account in sandbox.accounts("linkedin"):
        if sandbox.is_deleted(account.id):
            continue
        kept = sandbox.today(account) - KEPT if daily else first
        for line in sandbox.lines(
            account.id, max(first, kept), last, by_ad="CREATIVE" in pivots or "creatives" in said
        ):
            urns = _urns(sandbox, account.id, line)
            if any(urns[pivot] not in allowed for pivot, allowed in wanted.items()):
                continue
            key = tuple(urns[pivot] for pivot in pivots), line.day if daily else None
            for place, name in enumerate(_SUMS):
                sums[key][place] += getattr(line, name)
            reach[key] = max(reach.get(key, 0), line.reach)
    rows = []
    for (values, day), told in sums.items():
        row = _figures(dict(zip(_SUMS, told, strict=True)), reach[values, day])
        row["pivotValues"] = list(values)
        row["dateRange"] = {"start": _date(day or first), "end": _date(day or last)}
        rows.append({name: row[name] for name in fields})
    return {"paging": {"start": 0, "count": 10, "links": []}, "elements": rows[:MOST_ELEMENTS]}


def _figures(told: dict[str, int], reach: int) -> Row:
    """Counts are numbers, money is text."""
    conversions, clicks = told["conversions"], told["clicks"]
    return {
        "impressions": told["impressions"],
        "clicks": clicks,
        "landingPageClicks": clicks * 2 // 3,
        "costInLocalCurrency": major(told["spend"]),
        "externalWebsiteConversions": conversions,
        "externalWebsitePostClickConversions": conversions - conversions // 3,
        "externalWebsitePostViewConversions": conversions // 3,
        "conversionValueInLocalCurrency": major(told["revenue"]),
        "oneClickLeads": clicks // 20,
        "qualifiedLeads": clicks // 50,
        "approximateMemberReach": reach,
    }


_KNOWN = frozenset({*_figures(dict.fromkeys(_SUMS, 0), 0), "pivotValues", "dateRange"})


def _urns(sandbox: Sandbox, account_id: str, line: Line) -> dict[str, str]:
    return {
        "ACCOUNT": urn("Account", account_id),
        "CAMPAIGN_GROUP": urn("CampaignGroup", sandbox.parent(line.ad_set)),
        "CAMPAIGN": urn("Campaign", line.ad_set.id),
        "CREATIVE": urn("Creative", line.ad.id) if line.ad else "",
    }


def _plain(said: Value | None, name: str, allowed: tuple[str, ...]) -> str:
    """One word, written alone or as `(value:WORD)`."""
    word = said.get("value") if isinstance(said, dict) else said
    if not isinstance(word, str) or word not in allowed:
        raise invalid(name)
    return word


def _pivots(said: dict[str, Value]) -> tuple[str, ...]:
    match said.get("q"):
        case "analytics":
            return (_plain(said.get("pivot"), "pivot", PIVOTS),)
        case "statistics":
            told = said.get("pivots")
            if not isinstance(told, list) or not 1 <= len(told) <= 3:
                raise invalid("pivots")
            return tuple(_plain(one, "pivots", PIVOTS) for one in told)
    raise invalid("q")


def _range(said: dict[str, Value]) -> tuple[date, date]:
    told = said.get("dateRange")
    ends = []
    for name in ("start", "end"):
        part = told.get(name) if isinstance(told, dict) else None
        try:
            ends.append(date(*(int(str(part[unit])) for unit in ("year", "month", "day"))))  # type: ignore[index, call-overload]  # what is no record fails here
        except (TypeError, KeyError, ValueError):
            raise invalid("dateRange") from None
    if ends[1] < ends[0]:
        raise invalid("dateRange")
    return ends[0], ends[1]


def _fields(said: dict[str, Value]) -> list[str]:
    told = said.get("fields")
    fields = str(told).split(",") if told else ["impressions", "clicks"]
    if len(fields) > MOST_FIELDS or set(fields) - _KNOWN:
        raise invalid("fields")
    return fields


def _facets(said: dict[str, Value]) -> dict[str, set[str]]:
    """Which URNs each facet lets through; there must be one."""
    found = {}
    for name, pivot in FACETS.items():
        if name in said:
            told = said[name]
            if not isinstance(told, list) or not all(str(one).startswith("urn:li:sponsored") for one in told):
                raise invalid(name)
            found[pivot] = {str(one) for one in told}
    if not found:
        raise invalid("accounts")
    return found


def _date(day: date) -> Row:
    return {"year": day.year, "month": day.month, "day": day.day}
