"""预警: the list, closing one with a reason, and how the agency wants to be warned."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, request
from marshmallow import fields, validate
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from backend import alerts, organization
from backend.console import downloads, forms
from backend.console.forms import Form, _Optional, _says
from backend.console.site import blueprint, is_part, page
from backend.core import clock
from backend.core.auth import MANAGERS, OVERSEERS, Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import Problem
from backend.core.records import audit
from backend.core.sheets import writing
from backend.core.text import Text

PAGE = 200
READERS = (*OVERSEERS, Role.REGISTER_ADMIN)
CLOSERS = (*MANAGERS, Role.REGISTER_ADMIN)
CLOSED = "closed"
HEADERS = (
    *("轻重", "规则", "对象", "情况", "怎么办", "期限", "单位"),
    *("提醒时间", "结束时间", "怎么结束的", "谁关闭", "原因"),
)


class AlertFilters(_Optional):
    state = fields.String(load_default="", validate=validate.OneOf([*alerts.rules.Urgency, CLOSED]))
    rule = fields.Enum(alerts.rules.Rule, by_value=True, load_default=None)

    class Meta(_Optional.Meta):
        exclude = ("kind", "officer_id", "before")


class CloseForm(Form):
    reason = Text(
        200, error_messages=dict.fromkeys(("required", "null", "blank"), "请写明关闭的原因")
    )


class ThresholdForm(Form):
    rule = fields.Enum(alerts.rules.Rule, by_value=True, required=True)
    value = fields.Integer(
        load_default=None,
        error_messages=_says("请填整数"),
        validate=validate.Range(1, alerts.rules.LONGEST, error=f"1 到 {alerts.rules.LONGEST} 之间"),
    )
    enabled = fields.Boolean(load_default=False)
    version = fields.Integer(required=True, error_messages=_says("页面已旧，请刷新后再改"))


@blueprint.get("/alerts")
@allow(*READERS)
def alert_list(by: Caller) -> Response:
    return _show(by, {})


@blueprint.get("/alerts/export")
@allow(*READERS)
def alert_export(by: Caller) -> Response:
    """The list as it is filtered, as a sheet whose cells never become formulas."""
    asked = forms.lenient(AlertFilters, request.args)
    return downloads.sheet_of_today(perform(_sheet, by, asked), "alerts")


@blueprint.post("/alerts/<uuid:alert_id>/close")
@allow(*CLOSERS)
def close_alert(alert_id: uuid.UUID, by: Caller) -> Answer:
    given, errors = forms.read(CloseForm, request.form)
    if errors:
        return _show(by, {str(alert_id): errors["reason"]})
    perform(alerts.service.close, by=by, at=clock.now(), alert_id=alert_id, **given)
    return redirect("/console/alerts?done=closed", 303)


@blueprint.get("/alerts/thresholds")
@allow(*OVERSEERS)
def alert_thresholds(by: Caller) -> Response:
    return _thresholds(by, {})


@blueprint.post("/alerts/thresholds")
@allow(Role.SECTION_HEAD)
def set_alert_threshold(by: Caller) -> Answer:
    """One rule of the head's own agency."""
    given, errors = forms.read(ThresholdForm, request.form)
    if not errors:
        usual = alerts.rules.ABOUT[given["rule"]].threshold
        given["value"] = given["value"] or usual
        try:
            perform(alerts.service.set_threshold, by=by, **given)
            return redirect("/console/alerts/thresholds?done=set", 303)
        except Problem as problem:
            errors = forms.beside(problem, {"alert-threshold-changed": "value"})
    return _thresholds(by, {request.form.get("rule", ""): next(iter(errors.values()))})


def _show(by: Caller, errors: dict[str, str]) -> Response:
    asked = forms.lenient(AlertFilters, request.args)
    with unit_of_work(writes=False) as session:
        found = alerts.listing.listed(session, by=by, limit=PAGE, **_narrowed(asked))
        agencies = [each for each, _ in organization.agencies.tree(session, by=by)]
    counts = found["counts"]
    words = alerts.rules.URGENCY_IN_WORDS
    tabs = (("", "没办的", counts["all"]), *((u, words[u], counts[u]) for u in words))
    values = {
        "asked": asked,
        "items": found["items"],
        "cut": found["cut"],
        "tabs": [
            {"state": state, "title": title, "count": count}
            | {"on": asked["state"] == state, "href": _address(asked, state=state)}
            for state, title, count in (*tabs, (CLOSED, "已结束", counts["closed"]))
        ],
        "filtered": any(asked[key] for key in ("q", "rule", "agency_id")),
        "clear": _address({"state": asked["state"]}),
        "export": _address(asked).replace("/alerts", "/alerts/export", 1),
        "about": alerts.rules.ABOUT,
        "agencies": agencies,
        "agency_column": len({row["agency"] for row in found["items"]}) > 1,
        "may_close": by.has(*CLOSERS) and asked["state"] != CLOSED,
        "may_set": by.has(*OVERSEERS),
        "errors": errors,
        "given": request.form,
    }
    if is_part():
        said = f"列出 {len(found['items'])} 条"
        return page("alerts/_list.html", announce=said, **values)
    done = "预警已关闭，变严重时会再提醒" if request.args.get("done") == "closed" else ""
    return page("alerts/page.html", 422 if errors else 200, done=done, **values)


def _thresholds(by: Caller, errors: dict[str, str]) -> Response:
    with unit_of_work(writes=False) as session:
        rows = alerts.listing.settings(session, by.agency_id)
        home = organization.agency(session, by.agency_id).name
    return page(
        "alerts/thresholds.html",
        422 if errors else 200,
        rows=rows,
        agency=home,
        errors=errors,
        may_set=by.has(Role.SECTION_HEAD),
        done="已保存，马上按新的设置再看一遍" if request.args.get("done") else "",
    )


def _narrowed(asked: dict[str, Any]) -> dict[str, Any]:
    state = asked["state"]
    return {
        "q": asked["q"],
        "rule": asked["rule"],
        "agency_id": asked["agency_id"],
        "closed": state == CLOSED,
        "urgency": alerts.rules.Urgency(state) if state and state != CLOSED else None,
    }


def _sheet(session: Session, by: Caller, asked: dict[str, Any]) -> bytes:
    found = alerts.listing.listed(session, by=by, limit=writing.MOST_LISTED + 1, **_narrowed(asked))
    rows = [_cells(row) for row in found["items"]]
    audit(session, by, "alert.export", "alert", None, count=min(len(rows), writing.MOST_LISTED))
    return writing.workbook("预警", HEADERS, writing.told(rows))


def _cells(row: dict[str, Any]) -> tuple[str, ...]:
    return (
        *(row["urgency_in_words"], row["rule_title"], row["title"], row["words"], row["to_do"]),
        *(str(row["due"] or ""), row["agency"], _minute(row["created_at"])),
        *(_minute(row["closed_at"]), row["how_in_words"], row["closed_by"], row["close_reason"]),
    )


def _minute(moment: Any) -> str:
    return f"{moment.astimezone(clock.CHINA):%Y-%m-%d %H:%M}" if moment else ""


def _address(asked: dict[str, Any], **changed: Any) -> str:
    given = {key: value for key, value in (asked | changed).items() if value}
    return "/console/alerts" + (f"?{urlencode(given)}" if given else "")
