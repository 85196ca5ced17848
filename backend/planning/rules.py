"""Kinds, modes and triggers of an inspection, which plan reaches whom, and how a visit counts.

Pure: no database, no web.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, Protocol, TypeVar


class Kind(StrEnum):
    ROUTINE = "routine"
    CAMPAIGN = "campaign"
    RANDOM = "random"
    CASE = "case"
    RECHECK = "recheck"


class Mode(StrEnum):
    SITE = "site"
    OFFSITE = "offsite"
    WRITTEN = "written"
    JOINT = "joint"


class Trigger(StrEnum):
    PLAN = "plan"
    PATROL = "patrol"
    ASSIGNED = "assigned"
    COMPLAINT = "complaint"
    MONITORING = "monitoring"
    TRANSFER = "transfer"
    SUPERIOR = "superior"
    REQUEST = "request"
    EMERGENCY = "emergency"
    ORDER = "order"  # an order to put something right, which a recheck follows
    COVERAGE = "coverage"  # 法定全覆盖: what a plan item says, never chosen


class Group(StrEnum):
    """Subjects by how the yearly caps reach them: 个体工商户 and 合作社 as enterprises do."""

    ENTERPRISE = "enterprise"
    SOLE = "sole"
    OTHER = "other"


class Notice(StrEnum):
    ARRIVAL = "arrival"
    ISSUED = "issued"
    EXEMPT = "exempt"


class Standing(StrEnum):
    ORGAN = "organ"
    AUTHORISED = "authorised"
    ENTRUSTED = "entrusted"


class PlanState(StrEnum):
    DRAFT = "draft"
    PENDING = "pending"
    APPROVED = "approved"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ApprovalState(StrEnum):
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    RETURNED = "returned"


class What(StrEnum):
    PLAN = "plan"
    START = "start"


class MergeState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class MergeAnswer(StrEnum):
    NONE = "none"
    ACCEPTED = "accepted"
    DECLINED = "declined"


KIND_IN_WORDS = {
    Kind.ROUTINE: "日常检查",
    Kind.CAMPAIGN: "专项检查",
    Kind.RANDOM: "双随机抽查",
    Kind.CASE: "个案检查",
    Kind.RECHECK: "复查",
}
MODE_IN_WORDS = {
    Mode.SITE: "现场检查",
    Mode.OFFSITE: "非现场检查",
    Mode.WRITTEN: "书面核查",
    Mode.JOINT: "联合检查",
}
TRIGGER_IN_WORDS = {
    Trigger.PLAN: "按计划",
    Trigger.PATROL: "日常巡查",
    Trigger.ASSIGNED: "交办转办",
    Trigger.COMPLAINT: "投诉举报",
    Trigger.MONITORING: "数据监测",
    Trigger.TRANSFER: "移送",
    Trigger.SUPERIOR: "上级部署",
    Trigger.REQUEST: "当事人申请",
    Trigger.EMERGENCY: "紧急情况",
    Trigger.ORDER: "责令改正后复查",
    Trigger.COVERAGE: "法定全覆盖",
}
CHOSEN = tuple(each for each in Trigger if each not in (Trigger.ORDER, Trigger.COVERAGE))
GROUP_IN_WORDS = {
    Group.ENTERPRISE: "企业",
    Group.SOLE: "个体工商户、合作社",
    Group.OTHER: "非企业",
}
NOTICE_IN_WORDS = {
    Notice.ARRIVAL: "到场时当面送达检查通知书",
    Notice.ISSUED: "检查通知书已经送达",
    Notice.EXEMPT: "不提前通知（飞行检查、突击检查）",
}
STANDING_IN_WORDS = {
    Standing.ORGAN: "行政机关",
    Standing.AUTHORISED: "法律法规授权组织",
    Standing.ENTRUSTED: "受委托组织",
}
PLAN_IN_WORDS = {
    PlanState.DRAFT: "草稿",
    PlanState.PENDING: "待审批",
    PlanState.APPROVED: "已批准",
    PlanState.PUBLISHED: "已公布",
    PlanState.WITHDRAWN: "已撤销",
}
APPROVAL_IN_WORDS = {
    ApprovalState.PENDING: "待审批",
    ApprovalState.APPROVED: "已批准",
    ApprovalState.REJECTED: "不批准",
    ApprovalState.RETURNED: "退回补充",
}
MERGE_IN_WORDS = {
    MergeState.PROPOSED: "待答复",
    MergeState.ACCEPTED: "已合并",
    MergeState.DECLINED: "没有合并",
}

PLANNED_KINDS = (Kind.ROUTINE, Kind.CAMPAIGN, Kind.RANDOM)
ENTERED = frozenset({Mode.SITE, Mode.JOINT})  # 入企; what is looked at from afar is none


def group_of(subject_kind: str) -> Group:
    if subject_kind == "企业":
        return Group.ENTERPRISE
    return Group.SOLE if subject_kind in ("个体工商户", "农民专业合作社") else Group.OTHER


class CountsAs(NamedTuple):
    """How a visit stands to the yearly cap (L22)."""

    counted: bool
    blocks: bool
    warns: bool


class Counting(Protocol):
    """A row of the settings table: None stands for any."""

    kind: Kind | None
    trigger: Trigger | None
    subject_group: Group | None
    counted: bool
    blocks: bool
    warns: bool


def counts_as(
    rows: Iterable[Counting], kind: Kind, mode: Mode, trigger: Trigger, group: Group
) -> CountsAs:
    """The first row that fits decides. Who does not enter disturbs nobody and never counts."""
    if mode not in ENTERED:
        return CountsAs(counted=False, blocks=False, warns=False)
    for row in rows:
        if (
            row.kind in (None, kind)
            and row.trigger in (None, trigger)
            and row.subject_group in (None, group)
        ):
            return CountsAs(row.counted, row.blocks, row.warns)
    return CountsAs(counted=True, blocks=True, warns=True)


class Ceiling(Protocol):
    agency_id: Any
    field: str
    subject_group: Group | None
    number: int


C = TypeVar("C", bound=Ceiling)


def tightest(
    caps: Iterable[C], group: Group, times: Mapping[str, int], field: str | None = None
) -> tuple[C, int] | None:
    """Of the caps that reach a subject in a field, or in any where none is named, the one that
    leaves the least, with how much of it is used. `times` are visits by field: a cap of one field
    counts that one alone."""
    reaching = [
        (cap, times.get(cap.field, 0) if cap.field else sum(times.values()))
        for cap in caps
        if cap.subject_group in (None, group) and (field is None or cap.field in ("", field))
    ]
    return min(reaching, key=lambda each: (each[0].number - each[1], each[0].number), default=None)


def selects(selection: Mapping[str, Any], subject: Mapping[str, Any]) -> bool:
    """Whether what a plan item says of its subjects fits one: `kinds`, `tags`, beginnings of
    `industries` and of `regions`. What is not said excludes nobody; nothing said, no one."""
    said = [key for key in ("kinds", "tags", "industries", "regions") if selection.get(key)]
    fits: dict[str, Callable[[Any], bool]] = {
        "kinds": lambda wanted: subject["kind"] in wanted,
        "tags": lambda wanted: any(tag in wanted for tag in subject["tags"]),
        "industries": lambda wanted: subject["industry_code"].startswith(tuple(wanted)),
        "regions": lambda wanted: subject["region_code"].startswith(tuple(map(_within, wanted))),
    }
    return bool(said) and all(fits[key](selection[key]) for key in said)


def _within(region: str) -> str:
    """What the codes of a province or city begin with: 330600 is all of 3306."""
    if len(region) == 6 and region.endswith("00"):
        return region[:2] if region.endswith("0000") else region[:4]
    return region


def in_months(months: Iterable[int], first: date, last: date) -> bool:
    """Whether any day from first to last lies in one of the months; none named, all the year."""
    wanted = set(months)
    if not wanted:
        return True
    day = first
    while day <= last:
        if day.month in wanted:
            return True
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return False


def saved(sides: int) -> int:
    """Visits that a subject is spared when so many checks are made at one."""
    return max(sides - 1, 0)
