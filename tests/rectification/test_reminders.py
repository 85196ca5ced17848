"""The team is told in time, once, and no longer than there is something to do."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.jobs import Job
from backend.platforms import rectification_due
from tests.conftest import NOON
from tests.inspections.walk import Walk
from tests.rectification.steps import report
from tests.stages import begins

pytestmark = begins("submitted")


def hour(app: Flask, day: date) -> None:
    """What the worker does within an hour of that day."""
    with clock.stopped(NOON + (day - NOON.date())), app.app_context():
        app.extensions["job_handlers"]["rectification.remind"]()


def said(app: Flask) -> list[tuple[str, str]]:
    with Session(app.extensions["engine"]) as session:
        jobs = session.scalars(
            select(Job).where(Job.kind == "message.rectification_due").order_by(Job.id)
        ).all()
    return [(each.payload["at"][:10], each.payload["about"]) for each in jobs]


def test_the_team_is_told_three_and_one_days_before_one_after_and_when_to_look(
    app: Flask, order: str
) -> None:
    for n in range(30):
        day = NOON.date() + timedelta(days=n)
        hour(app, day)
        hour(app, day)
    assert said(app) == [
        ("2026-11-26", "soon"),
        ("2026-11-30", "tomorrow"),
        ("2026-12-02", "late"),
        ("2026-12-15", "recheck"),
    ]


def test_a_worker_that_stood_still_says_only_the_latest(app: Flask, order: str) -> None:
    hour(app, date(2026, 12, 3))
    hour(app, date(2026, 12, 4))
    assert said(app) == [("2026-12-03", "late")]


def test_reported_or_on_the_way_nobody_is_pressed(app: Flask, walk: Walk, order: str) -> None:
    walk.chen.send(report(walk.chen, order))
    for n in range(12):
        hour(app, NOON.date() + timedelta(days=n))
    assert said(app) == []
    walk.chen.do("rectification.recheck", order_id=order)
    hour(app, date(2026, 12, 15))
    assert said(app) == []


def test_the_message_opens_the_order_and_says_what_to_do(app: Flask, order: str) -> None:
    about: dict[str, Any] = {
        "number": "越市监责改〔2026〕1号",
        "subject": "鑫源餐饮店",
        "items": 2,
        "due": date(2026, 12, 1),
        "at": NOON,
        "recheck_by": date(2026, 12, 15),
        "link": "eapp://pages/order/index?id=1",
    }
    message = rectification_due(user_ids=["chen"], about="late", **about)
    assert message.title == "改正期限已过，还没有收到整改报告：鑫源餐饮店"
    assert (message.button, message.link) == ("安排复查", about["link"])
    assert "改正期限：2026年12月1日 星期二" in message.text
    assert "最迟复查：2026年12月15日 星期二" in message.text


def test_the_message_is_made_for_the_team(app: Flask, order: str) -> None:
    """The demo's platform is not there: the job waits, and has lost nothing."""
    import pytest

    from backend.core.jobs import Outage

    hour(app, date(2026, 11, 26))
    with Session(app.extensions["engine"]) as session:
        [job] = session.scalars(select(Job).where(Job.kind == "message.rectification_due"))
    with app.app_context(), pytest.raises(Outage):
        app.extensions["job_handlers"][job.kind](**job.payload)
