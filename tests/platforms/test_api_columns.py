"""Tables with the names that the platforms' own interfaces give their columns, in their units."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest

from paidsocial.platforms.reading import parse

TODAY = date(2026, 6, 14)
SUMS = {"spend": "12.34", "impressions": "1000", "clicks": "20", "conversions": "3", "revenue": "45.6"}
TABLES = {
    "meta": (
        "meta",
        (
            "date_start,date_stop,account_id,campaign_id,campaign_name,adset_id,ad_id,spend,impressions,reach,"
            "inline_link_clicks,actions:omni_purchase,action_values:omni_purchase"
        ),
        "2026-06-01,2026-06-01,act_12,1,C,2,3,12.34,1000,900,20,3,45.6",
    ),
    "meta, joined by programs": (
        "meta",
        "date_start,campaign_id,spend,impressions,inline_link_clicks,actions_omni_purchase,action_values_omni_purchase",
        "2026-06-01,1,12.34,1000,20,3,45.6",
    ),
    "tiktok": (
        "tiktok",
        (
            "stat_time_day,advertiser_id,campaign_id,adgroup_id,ad_id,spend,impressions,reach,clicks,complete_payment,"
            "total_complete_payment_rate"
        ),
        "2026-06-01 00:00:00,7,1,2,3,12.34,1000,900,20,3,45.6",
    ),
    "tiktok, nested": (
        "tiktok",
        (
            "dimensions.stat_time_day,dimensions.campaign_id,metrics.spend,metrics.impressions,metrics.clicks,"
            "metrics.conversion,metrics.total_purchase_value"
        ),
        "2026-06-01 00:00:00,1,12.34,1000,20,3,45.6",
    ),
    "linkedin": (
        "linkedin",
        (
            "dateRange.start,dateRange.end,campaignGroupId,campaignId,creativeId,costInLocalCurrency,impressions,"
            "approximateMemberReach,landingPageClicks,externalWebsiteConversions,conversionValueInLocalCurrency"
        ),
        "2026-06-01,2026-06-01,1,urn:li:sponsoredCampaign:2,3,12.34,1000,900,20,3,45.6",
    ),
    "pinterest": (
        "pinterest",
        (
            "DATE,CAMPAIGN_ID,AD_GROUP_ID,AD_ID,SPEND_IN_MICRO_DOLLAR,IMPRESSION_1,TOTAL_IMPRESSION_USER,OUTBOUND_CLICK_1,"
            "CLICKTHROUGH_1,TOTAL_CHECKOUT,TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR"
        ),
        "2026-06-01,1,2,3,12340000,1000,900,20,25,3,45600000",
    ),
    "snapchat": (
        "snapchat",
        (
            "start_time,end_time,campaign_id,adsquad_id,ad_id,impressions,swipes,spend,uniques,conversion_purchases,"
            "conversion_purchases_value"
        ),
        "2026-06-01T00:00:00.000-07:00,2026-06-02T00:00:00.000-07:00,1,2,3,1000,20,12340000,900,3,45600000",
    ),
    "reddit": (
        "reddit",
        (
            "DATE,CAMPAIGN_ID,AD_GROUP_ID,AD_ID,IMPRESSIONS,CLICKS,SPEND,CONVERSION_PURCHASE_CLICKS,"
            "CONVERSION_PURCHASE_TOTAL_VALUE"
        ),
        "2026-06-01,1,2,3,1000,20,12340000,3,4560",
    ),
    "x": (
        "x",
        (
            "date,campaign_id,line_item_id,impressions,url_clicks,clicks,billed_charge_local_micro,"
            "conversion_purchases.metric,conversion_purchases.sale_amount"
        ),
        "2026-06-01,1,2,1000,20,25,12340000,3,45600000",
    ),
    "snapchat, flattened": (
        "snapchat",
        (
            "start_time,end_time,campaign_id,adsquad_id,stats.impressions,stats.swipes,stats.spend,stats.uniques,"
            "stats.conversion_purchases,stats.conversion_purchases_value"
        ),
        "2026-06-01T00:00:00.000-07:00,2026-06-02T00:00:00.000-07:00,1,2,1000,20,12340000,900,3,45600000",
    ),
    "x, flattened": (
        "x",
        (
            "date,campaign_id,line_item_id,id_data.metrics.impressions,id_data.metrics.url_clicks,"
            "id_data.metrics.billed_charge_local_micro,id_data.metrics.conversion_purchases.metric,"
            "id_data.metrics.conversion_purchases.sale_amount"
        ),
        "2026-06-01,1,2,1000,20,12340000,3,45600000",
    ),
    "google": (
        "google",
        (
            "segments.date,customer.id,campaign.id,ad_group.id,ad_group_ad.ad.id,metrics.impressions,metrics.clicks,"
            "metrics.cost_micros,metrics.conversions,metrics.conversions_value"
        ),
        "2026-06-01,1234567890,1,2,3,1000,20,12340000,3,45.6",
    ),
    "google, as REST names them": (
        "google",
        (
            "segments.date,campaign.id,adGroup.id,metrics.impressions,metrics.clicks,metrics.costMicros,"
            "metrics.conversions,metrics.conversionsValue"
        ),
        "2026-06-01,1,2,1000,20,12340000,3,45.6",
    ),
}


@pytest.mark.parametrize("form", TABLES)
def test_columns_named_as_by_the_api(form: str) -> None:
    platform, header, row = TABLES[form]
    (part,) = parse(io.BytesIO(f"{header}\n{row}\n".encode()), "export.csv", today=TODAY).parts

    assert {name: value for name, value in part.totals.items() if value is not None} == {
        name: Decimal(value) for name, value in SUMS.items()
    }
    assert (part.platform, part.grain.value, part.readings.last_day) == (platform, "day", date(2026, 6, 1))
    assert part.readings.entities[0].campaign_id == "1"
    if part.readings.entities[0].ad_set_id is not None:
        assert part.readings.entities[0].ad_set_id == "2"


@pytest.mark.parametrize(
    "header", ["cost_micros", "spend_micros", "Cost (micros)", "costMicros", "SPEND_IN_MICRO_DOLLAR", "cost in micros"]
)
def test_any_column_that_says_micros_is_in_micros(header: str) -> None:
    text = f"date,campaign,{header}\n2026-06-01,A,7750000\n"
    (part,) = parse(io.BytesIO(text.encode()), "export.csv", today=TODAY).parts
    assert part.totals["spend"] == Decimal("7.75")


@pytest.mark.parametrize(
    ("header", "row", "doubted"),
    [
        ("date,campaign_id,spend,impressions,clicks", "2026-06-01,1,12340000,1000,20", True),
        ("date,campaign_id,spend,impressions,clicks", "2026-06-01,1,1234,1000,20", False),
        ("date,campaign_id,spend,impressions,clicks,currency", "2026-06-01,1,12340000,1000,20,IDR", False),
        ("date,campaign_id,spend_micros,impressions,clicks", "2026-06-01,1,12340000,1000,20", False),
    ],
)
def test_spend_that_may_be_in_millionths_is_doubted(header: str, row: str, *, doubted: bool) -> None:
    (part,) = parse(io.BytesIO(f"{header}\n{row}\n".encode()), "reddit.csv", today=TODAY).parts
    assert any("spend_micros" in warning for warning in part.warnings) == doubted


@pytest.mark.parametrize("dates", ["dateRange.start.{0},dateRange.end.{0}", "date_range_start_{0},date_range_end_{0}"])
def test_days_flattened_into_year_month_and_day(dates: str) -> None:
    names = [dates.format(part).split(",") for part in ("year", "month", "day")]
    header = ",".join([*(start for start, _ in names), *(end for _, end in names)])
    text = f"{header},campaignGroupId,costInLocalCurrency,clicks\n2026,6,1,2026,6,1,7,1.5,3\n2026,6,2,2026,6,2,7,2,4\n"
    (part,) = parse(io.BytesIO(text.encode()), "x.csv", today=TODAY).parts
    assert (part.platform, part.grain.value, part.totals["spend"]) == ("linkedin", "day", Decimal("3.5"))
    assert [date.fromordinal(day) for day in part.readings.first] == [date(2026, 6, 1), date(2026, 6, 2)]


def test_days_in_columns_of_year_month_and_day() -> None:
    text = "Year,Month,Day,Campaign,Cost\n2026,6,1,A,1.5\n2026,06,02,A,2\n,,,Total,3.5\n"
    file = parse(io.BytesIO(text.encode()), "x.csv", today=TODAY)
    assert (file.parts[0].rows_read, file.parts[0].grain.value, file.date_order) == (2, "day", None)
    assert {use.header: use.note for use in file.columns if use.note} == dict.fromkeys(
        ("Year", "Month"), "part of the date"
    )
