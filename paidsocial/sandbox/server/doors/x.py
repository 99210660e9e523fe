"""X's Ads API as its documentation tells it: OAuth 1.0a, parameters in the query, micros, lists behind cursors."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, g, jsonify, request

from paidsocial.domain.money import minor_unit
from paidsocial.sandbox.server.consent import consent
from paidsocial.sandbox.server.state import APP_ID, AdSpec, Sandbox
from paidsocial.sandbox.server.x_signatures import Signatures
from paidsocial.sandbox.server.x_stats import Stats
from paidsocial.sandbox.server.x_words import Limits, No, TooMany
from paidsocial.sandbox.world import AccountSpec, AdSetSpec, BudgetKind, CampaignSpec

PLATFORM = "x"
V12 = "/12"
MICROS = 1_000_000
BID = 500_000  # micros of every line item's bid, in a currency like the dollar (100 of one like the yen)
BUDGETS = {
    BudgetKind.DAILY: "daily_budget_amount_local_micro",
    BudgetKind.LIFETIME: "total_budget_amount_local_micro",
}
LISTS = ("campaigns", "line_items", "promoted_tweets", "funding_instruments")
Row = dict[str, Any]


def routes(sandbox: Sandbox) -> Blueprint:  # noqa: C901 - a list of addresses, each a line or two
    """X's door."""
    door = Blueprint(PLATFORM, __name__)
    x, stats = _X(sandbox), Stats(sandbox)

    @door.errorhandler(No)
    def refused(no: No) -> tuple[Response, int]:
        if isinstance(no, TooMany):
            g.limits = no.headers
        return jsonify(no.body), no.status

    @door.after_request
    def headers(response: Response) -> Response:
        response.headers["x-transaction-id"] = "0123456789sandbox"
        response.headers.update(g.get("limits", {}))
        return response

    @door.post("/oauth/request_token")
    def request_token() -> Response:
        return x.request_token()

    @door.get("/oauth/authorize")
    def authorize() -> Response:
        token = request.args.get("oauth_token", "")
        back = x.pending.get(token)
        if back is None:
            return Response("X: this request token is not known.", status=401, content_type="text/plain")
        joint = "&" if "?" in back else "?"
        back = f"{back}{joint}{urlencode({'oauth_token': token})}"
        return consent(sandbox, PLATFORM, "X", scopes=("ads",), back=back, code_name="oauth_verifier", app=APP_ID)

    @door.post("/oauth/access_token")
    def access_token() -> Response:
        return x.access_token()

    @door.get(f"{V12}/accounts")
    def accounts() -> Response:
        x.enter("global")
        return jsonify(x.page([x.account(one) for one in sandbox.accounts(PLATFORM)]))

    @door.get(f"{V12}/accounts/<account_id>")
    def account(account_id: str) -> Response:
        x.enter("reads")
        return jsonify(data=x.account(x.find_account(account_id)), request={"params": {}})

    @door.get(f"{V12}/accounts/<account_id>/<any{LISTS}:what>")
    def lists(account_id: str, what: str) -> Response:
        x.enter("reads")
        rows: dict[str, Callable[[AccountSpec], list[Row]]] = {
            "campaigns": x.campaigns,
            "line_items": x.line_items,
            "promoted_tweets": x.promoted_tweets,
            "funding_instruments": x.funding_instruments,
        }
        return jsonify(x.page(rows[what](x.find_account(account_id))))

    @door.get(f"{V12}/accounts/<account_id>/<any(campaigns, line_items):what>/<target>")
    def single(account_id: str, what: str, target: str) -> Response:
        x.enter("reads")
        row = x.object(x.find_account(account_id), what, target)
        return jsonify(data=row | x.old.pop(target, {}), request={"params": {}})

    @door.put(f"{V12}/accounts/<account_id>/<any(campaigns, line_items):what>/<target>")
    def change(account_id: str, what: str, target: str) -> Response:
        x.enter("writes")
        row = x.change(x.find_account(account_id), what, target)
        return jsonify(data=row, request={"params": dict(request.values)})

    @door.get(f"{V12}/stats/accounts/<account_id>")
    def sync(account_id: str) -> Response:
        x.enter("analytics")
        return jsonify(stats.sync(x.find_account(account_id), request.args))

    @door.get(f"{V12}/stats/accounts/<account_id>/active_entities")
    def active(account_id: str) -> Response:
        x.enter("reads")
        return jsonify(data=stats.active(x.find_account(account_id), request.args), request={"params": {}})

    @door.post(f"{V12}/stats/jobs/accounts/<account_id>")
    def start(account_id: str) -> Response:
        x.enter("writes")
        return jsonify(data=stats.start(x.find_account(account_id), request.values), request={"params": {}})

    @door.get(f"{V12}/stats/jobs/accounts/<account_id>")
    def poll(account_id: str) -> Response:
        x.enter("reads")
        host = f"{request.host_url}{PLATFORM}"
        rows = stats.poll(x.find_account(account_id), request.args.get("job_ids", ""), host)
        return jsonify(data=rows, next_cursor=None, request={"params": {}})

    @door.get("/advertiser-api-async-analytics/<name>")
    def file(name: str) -> Response:
        """The other host: it takes no signatures but its own, and answers in XML where there is nothing."""
        if "Authorization" in request.headers:
            return Response("<Error><Code>InvalidArgument</Code></Error>", status=400, content_type="application/xml")
        packed = stats.file(name)
        if packed is None:
            return Response("<Error><Code>NoSuchKey</Code></Error>", status=404, content_type="application/xml")
        return Response(packed, content_type="application/gzip")

    return door


class _X:
    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.pending: dict[str, str] = {}  # request token: where its person goes back to
        self.old: dict[str, Row] = {}  # what a read straight after a change still tells
        self._signatures = Signatures()
        self._limits = Limits(sandbox)

    # ---- signing in

    def request_token(self) -> Response:
        told = self._signatures.signed(request, with_token=False)
        if told is None or not told.get("oauth_callback"):
            raise _not_authenticated()
        token = secrets.token_urlsafe(16)
        self.pending[token] = told["oauth_callback"]
        secret = self._signatures.new_secret(token)
        return _form(oauth_token=token, oauth_token_secret=secret, oauth_callback_confirmed="true")

    def access_token(self) -> Response:
        told = self._signatures.signed(request)
        verifier = request.values.get("oauth_verifier", (told or {}).get("oauth_verifier", ""))
        if told is None or self.pending.pop(told["oauth_token"], None) is None:
            raise _not_authenticated()
        scopes = self.sandbox.tokens.redeem(PLATFORM, verifier)
        if scopes is None:
            raise No(
                401, "UNAUTHORIZED_ACCESS", "Error processing your OAuth request: Invalid oauth_verifier parameter"
            )
        token = self.sandbox.tokens.issue(PLATFORM, scopes, None)
        secret = self._signatures.new_secret(token)
        return _form(oauth_token=token, oauth_token_secret=secret, user_id="6253282", screen_name="shop")

    def enter(self, kind: str) -> None:
        """Check who asks, by the signature, and whether they may ask now."""
        box = self.sandbox
        if box.faults.take("expire_token", PLATFORM, request.path, request.method):
            box.tokens.revoke(PLATFORM)  # none expires by itself
        told = self._signatures.signed(request)
        if told is None or box.tokens.standing(PLATFORM, told["oauth_token"], box.now) != "ok":
            raise _not_authenticated()
        gone = box.faults.take("throttle", PLATFORM, request.path, request.method) is not None
        g.limits = self._limits.take(kind, all_gone=gone)

    # ---- lists

    def page(self, rows: list[Row]) -> Row:
        """One page and the cursor of the next; the count of all with the first page only."""
        box, count, cursor = self.sandbox, request.args.get("count", "200"), request.args.get("cursor")
        if not count.isdecimal() or not 1 <= int(count) <= 1000:
            raise No.about("count", "must be from 1 to 1000")
        counted = request.args.get("with_total_count") == "true"
        if counted and cursor:
            raise No(400, "EXCLUSIVE_PARAMETERS", "with_total_count and cursor are exclusive")
        limit = min(int(count), box.page_cap or int(count))
        start = int(cursor, 36) - 36**4 if cursor else 0
        following = start + limit
        if following < len(rows):
            if box.faults.take("repeat_page", PLATFORM, request.path):
                following = start
            elif box.faults.take("drop_page", PLATFORM, request.path):
                following += limit
        mark = _base_36(36**4 + following) if following < len(rows) else None
        total = {"total_count": len(rows)} if counted else {}
        return {"request": {"params": dict(request.args)}, "next_cursor": mark, **total, "data": rows[start:][:limit]}

    # ---- objects

    def find_account(self, account_id: str) -> AccountSpec:
        account = self.sandbox.account(PLATFORM, account_id)
        if account is None:
            raise No(403, "ACCOUNT_NOT_FOUND", f"Account {account_id} was not found")
        return account

    def account(self, spec: AccountSpec) -> Row:
        return {
            "id": spec.id,
            "name": spec.name,
            "business_name": spec.client,
            "timezone": self.sandbox.over.zones.get(spec.id, spec.time_zone),
            "timezone_switch_at": None,
            "approval_status": "ACCEPTED" if self.sandbox.is_open(spec) else "REJECTED",
            "deleted": False,
        }

    def funding_instruments(self, account: AccountSpec) -> list[Row]:
        fixed = {"type": "CREDIT_CARD", "entity_status": "ACTIVE", "able_to_fund": True, "deleted": False}
        return [{"id": f"f{account.id}", "currency": self.sandbox.currency(account), **fixed}]

    def object(self, account: AccountSpec, what: str, target: str) -> Row:
        box = self.sandbox
        spec = box.campaign(target) if what == "campaigns" else box.ad_set(target)
        owner = box.account_of(target)
        if spec is None or owner is None or owner.id != account.id or box.is_deleted(target):
            raise No(404, f"{what.upper().removesuffix('S')}_NOT_FOUND", f"{what} {target} was not found")
        return self.campaign(account, spec) if isinstance(spec, CampaignSpec) else self.line_item(account, spec)

    def campaigns(self, account: AccountSpec) -> list[Row]:
        specs = self.sandbox.campaigns(account.id, deleted=_deleted_too())
        return [self.campaign(account, one) for one in specs]

    def campaign(self, account: AccountSpec, spec: CampaignSpec) -> Row:
        return {
            **self._common(account, spec),
            "funding_instrument_id": f"f{account.id}",
            "effective_status": "RUNNING" if self.sandbox.is_running(spec) else "PAUSED",
            "budget_optimization": "LINE_ITEM",
        }

    def line_items(self, account: AccountSpec) -> list[Row]:
        specs = self.sandbox.ad_sets(account.id, deleted=_deleted_too())
        return [self.line_item(account, one) for one in specs]

    def line_item(self, account: AccountSpec, spec: AdSetSpec) -> Row:
        ends = self.sandbox.ends(spec)
        return {
            **self._common(account, spec),
            "campaign_id": self.sandbox.parent(spec),
            "objective": "WEBSITE_CONVERSIONS",
            "start_time": self._time(account, spec.starts),
            "end_time": self._time(account, ends + timedelta(days=1)) if ends else None,
            "bid_amount_local_micro": self.bid(account),
            "bid_strategy": "MAX",
            "placements": ["ALL_ON_TWITTER"],
            "product_type": "PROMOTED_TWEETS",
        }

    def promoted_tweets(self, account: AccountSpec) -> list[Row]:
        sets = self.sandbox.ad_sets(account.id, deleted=_deleted_too())
        return [self.promoted_tweet(one) for spec in sets for one in self.sandbox.ads(spec.id)]

    def promoted_tweet(self, spec: AdSpec) -> Row:
        tweet = 1_900_000_000_000_000_000 + int(spec.id, 36)
        status = {"entity_status": "ACTIVE", "approval_status": "ACCEPTED", "deleted": False}
        return {"id": spec.id, "line_item_id": spec.ad_set_id, "tweet_id": tweet, "tweet_id_str": str(tweet), **status}

    def bid(self, account: AccountSpec) -> int:
        """Whole-unit currencies have larger numbers."""
        return BID * (100 if minor_unit(self.sandbox.currency(account)) == MICROS else 1)

    def _common(self, account: AccountSpec, spec: CampaignSpec | AdSetSpec) -> Row:
        box = self.sandbox
        micros, on = box.budget(spec.id), box.is_running(spec)
        return {
            "id": spec.id,
            "name": box.name(spec),
            "entity_status": "ACTIVE" if on else "PAUSED",
            "servable": on,
            "reasons_not_servable": [] if on else ["PAUSED_BY_ADVERTISER"],
            **{name: micros if kind is box.kind(spec.id) else None for kind, name in BUDGETS.items()},
            "currency": box.currency(account),
            "deleted": box.is_deleted(spec.id),
        }

    def _time(self, account: AccountSpec, day: date) -> str:
        local = datetime.combine(day, time(0), self.sandbox.zone(account))
        return f"{local.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    # ---- changes

    def change(self, account: AccountSpec, what: str, target: str) -> Row:
        """Only what is given changes; it stands in the query or in a form, never in JSON."""
        box, now, said = self.sandbox, self.object(account, what, target), request.values
        if not box.is_open(account):
            raise No(403, "ACCOUNT_NOT_FOUND", f"Account {account.id} is not accepted")
        unknown = [name for name in said if name not in {"entity_status", "name", *BUDGETS.values()}]
        if unknown or not said:
            raise No.about(unknown[0] if unknown else "entity_status", "is not changed here")
        status = said.get("entity_status", now["entity_status"])
        if status not in {"ACTIVE", "PAUSED"}:
            raise No.about("entity_status", "must be ACTIVE or PAUSED")
        amounts = {
            kind: self._amount(account, target, kind, said[name]) for kind, name in BUDGETS.items() if name in said
        }
        told = {BUDGETS[kind]: micros for kind, micros in amounts.items()}
        if box.faults.take("ignored_write", PLATFORM, request.path):
            return {**now, **told, "entity_status": status}
        if box.faults.take("stale_read", PLATFORM, request.path):
            self.old[target] = {name: now[name] for name in told}
        for micros in amounts.values():
            box.set_budget(target, micros)
        if status != now["entity_status"]:
            box.set_running(target, running=status == "ACTIVE")
        return self.object(account, what, target)

    def _amount(self, account: AccountSpec, target: str, kind: BudgetKind, text: str) -> int:
        box, name = self.sandbox, BUDGETS[kind]
        if not text.isdecimal():
            raise No.about(name, f'Expected long, got "{text}" for {name}')
        if not box.carries_budget(target) or box.kind(target) is not kind:
            raise No.about(name, "is not what this one's budget is set by here")
        if int(text) < self.bid(account):
            raise No.about(name, f"must be at least the bid of {self.bid(account)}")
        if kind is BudgetKind.LIFETIME and int(text) <= box.spent(target, ever=True):
            raise No(400, "SPEND_EXCEEDS_BUDGET", "The total budget must exceed what was already spent")
        return int(text)


def _not_authenticated() -> No:
    return No(401, "UNAUTHORIZED_ACCESS", "This request is not properly authenticated")


def _form(**fields: str) -> Response:
    return Response(urlencode(fields), content_type="text/html; charset=utf-8")  # what X calls it too


def _deleted_too() -> bool:
    return request.args.get("with_deleted") == "true"


def _base_36(number: int) -> str:
    letters = "0123456789abcdefghijklmnopqrstuvwxyz"
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = letters[rest] + digits
    return digits
