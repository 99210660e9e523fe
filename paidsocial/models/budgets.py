"""Platform budgets through time, budget changes with their trail, approvals and outcomes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from paidsocial.db import Base, BigId


class PlatformBudget(Base):
    """The amount set on the platform from an instant on; on the campaign if `ad_set_id` is None. Only added to."""

    __tablename__ = "platform_budget"
    __table_args__ = (Index("ix_platform_budget_campaign_id_effective_at", "campaign_id", "effective_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("ad_account.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    ad_set_id: Mapped[int | None] = mapped_column(ForeignKey("ad_set.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))  # daily | lifetime
    amount_micros: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    effective_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    source: Mapped[str] = mapped_column(String(20))  # file | by_hand | platform | demo
    budget_change_id: Mapped[int | None] = mapped_column(ForeignKey("budget_change.id"))


class BudgetChange(Base):
    """One change of one platform budget; written down before anything is carried out."""

    __tablename__ = "budget_change"
    __table_args__ = (Index("ix_budget_change_state_created_at", "state", "created_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    recommendation_id: Mapped[str | None] = mapped_column(ForeignKey("recommendation.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("ad_account.id"), index=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    ad_set_id: Mapped[int | None] = mapped_column(ForeignKey("ad_set.id"))
    kind: Mapped[str] = mapped_column(String(10))  # daily | lifetime
    currency: Mapped[str] = mapped_column(String(3))
    before_micros: Mapped[int | None]  # what the person saw; None: the platform budget was not known
    after_micros: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(2000), default="")
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    state_at: Mapped[datetime]
    starts_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    carried_out_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]  # committed before the platform is called: from then on it may have happened
    found_micros: Mapped[int | None]  # what stood on the platform just before
    request_id: Mapped[str | None] = mapped_column(String(200))  # the platform's own, for its support
    undo_of_id: Mapped[int | None] = mapped_column(ForeignKey("budget_change.id"))
    version: Mapped[int] = mapped_column(default=1)  # claimed by conditional update

    events: Mapped[list[BudgetChangeEvent]] = relationship(lazy="raise", order_by="BudgetChangeEvent.id")


class BudgetChangeEvent(Base):
    """One step in a change's life; the trail a page shows."""

    __tablename__ = "budget_change_event"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    budget_change_id: Mapped[int] = mapped_column(ForeignKey("budget_change.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    from_state: Mapped[str | None] = mapped_column(String(20))
    to_state: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(String(2000), default="")


class Approval(Base):
    """A decision by someone entitled to take it, with the comment."""

    __tablename__ = "approval"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    recommendation_id: Mapped[str | None] = mapped_column(ForeignKey("recommendation.id"), index=True)
    budget_change_id: Mapped[int | None] = mapped_column(ForeignKey("budget_change.id"), index=True)
    decision: Mapped[str] = mapped_column(String(20))  # approved | refused
    comment: Mapped[str] = mapped_column(String(4000), default="")
    decided_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class Outcome(Base):
    """What a budget change earned against what would have happened without it, at 7, 14 or 28 days."""

    __tablename__ = "outcome"

    budget_change_id: Mapped[int] = mapped_column(ForeignKey("budget_change.id"), primary_key=True)
    horizon_days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    scored_at: Mapped[datetime]
    earned_micros: Mapped[int | None]
    low_micros: Mapped[int | None]
    high_micros: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
