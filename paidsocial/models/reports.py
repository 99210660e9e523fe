"""Reports that are made by themselves, and the files that came of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from paidsocial.db import Base, BigId, Json


class SavedReport(Base):
    """What is reported, for whom and when. It is made with the owner's eyes; no owner: the command line's.

    `slot_at`: the time of the schedule that is made next; `due_at`: the same, or later after a failure.
    """

    __tablename__ = "saved_report"
    __table_args__ = (Index("ix_saved_report_due_at", "due_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))  # spend | results
    format: Mapped[str] = mapped_column(String(10))  # csv | xlsx
    client_id: Mapped[int | None] = mapped_column(ForeignKey("client.id"), index=True)  # None: all of the owner's
    currency: Mapped[str | None] = mapped_column(String(3))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    cadence: Mapped[str] = mapped_column(String(20))  # daily | weekly | monthly
    on_day: Mapped[int]
    hour: Mapped[int]
    time_zone: Mapped[str] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(default=True, server_default=true())
    slot_at: Mapped[datetime]
    due_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(String(2000), default="")
    created_at: Mapped[datetime]


class ReportFile(Base):
    """One file of a saved report. `slot_at`: the time of the schedule it was made for, each once; None: asked for.

    `client_ids`: whose figures may be in it; None: every client's. `content` is read only where it is asked for.
    """

    __tablename__ = "report_file"
    __table_args__ = (
        UniqueConstraint("report_id", "slot_at"),
        Index("ix_report_file_report_id_made_at", "report_id", "made_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("saved_report.id", ondelete="CASCADE"))
    slot_at: Mapped[datetime | None]
    first_day: Mapped[date]
    last_day: Mapped[date]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(255))
    client_ids: Mapped[list[Any] | None] = mapped_column(Json)
    name: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(String(2000), default="")
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
