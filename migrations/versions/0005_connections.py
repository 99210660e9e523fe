"""Live connections: sealed sign-ins, which ad accounts are pulled through them and what each pull did; pushed changes.

Revision: 0005, after 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "connection",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("client_id", BIG_ID, nullable=False),
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("sealed_grant", sa.Text(), nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("refresh_until", INSTANT, nullable=True),
        sa.Column("message", sa.String(length=2000), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", BIG_ID, nullable=True),
        sa.Column("checked_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_connection_client_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_connection_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connection")),
    )
    op.create_index(op.f("ix_connection_client_id"), "connection", ["client_id"])
    op.create_table(
        "account_sync",
        sa.Column("account_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("connection_id", BIG_ID, nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("pull", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("push", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("most_changes", sa.BigInteger(), nullable=True),
        sa.Column("most_moved_micros", sa.BigInteger(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("through", sa.Date(), nullable=True),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("claim", sa.String(length=40), nullable=True),
        sa.Column("claimed_at", INSTANT, nullable=True),
        sa.Column("ok_at", INSTANT, nullable=True),
        sa.Column("looked_at", INSTANT, nullable=True),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["ad_account.id"], name=op.f("fk_account_sync_account_id")),
        sa.ForeignKeyConstraint(["connection_id"], ["connection.id"], name=op.f("fk_account_sync_connection_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_sync")),
    )
    op.create_index(op.f("ix_account_sync_connection_id"), "account_sync", ["connection_id"])
    op.create_index("ix_account_sync_due_at", "account_sync", ["due_at"])
    op.create_table(
        "sync_run",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("claim", sa.String(length=40), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("asked_by", sa.String(length=255), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("inserted", sa.BigInteger(), nullable=False),
        sa.Column("revised", sa.BigInteger(), nullable=False),
        sa.Column("unchanged", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.String(length=2000), nullable=False),
        sa.Column("request_id", sa.String(length=200), nullable=True),
        sa.Column("details", JSON, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["ad_account.id"], name=op.f("fk_sync_run_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sync_run")),
    )
    op.create_index("ix_sync_run_account_id_started_at", "sync_run", ["account_id", "started_at"])
    op.add_column("budget_change", sa.Column("sent_at", INSTANT, nullable=True))
    op.add_column("budget_change", sa.Column("found_micros", sa.BigInteger(), nullable=True))
    op.add_column("budget_change", sa.Column("request_id", sa.String(length=200), nullable=True))


def downgrade() -> None:
    for name in ("request_id", "found_micros", "sent_at"):
        op.drop_column("budget_change", name)
    op.drop_index("ix_sync_run_account_id_started_at", table_name="sync_run")
    op.drop_table("sync_run")
    op.drop_index("ix_account_sync_due_at", table_name="account_sync")
    op.drop_index(op.f("ix_account_sync_connection_id"), table_name="account_sync")
    op.drop_table("account_sync")
    op.drop_index(op.f("ix_connection_client_id"), table_name="connection")
    op.drop_table("connection")
