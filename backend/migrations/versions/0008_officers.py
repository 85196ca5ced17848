"""Agencies with their standing and entrustments, officers with history, leave and avoidance.

Plain types: a migration never imports models.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from backend.migrations.append_only import protect, release

revision = "0008"
down_revision = "0007"

MOMENT = sa.DateTime(timezone=True)


def new_columns() -> dict[str, list[sa.Column[Any]]]:
    return {
        "agency": [
            sa.Column("kind", sa.String(length=16), nullable=False, server_default="organ"),
            sa.Column("standing", sa.Boolean(), nullable=False, server_default=sa.true()),
            sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        ],
        "officer": [
            sa.Column("position", sa.String(), nullable=False, server_default=""),
            sa.Column("matters", sa.JSON(), nullable=False, server_default="[]"),
            sa.Column("expert", sa.JSON(), nullable=False, server_default="[]"),
            sa.Column("left_on", sa.Date(), nullable=True),
            sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        ],
        "certificate": [
            sa.Column("revoked_reason", sa.String(), nullable=False, server_default=""),
            sa.Column("reminded", sa.Integer(), nullable=True),
        ],
    }


def upgrade() -> None:
    for name, columns in new_columns().items():
        with op.batch_alter_table(name) as table:
            for column in columns:
                table.add_column(column)
        with op.batch_alter_table(name) as table:  # the defaults were for the rows that are there
            for column in columns:
                if column.server_default is not None:
                    table.alter_column(column.name, existing_type=column.type, server_default=None)
            if name == "certificate":
                unique = op.f("uq_certificate_issuer_number")
                table.create_unique_constraint(unique, ["issuer", "number"])
    for name in ("number", "valid_to"):
        op.create_index(op.f(f"ix_certificate_{name}"), "certificate", [name])
    _entrustment()
    _officer_change()
    _leave_and_avoidance()


def _row(table: str, *references: tuple[str, str]) -> list[Any]:
    """What every table here has: id, moment, and its references with their indexes' columns."""
    return [
        *(sa.Column(name, sa.Uuid(), nullable=False) for name, _ in references),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
            for name, other in references
        ),
    ]


def _indexes(table: str, *columns: str) -> None:
    for name in columns:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def _entrustment() -> None:
    op.create_table(
        "entrustment",
        *_row("entrustment", ("agency_id", "agency"), ("principal_id", "agency")),
        sa.Column("matters", sa.JSON(), nullable=False),
        sa.Column("powers", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_reason", sa.String(), nullable=False),
    )
    _indexes("entrustment", "agency_id", "principal_id")


def _officer_change() -> None:
    op.create_table(
        "officer_change",
        *_row("officer_change", ("officer_id", "officer")),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
    )
    _indexes("officer_change", "officer_id")
    protect("officer_change")


def _leave_and_avoidance() -> None:
    op.create_table(
        "officer_leave",
        *_row("officer_leave", ("officer_id", "officer")),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("cancelled_at", MOMENT, nullable=True),
    )
    _indexes("officer_leave", "officer_id")
    op.create_table(
        "avoidance",
        *_row("avoidance", ("officer_id", "officer"), ("subject_id", "subject")),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_reason", sa.String(), nullable=False),
    )
    _indexes("avoidance", "officer_id", "subject_id")


def downgrade() -> None:
    release("officer_change")
    for name in ("avoidance", "officer_leave", "officer_change", "entrustment"):
        op.drop_table(name)
    for column in ("number", "valid_to"):
        op.drop_index(op.f(f"ix_certificate_{column}"), table_name="certificate")
    for name, columns in new_columns().items():
        with op.batch_alter_table(name) as table:
            if name == "certificate":
                table.drop_constraint(op.f("uq_certificate_issuer_number"), type_="unique")
            for column in reversed(columns):
                table.drop_column(column.name)
