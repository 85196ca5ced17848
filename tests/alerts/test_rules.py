"""Each rule on its edges: nothing before the threshold, graver as the day comes nearer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from backend.alerts.readers import looked_after
from backend.alerts.rules import (
    ABOUT,
    Rule,
    Seen,
    Urgency,
    abnormal,
    certificate,
    licence,
    repeated,
    task_due,
    unanswered,
    unsent,
    untransferred,
)
from backend.core.auth import Role

TUESDAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)


def days(count: int) -> date:
    return TUESDAY + timedelta(days=count)


def graveness(seen: Seen | None) -> Urgency | None:
    return seen.urgency if seen else None


@pytest.mark.parametrize(
    ("left", "urgency"),
    [(31, None), (30, "soon"), (8, "soon"), (7, "urgent"), (0, "urgent"), (-1, "late")],
)
def test_a_certificate_or_licence_that_ends(left: int, urgency: str | None) -> None:
    assert graveness(certificate(days(left), TUESDAY, 30)) == urgency
    assert graveness(licence("食品经营许可证", days(left), TUESDAY, 30)) == urgency
    assert licence("食品经营许可证", None, TUESDAY, 30) is None


@pytest.mark.parametrize(
    ("left", "urgency"), [(3, None), (2, "soon"), (1, "soon"), (0, "urgent"), (-1, "late")]
)
def test_a_task_counts_in_working_days(left: int, urgency: str | None) -> None:
    assert graveness(task_due(days(left), TUESDAY, 2)) == urgency


def test_a_deadline_on_a_rest_day_is_due_before_it() -> None:
    friday = date(2026, 11, 27)
    assert graveness(task_due(date(2026, 11, 29), friday, 2)) == Urgency.URGENT


def test_who_was_inspected_lately() -> None:
    assert repeated([], TUESDAY, 30) is None
    assert repeated([(days(-31), "消防")], TUESDAY, 30) is None
    seen = repeated([(days(-30), "消防"), (days(-2), "消防"), (days(-1), "城管")], TUESDAY, 30)
    assert seen is not None
    assert seen.words.startswith("30 天内消防、城管已查过 3 次")


def test_a_subject_that_is_no_more_or_is_listed() -> None:
    listed = ("经营异常名录", "严重违法失信名单")
    assert abnormal("存续", ["餐饮"], listed) is None
    assert graveness(abnormal("存续", ["经营异常名录"], listed)) == Urgency.SOON
    assert graveness(abnormal("注销", [], listed)) == Urgency.URGENT


@pytest.mark.parametrize(
    ("left", "urgency"), [(3, None), (2, "soon"), (1, "urgent"), (0, "urgent"), (-1, "late")]
)
def test_a_hand_over_that_nobody_answers(left: int, urgency: str | None) -> None:
    assert graveness(unanswered("签收", days(left), TUESDAY, 2)) == urgency


def test_the_24_hours_have_nothing_to_wait_for() -> None:
    assert untransferred(NOW + timedelta(hours=1), NOW).urgency is Urgency.URGENT
    assert untransferred(NOW - timedelta(hours=1), NOW).urgency is Urgency.LATE


def test_what_a_phone_has_not_sent() -> None:
    assert unsent(NOW - timedelta(hours=23), 3, NOW, 1) is None
    seen = unsent(NOW - timedelta(hours=50), 3, NOW, 1)
    assert seen is not None
    assert seen.words == "手机里有 3 条存了 2 天还没发出"


def test_every_rule_says_what_is_to_be_done() -> None:
    assert {*ABOUT} == {*Rule}
    assert all(about.to_do and about.means for about in ABOUT.values())


def test_who_looks_after_what_of_an_agency() -> None:
    assert looked_after({Role.OFFICER, Role.LEADER}) == []
    assert looked_after({Role.SECTION_HEAD}) == [*Rule]
    assert set(looked_after({Role.REGISTER_ADMIN})) == {
        Rule.CERTIFICATE,
        Rule.ABNORMAL,
        Rule.LICENCE,
        Rule.SNAPSHOT,
    }
    assert looked_after({Role.SYSTEM_ADMIN}) == []
