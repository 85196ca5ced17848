"""Indexes of the register that each row of an import was written to for nothing; and which column
of an imported file is what, where somebody has to say so.

By position and by legal representative nobody asks the database (the map and the search have
their own); telephones and old numbers are indexed where there is one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

UNASKED = {"latitude_longitude": ["latitude", "longitude"], "legal_rep": ["legal_rep"]}
RARE = ("legacy_number", "phone_hash", "liaison_phone_hash")


def upgrade() -> None:
    for name in (*UNASKED, *RARE):
        op.drop_index(op.f(f"ix_subject_{name}"), table_name="subject")
    for name in RARE:
        there = sa.text(f"{name} IS NOT NULL")
        op.create_index(
            op.f(f"ix_subject_{name}"),
            "subject",
            [name],
            sqlite_where=there,
            postgresql_where=there,
        )
    op.add_column(
        "import_file", sa.Column("headers", sa.JSON(), nullable=False, server_default="[]")
    )
    op.add_column("import_file", sa.Column("mapping", sa.JSON(), nullable=True))
    op.add_column(
        "import_file", sa.Column("part", sa.Integer(), nullable=False, server_default="1")
    )
    with op.batch_alter_table("import_file") as table:  # defaults only for what is there
        table.alter_column("headers", existing_type=sa.JSON(), server_default=None)
        table.alter_column("part", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("import_file") as table:
        table.drop_column("part")
        table.drop_column("mapping")
        table.drop_column("headers")
    for name in RARE:
        op.drop_index(op.f(f"ix_subject_{name}"), table_name="subject")
        op.create_index(op.f(f"ix_subject_{name}"), "subject", [name])
    for name, columns in UNASKED.items():
        op.create_index(op.f(f"ix_subject_{name}"), "subject", columns)
