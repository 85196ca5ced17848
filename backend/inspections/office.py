"""Documents that are made at the desk for one task or its inspection: which, by whom, and how.

A template's 办理 says which those are and whose they are to make; nothing here names one.
"""

from __future__ import annotations

import uuid
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import documents, matters, organization, tasks
from backend.core import clock
from backend.core.auth import Caller, Role
from backend.core.problems import NotFound
from backend.inspections import service, views
from backend.inspections.problems import PaperMade, PaperTooEarly

HANDED_IN = (tasks.State.REVIEW, tasks.State.DONE)
NO_NUMBER = {"number": "制作时取号", "verify_url": "制作时生成"}


class Offer(NamedTuple):
    kind: str
    title: str
    why_not: str  # what has to happen first, "" where it can be made now


def offered(
    session: Session, *, by: Caller, task: tasks.Task, known: list[dict[str, Any]]
) -> list[Offer]:
    """What the caller may make for a task and nobody has made yet; `known` are its documents."""
    if task.agency_id != by.agency_id:
        return []
    made = {each["kind"] for each in known}
    return [
        Offer(kind, title, _why_not(task, handling, known))
        for kind, (title, handling) in documents.handled(session, by.agency_id).items()
        if _makes(by, handling) and kind not in made
    ]


def form(
    session: Session, *, by: Caller, task_id: uuid.UUID, kind: str
) -> tuple[documents.PublishedTemplate, dict[str, Any]]:
    """The template and what stands in its fields before anybody has written, by key.

    Raises NotFound for what is not the caller's to make, PaperTooEarly, PaperMade.
    """
    task, row = _may(session, by, task_id, kind)
    given = source(session, by=by, task=task)
    if why := _lacks(row, given):
        raise PaperTooEarly(why=why)
    return row, documents.proposed(row.program, given)


def make(
    session: Session, *, by: Caller, task_id: uuid.UUID, kind: str, filled: dict[str, Any]
) -> documents.Document:
    """Issued with its number. Of two who make the same at once the second is told.

    Raises NotFound, PaperTooEarly, PaperMade, and what documents.issue raises.
    """
    session.scalar(select(tasks.Task.id).where(tasks.Task.id == task_id).with_for_update())
    task, _ = _may(session, by, task_id, kind)
    inspection = service.of_tasks(session, [task_id]).get(task_id)
    return documents.issue(
        session,
        by=by,
        kind=kind,
        source=source(session, by=by, task=task) | {"filled": filled},
        series=tasks.series_of(session, task),
        inspection_id=inspection.id if inspection else None,
    )


def source(session: Session, *, by: Caller, task: tasks.Task) -> dict[str, Any]:
    """What it is composed from: the record as far as there is one."""
    page = views.plain(views.task_page(session, by=by, task_id=task.id))
    me = organization.me(session, by=by, today=clock.today())
    return {
        "me": me | {"demo": current_app.extensions["settings"].practice},
        "task": page | {"numbers": documents.numbers_shown(session, task.id)},
        "checklist": views.plain(matters.shown(matters.find(session, task.checklist_id))),
        "inspection": page["inspection"] or {"answers": {}},
        "number": NO_NUMBER,
        "now": clock.now().astimezone(clock.CHINA).isoformat(timespec="seconds"),
    }


def _makes(by: Caller, handling: dict[str, Any]) -> bool:
    return by.has(*map(Role, handling.get("office", [])))


def _may(
    session: Session, by: Caller, task_id: uuid.UUID, kind: str
) -> tuple[tasks.Task, documents.PublishedTemplate]:
    task = tasks.find(session, by=by, task_id=task_id)
    row = {row.kind: row for row in documents.templates(session, by.agency_id)}.get(kind)
    if row is None or task.agency_id != by.agency_id or not _makes(by, row.handling):
        raise NotFound(id=kind[:64])
    known = _documents(session, task_id)
    made = next((each for each in known if each["kind"] == kind), None)
    if made is not None:
        raise PaperMade(title=made["title"], number=made["number"], document_id=str(made["id"]))
    if why := _why_not(task, row.handling, known):
        raise PaperTooEarly(why=why)
    return task, row


def _documents(session: Session, task_id: uuid.UUID) -> list[dict[str, Any]]:
    inspection = service.of_tasks(session, [task_id]).get(task_id)
    own = documents.of_inspection(session, inspection.id) if inspection else []
    return [*documents.before_inspection(session, task_id), *own]


def _why_not(task: tasks.Task, handling: dict[str, Any], known: list[dict[str, Any]]) -> str:
    """On site the same number may be on its way from a phone: what is made there as well waits
    until the phone has handed in; what goes with the record needs the record's number."""
    if task.state is tasks.State.WITHDRAWN:
        return "任务已经撤回"
    if handling["site"] != "office" and task.state not in HANDED_IN:
        return "检查提交以后才能在后台做"
    if handling["number"] == "attached" and not any(one["kind"] == "record" for one in known):
        return "用检查笔录的文号，笔录签了以后才能做"
    return ""


def _lacks(row: documents.PublishedTemplate, given: dict[str, Any]) -> str:
    """What the record does not say yet, of what nobody is asked for; photos are chosen on site."""
    asked = [field["ask"]["as"] for field in row.program["fields"].values() if "ask" in field]
    if "photos" in asked:
        return "要选照片，请在手机上做"
    fields = {path: f for path, f in row.program["fields"].items() if "ask" not in f}
    data = documents.composed(row.program, given)
    lacking = documents.lacking({**row.program, "fields": fields}, data)
    return f"检查记录里还没有{'、'.join(lacking)}" if lacking else ""
