"""先行登记保存 (L11): the head's approval, seven working days."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from backend.core import clock
from backend.core.auth import Role
from backend.core.problems import Problem
from backend.inspections import preserving
from tests.cast import ITEMS
from tests.conftest import NOON
from tests.inspections.people import act, at_once, manager, now
from tests.inspections.walk import Walk

CALLED = {"who": "李局长", "at": NOON.isoformat()}


def ask(walk: Walk, **more: Any) -> uuid.UUID:
    preservation = clock.uuid7()
    walk.chen.do(
        "preservation.ask",
        preservation_id=str(preservation),
        inspection_id=walk.inspection,
        items=[ITEMS[0]],
        things=[{"name": "调理鸡排", "spec": "1 kg/袋", "quantity": "3 袋"}],
        place="本店冷藏柜，加贴封条",
        reason="可能被转移",
        **more,
    )
    return preservation


def answer(app: Flask, use_case: Any, which: uuid.UUID, *roles: Role, **more: Any) -> Any:
    by = manager(app, "yu", *(roles or (Role.AGENCY_HEAD,)))
    return act(app, use_case, by, preservation_id=which, **now() | more)


def shown(walk: Walk) -> dict[str, Any]:
    [found] = walk.page()["preservations"]
    return dict(found)


def hand_in(walk: Walk) -> list[str]:
    walk.confirm()
    walk.show_and_ask()
    walk.answer_all()
    walk.conclude()
    walk.sign_both()
    walk.submit()
    return [flaw["title"] for flaw in walk.page()["flaws"]]


def test_without_the_heads_approval_it_is_a_flaw(walk: Walk) -> None:
    walk.arrive()
    ask(walk)
    assert shown(walk)["state_in_words"] == "待批准"
    assert hand_in(walk) == ["先行登记保存没有机关负责人的批准"]


def test_approved_or_asked_by_telephone_first_it_is_none(app: Flask, walk: Walk) -> None:
    walk.arrive()
    answer(app, preserving.approve, ask(walk))
    assert (shown(walk)["state_in_words"], shown(walk)["approved_by"]) == (
        *("已批准，待处理", "俞建国"),
    )
    assert hand_in(walk) == []


def test_in_an_emergency_the_head_is_called_and_approves_afterwards(app: Flask, walk: Walk) -> None:
    walk.arrive()
    which = ask(walk, phoned=CALLED)
    assert hand_in(walk) == []
    answer(app, preserving.approve, which, remarks="补办")
    assert shown(walk)["state"] == "approved"


def test_the_term_is_seven_working_days_and_the_eighth_is_late(app: Flask, walk: Walk) -> None:
    walk.arrive()
    answer(app, preserving.approve, ask(walk))
    found = shown(walk)
    assert (found["due"], found["days_left"]) == ("2026-12-03", 7)
    for days, left in ((9, 0), (10, -1)):
        with clock.stopped(NOON + timedelta(days=days)):
            rows = act(app, _shown, manager(app, "yu"), inspection_id=uuid.UUID(walk.inspection))
        assert rows[0]["days_left"] == left


def _shown(session: Any, *, by: Any, inspection_id: uuid.UUID) -> list[dict[str, Any]]:
    return [preserving.shown(row) for row in preserving.of_inspection(session, inspection_id)]


def test_what_is_decided_runs_no_longer(app: Flask, walk: Walk) -> None:
    walk.arrive()
    which = ask(walk)
    answer(app, preserving.approve, which)
    walk.chen.do("preservation.decide", preservation_id=str(which), decision="解除保存，退还当事人")
    found = shown(walk)
    assert (found["state_in_words"], found["days_left"]) == ("已处理", None)


def test_a_refusal_says_why_and_is_settled(app: Flask, walk: Walk) -> None:
    walk.arrive()
    which = ask(walk)
    for _ in range(2):
        answer(app, preserving.refuse, which, remarks="拍照取证即可")
    with pytest.raises(Problem) as settled:
        answer(app, preserving.approve, which)
    assert settled.value.code == "preservation-settled"
    assert hand_in(walk) == []


def test_of_two_heads_who_answer_at_once_one_wins(app: Flask, walk: Walk) -> None:
    walk.arrive()
    given = {"preservation_id": ask(walk)} | now()
    heads = [manager(app, key, Role.AGENCY_HEAD) for key in ("yu", "fan")]
    outcomes = at_once(
        app,
        (preserving.approve, heads[0], given),
        (preserving.refuse, heads[1], given | {"remarks": "拍照取证即可"}),
    )
    assert outcomes == ["preservation-settled", "won"]


def test_only_the_head_of_that_agency_approves(app: Flask, walk: Walk) -> None:
    walk.arrive()
    which = ask(walk)
    with pytest.raises(Problem) as refused:
        answer(app, preserving.approve, which, Role.SECTION_HEAD)
    assert refused.value.code == "preservation-missing"
    sun = manager(app, "sun", Role.AGENCY_HEAD)
    with pytest.raises(Problem):
        act(app, preserving.approve, sun, preservation_id=which, **now())
