"""The director's page: a month, quarter or range against plan and against the period before."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from paidsocial.services.access import Permission
from paidsocial.services.reporting import overview
from paidsocial.services.reporting.overview import Overview
from paidsocial.services.reporting.overview_figures import Part
from paidsocial.web import current, overview_charts
from paidsocial.web.access import requires

blueprint = Blueprint("overview", __name__, url_prefix="/overview")


@blueprint.get("/")
@requires(Permission.VIEW)
def index() -> ResponseReturnValue:
    """The page; everything on it is read without a click."""
    scope = current.scope()
    found = overview.read(
        current.session(),
        current.actor(),
        period=scope.period,
        now=current.now(),
        today=current.today(),
        client_id=scope.client_id,
        currency=scope.currency,
    )
    return render_template(
        "overview/index.html",
        found=found,
        bubbles=overview_charts.bubbles(found),
        sparks=overview_charts.sparks(found),
        asked={"from": found.compared.now.first.isoformat(), "to": found.compared.now.last.isoformat()},
        tables_of=_tables(found),
    )


@dataclass(frozen=True, slots=True)
class Table:
    """A dimension as the page draws it: the largest parts, the others added up, how many there are in all."""

    key: str
    title: str
    parts: tuple[Part, ...]
    others: tuple[Part, ...]
    count: int


def _tables(found: Overview) -> dict[str, Table]:
    """The dimensions by their name."""
    entries = {
        "client": found.clients,
        "platform": found.platforms,
        "objective": found.objectives,
        "campaign": found.campaigns,
    }
    return {key: Table(key, key.capitalize(), d.parts, d.others, d.count) for key, d in entries.items()}
