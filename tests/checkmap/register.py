"""Subjects on the map for tests: a few made by hand, and the map brought up to date."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.checkmap.keeper import keep_up
from backend.checkmap.models import MapCell, MapPoint
from backend.checkmap.rules import Place, tally
from backend.core import clock
from backend.core.database import perform, unit_of_work
from backend.subjects import Subject, feed, register

SHOP: dict[str, Any] = {
    "kind": "个体工商户",
    "state": "存续",
    "address": "绍兴市越城区解放路1号",
    "region_code": "330602002",
    "industry_code": "H6210",
    "industry_name": "正餐服务",
    "credit": "B",
    "risk": "C",
    "legal_rep": "孙小红",
    "latitude": 30.0,
    "longitude": 120.58,
    "tags": [],
}


def add(app: Flask, name: str = "某店", **values: Any) -> uuid.UUID:
    """A subject as the register adds one."""
    told = SHOP | {"name": name} | values
    with app.app_context():
        subject = perform(
            register.add, by=None, source="测试", valid_from=clock.today(), values=told
        )
    return subject.id


def change(app: Flask, subject_id: uuid.UUID, **values: Any) -> None:
    def changed(session: Session) -> None:
        subject = session.get_one(Subject, subject_id)
        register.change(
            session,
            by=None,
            subject=subject,
            version=subject.version,
            source="测试",
            valid_from=clock.today(),
            values=values,
        )

    with app.app_context():
        perform(changed)


def many(app: Flask, count: int, **values: Any) -> list[uuid.UUID]:
    """In a row to the east, ten metres or so apart, in one transaction."""
    ids = [clock.uuid7() for _ in range(count)]

    def added(session: Session) -> None:
        for place, each in enumerate(ids):
            told = SHOP | {"name": f"店{place}", "longitude": 120.58 + place / 10_000} | values
            session.add(Subject(id=each, **told))
        feed.announce(session, ids)

    with app.app_context():
        perform(added)
    return ids


def caught_up(app: Flask) -> None:
    with app.app_context():
        while keep_up():
            pass


def cells(session: Session) -> dict[tuple[Any, ...], tuple[int, int, int]]:
    key = [getattr(MapCell, column.name) for column in MapCell.__table__.primary_key]
    rows = session.execute(select(*key, MapCell.n, MapCell.east, MapCell.north))
    return {tuple(row[:-3]): (row[-3], row[-2], row[-1]) for row in rows}


def recount(session: Session) -> dict[tuple[Any, ...], tuple[int, int, int]]:
    """The cells as they ought to be, from the points."""
    columns = [getattr(MapPoint, name) for name in Place._fields]
    places = [Place(*row) for row in session.execute(select(*columns))]
    return {tuple(key): (n, east, north) for key, (n, east, north) in tally([], places).items()}


def is_right(app: Flask) -> bool:
    with app.app_context(), unit_of_work(writes=False) as session:
        return cells(session) == recount(session)


def forget(session: Session) -> None:
    session.execute(delete(MapPoint))
    session.execute(delete(MapCell))
