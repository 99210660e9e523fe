"""X Ads Manager's own files and the API's columns; its line item is an ad set."""

from __future__ import annotations

from paidsocial.domain.readings import Level
from paidsocial.platforms.base import ExportFormat, Field, Platform
from paidsocial.platforms.plain.lesser import BARE
from paidsocial.platforms.vocabulary import spoken
from paidsocial.platforms.x.words import WORDS

PLATFORM = Platform("x", "X", aliases=("twitter", "x twitter", "twitter x"), level_words={Level.AD_SET: "line item"})

FORMATS = (
    spoken(
        ExportFormat(
            platform="x",
            name="X Ads Manager",
            signature={
                "time period": 2,
                "campaign url": 3,
                "edit link (campaign url)": 4,
                "campaign daily pacing": 4,
                "campaign overall pacing": 4,
                "result type": 1,
                "retweets": 3,
                "reposts": 3,
                "line item id": 2,  # display and video programs have them too
                "url clicks": 3,
                "billed charge local micro": 5,
                "purchases - assisted": 3,
                "purchases - sale amount": 3,
                "tweet engagements": 3,
                "campaign budget remaining": 3,
                "promoted tweet id": 4,
            },
            headers={
                Field.DAY: ("time period", "date", "day"),
                Field.AD_SET: ("ad group name", "line item name"),
                Field.AD_SET_ID: ("ad group id", "line item id"),
                Field.AD: ("ad name", "promoted tweet name"),
                Field.AD_ID: ("ad id", "promoted tweet id"),
                Field.SPEND: ("spend", "billed charge local micro"),
                Field.REACH: ("total audience reach",),
                Field.CLICKS: ("link clicks", "url clicks", "clicks"),
                Field.CONVERSIONS: ("purchases", "conversion purchases metric", "results"),
                Field.REVENUE: (
                    "purchases - sale amount",
                    "sale amount",
                    "conversion purchases sale amount",
                    "conversion purchases sale amount local micro",
                ),
            },
            unit_exponents={"conversion purchases sale amount": -6},
            ends={"date start": "date stop"},
            lesser={Field.CLICKS: BARE},  # they count every tap on a post
        ),
        WORDS,
    ),
)
