"""What people do with an import: upload, look, mend, confirm, cancel, go on."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, BinaryIO

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller
from backend.core.database import perform
from backend.core.jobs import enqueue
from backend.core.records import audit
from backend.core.sheets import SheetWrong, open_sheet, workbook
from backend.core.unseen import visible
from backend.imports import vault
from backend.imports.kinds import Kind, kind_of, kinds_of
from backend.imports.models import Import, State, WrongRow
from backend.imports.passes import cells_of, look, reasons, sealed
from backend.imports.problems import ImportMissing, ImportSettled, NothingToImport, NotYourFile
from backend.imports.staging import (
    LONGEST_CELL,
    REASONS,
    ROW,
    chosen_in,
    columns_of,
    guesses,
    known_places,
    missing_of,
    read_lines,
    row_of,
    unused_of,
)

IN_WORDS = {
    State.MAPPING: "等您对应列",
    State.UPLOADED: "正在检查",
    State.CHECKED: "等您确认",
    State.CONFIRMED: "排队导入",
    State.APPLYING: "正在导入",
    State.DONE: "已导入",
    State.CANCELLED: "已停止",
    State.FAILED: "没有通过",
}
MOVING = (State.UPLOADED, State.CONFIRMED, State.APPLYING)
STALLED = timedelta(minutes=5)  # longer than any chunk and any lease
SAMPLE = 10


def upload(stream: BinaryIO, filename: str, *, by: Caller, kind: Kind, source: str) -> Import:
    """Keep the file and have it checked; a file that cannot be one is refused at once.

    Raises SheetWrong.
    """
    sheet = open_sheet(stream, filename)
    places = known_places(kind, sheet.headers)
    unclear = bool(missing_of(kind, places))
    if unclear and not unused_of(sheet.headers, places):
        columns_of(kind, sheet.headers)  # says what is missing: no column is left to be it
    size = stream.seek(0, 2)
    stream.seek(0)
    key = vault.new_key()
    stored, sha256 = vault.keep(stream, key, vault.UPLOADED)
    about = {"source": source, "filename": filename, "size": size, "sha256": sha256}
    about |= {"headers": sheet.headers, "state": State.MAPPING if unclear else State.UPLOADED}
    return perform(_upload, by, kind, key_sealed=key, stored=stored, **about)


def _upload(session: Session, /, by: Caller, kind: Kind, **about: Any) -> Import:
    found = add(session, by=by, kind=kind, **about)
    facts = {"filename": found.filename, "sha256": found.sha256}
    audit(session, by, "import.upload", kind.name, found.id, **facts)
    return found


def add(session: Session, /, by: Caller, kind: Kind, **about: Any) -> Import:
    """A row of its own for a file, and the job that stages its lines."""
    caller = {
        "officer_id": str(by.officer_id) if by.officer_id else None,
        "agency_path": by.agency_path,
        "roles": sorted(by.roles),
        "session_id": str(by.session_id),
    }
    found = Import(
        kind=kind.name,
        agency_id=by.agency_id,
        account_id=by.account_id,
        by_name=by.name,
        caller=caller,
        columns=[],
        notes=[],
        counts={},
        **about,
    )
    session.add(found)
    session.flush()
    if found.state == State.UPLOADED:
        enqueue(session, kind.reading, import_id=str(found.id))
    return found


def find(session: Session, *, by: Caller, import_id: uuid.UUID) -> Import:
    """Of the caller's own agency and for one of their roles. Raises ImportMissing."""
    found = session.get(Import, import_id)
    mine = {each.name for each in kinds_of(by)}
    if found is None or found.agency_id != by.agency_id or found.kind not in mine:
        raise ImportMissing(id=str(import_id))
    return found


def listed(
    session: Session, *, by: Caller, before: uuid.UUID | None = None, limit: int = 20
) -> list[Import]:
    """The newest first."""
    query = (
        select(Import)
        .where(
            Import.agency_id == by.agency_id,
            Import.kind.in_([each.name for each in kinds_of(by)]),
        )
        .order_by(Import.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(Import.id < before)
    return list(session.scalars(query))


def map_columns(
    session: Session, *, by: Caller, import_id: uuid.UUID, chosen: Mapping[int, str]
) -> Import:
    """Which column of the file is what, said by hand; then it is read and checked anew.

    Raises SheetWrong, ImportSettled.
    """
    found = find(session, by=by, import_id=import_id)
    places, _ = columns_of(kind_of(found.kind), found.headers, chosen)
    if found.part == vault.LAST:
        raise SheetWrong("列改了太多次，请重新上传文件")
    staged = found.staged or ""
    told = dict.fromkeys(map(str, range(len(found.headers))), "")
    told |= {str(place): key for place, key in places}
    blank = {"cursor": 0, "passed": 0, "row_count": 0, "wrong": 0, "mended": 0, "known": 0}
    _turn(
        session,
        found,
        (State.MAPPING, State.CHECKED),
        State.UPLOADED,
        **blank,
        mapping=told,
        staged=None,
        part=Import.part + 1,
    )
    session.execute(delete(WrongRow).where(WrongRow.import_id == import_id))
    enqueue(session, "import.read", import_id=str(import_id), instead_of=staged)
    audit(session, by, "import.columns", found.kind, import_id, columns=told)
    return found


def columns_to_map(found: Import) -> list[dict[str, Any]]:
    """{place, header, key, guess} of every column of the file, as it is understood now."""
    kind = kind_of(found.kind)
    chosen = chosen_in(found)
    places = known_places(kind, found.headers) if chosen is None else chosen
    near = guesses(kind, found.headers, places) if chosen is None else {}
    return [
        {"place": place, "header": header, "key": places.get(place, ""), "guess": near.get(place)}
        for place, header in enumerate(found.headers)
        if header not in (REASONS, ROW)
    ]


def confirm(session: Session, *, by: Caller, import_id: uuid.UUID, reason: str = "") -> Import:
    """From here on it is written. Raises ImportSettled, NothingToImport, and what the kind's guard
    does."""
    found = find(session, by=by, import_id=import_id)
    if found.state in (State.CONFIRMED, State.APPLYING, State.DONE):
        return found  # pressed twice
    if found.state == State.CHECKED and not found.good:
        raise NothingToImport
    _ask(session, found, reason)
    _turn(session, found, (State.CHECKED,), State.CONFIRMED, cursor=0, passed=0)
    found.confirmed_at = clock.now()
    enqueue(session, "import.apply", import_id=str(import_id))
    said = {"reason": reason} if reason else {}
    audit(session, by, "import.confirm", found.kind, import_id, rows=found.good, **said)
    return found


def cancel(session: Session, *, by: Caller, import_id: uuid.UUID) -> Import:
    """What was written stays; the chunk at hand rolls back. Raises ImportSettled."""
    found = find(session, by=by, import_id=import_id)
    if found.state == State.CANCELLED:
        return found
    _turn(session, found, (*MOVING, State.MAPPING, State.CHECKED), State.CANCELLED)
    audit(session, by, "import.cancel", found.kind, import_id, passed=found.passed)
    return found


def resume(session: Session, *, by: Caller, import_id: uuid.UUID) -> Import:
    """Go on where it was stopped, or where no worker has done anything for long.

    Raises ImportSettled, and what the kind's guard does.
    """
    found = find(session, by=by, import_id=import_id)
    if not may_resume(found):
        raise ImportSettled(state_in_words=IN_WORDS[found.state])
    _ask(session, found, "")
    reading = kind_of(found.kind).reading
    state, job = State.UPLOADED, "import.check" if found.staged else reading
    if found.confirmed_at:
        state, job = State.APPLYING, "import.apply"
    elif missing(found):
        state, job = State.MAPPING, ""
    _turn(session, found, (found.state,), state)
    if job:
        enqueue(session, job, import_id=str(import_id))
    audit(session, by, "import.resume", found.kind, import_id, passed=found.passed)
    return found


def _ask(session: Session, found: Import, reason: str) -> None:
    if guard := kind_of(found.kind).guard:
        guard(session, found, reason)


def missing(found: Import) -> list[str]:
    """Titles of columns that are needed and that nobody has pointed out."""
    if found.mapping is not None or not found.headers:
        return []
    kind = kind_of(found.kind)
    return missing_of(kind, known_places(kind, found.headers))


def may_resume(found: Import) -> bool:
    stalled = found.state in MOVING and clock.now() - found.touched_at > STALLED
    return stalled or found.state == State.CANCELLED


def _turn(
    session: Session, found: Import, before: Sequence[State], after: State, **values: Any
) -> None:
    won = session.scalar(
        update(Import)
        .where(Import.id == found.id, Import.state.in_(before))
        .values(state=after, touched_at=clock.now(), **values)
        .returning(Import.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(found)
    if won is None:
        raise ImportSettled(state_in_words=IN_WORDS[found.state])


def wrong_rows(
    session: Session, found: Import, *, after: int = 0, limit: int = 50
) -> list[dict[str, Any]]:
    """{number, row, errors, mended} by row number, from behind `after`."""
    rows = session.scalars(
        select(WrongRow)
        .where(WrongRow.import_id == found.id, WrongRow.number > after)
        .order_by(WrongRow.number)
        .limit(limit)
    )
    return [_shown(found, each) for each in rows]


def _shown(found: Import, row: WrongRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "row": row_of(found.columns, cells_of(row)),
        "errors": row.errors,
        "mended": row.mended,
    }


def mend(
    session: Session, *, by: Caller, import_id: uuid.UUID, number: int, given: Mapping[str, str]
) -> dict[str, Any]:
    """Put other cells into a wrong row and look at it again. Raises NotYourFile, ImportSettled."""
    found = find(session, by=by, import_id=import_id)
    _own(found, by)
    if found.state != State.CHECKED:
        raise ImportSettled(state_in_words=IN_WORDS[found.state])
    row = session.scalar(
        select(WrongRow).where(WrongRow.import_id == import_id, WrongRow.number == number)
    )
    if row is None:
        raise ImportMissing(id=str(import_id))
    kind = kind_of(found.kind)
    old = row_of(found.columns, cells_of(row))
    given = {key: text for key, text in given.items() if key in old and not kind.column(key).inner}
    new = old | {key: _typed(text) for key, text in given.items()}
    same = kind.identity(new) == kind.identity(old)
    cells = [*new.values()]
    values, errors = look(
        kind, found.columns, (number, row.errors.get("", "") if same else "", cells)
    )
    if not errors:
        [errors] = kind.check(session, by, [values])
    before = row.mended
    row.cells_sealed, row.errors, row.mended = sealed(cells), errors, not errors
    _turn(
        session,
        found,
        (State.CHECKED,),
        State.CHECKED,
        mended=Import.mended + int(row.mended) - int(before),
    )
    audit(session, by, "import.mend", found.kind, import_id, row=number, fields=sorted(given))
    return _shown(found, row)


def _typed(text: str) -> str:
    return " ".join(visible(text).replace("\0", "").split())[:LONGEST_CELL]


def wrong_sheet(session: Session, *, by: Caller, import_id: uuid.UUID) -> bytes:
    """The rows that were not written, with a column that says why: to be mended and uploaded.

    Raises NotYourFile.
    """
    found = find(session, by=by, import_id=import_id)
    _own(found, by)
    kind = kind_of(found.kind)
    rows = session.scalars(
        select(WrongRow)
        .where(WrongRow.import_id == import_id, WrongRow.mended.is_(False))
        .order_by(WrongRow.number)
    )
    asked = [at for at, key in enumerate(found.columns) if not kind.column(key).inner]
    titles = [kind.column(found.columns[at]).title for at in asked]
    audit(session, by, "import.wrong_rows", found.kind, import_id)
    return workbook(
        "错误行",
        [*titles, REASONS, ROW],
        (
            [*(cells[at] for at in asked), reasons(kind, each.errors), str(each.number)]
            for each in rows
            for cells in [cells_of(each)]
        ),
    )


def _own(found: Import, by: Caller) -> None:
    if found.account_id != by.account_id:
        raise NotYourFile(name=found.by_name)


def template(kind: Kind) -> bytes:
    """An empty file with the columns."""
    return workbook(kind.title, [each.title for each in kind.columns], [])


def sample(found: Import) -> list[dict[str, Any]]:
    """The first rows that would be written, as they were understood."""
    kind = kind_of(found.kind)
    if not found.staged or not found.key_sealed:
        return []
    with vault.look_into(found.staged, found.key_sealed, found.part) as stream:
        lines, _ = read_lines(stream, 20 * SAMPLE)
    shown = []
    for line in lines:
        _, errors = look(kind, found.columns, line)
        if not errors:
            shown.append({"number": line[0], "row": row_of(found.columns, line[2])})
    return shown[:SAMPLE]
