"""导入: choose a file, see what is wrong in it, mend, confirm, watch it go in."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import Response, current_app, redirect, request
from werkzeug.wrappers import Response as Answer

from backend import imports, subjects
from backend.console import downloads, forms
from backend.console.site import blueprint, is_part, page
from backend.core.auth import Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.sheets import SheetWrong
from backend.core.text import Text
from backend.imports import Import, Kind, State

KEEPERS = (Role.REGISTER_ADMIN, Role.SECTION_HEAD)
PAGE = 20
ROWS = 50
CHIPS = {
    State.MAPPING: ("review", "pen"),
    State.UPLOADED: ("active", "play"),
    State.CHECKED: ("review", "eye"),
    State.CONFIRMED: ("active", "play"),
    State.APPLYING: ("active", "play"),
    State.DONE: ("done", "okc"),
    State.CANCELLED: ("idle", "stop"),
    State.FAILED: ("late", "tri"),
}


def whole_file(view: Callable[..., Any]) -> Callable[..., Any]:
    """Stand above `allow`, which reads the form: this one may hold a file."""

    @wraps(view)
    def wide(*args: Any, **kwargs: Any) -> Any:
        request.max_content_length = current_app.extensions["settings"].max_import_bytes
        return view(*args, **kwargs)

    return wide


@blueprint.get("/imports")
@allow(*KEEPERS)
def import_list(by: Caller) -> Response:
    before = forms.as_uuid(request.args.get("before", ""))
    with unit_of_work(writes=False) as session:
        found = imports.listed(session, by=by, before=before, limit=PAGE + 1)
    more = f"/console/imports?before={found[PAGE - 1].id}" if len(found) > PAGE else ""
    rows = [_row(by, each) for each in found[:PAGE]]
    template = "_rows.html" if is_part() and before else "list.html"
    return page(f"imports/{template}", items=rows, more=more)


@blueprint.get("/imports/new")
@allow(*KEEPERS)
def new_import(by: Caller) -> Response:
    return _form(by, request.args.get("kind", ""), {})


@blueprint.post("/imports/new")
@whole_file
@allow(*KEEPERS)
def upload(by: Caller) -> Answer:
    """Keep the file and look at it; what cannot be a table is said at once."""
    kind, errors = _upload_kind(by, request.form.get("kind", "")), {}
    source = Text(60, optional=True).deserialize(request.form.get("source", "")[:60])
    file = request.files.get("file")
    if kind is None:
        errors["kind"] = "请选要导入什么"
    if not source:
        errors["source"] = "请写明数据来自哪里"
    if file is None or not file.filename:
        errors["file"] = "请选一个文件"
    elif kind is not None and source:
        try:
            made = imports.upload(
                cast(Any, file.stream), file.filename[-120:], by=by, kind=kind, source=source
            )
        except SheetWrong as wrong:
            errors["file"] = wrong.words
        else:
            return redirect(f"/console/imports/{made.id}", 303)
    return _form(by, kind.name if kind else "", errors, source)


@blueprint.get("/imports/templates/<string:kind>")
@allow(*KEEPERS)
def import_template(kind: str, by: Caller) -> Response:
    """An empty sheet with the columns."""
    found = _upload_kind(by, kind)
    if found is None:
        raise imports.ImportMissing
    return downloads.sheet(imports.template(found), f"{found.title}模板.xlsx")


@blueprint.get("/imports/<uuid:import_id>")
@allow(*KEEPERS)
def one_import(import_id: uuid.UUID, by: Caller) -> Response:
    """The whole page, or while it moves the part that moves."""
    values = _shown(by, import_id)
    if not is_part():
        return page("imports/page.html", **values)
    found, said = values["found"], ""
    if not values["moving"]:
        said = imports.IN_WORDS[found.state]
    elif request.args.get("told") != str(values["told"]):
        said = f"{imports.IN_WORDS[found.state]}，{values['told'] * 25}%"
    return page("imports/_import.html", announce=said, **values)


@blueprint.get("/imports/<uuid:import_id>/rows")
@allow(*KEEPERS)
def import_rows(import_id: uuid.UUID, by: Caller) -> Response:
    """Further wrong rows."""
    after = request.args.get("after", "")
    values = _shown(by, import_id, int(after) if after.isdecimal() and len(after) < 10 else 0)
    return page("imports/_wrong_rows.html" if is_part() else "imports/page.html", **values)


@blueprint.post("/imports/<uuid:import_id>/rows/<int:number>")
@allow(*KEEPERS)
def mend_row(import_id: uuid.UUID, number: int, by: Caller) -> Answer:
    given = {
        name.removeprefix("cell-"): value
        for name, value in request.form.items()
        if name.startswith("cell-")
    }
    row = perform(imports.mend, by=by, import_id=import_id, number=number, given=given)
    if not is_part():
        return redirect(f"/console/imports/{import_id}", 303)
    said = (
        f"第 {number} 行已改好" if row["mended"] else f"第 {number} 行还有 {len(row['errors'])} 处"
    )
    values = _shown(by, import_id) | {"rows": [row], "swapped": True, "more_rows": ""}
    return page("imports/_wrong_rows.html", announce=said, **values)


@blueprint.get("/imports/<uuid:import_id>/wrong-rows.xlsx")
@allow(*KEEPERS)
def wrong_rows(import_id: uuid.UUID, by: Caller) -> Response:
    """To be mended in Excel and uploaded again."""
    content = perform(imports.wrong_sheet, by=by, import_id=import_id)
    return downloads.sheet(content, "错误行.xlsx")


@blueprint.post("/imports/<uuid:import_id>/columns")
@allow(*KEEPERS)
def map_columns(import_id: uuid.UUID, by: Caller) -> Answer:
    """Which column of the file is what."""
    chosen = {
        int(place): key
        for name, key in request.form.items()
        if (place := name.removeprefix("column-")) != name and place.isdecimal() and len(place) < 4
    }
    try:
        perform(imports.map_columns, by=by, import_id=import_id, chosen=chosen)
    except SheetWrong as wrong:
        values = _shown(by, import_id)
        for each in values["to_map"]:
            each |= {"key": chosen.get(each["place"], ""), "guess": None}
        return page("imports/page.html", 422, map_wrong=wrong.words, **values)
    return redirect(f"/console/imports/{import_id}", 303)


@blueprint.post("/imports/<uuid:import_id>/confirm")
@allow(*KEEPERS)
def confirm_import(import_id: uuid.UUID, by: Caller) -> Answer:
    reason = Text(200, optional=True).deserialize(request.form.get("reason", "")[:200])
    try:
        perform(imports.confirm, by=by, import_id=import_id, reason=reason)
    except subjects.ReasonNeeded as needed:
        errors = {"reason": needed.body()["title"]}
        return page("imports/page.html", 422, **(_shown(by, import_id) | {"errors": errors}))
    return redirect(f"/console/imports/{import_id}", 303)


@blueprint.post("/imports/<uuid:import_id>/cancel")
@allow(*KEEPERS)
def cancel_import(import_id: uuid.UUID, by: Caller) -> Answer:
    perform(imports.cancel, by=by, import_id=import_id)
    return redirect(f"/console/imports/{import_id}", 303)


@blueprint.post("/imports/<uuid:import_id>/resume")
@allow(*KEEPERS)
def resume_import(import_id: uuid.UUID, by: Caller) -> Answer:
    perform(imports.resume, by=by, import_id=import_id)
    return redirect(f"/console/imports/{import_id}", 303)


def _form(by: Caller, kind: str, errors: dict[str, str], source: str = "") -> Response:
    kinds = imports.uploads_of(by)
    chosen = next((each for each in kinds if each.name == kind), kinds[0] if kinds else None)
    return page(
        "imports/new.html",
        422 if errors else 200,
        kinds=kinds,
        chosen=chosen,
        source=source,
        errors=errors,
        most=current_app.extensions["settings"].max_import_bytes // 1024 // 1024,
    )


def _upload_kind(by: Caller, name: str) -> Kind | None:
    return next((each for each in imports.uploads_of(by) if each.name == name), None)


def _kind(by: Caller, name: str) -> Kind | None:
    return next((each for each in imports.kinds_of(by) if each.name == name), None)


def _row(by: Caller, found: Import) -> dict[str, Any]:
    kind = _kind(by, found.kind)
    return {
        "found": found,
        "title": kind.title if kind else "",
        "state": imports.IN_WORDS[found.state],
        "chip": CHIPS[found.state],
        "mine": found.account_id == by.account_id,
    }


def _shown(by: Caller, import_id: uuid.UUID, after: int = 0) -> dict[str, Any]:
    with unit_of_work(writes=False) as session:
        found = imports.find(session, by=by, import_id=import_id)
        snapshot = (
            subjects.replacing.result(session, found)
            if found.kind == subjects.replacing.KIND
            else None
        )
        rows = imports.wrong_rows(session, found, after=after, limit=ROWS)
    moving = found.state in (State.UPLOADED, State.CONFIRMED, State.APPLYING)
    last = rows[-1]["number"] if len(rows) == ROWS else 0
    may_map = found.state in (State.MAPPING, State.CHECKED)
    to_map = imports.columns_to_map(found) if may_map else []
    return _row(by, found) | {
        "kind": _kind(by, found.kind),
        "moving": moving,
        "told": found.passed * 4 // max(found.row_count, 1),  # quarters are said aloud
        "to_map": to_map,
        "unused": sum(not each["key"] for each in to_map),
        "missing": imports.missing(found) if found.state == State.MAPPING else [],
        "may_resume": imports.may_resume(found),
        "rows": rows,
        "more_rows": f"/console/imports/{import_id}/rows?after={last}" if last else "",
        "sample": imports.sample(found) if found.state == State.CHECKED and not snapshot else [],
        "snapshot": snapshot,
        "errors": {},
        "column": _kind(by, found.kind).column,  # type: ignore[union-attr]  # found by it
    }
