"""频次上限 and 计数规则: how often a subject may be visited, and what counts as a visit."""

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
from backend.core import clock
from backend.core.auth import OVERSEERS, Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import NotFound, Problem
from backend.core.sheets import writing

DONE = {
    "entered": "上限已登记",
    "publish": "上限已公布，从今天起拦住超次的检查",
    "end": "上限已终止，从今天起不再拦",
    "changed": "规则已保存，以后的检查按新规则计数",
}
HEADERS = ("监管对象", "检查单位", "今年已查", "上限", "到上限")
SHOWN = 50


def _against(asked: dict[str, Any], by: Caller, limit: int) -> list[dict[str, Any]]:
    with unit_of_work(writes=False) as session:
        return planning.caps.against(
            session,
            by=by,
            year=asked["year"] or clock.today().year,
            q=asked["q"],
            agency_id=asked["agency_id"],
            reached=asked["reached"],
            limit=limit,
        )


@blueprint.get("/caps")
@allow(*OVERSEERS)
def cap_list(by: Caller) -> Response:
    return _caps(by, "", {})


def _caps(by: Caller, act: str, errors: dict[str, str]) -> Response:
    asked = forms.lenient(planning_forms.CapFilters, request.args)
    year = asked["year"] or clock.today().year
    values: dict[str, Any] = {
        "asked": asked,
        "items": _against(asked, by, SHOWN),
        "most": SHOWN,
        "year": year,
        "export": address("caps/export", asked),
    }
    if is_part():
        return page("planning/_against.html", announce=f"列出 {len(values['items'])} 条", **values)
    with unit_of_work(writes=False) as session:
        tree = [each for each, _ in organization.agencies.tree(session, by=by)]
        caps = planning.caps.listed(session, by=by, year=year)
    this_year = clock.today().year
    return page(
        "planning/caps.html",
        422 if errors else 200,
        caps=caps,
        agencies=tree,
        places=[(each.id, each.short_name) for each in tree if each.standing],
        home=by.agency_id,
        groups=planning_forms.GROUPS,
        years=range(this_year + 1, this_year - 4, -1),
        may_keep=by.has(Role.SECTION_HEAD),
        wrong=act,
        errors=errors,
        given=request.form,
        done=DONE.get(request.args.get("done", ""), ""),
        **values,
    )


@blueprint.post("/caps")
@allow(Role.SECTION_HEAD)
def enter_cap(by: Caller) -> Answer:
    given, errors = forms.read(planning_forms.CapForm, request.form)
    if not errors:
        try:
            perform(planning.caps.enter, by=by, **given)
            return redirect(f"/console/caps?year={given['year']}&done=entered", 303)
        except Problem as problem:
            errors = forms.beside(problem, {"cap-unfit": "number", "not-found": "agency_id"})
    return _caps(by, "enter", errors)


@blueprint.post("/caps/<uuid:cap_id>/<string:act>")
@allow(Role.SECTION_HEAD)
def move_cap(cap_id: uuid.UUID, act: str, by: Caller) -> Answer:
    known: dict[str, tuple[type[forms.Form], Any]] = {
        "publish": (planning_forms.DocumentForm, planning.caps.publish),
        "end": (planning_forms.BecauseForm, planning.caps.end),
    }
    if act not in known:
        raise NotFound
    form, use_case = known[act]
    given, errors = forms.read(form, request.form)
    if errors:
        return _caps(by, f"{act}-{cap_id}", errors)
    perform(use_case, by=by, cap_id=cap_id, **given)
    return redirect(f"/console/caps?done={act}", 303)


@blueprint.get("/caps/export")
@allow(*OVERSEERS)
def export_caps(by: Caller) -> Response:
    asked = forms.lenient(planning_forms.CapFilters, request.args)
    rows = (
        (each["subject"], each["agency"], each["count"], each["cap_in_words"], each["reached"])
        for each in _against(asked, by, writing.MOST_LISTED + 1)
    )
    return sheet(by, "cap", "visits", "今年检查次数", HEADERS, rows)


@blueprint.get("/counting")
@allow(*OVERSEERS)
def counting(by: Caller) -> Response:
    return _counting(by, "", {})


def _counting(by: Caller, act: str, errors: dict[str, str]) -> Response:
    with unit_of_work(writes=False) as session:
        rows = planning.caps.rules_shown(session)
    return page(
        "planning/counting.html",
        422 if errors else 200,
        rows=rows,
        may_keep=by.has(Role.LEGAL_REVIEW),
        wrong=act,
        errors=errors,
        given=request.form,
        done=DONE.get(request.args.get("done", ""), ""),
    )


@blueprint.post("/counting/<uuid:rule_id>")
@allow(Role.LEGAL_REVIEW)
def change_counting(rule_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = forms.read(planning_forms.CountingForm, request.form)
    if not errors:
        try:
            perform(planning.caps.change_rule, by=by, rule_id=rule_id, **given)
            return redirect("/console/counting?done=changed", 303)
        except Problem as problem:
            errors = forms.beside(problem, {"counting-rule-changed": "why"})
    return _counting(by, f"rule-{rule_id}", errors)


@blueprint.get("/counting/export")
@allow(*OVERSEERS)
def export_counting(by: Caller) -> Response:
    headers = ("顺序", "种类", "事由", "对象", "计数", "到上限拦住", "提醒", "说明")
    with unit_of_work(writes=False) as session:
        found = planning.caps.rules_shown(session)
    rows = (
        (
            *(row["place"], row["kind_in_words"], row["trigger_in_words"], row["group_in_words"]),
            *(row["counted"], row["blocks"], row["warns"], row["why"]),
        )
        for row in found
    )
    return sheet(by, "counting", "counting", "计数规则", headers, rows)
