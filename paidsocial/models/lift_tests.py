"""Lift tests: what experiments said of the revenue that advertising brings, beside what platforms claim."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from paidsocial.db import Base, BigId


class LiftTest(Base):
    """One test of a campaign, of a platform, or, where neither is named, of a whole client; never deleted.

    `spend_micros` was tested and brought `revenue_micros` that would not have come anyway, between `low_micros` and
    `high_micros` at a confidence of `level_bp` (1/10,000); all in `currency`. A test that was withdrawn keeps its
    reason and no longer counts.
    """

    __tablename__ = "lift_test"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    platform: Mapped[str | None] = mapped_column(String(40))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    spend_micros: Mapped[int]
    revenue_micros: Mapped[int]
    low_micros: Mapped[int]
    high_micros: Mapped[int]
    level_bp: Mapped[int]
    method: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(1000), default="")
    source_url: Mapped[str] = mapped_column(String(1000), default="")
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_as: Mapped[str] = mapped_column(String(320))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdrawn_reason: Mapped[str | None] = mapped_column(String(1000))
