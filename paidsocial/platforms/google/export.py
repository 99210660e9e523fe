"""Google Ads' own files: two lines before the header, several totals rows after it, ` --` for nothing."""

from __future__ import annotations

from paidsocial.domain.readings import Level
from paidsocial.platforms.base import ExportFormat, Field, Platform
from paidsocial.platforms.google.words import WORDS
from paidsocial.platforms.plain.lesser import LESSER
from paidsocial.platforms.vocabulary import spoken

PLATFORM = Platform(
    "google",
    "Google",
    aliases=("google ads", "adwords", "youtube", "google adwords"),
    level_words={Level.AD_SET: "ad group"},
)

FORMATS = (
    spoken(
        ExportFormat(
            platform="google",
            name="Google Ads",
            signature={
                "impr.": 3,
                "cost / conv.": 3,
                "conv. value": 2,
                "conv. rate": 2,
                "avg. cpc": 1,
                "campaign status": 1,
                "campaign type": 1,
                "budget type": 2,
                "optimization score": 3,
                "interaction rate": 2,
                "currency code": 1,
                "trueview avg. cpv": 3,
                "avg. cpv": 3,
            },
            titles=(r"(campaign|ad group|ad|account|asset group|search keyword|custom) report",),
            headers={
                Field.DAY: ("day", "date"),
                Field.CAMPAIGN: ("campaign", "campaign name"),
                Field.AD_SET: ("ad group", "asset group"),
                Field.AD: ("ad name", "ad"),
                Field.STATUS: ("campaign status", "campaign state"),
                Field.SPEND: ("cost",),
                Field.IMPRESSIONS: ("impr.", "impressions"),
                Field.REACH: ("unique users",),
                Field.CLICKS: ("clicks",),
                Field.CONVERSIONS: ("conversions", "conv."),
                Field.REVENUE: ("conv. value", "conversion value", "total conv. value"),
            },
            never={Field.IMPRESSIONS: LESSER[Field.IMPRESSIONS]},  # views are those of videos
        ),
        WORDS,
    ),
    ExportFormat(
        platform="google",
        name="Google Ads API columns",
        signature={"segments date": 5, "cost micros": 4, "average cpc": 1, "cost per conversion": 1},
        headers={
            Field.DAY: ("segments date",),
            Field.CURRENCY: ("customer currency code",),
            Field.ACCOUNT: ("customer descriptive name",),
            Field.ACCOUNT_ID: ("customer id",),
            Field.AD: ("ad group ad ad name",),
            Field.AD_ID: ("ad group ad ad id",),
            Field.STATUS: ("campaign status",),
            Field.SPEND: ("cost micros",),
            Field.IMPRESSIONS: ("impressions",),
            Field.CLICKS: ("clicks",),
            Field.CONVERSIONS: ("conversions",),
            Field.REVENUE: ("conversions value",),
        },
    ),
)
