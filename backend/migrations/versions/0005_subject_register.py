"""The register of subjects: other numbers than the USCC, where each word came from, what follows.

Plain types: a migration never imports models.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from backend.migrations.append_only import protect, release

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)
INDEXED = ("org_code", "legacy_number", "legal_rep", "liaison_phone_hash")


def new_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("org_code", sa.String(), nullable=True),
        sa.Column("legacy_number", sa.String(), nullable=True),
        sa.Column("internal_number", sa.String(), nullable=True),
        sa.Column("id_number_sealed", sa.String(), nullable=True),
        sa.Column("id_number_hash", sa.String(), nullable=True),
        sa.Column("operating_address", sa.String(), nullable=False, server_default=""),
        sa.Column("liaison", sa.String(), nullable=False, server_default=""),
        sa.Column("liaison_phone_sealed", sa.String(), nullable=True),
        sa.Column("liaison_phone_hash", sa.String(), nullable=True),
        sa.Column("established", sa.Date(), nullable=True),
        sa.Column("raw_latitude", sa.Double(), nullable=True),
        sa.Column("raw_longitude", sa.Double(), nullable=True),
        sa.Column("crs", sa.String(), nullable=False, server_default="WGS84"),
        sa.Column("position_source", sa.String(), nullable=False, server_default=""),
        sa.Column("importance", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("source", sa.String(), nullable=False, server_default=""),
        sa.Column("row_hash", sa.String(), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("updated_at", MOMENT, nullable=False, server_default="2000-01-01"),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
    ]


def upgrade() -> None:
    with op.batch_alter_table("subject") as table:
        for column in new_columns():
            table.add_column(column)
        for name in ("latitude", "longitude"):
            table.alter_column(name, existing_type=sa.Double(), nullable=True)
    with op.batch_alter_table("subject") as table:  # the defaults were for the rows that are there
        for column in new_columns():
            if column.server_default is not None:
                table.alter_column(column.name, existing_type=column.type, server_default=None)
        table.create_unique_constraint(op.f("uq_subject_internal_number"), ["internal_number"])
        table.create_unique_constraint(op.f("uq_subject_id_number_hash"), ["id_number_hash"])
        table.create_foreign_key(op.f("fk_subject_merged_into"), "subject", ["merged_into"], ["id"])
    for name in INDEXED:
        op.create_index(op.f(f"ix_subject_{name}"), "subject", [name])
    merged = sa.text("merged_into IS NOT NULL")
    op.create_index(
        op.f("ix_subject_merged_into"),
        "subject",
        ["merged_into"],
        sqlite_where=merged,
        postgresql_where=merged,
    )
    op.execute("UPDATE subject SET updated_at = created_at")
    op.execute("UPDATE subject SET org_code = substr(uscc, 9, 9) WHERE uscc IS NOT NULL")
    _history()
    op.create_table(
        "subject_feed",
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("subject_ids", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_feed")),
        sa.UniqueConstraint("position", name=op.f("uq_subject_feed_position")),
    )


def _history() -> None:
    op.create_table(
        "subject_change",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name=op.f("fk_subject_change_subject_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_change")),
    )
    op.create_index(op.f("ix_subject_change_subject_id"), "subject_change", ["subject_id"])
    protect("subject_change")
    op.create_table(
        "subject_credit",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name=op.f("fk_subject_credit_subject_id")
        ),
        sa.PrimaryKeyConstraint("subject_id", "month", name=op.f("pk_subject_credit")),
    )
    op.create_table(
        "subject_licence",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name=op.f("fk_subject_licence_subject_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_licence")),
    )
    for name in ("subject_id", "number", "valid_to"):
        op.create_index(op.f(f"ix_subject_licence_{name}"), "subject_licence", [name])


def downgrade() -> None:
    release("subject_change")
    for name in ("subject_feed", "subject_licence", "subject_credit", "subject_change"):
        op.drop_table(name)
    for name in (*INDEXED, "merged_into"):
        op.drop_index(op.f(f"ix_subject_{name}"), table_name="subject")
    op.execute("UPDATE subject SET latitude = 0, longitude = 0 WHERE latitude IS NULL")
    with op.batch_alter_table("subject") as table:
        table.drop_constraint(op.f("fk_subject_merged_into"), type_="foreignkey")
        table.drop_constraint(op.f("uq_subject_internal_number"), type_="unique")
        table.drop_constraint(op.f("uq_subject_id_number_hash"), type_="unique")
        for column in reversed(new_columns()):
            table.drop_column(column.name)
        for name in ("latitude", "longitude"):
            table.alter_column(name, existing_type=sa.Double(), nullable=False)
