"""Hand-overs with what was picked, their material and their trail; alerts and their thresholds.

Plain types: a migration never imports models.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from backend.migrations.append_only import protect, release

revision = "0015"
down_revision = "0014"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _handover()
    _item()
    _material()
    _step()
    _alert()
    _threshold()


def _recorded(table: str, *references: tuple[str, str, bool]) -> list[Any]:
    """Id, moment, and the references: (column, table, whether it may be absent)."""
    return [
        *(sa.Column(name, sa.Uuid(), nullable=absent) for name, _, absent in references),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *_keys(table, references),
    ]


def _keys(table: str, references: tuple[tuple[str, str, bool], ...]) -> list[Any]:
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, other, _ in references
    ]


def _handover() -> None:
    op.create_table(
        "handover",
        *_recorded(
            "handover",
            ("sender_id", "agency", False),
            ("sent_by", "account", False),
            ("sent_by_officer", "officer", True),
            ("receiver_id", "agency", True),
            ("receiver_officer", "officer", True),
        ),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("sent_by_name", "receiver_unit", "receiver_name", "reason", "digest")
        ),
        sa.Column("crew", sa.JSON(), nullable=False),
        sa.Column("lacking", sa.JSON(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=True),
        sa.Column("transfer_by", MOMENT, nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    for name in ("sent_by", "receiver_officer"):
        op.create_index(op.f(f"ix_handover_{name}"), "handover", [name])
    for side in ("sender_id", "receiver_id"):
        op.create_index(op.f(f"ix_handover_{side}_state"), "handover", [side, "state"])


def _item() -> None:
    references = (
        ("handover_id", "handover", False),
        ("subject_id", "subject", False),
        ("task_id", "task", True),
        ("inspection_id", "inspection", True),
    )
    op.create_table(
        "handover_item",
        *(sa.Column(name, sa.Uuid(), nullable=absent) for name, _, absent in references),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("item", "title", "said")),
        sa.PrimaryKeyConstraint("handover_id", "place", name=op.f("pk_handover_item")),
        *_keys("handover_item", references),
    )
    for name in ("subject_id", "task_id"):
        op.create_index(op.f(f"ix_handover_item_{name}"), "handover_item", [name])


def _material() -> None:
    op.create_table(
        "handover_material",
        *_recorded(
            "handover_material",
            ("handover_id", "handover", False),
            ("inspection_id", "inspection", True),
            ("document_id", "document", True),
        ),
        sa.Column("part", sa.String(length=16), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
    )
    op.create_index(op.f("ix_handover_material_handover_id"), "handover_material", ["handover_id"])
    protect("handover_material")


def _step() -> None:
    op.create_table(
        "handover_step",
        *_recorded("handover_step", ("handover_id", "handover", False)),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("name", "reason", "signed_by")),
    )
    op.create_index(op.f("ix_handover_step_handover_id"), "handover_step", ["handover_id"])
    protect("handover_step")


def _alert() -> None:
    op.create_table(
        "alert",
        *_recorded("alert", ("agency_id", "agency", False), ("closed_by", "account", True)),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(length=16), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("title", "words")),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("target", sa.String(length=16), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("how", sa.String(length=16), nullable=True),
        sa.Column("closed_by_name", sa.String(), nullable=False),
        sa.Column("close_reason", sa.String(), nullable=False),
    )
    still_open = sa.text("closed_at IS NULL")
    op.create_index(
        op.f("uq_alert_open"),
        "alert",
        ["agency_id", "rule", "about"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    op.create_index(op.f("ix_alert_agency_id_rule"), "alert", ["agency_id", "rule"])
    references = (("alert_id", "alert", False), ("officer_id", "officer", False))
    op.create_table(
        "alert_reader",
        *(sa.Column(name, sa.Uuid(), nullable=False) for name, _, _ in references),
        sa.PrimaryKeyConstraint("alert_id", "officer_id", name=op.f("pk_alert_reader")),
        *_keys("alert_reader", references),
    )
    op.create_index(op.f("ix_alert_reader_officer_id"), "alert_reader", ["officer_id"])


def _threshold() -> None:
    of_agency = (("agency_id", "agency", False),)
    op.create_table(
        "alert_threshold",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("agency_id", "rule", name=op.f("pk_alert_threshold")),
        *_keys("alert_threshold", of_agency),
    )
    of_account = (("account_id", "account", False),)
    op.create_table(
        "phone_unsent",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("oldest_at", MOMENT, nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_phone_unsent")),
        *_keys("phone_unsent", of_account),
    )


def downgrade() -> None:
    for table in ("phone_unsent", "alert_threshold", "alert_reader", "alert"):
        op.drop_table(table)
    for table in ("handover_step", "handover_material"):
        release(table)
        op.drop_table(table)
    op.drop_table("handover_item")
    op.drop_table("handover")
