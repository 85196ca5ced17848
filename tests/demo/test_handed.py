from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.alerts import Alert
from backend.core import clock
from backend.demo.load import load
from backend.handovers import Handover
from tests.demo.test_load import empty

__all__ = ["empty"]


def test_there_is_something_to_sign_for_to_return_to_and_to_be_warned_of(empty: Flask) -> None:
    with clock.stopped(datetime(2026, 11, 24, 4, tzinfo=UTC)):
        load(empty)
    with Session(empty.extensions["engine"]) as session:
        states = Counter(session.scalars(select(Handover.state)))
        rules = Counter(session.scalars(select(Alert.rule)))
    assert states == {"sent": 2, "returned": 1, "received": 1, "reported": 1}
    assert rules.keys() >= {"certificate", "task_due", "licence", "handover"}
