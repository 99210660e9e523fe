"""How late each ad account's revenue comes in, as learned from its restatements."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from paidsocial.db import Base, BigId


class AccountMaturity(Base):
    """One ad account's completion curve; `version` tells whether figures came in since.

    `days`: days read at two ages or more, `restated`: those of them whose revenue changed. `early`: the share of final
    revenue known at the ages 0 to 7, for pages that show no more; `payload`: the whole curve, and what was read.
    """

    __tablename__ = "account_maturity"

    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("ad_account.id"), primary_key=True, autoincrement=False)
    version: Mapped[str] = mapped_column(String(64))
    days: Mapped[int]
    restated: Mapped[int]
    early: Mapped[list[Any]]
    payload: Mapped[dict[str, Any]]
