"""Who left a team after having been told to go: what they did without a signal is theirs still.

Plain types: a migration never imports models.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "former_member",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_former_member_task_id")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_former_member_officer_id")
        ),
        sa.PrimaryKeyConstraint("task_id", "officer_id", name=op.f("pk_former_member")),
    )


def downgrade() -> None:
    op.drop_table("former_member")
