from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Recorded


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


class Officer(Recorded, Base):
    """执法检查人员. Auxiliary staff (辅助人员) stand here too and never count."""

    __tablename__ = "officer"

    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str]
    post: Mapped[str]
    auxiliary: Mapped[bool] = mapped_column(default=False)
    phone_sealed: Mapped[str | None]
    phone_hash: Mapped[str | None] = mapped_column(index=True)
    id_number_sealed: Mapped[str | None]
    id_number_hash: Mapped[str | None] = mapped_column(unique=True)


class Certificate(Recorded, Base):
    """执法证. One officer may hold several (domain.md 6.5)."""

    __tablename__ = "certificate"

    officer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("officer.id"), index=True)
    number: Mapped[str]
    issuer: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    revoked_on: Mapped[date | None]
    matters: Mapped[list[Any]]  # 可执法领域; empty for all of the agency's


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
