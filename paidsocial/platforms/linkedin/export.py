"""LinkedIn Campaign Manager's own files: named .csv, but UTF-16LE with tabs and four lines before the header.

LinkedIn renamed its levels: what older files call campaign group and campaign is campaign and ad set in newer ones and
here. The day is UTC, always.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from paidsocial.domain.readings import Level
from paidsocial.platforms.base import DateOrder, ExportFormat, Field, Platform
from paidsocial.platforms.linkedin.words import WORDS
from paidsocial.platforms.linkedin.words_groups import GROUPS
from paidsocial.platforms.vocabulary import Words, split, spoken

PLATFORM = Platform(
    "linkedin",
    "LinkedIn",
    aliases=("linked in",),
    level_words={Level.CAMPAIGN: "campaign group", Level.AD_SET: "campaign", Level.AD: "ad"},
    report_zone="UTC",
)

_TITLES = (r"(campaign|ad|creative|account|conversion|campaign group|campaign placement) (performance )?report",)
_DAY = ("start date (in utc)", "date (in utc)", "start date")
_UTC_DAY = {Field.DAY: r"[^()]+\([^()]*utc[^()]*\)"}  # in whatever language the zone is named
_ORDERS = {  # in the languages whose reports were seen; in others the dates of a report must tell
    **dict.fromkeys(_DAY, DateOrder.MONTH_FIRST),
    **dict.fromkeys(split(WORDS["es"]["day"]), DateOrder.DAY_FIRST),
}
_SIGNS = {"start date (in utc)": 3, "total spent": 2, "total social actions": 3, "viral impressions": 3}
_METRICS = {
    Field.SPEND: ("total spent",),
    Field.IMPRESSIONS: ("impressions",),
    Field.REACH: ("reach",),
    Field.CLICKS: ("clicks", "clicks to landing page"),
    Field.CONVERSIONS: ("conversions",),
    Field.REVENUE: ("total conversion value",),
}
_AD = {
    Field.AD: ("creative name", "ad name", "dsc name", "ad alias"),
    Field.AD_ID: ("ad id", "creative id"),
}


def _report(
    name: str,
    levels: Mapping[Field, tuple[str, ...]],
    signature: Mapping[str, int],
    *words: Words,
) -> ExportFormat:
    """A report of Campaign Manager, whose levels are called in one of its ways."""
    export = spoken(
        ExportFormat(
            platform="linkedin",
            name=f"LinkedIn Campaign Manager ({name})",
            signature={**_SIGNS, **signature},
            titles=_TITLES,
            headers={Field.DAY: _DAY, **levels, **_AD, **_METRICS},
            patterns=_UTC_DAY,
            time_zone="UTC",
            date_orders=_ORDERS,
        ),
        *words,
    )
    return replace(export, start_days=export.headers[Field.DAY])


FORMATS = (
    _report(
        "campaign and ad set",
        {
            Field.CAMPAIGN: ("campaign name",),
            Field.CAMPAIGN_ID: ("campaign id",),
            Field.AD_SET: ("ad set name",),
            Field.OBJECTIVE: ("campaign objective", "ad set objective"),
            Field.STATUS: ("campaign status",),
        },
        {"ad set name": 1},
        WORDS,
    ),
    _report(
        "campaign group and campaign",
        {
            Field.CAMPAIGN: ("campaign group name",),
            Field.CAMPAIGN_ID: ("campaign group id",),
            Field.AD_SET: ("campaign name",),
            Field.AD_SET_ID: ("campaign id",),
            Field.OBJECTIVE: ("campaign objective",),
            Field.STATUS: ("campaign group status",),
        },
        {"campaign group name": 5, "campaign group id": 5},
        GROUPS,
        WORDS,
    ),
    _report(
        "Spanish",
        {
            Field.CAMPAIGN: ("nombre de la campaña", "campaign alias"),
            Field.AD_SET: ("nombre del lote de anuncios", "adset alias"),
            Field.OBJECTIVE: ("objetivo del lote de anuncios",),
            Field.STATUS: ("estado de la campaña",),
        },
        {"fecha de inicio (huso horario de utc)": 6, "gasto total": 2, "impresiones virales": 3},
        {"es": WORDS["es"]},
    ),
    ExportFormat(
        platform="linkedin",
        name="LinkedIn API columns",
        signature={
            "costinlocalcurrency": 5,
            "costinusd": 4,
            "externalwebsiteconversions": 5,
            "conversionvalueinlocalcurrency": 4,
            "landingpageclicks": 4,
            "approximatememberreach": 4,
            "cost in local currency": 5,
            "external website conversions": 5,
            "conversion value in local currency": 4,
        },
        headers={
            Field.DAY: ("daterange start", "daterange", "date", "day", "date range start", "start at", "date day"),
            Field.CAMPAIGN: ("campaign group name",),
            Field.CAMPAIGN_ID: ("campaign group id", "campaign group"),
            Field.AD_SET: ("campaign name",),
            Field.AD_SET_ID: ("campaign id", "campaign"),
            Field.AD: ("creative name",),
            Field.AD_ID: ("creative id", "creative"),
            Field.SPEND: ("costinlocalcurrency", "cost in local currency", "cost"),
            Field.REACH: ("approximatememberreach", "approximate member reach"),
            Field.CLICKS: ("landingpageclicks", "landing page clicks", "clicks"),
            Field.CONVERSIONS: ("externalwebsiteconversions", "external website conversions"),
            Field.REVENUE: ("conversionvalueinlocalcurrency", "conversion value in local currency"),
        },
        ends={"daterange start": "daterange end", "date range start": "date range end", "start at": "end at"},
        id_prefix=r"urn:li:\w+:",
        time_zone="UTC",
    ),
)
