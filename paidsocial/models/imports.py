"""What came in, from which file or pull, and how a file's columns were understood."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from paidsocial.db import Base, BigId


class StoredFile(Base):
    """An original file, kept once under its SHA-256."""

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    stored_at: Mapped[datetime]


class ImportBatch(Base):
    """One source of figures: a part of a file (one account of it), or a pull from a platform."""

    __tablename__ = "import_batch"
    __table_args__ = (
        Index("ix_import_batch_created_at", "created_at"),
        Index("ix_import_batch_account_id_created_at", "account_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))  # file | pull | demo
    state: Mapped[str] = mapped_column(String(20))  # previewed | applied | held | refused
    account_id: Mapped[int | None] = mapped_column(ForeignKey("ad_account.id"))
    platform: Mapped[str | None] = mapped_column(String(40))
    level: Mapped[str | None] = mapped_column(String(20))
    grain: Mapped[str | None] = mapped_column(String(20))
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    file_name: Mapped[str | None] = mapped_column(String(1000))
    sha256: Mapped[str | None] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
    seen_at: Mapped[datetime]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    report: Mapped[dict[str, Any]] = mapped_column(default=dict)


class ImportMapping(Base):
    """How a person settled a file shape's columns; offered again for the next file of the same shape."""

    __tablename__ = "import_mapping"

    signature: Mapped[str] = mapped_column(String(64), primary_key=True)
    mapping: Mapped[dict[str, Any]]
    remembered_at: Mapped[datetime]
    remembered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
