"""主体全景: a subject whole. What the register says of it, and what all agencies found there."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import organization, planning, subjects, tasks
from backend.core import clock
from backend.core.auth import Caller
from backend.inspections import rectification
from backend.inspections.models import Inspection
from backend.inspections.rules import IN_WORDS
from backend.matters import Checklist
from backend.subjects import RESULT_IN_WORDS, Subject
from backend.tasks import Task

REPEATED = timedelta(days=30)
MOST = 200


def panorama(session: Session, *, by: Caller, subject_id: uuid.UUID) -> dict[str, Any]:
    """Everything on one page. Raises NotFound.

    Every agency's results are told, so that nobody goes twice (浙江省综合行政执法条例 第十三条);
    `inspection_id` stands only where the caller may open the inspection.
    """
    subject = subjects.find(session, subject_id)
    found = subjects.whole(session, by=by, subject=subject)
    family = subjects.family(subject_id)
    own = _own(session, by, family)
    visits = sorted(
        [*own, *(_past(row) for row in subjects.past_rows(session, family))],
        key=lambda visit: visit["day"],
        reverse=True,
    )
    today = clock.today()
    ordered = rectification.open_of(session, by=by, subject_id=subject_id)
    rectifications = [*ordered, *_before(visits)]
    return found | {
        "inspections": visits,
        "rectifications": rectifications,
        "alerts": alerts(
            found["subject"],
            licences=found["licences"],
            visits=visits,
            rectifications=rectifications,
            today=today,
        ),
        "year": _year(visits, today) | _cap(session, by, subject, today),
        "open_tasks": tasks.open_of(session, by=by, subject_id=subject_id),
    }


def alerts(
    subject: Mapping[str, Any],
    *,
    licences: Iterable[Mapping[str, Any]],
    visits: Iterable[Mapping[str, Any]],
    rectifications: Iterable[Mapping[str, Any]],
    today: date,
) -> list[dict[str, str]]:
    """[{kind, tone, words}], the gravest first. Pure."""
    found = []
    if subject["state"] != "存续":
        found.append(("state", "late", f"登记状态是{subject['state']}，去之前先核实还有没有经营"))
    found += [
        ("rectification", "late", f"{one['agency']}责令改正逾期：应在 {one['due']} 前改好")
        for one in rectifications
        if one["late"]
    ]
    for one in licences:
        name = f"{one['kind']} {one['number']}"
        if one["standing"] == "expired":
            found.append(("licence", "late", f"{name}已于 {one['valid_to']} 到期"))
        elif one["standing"] == "soon":
            left = f"还有 {one['days_left']} 天" if one["days_left"] else "今天"
            found.append(("licence", "warn", f"{name}{left}到期（{one['valid_to']}）"))
    found += [
        ("abnormal", "warn", f"已列入{tag}")
        for tag in subject["tags"]
        if tag in subjects.rules.ABNORMAL_TAGS
    ]
    recent = [each["agency"] for each in visits if today - each["day"] <= REPEATED]
    agencies = list(dict.fromkeys(recent))
    if len(agencies) > 1:
        said = "、".join(agencies)
        words = f"30 天内已有 {len(agencies)} 个单位来查过：{said}。能合并的请合并"
        found.append(("repeated", "warn", words))
    return [{"kind": kind, "tone": tone, "words": words} for kind, tone, words in found]


def _own(session: Session, by: Caller, family: Any) -> list[dict[str, Any]]:
    """Inspections made with this system, of whichever agency."""
    rows = session.execute(
        select(Inspection, Task.id, Task.kind, organization.Agency.name, Checklist.title)
        .join(Task, Task.id == Inspection.task_id)
        .join(organization.Agency, organization.Agency.id == Task.agency_id)
        .join(Checklist, Checklist.id == Task.checklist_id)
        .where(Task.subject_id.in_(family))
        .order_by(Inspection.started_at.desc())
        .limit(MOST)
    ).all()
    seen = set(
        session.scalars(
            select(Task.id).where(Task.id.in_([row[1] for row in rows]), tasks.seen_by(by))
        )
    )
    return [
        {
            "day": inspection.started_at.astimezone(clock.CHINA).date(),
            "agency": agency,
            "title": title,
            "kind_in_words": tasks.KIND_IN_WORDS[kind],
            "state_in_words": IN_WORDS[inspection.state],
            "result_in_words": RESULT_IN_WORDS[inspection.result] if inspection.result else "",
            "before": False,
            "open": False,
            "inspection_id": inspection.id if task_id in seen else None,
            "task_id": task_id if task_id in seen else None,
        }
        for inspection, task_id, kind, agency, title in rows
    ]


def _past(row: subjects.PastInspection) -> dict[str, Any]:
    return {
        "day": row.day,
        "agency": row.agency_name,
        "title": "",
        "kind_in_words": "",
        "state_in_words": "",
        "result_in_words": RESULT_IN_WORDS[row.result],
        "before": True,
        "open": row.open,
        "inspection_id": None,
        "task_id": None,
    }


def _before(visits: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What was registered before this system as not yet put right: nobody wrote down by when."""
    return [
        {
            "agency": visit["agency"],
            "day": visit["day"],
            "due": None,
            "late": False,
            "items": 0,
            "state_in_words": "",
            "order_id": None,
            "inspection_id": None,
            "task_id": None,
        }
        for visit in sorted(visits, key=lambda visit: visit["day"])
        if visit["open"]
    ]


def _year(visits: Iterable[Mapping[str, Any]], today: date) -> dict[str, Any]:
    """Inspections of this year by agency."""
    counts = Counter(visit["agency"] for visit in visits if visit["day"].year == today.year)
    return {
        "year": today.year,
        "count": counts.total(),
        "agencies": [{"agency": name, "count": count} for name, count in counts.most_common()],
    }


def _cap(session: Session, by: Caller, subject: Subject, today: date) -> dict[str, Any]:
    """What binds the caller's own agency there, or the one in whose name it acts, and how often
    that was there as it counts."""
    own = organization.agency(session, by.agency_id)
    agency = organization.answers_for(session, own.id, on=today, work=organization.Work(own.field))
    known = planning.caps.of_subject(session, agency=agency, subject=subject, today=today)
    words = known["cap_in_words"]
    if known["cap"] is not None:
        name = "本单位" if agency is own else agency.short_name
        words = f"{known['cap']} 次，{name}已计 {known['counted']}"
    return {"cap": known["cap"], "cap_in_words": words}
