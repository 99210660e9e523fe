"""Each platform's native forms: which columns it writes, in what order, and what they hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from tests.corpus.market import Row

LEVELS = "levels"  # stands for the name (and id) columns down to the report's level
CURRENCY = "currency"  # only where the case has the currency in a column


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file. `columns`: keys of `words`, or for API names the header itself with the field it means.

    `fields`: which key means which of our metrics, best first. `days`: the columns of day, or of first and last day.
    `above`: lines the platform itself puts above the header. `micros`: metrics written in units of a power of ten.
    """

    name: str
    platform: str
    section: str
    columns: tuple[str, ...]
    fields: Mapping[str, str]
    days: tuple[str, ...] = ("day",)
    api: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    above: str = ""
    units: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    levels: tuple[str, ...] = ("account", "campaign", "ad_set", "ad")
    english: bool = False
    title_case: bool = False
    id_prefix: str = ""


_USUAL = {
    "spend": "spend",
    "impressions": "impressions",
    "clicks": "clicks",
    "conversions": "conversions",
    "revenue": "value",
}
_WITH_REACH = {**_USUAL, "reach": "reach"}


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_META_REPORT = _split(
    "levels day delivery reach impressions cpm freq clicks outbound clicks_all ctr_all cpc_all ctr cpc conversions cpa "
    "value roas indicator results cpr spend currency starts ends"
)
_META_MANAGER = _split(
    "starts ends levels delivery attribution results indicator reach freq cpr spend currency impressions cpm clicks "
    "cpc ctr clicks_all ctr_all cpc_all lpv conversions cpa value roas budget"
)
_LINKEDIN = _split(
    "day account currency levels objective status cost_type budget spend impressions clicks ctr cpm cpc reactions "
    "other viral viral_clicks conversions cpa value roas viral_conv leads reach freq"
)
_SNAPCHAT = _split("day levels status spend currency impressions cpm clicks cpc ctr conversions cpa views roas value")


def _api(platform: str, names: str, fields: Mapping[str, str], units: Mapping[str, int] | None = None) -> Form:
    """A table with the API's own names: "header:key" pairs, where the key says what the column holds."""
    pairs = [pair.rsplit("=", 1) for pair in names.split()]
    return Form(
        f"{platform}-api",
        platform,
        "",
        tuple(key for _, key in pairs),
        fields,
        days=tuple(key for _, key in pairs if key in ("day", "starts", "ends")),
        api=MappingProxyType({key: header for header, key in pairs}),
        units=MappingProxyType(dict(units or {})),
        english=True,
    )


FORMS = {
    form.name: form
    for form in (
        Form("meta-report", "meta", "meta", _META_REPORT, _WITH_REACH),
        Form("meta-manager", "meta", "meta", _META_MANAGER, _WITH_REACH, days=("starts", "ends")),
        Form("meta-old", "meta", "meta", _META_REPORT, _WITH_REACH, english=True, title_case=True),
        Form(
            "tiktok",
            "tiktok",
            "tiktok",
            _split(
                "levels day status budget spend cpc cpm impressions clicks ctr conversions cpa cvr results cpr rr "
                "value currency"
            ),
            _USUAL,
        ),
        Form(
            "tiktok-gmv",
            "tiktok",
            "gmv",
            _split("day levels product video status spend orders cpa value roas impressions currency"),
            {"spend": "spend", "conversions": "orders", "revenue": "value", "impressions": "impressions"},
            levels=("campaign",),
        ),
        Form("linkedin", "linkedin", "linkedin", _LINKEDIN, _WITH_REACH, above="linkedin"),
        Form("linkedin-new", "linkedin", "linkedin_new", _LINKEDIN, _WITH_REACH, above="linkedin"),
        Form(
            "pinterest",
            "pinterest",
            "pinterest",
            _split(
                "day levels status spend currency impressions reach freq cpm result cpr pin_clicks ctr cpc clicks "
                "saves engagements cpa roas conversions value click_conv"
            ),
            _WITH_REACH,
            id_prefix="PP",
        ),
        Form("snapchat", "snapchat", "snapchat", _SNAPCHAT, _USUAL),
        Form("snapchat-old", "snapchat", "snapchat_old", _SNAPCHAT, _USUAL, english=True),
        Form(
            "reddit",
            "reddit",
            "reddit",
            _split("levels day spend currency impressions clicks ctr cpc cpm conversions view value"),
            _USUAL,
        ),
        Form(
            "x",
            "x",
            "x",
            _split(
                "day levels objective status impressions spend currency conversions cpa assisted value clicks cpc "
                "start budget left results rtype likes"
            ),
            _USUAL,
        ),
        Form(
            "google",
            "google",
            "google",
            _split(
                "status levels day budget optimization type currency spend clicks impressions ctr cpc interactions "
                "conversions cvr value cpa"
            ),
            _USUAL,
            above="google",
        ),
        _api(
            "meta",
            "account_id=account_id account_name=account date_start=starts date_stop=ends levels=levels spend=spend "
            "impressions=impressions reach=reach frequency=freq clicks=clicks inline_link_clicks=outbound ctr=ctr "
            "cpc=cpc cpm=cpm actions:omni_purchase=conversions action_values:omni_purchase=value "
            "account_currency=currency",
            _WITH_REACH,
        ),
        _api(
            "tiktok",
            "stat_time_day=day levels=levels spend=spend impressions=impressions reach=reach clicks=clicks ctr=ctr "
            "cpc=cpc cpm=cpm complete_payment=conversions total_complete_payment_rate=value currency=currency",
            _WITH_REACH,
        ),
        _api(
            "linkedin",
            "date=day levels=levels costInLocalCurrency=spend impressions=impressions clicks=clicks "
            "approximateMemberReach=reach externalWebsiteConversions=conversions "
            "conversionValueInLocalCurrency=value currency=currency",
            _WITH_REACH,
        ),
        _api(
            "pinterest",
            "DATE=day levels=levels SPEND_IN_MICRO_DOLLAR=spend IMPRESSION_1=impressions TOTAL_IMPRESSION_USER=reach "
            "CLICKTHROUGH_1=pin_clicks OUTBOUND_CLICK_1=clicks TOTAL_CHECKOUT=conversions "
            "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR=value",
            _WITH_REACH,
            {"spend": 6, "revenue": 6},
        ),
        _api(
            "snapchat",
            "start_time=day levels=levels impressions=impressions uniques=reach swipes=clicks spend=spend "
            "conversion_purchases=conversions conversion_purchases_value=value currency=currency",
            _WITH_REACH,
            {"spend": 6, "revenue": 6},
        ),
        _api(
            "reddit",
            "date=day levels=levels spend=spend impressions=impressions reach=reach clicks=clicks ctr=ctr "
            "conversion_purchase_clicks=conversions conversion_purchase_total_value=value currency=currency",
            _WITH_REACH,
            {"spend": 6, "revenue": 2},
        ),
        _api(
            "x",
            "date=day levels=levels billed_charge_local_micro=spend impressions=impressions clicks=clicks_all "
            "url_clicks=clicks conversion_purchases_metric=conversions conversion_purchases_sale_amount=value "
            "currency=currency",
            _USUAL,
            {"spend": 6, "revenue": 6},
        ),
        _api(
            "google",
            "customer.currency_code=currency segments.date=day levels=levels metrics.cost_micros=spend "
            "metrics.impressions=impressions metrics.clicks=clicks metrics.conversions=conversions "
            "metrics.conversions_value=value",
            _USUAL,
            {"spend": 6},
        ),
    )
}

_API_NAMES = {
    "meta": ("campaign_id campaign_name", "adset_id adset_name", "ad_id ad_name"),
    "tiktok": ("campaign_id campaign_name", "adgroup_id adgroup_name", "ad_id ad_name"),
    "linkedin": ("campaign_group_id campaign_group_name", "campaign_id campaign_name", "creative_id creative_name"),
    "pinterest": ("CAMPAIGN_ID CAMPAIGN_NAME", "AD_GROUP_ID AD_GROUP_NAME", "AD_ID AD_NAME"),
    "snapchat": ("campaign_id campaign_name", "ad_squad_id ad_squad_name", "ad_id ad_name"),
    "reddit": ("campaign_id campaign_name", "ad_group_id ad_group_name", "ad_id ad_name"),
    "x": ("campaign_id campaign_name", "line_item_id line_item_name", "promoted_tweet_id promoted_tweet_name"),
    "google": ("campaign.id campaign.name", "ad_group.id ad_group.name", "ad_group_ad.ad.id ad_group_ad.ad.name"),
}


def api_name(platform: str, level: str, *, identity: bool) -> str:
    """The API's name of a level's id or name."""
    pair = _API_NAMES[platform][("campaign", "ad_set", "ad").index(level)].split()
    return pair[0 if identity else 1]


Figure = Decimal | int | str | None


def _ratio(top: Decimal | int, below: Decimal | int, places: int = 2) -> Decimal | None:
    return round(Decimal(top) / Decimal(below), places) if below else None


# What the columns hold that are none of ours; a reader that picks one of them is found out by its figures.
OTHERS: Mapping[str, Callable[[Row], Figure]] = {
    "freq": lambda row: _ratio(row.impressions, row.reach),
    "cpm": lambda row: _ratio(row.spend * 1000, row.impressions),
    "cpc": lambda row: _ratio(row.spend, row.clicks),
    "ctr": lambda row: _ratio(row.clicks * 100, row.impressions),
    "cpa": lambda row: _ratio(row.spend, row.conversions),
    "cvr": lambda row: _ratio(row.conversions * 100, row.clicks),
    "roas": lambda row: _ratio(row.revenue, row.spend),
    "cpr": lambda row: _ratio(row.spend * 3, row.clicks),
    "rr": lambda row: _ratio(row.clicks * 33, row.impressions),
    "cpc_all": lambda row: _ratio(row.spend, row.clicks * 2),
    "ctr_all": lambda row: _ratio(row.clicks * 200, row.impressions),
    "results": lambda row: row.clicks // 3 + 1 if row.clicks else 0,
    "result": lambda row: row.clicks // 3 + 1 if row.clicks else 0,
    "clicks_all": lambda row: row.clicks * 2,
    "outbound": lambda row: row.clicks * 9 // 10,
    "lpv": lambda row: row.clicks // 2,
    "pin_clicks": lambda row: row.clicks + 5 if row.clicks else 0,
    "saves": lambda row: row.clicks // 7,
    "engagements": lambda row: row.clicks * 3,
    "interactions": lambda row: row.clicks + 1 if row.clicks else 0,
    "click_conv": lambda row: row.conversions // 2,
    "view": lambda row: row.conversions // 3 + 2 if row.clicks else 0,
    "assisted": lambda row: row.conversions // 4,
    "views": lambda row: row.impressions // 5,
    "likes": lambda row: row.clicks // 9,
    "reactions": lambda row: row.clicks // 8,
    "other": lambda row: row.clicks // 6,
    "viral": lambda row: row.impressions // 11,
    "viral_clicks": lambda row: row.clicks // 11,
    "viral_conv": lambda row: row.conversions // 5,
    "leads": lambda row: row.conversions // 2 + 1 if row.clicks else 0,
    "budget": lambda row: Decimal("50.25"),
    "left": lambda row: Decimal("1250.75"),
    "delivery": lambda row: "active",
    "status": lambda row: "active",
    "attribution": lambda row: "7-day click or 1-day view",
    "indicator": lambda row: "actions:offsite_conversion.fb_pixel_purchase",
    "objective": lambda row: "CONVERSIONS",
    "cost_type": lambda row: "CPM",
    "product": lambda row: "1729481234567890123",
    "video": lambda row: "How to, in 30 s",
    "type": lambda row: "Demand Gen",
    "rtype": lambda row: "Link clicks",
    "optimization": lambda row: None,
    "account": lambda row: "Acme, Inc.",
    "account_id": lambda row: "509123456",
}
MONEY_OTHERS = frozenset(_split("cpm cpc cpa cpr cpc_all budget left"))
PERCENT_OTHERS = frozenset(_split("ctr cvr rr ctr_all"))
WHOLE_OTHERS = frozenset(
    _split(
        "results result clicks_all outbound lpv pin_clicks saves engagements interactions click_conv view "
        "assisted views likes reactions other viral viral_clicks viral_conv leads"
    )
)
DERIVED = frozenset(
    _split("freq cpm cpc ctr cpa cvr roas cpr rr cpc_all ctr_all budget left")
)  # what a person can leave out
