"""Live connections: a sign-in on a platform, which ad accounts are pulled through it, and what each pull did."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from paidsocial.db import Base, BigId


class Connection(Base):
    """One sign-in on one platform, for one client. The tokens stand sealed; nothing else here is secret.

    `state`: connected | broken (its `message` says what to do) | closed (by a person; the tokens are gone).
    """

    __tablename__ = "connection"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    client_id: Mapped[int] = mapped_column(ForeignKey("client.id"), index=True)
    platform: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20))
    sealed_grant: Mapped[str] = mapped_column(Text, default="")
    scopes: Mapped[list[Any]] = mapped_column(default=list)
    expires_at: Mapped[datetime | None]
    refresh_until: Mapped[datetime | None]
    message: Mapped[str] = mapped_column(String(2000), default="")
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    checked_at: Mapped[datetime]


class SignInKept(Base):
    """What a sign-in on its way needs when the person comes back, to whichever process: sealed, and good once."""

    __tablename__ = "sign_in_kept"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    state_sha256: Mapped[str] = mapped_column(String(64), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    sealed: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime]


class AccountSync(Base):
    """How one ad account is pulled, how far, and whether changes may be pushed to it.

    One row per account is also its turn: a pull claims it by conditional update, so that none runs twice at once.
    `through`: the last day that was pulled whole. `failures`: in a row, since the last good pull. `every_hours` and
    `at_hour` (of the account's own day) say when; `asked_at`: somebody wants a pull that has not begun yet.
    """

    __tablename__ = "account_sync"
    __table_args__ = (Index("ix_account_sync_due_at", "due_at"),)

    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("ad_account.id"), primary_key=True, autoincrement=False)
    connection_id: Mapped[int] = mapped_column(ForeignKey("connection.id"), index=True)
    level: Mapped[str] = mapped_column(String(20), default="ad_set")  # ad_set | ad
    pull: Mapped[bool] = mapped_column(default=True, server_default=true())
    push: Mapped[bool] = mapped_column(default=False, server_default=false())
    most_changes: Mapped[int | None]  # pushed in a day
    most_moved_micros: Mapped[int | None]  # up or down in a day, all changes together, in the account's currency
    since: Mapped[date | None]  # the first day a person asked for
    through: Mapped[date | None]
    every_hours: Mapped[int] = mapped_column(default=6, server_default=text("6"))
    at_hour: Mapped[int | None]
    due_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    claim: Mapped[str | None] = mapped_column(String(40))
    claimed_at: Mapped[datetime | None]
    ok_at: Mapped[datetime | None]
    looked_at: Mapped[datetime | None]  # when currency, zone and state were last compared with the platform's
    failures: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(String(2000), default="")


class SyncRun(Base):
    """One pull of one ad account. `state`: running | done | held | failed | abandoned (its process ended)."""

    __tablename__ = "sync_run"
    __table_args__ = (Index("ix_sync_run_account_id_started_at", "account_id", "started_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("ad_account.id"))
    claim: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(20))
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    asked_by: Mapped[str] = mapped_column(String(255))
    calls: Mapped[int] = mapped_column(default=0)
    inserted: Mapped[int] = mapped_column(default=0)
    revised: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(String(2000), default="")
    request_id: Mapped[str | None] = mapped_column(String(200))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)  # what changed on the platform: budgets, names, ...
