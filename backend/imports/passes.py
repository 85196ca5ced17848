"""The two passes over a staged file: checking, which writes nothing, and applying.

Both go in short transactions. Each moves the import's cursor by a guarded update in the same
transaction, so that a worker that was killed, a second worker and a cancelled import all come to
the same end: a chunk is done once, or not at all.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller
from backend.core.bulk import roomy
from backend.core.crypto import Keys
from backend.core.sheets import damage
from backend.imports.kinds import Errors, Kind, Values
from backend.imports.models import Import, State, WrongRow
from backend.imports.staging import Line, row_of

MOST_WRONG = 10_000  # then it is rather the file as a whole


class Overtaken(Exception):
    """Somebody cancelled, or another worker does this: what was begun here rolls back."""


def check_chunk(
    session: Session,
    found: Import,
    kind: Kind,
    by: Caller | None,
    lines: list[Line],
    looked: list[tuple[Values, Errors]],
    end: int,
) -> None:
    """`looked` is each line by itself, before anybody had to wait. Raises Overtaken."""
    read = [*looked]
    good = [place for place, (_, errors) in enumerate(read) if not errors]
    values = [read[place][0] for place in good]
    for place, errors in zip(good, kind.check(session, by, values), strict=True):
        read[place] = (read[place][0], errors)
    wrong = [(line, errors) for line, (_, errors) in zip(lines, read, strict=True) if errors]
    session.add_all(_wrong_row(found, line, errors) for line, errors in wrong)
    known = kind.known(session, [v for v, errors in read if not errors]) if kind.known else 0
    _move(
        session,
        found,
        len(lines),
        end,
        (State.UPLOADED,),
        wrong=Import.wrong + len(wrong),
        known=Import.known + known,
    )


def apply_chunk(
    session: Session,
    found: Import,
    kind: Kind,
    by: Caller | None,
    lines: list[Line],
    looked: list[tuple[Values, Errors]],
    end: int,
) -> None:
    """What the check said is asked again: the database has gone on since. Raises Overtaken."""
    roomy(session)
    kept_back = _kept_back_among(session, found, lines)
    values: list[Values] = []
    late: list[tuple[Line, Errors]] = []
    lines_read: list[Line] = []
    for line, (value, errors) in zip(lines, looked, strict=True):
        row = kept_back.get(line[0])
        if row is not None and not row.mended:
            continue
        given = line
        if row is not None:
            given = (line[0], "", cells_of(row))
            value, errors = look(kind, found.columns, given)
        if errors:
            late.append((given, errors))
        else:
            values.append(value)
            lines_read.append(given)
    for place, errors in reversed([*enumerate(kind.check(session, by, values))]):
        if errors:
            late.append((lines_read[place], errors))
            del values[place]
    counts = Counter(found.counts) + Counter(kind.apply(session, by, found.source, values))
    for line, errors in late:
        _keep_back(session, found, kept_back.get(line[0]), line, errors)
    mended_late = sum(line[0] in kept_back for line, _ in late)
    _move(
        session,
        found,
        len(lines),
        end,
        (State.CONFIRMED, State.APPLYING),
        state=State.APPLYING,
        counts=dict(counts),
        wrong=Import.wrong + len(late) - mended_late,
        mended=Import.mended - mended_late,
    )


def _kept_back_among(session: Session, found: Import, lines: Sequence[Line]) -> dict[int, WrongRow]:
    """By row number."""
    rows = session.scalars(
        select(WrongRow).where(
            WrongRow.import_id == found.id, WrongRow.number.between(lines[0][0], lines[-1][0])
        )
    )
    return {row.number: row for row in rows}


def look(kind: Kind, columns: Sequence[str], line: Line) -> tuple[Values, Errors]:
    """One row by itself, without the database."""
    _, words, cells = line
    row = row_of(columns, cells)
    values, errors = kind.read(row)
    if words:
        errors[""] = words
    suspects = row if "#" in "".join(cells) else kind.codes & row.keys()
    for key in suspects:
        if (text := row[key]) and (said := damage(text, code=key in kind.codes)):
            errors[key] = said
    return values, errors


def reasons(kind: Kind, errors: Mapping[str, str]) -> str:
    return "；".join(
        f"{kind.column(key).title}：{words}" if key else words for key, words in errors.items()
    )


def cells_of(row: WrongRow) -> list[str]:
    keys: Keys = current_app.extensions["keys"]
    found: list[str] = json.loads(keys.unseal(row.cells_sealed))
    return found


def sealed(cells: Sequence[str]) -> str:
    keys: Keys = current_app.extensions["keys"]
    return keys.seal(json.dumps(list(cells), ensure_ascii=False))


def _wrong_row(found: Import, line: Line, errors: Errors) -> WrongRow:
    return WrongRow(import_id=found.id, number=line[0], cells_sealed=sealed(line[2]), errors=errors)


def _keep_back(
    session: Session, found: Import, row: WrongRow | None, line: Line, errors: Errors
) -> None:
    """What was good when it was checked and is no more."""
    if row is None:
        session.add(_wrong_row(found, line, errors))
    else:
        row.errors, row.mended = errors, False


def _move(
    session: Session,
    found: Import,
    rows: int,
    end: int,
    states: tuple[State, ...],
    **values: Any,
) -> None:
    won = session.scalar(
        update(Import)
        .where(Import.id == found.id, Import.cursor == found.cursor, Import.state.in_(states))
        .values(cursor=end, passed=Import.passed + rows, touched_at=clock.now(), **values)
        .returning(Import.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise Overtaken
