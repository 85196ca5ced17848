"""What the forms and filters of the ground of inspections send, with words for what is missing."""

from __future__ import annotations

import uuid
from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema
from werkzeug.datastructures import MultiDict

from backend import planning
from backend.console.forms import Form, _says
from backend.console.people_forms import Several, _day, _text
from backend.core.text import Text
from backend.planning import ApprovalState, Group, Kind, MergeState, PlanState, Standing

YEARS = validate.Range(2020, 2099)
MOST_ITEMS = 20
PASTED = 200_000  # characters of a list of subjects


class _Filters(Form):
    q = Text(64, optional=True)


class ApprovalFilters(_Filters):
    state = fields.String(load_default="pending", validate=validate.OneOf(["", *ApprovalState]))
    emergency = fields.Boolean(load_default=False)
    before = fields.UUID(load_default=None)


class PlanFilters(_Filters):
    state = fields.String(load_default="", validate=validate.OneOf([*PlanState]))
    kind = fields.Enum(Kind, by_value=True, load_default=None)
    year = fields.Integer(load_default=None, validate=YEARS)
    agency_id = fields.UUID(load_default=None)


class MergeFilters(_Filters):
    state = fields.String(load_default="", validate=validate.OneOf([*MergeState]))


class CapFilters(_Filters):
    year = fields.Integer(load_default=None, validate=YEARS)
    agency_id = fields.UUID(load_default=None)
    reached = fields.Boolean(load_default=False)


class BodyFilters(_Filters):
    now = fields.Boolean(load_default=False)


class DecideForm(Form):
    decision = fields.Enum(
        ApprovalState, by_value=True, required=True, error_messages=_says("请选批准、退回或不批准")
    )
    remarks = Text(500, optional=True)

    @validates_schema(skip_on_field_errors=True)
    def said(self, data: dict[str, Any], **_: Any) -> None:
        if data["decision"] is not ApprovalState.APPROVED and not data["remarks"]:
            raise ValidationError("退回或不批准要写明意见", "remarks")


class DelegateForm(Form):
    to_account = fields.UUID(required=True, error_messages=_says("请选受委托的人"))
    from_day = _day("请填哪天开始")
    to_day = _day("请填哪天结束")
    reason = _text("请写明为什么委托，如出差", 200)


class PlanForm(Form):
    year = fields.Integer(required=True, validate=YEARS, error_messages=_says("请填年度"))
    name = _text("请填计划名称", 100)
    kind = fields.Enum(Kind, by_value=True, required=True, error_messages=_says("请选检查种类"))
    document = Text(60, optional=True)
    ordered_by_superior = fields.Boolean(load_default=False)


class ItemForm(Form):
    """One item of a plan: whom, with which forms, when."""

    field = _text("请填领域，如市场监管", 30)
    checklists = fields.List(fields.String(validate=validate.Length(1, 64)), load_default=list)
    kinds = fields.List(fields.String(validate=validate.Length(1, 32)), load_default=list)
    tags = Several()
    industries = Several()
    regions = Several()
    subjects = Text(PASTED, optional=True)
    months = fields.List(fields.Integer(validate=validate.Range(1, 12)), load_default=list)
    full_coverage = fields.Boolean(load_default=False)

    @validates_schema(skip_on_field_errors=True)
    def whom(self, data: dict[str, Any], **_: Any) -> None:
        described = ("kinds", "tags", "industries", "regions", "subjects")
        if not any(data.get(key) for key in described):
            raise ValidationError("请说明查哪些对象：选条件，或粘贴名单", "tags")


class PublishForm(Form):
    document = Text(60, optional=True)


class BecauseForm(Form):
    reason = _text("请写明原因", 200)


class CapForm(Form):
    agency_id = fields.UUID(required=True, error_messages=_says("请选单位"))
    year = fields.Integer(required=True, validate=YEARS, error_messages=_says("请填年度"))
    subject_group = fields.Enum(Group, by_value=True, load_default=None)
    field = Text(30, optional=True)
    number = fields.Integer(
        required=True, validate=validate.Range(1, 366), error_messages=_says("请填次数，1 到 366")
    )
    document = Text(60, optional=True)
    published_on = fields.Date(load_default=None, error_messages=_says("公布日期读不懂"))


class DocumentForm(Form):
    document = _text("请填公布文号或出处", 60)


class CountingForm(Form):
    revision = fields.Integer(required=True, error_messages=_says("页面已旧，请刷新后再改"))
    counted = fields.Boolean(load_default=False)
    blocks = fields.Boolean(load_default=False)
    warns = fields.Boolean(load_default=False)
    why = _text("请写明依据或理由", 100)


class BodyForm(Form):
    agency_id = fields.UUID(required=True, error_messages=_says("请选单位"))
    standing = fields.Enum(
        Standing, by_value=True, required=True, error_messages=_says("请选主体类别")
    )
    published_from = _day("请填公布日期")
    published_to = fields.Date(load_default=None, error_messages=_says("止期读不懂"))
    source = _text("请填在哪里公布的", 100)


class MergeForm(Form):
    accept = fields.Boolean(load_default=False)
    reason = Text(300, optional=True)

    @validates_schema(skip_on_field_errors=True)
    def said(self, data: dict[str, Any], **_: Any) -> None:
        if not data["accept"] and not data["reason"]:
            raise ValidationError("不合并要写明理由", "reason")


def of_item(field: str, number: int) -> str:
    """How a field of the first, second… item is called in the form."""
    return field if number == 1 else f"{field}-{number}"


def items_sent(form: MultiDict[str, str]) -> list[MultiDict[str, str]]:
    """What was sent for each item, under the plain names of ItemForm; one at least."""
    told = form.get("count", "")
    count = min(int(told), MOST_ITEMS) if told.isdecimal() and told.isascii() else 1
    return [
        MultiDict(
            (name, value)
            for name in ItemForm._declared_fields
            for value in form.getlist(of_item(name, number))
        )
        for number in range(1, max(count, 1) + 1)
    ]


def sent_again(form: MultiDict[str, str], parts: list[MultiDict[str, str]]) -> MultiDict[str, str]:
    """The form with these items in their places."""
    told = [
        (of_item(name, number), value)
        for number, part in enumerate(parts, 1)
        for name, value in part.items(multi=True)
    ]
    kept = [(name, form[name]) for name in PlanForm._declared_fields if name in form]
    return MultiDict([*kept, *told])


def item_of(given: dict[str, Any], subject_ids: list[uuid.UUID]) -> dict[str, Any]:
    """A plan's item as the use case takes it."""
    said = ("kinds", "tags", "industries", "regions")
    return {
        "field": given["field"],
        "checklists": given["checklists"],
        "selection": {key: given[key] for key in said if given[key]},
        "subject_ids": subject_ids,
        "months": sorted(set(given["months"])),
        "full_coverage": given["full_coverage"],
    }


KINDS = [(kind, planning.KIND_IN_WORDS[kind]) for kind in planning.PLANNED_KINDS]
GROUPS = list(planning.GROUP_IN_WORDS.items())
