"""The rows behind the cast of conftest.py, with ids that never change."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Role
from backend.matters import Category, Checklist, Implementation, Matter
from backend.organization import Account, Agency, Certificate, Officer, PlatformIdentity, Region
from backend.planning import (
    PLANNED_KINDS,
    InspectingBody,
    Kind,
    Plan,
    PlanItem,
    PlanState,
    Standing,
)
from backend.subjects import PastInspection, Subject
from backend.subjects.rules import KINDS

NAMES = uuid.UUID("6d0f9a1e-5c1b-4f0a-9a55-0c5b3d6a7e10")


def named(name: str) -> uuid.UUID:
    return uuid.uuid5(NAMES, name)


class Cast:
    """Ids by the part that each plays."""

    market = named("market")
    fire = named("fire")
    chen = named("account chen")
    shen = named("account shen")
    yu = named("account yu")
    sun = named("account sun")
    chen_officer = named("officer chen")
    shen_officer = named("officer shen")
    old_officer = named("officer old")
    fan_officer = named("officer fan")
    helper = named("officer helper")
    subject = named("subject")
    checklist = named("checklist")
    matter = named("matter")


ITEMS = ("FS-01", "FS-02", "FS-03")
NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)  # a Tuesday, noon in China


def assignment(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "subject_id": str(cast.subject),
        "checklist_id": str(cast.checklist),
        "officer_ids": [str(cast.chen_officer), str(cast.shen_officer)],
        "deadline": (clock.today() + timedelta(days=7)).isoformat(),
        "off_site": "后厨要到现场看",
        "reasons": {"L22": "投诉后回访", "P5": "时间约不到一起"},
    } | changes


def fill(session: Session) -> None:
    cast = Cast()
    session.add(Region(code="330602", name="越城区", level="county", parent="330600"))
    session.add(Region(code="330602002", name="府山街道", level="town", parent="330602"))
    session.flush()
    for key, name, prefix, field in (
        ("market", "绍兴市越城区市场监督管理局", "越市监", "市场监管"),
        ("fire", "绍兴市越城区消防救援大队", "越消", "消防救援"),
    ):
        session.add(
            Agency(
                id=named(key),
                uscc=None,
                name=name,
                short_name=name[3:],
                field=field,
                document_prefix=prefix,
                region_code="330602",
                path=f"/{named(key)}/",
                review_authority="绍兴市越城区人民政府",
                court="绍兴市越城区人民法院",
            )
        )
    session.flush()
    _people(session)
    _things(session, cast)
    _ground(session, cast)


def _people(session: Session) -> None:
    people: tuple[tuple[str, str, str, list[Role], date | None], ...] = (
        ("chen", "陈立群", "market", [Role.OFFICER, Role.LEADER], date(2028, 12, 5)),
        ("shen", "沈雨薇", "market", [Role.OFFICER], date(2029, 3, 1)),
        ("yu", "俞建国", "market", [Role.SECTION_HEAD], date(2029, 1, 1)),
        ("sun", "孙卫东", "fire", [Role.OFFICER, Role.SECTION_HEAD], date(2029, 1, 1)),
        ("old", "老周", "market", [Role.OFFICER], date(2026, 1, 31)),
        ("fan", "范明", "market", [Role.OFFICER], date(2029, 1, 1)),
        ("helper", "小吴", "market", [], None),
    )
    for number, (key, name, agency, roles, valid_to) in enumerate(people, 1):
        session.add(
            Officer(
                id=named(f"officer {key}"),
                agency_id=named(agency),
                name=name,
                post="四级主任科员" if valid_to else "协管员",
                auxiliary=valid_to is None,
            )
        )
        session.flush()
        if valid_to is None:
            continue
        session.add(
            Certificate(
                officer_id=named(f"officer {key}"),
                number=f"1106020{number:04d}",
                issuer="浙江省人民政府",
                valid_from=date(2024, 1, 1),
                valid_to=valid_to,
                matters=["消防救援"] if key == "fan" else ["市场监管"],
            )
        )
        session.add(
            Account(
                id=named(f"account {key}"),
                agency_id=named(agency),
                officer_id=named(f"officer {key}"),
                name=name,
                roles=list(roles),
            )
        )
        session.flush()
        session.add(
            PlatformIdentity(
                platform="dingtalk",
                tenant="demo-corp",
                user_id=key,
                account_id=named(f"account {key}"),
            )
        )


def _things(session: Session, cast: Cast) -> None:
    session.add(
        Subject(
            id=cast.subject,
            uscc="92330602MA2D7K3Q7W",
            name="绍兴市越城区鑫源餐饮店",
            kind="个体工商户",
            state="存续",
            address="绍兴市越城区府山街道青藤弄27号",
            region_code="330602002",
            industry_code="H6210",
            industry_name="正餐服务",
            credit="B",
            risk="C",
            legal_rep="孙小红",
            latitude=30.0,
            longitude=120.575,
            tags=["餐饮"],
            fictitious=True,
        )
    )
    session.flush()
    session.add(
        PastInspection(
            subject_id=cast.subject,
            day=date(2026, 4, 8),
            agency_name="绍兴市越城区卫生健康局",
            result=1,
            open=False,
        )
    )
    items = [
        {
            "code": code,
            "text": f"第 {place} 项检查内容",
            "how": "看现场、看记录",
            "key": place == 1,
            "basis": [{"law": "食品安全法", "article": "第三十四条", "checked": True}],
            "answer": "pass_fail_na",
            "typical": ["记录缺 3 天"],
            "measure": "补齐记录",
            "evidence": {"photos_on_fail": 1, "what": ["问题全景"]},
            "dispositions": ["D1", "D2"],
        }
        for place, code in enumerate(ITEMS, 1)
    ]
    session.add(
        Checklist(
            id=cast.checklist,
            code="food-service",
            version=1,
            title="餐饮服务食品安全检查表",
            field="市场监管",
            content={"sections": [{"title": "一、基本情况", "items": items}]},
            item_count=len(items),
            key_count=1,
            published_at=datetime(2026, 1, 5, tzinfo=UTC),
        )
    )


def _ground(session: Session, cast: Cast) -> None:
    """Both agencies and the form's matter are published; plans of every kind reach everybody."""
    for key in (cast.market, cast.fire):
        session.add(
            InspectingBody(
                agency_id=key,
                standing=Standing.ORGAN,
                published_from=date(2020, 1, 1),
                source="越城区人民政府公告",
                by_name="系统",
            )
        )
    session.add(
        Matter(
            id=cast.matter,
            code="01310600000101",
            name="对餐饮服务提供者的监督检查",
            sub_item="",
            field="市场监管",
            duty="县级以上市场监督管理部门",
            object="餐饮服务提供者",
            subject_kinds=[],
            subject_tags=["餐饮"],
            industries=[],
            measure="现场检查",
            modes=["site"],
            basis=[],
            category=Category.KEY,
            qualification="",
            content="",
            materials="",
            office="食品科",
            published_on=date(2026, 1, 5),
            agency_id=cast.market,
            changed_by="系统",
        )
    )
    session.flush()
    session.add(
        Implementation(
            code="11330602MB0001TEST10131060000010101",
            matter_id=cast.matter,
            agency_id=cast.market,
            checklists=["food-service"],
            published_on=date(2026, 1, 5),
        )
    )
    for year in sorted({2026, clock.today().year, clock.today().year + 1}):
        for kind in PLANNED_KINDS:
            add_plan(session, year, kind, cast.market, "市场监管")


def add_plan(
    session: Session,
    year: int,
    kind: Kind,
    agency_id: uuid.UUID,
    field: str,
    **item: Any,
) -> None:
    """A published one that reaches everybody, unless `item` says whom and when."""
    plan = Plan(
        id=named(f"plan {kind} {year} {field}"),
        agency_id=agency_id,
        year=year,
        name=f"{year} 年检查计划",
        kind=kind,
        state=PlanState.PUBLISHED,
        document="越政办〔2026〕1号",
        ordered_by_superior=False,
        by_name="系统",
        published_at=datetime(2026, 1, 5, tzinfo=UTC),
    )
    session.add(plan)
    session.flush()
    session.add(
        PlanItem(
            id=named(f"plan item {kind} {year} {field}"),
            plan_id=plan.id,
            field=field,
            **{"checklists": [], "selection": {"kinds": list(KINDS)}, "months": []} | item,
            full_coverage=False,
        )
    )


def forget_matters(session: Session) -> None:
    """For tests that fill the catalogue themselves."""
    session.execute(delete(Implementation))
    session.execute(delete(Matter))
