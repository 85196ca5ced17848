"""The states of a task and the ways between them. Pure: no database, no web."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    ROUTINE = "routine"
    CAMPAIGN = "campaign"
    RANDOM = "random"
    RECHECK = "recheck"


class State(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ACTIVE = "active"
    REVIEW = "review"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Answer(StrEnum):
    NONE = "none"
    ACCEPTED = "accepted"
    DECLINED = "declined"


KIND_IN_WORDS = {
    Kind.ROUTINE: "日常检查",
    Kind.CAMPAIGN: "专项检查",
    Kind.RANDOM: "双随机抽查",
    Kind.RECHECK: "复查",
}

IN_WORDS = {
    State.PENDING: "待接收",
    State.ACCEPTED: "待检查",
    State.DECLINED: "已退回",
    State.ACTIVE: "进行中",
    State.REVIEW: "待复核",
    State.DONE: "已办结",
    State.WITHDRAWN: "已撤回",
}

# Each state and those from which it is reached.
BEFORE: dict[State, frozenset[State]] = {
    State.PENDING: frozenset({State.DECLINED}),
    State.ACCEPTED: frozenset({State.PENDING}),
    State.DECLINED: frozenset({State.PENDING, State.ACCEPTED}),
    State.ACTIVE: frozenset({State.ACCEPTED, State.PENDING}),
    State.REVIEW: frozenset({State.ACTIVE}),
    State.DONE: frozenset({State.REVIEW}),
    State.WITHDRAWN: frozenset({State.PENDING, State.ACCEPTED, State.DECLINED}),
}

OPEN = frozenset({State.PENDING, State.ACCEPTED, State.ACTIVE})


class Tab(StrEnum):
    """The tabs of the inbox. Late ones stand in their own tab and in that of their state."""

    PENDING = "pending"
    TODO = "todo"
    ACTIVE = "active"
    REVIEW = "review"
    DONE = "done"
    LATE = "late"


STATES_OF_TAB: dict[Tab, frozenset[State]] = {
    Tab.PENDING: frozenset({State.PENDING}),
    Tab.TODO: frozenset({State.ACCEPTED}),
    Tab.ACTIVE: frozenset({State.ACTIVE}),
    Tab.REVIEW: frozenset({State.REVIEW}),
    Tab.DONE: frozenset({State.DONE}),
    Tab.LATE: OPEN,
}


def is_late(state: State, deadline: date, today: date) -> bool:
    return state in OPEN and deadline < today
