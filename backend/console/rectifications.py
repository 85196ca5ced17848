"""问题与整改: the board of orders to correct, and one order with all that was done about it."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, request
from marshmallow import fields, validate
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from backend import evidence, inspections, organization
from backend.console import downloads, forms, picking
from backend.console.site import blueprint, is_part, page
from backend.console.trail import trail
from backend.core import clock
from backend.core.auth import MANAGERS, OVERSEERS, Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import Problem
from backend.core.text import Text

PAGE = 20
ORDERS = inspections.rectification
DONE = {
    "extend": "期限已改，记入经过；通知书上印的日期不变",
    "escalate": "已转立案，从手上的整改里移出",
    "recheck": "复查任务已派出，工作通知正在发给检查组",
}
FIELDS = {
    "rectification-date-not-later": "due",
    "task-team-unfit": "officer_ids",
    "task-deadline-past": "deadline",
}


class Filters(forms.Form):
    state = fields.String(load_default="", validate=validate.OneOf(["", *ORDERS.TABS]))
    q = Text(64, optional=True)
    agency_id = fields.UUID(load_default=None)
    region = fields.String(load_default="", validate=validate.Regexp(r"^[0-9]{2,12}\Z"))
    field = Text(32, optional=True)
    due_from = fields.Date(load_default=None)
    due_to = fields.Date(load_default=None)
    before = fields.UUID(load_default=None)


def _reason(words: str) -> Text:
    return Text(500, error_messages=dict.fromkeys(("required", "null", "blank"), words))


class ExtendForm(forms.Form):
    due = fields.Date(
        required=True,
        error_messages=dict.fromkeys(("required", "null", "invalid"), "请填新的期限"),
    )
    reason = _reason("请写明延期的原因")


class EscalateForm(forms.Form):
    reason = _reason("请写明转立案的原因")


class RecheckForm(forms.TeamForm):
    deadline = fields.Date(
        required=True,
        error_messages=dict.fromkeys(("required", "null", "invalid"), "请填复查期限"),
    )


@blueprint.get("/rectifications")
@allow(*OVERSEERS)
def order_list(by: Caller) -> Response:
    asked = forms.lenient(Filters, request.args)
    with unit_of_work(writes=False) as session:
        found = ORDERS.listed(
            session,
            by=by,
            tab=asked["state"],
            before=asked["before"],
            limit=PAGE,
            **_narrowed(asked),
        )
        agencies = [each for each, _ in organization.agencies.tree(session, by=by)]
        choices = ORDERS.choices(session, by=by)
    values = {
        "name": "rectifications",
        "asked": asked,
        "items": found["items"],
        "more": found["next"] and _address(asked, before=found["next"]),
        "tabs": [
            {"state": tab, "title": title, "count": found["counts"][tab or "all"]}
            | {"on": asked["state"] == tab, "href": _address(asked, state=tab)}
            for tab, title in ORDERS.TAB_IN_WORDS.items()
        ],
        "filtered": any(asked[key] for key in asked if key not in ("state", "before")),
        "clear": _address({"state": asked["state"]}),
        "export": _address(asked).replace("/rectifications", "/rectifications/export", 1),
        "agencies": agencies,
        "agency_column": len({row["agency"] for row in found["items"]}) > 1,
        **choices,
    }
    if is_part() and asked["before"]:
        said = f"又列出 {len(found['items'])} 条"
        return page("rectifications/_rows.html", announce=said, **values)
    if is_part():
        said = f"共 {found['counts'][asked['state'] or 'all']} 条"
        return page("rectifications/_list.html", announce=said, **values)
    return page("rectifications/page.html", **values)


@blueprint.get("/rectifications/export")
@allow(*OVERSEERS)
def export_orders(by: Caller) -> Response:
    """The list as it is filtered, one row an item; the act stands in the trail."""
    asked = forms.lenient(Filters, request.args)
    content, _count = perform(ORDERS.export, by=by, tab=asked["state"], **_narrowed(asked))
    return downloads.sheet_of_today(content, "rectifications")


@blueprint.get("/rectifications/<uuid:order_id>")
@allow(*OVERSEERS)
def order_page(order_id: uuid.UUID, by: Caller) -> Response:
    return _show(order_id, by, "", {})


@blueprint.post("/rectifications/<uuid:order_id>/extend")
@allow(*MANAGERS)
def extend(order_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = forms.read(ExtendForm, request.form)
    return _act(order_id, by, "extend", ORDERS.extend, given, errors)


@blueprint.post("/rectifications/<uuid:order_id>/escalate")
@allow(*MANAGERS)
def escalate(order_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = forms.read(EscalateForm, request.form)
    return _act(order_id, by, "escalate", ORDERS.escalate, given, errors)


@blueprint.post("/rectifications/<uuid:order_id>/recheck")
@allow(Role.SECTION_HEAD)
def recheck(order_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = forms.read(RecheckForm, request.form)
    return _act(order_id, by, "recheck", ORDERS.start, given, errors)


def _act(
    order_id: uuid.UUID,
    by: Caller,
    act: str,
    use_case: Any,
    given: dict[str, Any],
    errors: dict[str, str],
) -> Answer:
    """Do it, or show the page again with what is wrong beside its field."""
    if not errors:
        try:
            perform(use_case, by=by, order_id=order_id, **given)
            return redirect(f"/console/rectifications/{order_id}?done={act}", 303)
        except Problem as problem:
            errors = forms.beside(problem, FIELDS)
    return _show(order_id, by, act, errors)


def _show(order_id: uuid.UUID, by: Caller, wrong: str, errors: dict[str, str]) -> Response:
    with unit_of_work(writes=False) as session:
        order = ORDERS.order_page(session, by=by, order_id=order_id)
        looks = [each["inspection_id"] for each in order["rechecks"] if each["inspection_id"]]
        about = [order_id, *(each["task_id"] for each in order["rechecks"])]
        may_recheck = by.has(Role.SECTION_HEAD) and order["may_recheck"]
        until = max(order["recheck_by"], clock.today())
        values: dict[str, Any] = {
            "order": order,
            "photos": _photos(session, [order["inspection_id"], *looks]),
            "trail": trail(session, about) | {"next": None},
            "may_recheck": may_recheck,
            "until": until,
            "officers": picking.officers(session, by, until, order["subject"]["id"])
            if may_recheck
            else [],
        }
    return page(
        "rectifications/order.html",
        422 if errors else 200,
        wrong=wrong,
        errors=errors,
        given=request.form if wrong == "recheck" else _team(order),
        told=request.form,
        done=DONE.get(request.args.get("done", ""), ""),
        today=clock.today(),
        **values,
    )


def _team(order: dict[str, Any]) -> MultiDict[str, str]:
    """Who ordered is proposed, and may be changed."""
    ids = [str(each["officer_id"]) for each in order["team"]]
    return MultiDict([*(("officer_ids", each) for each in ids), ("leader", ids[0])])


def _photos(session: Session, inspection_ids: list[uuid.UUID]) -> dict[str, dict[str, Any]]:
    """What can be drawn, by hash, with the inspection that holds it."""
    return {
        each["sha256"]: each
        | {"inspection_id": held_by, "drawable": each["media_type"] != "image/heic"}
        for held_by in reversed(inspection_ids)
        for each in evidence.of_inspection(session, held_by)
        if each["kind"] == "photo"
    }


def _narrowed(asked: dict[str, Any]) -> dict[str, Any]:
    names = ("q", "agency_id", "region", "field", "due_from", "due_to")
    return {name: asked[name] for name in names}


def _address(asked: dict[str, Any], **changed: Any) -> str:
    """The same list with some filters changed; a page further down begins a new one."""
    wanted = {key: value for key, value in asked.items() if key != "before"} | changed
    given = {key: value for key, value in wanted.items() if value}
    return "/console/rectifications" + (f"?{urlencode(given)}" if given else "")
