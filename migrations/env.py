"""Runs migrations on the connection that the caller hands over (`paidsocial.services.upgrade`)."""

from __future__ import annotations

from alembic import context

from paidsocial.models import Base

connection = context.config.attributes.get("connection")
if connection is None:
    raise RuntimeError("run migrations with `paidsocial migrate`, or through paidsocial.services.upgrade")

context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    compare_type=True,
    compare_server_default=False,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
