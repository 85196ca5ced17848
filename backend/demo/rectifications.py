"""Orders to correct as a first look at the board should find them: late, due tomorrow, reported by
the party, put off, being rechecked, not quite corrected, and closed.

Days are working days from the day of loading; everything goes through the product's use cases.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import evidence, inspections, matters, organization, tasks
from backend.core import clock
from backend.core.auth import Caller, Role
from backend.core.database import perform, unit_of_work
from backend.core.workdays import add_working_days
from backend.demo.data.ids import uid
from backend.demo.data.people import account_id, officer_id
from backend.demo.data.subjects import subject_ids
from backend.demo.stories import Visit, caller, finish, moment, photo
from backend.inspections.rectification import public
from backend.inspections.rectification.commands import HANDLERS
from backend.organization import Account
from backend.tasks.commands import HANDLERS as TASK_HANDLERS

ORDERS = inspections.rectification
TERM = 5  # working days that the officers give
MARKET = [("chenliqun", "shenyuwei"), ("wanghaifeng", "zhouxiaolan")]
HEAD = "wangmin"
OLD_FOOD = ("CY15", "冷藏柜内“冷冻调理鸡排”3 袋，已超过标签标示的保质期。", "超过保质期")
NO_LOG = ("CY23", "餐具消毒记录缺最近 3 天。", "消毒记录缺失")


@dataclass
class Story:
    """`visited` is when the order was made; `corrected` are the items that the recheck found so,
    None where there was none."""

    subject: str
    party: str
    visited: int
    problems: list[tuple[str, str, str]] = field(default_factory=lambda: [OLD_FOOD])
    crew: tuple[str, str] = MARKET[0]
    told: str = ""  # what the party reported, two working days after the visit
    by_officer: bool = False
    put_off: int | None = None  # to which day, decided the day before it would have been due
    rechecked: int | None = None
    corrected: tuple[str, ...] = ()
    going: bool = False  # a recheck is on its way


STORIES = [
    Story("绍兴市越城区越华私房菜馆", "丁明红", -13),
    Story("绍兴市越城区老许农家菜馆", "许平欣", -4, problems=[NO_LOG]),
    Story(
        *("绍兴市越城区德园饭店", "陈娟秀", -7),
        told="过期的鸡排 3 袋当天已全部销毁，冰箱里外都清理过了，以后每周一检查一次保质期。",
    ),
    Story("绍兴市越城区和味烧烤店", "李飞", -9, crew=MARKET[1], put_off=6, problems=[NO_LOG]),
    Story(
        *("绍兴市越城区盈泉黄焖鸡店", "朱超", -8),
        told="店主微信发来照片，消毒柜已经修好，记录从昨天起补上。",
        by_officer=True,
        problems=[NO_LOG],
        going=True,
    ),
    Story(
        *("绍兴市越城区东苑饭店", "张婷怡", -14, [OLD_FOOD, NO_LOG]),
        crew=MARKET[1],
        rechecked=-5,
        corrected=("CY15",),
    ),
    Story(
        *("绍兴市越城区聚福私房菜馆", "傅娜涛", -16),
        told="已经改好，请来复查。",
        rechecked=-8,
        corrected=("CY15",),
    ),
]


def play(today: date) -> None:
    for story in STORIES:
        _play(story, subject_ids()[story.subject], today)


def _play(story: Story, subject_id: uuid.UUID, today: date) -> None:
    day = _day(today, story.visited)
    crew = [caller(officer_id(each)) for each in story.crew]
    with clock.stopped(moment(_day(day, -1), 9)):
        task_id = perform(_assign, story, subject_id, day)
        _accept(crew, task_id)
    Visit(task_id, crew, _told(story), moment(day, 9)).inspect()
    finish(task_id, today)
    order_id = perform(_order_of, task_id)
    if story.told:
        with clock.stopped(moment(_day(day, 2), 14)):
            _report(story, crew, order_id)
    if story.put_off is not None:
        with clock.stopped(moment(_day(day, TERM - 1), 10)):
            _put_off(order_id, _day(today, story.put_off))
    if story.rechecked is not None or story.going:
        _recheck(story, crew, order_id, _day(today, story.rechecked or -1))


def _day(start: date, working_days: int) -> date:
    return add_working_days(start, working_days).date


def _head() -> Caller:
    with unit_of_work(writes=False) as session:
        account = session.get_one(Account, account_id(HEAD))
        home = session.get_one(organization.Agency, account.agency_id)
        return Caller(
            account_id=account.id,
            officer_id=account.officer_id,
            agency_id=home.id,
            agency_path=home.path,
            name=account.name,
            roles=frozenset(map(Role, account.roles)),
            session_id=uid("session", account.name),
        )


def _assign(session: Session, story: Story, subject_id: uuid.UUID, day: date) -> uuid.UUID:
    food = next(each for each in matters.published(session) if each.code == "food-catering")
    task = tasks.assign(
        session,
        by=_head(),
        subject_id=subject_id,
        checklist_id=food.id,
        officer_ids=[officer_id(each) for each in story.crew],
        deadline=_day(day, 3),
        note="日常监督检查",
    )
    return task.id


def _accept(crew: list[Caller], task_id: uuid.UUID) -> None:
    for by in crew:
        perform(TASK_HANDLERS["task.accept"].do, by=by, at=clock.now(), task_id=task_id)


def _told(story: Story) -> dict[str, Any]:
    return {
        "party": {"name": story.party, "role": "经营者"},
        "not_applicable": ["CY03", "CY06", "CY14", "CY22", "CY24"],
        "failed": [
            {
                "item": item,
                "facts": facts,
                "typical": [typical],
                "disposition": "D2",
                "working_days": TERM,
            }
            for item, facts, typical in story.problems
        ],
        "result": 5,
        "opinion": "以上情况属实，马上改。",
    }


def _order_of(session: Session, task_id: uuid.UUID) -> uuid.UUID:
    found = select(ORDERS.RectificationOrder.id).where(ORDERS.RectificationOrder.task_id == task_id)
    return session.scalars(found).one()


def _report(story: Story, crew: list[Caller], order_id: uuid.UUID) -> None:
    content = photo(f"{story.subject}整改后")
    sha256 = hashlib.sha256(content).hexdigest()
    evidence.keep_bytes(content, sha256, "image/jpeg")
    picture: dict[str, Any] = {"sha256": sha256, "size": len(content), "media_type": "image/jpeg"}
    if not story.by_officer:
        perform(public.take, order_id, clock.uuid7(), story.told, [picture])
        return
    with unit_of_work(writes=False) as session:
        order = session.get_one(ORDERS.RectificationOrder, order_id)
    about: dict[str, Any] = {"inspection_id": order.inspection_id, "kind": "photo", "item": None}
    taken: dict[str, Any] = {"origin": "import", "taken_at": clock.now(), "position": None}
    perform(evidence.register, by=crew[0], **picture, **about, **taken)
    perform(
        HANDLERS["rectification.report"].do,
        by=crew[0],
        at=clock.now(),
        report_id=clock.uuid7(),
        order_id=order_id,
        text=story.told,
        photos=[sha256],
    )


def _put_off(order_id: uuid.UUID, due: date) -> None:
    reason = "消毒柜坏了，新的要订货，当事人书面申请延期"
    perform(ORDERS.extend, by=_head(), order_id=order_id, due=due, reason=reason)


def _recheck(story: Story, crew: list[Caller], order_id: uuid.UUID, day: date) -> None:
    with clock.stopped(moment(day, 8)):
        task_id = perform(ORDERS.start, by=crew[0], order_id=order_id).task_id
        if story.going:
            return
        _accept(crew, task_id)
    left = [each for each in story.problems if each[0] not in story.corrected]
    told = _told(story) | {
        "failed": [
            {
                "item": item,
                "facts": "还有昨天一天没有记。",
                "typical": [],
                "disposition": "D8",
                "working_days": None,
            }
            for item, _, _ in left
        ],
        "result": 8 if left else 1,
        "opinion": "今天就补上。" if left else "无意见。",
    }
    _Look(task_id, crew, told, moment(day, 9)).inspect()
    finish(task_id, clock.today())


class _Look(Visit):
    """A recheck: the same walk, with 已整改 or 未整改 and a photo for each item."""

    def _extras(self) -> dict[str, dict[str, Any]]:
        return {}

    def _answer(self) -> None:
        failed = {each["item"]: each for each in self.story["failed"]}
        for item in self._items():
            code, finding = item["code"], None
            if item["answer"]["type"] == "photo":
                value: Any = [self._keep(self._picture(code), "photo", "image/jpeg", code)]
            else:
                value = "not" if code in failed else "corrected"
                if code in failed:
                    finding = {"facts": failed[code]["facts"], "typical": [], "photos": []}
            self._act("inspection.answer", item=code, value=value, note="", finding=finding)

    def _picture(self, code: str) -> bytes:
        return photo(f"{self.task_id}{code}")

    def _items(self) -> Iterator[dict[str, Any]]:
        with unit_of_work(writes=False) as session:
            task = session.get_one(tasks.Task, self.task_id)
            form = matters.items(matters.find(session, task.checklist_id))
        yield from form.values()
