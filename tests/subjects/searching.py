"""A register to search in, and the keeper run by hand."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy.orm import Session

from backend.core.database import perform
from backend.organization import Region
from backend.subjects import register
from backend.subjects.search.keeper import Keeper

PLAIN: dict[str, Any] = {
    "kind": "个体工商户",
    "state": "存续",
    "address": "",
    "region_code": "330602002",
    "industry_code": "H6210",
    "industry_name": "正餐服务",
    "credit": "B",
    "risk": "C",
    "legal_rep": "",
    "latitude": 30.0,
    "longitude": 120.575,
    "tags": [],
}
REGIONS = (
    *(("330603", "柯桥区", "county", "330600"), ("330110", "余杭区", "county", "330100")),
    ("330110001", "五常街道", "town", "330110"),
)


def place(session: Session) -> None:
    """Other counties than the cast's: one of the same city, one of another."""
    for code, name, level, parent in REGIONS:
        session.add(Region(code=code, name=name, level=level, parent=parent))


def add(session: Session, name: str, /, **values: Any) -> uuid.UUID:
    whole = PLAIN | {"name": name} | values
    subject = register.add(
        session, by=None, source="测试", valid_from=date(2026, 11, 24), values=whole
    )
    return subject.id


def put(app: Flask, name: str, /, **values: Any) -> uuid.UUID:
    """Into the register, as an officer or an import would."""
    with app.app_context():
        return perform(add, name, **values)


@contextmanager
def keeping(app: Flask) -> Iterator[Keeper]:
    keeper = Keeper(app.extensions["settings"].index_folder)
    with app.app_context():
        try:
            yield keeper
        finally:
            keeper.close()


def keep(app: Flask) -> None:
    """What the keeper's process does until there is nothing left to do."""
    with keeping(app) as keeper:
        while keeper.step():
            continue
