"""An ad account that is pulled: whether its days can be trusted, what each pull did, and how it is pulled."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.validators import NumberRange

from paidsocial.domain.schedule import EVERY_HOURS, PullTimes
from paidsocial.errors import Refused
from paidsocial.services.access import Permission
from paidsocial.services.connections import account_settings, calendar, pulls
from paidsocial.services.connections.account_settings import MOST_CHANGES, AccountSettings, ConnectedAccount
from paidsocial.web import current, frame, show, typed
from paidsocial.web.access import requires
from paidsocial.web.forms import Form, MoneyField, Optional, Required, choices, refuse

blueprint = Blueprint("connected", __name__, url_prefix="/data/connections/accounts")

_HOURS = {str(hour): f"{hour:02}:00" for hour in range(24)}
_LEVELS = {"ad_set": "Ad set", "ad": "Ad: finer, and slower to pull"}


class SettingsForm(Form):
    """How an ad account is pulled, and what may be sent to it."""

    every_hours = SelectField(
        "Pulled",
        [Required()],
        coerce=int,
        choices=choices({each: PullTimes(each).words.capitalize() for each in EVERY_HOURS}),
    )
    at_hour = SelectField("Counted from", [Optional()], choices=choices(_HOURS, empty="The last pull"))
    level = RadioField("Figures by", [Required()], choices=choices(_LEVELS))
    conversion = SelectField("What counts as a conversion", [Optional()])
    push = BooleanField("Send approved budget changes")
    most_changes = IntegerField(
        "Most changes a day", [Optional(), NumberRange(1, MOST_CHANGES, f"From 1 to {MOST_CHANGES:,}.")]
    )
    most_moved = MoneyField("Most money moved a day", validators=[Optional()])

    def wanted(self) -> AccountSettings:
        """What was filled in."""
        return AccountSettings(
            self.level.data,
            self.conversion.data or None,
            bool(self.push.data),
            self.most_changes.data,
            self.most_moved.data,
            self.every_hours.data,
            int(self.at_hour.data) if self.at_hour.data else None,
        )


def _form(found: ConnectedAccount) -> SettingsForm:
    has = found.settings
    form = SettingsForm(
        data={
            "level": has.level,
            "every_hours": has.every_hours,
            "at_hour": "" if has.at_hour is None else str(has.at_hour),
            "conversion": has.conversion or "",
            "push": has.push,
            "most_changes": has.most_changes,
            "most_moved": has.most_moved_micros,
        }
    )
    form.most_moved.currency = found.account.currency
    offered = {"": "As usual" + (f": {found.conversions[0]}" if found.conversions else "")}
    offered |= {name: name.capitalize() for name in found.conversions}
    if has.conversion and has.conversion not in offered:
        offered[has.conversion] = f"{has.conversion}, as files name it (pulls count the usual)"
    form.conversion.choices = choices(offered)
    return form


@blueprint.get("/<int:account_id>", endpoint="show")
@requires(Permission.VIEW)
def show_one(account_id: int) -> ResponseReturnValue:
    """The ad account's page."""
    found = account_settings.read(current.session(), current.actor(), account_id, now=current.now())
    return _page(found, _form(found))


def _page(found: ConnectedAccount, form: SettingsForm) -> ResponseReturnValue:
    session, actor, account_id = current.session(), current.actor(), found.account.id
    return (
        render_template(
            "connections/account.html",
            found=found,
            form=form,
            days=calendar.read(session, actor, account_id, now=current.now()),
            pulls=pulls.history(session, actor, account_id, page=typed.page()),
            size=pulls.PAGE,
        ),
        422 if form.is_submitted() else 200,
    )


@blueprint.get("/<int:account_id>/live")
@requires(Permission.VIEW)
def live(account_id: int) -> ResponseReturnValue:
    """How far the present pull is; once it is over, the days and the history that it changed."""
    session, actor, now = current.session(), current.actor(), current.now()
    found = account_settings.read(session, actor, account_id, now=now)
    more: dict[str, Any] = {}
    if not found.health.under_way:
        more = {"days": calendar.read(session, actor, account_id, now=now)}
    latest = pulls.history(session, actor, account_id)
    return render_template("connections/_account_live.html", found=found, pulls=latest, size=pulls.PAGE, **more)


@blueprint.post("/<int:account_id>/pull")
@requires(Permission.IMPORT)
def pull(account_id: int) -> ResponseReturnValue:
    """Ask for a pull of this ad account."""
    pulls.ask(current.session(), current.actor(), account_id, now=current.now())
    return redirect(url_for("connected.show", account_id=account_id))


@blueprint.post("/<int:account_id>")
@requires(Permission.ADMINISTER)
def change(account_id: int) -> ResponseReturnValue:
    """Save how it is pulled."""
    found = account_settings.read(current.session(), current.actor(), account_id, now=current.now())
    form = _form(found)
    if form.validate_on_submit():
        try:
            changed = account_settings.change(
                current.session(), current.actor(), account_id, form.wanted(), now=current.now()
            )
        except Refused as error:
            refuse(form, error)
        else:
            frame.done(_saved(changed, found.account.name))
            return redirect(url_for("connected.show", account_id=account_id))
    return _page(found, form)


def _saved(changed: Any, name: str) -> str:
    if not changed:
        return "Nothing was changed."
    anew = " The days that are read again count as said now; older ones stay as they were pulled."
    return f"{name} was saved.{anew if {'conversion', 'level'} & set(changed) else ''}"


def standing(found: ConnectedAccount, through: Any) -> str:
    """The page's heading: how the account is, in a few words."""
    name, health = found.account.name, found.health
    if not health.pull:
        return f"{name} is not pulled any more"
    if health.running:
        return f"{name} is being pulled"
    if health.failures:
        return f"{name}: the last pull failed"
    if through is None:
        return f"{name} is connected; nothing is pulled yet"
    return f"{name} has figures to {show.day_text(through)}"


@blueprint.context_processor
def _helpers() -> dict[str, Any]:
    return {"standing": standing}
