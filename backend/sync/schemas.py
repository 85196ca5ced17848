from __future__ import annotations

from marshmallow import Schema, fields

from backend.core.web import ProblemSchema, ReceiptSchema


class AnswerSchema(Schema):
    id = fields.String(allow_none=True)
    outcome = fields.String(metadata={"enum": ["accepted", "duplicate", "refused"]})
    result = fields.Dict()
    problem = fields.Nested(ProblemSchema)
    receipt = fields.Nested(ReceiptSchema)


class AnswersSchema(Schema):
    answers = fields.List(fields.Nested(AnswerSchema))
    server_time = fields.String()
