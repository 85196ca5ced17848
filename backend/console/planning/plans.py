"""检查计划: the list, one plan, writing one, and moving it on to its publication."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from backend import matters, organization, planning, subjects
from backend.console import forms
from backend.console import words as said
from backend.console.planning import forms as planning_forms
from backend.console.planning.listing import address, sheet, tabs
from backend.console.site import blueprint, is_part, page
from backend.console.trail import trail
from backend.core import clock
from backend.core.auth import OVERSEERS, Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import NotFound, Problem
from backend.planning import PlanState

TABS = (
    ("", "全部"),
    ("draft", "草稿"),
    ("pending", "待审批"),
    ("approved", "已批准"),
    ("published", "已公布"),
    ("withdrawn", "已撤销"),
)
DONE = {
    "created": "计划已存为草稿，核对后送负责人审批",
    "submit": "已送负责人审批",
    "publish": "计划已公布，可以按它派任务、发起检查",
    "withdraw": "计划已撤销，按它已经派出的任务不受影响",
}
HEADERS = ("名称", "单位", "年度", "种类", "状态", "批准文号", "上级部署", "检查内容", "公布时间")


def _found(asked: dict[str, Any], by: Caller) -> dict[str, Any]:
    with unit_of_work(writes=False) as session:
        return planning.plans.listed(
            session,
            by=by,
            state=PlanState(asked["state"]) if asked["state"] else None,
            **{key: asked[key] for key in ("q", "kind", "year", "agency_id")},
        )


@blueprint.get("/plans")
@allow(*OVERSEERS)
def plan_list(by: Caller) -> Response:
    asked = forms.lenient(planning_forms.PlanFilters, request.args)
    found = _found(asked, by)
    with unit_of_work(writes=False) as session:
        agencies = [each for each, _ in organization.agencies.tree(session, by=by)]
    values = {
        "asked": asked,
        "items": found["items"],
        "tabs": tabs("plans", asked, TABS, found["counts"]),
        "export": address("plans/export", asked),
    }
    if is_part():
        count = found["counts"][asked["state"] or "all"]
        return page("planning/_plan_list.html", announce=f"共 {count} 份", **values)
    this_year = clock.today().year
    return page(
        "planning/plans.html",
        kinds=planning_forms.KINDS,
        agencies=agencies,
        years=range(this_year + 1, this_year - 4, -1),
        **values,
    )


@blueprint.get("/plans/export")
@allow(*OVERSEERS)
def export_plans(by: Caller) -> Response:
    asked = forms.lenient(planning_forms.PlanFilters, request.args)
    rows = (
        (
            *(each["name"], each["agency"], each["year"], each["kind_in_words"]),
            *(each["state_in_words"], each["document"], each["ordered_by_superior"]),
            "；".join(item["words"] for item in each["contents"]),
            said.moment(each["published_at"]),
        )
        for each in _found(asked, by)["items"]
    )
    return sheet(by, "plan", "plans", "检查计划", HEADERS, rows)


@blueprint.get("/plans/new")
@allow(Role.SECTION_HEAD)
def new_plan(by: Caller) -> Response:
    return _form(by, {})


@blueprint.post("/plans/new")
@allow(Role.SECTION_HEAD)
def create_plan(by: Caller) -> Answer:
    """The plan as a draft; `more` asks for another item, `drop` for one less."""
    parts = planning_forms.items_sent(request.form)
    if "more" in request.form and len(parts) < planning_forms.MOST_ITEMS:
        return _form(by, {}, [*parts, MultiDict([("field", parts[-1].get("field", ""))])])
    dropped = request.form.get("drop", "")
    if dropped.isdecimal() and len(parts) > 1:
        return _form(by, {}, [each for n, each in enumerate(parts, 1) if str(n) != dropped])
    given, errors = forms.read(planning_forms.PlanForm, request.form)
    items: list[dict[str, Any]] = []
    for n, part in enumerate(parts, 1):
        item, wrong = _item(part)
        items.append(item)
        errors |= {planning_forms.of_item(field, n): said for field, said in wrong.items()}
    if not errors:
        try:
            plan = perform(planning.plans.create, by=by, items=items, **given)
            return redirect(f"/console/plans/{plan.id}?done=created", 303)
        except Problem as problem:
            errors = forms.beside(problem, {"plan-unfit": "tags"})
    return _form(by, errors, parts)


def _item(part: MultiDict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """One item as a plan holds it, with the names that were pasted found; or what is wrong."""
    given, wrong = forms.read(planning_forms.ItemForm, part)
    if wrong:
        return {}, wrong
    try:
        with unit_of_work(writes=False) as session:
            ids = planning.plans.named(session, given["subjects"])
    except Problem as problem:
        return {}, forms.beside(problem, {"plan-subjects-unknown": "subjects"})
    return planning_forms.item_of(given, ids), {}


def _form(
    by: Caller, errors: dict[str, str], parts: list[MultiDict[str, str]] | None = None
) -> Response:
    """As it was sent, in `parts` by item; None for a new one."""
    with unit_of_work(writes=False) as session:
        field = organization.agency(session, by.agency_id).field
        forms_of_field = [
            matters.brief(each) for each in matters.published(session) if each.field == field
        ]
    return page(
        "planning/plan_new.html",
        422 if errors else 200,
        errors=errors,
        wrong="plan" if parts else "",
        given=planning_forms.sent_again(request.form, parts or []),
        count=len(parts or [1]),
        more=planning_forms.MOST_ITEMS,
        named=planning_forms.of_item,
        kinds=planning_forms.KINDS,
        field=field,
        checklists=forms_of_field,
        subject_kinds=subjects.rules.KINDS,
        year=clock.today().year,
        done="",
    )


@blueprint.get("/plans/<uuid:plan_id>")
@allow(*OVERSEERS)
def plan_page(plan_id: uuid.UUID, by: Caller) -> Response:
    return _show(plan_id, by, "", {})


@blueprint.post("/plans/<uuid:plan_id>/<string:act>")
@allow(Role.SECTION_HEAD)
def move_plan(plan_id: uuid.UUID, act: str, by: Caller) -> Answer:
    """submit, publish, withdraw: each a form of the page."""
    known: dict[str, tuple[type[forms.Form], Any]] = {
        "submit": (forms.Form, planning.plans.submit),
        "publish": (planning_forms.PublishForm, planning.plans.publish),
        "withdraw": (planning_forms.BecauseForm, planning.plans.withdraw),
    }
    if act not in known:
        raise NotFound
    form, use_case = known[act]
    given, errors = forms.read(form, request.form)
    if not errors:
        try:
            perform(use_case, by=by, plan_id=plan_id, **given)
            return redirect(f"/console/plans/{plan_id}?done={act}", 303)
        except Problem as problem:
            errors = forms.beside(problem, {"plan-unfit": "document"})
    return _show(plan_id, by, act, errors)


def _show(plan_id: uuid.UUID, by: Caller, act: str, errors: dict[str, str]) -> Response:
    with unit_of_work(writes=False) as session:
        plan = planning.plans.seen(session, by, plan_id)
        agency = organization.agency(session, plan.agency_id)
        contents = planning.plans.items_of(session, [plan_id])[plan_id]
        history = trail(session, [plan_id]) | {"next": None}
    return page(
        "planning/plan.html",
        422 if errors else 200,
        plan=planning.plans.shown(plan, agency.name),
        contents=contents,
        trail=history,
        wrong=act,
        errors=errors,
        given=request.form,
        mine=by.has(Role.SECTION_HEAD) and plan.agency_id == by.agency_id,
        done=DONE.get(request.args.get("done", ""), ""),
    )
