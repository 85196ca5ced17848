from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.core.text import Text
from backend.core.web import PageQuery, PositionSchema
from backend.planning import CHOSEN, ApprovalSchema, Kind, Mode, Notice, Trigger
from backend.subjects import SubjectRowSchema
from backend.tasks.rules import Tab

# {rule: why one goes on although it warns}
REASONS = fields.Dict(
    keys=fields.String(validate=validate.Length(1, 8)),
    values=Text(300, optional=True),
    load_default=dict,
    validate=validate.Length(max=20),
)


class GroundSchema(Schema):
    """On what ground somebody is checked."""

    mode = fields.Enum(Mode, by_value=True, load_default=Mode.SITE)
    trigger = fields.Enum(
        Trigger, by_value=True, load_default=Trigger.PLAN, validate=validate.OneOf(CHOSEN)
    )
    trigger_note = Text(500, optional=True)
    off_site = Text(300, optional=True)
    notice = fields.Enum(Notice, by_value=True, load_default=Notice.ARRIVAL)
    notice_reason = Text(300, optional=True)
    emergency = fields.Boolean(load_default=False)


class AssignSchema(GroundSchema):
    subject_id = fields.UUID(required=True)
    checklist_id = fields.UUID(required=True)
    officer_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(min=2, max=10))
    deadline = fields.Date(required=True)
    kind = fields.Enum(Kind, by_value=True, load_default=Kind.ROUTINE)
    note = Text(500, optional=True)
    reasons = REASONS


STARTED = (Kind.ROUTINE, Kind.CAMPAIGN, Kind.CASE)


class WishSchema(GroundSchema):
    """What an officer is about to begin; `officer_ids` are who goes along."""

    subject_id = fields.UUID(required=True)
    checklist_id = fields.UUID(required=True)
    officer_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(max=9))
    kind = fields.Enum(
        Kind, by_value=True, load_default=Kind.ROUTINE, validate=validate.OneOf(STARTED)
    )


class StartCommand(WishSchema):
    task_id = fields.UUID(required=True)
    reasons = REASONS


class AskCommand(WishSchema):
    approval_id = fields.UUID(required=True)
    reason = Text(500, optional=True)


class AskedSchema(Schema):
    id = fields.UUID()
    state = fields.String()


class GateSchema(Schema):
    step = fields.String()
    title = fields.String()
    rule = fields.String()
    severity = fields.String(metadata={"description": "ok, block, warn or record"})
    message = fields.String()
    article = fields.String()
    way_on = fields.String()


class GatesSchema(Schema):
    gates = fields.List(fields.Nested(GateSchema))
    blocked = fields.Boolean()
    may_ask = fields.Boolean()
    may_emergency = fields.Boolean()
    counted = fields.Boolean()
    plan = fields.String()
    approval = fields.Nested(ApprovalSchema, allow_none=True)


class PartnerSchema(Schema):
    id = fields.UUID()
    name = fields.String()
    post = fields.String()
    reason = fields.String(metadata={"description": "Why not; empty for who may go"})


class PartnersQuery(Schema):
    subject_id = fields.UUID(required=True)
    checklist_id = fields.UUID(required=True)


class PartnersSchema(Schema):
    items = fields.List(fields.Nested(PartnerSchema))


class TaskRowSchema(Schema):
    id = fields.UUID()
    number = fields.String()
    state = fields.String()
    state_in_words = fields.String()
    kind = fields.String()
    kind_in_words = fields.String()
    mode = fields.String()
    mode_in_words = fields.String()
    trigger_in_words = fields.String()
    trigger_note = fields.String()
    off_site = fields.String()
    noted = fields.List(fields.Dict(), metadata={"description": "Rules that warned, with reasons"})
    emergency = fields.Boolean()
    approval = fields.Nested(ApprovalSchema, allow_none=True)
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


class TieCommand(Schema):
    """回避申报: to whom the officer is tied, and how."""

    subject_id = fields.UUID(required=True)
    reason = Text(200)


class TiedSchema(Schema):
    open_tasks = fields.Integer(metadata={"description": "Of the officer at that subject"})


class TieRowSchema(Schema):
    id = fields.UUID()
    subject = fields.Nested(SubjectRowSchema)
    reason = fields.String()
    by_name = fields.String()
    own = fields.Boolean(metadata={"description": "Declared by the officer"})
    created_at = fields.AwareDateTime()


class TiesSchema(Schema):
    items = fields.List(fields.Nested(TieRowSchema))


class PresenceCommand(TaskCommand):
    code = fields.String(required=True, validate=validate.Regexp(r"^\d{6}$"))
    position = fields.Nested(PositionSchema, load_default=None, allow_none=True)


class TaskStateSchema(Schema):
    task_id = fields.UUID(attribute="id")
    state = fields.String()
