"""Zhao heads the market regulators and approves; the fire rescue has a form and officers too."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from backend import organization
from backend.core import clock
from backend.core.auth import Caller, Role
from backend.core.database import perform, unit_of_work
from backend.matters import Checklist, Implementation, Matter
from backend.organization import Account, Certificate, Officer
from backend.planning import Cap, Group, Kind, Visit
from tests.cast import Cast, add_plan, named
from tests.conftest import Phone


@pytest.fixture
def zhao(app: Flask, noon: object, cast: Cast) -> Phone:
    """The head of the agency, with a phone."""
    with app.app_context():
        perform(_head, "zhao", "赵局长", cast.market)
    return Phone(app, named("account zhao"))


@pytest.fixture
def fan(app: Flask, noon: object) -> Phone:
    """A colleague who goes along nowhere."""
    return Phone(app, named("account fan"))


def _head(session: Session, key: str, name: str, agency_id: uuid.UUID) -> None:
    session.add(
        Account(
            id=named(f"account {key}"),
            agency_id=agency_id,
            officer_id=None,
            name=name,
            roles=[Role.AGENCY_HEAD],
        )
    )


@pytest.fixture
def wish(noon: object, cast: Cast) -> dict[str, Any]:
    """What Chen is about to start with Shen: routine, by the plan."""
    return {
        "subject_id": str(cast.subject),
        "checklist_id": str(cast.checklist),
        "officer_ids": [str(cast.shen_officer)],
        "off_site": "后厨要到现场看",
    }


@pytest.fixture
def complaint(wish: dict[str, Any]) -> dict[str, Any]:
    """The same because somebody complained: a case, which no plan covers."""
    return wish | {"kind": "case", "trigger": "complaint", "trigger_note": "12345 举报吃坏肚子"}


@pytest.fixture
def visited(app: Flask, noon: object, cast: Cast) -> Callable[..., None]:
    """`visited("2026-03-05")` puts a visit that counts into the ledger."""

    def visit(day: str, agency_id: uuid.UUID = cast.market, **changed: Any) -> None:
        on = date.fromisoformat(day)
        values: dict[str, Any] = {
            "agency_id": agency_id,
            "subject_id": cast.subject,
            "field": "市场监管",
            "day": on,
            "year": on.year,
            "kind": Kind.ROUTINE,
            "mode": "site",
            "trigger": "plan",
            "counted": True,
            "task_id": uuid.uuid4(),
        } | changed
        with app.app_context(), unit_of_work() as session:
            session.add(Visit(**values))

    return visit


@pytest.fixture
def capped(app: Flask, noon: object, cast: Cast) -> Callable[..., None]:
    """`capped(2)` publishes that many a year for the market regulators."""

    def publish(number: int, *, published: bool = True, group: Group | None = None) -> None:
        with app.app_context(), unit_of_work() as session:
            session.add(
                Cap(
                    agency_id=cast.market,
                    field="",
                    year=2026,
                    subject_group=group,
                    number=number,
                    published_on=date(2026, 1, 5) if published else None,
                    document="越市监〔2026〕3号",
                    by_name="俞建国",
                )
            )

    return publish


@pytest.fixture
def fire(app: Flask, noon: object, cast: Cast) -> uuid.UUID:
    """A form of the fire rescue, a plan that names the subject's kind, two officers; its form."""
    with app.app_context():
        perform(_fire, cast)
    return named("fire form")


def _fire(session: Session, cast: Cast) -> None:
    officer = Officer(
        id=named("officer qian"), agency_id=cast.fire, name="钱进", post="监督员", auxiliary=False
    )
    session.add(officer)
    session.flush()
    for officer_id, number in ((officer.id, "11060209001"), (named("officer sun"), "11060209002")):
        session.add(
            Certificate(
                officer_id=officer_id,
                number=number,
                issuer="浙江省人民政府",
                valid_from=date(2024, 1, 1),
                valid_to=date(2029, 1, 1),
                matters=["消防救援"],
            )
        )
    food = session.get_one(Checklist, cast.checklist)
    session.add(
        Checklist(
            id=named("fire form"),
            code="fire",
            version=1,
            title="人员密集场所消防检查表",
            field="消防救援",
            content=food.content,
            item_count=food.item_count,
            key_count=1,
            published_at=clock.now(),
        )
    )
    session.add(
        Implementation(
            code="11330602MB0002TEST10133060000010101",
            matter_id=_fire_matter(session, cast),
            agency_id=cast.fire,
            checklists=["fire"],
            published_on=date(2026, 1, 5),
        )
    )
    add_plan(session, 2026, Kind.ROUTINE, cast.fire, "消防救援")


def _fire_matter(session: Session, cast: Cast) -> uuid.UUID:
    food = session.get_one(Matter, cast.matter)
    values = {c.key: getattr(food, c.key) for c in Matter.__mapper__.columns}
    made = Matter(**values | {"id": named("fire matter"), "code": "01330600000101"})
    session.add(made)
    session.flush()
    return made.id


def caller(session: Session, account_id: uuid.UUID) -> Caller:
    found = organization.load_caller(session, account_id, 1, uuid.uuid4())
    assert found is not None
    return found
