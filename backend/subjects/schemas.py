from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.core.text import Text
from backend.subjects.register import SEALED

SHORT, LONG, REASON = 64, 200, 500


class ChangesQuery(Schema):
    before = fields.UUID(load_default=None, metadata={"description": "`next` of the page above"})


class SubjectRowSchema(Schema):
    id = fields.UUID()
    name = fields.String()
    uscc = fields.String()
    address = fields.String()
    state = fields.String()
    credit = fields.String()
    risk = fields.String()
    latitude = fields.String(metadata={"description": "WGS-84 degrees"})
    longitude = fields.String(metadata={"description": "WGS-84 degrees"})


class PastSchema(Schema):
    date = fields.Date()
    agency = fields.String()
    result_in_words = fields.String()
    open = fields.Boolean()


class SubjectSchema(SubjectRowSchema):
    region_name = fields.String()
    industry_name = fields.String()
    legal_rep = fields.String()
    phone_masked = fields.String()
    tags = fields.List(fields.String())
    fictitious = fields.Boolean()
    past = fields.List(fields.Nested(PastSchema))


class SubjectFields(Schema):
    """A subject as its keeper enters it. What each field must be, says rules.check."""

    name = Text(LONG, optional=True)
    kind = Text(16, optional=True)
    state = Text(16, optional=True)
    uscc = Text(SHORT, optional=True)
    org_code = Text(SHORT, optional=True)
    legacy_number = Text(SHORT, optional=True)
    id_number = Text(SHORT, optional=True)
    region_code = Text(16, optional=True)
    address = Text(LONG, optional=True)
    operating_address = Text(LONG, optional=True)
    industry_code = Text(16, optional=True)
    industry_name = Text(SHORT, optional=True)
    risk = Text(8, optional=True)
    legal_rep = Text(SHORT, optional=True)
    phone = Text(SHORT, optional=True)
    liaison = Text(SHORT, optional=True)
    liaison_phone = Text(SHORT, optional=True)
    established = fields.Date(load_default=None, allow_none=True)
    raw_latitude = fields.Float(load_default=None, allow_none=True, allow_nan=False)
    raw_longitude = fields.Float(load_default=None, allow_none=True, allow_nan=False)
    crs = fields.String(load_default="WGS84", validate=validate.Length(max=16))
    position_source = Text(SHORT, optional=True)
    tags = fields.List(Text(SHORT), load_default=list, validate=validate.Length(max=50))


class SubjectChanges(SubjectFields):
    """Only what is to change; an empty text clears."""


class WordSchema(Schema):
    """Who said it, and since when it holds."""

    source = Text(SHORT, metadata={"description": "信息来源，如 市场监管登记"})
    valid_from = fields.Date(required=True)
    reason = Text(REASON, optional=True)
    code_reason = Text(
        REASON, optional=True, metadata={"description": "接受历史赋码的理由；别的时候不填"}
    )


class EnterSchema(WordSchema):
    subject = fields.Nested(SubjectFields, required=True)


class AmendSchema(WordSchema):
    version = fields.Integer(required=True, metadata={"description": "看到的版本；过时则 409"})
    subject = fields.Nested(
        SubjectChanges(partial=True), required=True, metadata={"description": "只写要改的"}
    )


class RevealSchema(Schema):
    field = fields.String(required=True, validate=validate.OneOf(sorted(SEALED)))
    reason = Text(REASON)


class RevealedSchema(Schema):
    value = fields.String()


class KeptSchema(Schema):
    id = fields.UUID()
    version = fields.Integer()
    internal_number = fields.String(allow_none=True)


class FactSchema(Schema):
    field = fields.String()
    title = fields.String()
    before = fields.String()
    after = fields.String()


class ChangeSchema(Schema):
    id = fields.UUID()
    at = fields.AwareDateTime()
    kind = fields.String()
    kind_in_words = fields.String()
    source = fields.String()
    valid_from = fields.Date()
    by_name = fields.String()
    reason = fields.String()
    facts = fields.List(fields.Nested(FactSchema))


class ChangesSchema(Schema):
    items = fields.List(fields.Nested(ChangeSchema))
    next = fields.UUID(allow_none=True)


class IdentitySchema(SubjectSchema):
    """Everything that the register says of it; numbers of people masked."""

    class Meta:
        exclude = ("past",)

    number = fields.String(metadata={"description": "代码、内部编号或老注册号"})
    org_code = fields.String()
    legacy_number = fields.String()
    internal_number = fields.String()
    id_number_masked = fields.String()
    kind = fields.String()
    region_code = fields.String()
    industry_code = fields.String()
    operating_address = fields.String()
    liaison = fields.String()
    liaison_phone_masked = fields.String()
    established = fields.Date(allow_none=True)
    raw_latitude = fields.String()
    raw_longitude = fields.String()
    crs = fields.String()
    position_source = fields.String()
    source = fields.String()
    updated_at = fields.AwareDateTime()
    removed_at = fields.AwareDateTime(allow_none=True)
    version = fields.Integer()


class CreditSchema(Schema):
    month = fields.String()
    grade = fields.String()
    source = fields.String()


class LicenceSchema(Schema):
    id = fields.UUID()
    kind = fields.String()
    number = fields.String()
    issuer = fields.String()
    valid_from = fields.Date(allow_none=True)
    valid_to = fields.Date(allow_none=True)
    standing = fields.String(metadata={"description": "valid、soon（30 天内）或 expired"})
    standing_in_words = fields.String()
    days_left = fields.Integer(allow_none=True)


class BriefSchema(SubjectRowSchema):
    number = fields.String()
