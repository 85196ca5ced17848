"""The party's telephone: whole for the team alone, and sealed where it is kept."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from sqlalchemy import Engine, text

from backend import migrations
from tests.conftest import Phone
from tests.inspections.walk import Walk

NUMBER = "13857512345"
BEFORE = "0019"


def concluded(walk: Walk, phone: str = NUMBER) -> None:
    walk.arrive()
    walk.confirm()
    walk.show_and_ask()
    walk.answer_all()
    walk.conclude(phone=phone)


def kept(app: Flask) -> dict[str, Any]:
    """The party as it lies in the database."""
    engine: Engine = app.extensions["engine"]
    with engine.connect() as connection:
        [record] = connection.scalars(text("SELECT record FROM inspection"))
    found = json.loads(record) if isinstance(record, str) else record
    party: dict[str, Any] = found["conclusion"]["party"]
    return party


def test_it_is_whole_for_the_team_and_in_part_for_others(walk: Walk, yu: Phone) -> None:
    concluded(walk)

    def told(phone: Phone) -> set[str]:
        page = phone.get(f"/tasks/{walk.task}").get_json()["inspection"]
        own = phone.get(f"/inspections/{walk.inspection}").get_json()
        return {each["conclusion"]["party"]["phone"] for each in (page, own)}

    assert told(walk.shen) == {NUMBER}
    assert told(yu) == {"138****2345"}


def test_the_record_keeps_it_sealed_and_the_papers_still_agree(app: Flask, walk: Walk) -> None:
    walk.to_signed(phone=NUMBER)
    walk.submit()
    assert kept(app).keys() == {"name", "role", "phone_sealed"}
    assert NUMBER not in kept(app)["phone_sealed"]
    assert walk.page()["flaws"] == []


def test_who_leaves_none_has_nothing_sealed(app: Flask, walk: Walk) -> None:
    concluded(walk, phone="")
    assert kept(app) == {"name": "孙小红", "role": "经营者", "phone": ""}


def test_what_was_kept_before_is_sealed_and_opened_again_on_the_way_back(
    app: Flask, walk: Walk
) -> None:
    concluded(walk)
    engine, keys = app.extensions["engine"], app.extensions["keys"]
    migrations.downgrade(engine, BEFORE, keys)
    assert kept(app) == {"name": "孙小红", "role": "经营者", "phone": NUMBER}
    migrations.upgrade(engine, keys=keys)
    assert keys.unseal(kept(app)["phone_sealed"]) == NUMBER
    assert walk.page()["conclusion"]["party"]["phone"] == NUMBER
