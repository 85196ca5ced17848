"""What the console's forms send, with words for what is missing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from marshmallow import (
    EXCLUDE,
    Schema,
    ValidationError,
    fields,
    post_load,
    pre_load,
    validate,
    validates_schema,
)
from werkzeug.datastructures import MultiDict

from backend import inspections, planning, tasks
from backend.core import clock
from backend.core.problems import Problem
from backend.core.text import Text
from backend.core.unseen import visible

STATED = ("reason", "code_reason")  # words of whoever acts
LONGEST = timedelta(days=366)
ASSIGNED = (*planning.PLANNED_KINDS, planning.Kind.CASE)  # a recheck comes of its order

# Which field a refusal of the slices belongs beside.
FIELDS = {
    "task-team-unfit": "officer_ids",
    "task-deadline-past": "deadline",
    "agency-not-inspecting": "checklist_id",
    "not-found": "subject_id",
}


def _says(words: str) -> dict[str, Any]:
    kinds = ("required", "null", "invalid", "invalid_uuid", "unknown")
    return dict.fromkeys(kinds, words)


class Form(Schema):
    class Meta:
        unknown = EXCLUDE  # form_token, and what only helps the page


class RegisterForm(Form):
    """What a register keeps and people look for by its words: without what nobody sees. What
    somebody states, such as a reason, stays as it was typed, here as in every other form."""

    @pre_load
    def seen(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {key: told if key in STATED else _seen(told) for key, told in data.items()}


def _seen(told: Any) -> Any:
    return [*map(visible, told)] if isinstance(told, list) else visible(told)


class TeamForm(Form):
    """`leader` names the one of officer_ids who comes first; ticking 组长 is choosing."""

    officer_ids = fields.List(
        fields.UUID(error_messages=_says("这个人已不在名单里，请刷新后再选")), load_default=list
    )
    leader = fields.UUID(load_default=None, error_messages=_says("请重新指定组长"))

    @validates_schema(skip_on_field_errors=False)
    def team(self, data: dict[str, Any], **_: Any) -> None:
        if "officer_ids" not in data:  # unreadable, and said so
            return
        chosen = {*data["officer_ids"], data.get("leader")} - {None}
        if len(chosen) < 2:
            raise ValidationError("至少选两名执法人员", "officer_ids")
        if len(chosen) > 10:
            raise ValidationError("一个检查组最多 10 人", "officer_ids")
        if data.get("leader") is None:
            raise ValidationError("请指定一名组长", "officer_ids")

    @post_load
    def order(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        leader = data.pop("leader")
        rest = [each for each in dict.fromkeys(data["officer_ids"]) if each != leader]
        return data | {"officer_ids": [leader, *rest]}


class AssignForm(TeamForm):
    subject_id = fields.UUID(required=True, error_messages=_says("请先找到并选定监管对象"))
    checklist_id = fields.UUID(required=True, error_messages=_says("请选一张检查表"))
    deadline = fields.Date(required=True, error_messages=_says("请填完成期限"))
    kind = fields.Enum(
        tasks.Kind,
        by_value=True,
        required=True,
        validate=validate.OneOf(ASSIGNED, error="请选检查种类"),
        error_messages=_says("请选检查种类"),
    )
    mode = fields.Enum(
        tasks.Mode, by_value=True, load_default=tasks.Mode.SITE, error_messages=_says("请选方式")
    )
    off_site = Text(300, optional=True)
    trigger = fields.Enum(
        tasks.Trigger,
        by_value=True,
        load_default=tasks.Trigger.PLAN,
        error_messages=_says("请选事由"),
    )
    trigger_note = Text(500, optional=True)
    notice = fields.Enum(
        tasks.Notice,
        by_value=True,
        load_default=tasks.Notice.ARRIVAL,
        error_messages=_says("请选怎么通知"),
    )
    notice_reason = Text(300, optional=True)
    emergency = fields.Boolean(load_default=False)
    note = Text(500, optional=True)

    @validates_schema(skip_on_field_errors=False)
    def grounded(self, data: dict[str, Any], **_: Any) -> None:
        wrong: dict[str, str] = {}
        if data.get("mode") in planning.ENTERED and not data.get("off_site"):
            wrong["off_site"] = "请写为什么要到现场，不能用书面或非现场的方式代替"
        if data.get("trigger") is not tasks.Trigger.PLAN and not data.get("trigger_note"):
            wrong["trigger_note"] = "请写明线索从哪来"
        if data.get("notice") is tasks.Notice.EXEMPT and not data.get("notice_reason"):
            wrong["notice_reason"] = "请写明为什么不提前通知"
        if wrong:
            raise ValidationError(wrong)

    @validates_schema(skip_on_field_errors=False)
    def bound(self, data: dict[str, Any], **_: Any) -> None:
        if "deadline" in data and data["deadline"] - clock.today() > LONGEST:
            raise ValidationError("完成期限不能晚于一年以后", "deadline")


class WithdrawForm(Form):
    reason = Text(
        500, error_messages=dict.fromkeys(("required", "null", "blank"), "请写明撤回的原因")
    )


def _blank(words: str) -> dict[str, str]:
    return dict.fromkeys(("required", "null", "blank"), words)


class ApproveForm(Form):
    remarks = Text(1000, optional=True)


class ReturnForm(Form):
    remarks = Text(500, error_messages=_blank("请写明要改什么"))


class DecideForm(Form):
    decision = Text(500, error_messages=_blank("请写明处理决定"))


class FlawForm(Form):
    decision = fields.String(
        required=True,
        validate=validate.OneOf([*inspections.Decision]),
        error_messages=_says("请选一种处理"),
    )
    reason = Text(500, error_messages=_blank("请写明理由"))


class _Optional(Form):
    """A query that nobody typed by hand: what cannot be read is left out, not refused."""

    q = Text(64, optional=True)
    kind = fields.Enum(tasks.Kind, by_value=True, load_default=None)
    officer_id = fields.UUID(load_default=None)
    agency_id = fields.UUID(load_default=None)
    before = fields.UUID(load_default=None)


class TaskFilters(_Optional):
    state = fields.String(load_default="", validate=validate.OneOf([*tasks.State, tasks.LATE]))
    due_from = fields.Date(load_default=None)
    due_to = fields.Date(load_default=None)


class InspectionFilters(_Optional):
    state = fields.String(
        load_default="", validate=validate.OneOf([*inspections.TABS, inspections.FLAWED])
    )
    from_day = fields.Date(load_default=None)
    to_day = fields.Date(load_default=None)


def read(schema: type[Form], form: MultiDict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """What was sent, and what is wrong by field: {field: words}. Empty entries count as absent;
    what is wrong is left out of what was sent."""
    given: dict[str, Any] = {key: value for key, value in form.items() if value.strip()}
    for name, declared in schema._declared_fields.items():
        if isinstance(declared, fields.List):
            given[name] = form.getlist(name)
    try:
        return schema().load(given), {}
    except ValidationError as error:
        good: dict[str, Any] = error.valid_data if isinstance(error.valid_data, dict) else {}
        return good, {field: _first(said) for field, said in error.messages_dict.items()}


def lenient(schema: type[Form], query: MultiDict[str, str]) -> dict[str, Any]:
    """A list's filters; a bookmark with a value that is no more shows the list without it, and what
    was pasted in finds what one reads."""
    seen = {key: visible(value) for key, value in query.items()}
    given: dict[str, Any] = {key: value for key, value in seen.items() if value.strip()}
    wrong = schema().validate(given)
    loaded: dict[str, Any] = schema().load({k: v for k, v in given.items() if k not in wrong})
    return loaded


def reasons(form: MultiDict[str, str]) -> dict[str, str]:
    """{rule: why one goes on}, from fields such as reason-L22; what cannot be kept is none."""
    found = {}
    for key, said in form.items():
        if key.startswith("reason-"):
            with suppress(ValidationError):
                found[key.removeprefix("reason-")] = Text(300, optional=True).deserialize(said)
    return found


def beside(problem: Problem, known: Mapping[str, str] = FIELDS) -> dict[str, str]:
    """The refusal as {field: words}; raised again where it belongs beside none."""
    field = known.get(problem.code)
    if field is None:
        raise problem
    return {field: problem.body()["title"]}


def as_uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def as_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _first(said: Any) -> str:
    """The first of marshmallow's nested messages."""
    while not isinstance(said, str):
        said = next(iter(said.values() if isinstance(said, dict) else said))
    return str(said)
