"""Who may go: the team's conditions, asked before anybody leaves."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend import organization, subjects
from backend.core import clock
from backend.core.auth import Caller
from backend.organization import Work
from backend.tasks import presence
from backend.tasks.models import FormerMember, TaskMember
from backend.tasks.problems import TeamUnfit


def add(session: Session, task_id: uuid.UUID, officer_ids: list[uuid.UUID]) -> None:
    for place, officer_id in enumerate(officer_ids):
        session.add(
            TaskMember(
                task_id=task_id,
                officer_id=officer_id,
                lead=place == 0,
                secret=presence.new_secret(),
            )
        )
    session.flush()


def leave(session: Session, task_id: uuid.UUID, officer_ids: Collection[uuid.UUID]) -> bool | None:
    """They go, and are remembered; whether one of them led, None where nobody was there."""
    gone = session.execute(
        delete(TaskMember)
        .where(TaskMember.task_id == task_id, TaskMember.officer_id.in_(officer_ids))
        .returning(TaskMember.officer_id, TaskMember.lead)
    ).all()
    for officer_id, _ in gone:
        session.merge(FormerMember(task_id=task_id, officer_id=officer_id, left_at=clock.now()))
    session.flush()
    return any(lead for _, lead in gone) if gone else None


def was_in(session: Session, by: Caller, task_id: uuid.UUID) -> bool:
    """Whether the caller was of that team, and is no more."""
    if by.officer_id is None:
        return False
    key = (task_id, by.officer_id)
    return session.get(TaskMember, key) is None and session.get(FormerMember, key) is not None


def check(
    session: Session,
    by: Caller,
    officer_ids: list[uuid.UUID],
    until: date,
    work: Work,
    subject_id: uuid.UUID,
) -> None:
    """Raises TeamUnfit with the first thing that is wrong."""
    family = subjects.family_ids(session, subject_id)
    for rule, why in wrong(session, by.agency_id, officer_ids, until, work, family):
        raise TeamUnfit(why=why, rule=rule)


def wrong(
    session: Session,
    agency_id: uuid.UUID,
    officer_ids: list[uuid.UUID],
    until: date,
    work: Work,
    family: Collection[uuid.UUID],
) -> list[tuple[str, str]]:
    """(rule, why) by L1, L2, L4, asked when the team is chosen: two officers whose certificates
    outlast the task and cover its field (浙江省综合行政执法条例 第二十八条、第二十九条), none away
    until then or tied to the subject, whose ids are the `family` (行政处罚法 第四十三条)."""
    found = []
    if len(set(officer_ids)) < 2:
        found.append(("L1", "检查至少要两名执法人员，请再选一人"))
    known = {each["id"]: each for each in organization.officers_of(session, agency_id, officer_ids)}
    away = organization.kept_away(
        session, officer_ids, subject_ids=family, first=clock.today(), last=until
    )
    for officer_id in officer_ids:
        officer = known.get(officer_id)
        if officer is None:
            found.append(("L2", "检查人员要从本单位选"))
        elif said := _unfit(officer, until, work) or away.get(officer_id):
            found.append((said[0], f"{officer['name']}{said[1]}，请换人"))
    return found


def unfit(
    session: Session, agency_id: uuid.UUID, until: date, work: Work, subject_id: uuid.UUID
) -> dict[uuid.UUID, str]:
    """{officer: why} of everybody of the agency who could not go."""
    everybody = organization.officers_of(session, agency_id)
    ids = [each["id"] for each in everybody]
    away = kept_away(session, ids, subject_id=subject_id, until=until)
    said = {each["id"]: _unfit(each, until, work) or away.get(each["id"]) for each in everybody}
    return {officer_id: each[1] for officer_id, each in said.items() if each}


def _unfit(officer: dict[str, Any], until: date, work: Work) -> tuple[str, str] | None:
    certificate = organization.best_certificate(officer["certificates"], until, work)
    if officer["auxiliary"]:
        return "L1", "是辅助人员，不能作为检查人员"
    if not organization.is_valid(certificate, until):
        return "L2", "的执法证到不了完成期限"
    if certificate and not organization.covers(certificate.matters, work):
        return "L2", f"的执法证不含{work.field}"
    if not organization.covers(officer["matters"], work):
        return (
            "L2",
            f"没有被授权查{work.field}这些事项" if work.matters else f"没有被授权查{work.field}",
        )
    return None


def kept_away(
    session: Session, officer_ids: list[uuid.UUID], *, subject_id: uuid.UUID | None, until: date
) -> dict[uuid.UUID, tuple[str, str]]:
    """{officer: (rule, why)} of who cannot go between today and then; without a subject only
    leave counts. A tie to a record that was merged into the subject is one to the subject."""
    subject_ids = subjects.family_ids(session, subject_id) if subject_id else []
    return organization.kept_away(
        session, officer_ids, subject_ids=subject_ids, first=clock.today(), last=until
    )
