"""Many subjects at once, from a sheet or a snapshot: as register.py does it, by the thousand.

Each subject gets its history; the audit has one row for the whole import, which names the file.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, cast

from flask import current_app
from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller
from backend.core.bulk import among, insert_many
from backend.core.crypto import Keys
from backend.imports import Counts, Errors, Row, Values
from backend.organization import Region
from backend.subjects import entry, feed, register, sheet
from backend.subjects.models import Change, ChangeKind, Credit, Subject
from backend.subjects.sheet import KIND_OF_CODE

SUBJECTS = cast(Table, Subject.__table__)
CHANGES = cast(Table, Change.__table__)
CREDITS = cast(Table, Credit.__table__)
NOWHERE = "-"  # begins no code of a region
THERE = "subjects of the rows that were checked"
KNOWN_BY = {"uscc": Subject.uscc, "id": Subject.id_number_hash, "own": Subject.internal_number}
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
    area = (entry.area(session, by) or NOWHERE) if by else ""
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
    elif not subject.region_code.startswith(area):
        errors["region_code"] = "这家登记在别的辖区，请由当地单位或共同的上级改"
    if "region_code" in errors:
        return errors
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
    known: list[tuple[Subject, Values]] = []
    for row in rows:
        subject = there.get(key := key_of(row))
        if subject is None:
            new[key] = new[key] | row if key in new else row
        elif not subject.merged_into:
            known.append((subject, row))
    added = _add(session, by, source, [*new.values()])
    changed = _renew(session, by, source, known, owned=owned)
    feed.announce(session, [*added, *changed])
    counts = {"新增": len(added), "更新": len(changed)}
    return counts | {"没有变化": len(known) - len(changed)}


def _renew(
    session: Session,
    by: Caller | None,
    source: str,
    known: Sequence[tuple[Subject, Values]],
    *,
    owned: bool,
) -> list[uuid.UUID]:
    """The ids of those in which something differs."""
    told: dict[ChangeKind, list[tuple[uuid.UUID, dict[str, Any]]]] = {}
    changes: list[dict[str, Any]] = []
    same: list[dict[str, Any]] = []
    for subject, row in known:
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
        told.setdefault(kind, []).append((subject.id, register.told(facts)))
    if changes:
        session.execute(update(Subject), changes)
    if owned and same:
        session.execute(update(Subject), same)
    for kind, each in told.items():
        _record(session, by, source, kind, *zip(*each, strict=True))
    _grade(
        session, source, {subject.id: row["credit"] for subject, row in known if "credit" in row}
    )
    return [each["id"] for each in changes]


def remove(session: Session, *, by: Caller | None, source: str, codes: Sequence[str]) -> Counts:
    """What the source has no more stays for the records that name it, and is found no more."""
    gone = session.execute(
        update(Subject)
        .where(
            among(session, Subject.uscc, codes),
            Subject.source == source,
            Subject.removed_at.is_(None),
        )
        .values(
            removed_at=clock.now(),
            updated_at=clock.now(),
            version=Subject.version + 1,
            row_hash=REMOVED,
        )
        .returning(Subject.id, Subject.removed_at)
        .execution_options(synchronize_session=False)
    ).all()
    ids = [row.id for row in gone]
    told = [register.told({"removed_at": (None, row.removed_at)}) for row in gone]
    _record(session, by, source, ChangeKind.REMOVED, ids, told)
    feed.announce(session, ids)
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
    codes = [str(row["uscc"]) for row in rows if "gone" in row]
    abroad = outside(session, by, codes) if by and codes else set()
    words = {"": "不在本单位辖区，不能由本单位移出"}
    return [
        next(kept) if "gone" not in row else words if row["uscc"] in abroad else {} for row in rows
    ]


def outside(session: Session, by: Caller, codes: Sequence[str]) -> set[str]:
    """Those of the codes whose subjects are not in the caller's area."""
    found = select(Subject.uscc).where(
        among(session, Subject.uscc, codes),
        ~Subject.region_code.startswith(entry.area(session, by) or NOWHERE),
    )
    return {code for code in session.scalars(found) if code}


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
    asked: dict[str, set[str]] = {}
    for row in rows:
        by_what, _, number = key_of(row).partition(":")
        asked.setdefault(by_what, set()).add(number)
    found: dict[str, Subject] = {}
    for by_what, numbers in asked.items():
        column = KNOWN_BY[by_what]
        query = select(Subject).where(among(session, column, [*numbers])).with_for_update()
        for subject in session.scalars(query.execution_options(populate_existing=True)):
            found[f"{by_what}:{getattr(subject, column.key)}"] = subject
    return found


def _add(
    session: Session, by: Caller | None, source: str, rows: Sequence[Values]
) -> list[uuid.UUID]:
    if not rows:
        return []
    now = clock.now()
    ids = clock.uuid7s(len(rows))
    columns = {"id": ids} | _columns(rows)
    same = {name: value for name, value in UNSAID.items() if name not in columns}
    same |= {"source": source, "created_at": now, "updated_at": now}
    insert_many(session, SUBJECTS, columns, same)
    _record(session, by, source, ChangeKind.ADDED, ids)
    graded = [(each, row["credit"]) for each, row in zip(ids, rows, strict=True) if "credit" in row]
    if graded:
        columns = dict(zip(("subject_id", "grade"), zip(*graded, strict=True), strict=True))
        insert_many(session, CREDITS, columns, {"month": _month(), "source": source})
    return ids


def _columns(rows: Sequence[Values]) -> dict[str, Sequence[Any]]:
    """As register.columns, column by column, of what any of the rows says."""
    said = set[str]().union(*rows)
    keys: Keys = current_app.extensions["keys"]
    found: dict[str, Sequence[Any]] = {
        name: [row.get(name, UNSAID.get(name)) for row in rows]
        for name in register.PLAIN
        if name in said
    }
    found["kind"] = [row.get("kind") or _kind(row) for row in rows]
    for name in said & register.SEALED.keys():
        plain = [str(row.get(name) or "") for row in rows]
        found[f"{name}_sealed"] = [keys.seal(each) if each else None for each in plain]
        found[f"{name}_hash"] = [keys.lookup_hash(each) if each else None for each in plain]
    if "uscc" in said:  # its middle is the 组织机构代码
        codes = found["uscc"]
        found["org_code"] = [code[8:17] if code else None for code in codes]
    return found


def _kind(row: Values) -> str:
    code = str(row.get("uscc") or "")
    if code:
        return KIND_OF_CODE.get(code[:2], "其他组织")
    return "个人" if row.get("id_number") else "无证无照"


def _record(
    session: Session,
    by: Caller | None,
    source: str,
    kind: ChangeKind,
    subject_ids: Sequence[uuid.UUID],
    facts: Sequence[dict[str, Any]] | None = None,
) -> None:
    """One change of each of them; without `facts` there is nothing to compare."""
    columns: dict[str, Sequence[Any]] = {
        "id": clock.uuid7s(len(subject_ids)),
        "subject_id": subject_ids,
    }
    same = {
        "created_at": clock.now(),
        "kind": kind,
        "source": source,
        "valid_from": clock.today(),
        "account_id": by and by.account_id,
        "by_name": by.name if by else "系统",
        "reason": "",
    }
    if facts is None:
        same["facts"] = {}
    else:
        columns["facts"] = facts
    insert_many(session, CHANGES, columns, same)


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
        [
            {"subject_id": each, "month": _month(), "grade": grade, "source": source}
            for each, grade in credit.items()
        ],
    )


def _month() -> str:
    return f"{clock.today():%Y-%m}"


def _regions(session: Session, rows: Sequence[Values]) -> set[str]:
    named = {row["region_code"] for row in rows if "region_code" in row}
    return set(session.scalars(select(Region.code).where(Region.code.in_(named))))
