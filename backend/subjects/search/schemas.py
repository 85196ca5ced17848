from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from backend.core.text import Text
from backend.core.web import END
from backend.subjects.schemas import SubjectRowSchema
from backend.subjects.search import asking

FILTERS = ("region", "industry", "credit", "risk", "state", "tag")


def _few(text: str) -> None:
    if len(text) > asking.LONGEST and not asking.read(text).uscc:
        raise ValidationError(f"不能超过 {asking.LONGEST} 字")
    if len(asking.fragments(text[: asking.LONGEST])) > asking.MOST_FRAGMENTS:
        raise ValidationError(f"最多 {asking.MOST_FRAGMENTS} 段字，用空格隔开")


class SearchQuery(Schema):
    q = Text(asking.LONGEST_LINK, optional=True, validate=_few)
    region = fields.String(
        validate=validate.Regexp(rf"^([0-9]{{4}}|[0-9]{{6}}|[0-9]{{9}}){END}"),
        metadata={"description": "市四位，县六位，乡镇街道九位"},
    )
    industry = fields.String(validate=validate.Regexp(rf"^[A-T]([0-9]{{2}}|[0-9]{{4}})?{END}"))
    credit = Text(8, optional=True)
    risk = Text(8, optional=True)
    state = Text(8, optional=True)
    tag = Text(32, optional=True)
    after = fields.String(
        load_default="",
        validate=validate.Length(max=512),
        metadata={"description": "`next` of the page before"},
    )
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 50))

    @post_load
    def gather(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        filters = {name: data.pop(name) for name in FILTERS if name in data}
        return data | {"filters": filters}


class FoundSchema(SubjectRowSchema):
    kind = fields.String()
    operating_address = fields.String()
    legal_rep = fields.String()
    tags = fields.List(fields.String())
    matched = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.List(fields.Integer())),
        metadata={"description": "[start, end) of what was found, by field"},
    )


class PageSchema(Schema):
    items = fields.List(fields.Nested(FoundSchema))
    more = fields.Boolean()
    next = fields.String(metadata={"description": "for `after`; empty on the last page"})
    degraded = fields.Boolean(metadata={"description": "not everything can be found just now"})
    notice = fields.String(metadata={"description": "why, to be shown"})
