"""TikTok's Marketing API v1.3 as its documentation tells it: status 200 whatever happens, and a code inside.

Amounts are numbers with a fraction in major units; ids are text; lists in a query are JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, jsonify, request

from paidsocial.sandbox.server import tiktok_reports
from paidsocial.sandbox.server.consent import consent
from paidsocial.sandbox.server.state import APP_ID, APP_SECRET, AdSpec, Sandbox
from paidsocial.sandbox.server.tiktok_reports import Row, looks_at, parameter, report
from paidsocial.sandbox.server.tiktok_rules import MICROS, No, wanted_micros
from paidsocial.sandbox.world import AccountSpec, AdSetSpec, BudgetKind, CampaignSpec

PLATFORM = "tiktok"
BASE = "/open_api/v1.3"
SCOPES = ("4", "15")  # numbers that the developer's app was made with
USUAL_PAGE, LARGEST_PAGE = 10, 1000
_MODES = {BudgetKind.DAILY: "BUDGET_MODE_DAY", BudgetKind.LIFETIME: "BUDGET_MODE_TOTAL"}
# What an ad group is set to here; an update that leaves one of these out takes it away.
_SETTINGS: Row = {
    "pacing": "PACING_MODE_SMOOTH",
    "conversion_bid_price": 12.55,
    "dayparting": "0" * 168 + "1" * 168,
    "placements": ["PLACEMENT_TIKTOK"],
    "age_groups": ["AGE_18_24", "AGE_25_34"],
    "location_ids": ["2921044", "2782113"],
    "optimization_event": "SHOPPING",
    "skip_learning_phase": True,
    "click_attribution_window": "SEVEN_DAYS",
    "view_attribution_window": "ONE_DAY",
}
_REQUIRED = ("adgroup_name", "budget", "schedule_type", "optimization_goal", "billing_event", "bid_type")


def routes(sandbox: Sandbox) -> Blueprint:  # noqa: C901 - a list of addresses, each a line or two
    """TikTok's door."""
    door = Blueprint(PLATFORM, __name__)
    tiktok = _TikTok(sandbox)

    @door.errorhandler(No)
    def refused(no: No) -> Response:
        return _envelope({}, no.code, no.message)

    @door.get("/portal/auth")
    def dialog() -> Response:
        back, app = request.args["redirect_uri"], request.args.get("app_id")
        return consent(sandbox, PLATFORM, "TikTok", scopes=SCOPES, back=back, code_name="auth_code", app=app)

    @door.post(f"{BASE}/oauth2/access_token/")
    def token() -> Response:
        return _envelope(tiktok.token(_said()))

    @door.get(f"{BASE}/oauth2/advertiser/get/")
    def advertisers() -> Response:
        tiktok.enter()
        if request.args.get("app_id") != APP_ID or request.args.get("secret") != APP_SECRET:
            raise No(40002, "app_id or secret is incorrect")
        rows = [{"advertiser_id": one.id, "advertiser_name": one.name} for one in sandbox.accounts(PLATFORM)]
        return _envelope({"list": rows})

    @door.get(f"{BASE}/advertiser/info/")
    def info() -> Response:
        tiktok.enter()
        ids = parameter(request.args, "advertiser_ids", [])
        return _envelope({"list": [tiktok.advertiser(tiktok.find(one)) for one in ids]})

    @door.get(f"{BASE}/<kind>/get/")
    def lists(kind: str) -> Response:
        rows = {"campaign": tiktok.campaigns, "adgroup": tiktok.ad_groups, "ad": tiktok.ads}.get(kind)
        account = tiktok.enter_account(request.args)
        if rows is None:
            raise No(40002, f"there is no {kind}")
        return _envelope(tiktok.page(rows(account, parameter(request.args, "filtering", {}))))

    @door.get(f"{BASE}/report/integrated/get/")
    def integrated() -> Response:
        account = tiktok.enter_account(request.args)
        reply = _envelope(tiktok.page(report(sandbox, account, request.args)))
        if (
            request.args.get("data_level") == "AUCTION_AD"
            and len(looks_at(sandbox, account)) >= tiktok_reports.MOST_ADS
        ):
            reply.headers["X-Tt-Ads-Throttle"] = "Number of ad ids is equal or more than 20k, only the newest are here"
        return reply

    @door.post(f"{BASE}/campaign/update/")
    def campaign() -> Response:
        said = _said()
        return _envelope(tiktok.change_campaign(tiktok.enter_account(said), said))

    @door.post(f"{BASE}/adgroup/update/")
    def ad_group() -> Response:
        said = _said()
        return _envelope(tiktok.change_ad_group(tiktok.enter_account(said), said))

    @door.post(f"{BASE}/adgroup/budget/update/")
    def ad_group_budgets() -> Response:
        said = _said()
        tiktok.change_budgets(tiktok.enter_account(said), said)
        return _envelope({})

    @door.post(f"{BASE}/<kind>/status/update/")
    def switch(kind: str) -> Response:
        said = _said()
        tiktok.switch(tiktok.enter_account(said), said.get(f"{kind}_ids"), str(said.get("operation_status")))
        return _envelope({})

    return door


class _TikTok:
    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self._stale: dict[str, int] = {}
        self._settings: dict[str, Row] = {}

    # ---- signing in

    def token(self, said: Row) -> Row:
        if said.get("app_id") != APP_ID or said.get("secret") != APP_SECRET:
            raise No(40002, "app_id or secret is incorrect")
        box = self.sandbox
        scopes = box.tokens.redeem(PLATFORM, str(said.get("auth_code")))
        if scopes is None:
            raise No(40002, "Auth_code is used or expired.")
        ids = [account.id for account in box.accounts(PLATFORM)]
        token = box.tokens.issue(PLATFORM, scopes, None)  # it never expires, and nothing refreshes it
        return {"access_token": token, "advertiser_ids": ids, "scope": [int(scope) for scope in scopes]}

    def enter(self) -> None:
        """Check who asks, and whether they may ask now."""
        box = self.sandbox
        if box.faults.take("expire_token", PLATFORM, request.path, request.method):
            box.tokens.expire(PLATFORM, box.now)
        token = request.headers.get("Access-Token")
        if not token:
            raise No(40104, "Access token is null")
        match box.tokens.standing(PLATFORM, token, box.now):
            case "expired":
                raise No(40102, "Access token has expired.")
            case "revoked" | "unknown":
                raise No(40105, "Access token is incorrect or has been revoked.")
        if box.faults.take("throttle", PLATFORM, request.path, request.method):
            raise No(40100, "App reaches the QPS limit.")

    def enter_account(self, said: Mapping[str, Any]) -> AccountSpec:
        """The same, for a call on one advertiser."""
        self.enter()
        return self.find(said.get("advertiser_id"))

    def find(self, advertiser_id: Any) -> AccountSpec:
        account = self.sandbox.account(PLATFORM, str(advertiser_id))
        if account is None:
            raise No(40001, f"No permission to operate advertiser {advertiser_id}")
        return account

    # ---- lists

    def page(self, rows: list[Row]) -> Row:
        box = self.sandbox
        page, size = int(request.args.get("page", 1)), int(request.args.get("page_size", USUAL_PAGE))
        if page < 1 or not 1 <= size <= LARGEST_PAGE:
            raise No(40002, f"page_size: Must be between 1 and {LARGEST_PAGE}.")
        size = min(size, box.page_cap or size)
        shown = page
        if page > 1 and box.faults.take("repeat_page", PLATFORM, request.path):
            shown = page - 1
        elif page > 1 and box.faults.take("drop_page", PLATFORM, request.path):
            shown = page + 1
        wanted = set(parameter(request.args, "fields", []))
        here = rows[(shown - 1) * size : shown * size]
        info = {"page": page, "page_size": size, "total_number": len(rows), "total_page": -(-len(rows) // size)}
        return {"page_info": info, "list": [_cut(row, wanted) for row in here]}

    def advertiser(self, spec: AccountSpec) -> Row:
        zone = str(self.sandbox.over.zones.get(spec.id, spec.time_zone))
        return {
            "advertiser_id": spec.id,
            "name": spec.name,
            "currency": self.sandbox.currency(spec),
            "timezone": zone,
            "display_timezone": zone,
            "status": "STATUS_ENABLE" if self.sandbox.is_open(spec) else "STATUS_DISABLE",
            "balance": 0.0,
            "role": "ROLE_ADVERTISER",
            "country": "DE",
        }

    def campaigns(self, account: AccountSpec, asked: Row) -> list[Row]:
        specs = self.sandbox.campaigns(account.id, deleted=True)
        return [self.campaign(account, one) for one in specs if self._meant(one.id, asked, "campaign_ids")]

    def ad_groups(self, account: AccountSpec, asked: Row) -> list[Row]:
        specs = self.sandbox.ad_sets(account.id, deleted=True)
        return [self.ad_group(account, one) for one in specs if self._meant(one.id, asked, "adgroup_ids")]

    def ads(self, account: AccountSpec, asked: Row) -> list[Row]:
        box = self.sandbox
        return [
            self.ad(one)
            for spec in box.ad_sets(account.id, deleted=True)
            for one in box.ads(spec.id)
            if self._meant(spec.id, asked, "adgroup_ids")
        ]

    def _meant(self, target: str, asked: Row, ids: str) -> bool:
        """Deleted ones are left out unless every status is asked for."""
        every = asked.get("primary_status", "STATUS_NOT_DELETE") == "STATUS_ALL"
        return target in asked.get(ids, [target]) and (every or not self.sandbox.is_deleted(target))

    def campaign(self, account: AccountSpec, spec: CampaignSpec) -> Row:
        box = self.sandbox
        on = box.is_running(spec)
        status = "DELETE" if box.is_deleted(spec.id) else "ENABLE" if on else "DISABLE"
        return {
            "campaign_id": spec.id,
            "campaign_name": box.name(spec),
            "advertiser_id": account.id,
            "objective_type": "WEB_CONVERSIONS",
            "campaign_type": "REGULAR_CAMPAIGN",
            "campaign_automation_type": "MANUAL",
            "budget_optimize_on": box.carries_budget(spec.id),
            **self._budget(spec.id),
            "operation_status": "ENABLE" if on else "DISABLE",
            "secondary_status": f"CAMPAIGN_STATUS_{status}",
            "create_time": f"{spec.starts} 08:00:00",
            "modify_time": f"{spec.starts} 08:00:00",
        }

    def ad_group(self, account: AccountSpec, spec: AdSetSpec) -> Row:
        box, campaign = self.sandbox, self.sandbox.campaign(spec.campaign_id)
        assert campaign is not None  # noqa: S101 - an ad set has one
        ends = box.ends(spec)
        # one that runs on is given an end ten years off, which is none
        end = ends or spec.starts + timedelta(days=3652)
        own = {"budget_mode": "BUDGET_MODE_DAY", "budget": 20.0}  # left behind where the campaign's budget counts
        return {
            "adgroup_id": spec.id,
            "adgroup_name": box.name(spec),
            "campaign_id": box.parent(spec),
            "campaign_name": box.name(campaign),
            "advertiser_id": account.id,
            "operation_status": "ENABLE" if box.is_running(spec) else "DISABLE",
            "secondary_status": f"ADGROUP_STATUS_{self._status(spec, campaign)}",
            "optimization_goal": "CONVERT",
            "billing_event": "OCPM",
            "bid_type": "BID_TYPE_CUSTOM",
            **(self._budget(spec.id) if box.carries_budget(spec.id) else own),
            "scheduled_budget": 0.0,
            "schedule_type": "SCHEDULE_START_END" if ends else "SCHEDULE_FROM_NOW",
            "schedule_start_time": self._time(account, spec.starts),
            "schedule_end_time": self._time(account, end, end=True),
            **self._settings.get(spec.id, _SETTINGS),
            "create_time": f"{spec.starts} 08:00:00",
            "modify_time": f"{spec.starts} 08:00:00",
        }

    def _status(self, spec: AdSetSpec, campaign: CampaignSpec) -> str:
        box = self.sandbox
        if box.is_deleted(spec.id):
            return "DELETE"
        if box.is_over(spec):
            return "TIME_DONE"
        if not box.is_running(spec):
            return "DISABLE"
        return "DELIVERY_OK" if box.is_running(campaign) else "CAMPAIGN_DISABLE"

    def ad(self, spec: AdSpec) -> Row:
        status = {"operation_status": "ENABLE", "secondary_status": "AD_STATUS_DELIVERY_OK"}
        return {"ad_id": spec.id, "ad_name": self.sandbox.name(spec), "adgroup_id": spec.ad_set_id, **status}

    def _budget(self, target: str) -> Row:
        micros = self.sandbox.budget(target)
        if micros is None:
            return {"budget_mode": "BUDGET_MODE_INFINITE", "budget": 0.0}
        if (
            request.method == "GET" and target in self._stale
        ):  # a read straight after a write that has not got through yet
            micros = self._stale.pop(target)
        # a number with a fraction in JSON, as TikTok writes it: the shortest that means this amount
        return {"budget_mode": _MODES[self.sandbox.kind(target)], "budget": float(Decimal(micros) / MICROS)}

    def _time(self, account: AccountSpec, day: date, *, end: bool = False) -> str:
        """UTC without saying so."""
        clock = datetime.max.time().replace(microsecond=0) if end else datetime.min.time()
        local = datetime.combine(day, clock, self.sandbox.zone(account))
        return local.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")

    # ---- changes

    def change_campaign(self, account: AccountSpec, said: Row) -> Row:
        spec = self.sandbox.campaign(self._target(account, said.get("campaign_id")))
        if spec is None:
            raise No(40002, "campaign_id: there is no such campaign")
        row = self.campaign(account, spec)
        if said.get("budget_mode", row["budget_mode"]) != row["budget_mode"]:
            raise No(40002, "budget_mode cannot be changed after the campaign is created.")
        if "budget" in said:
            self._set_budget(account, spec.id, said["budget"])
        return self.campaign(account, spec)

    def change_ad_group(self, account: AccountSpec, said: Row) -> Row:
        """The whole ad group is replaced by what is said: what is left out is gone."""
        spec = self.sandbox.ad_set(self._target(account, said.get("adgroup_id")))
        if spec is None:
            raise No(40002, "adgroup_id: there is no such ad group")
        row = self.ad_group(account, spec)
        missing = [name for name in _REQUIRED if name not in said]
        if missing:
            raise No(40002, f"{', '.join(missing)}: Missing data for required field.")
        for name in ("budget_mode", "schedule_type", "schedule_end_time", "campaign_id"):
            if said.get(name, row[name]) != row[name]:
                raise No(40002, f"{name} cannot be changed.")
        self._set_budget(account, spec.id, said["budget"])
        self.sandbox.over.names[spec.id] = str(said["adgroup_name"])
        self._settings[spec.id] = {name: _plain(said.get(name)) for name in _SETTINGS}
        return self.ad_group(account, spec)

    def change_budgets(self, account: AccountSpec, said: Row) -> None:
        """Lifetime budgets, at once; those that count from tomorrow are not served here."""
        changes = said.get("budget")
        if not isinstance(changes, list) or not 1 <= len(changes) <= 20:
            raise No(40002, "budget: Between 1 and 20 ad groups.")
        for change in changes:
            target = self._target(account, change.get("adgroup_id"))
            if self.sandbox.ad_set(target) is None:
                raise No(40002, "adgroup_id: there is no such ad group")
            if self.sandbox.kind(target) is not BudgetKind.LIFETIME:
                raise No(40002, "budget: use scheduled_budget for an ad group with a daily budget.")
            self._set_budget(account, target, change.get("budget"))

    def switch(self, account: AccountSpec, ids: Any, status: str) -> None:
        if status not in {"ENABLE", "DISABLE"} or not isinstance(ids, list) or not ids:
            raise No(40002, "operation_status: Must be one of ENABLE, DISABLE.")
        targets = [self._target(account, one) for one in ids]
        if self.sandbox.faults.take("ignored_write", PLATFORM, request.path):
            return
        for target in targets:
            self.sandbox.set_running(target, running=status == "ENABLE")

    def _target(self, account: AccountSpec, target: Any) -> str:
        if not self.sandbox.is_open(account):
            raise No(40300, "The advertiser account is disabled.")
        if self.sandbox.account_of(str(target)) != account or self.sandbox.is_deleted(str(target)):
            raise No(40002, f"{target} does not exist or has been deleted.")
        return str(target)

    def _set_budget(self, account: AccountSpec, target: str, amount: Any) -> None:
        box = self.sandbox
        if not box.carries_budget(target):
            raise No(40002, "The budget stands on another level of this campaign.")
        micros = wanted_micros(box, account, target, amount)
        if box.faults.take("ignored_write", PLATFORM, request.path):
            return
        if box.faults.take("stale_read", PLATFORM, request.path):
            self._stale[target] = box.budget(target) or 0
        box.set_budget(target, micros)


def _envelope(data: Row, code: int = 0, message: str = "OK") -> Response:
    return jsonify(code=code, message=message, request_id="202606140930000102SANDBOX", data=data)


def _said() -> Row:
    """The body of a request; amounts stay exact."""
    try:
        said = json.loads(request.get_data(), parse_float=Decimal)
    except ValueError as error:
        raise No(40002, "The body is not a valid JSON.") from error
    if not isinstance(said, dict):
        raise No(40002, "The body is not an object.")
    return said


def _cut(row: Row, wanted: set[str]) -> Row:
    return {name: value for name, value in row.items() if name in wanted} if wanted else row


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, Decimal) else value
