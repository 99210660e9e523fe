"""LinkedIn Campaign Manager's own files: named .csv, but UTF-16LE with tabs and four lines before the header.

LinkedIn renamed its levels: what older files call campaign group and campaign is campaign and ad set in newer ones and
here. The day is UTC, always.
"""

from __future__ import annotations

from paidsocial.domain.readings import Level
from paidsocial.platforms.base import DateOrder, ExportFormat, Field, Platform

PLATFORM = Platform(
    "linkedin",
    "LinkedIn",
    aliases=("linked in",),
    level_words={Level.CAMPAIGN: "campaign group", Level.AD_SET: "campaign", Level.AD: "ad"},
    report_zone="UTC",
)

_TITLES = (
    r"(campaign|ad|creative|account|campaign group|campaign placement) performance report",
    r"rapport (de|sur les) performances?",
    r"relatório de desempenho",
)
_DAY = (
    "start date (in utc)",
    "date (in utc)",
    "fecha de inicio (huso horario de utc)",
    "date de début (en utc)",
    "data de início (em utc)",
    "start date",
)
_METRICS = {
    Field.SPEND: ("total spent", "gasto total", "total dépensé", "total gasto", "costinlocalcurrency"),
    Field.IMPRESSIONS: ("impressions", "impresiones", "impressões"),
    Field.REACH: ("reach", "alcance", "portée", "approximatememberreach"),
    Field.CLICKS: ("clicks", "clics", "cliques", "clicks to landing page", "landingpageclicks"),
    Field.CONVERSIONS: ("conversions", "conversiones", "conversões", "externalwebsiteconversions"),
    Field.REVENUE: (
        "total conversion value",
        "valor total de las conversiones",
        "valeur totale des conversions",
        "valor total da conversão",
        "conversionvalueinlocalcurrency",
    ),
}
_AD = {
    Field.AD: ("creative name", "ad name", "dsc name", "nombre del anuncio", "ad alias"),
    Field.AD_ID: ("ad id", "creative id", "identificador del anuncio"),
}

FORMATS = (
    ExportFormat(
        platform="linkedin",
        name="LinkedIn Campaign Manager (campaign and ad set)",
        signature={
            "start date (in utc)": 3,
            "ad set name": 1,
            "total spent": 2,
            "total social actions": 3,
            "viral impressions": 3,
        },
        titles=_TITLES,
        headers={
            Field.DAY: _DAY,
            Field.CAMPAIGN: ("campaign name", "nom de la campagne", "nome da campanha"),
            Field.CAMPAIGN_ID: ("campaign id",),
            Field.AD_SET: ("ad set name",),
            Field.OBJECTIVE: ("campaign objective", "ad set objective"),
            Field.STATUS: ("campaign status",),
            **_AD,
            **_METRICS,
        },
        start_days=_DAY,
        time_zone="UTC",
        date_order=DateOrder.MONTH_FIRST,
    ),
    ExportFormat(
        platform="linkedin",
        name="LinkedIn Campaign Manager (campaign group and campaign)",
        signature={
            "start date (in utc)": 3,
            "campaign group name": 5,
            "campaign group id": 5,
            "total spent": 2,
            "total social actions": 3,
            "viral impressions": 3,
        },
        titles=_TITLES,
        headers={
            Field.DAY: _DAY,
            Field.CAMPAIGN: ("campaign group name",),
            Field.CAMPAIGN_ID: ("campaign group id",),
            Field.AD_SET: ("campaign name",),
            Field.AD_SET_ID: ("campaign id",),
            Field.OBJECTIVE: ("campaign objective",),
            Field.STATUS: ("campaign group status",),
            **_AD,
            **_METRICS,
        },
        start_days=_DAY,
        time_zone="UTC",
        date_order=DateOrder.MONTH_FIRST,
    ),
    ExportFormat(
        platform="linkedin",
        name="LinkedIn Campaign Manager (Spanish)",
        signature={"fecha de inicio (huso horario de utc)": 6, "gasto total": 2, "impresiones virales": 3},
        titles=(r"informe de rendimiento",),
        headers={
            Field.DAY: _DAY,
            Field.CAMPAIGN: ("nombre de la campaña", "campaign alias"),
            Field.AD_SET: ("nombre del lote de anuncios", "adset alias"),
            Field.OBJECTIVE: ("objetivo del lote de anuncios",),
            Field.STATUS: ("estado de la campaña",),
            **_AD,
            **_METRICS,
        },
        start_days=_DAY,
        time_zone="UTC",
        date_order=DateOrder.DAY_FIRST,
    ),
)
