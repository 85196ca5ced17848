"""The states of a task and the ways between them. Pure: no database, no web."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


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
    # Who was on site before hearing that a colleague had given it back is on site.
    State.ACTIVE: frozenset({State.ACCEPTED, State.PENDING, State.DECLINED, State.REVIEW}),
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


# What is asked before an inspection begins, in this order, with the rules of each.
STEPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("site", "要不要到现场", ("P9",)),
    ("body", "检查主体", ("P1",)),
    ("matter", "检查事项", ("P2",)),
    ("plan", "计划或事由", ("P3",)),
    ("approval", "负责人批准", ("P4",)),
    ("frequency", "次数和重复", ("L22",)),
    ("merge", "综合查一次", ("P5",)),
    ("team", "检查人员", ("L1", "L2", "L4")),
    ("form", "检查表版本", ("P6",)),
    ("notice", "检查通知", ("P7",)),
    ("act_code", "行政行为码", ("P8",)),
)
