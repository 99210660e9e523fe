"""Exchange rates: what is loaded, what is missing, and loading a CSV with a look at it first."""

from __future__ import annotations

import base64
import binascii
from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField
from wtforms.validators import Length, Optional

from paidsocial.domain.days import Period
from paidsocial.errors import BadInput, Refused
from paidsocial.services.access import Permission
from paidsocial.services.finance import rate_gaps, rates
from paidsocial.services.finance.rates import LoadedRates
from paidsocial.web import current, frame, typed
from paidsocial.web.access import requires
from paidsocial.web.forms import CurrencyField, Form, choices, refuse, text_field

blueprint = Blueprint("rates", __name__, url_prefix="/rates")

LARGEST_BYTES = 4 * 1024 * 1024  # ten years of daily rates for forty currencies
PAGE = 50
LOOK_BACK = timedelta(days=400)


class RatesForm(Form):
    """A file of rates, or, after the look at it, its content."""

    file = FileField("Choose a CSV of exchange rates, or drop it here")
    content = HiddenField(validators=[Length(max=LARGEST_BYTES * 4 // 3 + 4)])
    file_name = HiddenField(validators=[Length(max=200)])
    source = text_field(
        "Who published these rates",
        required=False,
        description="Such as European Central Bank; stands beside every converted amount. Empty: the file's name.",
    )
    basis = RadioField(
        "What they are for",
        choices=choices(
            {
                "daily": "Daily rates: for management, one per day",
                "booking": "Booking rates: finance's own, one per month, dated on its first day",
            }
        ),
        default="daily",
    )
    base = CurrencyField(
        "Only for a table with one column per currency: the currency it prices",
        validators=[Optional()],
        description="Such as EUR, where the file is the European Central Bank's.",
    )

    def read(self) -> tuple[bytes, str]:
        """The file's bytes and name, uploaded now or carried from the look at it. Raises BadInput."""
        upload = self.file.data
        if upload is not None and upload.filename:
            content = upload.read(LARGEST_BYTES + 1)
            if len(content) > LARGEST_BYTES:
                raise BadInput("A file of rates has at most 4 MB; split it by year.", field="file")
            return content, str(upload.filename)[:200]
        try:
            content = base64.b64decode(self.content.data or "", validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadInput("Choose the file again.", field="file") from error
        if not content:
            raise BadInput("Choose a file.", field="file")
        return content, self.file_name.data or "rates.csv"


@blueprint.get("/")
@requires(Permission.VIEW)
def index() -> ResponseReturnValue:
    """What is loaded and what is missing."""
    session, actor, today = current.session(), current.actor(), current.today()
    base, quote = request.args.get("base", ""), request.args.get("quote", "")
    page = typed.page()
    found, total = rates.list_rates(
        session, actor, base=base or None, quote=quote or None, offset=(page - 1) * PAGE, limit=PAGE
    )
    return render_template(
        "admin/rates.html",
        pairs=rates.summarise(session, actor),
        gaps=rate_gaps.find(session, actor, Period(today - LOOK_BACK, today)),
        rows=found,
        total=total,
        page=page,
        size=PAGE,
        base=base,
        quote=quote,
    )


@blueprint.route("/load", methods=["GET", "POST"])
@requires(Permission.EDIT_RATES)
def load() -> ResponseReturnValue:
    """Look at a file of rates, then store it. Nothing is stored while a line of it is wrong."""
    form = RatesForm()
    seen: LoadedRates | None = None
    if form.validate_on_submit():
        try:
            content, name = form.read()
            store = request.form.get("step") == "store"
            seen = rates.load_csv(
                current.session(),
                current.actor(),
                content=content,
                file_name=name,
                now=current.now(),
                today=current.today(),
                basis=form.basis.data,
                base=form.base.data,
                source=form.source.data or None,
                dry_run=not store,
            )
            if store:
                frame.done(_stored(seen))
                return redirect(url_for("rates.index"))
            form.content.data, form.file_name.data = base64.b64encode(content).decode(), name
        except Refused as error:
            refuse(form, error)
    wrong = request.method == "POST" and (seen is None or bool(seen.errors))
    return render_template("admin/rates_load.html", form=form, seen=seen), 422 if wrong else 200


def _stored(result: LoadedRates) -> str:
    if not result.added and not result.replaced:
        return "Every rate in the file was there already; nothing changed."
    replaced = f", {result.replaced} replaced" if result.replaced else ""
    return f"{result.added} rates added{replaced}, {result.unchanged} were there already."
