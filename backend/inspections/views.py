"""What the phone and the console see of a task and its inspection."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from backend import documents, evidence, matters, organization, subjects, tasks
from backend.core import clock, workdays
from backend.core.auth import Caller
from backend.core.crypto import mask_phone
from backend.inspections import (
    earlier,
    folding,
    preserving,
    rectification,
    reviews,
    rules,
    sealing,
    service,
)
from backend.inspections.models import DECISION_IN_WORDS, OUTCOME_IN_WORDS, Flaw, Inspection
from backend.inspections.rules import IN_WORDS, State
from backend.subjects import RESULT_IN_WORDS


def task_page(session: Session, *, by: Caller, task_id: uuid.UUID) -> dict[str, Any]:
    """Everything the phone needs to do this task without a signal. Raises TaskMissing."""
    task = tasks.find(session, by=by, task_id=task_id)
    subject = subjects.find(session, task.subject_id)
    checklist = matters.find(session, task.checklist_id)
    members = tasks.team(session, task_id)
    crew = team_shown(session, members)
    mine = next((m for m in members if m.officer_id == by.officer_id), None)
    inspection = service.of_tasks(session, [task_id]).get(task_id)
    made_up = tasks.made_up(session, [task]).get(task_id)
    row = tasks.task_row(task, subject, checklist.title, made_up)
    today = clock.today()
    return row | {
        "subject": subjects.shown(session, subject),
        "working_days_left": workdays.working_days_between(today, task.deadline)
        if task.deadline >= today
        else -workdays.working_days_between(task.deadline, today),
        "checklist_id": checklist.id,
        "checklist": matters.brief(checklist),
        "team": crew,
        "gates": tasks.gates_of(task, crew, made_up, tasks.before_going(session, task)),
        "past": subjects.past(session, task.subject_id),
        "problems": earlier.problems(session, task.subject_id, but=task_id),
        "act_code": task.number,
        "agency": organization.shown(session, tasks.in_whose_name(session, task)),
        "presence": mine and {"secret": mine.secret, "step": 120, "digits": 6},
        "my_answer": mine and mine.answer,
        "numbers": documents.numbers_shown(session, task_id) if mine else {},
        "inspection": inspection and inspection_page(session, inspection, by=by),
        "recheck": rectification.of_task(session, task_id),
    }


def team_shown(session: Session, members: list[tasks.TaskMember]) -> list[dict[str, Any]]:
    ids = [member.officer_id for member in members]
    best = organization.best_certificates(session, ids, clock.today())
    names = organization.names(session, ids)
    return [
        {
            "officer_id": member.officer_id,
            "name": names[member.officer_id],
            "certificate_number": best[member.officer_id].number
            if member.officer_id in best
            else "",
            "certificate_valid_to": best[member.officer_id].valid_to
            if member.officer_id in best
            else None,
            "certificate_valid": organization.is_valid(best.get(member.officer_id), clock.today()),
            "lead": member.lead,
            "answer": member.answer,
        }
        for member in members
    ]


def inspection_page(session: Session, inspection: Inspection, *, by: Caller) -> dict[str, Any]:
    record = inspection.record
    members = tasks.team(session, inspection.task_id)
    answers = {
        code: {key: value for key, value in each.items() if key != "first_at"}
        for code, each in record["answers"].items()
    }
    conclusion = sealing.opened(record["conclusion"])
    return {
        "id": inspection.id,
        "task_id": inspection.task_id,
        "state": inspection.state,
        "state_in_words": IN_WORDS[inspection.state],
        "checked_in_at": record["checked_in_at"],
        "position": record["position"],
        "no_position_reason": record["no_position_reason"],
        "scanned": record.get("scanned", ""),
        "presence": folding.presence(record, members),
        "credentials": record["credentials"],
        "avoidance": record["avoidance"],
        "answers": answers,
        "conclusion": conclusion,
        "result_in_words": RESULT_IN_WORDS[conclusion["result"]] if conclusion else None,
        "documents": documents.of_inspection(session, inspection.id),
        "evidence": evidence.of_inspection(session, inspection.id),
        "missing": folding.missing(session, inspection),
        "flaws": [_flaw(flaw) for flaw in folding.flaws_of(session, inspection.id)],
        "submitted_at": record["submitted_at"],
        "needs": rules.needed_documents(record),
        "returned": record.get("returned"),
        "preservations": [
            preserving.shown(row) for row in preserving.of_inspection(session, inspection.id)
        ],
        "reviews": [
            {
                "outcome": row.outcome,
                "outcome_in_words": OUTCOME_IN_WORDS[row.outcome],
                "remarks": row.remarks,
                "at": row.at,
                "by": row.name,
            }
            for row in reviews.reviews_of(session, inspection.id)
        ],
        "may_review": inspection.state is State.REVIEW
        and reviews.may_review(session, by, inspection),
    }


def veiled(session: Session, by: Caller, found: dict[str, Any]) -> dict[str, Any]:
    """An inspection as others than its team see it: the party's telephone in part."""
    conclusion = found["conclusion"]
    phone = conclusion and (conclusion["party"] or {}).get("phone")
    if not phone or any(
        m.officer_id == by.officer_id for m in tasks.team(session, found["task_id"])
    ):
        return found
    party = conclusion["party"] | {"phone": mask_phone(phone)}
    return found | {"conclusion": conclusion | {"party": party}}


def _flaw(flaw: Flaw) -> dict[str, Any]:
    return {
        "id": flaw.id,
        "rule": flaw.rule,
        "title": flaw.title,
        "article": flaw.article,
        "decision": flaw.decision,
        "decision_in_words": DECISION_IN_WORDS[flaw.decision] if flaw.decision else "",
        "decision_reason": flaw.decision_reason or "",
        "decided_by": flaw.decided_by_name or "",
    }


def plain(value: Any) -> Any:
    """Values as JSON holds them: the record and the documents are made of nothing else."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, uuid.UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value
