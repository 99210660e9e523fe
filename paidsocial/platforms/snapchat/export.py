"""Snapchat Ads Manager's own files, with today's names and those used until about 2023; and the API's columns."""

from __future__ import annotations

from paidsocial.domain.readings import Level
from paidsocial.platforms.base import ExportFormat, Field, Platform
from paidsocial.platforms.snapchat.words import WORDS
from paidsocial.platforms.vocabulary import spoken

PLATFORM = Platform("snapchat", "Snapchat", aliases=("snap", "snap chat"), level_words={Level.AD_SET: "ad squad"})

FORMATS = (
    spoken(
        ExportFormat(
            platform="snapchat",
            name="Snapchat Ads Manager",
            signature={
                "paid impressions": 3,
                "paid ecpm": 4,
                "ecpsu": 4,
                "ecpc": 1,
                "swipe ups": 4,
                "swipe up rate": 4,
                "ad squad name": 4,
                "2 second video views": 2,
                "purchases value": 1,
            },
            headers={
                Field.DAY: ("date", "day", "start time"),
                Field.AD_SET: ("ad set name", "ad squad name"),
                Field.AD_SET_ID: ("ad set id", "ad squad id"),
                Field.AD_ID: ("ad id",),
                Field.SPEND: ("amount spent", "spend"),
                Field.IMPRESSIONS: ("paid impressions", "impressions"),
                Field.REACH: ("paid reach", "reach"),
                Field.CLICKS: ("clicks", "swipe ups", "swipes"),
                Field.CONVERSIONS: ("purchases", "total purchases"),
                Field.REVENUE: ("purchases value", "total purchases value", "purchase value", "purchases sales"),
            },
            ends={"start time": "end time"},
            open_ends=True,
        ),
        WORDS,
        mark=4,
    ),
    ExportFormat(
        platform="snapchat",
        name="Snapchat Ads API columns",
        signature={"swipes": 4, "conversion purchases value": 4, "conversion purchases": 3, "adsquad id": 4},
        headers={
            Field.DAY: ("date", "start time"),
            Field.AD_SET_ID: ("adsquad id", "ad squad id"),
            Field.AD_SET: ("adsquad name", "ad squad name"),
            Field.SPEND: ("spend",),
            Field.CLICKS: ("swipes",),
            Field.CONVERSIONS: ("conversion purchases",),
            Field.REVENUE: ("conversion purchases value",),
        },
        unit_exponents={"spend": -6, "conversion purchases value": -6},
        ends={"start time": "end time"},
        open_ends=True,
    ),
)
