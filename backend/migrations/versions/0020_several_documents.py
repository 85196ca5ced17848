"""Several documents of one kind in one inspection: which of them, and what tells it apart.

Plain types: a migration never imports models.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

OLD = ["agency_id", "kind", "year", "serial"]
NUMBERS = sa.table(
    "document_number",
    sa.column("id", sa.Uuid()),
    sa.column("kind", sa.String()),
    sa.column("nth", sa.Integer()),
)


def upgrade() -> None:
    with op.batch_alter_table("document_number") as table:
        table.add_column(sa.Column("nth", sa.Integer(), nullable=False, server_default="1"))
        table.drop_constraint(op.f("uq_document_number_agency_id_kind_year_serial"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_document_number_agency_id_kind_year_serial_nth"), [*OLD, "nth"]
        )
    with op.batch_alter_table("document") as table:
        table.add_column(sa.Column("about", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("document_number") as table:  # the defaults were for those rows
        table.alter_column("nth", existing_type=sa.Integer(), server_default=None)
    with op.batch_alter_table("document") as table:
        table.alter_column("about", existing_type=sa.String(), server_default=None)
    _back()


def _back() -> None:
    """What an earlier downgrade named by kind and place."""
    connection = op.get_bind()
    named = sa.select(NUMBERS.c.id, NUMBERS.c.kind).where(NUMBERS.c.kind.contains("."))
    for number_id, name in connection.execute(named).all():
        kind, _, nth = name.partition(".")
        own = NUMBERS.update().where(NUMBERS.c.id == number_id)
        connection.execute(own.values(kind=kind, nth=int(nth)))


def downgrade() -> None:
    """The second of a kind goes by kind and place, so that the old key has room for it."""
    place = sa.cast(NUMBERS.c.nth, sa.String())
    op.execute(NUMBERS.update().where(NUMBERS.c.nth > 1).values(kind=NUMBERS.c.kind + "." + place))
    with op.batch_alter_table("document") as table:
        table.drop_column("about")
    with op.batch_alter_table("document_number") as table:
        table.drop_constraint(
            op.f("uq_document_number_agency_id_kind_year_serial_nth"), type_="unique"
        )
        table.create_unique_constraint(op.f("uq_document_number_agency_id_kind_year_serial"), OLD)
        table.drop_column("nth")
