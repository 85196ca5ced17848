"""全量快照: a source's delivered file compared, looked at, and written once somebody confirms.

The comparison is an import of a kind of its own: the worker stages what differs, and from there on
it is checked, confirmed, written, stopped and gone on with as any other. What was staged is what
is written, whatever becomes of the file. Of each source one comparison waits to be confirmed: a
newer one takes its place when it is itself ready, and not before, for today's file may be cut off.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, aliased

from backend import imports
from backend.core import clock
from backend.core.auth import Caller
from backend.core.records import audit
from backend.core.sheets import SheetWrong
from backend.imports import Import, State
from backend.organization import Agency
from backend.subjects import delivery
from backend.subjects.delivery import Delivered
from backend.subjects.models import Snapshot, SnapshotSource, Subject
from backend.subjects.problems import (
    ReasonNeeded,
    SnapshotComing,
    SnapshotOvertaken,
    SourceBusy,
    SourceOfOthers,
)

KIND = "subject_snapshot"
READING = "snapshot.compare"
BRINGING = ("subjects", KIND)  # kinds of imports that bring subjects of a source
WRITING = (State.CONFIRMED, State.APPLYING)
WAITING = (State.UPLOADED, State.CHECKED)
NOTHING = (State.FAILED, State.CANCELLED)  # how a comparison ends that takes nobody's place


def start(
    session: Session, *, by: Caller, file: Delivered, source: str, promised: int | None
) -> Import:
    """The same file once more, while it is still looked at, is the same comparison. Another one of
    that source that is still being compared is over; one that waits to be confirmed goes on.

    Raises SourceOfOthers, SourceBusy.
    """
    _may_replace(session, by, source)
    before = newest(session, source)
    known = standing(session, source) if before and before.state in NOTHING else before
    if known and _same(session, known, by, file, promised):
        return known
    kind = next(each for each in imports.kinds_of(by) if each.name == KIND)
    found = imports.add(
        session,
        by=by,
        kind=kind,
        source=source,
        filename=file.name,
        size=file.size,
        sha256="",
        key_sealed=imports.new_key(),
    )
    session.add(Snapshot(import_id=found.id, changed_ns=file.changed_ns, promised=promised))
    take_over(session, found, before)
    facts = {"filename": file.name, "source": source}
    audit(session, by, "import.snapshot", KIND, found.id, **facts)
    return found


def _same(
    session: Session, before: Import, by: Caller, file: Delivered, promised: int | None
) -> bool:
    row = session.scalar(select(Snapshot).where(Snapshot.import_id == before.id))
    return (
        row is not None
        and before.state in WAITING
        and (before.agency_id, before.filename, before.size, row.changed_ns, row.promised)
        == (by.agency_id, file.name, file.size, file.changed_ns, promised)
    )


def take_over(session: Session, found: Import, before: Import | None) -> None:
    """From here on this is the newest comparison of its source, after `before`, which the caller
    holds. What is confirmed already takes the place of all that wait. Raises SourceBusy."""
    if before is None:
        session.add(SnapshotSource(source=found.source, import_id=found.id))
        session.flush()  # of two at once the second finds the key taken, and starts again
        return
    if before.state in WRITING:
        raise SourceBusy(source=found.source)
    session.get_one(SnapshotSource, found.source).import_id = found.id
    _end(session, found, WAITING if found.state in WRITING else (State.UPLOADED,))


def take_place(session: Session, found: Import) -> None:
    """It was compared and checked to the end: of the older ones none is confirmed any more."""
    _end(session, found, (State.CHECKED,))


def _end(session: Session, found: Import, states: Sequence[State]) -> None:
    """The other comparisons of its source that stand so."""
    session.execute(
        update(Import)
        .where(
            Import.kind == KIND,
            Import.source == found.source,
            Import.id != found.id,
            Import.state.in_(states),
        )
        .values(state=State.CANCELLED, touched_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def guard(session: Session, found: Import, reason: str) -> None:
    """Before it is written, or gone on with. One that waits goes before a newer one that came to
    nothing, which then is overtaken: what it found was so before this was written.

    Raises SnapshotComing, SnapshotOvertaken, ReasonNeeded.
    """
    last = newest(session, found.source)
    if last is None:
        raise SnapshotOvertaken(source=found.source)
    if last.id != found.id:
        if found.state != State.CHECKED or last.state not in (*NOTHING, State.UPLOADED):
            raise SnapshotOvertaken(source=found.source)
        if last.state == State.UPLOADED:
            raise SnapshotComing(source=found.source)
        session.get_one(SnapshotSource, found.source).import_id = found.id
    row = session.scalar(select(Snapshot).where(Snapshot.import_id == found.id))
    if row is None or found.state != State.CHECKED:
        return
    if row.mass and not reason:
        raise ReasonNeeded(removed=f"{row.removed:,}")
    row.reason = reason


def standing(session: Session, source: str) -> Import | None:
    """The comparison of that source that waits to be confirmed."""
    return session.scalar(
        select(Import).where(
            Import.kind == KIND, Import.source == source, Import.state == State.CHECKED
        )
    )


def passed_over(session: Session, *, by: Caller) -> list[tuple[Import, Import]]:
    """The comparisons of the caller's agency that wait to be confirmed, each with the newer one of
    its source that came to nothing or is still going on."""
    last = aliased(Import)
    rows = session.execute(
        select(Import, last)
        .join(SnapshotSource, SnapshotSource.source == Import.source)
        .join(last, last.id == SnapshotSource.import_id)
        .where(
            Import.kind == KIND,
            Import.agency_id == by.agency_id,
            Import.state == State.CHECKED,
            last.id != Import.id,
        )
        .order_by(Import.source)
    )
    return [(found, newer) for found, newer in rows]


def newest(session: Session, source: str) -> Import | None:
    """Held until the transaction ends, so that nobody else starts or confirms of that source."""
    row = session.scalar(
        select(SnapshotSource).where(SnapshotSource.source == source).with_for_update()
    )
    return session.get_one(Import, row.import_id) if row else None


def _may_replace(session: Session, by: Caller, source: str) -> None:
    """Who brought the source may, or whoever is first to bring it: any other would take away what
    somebody else keeps."""
    name = session.scalar(
        select(Agency.name)
        .join(Import, Import.agency_id == Agency.id)
        .where(Import.source == source, _brought(), Import.agency_id != by.agency_id)
        .limit(1)
    )
    if name is None and source not in sources(session, by=by):
        there = select(Subject.id).where(Subject.source == source).limit(1)
        name = "别的途径登记的对象" if session.scalar(there) else None
    if name:
        raise SourceOfOthers(source=source, name=name)


def _brought() -> Any:
    """An import that wrote subjects."""
    said = or_(Import.confirmed_at.is_not(None), Import.agency_id.is_(None))
    return Import.kind.in_(BRINGING) & said


def sources(session: Session, *, by: Caller) -> list[str]:
    """Those that the caller's agency brought, or the command, and no other agency."""
    others = select(Import.source).where(
        _brought(), Import.agency_id.is_not(None), Import.agency_id != by.agency_id
    )
    return list(
        session.scalars(
            select(Import.source)
            .where(
                _brought(),
                or_(Import.agency_id == by.agency_id, Import.agency_id.is_(None)),
                Import.source.not_in(others),
            )
            .distinct()
            .order_by(Import.source)
        )
    )


def history(
    session: Session, *, by: Caller, limit: int = 20
) -> list[tuple[Import, Snapshot | None]]:
    """Of the caller's agency and of the command, the newest first."""
    rows = session.execute(
        select(Import, Snapshot)
        .outerjoin(Snapshot, Snapshot.import_id == Import.id)
        .where(
            Import.kind == KIND,
            or_(Import.agency_id == by.agency_id, Import.agency_id.is_(None)),
        )
        .order_by(Import.id.desc())
        .limit(limit)
    )
    return [(found, row) for found, row in rows]


def compared(
    session: Session, *, agency_id: uuid.UUID, files: Sequence[Delivered]
) -> dict[Delivered, Import]:
    """The newest comparison of each of the files, as they are now."""
    rows = session.execute(
        select(Import, Snapshot.changed_ns)
        .join(Snapshot, Snapshot.import_id == Import.id)
        .where(Import.agency_id == agency_id, Import.filename.in_([each.name for each in files]))
        .order_by(Import.id)
    )
    known = {(row.filename, row.size, changed_ns): row for row, changed_ns in rows}
    found = {each: known.get((each.name, each.size, each.changed_ns)) for each in files}
    return {each: row for each, row in found.items() if row}


def result(session: Session, found: Import) -> dict[str, Any]:
    """What the page says of a comparison: the figures, whether the file in the folder is another by
    now, and the other comparisons of its source. `later` came after this one, which still waits;
    `newest` took its place; `standing` waits while this one came to nothing or goes on."""
    row = session.scalar(select(Snapshot).where(Snapshot.import_id == found.id))
    pointer = session.get(SnapshotSource, found.source)
    last = session.get_one(Import, pointer.import_id) if pointer else found
    waits = found.state == State.CHECKED
    try:
        now = found.agency_id and delivery.look(found.agency_id, found.filename)
    except SheetWrong:
        now = None
    return {
        "row": row,
        "later": last if last.id != found.id and waits else None,
        "newest": last.id if last.id != found.id and not waits else None,
        "standing": standing(session, found.source) if last.id == found.id and not waits else None,
        "file": "gone"
        if not now
        else "there"
        if row and (now.size, now.changed_ns) == (found.size, row.changed_ns)
        else "other",
    }
