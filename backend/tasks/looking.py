"""The gates of an inspection before it begins, in their order, for who wants to begin it."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from backend import gates, matters, organization, planning, subjects
from backend.core import clock, workdays
from backend.core.auth import Caller
from backend.gates import Severity
from backend.matters import Checklist
from backend.planning import ENTERED, Ground, Kind, Mode, Notice, Side, Trigger, Wish
from backend.tasks import teams
from backend.tasks.models import Task
from backend.tasks.problems import NotInTeam
from backend.tasks.rules import STEPS, State

START_WORKDAYS = 3  # what an officer started is to be done by then
TEAM = "team"


@dataclass(frozen=True)
class Looked:
    """The gates as they stand: `open` in their order, each {step, rule, severity, …}."""

    ground: Ground
    open: list[dict[str, Any]]

    def blocked(self, *, but: Iterable[str] = ()) -> list[dict[str, Any]]:
        return [g for g in self.open if g["severity"] is Severity.BLOCK and g["rule"] not in but]

    @property
    def warned(self) -> list[dict[str, Any]]:
        return [gate for gate in self.open if gate["severity"] is Severity.WARN]


class SameName(NamedTuple):
    """The agency that answers, and {body: matters} of those whom it entrusted."""

    agency_id: uuid.UUID
    bodies: dict[uuid.UUID, set[str]]

    def has(self, row: Row[*tuple[Any, ...]]) -> bool:
        """Whether it answers for a row of _NOT_BEGUN."""
        work = organization.Work(row.field, row.matters)
        scope = self.bodies.get(row.agency_id, ())
        return row.agency_id == self.agency_id or organization.reaches(scope, work)


# What is about to be begun at a subject, by whomever.
_NOT_BEGUN = (
    select(
        *(Task.id, Task.agency_id, Task.kind, Task.mode, Task.state, Task.counted, Task.deadline),
        *(Checklist.title, Checklist.field, Checklist.matters, organization.Agency.short_name),
    )
    .join(Checklist, Checklist.id == Task.checklist_id)
    .join(organization.Agency, organization.Agency.id == Task.agency_id)
    .where(
        Task.subject_id.in_(bindparam("family", expanding=True)),
        Task.state.in_((State.PENDING, State.ACCEPTED, State.DECLINED)),
    )
    .order_by(Task.id)
)


def look(
    session: Session, wish: Wish, officer_ids: list[uuid.UUID], *, but: uuid.UUID | None = None
) -> Looked:
    """Every gate of a wish, through the catalogue of rules; `but` is the task that it is about,
    where there is one already."""
    family = subjects.family_ids(session, wish.subject.id)
    work = matters.work(wish.checklist)
    name = organization.answers_for(session, wish.agency_id, on=wish.deadline, work=work)
    bodies = organization.agencies.bodies_of(session, name.id, wish.deadline)
    same = SameName(name.id, bodies)
    not_begun = [row for row in session.execute(_NOT_BEGUN, {"family": family}) if row.id != but]
    ground = planning.look(
        session,
        wish,
        name=name,
        family=family,
        under_way=_under_way(not_begun, same),
        others=_others(not_begun, wish.agency_id, same),
    )
    found = [
        gate(_step_of(each.rule), each.rule, each.severity, each.message, each.way_on)
        for each in gates.broken("ground", ground.facts)
    ]
    unfit = teams.wrong(
        session,
        wish.agency_id,
        officer_ids,
        wish.deadline,
        work,
        family,
    )
    found += [gate(TEAM, rule, Severity.BLOCK, why, "") for rule, why in unfit]
    found += _other_team(session, ground, officer_ids)
    order = {step: place for place, (step, _, _) in enumerate(STEPS)}
    return Looked(ground, sorted(found, key=lambda gate: order[gate["step"]]))


def _other_team(
    session: Session, ground: Ground, officer_ids: list[uuid.UUID]
) -> list[dict[str, Any]]:
    """The head saw who would go; somebody else may, for a reason."""
    approval = ground.approval
    if approval is None or not planning.approvals.is_good(approval, clock.today()):
        return []
    seen = approval.wish.get(planning.approvals.TEAM, "")
    goes = named(organization.names(session, officer_ids), officer_ids)
    separator = planning.approvals.SEPARATOR
    if set(seen.split(separator)) == set(goes.split(separator)):
        return []
    words = f"批准时的检查人员是{seen}，现在是{goes}"
    return [gate("approval", "P4", Severity.WARN, words, "说明为什么换人")]


def named(names: Mapping[uuid.UUID, str], officer_ids: Iterable[uuid.UUID]) -> str:
    return planning.approvals.SEPARATOR.join(names[each] for each in officer_ids if each in names)


def _step_of(rule: str) -> str:
    return next(step for step, _, rules in STEPS if rule in rules)


def gate(step: str, rule: str, severity: Severity, message: str, way_on: str) -> dict[str, Any]:
    known = gates.RULES[rule]
    return {
        "step": step,
        "title": next(title for name, title, _ in STEPS if name == step),
        "rule": rule,
        "severity": severity,
        "message": message,
        "article": known.basis,
        "way_on": way_on or known.way_on,
    }


def _under_way(not_begun: Iterable[Row[*tuple[Any, ...]]], same: SameName) -> dict[str, int]:
    """By field, the tasks there in the same name that will count and are due this year: each is a
    visit to come. One that was given back goes to another team."""
    last = date(clock.today().year, 12, 31)
    return Counter(
        row.field for row in not_begun if row.counted and row.deadline <= last and same.has(row)
    )


def _others(
    not_begun: Iterable[Row[*tuple[Any, ...]]], agency_id: uuid.UUID, same: SameName
) -> list[tuple[Side, str]]:
    """What others have under way there in another name, for days within the window."""
    last = clock.today() + planning.merging.window()
    return [
        (Side(row.agency_id, planning.merging.what(row.kind, row.title), row.id), row.short_name)
        for row in not_begun
        if row.agency_id != agency_id
        and row.state is not State.DECLINED
        and row.mode in ENTERED
        and row.kind is not Kind.RECHECK
        and row.deadline <= last
        and not same.has(row)
    ]


def shown(looked: Looked) -> dict[str, Any]:
    """Every gate for who wants to begin, the open ones first."""
    open_steps = {gate["step"] for gate in looked.open}
    passed = [
        {"step": step, "title": title, "rule": rules[0], "severity": "ok"}
        | {"message": "", "article": gates.RULES[rules[0]].basis, "way_on": ""}
        for step, title, rules in STEPS
        if step not in open_steps
    ]
    approval = looked.ground.approval
    return {
        "gates": [*looked.open, *passed],
        "blocked": bool(looked.blocked()),
        "may_ask": bool(looked.blocked()) and not looked.blocked(but=("P4",)),
        "may_emergency": not looked.blocked(but=("P3", "P4", "L22")),
        "plan": looked.ground.plan.name if looked.ground.plan else "",
        "approval": approval and planning.approvals.shown(approval),
        "counted": looked.ground.counts.counted,
    }


def check(session: Session, *, by: Caller, **given: Any) -> dict[str, Any]:
    """What would stand in the way; changes nothing. Raises NotFound."""
    team = team_of(by, given.pop("officer_ids"))
    return shown(look(session, wish_of(session, by, **given), team))


def team_of(by: Caller, officer_ids: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Who starts leads; who goes along stands behind. Raises NotInTeam for who is no officer."""
    if by.officer_id is None:
        raise NotInTeam
    return list(dict.fromkeys([by.officer_id, *officer_ids]))


def partners(
    session: Session, *, by: Caller, subject_id: uuid.UUID, checklist_id: uuid.UUID
) -> list[dict[str, Any]]:
    """Colleagues who could go along, those who may first, the own section before the others."""
    work = matters.work(matters.find(session, checklist_id))
    everybody = organization.officers_of(session, by.agency_id)
    until = _usual_deadline()
    wrong = teams.unfit(session, by.agency_id, until, work, subject_id)
    own = next((each["post"] for each in everybody if each["id"] == by.officer_id), None)
    found = [
        {"id": each["id"], "name": each["name"], "post": each["post"]}
        | {"reason": wrong.get(each["id"], "")}
        for each in everybody
        if each["id"] != by.officer_id
    ]
    return sorted(found, key=lambda o: (bool(o["reason"]), o["post"] != own, o["name"]))


def _usual_deadline() -> date:
    return workdays.add_working_days(clock.today(), START_WORKDAYS).date


def wish_of(
    session: Session,
    by: Caller,
    *,
    subject_id: uuid.UUID,
    checklist_id: uuid.UUID,
    kind: Kind,
    mode: Mode,
    trigger: Trigger,
    trigger_note: str,
    off_site: str,
    notice: Notice,
    notice_reason: str,
    emergency: bool = False,
    deadline: date | None = None,
) -> Wish:
    return Wish(
        agency_id=by.agency_id,
        subject=subjects.survivor(session, subject_id),
        checklist=matters.find(session, checklist_id),
        kind=kind,
        mode=mode,
        trigger=Trigger.EMERGENCY if emergency else trigger,
        trigger_note=trigger_note,
        deadline=deadline or _usual_deadline(),
        off_site=off_site,
        notice=notice,
        notice_reason=notice_reason,
        emergency=emergency,
    )
