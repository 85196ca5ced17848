"""What the review queue shows at first sight: a flaw to decide, something kept under 先行登记保存,
a shop that was closed, and an inspection that was returned."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import inspections, matters, tasks
from backend.core import clock, workdays
from backend.core.database import perform, unit_of_work
from backend.demo.data.ids import uid
from backend.demo.data.people import account_id, officer_id
from backend.demo.stories import Visit, as_caller, caller, do, moment
from backend.organization import Account
from backend.subjects import Subject
from backend.tasks.commands import HANDLERS

CREW = ("wanghaifeng", "zhouxiaolan")
HEAD = "wangmin"
FISH = "绍兴市越城区鑫源生鲜水产店"
CLOSED = "绍兴市越城区鑫源副食店"
RETURNED = "绍兴市越城区稽山幼儿园"
NOTHING: dict[str, Any] = {
    "not_applicable": ["CY06", "CY14", "CY22", "CY24"],
    "failed": [],
    "result": 1,
    "opinion": "无意见。",
}
FOUND: dict[str, Any] = NOTHING | {
    "party": {"name": "徐水生", "role": "经营者"},
    "alone": True,
    "failed": [
        {
            "item": "CY15",
            "facts": "冷冻库内“速冻虾仁”12 袋没有标签，供货者和生产日期不明。",
            "typical": ["标签缺失"],
            "disposition": "D7",
            "working_days": None,
        },
    ],
    "result": 8,
    "opinion": "票据在老板那里，明天送来。",
}
THINGS = [{"name": "速冻虾仁", "spec": "500 g/袋，无标签", "quantity": "12 袋"}]


def play(today: date) -> None:
    day = workdays.add_working_days(today, -2).date
    _kept(day)
    _closed(day)
    _returned(workdays.add_working_days(today, -4).date)


def _kept(day: date) -> None:
    visit = _begin(FISH, day, FOUND, hour=9)
    visit.inspect()
    with clock.stopped(visit.now), unit_of_work(writes=False) as session:
        inspection = inspections.of_tasks(session, [visit.task_id])[visit.task_id]
    called = visit.now - timedelta(minutes=40)
    with clock.stopped(visit.now):
        perform(
            inspections.preserving.ask,
            by=visit.crew[0],
            at=called,
            preservation_id=uid("preservation", str(visit.task_id)),
            inspection_id=inspection.id,
            items=["CY15"],
            things=THINGS,
            place="本店 1 号冷冻库，加贴封条",
            reason="来源不明，可能被转移或者销售",
            phoned={"who": "俞建国", "at": called.astimezone(clock.CHINA).isoformat()},
        )


def _closed(day: date) -> None:
    facts = "店门锁闭，招牌已拆，隔壁经营者说上月搬走；拨打登记电话为空号。"
    _begin(CLOSED, day, NOTHING, hour=14).cannot("closed", facts, 7)


def _returned(day: date) -> None:
    story = NOTHING | {"party": {"name": "童敏", "role": "负责人"}}
    visit = _begin(RETURNED, day, story, hour=10)
    visit.inspect()
    at = moment(workdays.add_working_days(day, 1).date, 9)
    with clock.stopped(at):
        with unit_of_work(writes=False) as session:
            by = as_caller(session, session.get_one(Account, account_id(HEAD)))
            inspection = inspections.of_tasks(session, [visit.task_id])[visit.task_id]
        remarks = "留样冰箱的温度没有写进备注，请补上后更正笔录。"
        perform(
            inspections.reviews.send_back,
            by=by,
            at=at,
            inspection_id=inspection.id,
            remarks=remarks,
        )


def _begin(subject: str, day: date, story: dict[str, Any], *, hour: int) -> Visit:
    with clock.stopped(moment(workdays.add_working_days(day, -1).date, 16)):
        task_id = perform(_assign, subject, day)
        crew = [caller(officer_id(key)) for key in CREW]
        for by in crew:
            do(HANDLERS["task.accept"], by, task_id=task_id)
    return Visit(task_id, crew, story, moment(day, hour))


def _assign(session: Session, subject: str, day: date) -> uuid.UUID:
    by = as_caller(session, session.get_one(Account, account_id(HEAD)))
    form = next(row for row in matters.published(session) if row.code == "food-catering")
    task = tasks.assign(
        session,
        by=by,
        subject_id=session.scalars(select(Subject.id).where(Subject.name == subject)).one(),
        checklist_id=form.id,
        officer_ids=[officer_id(key) for key in CREW],
        deadline=workdays.add_working_days(day, 5).date,
        note="日常检查",
    )
    return task.id
