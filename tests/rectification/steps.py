"""A recheck from its task to the receipt, and orders in the states that a test begins with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Flask

from backend.core import clock
from backend.core.auth import Caller, Role
from backend.core.database import perform
from tests.cast import ITEMS, NOON, Cast
from tests.conftest import Phone
from tests.inspections.walk import Walk, picture

DUE = date(2026, 12, 1)  # of the order
LATER = date(2026, 12, 11)
ITEM = ITEMS[0]  # the one that Walk finds wrong and orders


def ordered(walk: Walk) -> str:
    """The order of an inspection that was handed in: its id."""
    [row] = walk.chen.get("/rectifications").get_json()["items"]
    return str(row["id"])


def page(phone: Phone, order: str) -> dict[str, Any]:
    found: dict[str, Any] = phone.get(f"/rectifications/{order}").get_json()
    return found


def report(phone: Phone, order: str, **changes: Any) -> dict[str, Any]:
    """The command by which an officer writes down what the party did."""
    payload = {
        "report_id": str(clock.uuid7()),
        "order_id": order,
        "text": "过期食品已全部下架销毁",
        "photos": [],
    }
    return phone.command("rectification.report", **payload | changes)


def start(walk: Walk, order: str) -> Walk:
    """The recheck that the leader starts, with both officers there."""
    task = walk.chen.do("rectification.recheck", order_id=order)["task_id"]
    look = Walk(walk.chen, walk.shen, walk.cast, task)
    look.arrive()
    look.confirm()
    look.show_and_ask()
    return look


def answer(look: Walk, value: str, shade: int = 90) -> None:
    """已整改 or 未整改, with the photo that is asked for."""
    photo = picture(shade)
    sha256 = hashlib.sha256(photo).hexdigest()
    look.upload(photo, "photo", "image/jpeg", item=f"{ITEM}-P")
    finding = {"facts": "仍有 1 袋没有下架", "typical": [], "photos": []}
    look.answer(ITEM, value, finding=finding if value == "not" else None)
    look.chen.do(
        "inspection.answer",
        inspection_id=look.inspection,
        item=f"{ITEM}-P",
        value=[sha256],
        note="",
        finding=None,
    )


def conclude(look: Walk, *kinds: str, due: str = "2026-12-08") -> None:
    deadline = {"mode": "date", "days": None, "date": due, "confirmed": True}
    plain = {"items": [ITEM], "measure": "全部下架", "photos_after": [], "deadline": None}
    look.chen.do(
        "inspection.conclude",
        inspection_id=look.inspection,
        party={"name": "孙小红", "role": "经营者", "phone": ""},
        result=8 if kinds else 1,
        dispositions=[
            plain | {"kind": kind, "deadline": deadline if kind == "D2" else None} for kind in kinds
        ],
        opinion="马上改" if kinds else "无异议",
    )


def sign(look: Walk, *papers: str) -> None:
    for kind in papers:
        [signed] = look.chen.send(look.sign(kind))
        assert signed["outcome"] == "accepted", signed


def recheck(walk: Walk, order: str, value: str, *kinds: str) -> Walk:
    """From its start to the receipt."""
    look = start(walk, order)
    answer(look, value)
    conclude(look, *kinds)
    sign(look, "record", *(["rectification_order"] if "D2" in kinds else []))
    look.submit()
    return look


def yu(cast: Cast, *roles: Role) -> Caller:
    granted = frozenset(roles or (Role.SECTION_HEAD,))
    path = f"/{cast.market}/"
    return Caller(cast.yu, None, cast.market, path, "俞建国", granted, cast.yu)


def as_yu(app: Flask, use_case: Callable[..., Any], *roles: Role, **given: Any) -> Any:
    with app.app_context():
        return perform(use_case, by=yu(Cast(), *roles), **given)


def tabs(phone: Phone) -> dict[str, int]:
    counts = phone.get("/rectifications").get_json()["counts"]
    return {tab: count for tab, count in counts.items() if count}


def at(day: date) -> datetime:
    return NOON + (day - NOON.date())
