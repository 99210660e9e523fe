"""What Google's resources hold: their fields by GAQL's names, for every row that a query may find."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from paidsocial.sandbox.server.gaql import Query
from paidsocial.sandbox.server.google_forms import MICROS, No, Row
from paidsocial.sandbox.server.state import AdSpec, Line, Sandbox
from paidsocial.sandbox.world import AccountSpec, AdSetSpec, BudgetKind, CampaignSpec

MANAGER = "9990001112"  # the manager account of everybody here
PERFORMANCE_MAX = "Performance Max"  # the objective of campaigns that have asset groups instead of ad groups
_OBJECT = frozenset({"customer", "campaign", "campaign_budget", "segments", "metrics"})
_WITH = {
    "customer": frozenset({"customer", "segments", "metrics"}),
    "customer_client": frozenset({"customer", "customer_client"}),
    "campaign": _OBJECT,
    "campaign_budget": _OBJECT,
    "ad_group": _OBJECT | {"ad_group"},
    "asset_group": _OBJECT | {"asset_group"},
    "ad_group_ad": _OBJECT | {"ad_group", "ad_group_ad"},
}


class Rows:
    """The rows of one customer."""

    def __init__(self, sandbox: Sandbox, stale: dict[str, int]) -> None:
        self._box, self._stale = sandbox, stale

    def of(self, customer: AccountSpec | None, query: Query) -> list[Row]:
        """What a query finds, with all its fields. `customer` None: the manager account. Raises No."""
        self._check(customer, query)
        if query.resource == "customer_client":
            return [row for row in self._clients() if _holds(query, row)]
        if customer is None:
            return [row for row in [self._manager()] if query.resource == "customer" and _holds(query, row)]
        objects = [row for row in self._objects(customer, query.resource) if _holds(query, row, only_objects=True)]
        if any(name.startswith(("metrics.", "segments.")) for name in query.mentioned()):
            rows = self._reported(customer, query, objects)
        else:
            rows = objects
        for field, descending in reversed(query.order):
            rows.sort(key=lambda row: row[field], reverse=descending)
        if any(name.startswith("campaign_budget.") for name in query.fields):
            for row in rows:
                self._stale.pop(str(row.get("campaign.id")), None)  # a stale copy is read once
        return rows[: query.limit]

    def budget_id(self, campaign_id: str) -> int:
        """The id of a campaign's own budget; never the campaign's."""
        return int(f"1{campaign_id[::-1]}")

    def campaign_of_budget(self, customer: AccountSpec, budget_id: str) -> CampaignSpec | None:
        """Whose budget it is."""
        found = [
            one
            for one in self._box.campaigns(customer.id, deleted=True)
            if str(self.budget_id(one.id)) == budget_id and one.id not in self._box.over.shared
        ]
        return found[0] if found else None

    # ---- fields

    def _check(self, customer: AccountSpec | None, query: Query) -> None:
        allowed = _WITH.get(query.resource)
        if allowed is None:
            raise No(400, "queryError", "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE", f"'{query.resource}' is no resource here.")
        for field in query.mentioned():
            prefix = field.partition(".")[0]
            if field not in FIELDS:
                raise No(400, "queryError", "UNRECOGNIZED_FIELD", f"Unrecognized field in the query: '{field}'.")
            if prefix not in allowed:
                told = f"'{field}' does not go with the resource '{query.resource}'."
                raise No(400, "queryError", "PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE", told)
            if prefix == "metrics" and customer is None:
                told = "Metrics cannot be requested for a manager account."
                raise No(400, "queryError", "REQUESTED_METRICS_FOR_MANAGER", told)

    def _customer(self, customer: AccountSpec) -> Row:
        return {
            "customer.id": int(customer.id),
            "customer.descriptive_name": customer.name,
            "customer.currency_code": self._box.currency(customer),
            "customer.time_zone": str(self._box.zone(customer)),
            "customer.manager": False,
            "customer.test_account": False,
            "customer.status": "ENABLED",
        }

    def _manager(self) -> Row:
        told = {"id": int(MANAGER), "descriptive_name": "Agency", "currency_code": "EUR", "time_zone": "Europe/Berlin"}
        row: Row = {f"customer.{name}": value for name, value in told.items()}
        return row | {"customer.manager": True, "customer.test_account": False, "customer.status": "ENABLED"}

    def _clients(self) -> Iterator[Row]:
        """The manager itself, on level 0, and every account."""
        own = {name.replace("customer.", "customer_client."): value for name, value in self._manager().items()}
        yield own | {"customer_client.client_customer": f"customers/{MANAGER}", "customer_client.level": 0}
        for customer in self._box.accounts("google"):
            row = {f"customer_client.{name[9:]}": value for name, value in self._customer(customer).items()}
            row["customer_client.status"] = "ENABLED" if self._box.is_open(customer) else "CANCELED"
            link = {"customer_client.client_customer": f"customers/{customer.id}", "customer_client.level": 1}
            yield row | link

    def _objects(self, customer: AccountSpec, resource: str) -> Iterator[Row]:
        box, base = self._box, self._customer(customer)
        if resource == "customer":
            yield base
            return
        specs = box.campaigns(customer.id, deleted=True)
        rows = {spec.id: base | self._campaign(customer, spec) for spec in specs}
        if resource == "campaign_budget":
            yield from (row for key, row in rows.items() if key not in box.over.shared)
        elif resource == "campaign":
            yield from rows.values()
        else:
            for ad_set in box.ad_sets(customer.id, deleted=True):
                yield from self._under(rows, ad_set, resource)

    def _under(self, rows: dict[str, Row], ad_set: AdSetSpec, resource: str) -> Iterator[Row]:
        """An ad set's own row as ad group or asset group, or those of its ads; none where it is the other kind."""
        campaign = self._box.campaign(self._box.parent(ad_set))
        if campaign is None or (campaign.objective == PERFORMANCE_MAX) is not (resource == "asset_group"):
            return
        row = rows[campaign.id] | self._group(
            ad_set, "asset_group" if resource == "asset_group" else "ad_group", campaign
        )
        if resource != "ad_group_ad":
            yield row
        else:
            for ad in self._box.ads(ad_set.id):
                yield row | self._ad(ad, ad_set)

    def _campaign(self, customer: AccountSpec, spec: CampaignSpec) -> Row:
        box = self._box
        on, gone = box.is_running(spec), box.is_deleted(spec.id)
        learning = any(box.is_learning(one) for one in box.ad_sets(customer.id) if one.campaign_id == spec.id)
        primary = "REMOVED" if gone else "PAUSED" if not on else "LEARNING" if learning else "ELIGIBLE"
        owner = box.campaign(box.over.shared.get(spec.id, spec.id)) or spec
        users = sum(box.over.shared.get(one.id, one.id) == owner.id for one in box.campaigns(customer.id))
        micros = self._stale.get(spec.id, box.budget(owner.id) or 0)
        lifetime = box.kind(owner.id) is BudgetKind.LIFETIME
        budget = self.budget_id(owner.id)
        return {
            "campaign.id": int(spec.id),
            "campaign.name": box.name(spec),
            "campaign.status": "REMOVED" if gone else "ENABLED" if on else "PAUSED",
            "campaign.primary_status": primary,
            "campaign.serving_status": "ENDED" if box.is_over(spec) else "SERVING",
            "campaign.advertising_channel_type": (
                "PERFORMANCE_MAX" if spec.objective == PERFORMANCE_MAX else "DEMAND_GEN"
            ),
            "campaign.campaign_budget": f"customers/{customer.id}/campaignBudgets/{budget}",
            "campaign.start_date_time": f"{spec.starts} 00:00:00",
            "campaign.end_date_time": f"{spec.ends} 23:59:59" if spec.ends else "",
            "campaign_budget.id": budget,
            "campaign_budget.name": f"Budget of {box.name(owner)}",
            "campaign_budget.amount_micros": 0 if lifetime else micros,
            "campaign_budget.total_amount_micros": micros if lifetime else 0,
            "campaign_budget.period": "CUSTOM_PERIOD" if lifetime else "DAILY",
            "campaign_budget.delivery_method": "STANDARD",
            "campaign_budget.explicitly_shared": users > 1,
            "campaign_budget.reference_count": users,
            "campaign_budget.status": "REMOVED" if box.is_deleted(owner.id) else "ENABLED",
        }

    def _group(self, spec: AdSetSpec, prefix: str, campaign: CampaignSpec) -> Row:
        box = self._box
        on, gone = box.is_running(spec), box.is_deleted(spec.id)
        return {
            f"{prefix}.id": int(spec.id),
            f"{prefix}.name": box.name(spec),
            f"{prefix}.status": "REMOVED" if gone else "ENABLED" if on else "PAUSED",
            f"{prefix}.campaign": f"customers/{campaign.account_id}/campaigns/{campaign.id}",
        }

    def _ad(self, ad: AdSpec, ad_set: AdSetSpec) -> Row:
        return {
            "ad_group_ad.ad.id": int(ad.id),
            "ad_group_ad.ad.name": self._box.name(ad),
            "ad_group_ad.ad.type": "DEMAND_GEN_MULTI_ASSET_AD",
            "ad_group_ad.status": "REMOVED" if self._box.is_deleted(ad_set.id) else "ENABLED",
        }

    # ---- figures

    def _reported(self, customer: AccountSpec, query: Query, objects: list[Row]) -> list[Row]:
        """Figures summed over what is not selected. Rows of zeros are there only where nothing segments."""
        segmented = "segments.date" in query.fields
        span = query.span()
        if span is None and segmented:
            raise No(400, "queryError", "DATE_RANGE_TOO_WIDE", "A query by day needs both ends of its days.")
        keys = [name for name in FIELDS if name.endswith(".id") and not name.startswith("campaign_budget")]
        found = {tuple(row.get(key) for key in keys): row for row in objects}
        sums: dict[tuple[Any, ...], Row] = {}
        if not segmented:
            sums = {(key, None): row | dict.fromkeys(METRICS, 0) for key, row in found.items()}
        first, last = span or (date.min, date.max)
        for line in self._box.lines(customer.id, first, last, by_ad=query.resource == "ad_group_ad"):
            key = tuple(_ids(customer, line, query.resource).get(name) for name in keys)
            if key not in found:
                continue
            day = line.day.isoformat() if segmented else None
            row = sums.setdefault((key, day), found[key] | {"segments.date": day} | dict.fromkeys(METRICS, 0))
            for name, value in _metrics(line).items():
                row[name] += value
        return [row | {name: float(row[name]) for name in _DOUBLES} for row in sums.values()]


def _holds(query: Query, row: Row, *, only_objects: bool = False) -> bool:
    return all(
        one.holds(row)
        for one in query.conditions
        if not (only_objects and one.field.startswith(("metrics.", "segments.")))
    )


def _ids(customer: AccountSpec, line: Line, resource: str) -> Row:
    ids: Row = {"customer.id": int(customer.id)}
    if resource != "customer":
        ids["campaign.id"] = int(line.campaign.id)
    if resource in ("ad_group", "ad_group_ad"):
        ids["ad_group.id"] = int(line.ad_set.id)
    if resource == "asset_group":
        ids["asset_group.id"] = int(line.ad_set.id)
    if line.ad is not None:
        ids["ad_group_ad.ad.id"] = int(line.ad.id)
    return ids


def _metrics(line: Line) -> dict[str, Any]:
    """Micros for cost, counts, and doubles in major units for what conversions are worth.

    `all_conversions` has secondary actions too and is shared out between clicks, so that it is hardly ever whole.
    """
    revenue = Decimal(line.revenue) / MICROS
    return {
        "metrics.cost_micros": line.spend,
        "metrics.impressions": line.impressions,
        "metrics.clicks": line.clicks,
        "metrics.conversions": Decimal(line.conversions),
        "metrics.conversions_value": revenue,
        "metrics.all_conversions": line.conversions * Decimal("1.25"),
        "metrics.all_conversions_value": revenue * Decimal("1.25"),
        "metrics.platform_comparable_conversions": Decimal(line.conversions),
        "metrics.platform_comparable_conversions_value": revenue,
        "metrics.video_trueview_views": line.impressions // 9,
    }


METRICS = (
    "metrics.cost_micros",
    "metrics.impressions",
    "metrics.clicks",
    "metrics.conversions",
    "metrics.conversions_value",
    "metrics.all_conversions",
    "metrics.all_conversions_value",
    "metrics.platform_comparable_conversions",
    "metrics.platform_comparable_conversions_value",
    "metrics.video_trueview_views",
)
_DOUBLES = tuple(name for name in METRICS if "conversions" in name)
_CUSTOMER = ("id", "descriptive_name", "currency_code", "time_zone", "manager", "test_account", "status")
_CAMPAIGN = ("id", "name", "status", "primary_status", "serving_status", "advertising_channel_type", "campaign_budget")
_BUDGET = ("id", "name", "amount_micros", "total_amount_micros", "period", "delivery_method", "explicitly_shared")
_GROUP = ("id", "name", "status", "campaign")
FIELDS = frozenset(
    {
        *METRICS,
        "segments.date",
        *(f"customer.{name}" for name in _CUSTOMER),
        *(f"customer_client.{name}" for name in (*_CUSTOMER, "client_customer", "level")),
        *(f"campaign.{name}" for name in (*_CAMPAIGN, "start_date_time", "end_date_time")),
        *(f"campaign_budget.{name}" for name in (*_BUDGET, "reference_count", "status")),
        *(f"{group}.{name}" for group in ("ad_group", "asset_group") for name in _GROUP),
        *(f"ad_group_ad.{name}" for name in ("ad.id", "ad.name", "ad.type", "status")),
    }
)
