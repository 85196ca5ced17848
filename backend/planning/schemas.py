from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.core.text import Text
from backend.core.web import PageQuery
from backend.planning.approvals import DECISIONS
from backend.planning.rules import ApprovalState


class WordsSchema(Schema):
    name = fields.String()
    words = fields.String()


class ApprovalSchema(Schema):
    id = fields.UUID()
    what = fields.String()
    title = fields.String()
    state = fields.String()
    state_in_words = fields.String()
    kind_in_words = fields.String()
    emergency = fields.Boolean()
    due = fields.AwareDateTime(allow_none=True)
    late = fields.Boolean()
    minutes_left = fields.Integer(allow_none=True)
    valid_until = fields.Date(allow_none=True)
    reason = fields.String()
    wish = fields.List(fields.Nested(WordsSchema))
    asked_by = fields.String()
    asked_at = fields.AwareDateTime()
    decided_by = fields.String()
    delegated_from = fields.String()
    decided_at = fields.AwareDateTime(allow_none=True)
    remarks = fields.String()
    subject_id = fields.UUID(allow_none=True)
    task_id = fields.UUID(allow_none=True)
    may_decide = fields.Boolean()


class ApprovalQuery(PageQuery):
    state = fields.Enum(ApprovalState, by_value=True, load_default=None)
    mine = fields.Boolean(load_default=False)


class ApprovalsSchema(Schema):
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    decides = fields.Boolean(metadata={"description": "Whether anything waits for the caller"})
    items = fields.List(fields.Nested(ApprovalSchema))
    next = fields.UUID(allow_none=True)


class DecideCommand(Schema):
    approval_id = fields.UUID(required=True)
    decision = fields.String(
        required=True, validate=validate.OneOf([each.value for each in DECISIONS])
    )
    remarks = Text(500, optional=True)


class DecidedSchema(Schema):
    id = fields.UUID()
    state = fields.String()
