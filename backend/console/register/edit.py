"""Entering and changing a subject: what is wrong stands beside its field, and nothing is lost."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Response, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from backend import subjects
from backend.console.forms import read
from backend.console.register import forms
from backend.console.register.listing import regions_below
from backend.console.site import blueprint, page
from backend.core import clock
from backend.core.auth import Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import Problem

SOURCES = ("市场监管登记", "现场核实", "当事人申报", "其他部门通报", "投诉举报核实", "名录库整理")
ABOUT = ("version", "source", "valid_from", "reason", "code_reason")
CHANGED = "subject-changed"


@blueprint.get("/subjects/new")
@allow(Role.REGISTER_ADMIN)
def new_subject(by: Caller) -> Response:
    given = {"kind": "个体工商户", "state": "存续", "name": request.args.get("name", "")[:64]}
    with unit_of_work(writes=False) as session:
        return form(session, by, given, {}, act="enter")


@blueprint.post("/subjects/new")
@allow(Role.REGISTER_ADMIN)
def enter_subject(by: Caller) -> Answer:
    values, errors = read(forms.SubjectForm, request.form)
    known = None
    about = {name: values.pop(name) for name in ABOUT if name in values}
    if errors:  # told with what the register would say: nobody mends a form twice
        errors = subjects.entry.faults(values) | errors
    else:
        try:
            made = perform(subjects.entry.enter, by=by, values=values, **about)
            return redirect(f"/console/subjects/{made.id}?done=entered", 303)
        except Problem as problem:
            errors, known = forms.beside(problem), problem.details.get("id")
    with unit_of_work(writes=False) as session:
        return form(session, by, request.form, errors, act="enter", known=known)


@blueprint.get("/subjects/<uuid:subject_id>/edit")
@allow(Role.REGISTER_ADMIN)
def edit_subject(subject_id: uuid.UUID, by: Caller) -> Response:
    with unit_of_work(writes=False) as session:
        subject = subjects.entry.changeable(session, by, subject_id)
        shown = subjects.identity(session, by, subject)
        return form(session, by, filled(shown), {}, act="edit", shown=shown)


@blueprint.post("/subjects/<uuid:subject_id>/edit")
@allow(Role.REGISTER_ADMIN)
def amend_subject(subject_id: uuid.UUID, by: Caller) -> Answer:
    values, errors = read(forms.EditForm, request.form)
    known, wrong = None, bool(errors)
    about = {name: values.pop(name) for name in ABOUT if name in values}
    cleared = request.form.getlist("clear")
    kept = [name for name in forms.PEOPLE if not values.get(name) and name not in cleared]
    changes = {name: value for name, value in values.items() if name not in kept}
    if not wrong:
        try:
            amend = subjects.entry.amend
            perform(amend, by=by, subject_id=subject_id, values=changes, **about)
            return redirect(f"/console/subjects/{subject_id}?done=changed", 303)
        except Problem as problem:
            if problem.code == CHANGED:
                errors = _what_changed(subject_id, about["version"])
            else:
                errors, known = forms.beside(problem), problem.details.get("id")
    with unit_of_work(writes=False) as session:
        subject = subjects.entry.changeable(session, by, subject_id)
        if wrong:  # told with what the register would say: nobody mends a form twice
            errors = subjects.entry.faults_of_change(subject, changes) | errors
        shown = subjects.identity(session, by, subject)
        return form(session, by, request.form, errors, act="edit", shown=shown, known=known)


def _what_changed(subject_id: uuid.UUID, seen: int) -> dict[str, str]:
    """What others changed since: beside each field, so that sending again is a choice."""
    with unit_of_work(writes=False) as session:
        missed = max(1, subjects.find(session, subject_id).version - seen)
        rows = subjects.changes(session, subject_id)["items"][:missed]
    told = {CHANGED: "这家刚被别人改过。您填的都还在；改动写在各栏下面，核对后再提交一次"}
    for row in reversed(rows):
        for fact in row["facts"]:
            words = f"{row['by_name']}刚把它改成“{fact['after'] or '空'}”，再提交就按您填的改"
            told[fact["field"]] = words
    return told


def filled(shown: Mapping[str, Any]) -> dict[str, Any]:
    """The form as it is opened: everything but the numbers of people."""
    given = {name: shown.get(name) or "" for name in subjects.entry.FIELDS}
    given |= dict.fromkeys(forms.PEOPLE, "")
    return given | {
        "tags": " ".join(shown["tags"]),
        "established": shown["established"].isoformat() if shown["established"] else "",
        "version": shown["version"],
    }


def form(
    session: Session,
    by: Caller,
    given: Mapping[str, Any],
    errors: dict[str, str],
    *,
    act: str,
    shown: Mapping[str, Any] | None = None,
    **more: Any,
) -> Response:
    """`act` is enter, edit or split: what the form says and where it goes."""
    area = subjects.entry.area(session, by)
    return page(
        "register/edit.html",
        409 if CHANGED in errors else 422 if errors else 200,
        act=act,
        given=given,
        errors=errors,
        shown=shown,
        regions=regions_below(session, area),
        sources=SOURCES,
        rules=subjects.rules,
        today=clock.today(),
        **more,
    )
