"""Two people act at the same moment: one wins, the other is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from backend.core.auth import Caller, Role
from backend.core.database import perform
from backend.core.problems import Problem
from backend.inspections import rectification
from tests.cast import Cast
from tests.conftest import Phone
from tests.inspections.walk import Walk
from tests.rectification.steps import page, report
from tests.stages import begins

pytestmark = begins("submitted")

Act = Callable[[], str]


def both(one: Act, other: Act) -> list[str]:
    barrier = Barrier(2)

    def run(act: Act) -> str:
        barrier.wait()
        return act()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(run, (one, other)))


def desk(app: Flask, name: str, use_case: Callable[..., Any], **given: Any) -> Act:
    by = Caller(
        *(Cast.yu, None, Cast.market, f"/{Cast.market}/", name),
        frozenset({Role.SECTION_HEAD}),
        Cast.yu,
    )

    def act() -> str:
        with app.app_context():
            try:
                perform(use_case, by=by, **given)
            except Problem as problem:
                return problem.code
        return "done"

    return act


def sent(phone: Phone, command: dict[str, Any]) -> Act:
    def act() -> str:
        [told] = phone.send(command)
        return str(told.get("problem", {}).get("code") or told["outcome"])

    return act


def test_two_extensions(app: Flask, walk: Walk, order: str) -> None:
    acts = [
        desk(app, day, rectification.extend, order_id=UUID(order), due=due, reason=day)
        for day, due in (("a", date(2026, 12, 10)), ("b", date(2026, 12, 11)))
    ]
    answers = both(acts[0], acts[1])
    extensions = page(walk.chen, order)["extensions"]
    assert answers.count("done") == len(extensions)
    assert len(extensions) in (1, 2)  # one after the other, from the date that the first left
    assert all(a["due_after"] == b["due_before"] for a, b in pairwise(extensions))


def test_an_extension_and_a_case(app: Flask, walk: Walk, order: str) -> None:
    given = {"order_id": UUID(order), "reason": "x"}
    one = desk(app, "a", rectification.escalate, **given)
    other = desk(app, "b", rectification.extend, due=date(2026, 12, 10), **given)
    answers = both(one, other)
    found = page(walk.chen, order)
    assert found["state_in_words"] == "转立案"
    assert len(found["extensions"]) == answers.count("done") - 1


def test_two_rechecks(walk: Walk, order: str) -> None:
    commands = [
        each.command("rectification.recheck", order_id=order) for each in (walk.chen, walk.shen)
    ]
    answers = both(sent(walk.chen, commands[0]), sent(walk.shen, commands[1]))
    assert answers == ["accepted", "accepted"]  # the second is told of the first one's
    assert len(page(walk.chen, order)["rechecks"]) == 1


def test_a_recheck_and_a_case(app: Flask, walk: Walk, order: str) -> None:
    command = walk.chen.command("rectification.recheck", order_id=order)
    case = desk(app, "a", rectification.escalate, order_id=UUID(order), reason="x")
    answers = both(sent(walk.chen, command), case)
    assert answers.count("rectification-settled") == 1
    assert page(walk.chen, order)["state_in_words"] in ("待复查", "转立案")


def test_two_reports(walk: Walk, order: str) -> None:
    commands = [report(each, order, text=f"{n}") for n, each in enumerate((walk.chen, walk.shen))]
    assert both(sent(walk.chen, commands[0]), sent(walk.shen, commands[1])) == ["accepted"] * 2
    found = page(walk.chen, order)
    assert len({each["receipt"] for each in found["reports"]}) == 2


def test_the_same_report_twice(walk: Walk, order: str) -> None:
    command = report(walk.chen, order)
    answers = both(sent(walk.chen, command), sent(walk.chen, command))
    assert answers == ["accepted", "duplicate"]
    assert len(page(walk.chen, order)["reports"]) == 1


def test_a_report_and_a_recheck(walk: Walk, order: str) -> None:
    recheck = walk.shen.command("rectification.recheck", order_id=order)
    answers = both(sent(walk.chen, report(walk.chen, order)), sent(walk.shen, recheck))
    assert answers == ["accepted", "accepted"]
    found = page(walk.chen, order)
    assert (found["state_in_words"], len(found["reports"])) == ("待复查", 1)


@pytest.mark.parametrize("_", range(2))
def test_two_cases(app: Flask, walk: Walk, order: str, _: int) -> None:
    given = {"order_id": UUID(order), "reason": "x"}
    acts = [desk(app, name, rectification.escalate, **given) for name in "ab"]
    assert both(acts[0], acts[1]) in (["done", "done"], ["done", "rectification-settled"])
    assert page(walk.chen, order)["state_in_words"] == "转立案"
