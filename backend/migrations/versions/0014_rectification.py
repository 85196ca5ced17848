"""Orders to correct: what is reported, rechecked and extended; the orders that were signed before.

Plain types: a migration never imports models.
"""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from backend.core import clock
from backend.migrations import append_only

revision = "0014"
down_revision = "0013"

MOMENT = sa.DateTime(timezone=True)
ONLY_GROW = ("rectification_report", "rectification_extension")
CHINA = ZoneInfo("Asia/Shanghai")


def upgrade() -> None:
    op.create_table(
        "rectification_order",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("printed_due", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=False),
        *_recorded(),
        *_references(
            "rectification_order",
            document_id="document",
            inspection_id="inspection",
            task_id="task",
            agency_id="agency",
            subject_id="subject",
            previous_id="rectification_order",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification_order")),
        sa.UniqueConstraint("document_id", name=op.f("uq_rectification_order_document_id")),
    )
    op.create_index(
        "ix_rectification_order_agency_id_state", "rectification_order", ["agency_id", "state"]
    )
    _index("rectification_order", "inspection_id", "task_id", "subject_id", "due", "previous_id")
    op.create_table(
        "rectification_report",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Uuid(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("receipt", sa.String(), nullable=False),
        *_recorded(),
        *_references("rectification_report", order_id="rectification_order", officer_id="officer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification_report")),
        sa.UniqueConstraint("receipt", name=op.f("uq_rectification_report_receipt")),
    )
    _index("rectification_report", "order_id")
    op.create_table(
        "rectification_extension",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("due_after", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("approved_by", sa.Uuid(), nullable=False),
        sa.Column("approved_by_name", sa.String(), nullable=False),
        *_recorded(),
        *_references(
            "rectification_extension", order_id="rectification_order", approved_by="account"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification_extension")),
    )
    _index("rectification_extension", "order_id")
    op.create_table(
        "rectification_recheck",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("started_by", sa.String(), nullable=False),
        sa.Column("inspection_id", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.String(16), nullable=True),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("remarks", sa.String(), nullable=False),
        sa.Column("concluded_at", MOMENT, nullable=True),
        *_recorded(),
        *_references(
            "rectification_recheck",
            order_id="rectification_order",
            task_id="task",
            inspection_id="inspection",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification_recheck")),
        sa.UniqueConstraint("task_id", name=op.f("uq_rectification_recheck_task_id")),
    )
    _index("rectification_recheck", "order_id")
    for table in ONLY_GROW:
        append_only.protect(table)
    _take_over()


def downgrade() -> None:
    for table in ONLY_GROW:
        append_only.release(table)
    for table in (
        *("rectification_recheck", "rectification_extension"),
        *("rectification_report", "rectification_order"),
    ):
        op.drop_table(table)


def _recorded() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
    ]


def _references(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in columns.items()
    ]


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _take_over() -> None:
    """Every notice that was signed before becomes an order that is still open."""
    bind = op.get_bind()
    signed = sa.text(
        "SELECT d.id AS document_id, d.number, d.data, d.signed_at, i.id AS inspection_id,"
        " i.record, t.id AS task_id, t.agency_id, t.subject_id, c.field, c.content"
        " FROM document d JOIN inspection i ON i.id = d.inspection_id"
        " JOIN task t ON t.id = i.task_id JOIN checklist c ON c.id = t.checklist_id"
        " WHERE d.kind = 'rectification_order' ORDER BY d.id"
    ).columns(
        document_id=sa.Uuid(),
        data=sa.JSON(),
        signed_at=MOMENT,
        inspection_id=sa.Uuid(),
        record=sa.JSON(),
        task_id=sa.Uuid(),
        agency_id=sa.Uuid(),
        subject_id=sa.Uuid(),
        content=sa.JSON(),
    )
    rows = [found for each in bind.execute(signed).mappings() if (found := _order(each))]
    if rows:
        op.bulk_insert(_TABLE, rows)


_TABLE = sa.table(
    "rectification_order",
    *(sa.column(name, sa.Uuid()) for name in ("id", "document_id", "inspection_id", "task_id")),
    *(sa.column(name, sa.Uuid()) for name in ("agency_id", "subject_id", "previous_id")),
    *(sa.column(name, sa.String()) for name in ("number", "field", "state")),
    *(sa.column(name, sa.Date()) for name in ("ordered_on", "printed_due", "due", "reminded_on")),
    *(sa.column(name, MOMENT) for name in ("created_at", "changed_at")),
    sa.column("items", sa.JSON()),
)


def _order(row: Any) -> dict[str, Any] | None:
    items = _items(row["record"], row["content"], row["data"].get("problems") or [])
    if not items:
        return None
    signed_at = row["signed_at"]
    if signed_at.tzinfo is None:  # SQLite forgets it
        signed_at = signed_at.replace(tzinfo=UTC)
    day = signed_at.astimezone(CHINA).date()
    due = datetime.fromisoformat(max(each["due"] for each in items)).date()
    names = ("document_id", "number", "inspection_id", "task_id", "agency_id", "subject_id")
    return {name: row[name] for name in (*names, "field")} | {
        "id": clock.uuid7(),
        "items": json.loads(json.dumps(items)),
        "ordered_on": day,
        "printed_due": due,
        "due": due,
        "state": "open",
        "previous_id": None,
        "reminded_on": day,
        "created_at": signed_at,
        "changed_at": signed_at,
    }


def _items(record: Any, content: Any, problems: list[Any]) -> list[dict[str, Any]]:
    dated: dict[str, Any] = {}
    for each in (record["conclusion"] or {"dispositions": []})["dispositions"]:
        if each["kind"] == "D2" and each["deadline"]:
            for code in each["items"]:
                dated.setdefault(code, each)
    asked = [item for section in content["sections"] for item in section["items"]]
    asked = [i for i in asked if i["code"] in dated and i["code"] in record["answers"]]
    found = []
    for place, item in enumerate(asked):
        said = problems[place] if len(problems) == len(asked) else {}
        finding = record["answers"][item["code"]]["finding"] or {}
        order = dated[item["code"]]
        found.append(
            {
                "code": item["code"],
                "text": item["text"],
                "facts": said.get("facts") or finding.get("facts") or item["text"],
                "basis": said.get("basis", ""),
                "measure": said.get("measure") or order["measure"] or "",
                "due": order["deadline"]["date"],
                "photos": list(finding.get("photos") or []),
            }
        )
    return found
