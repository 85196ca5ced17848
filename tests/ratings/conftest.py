"""The party of the cast's inspection, and the 督查 of the government above the regulators."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from backend.core.auth import Role
from backend.core.database import perform
from backend.documents import DocumentNumber
from backend.organization import Account, Agency, AgencyKind
from backend.ratings import Rating
from tests.cast import Cast, named
from tests.console.conftest import Desk, desk_of
from tests.inspections.walk import Walk

__all__ = ["desk_of"]

CONTENT = {
    "grade": "satisfied",
    "credentials_shown": "yes",
    "purpose_told": "yes",
    "favour_asked": "no",
}


@dataclass
class Party:
    """Whoever was given the code on site, on a phone of their own."""

    app: Flask
    code: str
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def look(self) -> TestResponse:
        return self.client.get(f"/p/{self.code}")

    def form_id(self) -> str:
        html = self.look().get_data(as_text=True)
        found = re.search(r'name="form_id" value="([^"]*)"', html)
        return found[1] if found else ""

    def rate(self, **said: str) -> TestResponse:
        data = {"form_id": self.form_id()} | CONTENT | said
        return self.client.post(f"/p/{self.code}/rating", data=data)


def said(answer: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def kept(app: Flask) -> list[Rating]:
    with Session(app.extensions["engine"]) as session:
        return list(session.scalars(select(Rating)))


@pytest.fixture
def party(app: Flask, walk: Walk) -> Party:
    with Session(app.extensions["engine"]) as session:
        codes = session.scalars(select(DocumentNumber.party_code)).all()
    [code] = [each for each in codes if each]
    return Party(app, code)


def _put_under(session: Session) -> None:
    """A government, with the market regulators below it and a 督查 and an officer of its own."""
    above = Agency(
        id=named("government"),
        uscc=None,
        name="绍兴市越城区人民政府",
        short_name="区政府",
        kind=AgencyKind.GOVERNMENT,
        field="综合",
        document_prefix="越政",
        region_code="330602",
        path=f"/{named('government')}/",
        review_authority="",
        court="",
    )
    session.add(above)
    session.flush()
    session.execute(
        update(Agency)
        .where(Agency.id == Cast.market)
        .values(parent_id=above.id, path=f"{above.path}{Cast.market}/")
    )
    session.add(
        Account(
            id=named("account above"),
            agency_id=above.id,
            officer_id=None,
            name="周正明",
            roles=[Role.INSPECTORATE],
        )
    )


@pytest.fixture
def above(app: Flask, noon: object) -> uuid.UUID:
    """The account of the government's 督查."""
    with app.app_context():
        perform(_put_under)
    return named("account above")


@pytest.fixture
def inspectorate(above: uuid.UUID, desk_of: Callable[..., Desk]) -> Desk:
    return desk_of(above)
