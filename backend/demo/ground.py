"""The ground on which the demo inspects: who is published, by which plans, how often, and what
waits for the approval of the head. Through the product's own use cases."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import matters, organization, planning, tasks
from backend.core import clock
from backend.core.auth import Caller
from backend.core.database import perform
from backend.demo.data.agencies import agencies, agency_id
from backend.demo.data.ids import Dice, uid
from backend.demo.data.people import account_id, officer_id
from backend.matters import Implementation
from backend.organization import Account
from backend.planning import (
    ApprovalState,
    Cap,
    Group,
    InspectingBody,
    Kind,
    Plan,
    PlanItem,
    PlanState,
    Standing,
    Trigger,
    Visit,
)
from backend.subjects import Subject

# agency: who writes its plans, who heads it, whom its routine plan reaches
PLANNERS = {
    "market-yc": ("wangmin", "yujianguo", ["餐饮", "食品销售", "电梯使用单位"]),
    "market-kq": ("xieguoliang", "dongliping", ["餐饮", "食品销售", "电梯使用单位"]),
    "fire-yc": ("zhangjianhua", "zhaoweidong", ["人员密集场所"]),
    "fire-kq": ("jianghaitao", "hanxueping", ["人员密集场所"]),
}
NAMES = {
    Kind.ROUTINE: "{year} 年日常检查计划",
    Kind.CAMPAIGN: "{year} 年专项检查计划",
    Kind.RANDOM: "{year} 年双随机抽查计划",
}
SHOWS_KINDS = "demo-cold-chain"  # the form that shows every kind of question
OFF_SITE = "要看现场的人、物和设备"


def lay(session: Session, today: date) -> None:
    """Bodies, plans and caps as they were published at the beginning of the year; of the year
    before too, because the demo's oldest task may lie in it."""
    for each in agencies():
        if each["kind"] == "人民政府":
            continue
        session.add(
            InspectingBody(
                agency_id=each["id"],
                standing=Standing.ORGAN,
                published_from=date(today.year - 1, 1, 1),
                source="绍兴市行政检查主体公告（演示）",
                by_name="演示数据",
            )
        )
    for key in PLANNERS:
        for year in {(today - timedelta(days=40)).year, today.year}:
            for kind in NAMES:
                _plan(session, key, year, kind)
    _caps(session, today)
    _cold_chain(session, today)


def _plan(session: Session, key: str, year: int, kind: Kind) -> None:
    writer, _head, tags = PLANNERS[key]
    agency = session.get_one(organization.Agency, agency_id(key))
    plan = Plan(
        id=uid("plan", f"{key}:{year}:{kind}"),
        agency_id=agency.id,
        year=year,
        name=NAMES[kind].format(year=year),
        kind=kind,
        state=PlanState.PUBLISHED,
        document=f"{agency.document_prefix}〔{year}〕{list(NAMES).index(kind) + 1}号",
        ordered_by_superior=kind is Kind.CAMPAIGN,
        by_name=session.get_one(Account, account_id(writer)).name,
        published_at=datetime.combine(date(year, 1, 4), time(9), clock.CHINA),
    )
    session.add(plan)
    session.flush()
    selection: dict[str, Any] = {"tags": tags}
    if kind is Kind.ROUTINE:  # whoever lies in its district
        selection = {"regions": [agency.region_code or ""]}
    session.add(
        PlanItem(
            plan_id=plan.id,
            field=agency.field,
            checklists=[],
            selection=selection,
            months=[],
            full_coverage=False,
        )
    )


def _caps(session: Session, today: date) -> None:
    for key, group, number, published in (
        ("market-yc", Group.ENTERPRISE, 3, True),
        ("market-yc", Group.SOLE, 3, True),
        ("fire-yc", None, 3, True),
        ("market-kq", Group.ENTERPRISE, 2, True),
        ("safety-yc", Group.ENTERPRISE, 2, False),
    ):
        agency = session.get_one(organization.Agency, agency_id(key))
        session.add(
            Cap(
                agency_id=agency.id,
                field="",
                year=today.year,
                subject_group=group,
                number=number,
                published_on=date(today.year, 1, 4) if published else None,
                document=f"{agency.document_prefix}〔{today.year}〕8号" if published else "",
                by_name="演示数据",
            )
        )


def _cold_chain(session: Session, today: date) -> None:
    """The form that shows every kind of question serves a matter as the others do."""
    for key in ("market-yc",):
        row = session.get_one(Implementation, uid("implementation", f"01310600000103:{key}"))
        row.checklists = [*row.checklists, SHOWS_KINDS]


def keep(today: date) -> None:
    """What the first look finds: wishes that wait, one that was returned, an emergency whose
    approval is to be made up, a plan to approve, and visits that come near the cap."""
    with clock.stopped(_at(today - timedelta(days=3), 10)):
        asked = _ask("chenliqun", "shenyuwei", "绍兴市越城区鑫源生鲜水产店", "12345 举报出售死蟹")
        perform(_decided, "yujianguo", asked, ApprovalState.RETURNED, "请写明举报单号和时间")
    with clock.stopped(_at(today, 8)):
        _ask(
            *("chenliqun", "shenyuwei", "绍兴市越城区鑫源生鲜水产店"),
            "12345 单号 2611240088，昨日 16 时举报出售死蟹",
        )
        _emergency("wanghaifeng", "tangjiayi", "绍兴市越城区早安包子铺")
        perform(_waiting_plan, today)
    perform(_visits, today)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 20), clock.CHINA)


def _caller(session: Session, userid: str) -> Caller:
    account = session.get_one(Account, account_id(userid))
    by = organization.load_caller(session, account.id, account.session_version, uid("demo", "load"))
    assert by is not None
    return by


def _wish(session: Session, partner: str, subject: str, note: str) -> dict[str, Any]:
    form = next(each for each in matters.published(session) if each.code == "food-catering")
    return {
        "subject_id": session.scalars(select(Subject.id).where(Subject.name == subject)).one(),
        "checklist_id": form.id,
        "officer_ids": [officer_id(partner)],
        "kind": Kind.CASE,
        "mode": tasks.Mode.SITE,
        "trigger": Trigger.COMPLAINT,
        "trigger_note": note,
        "off_site": OFF_SITE,
        "notice": tasks.Notice.EXEMPT,
        "notice_reason": "提前通知会处理掉问题食品",
    }


def _ask(lead: str, partner: str, subject: str, note: str) -> uuid.UUID:
    def asked(session: Session) -> uuid.UUID:
        approval = tasks.ask(
            session,
            by=_caller(session, lead),
            approval_id=clock.uuid7(),
            reason="",
            **_wish(session, partner, subject, note),
        )
        return approval.id

    return perform(asked)


def _decided(
    session: Session, head: str, approval: uuid.UUID, decision: ApprovalState, remarks: str
) -> None:
    by = _caller(session, head)
    planning.decide(session, by=by, approval_id=approval, decision=decision, remarks=remarks)


def _emergency(lead: str, partner: str, subject: str) -> None:
    def started(session: Session) -> None:
        note = "多人就餐后呕吐，已报 120，赶去封存留样"
        tasks.start(
            session,
            by=_caller(session, lead),
            task_id=uid("task", f"emergency:{subject}"),
            reasons={},
            emergency=True,
            **_wish(session, partner, subject, note),
        )

    perform(started)


def _waiting_plan(session: Session, today: date) -> None:
    by = _caller(session, "wangmin")
    item: dict[str, Any] = {
        "field": "市场监管",
        "checklists": ["food-catering"],
        "selection": {"tags": ["餐饮"], "regions": ["330602"]},
        "subject_ids": [],
        "months": [1, 2],
        "full_coverage": False,
    }
    plan = planning.plans.create(
        session,
        by=by,
        year=today.year + 1,
        name=f"{today.year + 1} 年春节食品安全专项检查",
        kind=Kind.CAMPAIGN,
        document="",
        ordered_by_superior=False,
        items=[item],
    )
    planning.plans.submit(session, by=by, plan_id=plan.id)
    planning.plans.create(
        session,
        by=by,
        year=today.year + 1,
        name=f"{today.year + 1} 年校园周边食品日常检查",
        kind=Kind.ROUTINE,
        document="",
        ordered_by_superior=False,
        items=[item | {"months": [3, 9], "selection": {"tags": ["餐饮", "食品销售"]}}],
    )


def _visits(session: Session, today: date) -> None:
    """Earlier visits of the year, some of them up to the cap."""
    dice = Dice(1124)
    rows = session.scalars(
        select(Subject)
        .where(Subject.region_code.startswith("330602"), Subject.kind.in_(("企业", "个体工商户")))
        .order_by(Subject.id)
        .limit(24)
    ).all()
    first = date(today.year, 1, 6)
    span = max((today - first).days - 70, 1)
    for subject in rows:
        for _ in range(dice.number(1, 3)):
            key = dice.pick(("market-yc", "market-yc", "fire-yc"))
            day = first + timedelta(days=dice.number(0, span))
            agency = session.get_one(organization.Agency, agency_id(key))
            session.add(
                Visit(
                    agency_id=agency.id,
                    subject_id=subject.id,
                    field=agency.field,
                    day=day,
                    year=day.year,
                    kind=Kind.ROUTINE,
                    mode=planning.Mode.SITE,
                    trigger=Trigger.PLAN,
                    counted=True,
                    task_id=uid("visit", f"{subject.id}:{day}:{key}:{dice.number(0, 9999)}"),
                )
            )
