"""Administration of clients and their ad accounts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField
from wtforms.validators import Optional

from paidsocial.errors import Refused
from paidsocial.platforms.registry import known_platforms
from paidsocial.services.access import Permission, get_account, get_client
from paidsocial.services.workspace import ad_accounts, clients, organisation
from paidsocial.services.workspace.ad_accounts import AccountDetails
from paidsocial.web import current, frame
from paidsocial.web.access import requires
from paidsocial.web.forms import (
    CurrencyField,
    Form,
    MoneyField,
    PercentField,
    Required,
    TimeZoneField,
    choices,
    refuse,
    text_field,
)

blueprint = Blueprint("clients", __name__, url_prefix="/admin")


class ClientForm(Form):
    """A client."""

    name = text_field("Name")
    reporting_currency = CurrencyField("Reports in", validators=[Required()])
    margin_bp = PercentField(
        "Contribution margin",
        validators=[Optional()],
        description="Of 100 in revenue, what is left after the cost of the goods. Without it, ROI is not defined.",
    )
    approval_limit_micros = MoneyField(
        "A proposer may approve alone, per day",
        currency_field="reporting_currency",
        validators=[Optional()],
        description="Changes that move more than this need somebody else's approval. Empty: no limit; 0: always.",
    )
    entity = text_field(
        "Legal entity", longest=100, required=False, description="As finance books it; stands in exports."
    )

    def details(self) -> clients.ClientDetails:
        """What was filled in."""
        return clients.ClientDetails(
            self.name.data or "",
            self.reporting_currency.data,
            self.margin_bp.data,
            self.approval_limit_micros.data,
            self.entity.data,
        )


class AccountForm(Form):
    """An ad account."""

    client_id = SelectField("Client", [Required()], coerce=int)
    platform = SelectField("Platform", [Required()])
    name = text_field("Name", longest=500, description="As the platform shows it; imports find the account by it.")
    external_id = text_field("The platform's own id", longest=100, required=False)
    currency = CurrencyField("Currency", validators=[Required()])
    time_zone = TimeZoneField(
        "Time zone",
        validators=[Optional()],
        description="Its days are days there. Empty: not known, UTC is assumed and pages say so.",
    )
    conversion_name = text_field(
        "What counts as a conversion",
        required=False,
        description="The platform's name of the event, for reports; such as Purchases.",
    )

    def details(self) -> AccountDetails:
        """What was filled in."""
        return AccountDetails(
            self.client_id.data,
            self.platform.data,
            self.name.data or "",
            self.currency.data,
            self.time_zone.data,
            self.external_id.data,
            self.conversion_name.data,
        )


@blueprint.get("/clients")
@requires(Permission.ADMINISTER)
def index() -> ResponseReturnValue:
    """Every client."""
    return render_template("admin/clients.html", rows=clients.listing(current.session(), current.actor()))


@blueprint.route("/clients/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def new() -> ResponseReturnValue:
    """Add a client."""
    form = ClientForm(data={"reporting_currency": organisation.read(current.session()).reporting_currency})
    if form.validate_on_submit():
        try:
            client = clients.create(current.session(), current.actor(), form.details(), now=current.now())
        except Refused as error:
            refuse(form, error)
        else:
            frame.done(f"{client.name} was added.")
            return redirect(url_for("clients.index"))
    return _answer("admin/client.html", form, client=None)


@blueprint.route("/clients/<int:client_id>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def show(client_id: int) -> ResponseReturnValue:
    """Change a client."""
    client = get_client(current.session(), current.actor(), client_id)
    form = ClientForm(obj=client)
    if form.validate_on_submit():
        try:
            clients.update(current.session(), current.actor(), client_id, form.details(), now=current.now())
        except Refused as error:
            refuse(form, error)
        else:
            frame.done(f"{form.name.data} was saved.")
            return redirect(url_for("clients.index"))
    return _answer("admin/client.html", form, client=client)


@blueprint.post("/clients/<int:client_id>/archive")
@requires(Permission.ADMINISTER)
def archive(client_id: int) -> ResponseReturnValue:
    """Put a client away, or with restore=1 bring it back; each undoes the other."""
    restore = request.form.get("restore") == "1"
    client = clients.set_archived(
        current.session(), current.actor(), client_id, archived=not restore, now=current.now()
    )
    words = "is back in the menus" if restore else "left the menus; its figures stay"
    undo = {} if restore else {"restore": "1"}
    frame.done(f"{client.name} {words}.", undo=url_for("clients.archive", client_id=client_id), undo_values=undo)
    return redirect(url_for("clients.index"))


@blueprint.get("/accounts")
@requires(Permission.ADMINISTER)
def accounts() -> ResponseReturnValue:
    """Every ad account, or one client's."""
    scope = current.scope()
    rows = ad_accounts.listing(current.session(), current.actor(), client_id=scope.client_id)
    return render_template("admin/accounts.html", rows=rows)


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def new_account() -> ResponseReturnValue:
    """Add an ad account. Imports also add those they meet."""
    form = _with_choices(AccountForm(data={"client_id": current.scope().client_id}))
    if form.validate_on_submit():
        try:
            account = ad_accounts.create(current.session(), current.actor(), form.details(), now=current.now())
        except Refused as error:
            refuse(form, error)
        else:
            frame.done(f"{account.name} was added.")
            return redirect(url_for("clients.accounts"))
    return _answer("admin/account.html", form, account=None)


@blueprint.route("/accounts/<int:account_id>", methods=["GET", "POST"])
@requires(Permission.ADMINISTER)
def account(account_id: int) -> ResponseReturnValue:
    """Change an ad account."""
    found = get_account(current.session(), current.actor(), account_id)
    form = _with_choices(AccountForm(obj=found), also=found.platform)
    if request.method == "GET" and not found.time_zone_known:
        form.time_zone.data = None
    if form.validate_on_submit():
        try:
            ad_accounts.update(current.session(), current.actor(), account_id, form.details(), now=current.now())
        except Refused as error:
            refuse(form, error)
        else:
            frame.done(f"{form.name.data} was saved.")
            return redirect(url_for("clients.accounts"))
    return _answer("admin/account.html", form, account=found)


def _with_choices(form: AccountForm, also: str = "") -> AccountForm:
    rows = clients.listing(current.session(), current.actor())
    form.client_id.choices = choices({row.client.id: row.client.name for row in rows})
    platforms = {slug: platform.name for slug, platform in sorted(known_platforms().items())}
    if also and also not in platforms:
        platforms[also] = also.replace("_", " ").capitalize()
    form.platform.choices = choices(platforms, empty="Choose a platform")
    return form


def _answer(template: str, form: Form, **words: Any) -> ResponseReturnValue:
    page = render_template(template, form=form, **words)
    return page, 422 if request.method == "POST" else 200
