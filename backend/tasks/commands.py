"""What the phone may do to tasks."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend.core.auth import Caller
from backend.planning import Approval
from backend.sync import Handler
from backend.tasks import arriving, avoiding, service, starting
from backend.tasks.models import Task
from backend.tasks.schemas import (
    AskCommand,
    AskedSchema,
    DeclineCommand,
    PresenceCommand,
    StartCommand,
    TaskCommand,
    TaskStateSchema,
    TieCommand,
    TiedSchema,
)


def accept(session: Session, *, by: Caller, at: datetime, task_id: uuid.UUID) -> Task:
    return service.accept(session, by=by, task_id=task_id)


def decline(session: Session, *, by: Caller, at: datetime, task_id: uuid.UUID, reason: str) -> Task:
    return service.decline(session, by=by, task_id=task_id, reason=reason)


def start(session: Session, *, by: Caller, at: datetime, **given: Any) -> Task:
    return starting.start(session, by=by, **given)


def ask(session: Session, *, by: Caller, at: datetime, **given: Any) -> Approval:
    return starting.ask(session, by=by, **given)


def count_try(by: Caller, payload: dict[str, Any]) -> None:
    arriving.spend_presence_try(by, payload["task_id"])


HANDLERS = {
    "task.start": Handler(StartCommand, start, TaskStateSchema),
    "approval.ask": Handler(AskCommand, ask, AskedSchema),
    "avoidance.declare": Handler(TieCommand, avoiding.declare, TiedSchema),
    "task.accept": Handler(TaskCommand, accept, TaskStateSchema),
    "task.decline": Handler(DeclineCommand, decline, TaskStateSchema),
    "inspection.confirm_presence": Handler(
        PresenceCommand, arriving.confirm_presence, TaskStateSchema, before=count_try
    ),
}
