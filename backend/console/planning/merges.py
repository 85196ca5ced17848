"""综合查一次: what could be one visit, and what each agency says to it."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response, redirect, request
from werkzeug.wrappers import Response as Answer

from backend import planning, tasks
from backend.console import forms
from backend.console.planning import forms as planning_forms
from backend.console.planning.listing import address, sheet, tabs
from backend.console.site import blueprint, is_part, page
from backend.core.auth import MANAGERS, OVERSEERS, Caller, allow
from backend.core.database import perform, unit_of_work
from backend.planning import MergeState

TABS = (("", "全部"), ("proposed", "待答复"), ("accepted", "已合并"), ("declined", "没有合并"))
ANSWERS = {"none": "还没答复", "accepted": "同意", "declined": "不合并"}
DONE = {"accepted": "已同意合并", "declined": "已答复不合并，理由对方看得到"}
HEADERS = ("监管对象", "地址", "状态", "少上门次数", "各单位", "答复期限")


def _found(asked: dict[str, Any], by: Caller) -> dict[str, Any]:
    with unit_of_work(writes=False) as session:
        state = MergeState(asked["state"]) if asked["state"] else None
        return planning.merging.listed(session, by=by, state=state, q=asked["q"])


@blueprint.get("/merges")
@allow(*OVERSEERS)
def merge_list(by: Caller) -> Response:
    return _show(by, "", {})


def _show(by: Caller, act: str, errors: dict[str, str]) -> Response:
    asked = forms.lenient(planning_forms.MergeFilters, request.args)
    found = _found(asked, by)
    values: dict[str, Any] = {
        "asked": asked,
        "items": found["items"],
        "saved": found["saved"],
        "tabs": tabs("merges", asked, TABS, found["counts"]),
        "export": address("merges/export", asked),
        "answers": ANSWERS,
        "manages": by.has(*MANAGERS),
        "wrong": act,
        "errors": errors,
        "given": request.form,
    }
    if is_part():
        count = found["counts"][asked["state"] or "all"]
        return page("planning/_merge_list.html", announce=f"共 {count} 条", **values)
    done = DONE.get(request.args.get("done", ""), "")
    return page("planning/merges.html", 422 if errors else 200, done=done, **values)


@blueprint.post("/merges/<uuid:proposal_id>/answer")
@allow(*MANAGERS)
def answer_merge(proposal_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = forms.read(planning_forms.MergeForm, request.form)
    if errors:
        return _show(by, f"merge-{proposal_id}", errors)
    perform(tasks.answer_merge, by=by, proposal_id=proposal_id, **given)
    done = "accepted" if given["accept"] else "declined"
    return redirect(f"/console/merges?done={done}", 303)


@blueprint.get("/merges/export")
@allow(*OVERSEERS)
def export_merges(by: Caller) -> Response:
    asked = forms.lenient(planning_forms.MergeFilters, request.args)
    rows = (
        (
            *(each["subject"], each["address"], each["state_in_words"], each["saved"]),
            "；".join(
                f"{side['agency']}：{side['what']}，{ANSWERS[side['answer']]}{side['reason']}"
                for side in each["sides"]
            ),
            each["window_to"],
        )
        for each in _found(asked, by)["items"]
    )
    return sheet(by, "merge", "merges", "综合查一次", HEADERS, rows)
