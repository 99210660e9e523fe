"""Google Ads by REST: everything is read by queries, int64 comes as text and zeros not at all, budgets are objects.

An account among those `managed` is opened only by a call that names its manager.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request

from paidsocial.sandbox.server.consent import consent
from paidsocial.sandbox.server.gaql import NotRead, Query, read
from paidsocial.sandbox.server.google_changes import COLLECTIONS, Changes
from paidsocial.sandbox.server.google_forms import REQUEST_ID, VERSION, No, NoToken, Row, camel, nested, without_failure
from paidsocial.sandbox.server.google_rows import MANAGER, Rows
from paidsocial.sandbox.server.state import APP_ID, APP_SECRET, Sandbox
from paidsocial.sandbox.world import AccountSpec

PLATFORM = "google"
SCOPE = "https://www.googleapis.com/auth/adwords"
ACCESS_LIVES = timedelta(seconds=3599)
PAGE = 10_000  # rows, always
OPERATIONS = 15_000  # of the project in any 24 hours, on its Basic level; the pages of one query are one
ONE_DAY = timedelta(days=1)


def routes(sandbox: Sandbox) -> Blueprint:
    """Google's door."""
    door = Blueprint(PLATFORM, __name__)
    google = _Google(sandbox)

    @door.errorhandler(No)
    def refused(no: No) -> tuple[Response, int]:
        # the stream's replies are arrays, those that refuse too
        return jsonify([no.body] if request.path.endswith(":searchStream") else no.body), no.status

    @door.errorhandler(NoToken)
    def no_token(no: NoToken) -> tuple[Response, int]:
        return jsonify(no.body), no.status

    @door.after_request
    def told(response: Response) -> Response:
        response.headers["request-id"] = REQUEST_ID
        return response

    @door.get("/o/oauth2/v2/auth")
    def authorization() -> Response:
        scopes = tuple(request.args.get("scope", "").split(" "))
        back, app = request.args["redirect_uri"], request.args.get("client_id")
        offline = request.args.get("access_type") == "offline" and request.args.get("prompt") == "consent"
        scopes = scopes if offline else (*scopes, "online")
        return consent(sandbox, PLATFORM, "Google", scopes=scopes, back=back, app=app)

    @door.post("/token")
    def token() -> Response:
        return jsonify(google.token(request.form))

    @door.route("/tokeninfo", methods=["GET", "POST"])
    def token_info() -> Response:
        return jsonify(google.token_info(request.values.get("access_token", "")))

    @door.get(f"/{VERSION}/customers:listAccessibleCustomers")
    def accessible() -> Response:
        google.enter()
        own = [one.id for one in sandbox.accounts(PLATFORM) if one.id not in sandbox.over.managed]
        ids = [*own, *([MANAGER] if sandbox.over.managed else [])]
        return jsonify(resourceNames=[f"customers/{one}" for one in ids])

    @door.post(f"/{VERSION}/customers/<customer_id>/googleAds:search")
    def search(customer_id: str) -> Response:
        body = request.get_json(silent=True) or {}
        google.enter(counts="pageToken" not in body)
        return jsonify(google.search(google.customer(customer_id), body))

    @door.post(f"/{VERSION}/customers/<customer_id>/googleAds:searchStream")
    def stream(customer_id: str) -> Response:
        google.enter()
        return jsonify(google.stream(google.customer(customer_id), request.get_json(silent=True) or {}))

    @door.post(f"/{VERSION}/customers/<customer_id>/<collection>:mutate")
    def mutate(customer_id: str, collection: str) -> Response:
        google.enter()
        customer = google.customer(customer_id)
        if customer is None or collection not in COLLECTIONS:
            raise No(404, "requestError", "UNKNOWN", f"There is no {collection} to change here.")
        return jsonify(google.changes.mutate(customer, collection, request.get_json(silent=True), request.path))

    return door


class _Google:
    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        stale: dict[str, int] = {}
        self.rows = Rows(sandbox, stale)
        self.changes = Changes(sandbox, self.rows, stale)
        self._operations: list[datetime] = []

    # ---- signing in

    def token(self, said: Mapping[str, str]) -> Row:
        box = self.sandbox
        if said.get("client_id") != APP_ID or said.get("client_secret") != APP_SECRET:
            raise NoToken("invalid_client", "The OAuth client was not found.", 401)
        fresh: Row = {}
        if said.get("grant_type") == "refresh_token":
            scopes = box.tokens.refreshed(PLATFORM, said.get("refresh_token", ""))
            if scopes is None:
                raise NoToken("invalid_grant", "Token has been expired or revoked.")
        else:
            scopes = box.tokens.redeem(PLATFORM, said.get("code", ""))
            if scopes is None:
                raise NoToken("invalid_grant", "Malformed auth code.")
            if "online" not in scopes:
                fresh = {"refresh_token": box.tokens.issue_refresh(PLATFORM, scopes)}
        return {
            "access_token": box.tokens.issue(PLATFORM, scopes, box.now + ACCESS_LIVES),
            "expires_in": int(ACCESS_LIVES.total_seconds()),
            "scope": " ".join(scopes),
            "token_type": "Bearer",
            **fresh,
        }

    def token_info(self, token: str) -> Row:
        tokens, now = self.sandbox.tokens, self.sandbox.now
        if tokens.standing(PLATFORM, token, now) != "ok":
            raise NoToken("invalid_token", "Invalid Value")
        ends = tokens.expires_at(token) or now + ACCESS_LIVES
        left = str(int((ends - now).total_seconds()))
        told = {"exp": str(int(ends.timestamp())), "expires_in": left, "access_type": "offline"}
        return {"azp": APP_ID, "aud": APP_ID, "scope": " ".join(tokens.scopes(token)), **told}

    def enter(self, *, counts: bool = True) -> None:
        """Check who asks, and whether they may ask now; `counts`: whether it is an operation of its own."""
        box = self.sandbox
        if box.faults.take("expire_token", PLATFORM, request.path, request.method):
            box.tokens.expire(PLATFORM, box.now)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        standing = box.tokens.standing(PLATFORM, token, box.now)
        if standing != "ok":
            code = {"expired": "OAUTH_TOKEN_EXPIRED", "revoked": "OAUTH_TOKEN_REVOKED"}.get(standing)
            raise No(401, "authenticationError", code or "OAUTH_TOKEN_INVALID")
        if SCOPE not in box.tokens.scopes(token):
            raise without_failure(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
        self._quota(counts=counts)

    def _quota(self, *, counts: bool) -> None:
        box = self.sandbox
        self._operations = [at for at in self._operations if at > box.now - ONE_DAY]
        if counts and len(self._operations) >= OPERATIONS:
            told = {"rateScope": "DEVELOPER", "rateName": "Number of operations for basic access"}
            raise No(429, "quotaError", "RESOURCE_EXHAUSTED", quotaErrorDetails=told)
        if box.faults.take("throttle", PLATFORM, request.path, request.method):
            told = {"rateScope": "ACCOUNT", "rateName": "Requests per account", "retryDelay": "5s"}
            raise No(429, "quotaError", "RESOURCE_TEMPORARILY_EXHAUSTED", quotaErrorDetails=told)
        if counts:
            self._operations.append(box.now)

    def customer(self, customer_id: str) -> AccountSpec | None:
        """An account that may be entered so; None for the manager account itself."""
        through = request.headers.get("login-customer-id")
        if not customer_id.isdecimal() or (through is not None and not through.isdecimal()):
            raise No(400, "requestError", "INVALID_CUSTOMER_ID", "Ids are digits without dashes.")
        denied = No(
            403,
            "authorizationError",
            "USER_PERMISSION_DENIED",
            "User doesn't have permission to access customer. Note: If you're accessing a client customer, the "
            "manager's customer id must be set in the 'login-customer-id' header.",
        )
        box = self.sandbox
        if customer_id == MANAGER and through in (None, MANAGER) and box.over.managed:
            return None
        spec = box.account(PLATFORM, customer_id)
        if spec is None or through not in {None, MANAGER, customer_id}:
            raise denied
        if customer_id in box.over.managed and through != MANAGER:
            raise denied
        if not box.is_open(spec):
            told = "The customer account can't be accessed because it is not yet enabled or has been deactivated."
            raise No(403, "authorizationError", "CUSTOMER_NOT_ENABLED", told)
        return spec

    # ---- queries

    def search(self, customer: AccountSpec | None, body: Mapping[str, Any]) -> Row:
        """One page, of always the same size."""
        if "pageSize" in body:
            raise No(400, "requestError", "PAGE_SIZE_NOT_SUPPORTED", "Setting the page size is not supported.")
        query, box = self._query(body), self.sandbox
        rows = self.rows.of(customer, query)
        limit = min(PAGE, box.page_cap or PAGE)
        mark = hashlib.sha256(body["query"].encode()).hexdigest()[:12]
        start = _offset(body.get("pageToken"), mark)
        following = start + limit
        reply: Row = {}
        if rows[start:following]:
            reply["results"] = [self._row(row, query, customer) for row in rows[start:following]]
        if following < len(rows):
            if box.faults.take("repeat_page", PLATFORM, request.path):
                following = start
            elif box.faults.take("drop_page", PLATFORM, request.path):
                following += limit
        if following < len(rows):
            reply["nextPageToken"] = base64.b64encode(f"{mark}:{following}".encode()).decode()
        if (body.get("searchSettings") or {}).get("returnTotalResultsCount") is True and rows:
            reply["totalResultsCount"] = str(len(rows))
        return reply | {"fieldMask": _mask(query)}

    def stream(self, customer: AccountSpec | None, body: Mapping[str, Any]) -> list[Row]:
        """All rows, in batches."""
        query = self._query(body)
        rows = [self._row(row, query, customer) for row in self.rows.of(customer, query)]
        size = min(PAGE, self.sandbox.page_cap or PAGE)
        rest = {"fieldMask": _mask(query), "requestId": REQUEST_ID}
        return [{"results": rows[at : at + size], **rest} for at in range(0, len(rows), size)]

    def _query(self, body: Mapping[str, Any]) -> Query:
        try:
            return read(str(body.get("query", "")))
        except (NotRead, ValueError):
            raise No(400, "queryError", "UNEXPECTED_INPUT", "Error in query: unexpected input.") from None

    def _row(self, row: Row, query: Query, customer: AccountSpec | None) -> Row:
        """The selected fields, and the resource names of whatever they belong to."""
        base = f"customers/{customer.id if customer else MANAGER}"
        names = {
            "customer": base,
            "customer_client": f"{base}/customerClients/{row.get('customer_client.id')}",
            "campaign": f"{base}/campaigns/{row.get('campaign.id')}",
            "campaign_budget": row.get("campaign.campaign_budget", ""),
            "ad_group": f"{base}/adGroups/{row.get('ad_group.id')}",
            "asset_group": f"{base}/assetGroups/{row.get('asset_group.id')}",
            "ad_group_ad": f"{base}/adGroupAds/{row.get('ad_group.id')}~{row.get('ad_group_ad.ad.id')}",
        }
        return nested({name: row[name] for name in query.fields}, names)


def _mask(query: Query) -> str:
    return ",".join(".".join(map(camel, field.split("."))) for field in query.fields)


def _offset(token: Any, mark: str) -> int:
    """Where a page begins; a token belongs to its query."""
    if token is None:
        return 0
    try:
        query, _, start = base64.b64decode(str(token), validate=True).decode().partition(":")
        if query == mark:
            return int(json.loads(start))
    except ValueError:
        pass
    raise No(400, "requestError", "INVALID_PAGE_TOKEN", "The page token is not of this query.")
