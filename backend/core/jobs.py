"""Work that leaves the process, as rows of the transaction that asked for it.

A worker leases a job by one guarded update, does it, and marks it done. Killed at any moment it
loses nothing: the lease runs out and another worker repeats the job, which must bear that.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import Flask, current_app
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from backend.core import clock
from backend.core.database import Base, Recorded, perform, unit_of_work

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
HOUR = timedelta(hours=1)
MOST_FAILURES = 5
OUTAGE_DEADLINE = timedelta(hours=24)

# A handler gets the payload; it opens units of work of its own and may be run twice.
Handler = Callable[..., None]
# What every worker does again and again beside the jobs, a little at a time; whether more waits.
# It opens units of work of its own, and several workers may come to it at once.
Tick = Callable[[], bool]


class JobState(StrEnum):
    WAITING = "waiting"
    LEASED = "leased"
    DONE = "done"
    FAILED = "failed"


class Job(Recorded, Base):
    __tablename__ = "job"

    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    run_after: Mapped[datetime] = mapped_column(default=lambda: clock.now(), index=True)
    leased_until: Mapped[datetime | None]
    lease: Mapped[uuid.UUID | None]
    failures: Mapped[int] = mapped_column(default=0)
    outages: Mapped[int] = mapped_column(default=0)
    deadline: Mapped[datetime] = mapped_column(default=lambda: clock.now() + OUTAGE_DEADLINE)
    last_error: Mapped[str | None]
    done_at: Mapped[datetime | None]


class Heartbeat(Base):
    """When each worker was last seen, for readiness and alerts."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]


class Mark(Base):
    """When an hourly job was last asked for."""

    __tablename__ = "hourly_mark"

    kind: Mapped[str] = mapped_column(primary_key=True)
    asked_at: Mapped[datetime]


class Outage(Exception):
    """Something outside does not answer: not the job's fault, so it only backs off."""


def enqueue(session: Session, kind: str, /, **payload: Any) -> None:
    session.add(Job(kind=kind, payload=payload))


def init_app(
    app: Flask,
    handlers: Mapping[str, Handler],
    hourly: Iterable[str] = (),
    ticks: Iterable[Tick] = (),
) -> None:
    """`hourly` are kinds without a payload that somebody has to ask for every hour."""
    app.extensions["job_handlers"] = handlers
    app.extensions["hourly_jobs"] = tuple(hourly)
    app.extensions["ticks"] = tuple(ticks)


def tick() -> bool:
    """Each tick once; whether any has more to do. One that fails holds up neither jobs nor others.

    Its failure is in the log each time; what it was to do stays undone until it succeeds.
    """
    ticks: tuple[Tick, ...] = current_app.extensions["ticks"]
    more = False
    for each in ticks:
        try:
            more = each() or more
        except Exception:
            log.exception("tick failed", extra={"tick": each.__qualname__})
    return more


def run_next() -> bool:
    """Lease one job and do it. False when none is due."""
    leased = perform(_lease)
    if leased is None:
        return False
    job_id, lease, kind, payload = leased
    handlers: Mapping[str, Handler] = current_app.extensions["job_handlers"]
    try:
        handlers[kind](**payload)
    except Outage as outage:
        log.warning("job waits for an outage", extra={"job": str(job_id), "kind": kind})
        perform(_back_off, job_id, lease, str(outage))
    except Exception as error:
        log.exception("job failed", extra={"job": str(job_id), "kind": kind})
        perform(_failed, job_id, lease, type(error).__name__)
    else:
        perform(_done, job_id, lease)
    return True


def beat(session: Session, name: str) -> None:
    session.merge(Heartbeat(name=name, seen_at=clock.now()))


def ask_hourly(session: Session) -> None:
    """Enqueue what is due; of several workers the one that moves the mark does it."""
    for kind in current_app.extensions["hourly_jobs"]:
        mark = session.get(Mark, kind)
        if mark is None:
            session.add(Mark(kind=kind, asked_at=clock.now()))
            session.flush()
        elif not session.scalar(
            update(Mark)
            .where(Mark.kind == kind, Mark.asked_at <= clock.now() - HOUR)
            .values(asked_at=clock.now())
            .returning(Mark.kind)
        ):
            continue
        enqueue(session, kind)


def last_beat() -> datetime | None:
    with unit_of_work(writes=False) as session:
        return session.scalar(select(Heartbeat.seen_at).order_by(Heartbeat.seen_at.desc()).limit(1))


def _lease(session: Session) -> tuple[uuid.UUID, uuid.UUID, str, dict[str, Any]] | None:
    now = clock.now()
    free = or_(
        Job.state == JobState.WAITING,
        (Job.state == JobState.LEASED) & (Job.leased_until < now),
    )
    due = (
        select(Job.id)
        .where(free, Job.run_after <= now)
        .order_by(Job.run_after, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # PostgreSQL; SQLite writes one at a time anyway
    )
    job_id = session.scalar(due)
    if job_id is None:
        return None
    lease = uuid.uuid4()
    job = session.execute(
        update(Job)
        .where(Job.id == job_id, free)
        .values(state=JobState.LEASED, leased_until=now + LEASE, lease=lease)
        .returning(Job.kind, Job.payload)
    ).one_or_none()
    return job and (job_id, lease, job.kind, job.payload)


def _mine(job_id: uuid.UUID, lease: uuid.UUID) -> Any:
    """Only who still holds the lease may say how the job ended."""
    return update(Job).where(Job.id == job_id, Job.lease == lease, Job.state == JobState.LEASED)


def _done(session: Session, job_id: uuid.UUID, lease: uuid.UUID) -> None:
    session.execute(_mine(job_id, lease).values(state=JobState.DONE, done_at=clock.now()))


def _failed(session: Session, job_id: uuid.UUID, lease: uuid.UUID, error: str) -> None:
    job = session.get_one(Job, job_id)
    failures = job.failures + 1
    state = JobState.FAILED if failures >= MOST_FAILURES else JobState.WAITING
    wait = timedelta(seconds=min(600, 2**failures))
    session.execute(
        _mine(job_id, lease).values(
            state=state, failures=failures, last_error=error, run_after=clock.now() + wait
        )
    )


def _back_off(session: Session, job_id: uuid.UUID, lease: uuid.UUID, error: str) -> None:
    job = session.get_one(Job, job_id)
    late = clock.now() >= job.deadline
    wait = timedelta(seconds=min(900, 5 * 2 ** min(job.outages, 8)))
    session.execute(
        _mine(job_id, lease).values(
            state=JobState.FAILED if late else JobState.WAITING,
            outages=job.outages + 1,
            last_error=error[:200],
            run_after=clock.now() + wait,
        )
    )
