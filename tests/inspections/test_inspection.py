from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.receipts import digest
from backend.core.records import Audit
from backend.documents import DocumentNumber, NumberState
from tests.cast import ITEMS, Cast
from tests.conftest import NOON, Phone, assignment, problem
from tests.inspections.walk import POSITION, Walk, picture
from tests.stages import begins


@begins("signed")
def test_a_whole_inspection_reaches_review_without_a_flaw(app: Flask, walk: Walk) -> None:
    assert walk.submit() == {"inspection_id": walk.inspection, "state": "review", "missing": []}
    page = walk.page()
    assert (page["state_in_words"], page["flaws"], page["missing"]) == ("待复核", [], [])
    assert [each["title"] for each in page["documents"]] == ["现场检查笔录", "责令改正通知书"]
    task = walk.chen.get(f"/tasks/{walk.task}").get_json()
    assert task["state"] == "review"
    with Session(app.extensions["engine"]) as session:
        states = session.scalars(select(DocumentNumber.state)).all()
        acts = session.scalars(select(Audit.action).order_by(Audit.id)).all()
    assert set(states) == {NumberState.ISSUED}
    assert acts[-1] == "inspection.submit"


def test_what_the_record_still_misses_is_named_until_it_arrives(walk: Walk) -> None:
    walk.arrive()
    walk.confirm()
    walk.show_and_ask()
    walk.answer_all()
    late = picture(17)
    sha256 = hashlib.sha256(late).hexdigest()
    finding = {"facts": "后厨地面积水", "typical": [], "photos": [sha256]}
    walk.answer(ITEMS[1], "fail", finding=finding)
    walk.conclude()
    walk.sign_both()
    assert walk.submit()["missing"] == [sha256]
    assert walk.page()["state"] == "signed"
    assert walk.upload(late, "photo", "image/jpeg").status_code == 200
    assert walk.page()["state"] == "review"


def test_the_rules_broken_on_the_way_become_flaws_and_turn_nothing_away(walk: Walk) -> None:
    walk.arrive()
    walk.answer_all()  # before 亮证 and 回避, and the second officer never confirmed
    with clock.stopped(NOON + timedelta(minutes=1)):
        walk.show_and_ask()
    walk.conclude()
    walk.sign_both()
    assert walk.submit()["state"] == "review"
    assert [flaw["rule"] for flaw in walk.page()["flaws"]] == ["L1", "L3", "L4"]
    assert "行政处罚法" in walk.page()["flaws"][0]["article"]


def test_a_certificate_revoked_meanwhile_is_a_flaw(app: Flask, walk: Walk) -> None:
    from backend.organization import Certificate

    walk.to_signed()
    with Session(app.extensions["engine"].execution_options(writes=True)) as session:
        row = session.scalars(
            select(Certificate).where(Certificate.officer_id == walk.cast.shen_officer)
        ).one()
        row.revoked_on = clock.today()
        session.commit()
    walk.submit()
    assert [flaw["rule"] for flaw in walk.page()["flaws"]] == ["L2"]


def test_a_task_withdrawn_while_the_phone_was_out_of_reach_takes_the_evidence_in(
    app: Flask, walk: Walk
) -> None:
    from backend.core.auth import Caller, Role
    from backend.core.database import perform
    from backend.tasks import withdraw

    for phone in (walk.chen, walk.shen):
        phone.do("task.accept", task_id=walk.task)
    boss = Caller(
        walk.cast.yu, None, walk.cast.market, "", "俞建国", frozenset({Role.SECTION_HEAD}), NOON_ID
    )
    with app.app_context():
        perform(withdraw, by=boss, task_id=_uuid(walk.task), reason="重复派发")
    walk.inspection = str(clock.uuid7())
    position = POSITION | {"at": clock.now().isoformat()}
    walk.chen.do(
        "inspection.check_in",
        inspection_id=walk.inspection,
        task_id=walk.task,
        position=position,
    )
    assert walk.page()["flaws"][0]["title"] == "到场时任务已经撤回或改派"


def test_nothing_is_closed_without_its_record(walk: Walk) -> None:
    walk.arrive()
    walk.answer_all()
    walk.conclude()
    command = walk.chen.command(
        "inspection.submit", inspection_id=walk.inspection, evidence=[], documents=[]
    )
    [answer] = walk.chen.send(command)
    assert answer["problem"]["code"] == "documents-unsigned"
    assert answer["problem"]["title"] == "还有文书没有签完：现场检查笔录、责令改正通知书"


def test_a_refusal_needs_a_reason_and_both_officers(walk: Walk) -> None:
    walk.arrive()
    walk.show_and_ask()
    walk.answer_all()
    walk.conclude()
    officers = walk.signatures()[:2]
    refused = {
        "role": "party",
        "officer_id": None,
        "name": "孙小红",
        "state": "refused",
        "reason": "",
        "at": clock.now().isoformat(),
        "strokes_sha256": None,
        "image_sha256": None,
    }
    [bare] = walk.chen.send(walk.sign("record", signatures=[*officers, refused]))
    assert bare["problem"]["details"]["rule"] == "L7"
    told = refused | {"reason": "对认定的事实有异议"}
    [alone] = walk.chen.send(walk.sign("record", signatures=[officers[0], told]))
    assert alone["problem"]["details"]["rule"] == "L1"
    [both] = walk.chen.send(walk.sign("record", signatures=[*officers, told]))
    assert both["outcome"] == "accepted"
    assert [flaw["rule"] for flaw in walk.page()["flaws"]] == ["L7"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"data_sha256": "0" * 64}, "document-hash-mismatch"),
        ({"template_version": 7}, "document-template-unknown"),
        ({"number": "越市监检录〔2026〕999号"}, "document-number-unknown"),
        ({"verify_code": "guessed"}, "document-number-unknown"),
    ],
)
def test_a_document_that_is_not_what_was_signed_is_refused(
    walk: Walk, changes: dict[str, Any], code: str
) -> None:
    walk.arrive()
    walk.show_and_ask()
    walk.answer_all()
    walk.conclude()
    [answer] = walk.chen.send(walk.sign("record", **changes))
    assert answer["problem"]["code"] == code


def test_a_paper_that_says_something_else_than_the_record_is_a_flaw(walk: Walk) -> None:
    walk.arrive()
    walk.show_and_ask()
    walk.answer_all()
    walk.conclude()
    command = walk.sign("record")
    data = command["payload"]["data"] | {"result": "未发现问题"}
    command["payload"]["data"] = data
    signed = {"template": "record", "version": 1, "data": data}
    command["payload"]["data_sha256"] = digest(signed)
    assert walk.chen.send(command)[0]["outcome"] == "accepted"
    [flaw] = walk.page()["flaws"]
    assert flaw["title"] == "现场检查笔录与检查记录不一致：检查结果"


@begins("submitted")
def test_a_submitted_inspection_is_closed(walk: Walk) -> None:
    command = walk.chen.command(
        "inspection.answer", inspection_id=walk.inspection, item=ITEMS[0], value="pass", note=""
    )
    [answer] = walk.chen.send(command)
    assert answer["problem"]["code"] == "inspection-closed"


def test_the_second_phone_cannot_begin_the_same_task_again(walk: Walk) -> None:
    walk.arrive()
    command = walk.shen.command(
        "inspection.check_in",
        inspection_id=str(clock.uuid7()),
        task_id=walk.task,
        position=None,
        no_position_reason="地下室",
    )
    [answer] = walk.shen.send(command)
    assert answer["problem"]["details"]["inspection_id"] == walk.inspection


def test_answers_of_two_phones_at_once_are_all_kept(app: Flask, walk: Walk) -> None:
    walk.arrive()
    barrier = Barrier(2)

    def act(phone: Phone, item: str) -> str:
        command = phone.command(
            "inspection.answer",
            inspection_id=walk.inspection,
            item=item,
            value="pass",
            note="",
        )
        barrier.wait()
        outcome: str = phone.send(command)[0]["outcome"]
        return outcome

    with ThreadPoolExecutor(2) as pool:
        futures = [
            pool.submit(act, phone, item)
            for phone, item in zip((walk.chen, walk.shen), ITEMS[:2], strict=True)
        ]
        assert [future.result() for future in futures] == ["accepted", "accepted"]
    assert set(walk.page()["answers"]) == set(ITEMS[:2])


@begins("signed")
def test_a_signed_document_takes_no_other_content(walk: Walk) -> None:
    [answer] = walk.chen.send(walk.sign("record", document_id=walk.documents[1]))
    assert answer["problem"]["code"] == "document-taken"


def test_an_order_without_a_date_is_refused(walk: Walk) -> None:
    walk.arrive()
    disposition = {"kind": "D2", "items": [ITEMS[0]], "measure": "", "deadline": None}
    command = walk.chen.command(
        "inspection.conclude",
        inspection_id=walk.inspection,
        party={"name": "孙小红", "role": "经营者"},
        result=5,
        dispositions=[disposition],
    )
    [answer] = walk.chen.send(command)
    fields = answer["problem"]["details"]["fields"]["dispositions"]["0"]
    assert fields == {"deadline": ["责令限期改正要写明哪一项、改到哪天"]}


def test_showing_the_certificates_keeps_time_place_and_both_officers(walk: Walk) -> None:
    walk.arrive()
    walk.chen.do(
        "inspection.show_credentials",
        inspection_id=walk.inspection,
        officer_ids=[str(walk.cast.chen_officer), str(walk.cast.shen_officer)],
        means="electronic",
        read_out=True,
        position=POSITION | {"at": clock.now().isoformat()},
    )
    shown = walk.page()["credentials"]
    assert shown["officer_ids"] == [str(walk.cast.chen_officer), str(walk.cast.shen_officer)]
    assert shown["position"]["latitude"] == "30.000100"
    assert shown["at"] == clock.now().astimezone(clock.CHINA).isoformat()


def test_a_strangers_photo_never_gets_into_the_file(walk: Walk, sun: Phone) -> None:
    walk.arrive()
    walk.chen = sun
    problem(walk.upload(picture(3), "photo", "image/jpeg"), 403, "evidence-not-yours")


def test_a_stranger_sees_and_changes_nothing(walk: Walk, sun: Phone) -> None:
    walk.arrive()
    problem(sun.get(f"/inspections/{walk.inspection}"), 404, "inspection-missing")
    command = sun.command("inspection.ask_avoidance", inspection_id=walk.inspection, answer="none")
    assert sun.send(command)[0]["problem"]["code"] == "task-not-in-team"


def test_numbers_have_no_gaps_when_twenty_tasks_are_accepted_at_once(
    app: Flask, cast: Cast, yu: Phone
) -> None:
    tasks = [yu.post("/tasks", json=assignment(cast)).get_json()["task_id"] for _ in range(20)]
    phones = [Phone(app, cast.chen) for _ in range(4)]

    def accept(place: int) -> str:
        phone = phones[place % 4]
        outcome: str = phone.send(phone.command("task.accept", task_id=tasks[place]))[0]["outcome"]
        return outcome

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(accept, range(20))) == {"accepted"}
    with Session(app.extensions["engine"]) as session:
        rows = session.execute(
            select(DocumentNumber.kind, func.count(), func.max(DocumentNumber.serial)).group_by(
                DocumentNumber.kind
            )
        ).all()
    assert {tuple(row) for row in rows} == {("record", 20, 20), ("rectification_order", 20, 20)}


def _uuid(text: str) -> Any:
    import uuid

    return uuid.UUID(text)


NOON_ID = _uuid("018f0000-0000-7000-8000-000000000000")
