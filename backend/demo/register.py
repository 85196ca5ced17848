"""What makes the register of the demo look lived in, through the product's own use cases."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from backend import organization
from backend.core.auth import Caller, Role
from backend.core.database import perform, unit_of_work
from backend.demo.data.agencies import agency_id
from backend.demo.data.people import account_id, officer_id
from backend.organization import Account, AgencyKind, Officer
from backend.subjects import Subject

HOME = "market-yc"
TIED_TO = "绍兴市越城区阿林面馆"
BODY = "绍兴市越城区市场监管综合服务中心（演示）"


def keep(today: date) -> None:
    """An expert, a leave, a tie to a subject, a change of post, and an entrusted body."""
    by = keeper()
    _change(by, "fangxiaomin", today, {"expert": ["特种设备"]}, "入选市级专家库（演示）")
    _change(by, "tangjiayi", today, {"post": "食品监管科"}, "轮岗（演示）")
    perform(
        organization.absences.take_leave,
        by=by,
        officer_id=officer_id("tangjiayi"),
        from_day=today + timedelta(days=3),
        to_day=today + timedelta(days=7),
        reason="年休假",
    )
    with unit_of_work(writes=False) as session:
        subject_id = session.scalars(select(Subject.id).where(Subject.name == TIED_TO)).one()
    perform(
        organization.absences.declare,
        by=by,
        officer_id=officer_id("zhouxiaolan"),
        subject_id=subject_id,
        reason="配偶的兄弟是经营者",
    )
    _entrust(by, today)


def keeper() -> Caller:
    """钱立新, the register admin of 越城."""
    with unit_of_work(writes=False) as session:
        account = session.get_one(Account, account_id("qianlixin"))
        path = organization.agency(session, account.agency_id).path
        roles = frozenset(map(Role, account.roles))
        facts = (account.id, account.officer_id, account.agency_id, path, account.name)
    return Caller(*facts, roles, uuid.uuid4())


def _change(by: Caller, key: str, today: date, values: dict[str, Any], reason: str) -> None:
    with unit_of_work(writes=False) as session:
        version = session.get_one(Officer, officer_id(key)).version
    perform(
        organization.officers.change,
        by=by,
        officer_id=officer_id(key),
        version=version,
        values=values,
        valid_from=today,
        reason=reason,
    )


def _entrust(by: Caller, today: date) -> None:
    with unit_of_work(writes=False) as session:
        home = organization.agency(session, agency_id(HOME))
        told = {name: getattr(home, name) for name in ("field", "region_code", "court")}
        told["review_authority"] = home.review_authority
    values = told | {
        "name": BODY,
        "short_name": "越城市场服务中心",
        "document_prefix": "越市服",
        "kind": AgencyKind.ENTRUSTED,
        "standing": False,
    }
    body = perform(organization.agencies.add, by=by, parent_id=agency_id(HOME), values=values)
    perform(
        organization.agencies.entrust,
        by=by,
        agency_id=body.id,
        principal_id=agency_id(HOME),
        matters=["市场监管"],
        powers="日常检查，不含行政处罚",
        document="越市监委〔演示〕1号",
        valid_from=today,
        valid_to=today + timedelta(days=365),
        published=True,
    )
