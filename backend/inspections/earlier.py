"""What was found at a subject before: last visit's problems come first, a first offence shows."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import checklists, organization, subjects
from backend.core import clock
from backend.inspections.models import Inspection
from backend.matters import Checklist
from backend.tasks import Task

MOST_VISITS = 10


def problems(
    session: Session, subject_id: uuid.UUID, *, but: uuid.UUID | None = None
) -> list[dict[str, Any]]:
    """[{day, agency, item, text, facts, laws}], the newest first, of whichever agency.

    `laws` are the articles that the item rests on, so that another form's item on the same article
    is known again. Of inspections handed in, without `but`.
    """
    rows = session.execute(
        select(Inspection, organization.Agency.short_name, Checklist.content)
        .join(Task, Task.id == Inspection.task_id)
        .join(organization.Agency, organization.Agency.id == Task.agency_id)
        .join(Checklist, Checklist.id == Task.checklist_id)
        .where(
            Task.subject_id.in_(subjects.family(subject_id)),
            Task.id != but,
            Inspection.submitted_at.is_not(None),
        )
        .order_by(Inspection.started_at.desc(), Inspection.id.desc())
        .limit(MOST_VISITS)
    ).all()
    return [
        {
            "day": inspection.started_at.astimezone(clock.CHINA).date(),
            "agency": agency,
            "item": item["code"],
            "text": item["text"],
            "facts": (answer["finding"] or {}).get("facts") or answer["note"],
            "laws": [f"{one['law']}{one['article'] or ''}" for one in item["basis"]],
        }
        for inspection, agency, form in rows
        for item, answer in _failed(form, inspection.record["answers"])
    ]


def _failed(form: checklists.Form, answers: checklists.Answers) -> list[tuple[Any, Any]]:
    found = checklists.evaluate(form, answers).problems
    return [
        (item, answers[item["code"]]) for item in checklists.items_of(form) if item["code"] in found
    ]
