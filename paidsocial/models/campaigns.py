"""The three levels inside an ad account: campaign, ad set, ad."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from paidsocial.db import Base, BigId
from paidsocial.models.accounts import AdAccount


class Campaign(Base):
    """A campaign (LinkedIn: campaign group). `is_whole`: is the whole account, from files without campaigns."""

    __tablename__ = "campaign"
    __table_args__ = (
        UniqueConstraint("account_id", "external_id"),
        Index("ix_campaign_account_id_name", "account_id", "name"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("ad_account.id"))
    external_id: Mapped[str | None] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(1000))
    is_whole: Mapped[bool] = mapped_column(default=False, server_default=false())
    objective: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[str | None] = mapped_column(String(100))
    start_day: Mapped[date | None]
    end_day: Mapped[date | None]
    first_seen_at: Mapped[datetime]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

    account: Mapped[AdAccount] = relationship(lazy="raise")


class AdSet(Base):
    """An ad set (TikTok, Pinterest: ad group; Snapchat: ad squad; LinkedIn: campaign; X: line item).

    `is_whole`: stands for its whole campaign, made from figures that came no finer.
    """

    __tablename__ = "ad_set"
    __table_args__ = (
        UniqueConstraint("account_id", "external_id"),
        Index("ix_ad_set_campaign_id_name", "campaign_id", "name"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("ad_account.id"))
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    external_id: Mapped[str | None] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(1000))
    is_whole: Mapped[bool] = mapped_column(default=False, server_default=false())
    status: Mapped[str | None] = mapped_column(String(100))
    learning_state: Mapped[str | None] = mapped_column(String(40))
    start_day: Mapped[date | None]
    end_day: Mapped[date | None]
    first_seen_at: Mapped[datetime]
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)

    campaign: Mapped[Campaign] = relationship(lazy="raise")


class Ad(Base):
    """One ad of an ad set."""

    __tablename__ = "ad"
    __table_args__ = (
        UniqueConstraint("account_id", "external_id"),
        Index("ix_ad_ad_set_id_name", "ad_set_id", "name"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("ad_account.id"))
    ad_set_id: Mapped[int] = mapped_column(ForeignKey("ad_set.id"))
    external_id: Mapped[str | None] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(1000))
    status: Mapped[str | None] = mapped_column(String(100))
    first_seen_at: Mapped[datetime]
