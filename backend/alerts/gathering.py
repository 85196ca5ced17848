"""What the rules look at, one agency at a time and bounded: whoever has more than this to be warned
of is helped by the gravest ones, and the others come when these are done."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backend import handovers, inspections, organization, subjects, tasks
from backend.alerts import delivering, pressing, rules
from backend.alerts.found import MOST, Found, OpenTask, crews, open_tasks
from backend.alerts.models import Unsent
from backend.alerts.rules import Rule, Seen, Target
from backend.core import clock
from backend.core.auth import MANAGERS, Role
from backend.handovers import State as HandoverState
from backend.organization import Account, Officer

ANSWERING = frozenset({Role.LEADER, *MANAGERS})


Gatherer = Callable[[Session, uuid.UUID, int], list[Found]]


def certificates(session: Session, agency_id: uuid.UUID, days: int) -> list[Found]:
    today, found = clock.today(), []
    for officer in organization.officers_of(session, agency_id):
        best = organization.best_certificate(officer["certificates"], today)
        seen = rules.certificate(best.valid_to, today, days) if best else None
        if seen:
            who, name = officer["id"], officer["name"]
            found.append(Found(f"officer:{who}", seen, name, Target.OFFICER, who, [who]))
    return found


def due_tasks(session: Session, agency_id: uuid.UUID, days: int) -> list[Found]:
    today = clock.today()
    until = today + timedelta(days=2 * days + 10)  # no calendar rests longer in a row
    return _of_tasks(
        session,
        agency_id,
        lambda task, _: rules.task_due(task.deadline, today, days),
        tasks.Task.deadline <= until,
    )


def repeated_visits(session: Session, agency_id: uuid.UUID, days: int) -> list[Found]:
    """Open tasks at subjects that somebody has inspected lately."""
    today = clock.today()
    waiting = open_tasks(session, agency_id)
    visits = _visits(session, {task.subject_id for task, _ in waiting}, today, days)

    def look(task: tasks.Task, _: subjects.Subject) -> Seen | None:
        others = [(day, name) for day, name, of in visits[task.subject_id] if of != task.id]
        return rules.repeated(others, today, days)

    return _each(session, waiting, look)


def abnormal_subjects(session: Session, agency_id: uuid.UUID, _: int) -> list[Found]:
    listed = subjects.rules.ABNORMAL_TAGS
    return _of_tasks(
        session, agency_id, lambda _, subject: rules.abnormal(subject.state, subject.tags, listed)
    )


def ending_licences(session: Session, agency_id: uuid.UUID, days: int) -> list[Found]:
    """Of the subjects that are to be checked: there one can say so."""
    today = clock.today()
    waiting = open_tasks(session, agency_id)
    rows = session.scalars(
        select(subjects.Licence)
        .where(
            subjects.Licence.subject_id.in_({task.subject_id for task, _ in waiting}),
            subjects.Licence.valid_to <= today + timedelta(days=days),
        )
        .order_by(subjects.Licence.valid_to)
        .limit(MOST)
    ).all()
    teams = crews(session, [task.id for task, _ in waiting])
    found = []
    for row in rows:
        seen = rules.licence(f"{row.kind} {row.number}", row.valid_to, today, days)
        at = [(task, subject) for task, subject in waiting if task.subject_id == row.subject_id]
        if seen and at:
            officers = {each for task, _ in at for each in teams[task.id]}
            found.append(
                Found(
                    f"licence:{row.id}",
                    seen,
                    at[0][1].name,
                    Target.SUBJECT,
                    row.subject_id,
                    sorted(officers),
                )
            )
    return found


def waiting_handovers(session: Session, agency_id: uuid.UUID, days: int) -> list[Found]:
    """For the receiver what has to be answered; for the sender what nobody has answered in time,
    and what the law gives three days and 24 hours for."""
    Handover = handovers.Handover
    rows = session.scalars(
        select(Handover)
        .where(
            or_(Handover.sender_id == agency_id, Handover.receiver_id == agency_id),
            Handover.state.in_(
                (HandoverState.SENT, HandoverState.REPORTED, HandoverState.APPROVED)
            ),
        )
        .order_by(Handover.id)
        .limit(MOST)
    ).all()
    people = _people(session, agency_id) if rows else []
    names = {row.id: row for row in rows}
    subject_of = handovers.listing.subjects_of(session, names)
    found = []
    for row in rows:
        for side, seen, officers in _waits(row, agency_id, people, days):
            found.append(
                Found(
                    f"handover:{row.id}:{side}",
                    seen,
                    subject_of.get(row.id, ""),
                    Target.HANDOVER,
                    row.id,
                    officers,
                )
            )
    return found


def stuck_phones(session: Session, agency_id: uuid.UUID, days: int) -> list[Found]:
    rows = session.execute(
        select(Unsent, Account.name, Account.officer_id)
        .join(Account, Account.id == Unsent.account_id)
        .where(
            Account.agency_id == agency_id,
            Account.active,
            Unsent.oldest_at <= clock.now() - timedelta(days=days),
        )
        .order_by(Unsent.oldest_at)
        .limit(MOST)
    )
    found = []
    for row, name, officer_id in rows:
        oldest = row.oldest_at
        seen = oldest and rules.unsent(oldest, row.count, clock.now(), days)
        if seen:
            officers = [officer_id] if officer_id else []
            about = f"account:{row.account_id}"
            found.append(Found(about, seen, name, Target.OUTBOX, officer_id, officers))
    return found


GATHERERS: dict[Rule, Gatherer] = {
    Rule.APPROVAL: pressing.unmade_approvals,
    Rule.RECHECK: pressing.due_orders,
    Rule.CAP: pressing.near_caps,
    Rule.CERTIFICATE: certificates,
    Rule.TASK_DUE: due_tasks,
    Rule.REPEATED: repeated_visits,
    Rule.ABNORMAL: abnormal_subjects,
    Rule.LICENCE: ending_licences,
    Rule.HANDOVER: waiting_handovers,
    Rule.UNSENT: stuck_phones,
    Rule.SNAPSHOT: delivering.silent_sources,
}

Look = Callable[[tasks.Task, subjects.Subject], Seen | None]


def _of_tasks(session: Session, agency_id: uuid.UUID, look: Look, *where: Any) -> list[Found]:
    return _each(session, open_tasks(session, agency_id, *where), look)


def _each(session: Session, waiting: Sequence[OpenTask], look: Look) -> list[Found]:
    warned = [(task, subject, look(task, subject)) for task, subject in waiting]
    teams = crews(session, [task.id for task, _, seen in warned if seen])
    return [
        Found(f"task:{task.id}", seen, subject.name, Target.TASK, task.id, teams[task.id])
        for task, subject, seen in warned
        if seen
    ]


def _visits(
    session: Session, subject_ids: set[uuid.UUID], today: date, days: int
) -> defaultdict[uuid.UUID, list[tuple[date, str, uuid.UUID | None]]]:
    """(day, agency, task) of what was inspected since, in this system and before it."""
    since = today - timedelta(days=days)
    found: defaultdict[uuid.UUID, list[tuple[date, str, uuid.UUID | None]]] = defaultdict(list)
    own = session.execute(
        select(tasks.Task, inspections.Inspection.started_at, organization.Agency.short_name)
        .join(inspections.Inspection, inspections.Inspection.task_id == tasks.Task.id)
        .join(organization.Agency, organization.Agency.id == tasks.Task.agency_id)
        .where(
            tasks.Task.subject_id.in_(subject_ids),
            inspections.Inspection.started_at >= clock.now() - timedelta(days=days + 1),
        )
    )
    for task, started_at, name in own:
        day = started_at.astimezone(clock.CHINA).date()
        found[task.subject_id].append((day, name, task.id))
    before = session.scalars(
        select(subjects.PastInspection).where(
            subjects.PastInspection.subject_id.in_(subject_ids),
            subjects.PastInspection.day >= since,
        )
    )
    for row in before:
        found[row.subject_id].append((row.day, row.agency_name, None))
    return found


@dataclass(frozen=True)
class _Person:
    officer_id: uuid.UUID
    roles: frozenset[str]
    post: str


def _people(session: Session, agency_id: uuid.UUID) -> list[_Person]:
    rows = session.execute(
        select(Officer.id, Account.roles, Officer.post)
        .join(Account, Account.officer_id == Officer.id)
        .where(Account.agency_id == agency_id, Account.active)
        .order_by(Officer.id)
    )
    return [_Person(row.id, frozenset(row.roles), row.post) for row in rows]


def _waits(
    row: handovers.Handover, agency_id: uuid.UUID, people: Sequence[_Person], days: int
) -> list[tuple[str, Seen, list[uuid.UUID]]]:
    today, found = clock.today(), []
    sender = [row.sent_by_officer] if row.sent_by_officer else []
    heads = [each.officer_id for each in people if Role.AGENCY_HEAD in each.roles]
    if row.state is HandoverState.SENT and row.answer_by:
        if row.receiver_id == agency_id:
            seen = rules.unanswered("签收", row.answer_by, today, days)
            found.append(("in", seen, _answering(row, people)))
        if row.sender_id == agency_id and row.answer_by < today:
            words = f"{row.receiver_name}签收"
            found.append(("out", rules.unanswered(words, row.answer_by, today, days), sender))
    elif row.sender_id == agency_id and row.state is HandoverState.REPORTED and row.decide_by:
        seen = rules.unanswered("负责人审批移送", row.decide_by, today, rules.LONGEST)
        found.append(("decide", seen, heads))
    elif row.sender_id == agency_id and row.transfer_by:
        found.append(("transfer", rules.untransferred(row.transfer_by, clock.now()), sender))
    return [(side, seen, officers) for side, seen, officers in found if seen]


def _answering(row: handovers.Handover, people: Sequence[_Person]) -> list[uuid.UUID]:
    if row.receiver_officer:
        return [row.receiver_officer]
    found = [each for each in people if ANSWERING & each.roles]
    of_unit = [each for each in found if each.post == row.receiver_unit]
    return [each.officer_id for each in of_unit or found]
