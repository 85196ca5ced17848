"""The commands of a hand-over, and what is answered."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.core.text import Text
from backend.core.web import SHA256, PageQuery
from backend.handovers.rules import Part, Picked, State, Way

REASON = 500


class PickedSchema(Schema):
    """`id` is the task's, the inspection's of a finding, or the subject's."""

    kind = fields.Enum(Picked, by_value=True, required=True)
    id = fields.UUID(required=True)
    item = Text(32, optional=True)


class MaterialSchema(Schema):
    """An original of an inspection by its hash or id; with neither, paper that goes along."""

    part = fields.Enum(Part, by_value=True, load_default=None, allow_none=True)
    title = Text(120, optional=True)
    inspection_id = fields.UUID(load_default=None, allow_none=True)
    sha256 = fields.String(load_default=None, allow_none=True, validate=SHA256)
    document_id = fields.UUID(load_default=None, allow_none=True)


MATERIAL = validate.Length(max=100)


class OfHandover(Schema):
    handover_id = fields.UUID(required=True)


class SendCommand(OfHandover):
    way = fields.Enum(Way, by_value=True, required=True)
    reason = Text(REASON)
    items = fields.List(
        fields.Nested(PickedSchema), required=True, validate=validate.Length(min=1, max=50)
    )
    material = fields.List(fields.Nested(MaterialSchema), load_default=list, validate=MATERIAL)
    receiver_id = fields.UUID(load_default=None, allow_none=True)
    receiver_officer = fields.UUID(load_default=None, allow_none=True)
    receiver_unit = Text(64, optional=True)
    receiver_name = Text(64, optional=True)
    crew = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=10))


class ReasonCommand(OfHandover):
    reason = Text(REASON)


class ReceiveCommand(OfHandover):
    signed_by = Text(64, optional=True)
    officer_ids = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=10))


class ReturnCommand(ReasonCommand):
    signed_by = Text(64, optional=True)


class ResendCommand(ReasonCommand):
    material = fields.List(fields.Nested(MaterialSchema), load_default=list, validate=MATERIAL)


class TransferCommand(OfHandover):
    material = fields.List(fields.Nested(MaterialSchema), load_default=list, validate=MATERIAL)
    lacking = fields.Dict(
        keys=fields.String(validate=validate.OneOf([*Part])),
        values=Text(200),
        load_default=dict,
    )


class HandoverStateSchema(Schema):
    handover_id = fields.UUID(attribute="id")
    state = fields.String()


class HandoverQuery(PageQuery):
    side = fields.String(load_default="in", validate=validate.OneOf(["in", "out"]))
    state = fields.Enum(State, by_value=True, load_default=None)


class HandoverRowSchema(Schema):
    id = fields.UUID()
    way = fields.String()
    way_in_words = fields.String()
    state = fields.String()
    state_in_words = fields.String()
    sender = fields.String()
    sent_by = fields.String()
    receiver = fields.String()
    reason = fields.String()
    subject = fields.String()
    subject_id = fields.UUID(allow_none=True)
    title = fields.String()
    count = fields.Integer()
    created_at = fields.AwareDateTime()
    sent_at = fields.AwareDateTime(allow_none=True)
    waits_for = fields.String()
    due = fields.String()
    late = fields.Boolean()


class HandoverListSchema(Schema):
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
    states = fields.Dict(keys=fields.String(), values=fields.Integer())
    items = fields.List(fields.Nested(HandoverRowSchema))
    next = fields.UUID(allow_none=True)


class ThingSchema(Schema):
    kind = fields.String()
    subject_id = fields.UUID()
    subject = fields.String()
    inspection_id = fields.UUID(allow_none=True)
    title = fields.String()
    said = fields.String()


class MaterialShownSchema(Schema):
    id = fields.UUID()
    title = fields.String()
    part = fields.String(allow_none=True)
    part_in_words = fields.String()
    kind = fields.String()
    media_type = fields.String()


class StepSchema(Schema):
    act = fields.String()
    act_in_words = fields.String()
    at = fields.AwareDateTime()
    name = fields.String()
    reason = fields.String()
    signed_by = fields.String()


class PartSchema(Schema):
    part = fields.String()
    title = fields.String()
    needed = fields.Boolean()


class LackingSchema(Schema):
    title = fields.String()
    reason = fields.String()


class HandoverSchema(HandoverRowSchema):
    things = fields.List(fields.Nested(ThingSchema))
    material = fields.List(fields.Nested(MaterialShownSchema))
    readable = fields.Boolean()
    steps = fields.List(fields.Nested(StepSchema))
    acts = fields.List(fields.String())
    crew = fields.List(fields.String())
    lacking = fields.List(fields.Nested(LackingSchema))
    basis = fields.List(fields.String())
    outside = fields.Boolean()
    needs_team = fields.Boolean()
    parts = fields.List(fields.Nested(PartSchema))


class AgencyChoiceSchema(Schema):
    id = fields.UUID()
    name = fields.String()
    full_name = fields.String(metadata={"description": "全称，也按它找"})
    field = fields.String()
    own = fields.Boolean()
    kin = fields.Boolean()


class OfficerChoiceSchema(Schema):
    id = fields.UUID()
    name = fields.String()
    post = fields.String()


class WaySchema(Schema):
    way = fields.String()
    title = fields.String()


class AgenciesQuery(Schema):
    q = Text(64)
    kin = fields.Boolean(load_default=False, metadata={"description": "只要本系统的单位"})


class AgenciesSchema(Schema):
    items = fields.List(fields.Nested(AgencyChoiceSchema))
    more = fields.Boolean(metadata={"description": "还有，名称写得再全一些"})


class ReceiversSchema(Schema):
    agencies = fields.List(fields.Nested(AgencyChoiceSchema))
    more = fields.Boolean(metadata={"description": "单位不止这些，其余按名称找"})
    officers = fields.List(fields.Nested(OfficerChoiceSchema))
    units = fields.List(fields.String())
    ways = fields.List(fields.Nested(WaySchema))
    parts = fields.List(fields.Nested(PartSchema))
