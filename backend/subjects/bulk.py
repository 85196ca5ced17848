"""Many subjects at once, from a sheet or a snapshot: as register.py does it, by the thousand.

Each subject gets its history; the audit has one row for the whole import, which names the file.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, cast

from flask import current_app
from sqlalchemy import ColumnElement, Table, or_, select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller
from backend.core.bulk import insert_many
from backend.core.crypto import Keys
from backend.imports import Counts, Errors, Row, Values
from backend.organization import Agency, Region
from backend.subjects import feed, register, sheet
from backend.subjects.models import Change, ChangeKind, Credit, Subject
from backend.subjects.sheet import KIND_OF_CODE

SUBJECTS = cast(Table, Subject.__table__)
CHANGES = cast(Table, Change.__table__)
CREDITS = cast(Table, Credit.__table__)
THERE = "subjects of the rows that were checked"
# A new one where the sheet says nothing.
UNSAID: dict[str, Any] = {
    **{"kind": "其他组织", "state": "存续", "tags": [], "importance": 0, "fictitious": False},
    **dict.fromkeys(("operating_address", "industry_code", "industry_name", "credit"), ""),
    **dict.fromkeys(("risk", "legal_rep", "liaison", "position_source"), ""),
    **{"crs": "WGS84", "version": 1},
}


def check(session: Session, by: Caller | None, rows: Sequence[Values]) -> list[Errors]:
    """What only the register can say: whether a new one is whole, and is in the caller's area."""
    there = session.info[THERE] = _existing(session, rows)
    area = _area(session, by) if by else ""
    regions = _regions(session, rows)
    return [_wrong(row, there.get(key_of(row)), area, regions) for row in rows]


def _wrong(row: Values, subject: Subject | None, area: str, regions: set[str]) -> Errors:
    errors: Errors = {}
    region = row.get("region_code") or (subject.region_code if subject else "")
    if subject is None:
        for name, words in (("address", "住所"), ("region_code", "行政区划")):
            if not row.get(name):
                errors[name] = f"名录里还没有这家，新增时要填{words}"
    elif subject.merged_into:
        errors["uscc"] = "这家已并入另一家，请到名录里处理"
    if "region_code" in row and row["region_code"] not in regions:
        errors["region_code"] = "系统里还没有这个区划，请联系系统管理员"
    elif region and not str(region).startswith(area):
        errors["region_code"] = "不在本单位辖区，请由当地单位导入"
    return errors


def known(session: Session, rows: Sequence[Values]) -> int:
    """How many of those just checked the register has already."""
    there: dict[str, Subject] = session.info.get(THERE, {})
    return sum(key_of(row) in there for row in rows)


def apply(session: Session, by: Caller | None, source: str, rows: Sequence[Values]) -> Counts:
    return put(session, by=by, source=source, rows=rows)


def put(
    session: Session,
    *,
    by: Caller | None,
    source: str,
    rows: Sequence[Values],
    owned: bool = False,
) -> Counts:
    """Add what is new, change what differs. `owned`: the source keeps these, so that they are
    compared with its next snapshot by their `row_hash`."""
    there = session.info.pop(THERE, None)
    if there is None:
        there = _existing(session, rows)
    new: dict[str, Values] = {}  # a row that was mended may have become another one's twin
    for row in rows:
        if (key := key_of(row)) not in there:
            new[key] = new.get(key, {}) | row
    added = _add(session, by, source, [*new.values()])
    told: list[tuple[uuid.UUID, ChangeKind, dict[str, Any]]] = []
    changes: list[dict[str, Any]] = []
    same: list[dict[str, Any]] = []
    for row in rows:
        subject = there.get(key_of(row))
        if subject is None or subject.merged_into:
            continue
        values: dict[str, Any] = row | ({"removed_at": None} if subject.removed_at else {})
        mark = {"source": source, "row_hash": row["row_hash"]} if owned else {}
        values.pop("row_hash", None)
        facts = register.differences(subject, values)
        if not facts:
            same.append({"id": subject.id, **mark})
            continue
        written = register.columns({name: values[name] for name in facts})
        changes.append(
            {"id": subject.id, "version": subject.version + 1, "updated_at": clock.now()}
            | written
            | mark
        )
        kind = ChangeKind.RESTORED if subject.removed_at else ChangeKind.CHANGED
        told.append((subject.id, kind, register.told(facts)))
    if changes:
        session.execute(update(Subject), changes)
    if owned and same:
        session.execute(update(Subject), same)
    _record(session, by, source, told)
    credit = {there[key_of(row)].id: row["credit"] for row in rows if _says_credit(row, there)}
    _grade(session, source, credit)
    first = zip(added, new.values(), strict=True)
    first_credit = {subject_id: row["credit"] for subject_id, row in first if "credit" in row}
    insert_many(session, CREDITS, _grades(source, first_credit))
    feed.announce(session, [*added, *(each[0] for each in told)])
    return {"新增": len(added), "更新": len(changes), "没有变化": len(same)}


def remove(session: Session, *, by: Caller | None, source: str, codes: Sequence[str]) -> Counts:
    """What the source has no more stays for the records that name it, and is found no more."""
    gone = session.execute(
        update(Subject)
        .where(Subject.uscc.in_(codes), Subject.source == source, Subject.removed_at.is_(None))
        .values(
            removed_at=clock.now(),
            updated_at=clock.now(),
            version=Subject.version + 1,
            row_hash=REMOVED,
        )
        .returning(Subject.id, Subject.removed_at)
        .execution_options(synchronize_session=False)
    ).all()
    told = (register.told({"removed_at": (None, row.removed_at)}) for row in gone)
    _record(
        session,
        by,
        source,
        [(row.id, ChangeKind.REMOVED, facts) for row, facts in zip(gone, told, strict=True)],
    )
    feed.announce(session, [row.id for row in gone])
    return {"移除": len(gone)}


def read_snapshot(row: Row) -> tuple[Values, Errors]:
    """As in a sheet, or only the code of what the source has no more."""
    given = dict(row)
    mark, gone = given.pop("row_hash"), given.pop("gone")
    if gone:
        return {"uscc": given["uscc"], "gone": True}, {}
    values, errors = sheet.read(given)
    return values | {"row_hash": mark}, errors


def check_snapshot(session: Session, by: Caller | None, rows: Sequence[Values]) -> list[Errors]:
    kept = iter(check(session, by, [row for row in rows if "gone" not in row]))
    return [{} if "gone" in row else next(kept) for row in rows]


def apply_snapshot(
    session: Session, by: Caller | None, source: str, rows: Sequence[Values]
) -> Counts:
    there = [row for row in rows if "gone" not in row]
    gone = [str(row["uscc"]) for row in rows if "gone" in row]
    counts = put(session, by=by, source=source, rows=there, owned=True) if there else {}
    return counts | (remove(session, by=by, source=source, codes=gone) if gone else {})


REMOVED = "0" * 16  # in place of a row's hash: whatever comes again differs from it


def key_of(row: Mapping[str, Any]) -> str:
    """By what the register knows it."""
    if uscc := row.get("uscc"):
        return f"uscc:{uscc}"
    if number := row.get("id_number"):
        keys: Keys = current_app.extensions["keys"]
        return f"id:{keys.lookup_hash(str(number))}"
    return f"own:{row.get('internal_number')}"


def _existing(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[str, Subject]:
    """By `key_of`, locked until the transaction ends: what is compared here is written there."""
    keys = {"uscc": Subject.uscc, "id": Subject.id_number_hash, "own": Subject.internal_number}
    asked: dict[str, list[str]] = {}
    for row in rows:
        by_what, _, number = key_of(row).partition(":")
        asked.setdefault(by_what, []).append(number)
    if not asked:
        return {}
    either: list[ColumnElement[bool]] = [keys[kind].in_(asked[kind]) for kind in asked]
    query = select(Subject).where(or_(*either)).with_for_update()
    found: dict[str, Subject] = {}
    for subject in session.scalars(query.execution_options(populate_existing=True)):
        for name, value in (
            ("uscc", subject.uscc),
            ("id", subject.id_number_hash),
            ("own", subject.internal_number),
        ):
            if value:
                found[f"{name}:{value}"] = subject
    wanted = {f"{kind}:{value}" for kind, values in asked.items() for value in values}
    return {key: subject for key, subject in found.items() if key in wanted}


def _add(
    session: Session, by: Caller | None, source: str, rows: Sequence[Values]
) -> list[uuid.UUID]:
    if not rows:
        return []
    now = clock.now()
    said = {name for row in rows for name in row}
    said |= {f"{name}_{part}" for name in said & {*register.SEALED} for part in ("sealed", "hash")}
    blank: dict[str, Any] = {name: None for name in ("uscc", "org_code") if "uscc" in said}
    blank |= {name: None for name in sorted(said) if name in SUBJECTS.c}
    blank |= UNSAID | {"source": source, "created_at": now, "updated_at": now, "id": None}
    ids = clock.uuid7s(len(rows))
    made = [
        blank | _kind(row) | register.columns(row) | {"id": each}
        for each, row in zip(ids, rows, strict=True)
    ]
    insert_many(session, SUBJECTS, made)
    _record(session, by, source, [(each, ChangeKind.ADDED, {}) for each in ids])
    return ids


def _kind(row: Values) -> dict[str, str]:
    code = str(row.get("uscc") or "")
    if code:
        return {"kind": KIND_OF_CODE.get(code[:2], UNSAID["kind"])}
    return {"kind": "个人" if row.get("id_number") else "无证无照"}


def _record(
    session: Session,
    by: Caller | None,
    source: str,
    told: Sequence[tuple[uuid.UUID, ChangeKind, dict[str, Any]]],
) -> None:
    now, today = clock.now(), clock.today()
    account, name = (by.account_id, by.name) if by else (None, "系统")
    rows = [
        {
            "id": each,
            "created_at": now,
            "subject_id": subject_id,
            "kind": kind,
            "source": source,
            "valid_from": today,
            "account_id": account,
            "by_name": name,
            "reason": "",
            "facts": facts,
        }
        for each, (subject_id, kind, facts) in zip(clock.uuid7s(len(told)), told, strict=True)
    ]
    insert_many(session, CHANGES, rows)


def _says_credit(row: Values, there: Mapping[str, Subject]) -> bool:
    return "credit" in row and key_of(row) in there


def _grade(session: Session, source: str, credit: Mapping[uuid.UUID, Any]) -> None:
    """The grade of this month; the last word counts."""
    if not credit:
        return
    dialect = session.get_bind().dialect.name  # the one in use is loaded already
    statement: Any = import_module(f"sqlalchemy.dialects.{dialect}").insert(Credit)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["subject_id", "month"],
            set_={"grade": statement.excluded.grade, "source": statement.excluded.source},
        ),
        _grades(source, credit),
    )


def _grades(source: str, credit: Mapping[uuid.UUID, Any]) -> list[dict[str, Any]]:
    month = f"{clock.today():%Y-%m}"
    return [
        {"subject_id": each, "month": month, "grade": grade, "source": source}
        for each, grade in credit.items()
    ]


def _regions(session: Session, rows: Sequence[Values]) -> set[str]:
    named = {row["region_code"] for row in rows if "region_code" in row}
    return set(session.scalars(select(Region.code).where(Region.code.in_(named))))


def _area(session: Session, by: Caller) -> str:
    """The start of the codes of the caller's area. An agency without a region of its own has
    that of the nearest one above it."""
    ids = [uuid.UUID(each) for each in by.agency_path.strip("/").split("/")]
    pairs = session.execute(select(Agency.id, Agency.region_code).where(Agency.id.in_(ids)))
    codes: dict[uuid.UUID, str | None] = {row.id: row.region_code for row in pairs}
    code = next((codes[each] for each in reversed(ids) if codes.get(each)), None) or "-"
    while code.endswith("00"):
        code = code[:-2]
    return code
