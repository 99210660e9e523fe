"""How late each account's revenue comes in is learned once per import, not at each forecast.

Revision: 0003, after 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "account_maturity",
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.Column("restated", sa.BigInteger(), nullable=False),
        sa.Column("early", JSON, nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ad_account.id"], name=op.f("fk_account_maturity_account_id_ad_account")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_maturity")),
    )


def downgrade() -> None:
    op.drop_table("account_maturity")
