"""Two people at the same moment: one wins, the other is told how it stands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from backend.core.auth import Role
from tests.cast import Cast, named
from tests.conftest import Phone
from tests.handovers.conftest import Desk, person
from tests.handovers.test_police import report
from tests.handovers.test_tasks import pass_on

ROUNDS = 3


def both(*acts: tuple[Phone, str, dict[str, Any]]) -> list[dict[str, Any]]:
    gate = Barrier(len(acts))

    def send(act: tuple[Phone, str, dict[str, Any]]) -> dict[str, Any]:
        phone, kind, payload = act
        command = phone.command(kind, **payload)
        gate.wait()
        [answer] = phone.send(command)
        return answer

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(send, acts))


def one_won(answers: list[dict[str, Any]], code: str = "handover-settled") -> None:
    outcomes = sorted(answer["outcome"] for answer in answers)
    assert outcomes == ["accepted", "refused"], answers
    [problem] = [answer["problem"]["code"] for answer in answers if "problem" in answer]
    assert problem == code


@pytest.fixture
def second(app: Flask) -> Phone:
    return Phone(app, person(app, "second", "消防组长", Cast.fire, Role.OFFICER, Role.LEADER))


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("handover.receive", "handover.return"),
        ("handover.receive", "handover.receive"),
        ("handover.return", "handover.return"),
    ],
)
def test_of_two_answers(desk: Desk, sun: Phone, second: Phone, mine: str, theirs: str) -> None:
    for _ in range(ROUNDS):
        handover = desk.send()
        mine_given: dict[str, Any] = {"handover_id": handover}
        theirs_given: dict[str, Any] = {"handover_id": handover}
        for kind, given, why in ((mine, mine_given, "缺照片"), (theirs, theirs_given, "不归我们")):
            if kind == "handover.return":
                given["reason"] = why
        answers = both((sun, mine, mine_given), (second, theirs, theirs_given))
        one_won(answers)
        if desk.page(handover)["state"] == "returned":
            desk.phone.do("handover.withdraw", handover_id=handover, reason="重来")


def test_of_a_receipt_and_a_withdrawal(desk: Desk, sun: Phone) -> None:
    for _ in range(ROUNDS):
        handover = desk.send()
        given = {"handover_id": handover}
        one_won(
            both(
                (sun, "handover.receive", given),
                (desk.phone, "handover.withdraw", given | {"reason": "发错单位"}),
            )
        )


def test_of_an_approval_and_a_refusal(app: Flask, desk: Desk, head: Phone) -> None:
    roles = (Role.OFFICER, Role.AGENCY_HEAD)
    deputy = Phone(app, person(app, "deputy", "副局长", Cast.market, *roles))
    for _ in range(ROUNDS):
        handover = desk.send(**report())
        given = {"handover_id": handover}
        one_won(
            both(
                (head, "handover.approve", given),
                (deputy, "handover.refuse", given | {"reason": "证据不足"}),
            )
        )
        if desk.page(handover)["state"] == "approved":
            desk.phone.do("handover.withdraw", handover_id=handover, reason="重来")


def test_of_two_who_send_it_again(app: Flask, desk: Desk, sun: Phone) -> None:
    manager = Phone(
        app, person(app, "manager", "王科长", Cast.market, Role.OFFICER, Role.SECTION_HEAD)
    )
    for _ in range(ROUNDS):
        handover = desk.send()
        sun.do("handover.return", handover_id=handover, reason="缺照片")
        given = {"handover_id": handover}
        one_won(
            both(
                (desk.phone, "handover.resend", given | {"reason": "补好了"}),
                (manager, "handover.resend", given | {"reason": "再发"}),
            )
        )
        sun.do("handover.receive", handover_id=handover)


def test_of_going_there_and_signing_for_the_task(
    noon: object, desk: Desk, colleague: Phone, task: str
) -> None:
    """Who passed it on declines it at the moment at which the colleague signs."""
    handover = desk.send(**pass_on(task, named("officer gu")))
    answers = both(
        (colleague, "handover.receive", {"handover_id": handover}),
        (desk.phone, "task.decline", {"task_id": task, "reason": "去不了"}),
    )
    outcomes = sorted(answer["outcome"] for answer in answers)
    assert outcomes == ["accepted", "refused"], answers
