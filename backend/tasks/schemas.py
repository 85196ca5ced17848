from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.core.text import Text
from backend.core.web import PageQuery
from backend.subjects import SubjectRowSchema
from backend.tasks.rules import Kind, Tab


class AssignSchema(Schema):
    subject_id = fields.UUID(required=True)
    checklist_id = fields.UUID(required=True)
    officer_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=2, max=10))
    deadline = fields.Date(required=True)
    kind = fields.Enum(Kind, by_value=True, load_default=Kind.ROUTINE)
    note = Text(500, optional=True)


class TaskRowSchema(Schema):
    id = fields.UUID()
    number = fields.String()
    state = fields.String()
    state_in_words = fields.String()
    kind = fields.String()
    kind_in_words = fields.String()
    deadline = fields.Date()
    late = fields.Boolean()
    subject = fields.Nested(SubjectRowSchema)
    checklist_title = fields.String()
    note = fields.String()
    assigned_by = fields.String()
    created_at = fields.AwareDateTime()
    decline_reason = fields.String(allow_none=True)


class CountsSchema(Schema):
    pending = fields.Integer()
    todo = fields.Integer()
    active = fields.Integer()
    review = fields.Integer()
    done = fields.Integer()
    late = fields.Integer()


class InboxQuery(PageQuery):
    tab = fields.Enum(Tab, by_value=True, load_default=Tab.PENDING)


class InboxSchema(Schema):
    counts = fields.Nested(CountsSchema)
    items = fields.List(fields.Nested(TaskRowSchema))
    next = fields.UUID(allow_none=True)


class TaskCommand(Schema):
    task_id = fields.UUID(required=True)


class DeclineCommand(TaskCommand):
    reason = Text(500)


class PresenceCommand(TaskCommand):
    code = fields.String(required=True, validate=validate.Regexp(r"^\d{6}$"))


class TaskStateSchema(Schema):
    task_id = fields.UUID(attribute="id")
    state = fields.String()
