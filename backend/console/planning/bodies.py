"""执法主体公布: who stands in the published list, since when and by which publication."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, redirect, request
from werkzeug.wrappers import Response as Answer

from backend import organization, planning
from backend.console import forms
from backend.console.planning import forms as planning_forms
from backend.console.planning.listing import address, sheet
from backend.console.site import blueprint, is_part, page
from backend.core.auth import OVERSEERS, Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import Problem

READERS = (*OVERSEERS, Role.REGISTER_ADMIN)
DONE = {"published": "已登记公布", "ended": "已终止，从今天起不能再发起检查"}
HEADERS = ("单位", "领域", "主体类别", "公布日期", "止期", "出处", "登记人")


def _found(asked: dict[str, Any], by: Caller) -> list[dict[str, Any]]:
    with unit_of_work(writes=False) as session:
        return planning.bodies.listed(session, by=by, q=asked["q"], now=asked["now"])


@blueprint.get("/bodies")
@allow(*READERS)
def body_list(by: Caller) -> Response:
    return _show(by, "", {})


def _show(by: Caller, act: str, errors: dict[str, str]) -> Response:
    asked = forms.lenient(planning_forms.BodyFilters, request.args)
    values: dict[str, Any] = {
        "asked": asked,
        "items": _found(asked, by),
        "export": address("bodies/export", asked),
        "may_keep": by.has(Role.REGISTER_ADMIN),
        "wrong": act,
        "errors": errors,
        "given": request.form,
    }
    if is_part():
        said = f"共 {len(values['items'])} 个"
        return page("planning/_body_list.html", announce=said, **values)
    with unit_of_work(writes=False) as session:
        tree = organization.agencies.tree(session, by=by)
    return page(
        "planning/bodies.html",
        422 if errors else 200,
        places=[(each.id, each.short_name) for each, _ in tree],
        standings=list(planning.STANDING_IN_WORDS.items()),
        done=DONE.get(request.args.get("done", ""), ""),
        **values,
    )


@blueprint.post("/bodies")
@allow(Role.REGISTER_ADMIN)
def publish_body(by: Caller) -> Answer:
    given, errors = forms.read(planning_forms.BodyForm, request.form)
    if not errors:
        try:
            perform(planning.bodies.publish, by=by, **given)
            return redirect("/console/bodies?done=published", 303)
        except Problem as problem:
            known = {"inspecting-body-unfit": "agency_id", "not-found": "agency_id"}
            errors = forms.beside(problem, known)
    return _show(by, "publish", errors)


@blueprint.post("/bodies/<uuid:body_id>/end")
@allow(Role.REGISTER_ADMIN)
def end_body(body_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = forms.read(planning_forms.BecauseForm, request.form)
    if errors:
        return _show(by, f"end-{body_id}", errors)
    perform(planning.bodies.end, by=by, body_id=body_id, **given)
    return redirect("/console/bodies?done=ended", 303)


@blueprint.get("/bodies/export")
@allow(*READERS)
def export_bodies(by: Caller) -> Response:
    asked = forms.lenient(planning_forms.BodyFilters, request.args)
    rows = (
        (
            *(each["agency"], each["field"], each["standing_in_words"], each["published_from"]),
            *(each["published_to"], each["source"], each["by_name"]),
        )
        for each in _found(asked, by)
    )
    return sheet(by, "body", "bodies", "执法主体公布", HEADERS, rows)
