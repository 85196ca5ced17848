"""Work on an import in the background, cut into jobs of a few seconds.

A job works for SECONDS and asks for the next one, so that messages to phones wait no longer than
that; killed at any moment, it is repeated and goes on at the cursor.
"""

from __future__ import annotations

import hashlib
import logging
import time
import uuid
from collections.abc import Callable
from typing import Any, BinaryIO

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller, Role
from backend.core.bulk import uncollected
from backend.core.database import perform, unit_of_work
from backend.core.jobs import Handler, enqueue
from backend.core.records import audit
from backend.core.sheets import SheetWrong, open_sheet
from backend.core.storage import BLOCK, Damaged
from backend.imports import vault
from backend.imports.ending import forget, forget_old
from backend.imports.kinds import READING, Errors, Kind, Values, kind_of
from backend.imports.models import Import, State, WrongRow
from backend.imports.passes import (
    MOST_WRONG,
    Overtaken,
    apply_chunk,
    check_chunk,
    look,
    reasons,
)
from backend.imports.staging import Line, chosen_in, columns_of, lines_of, read_lines, stage

log = logging.getLogger(__name__)

SECONDS = 3.0
CHUNK = 5000  # rows in one transaction: some tenths of a second in which nobody else can write

Looked = list[tuple[Values, Errors]]
Chunk = Callable[[Session, Import, Kind, Caller | None, list[Line], Looked, int], None]


def read(import_id: str, instead_of: str = "") -> None:
    """From the file to staged lines. What is wrong with the file as a whole shows here.

    `instead_of` are lines that were staged before other columns were chosen.
    """
    if instead_of:
        vault.forget(instead_of)
    found = _find(import_id)
    if found.state != State.UPLOADED or found.staged or not (found.stored and found.key_sealed):
        return
    kind = kind_of(found.kind)
    with vault.look_into(found.stored, found.key_sealed, vault.UPLOADED) as stream:
        _compare(stream, found.sha256)
        try:
            sheet = open_sheet(stream, found.filename)
            places, notes = columns_of(kind, sheet.headers, chosen_in(found))
            with uncollected():
                staged, count = stage(lines_of(kind, sheet, places), found.key_sealed, found.part)
        except SheetWrong as wrong:
            fail(found, wrong.words)
            return
    if not count:
        vault.forget(staged)
        fail(found, "表头下面没有内容")
        return
    columns = [key for _, key in places]
    hand_over(found, staged, count, columns=columns, notes=[*sheet.notes, *notes])


def _compare(stream: BinaryIO, sha256: str) -> None:
    """Whether the bytes are still those that were uploaded. Raises Damaged."""
    digest = hashlib.sha256()
    while block := stream.read(BLOCK):
        digest.update(block)
    if digest.hexdigest() != sha256:
        raise Damaged(sha256)


def check(import_id: str) -> None:
    found = _find(import_id)
    if found.state == State.UPLOADED:
        _go_on(found, check_chunk, "import.check")


def apply(import_id: str) -> None:
    found = _find(import_id)
    if found.state in (State.CONFIRMED, State.APPLYING):
        _go_on(found, apply_chunk, "import.apply")


def _go_on(found: Import, chunk: Chunk, again: str) -> None:
    """Chunk after chunk until the time is over or the lines are; then the next job or state."""
    if not found.staged or not found.key_sealed:
        return
    kind, by = kind_of(found.kind), caller_of(found)
    end = time.monotonic() + SECONDS
    with vault.look_into(found.staged, found.key_sealed, found.part) as stream:
        stream.seek(found.cursor)
        while True:  # one chunk at least, however slow the machine is
            lines, after = read_lines(stream, CHUNK)
            if not lines:
                perform(_finish, found.id)
                return
            try:
                with uncollected():
                    looked = [look(kind, found.columns, line) for line in lines]
                    perform(_do, chunk, found.id, kind, by, lines, looked, found.cursor, after)
            except Overtaken:
                return
            found.cursor = after
            most = max(MOST_WRONG, found.row_count // 100)
            if chunk is check_chunk and _find(str(found.id)).wrong > most:
                fail(found, f"错误行超过 {most:,} 行，{_first_wrong(found, kind)}请改好文件再来")
                return
            if time.monotonic() >= end:
                break
    perform(_ask_again, again, found.id)


def _do(
    session: Session,
    chunk: Chunk,
    import_id: uuid.UUID,
    kind: Kind,
    by: Caller | None,
    lines: list[Line],
    looked: Looked,
    begin: int,
    end: int,
) -> None:
    found = session.get_one(Import, import_id)
    if found.cursor != begin:
        raise Overtaken
    chunk(session, found, kind, by, lines, looked, end)


def _ask_again(session: Session, kind: str, import_id: uuid.UUID) -> None:
    enqueue(session, kind, import_id=str(import_id))


def take_up(import_id: str) -> Import | None:
    """For a kind that stages lines itself: the import, if that is still to be done. Each attempt
    has a part of the key for itself, so that one that was overtaken comes to nothing."""
    return perform(_take_up, uuid.UUID(import_id))


def _take_up(session: Session, import_id: uuid.UUID) -> Import | None:
    return session.scalar(
        update(Import)
        .where(
            Import.id == import_id,
            Import.state == State.UPLOADED,
            Import.staged.is_(None),
            Import.part < vault.LAST,
        )
        .values(part=Import.part + 1, touched_at=clock.now())
        .returning(Import)
        .execution_options(synchronize_session=False)
    )


def hand_over(
    found: Import,
    staged: str,
    count: int,
    beside: Callable[[Session], None] | None = None,
    **values: Any,
) -> bool:
    """The lines are staged and can be checked. False where another attempt was faster, or the
    import was stopped: then they are gone. Without any line there is nothing to do. `beside` is
    written in the same transaction."""
    values |= {"staged": staged, "row_count": count}
    if perform(_hand_over, found.id, found.part, beside, **values):
        return True
    vault.forget(staged)
    return False


def _hand_over(
    session: Session,
    /,
    import_id: uuid.UUID,
    part: int,
    beside: Callable[[Session], None] | None,
    **values: Any,
) -> bool:
    now = clock.now()
    over = {} if values["row_count"] else {"state": State.DONE, "done_at": now}
    won = session.scalar(
        update(Import)
        .where(
            Import.id == import_id,
            Import.state == State.UPLOADED,
            Import.part == part,
            Import.staged.is_(None),
        )
        .values(touched_at=now, **over, **values)
        .returning(Import.id)
    )
    if won is None:
        return False
    if beside:
        beside(session)
    if over:
        _tell_ready(session, import_id)
    enqueue(session, "import.forget" if over else "import.check", import_id=str(import_id))
    return True


def fail(found: Import, words: str) -> None:
    """It comes to nothing, and the page says why."""
    perform(_fail, found.id, words)


def _first_wrong(found: Import, kind: Kind) -> str:
    """So that who reads it sees at once whether it is a column or the whole file."""
    with unit_of_work(writes=False) as session:
        row = session.scalars(
            select(WrongRow).where(WrongRow.import_id == found.id).order_by(WrongRow.number)
        ).first()
    return f"如第 {row.number} 行：{reasons(kind, row.errors)}。" if row else ""


def _finish(session: Session, import_id: uuid.UUID) -> None:
    """The pass is over: checked, or done."""
    checked = session.scalar(
        update(Import)
        .where(Import.id == import_id, Import.state == State.UPLOADED)
        .values(state=State.CHECKED, touched_at=clock.now())
        .returning(Import.id)
    )
    if checked:
        _tell_ready(session, import_id)
        return
    done = session.execute(
        update(Import)
        .where(Import.id == import_id, Import.state.in_((State.CONFIRMED, State.APPLYING)))
        .values(state=State.DONE, done_at=clock.now(), touched_at=clock.now())
        .returning(Import.kind, Import.counts)
    ).one_or_none()
    if done:
        found = session.get_one(Import, import_id)
        audit(session, caller_of(found), "import.done", found.kind, import_id, counts=found.counts)
        enqueue(session, "import.forget", import_id=str(import_id))


def _tell_ready(session: Session, import_id: uuid.UUID) -> None:
    found = session.get_one(Import, import_id)
    if ready := kind_of(found.kind).ready:
        ready(session, found)


def _fail(session: Session, import_id: uuid.UUID, words: str) -> None:
    session.execute(
        update(Import)
        .where(Import.id == import_id, Import.state == State.UPLOADED)
        .values(state=State.FAILED, failure=words, touched_at=clock.now())
    )
    enqueue(session, "import.forget", import_id=str(import_id))


def _find(import_id: str) -> Import:
    with unit_of_work(writes=False) as session:
        return session.get_one(Import, uuid.UUID(import_id))


def caller_of(found: Import) -> Caller | None:
    """As who it was uploaded; None for programs."""
    if found.account_id is None or found.agency_id is None:
        return None
    officer = found.caller["officer_id"]
    return Caller(
        account_id=found.account_id,
        officer_id=uuid.UUID(officer) if officer else None,
        agency_id=found.agency_id,
        agency_path=found.caller["agency_path"],
        name=found.by_name,
        roles=frozenset(map(Role, found.caller["roles"])),
        session_id=uuid.UUID(found.caller["session_id"]),
    )


JOBS: dict[str, Handler] = {
    READING: read,
    "import.check": check,
    "import.apply": apply,
    "import.forget": forget,
    "import.forget_old": forget_old,
}
