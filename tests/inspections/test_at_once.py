"""Both officers act on their own phones at the same moment: each transition happens once."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Flask

from backend.core import clock
from backend.inspections import preserving
from tests.cast import ITEMS
from tests.handovers.test_at_once import both, one_won
from tests.inspections.people import at_once, manager, now
from tests.inspections.test_preserving import answer, ask
from tests.inspections.walk import Walk
from tests.stages import begins

ROUNDS = 3


def steps(app: Flask, walk: Walk) -> list[str]:
    from backend.core.database import unit_of_work
    from backend.inspections.folding import steps_of

    with app.app_context(), unit_of_work(writes=False) as session:
        return [each["words"] for each in steps_of(session, uuid.UUID(walk.inspection))]


def checked(walk: Walk) -> None:
    walk.arrive()
    walk.confirm()
    walk.show_and_ask()
    walk.answer_all()


def test_of_two_who_begin_the_same_task(walk: Walk) -> None:
    """The other is told which inspection there is."""
    for phone in (walk.chen, walk.shen):
        phone.do("task.accept", task_id=walk.task)
    begins: list[dict[str, Any]] = [
        {
            "inspection_id": str(clock.uuid7()),
            "task_id": walk.task,
            "position": None,
            "no_position_reason": "地下室",
        }
        for _ in range(2)
    ]
    answers = both(
        (walk.chen, "inspection.check_in", begins[0]),
        (walk.shen, "inspection.check_in", begins[1]),
    )
    one_won(answers, "inspection-taken")
    [won] = [each["result"]["inspection_id"] for each in answers if "result" in each]
    [told] = [each["problem"]["details"] for each in answers if "problem" in each]
    assert told["inspection_id"] == won


def test_of_two_who_conclude_the_last_word_stands_and_it_is_concluded_once(
    app: Flask, walk: Walk
) -> None:
    checked(walk)
    given = {
        "inspection_id": walk.inspection,
        "party": {"name": "孙小红", "role": "经营者", "phone": ""},
        "result": 8,
    }
    said = [
        given | {"dispositions": [{"kind": "D4", "items": [ITEMS[0]], "reason": why}]}
        for why in ("销售过期食品", "拒不改正")
    ]
    answers = both(
        (walk.chen, "inspection.conclude", said[0]), (walk.shen, "inspection.conclude", said[1])
    )
    assert [each["outcome"] for each in answers] == ["accepted", "accepted"]
    [disposition] = walk.page()["conclusion"]["dispositions"]
    assert disposition["reason"] in ("销售过期食品", "拒不改正")
    assert steps(app, walk).count("待签名") == 1


def test_of_two_who_sign_the_same_paper_one_number_is_given_once(walk: Walk) -> None:
    checked(walk)
    walk.conclude()
    papers = [walk.sign("record")["payload"] for _ in range(2)]
    answers = both((walk.chen, "document.sign", papers[0]), (walk.shen, "document.sign", papers[1]))
    one_won(answers, "document-number-taken")
    assert len(walk.page()["documents"]) == 1


@begins("signed")
def test_of_two_who_hand_it_in_it_is_handed_in_once(app: Flask, walk: Walk) -> None:
    given = {
        "inspection_id": walk.inspection,
        "evidence": sorted(set(walk.named)),
        "documents": walk.documents,
    }
    answers = both((walk.chen, "inspection.submit", given), (walk.shen, "inspection.submit", given))
    assert [each["outcome"] for each in answers] == ["accepted", "accepted"]
    assert steps(app, walk).count("待复核") == 1
    assert walk.page()["flaws"] == []


@begins("signed")
def test_of_handing_in_and_changing_an_answer_nothing_changes_once_it_is_in(walk: Walk) -> None:
    given = {"inspection_id": walk.inspection, "evidence": sorted(set(walk.named))}
    changed = {"inspection_id": walk.inspection, "item": ITEMS[1], "value": "na", "note": ""}
    handed, answered = both(
        (walk.chen, "inspection.submit", given | {"documents": walk.documents}),
        (walk.shen, "inspection.answer", changed),
    )
    assert handed["outcome"] == "accepted"
    kept = walk.page()["answers"][ITEMS[1]]["value"] == "na"
    assert (answered["outcome"] == "accepted") == kept
    if not kept:
        assert answered["problem"]["code"] == "inspection-closed"


def test_of_two_who_decide_about_what_is_kept(app: Flask, walk: Walk) -> None:
    walk.arrive()
    which = ask(walk)
    answer(app, preserving.approve, which)
    given = {"preservation_id": which} | now()
    outcomes = at_once(
        app,
        (preserving.decide, manager(app, "yu"), given | {"decision": "解除保存"}),
        (preserving.decide, manager(app, "chen"), given | {"decision": "移送办案"}),
    )
    assert outcomes == ["preservation-settled", "won"]
