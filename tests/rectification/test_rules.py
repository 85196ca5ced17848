"""What becomes of an order, without web or database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.workdays import working_days_between
from backend.inspections.rectification import rules
from backend.inspections.rectification.rules import Act, Outcome, Reminder, State

DUE = date(2026, 12, 1)
SENT = [
    (date(2026, 11, 26), Reminder.SOON),
    (date(2026, 11, 30), Reminder.TOMORROW),
    (date(2026, 12, 2), Reminder.LATE),
    (date(2026, 12, 15), Reminder.RECHECK),
]


@given(st.lists(st.sampled_from(sorted(set(Act) - {Act.REOPEN})), max_size=30))
def test_whatever_is_done_an_order_that_has_ended_stays_as_it_ended(acts: list[Act]) -> None:
    state = State.OPEN
    for act in acts:
        way = rules.WAYS[act]
        before, state = state, way.to if state in way.before else state
        assert before == state or before not in rules.SETTLED


def test_every_state_is_reached_and_left_or_an_end() -> None:
    reached = {way.to for way in rules.WAYS.values()} | {State.OPEN}
    left = {state for way in rules.WAYS.values() for state in way.before}
    assert reached == set(State)
    without = {s for act, way in rules.WAYS.items() if act is not Act.REOPEN for s in way.before}
    assert set(State) - without == rules.SETTLED
    assert left == set(State)  # only a recheck that its review returned leaves an end
    assert set(rules.IN_WORDS) == set(State)


@pytest.mark.parametrize(
    ("corrected", "outcome"),
    [(["a", "b"], Outcome.CORRECTED), (["b"], Outcome.PARTLY), ([], Outcome.NOT)],
)
def test_the_outcome_counts_the_items(corrected: list[str], outcome: Outcome) -> None:
    assert rules.outcome(["a", "b"], corrected) is outcome


@pytest.mark.parametrize(
    ("outcome", "again", "case", "act"),
    [
        (Outcome.CORRECTED, False, False, Act.CLOSE),
        (Outcome.PARTLY, False, False, Act.FALL_SHORT),
        (Outcome.NOT, False, False, Act.FAIL),
        (Outcome.PARTLY, True, False, Act.REORDER),
        (Outcome.NOT, True, False, Act.REORDER),
        (Outcome.NOT, True, True, Act.TO_CASE),
        (Outcome.CORRECTED, True, True, Act.CLOSE),
    ],
)
def test_what_a_recheck_does_to_its_order(
    outcome: Outcome, again: bool, case: bool, act: Act
) -> None:
    assert rules.judged(outcome, ordered_again=again, to_case=case) is act


def test_reminders_come_three_and_one_working_days_before_one_after_and_when_to_look() -> None:
    calls = rules.calls([DUE], recheck_days=10)
    assert [(call.day, call.about) for call in calls] == SENT


def test_each_items_own_date_is_reminded_of() -> None:
    calls = rules.calls([DUE, DUE + timedelta(days=30), DUE], recheck_days=10)
    assert len(calls) == 8


@given(st.dates(date(2026, 11, 1), date(2026, 12, 20)), st.dates(date(2026, 1, 5), DUE))
def test_a_worker_that_slept_says_the_latest_and_each_only_once(today: date, after: date) -> None:
    calls = rules.calls([DUE], recheck_days=10)
    said = rules.due_call(calls, state=State.OPEN, after=after, today=today)
    expected = [call for call in calls if after < call.day <= today]
    assert said == (expected[-1] if expected else None)
    assert rules.due_call(calls, state=State.OPEN, after=today, today=today) is None


def test_what_was_reported_is_only_to_be_looked_at() -> None:
    calls = rules.calls([DUE], recheck_days=10)
    days = [DUE - timedelta(days=8) + timedelta(days=n) for n in range(30)]
    said = [
        rules.due_call(calls, state=State.REPORTED, after=day - timedelta(days=1), today=day)
        for day in days
    ]
    assert [call.about for call in said if call] == [Reminder.RECHECK]
    assert not any(
        rules.due_call(calls, state=state, after=DUE - timedelta(days=20), today=DUE)
        for state in set(State) - rules.RUNNING
    )


def test_the_look_is_due_so_many_working_days_after_the_date() -> None:
    assert working_days_between(DUE, rules.recheck_by(DUE, 10)) == 10
