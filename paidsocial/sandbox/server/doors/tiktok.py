"""TikTok's Marketing API v1.3 as its documentation tells it: status 200 whatever happens, and a code inside.

Amounts are numbers with a fraction in major units; ids are text; lists in a query are JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, jsonify, request

from paidsocial.sandbox.server import tiktok_reports
from paidsocial.sandbox.server.consent import consent
from paidsocial.sandbox.server.state import APP_ID, APP_SECRET, Sandbox
from paidsocial.sandbox.server.tiktok_changes import Changes
from paidsocial.sandbox.server.tiktok_objects import Objects
from paidsocial.sandbox.server.tiktok_reports import Row, looks_at, parameter, report
from paidsocial.sandbox.server.tiktok_rules import No
from paidsocial.sandbox.server.tiktok_tasks import Tasks
from paidsocial.sandbox.world import AccountSpec

PLATFORM = "tiktok"
BASE = "/open_api/v1.3"
SMART_PLUS = f"{BASE}/smart_plus"  # what changes upgraded Smart+ objects
SCOPES = ("4", "15")  # numbers that the developer's app was made with
USUAL_PAGE, LARGEST_PAGE = 10, 1000


def routes(sandbox: Sandbox) -> Blueprint:  # noqa: C901 - a list of addresses, each a line or two
    """TikTok's door."""
    door = Blueprint(PLATFORM, __name__)
    tiktok, objects = _TikTok(sandbox), Objects(sandbox)
    changes, tasks = Changes(objects), Tasks(sandbox)

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
        return _envelope({"list": [objects.advertiser(tiktok.find(one)) for one in ids]})

    @door.get(f"{BASE}/<kind>/get/")
    def lists(kind: str) -> Response:
        rows = {"campaign": objects.campaigns, "adgroup": objects.ad_groups, "ad": objects.ads}.get(kind)
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

    @door.post(f"{BASE}/report/task/create/")
    def make_report() -> Response:
        said = _said()
        return _envelope({"task_id": tasks.create(tiktok.enter_account(said), said)})

    @door.get(f"{BASE}/report/task/check/")
    def check_report() -> Response:
        return _envelope(tasks.state(tiktok.enter_account(request.args), request.args.get("task_id", "")))

    @door.get(f"{BASE}/report/task/download/")
    def download_report() -> Response:
        table = tasks.table(tiktok.enter_account(request.args), request.args.get("task_id", ""))
        return Response(table, content_type="text/csv; charset=utf-8")

    @door.post(f"{BASE}/adgroup/update/")
    def ad_group() -> Response:
        said = _said()
        return _envelope(changes.change_ad_group(tiktok.enter_account(said), said))

    @door.post(f"{BASE}/campaign/update/", defaults={"upgraded": False})
    @door.post(f"{SMART_PLUS}/campaign/update/", defaults={"upgraded": True})
    def campaign(*, upgraded: bool) -> Response:
        said = _said()
        return _envelope(changes.change_campaign(tiktok.enter_account(said), said, upgraded=upgraded))

    @door.post(f"{BASE}/adgroup/budget/update/", defaults={"upgraded": False})
    @door.post(f"{SMART_PLUS}/adgroup/budget/update/", defaults={"upgraded": True})
    def ad_group_budgets(*, upgraded: bool) -> Response:
        said = _said()
        changes.change_budgets(tiktok.enter_account(said), said, upgraded=upgraded)
        return _envelope({})

    @door.post(f"{BASE}/<any(campaign, adgroup):kind>/status/update/", defaults={"upgraded": False})
    @door.post(f"{SMART_PLUS}/<any(campaign, adgroup):kind>/status/update/", defaults={"upgraded": True})
    def switch(kind: str, *, upgraded: bool) -> Response:
        said = _said()
        return _envelope(changes.switch(tiktok.enter_account(said), kind, said, upgraded=upgraded))

    return door


class _TikTok:
    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

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
