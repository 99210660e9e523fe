"""Fields that know the product's values: exact money, percentages, days, currencies, time zones.

    class PlanForm(Form):
        name = text_field("Name", longest=200)
        amount = MoneyField("Amount", validators=[Required()])

Every form carries a CSRF token. A service's refusal is put back on the form with `refuse(form, error)`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import available_timezones

from flask_wtf import FlaskForm
from wtforms import Field, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from paidsocial.domain.days import parse_day
from paidsocial.domain.money import Money, currency_code, micros_text
from paidsocial.errors import BadInput, Refused

_PERCENTAGE = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,6})?")


class Form(FlaskForm):  # type: ignore[misc]  # untyped library
    """The root of every form: with CSRF."""


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def refuse(form: Any, error: Refused) -> None:
    """Put a service's refusal on the field it names, or above the form."""
    name = getattr(error, "field", None)
    field = form._fields.get(name) if name else None
    if field is None:
        form.form_errors = [*form.form_errors, error.message]
    else:
        field.errors = [*field.errors, error.message]


class Required(DataRequired):  # type: ignore[misc]  # untyped library
    """Something has to be given; 0 counts as given."""

    def __init__(self, message: str = "Please fill this in.") -> None:
        super().__init__(message)
        self.field_flags = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Only what is empty is refused."""
        if field.data is None or field.data in ("", [], ()):
            super().__call__(form, field)


def text_field(label: str, *, longest: int = 200, required: bool = True, **options: Any) -> StringField:
    """A line of text."""
    validators = [Required() if required else Optional(), Length(max=longest, message=f"At most {longest} characters.")]
    return StringField(label, validators, filters=[_strip], render_kw={"maxlength": longest}, **options)


class _Parsed(Field):  # type: ignore[misc]  # untyped library
    """A field whose text is parsed by the domain; what was typed stays in the field while it is wrong."""

    widget = TextInput()
    data: Any
    typed: str | None = None

    def parse(self, text: str) -> Any:
        """The value in the text. Raises BadInput."""
        return text

    def write(self, value: Any) -> str:
        """The text of a value."""
        return str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was sent; it is parsed when the form is validated, when all fields are there."""
        self.typed = (valuelist[0] if valuelist else "").strip()
        self.data = None

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002 - the signature is WTForms'
        """Parse what was sent; nothing, or spaces, is None."""
        if self.typed:
            try:
                self.data = self.parse(self.typed)
            except BadInput as error:
                raise StopValidation(error.message) from error

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self.write(self.data)


class MoneyField(_Parsed):
    """An exact amount as micros. `currency`: a code; or `currency_field`: the form's field that holds one."""

    def __init__(self, label: str, *, currency: str = "", currency_field: str = "", **options: Any) -> None:
        super().__init__(label, **{"render_kw": {"inputmode": "decimal", "autocomplete": "off"}, **options})
        self.currency, self.currency_field = currency, currency_field
        self._of = options.get("_form")

    def code(self) -> str:
        """The currency that the amount is in; XXX, with two decimals, while its field holds none."""
        if not self.currency_field or self._of is None:
            return self.currency or "XXX"
        field = self._of[self.currency_field]
        try:
            return currency_code(getattr(field, "typed", None) or field.data or "XXX")
        except BadInput:
            return "XXX"

    def parse(self, text: str) -> int:
        """Micros."""
        return Money.parse(text, self.code()).micros

    def write(self, value: int) -> str:
        """Plain digits."""
        return micros_text(value, self.code())


class PercentField(_Parsed):
    """A percentage as basis points (1/10,000): “12.5” is 1250."""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, **{"render_kw": {"inputmode": "decimal", "autocomplete": "off"}, **options})

    def parse(self, text: str) -> int:
        """Basis points."""
        digits = text.removesuffix("%").strip()
        if not _PERCENTAGE.fullmatch(digits):
            raise BadInput(f"“{text}” is not a percentage; write it like 12.5.")
        value = Decimal(digits) * 100
        if value != value.to_integral_value():
            raise BadInput("Give a percentage with at most two decimals.")
        return int(value)

    def write(self, value: int) -> str:
        """Percent without needless zeros."""
        return f"{Decimal(value) / 100:f}".rstrip("0").rstrip(".") if value % 100 else str(value // 100)


class DayField(_Parsed):
    """A day."""

    widget = TextInput("date")

    def parse(self, text: str) -> date:
        """The date."""
        return parse_day(text)

    def write(self, value: date) -> str:
        """As the browser wants it."""
        return value.isoformat()


class CurrencyField(_Parsed):
    """Three letters."""

    def __init__(self, label: str = "Currency", **options: Any) -> None:
        keywords = {"maxlength": 3, "autocomplete": "off", "autocapitalize": "characters", "list": "currencies"}
        super().__init__(label, **{"render_kw": keywords, **options})

    def parse(self, text: str) -> str:
        """The code in capitals."""
        return currency_code(text)


class TimeZoneField(_Parsed):
    """An IANA time zone."""

    def __init__(self, label: str = "Time zone", **options: Any) -> None:
        super().__init__(label, **{"render_kw": {"autocomplete": "off", "list": "time-zones"}, **options})

    def parse(self, text: str) -> str:
        """The name as the database of zones writes it."""
        found = {name.casefold(): name for name in available_timezones()}.get(text.casefold())
        if found is None:
            raise BadInput(f"“{text}” is not a time zone; use a name such as Europe/Berlin.")
        return found


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]  # untyped library
    """Many of a list, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def field_attributes(field: Any, help_text: str, more: dict[str, Any]) -> dict[str, Any]:
    """The attributes of a rendered field: what was asked for, and which texts describe it to a screen reader."""
    texts = [f"{field.id}-help"] * bool(help_text) + [f"{field.id}-error"] * bool(field.errors)
    described = {"aria-describedby": " ".join(texts)} if texts else {}
    return more | described | ({"aria-invalid": "true"} if field.errors else {})


COMMON_CURRENCIES = (
    "USD",
    "EUR",
    "GBP",
    "AUD",
    "CAD",
    "CHF",
    "JPY",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
    "INR",
    "BRL",
    "MXN",
    "NZD",
    "SGD",
)


def common_time_zones() -> list[str]:
    """The zones to offer: by region, without the historical spellings."""
    regions = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    return ["UTC", *sorted(name for name in available_timezones() if name.startswith(regions))]


def choices(values: Mapping[Any, str], *, empty: str | None = None) -> list[SelectChoice]:
    """Choices by value; `empty` is the text of the first, valueless one."""
    first = [SelectChoice("", empty)] if empty is not None else []
    return first + [SelectChoice(value, label) for value, label in values.items()]


__all__ = [
    "COMMON_CURRENCIES",
    "CheckboxesField",
    "CurrencyField",
    "DayField",
    "Form",
    "InputRequired",
    "MoneyField",
    "Optional",
    "PercentField",
    "Required",
    "TimeZoneField",
    "choices",
    "common_time_zones",
    "refuse",
    "text_field",
]
