"""检查通知书 for many tasks at once: choose the tasks, write what they share, watch it come."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, redirect, request
from marshmallow import fields, validate
from werkzeug.wrappers import Response as Answer

from backend import documents, evidence, inspections, tasks
from backend.console import forms
from backend.console.site import blueprint, is_part, page
from backend.core.auth import OVERSEERS, Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import NotFound

CHIPS = {
    documents.NoticeState.ISSUING: ("active", "play", "正在做"),
    documents.NoticeState.DONE: ("done", "okc", "做好了"),
    documents.NoticeState.FAILED: ("late", "tri", "一份也没有做成"),
}


class NoticeForm(forms.Form):
    kind = fields.String(required=True, validate=validate.OneOf(inspections.notices.KINDS))
    task_ids = fields.List(fields.UUID(), load_default=list)


@blueprint.get("/notices/new")
@allow(Role.SECTION_HEAD)
def new_notices(by: Caller) -> Response:
    return _form(by, {})


@blueprint.post("/notices/new")
@allow(Role.SECTION_HEAD)
def ask_for_notices(by: Caller) -> Answer:
    given, errors = forms.read(NoticeForm, request.form)
    if not errors and not given["task_ids"]:
        errors = {"task_ids": "请选至少一个任务"}
    if errors:
        return _form(by, errors)
    asked = _asked(by, given["kind"])
    filled = {key: request.form.get(key, "").strip()[:2000] for key, *_ in asked}
    errors = {key: f"请填{label}" for key, label, field in asked if _lacks(field, filled[key])}
    if errors:
        return _form(by, errors)
    batch = perform(
        inspections.notices.begin,
        by=by,
        kind=given["kind"],
        task_ids=given["task_ids"],
        filled=filled,
    )
    return redirect(f"/console/notices/{batch.id}", 303)


@blueprint.get("/notices/<uuid:batch_id>")
@allow(*OVERSEERS)
def notices(batch_id: uuid.UUID, by: Caller) -> Response:
    """The whole page, or while it moves the part that moves."""
    with unit_of_work(writes=False) as session:
        found = inspections.notices.find(session, by=by, batch_id=batch_id)
    moving = found.state is documents.NoticeState.ISSUING
    template = "notices/_batch.html" if is_part() else "notices/page.html"
    said = "" if moving else CHIPS[found.state][2]
    return page(template, announce=said, found=found, moving=moving, chip=CHIPS[found.state])


@blueprint.get("/notices/<uuid:batch_id>/notices.pdf")
@allow(*OVERSEERS)
def notices_pdf(batch_id: uuid.UUID, by: Caller) -> Response:
    with unit_of_work(writes=False) as session:
        found = inspections.notices.find(session, by=by, batch_id=batch_id)
    if found.pdf_sha256 is None:
        raise NotFound(id=str(batch_id))
    response = Response(evidence.read(found.pdf_sha256), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{batch_id}.pdf"'
    return response


def _lacks(field: dict[str, Any], value: str) -> bool:
    return bool(field["required"]) and not value


def _asked(by: Caller, kind: str) -> list[tuple[str, str, dict[str, Any]]]:
    """What the template asks for beside the record: key, label, field."""
    with unit_of_work(writes=False) as session:
        found = {row.kind: row.program for row in documents.templates(session, by.agency_id)}
    return [
        (path.removeprefix("filled."), field["label"], field)
        for path, field in found[kind]["fields"].items()
        if "ask" in field
    ]


def _form(by: Caller, errors: dict[str, str]) -> Response:
    wanted = request.values.get("kind", "")
    kind = wanted if wanted in inspections.notices.KINDS else inspections.notices.KINDS[0]
    way = request.values.get("way", "")
    chosen = tasks.Kind(way) if way in {*tasks.Kind} else None
    with unit_of_work(writes=False) as session:
        waiting = inspections.notices.waiting(session, by=by, kind=chosen)
        names = tasks.subject_names(session, waiting)
        titles = documents.titles(session, by.agency_id)
    return page(
        "notices/new.html",
        422 if errors else 200,
        waiting=waiting,
        names=names,
        kinds=[(each, titles[each]) for each in inspections.notices.KINDS],
        kind=kind,
        ways=[(each.value, words) for each, words in tasks.KIND_IN_WORDS.items()],
        way=chosen.value if chosen else "",
        asked=_asked(by, kind),
        wrong="notice",
        errors=errors,
        given=request.form,
        most=inspections.notices.MOST,
    )
