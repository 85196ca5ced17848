"""POST /api/v1/sync/commands: the outbox of a phone."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_smorest import Blueprint

from backend.core import clock
from backend.core.auth import IN_THE_FIELD, Caller, Role, allow
from backend.core.database import perform
from backend.core.problems import InvalidInput
from backend.core.text import read_json
from backend.sync import service
from backend.sync.schemas import AnswersSchema

blueprint = Blueprint("sync", __name__, url_prefix="/api/v1/sync", description="设备同步")


@blueprint.route("/commands", methods=["POST"])
@allow(*IN_THE_FIELD, Role.AGENCY_HEAD)  # who approves from the phone
@blueprint.response(200, AnswersSchema)
@blueprint.doc(
    requestBody={
        "required": True,
        "description": "不超过 200 条命令的列表，每条 {id, device, seq, at, kind, payload}",
        "content": {
            "application/json": {
                "schema": {
                    "type": "array",
                    "maxItems": service.MOST,
                    "items": service.CommandSchema,
                }
            }
        },
    }
)
def receive_commands(by: Caller) -> dict[str, Any]:
    """Answer a list of commands, each on its own and in its order."""
    batch_id = perform(service.keep_batch, request.get_data(), by)
    items = read_json(request)
    if not isinstance(items, list) or len(items) > service.MOST:
        raise InvalidInput(fields={"_schema": [f"应为不超过 {service.MOST} 条的列表"]})
    return {
        "answers": service.answer_all(items, batch_id, by),
        "server_time": clock.now().isoformat(),
    }
