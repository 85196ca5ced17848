"""HTTP for subjects."""

from __future__ import annotations

import uuid
from typing import Any

from backend import organization
from backend.core.auth import BUSINESS, Caller, allow
from backend.core.database import unit_of_work
from backend.core.web import api_blueprint
from backend.subjects import service
from backend.subjects.schemas import SubjectSchema
from backend.subjects.search import IN_WORDS, Health, page
from backend.subjects.search.schemas import PageSchema, SearchQuery

blueprint = api_blueprint("subjects", "监管对象", "/subjects")


@blueprint.route("", methods=["GET"])
@allow(*BUSINESS)
@blueprint.arguments(SearchQuery, location="query")
@blueprint.response(200, PageSchema)
def index(query: dict[str, Any], by: Caller) -> dict[str, Any]:
    """Find subjects by any piece of name or address, by code or telephone; near ones first."""
    with unit_of_work(writes=False) as session:
        found = page(session, near=organization.region_of(session, by.agency_id), **query)
        return {
            "items": [service.row(each) | found.told(each) for each in found.rows],
            "more": bool(found.next),
            "next": found.next,
            "degraded": found.health is not Health.FRESH,
            "notice": IN_WORDS[found.health],
        }


@blueprint.route("/<uuid:subject_id>", methods=["GET"])
@allow(*BUSINESS)
@blueprint.response(200, SubjectSchema)
def show(subject_id: uuid.UUID, by: Caller) -> dict[str, Any]:
    """Show one, with its past inspections."""
    with unit_of_work(writes=False) as session:
        subject = service.find(session, subject_id)
        return service.shown(session, subject) | {"past": service.past(session, subject_id)}
