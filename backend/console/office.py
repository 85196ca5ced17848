"""One document made at the desk: what its template asks is asked in a form, then it is issued."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from flask import Response, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from backend import inspections, subjects, tasks
from backend.console.site import blueprint, page
from backend.core.auth import Caller, Role, allow
from backend.core.database import perform, unit_of_work

MOST_ROWS = 60
MOST = {"long": 4000}
USUAL_MOST = 200
MAKERS = (Role.SECTION_HEAD, Role.AGENCY_HEAD, Role.LEGAL_REVIEW)

Asked = dict[str, dict[str, Any]]


@blueprint.get("/tasks/<uuid:task_id>/papers/<string:kind>")
@allow(*MAKERS)
def new_paper(task_id: uuid.UUID, kind: str, by: Caller) -> Response:
    return _form(task_id, kind, by, None, {})


@blueprint.post("/tasks/<uuid:task_id>/papers/<string:kind>")
@allow(*MAKERS)
def make_paper(task_id: uuid.UUID, kind: str, by: Caller) -> Answer:
    """Issue it; `more` asks for another row of a list, with what was written kept."""
    with unit_of_work(writes=False) as session:
        template, _ = inspections.office.form(session, by=by, task_id=task_id, kind=kind)
    asked = _asked(template.program)
    given = {key: _given(key, field["ask"], request.form) for key, field in asked.items()}
    more = request.form.get("more", "")
    if more in asked and isinstance(given[more], list):
        given[more] = [*_written(given[more]), _blank_row(asked[more]["ask"])][:MOST_ROWS]
        return _form(task_id, kind, by, given, {}, at=more)
    errors = dict(_wrong(asked, given))
    if errors:
        return _form(task_id, kind, by, given, errors)
    filled = {key: _kept(asked[key]["ask"], value) for key, value in given.items()}
    perform(inspections.office.make, by=by, task_id=task_id, kind=kind, filled=filled)
    return redirect(f"{_home(task_id)}?done=paper#documents", 303)


def _form(
    task_id: uuid.UUID,
    kind: str,
    by: Caller,
    given: dict[str, Any] | None,
    errors: dict[str, str],
    at: str = "",
) -> Response:
    """The form as it is proposed, or as it was `given` with what is wrong in it."""
    with unit_of_work(writes=False) as session:
        template, proposed = inspections.office.form(session, by=by, task_id=task_id, kind=kind)
        task = tasks.find(session, by=by, task_id=task_id)
        name = subjects.find(session, task.subject_id).name
    asked = _asked(template.program)
    if given is None:
        given = {key: _shown(asked[key]["ask"], value) for key, value in proposed.items()}
    for key, field in asked.items():
        if "members" in field["ask"] and not given[key]:
            given[key] = [_blank_row(field["ask"])]
    return page(
        "office.html",
        422 if errors else 200,
        template=template,
        task=task,
        subject=name,
        asked=asked,
        given=given,
        errors=errors,
        at=at,
        most=MOST,
        usual_most=USUAL_MOST,
        most_rows=MOST_ROWS,
        seals=template.handling["seals"],
        back=_home(task_id),
    )


def _home(task_id: uuid.UUID) -> str:
    with unit_of_work(writes=False) as session:
        begun = inspections.of_tasks(session, [task_id]).get(task_id)
    return f"/console/inspections/{begun.id}" if begun else f"/console/tasks/{task_id}"


def _asked(program: Mapping[str, Any]) -> Asked:
    """The fields that somebody fills in, by key."""
    return {
        path.removeprefix("filled."): field
        for path, field in program["fields"].items()
        if "ask" in field
    }


def _given(key: str, ask: Mapping[str, Any], form: MultiDict[str, str]) -> Any:
    """As it was written: text, or the rows of a list from fields such as papers-title."""
    if "members" not in ask:
        return form.get(key, "").strip()
    columns = {member: form.getlist(f"{key}-{member}") for member, _ in ask["members"]}
    count = min(MOST_ROWS, max(map(len, columns.values())))
    return [
        {member: (said[n].strip() if n < len(said) else "") for member, said in columns.items()}
        for n in range(count)
    ]


def _written(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [row for row in rows if any(row.values())]


def _blank_row(ask: Mapping[str, Any]) -> dict[str, str]:
    return {member: "" for member, _ in ask["members"]}


def _shown(ask: Mapping[str, Any], value: Any) -> Any:
    """A proposal as a form holds it."""
    if "members" in ask:
        return [each if isinstance(each, dict) else {"": each} for each in value]
    if ask["as"] == "moment":
        return value[:16]
    return value[:10] if ask["as"] == "date" else value


def _kept(ask: Mapping[str, Any], value: Any) -> Any:
    """What was written as a document holds it."""
    if "members" in ask:
        rows = _written(value)
        return [row[""] for row in rows] if ask["members"][0][0] == "" else rows
    return f"{value[:16]}+08:00" if ask["as"] == "moment" and value else value


def _wrong(asked: Asked, given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, field in asked.items():
        said = _wrong_list(field, given[key]) if "members" in field["ask"] else ""
        said = said or ("" if "members" in field["ask"] else _wrong_one(field, given[key]))
        if said:
            yield key, said


def _wrong_one(field: Mapping[str, Any], value: str) -> str:
    ask, label = field["ask"], field["label"]
    most = MOST.get(ask["as"], USUAL_MOST)
    if not value:
        return f"请{'选' if ask['as'] == 'choice' else '填'}{label}" if field["required"] else ""
    if len(value) > most:
        return f"{label}最多 {most} 字，现在 {len(value)} 字"
    if ask["as"] == "choice" and value not in ask["options"]:
        return f"请选{label}"
    read = {"date": date.fromisoformat, "moment": datetime.fromisoformat}.get(ask["as"])
    if read is not None:
        with suppress(ValueError):
            read(value)
            return ""
        return f"{label}看不懂，请重新选"
    return ""


def _wrong_list(field: Mapping[str, Any], value: list[dict[str, str]]) -> str:
    rows, label = _written(value), field["label"]
    if len(rows) < max(field.get("at_least", 0), 1 if field["required"] else 0):
        return f"{label}至少写 {field.get('at_least', 1)} 项"
    for number, row in enumerate(rows, 1):
        for member, name in field.get("each", {}).items():
            if not row.get(member):
                return f"第 {number} 项还没有写{name}"
        if any(len(said) > USUAL_MOST for said in row.values()):
            return f"第 {number} 项太长，每格最多 {USUAL_MOST} 字"
    return ""
