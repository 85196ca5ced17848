from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Recorded
from backend.planning.rules import (
    ApprovalState,
    Group,
    Kind,
    MergeAnswer,
    MergeState,
    Mode,
    PlanState,
    Standing,
    Trigger,
    What,
)

# Ids of tasks and inspections stand here without a key: both lie above this slice.


class InspectingBody(Recorded, Base):
    """公布的行政检查主体: since when, until when, and where it was published."""

    __tablename__ = "inspecting_body"

    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    standing: Mapped[Standing]
    published_from: Mapped[date]
    published_to: Mapped[date | None]
    source: Mapped[str]
    by_name: Mapped[str]


class Plan(Recorded, Base):
    """检查计划 of a year. `revision` guards every change."""

    __tablename__ = "plan"
    __table_args__ = (Index("ix_plan_agency_id_year", "agency_id", "year"),)

    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    year: Mapped[int]
    name: Mapped[str]
    kind: Mapped[Kind]
    state: Mapped[PlanState] = mapped_column(default=PlanState.DRAFT)
    document: Mapped[str]  # 批准文号; a campaign needs one before it is published
    ordered_by_superior: Mapped[bool]
    by_name: Mapped[str]
    published_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)


class PlanItem(Recorded, Base):
    """What of a plan is looked at, at whom, and when. Subjects are either described by
    `selection` (rules.selects) or listed in PlanSubject."""

    __tablename__ = "plan_item"

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plan.id"), index=True)
    field: Mapped[str]
    checklists: Mapped[list[Any]]  # codes; empty for every checklist of the field
    selection: Mapped[dict[str, Any]]
    months: Mapped[list[Any]]  # 1 to 12; empty for all the year
    full_coverage: Mapped[bool]  # 法定全覆盖


class PlanSubject(Base):
    __tablename__ = "plan_subject"

    plan_item_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plan_item.id"), primary_key=True)
    subject_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("subject.id"), primary_key=True, index=True
    )


class Cap(Recorded, Base):
    """年度检查频次上限: of one agency or every one of a field. It binds once published."""

    __tablename__ = "cap"
    __table_args__ = (Index("ix_cap_year_agency_id", "year", "agency_id"),)

    agency_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"))
    field: Mapped[str]  # empty for whatever the agency looks at
    year: Mapped[int]
    subject_group: Mapped[Group | None]
    number: Mapped[int]
    published_on: Mapped[date | None]
    document: Mapped[str]
    ended_on: Mapped[date | None]
    by_name: Mapped[str]


class CountingRule(Recorded, Base):
    """How visits count (L22): read from the top, the first row that fits decides."""

    __tablename__ = "counting_rule"

    place: Mapped[int] = mapped_column(unique=True)
    kind: Mapped[Kind | None]
    trigger: Mapped[Trigger | None]
    subject_group: Mapped[Group | None]
    counted: Mapped[bool]
    blocks: Mapped[bool]
    warns: Mapped[bool]
    why: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)


class Approval(Recorded, Base):
    """审批 by the head of the agency, of a plan or of a single start. What was decided stays.

    An emergency begins first; its approval must be made up by `due`. One that was given in advance
    holds until `valid_until` and is used once, by `task_id`.
    """

    __tablename__ = "approval"
    __table_args__ = (
        Index("ix_approval_agency_id_state", "agency_id", "state"),
        Index("ix_approval_subject_id_agency_id", "subject_id", "agency_id"),
    )

    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    what: Mapped[What]
    title: Mapped[str]
    state: Mapped[ApprovalState] = mapped_column(default=ApprovalState.PENDING)
    plan_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("plan.id"), index=True)
    subject_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("subject.id"))
    checklist_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("checklist.id"))
    kind: Mapped[Kind | None]
    trigger: Mapped[Trigger | None]
    wish: Mapped[dict[str, Any]]  # what was asked for, in words for who decides
    asked_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    asked_by_name: Mapped[str]
    reason: Mapped[str]
    emergency: Mapped[bool]
    due: Mapped[datetime | None] = mapped_column(index=True)
    valid_until: Mapped[date | None]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("account.id"))
    decided_by_name: Mapped[str] = mapped_column(default="")
    delegated_from: Mapped[str] = mapped_column(default="")  # the head in whose place
    decided_at: Mapped[datetime | None]
    remarks: Mapped[str] = mapped_column(default="")
    task_id: Mapped[uuid.UUID | None] = mapped_column(unique=True)


class Delegation(Recorded, Base):
    """委托审批: another decides in the head's place, from the first day to the last."""

    __tablename__ = "delegation"

    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    from_account: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"))
    from_name: Mapped[str]
    to_account: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
    to_name: Mapped[str]
    from_day: Mapped[date]
    to_day: Mapped[date]
    reason: Mapped[str]
    ended_at: Mapped[datetime | None]


class Visit(Recorded, Base):
    """One check of a subject, as it counts for its agency and year. Only grows."""

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_subject_id_day", "subject_id", "day"),
        Index("ix_visit_agency_id_year", "agency_id", "year"),
    )

    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id"))
    field: Mapped[str]
    day: Mapped[date]
    year: Mapped[int]
    kind: Mapped[Kind]
    mode: Mapped[Mode]
    trigger: Mapped[Trigger]
    counted: Mapped[bool]
    joint_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("merge_proposal.id"))
    task_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    inspection_id: Mapped[uuid.UUID | None]


class MergeProposal(Recorded, Base):
    """综合查一次: several agencies are about to check the same subject; once they all agree it is
    one visit, and `saved` tells how many the subject was spared."""

    __tablename__ = "merge_proposal"

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id"), index=True)
    state: Mapped[MergeState] = mapped_column(default=MergeState.PROPOSED)
    window_to: Mapped[date]
    saved: Mapped[int] = mapped_column(default=0)
    settled_at: Mapped[datetime | None]


class MergeSide(Recorded, Base):
    """One agency's part in a proposal: a task that it has, or an item of its plan."""

    __tablename__ = "merge_side"
    __table_args__ = (UniqueConstraint("proposal_id", "agency_id"),)

    proposal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("merge_proposal.id"))
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    task_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    plan_item_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("plan_item.id"))
    what: Mapped[str]  # in words
    answer: Mapped[MergeAnswer] = mapped_column(default=MergeAnswer.NONE)
    reason: Mapped[str] = mapped_column(default="")
    by_name: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
