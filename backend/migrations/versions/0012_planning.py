"""Who may inspect, by which plan, with whose approval, and how often: the ground of an inspection.

Plain types: a migration never imports models.
"""

import uuid
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from backend.migrations.append_only import protect, release

revision = "0012"
down_revision = "0011"

MOMENT = sa.DateTime(timezone=True)
NAMES = uuid.UUID("3f4c8a52-6d0b-4a3e-8f6e-2b9f5f6a0c12")

# kind, trigger, subject_group, counted, blocks, warns, why. The first that fits decides.
COUNTING: tuple[tuple[str | None, str | None, str | None, bool, bool, bool, str], ...] = (
    ("recheck", None, None, False, False, False, "复查是原检查的后续，不另算一次（待核）"),
    ("campaign", "superior", None, False, False, True, "上级部署的专项检查不计入年度上限"),
    (None, "coverage", None, True, False, True, "法律要求全覆盖的检查计数，到了上限只提醒"),
    (None, None, "other", True, False, True, "上限是给涉企检查定的，非企业只提醒"),
    ("case", None, None, True, False, True, "个案检查计数，到了上限只提醒（各地说法不一）"),
    (None, "assigned", None, True, False, True, "有线索的检查计数，到了上限只提醒"),
    (None, "complaint", None, True, False, True, "有线索的检查计数，到了上限只提醒"),
    (None, "monitoring", None, True, False, True, "有线索的检查计数，到了上限只提醒"),
    (None, "transfer", None, True, False, True, "有线索的检查计数，到了上限只提醒"),
    (None, "request", None, True, False, True, "当事人自己申请的检查计数，到了上限只提醒"),
    (None, "emergency", None, True, False, True, "紧急情况计数，到了上限只提醒"),
    (
        None,
        None,
        None,
        True,
        True,
        True,
        "其余检查计数，到了公布的上限不得再查",
    ),
)


def _own() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    ]


def _keys(table: str, *keys: tuple[str, str], own: bool = True) -> list[Any]:
    found: list[Any] = [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, other in keys
    ]
    return [*found, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))] if own else found


def upgrade() -> None:
    _ground()
    _approvals()
    _visits()
    with op.batch_alter_table("task") as table:
        for column in task_columns():
            table.add_column(column)
    with op.batch_alter_table("task") as table:  # the defaults were for the rows there are
        for column in task_columns():
            if column.server_default is not None:
                table.alter_column(column.name, existing_type=column.type, server_default=None)
        table.create_foreign_key(
            op.f("fk_task_plan_item_id"), "plan_item", ["plan_item_id"], ["id"]
        )
        table.create_foreign_key(op.f("fk_task_joint_id"), "merge_proposal", ["joint_id"], ["id"])


def task_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("mode", sa.String(length=16), nullable=False, server_default="site"),
        sa.Column("trigger", sa.String(length=16), nullable=False, server_default="plan"),
        sa.Column("trigger_note", sa.String(), nullable=False, server_default=""),
        sa.Column("plan_item_id", sa.Uuid(), nullable=True),
        sa.Column("emergency", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("self_started", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("counted", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("off_site", sa.String(), nullable=False, server_default=""),
        sa.Column("notice", sa.String(length=16), nullable=False, server_default="arrival"),
        sa.Column("notice_reason", sa.String(), nullable=False, server_default=""),
        sa.Column("noted", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("flaws", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("joint_id", sa.Uuid(), nullable=True),
    ]


def _ground() -> None:
    op.create_table(
        "inspecting_body",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("published_from", sa.Date(), nullable=False),
        sa.Column("published_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        *_own(),
        *_keys("inspecting_body", ("agency_id", "agency")),
    )
    op.create_index(op.f("ix_inspecting_body_agency_id"), "inspecting_body", ["agency_id"])
    op.create_table(
        "plan",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("ordered_by_superior", sa.Boolean(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("published_at", MOMENT, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        *_own(),
        *_keys("plan", ("agency_id", "agency")),
    )
    op.create_index("ix_plan_agency_id_year", "plan", ["agency_id", "year"])
    op.create_table(
        "plan_item",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("checklists", sa.JSON(), nullable=False),
        sa.Column("selection", sa.JSON(), nullable=False),
        sa.Column("months", sa.JSON(), nullable=False),
        sa.Column("full_coverage", sa.Boolean(), nullable=False),
        *_own(),
        *_keys("plan_item", ("plan_id", "plan")),
    )
    op.create_index(op.f("ix_plan_item_plan_id"), "plan_item", ["plan_id"])
    op.create_table(
        "plan_subject",
        sa.Column("plan_item_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        *_keys("plan_subject", ("plan_item_id", "plan_item"), ("subject_id", "subject"), own=False),
        sa.PrimaryKeyConstraint("plan_item_id", "subject_id", name=op.f("pk_plan_subject")),
    )
    op.create_index(op.f("ix_plan_subject_subject_id"), "plan_subject", ["subject_id"])
    op.create_table(
        "cap",
        sa.Column("agency_id", sa.Uuid(), nullable=True),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("subject_group", sa.String(length=16), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("by_name", sa.String(), nullable=False),
        *_own(),
        *_keys("cap", ("agency_id", "agency")),
    )
    op.create_index("ix_cap_year_agency_id", "cap", ["year", "agency_id"])
    _counting()


def _counting() -> None:
    table = op.create_table(
        "counting_rule",
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=True),
        sa.Column("trigger", sa.String(length=16), nullable=True),
        sa.Column("subject_group", sa.String(length=16), nullable=True),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("blocks", sa.Boolean(), nullable=False),
        sa.Column("warns", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        *_own(),
        *_keys("counting_rule"),
        sa.UniqueConstraint("place", name=op.f("uq_counting_rule_place")),
    )
    columns = ("kind", "trigger", "subject_group", "counted", "blocks", "warns", "why")
    op.bulk_insert(
        table,
        [
            dict(zip(columns, row, strict=True))
            | {"id": uuid.uuid5(NAMES, str(place)), "created_at": datetime.now(UTC)}
            | {"place": place, "revision": 1}
            for place, row in enumerate(COUNTING, 1)
        ],
    )


def _approvals() -> None:
    op.create_table(
        "approval",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("checklist_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=True),
        sa.Column("trigger", sa.String(length=16), nullable=True),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_by_name", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("due", MOMENT, nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_by_name", sa.String(), nullable=False),
        sa.Column("delegated_from", sa.String(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        *_own(),
        *_keys(
            "approval",
            *(("agency_id", "agency"), ("plan_id", "plan"), ("subject_id", "subject")),
            *(("checklist_id", "checklist"), ("asked_by", "account"), ("decided_by", "account")),
        ),
        sa.UniqueConstraint("task_id", name=op.f("uq_approval_task_id")),
    )
    op.create_index("ix_approval_agency_id_state", "approval", ["agency_id", "state"])
    op.create_index("ix_approval_subject_id_agency_id", "approval", ["subject_id", "agency_id"])
    for name in ("plan_id", "asked_by", "due"):
        op.create_index(op.f(f"ix_approval_{name}"), "approval", [name])
    op.create_table(
        "delegation",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("from_account", sa.Uuid(), nullable=False),
        sa.Column("from_name", sa.String(), nullable=False),
        sa.Column("to_account", sa.Uuid(), nullable=False),
        sa.Column("to_name", sa.String(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        *_own(),
        *_keys(
            "delegation",
            *(("agency_id", "agency"), ("from_account", "account"), ("to_account", "account")),
        ),
    )
    for name in ("agency_id", "to_account"):
        op.create_index(op.f(f"ix_delegation_{name}"), "delegation", [name])


def _visits() -> None:
    op.create_table(
        "merge_proposal",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("window_to", sa.Date(), nullable=False),
        sa.Column("saved", sa.Integer(), nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        *_own(),
        *_keys("merge_proposal", ("subject_id", "subject")),
    )
    op.create_index(op.f("ix_merge_proposal_subject_id"), "merge_proposal", ["subject_id"])
    op.create_table(
        "merge_side",
        sa.Column("proposal_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("plan_item_id", sa.Uuid(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        *_own(),
        *_keys(
            "merge_side",
            *(("proposal_id", "merge_proposal"), ("agency_id", "agency")),
            ("plan_item_id", "plan_item"),
        ),
        sa.UniqueConstraint(
            "proposal_id", "agency_id", name=op.f("uq_merge_side_proposal_id_agency_id")
        ),
    )
    for name in ("agency_id", "task_id"):
        op.create_index(op.f(f"ix_merge_side_{name}"), "merge_side", [name])
    op.create_table(
        "visit",
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("trigger", sa.String(length=16), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("joint_id", sa.Uuid(), nullable=True),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=True),
        *_own(),
        *_keys(
            "visit",
            *(("agency_id", "agency"), ("subject_id", "subject"), ("joint_id", "merge_proposal")),
        ),
        sa.UniqueConstraint("task_id", name=op.f("uq_visit_task_id")),
    )
    op.create_index("ix_visit_subject_id_day", "visit", ["subject_id", "day"])
    op.create_index("ix_visit_agency_id_year", "visit", ["agency_id", "year"])
    protect("visit")


def downgrade() -> None:
    with op.batch_alter_table("task") as table:
        table.drop_constraint(op.f("fk_task_plan_item_id"), type_="foreignkey")
        table.drop_constraint(op.f("fk_task_joint_id"), type_="foreignkey")
        for column in reversed(task_columns()):
            table.drop_column(column.name)
    release("visit")
    for name in ("visit", "merge_side", "merge_proposal", "delegation", "approval"):
        op.drop_table(name)
    for name in ("counting_rule", "cap", "plan_subject", "plan_item", "plan", "inspecting_body"):
        op.drop_table(name)
    # Kinds that the step before knows nothing of.
    op.execute("UPDATE task SET kind = 'routine' WHERE kind IN ('case', 'recheck')")
