"""HTTP for orders to correct. The phone only reads here."""

from __future__ import annotations

import uuid
from typing import Any

from backend.core.auth import IN_THE_FIELD, OVERSEERS, Caller, allow
from backend.core.database import unit_of_work
from backend.core.web import api_blueprint
from backend.inspections.rectification import listing, shown
from backend.inspections.rectification.schemas import ListQuery, OrderSchema, OrdersSchema

blueprint = api_blueprint("rectifications", "责令改正", "/rectifications")


@blueprint.route("", methods=["GET"])
@allow(*IN_THE_FIELD)
@blueprint.arguments(ListQuery, location="query")
@blueprint.response(200, OrdersSchema)
def index(query: dict[str, Any], by: Caller) -> dict[str, Any]:
    """The orders of the caller's own teams, by tab, with the count of each tab."""
    with unit_of_work(writes=False) as session:
        return listing.listed(session, by=by, mine=True, **query)


@blueprint.route("/<uuid:order_id>", methods=["GET"])
@allow(*IN_THE_FIELD, *OVERSEERS)
@blueprint.response(200, OrderSchema)
def show(order_id: uuid.UUID, by: Caller) -> dict[str, Any]:
    """One order: before and after, reports, rechecks, extensions."""
    with unit_of_work(writes=False) as session:
        return shown.order_page(session, by=by, order_id=order_id)
