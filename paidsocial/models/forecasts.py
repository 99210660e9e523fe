"""Forecasts that were made, so that a page need not fit a model and a forecast can be held against what happened."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from paidsocial.db import Base, BigId


class ForecastRun(Base):
    """One fit over one pool of accounts in one currency; `data_version` tells whether the figures have moved since."""

    __tablename__ = "forecast_run"
    __table_args__ = (Index("ix_forecast_run_pool_as_of", "pool", "as_of"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    pool: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(20))
    currency: Mapped[str] = mapped_column(String(3))
    as_of: Mapped[date]
    horizon: Mapped[int]
    data_version: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]


class BacktestRun(Base):
    """A backtest over one pool of accounts in one currency, kept until the figures move on.

    `kind`: "accuracy" (errors at every horizon up to `horizon`) or "decisions" (what recommendations pointed at).
    """

    __tablename__ = "backtest_run"
    __table_args__ = (Index("ix_backtest_run_pool_kind", "pool", "kind"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    pool: Mapped[str] = mapped_column(String(200))
    level: Mapped[str] = mapped_column(String(20))
    currency: Mapped[str] = mapped_column(String(3))
    through: Mapped[date]
    horizon: Mapped[int]
    data_version: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]
