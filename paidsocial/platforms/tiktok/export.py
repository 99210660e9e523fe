"""TikTok Ads Manager's own files: usually XLSX, numbers or text in the cells, last row "Total of N results"."""

from __future__ import annotations

from paidsocial.domain.readings import Level
from paidsocial.platforms.base import ExportFormat, Field, Platform
from paidsocial.platforms.tiktok.words import WORDS
from paidsocial.platforms.tiktok.words_shop import WORDS as SHOP
from paidsocial.platforms.vocabulary import spoken

PLATFORM = Platform("tiktok", "TikTok", aliases=("tik tok",), level_words={Level.AD_SET: "ad group"})

FORMATS = (
    spoken(
        ExportFormat(
            platform="tiktok",
            name="TikTok Ads Manager",
            signature={
                "clicks (destination)": 4,
                "cpc (destination)": 3,
                "ctr (destination)": 3,
                "primary status": 2,
                "result rate": 1,
                "conversion rate (cvr)": 2,
                "cvr (impressions)": 3,
                "goal-based budget increase": 3,
                "deep funnel result": 3,
                "by day": 2,
                "campaign budget": 1,
            },
            headers={
                Field.DAY: ("by day", "date", "time", "by hour"),
                Field.CAMPAIGN: ("campaign name", "smart+ campaign name", "smart+ campaign"),
                Field.CAMPAIGN_ID: ("campaign id", "smart+ campaign id"),
                Field.AD_SET: ("ad group name", "adgroup name"),
                Field.AD_SET_ID: ("ad group id", "adgroup id"),
                Field.STATUS: ("primary status",),
                Field.SPEND: ("cost", "spend", "total cost"),
                Field.CLICKS: ("clicks (destination)", "clicks", "clicks (all)"),
                Field.CONVERSIONS: (
                    "conversions",
                    "conversion",
                    "total complete payment",
                    "complete payment",
                    "purchases",
                    "purchases (website)",
                    "website purchases",
                    "complete payment (website)",
                    "payment completions (website)",
                    "payment completion (website)",
                    "total payment completions (website)",
                    "total purchases (website)",
                    "purchases (app)",
                    "total purchase",
                    "results",
                ),
                Field.REVENUE: (
                    "total complete payment value",
                    "complete payment value",
                    "total purchase value",
                    "purchase value",
                    "purchase value (website)",
                    "total purchase value (website)",
                    "website purchase value",
                    "complete payment value (website)",
                    "total complete payment value (website)",
                    "payment completion value (website)",
                    "total payment completion value (website)",
                    "purchase value (app)",
                    "total conversion value",
                    "gross revenue",
                ),
            },
        ),
        WORDS,
        mark=4,
    ),
    spoken(
        ExportFormat(
            platform="tiktok",
            name="TikTok GMV Max",
            signature={
                "sku orders": 4,
                "orders (sku)": 4,
                "sku orders (current shop)": 5,
                "gross revenue (current shop)": 5,
                "product ad impressions": 3,
                "product ad clicks": 3,
                "net cost": 2,
                "gross revenue": 2,
                "creative type": 1,
                "tiktok account": 3,
            },
            headers={
                Field.DAY: ("by day", "date", "time"),
                Field.SPEND: ("cost",),
                Field.IMPRESSIONS: ("product ad impressions",),
                Field.CLICKS: ("product ad clicks",),
                Field.CONVERSIONS: ("sku orders", "orders (sku)", "sku orders (current shop)"),
                Field.REVENUE: ("gross revenue", "gross revenue (current shop)"),
            },
        ),
        SHOP,
        weighed=False,
        mark=5,
    ),
    ExportFormat(
        platform="tiktok",
        name="TikTok API columns",
        signature={
            "stat time day": 5,
            "stat time hour": 5,
            "dimensions stat time day": 6,
            "total complete payment rate": 4,
            "adgroup id": 1,
            "adgroup name": 1,
            "complete payment": 1,
            "video play actions": 3,
            "video watched 2s": 3,
        },
        headers={
            Field.DAY: ("stat time day", "stat time hour"),
            Field.ACCOUNT_ID: ("advertiser id",),
            Field.AD_SET: ("adgroup name",),
            Field.AD_SET_ID: ("adgroup id",),
            Field.SPEND: ("spend", "cost"),
            Field.CLICKS: ("clicks",),
            Field.CONVERSIONS: ("complete payment", "total complete payment", "conversion", "conversions"),
            Field.REVENUE: (
                "total complete payment rate",  # the API's own name for the value
                "total purchase value",
                "total sales lead value",
            ),
        },
    ),
)
