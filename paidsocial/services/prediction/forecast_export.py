"""The forecast's table as a file: every unit that the page's filters leave, then platforms and the total.

The same figures as on the page, unrounded: amounts to the currency's smallest unit, ratios with six decimals. What the
page says nobody knows is empty, with the reason in `evidence_reason`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import IO

from paidsocial.domain.money import Money
from paidsocial.services.prediction.forecast_page import ForecastPage
from paidsocial.services.prediction.unit_forecasts import TotalForecast, UnitForecast
from paidsocial.services.spreadsheets import Cell, Sheet, write_xlsx

HEADINGS = (
    *("row", "id", "name", "campaign", "platform", "currency", "first_day", "last_day", "daily_spend", "spend"),
    *("revenue", "revenue_low", "revenue_high", "roas", "roas_low", "roas_high", "marginal_roas", "elasticity"),
    *("evidence", "evidence_reason", "observed_spend_low", "observed_spend_high", "outside_observed", "events"),
    *(
        "response_known",
        "ends_on",
        "budget_left",
        "no_spend_since",
        "roas_borrowed",
        "own_roas",
        "last_7_days_daily_spend",
    ),
)
SHEET = "Forecast"
_PLACES = Decimal("0.000001")


def rows(found: ForecastPage) -> Iterator[tuple[Cell, ...]]:
    """One row per unit, `row` = "unit"; then "platform" and "total", which are of all units, whatever the filters."""
    for unit in found.shown:
        yield _unit(found, unit)
    for platform in found.forecast.platforms:
        yield _sum(found, "platform", platform.platform, platform.total)
    yield _sum(found, "total", "", found.forecast.total)


def write(target: IO[bytes], found: ForecastPage) -> None:
    """The same as a workbook."""
    write_xlsx(target, [Sheet(SHEET, HEADINGS, rows(found))])


def file_name(found: ForecastPage, ending: str) -> str:
    """forecast_2026-06-14_28_days_EUR.csv"""
    made = found.forecast
    return f"forecast_{made.as_of}_{made.horizon}_days_{made.currency}.{ending}"


def _figures(found: TotalForecast | UnitForecast) -> tuple[Cell, ...]:
    amounts = (found.spend, found.revenue, found.revenue_low, found.revenue_high)
    return (*(_amount(amount) for amount in amounts), *map(_ratio, (found.roas, found.roas_low, found.roas_high)))


def _unit(found: ForecastPage, unit: UnitForecast) -> tuple[Cell, ...]:
    return (
        *("unit", str(unit.id), unit.name, unit.campaign_name, unit.platform, found.forecast.currency),
        *(found.days.first, found.days.last, _amount(unit.daily_spend), *_figures(unit)),
        *(_ratio(unit.marginal_known), _ratio(unit.elasticity_known), unit.evidence, unit.evidence_reason),
        *(_amount(unit.spend_low), _amount(unit.spend_high), "yes" if unit.beyond else "no"),
        " ".join(event.text for event in unit.events),
        *(unit.known_response, unit.ending.last_day if unit.ending else None),
        *(None if unit.left is None else _amount(unit.left), unit.silent_since),
        *("yes" if unit.borrowed else "no", _ratio(unit.own_roas)),
        None if unit.last_week is None else _amount(unit.last_week),
    )


def _sum(found: ForecastPage, row: str, platform: str, total: TotalForecast) -> tuple[Cell, ...]:
    place = (row, None, None, None, platform, found.forecast.currency, found.days.first, found.days.last, None)
    return (*place, *_figures(total), *(None,) * (len(HEADINGS) - len(place) - 7))


def _amount(amount: Money) -> Decimal:
    return Decimal(amount.text)


def _ratio(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(_PLACES)
