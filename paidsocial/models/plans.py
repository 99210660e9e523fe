"""Plan lines: what the business agreed to spend, with effective-dated revisions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from paidsocial.db import Base, BigId


class PlanLine(Base):
    """An agreed amount for a period; the amount itself stands in its revisions."""

    __tablename__ = "plan_line"
    __table_args__ = (UniqueConstraint("client_id", "name", "first_day", "last_day"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"))
    name: Mapped[str] = mapped_column(String(300))
    currency: Mapped[str] = mapped_column(String(3))
    first_day: Mapped[date] = mapped_column(index=True)
    last_day: Mapped[date]
    po_number: Mapped[str | None] = mapped_column(String(100))
    cost_centre: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    archived_at: Mapped[datetime | None]

    revisions: Mapped[list[PlanRevision]] = relationship(lazy="raise", order_by="PlanRevision.id")
    scopes: Mapped[list[PlanScope]] = relationship(lazy="raise", cascade="all, delete-orphan")


class PlanRevision(Base):
    """The line's whole amount from a day on; rows are added, never changed."""

    __tablename__ = "plan_revision"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    plan_line_id: Mapped[int] = mapped_column(ForeignKey("plan_line.id"), index=True)
    effective_day: Mapped[date]
    amount_micros: Mapped[int]
    reason: Mapped[str] = mapped_column(String(1000), default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class PlanScope(Base):
    """One condition a campaign may meet to belong to the line: same kinds are alternatives, different kinds add up."""

    __tablename__ = "plan_scope"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    plan_line_id: Mapped[int] = mapped_column(ForeignKey("plan_line.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # campaign_match | campaign | platform | account
    value: Mapped[str] = mapped_column(String(1000))


class PlanLineCampaign(Base):
    """Which campaigns a line covers, worked out from its scopes whenever either side changes."""

    __tablename__ = "plan_line_campaign"

    plan_line_id: Mapped[int] = mapped_column(ForeignKey("plan_line.id", ondelete="CASCADE"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True, index=True)


class PacingSnooze(Base):
    """ "Not now", with its reason: an exception put away until a day."""

    __tablename__ = "pacing_snooze"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    plan_line_id: Mapped[int] = mapped_column(ForeignKey("plan_line.id", ondelete="CASCADE"), index=True)
    until_day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(1000))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]
