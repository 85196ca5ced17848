"""What the section decides of an order: more time, another step, nothing once it has ended."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from backend.core.auth import Caller, Role
from backend.core.database import perform
from backend.inspections import rectification
from backend.inspections.rectification.problems import DateNotLater, OrderMissing, OrderSettled
from tests.cast import Cast
from tests.inspections.walk import Walk
from tests.rectification.steps import (
    DUE,
    LATER,
    as_yu,
    page,
    recheck,
    tabs,
)
from tests.stages import begins


@begins("submitted")
def test_not_corrected_it_waits_for_a_decision_and_may_be_looked_at_again(
    walk: Walk, order: str
) -> None:
    recheck(walk, order, "not")
    assert tabs(walk.chen) == {"undecided": 1, "all": 1}
    recheck(walk, order, "corrected")
    found = page(walk.chen, order)
    assert found["state_in_words"] == "合格销号"
    assert [each["outcome_in_words"] for each in found["rechecks"]] == ["未整改", "已整改"]


@begins("submitted")
def test_an_extension_moves_the_date_beside_the_printed_one(
    app: Flask, walk: Walk, order: str
) -> None:
    given = {"order_id": UUID(order), "due": LATER, "reason": "设备采购需要时间"}
    as_yu(app, rectification.extend, **given)
    found = page(walk.chen, order)
    assert (found["printed_due"], found["due"]) == ("2026-12-01", "2026-12-11")
    [moved] = found["extensions"]
    assert (moved["due_before"], moved["approved_by"]) == ("2026-12-01", "俞建国")
    as_yu(app, rectification.extend, **given)  # the same again changes nothing
    assert len(page(walk.chen, order)["extensions"]) == 1


@begins("submitted")
@pytest.mark.parametrize("due", [DUE, date(2026, 11, 30)])
def test_an_extension_is_later(app: Flask, walk: Walk, order: str, due: date) -> None:
    with pytest.raises(DateNotLater):
        as_yu(app, rectification.extend, order_id=UUID(order), due=due, reason="x")


@begins("submitted")
def test_the_printed_date_is_absolute(
    app: Flask, walk: Walk, order: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No later calendar changes what the party was handed; what is counted from it follows."""
    from backend.core import workdays

    before = page(walk.chen, order)
    rest, work = workdays._official()[2026]
    moved = {2026: ({**rest, date(2026, 11, 27): "x", date(2026, 12, 2): "x"}, work)}
    monkeypatch.setattr(workdays, "_official", lambda: moved)
    after = page(walk.chen, order)
    assert after["printed_due"] == after["due"] == before["due"] == "2026-12-01"
    assert (before["working_days_left"], after["working_days_left"]) == (5, 4)
    assert (before["recheck_by"], after["recheck_by"]) == ("2026-12-15", "2026-12-16")


@begins("submitted")
def test_nothing_more_is_decided_once_it_has_ended(app: Flask, walk: Walk, order: str) -> None:
    recheck(walk, order, "corrected")
    for act, given in (
        (rectification.extend, {"due": LATER}),
        (rectification.escalate, {}),
    ):
        with pytest.raises(OrderSettled):
            as_yu(app, act, order_id=UUID(order), reason="x", **given)
    [told] = walk.chen.send(walk.chen.command("rectification.recheck", order_id=order))
    assert told["problem"]["code"] == "rectification-settled"
    assert told["problem"]["title"].startswith("这份责令改正现在是“合格销号”，不能再开始复查")


@begins("submitted")
def test_another_agency_decides_nothing(app: Flask, order: str) -> None:
    stranger = Caller(
        *(Cast.sun, None, Cast.fire, f"/{Cast.fire}/", "孙卫东"),
        frozenset({Role.SECTION_HEAD}),
        Cast.sun,
    )
    with app.app_context(), pytest.raises(OrderMissing):
        perform(rectification.escalate, by=stranger, order_id=UUID(order), reason="x")
