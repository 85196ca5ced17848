from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Recorded


class AgencyKind(StrEnum):
    GOVERNMENT = "government"  # 人民政府
    ORGAN = "organ"  # 行政机关
    BRANCH = "branch"  # 派出机构
    AUTHORISED = "authorised"  # 法律、法规授权的组织
    ENTRUSTED = "entrusted"  # 受委托组织: acts in another's name, within what was entrusted


class OfficerChangeKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"  # another agency or post
    LEFT = "left"
    RETURNED = "returned"


class Region(Base):
    """行政区划 (GB/T 2260; nine digits for towns)."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    level: Mapped[str]
    parent: Mapped[str] = mapped_column(index=True)


class Agency(Recorded, Base):
    """执法主体. The tree of agencies is not the tree of regions: some have no region code.

    `path` is `/id/id/` from the root to the agency itself, so that what lies below is a prefix.
    Only one of `standing` inspects in its own name. `version` guards every change.
    """

    __tablename__ = "agency"

    uscc: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str]
    short_name: Mapped[str]
    field: Mapped[str]  # 领域, such as 市场监管
    document_prefix: Mapped[str]  # 机关代字, such as 越市监
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"))
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"), index=True)
    path: Mapped[str] = mapped_column(index=True)
    review_authority: Mapped[str]  # 复议机关
    court: Mapped[str]  # 有管辖权的人民法院
    kind: Mapped[AgencyKind] = mapped_column(default=AgencyKind.ORGAN)
    standing: Mapped[bool] = mapped_column(default=True)  # 已公布的行政检查主体
    version: Mapped[int] = mapped_column(default=1)


class Entrustment(Recorded, Base):
    """委托: an agency lets another organisation act in its name, within matters and a term
    (行政处罚法 第二十条)."""

    __tablename__ = "entrustment"

    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"), index=True)  # 受委托组织
    principal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    matters: Mapped[list[Any]]  # 委托的领域或事项
    powers: Mapped[str]  # 权限
    document: Mapped[str]  # 委托书文号
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    published: Mapped[bool]  # 委托书已向社会公布
    ended_on: Mapped[date | None]
    ended_reason: Mapped[str] = mapped_column(default="")


class Officer(Recorded, Base):
    """执法检查人员. Auxiliary staff (辅助人员) stand here too and never count.

    Who left stays, for the records that name them. `version` guards every change.
    """

    __tablename__ = "officer"

    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str]
    post: Mapped[str]  # 部门
    position: Mapped[str] = mapped_column(default="")  # 职务
    auxiliary: Mapped[bool] = mapped_column(default=False)
    phone_sealed: Mapped[str | None]
    phone_hash: Mapped[str | None] = mapped_column(index=True)
    id_number_sealed: Mapped[str | None]
    id_number_hash: Mapped[str | None] = mapped_column(unique=True)
    matters: Mapped[list[Any]] = mapped_column(default=list)  # 可执法领域或事项; empty: all
    expert: Mapped[list[Any]] = mapped_column(default=list)  # 专家类别; empty for most
    left_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class OfficerChange(Recorded, Base):
    """One change of an officer: who said it, since when it holds. Only grows.

    `facts` is {field: [before, after]}; sealed fields appear masked, agencies by their names.
    """

    __tablename__ = "officer_change"

    officer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("officer.id"), index=True)
    kind: Mapped[OfficerChangeKind]
    valid_from: Mapped[date]
    account_id: Mapped[uuid.UUID | None]
    by_name: Mapped[str]
    reason: Mapped[str]
    facts: Mapped[dict[str, Any]]


class Certificate(Recorded, Base):
    """执法证. One officer may hold several."""

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("issuer", "number"),)

    officer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("officer.id"), index=True)
    number: Mapped[str] = mapped_column(index=True)
    issuer: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date] = mapped_column(index=True)
    revoked_on: Mapped[date | None]
    revoked_reason: Mapped[str] = mapped_column(default="")
    matters: Mapped[list[Any]]  # 可执法领域; empty for all of the agency's
    reminded: Mapped[int | None]  # the threshold in days that people were last told of


class Leave(Recorded, Base):
    """请假: the days from first to last on which an officer cannot go."""

    __tablename__ = "officer_leave"

    officer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("officer.id"), index=True)
    from_day: Mapped[date]
    to_day: Mapped[date]
    reason: Mapped[str]
    cancelled_at: Mapped[datetime | None]


class Avoidance(Recorded, Base):
    """回避申报: an officer's tie to a subject, for as long as it lasts (L4)."""

    __tablename__ = "avoidance"

    officer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("officer.id"), index=True)
    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id"), index=True)
    reason: Mapped[str]
    by_name: Mapped[str]
    ended_on: Mapped[date | None]
    ended_reason: Mapped[str] = mapped_column(default="")


class Account(Recorded, Base):
    """Who may sign in. Raising `session_version` ends every session at once."""

    __tablename__ = "account"

    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    officer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("officer.id"), unique=True)
    name: Mapped[str]
    roles: Mapped[list[Any]]
    active: Mapped[bool] = mapped_column(default=True)
    session_version: Mapped[int] = mapped_column(default=1)


class PlatformIdentity(Base):
    """The same person on a platform: (platform, tenant, id) is the key everywhere."""

    __tablename__ = "platform_identity"

    platform: Mapped[str] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("account.id"), index=True)
