"""Blueprint and schema habits that every slice shares."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from flask.json.provider import DefaultJSONProvider
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from backend.core.text import Parser


class Json(DefaultJSONProvider):
    """Moments as ISO 8601, text as it is, keys in the order they were written."""

    ensure_ascii = False
    sort_keys = False
    compact = True

    @staticmethod
    def default(value: Any) -> Any:
        if isinstance(value, datetime | date):
            return value.isoformat()
        if isinstance(value, uuid.UUID):
            return str(value)
        return DefaultJSONProvider.default(value)


def api_blueprint(name: str, about: str, prefix: str = "") -> Any:
    blueprint = Blueprint(name, name, url_prefix=f"/api/v1{prefix}", description=about)
    blueprint.ARGUMENTS_PARSER = Parser()
    return blueprint


class PageQuery(Schema):
    before = fields.UUID(load_default=None, metadata={"description": "`next` of the page above"})
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 100))


class PositionSchema(Schema):
    """A fix as the phone read it. Degrees and metres are decimal strings (never floats)."""

    latitude = fields.String(required=True, validate=validate.Regexp(r"^-?\d{1,2}(\.\d{1,8})?$"))
    longitude = fields.String(required=True, validate=validate.Regexp(r"^-?\d{1,3}(\.\d{1,8})?$"))
    crs = fields.String(required=True, validate=validate.OneOf(["WGS84", "GCJ02"]))
    accuracy = fields.String(required=True, validate=validate.Regexp(r"^\d{1,7}(\.\d{1,3})?$"))
    provider = fields.String(load_default="", validate=validate.Length(max=32))
    mock = fields.Boolean(load_default=False)
    at = fields.AwareDateTime(required=True, format="iso")


SHA256 = validate.Regexp(r"^[0-9a-f]{64}$")
