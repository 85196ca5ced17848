from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from backend.printing.layout import STANDINGS

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

MOST_BLOCKS = 600
MOST_TEXT = 100_000  # characters of the blocks as JSON: forty pages
MOST_POINTS = 20_000  # of all signatures together
FURTHEST = 10_000  # pixels of a pad
SHA256 = validate.Regexp(r"^[0-9a-f]{64}$")


class SizeSchema(Schema):
    width = fields.Integer()
    height = fields.Integer()


class SaysSchema(Schema):
    mask = fields.Integer()
    state = fields.String()


class StatusSchema(Schema):
    ask = fields.String()
    says = fields.List(fields.Nested(SaysSchema))


class ProfileSchema(Schema):
    """Dots and columns are across the paper, intervals in ms."""

    id = fields.String()
    title = fields.String()
    language = fields.String()
    mode = fields.String()
    dots = fields.Integer()
    columns = fields.Integer()
    cell = fields.Integer()
    dots_per_mm = fields.Integer()
    band_rows = fields.Integer()
    signature = fields.Nested(SizeSchema)
    qr_module = fields.Integer()
    qr_native = fields.Boolean()
    ending = fields.String()
    segment_bytes = fields.Integer()
    chunk_bytes = fields.Integer()
    interval_ms = fields.Integer()
    devices = fields.List(fields.String())
    status = fields.List(fields.Nested(StatusSchema))
    font = fields.String()
    page_rows = fields.Integer()


class GlyphQuery(Schema):
    char = fields.String(required=True, validate=validate.Length(1, 1))


class GlyphSchema(Schema):
    """rows: 24 rows of 24 dots as hex, empty where no font has the character."""

    rows = fields.String()


@cache
def _blocks() -> Draft202012Validator:
    from jsonschema import Draft202012Validator  # 0.1 s, and few pages are drawn here

    text = Path(__file__).with_name("block_schema.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text))


def _is_block(given: dict[str, Any]) -> None:
    error = next(_blocks().iter_errors(given), None)
    if error:
        raise ValidationError(f"版块不对：{'.'.join(map(str, error.absolute_path)) or '类型'}")


class DrawSchema(Schema):
    """A document as the phone shows it, and the strokes that its signatures were made of."""

    blocks = fields.List(
        fields.Dict(validate=_is_block), required=True, validate=validate.Length(1, MOST_BLOCKS)
    )
    strokes = fields.Dict(
        keys=fields.String(validate=SHA256),
        values=fields.List(
            fields.List(
                fields.List(fields.Integer(strict=True), validate=validate.Length(min=2, max=3)),
                validate=validate.Length(min=1),
            ),
            validate=validate.Length(min=1),
        ),
        load_default=dict,
        validate=validate.Length(max=20),
    )
    reprint = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 999))
    standing = fields.String(load_default="", validate=validate.OneOf(["", "none", *STANDINGS]))

    @validates_schema
    def is_bounded(self, data: dict[str, Any], **_: Any) -> None:
        points = [p for strokes in data["strokes"].values() for stroke in strokes for p in stroke]
        if len(points) > MOST_POINTS or any(abs(v) > FURTHEST for p in points for v in p[:2]):
            raise ValidationError("笔画太多或太长", "strokes")
        if len(json.dumps(data["blocks"], ensure_ascii=False)) > MOST_TEXT:
            raise ValidationError("内容太长，一次打不完", "blocks")
        for block in data["blocks"]:
            if block["type"] == "table" and any(
                len(row) != len(block["columns"]) for row in block["rows"]
            ):
                raise ValidationError("表格的一行和表头列数不一样", "blocks")


class SegmentSchema(Schema):
    offset = fields.Integer()
    bytes = fields.Integer()
    crc32 = fields.Integer()


class DrawnSchema(Schema):
    """commands: base64, in their order; segments: what they come to, to be checked."""

    commands = fields.List(fields.String())
    segments = fields.List(fields.Nested(SegmentSchema))
    seconds = fields.Integer()
