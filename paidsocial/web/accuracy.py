"""How good the forecasts were: held against what came, beside the simple rules that a specialist would use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from paidsocial.errors import BadInput, NotEnoughData
from paidsocial.services.access import Permission
from paidsocial.services.prediction import backtest_export, backtest_words, backtests, pools
from paidsocial.services.prediction.backtest_runs import HORIZONS
from paidsocial.services.prediction.backtests import Accuracy, Backtest, Comparison, Decisions
from paidsocial.services.prediction.histories import check_level
from paidsocial.services.spreadsheets import csv_chunks
from paidsocial.web import accuracy_charts, current, frame, show
from paidsocial.web.access import requires

blueprint = Blueprint("accuracy", __name__, url_prefix="/forecast/accuracy")


def _asked() -> dict[str, Any]:
    """What the address asks for. Raises BadInput where it names no horizon or level."""
    scope, days = current.scope(), request.args.get("days") or str(HORIZONS[-1])
    if days not in {str(each) for each in HORIZONS}:
        raise BadInput(f"“{days}” is not a horizon that is kept; choose 7, 14 or 28 days.", field="days")
    return {
        "horizon": int(days),
        "level": check_level(request.args.get("level") or "campaign"),
        "currency": scope.currency,
        "client_id": scope.client_id,
    }


def _read(asked: dict[str, Any], *, compute: bool) -> Backtest | None:
    return backtests.reach(current.session(), current.actor(), now=current.now(), compute=compute, **asked)


def _decided(asked: dict[str, Any], *, compute: bool) -> Decisions | None:
    return backtests.decisions(current.session(), current.actor(), now=current.now(), compute=compute, **asked)


@blueprint.get("/")
@requires(Permission.VIEW)
def index() -> ResponseReturnValue:
    """The page at once where its figures are kept; else a page that fetches them, as six fits take a moment."""
    asked = _asked()
    try:
        found = _read(asked, compute=current.is_fragment() or bool(request.args.get("now")))
        if found is None:
            return render_template("accuracy/waiting.html", asked=asked, currencies=_currencies())
        decided = _decided({**asked, "horizon": found.horizon}, compute=False)
    except NotEnoughData as refusal:
        return _nothing(asked, refusal.message)
    except BadInput as refusal:
        if refusal.field != "currency":
            raise
        return _nothing(asked, refusal.message)
    cuts = _cuts(found)
    return render_template(
        "accuracy/index.html",
        found=found,
        shown=found.shown,
        asked=asked,
        words=backtest_words,
        decided=decided,
        cuts=cuts,
        top=_top(cuts),
        chart=accuracy_charts.origins(found.shown, found.currency),
        currencies=_currencies(),
        all_horizons=HORIZONS,
    )


def _top(cuts: list[tuple[str, list[Cut]]]) -> float:
    """The largest error of the second table, where all its bars end: one scale, so that they compare."""
    errors = (score.wape for _, rows in cuts for row in rows for score in (row.figures.model, row.figures.reference))
    return max((error for error in errors if error is not None), default=0.0)


def _currencies() -> tuple[str, ...]:
    return pools.currencies(
        current.session(),
        current.actor(),
        now=current.now(),
        as_of=current.today(),
        client_id=current.scope().client_id,
    )


def _nothing(asked: dict[str, Any], reason: str) -> ResponseReturnValue:
    """Why there is no backtest, and the next step."""
    return render_template("accuracy/nothing.html", asked=asked, reason=show.for_page(reason), currencies=_currencies())


@dataclass(frozen=True, slots=True)
class Cut:
    """A row of the second table. `off`: whether clearly too “few” or too “many” outcomes lay in their interval."""

    key: str
    name: str
    figures: Comparison
    off: str


def _cuts(found: Backtest) -> list[tuple[str, list[Cut]]]:
    """The comparisons of the second table by title."""

    def cut(key: str, name: str, figures: Comparison, of: Accuracy) -> Cut:
        return Cut(key, name, figures, backtest_words.held_off(of, figures.model))

    horizons = [cut(str(days), show.count(days, "day"), each.overall, each) for days, each in found.horizons.items()]
    platforms = [cut(slug, show.platform_name(slug), each, found.shown) for slug, each in found.shown.platforms.items()]
    grades = [
        cut(grade, backtest_words.GRADES[grade].capitalize(), each, found.shown)
        for grade, each in backtest_words.graded(found.shown)
    ]
    return [("By horizon", horizons), ("By platform", platforms), ("By evidence at the time", grades)]


@blueprint.get("/decisions")
@requires(Permission.VIEW)
def decisions() -> ResponseReturnValue:
    """The part on recommendations, fetched by the page after it stands."""
    if not current.is_fragment():
        return redirect(
            frame.url_scoped("accuracy.index", days=request.args.get("days"), level=request.args.get("level"))
        )
    asked = _asked()
    try:
        decided, reason = _decided(asked, compute=True), ""
    except NotEnoughData as refusal:
        decided, reason = None, show.for_page(refusal.message)
    return render_template("accuracy/_decisions.html", decided=decided, reason=reason, words=backtest_words)


@blueprint.get("/accuracy.csv")
@requires(Permission.VIEW)
def export() -> ResponseReturnValue:
    """Every method in every cut of every horizon, as a file."""
    found = _read(_asked(), compute=True)
    if found is None:
        raise NotEnoughData("There is nothing to export.")
    answer = Response(b"".join(csv_chunks(backtest_export.HEADINGS, backtest_export.rows(found))), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{backtest_export.file_name(found)}"'
    return answer
