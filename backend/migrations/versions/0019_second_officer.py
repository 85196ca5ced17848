"""The second officer's presence: where they were, and what proves it; the key of a sign-in's phone.

Plain types: a migration never imports models.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("task_member", sa.Column("present_proof", sa.JSON(), nullable=True))
    op.add_column("signed_in", sa.Column("public_key", sa.String(), nullable=True))
    op.add_column("signed_in", sa.Column("key_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("signed_in") as table:
        table.drop_column("key_at")
        table.drop_column("public_key")
    with op.batch_alter_table("task_member") as table:
        table.drop_column("present_proof")
