"""HTTP for the map."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from backend.checkmap import service
from backend.core.auth import BUSINESS, Caller, allow
from backend.core.database import unit_of_work
from backend.core.web import api_blueprint
from backend.subjects import SubjectRowSchema

blueprint = api_blueprint("checkmap", "检查地图", "/map")
LONGITUDE, LATITUDE = validate.Range(-180, 180), validate.Range(-90, 90)


class ViewportQuery(Schema):
    west = fields.Float(required=True, validate=LONGITUDE)
    south = fields.Float(required=True, validate=LATITUDE)
    east = fields.Float(required=True, validate=LONGITUDE)
    north = fields.Float(required=True, validate=LATITUDE)
    zoom = fields.Float(load_default=None, allow_none=True, validate=validate.Range(0, 24))

    @validates_schema
    def in_order(self, data: dict[str, float], **_: Any) -> None:
        if data["west"] >= data["east"] or data["south"] >= data["north"]:
            raise ValidationError("west 要小于 east，south 要小于 north", "west")


class ClusterSchema(Schema):
    latitude = fields.String()
    longitude = fields.String()
    count = fields.Integer()


class PointSchema(SubjectRowSchema):
    open_task = fields.Boolean()


class ViewportSchema(Schema):
    clusters = fields.List(fields.Nested(ClusterSchema))
    points = fields.List(fields.Nested(PointSchema))
    crs = fields.String()


@blueprint.route("/viewport", methods=["GET"])
@allow(*BUSINESS)
@blueprint.arguments(ViewportQuery, location="query")
@blueprint.response(200, ViewportSchema)
def viewport(query: dict[str, float], by: Caller) -> dict[str, Any]:
    """Points where there are few, clusters where there are many. Degrees WGS-84."""
    query.pop("zoom")  # how much there is decides what is shown, not how near it is
    with unit_of_work(writes=False) as session:
        return service.viewport(session, by=by, **query)
