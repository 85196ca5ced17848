from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.jobs import Job
from backend.handovers import HandoverStep
from tests.cast import Cast
from tests.conftest import Phone, problem
from tests.handovers.conftest import Desk


def acts(page: dict[str, Any]) -> list[str]:
    return [step["act"] for step in page["steps"]]


def test_a_subject_is_handed_over_and_signed_for(noon: object, desk: Desk, sun: Phone) -> None:
    handover = desk.send()
    row = sun.get("/handovers").get_json()["items"][0]
    assert (row["id"], row["state_in_words"]) == (handover, "待签收")
    assert (row["waits_for"], row["due"], row["late"]) == ("签收", "12月1日", False)
    assert sun.do("handover.receive", handover_id=handover)["state"] == "received"
    page = desk.page(handover)
    assert acts(page) == ["send", "receive"]
    assert page["basis"] == ["《浙江省综合行政执法条例》第十八条"]
    assert page["things"][0]["subject"] == "绍兴市越城区鑫源餐饮店"


def test_the_same_hand_over_twice_changes_nothing(desk: Desk, sun: Phone) -> None:
    given = desk.payload()
    for _ in range(2):
        assert desk.phone.do("handover.send", **given)["state"] == "sent"
    assert len(sun.get("/handovers").get_json()["items"]) == 1
    assert acts(desk.page(given["handover_id"])) == ["send"]
    assert desk.refused(**given | {"reason": "另一个原因"})["code"] == "handover-id-taken"


def test_what_waits_for_the_same_receiver_does_not_go_twice(desk: Desk, sun: Phone) -> None:
    first = desk.send()
    assert desk.refused()["code"] == "handover-already"
    desk.send(way="copy")
    sun.do("handover.receive", handover_id=first)
    desk.send()


def test_a_returned_one_is_completed_and_sent_again(
    noon: object, desk: Desk, sun: Phone, found: dict[str, Any]
) -> None:
    handover = desk.send(items=found["items"])
    sun.do("handover.return", handover_id=handover, reason="缺现场照片")
    page = desk.page(handover)
    assert (page["state_in_words"], page["steps"][-1]["reason"]) == ("已退回", "缺现场照片")
    assert page["acts"] == ["resend", "withdraw"]
    desk.phone.do(
        "handover.resend", handover_id=handover, reason="补照片", material=found["material"]
    )
    assert [each["kind"] for each in sun.get(f"/handovers/{handover}").get_json()["material"]] == [
        "photo"
    ]
    sun.do("handover.receive", handover_id=handover)
    assert acts(desk.page(handover)) == ["send", "return", "resend", "receive"]


def test_it_is_taken_back_while_nobody_has_answered(desk: Desk, sun: Phone) -> None:
    handover = desk.send()
    withdrawn = {"handover_id": handover, "reason": "发错单位"}
    assert desk.phone.do("handover.withdraw", **withdrawn)["state"] == "withdrawn"
    [answer] = sun.send(sun.command("handover.receive", handover_id=handover))
    assert answer["problem"]["title"] == "这条移交现在是“已撤回”，请刷新后再看"


def test_the_same_answer_again_is_answered_as_before_and_another_is_refused(
    desk: Desk, sun: Phone
) -> None:
    handover = desk.send()
    for _ in range(2):
        assert sun.do("handover.receive", handover_id=handover)["state"] == "received"
    [answer] = sun.send(sun.command("handover.return", handover_id=handover, reason="不归我们管"))
    assert answer["problem"]["code"] == "handover-settled"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"receiver_id": None}, "handover-unfit"),
        ({"receiver_id": str(Cast.market)}, "handover-unfit"),
        ({"receiver_id": str(Cast.subject)}, "handover-unfit"),
        ({"way": "unit"}, "handover-unfit"),
        ({"way": "officer", "receiver_officer": str(Cast.shen_officer)}, "handover-unfit"),
        ({"items": [{"kind": "subject", "id": str(Cast.chen)}]}, "not-found"),
        ({"items": []}, "invalid-input"),
        ({"reason": " "}, "invalid-input"),
        ({"material": [{"sha256": "0" * 64}]}, "handover-material-unknown"),
        ({"material": [{}]}, "handover-material-unknown"),
    ],
)
def test_what_cannot_go_is_told_before_it_goes(
    desk: Desk, changes: dict[str, Any], code: str
) -> None:
    assert desk.refused(**changes)["code"] == code


def test_a_receiver_outside_the_system_is_answered_for_by_the_sender(desk: Desk) -> None:
    handover = desk.send(receiver_id=None, receiver_name="绍兴市烟草专卖局")
    page = desk.page(handover)
    assert page["outside"]
    assert set(page["acts"]) == {"receive", "return", "withdraw"}
    assert desk.refused("handover.receive", handover_id=handover)["code"] == "handover-unfit"
    desk.phone.do("handover.receive", handover_id=handover, signed_by="李某")
    assert desk.page(handover)["steps"][-1]["signed_by"] == "李某"


def test_a_finding_takes_only_originals_of_its_own_inspection(
    desk: Desk, found: dict[str, Any]
) -> None:
    other = [{"inspection_id": found["items"][0]["id"], "sha256": "0" * 64}]
    assert desk.refused(items=found["items"], material=other)["code"] == "handover-material-unknown"
    good = [found["items"][0] | {"item": "FS-02"}]
    assert desk.refused(items=good)["code"] == "handover-unfit"


def test_a_section_of_the_own_agency_gets_a_case(desk: Desk, colleague: Phone, shen: Phone) -> None:
    own = {"way": "case", "receiver_id": str(Cast.market), "receiver_unit": "四级主任科员"}
    handover = desk.send(**own)
    assert desk.page(handover)["receiver"].endswith("四级主任科员")
    assert desk.refused("handover.receive", handover_id=handover)["code"] == "handover-not-yours"
    problem(shen.get(f"/handovers/{handover}"), 404, "handover-missing")


def test_people_are_told_of_each_step(app: Flask, desk: Desk, sun: Phone) -> None:
    handover = desk.send()
    sun.do("handover.return", handover_id=handover, reason="缺照片")
    with Session(app.extensions["engine"]) as session:
        jobs = session.scalars(select(Job).where(Job.kind == "message.handover")).all()
    assert [job.payload["act"] for job in jobs] == ["send", "return"]


def test_the_trail_only_grows(app: Flask, desk: Desk) -> None:
    desk.send()
    bound = app.extensions["engine"].execution_options(writes=True)
    with Session(bound) as session:
        step = session.scalars(select(HandoverStep)).one()
        step.reason = "改掉"
        with pytest.raises(DBAPIError, match="append-only"):
            session.commit()


def test_a_late_one_says_so(noon: datetime, app: Flask, cast: Cast, desk: Desk) -> None:
    handover = desk.send()
    with clock.stopped(noon + timedelta(days=8)):
        assert Desk(Phone(app, cast.chen), cast).page(handover)["late"]
