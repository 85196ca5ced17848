"""The commands about an order, and what is answered."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from backend.core.text import Text
from backend.core.web import SHA256, PageQuery
from backend.inspections.rectification.listing import SETTLED, TABS
from backend.subjects import SubjectRowSchema

PHOTOS_MOST = 9
TEXT_MOST = 2000


class OfOrder(Schema):
    order_id = fields.UUID(required=True)


class ReportCommand(OfOrder):
    """Text or photos: at least one of them says something."""

    report_id = fields.UUID(required=True)
    text = Text(TEXT_MOST, optional=True)
    photos = fields.List(
        fields.String(validate=SHA256),
        load_default=list,
        validate=validate.Length(max=PHOTOS_MOST),
    )

    @validates_schema
    def says_something(self, data: dict[str, Any], **_: Any) -> None:
        if not (data.get("text") or data.get("photos")):
            raise ValidationError("写几句整改情况，或拍照片", "text")


class RecheckCommand(OfOrder):
    officer_ids = fields.List(
        fields.UUID(), load_default=list, validate=validate.Length(min=2, max=10)
    )


class RecheckStartedSchema(Schema):
    order_id = fields.UUID()
    task_id = fields.UUID()


class ReportedSchema(Schema):
    report_id = fields.UUID(attribute="id")
    order_id = fields.UUID()
    receipt = fields.String()


class ListQuery(PageQuery):
    tab = fields.String(load_default="", validate=validate.OneOf(["", *TABS, SETTLED]))


class OrderRowSchema(Schema):
    id = fields.UUID()
    number = fields.String()
    state = fields.String()
    state_in_words = fields.String()
    late = fields.Boolean(metadata={"description": "过了期限，还没有整改报告"})
    ordered_on = fields.Date()
    printed_due = fields.Date(metadata={"description": "通知书上的期限，不会变"})
    due = fields.Date(metadata={"description": "现在的期限"})
    due_confirmed = fields.Boolean()
    working_days_left = fields.Integer()
    recheck_by = fields.Date()
    recheck_late = fields.Boolean()
    item_count = fields.Integer()
    facts = fields.String()
    field = fields.String()
    task_id = fields.UUID()
    inspection_id = fields.UUID()
    subject = fields.Nested(SubjectRowSchema)


class OrderListedSchema(OrderRowSchema):
    reports = fields.Integer(metadata={"description": "收到几份整改报告"})
    officers = fields.List(fields.String())


class OrdersSchema(Schema):
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    items = fields.List(fields.Nested(OrderListedSchema))
    next = fields.UUID(allow_none=True)


class OrderItemSchema(Schema):
    place = fields.Integer()
    code = fields.String()
    text = fields.String()
    facts = fields.String()
    basis = fields.String()
    measure = fields.String()
    due = fields.String()
    photos = fields.List(fields.String())
    corrected = fields.Boolean(allow_none=True)
    facts_after = fields.String()
    photos_after = fields.List(fields.String())


class OrderReportSchema(Schema):
    id = fields.UUID()
    origin = fields.String()
    name = fields.String()
    text = fields.String()
    photos = fields.List(fields.String())
    at = fields.AwareDateTime()
    receipt = fields.String()


class OrderRecheckSchema(Schema):
    task_id = fields.UUID()
    number = fields.String()
    task_state = fields.String()
    task_state_in_words = fields.String()
    deadline = fields.Date()
    started_by = fields.String()
    started_at = fields.AwareDateTime()
    inspection_id = fields.UUID(allow_none=True)
    outcome = fields.String(allow_none=True)
    outcome_in_words = fields.String()
    remarks = fields.String()
    concluded_at = fields.AwareDateTime(allow_none=True)


class OrderExtensionSchema(Schema):
    due_before = fields.Date()
    due_after = fields.Date()
    reason = fields.String()
    approved_by = fields.String()
    at = fields.AwareDateTime()


class OrderBriefSchema(Schema):
    id = fields.UUID()
    number = fields.String()
    state_in_words = fields.String()


class OrderTeammateSchema(Schema):
    officer_id = fields.UUID()
    name = fields.String()


class OrderSchema(OrderRowSchema):
    agency = fields.String()
    items = fields.List(fields.Nested(OrderItemSchema))
    team = fields.List(fields.Nested(OrderTeammateSchema))
    document_id = fields.UUID()
    verify_url = fields.String()
    previous = fields.Nested(OrderBriefSchema, allow_none=True)
    following = fields.Nested(OrderBriefSchema, allow_none=True)
    reports = fields.List(fields.Nested(OrderReportSchema))
    rechecks = fields.List(fields.Nested(OrderRecheckSchema))
    extensions = fields.List(fields.Nested(OrderExtensionSchema))
    may_report = fields.Boolean()
    may_recheck = fields.Boolean()
    may_decide = fields.Boolean()
