"""Subjects, past inspections, checklists, document templates.

Plain types: a migration never imports models.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "checklist",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("item_count", sa.Integer(), nullable=False),
        sa.Column("key_count", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_checklist_code_version")),
    )
    op.create_table(
        "published_template",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("program", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "version", name=op.f("pk_published_template")),
    )
    op.create_table(
        "subject",
        sa.Column("uscc", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("region_code", sa.String(), nullable=False),
        sa.Column("industry_code", sa.String(), nullable=False),
        sa.Column("industry_name", sa.String(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("risk", sa.String(), nullable=False),
        sa.Column("legal_rep", sa.String(), nullable=False),
        sa.Column("phone_sealed", sa.String(), nullable=True),
        sa.Column("phone_hash", sa.String(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("fictitious", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["region.code"], name=op.f("fk_subject_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject")),
        sa.UniqueConstraint("uscc", name=op.f("uq_subject_uscc")),
    )
    op.create_index(
        "ix_subject_latitude_longitude", "subject", ["latitude", "longitude"], unique=False
    )
    op.create_index(op.f("ix_subject_name"), "subject", ["name"], unique=False)
    op.create_index(op.f("ix_subject_phone_hash"), "subject", ["phone_hash"], unique=False)
    op.create_index(op.f("ix_subject_region_code"), "subject", ["region_code"], unique=False)
    op.create_table(
        "past_inspection",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("agency_name", sa.String(), nullable=False),
        sa.Column("result", sa.Integer(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name=op.f("fk_past_inspection_subject_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_inspection")),
    )
    op.create_index(
        op.f("ix_past_inspection_subject_id"), "past_inspection", ["subject_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_past_inspection_subject_id"), table_name="past_inspection")
    op.drop_table("past_inspection")
    op.drop_index(op.f("ix_subject_region_code"), table_name="subject")
    op.drop_index(op.f("ix_subject_phone_hash"), table_name="subject")
    op.drop_index(op.f("ix_subject_name"), table_name="subject")
    op.drop_index("ix_subject_latitude_longitude", table_name="subject")
    op.drop_table("subject")
    op.drop_table("published_template")
    op.drop_table("checklist")
