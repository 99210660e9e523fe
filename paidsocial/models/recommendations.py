"""Recommendations: a proposed set of budget changes, each line with its reason, interval and evidence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from paidsocial.db import Base


class Recommendation(Base):
    """One reallocation over a pool of budgets in one currency. `state`: see domain.budget_change."""

    __tablename__ = "recommendation"
    __table_args__ = (Index("ix_recommendation_client_id_created_at", "client_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"))  # None: over several clients
    state: Mapped[str] = mapped_column(String(20), index=True)
    as_of: Mapped[date]
    level: Mapped[str] = mapped_column(String(20))
    currency: Mapped[str] = mapped_column(String(3))
    total_before_micros: Mapped[int]
    total_after_micros: Mapped[int]
    expected_change_micros: Mapped[int]  # revenue per day
    expected_low_micros: Mapped[int]
    expected_high_micros: Mapped[int]
    optimality_gap: Mapped[float]
    request: Mapped[dict[str, Any]] = mapped_column(default=dict)  # total, step limit, locks, minimums, cautious
    model: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what forecast it, its error, any fallback
    note: Mapped[str] = mapped_column(String(4000), default="")
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime | None]
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    lines: Mapped[list[RecommendationLine]] = relationship(
        lazy="raise", order_by="RecommendationLine.line_no", cascade="all, delete-orphan"
    )


class RecommendationLine(Base):
    """One budget in a recommendation; "hold, because ..." is one too."""

    __tablename__ = "recommendation_line"

    recommendation_id: Mapped[str] = mapped_column(
        ForeignKey("recommendation.id", ondelete="CASCADE"), primary_key=True
    )
    line_no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("ad_account.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    ad_set_id: Mapped[int | None] = mapped_column(ForeignKey("ad_set.id"))
    current_daily_micros: Mapped[int]
    proposed_daily_micros: Mapped[int]
    roas: Mapped[float | None]
    marginal_roas_before: Mapped[float | None]
    marginal_roas_after: Mapped[float | None]
    revenue_change_micros: Mapped[int]  # per day
    revenue_change_low_micros: Mapped[int]
    revenue_change_high_micros: Mapped[int]
    decision: Mapped[str] = mapped_column(String(20))  # increase | decrease | hold
    bound_by: Mapped[str | None] = mapped_column(String(20))
    evidence: Mapped[str] = mapped_column(String(20))  # strong | thin | none
    reason: Mapped[str] = mapped_column(String(2000))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)  # the curve's readable parameters, observed range
