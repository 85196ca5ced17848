"""HTTP for approvals: what waits for the head on the phone, and what became of one's own wishes."""

from __future__ import annotations

import uuid
from typing import Any

from backend.core.auth import IN_THE_FIELD, MANAGERS, Caller, allow
from backend.core.database import unit_of_work
from backend.core.web import api_blueprint
from backend.planning import approvals, authority
from backend.planning.schemas import ApprovalQuery, ApprovalSchema, ApprovalsSchema

blueprint = api_blueprint("planning", "检查审批", "/approvals")


@blueprint.route("", methods=["GET"])
@allow(*IN_THE_FIELD, *MANAGERS)
@blueprint.arguments(ApprovalQuery, location="query")
@blueprint.response(200, ApprovalsSchema)
def index(query: dict[str, Any], by: Caller) -> dict[str, Any]:
    """What the caller decides, or with `mine` what the caller asked for."""
    with unit_of_work(writes=False) as session:
        found = approvals.listed(session, by=by, deciding=True, **query)
        return found | {"decides": authority.decides(session, by)}


@blueprint.route("/<uuid:approval_id>", methods=["GET"])
@allow(*IN_THE_FIELD, *MANAGERS)
@blueprint.response(200, ApprovalSchema)
def one(approval_id: uuid.UUID, by: Caller) -> dict[str, Any]:
    with unit_of_work(writes=False) as session:
        found = approvals.find(session, by=by, approval_id=approval_id)
        may = approvals.may_decide(session, by, found)
        return approvals.shown(found) | {"may_decide": may}
