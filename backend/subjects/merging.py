"""合并 and 拆分: one business that stands twice, and two that stand as one.

Nothing is moved when two are merged: the one points to the other, and whatever names either of
them is shown on the one that stays. So a merge can be undone, and the trail stays on both.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller
from backend.core.problems import NotFound
from backend.subjects import entry, register
from backend.subjects.models import ChangeKind, Licence, PastInspection, Subject
from backend.subjects.problems import CannotMerge, SubjectChanged
from backend.subjects.service import find, known_as

SOURCE = "名录库整理"


def merge(
    session: Session,
    *,
    by: Caller,
    survivor_id: uuid.UUID,
    survivor_version: int,
    other_id: uuid.UUID,
    other_version: int,
    reason: str,
) -> Subject:
    """The other one is found no more; what was merged into it before now belongs to the survivor.

    Raises NotFound, SubjectMerged, SubjectChanged, OutsideArea, CannotMerge.
    """
    survivor = entry.changeable(session, by, survivor_id)
    other = entry.changeable(session, by, other_id)
    if why := why_not(survivor, other):
        raise CannotMerge(why=why)
    for each, version in ((other, other_version), *_absorbed(session, other_id)):
        told = {"merged_into": ("", named(survivor))}
        _tell(session, by, each, version, told, reason, merged_into=survivor.id)
    told = {"merged": ("", named(other))}
    return _tell(session, by, survivor, survivor_version, told, reason)


def separate(
    session: Session, *, by: Caller, subject_id: uuid.UUID, version: int, reason: str
) -> Subject:
    """Undo a merge: `subject_id` is the one that was merged. Raises NotFound, SubjectChanged."""
    subject = find(session, subject_id)
    entry.within(session, by, subject.region_code)
    if subject.merged_into is None:
        raise SubjectChanged(id=str(subject_id))
    survivor = find(session, subject.merged_into)
    away, split = {"merged_into": (named(survivor), "")}, ChangeKind.SPLIT
    _tell(session, by, subject, version, away, reason, kind=split, merged_into=None)
    left = {"merged": (named(subject), "")}
    _tell(session, by, survivor, survivor.version, left, reason, kind=split)
    return subject


def split_off(
    session: Session,
    *,
    by: Caller,
    subject_id: uuid.UUID,
    version: int,
    values: Mapping[str, Any],
    licence_ids: Sequence[uuid.UUID],
    past_ids: Sequence[uuid.UUID],
    source: str,
    valid_from: date,
    reason: str,
    code_reason: str = "",
) -> Subject:
    """A new subject out of one that stood for two, with the licences and old results that are its.

    Tasks and inspections stay: their documents name the one that was inspected.
    Raises as enter and amend do.
    """
    origin = entry.changeable(session, by, subject_id)
    made = entry.enter(
        session,
        by=by,
        values=values,
        source=source,
        valid_from=valid_from,
        reason=reason,
        code_reason=code_reason,
    )
    _give(session, Licence, licence_ids, origin, made)
    _give(session, PastInspection, past_ids, origin, made)
    moved = {"licences": len(licence_ids), "past": len(past_ids)}
    told = {name: (0, count) for name, count in moved.items() if count}
    for each, seen, fact in (
        (origin, version, {"split_off": ("", named(made))}),
        (made, made.version, {"split_from": ("", named(origin))}),
    ):
        _tell(session, by, each, seen, fact | told, reason, kind=ChangeKind.SPLIT)
    return made


def why_not(survivor: Subject, other: Subject) -> str:
    """Why the other one cannot be merged into the survivor; empty when it can."""
    if survivor.id == other.id:
        return "不能并入自己，请另选一家"
    if survivor.uscc and other.uscc:
        return "两家各有统一社会信用代码，不是同一家；代码登记错了的，先改代码"
    if other.uscc:
        return "有统一社会信用代码的一家要留下，请从那一家的页面上合并"
    if survivor.id_number_hash and other.id_number_hash:
        return "两人身份证号不同，不是同一人"
    if other.id_number_hash:
        return "登记了身份证号的一家要留下，请从那一家的页面上合并"
    return ""


def named(subject: Subject) -> str:
    number = known_as(subject)
    return f"{subject.name}（{number}）" if number else subject.name


def _absorbed(session: Session, subject_id: uuid.UUID) -> Iterable[tuple[Subject, int]]:
    rows = session.scalars(select(Subject).where(Subject.merged_into == subject_id)).all()
    return [(each, each.version) for each in rows]


def _tell(
    session: Session,
    by: Caller,
    subject: Subject,
    version: int,
    facts: Mapping[str, tuple[Any, Any]],
    reason: str,
    *,
    kind: ChangeKind = ChangeKind.MERGED,
    **written: Any,
) -> Subject:
    return register.note(
        session,
        by=by,
        subject=subject,
        version=version,
        kind=kind,
        source=SOURCE,
        valid_from=clock.today(),
        facts=facts,
        reason=reason,
        **written,
    )


def _give(
    session: Session,
    model: type[Licence] | type[PastInspection],
    ids: Sequence[uuid.UUID],
    origin: Subject,
    to: Subject,
) -> None:
    """Raises NotFound when one of them is not, or no more, the origin's."""
    if not ids:
        return
    moved = session.scalars(
        update(model)
        .where(model.id.in_(ids), model.subject_id == origin.id)
        .values(subject_id=to.id)
        .returning(model.id)
        .execution_options(synchronize_session=False)
    ).all()
    if len(moved) != len(set(ids)):
        raise NotFound(id=str(origin.id))
