"""The commands of an inspection, and what is answered."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from backend.core.text import Text
from backend.core.web import SHA256, PositionSchema
from backend.inspections import statements
from backend.inspections.rules import (
    DISPOSITION_IN_WORDS,
    RECTIFY,
    UNABLE_IN_WORDS,
    UNABLE_RESULTS,
)
from backend.subjects import SubjectSchema
from backend.tasks import TaskRowSchema

PHOTOS = validate.Length(max=50)


class CheckInCommand(Schema):
    inspection_id = fields.UUID(required=True)
    task_id = fields.UUID(required=True)
    position = fields.Nested(PositionSchema, required=True, allow_none=True)
    no_position_reason = Text(200, optional=True)
    scanned = Text(200, optional=True)  # 扫码入企: what the code at the door says


class OfInspection(Schema):
    inspection_id = fields.UUID(required=True)


class CredentialsCommand(OfInspection):
    officer_ids = fields.List(fields.UUID(), required=True, validate=validate.Length(1, 10))
    means = fields.String(required=True, validate=validate.OneOf(["physical", "electronic"]))
    read_out = fields.Boolean(required=True)
    position = fields.Nested(PositionSchema, load_default=None, allow_none=True)


class AvoidanceCommand(OfInspection):
    answer = fields.String(required=True, validate=validate.OneOf(["none", "requested"]))
    target_officer_id = fields.UUID(load_default=None, allow_none=True)
    reason = Text(500, optional=True)


class PresenceReceiptCommand(OfInspection):
    """The other phone's digits as typed, or its signed line as scanned: whatever that says, it is
    taken in and looked at afterwards."""

    officer_id = fields.UUID(required=True)
    code = fields.String(load_default="", validate=validate.Regexp(r"^\d{6}$"))
    statement = Text(statements.LONGEST, optional=True)

    @validates_schema
    def one_of_them(self, data: dict[str, Any], **_: Any) -> None:
        if bool(data["code"]) == bool(data["statement"]):
            raise ValidationError("到场数和到场二维码要有一个", "code")


class FindingSchema(Schema):
    facts = Text(2000)
    typical = fields.List(Text(200), load_default=list, validate=validate.Length(max=20))
    photos = fields.List(fields.String(validate=SHA256), load_default=list, validate=PHOTOS)


class AnswerCommand(OfInspection):
    """What a value may be is the item's to say; null takes the answer back."""

    item = Text(32)
    value = fields.Raw(required=True, allow_none=True)
    note = Text(1000, optional=True)
    finding = fields.Nested(FindingSchema, load_default=None, allow_none=True)


class DeadlineSchema(Schema):
    mode = fields.String(required=True, validate=validate.OneOf(["date", "days", "workdays"]))
    days = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 366)
    )
    date = fields.Date(required=True)
    confirmed = fields.Boolean(required=True)


class DispositionSchema(Schema):
    kind = fields.String(required=True, validate=validate.OneOf([*DISPOSITION_IN_WORDS]))
    items = fields.List(Text(32), load_default=list, validate=validate.Length(max=200))
    measure = Text(1000, optional=True)
    photos_after = fields.List(fields.String(validate=SHA256), load_default=list, validate=PHOTOS)
    deadline = fields.Nested(DeadlineSchema, load_default=None, allow_none=True)
    to = Text(128, optional=True)
    reason = Text(1000, optional=True)
    preservation_id = fields.UUID(load_default=None, allow_none=True)
    exempt = fields.String(load_default="", validate=validate.OneOf(["", "first", "slight"]))
    pledge = fields.List(fields.String(validate=SHA256), load_default=list, validate=PHOTOS)

    @validates_schema
    def dated(self, data: dict[str, Any], **_: Any) -> None:
        if data["kind"] == RECTIFY and not (data["deadline"] and data["items"]):
            raise ValidationError("责令限期改正要写明哪一项、改到哪天", "deadline")


class PartySchema(Schema):
    name = Text(64)
    role = Text(32)
    phone = Text(32, optional=True)


class FineSchema(Schema):
    """当场处罚. What is over the limits of L9 and L10 is a flaw: it may have been done already."""

    kind = fields.String(required=True, validate=validate.OneOf(["warning", "fine"]))
    amount = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 10**6)
    )
    party = fields.String(required=True, validate=validate.OneOf(["citizen", "organisation"]))
    heard = fields.Boolean(required=True)
    statement = Text(1000, optional=True)
    cash = fields.Boolean(load_default=False)
    ground = fields.String(load_default="", validate=validate.OneOf(["", "hard", "remote"]))
    ground_reason = Text(500, optional=True)
    basis = Text(200)

    @validates_schema
    def counted(self, data: dict[str, Any], **_: Any) -> None:
        if (data["kind"] == "fine") != (data["amount"] is not None):
            raise ValidationError("罚款要写明金额，警告没有金额", "amount")


class ConcludeCommand(OfInspection):
    party = fields.Nested(PartySchema, required=True)
    result = fields.Integer(required=True, strict=True, validate=validate.Range(1, 8))
    dispositions = fields.List(
        fields.Nested(DispositionSchema), required=True, validate=validate.Length(max=50)
    )
    opinion = Text(1000, optional=True)
    fine = fields.Nested(FineSchema, load_default=None, allow_none=True)


class UnableCommand(OfInspection):
    """无法检查: closed, out of reach, or refused. Who was there may be nobody."""

    how = fields.String(required=True, validate=validate.OneOf([*UNABLE_IN_WORDS]))
    facts = Text(2000)
    photos = fields.List(fields.String(validate=SHA256), load_default=list, validate=PHOTOS)
    visits = fields.Integer(load_default=1, strict=True, validate=validate.Range(1, 99))
    mailed = fields.Boolean(load_default=False)
    party = fields.Nested(PartySchema, load_default=None, allow_none=True)
    result = fields.Integer(required=True, strict=True)

    @validates_schema
    def fitting(self, data: dict[str, Any], **_: Any) -> None:
        if data["result"] not in UNABLE_RESULTS[data["how"]]:
            raise ValidationError("检查结果和无法检查的情形不一致", "result")


class ReviewCommand(OfInspection):
    remarks = Text(1000, optional=True)


class ReturnCommand(OfInspection):
    remarks = Text(1000)


class ThingSchema(Schema):
    name = Text(128)
    spec = Text(128, optional=True)
    quantity = Text(64)


class PhonedSchema(Schema):
    who = Text(64)
    at = fields.String(required=True, validate=validate.Length(min=1, max=40))


class PreserveCommand(OfInspection):
    preservation_id = fields.UUID(required=True)
    items = fields.List(Text(32), load_default=list, validate=validate.Length(max=200))
    things = fields.List(
        fields.Nested(ThingSchema), required=True, validate=validate.Length(min=1, max=200)
    )
    place = Text(200)
    reason = Text(1000)
    phoned = fields.Nested(PhonedSchema, load_default=None, allow_none=True)


class OfPreservation(Schema):
    preservation_id = fields.UUID(required=True)


class ApprovePreservationCommand(OfPreservation):
    remarks = Text(500, optional=True)


class RefusePreservationCommand(OfPreservation):
    remarks = Text(500)


class DecidePreservationCommand(OfPreservation):
    decision = Text(500)


class PreservationStateSchema(Schema):
    preservation_id = fields.UUID(attribute="id")
    state = fields.String()


class SignatureSchema(Schema):
    role = fields.String(required=True, validate=validate.OneOf(["officer", "party", "witness"]))
    officer_id = fields.String(load_default=None, allow_none=True)
    name = Text(64)
    state = fields.String(
        required=True,
        validate=validate.OneOf(["signed", "refused", "unable", "absent", "read_out"]),
    )
    reason = Text(500, optional=True)
    at = fields.String(required=True, validate=validate.Length(max=40))
    strokes_sha256 = fields.String(load_default=None, allow_none=True, validate=SHA256)
    image_sha256 = fields.String(load_default=None, allow_none=True, validate=SHA256)


class SignCommand(OfInspection):
    document_id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=validate.Length(1, 32))
    nth = fields.Integer(load_default=1, strict=True, validate=validate.Range(1, 99))
    template_version = fields.Integer(required=True, strict=True, validate=validate.Range(1, 9999))
    number = Text(64)
    verify_code = Text(64)
    data = fields.Dict(required=True)
    data_sha256 = fields.String(required=True, validate=SHA256)
    signatures = fields.List(
        fields.Nested(SignatureSchema), required=True, validate=validate.Length(max=20)
    )
    mode = fields.String(required=True, validate=validate.OneOf(["handwritten", "paper"]))
    paper_photos = fields.List(fields.String(validate=SHA256), load_default=list, validate=PHOTOS)


class CorrectCommand(SignCommand):
    """更正: a new version of a signed document; the one before stays readable."""

    supersedes = fields.UUID(required=True)
    reason = Text(500)


class SubmitCommand(OfInspection):
    evidence = fields.List(
        fields.String(validate=SHA256), required=True, validate=validate.Length(max=500)
    )
    documents = fields.List(fields.String(), load_default=list, validate=validate.Length(max=200))
    without = Text(300, optional=True)  # why a document that ought to be there was not made


class PrintedCommand(Schema):
    document_id = fields.UUID(required=True)
    printer = Text(64)
    profile = Text(32)
    payload_sha256 = fields.String(required=True, validate=SHA256)
    size = fields.Integer(
        required=True, strict=True, data_key="bytes", validate=validate.Range(0, 10**7)
    )
    outcome = fields.String(required=True, validate=validate.OneOf(["done", "stopped", "unknown"]))
    copy = fields.Integer(required=True, strict=True, validate=validate.Range(1, 999))


class InspectionStateSchema(Schema):
    inspection_id = fields.UUID(attribute="id")
    state = fields.String()


class SubmittedSchema(InspectionStateSchema):
    missing = fields.List(fields.String())


class SignedSchema(Schema):
    document_id = fields.UUID(attribute="id")
    number = fields.String()


class PrintedSchema(Schema):
    copy = fields.Integer()


class InspectionSchema(Schema):
    id = fields.UUID()
    task_id = fields.UUID()
    state = fields.String()
    state_in_words = fields.String()
    checked_in_at = fields.String()
    position = fields.Dict(allow_none=True)
    no_position_reason = fields.String()
    scanned = fields.String()
    presence = fields.Dict()
    credentials = fields.Dict(allow_none=True)
    avoidance = fields.Dict(allow_none=True)
    answers = fields.Dict()
    conclusion = fields.Dict(allow_none=True)
    result_in_words = fields.String(allow_none=True)
    documents = fields.List(fields.Dict())
    evidence = fields.List(fields.Dict())
    missing = fields.List(fields.String())
    flaws = fields.List(fields.Dict())
    submitted_at = fields.String(allow_none=True)
    needs = fields.List(fields.String())
    returned = fields.Dict(allow_none=True)
    preservations = fields.List(fields.Dict())
    reviews = fields.List(fields.Dict())
    may_review = fields.Boolean()


class TaskSchema(TaskRowSchema):
    subject = fields.Nested(SubjectSchema)
    working_days_left = fields.Integer()
    checklist_id = fields.UUID()
    checklist = fields.Dict()
    team = fields.List(fields.Dict())
    gates = fields.List(fields.Dict())
    past = fields.List(fields.Dict())
    problems = fields.List(fields.Dict())
    act_code = fields.String()
    agency = fields.Dict(metadata={"description": "In whose name: 受委托组织以委托机关名义"})
    presence = fields.Dict(allow_none=True)
    my_answer = fields.String(allow_none=True)
    numbers = fields.Dict()
    inspection = fields.Nested(InspectionSchema, allow_none=True)
    recheck = fields.Dict(allow_none=True, metadata={"description": "复查任务：复查哪份责令改正"})
