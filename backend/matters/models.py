from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core import clock
from backend.core.database import Base, Recorded
from backend.matters.rules import Category, State


class Matter(Recorded, Base):
    """监管事项 of the catalogue: who must supervise whom, by what measure, on what basis, how.

    What 浙江省综合行政执法条例 第六条 asks of the catalogue is never empty: `duty`, `object`,
    `measure`, `basis`, `modes`.
    """

    __tablename__ = "matter"

    code: Mapped[str] = mapped_column(unique=True)  # 目录编码
    name: Mapped[str]
    sub_item: Mapped[str]  # 子项
    field: Mapped[str] = mapped_column(index=True)
    duty: Mapped[str]  # 职责主体
    object: Mapped[str]
    subject_kinds: Mapped[list[Any]]  # whom it concerns in the register; empty for every kind
    subject_tags: Mapped[list[Any]]
    industries: Mapped[list[Any]]  # beginnings of industry codes
    measure: Mapped[str]  # 监管措施
    modes: Mapped[list[Any]]  # 检查方式
    basis: Mapped[list[Any]]  # as on a checklist's item
    category: Mapped[Category]
    ratio: Mapped[int | None]  # 抽查比例, per cent
    yearly: Mapped[int | None]  # 检查频次, times a year at most; None as needed
    qualification: Mapped[str]  # 检查人员要求; empty where a certificate is enough
    content: Mapped[str]  # 检查内容及要求
    materials: Mapped[str]  # 检查材料清单
    office: Mapped[str]  # 责任处室
    active: Mapped[bool] = mapped_column(default=True)  # 有效, 失效
    published_on: Mapped[date | None]
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))  # who maintains it
    updated_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    changed_by: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)


class Implementation(Recorded, Base):
    """实施清单: how one agency carries out a matter, and with which checklists (by their code)."""

    __tablename__ = "implementation"
    __table_args__ = (UniqueConstraint("matter_id", "agency_id"),)

    code: Mapped[str] = mapped_column(unique=True)
    matter_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("matter.id"))
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    checklists: Mapped[list[Any]]
    active: Mapped[bool] = mapped_column(default=True)
    published_on: Mapped[date | None]


class Checklist(Recorded, Base):
    """检查表单: one version. Tasks keep the version they got.

    Triggers refuse to change or remove a version once it is published; it can only be withdrawn.
    `content` of a draft is as people write it; publishing puts the cited articles beside it.
    """

    __tablename__ = "checklist"
    __table_args__ = (UniqueConstraint("code", "version"),)

    code: Mapped[str]
    version: Mapped[int]
    title: Mapped[str]
    field: Mapped[str]
    content: Mapped[dict[str, Any]]
    item_count: Mapped[int]
    key_count: Mapped[int]
    published_at: Mapped[datetime | None]
    state: Mapped[State] = mapped_column(default=State.PUBLISHED, index=True)
    object: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    agency_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"))  # who writes it
    matters: Mapped[list[Any]] = mapped_column(default=list)  # codes of 监管事项
    joined_from: Mapped[list[Any]] = mapped_column(default=list)  # 综合查一次: ids of its parts
    based_on: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("checklist.id"))
    content_hash: Mapped[str | None]
    editors: Mapped[list[Any]] = mapped_column(default=list)  # none of them reviews it
    edited_by: Mapped[str] = mapped_column(default="")
    edited_at: Mapped[datetime | None]
    submitted_by: Mapped[str] = mapped_column(default="")
    reviewed_by: Mapped[str] = mapped_column(default="")
    review_note: Mapped[str] = mapped_column(default="")
    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)  # of a draft; whoever saves names the last
    step: Mapped[int] = mapped_column(default=0)  # where 撤销 and 重做 stand


class ChecklistStep(Base):
    """What a draft was after each change, for 撤销 and 重做; gone once it is published."""

    __tablename__ = "checklist_step"

    checklist_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("checklist.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    said: Mapped[str]
    content: Mapped[dict[str, Any]]
    at: Mapped[datetime]
