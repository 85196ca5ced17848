"""主体全景 at the desk, and the small things that are kept on it: licences, credit, tags."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Response, redirect, request
from werkzeug.wrappers import Response as Answer

from backend import inspections, subjects
from backend.console.forms import Form, as_uuid, read
from backend.console.register import forms
from backend.console.register.listing import READERS
from backend.console.site import blueprint, is_part, page
from backend.core import clock
from backend.core.auth import OVERSEERS, Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import Problem

DESK = "管理后台登记"
DONE = {
    "entered": "已登记入库，马上就能查到",
    "changed": "已改好，改前改后都记在变更记录里",
    "merged": "已合并。查主体时只出现这一条，原来那条的检查、许可一并显示在这里",
    "separated": "已拆回，两条各自独立",
    "split": "已拆出，这是新的一条",
    "licence": "许可证件已保存",
    "dropped": "许可证件已去掉，原内容留在变更记录里",
    "credit": "信用等级已保存",
    "tags": "标签已保存",
}


@blueprint.get("/subjects/<uuid:subject_id>")
@allow(*READERS)
def subject(subject_id: uuid.UUID, by: Caller) -> Response:
    return show(subject_id, by, {}, "")


@blueprint.get("/subjects/<uuid:subject_id>/changes")
@allow(*READERS)
def subject_changes(subject_id: uuid.UUID, by: Caller) -> Response:
    """Older entries of the history."""
    with unit_of_work(writes=False) as session:
        name = subjects.find(session, subject_id).name
        before = as_uuid(request.args.get("before", ""))
        found = subjects.changes(session, subject_id, before=before)
    template = "register/_changes.html" if is_part() else "register/changes.html"
    return page(template, changes=found, subject_id=subject_id, name=name)


@blueprint.post("/subjects/<uuid:subject_id>/reveal")
@allow(*(role for role in READERS if role in subjects.reveal.MAY_REVEAL))
def reveal_number(subject_id: uuid.UUID, by: Caller) -> Response:
    """The whole number, once: it stands on the page until that is left."""
    given, errors = read(forms.RevealForm, request.form)
    field = request.form.get("field", "")
    values: dict[str, Any] = {"subject_id": subject_id, "field": field, "errors": errors}
    if errors:
        return page("register/_reveal.html", 422, **values)
    subjects.reveal.spend_one(by, subject_id)
    value = perform(subjects.reveal.reveal, by=by, subject_id=subject_id, **given)
    said = "已显示完整号码，查看已记录"
    return page("register/_revealed.html", announce=said, value=value, **values)


@blueprint.post("/subjects/<uuid:subject_id>/licences")
@allow(Role.REGISTER_ADMIN)
def add_licence(subject_id: uuid.UUID, by: Caller) -> Answer:
    return _licence(subject_id, by, None)


@blueprint.post("/subjects/<uuid:subject_id>/licences/<uuid:licence_id>")
@allow(Role.REGISTER_ADMIN)
def change_licence(subject_id: uuid.UUID, licence_id: uuid.UUID, by: Caller) -> Answer:
    return _licence(subject_id, by, licence_id)


@blueprint.post("/subjects/<uuid:subject_id>/licences/<uuid:licence_id>/drop")
@allow(Role.REGISTER_ADMIN)
def drop_licence(subject_id: uuid.UUID, licence_id: uuid.UUID, by: Caller) -> Answer:
    def do(**given: Any) -> None:
        perform(
            subjects.details.drop_licence,
            by=by,
            subject_id=subject_id,
            licence_id=licence_id,
            source=DESK,
            **given,
        )

    return _do(subject_id, by, forms.ReasonForm, do, "dropped", f"drop-{licence_id}")


@blueprint.post("/subjects/<uuid:subject_id>/credit")
@allow(Role.REGISTER_ADMIN)
def keep_credit(subject_id: uuid.UUID, by: Caller) -> Answer:
    def do(**given: Any) -> None:
        perform(subjects.details.keep_credit, by=by, subject_id=subject_id, **given)

    return _do(subject_id, by, forms.CreditForm, do, "credit", "credit")


@blueprint.post("/subjects/<uuid:subject_id>/tags")
@allow(Role.REGISTER_ADMIN)
def change_tags(subject_id: uuid.UUID, by: Caller) -> Answer:
    def do(**given: Any) -> None:
        perform(subjects.details.tag, by=by, subject_id=subject_id, source=DESK, **given)

    return _do(subject_id, by, forms.TagForm, do, "tags", "tags")


@blueprint.post("/subjects/<uuid:subject_id>/separate")
@allow(Role.REGISTER_ADMIN)
def separate_subject(subject_id: uuid.UUID, by: Caller) -> Answer:
    """Undo the merge of this one into another."""

    def do(**given: Any) -> None:
        perform(subjects.merging.separate, by=by, subject_id=subject_id, **given)

    return _do(subject_id, by, forms.ReasonForm, do, "separated", "separate")


def _licence(subject_id: uuid.UUID, by: Caller, licence_id: uuid.UUID | None) -> Answer:
    def do(version: int, **values: Any) -> None:
        perform(
            subjects.details.keep_licence,
            by=by,
            subject_id=subject_id,
            version=version,
            licence_id=licence_id,
            values=values,
            source=DESK,
        )

    which = f"licence-{licence_id}" if licence_id else "licence"
    return _do(subject_id, by, forms.LicenceForm, do, "licence", which)


def _do(
    subject_id: uuid.UUID,
    by: Caller,
    schema: type[Form],
    act: Callable[..., None],
    done: str,
    which: str,
) -> Answer:
    """One small form of the page: done, or shown again with what is wrong beside its fields."""
    given, errors = read(schema, request.form)
    if not errors:
        try:
            act(**given)
            return redirect(f"/console/subjects/{subject_id}?done={done}", 303)
        except Problem as problem:
            errors = forms.beside(problem)
    return show(subject_id, by, errors, which)


def show(subject_id: uuid.UUID, by: Caller, errors: dict[str, str], which: str) -> Response:
    """`which` names the form that the errors belong to."""
    with unit_of_work(writes=False) as session:
        whole = inspections.panorama(session, by=by, subject_id=subject_id)
        area = subjects.entry.area(session, by)
    own = bool(area) and whole["subject"]["region_code"].startswith(area)
    keeper = by.has(Role.REGISTER_ADMIN) and own
    return page(
        "register/page.html",
        422 if errors else 200,
        **whole,
        subject_id=subject_id,
        errors=errors,
        which=which,
        given=request.form,
        today=clock.today(),
        rules=subjects.rules,
        may_keep=keeper and not whole["merged_into"],
        may_separate=keeper and whole["merged_into"],
        may_reveal=by.has(*subjects.reveal.MAY_REVEAL),
        may_open=by.has(*OVERSEERS),
        done=DONE.get(request.args.get("done", ""), ""),
    )
