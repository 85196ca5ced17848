"""HTTP for subjects."""

from __future__ import annotations

import uuid
from typing import Any

from marshmallow import Schema, fields, validate

from backend.core.auth import BUSINESS, Caller, allow
from backend.core.database import unit_of_work
from backend.core.text import Text
from backend.core.web import api_blueprint
from backend.subjects import service

blueprint = api_blueprint("subjects", "监管对象", "/subjects")


class SubjectQuery(Schema):
    q = Text(64)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 50))


class SubjectRowSchema(Schema):
    id = fields.UUID()
    name = fields.String()
    uscc = fields.String()
    address = fields.String()
    state = fields.String()
    credit = fields.String()
    risk = fields.String()
    latitude = fields.String(metadata={"description": "WGS-84 degrees"})
    longitude = fields.String(metadata={"description": "WGS-84 degrees"})


class PastSchema(Schema):
    date = fields.Date()
    agency = fields.String()
    result_in_words = fields.String()
    open = fields.Boolean()


class SubjectSchema(SubjectRowSchema):
    region_name = fields.String()
    industry_name = fields.String()
    legal_rep = fields.String()
    phone_masked = fields.String()
    tags = fields.List(fields.String())
    fictitious = fields.Boolean()
    past = fields.List(fields.Nested(PastSchema))


class SubjectsSchema(Schema):
    items = fields.List(fields.Nested(SubjectRowSchema))


@blueprint.route("", methods=["GET"])
@allow(*BUSINESS)
@blueprint.arguments(SubjectQuery, location="query")
@blueprint.response(200, SubjectsSchema)
def index(query: dict[str, Any], by: Caller) -> dict[str, Any]:
    """Find subjects by a fragment of name or address, or the start of the code."""
    with unit_of_work(writes=False) as session:
        return {"items": [service.row(each) for each in service.search(session, **query)]}


@blueprint.route("/<uuid:subject_id>", methods=["GET"])
@allow(*BUSINESS)
@blueprint.response(200, SubjectSchema)
def show(subject_id: uuid.UUID, by: Caller) -> dict[str, Any]:
    """Show one, with its past inspections."""
    with unit_of_work(writes=False) as session:
        subject = service.find(session, subject_id)
        return service.shown(session, subject) | {"past": service.past(session, subject_id)}
