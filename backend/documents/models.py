from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.database import Base, Recorded


class NumberState(StrEnum):
    RESERVED = "reserved"
    ISSUED = "issued"
    VOIDED = "voided"


class DocumentNumber(Recorded, Base):
    """文号. Every number from 1 to the highest is issued, voided with a reason, or reserved."""

    __tablename__ = "document_number"
    __table_args__ = (UniqueConstraint("agency_id", "kind", "year", "serial"),)

    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str]
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str]
    state: Mapped[NumberState]
    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("task.id"), index=True)
    verify_code: Mapped[str] = mapped_column(unique=True)
    reserved_until: Mapped[datetime]
    void_reason: Mapped[str | None]
    settled_at: Mapped[datetime | None]


class PublishedTemplate(Base):
    """A published version of a template. It never changes: old documents point at it."""

    __tablename__ = "published_template"

    kind: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    program: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]


class Document(Base):
    """文书 as it was signed: the data, its hash, and who signed or would not.

    A correction is a new version under the same number; the one that it supersedes stays.
    """

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("number_id", "version"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    inspection_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("inspection.id"), index=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    number_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document_number.id"))
    version: Mapped[int] = mapped_column(default=1)
    supersedes: Mapped[uuid.UUID | None]
    reason: Mapped[str | None]  # of the correction
    kind: Mapped[str]
    title: Mapped[str]
    template_version: Mapped[int]
    number: Mapped[str]
    data: Mapped[dict[str, Any]]
    data_sha256: Mapped[str]
    mode: Mapped[str]
    signatures: Mapped[list[Any]]
    paper_photos: Mapped[list[Any]]
    signed_at: Mapped[datetime]
    pdf_sha256: Mapped[str | None]
    seal_certificate: Mapped[str | None]  # SHA-256; None where the PDF bears no electronic seal


class Printing(Recorded, Base):
    """One run of a printer, for the reprint counter."""

    __tablename__ = "printing"

    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"), index=True)
    officer_id: Mapped[uuid.UUID | None]
    printer: Mapped[str]
    profile: Mapped[str]
    payload_sha256: Mapped[str]
    size: Mapped[int]
    copy: Mapped[int]
    outcome: Mapped[str]
    at: Mapped[datetime]
