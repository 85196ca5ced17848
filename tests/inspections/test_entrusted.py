"""A body that was entrusted acts in the name of who entrusted it (行政处罚法 第二十条): its papers
bear that agency's name, numbers, remedies and seal."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from backend.core import clock
from backend.core.database import unit_of_work
from backend.documents.models import Document, DocumentNumber, PublishedTemplate
from backend.inspections.models import Flaw
from backend.organization import Agency, Entrustment
from backend.tasks import Task
from tests.cast import Cast
from tests.conftest import Phone
from tests.inspections.walk import Walk
from tests.planning.test_entrusted import body

__all__ = ["body"]  # the fixture

USCC = "11330602MB0K12345X"
MARKET, SERVICE = "绍兴市越城区市场监督管理局", "绍兴市越城区市场监管服务中心"


@pytest.fixture
def walked_by_body(app: Flask, walk: Walk, body: uuid.UUID) -> Walk:
    with app.app_context(), unit_of_work() as session:
        session.execute(update(Task).values(agency_id=body))
    walk.to_signed()
    return walk


def papers(app: Flask) -> list[Document]:
    with app.app_context(), unit_of_work(writes=False) as session:
        return list(session.scalars(select(Document).order_by(Document.kind)))


def test_its_papers_are_in_the_name_of_the_agency(
    app: Flask, walked_by_body: Walk, cast: Cast
) -> None:
    record, order = papers(app)
    for paper in (record, order):
        assert paper.data["agency_name"] == MARKET
        assert paper.number.startswith("越市监")
        assert paper.agency_id == cast.market  # whose seal goes on it
    assert order.data["remedies"]["review"]["authority"] == "绍兴市越城区人民政府"
    with app.app_context(), unit_of_work(writes=False) as session:
        assert session.scalars(select(Flaw)).all() == []  # the server composes the same


def test_the_officers_still_work_for_the_body(walked_by_body: Walk) -> None:
    assert walked_by_body.chen.get("/me").get_json()["agency"]["name"] == SERVICE
    task = walked_by_body.chen.get(f"/tasks/{walked_by_body.task}").get_json()
    assert task["agency"]["name"] == MARKET


def test_what_took_its_numbers_stays_in_that_name(
    app: Flask, walk: Walk, body: uuid.UUID, cast: Cast
) -> None:
    with app.app_context(), unit_of_work() as session:
        session.execute(update(Task).values(agency_id=body))
    walk.arrive()
    with app.app_context(), unit_of_work() as session:
        session.execute(update(Entrustment).values(ended_on=date(2026, 1, 2)))
        assert session.scalars(select(DocumentNumber.agency_id)).first() == cast.market
    task: dict[str, Any] = walk.chen.get(f"/tasks/{walk.task}").get_json()
    assert task["agency"]["name"] == MARKET


def test_it_uses_the_templates_of_the_agency(
    app: Flask, chen: Phone, cast: Cast, body: uuid.UUID
) -> None:
    with app.app_context(), unit_of_work() as session:
        session.execute(update(Agency).where(Agency.id == cast.market).values(uscc=USCC))
        record = session.scalars(
            select(PublishedTemplate).where(PublishedTemplate.kind == "record")
        ).one()
        session.add(
            PublishedTemplate(
                kind="record",
                version=9_000,
                title="越城市监笔录",
                program=record.program | {"version": 9_000},
                handling=record.handling,
                agency_uscc=USCC,
                published_at=clock.now(),
            )
        )
    titles = {one["kind"]: one["title"] for one in chen.get("/templates").get_json()}
    assert titles["record"] == "越城市监笔录"
