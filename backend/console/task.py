"""One task that has not begun: its team and state, 撤回, 改派, its history."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, redirect, request
from werkzeug.wrappers import Response as Answer

from backend import documents, inspections, organization, tasks
from backend.console import forms, picking
from backend.console.site import blueprint, is_part, page
from backend.console.trail import receipts, trail
from backend.core import clock
from backend.core.auth import OVERSEERS, Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import Problem

WITHDRAWABLE = ("pending", "accepted", "declined")
DONE = {
    "assigned": "任务已派出，工作通知正在发给检查组",
    "paper": "文书做好了，文号已签发，PDF 几秒内生成",
    "reassigned": "已改派，工作通知正在发给新的检查组",
    "withdrawn": "任务已撤回，预留的文号已作废",
}


@blueprint.get("/tasks/<uuid:task_id>")
@allow(*OVERSEERS)
def task(task_id: uuid.UUID, by: Caller) -> Answer:
    """The task's own page; one that has begun is looked at as an inspection."""
    with unit_of_work(writes=False) as session:
        tasks.find(session, by=by, task_id=task_id)
        begun = inspections.of_tasks(session, [task_id]).get(task_id)
    if begun is not None:
        return redirect(f"/console/inspections/{begun.id}")
    return _show(task_id, by, {})


@blueprint.get("/tasks/<uuid:task_id>/trail")
@allow(*OVERSEERS)
def task_trail(task_id: uuid.UUID, by: Caller) -> Response:
    """Older entries of the history."""
    with unit_of_work(writes=False) as session:
        tasks.find(session, by=by, task_id=task_id)
        found = trail(session, [task_id], before=forms.as_uuid(request.args.get("before", "")))
    address = f"/console/tasks/{task_id}/trail"
    template = "_trail_rows.html" if is_part() else "trail.html"
    return page(template, trail=found, trail_address=address, back=f"/console/tasks/{task_id}")


@blueprint.post("/tasks/<uuid:task_id>/withdraw")
@allow(Role.SECTION_HEAD)
def withdraw(task_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = forms.read(forms.WithdrawForm, request.form)
    if errors:
        return _show(task_id, by, errors)
    perform(tasks.withdraw, by=by, task_id=task_id, **given)
    return redirect(f"/console/tasks/{task_id}?done=withdrawn", 303)


@blueprint.post("/tasks/<uuid:task_id>/reassign")
@allow(Role.SECTION_HEAD)
def reassign(task_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = forms.read(forms.TeamForm, request.form)
    if not errors:
        try:
            perform(tasks.reassign, by=by, task_id=task_id, **given)
            return redirect(f"/console/tasks/{task_id}?done=reassigned", 303)
        except Problem as problem:
            errors = forms.beside(problem, {"task-team-unfit": "officer_ids"})
    return _show(task_id, by, errors)


def _show(task_id: uuid.UUID, by: Caller, errors: dict[str, str]) -> Response:
    with unit_of_work(writes=False) as session:
        found = tasks.find(session, by=by, task_id=task_id)
        shown = inspections.task_page(session, by=by, task_id=task_id)
        papers = documents.before_inspection(session, task_id)
        mine = by.has(Role.SECTION_HEAD) and found.agency_id == by.agency_id
        declined = mine and shown["state"] == "declined"
        until = max(found.deadline, clock.today())
        values: dict[str, Any] = {
            "agency": organization.agency(session, found.agency_id).name,
            "papers": papers,
            "offers": inspections.office.offered(session, by=by, task=found, known=papers),
            "officers": picking.officers(session, by, until, found.subject_id) if declined else [],
            "trail": trail(session, [task_id]),
            "receipts": receipts(session, found),
        }
    return page(
        "task.html",
        422 if errors else 200,
        task=shown,
        errors=errors,
        given=request.form,
        may_withdraw=mine and shown["state"] in WITHDRAWABLE,
        may_reassign=declined,
        done=DONE.get(request.args.get("done", ""), ""),
        trail_address=f"/console/tasks/{task_id}/trail",
        **values,
    )
