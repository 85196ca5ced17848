from __future__ import annotations

from marshmallow import Schema, fields

from backend import subjects


class VisitSchema(Schema):
    day = fields.Date()
    agency = fields.String()
    title = fields.String()
    kind_in_words = fields.String()
    state_in_words = fields.String()
    result_in_words = fields.String()
    before = fields.Boolean(metadata={"description": "本系统以前的，或别的系统的"})
    open = fields.Boolean(metadata={"description": "登记为没有整改完"})
    inspection_id = fields.UUID(allow_none=True)
    task_id = fields.UUID(allow_none=True)


class RectificationSchema(Schema):
    agency = fields.String()
    day = fields.Date()
    due = fields.Date(allow_none=True)
    late = fields.Boolean()
    items = fields.Integer()
    state_in_words = fields.String()
    order_id = fields.UUID(allow_none=True)
    inspection_id = fields.UUID(allow_none=True)
    task_id = fields.UUID(allow_none=True)


class AlertSchema(Schema):
    kind = fields.String()
    tone = fields.String()
    words = fields.String()


class AgencyCountSchema(Schema):
    agency = fields.String()
    count = fields.Integer()


class YearSchema(Schema):
    year = fields.Integer()
    count = fields.Integer()
    agencies = fields.List(fields.Nested(AgencyCountSchema))
    cap = fields.Integer(allow_none=True)
    cap_in_words = fields.String()


class OpenTaskSchema(Schema):
    id = fields.UUID()
    number = fields.String()
    state_in_words = fields.String()
    checklist_title = fields.String()
    deadline = fields.Date()
    late = fields.Boolean()


class PanoramaSchema(Schema):
    """主体全景."""

    subject = fields.Nested(subjects.IdentitySchema)
    credits = fields.List(fields.Nested(subjects.CreditSchema))
    licences = fields.List(fields.Nested(subjects.LicenceSchema))
    absorbed = fields.List(fields.Nested(subjects.BriefSchema))
    merged_into = fields.Nested(subjects.BriefSchema, allow_none=True)
    changes = fields.Nested(subjects.ChangesSchema)
    inspections = fields.List(fields.Nested(VisitSchema))
    rectifications = fields.List(fields.Nested(RectificationSchema))
    alerts = fields.List(fields.Nested(AlertSchema))
    year = fields.Nested(YearSchema)
    open_tasks = fields.List(fields.Nested(OpenTaskSchema))
