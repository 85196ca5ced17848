from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.alerts.rules import Urgency
from backend.core.text import Text
from backend.core.web import MOMENTS

MOST_UNSENT = 100_000


class AlertQuery(Schema):
    whose = fields.String(load_default="mine", validate=validate.OneOf(["mine", "all"]))
    urgency = fields.Enum(Urgency, by_value=True, load_default=None)


class AlertRowSchema(Schema):
    id = fields.UUID()
    rule = fields.String()
    rule_title = fields.String()
    urgency = fields.String()
    urgency_in_words = fields.String()
    title = fields.String()
    words = fields.String()
    to_do = fields.String()
    due = fields.Date(allow_none=True)
    agency = fields.String()
    target = fields.String()
    target_id = fields.UUID(allow_none=True)
    created_at = fields.AwareDateTime()


class AlertsSchema(Schema):
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    items = fields.List(fields.Nested(AlertRowSchema))
    cut = fields.Boolean()


class UnsentSchema(Schema):
    oldest_at = fields.AwareDateTime(required=True, allow_none=True, validate=MOMENTS)
    count = fields.Integer(required=True, strict=True, validate=validate.Range(0, MOST_UNSENT))


class CloseCommand(Schema):
    alert_id = fields.UUID(required=True)
    reason = Text(200)


class AlertStateSchema(Schema):
    alert_id = fields.UUID(attribute="id")
    closed_at = fields.AwareDateTime()
