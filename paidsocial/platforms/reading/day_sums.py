"""What the rows of each day add up to, by which a row that sums up others is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from paidsocial.platforms.base import Field
from paidsocial.platforms.reading.numbers import Column, NotANumber, parse_number

_SUMMED = (Field.SPEND, Field.IMPRESSIONS, Field.CLICKS)  # figures that a totals row tells the sum of


class DaySums:
    """The sums of rows by the code of their day, and over all of them; `metrics` has one figure for each of `days`."""

    def __init__(self, days: Sequence[int], metrics: Mapping[Field, Column]) -> None:
        self.metrics = metrics
        self.days: dict[int, dict[Field, int]] = {}
        self.all: dict[Field, int] = {}
        for name in _SUMMED:
            if name in metrics:
                for day, value in zip(days, metrics[name].values, strict=True):
                    of_day = self.days.setdefault(day, {})
                    of_day[name] = of_day.get(name, 0) + value
                self.all[name] = sum(metrics[name].values)

    def told_by(self, figures: Mapping[Field, str], day: int) -> bool:
        """Whether a row's figures have the spend of its day or of all, and nothing that contradicts the rest of it."""
        return any(some is not None and self._agree(figures, some) for some in (self.days.get(day), self.all))

    def _agree(self, figures: Mapping[Field, str], sums: Mapping[Field, int]) -> bool:
        for name, units in sums.items():
            column = self.metrics[name]
            try:
                amount = parse_number(figures[name], column.mark)
            except NotANumber:
                amount = None
            if name is Field.SPEND:
                if amount is None or not units:
                    return False
            elif not amount:
                continue
            # Platforms total before they round each row, so a sum of many rows may be off by more than a cent.
            scale = 0 if column.whole else 6 + column.exponent
            if abs(int(amount.scaleb(scale)) - units) > max(1 if column.whole else 10_000, units // 200):
                return False
        return True
