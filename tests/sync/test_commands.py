"""The phone's one way in: each command once, answered on its own, with a receipt (way 1)."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any
from unittest.mock import ANY

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.database import Busy
from backend.core.receipts import canonical, digest
from backend.core.records import Audit
from backend.documents import DocumentNumber
from backend.planning import Visit
from backend.sync.models import Batch, Command
from backend.sync.service import ABOUT, Handler
from backend.tasks import presence
from tests.cast import Cast
from tests.conftest import NOON, Phone, assignment, problem
from tests.inspections.walk import Walk


def count(app: Flask, what: Any, *where: Any) -> int:
    with Session(app.extensions["engine"]) as session:
        return session.scalar(select(func.count()).select_from(what).where(*where)) or 0


def accepted(app: Flask) -> int:
    return count(app, Audit, Audit.action == "task.accept")


def test_a_command_is_done_once_and_answers_the_same(app: Flask, chen: Phone, task: str) -> None:
    command = chen.command("task.accept", task_id=task)
    [first], [again] = chen.send(command), chen.send(command)
    assert first == {
        "id": command["id"],
        "outcome": "accepted",
        "result": {"task_id": task, "state": "accepted"},
        "receipt": ANY,
    }
    assert again == first | {"outcome": "duplicate"}
    assert (accepted(app), count(app, DocumentNumber)) == (1, 2)
    assert (count(app, Batch), count(app, Command)) == (2, 1)


def test_a_clock_years_ahead_decides_no_year(
    app: Flask, noon: object, chen: Phone, task: str
) -> None:
    chen.do("task.accept", task_id=task)
    came = chen.command(
        "inspection.check_in",
        inspection_id=str(clock.uuid7()),
        task_id=task,
        position=None,
        no_position_reason="定位不到",
    )
    came["at"] = "2031-01-05T10:00:00+08:00"
    assert chen.send(came)[0]["outcome"] == "accepted"
    with Session(app.extensions["engine"]) as session:
        assert session.scalars(select(Visit.day)).one() == NOON.date()
        assert session.scalars(select(Command.content)).all()[-1]["at"] == came["at"]


def test_a_command_twice_in_one_batch_is_one(app: Flask, chen: Phone, task: str) -> None:
    command = chen.command("task.accept", task_id=task)
    assert [a["outcome"] for a in chen.send(command, command)] == ["accepted", "duplicate"]
    assert accepted(app) == 1


def test_the_receipt_covers_the_command_as_it_was_sent(chen: Phone, task: str) -> None:
    command = chen.command("task.decline", task_id=task, reason="  与经营者是亲戚  ")
    [answer] = chen.send(command)
    receipt = answer["receipt"]
    assert receipt["payload"] == {
        "command": command["id"],
        "sha256": digest(command),
        "outcome": "accepted",
        "received_at": ANY,
    }
    key = chen.get("/me").get_json()["receipt_key"]
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key["public_key"]))
    signature = base64.b64decode(receipt["signature"])
    public.verify(signature, canonical(receipt["payload"]))
    with pytest.raises(InvalidSignature):
        public.verify(signature, canonical(receipt["payload"] | {"command": "another"}))


def test_an_id_serves_one_command_of_one_officer(chen: Phone, shen: Phone, task: str) -> None:
    command = chen.command("task.accept", task_id=task)
    [first] = chen.send(command)
    for phone, sent in ((shen, command), (chen, command | {"seq": 2})):
        [answer] = phone.send(sent)
        assert (answer["outcome"], answer["problem"]["code"]) == ("refused", "command-id-taken")
        assert answer["problem"]["status"] == 409
    assert chen.send(command) == [first | {"outcome": "duplicate"}]


def test_a_refusal_undoes_no_other_and_stays(
    app: Flask, chen: Phone, yu: Phone, cast: Cast, task: str
) -> None:
    second = yu.post("/tasks", json=assignment(cast)).get_json()["task_id"]
    good = [chen.command("task.accept", task_id=each) for each in (task, second)]
    bad = chen.command("task.accept", task_id=str(clock.uuid7()))
    answers = chen.send(good[0], bad, good[1])
    assert [answer["outcome"] for answer in answers] == ["accepted", "refused", "accepted"]
    assert answers[1]["problem"]["code"] == "task-missing"
    assert chen.send(bad) == [answers[1]]
    assert accepted(app) == 2


def test_a_refusal_stays_even_when_it_would_succeed_by_now(
    app: Flask, chen: Phone, yu: Phone, cast: Cast, task: str
) -> None:
    """The phone shows it as refused; what is done afterwards is a command of its own."""
    chen.do("task.decline", task_id=task, reason="人手不够")
    late = chen.command("task.accept", task_id=task)
    [refused] = chen.send(late)
    assert refused["problem"]["code"] == "task-settled"
    assert chen.send(late) == [refused]
    assert count(app, Command) == 2


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"kind": "task.burn"}, "command-kind-unknown"),
    ({"kind": ""}, "invalid-input"),
    ({"id": "5d1f4f6e-33f2-4a4f-9b7b-0d2f6a2f9f10"}, "invalid-input"),
    ({"id": 7}, "invalid-input"),
    ({"id": "\ud800"}, "invalid-input"),
    ({"id": None}, "invalid-input"),
    ({"seq": 0}, "invalid-input"),
    ({"seq": 2**53}, "invalid-input"),
    ({"seq": "1"}, "invalid-input"),
    ({"seq": 1e300}, "invalid-input"),
    ({"at": "2026-03-01T09:00:00"}, "invalid-input"),
    ({"at": "0001-01-01T00:00:00+08:00"}, "invalid-input"),
    ({"at": "9999-12-31T23:59:59-08:00"}, "invalid-input"),
    ({"device": "\0"}, "invalid-input"),
    ({"device": "d" * 65}, "invalid-input"),
    ({"payload": []}, "invalid-input"),
    ({"payload": {}}, "invalid-input"),
    ({"payload": {"task_id": "\ud800"}}, "invalid-input"),
    ({"payload": {"\ud800": 1}}, "invalid-input"),
    ({"payload": {"task_id": 10**40}}, "invalid-input"),
    ({"payload": {"task_id": {"a": {"\0": 1}}}}, "invalid-input"),
    ({"more": 1}, "invalid-input"),
    ({"\udfff": 1}, "invalid-input"),
]


def test_each_is_refused_by_itself(chen: Phone, task: str, subtests: pytest.Subtests) -> None:
    for changes, code in WRONG:
        with subtests.test(str(changes)[:60]):
            good = chen.command("task.accept", task_id=task)
            bad = chen.command("task.accept", task_id=task) | changes
            answers = chen.send(bad, good)
            assert (answers[0]["outcome"], answers[0]["problem"]["code"]) == ("refused", code)
            assert any("一" <= c <= "鿿" for c in answers[0]["problem"]["title"])
            assert answers[1]["outcome"] == "accepted"


def test_what_is_no_command_at_all_is_refused_by_itself(chen: Phone) -> None:
    answer = chen.post("/sync/commands", json=[None, 1, "a", [], {}, True, [[[]]]])
    outcomes = [(a["outcome"], a["id"]) for a in answer.get_json()["answers"]]
    assert outcomes == [("refused", None)] * 7


def test_two_phones_cannot_do_one_command_twice(app: Flask, cast: Cast, task: str) -> None:
    phones = [Phone(app, cast.chen) for _ in range(4)]
    command, barrier = phones[0].command("task.accept", task_id=task), Barrier(4)

    def act(phone: Phone) -> str:
        barrier.wait()
        outcome: str = phone.send(command)[0]["outcome"]
        return outcome

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(act, phones))
    assert outcomes == ["accepted", "duplicate", "duplicate", "duplicate"]
    assert (accepted(app), count(app, Command)) == (1, 1)


def test_an_error_of_ours_is_tried_again(app: Flask, chen: Phone, task: str) -> None:
    command, handlers = chen.command("task.accept", task_id=task), app.extensions["commands"]
    app.extensions["commands"] = {"task.accept": "broken"}
    [failed] = chen.send(command)
    app.extensions["commands"] = handlers
    assert failed["problem"]["code"] == "internal-error"
    assert failed["problem"]["details"]["request_id"] in failed["problem"]["title"]
    assert count(app, Command) == 0
    assert chen.send(command)[0]["outcome"] == "accepted"


def test_what_rests_on_one_that_could_not_be_done_now_waits_for_it(
    app: Flask, walk: Walk, yu: Phone
) -> None:
    """Done out of turn it would be refused, and a refusal is for good."""

    def busy(*_: Any, **__: Any) -> None:
        raise Busy

    other = yu.post("/tasks", json=assignment(walk.cast)).get_json()["task_id"]
    inspection, about = str(clock.uuid7()), {"position": None, "no_position_reason": "地下室"}
    ids = {"inspection_id": inspection, "task_id": walk.task}
    batch = [
        walk.chen.command("inspection.check_in", **ids, **about),
        walk.chen.command("inspection.ask_avoidance", inspection_id=inspection, answer="none"),
        walk.chen.command("task.accept", task_id=other),
    ]
    handlers = app.extensions["commands"]
    check_in = handlers["inspection.check_in"]
    app.extensions["commands"] = handlers | {"inspection.check_in": replace(check_in, do=busy)}
    answers = walk.chen.send(*batch)
    app.extensions["commands"] = handlers
    statuses = [(a["outcome"], a.get("problem", {}).get("status")) for a in answers]
    assert statuses == [("refused", 503), ("refused", 503), ("accepted", None)]
    outcomes = [answer["outcome"] for answer in walk.chen.send(*batch)]
    assert outcomes == ["accepted", "accepted", "duplicate"]


A, B = "0192f0c1-0000-7000-8000-00000000000a", "0192f0c1-0000-7000-8000-00000000000b"
RESTING: list[tuple[str, dict[str, Any], str, dict[str, Any]]] = [
    (
        *("preservation.ask", {"preservation_id": A, "inspection_id": B}),
        *("preservation.decide", {"preservation_id": A}),
    ),
    ("approval.ask", {"approval_id": A}, "approval.decide", {"approval_id": A}),
    ("rectification.report", {"order_id": A}, "rectification.recheck", {"order_id": A}),
    (
        *("preservation.ask", {"preservation_id": A}),
        *("inspection.conclude", {"inspection_id": B, "dispositions": [{"preservation_id": A}]}),
    ),
    ("task.start", {"task_id": A}, "handover.send", {"handover_id": B, "items": [{"id": A}]}),
    (
        *("document.sign", {"document_id": A, "inspection_id": B}),
        *("handover.resend", {"handover_id": B, "material": [{"document_id": A}]}),
    ),
]


@pytest.mark.parametrize(("first", "about", "then", "resting"), RESTING)
def test_whatever_it_rests_on_it_waits_for(
    app: Flask, chen: Phone, first: str, about: dict[str, Any], then: str, resting: dict[str, Any]
) -> None:
    handlers = app.extensions["commands"]
    app.extensions["commands"] = handlers | {first: "broken"}
    answers = chen.send(chen.command(first, **about), chen.command(then, **resting))
    app.extensions["commands"] = handlers
    assert [answer["problem"]["code"] for answer in answers] == ["internal-error", "busy"]


PEOPLE_AND_REGISTERS = {"officer_id", "target_officer_id", "receiver_id"} | {
    *("subject_id", "checklist_id", "report_id")  # the last: nothing else names it
}


def test_no_kind_of_command_names_what_nothing_waits_for(app: Flask) -> None:
    handlers: dict[str, Handler] = app.extensions["commands"]
    named = {
        name
        for handler in handlers.values()
        for name in handler.takes().fields
        if name.endswith("_id")
    }
    assert named - {*ABOUT} <= PEOPLE_AND_REGISTERS


@pytest.mark.parametrize("body", ["[", "[" * 10_000, "[NaN]", "[" + "1" * 5000 + "]", "\0", ""])
def test_what_cannot_be_read_is_kept_as_it_came(app: Flask, chen: Phone, body: str) -> None:
    answer = chen.post("/sync/commands", data=body, content_type="application/json")
    problem(answer, 400, "malformed-request")
    with Session(app.extensions["engine"]) as session:
        assert session.scalars(select(Batch.body)).all() == [body.encode()]


def test_two_hundred_in_one_batch_and_no_more(app: Flask, chen: Phone) -> None:
    commands = [chen.command("task.accept", task_id="x") for _ in range(201)]
    problem(chen.post("/sync/commands", json=commands), 422, "invalid-input")
    assert count(app, Batch) == 1
    assert {a["outcome"] for a in chen.send(*commands[:200])} == {"refused"}


def test_the_console_has_no_outbox(yu: Phone) -> None:
    problem(yu.post("/sync/commands", json=[]), 403, "not-allowed")


def wrong_codes(walk: Walk, many: int) -> list[dict[str, Any]]:
    right = code(walk)
    wrong = [text for text in map("{:06d}".format, range(20)) if text not in right][:many]
    return [
        walk.shen.command("inspection.confirm_presence", task_id=walk.task, code=each)
        for each in wrong
    ]


def code(walk: Walk, *, secret: str = "") -> list[str]:
    """What the leader's phone shows now, before and after."""
    secret = secret or walk.chen.get(f"/tasks/{walk.task}").get_json()["presence"]["secret"]
    step = int(clock.now().timestamp()) // presence.STEP
    return [presence.code(secret, walk.task, step + n) for n in (0, -1, 1)]


def test_a_presence_code_has_five_tries_and_the_count_survives_the_refusals(walk: Walk) -> None:
    walk.arrive()
    codes = [a["problem"]["code"] for a in walk.shen.send(*wrong_codes(walk, 6))]
    assert codes == ["presence-code-wrong"] * 5 + ["too-many-tries"]
    right = {"task_id": walk.task, "code": code(walk)[0]}
    [answer] = walk.shen.send(walk.shen.command("inspection.confirm_presence", **right))
    assert answer["problem"]["title"] == "试的次数太多，请 15 分钟后再试"
    with clock.stopped(NOON + timedelta(minutes=15)):
        right = {"task_id": walk.task, "code": code(walk)[0]}
        [answer] = walk.shen.send(walk.shen.command("inspection.confirm_presence", **right))
    assert answer["outcome"] == "accepted"


def test_a_wrong_code_sent_again_costs_no_second_try(walk: Walk) -> None:
    walk.arrive()
    [first] = wrong_codes(walk, 1)
    answers = [walk.shen.send(first)[0] for _ in range(8)]
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["problem"]["code"] == "presence-code-wrong"


def test_codes_typed_on_the_first_phone_are_limited_too(walk: Walk) -> None:
    walk.arrive()
    secret = walk.shen.get(f"/tasks/{walk.task}").get_json()["presence"]["secret"]
    right = code(walk, secret=secret)
    guesses = [text for text in map("{:06d}".format, range(20)) if text not in right][:8]
    about = {"inspection_id": walk.inspection, "officer_id": str(walk.cast.shen_officer)}
    kind = "inspection.presence_receipt"
    answers = walk.chen.send(*(walk.chen.command(kind, **about, code=each) for each in guesses))
    assert [a["outcome"] for a in answers] == ["accepted"] * 5 + ["refused"] * 3
    assert answers[5]["problem"]["code"] == "too-many-tries"
    [late] = walk.chen.send(walk.chen.command(kind, **about, code=right[0]))
    assert late["problem"]["code"] == "too-many-tries"
    known = walk.page()["presence"][str(walk.cast.shen_officer)]
    assert known["state"] == "reported"
