"""检查表: the list, one version with those before it, review, and new ones from nothing, from a
workbook or joined from several."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from io import BytesIO
from typing import Any

from flask import Response, redirect, request
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from backend import checklists, matters, organization
from backend.console import downloads, forms, matter_forms
from backend.console.matters import READERS
from backend.console.site import blueprint, is_part, page
from backend.console.trail import trail
from backend.core.auth import Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import Problem
from backend.core.sheets import SheetWrong
from backend.matters import Checklist

TABS = (
    ("", "全部"),
    ("draft", "草稿"),
    ("review", "待审核"),
    ("published", "已发布"),
    ("withdrawn", "已停用"),
)
DONE = {
    "submitted": "已送审，等另一位同事审核",
    "taken-back": "已撤回送审，可以接着改",
    "sent-back": "已退回修改，原因会显示给编写的人",
    "published": "已发布，新派的任务用这一版",
    "withdrawn": "已停用，已经派出的任务照旧用它",
    "discarded": "草稿已删除",
}


@blueprint.get("/checklists")
@allow(*READERS)
def checklist_list(by: Caller) -> Response:
    asked = forms.lenient(matter_forms.ChecklistFilters, request.args)
    with unit_of_work(writes=False) as session:
        found = matters.listing.listed(
            session, by=by, q=asked["q"], field=asked["field"], tab=asked["tab"]
        )
    values = {
        "asked": asked,
        "items": found["items"],
        "tabs": [
            {"state": tab, "title": title, "count": found["counts"][tab]}
            | {"on": asked["tab"] == tab, "href": "/console/checklists" + f"?tab={tab}" * bool(tab)}
            for tab, title in TABS
        ],
        "filtered": bool(asked["q"] or asked["field"]),
        "may_write": by.has(Role.MATTER_ADMIN),
        "done": DONE.get(request.args.get("done", ""), ""),
    }
    if is_part():
        said = f"共 {len(found['items'])} 张"
        return page("checklists/_list.html", announce=said, **values)
    return page("checklists/page.html", **values)


@blueprint.get("/checklists/<uuid:checklist_id>")
@allow(*READERS)
def checklist(checklist_id: uuid.UUID, by: Caller) -> Response:
    return _show(by, checklist_id, {})


def _show(by: Caller, checklist_id: uuid.UUID, errors: dict[str, str]) -> Response:
    with unit_of_work(writes=False) as session:
        found = matters.drafts.seen(session, by, checklist_id)
        own = found.agency_id is None or bool(
            session.scalar(organization.agencies_of(by).where(_is(found.agency_id)))
        )
        values: dict[str, Any] = {
            "form": matters.listing.row(found),
            "content": found,
            "versions": [
                matters.listing.row(each)
                for each in matters.listing.versions(session, found.code)
                if each.published_at or own
            ],
            "trail": trail(session, [checklist_id]),
            "agency": organization.agency(session, found.agency_id).name
            if found.agency_id
            else "全省通用",
            "served": matters.serving.chosen(session, found.matters),
            "left_out": matters.serving.left_out(session, by=by, checklist=found),
            "flaws": matters.drafts.flaws(session, found) if not found.published_at else [],
        }
    return page(
        "checklists/one.html",
        422 if errors else 200,
        errors=errors,
        given=request.form,
        may_write=own and by.has(Role.MATTER_ADMIN),
        may_review=own and by.has(Role.LEGAL_REVIEW) and str(by.account_id) not in found.editors,
        kinds=matters.cells.ANSWERS,
        kind_of=checklists.kind_of,
        rendered=matters.expressions.render,
        dispositions=matters.rules.DISPOSITIONS,
        done=DONE.get(request.args.get("done", ""), ""),
        trail_address=f"/console/checklists/{checklist_id}/trail",
        **values,
    )


def _is(agency_id: uuid.UUID) -> Any:
    return organization.Agency.id == agency_id


@blueprint.get("/checklists/<uuid:checklist_id>/trail")
@allow(*READERS)
def checklist_trail(checklist_id: uuid.UUID, by: Caller) -> Response:
    """Older entries of the history."""
    with unit_of_work(writes=False) as session:
        matters.drafts.seen(session, by, checklist_id)
        before = forms.as_uuid(request.args.get("before", ""))
        found = trail(session, [checklist_id], before=before)
    address = f"/console/checklists/{checklist_id}"
    template = "_trail_rows.html" if is_part() else "trail.html"
    return page(template, trail=found, trail_address=f"{address}/trail", back=address)


@blueprint.get("/checklists/<uuid:checklist_id>/diff")
@allow(*READERS)
def checklist_diff(checklist_id: uuid.UUID, by: Caller) -> Response:
    """What this version changes of another, by default of the one before it."""
    other_id = forms.as_uuid(request.args.get("with", ""))
    with unit_of_work(writes=False) as session:
        new = matters.drafts.seen(session, by, checklist_id)
        older = [v for v in matters.listing.versions(session, new.code) if v.version < new.version]
        chosen = next((v for v in older if v.id == other_id), older[0] if older else None)
        changes = matters.comparing.compare(
            matters.drafts.tree_of(chosen) if chosen else None, matters.drafts.tree_of(new)
        )
    return page("checklists/diff.html", new=new, old=chosen, older=older, changes=changes)


@blueprint.get("/checklists/<uuid:checklist_id>/export")
@allow(*READERS)
def export_checklist(checklist_id: uuid.UUID, by: Caller) -> Response:
    """A workbook that can be taken in again without loss."""
    with unit_of_work(writes=False) as session:
        found = matters.drafts.seen(session, by, checklist_id)
        data = matters.xlsform.write(matters.drafts.tree_of(found), found.code)
    return downloads.sheet(data, f"{found.code}-{found.version}.xlsx")


@blueprint.get("/checklists/new")
@allow(Role.MATTER_ADMIN)
def new_checklist(by: Caller) -> Response:
    return _new(by, request.args, {})


def _new(
    by: Caller,
    given: MultiDict[str, str],
    errors: dict[str, str],
    wrong: list[dict[str, Any]] | None = None,
) -> Response:
    with unit_of_work(writes=False) as session:
        published = [matters.brief(each) for each in matters.published(session)]
        field = organization.agency(session, by.agency_id).field
    return page(
        "checklists/new.html",
        422 if errors or wrong else 200,
        given=given,
        errors=errors,
        wrong=wrong or [],
        published=published,
        field=field,
    )


@blueprint.post("/checklists/new")
@allow(Role.MATTER_ADMIN)
def begin_checklist(by: Caller) -> Answer:
    given, errors = matter_forms.read(matter_forms.NewChecklist, request.form)
    if errors:
        return _new(by, request.form, errors)
    tree = given | {"sections": [{"title": "检查项目", "items": []}]}
    draft = perform(matters.drafts.begin, by=by, tree=tree)
    return _to_editor(draft)


@blueprint.post("/checklists/import")
@allow(Role.MATTER_ADMIN)
def import_checklist(by: Caller) -> Answer:
    """A draft from a workbook, or the rows and columns to be mended in it."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _new(by, request.form, {"file": "请选一个 .xlsx 或 .csv 文件"})
    try:
        reading = matters.xlsform.read(BytesIO(file.read()), file.filename)
    except SheetWrong as problem:
        return _new(by, request.form, {"file": problem.words})
    if reading.wrong:
        return _new(by, request.form, {}, reading.wrong)
    tree = reading.tree
    tree["title"] = tree["title"] or file.filename.rpartition(".")[0][:60]
    try:
        draft = perform(
            matters.drafts.begin, by=by, tree=tree, code=_known(reading.code, by), how="表格导入"
        )
    except Problem as problem:
        return _new(by, request.form, {"file": problem.body()["title"]})
    return _to_editor(draft)


def _known(code: str, by: Caller) -> str:
    """The next version of a form that is there; another's code begins a form of its own."""
    with unit_of_work(writes=False) as session:
        there = matters.listing.versions(session, code) if code else []
        try:
            return matters.drafts.kept(session, by, there[0].id).code if there else ""
        except Problem:
            return ""


@blueprint.post("/checklists/join")
@allow(Role.MATTER_ADMIN)
def join_checklists(by: Caller) -> Answer:
    """综合查一次: a draft joined from published forms."""
    given, errors = matter_forms.read(matter_forms.JoinForm, request.form)
    if errors:
        return _new(by, request.form, {f"join_{key}": words for key, words in errors.items()})
    try:
        draft = perform(matters.joining.join, by=by, **given)
    except Problem as problem:
        return _new(by, request.form, {"join_parts": problem.body()["title"]})
    return _to_editor(draft)


@blueprint.post("/checklists/<uuid:checklist_id>/renew")
@allow(Role.MATTER_ADMIN)
def renew_checklist(checklist_id: uuid.UUID, by: Caller) -> Answer:
    return _to_editor(perform(matters.drafts.renew, by=by, checklist_id=checklist_id))


@blueprint.post("/checklists/<uuid:checklist_id>/submit")
@allow(Role.MATTER_ADMIN)
def submit_checklist(checklist_id: uuid.UUID, by: Caller) -> Answer:
    return _move(by, checklist_id, matters.drafts.submit, "submitted")


@blueprint.post("/checklists/<uuid:checklist_id>/take-back")
@allow(Role.MATTER_ADMIN)
def take_back_checklist(checklist_id: uuid.UUID, by: Caller) -> Answer:
    return _move(by, checklist_id, matters.drafts.take_back, "taken-back")


@blueprint.post("/checklists/<uuid:checklist_id>/publish")
@allow(Role.LEGAL_REVIEW)
def publish_checklist(checklist_id: uuid.UUID, by: Caller) -> Answer:
    return _move(by, checklist_id, matters.drafts.publish, "published")


@blueprint.post("/checklists/<uuid:checklist_id>/send-back")
@allow(Role.LEGAL_REVIEW)
def send_back_checklist(checklist_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = matter_forms.read(matter_forms.Reasoned, request.form)
    if errors:
        return _show(by, checklist_id, errors)
    note, revision = given["reason"], given["revision"]
    perform(
        matters.drafts.send_back, by=by, checklist_id=checklist_id, revision=revision, note=note
    )
    return redirect(f"/console/checklists/{checklist_id}?done=sent-back", 303)


@blueprint.post("/checklists/<uuid:checklist_id>/withdraw")
@allow(Role.MATTER_ADMIN)
def withdraw_checklist(checklist_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = matter_forms.read(matter_forms.Reasoned, request.form)
    if errors:
        return _show(by, checklist_id, errors)
    perform(matters.drafts.withdraw, by=by, checklist_id=checklist_id, reason=given["reason"])
    return redirect(f"/console/checklists/{checklist_id}?done=withdrawn", 303)


@blueprint.post("/checklists/<uuid:checklist_id>/discard")
@allow(Role.MATTER_ADMIN)
def discard_checklist(checklist_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = matter_forms.read(matter_forms.Revision, request.form)
    if errors:
        return _show(by, checklist_id, errors)
    perform(matters.drafts.discard, by=by, checklist_id=checklist_id, **given)
    return redirect("/console/checklists?done=discarded", 303)


def _move(by: Caller, checklist_id: uuid.UUID, act: Callable[..., Any], done: str) -> Answer:
    given, errors = matter_forms.read(matter_forms.Revision, request.form)
    if errors:
        return _show(by, checklist_id, errors)
    perform(act, by=by, checklist_id=checklist_id, **given)
    return redirect(f"/console/checklists/{checklist_id}?done={done}", 303)


def _to_editor(draft: Checklist) -> Answer:
    return redirect(f"/console/checklists/{draft.id}/edit", 303)
