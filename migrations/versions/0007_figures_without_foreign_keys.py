"""Rows that come by the million no longer have each account, campaign, ad set and batch looked up (decision 0019).

Revision: 0007, after 0006
"""

from __future__ import annotations

import re
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEYS = {
    "performance": {"account_id": "ad_account", "ad_set_id": "ad_set", "batch_id": "import_batch"},
    "performance_reading": {"account_id": "ad_account", "ad_set_id": "ad_set", "batch_id": "import_batch"},
    "ad_performance": {"account_id": "ad_account", "ad_id": "ad", "ad_set_id": "ad_set", "batch_id": "import_batch"},
    "ad_performance_reading": {
        "account_id": "ad_account",
        "ad_id": "ad",
        "ad_set_id": "ad_set",
        "batch_id": "import_batch",
    },
    "campaign_day": {"account_id": "ad_account", "campaign_id": "campaign"},
}
for _table in ("performance", "performance_reading"):
    KEYS[_table]["campaign_id"] = "campaign"
_WRITTEN = re.compile(r",?\s*CONSTRAINT \S+ FOREIGN KEY\s*\(\w+\) REFERENCES \w+ \(\w+\)")


def _name(table: str, column: str) -> str:
    return f"fk_{table}_{column}"


def upgrade() -> None:
    for table, keys in KEYS.items():
        if op.get_bind().dialect.name == "sqlite":
            _made_anew(table, lambda sql: _WRITTEN.sub("", sql))
        else:
            for column in keys:
                op.drop_constraint(_name(table, column), table, type_="foreignkey")


def downgrade() -> None:
    for table, keys in KEYS.items():
        if op.get_bind().dialect.name == "sqlite":
            written = "".join(
                f", CONSTRAINT {_name(table, column)} FOREIGN KEY({column}) REFERENCES {of} (id)"
                for column, of in keys.items()
            )
            _made_anew(table, lambda sql, written=written: _before_the_end(sql, written))
        else:
            for column, of in keys.items():
                op.create_foreign_key(_name(table, column), table, of, [column], ["id"])


def _made_anew(table: str, changed: Callable[[str], str]) -> None:
    """SQLite changes no constraint of a table: its rows are copied into one that is written otherwise."""
    sql = op.get_bind().scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table})
    op.execute(changed(re.sub(rf'CREATE TABLE "?{table}"?', f"CREATE TABLE {table}_anew", sql)))
    op.execute(f"INSERT INTO {table}_anew SELECT * FROM {table}")
    op.drop_table(table)
    op.rename_table(f"{table}_anew", table)


def _before_the_end(sql: str, written: str) -> str:
    end = sql.rindex(")")
    return sql[:end] + written + sql[end:]
