"""Forecast: what the next days bring if spend goes on as it does, or at another spend; and the same as a file."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from paidsocial.errors import BadInput, NotEnoughData
from paidsocial.services.access import Permission
from paidsocial.services.prediction import forecast_export, forecast_page, forecasts
from paidsocial.services.prediction.forecast_page import GRADES, SIZE, ForecastPage, ForecastQuery, Sort
from paidsocial.services.prediction.forecast_plans import Plan
from paidsocial.services.prediction.forecast_runs import Event
from paidsocial.services.prediction.histories import check_level
from paidsocial.services.prediction.pools import LeftOut
from paidsocial.services.prediction.unit_forecasts import UnitForecast, stop_words
from paidsocial.services.spreadsheets import csv_chunks
from paidsocial.web import current, forecast_charts, show, typed
from paidsocial.web.access import requires
from paidsocial.web.campaign_charts import BREAK

blueprint = Blueprint("forecasts", __name__, url_prefix="/forecast")

HORIZONS = (("7", "7 days"), ("14", "14 days"), ("28", "28 days"), ("month", "To month end"))
MONTH = "month"
_AMOUNT = "spend_"  # and a unit's id: its planned spend a day
_MOST_AMOUNTS = 200
_RECENT = 60  # days in which a launch, a pause or a jump still tells something
_MOST_TOLD = 3
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for, and as of which day; `planning`: whether the fields for other spend are open."""

    query: ForecastQuery
    as_of: date
    planning: bool

    @property
    def days(self) -> str:
        """The horizon as in the address."""
        return MONTH if self.query.month_end else str(self.query.horizon)

    @property
    def custom(self) -> bool:
        """Whether the horizon is none of the presets."""
        return self.days not in dict(HORIZONS)

    @property
    def amounts(self) -> dict[int, str]:
        """What is typed per unit."""
        return {int(unit): text for unit, text in (self.query.plan.amounts if self.query.plan else ())}


def _asked() -> Asked:
    """Read the address. Raises BadInput where a part of it does not exist."""
    scope, arguments = current.scope(), request.args
    days = arguments.get("days") or "28"
    number = typed.whole(days, 4)
    if days != MONTH and number is None:
        raise BadInput(f"“{days}” is no number of days; choose one from the list.", field="days")
    evidence = arguments.get("evidence") or None
    if evidence is not None and evidence not in GRADES:
        raise BadInput(f"“{evidence}” is not a grade of evidence; choose one of the chips.", field="evidence")
    sort, descending = _sort(arguments.get("sort") or "-spend")
    amounts = _amounts()
    change = arguments.get("change", "").strip()
    query = ForecastQuery(
        horizon=forecasts.check_horizon(number) if number is not None else 28,
        month_end=days == MONTH,
        level=check_level(arguments.get("level") or "campaign"),
        currency=scope.currency,
        client_id=scope.client_id,
        account_id=scope.account_id,
        platform=arguments.get("platform") or None,
        evidence=evidence,
        text=arguments.get("q", ""),
        sort=sort,
        descending=descending,
        page=typed.page(),
        plan=Plan(change, amounts) if change or amounts else None,
    )
    return Asked(query, current.as_of(), planning=arguments.get("plan") == "1" or query.plan is not None)


def _sort(text: str) -> tuple[Sort, bool]:
    try:
        return Sort(text.removeprefix("-")), text.startswith("-")
    except ValueError:
        raise BadInput(f"“{text}” is not a column to sort by.", field="sort") from None


def _amounts() -> tuple[tuple[str, str], ...]:
    found = []
    for name, text in request.args.items():
        unit = typed.whole(name.removeprefix(_AMOUNT)) if name.startswith(_AMOUNT) else None
        if unit is not None and text.strip():
            found.append((str(unit), text.strip()))
    if len(found) > _MOST_AMOUNTS:
        raise BadInput(
            f"An address holds at most {_MOST_AMOUNTS} amounts; change all of them by a share, or use the command "
            "line for more.",
            field="spend",
        )
    return tuple(found)


def _read(asked: Asked) -> ForecastPage:
    return forecast_page.page(current.session(), current.actor(), asked.query, now=current.now(), today=asked.as_of)


def _at_hand(asked: Asked) -> bool:
    return forecast_page.at_hand(current.session(), current.actor(), asked.query, now=current.now(), today=asked.as_of)


@blueprint.get("/ready")
@requires(Permission.VIEW)
def ready() -> ResponseReturnValue:
    """Fetched by pages that new figures come in through: the forecast that is looked at next is made meanwhile."""
    scope = current.scope()
    forecasts.prepare(
        current.session(),
        current.actor(),
        now=current.now(),
        as_of=current.today(),
        currency=scope.currency,
        client_id=scope.client_id,
    )
    return "", 204


@blueprint.get("/")
@requires(Permission.VIEW)
def index() -> ResponseReturnValue:
    """The forecast; everything chosen stands in the address, and nothing is written for what is planned.

    Where thousands of campaigns are to be fitted first, a page that fetches it.
    """
    if any(not text.strip() for name, text in request.args.items() if name == "change" or name.startswith(_AMOUNT)):
        return redirect(url_for("forecasts.index", **_typed()))
    asked, problem, amiss = _asked(), "", ""
    if not (current.is_fragment() or request.args.get("now")) and not _at_hand(asked):
        return render_template("forecasts/waiting.html", asked=asked)
    try:
        try:
            found = _read(asked)
        except BadInput as refusal:
            if asked.query.plan is None:
                raise
            # What was planned cannot be: say so, and show the forecast without it.
            problem, amiss = refusal.message, refusal.field or ""
            found = _read(replace(asked, query=replace(asked.query, plan=None)))
    except NotEnoughData as refusal:
        return _nothing(asked, refusal.message)
    except BadInput as refusal:
        if refusal.field != "currency":
            raise
        return _nothing(asked, refusal.message)
    return render_template(
        "forecasts/index.html",
        found=found,
        made=found.forecast,
        asked=asked,
        query=asked.query,
        problem=problem,
        amiss=amiss,
        horizons=HORIZONS,
        size=SIZE,
        sort=request.args.get("sort") or "-spend",
        chart=forecast_charts.weeks(found),
        export={ending: url_for("forecasts.export", format=ending, **_typed("page")) for ending in ("csv", "xlsx")},
        kept=_kept,
        amounts_off=_amounts_off,
        stop_words=stop_words,
        basis=forecasts.BASIS,
        told=lambda unit: _told(unit, found.forecast.through),
        shown_ids={unit.id for unit in found.shown},
        left_out=[left for left in found.forecast.left_out if not _is_idle(left, found)],
    ), 422 if problem else 200


def _typed(*without: str) -> dict[str, Any]:
    """The address's parameters that say something."""
    found = {name: [text for text in texts if text.strip()] for name, texts in request.args.lists()}
    return {name: texts for name, texts in found.items() if texts and name not in without}


def _kept(*without: str) -> list[tuple[str, str]]:
    """Parameters to carry along as hidden fields."""
    return [(name, text) for name, texts in _typed(*without, "page").items() for text in texts]


def _amounts_off() -> dict[str, None]:
    """The single amounts of the address, to be taken out of it: ids of one level mean nothing on the other."""
    return {name: None for name in request.args if name.startswith(_AMOUNT)}


def _told(unit: UnitForecast, through: date) -> list[Event]:
    """What a row of the table tells of a unit: breaks of level, and the rest while it is recent."""
    told = (event for event in unit.events if event.kind == BREAK or (through - event.day).days <= _RECENT)
    return list(islice(told, _MOST_TOLD))


def _is_idle(left: LeftOut, found: ForecastPage) -> bool:
    """Units without spend stand in a list of their own, with links."""
    return bool(found.forecast.idle) and left.reason in {forecasts.IDLE, forecasts.OFF}


def _nothing(asked: Asked, reason: str) -> ResponseReturnValue:
    """Why there is no forecast, and the next step."""
    instead = forecast_page.instead(
        current.session(), current.actor(), asked.query, now=current.now(), today=asked.as_of
    )
    return render_template(
        "forecasts/nothing.html",
        reason=_in_words(show.for_page(reason)),
        asked=asked,
        earlier=instead.earlier,
        currencies=instead.currencies,
    )


def _in_words(reason: str) -> str:
    """A refusal with its days as people write them."""
    return re.sub(r"\b\d{4}-\d{2}-\d{2}\b", lambda found: show.day_text(date.fromisoformat(found.group())), reason)


@blueprint.get("/forecast.<any(csv, xlsx):format>")
@requires(Permission.VIEW)
def export(format: str) -> ResponseReturnValue:  # noqa: A002 - the name of the address's part
    """The table as a file: all its pages, the same figures."""
    asked = _asked()
    found = _read(replace(asked, query=replace(asked.query, page=None)))
    if format == "csv":
        body: Any = b"".join(csv_chunks(forecast_export.HEADINGS, forecast_export.rows(found)))
    else:
        with tempfile.TemporaryFile() as book:
            forecast_export.write(book, found)
            book.seek(0)
            body = book.read()
    answer = Response(body, content_type="text/csv; charset=utf-8" if format == "csv" else _XLSX)
    name = forecast_export.file_name(found, format)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
