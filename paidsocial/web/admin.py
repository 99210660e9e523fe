"""Administration: people and their roles, and what holds for the whole organisation."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, EmailField, IntegerField, RadioField
from wtforms.validators import NumberRange

from paidsocial.errors import Refused
from paidsocial.models import User
from paidsocial.services.access import Permission, Role
from paidsocial.services.workspace import clients, organisation, people
from paidsocial.web import current, frame
from paidsocial.web.access import requires
from paidsocial.web.auth import one_time_link
from paidsocial.web.forms import (
    CheckboxesField,
    CurrencyField,
    Form,
    Required,
    TimeZoneField,
    choices,
    refuse,
    text_field,
)

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

ROLES = {
    Role.SPECIALIST: "runs the campaigns: imports, plans, proposes and carries out changes",
    Role.DIRECTOR: "reviews and approves; reads the audit trail",
    Role.FINANCE: "closes the month: exports, exchange rates, audit trail",
    Role.VIEWER: "looks, changes nothing",
    Role.ADMINISTRATOR: "everything, for every client",
}


class PersonForm(Form):
    """A person's name, role and clients."""

    name = text_field("Name", required=False)
    role = RadioField(
        "Role",
        [Required()],
        choices=choices({role.value: f"{role.value.capitalize()}: {words}" for role, words in ROLES.items()}),
        default=Role.SPECIALIST.value,
    )
    all_clients = BooleanField("Every client, those to come as well")
    clients = CheckboxesField("Clients", coerce=int)
    active = BooleanField("May sign in", default=True)

    def details(self) -> people.PersonDetails:
        """What was filled in."""
        chosen = frozenset(self.clients.data or ())
        return people.PersonDetails(
            self.name.data or "", Role(self.role.data), bool(self.all_clients.data), chosen, bool(self.active.data)
        )


class NewPersonForm(PersonForm):
    """The same for somebody new."""

    email = EmailField("E-mail address", [Required()], render_kw={"autocomplete": "off"})


class OrganisationForm(Form):
    """What holds for the whole organisation."""

    name = text_field("Name of the organisation", required=False, description="Stands on reports.")
    reporting_currency = CurrencyField("Reports in", validators=[Required()])
    time_zone = TimeZoneField("Time zone of new people", validators=[Required()])
    max_step_pct = IntegerField(
        "Largest step of one reallocation",
        [Required(), NumberRange(1, 100, "From 1 to 100 percent.")],
        description="How far a reallocation moves one budget at most, unless the person asks for less. "
        "Most teams take 15% to 20% a cycle.",
    )


def _client_choices(form: PersonForm) -> None:
    rows = clients.listing(current.session(), current.actor())
    form.clients.choices = choices({row.client.id: row.client.name for row in rows})


@blueprint.get("/")
@requires(Permission.ADMINISTER)
def index() -> ResponseReturnValue:
    """Who signs in."""
    session, actor = current.session(), current.actor()
    names = {row.client.id: row.client.name for row in clients.listing(session, actor)}
    return render_template("admin/people.html", everyone=people.listing(session, actor), names=names)


@blueprint.route("/people/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def new_person() -> ResponseReturnValue:
    """Add somebody; afterwards their one-time link is shown."""
    form = NewPersonForm()
    _client_choices(form)
    if form.validate_on_submit():
        try:
            user = people.add(
                current.session(), current.actor(), form.email.data or "", form.details(), now=current.now()
            )
        except Refused as error:
            refuse(form, error)
        else:
            _warn_of_nothing(user)
            return _link_page(user, new=True)
    return _answer("admin/person.html", form, person=None)


def _warn_of_nothing(user: User) -> None:
    if user.active and people.sees_no_client(user):
        frame.warn(f"{user.name or user.email} sees no client yet: choose clients on their page under People.")


@blueprint.route("/people/<int:user_id>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def person(user_id: int) -> ResponseReturnValue:
    """Change somebody."""
    user = people.get(current.session(), current.actor(), user_id)
    form = PersonForm(obj=user, data={"clients": [link.client_id for link in user.client_links]})
    _client_choices(form)
    if form.validate_on_submit():
        try:
            user = people.change(current.session(), current.actor(), user_id, form.details(), now=current.now())
        except Refused as error:
            refuse(form, error)
        else:
            frame.done(f"{user.name or user.email} was saved.")
            _warn_of_nothing(user)
            return redirect(url_for("admin.index"))
    return _answer("admin/person.html", form, person=user)


@blueprint.post("/people/<int:user_id>/link")
@requires(Permission.ADMINISTER)
def link(user_id: int) -> ResponseReturnValue:
    """A new one-time link for somebody; earlier links and their sessions end."""
    return _link_page(people.renew_link(current.session(), current.actor(), user_id, now=current.now()), new=False)


def _link_page(user: User, *, new: bool) -> ResponseReturnValue:
    """Shown once and kept nowhere, so it is no redirect."""
    return render_template("admin/link.html", person=user, link=one_time_link(user), new=new)


@blueprint.route("/organisation", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def settings() -> ResponseReturnValue:
    """What holds for the whole organisation."""
    form = OrganisationForm(obj=organisation.read(current.session()))
    if form.validate_on_submit():
        wanted = organisation.Organisation(
            form.name.data or "", form.reporting_currency.data, form.time_zone.data, int(form.max_step_pct.data or 0)
        )
        try:
            organisation.change(current.session(), current.actor(), wanted, now=current.now())
        except Refused as error:
            refuse(form, error)
        else:
            frame.done("Saved.")
            return redirect(url_for("admin.settings"))
    return _answer("admin/organisation.html", form)


def _answer(template: str, form: Form, **words: Any) -> ResponseReturnValue:
    page = render_template(template, form=form, **words)
    return page, 422 if request.method == "POST" else 200
