"""Inspections as the console lists them: filtered, counted by state, a page at a time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from backend import checklists, organization, tasks
from backend.core import clock
from backend.core.auth import Caller
from backend.inspections import reviews
from backend.inspections.models import Flaw, Inspection
from backend.inspections.rules import IN_WORDS, State
from backend.matters import Checklist
from backend.subjects import RESULT_IN_WORDS, Subject
from backend.tasks import Task

# The tabs, each with its states. Flawed ones stand in their own tab and in that of their state.
TABS: dict[str, tuple[State, ...]] = {
    "doing": (State.ON_SITE, State.CHECKING),
    "concluded": (State.CONCLUDED,),
    "signed": (State.SIGNED,),
    "review": (State.REVIEW,),
    "returned": (State.RETURNED,),
    "done": (State.DONE,),
}
FLAWED = "flawed"


def listed(
    session: Session,
    *,
    by: Caller,
    tab: str | None = None,
    from_day: date | None = None,
    to_day: date | None = None,
    before: uuid.UUID | None = None,
    limit: int = 20,
    **asked: Any,
) -> dict[str, Any]:
    """{counts: {tab…, flawed, all}, items, next}, the latest begun first.

    `tab` is one of TABS or FLAWED; days are those in China on which the inspection began; `asked`
    as in tasks.narrowed.
    """
    where = [tasks.seen_by(by), *tasks.narrowed(**asked), *_between(from_day, to_day)]
    counts = _counts(session, where)
    if tab == FLAWED:
        where.append(_has_flaw())
    elif tab is not None:
        where.append(Inspection.state.in_(TABS[tab]))
    if before is not None:
        where.append(_after(session, before))
    rows = session.execute(
        select(
            *(Inspection, Task, Subject, Checklist),
            *(organization.Agency.short_name, organization.Region.name),
        )
        .join(Task, Task.id == Inspection.task_id)
        .join(Subject, Subject.id == Task.subject_id)
        .join(Checklist, Checklist.id == Task.checklist_id)
        .join(organization.Agency, organization.Agency.id == Task.agency_id)
        .outerjoin(organization.Region, organization.Region.code == Subject.region_code)
        .where(*where)
        .order_by(Inspection.started_at.desc(), Inspection.id.desc())
        .limit(limit + 1)
    ).all()
    names = tasks.crews(session, [task.id for _, task, *_ in rows[:limit]])
    ids = [each.id for each, *_ in rows[:limit]]
    flaws, waiting = _flaw_counts(session, ids), reviews.undecided(session, ids)
    items = [
        _row(inspection, subject, checklist)
        | {"kind_in_words": tasks.KIND_IN_WORDS[task.kind], "number": task.number}
        | {"officers": names.get(task.id, []), "flaws": flaws.get(inspection.id, 0)}
        | {"undecided": waiting.get(inspection.id, 0)}
        | {"agency": agency, "region_name": region or ""}
        for inspection, task, subject, checklist, agency, region in rows[:limit]
    ]
    return {
        "counts": counts,
        "items": items,
        "next": items[-1]["id"] if len(rows) > limit else None,
    }


def progress(session: Session, task_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, dict[str, Any]]:
    """{inspection_id, answered, item_count} by task, for those on which an inspection has begun;
    of the items that are shown."""
    rows = session.execute(
        select(Inspection, Checklist)
        .join(Task, Task.id == Inspection.task_id)
        .join(Checklist, Checklist.id == Task.checklist_id)
        .where(Task.id.in_(list(task_ids)))
    )
    found = {}
    for inspection, checklist in rows:
        standing = checklists.evaluate(checklist.content, inspection.record["answers"])
        found[inspection.task_id] = {
            "inspection_id": inspection.id,
            "answered": len(standing.verdicts),
            "item_count": len(standing.visible),
        }
    return found


def tally(form: checklists.Form, answers: checklists.Answers) -> dict[str, int]:
    """How many of the items shown came to each verdict, `shown`, and `open`: not yet answered."""
    standing = checklists.evaluate(form, answers)
    given = list(standing.verdicts.values())
    counted = {verdict: given.count(verdict) for verdict in checklists.VERDICTS}
    return counted | {"shown": len(standing.visible), "open": len(standing.missing)}


def _row(inspection: Inspection, subject: Subject, checklist: Checklist) -> dict[str, Any]:
    return {
        "id": inspection.id,
        "state": inspection.state,
        "state_in_words": IN_WORDS[inspection.state],
        "started_at": inspection.started_at,
        "submitted_at": inspection.submitted_at,
        "result_in_words": RESULT_IN_WORDS[inspection.result] if inspection.result else "",
        "tally": tally(checklist.content, inspection.record["answers"]),
        "checklist_title": checklist.title,
        "subject": subject.name,
        "address": subject.address,
    }


def _between(from_day: date | None, to_day: date | None) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = []
    if from_day is not None:
        where.append(Inspection.started_at >= _midnight(from_day))
    if to_day is not None:
        where.append(Inspection.started_at < _midnight(to_day + timedelta(days=1)))
    return where


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.CHINA)


def _has_flaw() -> ColumnElement[bool]:
    return Inspection.id.in_(select(Flaw.inspection_id))


def _after(session: Session, last: uuid.UUID) -> ColumnElement[bool]:
    """Behind the last one of the page above. Phones choose ids, so time decides and the id ties."""
    began = session.scalar(select(Inspection.started_at).where(Inspection.id == last))
    if began is None:
        return Inspection.id < last
    return or_(
        Inspection.started_at < began,
        and_(Inspection.started_at == began, Inspection.id < last),
    )


def _counts(session: Session, where: list[ColumnElement[bool]]) -> dict[str, int]:
    flawed = _has_flaw().label("flawed")
    rows = session.execute(
        select(Inspection.state, flawed, func.count())
        .join(Task, Task.id == Inspection.task_id)
        .join(Subject, Subject.id == Task.subject_id)
        .where(*where)
        .group_by(Inspection.state, flawed)
    ).all()
    counts = {tab: sum(n for s, _, n in rows if s in states) for tab, states in TABS.items()}
    return counts | {
        FLAWED: sum(n for _, is_flawed, n in rows if is_flawed),
        "all": sum(n for *_, n in rows),
    }


def _flaw_counts(session: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, int]:
    rows = session.execute(
        select(Flaw.inspection_id, func.count())
        .where(Flaw.inspection_id.in_(ids))
        .group_by(Flaw.inspection_id)
    )
    return {each: count for each, count in rows}
