"""Hand-overs of every kind and state, and what there is to be warned of: the first look at either
page shows something to do."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import alerts, evidence, handovers, inspections, organization, tasks
from backend.core import clock, workdays
from backend.core.auth import Caller
from backend.core.database import perform, unit_of_work
from backend.demo.data.agencies import agency_id
from backend.demo.data.ids import uid
from backend.demo.data.people import account_id, officer_id
from backend.organization import Account
from backend.subjects import Subject

POLICE = "绍兴市公安局越城区分局"


def play(today: date) -> None:
    """At the days before today on which each step is said to have happened."""
    _clue(today)
    _returned(today)
    _copied(today)
    _reported(today)
    _passed_on(today)
    with unit_of_work(writes=False) as session:
        agencies = session.scalars(select(Account.agency_id).where(Account.active).distinct()).all()
    for each in agencies:
        for rule in alerts.rules.Rule:
            perform(alerts.service.look, each, rule)


def _clue(today: date) -> None:
    """What was found in a kitchen and is the fire service's: waits for its receipt, with photos."""
    with unit_of_work(writes=False) as session:
        inspection = _inspection_at(session, "绍兴市越城区满意小厨餐饮店")
        photos = [
            each["sha256"]
            for each in evidence.of_inspection(session, inspection.id)
            if each["kind"] == "photo"
        ]
        failed = [code for code, each in inspection.record["answers"].items() if each["finding"]]
    _send(
        "chenliqun",
        _before(today, 1, 15),
        "clue",
        items=[{"kind": "finding", "id": inspection.id, "item": code} for code in failed[:1]],
        receiver_id=agency_id("fire-yc"),
        reason="后厨外墙烟道紧贴可燃夹芯板，排烟罩积油，消防隐患不属于本单位职责",
        material=[_photo(inspection.id, sha256) for sha256 in photos[:1]],
    )


def _returned(today: date) -> None:
    """The fire service's clue came back for want of a photo."""
    handover = _send(
        "xuzhigang",
        _before(today, 3, 10),
        "clue",
        items=[{"kind": "subject", "id": _subject("绍兴越秀宾馆有限公司")}],
        receiver_id=agency_id("market-yc"),
        reason="一楼早餐厅无法当场出示食品经营许可证",
    )
    _do("wangmin", _before(today, 2, 9), "give_back", handover, reason="请补当时的现场照片和时间")


def _copied(today: date) -> None:
    handover = _send(
        "chenliqun",
        _before(today, 6, 11),
        "copy",
        items=[{"kind": "subject", "id": _subject("绍兴市越城区阿林面馆")}],
        receiver_id=agency_id("urban"),
        reason="店外摆放桌椅占用人行道，供贵局处理",
    )
    _do("shangguanlei", _before(today, 5, 9), "receive", handover)


def _reported(today: date) -> None:
    """A suspected crime waits for the head."""
    _send(
        "wangmin",
        _before(today, 1, 16),
        "police",
        items=[{"kind": "subject", "id": _subject("绍兴市越城区老灶头土菜馆")}],
        receiver_name=POLICE,
        crew=[officer_id("chenliqun"), officer_id("shenyuwei")],
        reason="卤味中检出罂粟壳成分，涉嫌生产、销售有毒、有害食品",
        material=[_paper("检验报告 1 份 4 页", "expert"), _paper("调查报告 1 份", "report")],
    )


def _passed_on(today: date) -> None:
    """A colleague's task waits for Chen to sign."""
    with unit_of_work(writes=False) as session:
        task_id = session.scalars(
            select(tasks.Task.id)
            .join(Subject, Subject.id == tasks.Task.subject_id)
            .join(tasks.TaskMember, tasks.TaskMember.task_id == tasks.Task.id)
            .where(
                Subject.name == "绍兴市越城区稽山幼儿园",
                tasks.Task.state == tasks.State.ACCEPTED,
                tasks.TaskMember.officer_id == officer_id("wanghaifeng"),
            )
            .order_by(tasks.Task.id)
            .limit(1)
        ).one()
    _send(
        "wanghaifeng",
        _before(today, 0, 8),
        "officer",
        items=[{"kind": "task", "id": task_id}],
        receiver_officer=officer_id("chenliqun"),
        reason="下周到省里培训，赶不上期限",
    )


def _send(who: str, at: datetime, way: str, **given: Any) -> uuid.UUID:
    handover_id = uid("handover", f"{who} {way}")
    asked = given | {"way": handovers.Way(way), "handover_id": handover_id}
    asked["items"] = [
        {"item": ""} | each | {"kind": handovers.Picked(each["kind"])} for each in given["items"]
    ]
    with clock.stopped(at):
        perform(handovers.service.send, by=_caller(who), at=at, **asked)
    return handover_id


def _do(who: str, at: datetime, what: str, handover_id: uuid.UUID, **given: Any) -> None:
    use_case = getattr(handovers.service, what)
    with clock.stopped(at):
        perform(use_case, by=_caller(who), at=at, handover_id=handover_id, **given)


def _photo(inspection_id: uuid.UUID, sha256: str) -> dict[str, Any]:
    empty = {"part": None, "title": "", "document_id": None}
    return empty | {"inspection_id": inspection_id, "sha256": sha256}


def _paper(title: str, part: str) -> dict[str, Any]:
    empty = {"inspection_id": None, "sha256": None, "document_id": None}
    return empty | {"title": title, "part": handovers.Part(part)}


def _inspection_at(session: Session, name: str) -> inspections.Inspection:
    found = session.scalars(
        select(inspections.Inspection)
        .join(tasks.Task, tasks.Task.id == inspections.Inspection.task_id)
        .join(Subject, Subject.id == tasks.Task.subject_id)
        .where(Subject.name == name, inspections.Inspection.submitted_at.is_not(None))
        .order_by(inspections.Inspection.started_at)
    ).first()
    assert found is not None
    return found


def _subject(name: str) -> uuid.UUID:
    with unit_of_work(writes=False) as session:
        return session.scalars(select(Subject.id).where(Subject.name == name)).one()


def _caller(who: str) -> Caller:
    with unit_of_work(writes=False) as session:
        account = session.get_one(Account, account_id(who))
        session_id = uid("demo", "load")
        by = organization.load_caller(session, account.id, account.session_version, session_id)
    assert by is not None
    return by


def _before(today: date, days: int, hour: int) -> datetime:
    day = workdays.add_working_days(today, -days).date if days else today
    at = datetime.combine(day, time(hour), tzinfo=clock.CHINA)
    return min(at, clock.now())
