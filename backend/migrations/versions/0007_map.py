"""The map: where each subject lies, how many lie in a cell, and how far both have been kept.

Plain types: a migration never imports models.
"""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "map_point",
        sa.Column("y", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("x", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("east", sa.Integer(), nullable=False),
        sa.Column("north", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("risk", sa.String(), nullable=False),
        sa.Column("industry", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tags", sa.String(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subject.id"], name=op.f("fk_map_point_subject_id")
        ),
        sa.PrimaryKeyConstraint("y", "x", "subject_id", name=op.f("pk_map_point")),
        sa.UniqueConstraint("subject_id", name=op.f("uq_map_point_subject_id")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "map_cell",
        sa.Column("grain", sa.String(), nullable=False),
        sa.Column("z", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("y", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("x", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("county", sa.String(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("risk", sa.String(), nullable=False),
        sa.Column("industry", sa.String(), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("east", sa.BigInteger(), nullable=False),
        sa.Column("north", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("grain", "z", "y", "x", "county", "credit", "risk", "industry", "tag"),
            name=op.f("pk_map_cell"),
        ),
        sqlite_with_rowid=False,
    )
    cursor = op.create_table(
        "map_cursor",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("walked", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_map_cursor")),
    )
    # Subjects that were there before are walked through from the smallest id on.
    op.bulk_insert(cursor, [{"name": "map", "position": 0, "walked": uuid.UUID(int=0)}])


def downgrade() -> None:
    for name in ("map_cursor", "map_cell", "map_point"):
        op.drop_table(name)
