"""The ratios of anything that has figures, by the one definition of each."""

from __future__ import annotations

from paidsocial.domain.metrics import Figures, cpa, ratio, roas


class Measured:
    """Something with `figures`: a campaign's row, an ad set's, a total."""

    __slots__ = ()
    figures: Figures

    @property
    def roas(self) -> float | None:
        """Revenue / spend."""
        return roas(self.figures.revenue, self.figures.spend)

    @property
    def cpa(self) -> int | None:
        """Micros of spend per conversion."""
        return cpa(self.figures.spend, self.figures.conversions)

    @property
    def ctr(self) -> float | None:
        """Clicks / impressions."""
        return ratio(self.figures.clicks, self.figures.impressions)
