"""Clients and their ad accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from paidsocial.db import Base, BigId


class Client(Base):
    """The advertiser an agency works for; an in-house team has one."""

    __tablename__ = "client"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    reporting_currency: Mapped[str] = mapped_column(String(3))
    margin_bp: Mapped[int | None]  # contribution margin in basis points; None: not known, so ROI is undefined
    approval_limit_micros: Mapped[int | None]  # daily money a proposer may approve alone, in reporting_currency
    entity: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class AdAccount(Base):
    """A platform's billing container: one currency, one time zone; its day is a day there."""

    __tablename__ = "ad_account"
    __table_args__ = (
        UniqueConstraint("platform", "external_id"),
        Index("ix_ad_account_platform_name", "platform", "name"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    platform: Mapped[str] = mapped_column(String(40))
    external_id: Mapped[str | None] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(500))
    currency: Mapped[str] = mapped_column(String(3))
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    time_zone_known: Mapped[bool] = mapped_column(default=False)  # False: nobody said; UTC is assumed and pages say so
    conversion_name: Mapped[str | None] = mapped_column(String(200))  # which of the platform's events is the conversion
    conversion_column: Mapped[str | None] = mapped_column(String(500))  # the same for files: which header means it
    status: Mapped[str] = mapped_column(String(40), default="active")
    created_at: Mapped[datetime]

    client: Mapped[Client] = relationship(lazy="joined", innerjoin=True)
