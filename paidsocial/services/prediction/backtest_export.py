"""A backtest as rows for a CSV: every method in every cut of every horizon, unrounded."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from paidsocial.services.prediction.backtests import Accuracy, Backtest, Comparison, Score
from paidsocial.services.spreadsheets import Cell

HEADINGS = (
    *("horizon_days", "origins", "first_origin", "last_origin", "cut", "part", "method", "smallest_error", "outcomes"),
    *("error_per_unit_wape", "error_of_total", "bias", "forecast_too_high", "forecast_too_low"),
    *("model_error_on_the_same", "coverage", "total_coverage", "interval_width"),
)
_PLACES = Decimal("0.000001")


def rows(found: Backtest) -> Iterator[tuple[Cell, ...]]:
    """`cut` is "all", "platform" or "evidence"; the model stands first in each part."""
    for each in found.horizons.values():
        yield from _part(each, "all", "", each.overall)
        for platform, comparison in each.platforms.items():
            yield from _part(each, "platform", platform, comparison)
        for grade, comparison in each.evidence.items():
            yield from _part(each, "evidence", grade, comparison)


def file_name(found: Backtest) -> str:
    """forecast_accuracy_2026-06-13_campaign_EUR.csv"""
    return f"forecast_accuracy_{found.through}_{found.level}_{found.currency}.csv"


def _part(found: Accuracy, cut: str, part: str, comparison: Comparison) -> Iterator[tuple[Cell, ...]]:
    first, last = found.origins[0].day, found.origins[-1].day
    for method, score in {"model": comparison.model, **comparison.baselines}.items():
        smallest = "yes" if method == comparison.best else "no"
        yield (
            *(found.horizon, len(found.origins), first, last, cut, part, method, smallest, score.count),
            *_score(score),
        )


def _score(score: Score) -> tuple[Cell, ...]:
    return (
        *map(_ratio, (score.wape, score.total_ape, score.bias)),
        *(score.over, score.under),
        *map(_ratio, (score.model_wape, score.coverage, score.total_coverage, score.width)),
    )


def _ratio(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(_PLACES).normalize()
