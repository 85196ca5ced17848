from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from backend.alerts.jobs import look
from backend.core import clock
from backend.core.database import perform
from backend.subjects import Licence, PastInspection, Subject
from tests.cast import Cast
from tests.conftest import NOON, Phone
from tests.handovers.conftest import Desk


@dataclass
class Watch:
    """Looks at what there is to be warned of, as the hourly job does."""

    app: Flask

    def look(self, agency: uuid.UUID = Cast.market) -> None:
        with self.app.app_context():
            look(str(agency))

    def change(self, act: Callable[[Session], None]) -> None:
        with self.app.app_context():
            perform(act)


@pytest.fixture
def watch(app: Flask) -> Watch:
    return Watch(app)


@pytest.fixture
def later(app: Flask) -> Iterator[Callable[[datetime], None]]:
    """Moves the clock for good, past what ends a session."""
    stops: list[Any] = []

    def move(at: datetime) -> None:
        stop = clock.stopped(at)
        stop.__enter__()
        stops.append(stop)

    yield move
    for stop in reversed(stops):
        stop.__exit__(None, None, None)


@pytest.fixture
def desk(noon: object, chen: Phone, cast: Cast) -> Desk:
    return Desk(chen, cast)


def alerts(phone: Phone, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = phone.get("/alerts", **query).get_json()["items"]
    return found


def of_rule(phone: Phone, rule: str, **query: Any) -> list[dict[str, Any]]:
    return [each for each in alerts(phone, **query) if each["rule"] == rule]


def licence(session: Session, valid_to: date) -> None:
    session.add(
        Licence(
            subject_id=Cast.subject,
            kind="食品经营许可证",
            number="JY23306020000001",
            issuer="越城区市场监管局",
            valid_from=date(2021, 1, 1),
            valid_to=valid_to,
        )
    )


def visit(session: Session, day: date) -> None:
    session.add(
        PastInspection(
            subject_id=Cast.subject,
            day=day,
            agency_name="越城区消防救援大队",
            result=1,
            open=False,
        )
    )


def tagged(session: Session, *tags: str, state: str = "存续") -> None:
    subject = session.get_one(Subject, Cast.subject)
    subject.tags, subject.state = list(tags), state


__all__ = ["NOON", "alerts", "licence", "of_rule", "tagged", "visit"]
