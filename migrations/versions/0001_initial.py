"""The whole vocabulary: clients, accounts, campaigns, figures, plans, decisions, finance, people and the audit trail.

Revision: 0001, after nothing
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# The audit trail is append-only in the database itself, whoever asks.
SQLITE_GUARDS = (
    "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END",
    "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END",
)
POSTGRESQL_GUARDS = (
    "CREATE FUNCTION audit_entry_guard() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'audit entries are never changed or deleted'; END $$",
    "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
    "EXECUTE FUNCTION audit_entry_guard()",
)


def upgrade() -> None:
    op.create_table(
        "client",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("reporting_currency", sa.String(length=3), nullable=False),
        sa.Column("margin_bp", sa.BigInteger(), nullable=True),
        sa.Column("approval_limit_micros", sa.BigInteger(), nullable=True),
        sa.Column("entity", sa.String(length=100), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("archived_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
        sa.UniqueConstraint("name", name=op.f("uq_client_name")),
    )
    op.create_table(
        "forecast_run",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("pool", sa.String(length=200), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("horizon", sa.BigInteger(), nullable=False),
        sa.Column("data_version", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_run")),
    )
    op.create_index("ix_forecast_run_pool_as_of", "forecast_run", ["pool", "as_of"], unique=False)
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_address_at", "sign_in_attempt", ["address", "at"], unique=False)
    op.create_index("ix_sign_in_attempt_email_at", "sign_in_attempt", ["email", "at"], unique=False)
    op.create_table(
        "snapshot_line",
        sa.Column("snapshot_id", sa.String(length=64), nullable=False),
        sa.Column("line_no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line", JSON, nullable=False),
        sa.PrimaryKeyConstraint("snapshot_id", "line_no", name=op.f("pk_snapshot_line")),
    )
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("stored_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_stored_file")),
    )
    op.create_table(
        "user",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("all_clients", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("preferences", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("signed_in_at", INSTANT, nullable=True),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_fs_uniquifier")),
    )
    op.create_table(
        "ad_account",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("client_id", BIG_ID, nullable=False),
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("external_id", sa.String(length=100), nullable=True),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("time_zone_known", sa.Boolean(), nullable=False),
        sa.Column("conversion_name", sa.String(length=200), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_ad_account_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ad_account")),
        sa.UniqueConstraint("platform", "external_id", name=op.f("uq_ad_account_platform_external_id")),
    )
    op.create_index(op.f("ix_ad_account_client_id"), "ad_account", ["client_id"], unique=False)
    op.create_index("ix_ad_account_platform_name", "ad_account", ["platform", "name"], unique=False)
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("actor_id", BIG_ID, nullable=True),
        sa.Column("actor_email", sa.String(length=255), nullable=False),
        sa.Column("door", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=100), nullable=False),
        sa.Column("subject_type", sa.String(length=50), nullable=False),
        sa.Column("subject_id", sa.String(length=100), nullable=False),
        sa.Column("client_id", BIG_ID, nullable=True),
        sa.Column("before", JSON, nullable=True),
        sa.Column("after", JSON, nullable=True),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_audit_entry_actor_id")),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_audit_entry_client_id")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entry_hash")),
    )
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"], unique=False)
    op.create_index(
        "ix_audit_entry_subject_type_subject_id", "audit_entry", ["subject_type", "subject_id"], unique=False
    )
    op.create_table(
        "business_day",
        sa.Column("client_id", BIG_ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("revenue_micros", sa.BigInteger(), nullable=False),
        sa.Column("marketing_spend_micros", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_business_day_client_id")),
        sa.PrimaryKeyConstraint("client_id", "day", "currency", name=op.f("pk_business_day")),
    )
    op.create_table(
        "exchange_rate",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("base", sa.String(length=3), nullable=False),
        sa.Column("quote", sa.String(length=3), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("rate", sa.String(length=48), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("loaded_at", INSTANT, nullable=False),
        sa.Column("loaded_by", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["loaded_by"], ["user.id"], name=op.f("fk_exchange_rate_loaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rate")),
        sa.UniqueConstraint(
            "base", "quote", "basis", "day", "loaded_at", name=op.f("uq_exchange_rate_base_quote_basis_day_loaded_at")
        ),
    )
    op.create_table(
        "import_mapping",
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("mapping", JSON, nullable=False),
        sa.Column("remembered_at", INSTANT, nullable=False),
        sa.Column("remembered_by", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["remembered_by"], ["user.id"], name=op.f("fk_import_mapping_remembered_by")),
        sa.PrimaryKeyConstraint("signature", name=op.f("pk_import_mapping")),
    )
    op.create_table(
        "period_close",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("client_id", BIG_ID, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("known_at", INSTANT, nullable=True),
        sa.Column("snapshot_id", sa.String(length=64), nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_period_close_client_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["user.id"], name=op.f("fk_period_close_closed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_close")),
        sa.UniqueConstraint("client_id", "first_day", name=op.f("uq_period_close_client_id_first_day")),
    )
    op.create_table(
        "plan_line",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("client_id", BIG_ID, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("po_number", sa.String(length=100), nullable=True),
        sa.Column("cost_centre", sa.String(length=100), nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", BIG_ID, nullable=True),
        sa.Column("archived_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_plan_line_client_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_plan_line_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_line")),
        sa.UniqueConstraint(
            "client_id", "name", "first_day", "last_day", name=op.f("uq_plan_line_client_id_name_first_day_last_day")
        ),
    )
    op.create_index(op.f("ix_plan_line_first_day"), "plan_line", ["first_day"], unique=False)
    op.create_table(
        "recommendation",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("client_id", BIG_ID, nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total_before_micros", sa.BigInteger(), nullable=False),
        sa.Column("total_after_micros", sa.BigInteger(), nullable=False),
        sa.Column("expected_change_micros", sa.BigInteger(), nullable=False),
        sa.Column("expected_low_micros", sa.BigInteger(), nullable=False),
        sa.Column("expected_high_micros", sa.BigInteger(), nullable=False),
        sa.Column("optimality_gap", sa.Double(), nullable=False),
        sa.Column("request", JSON, nullable=False),
        sa.Column("model", JSON, nullable=False),
        sa.Column("note", sa.String(length=4000), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", BIG_ID, nullable=True),
        sa.Column("proposed_at", INSTANT, nullable=True),
        sa.Column("proposed_by", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_recommendation_client_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_recommendation_created_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["user.id"], name=op.f("fk_recommendation_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
    )
    op.create_index(
        "ix_recommendation_client_id_created_at", "recommendation", ["client_id", "created_at"], unique=False
    )
    op.create_index(op.f("ix_recommendation_state"), "recommendation", ["state"], unique=False)
    op.create_table(
        "user_client",
        sa.Column("user_id", BIG_ID, nullable=False),
        sa.Column("client_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["client.id"], name=op.f("fk_user_client_client_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_user_client_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "client_id", name=op.f("pk_user_client")),
    )
    op.create_index(op.f("ix_user_client_client_id"), "user_client", ["client_id"], unique=False)
    op.create_table(
        "account_day",
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("spend_micros", sa.BigInteger(), nullable=False),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=True),
        sa.Column("conversions_millionths", sa.BigInteger(), nullable=True),
        sa.Column("revenue_micros", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["ad_account.id"], name=op.f("fk_account_day_account_id")),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_account_day")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "campaign",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("external_id", sa.String(length=100), nullable=True),
        sa.Column("name", sa.String(length=1000), nullable=False),
        sa.Column("is_whole", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("objective", sa.String(length=200), nullable=True),
        sa.Column("status", sa.String(length=100), nullable=True),
        sa.Column("start_day", sa.Date(), nullable=True),
        sa.Column("end_day", sa.Date(), nullable=True),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["ad_account.id"], name=op.f("fk_campaign_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("account_id", "external_id", name=op.f("uq_campaign_account_id_external_id")),
    )
    op.create_index("ix_campaign_account_id_name", "campaign", ["account_id", "name"], unique=False)
    op.create_table(
        "import_batch",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=True),
        sa.Column("platform", sa.String(length=40), nullable=True),
        sa.Column("level", sa.String(length=20), nullable=True),
        sa.Column("grain", sa.String(length=20), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("file_name", sa.String(length=1000), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", BIG_ID, nullable=True),
        sa.Column("options", JSON, nullable=False),
        sa.Column("report", JSON, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["ad_account.id"], name=op.f("fk_import_batch_account_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_import_batch_created_by")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_import_batch_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_index("ix_import_batch_account_id_created_at", "import_batch", ["account_id", "created_at"], unique=False)
    op.create_index("ix_import_batch_created_at", "import_batch", ["created_at"], unique=False)
    op.create_index(op.f("ix_import_batch_sha256"), "import_batch", ["sha256"], unique=False)
    op.create_table(
        "pacing_snooze",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("plan_line_id", BIG_ID, nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", BIG_ID, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_pacing_snooze_created_by")),
        sa.ForeignKeyConstraint(
            ["plan_line_id"], ["plan_line.id"], name=op.f("fk_pacing_snooze_plan_line_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pacing_snooze")),
    )
    op.create_index(op.f("ix_pacing_snooze_plan_line_id"), "pacing_snooze", ["plan_line_id"], unique=False)
    op.create_table(
        "plan_revision",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("plan_line_id", BIG_ID, nullable=False),
        sa.Column("effective_day", sa.Date(), nullable=False),
        sa.Column("amount_micros", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["plan_line_id"], ["plan_line.id"], name=op.f("fk_plan_revision_plan_line_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_plan_revision_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_revision")),
    )
    op.create_index(op.f("ix_plan_revision_plan_line_id"), "plan_revision", ["plan_line_id"], unique=False)
    op.create_table(
        "plan_scope",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("plan_line_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_line_id"], ["plan_line.id"], name=op.f("fk_plan_scope_plan_line_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_scope")),
    )
    op.create_index(op.f("ix_plan_scope_plan_line_id"), "plan_scope", ["plan_line_id"], unique=False)
    op.create_table(
        "ad_set",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("campaign_id", BIG_ID, nullable=False),
        sa.Column("external_id", sa.String(length=100), nullable=True),
        sa.Column("name", sa.String(length=1000), nullable=False),
        sa.Column("is_whole", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("status", sa.String(length=100), nullable=True),
        sa.Column("learning_state", sa.String(length=40), nullable=True),
        sa.Column("start_day", sa.Date(), nullable=True),
        sa.Column("end_day", sa.Date(), nullable=True),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["ad_account.id"], name=op.f("fk_ad_set_account_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_ad_set_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ad_set")),
        sa.UniqueConstraint("account_id", "external_id", name=op.f("uq_ad_set_account_id_external_id")),
    )
    op.create_index("ix_ad_set_campaign_id_name", "ad_set", ["campaign_id", "name"], unique=False)
    op.create_table(
        "adjustment",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("period_close_id", BIG_ID, nullable=False),
        sa.Column("booked_month", sa.Date(), nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("campaign_id", BIG_ID, nullable=True),
        sa.Column("amount_micros", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("cause", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["ad_account.id"], name=op.f("fk_adjustment_account_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_adjustment_campaign_id")),
        sa.ForeignKeyConstraint(["period_close_id"], ["period_close.id"], name=op.f("fk_adjustment_period_close_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment")),
    )
    op.create_index(op.f("ix_adjustment_period_close_id"), "adjustment", ["period_close_id"], unique=False)
    op.create_table(
        "campaign_day",
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("campaign_id", BIG_ID, nullable=False),
        sa.Column("spend_micros", sa.BigInteger(), nullable=False),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=True),
        sa.Column("conversions_millionths", sa.BigInteger(), nullable=True),
        sa.Column("revenue_micros", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["ad_account.id"], name=op.f("fk_campaign_day_account_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_day_campaign_id")),
        sa.PrimaryKeyConstraint("account_id", "day", "campaign_id", name=op.f("pk_campaign_day")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "plan_line_campaign",
        sa.Column("plan_line_id", BIG_ID, nullable=False),
        sa.Column("campaign_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_plan_line_campaign_campaign_id")),
        sa.ForeignKeyConstraint(
            ["plan_line_id"], ["plan_line.id"], name=op.f("fk_plan_line_campaign_plan_line_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("plan_line_id", "campaign_id", name=op.f("pk_plan_line_campaign")),
    )
    op.create_index(op.f("ix_plan_line_campaign_campaign_id"), "plan_line_campaign", ["campaign_id"], unique=False)
    op.create_table(
        "ad",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("ad_set_id", BIG_ID, nullable=False),
        sa.Column("external_id", sa.String(length=100), nullable=True),
        sa.Column("name", sa.String(length=1000), nullable=False),
        sa.Column("status", sa.String(length=100), nullable=True),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["ad_account.id"], name=op.f("fk_ad_account_id")),
        sa.ForeignKeyConstraint(["ad_set_id"], ["ad_set.id"], name=op.f("fk_ad_ad_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ad")),
        sa.UniqueConstraint("account_id", "external_id", name=op.f("uq_ad_account_id_external_id")),
    )
    op.create_index("ix_ad_ad_set_id_name", "ad", ["ad_set_id", "name"], unique=False)
    op.create_table(
        "budget_change",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("recommendation_id", sa.String(length=40), nullable=True),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("campaign_id", BIG_ID, nullable=False),
        sa.Column("ad_set_id", BIG_ID, nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("before_micros", sa.BigInteger(), nullable=True),
        sa.Column("after_micros", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", BIG_ID, nullable=True),
        sa.Column("state_at", INSTANT, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("carried_out_at", INSTANT, nullable=True),
        sa.Column("undo_of_id", BIG_ID, nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["ad_account.id"], name=op.f("fk_budget_change_account_id")),
        sa.ForeignKeyConstraint(["ad_set_id"], ["ad_set.id"], name=op.f("fk_budget_change_ad_set_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_budget_change_campaign_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_budget_change_created_by")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_budget_change_recommendation_id")
        ),
        sa.ForeignKeyConstraint(["undo_of_id"], ["budget_change.id"], name=op.f("fk_budget_change_undo_of_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_change")),
    )
    op.create_index(op.f("ix_budget_change_account_id"), "budget_change", ["account_id"], unique=False)
    op.create_index(op.f("ix_budget_change_campaign_id"), "budget_change", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_budget_change_recommendation_id"), "budget_change", ["recommendation_id"], unique=False)
    op.create_index("ix_budget_change_state_created_at", "budget_change", ["state", "created_at"], unique=False)
    op.create_table(
        "performance",
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ad_set_id", BIG_ID, nullable=False),
        sa.Column("campaign_id", BIG_ID, nullable=False),
        sa.Column("reach", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("batch_id", BIG_ID, nullable=False),
        sa.Column("spend_micros", sa.BigInteger(), nullable=False),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=True),
        sa.Column("conversions_millionths", sa.BigInteger(), nullable=True),
        sa.Column("revenue_micros", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["ad_account.id"], name=op.f("fk_performance_account_id")),
        sa.ForeignKeyConstraint(["ad_set_id"], ["ad_set.id"], name=op.f("fk_performance_ad_set_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_performance_batch_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_performance_campaign_id")),
        sa.PrimaryKeyConstraint("account_id", "day", "ad_set_id", name=op.f("pk_performance")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "performance_reading",
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ad_set_id", BIG_ID, nullable=False),
        sa.Column("batch_id", BIG_ID, nullable=False),
        sa.Column("campaign_id", BIG_ID, nullable=False),
        sa.Column("superseded_at", INSTANT, nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("reach", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("spend_micros", sa.BigInteger(), nullable=False),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=True),
        sa.Column("conversions_millionths", sa.BigInteger(), nullable=True),
        sa.Column("revenue_micros", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["ad_account.id"], name=op.f("fk_performance_reading_account_id")),
        sa.ForeignKeyConstraint(["ad_set_id"], ["ad_set.id"], name=op.f("fk_performance_reading_ad_set_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_performance_reading_batch_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_performance_reading_campaign_id")),
        sa.PrimaryKeyConstraint("account_id", "day", "ad_set_id", "batch_id", name=op.f("pk_performance_reading")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "period_total",
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("ad_set_id", BIG_ID, nullable=False),
        sa.Column("campaign_id", BIG_ID, nullable=False),
        sa.Column("reach", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("batch_id", BIG_ID, nullable=False),
        sa.Column("spend_micros", sa.BigInteger(), nullable=False),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=True),
        sa.Column("conversions_millionths", sa.BigInteger(), nullable=True),
        sa.Column("revenue_micros", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["ad_account.id"], name=op.f("fk_period_total_account_id")),
        sa.ForeignKeyConstraint(["ad_set_id"], ["ad_set.id"], name=op.f("fk_period_total_ad_set_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_period_total_batch_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_period_total_campaign_id")),
        sa.PrimaryKeyConstraint("account_id", "first_day", "last_day", "ad_set_id", name=op.f("pk_period_total")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "period_total_reading",
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("ad_set_id", BIG_ID, nullable=False),
        sa.Column("batch_id", BIG_ID, nullable=False),
        sa.Column("campaign_id", BIG_ID, nullable=False),
        sa.Column("superseded_at", INSTANT, nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("reach", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("spend_micros", sa.BigInteger(), nullable=False),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=True),
        sa.Column("conversions_millionths", sa.BigInteger(), nullable=True),
        sa.Column("revenue_micros", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["ad_account.id"], name=op.f("fk_period_total_reading_account_id")),
        sa.ForeignKeyConstraint(["ad_set_id"], ["ad_set.id"], name=op.f("fk_period_total_reading_ad_set_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_period_total_reading_batch_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_period_total_reading_campaign_id")),
        sa.PrimaryKeyConstraint(
            "account_id", "first_day", "last_day", "ad_set_id", "batch_id", name=op.f("pk_period_total_reading")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recommendation_line",
        sa.Column("recommendation_id", sa.String(length=40), nullable=False),
        sa.Column("line_no", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("campaign_id", BIG_ID, nullable=False),
        sa.Column("ad_set_id", BIG_ID, nullable=True),
        sa.Column("current_daily_micros", sa.BigInteger(), nullable=False),
        sa.Column("proposed_daily_micros", sa.BigInteger(), nullable=False),
        sa.Column("roas", sa.Double(), nullable=True),
        sa.Column("marginal_roas_before", sa.Double(), nullable=True),
        sa.Column("marginal_roas_after", sa.Double(), nullable=True),
        sa.Column("revenue_change_micros", sa.BigInteger(), nullable=False),
        sa.Column("revenue_change_low_micros", sa.BigInteger(), nullable=False),
        sa.Column("revenue_change_high_micros", sa.BigInteger(), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("bound_by", sa.String(length=20), nullable=True),
        sa.Column("evidence", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["ad_account.id"], name=op.f("fk_recommendation_line_account_id")),
        sa.ForeignKeyConstraint(["ad_set_id"], ["ad_set.id"], name=op.f("fk_recommendation_line_ad_set_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_recommendation_line_campaign_id")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_recommendation_line_recommendation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("recommendation_id", "line_no", name=op.f("pk_recommendation_line")),
    )
    op.create_table(
        "ad_performance",
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ad_id", BIG_ID, nullable=False),
        sa.Column("ad_set_id", BIG_ID, nullable=False),
        sa.Column("reach", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("batch_id", BIG_ID, nullable=False),
        sa.Column("spend_micros", sa.BigInteger(), nullable=False),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=True),
        sa.Column("conversions_millionths", sa.BigInteger(), nullable=True),
        sa.Column("revenue_micros", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["ad_account.id"], name=op.f("fk_ad_performance_account_id")),
        sa.ForeignKeyConstraint(["ad_id"], ["ad.id"], name=op.f("fk_ad_performance_ad_id")),
        sa.ForeignKeyConstraint(["ad_set_id"], ["ad_set.id"], name=op.f("fk_ad_performance_ad_set_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_ad_performance_batch_id")),
        sa.PrimaryKeyConstraint("account_id", "day", "ad_id", name=op.f("pk_ad_performance")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ad_performance_reading",
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ad_id", BIG_ID, nullable=False),
        sa.Column("batch_id", BIG_ID, nullable=False),
        sa.Column("ad_set_id", BIG_ID, nullable=False),
        sa.Column("superseded_at", INSTANT, nullable=False),
        sa.Column("why", sa.String(length=40), nullable=False),
        sa.Column("reach", sa.BigInteger(), nullable=True),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("spend_micros", sa.BigInteger(), nullable=False),
        sa.Column("impressions", sa.BigInteger(), nullable=True),
        sa.Column("clicks", sa.BigInteger(), nullable=True),
        sa.Column("conversions_millionths", sa.BigInteger(), nullable=True),
        sa.Column("revenue_micros", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["ad_account.id"], name=op.f("fk_ad_performance_reading_account_id")),
        sa.ForeignKeyConstraint(["ad_id"], ["ad.id"], name=op.f("fk_ad_performance_reading_ad_id")),
        sa.ForeignKeyConstraint(["ad_set_id"], ["ad_set.id"], name=op.f("fk_ad_performance_reading_ad_set_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_ad_performance_reading_batch_id")),
        sa.PrimaryKeyConstraint("account_id", "day", "ad_id", "batch_id", name=op.f("pk_ad_performance_reading")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "approval",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("recommendation_id", sa.String(length=40), nullable=True),
        sa.Column("budget_change_id", BIG_ID, nullable=True),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("comment", sa.String(length=4000), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("decided_by", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["budget_change_id"], ["budget_change.id"], name=op.f("fk_approval_budget_change_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_approval_decided_by")),
        sa.ForeignKeyConstraint(
            ["recommendation_id"], ["recommendation.id"], name=op.f("fk_approval_recommendation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    op.create_index(op.f("ix_approval_budget_change_id"), "approval", ["budget_change_id"], unique=False)
    op.create_index(op.f("ix_approval_recommendation_id"), "approval", ["recommendation_id"], unique=False)
    op.create_table(
        "budget_change_event",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("budget_change_id", BIG_ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", BIG_ID, nullable=True),
        sa.Column("from_state", sa.String(length=20), nullable=True),
        sa.Column("to_state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["budget_change_id"], ["budget_change.id"], name=op.f("fk_budget_change_event_budget_change_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_budget_change_event_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_change_event")),
    )
    op.create_index(
        op.f("ix_budget_change_event_budget_change_id"), "budget_change_event", ["budget_change_id"], unique=False
    )
    op.create_table(
        "outcome",
        sa.Column("budget_change_id", BIG_ID, nullable=False),
        sa.Column("horizon_days", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("scored_at", INSTANT, nullable=False),
        sa.Column("earned_micros", sa.BigInteger(), nullable=True),
        sa.Column("low_micros", sa.BigInteger(), nullable=True),
        sa.Column("high_micros", sa.BigInteger(), nullable=True),
        sa.Column("details", JSON, nullable=False),
        sa.ForeignKeyConstraint(["budget_change_id"], ["budget_change.id"], name=op.f("fk_outcome_budget_change_id")),
        sa.PrimaryKeyConstraint("budget_change_id", "horizon_days", name=op.f("pk_outcome")),
    )
    op.create_table(
        "platform_budget",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("account_id", BIG_ID, nullable=False),
        sa.Column("campaign_id", BIG_ID, nullable=False),
        sa.Column("ad_set_id", BIG_ID, nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("amount_micros", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("effective_at", INSTANT, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", BIG_ID, nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("budget_change_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["ad_account.id"], name=op.f("fk_platform_budget_account_id")),
        sa.ForeignKeyConstraint(["ad_set_id"], ["ad_set.id"], name=op.f("fk_platform_budget_ad_set_id")),
        sa.ForeignKeyConstraint(
            ["budget_change_id"], ["budget_change.id"], name=op.f("fk_platform_budget_budget_change_id")
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_platform_budget_campaign_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_platform_budget_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_budget")),
    )
    op.create_index(op.f("ix_platform_budget_account_id"), "platform_budget", ["account_id"], unique=False)
    op.create_index(op.f("ix_platform_budget_ad_set_id"), "platform_budget", ["ad_set_id"], unique=False)
    op.create_index(
        "ix_platform_budget_campaign_id_effective_at", "platform_budget", ["campaign_id", "effective_at"], unique=False
    )
    guards = SQLITE_GUARDS if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARDS
    for statement in guards:
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_platform_budget_campaign_id_effective_at", table_name="platform_budget")
    op.drop_index(op.f("ix_platform_budget_ad_set_id"), table_name="platform_budget")
    op.drop_index(op.f("ix_platform_budget_account_id"), table_name="platform_budget")
    op.drop_table("platform_budget")
    op.drop_table("outcome")
    op.drop_index(op.f("ix_budget_change_event_budget_change_id"), table_name="budget_change_event")
    op.drop_table("budget_change_event")
    op.drop_index(op.f("ix_approval_recommendation_id"), table_name="approval")
    op.drop_index(op.f("ix_approval_budget_change_id"), table_name="approval")
    op.drop_table("approval")
    op.drop_table("ad_performance_reading")
    op.drop_table("ad_performance")
    op.drop_table("recommendation_line")
    op.drop_table("period_total_reading")
    op.drop_table("period_total")
    op.drop_table("performance_reading")
    op.drop_table("performance")
    op.drop_index("ix_budget_change_state_created_at", table_name="budget_change")
    op.drop_index(op.f("ix_budget_change_recommendation_id"), table_name="budget_change")
    op.drop_index(op.f("ix_budget_change_campaign_id"), table_name="budget_change")
    op.drop_index(op.f("ix_budget_change_account_id"), table_name="budget_change")
    op.drop_table("budget_change")
    op.drop_index("ix_ad_ad_set_id_name", table_name="ad")
    op.drop_table("ad")
    op.drop_index(op.f("ix_plan_line_campaign_campaign_id"), table_name="plan_line_campaign")
    op.drop_table("plan_line_campaign")
    op.drop_table("campaign_day")
    op.drop_index(op.f("ix_adjustment_period_close_id"), table_name="adjustment")
    op.drop_table("adjustment")
    op.drop_index("ix_ad_set_campaign_id_name", table_name="ad_set")
    op.drop_table("ad_set")
    op.drop_index(op.f("ix_plan_scope_plan_line_id"), table_name="plan_scope")
    op.drop_table("plan_scope")
    op.drop_index(op.f("ix_plan_revision_plan_line_id"), table_name="plan_revision")
    op.drop_table("plan_revision")
    op.drop_index(op.f("ix_pacing_snooze_plan_line_id"), table_name="pacing_snooze")
    op.drop_table("pacing_snooze")
    op.drop_index(op.f("ix_import_batch_sha256"), table_name="import_batch")
    op.drop_index("ix_import_batch_created_at", table_name="import_batch")
    op.drop_index("ix_import_batch_account_id_created_at", table_name="import_batch")
    op.drop_table("import_batch")
    op.drop_index("ix_campaign_account_id_name", table_name="campaign")
    op.drop_table("campaign")
    op.drop_table("account_day")
    op.drop_index(op.f("ix_user_client_client_id"), table_name="user_client")
    op.drop_table("user_client")
    op.drop_index(op.f("ix_recommendation_state"), table_name="recommendation")
    op.drop_index("ix_recommendation_client_id_created_at", table_name="recommendation")
    op.drop_table("recommendation")
    op.drop_index(op.f("ix_plan_line_first_day"), table_name="plan_line")
    op.drop_table("plan_line")
    op.drop_table("period_close")
    op.drop_table("import_mapping")
    op.drop_table("exchange_rate")
    op.drop_table("business_day")
    op.drop_index("ix_audit_entry_subject_type_subject_id", table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_at"), table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_index("ix_ad_account_platform_name", table_name="ad_account")
    op.drop_index(op.f("ix_ad_account_client_id"), table_name="ad_account")
    op.drop_table("ad_account")
    op.drop_table("user")
    op.drop_table("stored_file")
    op.drop_table("snapshot_line")
    op.drop_index("ix_sign_in_attempt_email_at", table_name="sign_in_attempt")
    op.drop_index("ix_sign_in_attempt_address_at", table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_table("setting")
    op.drop_index("ix_forecast_run_pool_as_of", table_name="forecast_run")
    op.drop_table("forecast_run")
    op.drop_table("client")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_entry_guard()")
