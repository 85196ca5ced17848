"""The one way in which a subject is added or changed: with its history, its feed and its audit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller
from backend.core.crypto import Keys, mask_id_number, mask_phone
from backend.core.records import audit
from backend.subjects import feed
from backend.subjects.models import Change, ChangeKind, Subject
from backend.subjects.problems import SubjectChanged

SEALED = {"phone": mask_phone, "liaison_phone": mask_phone, "id_number": mask_id_number}
PLAIN = (
    *("uscc", "org_code", "legacy_number", "internal_number", "name", "kind", "state", "address"),
    *("operating_address", "region_code", "industry_code", "industry_name", "credit", "risk"),
    *("legal_rep", "liaison", "established", "latitude", "longitude", "raw_latitude"),
    *("raw_longitude", "crs", "position_source", "tags", "importance", "row_hash", "fictitious"),
    *("merged_into", "removed_at"),
)
UNTOLD = frozenset({"row_hash", "importance"})  # of no meaning to who reads the history


def add(
    session: Session,
    *,
    by: Caller | None,
    source: str,
    valid_from: date,
    values: Mapping[str, Any],
    reason: str = "",
) -> Subject:
    """`values` by the names of PLAIN, and phone, liaison_phone, id_number in clear."""
    subject = Subject(source=source, **columns(values))
    session.add(subject)
    session.flush()
    _record(session, by, subject.id, ChangeKind.ADDED, source, valid_from, reason, {})
    return subject


def change(
    session: Session,
    *,
    by: Caller | None,
    subject: Subject,
    version: int,
    source: str,
    valid_from: date,
    values: Mapping[str, Any],
    reason: str = "",
    kind: ChangeKind = ChangeKind.CHANGED,
) -> Subject:
    """Only what differs is written; nothing at all when nothing does. Raises SubjectChanged."""
    facts = differences(subject, values)
    if not facts:
        return subject
    _write(session, subject, version, columns({name: values[name] for name in facts}))
    _record(session, by, subject.id, kind, source, valid_from, reason, told(facts))
    return subject


def note(
    session: Session,
    *,
    by: Caller | None,
    subject: Subject,
    version: int,
    kind: ChangeKind,
    source: str,
    valid_from: date,
    facts: Mapping[str, tuple[Any, Any]],
    reason: str = "",
    **written: Any,
) -> Subject:
    """A change of what belongs to the subject (licences, credit, what was merged), guarded and told
    as one of its own fields. `written` are columns that go with it. Raises SubjectChanged."""
    _write(session, subject, version, written)
    _record(session, by, subject.id, kind, source, valid_from, reason, told(facts))
    return subject


def _write(session: Session, subject: Subject, version: int, values: Mapping[str, Any]) -> None:
    won = session.scalar(
        update(Subject)
        .where(Subject.id == subject.id, Subject.version == version)
        .values(**values, version=Subject.version + 1, updated_at=clock.now())
        .returning(Subject.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise SubjectChanged(id=str(subject.id))
    session.refresh(subject)


def columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """As the table holds them: personal data sealed and hashed, the parts of a code beside it."""
    keys: Keys = current_app.extensions["keys"]
    found = {name: value for name, value in values.items() if name in PLAIN}
    for name in SEALED:
        if name in values:
            value = values[name]
            found[f"{name}_sealed"] = keys.seal(value) if value else None
            found[f"{name}_hash"] = keys.lookup_hash(value) if value else None
    if "uscc" in values:  # its middle is the 组织机构代码; without one an old one may be known
        found["org_code"] = values["uscc"][8:17] if values["uscc"] else values.get("org_code")
    return found


def differences(subject: Subject, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """{field: (before, after)} of what `values` would change; sealed fields masked."""
    keys: Keys = current_app.extensions["keys"]
    found: dict[str, tuple[Any, Any]] = {}
    for name, value in values.items():
        if name in PLAIN and getattr(subject, name) != value:
            found[name] = (getattr(subject, name), value)
        elif name in SEALED:
            before, mask = getattr(subject, f"{name}_sealed"), SEALED[name]
            plain = keys.unseal(before) if before else ""
            if plain != (value or ""):
                found[name] = (mask(plain) if plain else "", mask(value) if value else "")
    return found


def told(facts: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    """As the history keeps them: plain JSON."""
    return {
        name: [_json(before), _json(after)]
        for name, (before, after) in facts.items()
        if name not in UNTOLD
    }


def _json(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _record(
    session: Session,
    by: Caller | None,
    subject_id: uuid.UUID,
    kind: ChangeKind,
    source: str,
    valid_from: date,
    reason: str,
    facts: dict[str, Any],
) -> None:
    session.add(
        Change(
            subject_id=subject_id,
            kind=kind,
            source=source,
            valid_from=valid_from,
            account_id=by and by.account_id,
            by_name=by.name if by else "系统",
            reason=reason,
            facts=facts,
        )
    )
    feed.announce(session, [subject_id])
    audit(session, by, f"subject.{kind}", "subject", subject_id, fields=sorted(facts))
