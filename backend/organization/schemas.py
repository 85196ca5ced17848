from __future__ import annotations

from marshmallow import Schema, fields, validate

from backend.core.text import Text
from backend.core.web import END
from backend.organization.rules import Standing


class SignInSchema(Schema):
    platform = fields.String(required=True, validate=validate.OneOf(["dingtalk"]))
    code = Text(256)
    device = Text(64)


class KeySchema(Schema):
    public_key = fields.String(
        required=True,
        validate=validate.Regexp(rf"^[A-Za-z0-9+/]{{43}}={END}"),
        metadata={"description": "Ed25519, base64; the private half never leaves the phone"},
    )


class AgencySchema(Schema):
    id = fields.UUID()
    name = fields.String()
    short = fields.String()
    region_code = fields.String()
    region_name = fields.String()
    review_authority = fields.String(metadata={"description": "复议机关"})
    court = fields.String(metadata={"description": "有管辖权的人民法院"})


class CertificateSchema(Schema):
    number = fields.String()
    issuer = fields.String()
    valid_to = fields.Date()
    valid = fields.Boolean()
    state = fields.Enum(Standing, by_value=True)
    days_left = fields.Integer()


class ReceiptKeySchema(Schema):
    key_id = fields.String()
    public_key = fields.String(metadata={"description": "Ed25519, base64"})


class MeSchema(Schema):
    account_id = fields.UUID()
    officer_id = fields.UUID(allow_none=True)
    name = fields.String()
    agency = fields.Nested(AgencySchema)
    roles = fields.List(fields.String())
    certificates = fields.List(fields.Nested(CertificateSchema))
    receipt_key = fields.Nested(ReceiptKeySchema)
    server_time = fields.AwareDateTime()
    demo = fields.Boolean()


class SessionSchema(Schema):
    token = fields.String()
    expires_at = fields.AwareDateTime()
    me = fields.Nested(MeSchema)


class EndedSchema(Schema):
    ended = fields.Boolean()
