"""HTTP for tasks: the officer's inbox, and assignment for departments' own systems and console."""

from __future__ import annotations

from typing import Any

from backend.core.auth import IN_THE_FIELD, Caller, Role, allow
from backend.core.database import perform, unit_of_work
from backend.core.web import api_blueprint
from backend.tasks import avoiding, looking, service, starting
from backend.tasks.models import Task
from backend.tasks.schemas import (
    AssignSchema,
    GatesSchema,
    InboxQuery,
    InboxSchema,
    PartnersQuery,
    PartnersSchema,
    TaskStateSchema,
    TiesSchema,
    WishSchema,
)

blueprint = api_blueprint("tasks", "检查任务", "/tasks")


@blueprint.route("", methods=["GET"])
@allow(*IN_THE_FIELD)
@blueprint.arguments(InboxQuery, location="query")
@blueprint.response(200, InboxSchema)
def index(query: dict[str, Any], by: Caller) -> dict[str, Any]:
    """The caller's own tasks, by tab, with the count of each tab."""
    with unit_of_work(writes=False) as session:
        return service.inbox(session, by=by, **query)


@blueprint.route("", methods=["POST"])
@allow(Role.SECTION_HEAD)
@blueprint.arguments(AssignSchema)
@blueprint.response(201, TaskStateSchema)
def assign(data: dict[str, Any], by: Caller) -> Task:
    """Assign a subject to a team; the first officer leads."""
    return perform(starting.assign, by=by, **data)


@blueprint.route("/avoidances", methods=["GET"])
@allow(*IN_THE_FIELD)
@blueprint.response(200, TiesSchema)
def avoidances(by: Caller) -> dict[str, Any]:
    """回避: whom the caller said to be tied to, or somebody for them, as far as it still holds."""
    with unit_of_work(writes=False) as session:
        return {"items": avoiding.mine(session, by=by)}


@blueprint.route("/start/check", methods=["POST"])
@allow(*IN_THE_FIELD)
@blueprint.arguments(WishSchema)
@blueprint.response(200, GatesSchema)
def check(data: dict[str, Any], by: Caller) -> dict[str, Any]:
    """为什么不能开始: every gate of an inspection that the caller is about to start. Reads only."""
    with unit_of_work(writes=False) as session:
        return looking.check(session, by=by, **data)


@blueprint.route("/start/partners", methods=["GET"])
@allow(*IN_THE_FIELD)
@blueprint.arguments(PartnersQuery, location="query")
@blueprint.response(200, PartnersSchema)
def partners(query: dict[str, Any], by: Caller) -> dict[str, Any]:
    """Who could go along, and why somebody could not."""
    with unit_of_work(writes=False) as session:
        return {"items": looking.partners(session, by=by, **query)}
