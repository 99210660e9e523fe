"""Meta's own files: Ads Manager and Ads Reporting tables, and tables with the API's column names.

The currency stands in the header, "Amount spent (EUR)"; a totals row has an empty name; the same header may occur
twice; empty means zero. Without the Day breakdown each row covers Reporting starts to Reporting ends.
"""

from __future__ import annotations

from paidsocial.domain.readings import Level
from paidsocial.platforms.base import ExportFormat, Field, Platform
from paidsocial.platforms.meta.words import WORDS
from paidsocial.platforms.meta.words_asian import WORDS as ASIAN
from paidsocial.platforms.plain.lesser import OUTBOUND
from paidsocial.platforms.vocabulary import split, spoken

PLATFORM = Platform(
    "meta",
    "Meta",
    aliases=("facebook", "fb", "instagram", "ig", "facebook instagram"),
    level_words={Level.AD_SET: "ad set"},
)


def _spelt(field: str, *types: str) -> list[str]:
    """A field of the API and an action type, joined in the ways programs join them."""
    return [f"{field}{joint}{kind}" for kind in types for joint in (":", " ")]


_API_ENDS = {"date start": "date stop"}
_ENDS = {"reporting starts": "reporting ends", **_API_ENDS}

_OF_ONE_GOAL = split(  # the results of one goal, each in a column of its own, in accounts that sell nothing
    "leads | website leads | meta leads | on-facebook leads | clientes potenciales | cadastros | prospects | "
    "contatti | registrations completed | website registrations completed | messaging conversations started | "
    "conversaciones con mensajes iniciadas | conversas por mensagem iniciadas | conversations démarrées par message | "
    "app installs | mobile app installs"
)

FORMATS = (
    spoken(
        ExportFormat(
            platform="meta",
            name="Meta Ads Manager",
            signature={
                "amount spent": 3,
                "campaign delivery": 3,
                "ad set delivery": 3,
                "ad delivery": 3,
                "delivery level": 2,
                "attribution setting": 3,
                "reporting starts": 3,
                "result indicator": 2,
                "link clicks": 1,
                "clicks (all)": 1,
                "landing page views": 1,
                "purchases conversion value": 1,
                "ad set name": 1,
            },
            headers={
                Field.DAY: ("day", *_ENDS),
                Field.CAMPAIGN: ("campaign name", "campaigns"),
                Field.AD_SET: ("ad set name", "ad sets"),
                Field.AD: ("ad name", "ads"),
                Field.STATUS: ("campaign delivery", "delivery status"),
                Field.SPEND: ("amount spent",),
                Field.CLICKS: ("link clicks", "clicks (all)"),
                Field.CONVERSIONS: (
                    *("purchases", "website purchases", "meta purchases", "results"),
                    *_OF_ONE_GOAL,
                ),
                Field.REVENUE: (
                    "purchases conversion value",
                    "purchase conversion value",
                    "website purchases conversion value",
                    "conversion value",
                ),
            },
            ends=_ENDS,
            lesser={Field.CLICKS: OUTBOUND, Field.CONVERSIONS: frozenset(_OF_ONE_GOAL)},
            loose=frozenset(_OF_ONE_GOAL),
            never={Field.IMPRESSIONS: frozenset({"views"})},  # plays, and more often counted
        ),
        WORDS,
        ASIAN,
        sure=("spend",),
    ),
    ExportFormat(
        platform="meta",
        name="Meta Insights API columns",
        signature={
            "date start": 2,
            "inline link clicks": 4,
            "adset id": 1,
            "adset name": 1,
            **dict.fromkeys(
                _spelt("actions", "link click", "omni purchase", "offsite conversion fb pixel purchase"), 3
            ),
            "fb campaign id": 4,
            "cpp": 1,
        },
        headers={
            Field.DAY: ("date start",),
            Field.CAMPAIGN_ID: ("campaign id", "xyz campaign id"),
            Field.AD_SET_ID: ("adset id", "fb campaign id"),
            Field.CLICKS: ("clicks", "inline link clicks"),
            Field.CONVERSIONS: (
                *_spelt("actions", "omni purchase", "purchase", "offsite conversion fb pixel purchase"),
                "purchases",
            ),
            Field.REVENUE: (
                *_spelt("action values", "omni purchase", "purchase", "offsite conversion fb pixel purchase"),
                "purchase value",
            ),
        },
        ends=_API_ENDS,
        id_prefix="act_",
        lesser={Field.CLICKS: OUTBOUND},
        about={
            "clicks": "Clicks are “clicks”, which at Meta count likes and profile visits too. Clicks on links alone, "
            "as a live connection has them, are in “inline_link_clicks”: --map clicks=inline_link_clicks."
        },
    ),
)
