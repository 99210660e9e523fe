"""Reddit's Ads API v3 as its facts are known: `data` around everything, its own User-Agent rule, a window of calls."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request

from paidsocial.domain.money import minor_unit
from paidsocial.sandbox.server.consent import consent
from paidsocial.sandbox.server.reddit_reports import Wrong, report
from paidsocial.sandbox.server.state import APP_ID, APP_SECRET, AdSpec, Sandbox
from paidsocial.sandbox.world import AccountSpec, AdSetSpec, BudgetKind, CampaignSpec

PLATFORM = "reddit"
LIVES = timedelta(hours=24)
BUSINESS = "1f0e6d2a-5a4c-4f52-9a3e-7d1c2b3a4e5f"
MICROS = 1_000_000
LEAST = 5 * MICROS  # in a currency like the dollar (100 of one like the yen)
CALLS, WINDOW = 60, 60  # per user and so many seconds
KINDS = {BudgetKind.DAILY: "DAILY_SPEND", BudgetKind.LIFETIME: "LIFETIME_SPEND"}
ROBOTS = ("python-", "curl/", "go-http", "java/")
V3 = "/api/v3"
Row = dict[str, Any]


class _No(Exception):
    """A refusal in Reddit's form."""

    def __init__(self, status: int, message: str, **fields: str) -> None:
        super().__init__(message)
        self.status = status
        told = [{"field": name.replace("__", "."), "message": text} for name, text in fields.items()]
        self.body = {"error": {"code": status, "message": message, **({"fields": told} if told else {})}}


def routes(sandbox: Sandbox) -> Blueprint:  # noqa: C901 - a list of addresses, each a line or two
    """Reddit's door."""
    door = Blueprint(PLATFORM, __name__)
    reddit = _Reddit(sandbox)

    @door.errorhandler(_No)
    def refused(no: _No) -> tuple[Response, int]:
        return jsonify(no.body), no.status

    @door.errorhandler(Wrong)
    def wrong(no: Wrong) -> tuple[Response, int]:
        fields = [{"field": no.field, "message": str(no)}]
        return jsonify(error={"code": 400, "message": "Bad Request", "fields": fields}), 400

    @door.after_request
    def limits(response: Response) -> Response:
        response.headers["X-RateLimit-Remaining"] = str(max(CALLS - reddit.used, 0))
        response.headers["X-RateLimit-Reset"] = str(reddit.window_left())
        return response

    @door.get("/api/v1/authorize")
    def authorize() -> Response:
        reddit.permanent = request.args.get("duration") == "permanent"
        scopes = tuple(request.args.get("scope", "").split(","))
        back, app = request.args["redirect_uri"], request.args.get("client_id")
        return consent(sandbox, PLATFORM, "Reddit", scopes=scopes, back=back, app=app)

    @door.post("/api/v1/access_token")
    def token() -> tuple[Response, int]:
        body, status = reddit.token()
        return jsonify(body), status

    @door.get("/api/v2.0/<path:rest>")
    def gone(rest: str) -> Response:
        raise _No(410, f"Gone: /{rest} is served by v3")

    @door.get(f"{V3}/me")
    def me() -> Response:
        reddit.enter()
        return jsonify(data={"id": "t2_shop", "email": "shop@example.com", "reddit_username": "shop"})

    @door.get(f"{V3}/me/businesses")
    def businesses() -> Response:
        reddit.enter()
        return jsonify(reddit.page([{"id": BUSINESS, "name": "Shop", "industry": "RETAIL_AND_ECOMMERCE"}]))

    @door.get(f"{V3}/businesses/<business>/ad_accounts")
    def accounts(business: str) -> Response:
        reddit.enter()
        if business != BUSINESS:
            raise _No(404, "Business not found")
        return jsonify(reddit.page([reddit.account(one) for one in sandbox.accounts(PLATFORM)]))

    @door.get(f"{V3}/ad_accounts/<account_id>/<any(campaigns, ad_groups, ads):what>")
    def lists(account_id: str, what: str) -> Response:
        reddit.enter()
        rows: dict[str, Callable[[AccountSpec], list[Row]]]
        rows = {"campaigns": reddit.campaigns, "ad_groups": reddit.ad_groups, "ads": reddit.ads}
        return jsonify(reddit.page(rows[what](reddit.find_account(account_id))))

    @door.post(f"{V3}/ad_accounts/<account_id>/reports")
    def reports(account_id: str) -> Response:
        reddit.enter()
        account, said = reddit.find_account(account_id), reddit.said()
        paged = reddit.page(report(sandbox, account, said), most=1000)
        updated = f"{sandbox.now:%Y-%m-%dT%H:%M:%SZ}"
        return jsonify({**paged, "data": {"metrics": paged["data"], "metrics_updated_at": updated}})

    @door.get(f"{V3}/<any(campaigns, ad_groups):what>/<target>")
    def single(what: str, target: str) -> Response:
        reddit.enter()
        row = reddit.object(what, target)
        return jsonify(data=row | reddit.old.pop(target, {}))

    @door.patch(f"{V3}/<any(campaigns, ad_groups):what>/<target>")
    def change(what: str, target: str) -> Response:
        reddit.enter(scope="adsedit")
        return jsonify(data=reddit.change(what, target, reddit.said()))

    return door


class _Reddit:
    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.permanent = False
        self.used = 0
        self.old: dict[str, Row] = {}  # what a read straight after a change still tells
        self._window = sandbox.now

    # ---- signing in

    def token(self) -> tuple[Row, int]:
        self._named()
        basic, said, tokens = request.authorization, request.form, self.sandbox.tokens
        if basic is None or (basic.username, basic.password) != (APP_ID, APP_SECRET):
            return {"message": "Unauthorized", "error": 401}, 401
        again = said.get("refresh_token", "")
        refreshing = said.get("grant_type") == "refresh_token"
        code = said.get("code", "")
        scopes = tokens.refreshed(PLATFORM, again) if refreshing else tokens.redeem(PLATFORM, code)
        if scopes is None:
            return {"error": "invalid_grant"}, 400
        kept = again or (tokens.issue_refresh(PLATFORM, scopes) if self.permanent else "")
        return {
            "access_token": tokens.issue(PLATFORM, scopes, self.sandbox.now + LIVES),
            "token_type": "bearer",
            "expires_in": int(LIVES.total_seconds()),
            **({"refresh_token": kept} if kept else {}),
            "scope": " ".join(scopes),
        }, 200

    def enter(self, scope: str = "adsread") -> None:
        """Check who asks, and whether they may ask now."""
        box = self.sandbox
        self._named()
        if box.faults.take("expire_token", PLATFORM, request.path, request.method):
            box.tokens.expire(PLATFORM, box.now)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if box.tokens.standing(PLATFORM, token, box.now) != "ok":
            raise _No(401, "Unauthorized")
        if scope not in box.tokens.scopes(token):
            raise _No(403, f"Forbidden: the token lacks {scope}")
        if self.window_left() <= 0 or box.now - self._window >= timedelta(seconds=WINDOW):
            self._window, self.used = box.now, 0
        self.used += 1
        if box.faults.take("throttle", PLATFORM, request.path, request.method):
            self.used = CALLS + 1
        if self.used > CALLS:
            raise _No(429, "Too Many Requests")

    def window_left(self) -> int:
        """Whole seconds until calls are counted anew."""
        return -int((self.sandbox.now - self._window).total_seconds() // 1) + WINDOW

    def _named(self) -> None:
        """Programs that do not say whose they are get nothing."""
        name = request.headers.get("User-Agent", "").lower()
        if not name or name.startswith(ROBOTS):
            raise _No(429, "Too Many Requests: set a unique User-Agent")

    # ---- lists

    def page(self, rows: list[Row], *, most: int = 100) -> Row:
        """One page, and the address of the next at this very host."""
        box = self.sandbox
        size = request.args.get("page.size", str(most))
        if not size.isdecimal() or not 1 <= int(size) <= most:
            raise _No(400, "Bad Request", page__size=f"must be from 1 to {most}")
        limit = min(int(size), box.page_cap or int(size))
        mark = request.args.get("page.token")
        start = int(base64.urlsafe_b64decode(mark)) if mark else 0
        following = start + limit
        if following < len(rows):
            if box.faults.take("repeat_page", PLATFORM, request.path):
                following = start
            elif box.faults.take("drop_page", PLATFORM, request.path):
                following += limit
        link = None
        if following < len(rows):
            mark = base64.urlsafe_b64encode(str(following).encode()).decode()
            link = f"{request.base_url}?{urlencode({**request.args, 'page.token': mark})}"
        return {"data": rows[start : start + limit], "pagination": {"next_url": link, "previous_url": None}}

    def said(self) -> Row:
        """What a request says, which is wrapped as replies are."""
        body = request.get_json(silent=True)
        said = body.get("data") if isinstance(body, dict) else None
        if not isinstance(said, dict):
            raise _No(400, "Bad Request", data="is required")
        return said

    # ---- objects

    def find_account(self, account_id: str) -> AccountSpec:
        account = self.sandbox.account(PLATFORM, account_id)
        if account is None:
            raise _No(404, "Account not found")
        return account

    def account(self, spec: AccountSpec) -> Row:
        shut = not self.sandbox.is_open(spec)
        return {
            "id": spec.id,
            "name": spec.name,
            "business_id": BUSINESS,
            "currency": self.sandbox.currency(spec),
            "time_zone_id": self.sandbox.over.zones.get(spec.id, spec.time_zone),
            "admin_approval": "SUSPENDED" if shut else "VALID",
            "suspension_reason": "ADVERTISING_POLICY" if shut else None,
            "modified_at": "2026-02-20T08:00:00Z",
        }

    def object(self, what: str, target: str) -> Row:
        """A campaign or ad group, deleted ones too."""
        box = self.sandbox
        account = box.account_of(target)
        spec = box.campaign(target) if what == "campaigns" else box.ad_set(target)
        if spec is None or account is None or account.platform != PLATFORM:
            raise _No(404, f"{what} {target} not found")
        return self.campaign(account, spec) if isinstance(spec, CampaignSpec) else self.ad_group(account, spec)

    def campaigns(self, account: AccountSpec) -> list[Row]:
        return [self.campaign(account, one) for one in self.sandbox.campaigns(account.id)]

    def campaign(self, account: AccountSpec, spec: CampaignSpec) -> Row:
        return {
            **self._common(account, spec),
            "objective": "CONVERSIONS",
            "is_campaign_budget_optimization": self.sandbox.carries_budget(spec.id),
            "spend_cap": None,
        }

    def ad_groups(self, account: AccountSpec) -> list[Row]:
        return [self.ad_group(account, one) for one in self.sandbox.ad_sets(account.id)]

    def ad_group(self, account: AccountSpec, spec: AdSetSpec) -> Row:
        box = self.sandbox
        campaign, row = box.campaign(spec.campaign_id), self._common(account, spec)
        if row["effective_status"] == "ACTIVE" and campaign is not None and not box.is_running(campaign):
            row["effective_status"] = "CAMPAIGN_PAUSED"
        return {
            **row,
            "campaign_id": box.parent(spec),
            "is_campaign_budget_optimization": not box.carries_budget(spec.id),
            "bid_strategy": "MAXIMIZE_VOLUME",
            "bid_type": "CPC",
            "bid_value": None,
            "optimization_goal": "PURCHASE",
            "conversion_pixel_id": account.id,
            "targeting": {"geolocations": ["DE"], "communities": ["de", "berlin"]},
        }

    def ads(self, account: AccountSpec) -> list[Row]:
        return [self.ad(one) for spec in self.sandbox.ad_sets(account.id) for one in self.sandbox.ads(spec.id)]

    def ad(self, spec: AdSpec) -> Row:
        status = {"configured_status": "ACTIVE", "effective_status": "ACTIVE"}
        return {"id": spec.id, "name": self.sandbox.name(spec), "ad_group_id": spec.ad_set_id, **status}

    def _common(self, account: AccountSpec, spec: CampaignSpec | AdSetSpec) -> Row:
        box = self.sandbox
        micros, ends = box.budget(spec.id), box.ends(spec)
        status = "ACTIVE" if box.is_running(spec) else "PAUSED"
        over = "DELETED" if box.is_deleted(spec.id) else "COMPLETED" if box.is_over(spec) else None
        return {
            "id": spec.id,
            "ad_account_id": account.id,
            "name": box.name(spec),
            "configured_status": "DELETED" if over == "DELETED" else status,
            "effective_status": over or status,
            "goal_type": None if micros is None else KINDS[box.kind(spec.id)],
            "goal_value": micros,
            "start_time": self._time(account, spec.starts),
            "end_time": self._time(account, ends + timedelta(days=1)) if ends else None,
        }

    def _time(self, account: AccountSpec, day: date) -> str:
        local = datetime.combine(day, time(0), self.sandbox.zone(account))
        return f"{local.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    # ---- changes

    def change(self, what: str, target: str, said: Row) -> Row:
        box, now = self.sandbox, self.object(what, target)
        account = self.find_account(now["ad_account_id"])
        if not box.is_open(account):
            raise _No(403, "Forbidden: the ad account is suspended")
        if box.is_deleted(target):
            raise _No(400, "Bad Request", data__id="a deleted entity cannot be changed")
        unknown = said.keys() - {"goal_type", "goal_value", "configured_status", "name"}
        if unknown:
            raise _No(400, "Bad Request", **{f"data__{name}": "is not changed here" for name in sorted(unknown)})
        status = said.get("configured_status", now["configured_status"])
        if status not in {"ACTIVE", "PAUSED"}:
            raise _No(400, "Bad Request", data__configured_status="must be ACTIVE or PAUSED")
        if "goal_value" in said:
            self._check_goal(account, target, now, said)
        if box.faults.take("ignored_write", PLATFORM, request.path):
            return {**now, **said}
        if box.faults.take("stale_read", PLATFORM, request.path):
            self.old[target] = {"goal_value": now["goal_value"]}
        if "goal_value" in said:
            box.set_budget(target, said["goal_value"])
        if status != now["configured_status"]:
            box.set_running(target, running=status == "ACTIVE")
        return self.object(what, target)

    def _check_goal(self, account: AccountSpec, target: str, now: Row, said: Row) -> None:
        micros = said["goal_value"]
        if not self.sandbox.carries_budget(target):
            raise _No(400, "Bad Request", data__goal_value="the budget stands on another level of this campaign")
        if said.get("goal_type", now["goal_type"]) != now["goal_type"]:
            told = "cannot change between DAILY_SPEND and LIFETIME_SPEND; the latter requires end_time"
            raise _No(400, "Bad Request", data__goal_type=told)
        if isinstance(micros, bool) or not isinstance(micros, int):
            raise _No(400, "Bad Request", data__goal_value="must be an integer in microcurrency")
        base = 100 if minor_unit(self.sandbox.currency(account)) == MICROS else 1
        if micros < LEAST * base:
            raise _No(400, "Bad Request", data__goal_value=f"must be at least {LEAST * base}")
