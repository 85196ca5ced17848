"""监管事项 and 实施清单; the life of a checklist before and after it is published.

Plain types: a migration never imports models.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

MOMENT = sa.DateTime(timezone=True)
# What a published version is; the rest may only tell that it was withdrawn.
FIXED = (
    *("id", "code", "version", "title", "field", "object", "source", "content", "content_hash"),
    *("item_count", "key_count", "matters", "joined_from", "published_at"),
)


def new_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("state", sa.String(length=16), nullable=False, server_default="published"),
        sa.Column("object", sa.String(), nullable=False, server_default=""),
        sa.Column("source", sa.String(), nullable=False, server_default=""),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("matters", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("joined_from", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("based_on", sa.Uuid(), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=True),
        sa.Column("editors", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("edited_by", sa.String(), nullable=False, server_default=""),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("submitted_by", sa.String(), nullable=False, server_default=""),
        sa.Column("reviewed_by", sa.String(), nullable=False, server_default=""),
        sa.Column("review_note", sa.String(), nullable=False, server_default=""),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawal_reason", sa.String(), nullable=False, server_default=""),
        sa.Column("revision", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("step", sa.Integer(), nullable=False, server_default="0"),
    ]


def upgrade() -> None:
    with op.batch_alter_table("checklist") as table:
        for column in new_columns():
            table.add_column(column)
    with op.batch_alter_table("checklist") as table:  # the defaults were for the rows there are
        for column in new_columns():
            if column.server_default is not None:
                table.alter_column(column.name, existing_type=column.type, server_default=None)
        table.create_foreign_key(op.f("fk_checklist_agency_id"), "agency", ["agency_id"], ["id"])
        table.create_foreign_key(op.f("fk_checklist_based_on"), "checklist", ["based_on"], ["id"])
    op.create_index(op.f("ix_checklist_state"), "checklist", ["state"])
    _keep_published()
    op.create_table(
        "checklist_step",
        sa.Column("checklist_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["checklist_id"], ["checklist.id"], name=op.f("fk_checklist_step_checklist_id")
        ),
        sa.PrimaryKeyConstraint("checklist_id", "number", name=op.f("pk_checklist_step")),
    )
    _matters()


def _matters() -> None:
    op.create_table(
        "matter",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sub_item", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("object", sa.String(), nullable=False),
        sa.Column("subject_kinds", sa.JSON(), nullable=False),
        sa.Column("subject_tags", sa.JSON(), nullable=False),
        sa.Column("industries", sa.JSON(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("modes", sa.JSON(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("ratio", sa.Integer(), nullable=True),
        sa.Column("yearly", sa.Integer(), nullable=True),
        sa.Column("qualification", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("materials", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_matter_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
        sa.UniqueConstraint("code", name=op.f("uq_matter_code")),
    )
    op.create_index(op.f("ix_matter_field"), "matter", ["field"])
    op.create_table(
        "implementation",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("matter_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("checklists", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["matter_id"], ["matter.id"], name=op.f("fk_implementation_matter_id")
        ),
        sa.ForeignKeyConstraint(
            ["agency_id"], ["agency.id"], name=op.f("fk_implementation_agency_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_implementation")),
        sa.UniqueConstraint("code", name=op.f("uq_implementation_code")),
        sa.UniqueConstraint(
            "matter_id", "agency_id", name=op.f("uq_implementation_matter_id_agency_id")
        ),
    )
    op.create_index(op.f("ix_implementation_agency_id"), "implementation", ["agency_id"])


def _keep_published() -> None:
    message = "a published checklist never changes"
    changed = f"UPDATE OF {', '.join(FIXED)}"
    if op.get_bind().dialect.name == "sqlite":
        for name, act in (("update", changed), ("delete", "DELETE")):
            op.execute(
                f"CREATE TRIGGER checklist_no_{name} BEFORE {act} ON checklist"
                " WHEN OLD.published_at IS NOT NULL"
                f" BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION checklist_refuse() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION '{message}'; END $$"
    )
    for name, act in (("update", changed), ("delete", "DELETE")):
        op.execute(
            f"CREATE TRIGGER checklist_no_{name} BEFORE {act} ON checklist"
            " FOR EACH ROW WHEN (OLD.published_at IS NOT NULL)"
            " EXECUTE FUNCTION checklist_refuse()"
        )


def downgrade() -> None:
    op.drop_table("implementation")
    op.drop_table("matter")
    op.drop_table("checklist_step")
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name in ("update", "delete"):
        op.execute(f"DROP TRIGGER checklist_no_{name}" + ("" if sqlite else " ON checklist"))
    if not sqlite:
        op.execute("DROP FUNCTION checklist_refuse()")
    op.drop_index(op.f("ix_checklist_state"), table_name="checklist")
    # What was never published has no place before this step, and nothing rests on it.
    op.execute("UPDATE checklist SET based_on = NULL")
    op.execute("DELETE FROM checklist WHERE published_at IS NULL")
    with op.batch_alter_table("checklist") as table:
        table.drop_constraint(op.f("fk_checklist_agency_id"), type_="foreignkey")
        table.drop_constraint(op.f("fk_checklist_based_on"), type_="foreignkey")
        for column in reversed(new_columns()):
            table.drop_column(column.name)
