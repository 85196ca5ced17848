"""Who reads what: the originals of an inspection open to a receiver through the hand-over alone."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.auth import Role
from backend.core.records import Audit
from backend.handovers import reading
from tests.cast import Cast
from tests.conftest import Phone, problem
from tests.handovers.conftest import Desk, person
from tests.inspections.people import act, manager


def original(phone: Phone, handover: str) -> Any:
    page = phone.get(f"/handovers/{handover}").get_json()
    return phone.get(f"/handovers/{handover}/material/{page['material'][0]['id']}")


def test_the_receiver_opens_the_photo_through_the_hand_over_alone(
    desk: Desk, sun: Phone, found: dict[str, Any]
) -> None:
    photo = found["material"][0]["sha256"]
    assert sun.get(f"/evidence/{photo}").status_code == 404
    handover = desk.send(**found)
    answer = original(sun, handover)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert sun.get(f"/evidence/{photo}").status_code == 404
    assert sun.get(f"/inspections/{found['items'][0]['id']}").status_code == 404


def test_it_closes_again_when_it_goes_back(desk: Desk, sun: Phone, found: dict[str, Any]) -> None:
    handover = desk.send(**found)
    [material] = sun.get(f"/handovers/{handover}").get_json()["material"]
    sun.do("handover.return", handover_id=handover, reason="不归我们管")
    page = sun.get(f"/handovers/{handover}").get_json()
    assert (page["readable"], page["material"]) == (False, [])
    problem(sun.get(f"/handovers/{handover}/material/{material['id']}"), 404, "handover-missing")
    assert original(desk.phone, handover).status_code == 200


def test_that_an_original_was_opened_is_kept(
    app: Flask, desk: Desk, sun: Phone, found: dict[str, Any]
) -> None:
    original(sun, desk.send(**found))
    with Session(app.extensions["engine"]) as session:
        rows = session.scalars(select(Audit).where(Audit.action == "handover.read")).all()
    assert [row.name for row in rows] == ["孙卫东"]


def test_a_look_on_a_page_is_kept_of_the_receivers_side_alone(
    app: Flask, desk: Desk, sun: Phone, found: dict[str, Any]
) -> None:
    handover = desk.send(**found)
    [material] = sun.get(f"/handovers/{handover}").get_json()["material"]
    ids = {"handover_id": uuid.UUID(handover), "material_id": uuid.UUID(material["id"])}
    for key in ("chen", "sun"):
        act(app, reading.glance, manager(app, key), **ids)
    with Session(app.extensions["engine"]) as session:
        rows = session.scalars(select(Audit).where(Audit.action == "handover.read")).all()
    assert [row.name for row in rows] == ["孙卫东"]


def test_of_two_hand_overs_each_opens_its_own(
    desk: Desk, sun: Phone, found: dict[str, Any]
) -> None:
    bare = desk.send()
    full = desk.send(**found)
    [material] = sun.get(f"/handovers/{full}").get_json()["material"]
    problem(sun.get(f"/handovers/{bare}/material/{material['id']}"), 404, "handover-missing")


def test_neither_side_and_nobody_else(
    app: Flask, desk: Desk, shen: Phone, yu: Phone, found: dict[str, Any]
) -> None:
    handover = desk.send(**found)
    plain = Phone(app, person(app, "plain", "消防小王", Cast.fire, Role.OFFICER))
    keeper = Phone(app, person(app, "keeper", "名录小钱", Cast.market, Role.REGISTER_ADMIN))
    for phone in (shen, plain):
        problem(phone.get(f"/handovers/{handover}"), 404, "handover-missing")
        assert phone.get("/handovers", side="in").get_json()["items"] == []
        assert phone.get("/handovers", side="out").get_json()["items"] == []
    problem(keeper.get(f"/handovers/{handover}"), 403, "not-allowed")
    assert yu.get(f"/handovers/{handover}").get_json()["acts"] == ["withdraw"]


def test_who_leads_a_team_signs_for_the_agency(app: Flask, desk: Desk) -> None:
    leader = Phone(app, person(app, "lead", "消防组长", Cast.fire, Role.OFFICER, Role.LEADER))
    handover = desk.send()
    assert leader.do("handover.receive", handover_id=handover)["state"] == "received"
