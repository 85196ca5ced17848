"""全量快照: what the data-sharing platform delivered, compared here; the rest is an import."""

from __future__ import annotations

from flask import Response, redirect, request
from werkzeug.wrappers import Response as Answer

from backend import alerts, imports, subjects
from backend.console.imports import CHIPS
from backend.console.site import blueprint, page
from backend.core.auth import Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import Problem
from backend.core.sheets import SheetWrong
from backend.core.text import Text

KEEPER = Role.REGISTER_ADMIN  # a whole source at once: nobody else's
MOST_ROWS = 200_000_000


@blueprint.get("/snapshots")
@allow(KEEPER)
def snapshot_list(by: Caller) -> Response:
    return _show(by, {}, {})


@blueprint.post("/snapshots")
@allow(KEEPER)
def compare_snapshot(by: Caller) -> Answer:
    form = {name: request.form.get(name, "") for name in ("file", "source", "other", "rows")}
    other = Text(60, optional=True).deserialize(form["other"][:60])
    source = other or Text(60, optional=True).deserialize(form["source"][:60])
    rows = form["rows"].replace(",", "").replace("，", "").strip()
    errors = {}
    if not source:
        errors["source"] = "请选来源，没有的在下面写"
    if rows and not (rows.isascii() and rows.isdecimal() and 0 < int(rows[:10]) < MOST_ROWS):
        errors["rows"] = "填一个数，如 356120；不知道就不填"
    try:
        file = subjects.delivery.look(by.agency_id, form["file"])
    except SheetWrong as wrong:
        errors["file"] = wrong.words if form["file"] else "请选一个文件"
    if errors:
        return _show(by, form, errors)
    try:
        found = perform(
            subjects.replacing.start,
            by=by,
            file=file,
            source=source,
            promised=int(rows) if rows else None,
        )
    except Problem as problem:
        return _show(by, form, {"source": problem.body()["title"]})
    perform(alerts.service.look, by.agency_id, alerts.rules.Rule.SNAPSHOT)  # it has arrived
    return redirect(f"/console/imports/{found.id}", 303)


def _show(by: Caller, form: dict[str, str], errors: dict[str, str]) -> Response:
    files = subjects.delivery.listed(by.agency_id)
    with unit_of_work(writes=False) as session:
        compared = subjects.replacing.compared(session, agency_id=by.agency_id, files=files or [])
        history = subjects.replacing.history(session, by=by)
        sources = subjects.replacing.sources(session, by=by)
        passed_over = subjects.replacing.passed_over(session, by=by)
    return page(
        "snapshots/page.html",
        422 if errors else 200,
        folder=subjects.delivery.folder(by.agency_id),
        files=files,
        most=subjects.delivery.MOST,
        compared=compared,
        history=history,
        passed_over=passed_over,
        sources=sources,
        form=form,
        errors=errors,
        in_words=imports.IN_WORDS,
        chips=CHIPS,
    )
