"""Schedules: when an ad account is pulled and whether somebody asked for it meanwhile; saved reports and their files;
what a sign-in on its way has to keep.

Revision: 0006, after 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("account_sync") as table:
        table.add_column(sa.Column("every_hours", sa.BigInteger(), server_default=sa.text("6"), nullable=False))
        table.add_column(sa.Column("at_hour", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("asked_at", INSTANT, nullable=True))
    op.create_table(
        "sign_in_kept",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("state_sha256", sa.String(length=64), nullable=False),
        sa.Column("user_id", BIG_ID, nullable=True),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sign_in_kept_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_kept")),
    )
    op.create_index(op.f("ix_sign_in_kept_state_sha256"), "sign_in_kept", ["state_sha256"])
    op.create_table(
        "saved_report",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("client_id", BIG_ID, nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("owner_id", BIG_ID, nullable=True),
        sa.Column("cadence", sa.String(length=20), nullable=False),
        sa.Column("on_day", sa.BigInteger(), nullable=False),
        sa.Column("hour", sa.BigInteger(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("slot_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.String(length=2000), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_saved_report_client_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_saved_report_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_report")),
    )
    op.create_index(op.f("ix_saved_report_client_id"), "saved_report", ["client_id"])
    op.create_index("ix_saved_report_due_at", "saved_report", ["due_at"])
    op.create_table(
        "report_file",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("report_id", BIG_ID, nullable=False),
        sa.Column("slot_at", INSTANT, nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.String(length=255), nullable=False),
        sa.Column("client_ids", JSON, nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["saved_report.id"], name=op.f("fk_report_file_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_file")),
        sa.UniqueConstraint("report_id", "slot_at", name=op.f("uq_report_file_report_id_slot_at")),
    )
    op.create_index("ix_report_file_report_id_made_at", "report_file", ["report_id", "made_at"])


def downgrade() -> None:
    op.drop_table("report_file")
    op.drop_table("saved_report")
    op.drop_table("sign_in_kept")
    with op.batch_alter_table("account_sync") as table:
        table.drop_column("asked_at")
        table.drop_column("at_hour")
        table.drop_column("every_hours")
