"""移交: what came in and went out, one with its trail, and what is done to it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from backend import evidence, handovers, organization
from backend.console import downloads, forms, handover_forms, handover_picks, picking
from backend.console.site import blueprint, is_part, page
from backend.console.thumbnails import thumbnail
from backend.core import clock
from backend.core.auth import MANAGERS, OVERSEERS, Caller, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import NotFound, Problem
from backend.core.records import audit
from backend.core.sheets import writing
from backend.handovers import IN_WORDS, WAY_IN_WORDS, Act, State, Way

PAGE = 20
HEADERS = (
    *("移交方式", "状态", "监管对象", "移交内容", "件数", "移交单位", "移交人", "接收方"),
    *("移交原因", "发起时间", "最近办理", "等待", "期限", "是否超期"),
)
DONE = {
    "send": "已移交，对方会收到工作通知",
    "approve": "已批准，24 小时内要送到公安机关",
    "refuse": "已记下不批准的理由",
    "transfer": "已记下送达，等公安机关签收",
    "receive": "已签收，移交的一方会收到通知",
    "return": "已退回，原因对方看得到",
    "resend": "已补充并重新移交",
    "withdraw": "已撤回，对方不再能看材料",
}


@blueprint.get("/handovers")
@allow(*OVERSEERS)
def handover_list(by: Caller) -> Response:
    asked = forms.lenient(handover_forms.HandoverFilters, request.args)
    with unit_of_work(writes=False) as session:
        found = handovers.listing.listed(
            session, by=by, before=asked["before"], limit=PAGE, **_narrowed(asked)
        )
        agencies = [each for each, _ in organization.agencies.tree(session, by=by)]
    values = {
        "asked": asked,
        "counts": found["counts"],
        "items": found["items"],
        "more": found["next"] and _address(asked, before=found["next"]),
        "tabs": [
            {"state": state, "title": title, "count": found["states"][state or "all"]}
            | {"on": asked["state"] == state, "href": _address(asked, state=state)}
            for state, title in (("", "全部"), *IN_WORDS.items())
            if not state or found["states"][state] or asked["state"] == state
        ],
        "sides": [
            {"side": side, "title": title, "count": found["counts"][side]}
            | {"on": asked["side"] == side, "href": _address({"side": side})}
            for side, title in (("in", "收到的"), ("out", "发出的"))
        ],
        "filtered": any(asked[key] for key in asked if key not in ("state", "before", "side")),
        "clear": _address({"side": asked["side"]}),
        "export": _address(asked).replace("/handovers", "/handovers/export", 1),
        "ways": WAY_IN_WORDS,
        "agencies": agencies,
    }
    if is_part() and asked["before"]:
        return page("handovers/_rows.html", announce=f"又列出 {len(found['items'])} 条", **values)
    if is_part():
        said = f"共 {found['states'][asked['state'] or 'all']} 条"
        return page("handovers/_list.html", announce=said, **values)
    return page("handovers/page.html", **values)


@blueprint.get("/handovers/export")
@allow(*OVERSEERS)
def handover_export(by: Caller) -> Response:
    """The list as it is filtered, as a sheet whose cells never become formulas."""
    asked = forms.lenient(handover_forms.HandoverFilters, request.args)
    return downloads.sheet_of_today(perform(_sheet, by, asked), f"handovers-{asked['side']}")


@blueprint.get("/handovers/new")
@allow(*MANAGERS)
def new_handover(by: Caller) -> Response:
    """The form, with what was ticked in a list."""
    return _form(by, {})


@blueprint.get("/handovers/receivers")
@allow(*MANAGERS)
def find_receivers(by: Caller) -> Response:
    """Whom it may go to, while one types; who was chosen before stays chosen."""
    with unit_of_work(writes=False) as session:
        values = _choosable(session, by, request.args)
    said = f"列出 {values['count']} 个单位"
    return page("handovers/_receiver.html", announce=said, errors={}, **values)


@blueprint.post("/handovers/new")
@allow(*MANAGERS)
def hand_over(by: Caller) -> Answer:
    if "find" in request.form:
        return _form(by, {})
    given, errors = forms.read(handover_forms.SendForm, request.form)
    if not errors:
        handover_id = forms.as_uuid(request.form.get("handover_id", "")) or clock.uuid7()
        picked = handover_picks.read(request.form)
        sent = {"items": picked, "material": handover_picks.material(request.form)}
        now = clock.now()
        try:
            perform(handovers.service.send, by=by, at=now, handover_id=handover_id, **given | sent)
            return redirect(f"/console/handovers/{handover_id}?done=send", 303)
        except Problem as problem:
            errors = forms.beside(problem, handover_forms.FIELDS)
    return _form(by, errors)


@blueprint.get("/handovers/<uuid:handover_id>")
@allow(*OVERSEERS)
def handover(handover_id: uuid.UUID, by: Caller) -> Response:
    return _show(handover_id, by, "", {})


@blueprint.get("/handovers/<uuid:handover_id>/material/<uuid:material_id>")
@allow(*OVERSEERS)
def handover_material(handover_id: uuid.UUID, material_id: uuid.UUID, by: Caller) -> Response:
    """A small copy of a photo that goes along; a receiver's look at it is kept."""
    given = {"handover_id": handover_id, "material_id": material_id}
    found = perform(handovers.reading.glance, by=by, **given)
    response = Response(thumbnail(evidence.read(found.sha256)), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.post("/handovers/<uuid:handover_id>/<string:act>")
@allow(*MANAGERS)
def act_on_handover(handover_id: uuid.UUID, act: str, by: Caller) -> Answer:
    """Sign for it, return it, send it again, withdraw it, approve it."""
    if act not in ACTS:
        raise NotFound
    schema, use_case = ACTS[act]
    if act == Act.RECEIVE and "takes_over" in request.form:
        schema = handover_forms.TakeOverForm
    given, errors = forms.read(schema, request.form)
    if not errors:
        if act in ("resend", "transfer"):
            given["material"] = handover_picks.material(request.form)
        if act == "transfer":
            given["lacking"] = handover_picks.lacking(request.form)
        try:
            perform(use_case, by=by, at=clock.now(), handover_id=handover_id, **given)
            return redirect(f"/console/handovers/{handover_id}?done={act}", 303)
        except Problem as problem:
            errors = forms.beside(problem, handover_forms.FIELDS)
    return _show(handover_id, by, act, errors)


# Each act with what its form sends.
ACTS: dict[str, tuple[type[forms.Form], Callable[..., Any]]] = {
    Act.APPROVE: (forms.Form, handovers.service.approve),
    Act.REFUSE: (handover_forms.ReasonForm, handovers.service.refuse),
    Act.TRANSFER: (forms.Form, handovers.service.transfer),
    Act.RECEIVE: (handover_forms.ReceiveForm, handovers.service.receive),
    Act.RETURN: (handover_forms.ReturnForm, handovers.service.give_back),
    Act.RESEND: (handover_forms.ReasonForm, handovers.service.resend),
    Act.WITHDRAW: (handover_forms.ReasonForm, handovers.service.withdraw),
}


def _show(handover_id: uuid.UUID, by: Caller, wrong: str, errors: dict[str, str]) -> Response:
    with unit_of_work(writes=False) as session:
        found = handovers.access.find(session, by=by, handover_id=handover_id)
        shown = handovers.listing.shown(session, by=by, handover=found)
        may = by.has(*MANAGERS)
        values: dict[str, Any] = {
            "choices": handover_picks.choices(session, by, shown["things"])
            if may and {"resend", "transfer"} & {*shown["acts"]}
            else [],
            "officers": picking.officers(session, by, clock.today())
            if may and shown["needs_team"] and "receive" in shown["acts"]
            else [],
        }
    return page(
        "handovers/one.html",
        422 if errors else 200,
        one=shown,
        acts=shown["acts"] if may else [],
        wrong=wrong,
        errors=errors,
        given=request.form,
        done=DONE.get(request.args.get("done", ""), ""),
        **values,
    )


def _form(by: Caller, errors: dict[str, str]) -> Response:
    given = request.form if request.method == "POST" else request.args
    with unit_of_work(writes=False) as session:
        picked = handover_picks.shown(session, by, handover_picks.read(given))
        values = {
            "picked": picked,
            "choices": handover_picks.choices(session, by, picked),
            **_choosable(session, by, given),
        }
    tasks_only = {each["kind"] for each in picked} == {"task"}
    return page(
        "handovers/new.html",
        422 if errors else 200,
        errors=errors,
        given=given,
        handover_id=given.get("handover_id") or clock.uuid7(),
        way=given.get("way") or (Way.UNIT if tasks_only else Way.CLUE),
        offered=[
            way for way in Way if way is not Way.OFFICER and (way is not Way.UNIT or tasks_only)
        ],
        way_words=WAY_IN_WORDS,
        **values,
    )


def _choosable(session: Session, by: Caller, given: MultiDict[str, str]) -> dict[str, Any]:
    """Whom it may go to: the nearest agencies or those that are looked for, and with them the one
    that was chosen."""
    asked = forms.lenient(handover_forms.ReceiverSought, given)
    sought, chosen = asked["receiver_q"], asked["receiver_id"]
    found = handovers.receivers.receivers(session, by=by)
    if sought:
        looked = handovers.receivers.find(session, by=by, q=sought)
        found |= {"agencies": looked["items"], "more": looked["more"]}
    count = len(found["agencies"])
    if chosen and chosen not in [each["id"] for each in found["agencies"]]:
        known = handovers.receivers.one(session, by=by, agency_id=chosen)
        found["agencies"] = [known, *found["agencies"]] if known else found["agencies"]
    return found | {"sought": sought, "chosen": chosen, "count": count}


def _narrowed(asked: dict[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in asked.items() if key not in ("state", "before")}
    return plain | {"state": State(asked["state"]) if asked["state"] else None}


def _sheet(session: Session, by: Caller, asked: dict[str, Any]) -> bytes:
    most = writing.MOST_LISTED
    found = handovers.listing.everything(session, by=by, most=most + 1, **_narrowed(asked))
    rows = [_cells(row) for row in found]
    count = min(len(rows), most)
    audit(session, by, "handover.export", "handover", None, count=count, side=asked["side"])
    return writing.workbook("移交", HEADERS, writing.told(rows))


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        *(row["way_in_words"], row["state_in_words"], row["subject"], row["title"]),
        *(str(row["count"]), row["sender"], row["sent_by"], row["receiver"], row["reason"]),
        *map(_minute, (row["created_at"], row["changed_at"])),
        *(row["waits_for"], row["due"], "是" if row["late"] else ""),
    )


def _minute(moment: Any) -> str:
    return str(moment.astimezone(clock.CHINA).strftime("%Y-%m-%d %H:%M"))


def _address(asked: dict[str, Any], **changed: Any) -> str:
    wanted = {key: value for key, value in asked.items() if key != "before"} | changed
    given = {key: value for key, value in wanted.items() if value}
    return "/console/handovers" + (f"?{urlencode(given)}" if given else "")
