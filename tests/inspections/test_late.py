"""What comes late, after something else, or at the same moment."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.database import perform
from backend.documents import DocumentNumber, void_expired
from backend.inspections import folding, service
from tests.cast import ITEMS, named
from tests.conftest import NOON, Phone, problem
from tests.inspections.walk import Walk, picture
from tests.stages import begins


@begins("signed")
def test_what_is_changed_after_signing_is_a_flaw(walk: Walk) -> None:
    """The party signed something else than what is now handed in."""
    for _ in range(2):
        walk.answer(ITEMS[1], "fail", finding={"facts": "签名以后写的", "photos": []})
    walk.submit()
    titles = [flaw["title"] for flaw in walk.page()["flaws"]]
    assert titles == [
        "现场检查笔录与检查记录不一致：检查情况",
        f"第 {ITEMS[1]} 项发现问题，没有证据",
    ]


@begins("signed")
def test_the_same_said_again_after_signing_is_none(walk: Walk) -> None:
    walk.conclude()
    walk.submit()
    assert walk.page()["flaws"] == []


def test_the_second_officer_may_accept_when_the_first_is_on_site_already(
    app: Flask, walk: Walk
) -> None:
    walk.chen.do("task.accept", task_id=walk.task)
    _check_in(walk, walk.chen)
    assert walk.shen.do("task.accept", task_id=walk.task)["state"] == "active"
    team = walk.chen.get(f"/tasks/{walk.task}").get_json()["team"]
    assert [each["answer"] for each in team] == ["accepted", "accepted"]
    assert _numbers(app) == 2


def test_an_inspection_long_after_the_deadline_has_numbers(app: Flask, walk: Walk) -> None:
    walk.chen.do("task.accept", task_id=walk.task)
    with clock.stopped(NOON + timedelta(days=60)):
        with app.app_context():
            assert perform(void_expired) == 2
        chen = Phone(app, walk.cast.chen)
        _check_in(walk, chen)
        numbers = chen.get(f"/tasks/{walk.task}").get_json()["numbers"]
    assert {each["number"].partition("（")[0] for each in numbers.values()} == {
        "越市监检录〔2027〕1号",
        "越市监责改〔2027〕1号",
    }


@begins("signed")
def test_a_colleague_who_was_not_there_reads_and_prints_nothing(app: Flask, walk: Walk) -> None:
    fan, document = Phone(app, named("account fan")), walk.documents[0]
    for path in ("", "/pdf"):
        problem(fan.get(f"/documents/{document}{path}"), 404, "document-missing")
    printed = fan.command(
        "document.printed",
        document_id=document,
        printer="demo",
        profile="escpos-80",
        payload_sha256="0" * 64,
        bytes=1,
        outcome="done",
        copy=1,
    )
    assert fan.send(printed)[0]["problem"]["code"] == "document-missing"


@begins("signed")
def test_the_last_photo_arriving_while_it_is_handed_in_completes_it(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    last, settle, waiting = picture(7), folding.settle, list[Future[Any]]()

    with ThreadPoolExecutor(1) as pool:

        def settle_while_it_arrives(session: Session, inspection: Any, **by: Any) -> None:
            """The hash is missing; it arrives before the submission is committed."""
            settle(session, inspection, **by)
            if not waiting:
                waiting.append(pool.submit(walk.upload, last, "photo", "image/jpeg"))
                with suppress(TimeoutError):
                    waiting[0].result(timeout=1)

        monkeypatch.setattr(service, "settle", settle_while_it_arrives)
        walk.named.append(hashlib.sha256(last).hexdigest())
        walk.submit()
        assert waiting[0].result().status_code == 200
    assert (walk.page()["missing"], walk.page()["state"]) == ([], "review")


def _check_in(walk: Walk, phone: Phone) -> None:
    phone.do(
        "inspection.check_in",
        inspection_id=str(clock.uuid7()),
        task_id=walk.task,
        position=None,
        no_position_reason="地下室",
    )


def _numbers(app: Flask) -> int:
    with Session(app.extensions["engine"]) as session:
        return session.scalar(select(func.count()).select_from(DocumentNumber)) or 0
