"""Which column of its files is an ad account's conversion is chosen once and kept on the account (decision 0021).

Revision: 0008, after 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ad_account", sa.Column("conversion_column", sa.String(length=500), nullable=True))


def downgrade() -> None:
    op.drop_column("ad_account", "conversion_column")
