"""检查通知书 for many tasks at once: issued one by one, drawn as one file to print."""

from __future__ import annotations

import uuid
from typing import Any

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend import documents, organization, tasks
from backend.core import clock
from backend.core.auth import Caller
from backend.core.database import perform, unit_of_work
from backend.core.jobs import Handler, enqueue
from backend.core.problems import NotFound, Problem
from backend.core.records import audit
from backend.core.storage import Storage
from backend.documents import NoticeBatch, NoticeState
from backend.inspections import papers

KINDS = ("inspection_notice", "random_notice")
MOST = 500
CHUNK = 25  # in one transaction, and in one job: nobody waits longer than that for the writer
BEFORE_GOING = (tasks.State.PENDING, tasks.State.ACCEPTED)


def waiting(session: Session, *, by: Caller, kind: tasks.Kind | None) -> list[tasks.Task]:
    """The caller's tasks on which nobody has gone out yet, the nearest deadline first."""
    where = [tasks.seen_by(by), tasks.Task.state.in_(BEFORE_GOING)]
    if kind is not None:
        where.append(tasks.Task.kind == kind)
    rows = select(tasks.Task).where(*where).order_by(tasks.Task.deadline, tasks.Task.number)
    return list(session.scalars(rows.limit(MOST)))


def begin(
    session: Session, *, by: Caller, kind: str, task_ids: list[uuid.UUID], filled: dict[str, Any]
) -> NoticeBatch:
    """Ask for the notices. `filled` is what the template asks for, the same in all of them.

    Raises NotFound for a task that is not the caller's.
    """
    known = {task.id for task in waiting(session, by=by, kind=None)}
    for task_id in task_ids:
        if task_id not in known:
            raise NotFound(id=str(task_id))
    batch = NoticeBatch(
        kind=kind,
        agency_id=by.agency_id,
        account_id=by.account_id,
        by_name=by.name,
        task_ids=[str(task_id) for task_id in task_ids],
        filled=filled,
        done=0,
        left_out=[],
        state=NoticeState.ISSUING,
    )
    session.add(batch)
    session.flush()
    enqueue(session, "inspection.notices", batch_id=str(batch.id))
    audit(session, by, "notices.begin", "notices", batch.id, count=len(task_ids))
    return batch


def find(session: Session, *, by: Caller, batch_id: uuid.UUID) -> NoticeBatch:
    """Raises NotFound."""
    mine = NoticeBatch.agency_id.in_(organization.agencies_of(by))
    found = session.scalar(select(NoticeBatch).where(NoticeBatch.id == batch_id, mine))
    if found is None:
        raise NotFound(id=str(batch_id))
    return found


def work(batch_id: str) -> None:
    """The next few notices, or the file once all are issued. Done twice, kept once."""
    with unit_of_work(writes=False) as session:
        batch = session.get_one(NoticeBatch, uuid.UUID(batch_id))
    if batch.state is not NoticeState.ISSUING:
        return
    if batch.done < len(batch.task_ids):
        perform(_issue_some, batch.id, batch.done)
        return
    with unit_of_work(writes=False) as session:
        drawn = _papers(session, batch)
    if not drawn:
        perform(_finish, batch.id, NoticeState.FAILED, None)
        return
    demo = current_app.extensions["settings"].practice
    at = clock.now().replace(microsecond=0)
    storage: Storage = current_app.extensions["storage"]
    kept = storage.put(documents.stack(drawn, demo=demo, at=at))
    perform(_finish, batch.id, NoticeState.DONE, kept)


def _issue_some(session: Session, batch_id: uuid.UUID, done: int) -> None:
    """From the place that was reached; a second worker at the same place loses the race."""
    batch = session.get_one(NoticeBatch, batch_id)
    some = batch.task_ids[done : done + CHUNK]
    moved = session.scalar(
        update(NoticeBatch)
        .where(NoticeBatch.id == batch_id, NoticeBatch.done == done)
        .values(done=done + len(some))
        .returning(NoticeBatch.id)
    )
    if moved is None:
        return
    by = _caller(session, batch)
    left_out = [each for task_id in some if (each := _issue(session, by, batch, task_id))]
    batch.left_out = [*batch.left_out, *left_out]
    enqueue(session, "inspection.notices", batch_id=str(batch_id))


def _caller(session: Session, batch: NoticeBatch) -> Caller:
    account = session.get_one(organization.Account, batch.account_id)
    by = organization.load_caller(session, account.id, account.session_version, batch.id)
    if by is None:
        raise NotFound(id=str(batch.account_id))
    return by


def _issue(session: Session, by: Caller, batch: NoticeBatch, task_id: str) -> dict[str, str] | None:
    """What kept a task out of the stack, in words; None when its notice is there."""
    task = session.get_one(tasks.Task, uuid.UUID(task_id))
    if task.state not in BEFORE_GOING:
        return {"number": task.number, "why": tasks.IN_WORDS[task.state]}
    source = papers.task_source(session, by=by, task_id=task.id)
    try:
        documents.issue(
            session,
            by=by,
            kind=batch.kind,
            source=source | {"filled": batch.filled},
            series=tasks.series_of(session, task),
            inspection_id=None,
        )
    except Problem as problem:
        return {"number": task.number, "why": problem.body()["title"]}
    return None


def _papers(session: Session, batch: NoticeBatch) -> list[tuple[list[dict[str, Any]], str]]:
    ids = [uuid.UUID(task_id) for task_id in batch.task_ids]
    found = documents.of_tasks(session, ids, batch.kind)
    return [(documents.blocks(session, each), each.data_sha256) for each in found]


def _finish(
    session: Session, batch_id: uuid.UUID, state: NoticeState, pdf_sha256: str | None
) -> None:
    session.execute(
        update(NoticeBatch)
        .where(NoticeBatch.id == batch_id, NoticeBatch.state == NoticeState.ISSUING)
        .values(state=state, pdf_sha256=pdf_sha256)
    )


JOBS: dict[str, Handler] = {"inspection.notices": work}
