"""HTTP for printing: the profiles, which the phone keeps for when there is no signal."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from backend.core.auth import BUSINESS, Caller, allow
from backend.core.web import api_blueprint
from backend.printing import profiles

blueprint = api_blueprint("printing", "便携打印机")


class SizeSchema(Schema):
    width = fields.Integer()
    height = fields.Integer()


class ProfileSchema(Schema):
    """Dots and columns are across the paper, intervals in ms."""

    id = fields.String()
    title = fields.String()
    language = fields.String()
    dots = fields.Integer()
    columns = fields.Integer()
    dots_per_mm = fields.Integer()
    band_rows = fields.Integer()
    signature = fields.Nested(SizeSchema)
    qr_module = fields.Integer()
    ending = fields.String()
    segment_bytes = fields.Integer()
    chunk_bytes = fields.Integer()
    interval_ms = fields.Integer()
    devices = fields.List(fields.String())
    font = fields.String()
    page_rows = fields.Integer()


@blueprint.route("/printers", methods=["GET"])
@allow(*BUSINESS)
@blueprint.response(200, ProfileSchema(many=True))
def printers(by: Caller) -> list[dict[str, Any]]:
    """Every printer that slips can be made for."""
    return [profile.as_json() for profile in profiles.load().values()]
