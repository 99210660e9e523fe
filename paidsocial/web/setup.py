"""First run: the administrator and the first client, on one page; then on to the first figures."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import login_user
from wtforms import EmailField, PasswordField
from wtforms.validators import Length, Optional

from paidsocial.errors import Refused
from paidsocial.services.workspace import clients, people
from paidsocial.services.workspace.clients import ClientDetails
from paidsocial.web import current, frame
from paidsocial.web.access import may_open, public
from paidsocial.web.forms import (
    CurrencyField,
    Form,
    PercentField,
    Required,
    TimeZoneField,
    refuse,
    text_field,
)
from paidsocial.web.security import hash_of

blueprint = Blueprint("setup", __name__)


class SetUpForm(Form):
    """The first person and the first client."""

    name = text_field("Your name")
    email = EmailField("Your e-mail address", [Required()], render_kw={"autocomplete": "username"})
    password = PasswordField(
        "A password",
        [Required(), Length(min=12, max=1000, message="Use at least 12 characters.")],
        description="At least 12 characters; a few unrelated words make a good one.",
        render_kw={"autocomplete": "new-password"},
    )
    time_zone = TimeZoneField("Your time zone", validators=[Required()])
    client = text_field(
        "The first client", description="In an agency, an advertiser; in a company of its own, the company."
    )
    currency = CurrencyField("It reports in", validators=[Required()])
    margin_bp = PercentField(
        "Contribution margin",
        validators=[Optional()],
        description="Of 100 in revenue, what is left after the cost of the goods. Unsure? Add it later.",
    )


@blueprint.route("/setup", methods=["GET", "POST"])
@public
def index() -> ResponseReturnValue:
    """Set up an empty installation; anybody else is sent to sign in."""
    if current.runtime().set_up:
        return redirect(url_for("security.login"))
    there = clients.first_so_far(current.session())
    form = SetUpForm(data=None if there is None else {"client": there.name, "currency": there.reporting_currency})
    if form.validate_on_submit():
        client = ClientDetails(form.client.data, form.currency.data, form.margin_bp.data)
        wanted = people.FirstRun(
            form.email.data, form.name.data, hash_of(form.password.data), form.time_zone.data, client
        )
        try:
            user, _client = people.set_up(current.session(), wanted, now=current.now())
        except Refused as error:
            refuse(form, error)
        else:
            current.runtime().set_up = True
            login_user(user, authn_via=["setup"])
            current.forget_person()
            frame.done(f"{client.name} is set up." + ("" if there else " Next: bring in its figures."))
            return redirect(url_for("data.index" if may_open("data.index") and not there else "auth.home"))
    answer = render_template("setup/index.html", form=form, there=there)
    return answer, 422 if form.is_submitted() else 200
