"""Fields that know the product's values."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from wtforms.validators import Optional

from paidsocial.errors import BadInput, Refused
from paidsocial.web.forms import (
    CurrencyField,
    DayField,
    Form,
    MoneyField,
    PercentField,
    Required,
    TimeZoneField,
    refuse,
)


class Everything(Form):
    """One of each."""

    currency = CurrencyField(validators=[Required()])
    amount = MoneyField("Amount", currency_field="currency", validators=[Required()])
    share = PercentField("Share", validators=[Optional()])
    day = DayField("Day", validators=[Optional()])
    zone = TimeZoneField(validators=[Optional()])


GOOD = {"currency": "jpy", "amount": "1,500", "share": "12.5%", "day": "2026-06-14", "zone": "europe/berlin"}


def filled(app: Flask, data: dict[str, str], **options: Any) -> Everything:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.test_request_context(method="POST", data=data):
        form = Everything(**options)
        form.validate()
        return form


def test_values_are_parsed_exactly(app: Flask) -> None:
    form = filled(app, GOOD)
    assert form.errors == {}
    assert (form.currency.data, form.amount.data, form.share.data) == ("JPY", 1_500_000_000, 1250)
    assert (form.day.data, form.zone.data) == (date(2026, 6, 14), "Europe/Berlin")


@pytest.mark.parametrize(
    ("field", "text", "error"),
    [
        ("amount", "12.50", "12.50 is finer than the smallest unit of JPY."),
        ("amount", "12,50", "“12,50” is not an amount; write it like 1234.50."),
        ("amount", "", "Please fill this in."),
        ("currency", "yen!", "“yen!” is not a currency code; use three letters such as EUR or USD."),
        ("share", "12.345", "Give a percentage with at most two decimals."),
        ("share", "NaN", "“NaN” is not a percentage; write it like 12.5."),
        ("share", "1e99999999", "“1e99999999” is not a percentage; write it like 12.5."),
        ("day", "14.6.2026", "“14.6.2026” is not a day; write it like 2026-06-14."),
        ("day", "2026-06-31", "“2026-06-31” is not a day of the calendar."),
        ("zone", "Mars", "“Mars” is not a time zone; use a name such as Europe/Berlin."),
    ],
)
def test_what_cannot_be_is_said_and_stays_in_the_field(app: Flask, field: str, text: str, error: str) -> None:
    form = filled(app, GOOD | {field: text})
    assert form.errors == {field: [error]}
    assert form[field]._value() == text


def test_an_optional_field_may_be_empty(app: Flask) -> None:
    form = filled(app, GOOD | {"share": "  ", "day": "", "zone": ""})
    assert form.errors == {}
    assert (form.share.data, form.day.data, form.zone.data) == (None, None, None)


def test_stored_values_are_written_as_one_would_type_them(app: Flask) -> None:
    stored = {"currency": "EUR", "amount": 1_234_500_000, "share": 1250, "day": date(2026, 6, 1), "zone": "UTC"}
    with app.test_request_context():
        form = Everything(data=stored)
        assert [form[name]._value() for name in stored] == ["EUR", "1234.50", "12.5", "2026-06-01", "UTC"]
        form.share.data = 4000
        assert form.share._value() == "40"


def test_a_refusal_goes_to_its_field_or_above_the_form(app: Flask) -> None:
    form = filled(app, GOOD)
    refuse(form, BadInput("Too much.", field="amount"))
    refuse(form, BadInput("Elsewhere.", field="unknown"))
    refuse(form, Refused("Not now."))
    assert list(form.amount.errors) == ["Too much."]
    assert form.form_errors == ["Elsewhere.", "Not now."]
