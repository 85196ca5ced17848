"""He keeps the matters and checklists of 越城区市场监督管理局, Zhu reviews them there, and Gu
keeps those of the fire rescue."""

from __future__ import annotations

import copy
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from backend.core.auth import Caller, Role
from backend.core.database import perform
from backend.matters import Category
from tests.cast import Cast, named

BASIS = {
    "law": "食品安全法",
    "version": "2021-04-29",
    "article": "第三十五条第一款",
    "quoted": "国家对食品生产经营实行许可制度",
}
MATTER: dict[str, Any] = {
    "code": "01310604000001",
    "name": "对餐饮服务提供者的监督检查",
    "sub_item": "餐饮服务食品安全",
    "field": "市场监管",
    "duty": "县级以上市场监督管理部门",
    "object": "餐饮服务提供者",
    "subject_kinds": ["个体工商户"],
    "subject_tags": ["餐饮"],
    "industries": ["H62"],
    "measure": "现场检查、抽样检验，发现问题责令改正",
    "modes": ["site", "papers"],
    "basis": [BASIS],
    "category": Category.KEY,
    "ratio": 100,
    "yearly": 2,
    "qualification": "",
    "content": "许可、人员、场所、进货、加工",
    "materials": "食品经营许可证、健康证明",
    "office": "食品监管科",
}


def item(code: str, **changes: Any) -> dict[str, Any]:
    """An item as people write it."""
    return {
        "code": code,
        "text": "食品经营许可证在有效期内",
        "how": "看墙上的证，和系统里的对一对",
        "key": True,
        "basis": [dict(BASIS)],
        "answer": "pass_fail_na",
        "typical": ["没有许可证"],
        "measure": "立即停止经营，办证后再营业。",
        "evidence": {"photos_on_fail": 1, "what": ["许可证"]},
        "dispositions": ["D2", "D4"],
        "deadline": {"mode": "days", "days": 15},
    } | changes


def tree(*items: dict[str, Any], **head: Any) -> dict[str, Any]:
    return {
        "title": "小餐饮检查表",
        "field": "市场监管",
        "object": "小餐饮店",
        "source": "按监督检查办法编写",
        "matters": [],
        "sections": [{"title": "许可", "items": copy.deepcopy(list(items or [item("XC01")]))}],
    } | head


def caller(name: str, agency: str, role: Role) -> Caller:
    return Caller(
        account_id=named(f"account {name}"),
        officer_id=None,
        agency_id=named(agency),
        agency_path=f"/{named(agency)}/",
        name=name,
        roles=frozenset({role}),
        session_id=uuid.uuid4(),
    )


@pytest.fixture
def he() -> Caller:
    return caller("何春燕", "market", Role.MATTER_ADMIN)


@pytest.fixture
def zhu() -> Caller:
    return caller("朱慧娟", "market", Role.LEGAL_REVIEW)


@pytest.fixture
def gu() -> Caller:
    return caller("顾消防", "fire", Role.MATTER_ADMIN)


@pytest.fixture
def do(app: Flask, cast: Cast) -> Callable[..., Any]:
    """A use case in a unit of work of its own."""

    def done(use_case: Callable[..., Any], **given: Any) -> Any:
        with app.app_context():
            return perform(use_case, **given)

    return done
