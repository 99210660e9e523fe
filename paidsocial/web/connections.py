"""Data, connections: every sign-in on a platform with its health, its ad accounts, and what somebody has to do."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from paidsocial.services.access import Permission
from paidsocial.services.connections import connecting, health, pulls
from paidsocial.services.connections.health import AccountHealth, ConnectionHealth
from paidsocial.web import current, frame, show, typed
from paidsocial.web.access import requires

blueprint = Blueprint("connections", __name__, url_prefix="/data/connections")

SIZE = 10  # connections on a page
FEW = 8  # ad accounts of each there
ACCOUNTS = 50  # on a connection's own page
_MOST_LIVE = 200


@blueprint.get("/")
@requires(Permission.VIEW)
def index() -> ResponseReturnValue:
    """Every connection, those that need somebody first."""
    every = health.listing(current.session(), current.actor(), now=current.now(), client_id=current.scope().client_id)
    search, page = request.args.get("q", "").strip()[:200], typed.page()
    waits = request.args.get("show") == "waits"
    rows = {each.id: _rows(each, search.casefold(), waits=waits) for each in every}
    found = [each for each in every if rows[each.id] is not None]
    shown = found[(page - 1) * SIZE : page * SIZE]
    listed = {each.id: rows[each.id] or () for each in shown}
    return render_template(
        "connections/index.html",
        title=_title(every),
        any=bool(every),
        search=search,
        waits=waits,
        needing=sum(_waits(each) for each in every),
        connections=shown,
        rows=listed,
        narrows=len(every) > SIZE or any(len(each.accounts) > FEW for each in every),
        total=len(found),
        page=page,
        size=SIZE,
        few=FEW,
        under_way=_under_way([account for own in listed.values() for account in own[:FEW]]),
    )


def _waits(each: ConnectionHealth) -> bool:
    """Whether the connection or one of its ad accounts needs somebody."""
    return not each.well or any(_needs(account) for account in each.accounts)


def _needs(account: AccountHealth) -> bool:
    return account.needs_somebody or account.overdue


def _rows(each: ConnectionHealth, search: str, *, waits: bool) -> tuple[AccountHealth, ...] | None:
    """The ad accounts of a connection that are looked for, all where its own name is; None: it is not to be shown."""
    accounts = each.accounts
    if waits:
        if not _waits(each):
            return None
        accounts = accounts if each.remedy else tuple(account for account in accounts if _needs(account))
    if not search or any(search in name.casefold() for name in (each.client, each.platform_name)):
        return accounts
    return tuple(account for account in accounts if search in account.name.casefold()) or None


def _title(every: Sequence[ConnectionHealth]) -> str:
    if not every:
        return "No platform is connected yet"
    needing = sum(not each.well for each in every)
    well = len(every) - needing
    if needing:
        told = f"{show.count(needing, 'connection needs', 'connections need')} you"
        return f"{told}; {well} {'is' if well == 1 else 'are'} well" if well else told
    through = min((each.through for each in every if each.through is not None), default=None)
    if through is None:
        return f"{show.count(well, 'connection')}; nothing is pulled yet"
    return f"{show.count(well, 'connection is', 'connections are')} well; figures to {show.day_text(through)}"


@blueprint.get("/<int:connection_id>", endpoint="show")
@requires(Permission.VIEW)
def show_one(connection_id: int) -> ResponseReturnValue:
    """One connection with all its ad accounts."""
    found = health.one(current.session(), current.actor(), connection_id, now=current.now())
    search, page = request.args.get("q", "").strip()[:200], typed.page()
    accounts = [each for each in found.accounts if search.casefold() in each.name.casefold()]
    shown = accounts[(page - 1) * ACCOUNTS : page * ACCOUNTS]
    return render_template(
        "connections/show.html",
        found=found,
        accounts=shown,
        total=len(accounts),
        search=search,
        page=page,
        size=ACCOUNTS,
        under_way=_under_way(shown),
    )


def _under_way(accounts: Sequence[AccountHealth]) -> list[int]:
    return [account.id for account in accounts if account.under_way]


@blueprint.get("/live")
@requires(Permission.VIEW)
def live() -> ResponseReturnValue:
    """The rows of the ad accounts that a page shows as under way, as they are now."""
    asked = request.args.getlist("account", type=typed.choice_id)[:_MOST_LIVE]
    accounts = health.accounts(current.session(), current.actor(), asked, now=current.now())
    return render_template("connections/_live.html", accounts=accounts, under_way=_under_way(accounts))


@blueprint.post("/<int:connection_id>/pull")
@requires(Permission.IMPORT)
def pull(connection_id: int) -> ResponseReturnValue:
    """Ask for a pull of every ad account of a connection."""
    count = pulls.ask_all(current.session(), current.actor(), connection_id, now=current.now())
    frame.done(f"{show.count(count, 'ad account is', 'ad accounts are')} pulled now; the rows tell when they are done.")
    if request.form.get("back") == "show":
        return redirect(url_for("connections.show", connection_id=connection_id))
    return redirect(frame.url_scoped("connections.index"))


@blueprint.post("/<int:connection_id>/close")
@requires(Permission.ADMINISTER)
def close(connection_id: int) -> ResponseReturnValue:
    """Forget a sign-in's tokens."""
    connecting.close(current.session(), current.actor(), connection_id, now=current.now())
    frame.done("Closed: its tokens are forgotten and nothing is pulled or sent any more. Its figures stay.")
    return redirect(frame.url_scoped("connections.index"))
