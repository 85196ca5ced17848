"""The second officer's phone signs that it is there, the first one's scans it: verified when it
arrives, never turned away, and only once."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.core import clock, sessions
from backend.core.database import perform
from backend.core.records import Audit
from backend.inspections import statements
from backend.tasks import TaskMember, presence
from tests.cast import named
from tests.conftest import NOON, Phone, assignment
from tests.inspections.phone_key import PhoneKey
from tests.inspections.walk import POSITION, Walk

SHARED = json.loads((Path(__file__).parents[1] / "cases/statements.json").read_text("utf-8"))
PLACE = POSITION | {"provider": "", "at": "2026-11-24T04:00:00Z"}
KIND = "inspection.presence_receipt"


def of(cases: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", SHARED[cases], ids=lambda case: case["why"])


@of("cases")
def test_a_line_is_the_same_here_and_on_the_phone(case: Mapping[str, Any]) -> None:
    key = PhoneKey(bytes(range(32)))
    assert (key.public, key.id) == (SHARED["public_key"], SHARED["key_id"])
    fields = ("task_id", "officer_id", "at", "code", "nonce", "position")
    assert key.line(*(case[each] for each in fields)) == case["text"]
    said = statements.read(case["text"])
    assert said == statements.Statement(
        task_id=uuid.UUID(case["task_id"]),
        officer_id=uuid.UUID(case["officer_id"]),
        key=statements.key_id(key.public),
        at=datetime.fromtimestamp(case["at"], UTC),
        code=case["code"],
        position=case["position"],
    )
    assert statements.is_signed(case["text"], key.public)
    assert len(case["text"]) <= statements.LONGEST


@of("unreadable")
def test_any_other_text_is_no_line(case: Mapping[str, Any]) -> None:
    assert statements.read(case["text"]) is None


@of("not_signed_so")
def test_what_somebody_made_of_a_line_is_not_signed(case: Mapping[str, Any]) -> None:
    assert statements.read(case["text"]) is not None
    assert not statements.is_signed(case["text"], SHARED["public_key"])


@pytest.fixture
def key(walk: Walk) -> PhoneKey:
    """Of Shen's phone, known to the server; Chen has checked in."""
    walk.arrive()
    return PhoneKey().registered(walk.shen)


def shows(walk: Walk, key: PhoneKey, at: datetime = NOON, position: Any = None) -> str:
    return key.present(walk.shen, walk.task, walk.cast.shen_officer, at, position)


def scan(walk: Walk, text: str, officer: uuid.UUID | None = None) -> dict[str, Any]:
    """What is known of Shen after Chen's phone sent what it scanned."""
    who = str(officer or walk.cast.shen_officer)
    walk.chen.do(KIND, inspection_id=walk.inspection, officer_id=who, statement=text)
    return shen(walk)


def shen(walk: Walk) -> dict[str, Any]:
    known: dict[str, Any] = walk.page()["presence"][str(walk.cast.shen_officer)]
    return known


def flaws(walk: Walk) -> list[tuple[str, str]]:
    return [(flaw["rule"], flaw["title"]) for flaw in walk.page()["flaws"]]


def test_a_line_of_her_own_phone_confirms_her_with_its_place(walk: Walk, key: PhoneKey) -> None:
    known = scan(walk, shows(walk, key, position=PLACE))
    assert known == {
        "state": "confirmed",
        "at": NOON.isoformat(),
        "how": "signed",
        "position": PLACE,
    }
    assert flaws(walk) == []


def test_without_a_place_she_is_confirmed_and_that_is_said(walk: Walk, key: PhoneKey) -> None:
    known = scan(walk, shows(walk, key))
    assert (known["state"], known["position"]) == ("confirmed", None)


def test_a_line_kept_without_a_signal_is_verified_by_the_time_of_the_scan(
    walk: Walk, key: PhoneKey
) -> None:
    command = walk.chen.command(
        KIND,
        inspection_id=walk.inspection,
        officer_id=str(walk.cast.shen_officer),
        statement=shows(walk, key),
    )
    with clock.stopped(NOON + timedelta(hours=6)):
        [answer] = walk.chen.send(command)
        assert answer["outcome"] == "accepted"
        assert (shen(walk)["state"], flaws(walk)) == ("confirmed", [])


def test_the_same_line_again_changes_nothing(app: Flask, walk: Walk, key: PhoneKey) -> None:
    text = shows(walk, key, position=PLACE)
    first = scan(walk, text)
    with clock.stopped(NOON + timedelta(minutes=1)):
        assert scan(walk, text) == first
        assert scan(walk, shows(walk, key, NOON + timedelta(minutes=1))) == first
    assert flaws(walk) == []
    with Session(app.extensions["engine"]) as session:
        proofs = session.scalars(select(TaskMember.present_proof)).all()
    assert [each and each["statement"] for each in proofs if each] == [text]


def late(walk: Walk, key: PhoneKey) -> str:
    return shows(walk, key, NOON - timedelta(seconds=2 * presence.STEP))


def early(walk: Walk, key: PhoneKey) -> str:
    return shows(walk, key, NOON + timedelta(seconds=2 * presence.STEP))


def forged(walk: Walk, key: PhoneKey) -> str:
    text = shows(walk, key, position=PLACE)
    return text.replace("30.000100", "30.000900")


def by_another_phone(walk: Walk, key: PhoneKey) -> str:
    return shows(walk, PhoneKey())


def by_chens_phone(walk: Walk, key: PhoneKey) -> str:
    return shows(walk, PhoneKey().registered(walk.chen))


def of_chen(walk: Walk, key: PhoneKey) -> str:
    return key.present(walk.chen, walk.task, walk.cast.chen_officer, NOON)


def with_a_guessed_code(walk: Walk, key: PhoneKey) -> str:
    task, officer = walk.task, str(walk.cast.shen_officer)
    right = shows(walk, key).split(";")[5]
    guess = f"{(int(right) + 1) % 10**6:06d}"
    return key.line(task, officer, int(NOON.timestamp()), guess, "00112233445566ff")


def of_a_licence(walk: Walk, key: PhoneKey) -> str:
    return "92330602MA2BXXXX0A"


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (late, "到场二维码扫的时候已经过期"),
        (early, "到场二维码扫的时候已经过期"),
        (forged, "到场二维码的签名不对"),
        (by_another_phone, "签到场二维码的手机当时没有用本人账号登录"),
        (by_chens_phone, "签到场二维码的手机当时没有用本人账号登录"),
        (of_chen, "到场二维码是另一名执法人员的"),
        (with_a_guessed_code, "到场二维码里的到场数不对"),
        (of_a_licence, "扫到的不是到场二维码"),
    ],
)
def test_what_does_not_hold_is_kept_as_unverified_with_a_flaw(
    walk: Walk, key: PhoneKey, made: Any, why: str
) -> None:
    known = scan(walk, made(walk, key))
    assert (known["state"], flaws(walk)) == ("reported", [("L1", why)])
    assert scan(walk, shows(walk, key))["state"] == "confirmed"  # a good one still comes in


def test_a_line_of_another_task_is_a_flaw(walk: Walk, key: PhoneKey, yu: Phone) -> None:
    other = yu.post("/tasks", json=assignment(walk.cast)).get_json()["task_id"]
    known = scan(walk, key.present(walk.shen, other, walk.cast.shen_officer, NOON))
    assert (known["state"], flaws(walk)) == ("reported", [("L1", "到场二维码是另一个任务的")])


def test_who_is_not_in_the_team_is_taken_in_and_counts_for_nothing(
    walk: Walk, key: PhoneKey
) -> None:
    stranger = named("officer fan")
    scan(
        walk,
        key.line(walk.task, str(stranger), int(NOON.timestamp()), "000000", "0" * 16),
        stranger,
    )
    assert flaws(walk) == [("L1", "到场二维码的执法人员不在检查组")]
    assert str(stranger) not in walk.page()["presence"]


def end_everywhere(app: Flask, walk: Walk, at: datetime) -> None:
    with clock.stopped(at), app.app_context():
        perform(sessions.end_all, walk.cast.shen)


def test_what_was_signed_before_signing_out_everywhere_stands(
    app: Flask, walk: Walk, key: PhoneKey
) -> None:
    before = shows(walk, key)
    end_everywhere(app, walk, NOON + timedelta(seconds=30))
    assert scan(walk, before)["state"] == "confirmed"


def test_what_was_signed_after_signing_out_everywhere_does_not(
    app: Flask, walk: Walk, key: PhoneKey
) -> None:
    after = shows(walk, key, NOON + timedelta(seconds=60))
    end_everywhere(app, walk, NOON + timedelta(seconds=30))
    with clock.stopped(NOON + timedelta(seconds=60)):
        assert scan(walk, after)["state"] == "reported"
    assert flaws(walk) == [("L1", "签到场二维码的手机当时没有用本人账号登录")]


def test_the_typed_code_confirms_with_the_place_of_her_own_phone(walk: Walk) -> None:
    walk.arrive()
    page = walk.chen.get(f"/tasks/{walk.task}").get_json()
    code = presence.code(page["presence"]["secret"], walk.task, int(NOON.timestamp()) // 120)
    walk.shen.do("inspection.confirm_presence", task_id=walk.task, code=code, position=PLACE)
    known = shen(walk)
    assert (known["state"], known["how"]) == ("confirmed", "code")
    assert datetime.fromisoformat(known["position"].pop("at")) == NOON
    assert known["position"] == {key: PLACE[key] for key in PLACE if key != "at"}


def test_a_phone_of_before_says_nothing_of_its_place_and_confirms_all_the_same(walk: Walk) -> None:
    walk.arrive()
    walk.confirm()
    assert (shen(walk)["state"], shen(walk)["position"]) == ("confirmed", None)


def test_a_receipt_needs_a_code_or_a_line_and_not_both(walk: Walk, key: PhoneKey) -> None:
    about = {"inspection_id": walk.inspection, "officer_id": str(walk.cast.shen_officer)}
    for given in ({}, {"code": "000000", "statement": "x"}, {"statement": "x" * 401}):
        [answer] = walk.chen.send(walk.chen.command(KIND, **about, **given))
        assert answer["problem"]["code"] == "invalid-input"


def test_lines_that_do_not_hold_cost_no_tries(walk: Walk, key: PhoneKey) -> None:
    for _ in range(8):
        scan(walk, late(walk, key))
    assert len(flaws(walk)) == 1


def test_both_phones_at_once_come_to_one_moment_and_one_proof(
    app: Flask, walk: Walk, key: PhoneKey
) -> None:
    page = walk.chen.get(f"/tasks/{walk.task}").get_json()
    code = presence.code(page["presence"]["secret"], walk.task, int(NOON.timestamp()) // 120)
    about = {"inspection_id": walk.inspection, "officer_id": str(walk.cast.shen_officer)}
    scanned = walk.chen.command(KIND, **about, statement=shows(walk, key, position=PLACE))
    typed = walk.shen.command("inspection.confirm_presence", task_id=walk.task, code=code)
    typed["at"] = (NOON + timedelta(seconds=1)).isoformat()
    gate = Barrier(2)

    def act(phone: Phone, command: dict[str, Any]) -> str:
        gate.wait()
        outcome: str = phone.send(command)[0]["outcome"]
        return outcome

    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(act, *each) for each in ((walk.chen, scanned), (walk.shen, typed))]
        assert [each.result() for each in done] == ["accepted"] * 2
    known = shen(walk)
    won = {"signed": (NOON, PLACE), "code": (NOON + timedelta(seconds=1), None)}[known["how"]]
    assert (datetime.fromisoformat(known["at"]), known["position"]) == won
    assert flaws(walk) == []


def test_the_trail_tells_how_it_was_verified(app: Flask, walk: Walk, key: PhoneKey) -> None:
    scan(walk, late(walk, key))
    scan(walk, shows(walk, key))
    with Session(app.extensions["engine"]) as session:
        told = session.scalars(select(Audit.facts).where(Audit.action == KIND).order_by(Audit.id))
        assert list(told) == [
            {"good": False, "how": "signed", "wrong": "到场二维码扫的时候已经过期"},
            {"good": True, "how": "signed", "wrong": ""},
        ]


def test_the_key_is_kept_once_for_each_sign_in(app: Flask, walk: Walk, key: PhoneKey) -> None:
    key.registered(walk.shen)  # told again, the answer having been lost
    other = walk.shen.post("/session/key", json={"public_key": PhoneKey().public})
    assert (other.status_code, other.get_json()["code"]) == (409, "session-key-taken")
    again = Phone(app, walk.cast.shen)  # the next sign-in has one of its own
    newer = PhoneKey().registered(again)
    assert scan(walk, shows(walk, newer))["state"] == "confirmed"
    with Session(app.extensions["engine"]) as session:
        kept = session.scalars(select(Audit).where(Audit.action == "session.key")).all()
    assert {row.facts["public_key"] for row in kept} == {key.public, newer.public}
    assert {row.account_id for row in kept} == {walk.cast.shen}


@pytest.mark.parametrize("given", ["", "AAAA", "!" * 44, "A" * 44, "A" * 43 + "=\n"])
def test_what_is_no_key_is_not_kept(walk: Walk, given: str) -> None:
    assert walk.shen.post("/session/key", json={"public_key": given}).status_code == 422


def test_a_console_has_no_key_to_sign_with(app: Flask, walk: Walk) -> None:
    row = update(sessions.SignedIn).values(console=True)
    with app.app_context():
        with Session(app.extensions["engine"].execution_options(writes=True)) as session:
            session.execute(row)
            [one] = session.scalars(
                select(sessions.SignedIn.id).where(sessions.SignedIn.account_id == walk.cast.shen)
            )
            session.commit()
        assert perform(sessions.keep_key, one, PhoneKey().public) is False
