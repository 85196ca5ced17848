from __future__ import annotations

from marshmallow import Schema, fields


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
