"""TikTok Ads Manager's own files: usually XLSX, numbers or text in the cells, last row "Total of N results"."""

from __future__ import annotations

from paidsocial.domain.readings import Level
from paidsocial.platforms.base import ExportFormat, Field, Platform

PLATFORM = Platform("tiktok", "TikTok", aliases=("tik tok",), level_words={Level.AD_SET: "ad group"})

FORMATS = (
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
            "stat time day": 4,
            "campaign budget": 1,
        },
        headers={
            Field.DAY: ("by day", "date", "stat time day", "time", "by hour", "stat time hour"),
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
                "results",
            ),
            Field.REVENUE: (
                "total complete payment value",
                "complete payment value",
                "total purchase value",
                "purchase value",
                "total conversion value",
                "gross revenue",
                "total complete payment rate",  # the API's own name for the value
            ),
        },
    ),
)
