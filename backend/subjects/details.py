"""What belongs to a subject beside its own fields: licences, credit by month, tags.

Each change raises the subject's version, so that of two at once one is told.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller
from backend.core.problems import InvalidInput, NotFound
from backend.subjects import entry, register, rules
from backend.subjects.models import ChangeKind, Credit, Licence, Subject
from backend.subjects.problems import LicenceKnown


def keep_licence(
    session: Session,
    *,
    by: Caller,
    subject_id: uuid.UUID,
    version: int,
    licence_id: uuid.UUID | None,
    values: Mapping[str, Any],
    source: str,
) -> Subject:
    """Add one, or change the one that is named. Raises NotFound, InvalidInput, LicenceKnown."""
    subject = entry.changeable(session, by, subject_id)
    if wrong := rules.check_licence(values):
        raise InvalidInput(fields={name: [words] for name, words in wrong.items()})
    same = session.scalars(
        select(Licence.id).where(
            Licence.subject_id == subject_id,
            Licence.kind == values["kind"],
            Licence.number == values["number"],
        )
    ).first()
    if same and same != licence_id:
        raise LicenceKnown(kind=values["kind"], number=values["number"])
    licence = _licence(session, subject_id, licence_id) if licence_id else Licence()
    before = _in_words(licence) if licence_id else ""
    for name in ("kind", "number", "issuer", "valid_from", "valid_to"):
        setattr(licence, name, values.get(name))
    licence.subject_id = subject_id
    session.add(licence)
    return _told(session, by, subject, version, source, {"licence": (before, _in_words(licence))})


def drop_licence(
    session: Session,
    *,
    by: Caller,
    subject_id: uuid.UUID,
    version: int,
    licence_id: uuid.UUID,
    source: str,
    reason: str,
) -> Subject:
    """One that was entered by mistake or taken back; the history keeps it. Raises NotFound."""
    subject = entry.changeable(session, by, subject_id)
    licence = _licence(session, subject_id, licence_id)
    session.delete(licence)
    facts = {"licence": (_in_words(licence), "")}
    return _told(session, by, subject, version, source, facts, reason)


def keep_credit(
    session: Session,
    *,
    by: Caller,
    subject_id: uuid.UUID,
    version: int,
    month: str,
    grade: str,
    source: str,
) -> Subject:
    """The grade of one month; that of the newest month is the subject's. Raises InvalidInput."""
    subject = entry.changeable(session, by, subject_id)
    if wrong := rules.check_credit(month, grade, clock.today()):
        raise InvalidInput(fields={name: [words] for name, words in wrong.items()})
    row = session.get(Credit, (subject_id, month))
    if row is None:
        row = Credit(subject_id=subject_id, month=month, grade="", source=source)
        session.add(row)
    facts = {f"credit {month}": (row.grade, grade)}
    row.grade, row.source = grade, source
    session.flush()
    newest = session.scalar(select(func.max(Credit.month)).where(Credit.subject_id == subject_id))
    written = {"credit": grade} if newest == month else {}
    return _told(session, by, subject, version, source, facts, **written)


def tag(
    session: Session,
    *,
    by: Caller,
    subject_id: uuid.UUID,
    version: int,
    add: str = "",
    remove: str = "",
    source: str,
) -> Subject:
    """Put a subject into a 专项库 or take it out. Raises InvalidInput, SubjectChanged."""
    subject = entry.changeable(session, by, subject_id)
    left = [each for each in subject.tags if each != remove]
    return entry.amend(
        session,
        by=by,
        subject_id=subject_id,
        version=version,
        values={"tags": [*left, *([add] if add else [])]},
        source=source,
        valid_from=clock.today(),
    )


def _licence(session: Session, subject_id: uuid.UUID, licence_id: uuid.UUID) -> Licence:
    found = session.get(Licence, licence_id)
    if found is None or found.subject_id != subject_id:
        raise NotFound(id=str(licence_id))
    return found


def _in_words(licence: Licence) -> str:
    start = licence.valid_from.isoformat() if licence.valid_from else ""
    end = licence.valid_to.isoformat() if licence.valid_to else "长期"
    term = f"{start} 至 {end}" if start else end
    return f"{licence.kind} {licence.number}，{licence.issuer}，{term}"


def _told(
    session: Session,
    by: Caller,
    subject: Subject,
    version: int,
    source: str,
    facts: Mapping[str, tuple[Any, Any]],
    reason: str = "",
    **written: Any,
) -> Subject:
    return register.note(
        session,
        by=by,
        subject=subject,
        version=version,
        kind=ChangeKind.CHANGED,
        source=source,
        valid_from=clock.today(),
        facts=facts,
        reason=reason,
        **written,
    )
