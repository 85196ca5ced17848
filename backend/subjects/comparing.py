"""The worker's part of a full snapshot: a delivered file compared, and what differs staged."""

from __future__ import annotations

import fcntl
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from backend import imports
from backend.core import clock
from backend.core.database import perform, unit_of_work
from backend.core.jobs import Handler, Outage
from backend.core.settings import Settings
from backend.core.sheets import SheetWrong
from backend.imports import Import, State
from backend.subjects import bulk, delivery, register, sheet, showing
from backend.subjects.models import Snapshot, Subject
from backend.subjects.replacing import READING

if TYPE_CHECKING:  # polars, which only the worker needs
    from backend.subjects.snapshot import Difference, Prepared

HELD = "snapshot.lock"
AT_ONCE = 10_000
EXAMPLES = 20  # facts of a row that are shown
FIRST = "名录里还没有这个来源的对象：第一次比对，文件里的都算新增。请核对来源名称有没有写错"
NOT_AGAIN = "文件在比对的时候变了，可能还在传；等传完再比对一次，什么都没有写入"
BEAT_SECONDS = 15.0
STILL = timedelta(minutes=2)  # without a beat: the worker is dead


class NotWanted(Exception):
    """Somebody stopped it, or compared something newer, while it was compared."""


def compare(import_id: str) -> None:
    """A job. Killed at any moment it begins anew: until the end nothing is kept of it. It may take
    longer than a job's lease; whoever comes to it then waits for the one who is at it."""
    with _alone(), _claimed(uuid.UUID(import_id)):
        found = imports.take_up(import_id)
        if found is None:
            return
        try:
            difference, prepared = _prepared(found)
        except NotWanted:
            return
        except SheetWrong as wrong:
            imports.fail(found, wrong.words)
        except OSError:
            imports.fail(found, "文件读不出来：可能刚被移走，或者没有读取权限；什么都没有写入")
        else:
            imports.hand_over(
                found,
                prepared.staged,
                prepared.count,
                partial(tell, import_id=found.id, difference=difference, prepared=prepared),
                columns=prepared.columns,
                sha256=prepared.staged,
                notes=[] if difference.before else [FIRST],
            )


def _prepared(found: Import) -> tuple[Difference, Prepared]:
    """Of the file as it was when it was chosen. Raises SheetWrong."""
    from backend.subjects import snapshot

    assert found.agency_id
    assert found.key_sealed
    with unit_of_work(writes=False) as session:
        row = session.scalars(select(Snapshot).where(Snapshot.import_id == found.id)).one()
    file = delivery.look(found.agency_id, found.filename)
    if (file.size, file.changed_ns) != (found.size, row.changed_ns):
        raise SheetWrong(NOT_AGAIN)
    difference = snapshot.compare(file.path, found.source, confirm_fewer=True, rows=row.promised)
    _refuse_outside(found, difference.gone)
    beat = _heart(found.id)
    prepared = snapshot.prepare(file.path, difference, found.key_sealed, found.part, beat)
    if delivery.look(found.agency_id, found.filename) != file:
        imports.unstage(prepared.staged)
        raise SheetWrong(NOT_AGAIN)
    return difference, prepared


@contextmanager
def _alone() -> Iterator[None]:
    """One comparison at a time on a machine: of ten million rows it takes a gigabyte."""
    settings: Settings = current_app.extensions["settings"]
    settings.index_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (settings.index_folder / HELD).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Outage("another snapshot is being compared here") from None
        yield


@contextmanager
def _claimed(import_id: uuid.UUID) -> Iterator[None]:
    """One worker at a time on any machine; one that died is waited for no longer than STILL."""
    if not perform(_claim, import_id):
        raise Outage("another worker compares this snapshot")
    try:
        yield
    finally:
        perform(_leave, import_id)


def _claim(session: Session, import_id: uuid.UUID) -> bool:
    now = clock.now()
    free = or_(Snapshot.working_at.is_(None), Snapshot.working_at < now - STILL)
    won = session.scalar(
        update(Snapshot)
        .where(Snapshot.import_id == import_id, free)
        .values(working_at=now)
        .returning(Snapshot.id)
    )
    return won is not None


def _leave(session: Session, import_id: uuid.UUID) -> None:
    session.execute(update(Snapshot).where(Snapshot.import_id == import_id).values(working_at=None))


def _heart(import_id: uuid.UUID) -> Callable[[], None]:
    """To be called often; now and then it says that the work goes on. Raises NotWanted."""
    last = time.monotonic()

    def beat() -> None:
        nonlocal last
        if time.monotonic() - last < BEAT_SECONDS:
            return
        last = time.monotonic()
        if not perform(_still_wanted, import_id):
            raise NotWanted

    return beat


def _still_wanted(session: Session, import_id: uuid.UUID) -> bool:
    session.execute(
        update(Snapshot).where(Snapshot.import_id == import_id).values(working_at=clock.now())
    )
    state = session.scalar(select(Import.state).where(Import.id == import_id))
    return state == State.UPLOADED


def _refuse_outside(found: Import, gone: Sequence[str]) -> None:
    """A source that reaches farther than the agency is not its to replace. Raises SheetWrong."""
    by = imports.caller_of(found)
    assert by
    abroad: list[str] = []
    with unit_of_work(writes=False) as session:
        for at in range(0, len(gone), AT_ONCE):
            abroad += bulk.outside(session, by, gone[at : at + AT_ONCE])
    if abroad:
        raise SheetWrong(
            f"名录里这个来源有 {len(abroad):,} 户不在文件里，也不在本单位辖区（如 {abroad[0]}）。"
            "多半是来源选错了；来源确实更大的，由管得到全部辖区的单位来比对"
        )


def tell(
    session: Session, *, import_id: uuid.UUID, difference: Difference, prepared: Prepared
) -> None:
    """The figures of the comparison beside its import."""
    row = session.scalars(select(Snapshot).where(Snapshot.import_id == import_id)).one()
    row.row_count, row.before = difference.rows, difference.before
    row.added, row.changed = len(difference.added), len(difference.changed)
    row.removed, row.mass = len(difference.gone), difference.mass
    row.examples = {
        "added": [_example(each) for each in prepared.examples["added"]],
        "changed": _changes(session, prepared.examples["changed"]),
        "removed": _names(session, prepared.gone),
    }


def _example(row: dict[str, str]) -> dict[str, Any]:
    return {"code": row["uscc"], "name": row.get("name", "")}


def _changes(session: Session, rows: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
    """With what would become otherwise; nothing where only the way of writing it is another."""
    codes = [row["uscc"] for row in rows]
    there = {
        each.uscc: each for each in session.scalars(select(Subject).where(Subject.uscc.in_(codes)))
    }
    found = []
    for row in rows:
        values, _ = sheet.read(row)
        subject = there.get(row["uscc"])
        facts = register.told(register.differences(subject, values)) if subject else {}
        lines = showing.facts(facts)[:EXAMPLES]
        name = subject.name if subject else row.get("name", "")
        found.append(_example(row) | {"name": name, "facts": lines})
    return found


def _names(session: Session, codes: Sequence[str]) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Subject.uscc, Subject.name).where(Subject.uscc.in_(codes)).order_by(Subject.uscc)
    )
    return [{"code": code, "name": name} for code, name in rows]


JOBS: dict[str, Handler] = {READING: compare}
