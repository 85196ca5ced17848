"""Jobs that tell people about their tasks, through the platform they work in."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import matters, organization, subjects
from backend.core import clock
from backend.core.database import unit_of_work
from backend.core.jobs import Handler, Outage
from backend.platforms import (
    Message,
    PlatformUnavailable,
    avoidance_declared,
    link_builder,
    messenger,
    task_received,
)
from backend.platforms import task_declined as declined_message
from backend.tasks import avoiding, service
from backend.tasks.models import Task


def task_assigned(task_id: str, at: str) -> None:
    """新任务: to every officer of the team."""
    settings, assigned_at = current_app.extensions["dingtalk"], datetime.fromisoformat(at)
    with unit_of_work(writes=False) as session:
        task = session.get_one(Task, uuid.UUID(task_id))
        officers = [member.officer_id for member in service.team(session, task.id)]
        users = organization.platform_ids(session, officers, "dingtalk")
        message = task_received(
            user_ids=[users[each] for each in officers if each in users],
            number=task.number,
            subject=subjects.find(session, task.subject_id).name,
            checklist=matters.find(session, task.checklist_id).title,
            deadline=task.deadline,
            assigned_by=task.assigned_by_name,
            assigned_at=assigned_at,
            link=link_builder(settings).task(task.id),
        )
    _send(message)


def task_declined(task_id: str) -> None:
    """退回: to whoever assigned it."""
    settings = current_app.extensions["dingtalk"]
    with unit_of_work(writes=False) as session:
        task = session.get_one(Task, uuid.UUID(task_id))
        subject = subjects.find(session, task.subject_id)
        message = declined_message(
            user_ids=_assigner(session, task),
            number=task.number,
            subject=subject.name,
            reason=task.decline_reason or "",
            declined_at=task.changed_at,
            link=link_builder(settings).console_task(task.id),
        )
    _send(message)


def avoidance(task_id: str, officer_id: str) -> None:
    """回避: to whoever sent the officer there, to send somebody else."""
    settings = current_app.extensions["dingtalk"]
    with unit_of_work(writes=False) as session:
        task, officer = session.get_one(Task, uuid.UUID(task_id)), uuid.UUID(officer_id)
        why = avoiding.tied(session, task, clock.today()).get(officer, "")
        message = avoidance_declared(
            user_ids=_assigner(session, task),
            officer=organization.names(session, [officer])[officer],
            number=task.number,
            subject=subjects.find(session, task.subject_id).name,
            why=why,
            link=link_builder(settings).console_task(task.id),
        )
    if why:  # or it was ended, or another goes, before anybody was told
        _send(message)


def _assigner(session: Session, task: Task) -> Sequence[str]:
    return session.scalars(
        select(organization.PlatformIdentity.user_id).where(
            organization.PlatformIdentity.account_id == task.assigned_by,
            organization.PlatformIdentity.platform == "dingtalk",
        )
    ).all()


def _send(message: Message) -> None:
    if not message.user_ids:
        return
    try:
        messenger(current_app.extensions["dingtalk"]).send([message])
    except PlatformUnavailable as error:
        raise Outage(str(error)) from error


JOBS: dict[str, Handler] = {
    "message.task_assigned": task_assigned,
    "message.task_declined": task_declined,
    "message.avoidance": avoidance,
}
