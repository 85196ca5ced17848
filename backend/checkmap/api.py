"""HTTP for the map."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from backend.checkmap import rules, service, tiles
from backend.checkmap.service import ANY, Box, Filters, TaskFilter
from backend.core.auth import BUSINESS, IN_THE_FIELD, Caller, allow
from backend.core.database import unit_of_work
from backend.core.settings import Settings
from backend.core.text import Text
from backend.core.web import END, api_blueprint
from backend.subjects import SubjectRowSchema

blueprint = api_blueprint("checkmap", "检查地图", "/map")
LONGITUDE, LATITUDE = validate.Range(-180, 180), validate.Range(-90, 90)
CODE = validate.Regexp(rf"^[0-9]{{2,12}}{END}")
LIST = validate.Regexp(rf"^[A-Za-z0-9+-]{{1,4}}(,[A-Za-z0-9+-]{{1,4}}){{0,19}}{END}")
STATES = (rules.LIVE, "注销", "吊销", "迁出", ANY)


class FilterQuery(Schema):
    region = fields.String(load_default="", validate=CODE)
    credit = fields.String(load_default="", validate=LIST, metadata={"description": "A,B"})
    risk = fields.String(load_default="", validate=LIST, metadata={"description": "C,D"})
    industry = fields.String(
        load_default="", validate=LIST, metadata={"description": "门类代码，如 F,H"}
    )
    tag = Text(32, optional=True)
    state = fields.String(load_default=rules.LIVE, validate=validate.OneOf(STATES))
    task = fields.Enum(TaskFilter, by_value=True, load_default=None, allow_none=True)
    unchecked_days = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 3650),
        metadata={"description": "这么多天没有检查过"},
    )


class ViewportQuery(FilterQuery):
    west = fields.Float(required=True, validate=LONGITUDE)
    south = fields.Float(required=True, validate=LATITUDE)
    east = fields.Float(required=True, validate=LONGITUDE)
    north = fields.Float(required=True, validate=LATITUDE)
    zoom = fields.Float(load_default=None, allow_none=True, validate=validate.Range(0, 24))

    @validates_schema
    def in_order(self, data: dict[str, Any], **_: Any) -> None:
        if data["west"] >= data["east"] or data["south"] >= data["north"]:
            raise ValidationError("west 要小于 east，south 要小于 north", "west")


class NearestQuery(FilterQuery):
    longitude = fields.Float(required=True, validate=LONGITUDE)
    latitude = fields.Float(required=True, validate=LATITUDE)


class ClusterSchema(Schema):
    latitude = fields.String()
    longitude = fields.String()
    count = fields.Integer()


class TaskMarkSchema(Schema):
    id = fields.UUID()
    state = fields.String()
    state_in_words = fields.String()
    deadline = fields.Date()
    late = fields.Boolean()


class PointSchema(SubjectRowSchema):
    open_task = fields.Boolean()
    task = fields.Nested(TaskMarkSchema, allow_none=True)
    checked_days = fields.Integer(
        allow_none=True, metadata={"description": "上次检查到今天几天；没有查过为空"}
    )
    unsolved = fields.Boolean(metadata={"description": "以往检查有没有销号的问题"})
    distance = fields.Integer(metadata={"description": "米，只在最近里有"})


class ViewportSchema(Schema):
    clusters = fields.List(fields.Nested(ClusterSchema))
    points = fields.List(fields.Nested(PointSchema))
    count = fields.Integer(metadata={"description": "家数；成片时含边上的，是约数"})
    too_wide = fields.Boolean(metadata={"description": "范围太大，按这些条件数不过来"})
    crs = fields.String()


class NearestSchema(Schema):
    items = fields.List(fields.Nested(PointSchema))
    too_wide = fields.Boolean(metadata={"description": "再远的没有看"})


class MineSchema(Schema):
    items = fields.List(fields.Nested(PointSchema))


class IndustrySchema(Schema):
    code = fields.String()
    name = fields.String()


class BaseSchema(Schema):
    """What the map is drawn upon, and what there is to filter by."""

    ground = fields.String(metadata={"description": "tiles、outline（离线区划图）"})
    crs = fields.String(metadata={"description": "底图的坐标系；标注要先换算成它"})
    layers = fields.List(fields.String())
    farthest = fields.Integer()
    nearest = fields.Integer()
    approval = fields.String(metadata={"description": "审图号"})
    credit = fields.List(fields.String())
    risk = fields.List(fields.String())
    industry = fields.List(fields.Nested(IndustrySchema))
    tag = fields.List(fields.String())


@blueprint.route("/viewport", methods=["GET"])
@allow(*BUSINESS)
@blueprint.arguments(ViewportQuery, location="query")
@blueprint.response(200, ViewportSchema)
def viewport(query: dict[str, Any], by: Caller) -> dict[str, Any]:
    """Points where there are few, clusters where there are many. Degrees WGS-84."""
    query.pop("zoom")  # how much there is decides what is shown, not how near it is
    box = Box(**{name: query.pop(name) for name in ("west", "south", "east", "north")})
    with unit_of_work(writes=False) as session:
        return service.viewport(session, by=by, box=box, filters=_filters(query))


@blueprint.route("/nearest", methods=["GET"])
@allow(*BUSINESS)
@blueprint.arguments(NearestQuery, location="query")
@blueprint.response(200, NearestSchema)
def nearest(query: dict[str, Any], by: Caller) -> dict[str, Any]:
    """The twenty nearest of a place, with metres."""
    here = {name: query.pop(name) for name in ("longitude", "latitude")}
    with unit_of_work(writes=False) as session:
        return service.nearest(session, by=by, **here, filters=_filters(query))


@blueprint.route("/mine", methods=["GET"])
@allow(*IN_THE_FIELD)
@blueprint.response(200, MineSchema)
def mine(by: Caller) -> dict[str, Any]:
    """Where the caller's own open tasks lie, the nearest deadline first."""
    with unit_of_work(writes=False) as session:
        return service.mine(session, by=by)


@blueprint.route("/base", methods=["GET"])
@allow(*BUSINESS)
@blueprint.response(200, BaseSchema)
def base(by: Caller) -> dict[str, Any]:
    """What the map is drawn upon, and what there is to filter by."""
    settings: Settings = current_app.extensions["settings"]
    with unit_of_work(writes=False) as session:
        found = service.choices(session)
    source = tiles.SOURCES.get(settings.map_tiles)
    return {
        "ground": "tiles" if source else "outline",
        "crs": source.crs if source else "WGS84",
        "layers": list(source.layers) if source else [],
        "farthest": source.farthest if source else 8,
        "nearest": source.nearest if source else 19,
        "approval": settings.map_approval,
        **found,
        "industry": [
            {"code": code, "name": rules.INDUSTRIES.get(code, code)} for code in found["industry"]
        ],
    }


@blueprint.route("/tiles/<string:layer>/<int:z>/<int:x>/<int:y>", methods=["GET"])
@allow(*BUSINESS)
@blueprint.response(200, {"type": "string"}, content_type="image/png")
def tile(layer: str, z: int, x: int, y: int, by: Caller) -> Response:
    """A tile of the ground, where one is set up."""
    content, media_type = tiles.tile(current_app.extensions["settings"], layer, z, x, y)
    answer = Response(content, mimetype=media_type)
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer


def _filters(query: dict[str, Any]) -> Filters:
    for name in ("credit", "risk", "industry"):
        query[name] = tuple(each for each in query[name].split(",") if each)
    return Filters(**query)
