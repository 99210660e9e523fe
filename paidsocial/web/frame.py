"""What every page shares: the rail, the top bar, addresses that keep the scope, messages with undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flask import Flask, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from paidsocial.errors import BadInput
from paidsocial.services.access import Permission, Role
from paidsocial.services.changes import push_limits
from paidsocial.services.changes.push_limits import Stopped
from paidsocial.services.performance import freshness
from paidsocial.services.workspace import clients, people
from paidsocial.web import current, drawing, show
from paidsocial.web.access import may_open
from paidsocial.web.forms import COMMON_CURRENCIES, common_time_zones, field_attributes
from paidsocial.web.scope import PARAMETERS, period_choices

ICONS: Final = "vendor/tabler-icons-3.51.0/sprite.svg"


@dataclass(frozen=True, slots=True)
class Destination:
    """A line of the rail. It shows where its page exists and the person's role may open it."""

    label: str
    endpoint: str
    icon: str
    covers: tuple[str, ...] = ()  # other blueprints whose pages belong to it


DESTINATIONS = (
    Destination("Overview", "overview.index", "report-analytics"),
    Destination("Today", "today.index", "checklist"),
    Destination("Campaigns", "campaigns.index", "speakerphone", ("proposing",)),
    Destination("Plan & pacing", "pacing.index", "gauge"),
    Destination("Forecast", "forecasts.index", "trending-up", ("accuracy", "lift_tests")),
    Destination("Reallocate", "reallocate.index", "arrows-exchange", ("reallocate_weeks",)),
    Destination("Changes", "changes.index", "list-check", ("sending",)),
    Destination("Finance", "finance.index", "receipt"),
    Destination("Reports", "reports.index", "file-spreadsheet"),
    Destination(
        "Data", "data.index", "database-import", ("connections", "connect", "connected", "imported", "account_days")
    ),
)
ADMINISTRATION = (
    Destination("Exchange rates", "rates.index", "coins"),
    Destination("Administration", "admin.index", "settings", ("clients",)),
    Destination("Audit", "audit.index", "history"),
)
HOMES: Mapping[Role, tuple[str, ...]] = {
    Role.SPECIALIST: ("today.index", "campaigns.index"),
    Role.DIRECTOR: ("overview.index", "changes.index"),
    Role.FINANCE: ("finance.index", "overview.index"),
    Role.ADMINISTRATOR: ("today.index", "overview.index", "admin.index"),
    Role.VIEWER: ("overview.index", "campaigns.index"),
}


def home_endpoint() -> str:
    """The page a person's role comes for."""
    wanted = HOMES[current.actor().role]
    return next((endpoint for endpoint in wanted if may_open(endpoint)), "auth.you")


def destinations() -> list[Destination]:
    """The rail's upper part, for this person; what they come for stands first."""
    first = home_endpoint()
    open_to_them = [entry for entry in DESTINATIONS if may_open(entry.endpoint)]
    return sorted(open_to_them, key=lambda entry: entry.endpoint != first)


def administration() -> list[Destination]:
    """The rail's lower part, for this person."""
    return [entry for entry in ADMINISTRATION if may_open(entry.endpoint)]


def is_here(destination: Destination) -> bool:
    """Whether the page shown belongs to this line of the rail."""
    return request.blueprint in {destination.endpoint.partition(".")[0], *destination.covers}


# Addresses


def url_with(**changes: Any) -> str:
    """This page's address with parameters changed; None removes one. A change goes back to the first page of a list."""
    if request.endpoint is None:
        return request.path
    values: dict[str, Any] = request.args.to_dict(flat=False)
    values.pop("page", None)
    # `from` is a Python keyword: templates write from_.
    changes = {name.rstrip("_"): value for name, value in changes.items()}
    values |= {name: str(value) if not isinstance(value, list | tuple) else value for name, value in changes.items()}
    kept = {name: value for name, value in values.items() if changes.get(name, "") is not None}
    return url_for(request.endpoint, **{**(request.view_args or {}), **kept})


def url_scoped(endpoint: str, **values: Any) -> str:
    """Another page's address that keeps the scope: client, ad account, period, currency."""
    try:
        kept = current.scope().query()
    except BadInput:
        kept = {}
    return url_for(endpoint, **{**kept, **values})


def _stamp(endpoint: str, values: dict[str, Any]) -> None:
    """Static files are cached for a year under an address that changes with them."""
    if endpoint != "static" or "filename" not in values or "v" in values:
        return
    stamps: dict[str, str] = current_app.extensions.setdefault("static_stamps", {})
    name = values["filename"]
    if name not in stamps or current_app.debug:
        try:
            stamps[name] = format(int((Path(current_app.static_folder or "") / name).stat().st_mtime), "x")
        except OSError:
            stamps[name] = "0"
    values["v"] = stamps[name]


# Messages


def done(message: str, *, undo: str | None = None, undo_values: Mapping[str, str] | None = None) -> None:
    """Say on the next page that something was done; `undo` is an address that takes it back by POST."""
    flash({"text": message, "undo": undo, "values": dict(undo_values or {})}, "done")  # type: ignore[arg-type]  # any JSON


def warn(message: str) -> None:
    """Say on the next page what needs attention."""
    flash(message, "warning")


# The top bar


@dataclass(frozen=True, slots=True)
class Chosen:
    """The scope in names, for the top bar."""

    client: str | None
    account: str | None


def chosen() -> Chosen:
    """The names of the client and the ad account in the address; NotFound where they are not this person's."""
    if "chosen" not in g:
        scope = current.scope()
        g.chosen = Chosen(*clients.names(current.session(), current.actor(), scope.client_id, scope.account_id))
    names: Chosen = g.chosen
    return names


def shown_currency() -> str:
    """The currency to show amounts in: the address's, the client's, or the one the organisation reports in."""
    scope = current.scope()
    if scope.currency is None and "shown_currency" not in g:
        g.shown_currency = clients.reporting_currency(current.session(), current.actor(), client_id=scope.client_id)
    return scope.currency or str(g.shown_currency)


def currency_choices() -> list[str]:
    """The currencies that amounts may be shown in."""
    return clients.currencies(current.session(), current.actor())


def freshness_chip() -> freshness.Freshness:
    """How fresh the figures are, over the accounts that this page may show."""
    if "freshness" not in g:
        scope = current.scope()
        g.freshness = freshness.read(
            current.session(),
            current.actor(),
            client_id=scope.client_id,
            account_id=scope.account_id,
            now=current.now(),
        )
    found: freshness.Freshness = g.freshness
    return found


def stopped() -> Stopped | None:
    """Whether sending to the platforms is stopped; every page says so."""
    if "stopped" not in g:
        g.stopped = push_limits.stopped(current.session())
    found: Stopped | None = g.stopped
    return found


def preference(name: str, default: str) -> str:
    """A preference of the person signed in."""
    person = current.user()
    return str(person.preferences.get(name, default)) if person is not None else default


def icon(name: str, label: str = "") -> Markup:
    """An icon of the sprite; with a `label` it speaks, without it is silent."""
    voice = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    address = url_for("static", filename=ICONS)
    return Markup('<svg class="icon" {}><use href="{}#{}"/></svg>').format(voice, address, name)


def _instant(value: Any, **options: Any) -> Markup:
    return show.instant(value, current.time_zone(), **options)


def lead_to_set_up() -> ResponseReturnValue | None:
    """Before every request: an empty installation starts with its set-up page."""
    runtime = current.runtime()
    if not runtime.set_up:
        runtime.set_up = people.anyone(current.session())
    if runtime.set_up or request.endpoint in {None, "static", "setup.index", "auth.health"}:
        return None
    return redirect(url_for("setup.index"))


def init_app(app: Flask) -> None:
    """Give every template the frame's names."""
    app.url_defaults(_stamp)
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31_536_000
    app.jinja_env.filters["name_of"] = lambda key, names: names.get(key, "")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        Permission=Permission,
        COMMON_CURRENCIES=COMMON_CURRENCIES,
        SCOPE_PARAMETERS=PARAMETERS,
        administration=administration,
        chosen=chosen,
        common_time_zones=common_time_zones,
        currency_choices=currency_choices,
        current=current,
        destinations=destinations,
        draw=drawing,
        field_attributes=field_attributes,
        freshness_chip=freshness_chip,
        home_endpoint=home_endpoint,
        icon=icon,
        instant=_instant,
        is_here=is_here,
        may_open=may_open,
        period_choices=lambda: period_choices(current.today()),
        preference=preference,
        show=show,
        shown_currency=shown_currency,
        stopped=stopped,
        url_scoped=url_scoped,
        url_with=url_with,
    )
