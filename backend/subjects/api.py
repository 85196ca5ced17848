"""HTTP for subjects."""

from __future__ import annotations

import uuid
from typing import Any

from backend.core.auth import BUSINESS, Caller, allow
from backend.core.database import unit_of_work
from backend.core.web import api_blueprint
from backend.subjects import service
from backend.subjects.schemas import SubjectQuery, SubjectSchema, SubjectsSchema

blueprint = api_blueprint("subjects", "监管对象", "/subjects")


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
