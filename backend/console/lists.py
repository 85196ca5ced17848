"""The lists of tasks and of inspections: filters, counts, more by the page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import inspections, organization, tasks
from backend.console import forms
from backend.console.site import blueprint, is_part, page
from backend.core.auth import OVERSEERS, Caller, allow
from backend.core.database import unit_of_work

PAGE = 20
TASK_TABS = (
    ("", "全部"),
    ("pending", "待接收"),
    ("accepted", "待检查"),
    ("active", "进行中"),
    ("review", "待复核"),
    (tasks.LATE, "逾期"),
    ("declined", "已退回"),
    ("done", "已办结"),
    ("withdrawn", "已撤回"),
)
INSPECTION_TABS = (
    ("", "全部"),
    ("doing", "检查中"),
    ("concluded", "待签名"),
    ("signed", "已签名"),
    ("review", "待复核"),
    ("returned", "退回修改"),
    (inspections.FLAWED, "程序瑕疵"),
    ("done", "已办结"),
)
REVIEW_TABS = (("review", "待复核"), ("returned", "退回修改"), ("done", "已办结"))


@blueprint.get("/tasks")
@allow(*OVERSEERS)
def task_list(by: Caller) -> Response:
    asked = forms.lenient(forms.TaskFilters, request.args)
    with unit_of_work(writes=False) as session:
        choices = _choices(session, by, asked)
        found = tasks_found(session, by, asked, limit=PAGE)
        begun = inspections.progress(session, [each["id"] for each in found["items"]])
        for row in found["items"]:
            row.update(begun.get(row["id"], {"inspection_id": None, "answered": 0}))
    return _show("tasks", TASK_TABS, asked, found, choices)


@blueprint.get("/inspections")
@allow(*OVERSEERS)
def inspection_list(by: Caller) -> Response:
    asked = forms.lenient(forms.InspectionFilters, request.args)
    with unit_of_work(writes=False) as session:
        choices = _choices(session, by, asked)
        found = inspections_found(session, by, asked, limit=PAGE)
    return _show("inspections", INSPECTION_TABS, asked, found, choices)


@blueprint.get("/reviews")
@allow(*OVERSEERS)
def review_list(by: Caller) -> Response:
    """What waits for its review, and what came of it."""
    asked = reviewed()
    with unit_of_work(writes=False) as session:
        choices = _choices(session, by, asked)
        found = inspections_found(session, by, asked, limit=PAGE)
    return _show("reviews", REVIEW_TABS, asked, found, choices)


def reviewed() -> dict[str, Any]:
    asked = forms.lenient(forms.InspectionFilters, request.args)
    states = [state for state, _ in REVIEW_TABS]
    return asked | {"state": asked["state"] if asked["state"] in states else "review"}


def tasks_found(
    session: Session, by: Caller, asked: dict[str, Any], *, limit: int
) -> dict[str, Any]:
    state = asked["state"]
    return tasks.listed(
        session,
        by=by,
        tab=tasks.State(state) if state and state != tasks.LATE else None,
        late=state == tasks.LATE,
        limit=limit,
        **{key: value for key, value in asked.items() if key != "state"},
    )


def inspections_found(
    session: Session, by: Caller, asked: dict[str, Any], *, limit: int
) -> dict[str, Any]:
    return inspections.listed(
        session,
        by=by,
        tab=asked["state"] or None,
        limit=limit,
        **{key: value for key, value in asked.items() if key != "state"},
    )


def _choices(session: Session, by: Caller, asked: dict[str, Any]) -> dict[str, Any]:
    """What the filters offer: agencies below, and the officers of the one that is looked at.

    An officer of another agency than the one now looked at is no filter any more.
    """
    agencies = session.scalars(
        select(organization.Agency)
        .where(organization.Agency.id.in_(organization.agencies_of(by)))
        .order_by(organization.Agency.path)
    ).all()
    seen = {each.id for each in agencies}
    looked_at = asked["agency_id"] if asked["agency_id"] in seen else by.agency_id
    officers = organization.officers_of(session, looked_at)
    if asked["officer_id"] not in {each["id"] for each in officers}:
        asked["officer_id"] = None
    return {
        "agencies": agencies,
        "officers": officers,
        "kinds": tasks.KIND_IN_WORDS,
    }


def _show(
    name: str,
    tabs: tuple[tuple[str, str], ...],
    asked: dict[str, Any],
    found: dict[str, Any],
    choices: dict[str, Any],
) -> Response:
    values = {
        "name": name,
        "asked": asked,
        "tabs": [
            {"state": state, "title": title, "count": found["counts"][state or "all"]}
            | {"on": asked["state"] == state, "href": _address(name, asked, state=state)}
            for state, title in tabs
        ],
        "items": found["items"],
        "more": found["next"] and _address(name, asked, before=found["next"]),
        "filtered": any(asked[key] for key in asked if key not in ("state", "before")),
        "clear": _address(name, {"state": asked["state"]}),
        "agency_column": len({row["agency"] for row in found["items"]}) > 1,
        "export": _address(f"{name}/export", asked),
    }
    if is_part() and asked["before"]:
        said = f"又列出 {len(found['items'])} 条"
        return page(f"{name}/_rows.html", announce=said, **values)
    total = found["counts"][asked["state"] or "all"]
    if is_part():
        said = f"共 {total} 条"
        return page(f"{name}/_list.html", announce=said, part=True, **values, **choices)
    return page(f"{name}/page.html", **values, **choices)


def _address(name: str, asked: dict[str, Any], **changed: Any) -> str:
    """The same list with some filters changed; a page further down begins a new one."""
    wanted = {key: value for key, value in asked.items() if key != "before"} | changed
    given = {key: value for key, value in wanted.items() if value}
    return f"/console/{name}" + (f"?{urlencode(given)}" if given else "")
