"""Spread a total over the next weeks, where some are expected to convert better: a plan to read and to export."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from paidsocial.domain.days import parse_day
from paidsocial.domain.money import micros_to_decimal
from paidsocial.errors import BadInput, NotEnoughData, Refused
from paidsocial.services.access import Permission
from paidsocial.services.reallocation import weekly_plans
from paidsocial.services.reallocation.weekly_plans import MOST_WEEKS, WeeklyPlan
from paidsocial.web import current, reallocate_form, show
from paidsocial.web.access import requires
from paidsocial.web.campaign_charts import Picture
from paidsocial.web.pacing_view import cache
from paidsocial.web.reallocate import nothing
from paidsocial.web.reallocate_form import Asked

blueprint = Blueprint("reallocate_weeks", __name__, url_prefix="/reallocate/weeks")

WEEKS = 4
_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@blueprint.get("/")
@requires(Permission.RECOMMEND)
def index() -> ResponseReturnValue:
    """The plan for the rates in the address; nothing is stored or sent."""
    asked, rates = _read()
    problem, plan = "", None
    number = request.args.get("count", type=int) or 0
    if number > MOST_WEEKS:
        problem = f"{number} weeks are too many to plan at once; {MOST_WEEKS}, the most, are shown."
    try:
        plan = _spread(asked, rates)
    except NotEnoughData as refusal:
        return nothing(asked.ask, refusal.message)
    except Refused as refusal:
        problem = show.for_page(refusal.message)
    return render_template(
        "reallocate/weeks.html",
        plan=plan,
        problem=problem,
        asked=asked,
        rates=rates,
        most=MOST_WEEKS,
        first_day=request.args.get("first_day") or current.as_of().isoformat(),
        looks_back=current.as_of() != current.today(),
        title=_title(plan),
        gap=plan.certificate if plan else "",
        picture=_picture(plan) if plan else None,
        labels=_labels(plan) if plan else [],
        pass_on=[pair for pair in asked.everything() if pair[0] != "total" or asked.ask.more],
    )


@blueprint.get("/weeks.<kind>")
@requires(Permission.RECOMMEND)
def sheet(kind: str) -> ResponseReturnValue:
    """The same as CSV or XLSX."""
    asked, rates = _read()
    plan = _spread(asked, rates)
    content = weekly_plans.sheet(plan, kind)
    name = f"weeks-from-{plan.weeks[0].period.first.isoformat()}.{kind}"
    return Response(
        content, content_type=_TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _read() -> tuple[Asked, list[str]]:
    client_id = current.scope().client_id
    if client_id is None:
        raise BadInput("Choose a client first.", field="client")
    asked = reallocate_form.read(request.args, client_id, current.scope().currency)
    rates = [text.strip() or "1" for text in request.args.getlist("rate")][:MOST_WEEKS]
    number = request.args.get("count", type=int) or len(rates) or WEEKS
    number = min(max(number, 1), MOST_WEEKS)
    return asked, [*rates, *["1"] * number][:number]


def _spread(asked: Asked, rates: list[str]) -> WeeklyPlan:
    first = request.args.get("first_day")
    return weekly_plans.spread(
        current.session(),
        current.actor(),
        asked.ask,
        rates=weekly_plans.rates_of(rates),
        first_day=parse_day(first) if first else current.as_of(),
        now=current.now(),
        as_of=current.as_of(),
        months=cache(),
    )


def _labels(plan: WeeklyPlan) -> list[str]:
    """What stands before a week's amount on a phone; with the year where it is another than today's."""
    this = current.today().year
    days = [(week, week.period.first) for week in plan.weeks]
    return [f"{show.day_text(first, year=first.year != this)}, × {week.rate:g}" for week, first in days]


def _title(plan: WeeklyPlan | None) -> str:
    if plan is None:
        return "These weeks cannot be planned"
    total = show.money_text(plan.total.micros, plan.currency, places=0)
    number = show.count(len(plan.weeks), "week")
    if plan.gain.micros <= 0:
        return f"{total} over {number}: every week gets the same"
    gain = show.money_text(plan.gain.micros, plan.currency, places=0)
    low, high = (show.money_text(end.micros, plan.currency, places=0) for end in (plan.gain_low, plan.gain_high))
    return f"{total} over {number}; if your rates are right, about {gain} ({low} to {high}) more than evenly spread"


def _picture(plan: WeeklyPlan) -> Picture:
    """Budget a day and expected revenue a day, week by week."""
    days = [show.short_period_text(week.period) for week in plan.weeks]
    bars: list[dict[str, Any]] = [
        {
            "name": "Budget a day",
            "type": "bar",
            "barMaxWidth": 44,
            "data": [float(micros_to_decimal(week.daily.micros)) for week in plan.weeks],
        },
        {
            "name": "Expected revenue a day",
            "type": "bar",
            "barMaxWidth": 44,
            "data": [float(micros_to_decimal(week.revenue.micros)) for week in plan.weeks],
        },
    ]
    option = {
        "paid": {"format": "money", "currency": plan.currency},
        "legend": {},
        "grid": {"top": 40, "bottom": 26, "right": 16},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": days},
        "yAxis": {"type": "value"},
        "series": bars,
    }
    rows = tuple(
        (day, show.money(week.daily.micros, plan.currency), show.money(week.revenue.micros, plan.currency))
        for day, week in zip(days, plan.weeks, strict=True)
    )
    columns = ("Week", "Budget a day", "Expected revenue a day")
    return Picture(option, "Budget and expected revenue a day, week by week", columns, rows)
