"""The newest entries of a town in their order: the register's first page of a county waited minutes
at ten million."""

from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.drop_index(op.f("ix_subject_region_code"), table_name="subject")
    op.create_index(op.f("ix_subject_region_code_id"), "subject", ["region_code", "id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_subject_region_code_id"), table_name="subject")
    op.create_index(op.f("ix_subject_region_code"), "subject", ["region_code"])
