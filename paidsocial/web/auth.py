"""Around signing in: the first page, one-time links, the demo's buttons, and what a person decides for themselves."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security.recoverable import generate_reset_password_token, reset_password_token_status
from flask_security.utils import login_user
from wtforms import EmailField, PasswordField, SelectField, StringField
from wtforms.validators import EqualTo, Length

from paidsocial.db import ping
from paidsocial.errors import NotFound, Refused
from paidsocial.models import User
from paidsocial.services.access import Role
from paidsocial.services.workspace import people
from paidsocial.web import current, frame
from paidsocial.web.access import public, signed_in
from paidsocial.web.forms import Form, Required, TimeZoneField, choices, refuse, text_field
from paidsocial.web.security import hash_of, is_loopback

blueprint = Blueprint("auth", __name__)

SHORTEST_PASSWORD = 12
_LENGTH = Length(min=SHORTEST_PASSWORD, max=1000, message=f"Use at least {SHORTEST_PASSWORD} characters.")


class NewPasswordForm(Form):
    """A password, twice."""

    password = PasswordField("New password", [Required(), _LENGTH], render_kw={"autocomplete": "new-password"})
    again = PasswordField(
        "The same once more",
        [Required(), EqualTo("password", "The two passwords differ.")],
        render_kw={"autocomplete": "new-password"},
    )


class YouForm(Form):
    """What a person decides for themselves."""

    name = text_field("Name")
    email = EmailField("E-mail address", render_kw={"readonly": True})
    time_zone = TimeZoneField(
        "Your time zone", validators=[Required()], description="For times; days are the ad accounts' own."
    )
    theme = SelectField("Colours", choices=choices({"auto": "As the system", "light": "Light", "dark": "Dark"}))
    density = SelectField("Rows", choices=choices({"comfortable": "Comfortable", "compact": "Compact"}))


class AnyForm(Form):
    """A form of buttons only: its token is what matters."""

    back = StringField()


def local_address(text: str | None) -> str | None:
    """`text` where it is a path on this server, else None: nobody is led elsewhere."""
    try:
        parts = urlsplit(text or "")
    except ValueError:  # such as a bracket that nothing closes
        return None
    inside = bool(text) and not parts.scheme and not parts.netloc and str(text).startswith("/")
    return text if inside and not str(text).startswith(("//", "/\\")) else None


def go_back(default: str) -> ResponseReturnValue:
    """To where the form says it was sent from."""
    return redirect(local_address(request.form.get("back")) or default)


@blueprint.get("/")
@signed_in
def home() -> ResponseReturnValue:
    """The page that the person's role comes for."""
    seen = current.actor().client_ids
    if seen is not None and not seen:
        frame.warn("No client is yours yet, so the pages are empty. Ask an administrator to give you one.")
    return redirect(url_for(frame.home_endpoint()))


@blueprint.get("/health")
@public
def health() -> ResponseReturnValue:
    """For load balancers: the application answers and so does its database."""
    ping(current.session())
    return {"status": "ok"}


@blueprint.app_context_processor
def _sign_in_words() -> dict[str, object]:
    """What the sign-in page needs beyond its form."""
    if request.endpoint != "security.login":
        return {}
    return {
        "demo_roles": list(Role) if current.settings().demo else [],
        "unprotected": not (request.is_secure or current.settings().behind_https or is_loopback(request.host)),
    }


@blueprint.post("/sign-in/demo")
@public
def demo_sign_in() -> ResponseReturnValue:
    """Sign in as the demo's person of a role. Exists only on the demo's own database."""
    if not current.settings().demo:
        abort(404)
    role = request.form.get("role", "")
    user = people.first_of_role(current.session(), role)
    if user is None:
        raise NotFound("The demo has nobody in this role; run `paidsocial demo` again.")
    login_user(user, authn_via=["demo"])
    return redirect(url_for("auth.home"))


def one_time_link(user: User) -> str:
    """An address at which `user` may choose a password once, within three days."""
    token = generate_reset_password_token(user)  # type: ignore[no-untyped-call]  # the library has no types there
    return url_for("auth.welcome", token=token, _external=True)


@blueprint.route("/welcome/<token>", methods=["GET", "POST"])
@public
def welcome(token: str) -> ResponseReturnValue:
    """Choose a password through a one-time link, and come in."""
    expired, invalid, user = reset_password_token_status(token)  # type: ignore[no-untyped-call]  # the library has no types there
    if expired or invalid or user is None or not user.active:
        return render_template("auth/link_over.html"), 410
    form = NewPasswordForm()
    if form.validate_on_submit():
        person = people.set_password(current.session(), user.id, hash_of(form.password.data), now=current.now())
        login_user(person, authn_via=["link"])
        frame.done("Your password is set. Next time, sign in with your e-mail address.")
        return redirect(url_for("auth.home"))
    return render_template("auth/welcome.html", form=form, person=user), 422 if form.is_submitted() else 200


@blueprint.route("/you", methods=["GET", "POST"])
@signed_in
def you() -> ResponseReturnValue:
    """A person's own settings."""
    person = current.user()
    preferences = person.preferences if person is not None else {}
    form = YouForm(obj=person, data=None if person is None else {**preferences})
    if form.validate_on_submit():
        wanted = people.Preferences(form.name.data, form.time_zone.data, form.theme.data, form.density.data)
        try:
            people.prefer(current.session(), current.actor(), wanted)
        except Refused as error:
            refuse(form, error)
        else:
            frame.done("Saved.")
            return redirect(url_for("auth.you"))
    answer = render_template("auth/you.html", form=form, person=person)
    return answer, 422 if form.is_submitted() else 200


@blueprint.post("/you/look")
@signed_in
def look() -> ResponseReturnValue:
    """Change colours or row height from the menu, and stay on the page."""
    person = current.user()
    if person is not None and AnyForm().validate_on_submit():
        wanted = people.Preferences(
            person.name,
            person.time_zone,
            request.form.get("theme") or str(person.preferences.get("theme", "auto")),
            request.form.get("density") or str(person.preferences.get("density", "comfortable")),
        )
        people.prefer(current.session(), current.actor(), wanted)
    return go_back(url_for("auth.home"))
