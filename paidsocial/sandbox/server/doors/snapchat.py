"""Snapchat's Ads API as its facts are known: micros, two-level wrappers, stats per entity, PUT replaces the object."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request

from paidsocial.sandbox.server.consent import consent
from paidsocial.sandbox.server.snapchat_changes import Changes
from paidsocial.sandbox.server.snapchat_stats import stats
from paidsocial.sandbox.server.snapchat_words import No, ask, envelope, page_of, wrapped
from paidsocial.sandbox.server.state import APP_ID, APP_SECRET, AdSpec, Sandbox
from paidsocial.sandbox.world import AccountSpec, AdSetSpec, BudgetKind, CampaignSpec

PLATFORM = "snapchat"
VERSION = "v1"
SCOPE = "snapchat-marketing-api"
LIVES = timedelta(minutes=30)
ORGANIZATION = "40d6719b-da09-410b-9185-0cc9c0dfed1d"
Row = dict[str, Any]


def routes(sandbox: Sandbox) -> Blueprint:  # noqa: C901 - a list of addresses, each a line or two
    """Snapchat's door."""
    door = Blueprint(PLATFORM, __name__)
    snap = _Snapchat(sandbox)
    changes = Changes(sandbox, snap.object)

    @door.errorhandler(No)
    def refused(no: No) -> tuple[Response, int]:
        return jsonify(no.body), no.status

    @door.get("/login/oauth2/authorize")
    def authorize() -> Response:
        back, app = request.args["redirect_uri"], request.args.get("client_id")
        scopes = tuple(request.args.get("scope", "").split())
        return consent(sandbox, PLATFORM, "Snapchat", scopes=scopes, back=back, app=app)

    @door.post("/login/oauth2/access_token")
    def token() -> tuple[Response, int]:
        body, status = snap.token()
        return jsonify(body), status

    @door.get(f"/{VERSION}/me/organizations")
    def organizations() -> Response:
        snap.enter()
        mine = {"id": ORGANIZATION, "name": "Shop", "country": "DE", "type": "ENTERPRISE"}
        return jsonify(snap.page([mine], "organizations", "organization"))

    @door.get(f"/{VERSION}/organizations/<organization>/adaccounts")
    def accounts(organization: str) -> Response:
        snap.enter()
        if organization != ORGANIZATION:
            raise No.not_found()
        rows = [snap.account(one) for one in sandbox.accounts(PLATFORM)]
        return jsonify(snap.page(rows, "adaccounts", "adaccount"))

    @door.get(f"/{VERSION}/adaccounts/<account_id>/<plural>")
    def lists(account_id: str, plural: str) -> Response:
        snap.enter()
        account = snap.find_account(account_id)
        if plural == "stats":
            return jsonify(stats(sandbox, "AD_ACCOUNT", account, account.id))
        rows = {"campaigns": snap.campaigns, "adsquads": snap.ad_squads, "ads": snap.ads}.get(plural)
        if rows is None:
            raise No.not_found()
        return jsonify(snap.page(rows(account), plural, plural.removesuffix("s")))

    @door.get(f"/{VERSION}/<any(campaigns, adsquads):plural>/<target>")
    def single(plural: str, target: str) -> Response:
        snap.enter()
        account = snap.account_of(target)
        if sandbox.is_deleted(target) and request.args.get("read_deleted_entities") != "true":
            raise No.not_found()
        row = snap.object(account, target)
        told = changes.old_value(target)
        return jsonify(envelope(wrapped([{**row, **told}], plural, plural.removesuffix("s"))))

    @door.get(f"/{VERSION}/<any(campaigns, adsquads):plural>/<target>/stats")
    def figures(plural: str, target: str) -> Response:
        snap.enter()
        return jsonify(stats(sandbox, plural.removesuffix("s").upper(), snap.account_of(target), target))

    @door.put(f"/{VERSION}/adaccounts/<above>/<any(campaigns):plural>")
    @door.put(f"/{VERSION}/campaigns/<above>/<any(adsquads):plural>")
    def change(above: str, plural: str) -> Response:
        snap.enter()
        return jsonify(changes.replace(above, plural))

    return door


class _Snapchat:
    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    # ---- signing in

    def token(self) -> tuple[Row, int]:
        said, tokens = request.form, self.sandbox.tokens
        if said.get("client_id") != APP_ID or said.get("client_secret") != APP_SECRET:
            return {"error": "invalid_client", "error_description": "Client authentication failed."}, 401
        again = said.get("refresh_token", "")
        if said.get("grant_type") == "refresh_token":
            scopes = tokens.refreshed(PLATFORM, again)
        else:
            scopes = tokens.redeem(PLATFORM, said.get("code", ""))
        if scopes is None:
            return {"error": "invalid_grant", "error_description": "The provided grant is invalid or expired."}, 400
        return {
            "access_token": tokens.issue(PLATFORM, scopes, self.sandbox.now + LIVES),
            "token_type": "Bearer",
            "expires_in": int(LIVES.total_seconds()),
            "refresh_token": again or tokens.issue_refresh(PLATFORM, scopes),
            "scope": " ".join(scopes),
        }, 200

    def enter(self) -> None:
        """Check who asks, and whether they may ask now."""
        box = self.sandbox
        if box.faults.take("expire_token", PLATFORM, request.path, request.method):
            box.tokens.expire(PLATFORM, box.now)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if box.tokens.standing(PLATFORM, token, box.now) != "ok":
            raise No(401, "E3002", "Access token is invalid or expired")
        if SCOPE not in box.tokens.scopes(token):
            raise No(403, "E3001", "None of the requested actions [READ_ORGANIZATION] can be authorized")
        if box.faults.take("throttle", PLATFORM, request.path, request.method):
            raise No(429, "E4029", "Too many requests")

    # ---- lists

    def page(self, rows: list[Row], plural: str, single: str) -> Row:
        limit = ask("limit", 1000, least=50, most=1000)
        here, link = page_of(self.sandbox, rows, limit)
        return envelope(wrapped(here, plural, single), link=link)

    # ---- objects

    def find_account(self, account_id: str) -> AccountSpec:
        account = self.sandbox.account(PLATFORM, account_id)
        if account is None:
            raise No.not_found()
        return account

    def account_of(self, target: str) -> AccountSpec:
        account = self.sandbox.account_of(target)
        if account is None or account.platform != PLATFORM:
            raise No.not_found()
        return account

    def account(self, spec: AccountSpec) -> Row:
        return {
            "id": spec.id,
            "updated_at": "2026-02-20T08:00:00.000Z",
            "created_at": "2026-02-20T08:00:00.000Z",
            "name": spec.name,
            "type": "PARTNER",
            "status": "ACTIVE" if self.sandbox.is_open(spec) else "INACTIVE",
            "organization_id": ORGANIZATION,
            "currency": self.sandbox.currency(spec),
            "timezone": self.sandbox.over.zones.get(spec.id, spec.time_zone),
            "advertiser": spec.client,
            "billing_type": "IO",
        }

    def object(self, account: AccountSpec, target: str) -> Row:
        """A campaign or ad squad as it is, deleted ones too."""
        campaign, ad_set = self.sandbox.campaign(target), self.sandbox.ad_set(target)
        if campaign is not None:
            return self.campaign(account, campaign)
        if ad_set is None:
            raise No.not_found()
        return self.ad_squad(account, ad_set)

    def campaigns(self, account: AccountSpec) -> list[Row]:
        return [self.campaign(account, one) for one in self.sandbox.campaigns(account.id, deleted=_deleted_too())]

    def campaign(self, account: AccountSpec, spec: CampaignSpec) -> Row:
        box = self.sandbox
        micros = box.budget(spec.id)
        lifetime = box.kind(spec.id) is BudgetKind.LIFETIME
        field = "lifetime_spend_cap_micro" if lifetime else "daily_budget_micro"
        return {
            "id": spec.id,
            **_times(),
            **({"deleted": True} if box.is_deleted(spec.id) else {}),
            "name": box.name(spec),
            "ad_account_id": account.id,
            "status": "ACTIVE" if box.is_running(spec) else "PAUSED",
            "objective": "WEB_CONVERSION",
            "objective_v2_properties": {"objective_v2_type": "SALES", "sales_properties": {}},
            "start_time": self._time(account, spec.starts),
            **({"end_time": self._time(account, spec.ends + timedelta(days=1))} if spec.ends else {}),
            **({} if micros is None else {field: micros}),
            "buy_model": "AUCTION",
            "pacing_level": "AD_SQUAD" if micros is None else "CAMPAIGN",
            "delivery_status": ["VALID"],
            "creation_state": "PUBLISHED",
        }

    def ad_squads(self, account: AccountSpec) -> list[Row]:
        return [self.ad_squad(account, one) for one in self.sandbox.ad_sets(account.id, deleted=_deleted_too())]

    def ad_squad(self, account: AccountSpec, spec: AdSetSpec) -> Row:
        box = self.sandbox
        micros, ends = box.budget(spec.id), box.ends(spec)
        lifetime = box.kind(spec.id) is BudgetKind.LIFETIME
        field = "lifetime_budget_micro" if lifetime else "daily_budget_micro"
        campaign = box.campaign(spec.campaign_id)
        above = campaign is not None and box.is_running(campaign)
        return {
            "id": spec.id,
            **_times(),
            **({"deleted": True} if box.is_deleted(spec.id) else {}),
            "name": box.name(spec),
            "status": "ACTIVE" if box.is_running(spec) else "PAUSED",
            "campaign_id": box.parent(spec),
            "type": "SNAP_ADS",
            "targeting": {
                "geos": [{"country_code": "de", "operation": "INCLUDE"}],
                "locations": [{"circles": [{"latitude": 52.52, "longitude": 13.405, "radius": 12.5, "unit": "KM"}]}],
                "demographics": [{"min_age": "18", "operation": "INCLUDE"}],
            },
            "placement_v2": {"config": "AUTOMATIC"},
            "billing_event": "IMPRESSION",
            "bid_micro": 0,
            "bid_strategy": "AUTO_BID",
            "optimization_goal": "PIXEL_PURCHASE",
            "pacing_type": "STANDARD",
            "delivery_constraint": "LIFETIME_BUDGET" if lifetime else "DAILY_BUDGET",
            **({} if micros is None else {field: micros}),
            "start_time": self._time(account, spec.starts),
            **({"end_time": self._time(account, ends + timedelta(days=1))} if ends else {}),
            "delivery_status": ["VALID"] if above else ["INVALID_CAMPAIGN_PAUSED"],
        }

    def ads(self, account: AccountSpec) -> list[Row]:
        sets = self.sandbox.ad_sets(account.id, deleted=_deleted_too())
        return [self.ad(one) for spec in sets for one in self.sandbox.ads(spec.id)]

    def ad(self, spec: AdSpec) -> Row:
        fixed = {"status": "ACTIVE", "type": "SNAP_AD", "review_status": "APPROVED", "delivery_status": ["VALID"]}
        return {"id": spec.id, **_times(), "name": self.sandbox.name(spec), "ad_squad_id": spec.ad_set_id, **fixed}

    def _time(self, account: AccountSpec, day: date) -> str:
        """The account's midnight in UTC, as objects tell times."""
        local = datetime.combine(day, time(0), self.sandbox.zone(account))
        return f"{local.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def _deleted_too() -> bool:
    return request.args.get("read_deleted_entities") == "true"


def _times() -> Row:
    return {"updated_at": "2026-02-20T08:00:00.000Z", "created_at": "2026-02-20T08:00:00.000Z"}
