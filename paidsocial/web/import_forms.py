"""The forms of the Data page: files to drop, what a person says about one, and which column means what."""

from __future__ import annotations

from flask import request
from flask_wtf.file import MultipleFileField
from wtforms import SelectField
from wtforms.validators import Optional

from paidsocial.domain.days import Period
from paidsocial.errors import BadInput
from paidsocial.platforms.base import DateOrder, Field
from paidsocial.platforms.reading import Hints
from paidsocial.platforms.registry import known_platforms, platform_of
from paidsocial.services.imports import coverage
from paidsocial.services.imports.options import ImportOptions
from paidsocial.services.imports.previews import Preview
from paidsocial.web import current
from paidsocial.web.forms import CurrencyField, DayField, Form, TimeZoneField, choices, text_field

NOTHING = "-"  # a column select's “no column means this”
ASKED = {  # the form's fields that answer what an option of the command line would
    "currency": ("currency",),
    "account": ("account_id", "account"),
    "client": ("client",),
    "period": ("first_day", "last_day"),
    "date_order": ("date_order",),
    "decimal_mark": ("decimal_mark",),
    "platform": ("platform",),
    "as_seen_on": ("as_seen_on",),
}
MAPPED = {
    Field.DAY: "Day",
    Field.LAST_DAY: "Last day of a period",
    Field.PLATFORM: "Platform",
    Field.ACCOUNT: "Ad account",
    Field.CURRENCY: "Currency",
    Field.CAMPAIGN: "Campaign",
    Field.CAMPAIGN_ID: "Campaign ID",
    Field.AD_SET: "Ad set",
    Field.AD_SET_ID: "Ad set ID",
    Field.AD: "Ad",
    Field.AD_ID: "Ad ID",
    Field.SPEND: "Spend",
    Field.IMPRESSIONS: "Impressions",
    Field.REACH: "Reach",
    Field.CLICKS: "Clicks",
    Field.CONVERSIONS: "Conversions",
    Field.REVENUE: "Revenue",
}


class DropForm(Form):
    """Files to bring in."""

    files = MultipleFileField("Drop exports here, or choose them", render_kw={"data-autosubmit": True})


class HintsForm(Form):
    """What a person says about a file, where it does not say it itself."""

    platform = SelectField("Platform", [Optional()])
    account_id = SelectField("Ad account", [Optional()])
    account = text_field(
        "Name of a new ad account",
        required=False,
        longest=500,
        description="Only where it is none of those above.",
    )
    client = SelectField("Client of a new ad account", [Optional()])
    currency = CurrencyField("Currency of its amounts", validators=[Optional()])
    time_zone = TimeZoneField("Time zone", validators=[Optional()])
    first_day = DayField("It covers days from", validators=[Optional()])
    last_day = DayField("to", validators=[Optional()])
    as_seen_on = DayField(
        "Exported on",
        validators=[Optional()],
        description="Empty: now. Reports “as known on” a day go by it.",
    )
    date_order = SelectField(
        "In 03/04/2026 comes first",
        [Optional()],
        choices=choices({"dmy": "the day", "mdy": "the month"}, empty="As the file shows"),
    )
    decimal_mark = SelectField(
        "Before the decimals stands",
        [Optional()],
        choices=choices({".": "a dot: 1,234.56", ",": "a comma: 1.234,56"}, empty="As the file shows"),
    )

    def options(self, columns: dict[Field, str]) -> ImportOptions:
        """What was said. Raises BadInput where only one end of the period is given."""
        first, last = self.first_day.data, self.last_day.data
        if (first is None) != (last is None):
            raise BadInput("Give both the first and the last day it covers, or neither.", field="first_day")
        return ImportOptions(
            hints=Hints(
                platform=self.platform.data or None,
                account=self.account.data or None,
                currency=self.currency.data,
                time_zone=self.time_zone.data,
                columns=columns,
                period=Period(first, last) if first else None,
                date_order=DateOrder(self.date_order.data) if self.date_order.data else None,
                decimal_mark=self.decimal_mark.data or None,
            ),
            account_id=int(self.account_id.data) if self.account_id.data else None,
            client=self.client.data or None,
            as_seen_on=self.as_seen_on.data,
        )


def hints_form(found: Preview) -> HintsForm:
    """The form filled with what was said so far, offering the platforms, accounts and clients of this person."""
    said, hints = found.options, found.options.hints
    form = HintsForm(
        data={
            "platform": hints.platform or "",
            "account_id": str(said.account_id or ""),
            "account": hints.account,
            "client": said.client or "",
            "currency": hints.currency,
            "time_zone": hints.time_zone,
            "first_day": hints.period.first if hints.period else None,
            "last_day": hints.period.last if hints.period else None,
            "as_seen_on": said.as_seen_on,
            "date_order": hints.date_order.value if hints.date_order else "",
            "decimal_mark": hints.decimal_mark or "",
        }
    )
    rows = coverage.accounts(current.session(), current.actor())
    platforms = {slug: platform.name for slug, platform in known_platforms().items()}
    platforms |= {row.account.platform: platform_of(row.account.platform).name for row in rows}
    if hints.platform:
        platforms.setdefault(hints.platform, platform_of(hints.platform).name)
    form.platform.choices = choices(dict(sorted(platforms.items(), key=lambda one: one[1])), empty="As the file says")
    accounts = {str(row.account.id): _account_label(row) for row in rows}
    form.account_id.choices = choices(accounts, empty="As the file says, or the one its campaigns belong to")
    clients = [client.name for client in coverage.clients(current.session(), current.actor())]
    form.client.choices = choices({name: name for name in clients}, empty="Choose a client")
    return form


def _account_label(row: coverage.AccountCoverage) -> str:
    account = row.account
    return f"{account.name} ({platform_of(account.platform).name}, {account.currency}, {row.client})"


def columns_said(found: Preview) -> dict[Field, str]:
    """The headers chosen for fields; a field left to the file is not among them."""
    headers = found.report.get("file", {}).get("headers", [])
    columns = {}
    for field in MAPPED:
        chosen = request.form.get(f"column-{field}", "")
        if chosen == NOTHING:
            columns[field] = ""
        elif chosen in headers and chosen:
            columns[field] = chosen
    return columns
