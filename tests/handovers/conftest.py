from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Role
from backend.organization import Account, Certificate, Officer
from tests.cast import Cast, named
from tests.conftest import Phone
from tests.inspections.walk import Walk, picture


@dataclass
class Desk:
    """A hand-over as its sender's phone makes it."""

    phone: Phone
    cast: Cast

    def payload(self, **changes: Any) -> dict[str, Any]:
        subject = {"kind": "subject", "id": str(self.cast.subject)}
        return {
            "handover_id": str(clock.uuid7()),
            "way": "clue",
            "reason": "疏散通道堆物，不属于本单位职责",
            "items": [subject],
            "receiver_id": str(self.cast.fire),
        } | changes

    def send(self, **changes: Any) -> str:
        given = self.payload(**changes)
        self.phone.do("handover.send", **given)
        found: str = given["handover_id"]
        return found

    def refused(self, kind: str = "handover.send", **changes: Any) -> dict[str, Any]:
        given = self.payload(**changes) if kind == "handover.send" else changes
        [answer] = self.phone.send(self.phone.command(kind, **given))
        assert answer["outcome"] == "refused", answer
        found: dict[str, Any] = answer["problem"]
        return found

    def page(self, handover_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.phone.get(f"/handovers/{handover_id}").get_json()
        return found


@pytest.fixture
def desk(chen: Phone, cast: Cast) -> Desk:
    return Desk(chen, cast)


@pytest.fixture
def colleague(app: Flask) -> Phone:
    """Gu of the same agency, with a certificate that outlasts everything."""
    return Phone(app, person(app, "gu", "顾一鸣", Cast.market, Role.OFFICER))


@pytest.fixture
def head(app: Flask) -> Phone:
    """The head of the market's agency."""
    return Phone(app, person(app, "head", "局长老郑", Cast.market, Role.OFFICER, Role.AGENCY_HEAD))


def person(app: Flask, key: str, name: str, agency: uuid.UUID, *roles: Role) -> uuid.UUID:
    bound = app.extensions["engine"].execution_options(writes=True)
    with Session(bound) as session, session.begin():
        session.add(
            Officer(id=named(f"officer {key}"), agency_id=agency, name=name, post="食品监管科")
        )
        session.flush()
        session.add(
            Certificate(
                officer_id=named(f"officer {key}"),
                number=f"33060299{len(key):04d}",
                issuer=f"浙江省人民政府 {key}",
                valid_from=date(2024, 1, 1),
                valid_to=date(2030, 1, 1),
                matters=["市场监管"],
            )
        )
        account = Account(
            id=named(f"account {key}"),
            agency_id=agency,
            officer_id=named(f"officer {key}"),
            name=name,
            roles=[*roles],
        )
        session.add(account)
        session.flush()
        return account.id


@pytest.fixture
def found(walk: Walk) -> dict[str, Any]:
    """A problem on site, with its photo: what is picked, and the material that goes along."""
    walk.arrive()
    walk.confirm()
    walk.show_and_ask()
    photo = picture(200)
    walk.answer_all(photo)
    return {
        "items": [{"kind": "finding", "id": walk.inspection, "item": "FS-01"}],
        "material": [
            {"inspection_id": walk.inspection, "sha256": hashlib.sha256(photo).hexdigest()}
        ],
    }
