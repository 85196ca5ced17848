"""What may be picked and what may go along with it: looked up, checked, and put into words once."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import documents, evidence, inspections, matters, organization, subjects, tasks
from backend.core import clock
from backend.core.auth import MANAGERS, Caller
from backend.handovers.models import Handover, HandoverItem, HandoverMaterial
from backend.handovers.problems import (
    AlreadyHanded,
    HandoverUnfit,
    MaterialUnknown,
    NotYoursToAnswer,
)
from backend.handovers.rules import OPEN, TASKS_ONLY, Part, Picked, Way, fits, is_kin

SAID = 300  # characters of a finding's facts that stand in a list
CREW = 2


def items(session: Session, by: Caller, picked: Sequence[Mapping[str, Any]]) -> list[HandoverItem]:
    """In the order in which they were picked, each once.

    Raises TaskMissing, InspectionMissing, NotFound, HandoverUnfit.
    """
    looked_up = {Picked.TASK: _task, Picked.FINDING: _finding, Picked.SUBJECT: _subject}
    found: dict[tuple[Any, ...], HandoverItem] = {}
    for each in picked:
        made = looked_up[each["kind"]](session, by, each)
        key = (made.kind, made.task_id or made.inspection_id or made.subject_id, made.item)
        found.setdefault(key, made)
    for place, made in enumerate(found.values()):
        made.place = place
    return list(found.values())


def _task(session: Session, by: Caller, each: Mapping[str, Any]) -> HandoverItem:
    task = tasks.find(session, by=by, task_id=each["id"])
    title = matters.find(session, task.checklist_id).title
    said = f"{title}，{task.deadline.isoformat()} 前完成"
    return HandoverItem(
        kind=Picked.TASK,
        subject_id=task.subject_id,
        task_id=task.id,
        item="",
        title=f"任务 {task.number}",
        said=said,
    )


def _finding(session: Session, by: Caller, each: Mapping[str, Any]) -> HandoverItem:
    inspection = inspections.find(session, by=by, inspection_id=each["id"])
    task = session.get_one(tasks.Task, inspection.task_id)
    answer = inspection.record["answers"].get(each["item"])
    if not answer or not answer["finding"]:
        raise HandoverUnfit(why="选的检查项没有记下问题，不能作为问题移交")
    item = matters.items(matters.find(session, task.checklist_id)).get(each["item"], {})
    return HandoverItem(
        kind=Picked.FINDING,
        subject_id=task.subject_id,
        task_id=task.id,
        inspection_id=inspection.id,
        item=each["item"],
        title=str(item.get("text", each["item"])),
        said=str(answer["finding"]["facts"])[:SAID],
    )


def _subject(session: Session, by: Caller, each: Mapping[str, Any]) -> HandoverItem:
    subject = subjects.survivor(session, each["id"])
    return HandoverItem(
        kind=Picked.SUBJECT,
        subject_id=subject.id,
        item="",
        title=subject.name,
        said=subject.address,
    )


def check_way(session: Session, by: Caller, way: Way, picked: Sequence[HandoverItem]) -> None:
    """Raises HandoverUnfit, NotYoursToAnswer."""
    if not picked:
        raise HandoverUnfit(why="还没有挑选要移交的内容")
    if not fits(way, [each.kind for each in picked]):
        raise HandoverUnfit(why="只有任务可以转派；问题和主体请移交给有权处理的单位")
    ids = [each.task_id for each in picked] if way in TASKS_ONLY else []
    for agency in session.scalars(
        select(organization.Agency.short_name)
        .join(tasks.Task, tasks.Task.agency_id == organization.Agency.id)
        .where(tasks.Task.id.in_(ids), tasks.Task.agency_id != by.agency_id)
    ):
        raise HandoverUnfit(why=f"选的任务归{agency}办理，由该单位转派")
    if way is Way.UNIT and not by.has(*MANAGERS):
        raise NotYoursToAnswer(why="把任务转给别的单位由科室负责人办理，可以先退回任务并说明")


def receiver(
    session: Session,
    by: Caller,
    way: Way,
    *,
    receiver_id: uuid.UUID | None,
    receiver_officer: uuid.UUID | None,
    receiver_unit: str,
    receiver_name: str,
) -> dict[str, Any]:
    """The columns that say who is to get it. Raises HandoverUnfit."""
    if way is Way.OFFICER:
        return _colleague(session, by, receiver_officer)
    if receiver_id is None or way is Way.POLICE:
        if not receiver_name or way is Way.UNIT:
            raise HandoverUnfit(why="请选接收单位，名单里没有的写明单位名称")
        return _receiver(name=receiver_name)
    agency = session.get(organization.Agency, receiver_id)
    if agency is None:
        raise HandoverUnfit(why="没有这个接收单位，请重新选")
    home = organization.agency(session, by.agency_id)
    if way is Way.UNIT and not is_kin(home.path, home.field, agency.path, agency.field):
        raise HandoverUnfit(why=f"任务只能转给本系统的单位，{agency.short_name}请用问题线索移交")
    if agency.id == home.id and (way is not Way.CASE or not receiver_unit):
        raise HandoverUnfit(why="不能移交给本单位；移送本单位办案机构要选部门")
    name = agency.short_name + (f" {receiver_unit}" if receiver_unit else "")
    return _receiver(name=name, agency_id=agency.id, unit=receiver_unit)


def _receiver(
    *,
    name: str,
    agency_id: uuid.UUID | None = None,
    officer_id: uuid.UUID | None = None,
    unit: str = "",
) -> dict[str, Any]:
    return {
        "receiver_id": agency_id,
        "receiver_officer": officer_id,
        "receiver_unit": unit,
        "receiver_name": name,
    }


def _colleague(session: Session, by: Caller, officer_id: uuid.UUID | None) -> dict[str, Any]:
    officer = officer_id and session.get(organization.Officer, officer_id)
    if not officer or officer.agency_id != by.agency_id or officer.id == by.officer_id:
        raise HandoverUnfit(why="请从本单位选一名同事")
    account = session.scalar(
        select(organization.Account.id).where(
            organization.Account.officer_id == officer.id, organization.Account.active
        )
    )
    if account is None:
        raise HandoverUnfit(why=f"{officer.name}没有开通账号，签收不了，请换人")
    return _receiver(name=officer.name, agency_id=officer.agency_id, officer_id=officer.id)


def crew(session: Session, by: Caller, officer_ids: Sequence[uuid.UUID]) -> list[str]:
    """专案组: two officers or more (行政执法机关移送涉嫌犯罪案件的规定 第五条).

    Raises HandoverUnfit.
    """
    chosen = list(dict.fromkeys(officer_ids))
    today = clock.today()
    known = {each["id"]: each for each in organization.officers_of(session, by.agency_id)}
    for officer_id in chosen:
        officer = known.get(officer_id)
        if officer is None or officer["auxiliary"]:
            raise HandoverUnfit(why="专案组要从本单位执法人员里选", rule="L20")
        if not organization.is_valid(officer["certificate"], today):
            raise HandoverUnfit(why=f"{officer['name']}的执法证现在无效，请换人", rule="L20")
    if len(chosen) < CREW:
        raise HandoverUnfit(why="涉嫌犯罪案件要指定两名以上执法人员组成专案组", rule="L20")
    return [str(each) for each in chosen]


def not_already(
    session: Session, by: Caller, way: Way, to: Mapping[str, Any], picked: Sequence[HandoverItem]
) -> None:
    """Nothing that waits for the same receiver goes a second time. Raises AlreadyHanded."""
    same = [Handover.state.in_(OPEN), Handover.sent_by == by.account_id]
    if way in TASKS_ONLY:
        same.append(Handover.way.in_(TASKS_ONLY))
    else:
        same += [Handover.way == way, Handover.receiver_name == to["receiver_name"]]
    rows = session.execute(
        select(HandoverItem, Handover.receiver_name)
        .join(Handover, Handover.id == HandoverItem.handover_id)
        .where(*same, HandoverItem.subject_id.in_({each.subject_id for each in picked}))
    ).all()
    waiting = {_key(row): name for row, name in rows}
    for each in picked:
        if name := waiting.get(_key(each)):
            raise AlreadyHanded(what=each.title, receiver=name)


def _key(each: HandoverItem) -> tuple[Any, ...]:
    return (each.kind, each.subject_id, each.task_id, each.inspection_id, each.item)


def material(
    session: Session, by: Caller, handover_id: uuid.UUID, given: Sequence[Mapping[str, Any]]
) -> list[HandoverMaterial]:
    """References to originals of inspections that the caller may see; paper by its name.

    Raises InspectionMissing, MaterialUnknown.
    """
    held: dict[uuid.UUID, tuple[set[str], dict[uuid.UUID, str]]] = {}
    found = []
    for each in given:
        inspection_id = each["inspection_id"]
        title = each["title"]
        if inspection_id is not None:
            if inspection_id not in held:
                held[inspection_id] = _originals(session, by, inspection_id)
            hashes, papers = held[inspection_id]
            known = each["sha256"] in hashes or each["document_id"] in papers
            if not known:
                raise MaterialUnknown(inspection_id=str(inspection_id))
            title = title or papers.get(each["document_id"], "现场照片")
        elif each["sha256"] or each["document_id"] or not title:
            raise MaterialUnknown(inspection_id="")
        found.append(
            HandoverMaterial(
                handover_id=handover_id,
                part=each["part"] and Part(each["part"]),
                title=title,
                inspection_id=inspection_id,
                sha256=each["sha256"],
                document_id=each["document_id"],
            )
        )
    return found


def _originals(
    session: Session, by: Caller, inspection_id: uuid.UUID
) -> tuple[set[str], dict[uuid.UUID, str]]:
    """The hashes that the inspection names or has, and its documents by id."""
    inspection = inspections.find(session, by=by, inspection_id=inspection_id)
    hashes = inspections.named_evidence(inspection.record)
    hashes |= evidence.arrived(session, inspection_id)
    papers = {
        each["id"]: f"{each['title']} {each['number']}"
        for each in documents.of_inspection(session, inspection_id)
    }
    return hashes, papers
