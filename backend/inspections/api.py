"""HTTP for the task page and the inspection. The phone only reads here."""

from __future__ import annotations

import uuid
from typing import Any

from backend.core.auth import BUSINESS, IN_THE_FIELD, OVERSEERS, Caller, allow
from backend.core.database import unit_of_work
from backend.core.web import api_blueprint
from backend.inspections import service, views
from backend.inspections.panorama import panorama
from backend.inspections.panorama_schemas import PanoramaSchema
from backend.inspections.schemas import InspectionSchema, TaskSchema

blueprint = api_blueprint("inspections", "检查")
READERS = (*IN_THE_FIELD, *OVERSEERS)


@blueprint.route("/tasks/<uuid:task_id>", methods=["GET"])
@allow(*READERS)
@blueprint.response(200, TaskSchema)
def task(task_id: uuid.UUID, by: Caller) -> dict[str, Any]:
    """Everything the phone needs to do the task without a signal."""
    with unit_of_work(writes=False) as session:
        page = views.task_page(session, by=by, task_id=task_id)
        found = page["inspection"]
        return page | {"inspection": found and views.veiled(session, by, found)}


@blueprint.route("/inspections/<uuid:inspection_id>", methods=["GET"])
@allow(*READERS)
@blueprint.response(200, InspectionSchema)
def show(inspection_id: uuid.UUID, by: Caller) -> dict[str, Any]:
    """One inspection as far as it has come."""
    with unit_of_work(writes=False) as session:
        inspection = service.find(session, by=by, inspection_id=inspection_id)
        return views.veiled(session, by, views.inspection_page(session, inspection, by=by))


@blueprint.route("/subjects/<uuid:subject_id>/whole", methods=["GET"])
@allow(*BUSINESS)
@blueprint.response(200, PanoramaSchema)
def whole(subject_id: uuid.UUID, by: Caller) -> dict[str, Any]:
    """主体全景: identity, credit, licences, and what every agency found there."""
    with unit_of_work(writes=False) as session:
        return panorama(session, by=by, subject_id=subject_id)
