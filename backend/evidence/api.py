"""HTTP for evidence: one original a request, answered with a signed receipt."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, request
from marshmallow import Schema, ValidationError, fields, validate

from backend import evidence
from backend.core.auth import BUSINESS, IN_THE_FIELD, Caller, allow
from backend.core.database import perform, unit_of_work
from backend.core.problems import InvalidInput
from backend.core.storage import is_name
from backend.core.text import clean, parse_json
from backend.core.web import MOMENTS, SHA256, PositionSchema, ReceiptSchema, api_blueprint
from backend.evidence.problems import EvidenceMissing, NotYours
from backend.evidence.service import SIGNATURES, inspections_naming

blueprint = api_blueprint("evidence", "证据", "/evidence")


class MetaSchema(Schema):
    sha256 = fields.String(required=True, validate=SHA256)
    kind = fields.String(
        required=True, validate=validate.OneOf(["photo", "strokes", "signature", "paper"])
    )
    inspection_id = fields.UUID(required=True)
    item = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=32))
    origin = fields.String(required=True, validate=validate.OneOf(["camera", "import"]))
    media_type = fields.String(required=True, validate=validate.OneOf([*SIGNATURES]))
    taken_at = fields.AwareDateTime(required=True, validate=MOMENTS)
    position = fields.Nested(PositionSchema, load_default=None, allow_none=True)


class EvidenceReceiptSchema(Schema):
    receipt = fields.Nested(ReceiptSchema)


@blueprint.route("", methods=["POST"])
@allow(*IN_THE_FIELD)
@blueprint.response(200, EvidenceReceiptSchema)
@blueprint.doc(
    requestBody={
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "contentMediaType": "application/octet-stream"},
                        "meta": MetaSchema,
                    },
                    "required": ["file", "meta"],
                },
                "encoding": {"meta": {"contentType": "application/json"}},
            }
        },
    }
)
def upload(by: Caller) -> dict[str, Any]:
    """Keep an original under its hash. The same again answers the same receipt."""
    request.max_content_length = current_app.extensions["settings"].max_upload_bytes
    file = request.files.get("file")
    if file is None:
        raise InvalidInput(fields={"file": ["必填"]})
    raw = parse_json(request.form.get("meta", ""))
    if not isinstance(raw, dict) or not clean(raw):
        raise InvalidInput(fields={"meta": ["应为 JSON 对象"]})
    try:
        meta = MetaSchema().load(raw)
    except ValidationError as error:
        raise InvalidInput(fields=error.messages_dict) from error
    position = raw.get("position")
    with unit_of_work(writes=False) as session:
        if not current_app.extensions["may_add_evidence"](session, by, meta["inspection_id"]):
            raise NotYours(inspection_id=str(meta["inspection_id"]))
    content = file.read()
    evidence.keep_bytes(content, meta["sha256"], meta["media_type"])
    row = perform(evidence.register, by=by, size=len(content), **meta | {"position": position})
    current_app.extensions["evidence_arrived"](row.inspection_id)
    return {"receipt": evidence.receipt(row)}


@blueprint.route("/<string:sha256>", methods=["GET"])
@allow(*BUSINESS)
@blueprint.response(200, {"type": "string"}, content_type="application/octet-stream")
def download(sha256: str, by: Caller) -> Response:
    """The original bytes, as an attachment, checked against their hash first."""
    if not is_name(sha256):
        raise EvidenceMissing(sha256=sha256[:64])
    check = current_app.extensions["may_see_inspection"]
    with unit_of_work(writes=False) as session:
        seen = any(check(session, by, each) for each in inspections_naming(session, sha256))
        media_type = evidence.media_type(session, sha256)
    if not seen:
        raise EvidenceMissing(sha256=sha256)
    response = Response(evidence.read(sha256), mimetype=media_type)
    ending = media_type.rpartition("/")[2]
    response.headers["Content-Disposition"] = f'attachment; filename="{sha256[:16]}.{ending}"'
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
