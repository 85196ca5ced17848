from __future__ import annotations

from marshmallow import Schema, fields


class ReceiptSchema(Schema):
    payload = fields.Dict()
    key_id = fields.String()
    signature = fields.String(metadata={"description": "Ed25519 over the canonical payload"})


class AnswerSchema(Schema):
    id = fields.String(allow_none=True)
    outcome = fields.String(metadata={"enum": ["accepted", "duplicate", "refused"]})
    result = fields.Dict()
    problem = fields.Dict()
    receipt = fields.Nested(ReceiptSchema)


class AnswersSchema(Schema):
    answers = fields.List(fields.Nested(AnswerSchema))
    server_time = fields.String()
