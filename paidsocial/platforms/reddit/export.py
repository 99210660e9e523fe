"""Reddit Ads Manager's names, and the API's columns, where spend is in micros and the purchase value in cents."""

from __future__ import annotations

from paidsocial.domain.readings import Level
from paidsocial.platforms.base import ExportFormat, Field, Platform
from paidsocial.platforms.reddit.words import WORDS
from paidsocial.platforms.vocabulary import spoken

PLATFORM = Platform("reddit", "Reddit", level_words={Level.AD_SET: "ad group"})

FORMATS = (
    spoken(
        ExportFormat(
            platform="reddit",
            name="Reddit Ads Manager",
            signature={
                "purchase (click)": 4,
                "purchase (view)": 4,
                "purchase click through conversions": 4,
                "purchase view through conversions": 4,
                "purchase total value": 3,
                "ecpm": 1,
                "total value": 1,
            },
            headers={
                Field.DAY: ("date", "day", "date (utc)"),
                Field.AD_SET: ("ad group name",),
                Field.SPEND: ("amount spent", "spend"),
                Field.CONVERSIONS: ("purchases", "purchase (click)", "purchase click through conversions"),
                Field.REVENUE: ("total value", "purchase total value", "purchase value", "total value of purchases"),
            },
        ),
        WORDS,
        mark=4,
    ),
    ExportFormat(
        platform="reddit",
        name="Reddit Ads API columns",
        signature={
            "conversion purchase total value": 6,
            "conversion purchase clicks": 4,
            "conversion purchase views": 4,
            "key conversion total count": 4,
            "reddit leads": 4,
        },
        headers={
            Field.DAY: ("date", "day"),
            Field.SPEND: ("spend",),
            Field.CONVERSIONS: ("conversion purchase clicks",),
            Field.REVENUE: ("conversion purchase total value",),
        },
        unit_exponents={"spend": -6, "conversion purchase total value": -2},
    ),
)
