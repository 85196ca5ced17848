"""What the party says of an inspection: one for each, never changed.

Plain types: a migration never imports models.
"""

import sqlalchemy as sa
from alembic import op

from backend.migrations import append_only

revision = "0023"
down_revision = "0022"

TO = {"inspection_id": "inspection", "agency_id": "agency", "crew_agency_id": "agency"}


def upgrade() -> None:
    op.create_table(
        "rating",
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("crew_agency_id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("grade", sa.String(16), nullable=False),
        sa.Column("credentials_shown", sa.Boolean(), nullable=True),
        sa.Column("purpose_told", sa.Boolean(), nullable=True),
        sa.Column("favour_asked", sa.Boolean(), nullable=True),
        sa.Column("words_sealed", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [f"{table}.id"], name=op.f(f"fk_rating_{name}"))
            for name, table in TO.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("inspection_id", name=op.f("uq_rating_inspection_id")),
    )
    op.create_index("ix_rating_agency_id_created_at", "rating", ["agency_id", "created_at"])
    append_only.protect("rating")


def downgrade() -> None:
    append_only.release("rating")
    op.drop_table("rating")
