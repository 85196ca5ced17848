"""What the comparison of a full snapshot found, and which is the newest of each source.

Plain types: a migration never imports models.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.create_table(
        "subject_snapshot",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("changed_ns", sa.BigInteger(), nullable=False),
        sa.Column("promised", sa.Integer(), nullable=True),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("row_count", "before", "added", "changed", "removed")
        ),
        sa.Column("mass", sa.Boolean(), nullable=False),
        sa.Column("examples", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("working_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_file.id"], name=op.f("fk_subject_snapshot_import_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_snapshot")),
        sa.UniqueConstraint("import_id", name=op.f("uq_subject_snapshot_import_id")),
    )
    op.create_table(
        "snapshot_source",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_file.id"], name=op.f("fk_snapshot_source_import_id")
        ),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_snapshot_source")),
    )


def downgrade() -> None:
    op.drop_table("snapshot_source")
    op.drop_table("subject_snapshot")
