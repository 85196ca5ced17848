"""改正期限快到、过了、该复查了: the team is told once at each of these days."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend import organization, subjects, tasks
from backend.core import clock
from backend.core.database import perform, unit_of_work
from backend.core.jobs import Handler, Outage, enqueue
from backend.inspections.rectification import rechecks, rules
from backend.inspections.rectification.models import RectificationOrder
from backend.platforms import (
    PlatformUnavailable,
    link_builder,
    messenger,
    rectification_due,
)

HOURLY = "rectification.remind"
AT_ONCE = 500  # orders of one job, so that it ends well within its lease
LATEST = timedelta(days=60)  # after that the console's board says enough


def remind() -> None:
    """Asked for every hour; each order is looked at once a day."""
    perform(rechecks.release_all)
    perform(_remind)


def _remind(session: Session) -> None:
    today = clock.today()
    rows = session.scalars(
        select(RectificationOrder)
        .where(
            RectificationOrder.state.in_(rules.RUNNING),
            RectificationOrder.reminded_on < today,
            RectificationOrder.due >= today - LATEST,
        )
        .order_by(RectificationOrder.id)
        .limit(AT_ONCE)
    ).all()
    days: int = current_app.extensions["settings"].recheck_workdays
    for order in rows:
        all_calls = rules.calls(_dates(order), recheck_days=days)
        call = rules.due_call(all_calls, state=order.state, after=order.reminded_on, today=today)
        moved = session.scalar(
            update(RectificationOrder)
            .where(
                RectificationOrder.id == order.id,
                RectificationOrder.reminded_on == order.reminded_on,
            )
            .values(reminded_on=today)
            .returning(RectificationOrder.id)
            .execution_options(synchronize_session=False)
        )
        if moved and call:
            tell(session, order, call.about, call.due)
    if len(rows) == AT_ONCE:
        enqueue(session, HOURLY)


def tell(session: Session, order: RectificationOrder, about: str, due: date) -> None:
    facts = {"about": about, "due": due.isoformat(), "at": clock.now().isoformat()}
    enqueue(session, "message.rectification_due", order_id=str(order.id), **facts)


def _dates(order: RectificationOrder) -> Iterable[date]:
    """Each item's own date, until an extension sets one for all that is left."""
    if order.due != order.printed_due:
        return [order.due]
    return {order.due, *(date.fromisoformat(each["due"]) for each in order.items)}


def rectification_is_due(order_id: str, about: str, due: str, at: str) -> None:
    """One message to the team; it opens the order."""
    settings = current_app.extensions["dingtalk"]
    with unit_of_work(writes=False) as session:
        order = session.get_one(RectificationOrder, uuid.UUID(order_id))
        officers = [m.officer_id for m in tasks.team(session, order.task_id)]
        users = organization.platform_ids(session, officers, "dingtalk")
        message = rectification_due(
            user_ids=[users[each] for each in officers if each in users],
            about=about,
            number=order.number,
            subject=subjects.find(session, order.subject_id).name,
            items=len(order.items),
            due=date.fromisoformat(due),
            at=datetime.fromisoformat(at),
            recheck_by=rechecks.by_when(order),
            link=link_builder(settings).order(order.id),
        )
    if not message.user_ids or order.state in rules.SETTLED:
        return
    try:
        messenger(settings).send([message])
    except PlatformUnavailable as error:
        raise Outage(str(error)) from error


JOBS: dict[str, Handler] = {HOURLY: remind, "message.rectification_due": rectification_is_due}
