"""Lift tests are kept: what experiments said of incremental revenue.

Revision: 0004, after 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "lift_test",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("client_id", BIG_ID, nullable=False),
        sa.Column("platform", sa.String(length=40), nullable=True),
        sa.Column("campaign_id", BIG_ID, nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("spend_micros", sa.BigInteger(), nullable=False),
        sa.Column("revenue_micros", sa.BigInteger(), nullable=False),
        sa.Column("low_micros", sa.BigInteger(), nullable=False),
        sa.Column("high_micros", sa.BigInteger(), nullable=False),
        sa.Column("level_bp", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("source_url", sa.String(length=1000), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", BIG_ID, nullable=True),
        sa.Column("entered_as", sa.String(length=320), nullable=False),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.Column("withdrawn_by", BIG_ID, nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=1000), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_lift_test_campaign_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_lift_test_client_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_lift_test_created_by")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["user.id"], name=op.f("fk_lift_test_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lift_test")),
    )
    op.create_index(op.f("ix_lift_test_client_id"), "lift_test", ["client_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_lift_test_client_id"), table_name="lift_test")
    op.drop_table("lift_test")
