"""By which item of a published plan a check is made."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from backend.planning.models import Plan, PlanItem, PlanSubject
from backend.planning.rules import Kind, PlanState, in_months, selects
from backend.subjects import Subject


class Carrying(NamedTuple):
    """The item of a published plan by which a check is made."""

    item_id: uuid.UUID
    full_coverage: bool
    name: str  # of the plan
    ordered_by_superior: bool


_NAMED = (
    select(PlanSubject.subject_id)
    .where(
        PlanSubject.plan_item_id == PlanItem.id,
        PlanSubject.subject_id.in_(bindparam("subject_ids", expanding=True)),
    )
    .exists()
)
_ITEMS = (
    select(
        *(PlanItem.id, PlanItem.full_coverage, Plan.name, Plan.ordered_by_superior),
        *(PlanItem.selection, PlanItem.checklists, PlanItem.months, _NAMED.label("listed")),
    )
    .join(Plan, Plan.id == PlanItem.plan_id)
    .where(
        Plan.agency_id.in_(bindparam("agency_ids", expanding=True)),
        Plan.year.in_(bindparam("years", expanding=True)),
        Plan.kind == bindparam("kind"),
        Plan.state == PlanState.PUBLISHED,
        PlanItem.field == bindparam("field"),
    )
    .order_by(PlanItem.id)
)


def carrying(
    session: Session,
    *,
    agency_ids: Collection[uuid.UUID],
    subject: Subject,
    subject_ids: list[uuid.UUID],
    checklist_code: str,
    field: str,
    kind: Kind,
    first: date,
    last: date,
) -> Carrying | None:
    """The item of a published plan of these agencies that this check is made by."""
    asked = {
        "agency_ids": list(agency_ids),
        "subject_ids": subject_ids,
        "years": [first.year, last.year],
        "kind": kind,
        "field": field,
    }
    facts = {key: getattr(subject, key) for key in ("kind", "tags", "industry_code", "region_code")}
    for item in session.execute(_ITEMS, asked):
        reaches = item.listed or selects(item.selection, facts)
        fits = not item.checklists or checklist_code in item.checklists
        if reaches and fits and in_months(item.months, first, last):
            return Carrying(item.id, item.full_coverage, item.name, item.ordered_by_superior)
    return None
