"""Steps, reviews, decisions on flaws, versions of documents, 先行登记保存.

Plain types: a migration never imports models.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from backend.migrations.append_only import protect, release

revision = "0013"
down_revision = "0012"

DECISION = ("decision", "decision_reason", "decided_at", "decided_by", "decided_by_name")


def upgrade() -> None:
    _grow_only(
        "inspection_step",
        sa.Column("before", sa.String(16), nullable=True),
        sa.Column("after", sa.String(16), nullable=False),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
    )
    _grow_only(
        "inspection_review",
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
    )
    op.create_table(
        "preservation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("things", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("phoned", sa.JSON(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_by_name", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_by_name", sa.String(), nullable=True),
        sa.Column("remarks", sa.String(), nullable=True),
        sa.Column("decision", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_name", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_preservation_inspection_id")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_preservation_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preservation")),
    )
    for column in ("inspection_id", "agency_id"):
        op.create_index(op.f(f"ix_preservation_{column}"), "preservation", [column], unique=False)
    op.add_column("flaw", sa.Column("decision", sa.String(16), nullable=True))
    op.add_column("flaw", sa.Column("decision_reason", sa.String(), nullable=True))
    op.add_column("flaw", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("flaw", sa.Column("decided_by", sa.Uuid(), nullable=True))
    op.add_column("flaw", sa.Column("decided_by_name", sa.String(), nullable=True))
    op.add_column(
        "document", sa.Column("version", sa.Integer(), nullable=False, server_default="1")
    )
    op.add_column("document", sa.Column("supersedes", sa.Uuid(), nullable=True))
    op.add_column("document", sa.Column("reason", sa.String(), nullable=True))
    with op.batch_alter_table("document") as table:
        table.alter_column("version", server_default=None)
        table.drop_constraint(op.f("uq_document_number_id"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_document_number_id_version"), ["number_id", "version"]
        )


def downgrade() -> None:
    corrected = "SELECT id FROM document WHERE version > 1"
    op.execute(f"DELETE FROM printing WHERE document_id IN ({corrected})")
    op.execute("DELETE FROM document WHERE version > 1")
    with op.batch_alter_table("document") as table:
        table.drop_constraint(op.f("uq_document_number_id_version"), type_="unique")
        table.create_unique_constraint(op.f("uq_document_number_id"), ["number_id"])
        for column in ("reason", "supersedes", "version"):
            table.drop_column(column)
    with op.batch_alter_table("flaw") as table:
        for column in DECISION:
            table.drop_column(column)
    op.drop_table("preservation")
    for name in ("inspection_review", "inspection_step"):
        release(name)
        op.drop_table(name)


def _grow_only(name: str, *columns: sa.Column[Any]) -> None:
    """A table about one inspection to which rows are only added."""
    op.create_table(
        name,
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        *columns,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f(f"fk_{name}_inspection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_inspection_id"), name, ["inspection_id"], unique=False)
    protect(name)
