from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from backend import matters
from backend.handovers.rules import (
    BASIS,
    LEADS,
    Part,
    Picked,
    State,
    Way,
    answer_by,
    decide_by,
    fits,
    is_kin,
    lacks,
    transfer_by,
)

FRIDAY = date(2026, 11, 27)


def test_a_suspected_crime_is_decided_on_within_three_days_and_goes_within_24_hours() -> None:
    assert decide_by(FRIDAY, police_workdays=False) == date(2026, 11, 30)
    assert decide_by(FRIDAY, police_workdays=True) == date(2026, 12, 2)
    approved = datetime(2026, 11, 28, 1, 30, tzinfo=UTC)
    assert transfer_by(approved) == datetime(2026, 11, 29, 1, 30, tzinfo=UTC)


def test_others_are_answered_in_working_days() -> None:
    assert answer_by(Way.CLUE, FRIDAY, 5, police_workdays=False) == date(2026, 12, 4)
    assert answer_by(Way.POLICE, FRIDAY, 5, police_workdays=False) == date(2026, 11, 30)


@pytest.mark.parametrize("kind", [Picked.FINDING, Picked.SUBJECT])
def test_only_tasks_are_passed_on_as_work(kind: Picked) -> None:
    assert fits(Way.OFFICER, [Picked.TASK])
    assert not fits(Way.OFFICER, [Picked.TASK, kind])
    assert fits(Way.CLUE, [Picked.TASK, kind])


def test_a_part_that_is_not_there_needs_its_reason_but_for_the_others() -> None:
    there: list[Part | None] = [Part.LETTER, Part.REPORT, None]
    assert lacks(there, {}) == [Part.GOODS, Part.EXPERT]
    assert lacks(there, {Part.GOODS: "没有扣押物品"}) == [Part.EXPERT]
    assert lacks([*Part], {}) == []


def test_agencies_of_one_line_are_kin() -> None:
    city, own, other = "/1/2/", "/1/2/3/", "/1/2/4/"
    assert is_kin(own, "市场监管", city, "市场监管")
    assert is_kin(own, "市场监管", other, "市场监管")
    assert not is_kin(own, "市场监管", other, "消防救援")
    assert not is_kin(own, "市场监管", own, "市场监管")
    assert not is_kin("/3/", "市场监管", "/4/", "市场监管")


def test_nothing_leads_out_of_an_end() -> None:
    ends = {State.RECEIVED, State.REFUSED, State.WITHDRAWN}
    assert not any(before & ends for _, before in LEADS.values())


def test_each_citation_stands_in_the_kept_copies() -> None:
    for law, article in {each for found in BASIS.values() for each in found}:
        assert matters.law_article(law, article).text
    six = matters.law_article("行政执法机关移送涉嫌犯罪案件的规定", "第六条").text
    assert "涉嫌犯罪案件移送书" in six
    assert "３日内" in matters.law_article("行政执法机关移送涉嫌犯罪案件的规定", "第五条").text
