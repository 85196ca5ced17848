"""What phone and console see of an order."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import documents, organization, subjects, tasks
from backend.core import clock, workdays
from backend.core.auth import MANAGERS, Caller, Role
from backend.inspections.rectification import rechecks, rules, service
from backend.inspections.rectification.models import Recheck, RectificationOrder
from backend.inspections.rectification.rules import IN_WORDS, State
from backend.subjects import Subject


def row(order: RectificationOrder, subject: Subject) -> dict[str, Any]:
    """One line of a list."""
    today = clock.today()
    recheck_by = rechecks.by_when(order)
    running = order.state in (*rules.RUNNING, State.RECHECK)
    return {
        "id": order.id,
        "number": order.number,
        "state": order.state,
        "state_in_words": IN_WORDS[order.state],
        "late": rules.is_late(order.state, order.due, today),
        "ordered_on": order.ordered_on,
        "printed_due": order.printed_due,
        "due": order.due,
        "due_confirmed": workdays.confirmed(order.due),
        "working_days_left": workdays.working_days_between(today, order.due),
        "recheck_by": recheck_by,
        "recheck_late": running and recheck_by < today,
        "item_count": len(order.items),
        "facts": order.items[0]["facts"],
        "field": order.field,
        "task_id": order.task_id,
        "inspection_id": order.inspection_id,
        "subject": subjects.row(subject),
    }


def order_page(session: Session, *, by: Caller, order_id: uuid.UUID) -> dict[str, Any]:
    """Everything of one order: before and after, reports, rechecks, extensions. Raises
    OrderMissing."""
    order = service.find(session, by=by, order_id=order_id)
    subject = subjects.find(session, order.subject_id)
    reports = service.reports_of(session, order_id)
    looked = list(
        session.scalars(select(Recheck).where(Recheck.order_id == order_id).order_by(Recheck.id))
    )
    team = [m.officer_id for m in tasks.team(session, order.task_id)]
    names = organization.names(session, team)
    mine = by.officer_id is not None and service.is_of_team(session, by, order)
    manages = by.has(*MANAGERS) and by.agency_id == order.agency_id
    idle = order.state in rules.RUNNING | rules.UNDECIDED
    return row(order, subject) | {
        "agency": organization.agency(session, order.agency_id).name,
        "items": items(order, looked),
        "team": [{"officer_id": each, "name": names[each]} for each in team],
        "document_id": order.document_id,
        "verify_url": _verify_url(session, order),
        "previous": _brief(session, order.previous_id),
        "following": _brief(session, _following(session, order_id)),
        "reports": [
            {
                "id": each.id,
                "origin": each.origin,
                "name": each.name or "当事人",
                "text": each.text,
                "photos": each.photos,
                "at": each.at,
                "receipt": each.receipt,
            }
            for each in reports
        ],
        "rechecks": [_recheck(session, each) for each in looked],
        "extensions": [
            {
                "due_before": each.due_before,
                "due_after": each.due_after,
                "reason": each.reason,
                "approved_by": each.approved_by_name,
                "at": each.created_at,
            }
            for each in service.extensions_of(session, order_id)
        ],
        "may_report": mine and order.state not in rules.SETTLED,
        "may_recheck": idle
        and (mine or (by.has(Role.SECTION_HEAD) and by.agency_id == order.agency_id)),
        "may_decide": manages and idle,
    }


def items(order: RectificationOrder, looked: list[Recheck]) -> list[dict[str, Any]]:
    """Each with what the last recheck that came to an end found."""
    ended = [each for each in looked if each.outcome is not None]
    found = ended[-1].found if ended else {}
    return [
        each
        | {
            "place": place,
            "corrected": found.get(each["code"], {}).get("corrected"),
            "facts_after": found.get(each["code"], {}).get("facts", ""),
            "photos_after": found.get(each["code"], {}).get("photos", []),
            "inspection_after": ended[-1].inspection_id if ended else None,
        }
        for place, each in enumerate(order.items, 1)
    ]


def _recheck(session: Session, recheck: Recheck) -> dict[str, Any]:
    task = session.get_one(tasks.Task, recheck.task_id)
    return {
        "task_id": recheck.task_id,
        "number": task.number,
        "task_state": task.state,
        "task_state_in_words": tasks.IN_WORDS[task.state],
        "deadline": task.deadline,
        "started_by": recheck.started_by,
        "started_at": recheck.created_at,
        "inspection_id": recheck.inspection_id,
        "outcome": recheck.outcome,
        "outcome_in_words": rules.OUTCOME_IN_WORDS[recheck.outcome] if recheck.outcome else "",
        "remarks": recheck.remarks,
        "concluded_at": recheck.concluded_at,
    }


def _following(session: Session, order_id: uuid.UUID) -> uuid.UUID | None:
    return session.scalar(
        select(RectificationOrder.id)
        .where(RectificationOrder.previous_id == order_id)
        .order_by(RectificationOrder.id.desc())
        .limit(1)
    )


def _brief(session: Session, order_id: uuid.UUID | None) -> dict[str, Any] | None:
    order = order_id and session.get(RectificationOrder, order_id)
    if not order:
        return None
    return {"id": order.id, "number": order.number, "state_in_words": IN_WORDS[order.state]}


def _verify_url(session: Session, order: RectificationOrder) -> str:
    found = documents.of_inspection(session, order.inspection_id)
    return next((each["verify_url"] for each in found if each["id"] == order.document_id), "")
