"""The ledger of visits: what counts for whom, and how often somebody was at a subject lately."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session

from backend import organization, subjects
from backend.core.settings import Settings
from backend.planning.models import CountingRule, Visit
from backend.planning.rules import ENTERED, CountsAs, Kind, Mode, Trigger, counts_as, group_of
from backend.subjects import Subject


def record(
    session: Session,
    *,
    agency_id: uuid.UUID,
    subject_id: uuid.UUID,
    field: str,
    day: date,
    kind: Kind,
    mode: Mode,
    trigger: Trigger,
    counted: bool,
    task_id: uuid.UUID,
    inspection_id: uuid.UUID | None = None,
    joint_id: uuid.UUID | None = None,
) -> Visit:
    """Once a task: what comes again changes nothing."""
    known = session.scalar(select(Visit).where(Visit.task_id == task_id))
    if known is not None:
        return known
    visit = Visit(
        agency_id=agency_id,
        subject_id=subject_id,
        field=field,
        day=day,
        year=day.year,
        kind=kind,
        mode=mode,
        trigger=trigger,
        counted=counted,
        joint_id=joint_id,
        task_id=task_id,
        inspection_id=inspection_id,
    )
    session.add(visit)
    session.flush()
    return visit


def take_turn(session: Session, subject_id: uuid.UUID) -> None:
    """Before the visits to a subject are counted in order to add one: whoever else does so waits,
    and then counts this one too. Otherwise two at once would both see the last place under a cap
    free (SQLite has one writer at a time anyway)."""
    session.execute(
        select(Subject.id).where(Subject.id == subject_id).with_for_update(key_share=True)
    )


def counting_rules(session: Session) -> Sequence[CountingRule]:
    return session.scalars(select(CountingRule).order_by(CountingRule.place)).all()


_COUNTING = (
    select(
        *(CountingRule.kind, CountingRule.trigger, CountingRule.subject_group),
        *(CountingRule.counted, CountingRule.blocks, CountingRule.warns),
    )
    .where(or_(CountingRule.kind.is_(None), CountingRule.kind == bindparam("kind")))
    .order_by(CountingRule.place)
)


def counting(
    session: Session, *, kind: Kind, mode: Mode, trigger: Trigger, subject_kind: str
) -> CountsAs:
    rows = session.execute(_COUNTING, {"kind": kind}).all()
    return counts_as(rows, kind, mode, trigger, group_of(subject_kind))


_OWN = (
    select(
        *(Visit.day, organization.Agency.short_name.label("agency"), Visit.agency_id, Visit.field),
        *(Visit.mode, Visit.counted, Visit.joint_id),
    )
    .join(organization.Agency, organization.Agency.id == Visit.agency_id)
    .where(
        Visit.subject_id.in_(bindparam("family", expanding=True)),
        Visit.day >= bindparam("since"),
    )
)
_REPORTED = select(subjects.PastInspection.day, subjects.PastInspection.agency_name).where(
    subjects.PastInspection.subject_id.in_(bindparam("family", expanding=True)),
    subjects.PastInspection.day >= bindparam("since"),
)


def recent(session: Session, family: Sequence[uuid.UUID], today: date) -> list[dict[str, Any]]:
    """{day, agency, agency_id, field, entered, counted, joint_id} since the year began, and further
    back as far as repetition is looked for; also what other systems reported. The newest first."""
    settings: Settings = current_app.extensions["settings"]
    since = min(date(today.year, 1, 1), today - timedelta(days=settings.frequent_days))
    asked = {"family": list(family), "since": since}
    found = [
        dict(row._mapping) | {"entered": row.mode in ENTERED}
        for row in session.execute(_OWN, asked)
    ]
    found += [
        {"day": day, "agency": agency, "agency_id": None, "field": "", "entered": True}
        | {"counted": False, "joint_id": None}
        for day, agency in session.execute(_REPORTED, asked)
    ]
    return sorted(found, key=lambda each: each["day"], reverse=True)


def counted(
    session: Session, subject_ids: Collection[uuid.UUID], year: int
) -> defaultdict[tuple[uuid.UUID, uuid.UUID], dict[str, int]]:
    """{(subject, agency): {field: visits that count}} of one year; what was at those merged into a
    subject was at it."""
    kept = func.coalesce(Subject.merged_into, Subject.id)
    rows = session.execute(
        select(kept, Visit.agency_id, Visit.field, func.count())
        .join(Subject, Subject.id == Visit.subject_id)
        .where(
            or_(Subject.id.in_(subject_ids), Subject.merged_into.in_(subject_ids)),
            Visit.year == year,
            Visit.counted,
        )
        .group_by(kept, Visit.agency_id, Visit.field)
    )
    found: defaultdict[tuple[uuid.UUID, uuid.UUID], dict[str, int]] = defaultdict(dict)
    for subject_id, agency_id, field, count in rows:
        found[subject_id, agency_id][field] = count
    return found
