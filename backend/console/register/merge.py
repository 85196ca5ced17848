"""合并 and 拆分 at the desk: both side by side before one is gone."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, redirect, request
from werkzeug.wrappers import Response as Answer

from backend import subjects
from backend.console import forms as console_forms
from backend.console.register import edit, forms
from backend.console.site import blueprint, is_part, page
from backend.core.auth import Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import Problem
from backend.core.text import Text

FOUND = 8
COMPARED = (
    *("name", "number", "kind", "state", "legacy_number", "id_number_masked", "address"),
    *("operating_address", "region_name", "industry_name", "legal_rep", "phone_masked"),
    *("liaison", "credit", "risk", "established"),
)
TITLES = {"number": "代码、编号", "region_name": "所在镇街"}


@blueprint.get("/subjects/<uuid:subject_id>/merge")
@allow(Role.REGISTER_ADMIN)
def choose_other(subject_id: uuid.UUID, by: Caller) -> Response:
    """Find the other one, then see both."""
    other_id = console_forms.as_uuid(request.args.get("other_id", ""))
    return _merge_page(subject_id, other_id, by, {})


@blueprint.post("/subjects/<uuid:subject_id>/merge")
@allow(Role.REGISTER_ADMIN)
def merge_subjects(subject_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = console_forms.read(forms.MergeForm, request.form)
    if not errors:
        try:
            perform(
                subjects.merging.merge,
                by=by,
                survivor_id=subject_id,
                survivor_version=given["version"],
                other_id=given["other_id"],
                other_version=given["other_version"],
                reason=given["reason"],
            )
            return redirect(f"/console/subjects/{subject_id}?done=merged", 303)
        except Problem as problem:
            errors = forms.beside(problem)
    other_id = console_forms.as_uuid(request.form.get("other_id", ""))
    return _merge_page(subject_id, other_id, by, errors)


@blueprint.get("/subjects/<uuid:subject_id>/split")
@allow(Role.REGISTER_ADMIN)
def split_subject(subject_id: uuid.UUID, by: Caller) -> Response:
    with unit_of_work(writes=False) as session:
        subject = subjects.entry.changeable(session, by, subject_id)
        given = edit.filled(subjects.identity(session, by, subject))
    given |= dict.fromkeys(("name", "uscc", "org_code", "legacy_number"), "")
    return _split_page(subject_id, by, given, {})


@blueprint.post("/subjects/<uuid:subject_id>/split")
@allow(Role.REGISTER_ADMIN)
def split_off_subject(subject_id: uuid.UUID, by: Caller) -> Answer:
    values, errors = console_forms.read(forms.SplitForm, request.form)
    known = None
    if not errors:
        about = {name: values.pop(name) for name in edit.ABOUT if name in values}
        try:
            made = perform(
                subjects.merging.split_off,
                by=by,
                subject_id=subject_id,
                values=values,
                licence_ids=_ids("licence_ids"),
                past_ids=_ids("past_ids"),
                **about,
            )
            return redirect(f"/console/subjects/{made.id}?done=split", 303)
        except Problem as problem:
            errors, known = forms.beside(problem), problem.details.get("id")
    return _split_page(subject_id, by, request.form, errors, known=known)


def _ids(name: str) -> list[uuid.UUID]:
    found = [console_forms.as_uuid(each) for each in request.form.getlist(name)[:200]]
    return [each for each in found if each]


def _split_page(
    subject_id: uuid.UUID, by: Caller, given: Any, errors: dict[str, str], known: Any = None
) -> Response:
    with unit_of_work(writes=False) as session:
        subject = subjects.entry.changeable(session, by, subject_id)
        past = subjects.past_rows(session, [subject_id])
        return edit.form(
            session,
            by,
            given,
            errors,
            act="split",
            shown=subjects.identity(session, by, subject),
            licences=subjects.licences(session, [subject_id]),
            past=[(row, subjects.RESULT_IN_WORDS[row.result]) for row in past],
            known=known,
        )


def _merge_page(
    subject_id: uuid.UUID, other_id: uuid.UUID | None, by: Caller, errors: dict[str, str]
) -> Response:
    q = Text(64, optional=True).deserialize(request.values.get("q", "")[:64].replace("\0", ""))
    with unit_of_work(writes=False) as session:
        subject = subjects.entry.changeable(session, by, subject_id)
        q = q or ("" if is_part() or other_id else subject.name)
        shown = subjects.identity(session, by, subject)
        other = why_not = None
        if other_id is not None:
            found = subjects.find(session, other_id)
            other = subjects.identity(session, by, found)
            why_not = subjects.merging.why_not(subject, found)
        hits = subjects.search(session, q=q, limit=FOUND) if q and not other else []
        rows = [
            subjects.row(each) | {"number": subjects.known_as(each)}
            for each in hits
            if each.id != subject_id
        ]
    values: dict[str, Any] = {"subject": shown, "q": q, "hits": rows, "most": FOUND}
    if is_part():
        said = f"找到 {len(rows)} 家" if rows else "没有找到别的主体"
        return page("register/_others.html", announce=said, **values)
    return page(
        "register/merge.html",
        422 if errors else 200,
        other=other,
        why_not=why_not,
        errors=errors,
        given=request.form,
        compared=[] if other is None else _compared(shown, other),
        **values,
    )


def _compared(one: dict[str, Any], other: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    """(title, here, there, differs), without what both lack."""
    found = []
    for name in COMPARED:
        title = TITLES.get(name) or subjects.FIELD_IN_WORDS[name.removesuffix("_masked")]
        here, there = str(one[name] or ""), str(other[name] or "")
        if here or there:
            found.append((title, here, there, here != there))
    return found
