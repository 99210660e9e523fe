"""Pinterest Ads Manager's own files: plain CSV without currency, results in brackets, ids prefixed with letters.

Rows are often split more finely than the columns show, so several share a day and an ad group: they are summed.
"""

from __future__ import annotations

from paidsocial.domain.readings import Level
from paidsocial.platforms.base import ExportFormat, Field, Platform
from paidsocial.platforms.pinterest.words import WORDS
from paidsocial.platforms.pinterest.words_asian import WORDS as ASIAN
from paidsocial.platforms.vocabulary import spoken

PLATFORM = Platform("pinterest", "Pinterest", level_words={Level.AD_SET: "ad group"}, report_zone="UTC")

FORMATS = (
    spoken(
        ExportFormat(
            platform="pinterest",
            name="Pinterest Ads Manager",
            signature={
                "spend in account currency": 5,
                "pin clicks": 4,
                "earned saves": 3,
                "organic pin id": 4,
                "ad entity status": 4,
                "total conversions (checkout)": 3,
                "total order value (checkout)": 3,
                "spend in micro dollar": 5,
                "spend in dollar": 4,
                "impression 1": 3,
                "clickthrough 1": 3,
                "outbound click 1": 3,
                "pin promotion id": 3,
                "pin promotion name": 3,
                "paid pin clicks": 4,
                "paid outbound clicks": 3,
                "total checkouts": 1,
                "outbound clicks": 1,
            },
            headers={
                Field.DAY: ("date",),
                Field.AD_SET: ("ad group name",),
                Field.AD_SET_ID: ("ad group id",),
                Field.AD: ("ad name", "pin promotion name"),
                Field.AD_ID: ("ad id", "pin promotion id"),
                Field.STATUS: ("campaign status", "campaign entity status"),
                Field.SPEND: ("spend in account currency", "spend", "spend in dollar", "spend in micro dollar"),
                Field.IMPRESSIONS: (
                    "impressions",
                    "paid impression",
                    "impression 1",
                    "impression 1 gross",
                    "total impression",
                ),
                Field.REACH: ("reach", "total impression user", "total reach"),
                Field.CLICKS: (
                    "outbound clicks",
                    "paid outbound clicks",
                    "outbound click 1",
                    "pin clicks",
                    "paid pin clicks",
                    "clickthrough 1",
                    "clicks",
                ),
                Field.CONVERSIONS: (
                    "total conversions (checkout)",
                    "total checkout",
                    "total checkouts",
                    "checkouts",
                    "checkouts (total)",
                    "total conversions",
                    "conversions",
                    "result",
                ),
                Field.REVENUE: (
                    "total order value (checkout)",
                    "total checkout value in micro dollar",
                    "total conversions value in micro dollar",
                    "total order value",
                    "total checkout value",
                    "checkout value",
                    "total conversions value",
                ),
            },
            id_prefix="[A-Z]{1,3}",
            lesser={Field.CLICKS: frozenset({"pin clicks", "paid pin clicks", "clickthrough 1"})},
            time_zone="UTC",
        ),
        WORDS,
        ASIAN,
    ),
)
