"""监管事项 and 实施清单: the list, one matter, its form."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from backend import matters, organization
from backend.console import forms, matter_forms
from backend.console.site import blueprint, is_part, page
from backend.console.trail import trail
from backend.core.auth import OVERSEERS, Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import Problem

READERS = (Role.MATTER_ADMIN, *OVERSEERS)
PAGE = 20
TABS = (("", "全部"), ("published", "已公布"), ("unpublished", "未公布"), ("retired", "失效"))
DONE = {
    "entered": "事项已登记，核对后就可以公布",
    "changed": "改动已保存",
    "published": "事项已公布",
    "retired": "事项已失效，已经做过的检查不受影响",
    "implemented": "实施清单已保存",
}
FIELDS = {"matter-code-taken": "code"}


@blueprint.get("/matters")
@allow(*READERS)
def matter_list(by: Caller) -> Response:
    asked = forms.lenient(matter_forms.MatterFilters, request.args)
    with unit_of_work(writes=False) as session:
        found = matters.register.listed(
            session,
            q=asked["q"],
            field=asked["field"],
            category=asked["category"],
            tab=asked["tab"],
            after=asked["after"],
            limit=PAGE,
        )
        fields = matters.register.fields(session)
    values = {
        "asked": asked,
        "tabs": [
            {"state": tab, "title": title, "count": found["counts"][tab]}
            | {"on": asked["tab"] == tab, "href": _address(asked, tab=tab)}
            for tab, title in TABS
        ],
        "items": found["items"],
        "more": found["next"] and _address(asked, after=found["next"]),
        "filtered": bool(asked["q"] or asked["field"] or asked["category"]),
        "fields": fields,
        "categories": matters.rules.CATEGORY_IN_WORDS,
        "may_write": by.has(Role.MATTER_ADMIN),
    }
    if is_part() and asked["after"]:
        return page("matters/_rows.html", announce=f"又列出 {len(found['items'])} 项", **values)
    if is_part():
        said = f"共 {found['counts'][asked['tab']]} 项"
        return page("matters/_list.html", announce=said, **values)
    return page("matters/page.html", **values)


def _address(asked: dict[str, Any], **changed: Any) -> str:
    wanted = {key: asked[key] for key in ("q", "field", "category", "tab")} | changed
    given = {key: value for key, value in wanted.items() if value}
    return "/console/matters" + (f"?{urlencode(given)}" if given else "")


@blueprint.get("/implementations")
@allow(*READERS)
def implementation_list(by: Caller) -> Response:
    """实施清单 by agency."""
    agency_id = forms.as_uuid(request.args.get("agency_id", ""))
    with unit_of_work(writes=False) as session:
        rows = matters.register.implementations(session, by=by, agency_id=agency_id)
        titles = _titles(session)
        agencies = _agencies(session, by)
    return page(
        "matters/implementations.html",
        rows=rows,
        titles=titles,
        agencies=agencies,
        agency_id=agency_id,
    )


@blueprint.get("/matters/new")
@allow(Role.MATTER_ADMIN)
def new_matter(by: Caller) -> Response:
    with unit_of_work(writes=False) as session:
        field = organization.agency(session, by.agency_id).field
    return _form(MultiDict({"field": field, "category": "general"}), {}, None)


@blueprint.post("/matters/new")
@allow(Role.MATTER_ADMIN)
def enter_matter(by: Caller) -> Answer:
    given, errors = matter_forms.read(matter_forms.MatterForm, request.form)
    if not errors:
        given.pop("revision")
        try:
            matter = perform(matters.register.enter, by=by, **given)
            return redirect(f"/console/matters/{matter.id}?done=entered", 303)
        except Problem as problem:
            errors = _beside(problem)
    return _form(request.form, errors, None)


@blueprint.get("/matters/<uuid:matter_id>")
@allow(*READERS)
def matter(matter_id: uuid.UUID, by: Caller) -> Response:
    return _show(by, matter_id, MultiDict(), {})


@blueprint.get("/matters/<uuid:matter_id>/trail")
@allow(*READERS)
def matter_trail(matter_id: uuid.UUID, by: Caller) -> Response:
    """Older entries of the history."""
    with unit_of_work(writes=False) as session:
        matters.register.seen(session, matter_id)
        found = trail(session, [matter_id], before=forms.as_uuid(request.args.get("before", "")))
    address = f"/console/matters/{matter_id}"
    template = "_trail_rows.html" if is_part() else "trail.html"
    return page(template, trail=found, trail_address=f"{address}/trail", back=address)


@blueprint.get("/matters/<uuid:matter_id>/edit")
@allow(Role.MATTER_ADMIN)
def matter_form(matter_id: uuid.UUID, by: Caller) -> Response:
    with unit_of_work(writes=False) as session:
        found = matters.register.kept(session, by, matter_id)
        shown = matters.register.shown(found)
    plain = {key: str(value) for key, value in shown.items() if isinstance(value, str | int)}
    given = MultiDict(plain)
    given["category"] = shown["category"].value
    given.setlist("modes", shown["modes"])
    for key in ("subject_kinds", "subject_tags", "industries"):
        given[key] = "、".join(shown[key])
    given["basis"] = matters.cells.basis_text(
        [matters.basis.written(each) for each in shown["basis"]]
    )
    return _form(given, {}, matter_id)


@blueprint.post("/matters/<uuid:matter_id>/edit")
@allow(Role.MATTER_ADMIN)
def change_matter(matter_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = matter_forms.read(matter_forms.MatterForm, request.form)
    if not errors:
        try:
            perform(matters.register.change, by=by, matter_id=matter_id, **given)
            return redirect(f"/console/matters/{matter_id}?done=changed", 303)
        except Problem as problem:
            errors = _beside(problem)
    return _form(request.form, errors, matter_id)


@blueprint.post("/matters/<uuid:matter_id>/publish")
@allow(Role.MATTER_ADMIN)
def publish_matter(matter_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = matter_forms.read(matter_forms.Revision, request.form)
    if errors:
        return _show(by, matter_id, request.form, errors)
    perform(matters.register.publish, by=by, matter_id=matter_id, **given)
    return redirect(f"/console/matters/{matter_id}?done=published", 303)


@blueprint.post("/matters/<uuid:matter_id>/retire")
@allow(Role.MATTER_ADMIN)
def retire_matter(matter_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = matter_forms.read(matter_forms.Reasoned, request.form)
    if errors:
        return _show(by, matter_id, request.form, errors)
    perform(matters.register.retire, by=by, matter_id=matter_id, **given)
    return redirect(f"/console/matters/{matter_id}?done=retired", 303)


@blueprint.post("/matters/<uuid:matter_id>/implementations")
@allow(Role.MATTER_ADMIN)
def implement_matter(matter_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = matter_forms.read(matter_forms.ImplementationForm, request.form)
    if not errors:
        try:
            perform(matters.register.implement, by=by, matter_id=matter_id, **given)
            return redirect(f"/console/matters/{matter_id}?done=implemented", 303)
        except Problem as problem:
            errors = _beside(problem)
    return _show(by, matter_id, request.form, errors)


def _show(
    by: Caller, matter_id: uuid.UUID, given: MultiDict[str, str], errors: dict[str, str]
) -> Response:
    with unit_of_work(writes=False) as session:
        found = matters.register.seen(session, matter_id)
        agencies = _agencies(session, by)
        own = {each.id for each in agencies}
        values: dict[str, Any] = {
            "matter": matters.register.shown(found),
            "keeper": organization.agency(session, found.agency_id).name,
            "rows": matters.register.implementations(session, by=by, matter_id=matter_id),
            "titles": _titles(session),
            "trail": trail(session, [matter_id]),
            "agencies": [each for each in agencies if each.uscc],
            "own": own,
            "unusual": matters.rules.ratio_unusual(found.category, found.ratio),
        }
    writes = by.has(Role.MATTER_ADMIN)
    return page(
        "matters/one.html",
        422 if errors else 200,
        given=given,
        errors=errors,
        may_edit=writes and found.agency_id in own,
        may_implement=writes,
        usual={
            str(each.id): matters.rules.usual_implementation_code(each.uscc, found.code)
            for each in values["agencies"]
        },
        done=DONE.get(request.args.get("done", ""), ""),
        trail_address=f"/console/matters/{matter_id}/trail",
        **values,
    )


def _form(
    given: MultiDict[str, str], errors: dict[str, str], matter_id: uuid.UUID | None
) -> Response:
    return page(
        "matters/edit.html",
        422 if errors else 200,
        given=given,
        errors=errors,
        matter_id=matter_id,
        categories=matters.rules.CATEGORY_IN_WORDS,
        modes=matters.rules.MODES,
        laws=sorted({each.name for each in matters.laws.laws()}),
    )


def _agencies(session: Session, by: Caller) -> list[organization.Agency]:
    return list(
        session.scalars(
            select(organization.Agency)
            .where(organization.Agency.id.in_(organization.agencies_of(by)))
            .order_by(organization.Agency.path)
        )
    )


def _titles(session: Session) -> dict[str, matters.Checklist]:
    return {each.code: each for each in matters.published(session)}


def _beside(problem: Problem) -> dict[str, str]:
    fields = problem.details.get("fields")
    if problem.code == "matter-wrong" and isinstance(fields, dict):
        return {str(key): str(words) for key, words in fields.items()}
    if problem.code == "changed-meanwhile":
        return {"form": str(problem.body()["title"])}
    return forms.beside(problem, FIELDS)
