"""Meta's Marketing API as its documentation tells it: minor units on objects, major in insights, everything text."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, jsonify, request

from paidsocial.domain.money import minor_unit
from paidsocial.sandbox.server.consent import consent
from paidsocial.sandbox.server.meta_objects import MICROS, Objects, Row
from paidsocial.sandbox.server.state import APP_ID, APP_SECRET, Line, Sandbox
from paidsocial.sandbox.world import AccountSpec, BudgetKind

PLATFORM = "meta"
VERSION = "v26.0"
SCOPES = ("ads_read", "ads_management", "business_management")
LIVES = timedelta(days=60)
OFFSET_ONE = frozenset(["CLP", "COP", "CRC", "HUF", "ISK", "IDR", "JPY", "KRW", "PYG", "TWD", "VND"])
TRACE_ID = "Axm9cFtrSandbox"
LEAST = 1  # major units of a daily budget, in a currency like the dollar (100 of one like the yen)


class _No(Exception):
    """A refusal in Meta's form."""

    def __init__(self, code: int, message: str, *, sub: int | None = None, status: int = 400, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.error = {
            "message": message,
            "type": "OAuthException",
            "code": code,
            **({"error_subcode": sub} if sub else {}),
            "is_transient": False,
            **more,
            "fbtrace_id": TRACE_ID,
        }


def routes(sandbox: Sandbox) -> Blueprint:  # noqa: C901 - a list of addresses, each a line or two
    """Meta's door."""
    door = Blueprint(PLATFORM, __name__)
    meta = _Meta(sandbox)

    @door.errorhandler(_No)
    def refused(no: _No) -> tuple[Response, int]:
        return jsonify(error=no.error), no.status

    @door.after_request
    def usage(response: Response) -> Response:
        response.headers["x-fb-trace-id"] = TRACE_ID
        response.headers["x-fb-request-id"] = "AYFbSandboxRequest"
        account = next(iter(sandbox.accounts(PLATFORM)), None)
        if account is not None:
            told = {"type": "ads_insights", "call_count": meta.used, "total_cputime": 3, "total_time": 4}
            told |= {"estimated_time_to_regain_access": meta.regain, "ads_api_access_tier": "standard_access"}
            response.headers["x-business-use-case-usage"] = json.dumps({account.id: [told]})
            response.headers["x-app-usage"] = json.dumps({"call_count": 3, "total_time": 2, "total_cputime": 2})
        meta.regain = 0
        return response

    @door.get(f"/{VERSION}/dialog/oauth")
    def dialog() -> Response:
        scopes = tuple(request.args.get("scope", "").split(","))
        back, app = request.args["redirect_uri"], request.args.get("client_id")
        return consent(sandbox, PLATFORM, "Meta", scopes=scopes, back=back, app=app)

    @door.get(f"/{VERSION}/oauth/access_token")
    def token() -> Response:
        return jsonify(meta.token(request.args))

    @door.get(f"/{VERSION}/debug_token")
    def debug() -> Response:
        return jsonify(data=meta.debug(request.args["input_token"]))

    @door.get(f"/{VERSION}/me/adaccounts")
    def accounts() -> Response:
        meta.enter()
        return jsonify(meta.page([meta.account(one) for one in sandbox.accounts(PLATFORM)], 25))

    @door.get(f"/{VERSION}/act_<account_id>/<edge>")
    def edges(account_id: str, edge: str) -> Response:
        meta.enter()
        account = meta.find_account(account_id)
        if edge == "insights":
            return jsonify(meta.insights(account, request.args))
        rows = {"campaigns": meta.campaigns, "adsets": meta.ad_sets, "ads": meta.ads}.get(edge)
        if rows is None:
            raise _No(100, f"Unsupported get request. Object with edge {edge!r}", sub=33)
        return jsonify(meta.page(rows(account), 25))

    @door.post(f"/{VERSION}/act_<account_id>/insights")
    def start(account_id: str) -> Response:
        meta.enter()
        return jsonify(report_run_id=meta.start_report(meta.find_account(account_id), request.form))

    @door.get(f"/{VERSION}/<run_id>/insights")
    def report(run_id: str) -> Response:
        meta.enter()
        account, options = meta.reports[run_id][:2]
        return jsonify(meta.insights(account, {**options, **request.args}))

    @door.get(f"/{VERSION}/<node>")
    def node(node: str) -> Response:
        meta.enter()
        if node in meta.reports:
            return jsonify(meta.report_state(node))
        if node.startswith("act_"):
            return jsonify(meta.fields(meta.account(meta.find_account(node[4:]))))
        return jsonify(meta.fields(meta.node(node)))

    @door.post(f"/{VERSION}/<node>")
    def change(node: str) -> Response:
        meta.enter(scope="ads_management")
        meta.change(node, request.form)
        return jsonify(success=True)

    return door


class _Meta(Objects):
    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox)
        self.used = 4
        self.regain = 0
        self.reports: dict[str, tuple[AccountSpec, Mapping[str, str], int]] = {}

    # ---- signing in

    def token(self, said: Mapping[str, str]) -> Row:
        if said.get("client_id") != APP_ID or said.get("client_secret") != APP_SECRET:
            raise _No(1, "Error validating client secret.")
        tokens = self.sandbox.tokens
        if said.get("grant_type") == "fb_exchange_token":
            old = said.get("fb_exchange_token", "")
            if tokens.standing(PLATFORM, old, self.sandbox.now) != "ok":
                raise _No(190, "Error validating access token: Session has expired.", sub=463)
            scopes: tuple[str, ...] | None = tokens.scopes(old)
        else:
            scopes = tokens.redeem(PLATFORM, said.get("code", ""))
        if scopes is None:
            raise _No(100, "This authorization code has been used.", sub=36009)
        lives = LIVES if said.get("grant_type") == "fb_exchange_token" else timedelta(hours=2)
        token = tokens.issue(PLATFORM, scopes, self.sandbox.now + lives)
        return {"access_token": token, "token_type": "bearer", "expires_in": int(lives.total_seconds())}

    def debug(self, token: str) -> Row:
        tokens, now = self.sandbox.tokens, self.sandbox.now
        standing = tokens.standing(PLATFORM, token, now)
        if standing == "unknown":
            return {"is_valid": False, "error": {"code": 190, "message": "Malformed access token"}}
        ends = tokens.expires_at(token)
        return {
            "app_id": APP_ID,
            "is_valid": standing == "ok",
            "expires_at": int(ends.timestamp()) if ends else 0,
            "scopes": list(tokens.scopes(token)),
        }

    def enter(self, scope: str = "ads_read") -> None:
        """Check who asks, and whether they may ask now."""
        box = self.sandbox
        if box.faults.take("expire_token", PLATFORM, request.path, request.method):
            box.tokens.expire(PLATFORM, box.now)
        header = request.headers.get("Authorization", "")
        token = header.removeprefix("Bearer ") if header else request.values.get("access_token", "")
        match box.tokens.standing(PLATFORM, token, box.now):
            case "expired":
                raise _No(190, "Error validating access token: Session has expired on Sunday.", sub=463)
            case "revoked":
                raise _No(190, "Error validating access token: The user has not authorized application.", sub=458)
            case "unknown":
                raise _No(190, "Invalid OAuth access token - Cannot parse access token")
        if scope not in box.tokens.scopes(token):
            raise _No(200, f"(#200) Ad account owner has NOT grant {scope} permission", status=403)
        if box.faults.take("throttle", PLATFORM, request.path, request.method):
            self.regain = 1
            raise _No(
                80004,
                "(#80004) There have been too many calls to this ad-account. Wait a bit and try again.",
                sub=2446079,
                is_transient=True,
            )

    # ---- lists

    def fields(self, row: Row) -> Row:
        """Only what was asked for, and the id."""
        wanted = {"id", *request.args.get("fields", "").split(",")}
        return {name: value for name, value in row.items() if name in wanted}

    def page(self, everything: Sequence[Any], usual: int, make: Callable[[Any], Row] | None = None) -> Row:
        """One page behind a cursor; the address of the next, token included, as Meta does. `make`: rows from what is
        paged, else they are rows with all their fields."""
        box = self.sandbox
        limit = int(request.args.get("limit", usual))
        limit = min(limit, box.page_cap or limit)
        after = request.args.get("after")
        start = int(base64.urlsafe_b64decode(after).decode()) if after else 0
        rows_here = [(make or self.fields)(each) for each in everything[start : start + limit]]
        following = start + limit
        body: Row = {"data": rows_here}
        if not rows_here:
            return body
        if box.faults.take("repeat_page", PLATFORM, request.path):
            following = start
        elif following < len(everything) and box.faults.take("drop_page", PLATFORM, request.path):
            following += limit
        cursor = base64.urlsafe_b64encode(str(following).encode()).decode()
        body["paging"] = {"cursors": {"before": "MAZDZD", "after": cursor}}
        if following < len(everything):
            rest = "&".join(f"{name}={value}" for name, value in request.args.items() if name != "after")
            body["paging"]["next"] = f"{request.base_url}?{rest}&access_token=REDACTED&after={cursor}"
        return body

    # ---- objects

    def find_account(self, account_id: str) -> AccountSpec:
        account = self.sandbox.account(PLATFORM, f"act_{account_id}") or self.sandbox.account(PLATFORM, account_id)
        if account is None:
            raise _No(100, f"Unsupported get request. Object with ID 'act_{account_id}' does not exist", sub=33)
        return account

    def node(self, node: str) -> Row:
        """Any object by its id, deleted ones too."""
        account = self.sandbox.account_of(node)
        if account is None or account.platform != PLATFORM:
            raise _No(100, f"Unsupported get request. Object with ID '{node}' does not exist", sub=33)
        campaign, ad_set, ad = self.sandbox.campaign(node), self.sandbox.ad_set(node), self.sandbox.ad(node)
        if campaign is not None:
            return self.campaign(account, campaign)
        if ad_set is not None:
            return self.ad_set(account, ad_set)
        assert ad is not None  # noqa: S101 - an account was found for it
        return self.ad(ad)

    # ---- insights

    def start_report(self, account: AccountSpec, options: Mapping[str, str]) -> str:
        run_id = str(6_023_920_149_050 + len(self.reports))
        self.reports[run_id] = (account, dict(options), 0)
        return run_id

    def report_state(self, run_id: str) -> Row:
        """A report is asked for twice before it is there, and says 100% once before it is."""
        account, options, asked = self.reports[run_id]
        self.reports[run_id] = account, options, asked + 1
        status = ("Job Running", "Job Running", "Job Completed")[min(asked, 2)]
        percent = (40, 100, 100)[min(asked, 2)]
        return {"id": run_id, "async_status": status, "async_percent_completion": percent}

    def insights(self, account: AccountSpec, options: Mapping[str, str]) -> Row:
        level, span = options.get("level", "account"), json.loads(options["time_range"])
        first, last = date.fromisoformat(span["since"]), date.fromisoformat(span["until"])
        today = self.sandbox.today(account)
        if (today - first).days > 1127:
            told = "(#3018) The start date of the time range cannot be beyond 37 months from the current date"
            raise _No(3018, told)
        if last < first:
            raise _No(100, "(#100) since must be before until")
        wanted = set(options.get("fields", "impressions,spend").split(","))
        lines = list(self.sandbox.lines(account.id, first, last, by_ad=level == "ad"))
        if level not in {"adset", "ad"}:
            raise _No(100, f"(#100) level {level} is not served here")
        body = self.page(lines, 25, lambda line: self._insight(account, line, wanted))
        if options.get("default_summary") == "true":
            body["summary"] = {
                "spend": _major(sum(line.spend for line in lines)),
                "impressions": str(sum(line.impressions for line in lines)),
                "date_start": first.isoformat(),
                "date_stop": last.isoformat(),
            }
        return body

    def _insight(self, account: AccountSpec, line: Line, wanted: set[str]) -> Row:
        box, day = self.sandbox, line.day.isoformat()
        count, value = line.conversions, line.revenue
        row: Row = {
            "account_id": account.id.removeprefix("act_"),
            "account_currency": box.currency(account),
            "campaign_id": box.parent(line.ad_set),
            "campaign_name": box.name(line.campaign),
            "adset_id": line.ad_set.id,
            "adset_name": box.name(line.ad_set),
            **({"ad_id": line.ad.id, "ad_name": box.name(line.ad)} if line.ad else {}),
            "impressions": str(line.impressions),
            "reach": str(line.reach),
            "clicks": str(line.clicks + line.clicks // 3),
            "inline_link_clicks": str(line.clicks),
            "spend": _major(line.spend),
            "actions": [
                {"action_type": "link_click", "value": str(line.clicks)},
                {"action_type": "omni_purchase", "value": str(count), "7d_click": str(count)},
                {"action_type": "purchase", "value": str(count)},
                {"action_type": "offsite_conversion.fb_pixel_purchase", "value": str(count - count // 12)},
            ],
            "action_values": [
                {"action_type": "omni_purchase", "value": _major(value)},
                {
                    "action_type": "offsite_conversion.fb_pixel_purchase",
                    "value": _major(value * 11 // 12 // 10_000 * 10_000),
                },
            ]
            if value
            else [],
        }
        row["actions"] = [action for action in row["actions"] if action["value"] != "0"]
        kept = {name: item for name, item in row.items() if name in wanted and item not in ("0", [])}
        return kept | {"date_start": day, "date_stop": day}

    # ---- changes

    def change(self, node: str, said: Mapping[str, str]) -> None:
        row = self.node(node)
        account = self.sandbox.account_of(node)
        assert account is not None  # noqa: S101 - the node was found in it
        if not self.sandbox.is_open(account):
            raise _No(368, "The ad account is disabled.", sub=2446289)
        if self.sandbox.is_deleted(node):
            raise _No(100, "(#100) Cannot modify a deleted or archived object")
        for field in ("daily_budget", "lifetime_budget"):
            if field in said:
                self._set_budget(account, node, row, field, said)
        if "status" in said and not _is_dry(said):
            if said["status"] not in {"ACTIVE", "PAUSED"}:
                raise _No(100, "(#100) status must be one of ACTIVE, PAUSED")
            if not self.sandbox.faults.take("ignored_write", PLATFORM, request.path):
                self.sandbox.set_running(node, running=said["status"] == "ACTIVE")

    def _set_budget(self, account: AccountSpec, node: str, row: Row, field: str, said: Mapping[str, str]) -> None:
        box = self.sandbox
        if not said[field].isdecimal():
            raise _No(100, f"(#100) Param {field} must be an integer greater than or equal to 0")
        if not box.carries_budget(node):
            raise _No(100, "The budget stands on another level of this campaign.", sub=1885621)
        lifetime = box.kind(node) is BudgetKind.LIFETIME
        if lifetime != (field == "lifetime_budget"):
            raise _No(100, "(#100) A budget's type cannot be changed while it delivers")
        micros = int(said[field]) * self.unit(account)
        currency = box.currency(account)
        base = 100 if minor_unit(currency) == MICROS else 1
        if micros < LEAST * base * MICROS:
            told = f"Your ad set budget must be more than {currency}{LEAST * base}.00 or your ads may not be delivered."
            raise _No(100, "Invalid parameter", sub=1885272, error_user_title="Budget is too low", error_user_msg=told)
        if micros > 1_000_000 * base * MICROS:
            raise _No(100, "Invalid parameter", sub=1885261, error_user_title="Budget is too high")
        if lifetime and micros * 10 < box.spent(node, ever=True) * 11:
            raise _No(100, "Invalid parameter", error_user_msg="The budget must be at least 10% above what was spent.")
        if row.get("campaign_id") and box.edits_within(node, timedelta(hours=1)) >= 4:
            raise _No(613, "(#613) Calls to this api have exceeded the rate limit.", sub=1487632)
        if _is_dry(said) or box.faults.take("ignored_write", PLATFORM, request.path):
            return
        if box.faults.take("stale_read", PLATFORM, request.path):
            self.stale[node] = box.budget(node) or 0
        box.set_budget(node, micros)


def _is_dry(said: Mapping[str, str]) -> bool:
    return "validate_only" in said.get("execution_options", "")


def _major(micros: int) -> str:
    """An amount as insights tell it: major units, not padded."""
    text = format((Decimal(micros) / MICROS).normalize(), "f")
    return text if text != "-0" else "0"
