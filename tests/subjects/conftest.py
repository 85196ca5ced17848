"""Xu keeps the register of 越城区."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from backend.core.auth import Role
from backend.core.database import perform
from backend.organization import Account, Region
from tests.cast import Cast, named
from tests.conftest import Phone

XU = named("account xu")


def _keeper(session: Session) -> None:
    session.add(
        Account(id=XU, agency_id=Cast.market, name="徐名录", roles=[Role.REGISTER_ADMIN.value])
    )
    session.add(Region(code="330603001", name="柯桥街道", level="town", parent="330603"))


@pytest.fixture
def xu(app: Flask, noon: object) -> Phone:
    with app.app_context():
        perform(_keeper)
    return Phone(app, XU)


def shop(**changes: Any) -> dict[str, Any]:
    """What is entered for a new shop; `changes` go into its fields."""
    return {
        "subject": {
            "name": "绍兴市越城区若耶面馆",
            "kind": "个体工商户",
            "state": "存续",
            "uscc": "92330602MAYW27EB7L",
            "address": "绍兴市越城区府山街道若耶路113号",
            "region_code": "330602002",
            "legal_rep": "林阿根",
            "phone": "138 0000 1234",
        }
        | changes,
        "source": "市场监管登记",
        "valid_from": "2026-11-20",
    }


def entered(xu: Phone, **changes: Any) -> uuid.UUID:
    answer = xu.post("/subjects", json=shop(**changes))
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return uuid.UUID(answer.get_json()["id"])
