"""Pinterest's API v5 as its documentation tells it: micros everywhere, Unix seconds, and refusals inside a 200.

Report files stand on a host of their own and want no token. Days are UTC.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request

from paidsocial.domain.money import minor_unit
from paidsocial.sandbox.server.consent import consent
from paidsocial.sandbox.server.pinterest_reports import No, Reports, Row
from paidsocial.sandbox.server.state import APP_ID, APP_SECRET, AdSpec, Sandbox
from paidsocial.sandbox.world import AccountSpec, AdSetSpec, BudgetKind, CampaignSpec

PLATFORM = "pinterest"
ACCESS_LIVES, REFRESH_LIVES = timedelta(days=30), timedelta(days=60)
MICROS = 1_000_000
USUAL_PAGE, LARGEST_PAGE, LARGEST_BATCH = 25, 250, 30
LEAST = 1  # major units of a budget, in a currency like the dollar (100 of one like the yen)
RESET = 3  # seconds until calls are taken again


def routes(sandbox: Sandbox) -> Blueprint:  # noqa: C901 - a list of addresses, each a line or two
    """Pinterest's door."""
    door = Blueprint(PLATFORM, __name__)
    pinterest, reports = _Pinterest(sandbox), Reports(sandbox)

    @door.errorhandler(No)
    def refused(no: No) -> tuple[Response, int]:
        return jsonify(code=no.code, message=no.message, status="failure"), no.status

    @door.after_request
    def limits(response: Response) -> Response:
        response.headers["x-pinterest-rid"] = "1494410597900000"
        response.headers["X-RateLimit-Limit"] = "100, 100;w=1, 1000;w=60"
        response.headers["X-RateLimit-Remaining"] = str(pinterest.remaining)
        response.headers["X-RateLimit-Reset"] = str(RESET if pinterest.remaining == 0 else 1)
        pinterest.remaining = 99
        return response

    @door.get("/oauth/")
    def dialog() -> Response:
        scopes = tuple(request.args.get("scope", "").split(","))
        back, app = request.args["redirect_uri"], request.args.get("client_id")
        return consent(sandbox, PLATFORM, "Pinterest", scopes=scopes, back=back, app=app)

    @door.post("/v5/oauth/token")
    def token() -> Response:
        return jsonify(pinterest.token())

    @door.get("/v5/ad_accounts")
    def accounts() -> Response:
        pinterest.enter()
        return jsonify(pinterest.page([pinterest.account(one) for one in sandbox.accounts(PLATFORM)]))

    @door.get("/v5/ad_accounts/<account_id>/<edge>")
    def edges(account_id: str, edge: str) -> Response:
        account = pinterest.enter_account(account_id)
        if edge == "reports":
            host = f"{request.host_url}{PLATFORM}"
            return jsonify(reports.state(account, request.args.get("token", ""), host))
        rows = {"campaigns": pinterest.campaigns, "ad_groups": pinterest.ad_groups, "ads": pinterest.ads}.get(edge)
        if rows is None:
            raise No(404, 50, "Not found.")
        return jsonify(pinterest.page(rows(account)))

    @door.post("/v5/ad_accounts/<account_id>/reports")
    def start(account_id: str) -> Response:
        account = pinterest.enter_account(account_id)
        return jsonify(report_status="IN_PROGRESS", token=reports.start(account, _said(dict)), message="")

    @door.patch("/v5/ad_accounts/<account_id>/<edge>")
    def change(account_id: str, edge: str) -> Response:
        account = pinterest.enter_account(account_id, "ads:write")
        if edge not in {"campaigns", "ad_groups"}:
            raise No(404, 50, "Not found.")
        return jsonify(items=pinterest.change(account, edge, _said(list)))

    @door.get("/async-reports/<link>.json")
    def download(link: str) -> Response:
        if "Authorization" in request.headers:  # the storage takes a signature or a header, never both
            return Response("<Error><Code>InvalidArgument</Code></Error>", status=400, content_type="application/xml")
        found = reports.file(link)
        if found is None:
            return Response("<Error><Code>AccessDenied</Code></Error>", status=403, content_type="application/xml")
        return Response(found, content_type="binary/octet-stream")

    return door


class _Exception(Exception):
    """What is wrong with one item of a batch."""


class _Pinterest:
    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.remaining = 99
        self._stale: dict[str, int] = {}
        self._refresh_until: dict[str, datetime] = {}

    # ---- signing in

    def token(self) -> Row:
        secret = base64.b64encode(f"{APP_ID}:{APP_SECRET}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {secret}":
            raise No(401, 2, "Authentication failed.")
        box, kind = self.sandbox, request.form.get("grant_type", "")
        if kind == "refresh_token":
            old = request.form.get("refresh_token", "")
            alive = self._refresh_until.get(old, box.now) > box.now
            scopes = box.tokens.refreshed(PLATFORM, old) if alive else None
        else:
            scopes = box.tokens.redeem(PLATFORM, request.form.get("code", ""))
        if scopes is None:
            raise No(400, 1, "The grant is invalid or expired.")
        refresh, until = box.tokens.issue_refresh(PLATFORM, scopes), box.now + REFRESH_LIVES
        self._refresh_until[refresh] = until
        return {
            "response_type": kind,
            "access_token": box.tokens.issue(PLATFORM, scopes, box.now + ACCESS_LIVES),
            "refresh_token": refresh,
            "token_type": "bearer",
            "expires_in": int(ACCESS_LIVES.total_seconds()),
            "refresh_token_expires_in": int(REFRESH_LIVES.total_seconds()),
            "refresh_token_expires_at": int(until.timestamp()),
            "scope": " ".join(scopes),
        }

    def enter(self, scope: str = "ads:read") -> None:
        """Check who asks, and whether they may ask now."""
        box = self.sandbox
        if box.faults.take("expire_token", PLATFORM, request.path, request.method):
            box.tokens.expire(PLATFORM, box.now)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if box.tokens.standing(PLATFORM, token, box.now) != "ok":
            raise No(401, 2, "Authentication failed.")
        if scope not in box.tokens.scopes(token):
            raise No(403, 29, "You are not permitted to access that resource.")
        if box.faults.take("throttle", PLATFORM, request.path, request.method):
            self.remaining = 0
            raise No(429, 8, "You have exceeded your rate limit. Try again later.")

    def enter_account(self, account_id: str, scope: str = "ads:read") -> AccountSpec:
        """The same, for a call on one ad account."""
        self.enter(scope)
        account = self.sandbox.account(PLATFORM, account_id)
        if account is None:
            raise No(403, 29, "You are not permitted to access that resource.")
        return account

    # ---- lists

    def page(self, rows: Iterable[Row]) -> Row:
        """One page and a bookmark to the next; none on the last."""
        everything, box = list(rows), self.sandbox
        size = int(request.args.get("page_size", USUAL_PAGE))
        if not 1 <= size <= LARGEST_PAGE:
            raise No(400, 1, f"page_size must be from 1 to {LARGEST_PAGE}.")
        size = min(size, box.page_cap or size)
        bookmark = request.args.get("bookmark")
        start = int(base64.urlsafe_b64decode(bookmark).decode()) if bookmark else 0
        following = start + size
        if box.faults.take("repeat_page", PLATFORM, request.path):
            following = start
        elif following < len(everything) and box.faults.take("drop_page", PLATFORM, request.path):
            following += size
        more = following < len(everything)
        told = base64.urlsafe_b64encode(str(following).encode()).decode() if more else None
        return {"items": everything[start : start + size], "bookmark": told}

    def account(self, spec: AccountSpec) -> Row:
        return {
            "id": spec.id,
            "name": spec.name,
            "owner": {"username": "shop", "id": "1"},
            "country": "DE",
            "currency": self.sandbox.currency(spec),
            "permissions": ["OWNER"],
            "created_time": 1_700_000_000,
            "updated_time": 1_700_000_000,
        }

    def campaigns(self, account: AccountSpec) -> list[Row]:
        rows = [self.campaign(account, one) for one in self.sandbox.campaigns(account.id, deleted=True)]
        return [row for row in rows if _is_meant(row, "campaign_ids")]

    def ad_groups(self, account: AccountSpec) -> list[Row]:
        rows = [self.ad_group(account, one) for one in self.sandbox.ad_sets(account.id, deleted=True)]
        return [row for row in rows if _is_meant(row, "ad_group_ids")]

    def ads(self, account: AccountSpec) -> list[Row]:
        box = self.sandbox
        rows = [self.ad(one) for spec in box.ad_sets(account.id, deleted=True) for one in box.ads(spec.id)]
        return [row for row in rows if _is_meant(row, "ad_ids")]

    def _status(self, spec: CampaignSpec | AdSetSpec) -> str:
        box = self.sandbox
        return "ARCHIVED" if box.is_deleted(spec.id) else "ACTIVE" if box.is_running(spec) else "PAUSED"

    def _summary(self, spec: CampaignSpec | AdSetSpec, status: str) -> str:
        if status == "ACTIVE":
            return "COMPLETED" if self.sandbox.is_over(spec) else "RUNNING"
        return status

    def campaign(self, account: AccountSpec, spec: CampaignSpec) -> Row:
        box, status = self.sandbox, self._status(spec)
        micros = self._micros(spec.id)
        lifetime = box.kind(spec.id) is BudgetKind.LIFETIME
        return {
            "id": spec.id,
            "ad_account_id": account.id,
            "name": box.name(spec),
            "status": status,
            "summary_status": self._summary(spec, status),
            "objective_type": "WEB_CONVERSION",
            "is_campaign_budget_optimization": micros is not None,
            "is_flexible_daily_budgets": False,
            "daily_spend_cap": None if lifetime else micros,
            "lifetime_spend_cap": micros if lifetime else None,
            "start_time": _seconds(spec.starts),
            "end_time": _seconds(spec.ends, end=True) if spec.ends else None,
            "created_time": _seconds(spec.starts),
            "updated_time": _seconds(spec.starts),
            "type": "campaign",
        }

    def ad_group(self, account: AccountSpec, spec: AdSetSpec) -> Row:
        box, status = self.sandbox, self._status(spec)
        ends, micros = box.ends(spec), self._micros(spec.id)
        kind = "LIFETIME" if box.kind(spec.id) is BudgetKind.LIFETIME else "DAILY"
        return {
            "id": spec.id,
            "campaign_id": box.parent(spec),
            "ad_account_id": account.id,
            "name": box.name(spec),
            "status": status,
            "summary_status": self._summary(spec, status),
            "budget_in_micro_currency": micros,
            "budget_type": "CBO_ADGROUP" if micros is None else kind,
            "bid_in_micro_currency": None,
            "bid_strategy_type": "AUTOMATIC_BID",
            "billable_event": "IMPRESSION",
            "pacing_delivery_type": "STANDARD",
            "start_time": _seconds(spec.starts),
            "end_time": _seconds(ends, end=True) if ends else None,
            "conversion_learning_mode_type": "ACTIVE" if box.is_learning(spec) else "NOT_ACTIVE",
            "targeting_spec": {"GEO": ["DE", "AT"], "AGE_BUCKET": ["25-34", "35-44"]},
            "type": "adgroup",
        }

    def ad(self, spec: AdSpec) -> Row:
        status = "ARCHIVED" if self.sandbox.is_deleted(spec.ad_set_id) else "ACTIVE"
        return {"id": spec.id, "ad_group_id": spec.ad_set_id, "name": self.sandbox.name(spec), "status": status}

    def _micros(self, target: str) -> int | None:
        if (
            request.method == "GET" and target in self._stale
        ):  # a read straight after a write that has not got through yet
            return self._stale.pop(target)
        return self.sandbox.budget(target)

    # ---- changes

    def change(self, account: AccountSpec, edge: str, items: list[Row]) -> list[Row]:
        """Each item by itself: what is wrong with one stands in its exceptions, and the reply is a 200 all the same."""
        if not 1 <= len(items) <= LARGEST_BATCH:
            raise No(400, 1, f"The list must have from 1 to {LARGEST_BATCH} items.")
        told: list[Row] = []
        for item in items:
            try:
                told.append({"data": self._change_one(account, edge, item), "exceptions": []})
            except _Exception as wrong:
                told.append({"data": {}, "exceptions": [{"code": 2, "message": str(wrong)}]})
        return told

    def _change_one(self, account: AccountSpec, edge: str, item: Row) -> Row:
        box, target = self.sandbox, str(item.get("id"))
        spec = box.campaign(target) if edge == "campaigns" else box.ad_set(target)
        if spec is None or box.account_of(target) != account or item.get("ad_account_id", account.id) != account.id:
            raise _Exception("The entity was not found.")
        if not box.is_open(account):
            raise _Exception("The advertiser is disabled.")
        if box.is_deleted(target):
            raise _Exception("An archived entity cannot be changed.")
        if item.get("status", "ACTIVE") not in {"ACTIVE", "PAUSED"}:
            raise _Exception("status must be ACTIVE or PAUSED.")
        self._change_budget(account, edge, target, item)
        if "status" in item and not box.faults.take("ignored_write", PLATFORM, request.path):
            box.set_running(target, running=item["status"] == "ACTIVE")
        if isinstance(spec, CampaignSpec):
            return self.campaign(account, spec)
        return self.ad_group(account, spec)

    def _change_budget(self, account: AccountSpec, edge: str, target: str, item: Row) -> None:
        box = self.sandbox
        lifetime = box.kind(target) is BudgetKind.LIFETIME
        field = "lifetime_spend_cap" if lifetime else "daily_spend_cap"
        other = "daily_spend_cap" if lifetime else "lifetime_spend_cap"
        if edge == "ad_groups":
            field, other = "budget_in_micro_currency", "budget_type"
        if other in item:
            raise _Exception(f"{other} cannot be set on this entity.")
        if field not in item:
            return
        if not box.carries_budget(target):
            raise _Exception("The budget stands on another level of this campaign.")
        micros = item[field]
        if not isinstance(micros, int) or isinstance(micros, bool):
            raise _Exception(f"{field} must be an integer.")
        currency = box.currency(account)
        least = LEAST * (100 if minor_unit(currency) == MICROS else 1)
        if micros < least * MICROS:
            raise _Exception(f"The budget must be at least {least} {currency}.")
        if box.faults.take("ignored_write", PLATFORM, request.path):
            return
        if box.faults.take("stale_read", PLATFORM, request.path):
            self._stale[target] = box.budget(target) or 0
        box.set_budget(target, micros)


def _is_meant(row: Row, ids: str) -> bool:
    """Archived ones are left out unless they are asked for."""
    statuses = request.args.getlist("entity_statuses") or ["ACTIVE", "PAUSED"]
    wanted = request.args.getlist(ids) or [row["id"]]
    return row["status"] in statuses and row["id"] in wanted


def _seconds(day: date, *, end: bool = False) -> int:
    clock = datetime.max.time().replace(microsecond=0) if end else datetime.min.time()
    return int(datetime.combine(day, clock, UTC).timestamp())


def _said(kind: type[dict[str, Any] | list[Any]]) -> Any:
    try:
        said = json.loads(request.get_data())
    except ValueError as error:
        raise No(400, 1, "The body is not valid JSON.") from error
    if not isinstance(said, kind):
        raise No(400, 1, "The body has another form than documented.")
    return said
