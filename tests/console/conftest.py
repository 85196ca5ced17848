"""Yu, the section head, at a desk with the console open; and others in other roles."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from backend.core import sessions
from backend.core.auth import Role
from backend.core.database import perform
from backend.organization import Account
from tests.cast import Cast
from tests.console.page import Page


@dataclass
class Desk:
    """A browser that is signed in to the console."""

    app: Flask
    client: FlaskClient
    token: str

    @property
    def form_token(self) -> str:
        with self.app.test_request_context():
            return sessions.form_token(self.token)

    def ask(self, path: str, *, part: bool = False, **query: Any) -> TestResponse:
        headers = {"Accept": "text/html"} | ({"HX-Request": "true"} if part else {})
        return self.client.get(f"/console{path}", query_string=query or None, headers=headers)

    def page(self, path: str, *, part: bool = False, **query: Any) -> Page:
        return Page(self.ask(path, part=part, **query))

    def send(self, path: str, **form: Any) -> TestResponse:
        data = {"form_token": self.form_token} | form
        return self.client.post(f"/console{path}", data=data, headers={"Accept": "text/html"})


@pytest.fixture
def desk_of(app: Flask) -> Callable[..., Desk]:
    """A desk for an account, in these roles when they are given."""

    def open_desk(account_id: uuid.UUID, *roles: Role) -> Desk:
        with app.app_context():
            if roles:
                perform(_give_roles, account_id, roles)
            token, _ = perform(
                sessions.start, account_id=account_id, version=1, device="console", console=True
            )
        client = app.test_client()
        client.set_cookie(sessions.COOKIE, token)
        return Desk(app, client, token)

    return open_desk


def _give_roles(session: Session, account_id: uuid.UUID, roles: tuple[Role, ...]) -> None:
    session.execute(update(Account).where(Account.id == account_id).values(roles=list(roles)))


@pytest.fixture
def desk(noon: object, desk_of: Callable[..., Desk], cast: Cast) -> Desk:
    return desk_of(cast.yu)


@pytest.fixture
def queries(app: Flask) -> Callable[[], Any]:
    """`with queries() as made:` collects the statements sent to the database."""

    @contextmanager
    def collecting() -> Iterator[list[str]]:
        made: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            made.append(statement)

        engine = app.extensions["engine"]
        event.listen(engine, "before_cursor_execute", note)
        yield made
        event.remove(engine, "before_cursor_execute", note)

    return collecting
