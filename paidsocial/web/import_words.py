"""How the figures, rows and columns of an import are written on its pages."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from paidsocial.domain.money import minor_digits
from paidsocial.domain.wording import full_day
from paidsocial.platforms.base import Field
from paidsocial.web import current, show
from paidsocial.web.import_forms import MAPPED


def helpers() -> dict[str, Any]:
    """What the templates of these pages call."""
    return {
        "figure": figure,
        "for_page": show.for_page,
        "why": why,
        "day_of": date.fromisoformat,
        "mapped_name": lambda field: MAPPED.get(Field(field), field.replace("_", " ").capitalize()),
        "today": current.today(),
    }


def figure(value: str | int | None, currency: str | None = None) -> str | Markup:
    """An exact figure of a report, its digits grouped and none lost; amounts in their currency's places at least."""
    if value is None:
        return show.none("The file does not report it.")
    exact = Decimal(value)
    exponent = exact.as_tuple().exponent
    places = max(minor_digits(currency) if currency else 0, -exponent if isinstance(exponent, int) else 0)
    return f"{exact:,.{places}f}"


def why(reason: str) -> str:
    """Why a row was skipped, the day it names written for people; what stands in the file stays as it is."""
    return re.sub(r"(?<=\()\d{4}-\d{2}-\d{2}(?=\)$)", lambda day: full_day(date.fromisoformat(day.group())), reason)
