"""HTTP for hand-overs. The phone only reads here; what it does are commands."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Response

from backend import evidence
from backend.core.auth import IN_THE_FIELD, OVERSEERS, Caller, allow
from backend.core.database import perform, unit_of_work
from backend.core.web import api_blueprint
from backend.handovers import access, listing, reading
from backend.handovers import receivers as choices
from backend.handovers.schemas import (
    AgenciesQuery,
    AgenciesSchema,
    HandoverListSchema,
    HandoverQuery,
    HandoverSchema,
    ReceiversSchema,
)

blueprint = api_blueprint("handovers", "挑选移交", "/handovers")
READERS = (*IN_THE_FIELD, *OVERSEERS)


@blueprint.route("", methods=["GET"])
@allow(*READERS)
@blueprint.arguments(HandoverQuery, location="query")
@blueprint.response(200, HandoverListSchema)
def index(query: dict[str, Any], by: Caller) -> dict[str, Any]:
    """What came in or went out, with the count of what still waits on either side."""
    with unit_of_work(writes=False) as session:
        return listing.listed(session, by=by, **query)


@blueprint.route("/receivers", methods=["GET"])
@allow(*READERS)
@blueprint.response(200, ReceiversSchema)
def receivers(by: Caller) -> dict[str, Any]:
    """Colleagues, units and the nearest agencies that something can be handed to."""
    with unit_of_work(writes=False) as session:
        return choices.receivers(session, by=by)


@blueprint.route("/receivers/agencies", methods=["GET"])
@allow(*READERS)
@blueprint.arguments(AgenciesQuery, location="query")
@blueprint.response(200, AgenciesSchema)
def agencies(query: dict[str, Any], by: Caller) -> dict[str, Any]:
    """Any agency, by a part of its name."""
    with unit_of_work(writes=False) as session:
        return choices.find(session, by=by, **query)


@blueprint.route("/<uuid:handover_id>", methods=["GET"])
@allow(*READERS)
@blueprint.response(200, HandoverSchema)
def show(handover_id: uuid.UUID, by: Caller) -> dict[str, Any]:
    """One with what was picked, its material, its trail, and what the caller may do."""
    with unit_of_work(writes=False) as session:
        handover = access.find(session, by=by, handover_id=handover_id)
        return listing.shown(session, by=by, handover=handover)


@blueprint.route("/<uuid:handover_id>/material/<uuid:material_id>", methods=["GET"])
@allow(*READERS)
@blueprint.response(200, {"type": "string"}, content_type="application/octet-stream")
def material(handover_id: uuid.UUID, material_id: uuid.UUID, by: Caller) -> Response:
    """An original that goes along, as an attachment; that it was opened is kept."""
    found = perform(reading.original, by=by, handover_id=handover_id, material_id=material_id)
    response = Response(evidence.read(found.sha256), mimetype=found.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.filename}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
