"""主体全景: the register and all agencies' inspections on one page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from backend.core import clock
from backend.inspections.panorama import alerts
from backend.subjects import PastInspection
from tests.cast import Cast
from tests.conftest import NOON, Phone, problem
from tests.inspections.walk import Walk
from tests.stages import begins

TODAY = date(2026, 11, 24)
FIRE = "绍兴市越城区消防救援大队"


def whole(phone: Phone) -> dict[str, Any]:
    found: dict[str, Any] = phone.get(f"/subjects/{Cast.subject}/whole").get_json()
    return found


def before(app: Flask, *visits: tuple[date, str, int, bool]) -> None:
    with Session(app.extensions["engine"].execution_options(writes=True)) as session:
        for day, agency, result, is_open in visits:
            session.add(
                PastInspection(
                    subject_id=Cast.subject,
                    day=day,
                    agency_name=agency,
                    result=result,
                    open=is_open,
                )
            )
        session.commit()


@begins("submitted")
def test_what_all_agencies_found_stands_together(walk: Walk, sun: Phone) -> None:
    ours, theirs = whole(walk.chen), whole(sun)
    first, second = ours["inspections"]
    assert (first["day"], first["agency"]) == ("2026-11-24", "绍兴市越城区市场监督管理局")
    assert first["result_in_words"] == "发现问题已责令改正"
    assert first["title"] == "餐饮服务食品安全检查表"
    assert (second["agency"], second["before"]) == ("绍兴市越城区卫生健康局", True)
    assert first["inspection_id"] == walk.inspection
    assert theirs["inspections"][0]["inspection_id"] is None  # told, but not to be opened
    assert theirs["inspections"][0]["result_in_words"] == first["result_in_words"]


@begins("signed")
def test_an_order_is_open_until_a_recheck_says_otherwise(walk: Walk) -> None:
    [order] = whole(walk.chen)["rectifications"]
    assert (order["agency"], order["late"]) == ("绍兴市越城区市场监督管理局", False)
    due = date.fromisoformat(order["due"])
    with clock.stopped(NOON + (due - TODAY) + timedelta(days=1)):
        again = Phone(walk.chen.app, walk.chen.account_id)
        found = whole(again)
    assert found["rectifications"][0]["late"] is True
    assert found["alerts"][0]["kind"] == "rectification"


def test_this_years_inspections_are_counted_by_agency(app: Flask, walk: Walk) -> None:
    before(app, (date(2026, 1, 5), FIRE, 1, False), (date(2025, 12, 31), FIRE, 1, False))
    walk.arrive()
    year = whole(walk.chen)["year"]
    assert (year["count"], year["cap_in_words"]) == (3, "未公布上限")
    assert {each["agency"]: each["count"] for each in year["agencies"]} == {
        "绍兴市越城区市场监督管理局": 1,
        "绍兴市越城区卫生健康局": 1,
        FIRE: 1,
    }


def test_two_agencies_within_thirty_days_are_pointed_out(app: Flask, walk: Walk) -> None:
    walk.arrive()
    assert whole(walk.chen)["alerts"] == []
    before(app, (TODAY - timedelta(days=30), FIRE, 1, False))
    [alert] = whole(walk.chen)["alerts"]
    assert alert["words"].startswith("30 天内已有 2 个单位来查过")


@pytest.mark.parametrize(
    ("subject", "licence", "words"),
    [
        ({"state": "注销"}, {}, "登记状态是注销"),
        ({"tags": ["经营异常名录"]}, {}, "已列入经营异常名录"),
        ({}, {"standing": "expired"}, "已于 2026-12-01 到期"),
        ({}, {"standing": "soon", "days_left": 7}, "还有 7 天到期"),
        ({}, {"standing": "soon", "days_left": 0}, "今天到期"),
    ],
)
def test_alerts(subject: dict[str, Any], licence: dict[str, Any], words: str) -> None:
    papers = {"kind": "食品经营许可证", "number": "JY1", "valid_to": date(2026, 12, 1)}
    [found] = alerts(
        {"state": "存续", "tags": ["餐饮"]} | subject,
        licences=[papers | licence] if licence else [],
        visits=[],
        rectifications=[],
        today=TODAY,
    )
    assert words in found["words"]


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    made: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        made.append(statement)

    event.listen(app.extensions["engine"], "before_cursor_execute", note)
    yield made
    event.remove(app.extensions["engine"], "before_cursor_execute", note)


def test_a_long_history_asks_no_more_of_the_database(app: Flask, walk: Walk) -> None:
    walk.arrive()
    whole(walk.chen)  # the session's last-seen is written
    with counted(app) as few:
        whole(walk.chen)
    before(app, *((TODAY - timedelta(days=n), FIRE, 5, True) for n in range(40)))
    with counted(app) as many:
        found = whole(walk.chen)
    assert len(found["inspections"]) == 42
    assert len(many) == len(few) <= 17


def test_a_subject_that_is_not_there(chen: Phone) -> None:
    problem(chen.get(f"/subjects/{Cast.market}/whole"), 404, "not-found")
