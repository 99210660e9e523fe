"""Lift tests: what experiments said of incremental revenue, beside what the platforms reported."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length, Optional

from paidsocial.errors import Refused
from paidsocial.services.access import Permission
from paidsocial.services.prediction import lift_tests as service
from paidsocial.services.prediction.lift_test_details import METHODS, Details, problems
from paidsocial.services.prediction.lift_tests import Offer
from paidsocial.web import current, frame, show, typed
from paidsocial.web.access import requires
from paidsocial.web.forms import (
    CurrencyField,
    DayField,
    Form,
    MoneyField,
    PercentField,
    Required,
    choices,
    refuse,
    text_field,
)

blueprint = Blueprint("lift_tests", __name__, url_prefix="/lift-tests")

PAGE = 50


class TestForm(Form):
    """A lift test that is over."""

    client_id = SelectField("Client", [Required()], coerce=typed.choice_id)
    platform = SelectField("Platform", [Optional()])
    campaign = text_field("Campaign", longest=1000, required=False, description="Its whole name. Empty: all campaigns.")
    first_day = DayField("First day", validators=[Required()])
    last_day = DayField("Last day", validators=[Required()])
    currency = CurrencyField("Currency", validators=[Required()])  # before the amounts, which are read in it
    spend_micros = MoneyField(
        "Spend that was tested",
        currency_field="currency",
        validators=[Required()],
        description="Where only a part of the spend was in the test, that part.",
    )
    revenue_micros = MoneyField(
        "Incremental revenue",
        currency_field="currency",
        validators=[Required()],
        description="What would not have come without this spend, as the test measured it.",
    )
    low_micros = MoneyField("At least", currency_field="currency", validators=[Required()])
    high_micros = MoneyField("At most", currency_field="currency", validators=[Required()])
    level_bp = PercentField(
        "At a confidence of",
        validators=[Required()],
        description="As the report says; 90% or 95% in most.",
    )
    method = SelectField("How it was tested", choices=choices(METHODS))
    note = TextAreaField(
        "Note", [Optional(), Length(max=1000, message="At most 1,000 characters.")], render_kw={"rows": 3}
    )
    source_url = text_field(
        "Link to the report", longest=1000, required=False, description="Begins with https://. Who doubts can look."
    )

    def offer(self, found: Offer) -> None:
        """Fill the choices."""
        self.client_id.choices = [(client.id, client.name) for client in found.clients]
        platforms = sorted({*found.platforms, *([self.platform.data] if self.platform.data else [])})
        self.platform.choices = choices({slug: show.platform_name(slug) for slug in platforms}, empty="All platforms")

    def details(self) -> Details:
        """What was filled in."""
        return Details(
            self.client_id.data,
            self.first_day.data,
            self.last_day.data,
            self.currency.data,
            self.spend_micros.data,
            self.revenue_micros.data,
            self.low_micros.data,
            self.high_micros.data,
            self.level_bp.data,
            self.method.data,
            self.platform.data or None,
            self.campaign.data or None,
            self.note.data or "",
            self.source_url.data or "",
        )


@blueprint.get("/")
@requires(Permission.VIEW)
def index() -> ResponseReturnValue:
    """Every test, newest first."""
    page = typed.page()
    found = service.listing(
        current.session(),
        current.actor(),
        client_id=current.scope().client_id,
        offset=(page - 1) * PAGE,
        limit=PAGE,
    )
    return render_template("lift_tests/index.html", found=found, page=page, size=PAGE, methods=METHODS)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.RECORD_LIFT_TESTS)
def new() -> ResponseReturnValue:
    """Record a test."""
    form = TestForm()
    scope = current.scope()
    offer = service.offer(current.session(), current.actor(), client_id=scope.client_id)
    form.offer(offer)
    if not form.client_id.choices:
        return render_template("lift_tests/new.html", form=None)
    valid = form.validate_on_submit()
    if form.is_submitted():
        for amiss in problems(form.details(), today=current.today()):
            if amiss.field is None or not form._fields[amiss.field].errors:
                refuse(form, amiss)
                valid = False
    if valid:
        try:
            row = service.add(
                current.session(), current.actor(), form.details(), now=current.now(), today=current.today()
            )
        except Refused as error:
            refuse(form, error)
        else:
            frame.done(
                "The lift test is recorded.", undo=url_for("lift_tests.withdraw", test_id=row.id), undo_values=UNDO
            )
            reading = service.read(current.session(), current.actor(), row.id)
            if doubt := reading.unused or reading.warning:
                frame.warn(show.for_page(doubt))
            return redirect(frame.url_scoped("lift_tests.index"))
    if not form.is_submitted():
        form.client_id.data = scope.client_id or offer.clients[0].id
        form.currency.data = offer.currencies[0] if len(offer.currencies) == 1 else frame.shown_currency()
        form.level_bp.data = 9_000
    status = 422 if form.is_submitted() else 200
    return render_template("lift_tests/new.html", form=form, offer=offer), status


UNDO = {"reason": "Recorded by mistake."}


@blueprint.post("/<int:test_id>/withdraw")
@requires(Permission.RECORD_LIFT_TESTS)
def withdraw(test_id: int) -> ResponseReturnValue:
    """Let a test no longer count, with a reason."""
    reason = request.form.get("reason", "")
    service.withdraw(current.session(), current.actor(), test_id, reason=reason, now=current.now())
    undo = url_for("lift_tests.restore", test_id=test_id)
    frame.done("The lift test is withdrawn; it stays in the list and no longer counts.", undo=undo)
    return redirect(frame.url_scoped("lift_tests.index"))


@blueprint.post("/<int:test_id>/restore")
@requires(Permission.RECORD_LIFT_TESTS)
def restore(test_id: int) -> ResponseReturnValue:
    """Let a withdrawn test count again."""
    service.restore(current.session(), current.actor(), test_id, now=current.now())
    frame.done("The lift test counts again.")
    return redirect(frame.url_scoped("lift_tests.index"))
