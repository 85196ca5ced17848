"""Blueprint and schema habits that every slice shares."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
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

    def dumps(self, obj: Any, **kwargs: Any) -> str:
        """A refusal may name what it refuses: lone surrogates, which have no UTF-8, become `?`."""
        return super().dumps(obj, **kwargs).encode(errors="replace").decode()

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


# Patterns are published as they stand, so they must mean the same in Python and ECMAScript: no
# \d, which in Python takes digits of every script, and nothing behind the `$` but the end.
END = r"$(?!\n)"
SHA256 = validate.Regexp(rf"^[0-9a-f]{{64}}{END}")


def decimal(whole: int, places: int, sign: str = "-?") -> validate.Regexp:
    """Plain digits, so many before the point and after it at most."""
    return validate.Regexp(rf"^{sign}[0-9]{{1,{whole}}}(\.[0-9]{{1,{places}}})?{END}")


# What a phone says about time must be within what every database and time zone can hold.
MOMENTS = validate.Range(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


class PositionSchema(Schema):
    """A fix as the phone read it. Degrees and metres are decimal strings (never floats)."""

    latitude = fields.String(required=True, validate=decimal(2, 8))
    longitude = fields.String(required=True, validate=decimal(3, 8))
    crs = fields.String(required=True, validate=validate.OneOf(["WGS84", "GCJ02"]))
    accuracy = fields.String(required=True, validate=decimal(7, 3, sign=""))
    provider = fields.String(load_default="", validate=validate.Length(max=32))
    mock = fields.Boolean(load_default=False)
    at = fields.AwareDateTime(required=True, format="iso", validate=MOMENTS)


class ProblemSchema(Schema):
    """RFC 9457."""

    type = fields.String(required=True, metadata={"format": "uri-reference"})
    code = fields.String(required=True, metadata={"description": "稳定不变，程序按它判断"})
    title = fields.String(required=True, metadata={"description": "给使用者看的中文"})
    status = fields.Integer(required=True)
    details = fields.Dict(required=True)


class ReceiptSchema(Schema):
    """What the phone checks before it lets go of anything."""

    payload = fields.Dict(required=True)
    key_id = fields.String(required=True)
    signature = fields.String(
        required=True,
        metadata={"description": "Ed25519 over the canonical payload (RFC 8785), base64"},
    )
