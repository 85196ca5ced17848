"""审批: what waits for the head, what was decided, and who decides in the head's place."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, redirect, request
from werkzeug.wrappers import Response as Answer

from backend import planning
from backend.console import forms
from backend.console import words as said
from backend.console.planning import forms as planning_forms
from backend.console.planning.listing import address, sheet, tabs
from backend.console.site import blueprint, is_part, page
from backend.core.auth import MANAGERS, OVERSEERS, Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import Problem
from backend.core.sheets import writing
from backend.planning import ApprovalState

PAGE = 20
TABS = (
    ("pending", "待审批"),
    ("approved", "已批准"),
    ("returned", "退回补充"),
    ("rejected", "不批准"),
    ("", "全部"),
)
DONE = {
    "approved": "已批准，结果正在通知申请人",
    "returned": "已退回，意见正在通知申请人",
    "rejected": "已记为不批准，意见正在通知申请人",
    "delegated": "委托已登记，受托人从开始那天起能审批",
    "ended": "委托已收回",
}
HEADERS = (
    *("标题", "种类", "状态", "紧急", "补批期限", "申请人", "申请时间", "理由"),
    *("审批人", "受谁委托", "审批时间", "意见"),
)


def _found(asked: dict[str, Any], by: Caller, limit: int) -> dict[str, Any]:
    with unit_of_work(writes=False) as session:
        return planning.approvals.listed(
            session,
            by=by,
            state=ApprovalState(asked["state"]) if asked["state"] else None,
            q=asked["q"],
            emergency=asked["emergency"],
            before=asked["before"],
            limit=limit,
        )


@blueprint.get("/approvals")
@allow(*OVERSEERS)
def approval_list(by: Caller) -> Response:
    asked = forms.lenient(planning_forms.ApprovalFilters, request.args)
    found = _found(asked, by, PAGE)
    values = {
        "asked": asked,
        "items": found["items"],
        "more": found["next"] and address("approvals", asked, before=found["next"]),
        "tabs": tabs("approvals", asked, TABS, found["counts"]),
        "export": address("approvals/export", asked),
    }
    if is_part() and asked["before"]:
        return page("planning/_approval_rows.html", **values)
    if is_part():
        count = found["counts"][asked["state"] or "all"]
        return page("planning/_approval_list.html", announce=f"共 {count} 件", **values)
    return page("planning/approvals.html", **values, **_delegations(by), **_quiet())


def _quiet() -> dict[str, Any]:
    return {"errors": {}, "wrong": "", "given": {}, "done": DONE.get(request.args.get("done", ""))}


def _delegations(by: Caller) -> dict[str, Any]:
    with unit_of_work(writes=False) as session:
        return {
            "delegations": planning.authority.delegations(session, by),
            "colleagues": planning.authority.colleagues(session, by)
            if by.has(Role.AGENCY_HEAD)
            else [],
            "is_head": by.has(Role.AGENCY_HEAD),
        }


@blueprint.get("/approvals/export")
@allow(*OVERSEERS)
def export_approvals(by: Caller) -> Response:
    asked = forms.lenient(planning_forms.ApprovalFilters, request.args)
    rows = (
        (
            *(each["title"], each["kind_in_words"], each["state_in_words"], each["emergency"]),
            *(said.moment(each["due"]), each["asked_by"], said.moment(each["asked_at"])),
            *(each["reason"], each["decided_by"], each["delegated_from"]),
            *(said.moment(each["decided_at"]), each["remarks"]),
        )
        for each in _found(asked, by, writing.MOST_LISTED + 1)["items"]
    )
    return sheet(by, "approval", "approvals", "审批", HEADERS, rows)


@blueprint.get("/approvals/<uuid:approval_id>")
@allow(*OVERSEERS)
def approval(approval_id: uuid.UUID, by: Caller) -> Response:
    return _show(approval_id, by, {})


def _show(approval_id: uuid.UUID, by: Caller, errors: dict[str, str]) -> Response:
    with unit_of_work(writes=False) as session:
        found = planning.approvals.find(session, by=by, approval_id=approval_id)
        shown = planning.approvals.shown(found)
        may = planning.approvals.may_decide(session, by, found)
    return page(
        "planning/approval.html",
        422 if errors else 200,
        approval=shown,
        may_decide=may,
        errors=errors,
        wrong="decide" if errors else "",
        given=request.form,
        done=DONE.get(request.args.get("done", "")),
    )


@blueprint.post("/approvals/<uuid:approval_id>/decide")
@allow(*MANAGERS)
def decide(approval_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = forms.read(planning_forms.DecideForm, request.form)
    if errors:
        return _show(approval_id, by, errors)
    perform(planning.decide, by=by, approval_id=approval_id, **given)
    return redirect(f"/console/approvals/{approval_id}?done={given['decision'].value}", 303)


@blueprint.post("/approvals/delegations")
@allow(Role.AGENCY_HEAD)
def delegate(by: Caller) -> Answer:
    given, errors = forms.read(planning_forms.DelegateForm, request.form)
    if not errors:
        try:
            perform(planning.authority.delegate, by=by, **given)
            return redirect("/console/approvals?done=delegated", 303)
        except Problem as problem:
            errors = forms.beside(problem, {"delegation-unfit": "to_account"})
    asked = forms.lenient(planning_forms.ApprovalFilters, request.args)
    found = _found(asked, by, PAGE)
    return page(
        "planning/approvals.html",
        422,
        asked=asked,
        items=found["items"],
        more=None,
        tabs=tabs("approvals", asked, TABS, found["counts"]),
        export=address("approvals/export", asked),
        errors=errors,
        wrong="delegate",
        given=request.form,
        done=None,
        **_delegations(by),
    )


@blueprint.post("/approvals/delegations/<uuid:delegation_id>/end")
@allow(Role.AGENCY_HEAD)
def end_delegation(delegation_id: uuid.UUID, by: Caller) -> Answer:
    perform(planning.authority.end_delegation, by=by, delegation_id=delegation_id)
    return redirect("/console/approvals?done=ended", 303)
