"""HTTP for alerts. What the phone closes are commands; what waits in its outbox it tells apart
from it, for the outbox may be what is stuck."""

from __future__ import annotations

from typing import Any

from backend.alerts import listing, service
from backend.alerts.schemas import AlertQuery, AlertsSchema, UnsentSchema
from backend.core.auth import IN_THE_FIELD, MANAGERS, OVERSEERS, Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.web import api_blueprint

blueprint = api_blueprint("alerts", "预警提示", "/alerts")
READERS = (*IN_THE_FIELD, *OVERSEERS, Role.REGISTER_ADMIN)


@blueprint.route("", methods=["GET"])
@allow(*READERS)
@blueprint.arguments(AlertQuery, location="query")
@blueprint.response(200, AlertsSchema)
def index(query: dict[str, Any], by: Caller) -> dict[str, Any]:
    """The open ones, the gravest first: one's own, or all that one's roles look after."""
    with unit_of_work(writes=False) as session:
        only_mine = query["whose"] == "mine"
        return listing.listed(session, by=by, only_mine=only_mine, urgency=query["urgency"])


@blueprint.route("/unsent", methods=["POST"])
@allow(*IN_THE_FIELD, *MANAGERS)  # who writes from the phone
@blueprint.arguments(UnsentSchema)
@blueprint.response(200, UnsentSchema)
def unsent(data: dict[str, Any], by: Caller) -> dict[str, Any]:
    """What waits in this phone, and since when."""
    perform(service.tell_unsent, by=by, **data)
    return data
