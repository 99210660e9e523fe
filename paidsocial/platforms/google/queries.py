"""What is asked of Google, in its query language. Nothing that a person writes gets into a query."""

from __future__ import annotations

from paidsocial.domain.days import Period

_CUSTOMER = ("id", "descriptive_name", "currency_code", "time_zone", "status", "manager")
_BUDGET = "campaign_budget.amount_micros, campaign_budget.total_amount_micros, campaign_budget.reference_count"
_FLIGHT = "campaign.id, campaign.start_date_time, campaign.end_date_time, campaign.primary_status"


def _select(fields: str, resource: str, where: str = "") -> str:
    return f"SELECT {fields} FROM {resource}" + (f" WHERE {where}" if where else "")  # noqa: S608 - no database


CUSTOMER = _select(", ".join(f"customer.{name}" for name in _CUSTOMER), "customer")
CLIENTS = _select(
    ", ".join(f"customer_client.{name}" for name in _CUSTOMER), "customer_client", "customer_client.manager = FALSE"
)
CAMPAIGNS = _select(
    f"{_FLIGHT}, campaign.name, campaign.status, campaign.advertising_channel_type, {_BUDGET}", "campaign"
)
AD_GROUPS = _select(f"ad_group.id, ad_group.name, ad_group.status, {_FLIGHT}", "ad_group")
ASSET_GROUPS = _select(f"asset_group.id, asset_group.name, asset_group.status, {_FLIGHT}", "asset_group")
ADS = _select("ad_group_ad.ad.id, ad_group_ad.ad.name, ad_group_ad.status, ad_group.id", "ad_group_ad")


def budget_of(campaign_id: str) -> str:
    """A campaign's budget object; `campaign_id` is Google's own number."""
    return _select(f"campaign.id, {_BUDGET}", "campaign", f"campaign.id = {int(campaign_id)}")


def status_of(resource: str, number: str) -> str:
    """The switch of one campaign, ad group or asset group; `number` is Google's own."""
    return _select(f"{resource}.id, {resource}.status", resource, f"{resource}.id = {int(number)}")


def figures(resource: str, period: Period, event: str) -> str:
    """A resource's metrics by day, both ends included, removed ones too."""
    group = "asset_group" if resource == "asset_group" else "ad_group"
    ad = ", ad_group_ad.ad.id, ad_group_ad.ad.name" if resource == "ad_group_ad" else ""
    return _select(
        f"campaign.id, campaign.name, {group}.id, {group}.name{ad}, segments.date, metrics.cost_micros, "
        f"metrics.impressions, metrics.clicks, metrics.{event}, metrics.{event}_value",
        resource,
        f"segments.date BETWEEN '{period.first}' AND '{period.last}'",
    )


def resource_of(query: str) -> str:
    """The key under which a query's rows have what it asks for."""
    return camel(query.partition(" FROM ")[2].split()[0])


def camel(name: str) -> str:
    """`all_conversions_value` as JSON has it: `allConversionsValue`."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
