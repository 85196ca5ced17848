"""Notices signed before there were orders become orders that are still open."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import Engine

from backend import migrations
from tests.conftest import Phone
from tests.inspections.walk import Walk
from tests.rectification.steps import page
from tests.stages import begins

pytestmark = begins("submitted")

BEFORE = "0011"
KEPT = ("number", "state", "due", "printed_due", "ordered_on", "items", "task_id", "document_id")


def test_a_notice_signed_before_is_the_same_order_as_one_signed_since(
    app: Flask, walk: Walk, order: str
) -> None:
    since = page(walk.chen, order)
    engine: Engine = app.extensions["engine"]
    migrations.downgrade(engine, BEFORE)
    migrations.upgrade(engine)
    [row] = Phone(app, walk.chen.account_id).get("/rectifications").get_json()["items"]
    before = page(walk.chen, row["id"])
    assert {key: before[key] for key in KEPT} == {key: since[key] for key in KEPT}
