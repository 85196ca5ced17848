"""Every field of every command replaced by what it must not be: refused or taken, never a 500,
and every page stays readable afterwards."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from backend.core.receipts import digest
from tests.conftest import Phone, assignment
from tests.inspections.walk import POSITION, Walk

NASTY: list[Any] = [
    *(None, True, -1, 10**40, 1e300, "", "\0", "\ud800", "x" * 5_000),
    *([], [[]], [None], {}, {"\udfff": 1}, "0001-01-01", "9999-12-31", "9999-12-31T23:59:59Z"),
]
OF_DATA: list[Any] = [None, 7, "9999-12-31T23:59:59Z", [7], {}]
Path = tuple[Any, ...]


def places(value: Any, at: Path = ()) -> Iterator[Path]:
    """The way to every field and entry within."""
    inner = value if isinstance(value, dict) else {}
    if isinstance(value, list):
        inner = dict(enumerate(value[:1]))
    for key, each in inner.items():
        yield (*at, key)
        yield from places(each, (*at, key))


def changed(value: Any, at: Path, new: Any) -> Any:
    whole = copy.deepcopy(value)
    inner = whole
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = new
    return whole


def told(answer: dict[str, Any]) -> str:
    code: str = answer.get("problem", {}).get("code", "accepted")
    return code


def send_all(phone: Phone, kind: str, payloads: list[dict[str, Any]]) -> set[str]:
    commands = [phone.command(kind, **payload) for payload in payloads]
    found = set()
    for start in range(0, len(commands), 50):
        found |= {told(answer) for answer in phone.send(*commands[start : start + 50])}
    return found


def readable(walk: Walk) -> None:
    for path in (f"/tasks/{walk.task}", f"/inspections/{walk.inspection}", "/tasks"):
        answer = walk.chen.get(path)
        assert answer.status_code in (200, 404), answer.text
    if walk.inspection:
        for document in walk.page().get("documents", []):
            assert walk.chen.get(f"/documents/{document['id']}").status_code == 200


def on_site(walk: Walk) -> dict[str, dict[str, Any]]:
    team = [str(walk.cast.chen_officer), str(walk.cast.shen_officer)]
    here = {"inspection_id": walk.inspection}
    finding = {"facts": "过期", "typical": ["过期"], "photos": ["0" * 64]}
    deadline = {"mode": "days", "days": 5, "date": "2026-12-01", "confirmed": True}
    disposition = {
        "kind": "D2",
        "items": ["FS-01"],
        "measure": "清理",
        "photos_after": ["0" * 64],
        "deadline": deadline,
    }
    return {
        "task.accept": {"task_id": walk.task},
        "inspection.check_in": {
            **here,
            "task_id": walk.task,
            "position": POSITION | {"at": "2026-11-24T12:00:00+08:00"},
            "no_position_reason": "",
        },
        "inspection.confirm_presence": {"task_id": walk.task, "code": "000000"},
        "inspection.presence_receipt": {**here, "officer_id": team[1], "code": "000000"},
        "inspection.show_credentials": {
            **here,
            "officer_ids": team,
            "means": "physical",
            "read_out": True,
        },
        "inspection.ask_avoidance": {
            **here,
            "answer": "requested",
            "target_officer_id": team[0],
            "reason": "亲戚",
        },
        "inspection.answer": {
            **here,
            "item": "FS-01",
            "value": "fail",
            "note": "",
            "finding": finding,
        },
        "inspection.conclude": {
            **here,
            "party": {"name": "孙小红", "role": "经营者", "phone": ""},
            "result": 5,
            "dispositions": [disposition],
            "opinion": "",
        },
        "document.printed": {
            "document_id": walk.task,
            "printer": "demo",
            "profile": "escpos-80",
            "payload_sha256": "0" * 64,
            "bytes": 7,
            "outcome": "done",
            "copy": 1,
        },
        "inspection.submit": {**here, "evidence": ["0" * 64], "documents": [walk.task]},
        "task.decline": {"task_id": walk.task, "reason": "人手不够"},
    }


def test_no_field_of_a_command_breaks_the_server(walk: Walk, subtests: pytest.Subtests) -> None:
    walk.arrive()
    for kind, payload in on_site(walk).items():
        with subtests.test(kind):
            tried = [changed(payload, at, new) for at in places(payload) for new in NASTY]
            assert "internal-error" not in send_all(walk.chen, kind, tried)
            assert told(walk.chen.send(walk.chen.command(kind, **payload))[0]) != "internal-error"
            readable(walk)


def signable(walk: Walk) -> dict[str, Any]:
    walk.arrive()
    walk.confirm()
    walk.show_and_ask()
    walk.answer_all()
    walk.conclude()
    found: dict[str, Any] = walk.sign("rectification_order")["payload"]
    return found


def test_nothing_is_signed_that_cannot_be_shown(walk: Walk) -> None:
    """The hash is right each time: it is the content that does not fit the template."""
    payload = signable(walk)
    for at in places({"data": payload["data"], "signatures": payload["signatures"]}):
        for new in OF_DATA:
            tried = changed(payload, at, new)
            try:
                signed = {"template": tried["kind"], "version": 1, "data": tried["data"]}
                tried["data_sha256"] = digest(signed)
            except ValueError:
                continue
            [answer] = walk.chen.send(walk.chen.command("document.sign", **tried))
            assert told(answer) != "internal-error", (at, new)
            if told(answer) == "accepted":
                readable(walk)
                return_to(walk)


def test_no_other_field_of_a_signed_document_breaks_the_server(walk: Walk) -> None:
    payload = signable(walk)
    tried = [changed(payload, (key,), new) for key in payload for new in NASTY]
    assert "internal-error" not in send_all(walk.chen, "document.sign", tried)
    assert send_all(walk.chen, "document.sign", [payload]) <= {"accepted", "document-taken"}
    readable(walk)


def return_to(walk: Walk) -> None:
    """As if the document had never been signed."""
    engine = walk.chen.app.extensions["engine"].execution_options(writes=True)
    with engine.begin() as connection:
        for each in ("rectification_order", "document_service", "document"):
            connection.execute(text(f"DELETE FROM {each}"))
        connection.execute(text("UPDATE document_number SET state = 'reserved'"))


def test_a_task_may_have_any_deadline_that_its_form_takes(
    walk: Walk, yu: Phone, subtests: pytest.Subtests
) -> None:
    for day in ("2026-11-24", "2027-11-24", "2036-12-31", "2099-01-01", "9999-12-31"):
        with subtests.test(day):
            answer = yu.post("/tasks", json=assignment(walk.cast, deadline=day))
            assert answer.status_code in (201, 422), answer.text
            if answer.status_code == 201:
                task = answer.get_json()["task_id"]
                [accepted] = walk.chen.send(walk.chen.command("task.accept", task_id=task))
                assert told(accepted) == "accepted"
                assert walk.chen.get(f"/tasks/{task}").status_code == 200
