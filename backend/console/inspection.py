"""One inspection: what was found, what proves it, what was signed, and who did what when."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from backend import checklists, documents, evidence, inspections, matters, organization, tasks
from backend.console import forms
from backend.console.site import blueprint, is_part, page
from backend.console.thumbnails import thumbnail
from backend.console.trail import receipts, trail
from backend.core.auth import MANAGERS, OVERSEERS, Caller, Role, allow
from backend.core.database import unit_of_work
from backend.core.problems import NotFound

PICTURES = ("photo", "paper", "signature")
KEPT = "private, max-age=86400, immutable"  # bytes under a hash never change


DONE = {
    "approved": "复核通过，本次检查已办结",
    "paper": "文书做好了，文号已签发，PDF 几秒内生成",
    "returned": "已退回检查组修改，退回意见显示在他们的手机上",
}


@blueprint.get("/inspections/<uuid:inspection_id>")
@allow(*OVERSEERS)
def inspection(inspection_id: uuid.UUID, by: Caller) -> Response:
    return show(inspection_id, by, {})


def show(inspection_id: uuid.UUID, by: Caller, errors: dict[str, str]) -> Response:
    """The page, again with what was wrong in one of its forms. Raises InspectionMissing."""
    with unit_of_work(writes=False) as session:
        found = inspections.find(session, by=by, inspection_id=inspection_id)
        task = tasks.find(session, by=by, task_id=found.task_id)
        shown = inspections.task_page(session, by=by, task_id=found.task_id)
        checklist = matters.shown(matters.find(session, shown["checklist_id"]))
        state = shown["inspection"]
        papers = [*documents.before_inspection(session, task.id), *state["documents"]]
        document_ids = [each["id"] for each in papers]
        values: dict[str, Any] = {
            "papers": papers,
            "offers": inspections.office.offered(session, by=by, task=task, known=papers),
            "agency": organization.agency(session, found.agency_id).name,
            "names": _names(session, shown),
            "steps": inspections.steps_of(session, inspection_id),
            "trail": trail(session, [task.id, inspection_id, *document_ids]),
            "receipts": receipts(
                session, task, inspection_id=inspection_id, document_ids=document_ids
            ),
        }
    return page(
        "inspection/page.html",
        422 if errors else 200,
        errors=errors,
        given=request.form,
        done=DONE.get(request.args.get("done", "")),
        manages=by.has(*MANAGERS) and by.agency_id == found.agency_id,
        heads=by.has(Role.AGENCY_HEAD) and by.agency_id == found.agency_id,
        decisions=inspections.DECISION_IN_WORDS,
        unable_words=inspections.UNABLE_IN_WORDS,
        task=shown,
        inspection=state,
        sections=_sections(checklist, state["answers"]),
        tally=inspections.tally(checklist, state["answers"]),
        score=_score(checklists.evaluate(checklist, state["answers"]).score),
        verdict_words=checklists.VERDICTS,
        items=_items(checklist),
        photos=_pictures(state["evidence"]),
        disposition_words=inspections.DISPOSITION_IN_WORDS,
        trail_address=f"/console/inspections/{inspection_id}/trail",
        **values,
    )


@blueprint.get("/inspections/<uuid:inspection_id>/trail")
@allow(*OVERSEERS)
def inspection_trail(inspection_id: uuid.UUID, by: Caller) -> Response:
    """Older entries of the trail."""
    with unit_of_work(writes=False) as session:
        found = inspections.find(session, by=by, inspection_id=inspection_id)
        page_of = inspections.inspection_page(session, found, by=by)
        ids = [found.task_id, inspection_id, *(each["id"] for each in page_of["documents"])]
        older = trail(session, ids, before=forms.as_uuid(request.args.get("before", "")))
    back = f"/console/inspections/{inspection_id}"
    template = "_trail_rows.html" if is_part() else "trail.html"
    return page(template, trail=older, trail_address=f"{back}/trail", back=back)


@blueprint.get("/inspections/<uuid:inspection_id>/thumbnails/<string:sha256>")
@allow(*OVERSEERS)
def picture(inspection_id: uuid.UUID, sha256: str, by: Caller) -> Response:
    """A small copy, drawn anew. Raises NotFound for what this inspection does not hold."""
    with unit_of_work(writes=False) as session:
        inspections.find(session, by=by, inspection_id=inspection_id)
        held = evidence.of_inspection(session, inspection_id)
    if not any(each["sha256"] == sha256 and each["kind"] in PICTURES for each in held):
        raise NotFound(id=sha256[:64])
    response = Response(thumbnail(evidence.read(sha256)), mimetype="image/jpeg")
    response.headers["Cache-Control"] = KEPT
    return response


def _names(session: Session, shown: dict[str, Any]) -> dict[str, str]:
    """Officers by id, those who have left the team since among them."""
    state = shown["inspection"]
    ids = {*state["presence"], *(state["credentials"] or {"officer_ids": []})["officer_ids"]}
    if state["avoidance"] and state["avoidance"]["target_officer_id"]:
        ids.add(state["avoidance"]["target_officer_id"])
    found = organization.names(session, [uuid.UUID(each) for each in ids])
    return {str(officer_id): name for officer_id, name in found.items()}


def _sections(checklist: dict[str, Any], answers: dict[str, Any]) -> list[dict[str, Any]]:
    """Every item with its answer, what that came to, and its number in the whole form."""
    standing = checklists.evaluate(checklist, answers)
    number, sections = 0, []
    for section in checklist["sections"]:
        rows = []
        for item in section["items"]:
            number += 1
            rows.append(item | {"number": number} | _answered(item, answers, standing))
        # Jinja reads a mapping's own methods first, hence not "items".
        sections.append(
            {
                "title": section["title"],
                "rows": rows,
                "failed": sum(row["verdict"] == "fail" for row in rows),
                "unanswered": sum(row["needed"] for row in rows),
            }
        )
    return sections


def _answered(
    item: dict[str, Any], answers: dict[str, Any], standing: checklists.Standing
) -> dict[str, Any]:
    code, kind = item["code"], checklists.kind_of(item)
    answer = answers.get(code)
    return {
        "answer": answer,
        "verdict": standing.verdicts.get(code),
        "hidden": code not in standing.visible,
        "needed": code in standing.missing,
        "kind": kind,
        "fixed": kind in checklists.LABELS,
        "columns": item["answer"].get("columns") if kind == "table" else None,
        "said": checklists.words(item, answer["value"]) if answer else "",
    }


def _score(score: checklists.Score | None) -> dict[str, Any] | None:
    if score is None:
        return None
    standard = None if score.standard is None else checklists.in_words(score.standard)
    return {
        "got": checklists.in_words(score.got),
        "possible": checklists.in_words(score.possible),
        "standard": standard,
        "fails_whole": score.fails_whole,
    }


def _items(checklist: dict[str, Any]) -> dict[str, dict[str, Any]]:
    rows = [item for section in checklist["sections"] for item in section["items"]]
    return {item["code"]: item | {"number": place} for place, item in enumerate(rows, 1)}


def _pictures(held: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What can be drawn, by hash."""
    return {
        each["sha256"]: each | {"drawable": each["media_type"] != "image/heic"}
        for each in held
        if each["kind"] in PICTURES
    }
