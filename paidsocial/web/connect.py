"""Connecting a platform, step by step: which one and for whom, the platform's own page and back, which ad accounts.

    new (choose) ─> go ─> the platform's page ─> back ─> accounts ─> the connection, being pulled
                 └> token (paste one instead) ───────────┘

The way back is bound to the browser's session by a state that is good once. What the platform sends back stands in no
page: `back` answers with a redirect whatever happens, so that the address with the code stays in no history.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, PasswordField, RadioField, SelectField
from wtforms.validators import Length

from paidsocial.errors import NotFound, PlatformError, Refused
from paidsocial.services.access import Permission
from paidsocial.services.connections import connecting, health, pulls
from paidsocial.services.connections.connecting import Connectable, Offered
from paidsocial.services.connections.on_the_way import GOOD_FOR
from paidsocial.services.imports import coverage
from paidsocial.web import current, frame, show, typed
from paidsocial.web.access import requires, secret_query
from paidsocial.web.forms import CheckboxesField, Form, Optional, Required, choices, refuse

blueprint = Blueprint("connect", __name__, url_prefix="/data/connections")

_KEPT = "connecting"
_OVER = "This sign-in was started in another window, or it is over. Start again here; nothing was connected."
USUAL = 395


class ChooseForm(Form):
    """Which platform, for which client."""

    client_id = SelectField("Client", [Required()], coerce=typed.choice_id)
    platform = RadioField("Platform", [Required("Choose a platform.")])


class TokenForm(ChooseForm):
    """The same with a token that was made on the platform's own pages."""

    token = PasswordField("Token", [Required("Paste the token."), Length(max=8000)])
    refresh_token = PasswordField("Refresh token", [Optional(), Length(max=8000)])


class AccountsForm(Form):
    """Which ad accounts, from when on, and whether changes may be sent."""

    account = CheckboxesField("Ad accounts")
    days = SelectField("How far back", coerce=int, default=USUAL)
    push = BooleanField("Send approved budget changes to these ad accounts")


@dataclass(frozen=True, slots=True)
class Started:
    """A sign-in on its way, as the browser's session keeps it."""

    state: str
    platform: str
    client_id: int
    connection_id: int | None
    user_id: int | None
    at: float


def _start(platform: str, client_id: int, connection_id: int | None = None) -> ResponseReturnValue:
    user_id, at = current.actor().user_id, current.now().timestamp()
    session[_KEPT] = asdict(Started(secrets.token_urlsafe(32), platform, client_id, connection_id, user_id, at))
    return redirect(url_for("connect.go"))


def _started() -> Started | None:
    """The sign-in that this browser's person began a moment ago."""
    kept = session.get(_KEPT)
    if not isinstance(kept, dict):
        return None
    started = Started(**kept)
    old = current.now().timestamp() - started.at > GOOD_FOR.total_seconds()
    return None if old or started.user_id != current.actor().user_id else started


def _way_back() -> str:
    return url_for("connect.back", _external=True)


def told(error: PlatformError | Refused) -> str:
    """The sentence for the page, with the platform's number for its support."""
    number = error.request_id if isinstance(error, PlatformError) else None
    return f"{error.message} Its request number: {number}." if number else error.message


# -- which platform --


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def new() -> ResponseReturnValue:
    """Choose a client and a platform."""
    form = ChooseForm(data=_asked_for())
    found = _fill(form)
    if form.validate_on_submit():
        return _start(form.platform.data, form.client_id.data)
    return _choose_page("connect/new.html", form, found)


@blueprint.route("/token", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def token() -> ResponseReturnValue:
    """Paste a token instead: a system user's, a long-lived one."""
    form = TokenForm(data=_asked_for())
    found = _fill(form)
    if form.validate_on_submit():
        try:
            connection_id = connecting.from_token(
                current.session(),
                current.actor(),
                current.live(),
                form.platform.data,
                client_id=form.client_id.data,
                token=form.token.data or "",
                refresh_token=form.refresh_token.data or "",
            )
        except Refused as error:
            refuse(form, error)
        except PlatformError as error:
            form.token.errors = [told(error)]
        else:
            return redirect(url_for("connect.accounts", connection_id=connection_id))
    return _choose_page("connect/token.html", form, found)


def _asked_for() -> dict[str, Any]:
    return {"client_id": current.scope().client_id, "platform": request.args.get("platform")}


def _fill(form: ChooseForm) -> list[Connectable]:
    found = connecting.platforms(current.live(), current.actor())
    ready = {each.slug: each.name for each in found if not each.to_set}
    form.platform.choices = choices(ready)
    form.client_id.choices = choices(
        {client.id: client.name for client in coverage.clients(current.session(), current.actor())}
    )
    if form.platform.data not in ready and len(ready) == 1 and not form.is_submitted():
        form.platform.data = next(iter(ready))
    return found


def _choose_page(template: str, form: ChooseForm, found: list[Connectable]) -> ResponseReturnValue:
    return render_template(template, form=form, platforms=found), 422 if form.is_submitted() else 200


# -- there and back --


@blueprint.post("/<int:connection_id>/again")
@requires(Permission.ADMINISTER)
def again(connection_id: int) -> ResponseReturnValue:
    """Sign in anew for a connection that there is."""
    found = health.one(current.session(), current.actor(), connection_id, now=current.now())
    return _start(found.platform, found.client_id, found.id)


@blueprint.get("/go")
@requires(Permission.ADMINISTER)
def go() -> ResponseReturnValue:
    """What the platform will ask, and the link that leads there.

    A link and no form: the content policy lets no form lead to another host.
    """
    started = _started()
    if started is None:
        frame.warn(_OVER)
        return redirect(url_for("connect.new"))
    try:
        address = connecting.begin(
            current.session(),
            current.actor(),
            current.live(),
            started.platform,
            redirect_uri=_way_back(),
            state=started.state,
        )
    except (PlatformError, Refused) as error:
        return _stay(started, told(error))
    platform = current.live().platform(started.platform)
    return render_template(
        "connect/go.html",
        started=started,
        platform=platform,
        address=address,
        host=urlsplit(address).netloc,
        way_back=_way_back(),
    )


@blueprint.get("/back")
@requires(Permission.ADMINISTER)
@secret_query
def back() -> ResponseReturnValue:
    """Where the platform sends the person: checks that this browser began it, exchanges the code, goes on."""
    started = _started()
    session.pop(_KEPT, None)
    if started is None or not hmac.compare_digest(started.state.encode(), request.args.get("state", "").encode()):
        frame.warn(_OVER)
        return redirect(url_for("connect.new"))
    try:
        connection_id = connecting.finish(
            current.session(),
            current.actor(),
            current.live(),
            started.platform,
            client_id=started.client_id,
            answer=request.args.to_dict(),
            redirect_uri=_way_back(),
            state=started.state,
            connection_id=started.connection_id,
        )
        if started.connection_id is not None:
            return _connected_again(connection_id)
    except (PlatformError, Refused) as error:
        return _stay(started, told(error))
    return redirect(url_for("connect.accounts", connection_id=connection_id))


def _stay(started: Started, message: str) -> ResponseReturnValue:
    frame.warn(message)
    return redirect(url_for("connect.new", client=started.client_id, platform=started.platform))


def _connected_again(connection_id: int) -> ResponseReturnValue:
    """What was waiting for the sign-in is pulled at once; a connection without ad accounts is asked for some."""
    try:
        count = pulls.ask_all(current.session(), current.actor(), connection_id, now=current.now())
    except Refused:
        return redirect(url_for("connect.accounts", connection_id=connection_id))
    frame.done(f"Connected again; {show.count(count, 'ad account is', 'ad accounts are')} pulled now.")
    return redirect(url_for("connections.show", connection_id=connection_id))


# -- which ad accounts --


@blueprint.route("/<int:connection_id>/accounts", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def accounts(connection_id: int) -> ResponseReturnValue:
    """Choose the ad accounts to pull, of those that the sign-in opens."""
    of = health.one(current.session(), current.actor(), connection_id, now=current.now())
    form = AccountsForm()
    form.days.choices = _days_back(of.platform)
    try:
        offered = connecting.offered(current.session(), current.actor(), current.live(), connection_id)
    except NotFound:
        raise
    except (PlatformError, Refused) as error:
        page = render_template("connect/accounts.html", of=of, form=form, offered=[], problem=told(error), ticked=set())
        return page, 502
    form.account.choices = choices({each.account.id: each.account.name for each in offered})
    if form.validate_on_submit():
        try:
            ids = _choose(connection_id, form, offered)
        except Refused as error:
            refuse(form, error)
        else:
            count = show.count(len(ids), "ad account is", "ad accounts are")
            frame.done(f"{count} connected, and the first pull begins. Come back any time: it goes on by itself.")
            return redirect(url_for("connections.show", connection_id=connection_id))
    ticked = set(form.account.data or ()) if form.is_submitted() else _usual(offered)
    page = render_template("connect/accounts.html", of=of, form=form, offered=offered, problem="", ticked=ticked)
    return page, 422 if form.is_submitted() else 200


def _choose(connection_id: int, form: AccountsForm, offered: list[Offered]) -> list[int]:
    return connecting.choose(
        current.session(),
        current.actor(),
        connection_id,
        offered,
        form.account.data or (),
        now=current.now(),
        since=current.today() - timedelta(days=form.days.data),
        push=bool(form.push.data),
    )


def _usual(offered: list[Offered]) -> set[str]:
    """What is ticked at first: all that can be pulled and is not yet, where they are few enough to be looked at."""
    new = {each.account.id for each in offered if not each.problem and not each.pulled and each.account.open}
    return new if len(new) <= 10 else set()


def _days_back(slug: str) -> list[Any]:
    most = current.live().platform(slug).connector.first_day
    words = {30: "30 days", 90: "90 days", USUAL: "13 months, so that a whole year can be seen"}
    offered = {days: text for days, text in words.items() if days < most}
    return choices({**offered, most: f"As far as it tells: {show.count(most // 30, 'month')}"})
