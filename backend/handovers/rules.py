"""The ways a hand-over may go, its states, its terms, and what the police must be given. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from backend.core import workdays


class Way(StrEnum):
    OFFICER = "officer"
    UNIT = "unit"
    CLUE = "clue"
    COPY = "copy"
    CASE = "case"
    POLICE = "police"


class State(StrEnum):
    REPORTED = "reported"
    APPROVED = "approved"
    REFUSED = "refused"
    SENT = "sent"
    RECEIVED = "received"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What is done to a hand-over: each is one step of its trail."""

    SEND = "send"
    APPROVE = "approve"
    REFUSE = "refuse"
    TRANSFER = "transfer"
    RECEIVE = "receive"
    RETURN = "return"
    RESEND = "resend"
    WITHDRAW = "withdraw"


class Picked(StrEnum):
    TASK = "task"
    FINDING = "finding"
    SUBJECT = "subject"


class Part(StrEnum):
    """What goes to the police (行政执法机关移送涉嫌犯罪案件的规定 第六条)."""

    LETTER = "letter"
    REPORT = "report"
    GOODS = "goods"
    EXPERT = "expert"
    OTHER = "other"


class Law(NamedTuple):
    law: str
    article: str


WAY_IN_WORDS = {
    Way.OFFICER: "转派给同事",
    Way.UNIT: "转给本系统单位",
    Way.CLUE: "问题线索移交",
    Way.COPY: "抄告",
    Way.CASE: "案件移送",
    Way.POLICE: "涉嫌犯罪案件移送",
}
IN_WORDS = {
    State.REPORTED: "待审批",
    State.APPROVED: "待移送",
    State.REFUSED: "不批准",
    State.SENT: "待签收",
    State.RECEIVED: "已签收",
    State.RETURNED: "已退回",
    State.WITHDRAWN: "已撤回",
}
ACT_IN_WORDS = {
    Act.SEND: "移交",
    Act.APPROVE: "批准移送",
    Act.REFUSE: "不批准移送",
    Act.TRANSFER: "送达公安机关",
    Act.RECEIVE: "签收",
    Act.RETURN: "退回",
    Act.RESEND: "补充后再移交",
    Act.WITHDRAW: "撤回",
}
PART_IN_WORDS = {
    Part.LETTER: "涉嫌犯罪案件移送书",
    Part.REPORT: "涉嫌犯罪案件情况的调查报告",
    Part.GOODS: "涉案物品清单",
    Part.EXPERT: "有关检验报告或者鉴定结论",
    Part.OTHER: "其他有关涉嫌犯罪的材料",
}
NEEDED = (Part.LETTER, Part.REPORT, Part.GOODS, Part.EXPERT)  # 其他 is whatever there is besides
CRIME = "行政执法机关移送涉嫌犯罪案件的规定"
BASIS: dict[Way, tuple[Law, ...]] = {
    Way.OFFICER: (),
    Way.UNIT: (),
    Way.CLUE: (Law("浙江省综合行政执法条例", "第十八条"),),
    Way.COPY: (Law("浙江省综合行政执法条例", "第十八条"),),
    Way.CASE: (),
    Way.POLICE: (Law(CRIME, "第五条"), Law(CRIME, "第六条")),
}

OPEN = frozenset({State.REPORTED, State.APPROVED, State.SENT, State.RETURNED})
TASKS_ONLY = frozenset({Way.OFFICER, Way.UNIT})

# Where each act leads, and from which states.
LEADS: dict[Act, tuple[State, frozenset[State]]] = {
    Act.APPROVE: (State.APPROVED, frozenset({State.REPORTED})),
    Act.REFUSE: (State.REFUSED, frozenset({State.REPORTED})),
    Act.TRANSFER: (State.SENT, frozenset({State.APPROVED})),
    Act.RECEIVE: (State.RECEIVED, frozenset({State.SENT})),
    Act.RETURN: (State.RETURNED, frozenset({State.SENT})),
    Act.RESEND: (State.SENT, frozenset({State.RETURNED})),
    Act.WITHDRAW: (
        State.WITHDRAWN,
        frozenset({State.REPORTED, State.APPROVED, State.SENT, State.RETURNED}),
    ),
}

POLICE_DAYS = 3  # 第五条: to decide; 第八条: for the police to decide whether they open a case
TRANSFER_HOURS = 24  # 第五条, from the approval


def begins(way: Way) -> State:
    """A suspected crime is reported to the head of the agency first (第五条)."""
    return State.REPORTED if way is Way.POLICE else State.SENT


def fits(way: Way, kinds: Collection[Picked]) -> bool:
    """Work is passed on as tasks; what was found may go as any of the three."""
    return way not in TASKS_ONLY or set(kinds) == {Picked.TASK}


def answer_by(way: Way, sent_on: date, days: int, *, police_workdays: bool) -> date:
    """By when it should be signed for or returned: `days` are working days."""
    if way is Way.POLICE:
        return decide_by(sent_on, police_workdays=police_workdays)
    return workdays.add_working_days(sent_on, days).date


def decide_by(reported_on: date, *, police_workdays: bool) -> date:
    """三日: the source does not say which days, hence a setting."""
    if police_workdays:
        return workdays.add_working_days(reported_on, POLICE_DAYS).date
    return workdays.add_days(reported_on, POLICE_DAYS, roll=False).date


def transfer_by(approved_at: datetime) -> datetime:
    return approved_at + timedelta(hours=TRANSFER_HOURS)


def lacks(there: Collection[Part | None], reasons: Mapping[Part, str]) -> list[Part]:
    """The parts that are neither there nor explained."""
    return [part for part in NEEDED if part not in there and not reasons.get(part)]


def is_kin(one: str, field: str, other: str, other_field: str) -> bool:
    """Whether two agencies belong to one line: one above the other, in the same field, or both
    right below the same one. Paths as Agency.path."""
    if one == other or field != other_field:
        return False
    above, above_other = one.rstrip("/").rpartition("/")[0], other.rstrip("/").rpartition("/")[0]
    return one.startswith(other) or other.startswith(one) or bool(above and above == above_other)
