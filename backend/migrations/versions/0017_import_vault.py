"""Imported files are sealed under a key of their own, which goes when the import is over.

What was on its way lies in clear and has to be uploaded again.
Plain types: a migration never imports models.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

ON_THE_WAY = ("uploaded", "checked", "confirmed", "applying", "cancelled")
WORDS = "系统升级时还没有导入，请重新上传"


def upgrade() -> None:
    op.add_column("import_file", sa.Column("key_sealed", sa.String(), nullable=True))
    op.add_column("import_file", sa.Column("stored", sa.String(), nullable=True))
    files = sa.table(
        "import_file",
        *(sa.column(name, sa.String) for name in ("state", "failure", "sha256", "stored")),
    )
    op.execute(files.update().values(stored=files.c.sha256))
    op.execute(
        files.update().where(files.c.state.in_(ON_THE_WAY)).values(state="failed", failure=WORDS)
    )


def downgrade() -> None:
    with op.batch_alter_table("import_file") as table:
        table.drop_column("stored")
        table.drop_column("key_sealed")
