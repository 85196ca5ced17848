"""An order from the signed notice on: reported, rechecked, extended, given up on."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.database import unit_of_work
from backend.core.records import Audit
from backend.documents import DocumentNumber
from backend.inspections import rectification
from backend.matters import Checklist, published
from backend.tasks import Task, withdraw
from tests.cast import Cast
from tests.conftest import NOON, Phone, problem
from tests.inspections.test_review import send_back
from tests.inspections.walk import Walk, picture
from tests.rectification.steps import (
    DUE,
    ITEM,
    answer,
    as_yu,
    at,
    conclude,
    page,
    recheck,
    report,
    sign,
    start,
    tabs,
)
from tests.stages import begins


@begins("submitted")
def test_a_signed_notice_is_an_order_with_what_it_says(walk: Walk, order: str) -> None:
    found = page(walk.chen, order)
    assert (found["state_in_words"], found["due"], found["printed_due"]) == (
        *("整改中", "2026-12-01", "2026-12-01"),
    )
    [item] = found["items"]
    assert item["facts"] == "冷藏柜内有 3 袋调理鸡排超过保质期。"
    assert item["measure"] == "清理超过保质期的食品。"
    assert len(item["photos"]) == 1
    assert (found["working_days_left"], found["recheck_by"]) == (5, "2026-12-15")
    assert found["verify_url"].startswith("http://127.0.0.1:8000/v/")
    assert [each["name"] for each in found["team"]] == ["陈立群", "沈雨薇"]
    assert tabs(walk.chen) == {"open": 1, "all": 1}


def test_it_is_an_order_as_soon_as_the_notice_is_signed(walk: Walk) -> None:
    walk.arrive()
    walk.show_and_ask()
    walk.answer_all()
    walk.conclude()
    sign(walk, "record")
    assert tabs(walk.chen) == {}
    sign(walk, "rectification_order")
    assert tabs(walk.chen) == {"open": 1, "all": 1}


@begins("submitted")
def test_past_its_date_it_is_late(walk: Walk, order: str) -> None:
    with clock.stopped(at(DUE + timedelta(days=1))):
        again = Phone(walk.chen.app, walk.chen.account_id)
        assert page(again, order)["late"] is True
        assert tabs(again) == {"open": 1, "late": 1, "all": 1}
        [row] = again.get("/rectifications", tab="late").get_json()["items"]
    assert row["working_days_left"] == -1


@begins("submitted")
def test_an_officer_reports_what_was_put_right(walk: Walk, order: str) -> None:
    photo = picture(77)
    walk.upload(photo, "photo", "image/jpeg", item=None)
    sha256 = hashlib.sha256(photo).hexdigest()
    command = report(walk.shen, order, photos=[sha256])
    [told] = walk.shen.send(command)
    assert told["outcome"] == "accepted"
    assert told["result"]["receipt"] == "ZG202611240001"
    found = page(walk.chen, order)
    assert found["state_in_words"] == "已报告"
    [kept] = found["reports"]
    assert (kept["origin"], kept["name"], kept["photos"]) == ("officer", "沈雨薇", [sha256])
    [again] = walk.shen.send(command)
    assert again["outcome"] == "duplicate"
    assert len(page(walk.chen, order)["reports"]) == 1


@begins("submitted")
def test_a_report_says_something(walk: Walk, order: str) -> None:
    [told] = walk.chen.send(report(walk.chen, order, text=" "))
    assert told["problem"]["code"] == "invalid-input"


@begins("submitted")
def test_a_report_once_made_is_not_rewritten(walk: Walk, order: str) -> None:
    first = report(walk.chen, order)
    walk.chen.send(first)
    other = report(walk.chen, order, report_id=first["payload"]["report_id"], text="另一种说法")
    [told] = walk.chen.send(other)
    assert told["problem"]["code"] == "rectification-report-taken"


@begins("submitted")
def test_an_officer_without_a_part_in_it_finds_nothing(
    walk: Walk, order: str, fan: Phone, sun: Phone
) -> None:
    for stranger in (fan, sun):
        problem(stranger.get(f"/rectifications/{order}"), 404, "rectification-missing")
        [told] = stranger.send(report(stranger, order))
        assert told["problem"]["code"] == "rectification-missing"
        [told] = stranger.send(stranger.command("rectification.recheck", order_id=order))
        assert told["problem"]["code"] == "rectification-missing"


@begins("submitted")
def test_a_recheck_says_by_itself_why_somebody_goes_there(walk: Walk, order: str) -> None:
    look = start(walk, order)
    task = walk.chen.get(f"/tasks/{look.task}").get_json()
    assert task["off_site"].startswith("要到现场看 1 项改好了没有")
    assert [one["rule"] for one in task["noted"]] == []
    assert next(gate for gate in task["gates"] if gate["id"] == "site")["ok"]


@begins("submitted")
def test_reported_rechecked_and_closed(app: Flask, walk: Walk, order: str) -> None:
    walk.chen.send(report(walk.chen, order))
    look = recheck(walk, order, "corrected")
    found = page(walk.chen, order)
    assert found["state_in_words"] == "合格销号"
    [item] = found["items"]
    assert (item["corrected"], len(item["photos_after"])) == (True, 1)
    [past] = found["rechecks"]
    assert (past["outcome_in_words"], past["inspection_id"]) == ("已整改", look.inspection)
    inspection = look.page()
    assert (inspection["state"], inspection["flaws"]) == ("review", [])
    assert tabs(walk.chen) == {"closed": 1, "settled": 1, "all": 1}
    [row] = walk.chen.get("/rectifications", tab="settled").get_json()["items"]
    assert row["id"] == order
    with Session(app.extensions["engine"]) as session:
        acts = session.scalars(
            select(Audit.action).where(Audit.kind == "rectification").order_by(Audit.id)
        ).all()
    assert acts == [f"rectification.{each}" for each in ("arise", "report", "recheck", "rechecked")]


@begins("submitted")
def test_a_recheck_asks_only_for_what_was_ordered_and_is_no_form_to_choose(
    app: Flask, walk: Walk, order: str
) -> None:
    task = walk.chen.do("rectification.recheck", order_id=order)["task_id"]
    found = walk.shen.get(f"/tasks/{task}").get_json()
    assert (found["kind_in_words"], found["deadline"]) == ("复查", "2026-12-15")
    assert found["recheck"]["number"] == page(walk.chen, order)["number"]
    assert found["recheck"]["items"][0]["facts"].startswith("冷藏柜内")
    form = walk.shen.get(f"/checklists/{found['checklist_id']}").get_json()
    assert [item["code"] for part in form["sections"] for item in part["items"]] == [
        *(ITEM, f"{ITEM}-P"),
    ]
    assert form["title"] == "餐饮服务食品安全检查表（整改复查）"
    with app.app_context(), unit_of_work(writes=False) as session:
        assert found["checklist_id"] not in {str(each.id) for each in published(session)}
        assert session.scalars(select(Checklist).where(Checklist.state == "recheck")).one()


@begins("submitted")
@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ((), "未整改"),
        (("D1",), "合格销号"),
        (("D2",), "已再责令"),
        (("D4",), "转立案"),
        (("D2", "D4"), "转立案"),
    ],
)
def test_what_is_found_uncorrected_goes_on_as_the_officers_decide(
    walk: Walk, order: str, kinds: tuple[str, ...], state: str
) -> None:
    recheck(walk, order, "not", *kinds)
    assert page(walk.chen, order)["state_in_words"] == state


@begins("submitted")
def test_ordered_again_the_new_order_takes_the_place_of_the_old(walk: Walk, order: str) -> None:
    recheck(walk, order, "not", "D2")
    [row] = walk.chen.get("/rectifications", tab="open").get_json()["items"]
    fresh = page(walk.chen, row["id"])
    assert (fresh["previous"]["id"], fresh["due"]) == (order, "2026-12-08")
    assert fresh["items"][0]["facts"] == "仍有 1 袋没有下架。"
    old = page(walk.chen, order)
    assert (old["following"]["id"], old["printed_due"]) == (row["id"], "2026-12-01")


@begins("submitted")
def test_pages_begin_with_what_waits_and_end_with_what_has_ended(walk: Walk, order: str) -> None:
    recheck(walk, order, "not", "D2")
    first = walk.chen.get("/rectifications", limit=1).get_json()
    second = walk.chen.get("/rectifications", limit=1, before=first["next"]).get_json()
    rows = [*first["items"], *second["items"]]
    assert [row["state_in_words"] for row in rows] == ["整改中", "已再责令"]
    assert second["next"] is None
    ended = walk.chen.get("/rectifications", tab="settled", limit=1).get_json()
    assert [row["id"] for row in ended["items"]] == [order]


@begins("submitted")
def test_a_report_that_comes_after_the_end_is_kept(walk: Walk, order: str) -> None:
    recheck(walk, order, "corrected")
    [told] = walk.chen.send(report(walk.chen, order))
    assert told["outcome"] == "accepted"
    found = page(walk.chen, order)
    assert (found["state_in_words"], len(found["reports"])) == ("合格销号", 1)


@begins("submitted")
def test_a_recheck_already_begun_is_the_one_there_is(walk: Walk, order: str) -> None:
    first = walk.chen.do("rectification.recheck", order_id=order)
    assert walk.shen.do("rectification.recheck", order_id=order) == first


@begins("submitted")
def test_a_recheck_taken_back_gives_the_order_free(app: Flask, walk: Walk, order: str) -> None:
    walk.chen.send(report(walk.chen, order))
    task = walk.chen.do("rectification.recheck", order_id=order)["task_id"]
    assert tabs(walk.chen) == {"recheck": 1, "all": 1}
    as_yu(app, withdraw, task_id=UUID(task), reason="改期")
    again = walk.chen.do("rectification.recheck", order_id=order)["task_id"]
    assert again != task
    as_yu(app, withdraw, task_id=UUID(again), reason="改期")
    with app.app_context():
        app.extensions["job_handlers"]["rectification.remind"]()
    assert tabs(walk.chen) == {"reported": 1, "all": 1}


@begins("submitted")
def test_a_certificate_that_ends_first_keeps_its_holder_from_the_recheck(
    app: Flask, walk: Walk, order: str
) -> None:
    from backend.organization import Certificate

    with app.app_context(), unit_of_work() as session:
        session.execute(
            update(Certificate)
            .where(Certificate.officer_id == Cast.shen_officer)
            .values(valid_to=date(2026, 12, 5))
        )
    [told] = walk.chen.send(walk.chen.command("rectification.recheck", order_id=order))
    assert told["problem"]["details"]["rule"] == "L2"
    assert page(walk.chen, order)["state_in_words"] == "整改中"


@begins("submitted")
def test_what_was_found_on_a_recheck_that_was_taken_back_meanwhile_is_kept(
    app: Flask, walk: Walk, order: str
) -> None:
    look = start(walk, order)
    answer(look, "corrected")
    with app.app_context(), unit_of_work() as session:
        session.execute(update(Task).where(Task.id == UUID(look.task)).values(state="withdrawn"))
    with app.app_context():
        app.extensions["job_handlers"]["rectification.remind"]()
    assert page(walk.chen, order)["state_in_words"] == "整改中"
    conclude(look)
    sign(look, "record")
    look.submit()
    assert page(walk.chen, order)["state_in_words"] == "合格销号"


@begins("submitted")
def test_a_recheck_that_its_review_returned_is_judged_anew(
    app: Flask, walk: Walk, order: str
) -> None:
    look = recheck(walk, order, "corrected")
    send_back(app, look)
    answer(look, "not", shade=120)
    conclude(look, "D8")
    look.submit()
    found = page(walk.chen, order)
    assert found["state_in_words"] == "未整改"
    assert [each["outcome_in_words"] for each in found["rechecks"]] == ["未整改"]


@begins("submitted")
def test_handed_in_again_a_recheck_undoes_nothing_that_was_decided_since(
    app: Flask, walk: Walk, order: str
) -> None:
    look = recheck(walk, order, "not")
    with clock.stopped(NOON + timedelta(hours=1)):
        as_yu(app, rectification.escalate, order_id=UUID(order), reason="拒不改正")
    send_back(app, look)
    answer(look, "corrected", shade=120)
    conclude(look)
    look.submit()
    found = page(walk.chen, order)
    assert found["state_in_words"] == "转立案"
    assert [each["outcome_in_words"] for each in found["rechecks"]] == ["已整改"]


@begins("submitted")
def test_the_whole_subject_tells_of_it_until_it_ends(walk: Walk, order: str) -> None:
    def told() -> list[dict[str, Any]]:
        whole = walk.chen.get(f"/subjects/{Cast.subject}/whole").get_json()
        found: list[dict[str, Any]] = whole["rectifications"]
        return found

    [open_one] = told()
    assert (open_one["order_id"], open_one["state_in_words"]) == (order, "整改中")
    recheck(walk, order, "corrected")
    assert told() == []


@begins("submitted")
def test_the_number_of_a_recheck_is_its_own(app: Flask, walk: Walk, order: str) -> None:
    look = start(walk, order)
    with Session(app.extensions["engine"]) as session:
        numbers = session.scalars(
            select(DocumentNumber.number).where(DocumentNumber.task_id == UUID(look.task))
        ).all()
    assert page(walk.chen, order)["number"] not in numbers


@begins("submitted")
def test_what_presses_is_told_for_alerts(app: Flask, order: str) -> None:
    def told(day: date) -> list[tuple[bool, str]]:
        with clock.stopped(at(day)), app.app_context(), unit_of_work(writes=False) as session:
            found = rectification.pressing(session)
        return [(each["late"], each["recheck_by"].isoformat()) for each in found]

    assert told(DUE - timedelta(days=1)) == []
    assert told(DUE) == [(False, "2026-12-15")]
    assert told(DUE + timedelta(days=1)) == [(True, "2026-12-15")]
