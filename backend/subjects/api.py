"""HTTP for subjects. Departments' own systems read, add and change by these; the phone reads."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from backend import organization
from backend.core.auth import BUSINESS, Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.web import api_blueprint
from backend.subjects import entry, reveal, service, showing
from backend.subjects.models import Subject
from backend.subjects.schemas import (
    AmendSchema,
    ChangesQuery,
    ChangesSchema,
    EnterSchema,
    KeptSchema,
    RevealedSchema,
    RevealSchema,
    SubjectSchema,
)
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
        near = partial(organization.region_of, session, by.agency_id)
        found = page(session, near=near, **query)
        return {
            "items": [service.row(each) | found.told(each) for each in found.rows],
            "more": bool(found.next),
            "next": found.next,
            "degraded": found.health is not Health.FRESH,
            "notice": IN_WORDS[found.health],
        }


@blueprint.route("", methods=["POST"])
@allow(Role.REGISTER_ADMIN)
@blueprint.arguments(EnterSchema)
@blueprint.response(201, KeptSchema)
@blueprint.alt_response(409, description="名录里已经有这个号码")
def enter(body: dict[str, Any], by: Caller) -> Subject:
    """Enter a subject. Without code and ID number it is given a number of our own."""
    return perform(entry.enter, by=by, values=body.pop("subject"), **body)


@blueprint.route("/<uuid:subject_id>", methods=["GET"])
@allow(*BUSINESS)
@blueprint.response(200, SubjectSchema)
def show(subject_id: uuid.UUID, by: Caller) -> dict[str, Any]:
    """Show one, with its past inspections."""
    with unit_of_work(writes=False) as session:
        subject = service.find(session, subject_id)
        return service.shown(session, subject) | {"past": service.past(session, subject_id)}


@blueprint.route("/<uuid:subject_id>", methods=["POST"])
@allow(Role.REGISTER_ADMIN)
@blueprint.arguments(AmendSchema)
@blueprint.response(200, KeptSchema)
@blueprint.alt_response(409, description="别人先改过了，或已并入另一条")
def amend(body: dict[str, Any], subject_id: uuid.UUID, by: Caller) -> Subject:
    """Change what is named. `version` must be the one that was seen."""
    return perform(entry.amend, by=by, subject_id=subject_id, values=body.pop("subject"), **body)


@blueprint.route("/<uuid:subject_id>/changes", methods=["GET"])
@allow(*BUSINESS)
@blueprint.arguments(ChangesQuery, location="query")
@blueprint.response(200, ChangesSchema)
def changes(query: dict[str, Any], subject_id: uuid.UUID, by: Caller) -> dict[str, Any]:
    """Its history, the newest first: who said what, since when it holds."""
    with unit_of_work(writes=False) as session:
        service.find(session, subject_id)
        return showing.changes(session, subject_id, **query)


@blueprint.route("/<uuid:subject_id>/reveal", methods=["POST"])
@allow(*reveal.MAY_REVEAL)
@blueprint.arguments(RevealSchema)
@blueprint.response(200, RevealedSchema)
@blueprint.alt_response(429, description="今天的次数用完了")
def show_number(body: dict[str, Any], subject_id: uuid.UUID, by: Caller) -> dict[str, Any]:
    """The whole phone or ID number, for a reason that is kept. Never kept on the way."""
    reveal.spend_one(by, subject_id)
    return {"value": perform(reveal.reveal, by=by, subject_id=subject_id, **body)}
