"""All kinds of documents: how their paper is handled, what an agency issues itself, and 送达.

Plain types: a migration never imports models.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

# How the two kinds there were are handled until their templates are published again.
HANDLING = {
    kind: {
        "word": word,
        "number": "accepted",
        "site": "needed",
        "seals": ["printed", "electronic", "later"],
        "slip": "copy",
        "party": True,
        "each_page": False,
    }
    for kind, word in (("record", "检录"), ("rectification_order", "责改"))
}


def upgrade() -> None:
    with op.batch_alter_table("document_number") as table:
        table.add_column(sa.Column("seed", sa.String(), nullable=True))
        table.add_column(sa.Column("party_code", sa.String(), nullable=True))
        table.create_unique_constraint(op.f("uq_document_number_party_code"), ["party_code"])
    _seed()
    with op.batch_alter_table("published_template") as table:
        table.add_column(sa.Column("agency_uscc", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("handling", sa.JSON(), nullable=False, server_default="{}"))
    templates = sa.table("published_template", sa.column("kind"), sa.column("handling", sa.JSON()))
    for kind, handling in HANDLING.items():
        op.execute(templates.update().where(templates.c.kind == kind).values(handling=handling))
    with op.batch_alter_table("published_template") as table:  # the defaults were for those rows
        table.alter_column("agency_uscc", existing_type=sa.String(), server_default=None)
        table.alter_column("handling", existing_type=sa.JSON(), server_default=None)
    with op.batch_alter_table("document") as table:
        table.alter_column("inspection_id", existing_type=sa.Uuid(), nullable=True)
    _service()
    _notices()


def _seed() -> None:
    """Each record so far gets its codes, so that what goes with it can be signed."""
    numbers = sa.table(
        "document_number",
        sa.column("id", sa.Uuid()),
        *(sa.column(name, sa.String()) for name in ("kind", "seed", "party_code")),
    )
    connection = op.get_bind()
    records = sa.select(numbers.c.id).where(numbers.c.kind == "record")
    for (number_id,) in connection.execute(records).all():
        codes = {name: secrets.token_urlsafe(16) for name in ("seed", "party_code")}
        connection.execute(numbers.update().where(numbers.c.id == number_id).values(**codes))


def _service() -> None:
    op.create_table(
        "document_service",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("receipt_id", sa.Uuid(), nullable=True),
        sa.Column("manner", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("proof", sa.JSON(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_by_name", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_service_document_id")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["document.id"], name=op.f("fk_document_service_receipt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_service")),
    )
    op.create_index(op.f("ix_document_service_document_id"), "document_service", ["document_id"])


def _notices() -> None:
    op.create_table(
        "notice_batch",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("task_ids", sa.JSON(), nullable=False),
        sa.Column("filled", sa.JSON(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("pdf_sha256", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_notice_batch_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_batch")),
    )
    op.create_index(op.f("ix_notice_batch_agency_id"), "notice_batch", ["agency_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_notice_batch_agency_id"), table_name="notice_batch")
    op.drop_table("notice_batch")
    op.drop_index(op.f("ix_document_service_document_id"), table_name="document_service")
    op.drop_table("document_service")
    op.execute(
        "DELETE FROM printing WHERE document_id IN "
        "(SELECT id FROM document WHERE inspection_id IS NULL)"
    )
    op.execute("DELETE FROM document WHERE inspection_id IS NULL")
    with op.batch_alter_table("document") as table:
        table.alter_column("inspection_id", existing_type=sa.Uuid(), nullable=False)
    with op.batch_alter_table("published_template") as table:
        table.drop_column("handling")
        table.drop_column("agency_uscc")
    with op.batch_alter_table("document_number") as table:
        table.drop_constraint(op.f("uq_document_number_party_code"), type_="unique")
        table.drop_column("party_code")
        table.drop_column("seed")
