from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.alerts import Alert
from backend.core import jobs
from backend.core.auth import Role
from backend.tasks import Kind, Task
from tests.alerts.conftest import Watch, alerts, licence, of_rule, tagged, visit
from tests.cast import Cast
from tests.conftest import NOON, Phone, assignment, problem
from tests.handovers.conftest import Desk, person
from tests.inspections.walk import Walk


def rows(app: Flask) -> int:
    with Session(app.extensions["engine"]) as session:
        return session.scalar(select(func.count()).select_from(Alert)) or 0


def test_a_certificate_that_ended_warns_its_officer_and_the_heads(
    noon: object, app: Flask, watch: Watch, cast: Cast, yu: Phone, chen: Phone, sun: Phone
) -> None:
    watch.look()
    [found] = of_rule(yu, "certificate", whose="all")
    assert (found["title"], found["urgency"]) == ("老周", "late")
    assert "2026-01-31 到期" in found["words"]
    assert found["target"] == "officer"
    old = Phone(app, person(app, "elder", "老李", cast.market, Role.OFFICER))
    assert of_rule(old, "certificate") == []
    assert of_rule(chen, "certificate", whose="all") == []
    assert of_rule(sun, "certificate", whose="all") == []


def test_looking_again_changes_nothing(noon: object, app: Flask, watch: Watch, task: str) -> None:
    watch.look()
    before = rows(app)
    assert before > 0
    watch.look()
    assert rows(app) == before


def test_a_task_gets_graver_as_its_day_comes_and_is_gone_when_it_is_done(
    app: Flask, cast: Cast, watch: Watch, walk: Walk, later: Callable[[datetime], None]
) -> None:
    watch.look()
    assert of_rule(walk.chen, "task_due") == []
    later(NOON + timedelta(days=6))
    watch.look()
    phone = Phone(app, cast.chen)
    [found] = of_rule(phone, "task_due")
    assert (found["urgency"], found["target_id"]) == ("soon", walk.task)
    later(NOON + timedelta(days=8))
    watch.look()
    phone = Phone(app, cast.chen)
    assert [each["urgency"] for each in of_rule(phone, "task_due")] == ["late"]
    walk.chen, walk.shen = phone, Phone(app, cast.shen)
    walk.to_signed()
    walk.submit()
    watch.look()
    assert of_rule(phone, "task_due") == []
    with Session(app.extensions["engine"]) as session:
        ended = session.scalars(select(Alert).where(Alert.rule == "task_due")).one()
    assert (ended.how, ended.closed_by_name) == ("acted", "")


def test_what_one_should_know_before_going_to_a_subject(
    noon: object, watch: Watch, task: str, chen: Phone, shen: Phone, yu: Phone
) -> None:
    watch.change(lambda session: licence(session, date(2026, 12, 10)))
    watch.change(lambda session: visit(session, date(2026, 11, 20)))
    watch.change(lambda session: tagged(session, "经营异常名录"))
    watch.look()
    for phone in (chen, shen):
        found = {each["rule"]: each for each in alerts(phone)}
        assert set(found) == {"licence", "repeated", "abnormal"}
        assert found["repeated"]["words"].startswith("30 天内越城区消防救援大队已查过 1 次")
        assert found["licence"]["due"] == "2026-12-10"
        assert found["abnormal"]["words"] == "已列入经营异常名录"
    assert len(of_rule(yu, "licence", whose="all")) == 1
    watch.change(lambda session: tagged(session, "餐饮"))
    watch.look()
    assert of_rule(chen, "abnormal") == []


def test_two_agencies_are_warned_of_the_same_licence_each(
    app: Flask, noon: object, watch: Watch, cast: Cast, task: str, yu: Phone, sun: Phone
) -> None:
    watch.change(lambda session: licence(session, date(2026, 12, 10)))
    watch.change(lambda session: fire_task(session))
    for agency in (cast.market, cast.fire):
        watch.look(agency)
    for phone in (yu, sun):
        assert len(of_rule(phone, "licence", whose="all")) == 1


def fire_task(session: Session) -> None:
    session.add(
        Task(
            **{"number": "33060220261124090001", "agency_id": Cast.fire, "note": ""},
            **{"subject_id": Cast.subject, "checklist_id": Cast.checklist, "kind": Kind.ROUTINE},
            **{"deadline": date(2026, 12, 31), "assigned_by": Cast.sun, "changed_at": NOON},
            assigned_by_name="孙卫东",
        )
    )


def test_the_own_inspection_is_no_repetition(watch: Watch, walk: Walk, yu: Phone) -> None:
    walk.arrive()
    watch.look()
    assert of_rule(walk.chen, "repeated") == []
    yu.post("/tasks", json=assignment(walk.cast))
    watch.look()
    assert len(of_rule(walk.chen, "repeated")) == 1


def test_a_hand_over_warns_its_receiver_at_once_and_its_sender_when_it_is_late(
    app: Flask, cast: Cast, watch: Watch, desk: Desk, later: Callable[[datetime], None]
) -> None:
    handover = desk.send()
    later(NOON + timedelta(days=3))
    sun, chen = Phone(app, cast.sun), Phone(app, cast.chen)
    watch.look(cast.fire)
    [found] = of_rule(sun, "handover")
    assert (found["target"], found["target_id"]) == ("handover", handover)
    watch.look()
    assert of_rule(chen, "handover") == []
    later(NOON + timedelta(days=8))
    sun, chen = Phone(app, cast.sun), Phone(app, cast.chen)
    watch.look()
    [late] = of_rule(chen, "handover")
    assert "越城区消防救援大队签收，已超过 2026-12-01" in late["words"]
    sun.do("handover.receive", handover_id=handover)
    with app.app_context():
        app.extensions["dingtalk"]
        while jobs.run_next():
            pass
    assert of_rule(chen, "handover") == of_rule(sun, "handover") == []


def test_what_a_phone_has_kept_too_long_is_told_at_once(
    noon: datetime, chen: Phone, yu: Phone
) -> None:
    old = (noon - timedelta(days=2)).isoformat()
    assert chen.post("/alerts/unsent", json={"oldest_at": old, "count": 4}).status_code == 200
    [found] = of_rule(chen, "unsent")
    assert found["words"] == "手机里有 4 条存了 2 天还没发出"
    assert of_rule(yu, "unsent", whose="all")[0]["title"] == "陈立群"
    chen.post("/alerts/unsent", json={"oldest_at": None, "count": 0})
    assert of_rule(chen, "unsent") == []


def test_one_is_closed_with_a_reason_and_comes_again_only_when_it_gets_graver(
    noon: object,
    app: Flask,
    cast: Cast,
    watch: Watch,
    task: str,
    later: Callable[[datetime], None],
) -> None:
    later(NOON + timedelta(days=6))
    chen = Phone(app, cast.chen)
    watch.look()
    [found] = of_rule(chen, "task_due")
    closed = {"alert_id": found["id"], "reason": "已和店方约好那天去"}
    for _ in range(2):
        assert chen.do("alert.close", **closed)["alert_id"] == found["id"]
    watch.look()
    assert of_rule(chen, "task_due") == []
    [answer] = chen.send(chen.command("alert.close", alert_id=found["id"], reason="再关一次"))
    assert answer["problem"]["code"] == "alert-closed"
    later(NOON + timedelta(days=9))
    watch.look()
    assert [each["urgency"] for each in of_rule(Phone(app, cast.chen), "task_due")] == ["late"]


def test_what_ended_and_comes_back_is_warned_of_again(
    noon: object, watch: Watch, task: str, chen: Phone
) -> None:
    for _ in range(2):
        watch.change(lambda session: tagged(session, "经营异常名录"))
        watch.look()
        assert len(of_rule(chen, "abnormal")) == 1
        watch.change(lambda session: tagged(session))
        watch.look()
        assert of_rule(chen, "abnormal") == []


def test_only_whom_it_is_for_closes_it(
    noon: object, app: Flask, cast: Cast, watch: Watch, task: str, chen: Phone, sun: Phone
) -> None:
    watch.change(lambda session: tagged(session, "经营异常名录"))
    watch.look()
    [found] = of_rule(chen, "abnormal")
    for phone in (sun, Phone(app, person(app, "gu", "顾一鸣", cast.market, Role.OFFICER))):
        [answer] = phone.send(phone.command("alert.close", alert_id=found["id"], reason="与我无关"))
        assert answer["problem"]["code"] == "alert-missing"
        assert alerts(phone, whose="all") == []


def test_of_two_who_close_it_at_once_one_wins(
    noon: object, watch: Watch, task: str, chen: Phone, shen: Phone
) -> None:
    watch.change(lambda session: tagged(session, "经营异常名录"))
    watch.look()
    [found] = of_rule(chen, "abnormal")
    gate = Barrier(2)

    def close(phone: Phone) -> dict[str, Any]:
        command = phone.command("alert.close", alert_id=found["id"], reason=phone.device)
        gate.wait()
        return phone.send(command)[0]

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(close, (chen, shen)))
    assert sorted(each["outcome"] for each in answers) == ["accepted", "refused"]


def test_two_who_look_at_once_open_it_once(
    noon: object, app: Flask, watch: Watch, task: str
) -> None:
    watch.change(lambda session: tagged(session, "经营异常名录"))
    gate = Barrier(2)

    def look(_: int) -> None:
        gate.wait()
        watch.look()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(look, range(2)))
    with Session(app.extensions["engine"]) as session:
        count = session.scalar(
            select(func.count()).select_from(Alert).where(Alert.rule == "abnormal")
        )
    assert count == 1


def test_the_hourly_job_asks_for_each_agency_that_has_people(app: Flask, noon: object) -> None:
    with app.app_context():
        from backend.alerts.jobs import gather

        gather()
    with Session(app.extensions["engine"]) as session:
        asked = session.scalars(select(jobs.Job).where(jobs.Job.kind == "alert.look")).all()
    assert {job.payload["agency_id"] for job in asked} == {str(Cast.market), str(Cast.fire)}


def test_what_cannot_be_read_is_refused(chen: Phone) -> None:
    problem(chen.get("/alerts", whose="everybody"), 422, "invalid-input")
    problem(chen.post("/alerts/unsent", json={"count": 1}), 422, "invalid-input")
