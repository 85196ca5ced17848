from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core import clock
from backend.core.database import Base, Recorded


class ChangeKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"  # no longer in the source that it came from
    RESTORED = "restored"
    MERGED = "merged"
    SPLIT = "split"
    CODE_ACCEPTED = "code_accepted"  # a code of old times that fails today's check


def _where_there_is(column: str) -> Index:
    there = text(f"{column} IS NOT NULL")
    return Index(f"ix_subject_{column}", column, sqlite_where=there, postgresql_where=there)


class Subject(Recorded, Base):
    """监管对象. Known by 统一社会信用代码, by 身份证号 (sealed), or by a number of our own where
    there is neither (无证无照, 场所, 设备, 工程项目).

    `longitude` and `latitude` are WGS-84 degrees; what the source said stands raw beside its
    system. A subject that was merged or that its source no longer has stays, for the records that
    name it, and is found no more. `version` guards every change.
    """

    __tablename__ = "subject"
    __table_args__ = (
        Index("ix_subject_source_uscc_row_hash", "source", "uscc", "row_hash"),  # for snapshots
        Index("ix_subject_region_code_id", "region_code", "id"),  # the newest of a town
        # Only those that have it: asked for all others it would be the whole register, and each
        # row of an import would be written to it for nothing.
        *map(_where_there_is, ("merged_into", "legacy_number", "phone_hash", "liaison_phone_hash")),
    )

    uscc: Mapped[str | None] = mapped_column(unique=True)
    org_code: Mapped[str | None] = mapped_column(index=True)  # 组织机构代码, nine characters
    legacy_number: Mapped[str | None]  # 注册号 of before 2015
    internal_number: Mapped[str | None] = mapped_column(unique=True)
    id_number_sealed: Mapped[str | None]
    id_number_hash: Mapped[str | None] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    state: Mapped[str]  # 存续、注销、吊销、迁出
    address: Mapped[str]  # 住所, as registered
    operating_address: Mapped[str] = mapped_column(default="")  # 经营地址 where it is another
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    industry_code: Mapped[str]  # GB/T 4754-2017
    industry_name: Mapped[str]
    credit: Mapped[str]  # of the newest month in subject_credit
    risk: Mapped[str]
    legal_rep: Mapped[str]
    phone_sealed: Mapped[str | None]
    phone_hash: Mapped[str | None]
    liaison: Mapped[str] = mapped_column(default="")
    liaison_phone_sealed: Mapped[str | None]
    liaison_phone_hash: Mapped[str | None]
    established: Mapped[date | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    raw_latitude: Mapped[float | None]
    raw_longitude: Mapped[float | None]
    crs: Mapped[str] = mapped_column(default="WGS84")  # of the raw pair
    position_source: Mapped[str] = mapped_column(default="")
    tags: Mapped[list[Any]]  # 专项库
    importance: Mapped[int] = mapped_column(default=0)  # the larger is found first
    source: Mapped[str] = mapped_column(default="")
    row_hash: Mapped[str | None]  # of the row in the source, so that a snapshot can be compared
    fictitious: Mapped[bool] = mapped_column(default=False)
    merged_into: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("subject.id"))
    removed_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    version: Mapped[int] = mapped_column(default=1)


class Change(Recorded, Base):
    """One change of a subject: who said it, since when it holds. Only grows.

    `facts` is {field: [before, after]}; sealed fields appear masked, never in clear.
    """

    __tablename__ = "subject_change"

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id"), index=True)
    kind: Mapped[ChangeKind]
    source: Mapped[str]
    valid_from: Mapped[date]
    account_id: Mapped[uuid.UUID | None]
    by_name: Mapped[str]
    reason: Mapped[str]
    facts: Mapped[dict[str, Any]]


class Credit(Base):
    """信用等级 of one month, such as 2026-10."""

    __tablename__ = "subject_credit"

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    month: Mapped[str] = mapped_column(primary_key=True)
    grade: Mapped[str]
    source: Mapped[str]


class Licence(Recorded, Base):
    """许可证件."""

    __tablename__ = "subject_licence"

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id"), index=True)
    kind: Mapped[str]
    number: Mapped[str] = mapped_column(index=True)
    issuer: Mapped[str]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None] = mapped_column(index=True)  # None: without a term


class Feed(Recorded, Base):
    """What search and map have yet to take in: ids of subjects that were changed.

    Written without a `position`. Once committed it gets one from the single sequencer
    (feed.sequence), so that no reader passes by a row that was committed late (design.md way 10).
    """

    __tablename__ = "subject_feed"

    position: Mapped[int | None] = mapped_column(unique=True)
    subject_ids: Mapped[list[Any]]


class Snapshot(Recorded, Base):
    """A register's daily full snapshot: what the comparison found, beside the import that what
    differs is written by. `changed_ns` tells the file from a later one of the same name.

    `promised` is how many rows the source says it sent. `examples` are {added, changed, removed},
    a few of each. `mass` says that so many would be removed that it needs a reason. `working_at` is
    when the worker that compares was last heard of.
    """

    __tablename__ = "subject_snapshot"

    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("import_file.id"), unique=True)
    changed_ns: Mapped[int] = mapped_column(BigInteger)
    promised: Mapped[int | None]
    row_count: Mapped[int] = mapped_column(default=0)
    before: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    mass: Mapped[bool] = mapped_column(default=False)
    examples: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(default="")
    working_at: Mapped[datetime | None]


class SnapshotSource(Base):
    """The comparison of each source that was begun last, or confirmed: only it may be gone on with,
    and an older one confirmed only where it came to nothing."""

    __tablename__ = "snapshot_source"

    source: Mapped[str] = mapped_column(primary_key=True)
    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("import_file.id"))


class PastInspection(Recorded, Base):
    """以往检查: a result from before this system, or of another agency's.

    One that was entered afterwards (数据补录) says who said so, who entered it and when.
    """

    __tablename__ = "past_inspection"

    subject_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("subject.id"), index=True)
    day: Mapped[date]
    agency_name: Mapped[str]
    result: Mapped[int]
    open: Mapped[bool]
    source: Mapped[str] = mapped_column(default="")
    entered_by: Mapped[str] = mapped_column(default="")
    entered_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
