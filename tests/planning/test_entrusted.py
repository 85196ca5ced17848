"""Who acts in another's name: a visit is the principal's, and nobody merges with oneself."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.database import perform, unit_of_work
from backend.matters import Checklist
from backend.organization import Account, Agency, AgencyKind, Entrustment, Officer
from backend.planning import Cap, PlanItem, PlanSubject
from backend.tasks import Task
from tests.cast import Cast, named
from tests.conftest import Phone
from tests.planning.test_gates import Given, begun, gates, look

OTHER_FIELD = "城市管理"


@pytest.fixture
def body(app: Flask, noon: object, chen: Phone, cast: Cast) -> uuid.UUID:
    """Chen and Shen work for a body that the market regulators entrusted."""
    with app.app_context():
        perform(_entrusted, cast)
    return named("body")


def _entrusted(session: Session, cast: Cast) -> None:
    body = Agency(
        id=named("body"),
        uscc=None,
        name="绍兴市越城区市场监管服务中心",
        short_name="服务中心",
        kind=AgencyKind.ENTRUSTED,
        field="市场监管",
        document_prefix="越市监服",
        region_code="330602",
        parent_id=cast.market,
        path=f"/{cast.market}/{named('body')}/",
        review_authority="",
        court="",
    )
    session.add(body)
    session.flush()
    session.add(
        Entrustment(
            agency_id=body.id,
            principal_id=cast.market,
            matters=["市场监管"],
            powers="检查",
            document="越市监委〔2026〕1号",
            valid_from=date(2026, 1, 1),
            valid_to=date(2027, 12, 31),
            published=True,
        )
    )
    two = [cast.chen_officer, cast.shen_officer]
    session.execute(update(Officer).where(Officer.id.in_(two)).values(agency_id=body.id))
    accounts = [cast.chen, cast.shen]
    session.execute(update(Account).where(Account.id.in_(accounts)).values(agency_id=body.id))


def cap_of_field(app: Flask, cast: Cast, field: str) -> None:
    with app.app_context(), unit_of_work() as session:
        session.add(
            Cap(
                agency_id=cast.market,
                field=field,
                year=2026,
                subject_group=None,
                number=1,
                published_on=date(2026, 1, 5),
                document="越市监〔2026〕3号",
                by_name="俞建国",
            )
        )


def test_a_task_of_the_principal_counts_for_the_body(
    task: str, chen: Phone, wish: Given, capped: Callable[..., None], body: uuid.UUID
) -> None:
    capped(1)
    found = look(chen, wish)
    assert gates(found) == ["L22"]
    assert "今年已查或已派 1 次" in found["gates"][0]["message"]


def test_a_body_sees_the_cap_of_its_principal(
    chen: Phone,
    cast: Cast,
    visited: Callable[..., None],
    capped: Callable[..., None],
    body: uuid.UUID,
) -> None:
    capped(2)
    visited("2026-03-05")
    year = chen.get(f"/subjects/{cast.subject}/whole").get_json()["year"]
    assert (year["cap"], year["cap_in_words"]) == (2, "2 次，越城区市场监督管理局已计 1")


def test_a_cap_of_one_field_does_not_count_what_another_field_has_under_way(
    app: Flask, chen: Phone, cast: Cast, wish: Given, task: str
) -> None:
    cap_of_field(app, cast, OTHER_FIELD)
    with app.app_context(), unit_of_work() as session:
        food = session.get_one(Checklist, cast.checklist)
        session.add(
            Checklist(
                id=named("second form"),
                code=food.code,
                version=77,
                title="街面秩序检查表",
                field=OTHER_FIELD,
                content=food.content,
                item_count=food.item_count,
                key_count=1,
                published_at=clock.now(),
            )
        )
    again = wish | {"checklist_id": str(named("second form"))}
    assert "L22" not in gates(look(chen, again))
    with app.app_context(), unit_of_work() as session:
        session.execute(update(Task).values(checklist_id=named("second form")))
    assert "L22" in gates(look(chen, again))


def test_what_is_due_next_year_is_no_visit_of_this_one(
    app: Flask, chen: Phone, wish: Given, task: str, capped: Callable[..., None]
) -> None:
    capped(1)
    with app.app_context(), unit_of_work() as session:
        session.execute(update(Task).values(deadline=date(2027, 1, 8)))
    assert gates(look(chen, wish)) == []


def test_a_body_and_its_principal_are_not_told_to_go_together(
    app: Flask, task: str, chen: Phone, cast: Cast, wish: Given, body: uuid.UUID
) -> None:
    with app.app_context(), unit_of_work() as session:
        item = session.scalars(select(PlanItem).order_by(PlanItem.id)).first()
        assert item
        session.add(PlanSubject(plan_item_id=item.id, subject_id=cast.subject))
    assert gates(look(chen, wish), "warn") == []
    assert begun(chen, wish)["outcome"] == "accepted"
