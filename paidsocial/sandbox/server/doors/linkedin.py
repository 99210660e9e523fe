"""LinkedIn's versioned Marketing API: Rest.li queries, amounts as text, UTC days, empty replies to changes.

A campaign group is what other platforms call a campaign, a campaign their ad set. An account's id among those deleted
is one whose role was taken from this member: its reports are empty, as LinkedIn's are, and itself is refused.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import NoReturn

from flask import Blueprint, Response, jsonify, request

from paidsocial.sandbox.server import linkedin_reports
from paidsocial.sandbox.server.consent import consent
from paidsocial.sandbox.server.linkedin_budgets import FIELD, wanted
from paidsocial.sandbox.server.linkedin_forms import No, Row, invalid, major, urn
from paidsocial.sandbox.server.restli import Value, WrongForm, read_query
from paidsocial.sandbox.server.state import APP_ID, APP_SECRET, AdSpec, Sandbox
from paidsocial.sandbox.world import AccountSpec, AdSetSpec, CampaignSpec

PLATFORM = "linkedin"
OLDEST, NEWEST = "202507", "202611"  # the versions that are active
ACCESS_LIVES, REFRESH_LIVES = timedelta(days=60), timedelta(days=365)
DAILY_CALLS = 100_000  # of one application, until midnight UTC; the real number stands in the developer portal only
_USUAL = ("ACTIVE", "PAUSED", "ARCHIVED", "COMPLETED", "CANCELED", "DRAFT")  # what a search without statuses finds
_PAGES = {"adCampaignGroups": 1000, "adCampaigns": 1000, "creatives": 100}


def routes(sandbox: Sandbox) -> Blueprint:  # noqa: C901 - a list of addresses, each a line or two
    """LinkedIn's door."""
    door = Blueprint(PLATFORM, __name__)
    linkedin = _LinkedIn(sandbox)

    @door.errorhandler(No)
    def refused(no: No) -> tuple[Response, int]:
        return jsonify(no.body), no.status

    @door.errorhandler(WrongForm)
    def wrong_form(wrong: WrongForm) -> tuple[Response, int]:
        no = invalid(wrong.name)
        return jsonify(no.body), no.status

    @door.after_request
    def told(response: Response) -> Response:
        response.headers["x-li-uuid"] = "AAYSandboxRequest=="
        return response

    @door.get("/oauth/v2/authorization")
    def authorization() -> Response:
        scopes = tuple(request.args.get("scope", "").split(" "))
        back, app = request.args["redirect_uri"], request.args.get("client_id")
        return consent(sandbox, PLATFORM, "LinkedIn", scopes=scopes, back=back, app=app)

    @door.post("/oauth/v2/accessToken")
    def token() -> Response:
        return jsonify(linkedin.token(request.form))

    @door.post("/oauth/v2/introspectToken")
    def introspect() -> Response:
        return jsonify(linkedin.introspect(request.form))

    @door.get("/rest/adAccounts")
    def accounts() -> Response:
        linkedin.enter("r_ads")
        mine = [one for one in sandbox.accounts(PLATFORM) if not sandbox.is_deleted(one.id)]
        return jsonify(linkedin.found([linkedin.account(one) for one in mine], 1000))

    @door.get("/rest/adAccounts/<account_id>")
    def account(account_id: str) -> Response:
        linkedin.enter("r_ads")
        return jsonify(linkedin.account(linkedin.find_account(account_id)))

    @door.get("/rest/adAccounts/<account_id>/<collection>")
    def collection(account_id: str, collection: str) -> Response:
        linkedin.enter("r_ads")
        return jsonify(linkedin.collection(linkedin.find_account(account_id), collection))

    @door.get("/rest/adAccounts/<account_id>/<collection>/<key>")
    def entity(account_id: str, collection: str, key: str) -> Response:
        linkedin.enter("r_ads")
        return jsonify(linkedin.entity(linkedin.find_account(account_id), collection, key, fresh=False))

    @door.post("/rest/adAccounts/<account_id>/<collection>/<key>")
    def update(account_id: str, collection: str, key: str) -> Response:
        linkedin.enter("rw_ads")
        linkedin.update(linkedin.find_account(account_id), collection, key)
        return Response(status=204)

    @door.get("/rest/adAnalytics")
    def analytics() -> Response:
        linkedin.enter("r_ads_reporting")
        said = read_query(request.query_string.decode(), plain=frozenset({"fields"}))
        return jsonify(linkedin_reports.analytics(sandbox, said))

    return door


class _LinkedIn:
    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self._calls: dict[date, int] = {}
        self._refresh_until: dict[str, datetime] = {}
        self._stale: dict[str, int] = {}

    # ---- signing in

    def token(self, said: Mapping[str, str]) -> Row:
        self._app(said)
        box, refresh = self.sandbox, said.get("refresh_token", "")
        if said.get("grant_type") == "refresh_token":
            scopes = box.tokens.refreshed(PLATFORM, refresh)
            if scopes is None or self._refresh_until[refresh] <= box.now:
                told = "The provided authorization grant or refresh token is invalid, expired or revoked."
                raise No(400, error="invalid_request", error_description=told)
        else:
            scopes = box.tokens.redeem(PLATFORM, said.get("code", ""))
            if scopes is None:
                told = "Unable to retrieve access token: appid/redirect uri/code verifier does not match code."
                raise No(400, error="invalid_request", error_description=told)
            refresh = box.tokens.issue_refresh(PLATFORM, scopes)
            self._refresh_until[refresh] = box.now + REFRESH_LIVES
        return {
            "access_token": box.tokens.issue(PLATFORM, scopes, box.now + ACCESS_LIVES),
            "expires_in": int(ACCESS_LIVES.total_seconds()),
            "refresh_token": refresh,  # the same one again, and it does not live longer for it
            "refresh_token_expires_in": int((self._refresh_until[refresh] - box.now).total_seconds()),
            "scope": ",".join(scopes),
        }

    def introspect(self, said: Mapping[str, str]) -> Row:
        self._app(said)
        tokens, token = self.sandbox.tokens, said.get("token", "")
        standing = tokens.standing(PLATFORM, token, self.sandbox.now)
        if standing == "unknown":
            return {"active": False}
        ends = tokens.expires_at(token)
        return {
            "active": standing == "ok",
            "status": {"ok": "active"}.get(standing, standing),
            "client_id": APP_ID,
            "expires_at": int(ends.timestamp()) if ends else 0,
            "scope": ",".join(tokens.scopes(token)),
            "auth_type": "3L",
        }

    def _app(self, said: Mapping[str, str]) -> None:
        if said.get("client_id") != APP_ID or said.get("client_secret") != APP_SECRET:
            raise No(401, error="invalid_client", error_description="Client authentication failed")

    def enter(self, scope: str) -> None:
        """Check who asks, how, and whether they may ask now."""
        box = self.sandbox
        if box.faults.take("expire_token", PLATFORM, request.path, request.method):
            box.tokens.expire(PLATFORM, box.now)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        match box.tokens.standing(PLATFORM, token, box.now):
            case "expired":
                _unauthorised(65602, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired")
            case "revoked":
                told = "The token used in the request has been revoked by the user"
                _unauthorised(65601, "REVOKED_ACCESS_TOKEN", told)
            case "unknown":
                _unauthorised(65600, "INVALID_ACCESS_TOKEN", "Invalid access token")
        version = request.headers.get("LinkedIn-Version", "")
        if not version:
            raise No(400, code="VERSION_MISSING", message="A version must be present. Please specify a version.")
        if not (version.isdecimal() and OLDEST <= version <= NEWEST and "01" <= version[4:] <= "12"):
            raise No(426, code="NONEXISTENT_VERSION", message=f"Requested version {version} is not active")
        if request.headers.get("X-Restli-Protocol-Version") != "2.0.0":
            raise invalid("search")  # read by the rules of protocol 1, under which a list looks otherwise
        if scope not in box.tokens.scopes(token):
            told = f"Not enough permissions to access: {request.method} {request.path}"
            raise No(403, serviceErrorCode=100, code="ACCESS_DENIED", message=told)
        self._quota()

    def _quota(self) -> None:
        box = self.sandbox
        today = box.now.astimezone(UTC).date()
        self._calls[today] = self._calls.get(today, 0) + 1
        limit = "Resource level throttle {}limit for calls to this resource is reached."
        if self._calls[today] > DAILY_CALLS:
            raise No(429, serviceErrorCode=101, message=limit.format("APPLICATION DAY "))
        if box.faults.take("throttle", PLATFORM, request.path, request.method):
            raise No(429, serviceErrorCode=101, message=limit.format(""))

    # ---- lists

    def collection(self, account: AccountSpec, collection: str) -> Row:
        box = self.sandbox
        match collection:
            case "adCampaignGroups":
                rows = [self.group(account, one) for one in box.campaigns(account.id, deleted=True)]
            case "adCampaigns":
                rows = [self.campaign(account, one) for one in box.ad_sets(account.id, deleted=True)]
            case "creatives":
                if request.headers.get("X-RestLi-Method") != "FINDER":
                    raise invalid("q")
                sets = box.ad_sets(account.id, deleted=True)
                rows = [self.creative(account, ad) for one in sets for ad in box.ads(one.id)]
            case _:
                _missing(collection)
        return self.found(rows, _PAGES[collection])

    def found(self, rows: list[Row], most: int) -> Row:
        """The rows a finder finds, a page of them, and the token of the next page."""
        said, box = read_query(request.query_string.decode()), self.sandbox
        if said.get("q") != ("criteria" if request.path.endswith("creatives") else "search"):
            raise invalid("q")
        if "search" in said or said["q"] == "search":
            wanted = _statuses(said.get("search"))
            rows = [row for row in rows if row["status"] in wanted]
        size = str(said.get("pageSize", "100"))
        if not size.isdecimal() or not 1 <= int(size) <= most:
            raise invalid("pageSize")
        limit = min(int(size), box.page_cap or int(size))
        start = _offset(said.get("pageToken"))
        following = start + limit
        body: Row = {"elements": rows[start:following], "metadata": {}}
        if following >= len(rows):
            return body
        if box.faults.take("repeat_page", PLATFORM, request.path):
            following = start
        elif box.faults.take("drop_page", PLATFORM, request.path):
            following += limit
        if following < len(rows):
            body["metadata"]["nextPageToken"] = base64.b64encode(f"at:{following}".encode()).decode()
        return body

    # ---- objects

    def find_account(self, account_id: str) -> AccountSpec:
        spec = self.sandbox.account(PLATFORM, account_id)
        if spec is None or self.sandbox.is_deleted(account_id):
            told = f"Not enough permissions to access: {request.method} /adAccounts/{account_id}"
            raise No(403, serviceErrorCode=100, code="ACCESS_DENIED", message=told)
        return spec

    def account(self, spec: AccountSpec) -> Row:
        is_open = self.sandbox.is_open(spec)
        return {
            "id": int(spec.id),
            "name": spec.name,
            "currency": self.sandbox.currency(spec),
            "status": "ACTIVE" if is_open else "CANCELED",
            "type": "BUSINESS",
            "test": False,
            "servingStatuses": ["RUNNABLE"] if is_open else ["STOPPED"],
        }

    def group(self, account: AccountSpec, spec: CampaignSpec) -> Row:
        return {
            "id": int(spec.id),
            "name": self.sandbox.name(spec),
            "account": urn("Account", account.id),
            "objectiveType": "WEBSITE_CONVERSIONS",
            **self._common(account, spec, spec.starts, spec.ends),
        }

    def campaign(self, account: AccountSpec, spec: AdSetSpec) -> Row:
        box = self.sandbox
        return {
            "id": int(spec.id),
            "name": box.name(spec),
            "account": urn("Account", account.id),
            "campaignGroup": urn("CampaignGroup", box.parent(spec)),
            "type": "SPONSORED_UPDATES",
            "costType": "CPM",
            "objectiveType": "WEBSITE_CONVERSION",
            "locale": {"country": "DE", "language": "de"},
            **self._common(account, spec, spec.starts, box.ends(spec)),
        }

    def creative(self, account: AccountSpec, ad: AdSpec) -> Row:
        status = "REMOVED" if self.sandbox.is_deleted(ad.ad_set_id) else "ACTIVE"
        return {
            "id": urn("Creative", ad.id),
            "name": self.sandbox.name(ad),
            "account": urn("Account", account.id),
            "campaign": urn("Campaign", ad.ad_set_id),
            "intendedStatus": status,
            "isServing": status == "ACTIVE",
        }

    def _common(self, account: AccountSpec, spec: CampaignSpec | AdSetSpec, starts: date, ends: date | None) -> Row:
        box = self.sandbox
        status = "REMOVED" if box.is_deleted(spec.id) else "ACTIVE" if box.is_running(spec) else "PAUSED"
        row: Row = {"status": status, "test": False, "runSchedule": {"start": _milliseconds(starts)}}
        if ends is not None:
            row["runSchedule"]["end"] = _milliseconds(ends + timedelta(days=1)) - 1
        micros = box.budget(spec.id)
        if micros is not None:
            amount = {"amount": major(micros), "currencyCode": box.currency(account)}
            row[FIELD[box.kind(spec.id)]] = amount
        return row

    def entity(self, account: AccountSpec, collection: str, key: str, *, fresh: bool) -> Row:
        """One campaign or group of the account by its id, removed ones too; `fresh`: not what a stale copy says."""
        box, of = self.sandbox, self.sandbox.account_of(key)
        group, campaign = box.campaign(key), box.ad_set(key)
        if of is None or of.id != account.id:
            _missing(key)
        if collection == "adCampaignGroups" and group is not None:
            row = self.group(account, group)
        elif collection == "adCampaigns" and campaign is not None:
            row = self.campaign(account, campaign)
        else:
            _missing(key)
        if not fresh and key in self._stale:  # a read straight after a write that has not got through yet
            row[FIELD[box.kind(key)]]["amount"] = major(self._stale.pop(key))
        return row

    # ---- changes

    def update(self, account: AccountSpec, collection: str, key: str) -> None:
        if request.headers.get("X-RestLi-Method", "").upper() != "PARTIAL_UPDATE":
            raise No(400, message=f"Resource {collection} does not support POST with a key and no X-RestLi-Method")
        row = self.entity(account, collection, key, fresh=True)
        body = request.get_json(silent=True)
        said = (body.get("patch") or {}).get("$set") if isinstance(body, dict) else None
        if not isinstance(said, dict) or not said or set(said) - {"dailyBudget", "totalBudget", "status"}:
            raise invalid("patch")
        if not self.sandbox.is_open(account):
            raise invalid(f"/{collection}/account", "The account is not active.", "ACCOUNT_NOT_ACTIVE")
        if row["status"] == "REMOVED":
            raise invalid(f"/{collection}/status", "A removed entity cannot be updated.", "ENTITY_REMOVED")
        if said.get("status", "ACTIVE") not in {"ACTIVE", "PAUSED"}:
            raise invalid(f"/{collection}/status")
        budgets = {
            field: wanted(self.sandbox, account, key, field, said[field]) for field in FIELD.values() if field in said
        }
        if self.sandbox.faults.take("ignored_write", PLATFORM, request.path):
            return
        if "status" in said:
            self.sandbox.set_running(key, running=said["status"] == "ACTIVE")
        for micros in budgets.values():
            self._set(key, micros)

    def _set(self, key: str, micros: int) -> None:
        box = self.sandbox
        if box.faults.take("stale_read", PLATFORM, request.path):
            self._stale[key] = box.budget(key) or 0
        box.set_budget(key, micros)


def _unauthorised(number: int, code: str, told: str) -> NoReturn:
    raise No(401, serviceErrorCode=number, code=code, message=told)


def _missing(what: str) -> NoReturn:
    raise No(404, code="NOT_FOUND", message=f"Could not find entity {what}")


def _statuses(search: Value | None) -> tuple[str, ...]:
    """What a search asks for; LinkedIn tells of removed ones only when asked for them."""
    if search is None:
        return _USUAL
    status = search.get("status") if isinstance(search, dict) else None
    values = status.get("values") if isinstance(status, dict) else None
    if not isinstance(values, list):
        raise invalid("search")
    return tuple(map(str, values))


def _offset(token: Value | None) -> int:
    if token is None:
        return 0
    try:
        return int(base64.b64decode(str(token), validate=True).decode().removeprefix("at:"))
    except ValueError:
        raise invalid("pageToken") from None


def _milliseconds(day: date) -> int:
    return int(datetime.combine(day, datetime.min.time(), UTC).timestamp()) * 1000
