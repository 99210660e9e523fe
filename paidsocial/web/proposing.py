"""Asking for a change on a campaign's or an ad set's own page: another budget, for good or until a day; a pause."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length, Optional

from paidsocial.domain.budget_change import State
from paidsocial.domain.status import Standing
from paidsocial.domain.switching import Switch
from paidsocial.errors import BadInput, Forbidden, NotFound, Refused
from paidsocial.services.access import Permission
from paidsocial.services.changes import budget_changes, change_views, offers, switches
from paidsocial.services.changes.budget_changes import Wanted
from paidsocial.services.changes.offers import Offer
from paidsocial.services.changes.switches import WantedSwitch
from paidsocial.web import current, frame
from paidsocial.web.access import requires
from paidsocial.web.forms import DayField, Form, MoneyField, Required, refuse

blueprint = Blueprint("proposing", __name__, url_prefix="/campaigns")

_LONGEST = Length(max=1000, message="At most 1,000 characters.")


class BudgetForm(Form):
    """Another budget a day. `seen`: the amount the person looked at, empty where none is known."""

    amount = MoneyField("New budget a day", validators=[Required()])
    expires_on = DayField("Hold until", validators=[Optional()])
    reason = TextAreaField("Why", [Optional(), _LONGEST], render_kw={"rows": 3})
    seen = HiddenField()


class SwitchForm(Form):
    """A pause or a resumption. `seen`: how it stood when the person looked."""

    reason = TextAreaField("Why", [Required("Say why; whoever approves reads it."), _LONGEST], render_kw={"rows": 3})
    expires_on = DayField("Until", validators=[Optional()])
    seen = HiddenField()


@blueprint.route("/<int:campaign_id>/budget", methods=["GET", "POST"])
@requires(Permission.RECOMMEND)
def campaign_budget(campaign_id: int) -> ResponseReturnValue:
    """Ask for another budget of a campaign."""
    return _budget(offers.read(current.session(), current.actor(), campaign_id=campaign_id, now=current.now()))


@blueprint.route("/ad-sets/<int:ad_set_id>/budget", methods=["GET", "POST"])
@requires(Permission.RECOMMEND)
def ad_set_budget(ad_set_id: int) -> ResponseReturnValue:
    """Ask for another budget of an ad set."""
    return _budget(offers.read(current.session(), current.actor(), ad_set_id=ad_set_id, now=current.now()))


@blueprint.route("/<int:campaign_id>/<any(pause, resume):switch>", methods=["GET", "POST"])
@requires(Permission.RECOMMEND)
def campaign_switch(campaign_id: int, switch: str) -> ResponseReturnValue:
    """Ask for a pause or a resumption of a campaign."""
    offer = offers.read(current.session(), current.actor(), campaign_id=campaign_id, now=current.now())
    return _switch(offer, Switch(switch))


@blueprint.route("/ad-sets/<int:ad_set_id>/<any(pause, resume):switch>", methods=["GET", "POST"])
@requires(Permission.RECOMMEND)
def ad_set_switch(ad_set_id: int, switch: str) -> ResponseReturnValue:
    """Ask for a pause or a resumption of an ad set."""
    offer = offers.read(current.session(), current.actor(), ad_set_id=ad_set_id, now=current.now())
    return _switch(offer, Switch(switch))


def _budget(offer: Offer) -> ResponseReturnValue:
    form = BudgetForm()
    form.amount.currency = offer.account.currency
    if not form.is_submitted():
        form.seen.data = offer.budget.text if offer.budget else ""
    if form.validate_on_submit():
        wanted = Wanted(
            offer.campaign.id,
            form.amount.typed or "",
            form.seen.data or None,
            offer.ad_set.id if offer.ad_set else None,
            form.reason.data or "",
            expires_on=form.expires_on.data,
        )
        change_id = _proposed(form, partial(budget_changes.propose, current.session(), current.actor(), wanted))
        if change_id is not None:
            return _written(change_id)
    return _page("proposing/budget.html", offer, form)


def _switch(offer: Offer, switch: Switch) -> ResponseReturnValue:
    form = SwitchForm()
    if not form.is_submitted():
        form.seen.data = offer.standing.value
    if form.validate_on_submit():
        wanted = WantedSwitch(
            offer.campaign.id,
            switch,
            form.reason.data or "",
            offer.ad_set.id if offer.ad_set else None,
            _standing(form.seen.data),
            form.expires_on.data,
        )
        change_id = _proposed(form, partial(switches.propose, current.session(), current.actor(), wanted))
        if change_id is not None:
            return _written(change_id)
    return _page("proposing/switch.html", offer, form, switch=switch)


def _proposed(form: Form, propose: Callable[..., int]) -> int | None:
    """The change that was written down; None where it was refused, and the form says why."""
    try:
        return propose(now=current.now(), today=current.today())
    except (NotFound, Forbidden):
        raise
    except Refused as refusal:
        refuse(form, refusal)
        return None


def _standing(text: str | None) -> Standing | None:
    try:
        return Standing(text) if text else None
    except ValueError as error:
        raise BadInput("What was sent is not a status; load the page again.") from error


def _page(template: str, offer: Offer, form: Form, **more: object) -> ResponseReturnValue:
    above = {"ad_set_id": offer.ad_set.id} if offer.ad_set else {"campaign_id": offer.campaign.id}
    back = frame.url_scoped("campaigns.ad_set" if offer.ad_set else "campaigns.show", **above)
    return render_template(template, offer=offer, form=form, back=back, **more), 422 if form.errors else 200


def _written(change_id: int) -> ResponseReturnValue:
    found = change_views.get(current.session(), current.actor(), change_id)
    waits = found.change.state is State.PROPOSED
    frame.done("Asked for: it waits for somebody who may approve it." if waits else "Written down and approved.")
    return redirect(url_for("changes.show", change_id=change_id))
