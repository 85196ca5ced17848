"""Which certificate sealed a document's PDF.

Plain types: a migration never imports models.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("document", sa.Column("seal_certificate", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("document") as table:
        table.drop_column("seal_certificate")
