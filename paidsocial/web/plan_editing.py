"""Plan & pacing, the part that changes something: amounts in place, whole lines, put away, carried over."""

from __future__ import annotations

from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from paidsocial.domain.days import Period
from paidsocial.domain.money import Money
from paidsocial.errors import BadInput, Refused
from paidsocial.services.access import Permission
from paidsocial.services.planning import plan_lines, plan_previews, plans
from paidsocial.services.planning.plan_lines import LineDetails
from paidsocial.services.planning.plans import Wanted
from paidsocial.web import current, frame, pacing_view, show, typed
from paidsocial.web.access import requires
from paidsocial.web.forms import refuse
from paidsocial.web.plan_forms import AmountForm, LineForm
from paidsocial.web.plans import blueprint as _screen
from paidsocial.web.plans import line_pacing

# The amount, in place


def _amount_form(details: LineDetails) -> AmountForm:
    form = AmountForm(details.line.currency)
    if not form.is_submitted():
        today, terms = current.today(), details.terms
        form.effective_day.data = today if today in terms.period else terms.period.first
        form.amount.data = terms.budget_on(form.effective_day.data)
        form.seen.data = str(details.revisions[-1].id) if details.revisions else ""
    return form


@_screen.get("/<int:line_id>/amount")
@requires(Permission.EDIT_PLAN)
def amount(line_id: int) -> ResponseReturnValue:
    """The row with the form for its amount."""
    details = plan_lines.details(current.session(), current.actor(), line_id)
    return render_template("plans/_row_form.html", details=details, form=_amount_form(details))


@_screen.post("/<int:line_id>/amount")
@requires(Permission.EDIT_PLAN)
def set_amount(line_id: int) -> ResponseReturnValue:
    """Record the amount; the row again."""
    details = plan_lines.details(current.session(), current.actor(), line_id)
    form = _amount_form(details)
    if form.validate_on_submit():
        try:
            saved = _save(_revised(details, form), line_id=line_id, seen_revision=form.seen_revision)
        except Refused as error:
            refuse(form, error)
        else:
            undo = _undo_address(saved) if saved.changed else None
            if not current.is_fragment():
                frame.done(_said(saved), undo=undo)
                return redirect(frame.url_scoped("pacing.line", line_id=line_id))
            return render_template("plans/_row.html", line=line_pacing(line_id), view=pacing_view, undo=undo)
    return render_template("plans/_row_form.html", details=details, form=form), 422


def _revised(details: LineDetails, form: AmountForm) -> Wanted:
    line = details.line
    return Wanted(
        line.client_id,
        line.name,
        Period(line.first_day, line.last_day),
        Money(form.amount.data or 0, line.currency),
        effective_day=form.effective_day.data,
        reason=form.reason.data or "",
    )


def _save(wanted: Wanted, *, line_id: int | None = None, seen_revision: int | None = None) -> plans.Saved:
    return plans.save(
        current.session(),
        current.actor(),
        wanted,
        now=current.now(),
        today=current.today(),
        line_id=line_id,
        seen_revision=seen_revision,
    )


def _undo_address(saved: plans.Saved) -> str | None:
    """Where the newest amount can be taken back; None for a first one."""
    details = plan_lines.details(current.session(), current.actor(), saved.line.id)
    if len(details.revisions) < 2:
        return None
    return url_for("pacing.take_back", line_id=saved.line.id, revision_id=details.revisions[-1].id)


def _said(saved: plans.Saved) -> str:
    amount = show.money_text(saved.amount.micros, saved.amount.currency, code=True)
    covered = show.count(saved.covered, "campaign")
    if saved.created:
        return f"“{saved.line.name}” is planned with {amount} and covers {covered}."
    if not saved.changed:
        return f"“{saved.line.name}” was like this already."
    return f"“{saved.line.name}” is saved: {amount}, {covered}."


@_screen.post("/<int:line_id>/take-back/<int:revision_id>")
@requires(Permission.EDIT_PLAN)
def take_back(line_id: int, revision_id: int) -> ResponseReturnValue:
    """Undo the newest amount."""
    taken = plans.take_back(current.session(), current.actor(), line_id, revision_id=revision_id, now=current.now())
    if current.is_fragment():
        return render_template("plans/_row.html", line=line_pacing(line_id), view=pacing_view, undo=None)
    frame.done(f"“{taken.name}” has its amount from before again.")
    return redirect(frame.url_scoped("pacing.line", line_id=line_id))


# The whole line


def _offered(form: LineForm, client_id: int | None) -> None:
    found = plan_lines.choices(current.session(), current.actor(), client_id=client_id)
    form.offer(found.clients, found.accounts)
    if form.client_id.data is None and found.chosen is not None:
        form.client_id.data = found.chosen.id


@_screen.route("/new", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def new() -> ResponseReturnValue:
    """Agree on a new plan line."""
    form, scope, month = LineForm(), current.scope(), pacing_view.month()
    _offered(form, form.client_id.data or scope.client_id)
    if not form.client_id.choices:
        return render_template("plans/new.html", form=None)
    if form.validate_on_submit():
        try:
            saved = _save(form.wanted())
        except Refused as error:
            refuse(form, error)
        else:
            frame.done(_said(saved), undo=url_for("pacing.put_away", line_id=saved.line.id) if saved.created else None)
            return redirect(frame.url_scoped("pacing.index"))
    if not form.is_submitted():
        form.first_day.data, form.last_day.data = month.first, month.last
        form.currency.data = frame.shown_currency()
        form.campaign_names.data = request.args.get("match", "")
    return render_template("plans/new.html", form=form, view=pacing_view), 422 if form.is_submitted() else 200


@_screen.route("/<int:line_id>/edit", methods=["GET", "POST"])
@requires(Permission.EDIT_PLAN)
def edit(line_id: int) -> ResponseReturnValue:
    """Change a plan line."""
    details = plan_lines.details(current.session(), current.actor(), line_id)
    form = LineForm()
    if not form.is_submitted():
        form.fill(details, details.terms.budget_on(current.today()))
    _offered(form, details.line.client_id)
    form.client_id.choices = [(details.client.id, details.client.name)]
    if form.validate_on_submit():
        try:
            saved = _save(_wanted(form, details), line_id=line_id, seen_revision=form.seen_revision)
        except Refused as error:
            refuse(form, error)
        else:
            frame.done(_said(saved), undo=None if _keeps(form, details) else _undo_address(saved))
            return redirect(frame.url_scoped("pacing.line", line_id=line_id))
    return render_template("plans/edit.html", form=form, details=details), 422 if form.is_submitted() else 200


def _keeps(form: LineForm, details: LineDetails) -> bool:
    """Whether the form leaves the amounts alone: the one in force, and no day from which another should count."""
    in_force = details.terms.budget_on(current.today())
    return form.effective_day.data is None and form.amount.data == in_force


def _wanted(form: LineForm, details: LineDetails) -> Wanted:
    return form.wanted(campaign_ids=details.scope.campaign_ids, keep_amount=_keeps(form, details))


@_screen.post("/preview")
@requires(Permission.EDIT_PLAN)
def preview() -> ResponseReturnValue:
    """What the form as it stands would cover, and with what it would overlap."""
    line_id = typed.whole(request.args.get("line"))
    form = LineForm()
    details = None if line_id is None else plan_lines.details(current.session(), current.actor(), line_id)
    _offered(form, details.line.client_id if details else form.client_id.data)
    form.validate()  # fields that are not filled in yet say so on saving, not here
    found, problem = None, ""
    try:
        if form.first_day.data and form.last_day.data and form.currency.data and form.client_id.data:
            wanted = _wanted(form, details) if details else form.wanted()
            named = replace(wanted, name=wanted.name or "This line")  # not typed yet
            found = plan_previews.preview(current.session(), current.actor(), named, line_id=line_id)
    except Refused as error:
        problem = error.message
    return render_template("plans/_preview.html", found=found, problem=problem)


@_screen.get("/fields")
@requires(Permission.EDIT_PLAN)
def fields() -> ResponseReturnValue:
    """The parts of the form that depend on the client."""
    client_id = typed.whole(request.args.get("client_id"))
    if client_id is None:
        raise BadInput("Choose a client.", field="client_id")
    form = LineForm()
    _offered(form, client_id)
    return render_template("plans/_fields.html", form=form)


@_screen.post("/<int:line_id>/put-away")
@requires(Permission.EDIT_PLAN)
def put_away(line_id: int) -> ResponseReturnValue:
    """Take a line out of the plan; its history stays."""
    gone = plans.set_archived(current.session(), current.actor(), line_id, archived=True, now=current.now())
    frame.done(f"“{gone.name}” is put away.", undo=url_for("pacing.bring_back", line_id=line_id))
    return redirect(frame.url_scoped("pacing.index"))


@_screen.post("/<int:line_id>/bring-back")
@requires(Permission.EDIT_PLAN)
def bring_back(line_id: int) -> ResponseReturnValue:
    """Bring a line back."""
    back = plans.set_archived(current.session(), current.actor(), line_id, archived=False, now=current.now())
    frame.done(f"“{back.name}” is back.", undo=url_for("pacing.put_away", line_id=line_id))
    return redirect(frame.url_scoped("pacing.line", line_id=line_id))


@_screen.post("/copy")
@requires(Permission.EDIT_PLAN)
def copy() -> ResponseReturnValue:
    """Carry last month's lines over."""
    month = pacing_view.month()
    made, there = plan_lines.copy_month(
        current.session(),
        current.actor(),
        month=month,
        now=current.now(),
        today=current.today(),
        client_id=current.scope().client_id,
    )
    name = show.period_text(month)
    if made:
        already = f"; {show.count(there, 'line')} {'was' if there == 1 else 'were'} there" if there else ""
        frame.done(f"{show.count(made, 'plan line')} carried over to {name}{already}.")
    elif there:
        frame.warn(f"{name} has all the lines of the month before already.")
    else:
        frame.warn(f"The month before {name} has no plan lines to carry over.")
    return redirect(frame.url_scoped("pacing.index"))
