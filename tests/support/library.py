"""The forecasting library on the stored figures by a way of its own: plain SQL, rows, fit.

Of the services it takes no more than the accounts' completion curves, and these only where days are young.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session

from forecasting import Forecast, History, ResponseCurves, RoasForecaster, Sum
from paidsocial.services.performance import maturity

_ROWS = {
    "campaign": "SELECT f.campaign_id, f.account_id, f.day, f.spend_micros, f.revenue_micros FROM campaign_day f",
    "ad_set": "SELECT f.ad_set_id, f.account_id, f.day, f.spend_micros, f.revenue_micros FROM performance f",
}


@dataclass(frozen=True, eq=False)
class Library:
    """A fit of one currency's accounts, and which units belong to a platform."""

    forecaster: RoasForecaster
    platform_of: Mapping[str, str]

    @classmethod
    def fit(
        cls, session: Session, currency: str, through: date, level: str = "campaign", *, young: bool = False
    ) -> Library:
        """Every account of a currency through a day; units are ids as text, groups are ad accounts.

        `young`: some days were read too early to be complete, and are completed by the accounts' stored curves.
        """
        query = f"{_ROWS[level]} JOIN ad_account a ON a.id = f.account_id WHERE a.currency = :currency"
        rows: list[tuple[str, str, date, float, float]] = []
        platform_of: dict[str, str] = {}
        platforms = {row[0]: row[1] for row in session.execute(text("SELECT id, platform FROM ad_account"))}
        for unit, account, text_day, spend, revenue in session.execute(text(query), {"currency": currency}):
            day = text_day if isinstance(text_day, date) else date.fromisoformat(text_day)
            if day <= through:
                rows.append((str(unit), str(account), day, spend / 1e6, (revenue or 0) / 1e6))
                platform_of[str(unit)] = platforms[account]
        history = History.from_rows(rows)
        curves, ages = None, None
        if young:
            accounts = sorted({int(group) for group in history.groups})
            known, read = maturity.of_histories(session, accounts, history.first_day, history.days)
            assert known, "no day is young"
            curves = {str(account): curve.maturity for account, curve in known.items()}
            ages = {str(account): days for account, days in read.items()}
        session.rollback()
        return cls(RoasForecaster(interval=0.8).fit(history, maturity=curves, age=ages), platform_of)

    def ahead(self, horizon: int, plan: Mapping[str, float] | None = None) -> Ahead:
        """What it says of the next days."""
        forecast, curves = self.forecaster.predict(horizon, plan), self.forecaster.curves(horizon)
        return Ahead(self, horizon, dict(plan or {}), forecast, curves)


@dataclass(frozen=True, eq=False)
class Ahead:
    """A forecast, by unit."""

    library: Library
    horizon: int
    plan: dict[str, float]
    forecast: Forecast
    curves: ResponseCurves

    def row(self, unit: str) -> int:
        """Where a unit stands."""
        return self.forecast.units.index(unit)

    def daily(self, unit: str) -> float:
        """Its spend a day."""
        return float(self.forecast.spend[self.row(unit)]) / self.horizon

    def marginal(self, unit: str) -> float:
        """What the next unit of spend earns."""
        row = self.row(unit)
        spend = self.forecast.spend / self.horizon
        return float(self.curves.marginal(spend)[row])

    def elasticity(self, unit: str) -> float:
        """Percent more revenue for one percent more spend."""
        return float(self.curves.parameters["elasticity"][self.row(unit)])

    def platform(self, platform: str) -> Sum:
        """One platform's units together."""
        members = [unit for unit, of in self.library.platform_of.items() if of == platform]
        return self.library.forecaster.together(members, self.horizon, self.plan)


def money(amount: float) -> str:
    """As a page writes it: “12,345.67”."""
    return f"{round(amount * 100) / 100:,.2f}"


def whole(amount: float) -> str:
    """Without decimals, from whole cents."""
    return f"{round(round(amount * 100) / 100):,}"


def exact(amount: float) -> str:
    """As JSON and files write it."""
    return f"{round(amount * 100) / 100:.2f}"
