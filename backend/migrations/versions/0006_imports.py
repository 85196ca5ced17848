"""Imports of files, and where a past result comes from.

Plain types: a migration never imports models.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "import_file",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("caller", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("staged", sa.String(), nullable=True),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("passed", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("mended", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("touched_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_import_file_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
    )
    op.create_index(op.f("ix_import_file_agency_id"), "import_file", ["agency_id"])
    op.create_table(
        "import_wrong_row",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cells_sealed", sa.String(), nullable=False),
        sa.Column("errors", sa.JSON(), nullable=False),
        sa.Column("mended", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_file.id"], name=op.f("fk_import_wrong_row_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_wrong_row")),
        sa.UniqueConstraint(
            "import_id", "number", name=op.f("uq_import_wrong_row_import_id_number")
        ),
    )
    with op.batch_alter_table("past_inspection") as table:
        table.add_column(sa.Column("source", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("entered_by", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("entered_at", MOMENT, nullable=True))
        table.add_column(sa.Column("note", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("past_inspection") as table:  # defaults only for what is there
        for name in ("source", "entered_by", "note"):
            table.alter_column(name, existing_type=sa.String(), server_default=None)
    op.create_index(
        op.f("ix_subject_source_uscc_row_hash"), "subject", ["source", "uscc", "row_hash"]
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_subject_source_uscc_row_hash"), table_name="subject")
    with op.batch_alter_table("past_inspection") as table:
        for name in ("note", "entered_at", "entered_by", "source"):
            table.drop_column(name)
    op.drop_table("import_wrong_row")
    op.drop_index(op.f("ix_import_file_agency_id"), table_name="import_file")
    op.drop_table("import_file")
