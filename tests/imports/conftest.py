"""Fang keeps the register of 越城区; what the worker does is done at once when a test says so."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core.auth import Role
from backend.core.database import unit_of_work
from backend.core.jobs import run_next
from backend.imports import Import, State
from backend.organization import Account
from backend.subjects import Subject
from backend.subjects.identifiers import compose_uscc
from backend.subjects.sheet import COLUMNS
from tests.cast import Cast
from tests.console.conftest import Desk, desk_of
from tests.console.page import Page

HERE = ("绍兴市越城区府山街道青藤弄1号", "越城区府山街道")
FIELDS = ("uscc", "name", "address", "region_code")


@dataclass
class Keeper:
    """At the console, with a worker behind."""

    app: Flask
    desk: Desk

    @property
    def client(self) -> FlaskClient:
        return self.desk.client

    def upload(self, content: bytes, name: str = "名录.csv", kind: str = "subjects") -> str:
        """The import's address."""
        answer = self.send(content, name, kind)
        assert answer.status_code == 303, Page(answer, 422)["error-file"].text
        return str(answer.headers["Location"]).removeprefix("/console")

    def send(self, content: bytes, name: str = "名录.csv", kind: str = "subjects") -> Any:
        return self.desk.send(
            "/imports/new", kind=kind, source="登记库", file=(io.BytesIO(content), name)
        )

    def work(self, jobs: int = 1000) -> None:
        with self.app.app_context():
            for _ in range(jobs):
                if not run_next():
                    return

    def found(self, address: str) -> Import:
        with self.app.app_context(), unit_of_work(writes=False) as session:
            return session.get_one(Import, uuid.UUID(address.split("/")[-1]))

    def confirm(self, address: str) -> None:
        assert self.desk.send(f"{address}/confirm").status_code == 303

    def imported(self, content: bytes, kind: str = "subjects") -> Import:
        """All the way."""
        address = self.upload(content, kind=kind)
        self.work()
        self.confirm(address)
        self.work()
        found = self.found(address)
        assert found.state == State.DONE, found.failure
        return found

    def count(self, model: Any = Subject) -> int:
        with self.app.app_context(), unit_of_work(writes=False) as session:
            return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def keeper(app: Flask, noon: object, desk_of: Callable[..., Desk]) -> Keeper:
    bound = app.extensions["engine"].execution_options(writes=True)
    with Session(bound) as session, session.begin():
        account = Account(agency_id=Cast.market, name="方敏", roles=[Role.REGISTER_ADMIN])
        session.add(account)
        session.flush()
        name = account.id
    return Keeper(app, desk_of(name))


def code(number: int) -> str:
    return compose_uscc("92", "330602", f"MAX{number:05d}")


def shop(number: int, **other: str) -> tuple[str, ...]:
    row = {"uscc": code(number), "name": f"绍兴市越城区第{number}面馆"}
    row |= {"address": HERE[0], "region": HERE[1]}
    return tuple((row | other).values())


def lines(*rows: tuple[str, ...], headers: tuple[str, ...] = FIELDS) -> bytes:
    titles = {column.key: column.title for column in COLUMNS}
    head = ",".join(titles.get(each, each) for each in headers)
    return "\n".join([head, *(",".join(row) for row in rows)]).encode()


__all__ = ["desk_of"]
