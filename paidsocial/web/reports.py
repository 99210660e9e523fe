"""Scheduled reports: the list, one with its files, saving, changing, deleting, making one now."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField, SelectField

from paidsocial.domain.schedule import Cadence, Schedule, month_day_words
from paidsocial.domain.wording import WEEKDAYS
from paidsocial.errors import Forbidden, NotFound, Refused
from paidsocial.services.access import Permission
from paidsocial.services.finance.spend_export import Format
from paidsocial.services.imports import coverage
from paidsocial.services.reporting import report_files, saved_reports
from paidsocial.services.reporting.report_contents import Kind
from paidsocial.services.reporting.saved_reports import LONGEST_NAME, PAGE, Details, Saved
from paidsocial.web import current, frame, show, typed
from paidsocial.web.access import requires
from paidsocial.web.forms import (
    Form,
    Optional,
    Required,
    TimeZoneField,
    choices,
    refuse,
    text_field,
)

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

KINDS = {
    Kind.SPEND: "Spend of a month, line by line, as Finance exports it",
    Kind.RESULTS: "Results: spend, revenue, ROAS and ROI against the days before",
}
SHORT_KINDS = {Kind.SPEND: "Spend", Kind.RESULTS: "Results"}
FORMATS = {Format.XLSX: "Excel", Format.CSV: "CSV"}
_CADENCES = {Cadence.DAILY: "Every day", Cadence.WEEKLY: "Every week", Cadence.MONTHLY: "Every month"}
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ReportForm(Form):
    """What is reported, for whom, and when."""

    name = text_field("Name", longest=LONGEST_NAME)
    kind = RadioField("What", [Required()], choices=choices(KINDS))
    client_id = SelectField("Client", [Optional()])
    currency = SelectField("Currency", [Optional()])
    format = SelectField("File", [Required()], choices=choices(FORMATS))
    cadence = RadioField("How often", [Required()], choices=choices(_CADENCES))
    weekday = SelectField("On", coerce=int, choices=choices(dict(enumerate(WEEKDAYS))))
    month_day = SelectField(
        "On", coerce=int, choices=choices({day: month_day_words(day).capitalize() for day in range(1, 32)})
    )
    hour = SelectField("At", coerce=int, choices=choices({hour: f"{hour:02}:00" for hour in range(24)}))
    time_zone = TimeZoneField("Time zone", validators=[Required()])
    active = BooleanField("Make it on schedule")

    def offer(self, chosen: Details | None) -> None:
        """Fill the choices; a client or currency that was chosen stays to be chosen."""
        clients = {str(each.id): each.name for each in coverage.clients(current.session(), current.actor())}
        self.client_id.choices = choices(clients, empty="All of my clients")
        codes = {*frame.currency_choices(), *([chosen.currency] if chosen and chosen.currency else [])}
        self.currency.choices = choices({code: code for code in sorted(codes)}, empty="As the client reports")

    def details(self) -> Details:
        """What was filled in."""
        cadence = Cadence(self.cadence.data)
        on = {Cadence.WEEKLY: self.weekday.data, Cadence.MONTHLY: self.month_day.data}.get(cadence, 0)
        return Details(
            self.name.data or "",
            Kind(self.kind.data),
            Format(self.format.data),
            Schedule(cadence, on, self.hour.data, self.time_zone.data),
            typed.whole(self.client_id.data),
            self.currency.data or None,
            active=bool(self.active.data),
        )


def _form(details: Details) -> ReportForm:
    schedule = details.schedule
    form = ReportForm(
        data={
            "name": details.name,
            "kind": details.kind.value,
            "client_id": "" if details.client_id is None else str(details.client_id),
            "currency": details.currency or "",
            "format": details.format.value,
            "cadence": schedule.cadence.value,
            "weekday": schedule.on if schedule.cadence is Cadence.WEEKLY else 0,
            "month_day": schedule.on if schedule.cadence is Cadence.MONTHLY else 3,
            "hour": schedule.hour,
            "time_zone": schedule.time_zone,
            "active": details.active,
        }
    )
    form.offer(details)
    return form


@blueprint.get("/")
@requires(Permission.EXPORT_SPEND)
def index() -> ResponseReturnValue:
    """Every report with when it is made next and its last file."""
    page = typed.page()
    found = saved_reports.listing(
        current.session(),
        current.actor(),
        client_id=current.scope().client_id,
        offset=(page - 1) * PAGE,
        limit=PAGE,
    )
    return render_template("reports/index.html", found=found, page=page, size=PAGE, kinds=SHORT_KINDS, formats=FORMATS)


@blueprint.route("/new", methods=["GET", "POST"])
@requires(Permission.EXPORT_SPEND)
def new() -> ResponseReturnValue:
    """Save a report."""
    usual = Schedule(Cadence.MONTHLY, 3, 7, current.time_zone())
    form = _form(Details("", Kind.SPEND, Format.XLSX, usual, current.scope().client_id))
    if form.validate_on_submit():
        try:
            report_id = saved_reports.create(current.session(), current.actor(), form.details(), now=current.now())
        except Refused as error:
            refuse(form, error)
        else:
            frame.done("The report is saved. Make one now to see what it looks like.")
            return redirect(url_for("reports.show", report_id=report_id))
    return _edit_page(form, None)


def _edit_page(form: ReportForm, found: Saved | None) -> ResponseReturnValue:
    page = render_template("reports/edit.html", form=form, found=found)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<int:report_id>", endpoint="show")
@requires(Permission.EXPORT_SPEND)
def show_one(report_id: int) -> ResponseReturnValue:
    """One report and its files."""
    session, actor = current.session(), current.actor()
    return render_template(
        "reports/show.html",
        found=saved_reports.read(session, actor, report_id),
        files=report_files.files(session, actor, report_id),
        most=report_files.KEPT,
        kinds=KINDS,
        formats=FORMATS,
    )


@blueprint.route("/<int:report_id>/edit", methods=["GET", "POST"])
@requires(Permission.EXPORT_SPEND)
def edit(report_id: int) -> ResponseReturnValue:
    """Change a report."""
    found = saved_reports.read(current.session(), current.actor(), report_id)
    if not found.may_change:
        raise Forbidden("This report is somebody else's; they or an administrator can change it.")
    form = _form(found.details)
    if form.validate_on_submit():
        try:
            saved_reports.change(current.session(), current.actor(), report_id, form.details(), now=current.now())
        except (Forbidden, NotFound):
            raise
        except Refused as error:
            refuse(form, error)
        else:
            frame.done("The report was saved.")
            return redirect(url_for("reports.show", report_id=report_id))
    return _edit_page(form, found)


@blueprint.post("/<int:report_id>/make")
@requires(Permission.EXPORT_SPEND)
def make(report_id: int) -> ResponseReturnValue:
    """Make a file now; why it cannot be made is said on the report's page."""
    try:
        report_files.make_now(current.session(), current.actor(), report_id, now=current.now())
    except NotFound:
        raise
    except Refused as error:
        frame.warn(f"No file was made. {why(error.message)}")
    else:
        frame.done("The file is made; it stands first in the list.")
    return redirect(url_for("reports.show", report_id=report_id))


@blueprint.post("/<int:report_id>/delete")
@requires(Permission.EXPORT_SPEND)
def delete(report_id: int) -> ResponseReturnValue:
    """Delete a report with its files."""
    saved_reports.delete(current.session(), current.actor(), report_id, now=current.now())
    frame.done("The report and its files are deleted.")
    return redirect(frame.url_scoped("reports.index"))


@blueprint.get("/<int:report_id>/files/<int:file_id>")
@requires(Permission.EXPORT_SPEND)
def download(report_id: int, file_id: int) -> ResponseReturnValue:
    """One of its files."""
    found = report_files.download(current.session(), current.actor(), report_id, file_id, now=current.now())
    answer = Response(found.content, content_type=_TYPES[found.name.rpartition(".")[2]])
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer


def standing(found: Saved) -> tuple[str, str]:
    """How a report is, as a word and its tone."""
    if not found.details.active:
        return "Paused", "off"
    if found.failures:
        return "Could not be made", "red"
    return "On time", "good"


def why(message: str) -> str:
    """Why a report could not be made. It has its own currency: what the pages' menu says changes nothing."""
    return show.for_page(message).replace(" (the menu at the top)", "")


def size_words(size: int) -> str:
    """12 KB, 3.4 MB."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000)):,} KB"
    return f"{size / 1_000_000:,.1f} MB"


@blueprint.context_processor
def _helpers() -> dict[str, Any]:
    return {"standing": standing, "size_words": size_words, "why": why}
