"""Orders to correct, yearly caps and approvals that have to be made up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from backend.alerts.rules import Seen, near_cap, recheck, unapproved
from backend.core import clock
from backend.core.auth import Role
from backend.planning import Approval, Cap, Kind, Mode, Trigger, Visit
from backend.planning.rules import What
from tests.alerts.conftest import NOON, Watch, of_rule
from tests.cast import Cast, named
from tests.conftest import Phone
from tests.handovers.conftest import person
from tests.inspections.walk import Walk
from tests.rectification.steps import ordered
from tests.stages import begins

TUESDAY = date(2026, 11, 24)


def graveness(seen: Seen | None) -> str | None:
    return seen.urgency if seen else None


@pytest.mark.parametrize(
    ("due", "until", "urgency"),
    [(6, 20, None), (3, 17, "soon"), (0, 14, "soon"), (-1, 13, "urgent"), (-15, -1, "late")],
)
def test_an_order_before_its_date_after_it_and_past_its_recheck(
    due: int, until: int, urgency: str | None
) -> None:
    days = [TUESDAY + timedelta(days=each) for each in (due, until)]
    assert graveness(recheck("越市监责改〔2026〕1号", days[0], days[1], TUESDAY, 3)) == urgency


@pytest.mark.parametrize(
    ("counted", "left", "urgency"), [(0, 1, None), (0, 2, "soon"), (1, 1, "soon"), (2, 1, "urgent")]
)
def test_a_cap_of_two(counted: int, left: int, urgency: str | None) -> None:
    assert graveness(near_cap(counted, 2, left)) == urgency


def test_what_has_to_be_made_up_within_its_hours() -> None:
    assert graveness(unapproved(NOON + timedelta(hours=30), NOON, 24)) is None
    assert graveness(unapproved(NOON + timedelta(hours=3), NOON, 24)) == "urgent"
    assert graveness(unapproved(NOON - timedelta(hours=3), NOON, 24)) == "late"


@begins("submitted")
def test_who_ordered_it_is_told_when_it_is_time_to_look_again(
    app: Flask, cast: Cast, watch: Watch, walk: Walk, later: Callable[[datetime], None]
) -> None:
    order = ordered(walk)
    later(NOON + timedelta(days=10))
    watch.look()
    for account in (cast.chen, cast.shen):
        [found] = of_rule(Phone(app, account), "recheck")
        assert (found["target"], found["target_id"]) == ("order", order)
        assert found["urgency"] == "urgent"


def test_who_is_to_go_once_more_is_told_of_the_cap(
    noon: object, watch: Watch, task: str, chen: Phone
) -> None:
    watch.change(capped)
    watch.look()
    [found] = of_rule(chen, "cap")
    assert found["words"].startswith("今年已查 1 次，年度上限 2 次")


def test_what_was_checked_in_another_field_is_no_reason_to_warn(
    noon: object, watch: Watch, task: str, chen: Phone
) -> None:
    watch.change(lambda session: capped(session, checked="城市管理"))
    watch.look()
    assert of_rule(chen, "cap") == []


def test_who_is_there_already_is_not_told_of_the_cap(watch: Watch, walk: Walk) -> None:
    watch.change(capped)
    walk.arrive()
    watch.look()
    assert of_rule(walk.chen, "cap") == []


def test_an_emergency_that_nobody_has_approved_presses_its_head(
    noon: object, app: Flask, watch: Watch, chen: Phone
) -> None:
    roles = (Role.OFFICER, Role.AGENCY_HEAD)
    head = Phone(app, person(app, "boss", "局长老郑", Cast.market, *roles))
    watch.change(unapproved_start)
    watch.look()
    for phone in (head, chen):
        [found] = of_rule(phone, "approval")
        assert (found["urgency"], found["target"]) == ("late", "approval")


def capped(session: Session, checked: str = "市场监管") -> None:
    session.add(
        Cap(
            agency_id=Cast.market,
            field="市场监管",
            year=2026,
            subject_group=None,
            number=2,
            published_on=date(2026, 1, 1),
            document="越市监〔2026〕1号",
            by_name="俞建国",
        )
    )
    session.add(
        Visit(
            agency_id=Cast.market,
            subject_id=Cast.subject,
            field=checked,
            day=date(2026, 3, 2),
            year=2026,
            kind=Kind.ROUTINE,
            mode=Mode.SITE,
            trigger=Trigger.PLAN,
            counted=True,
            task_id=named("an earlier task"),
        )
    )


def unapproved_start(session: Session) -> None:
    session.add(
        Approval(
            agency_id=Cast.market,
            what=What.START,
            title="鑫源餐饮店 紧急检查",
            wish={},
            asked_by=Cast.chen,
            asked_by_name="陈立群",
            reason="有人投诉食物中毒",
            emergency=True,
            due=clock.now() - timedelta(hours=1),
        )
    )
