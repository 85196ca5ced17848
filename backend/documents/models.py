from __future__ import annotations

import uuid
from datetime import date, datetime
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
    __table_args__ = (UniqueConstraint("agency_id", "kind", "year", "serial", "nth"),)

    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str]
    year: Mapped[int]
    serial: Mapped[int]
    nth: Mapped[int] = mapped_column(default=1)  # of its kind in the task
    number: Mapped[str]
    state: Mapped[NumberState]
    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("task.id"), index=True)
    verify_code: Mapped[str] = mapped_column(unique=True)
    seed: Mapped[str | None]  # a record's: the codes of what goes with it come from it
    party_code: Mapped[str | None] = mapped_column(unique=True)  # a record's: the party's own page
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
    handling: Mapped[dict[str, Any]]
    agency_uscc: Mapped[str] = mapped_column(default="")  # whose own version; "" is everybody's
    published_at: Mapped[datetime]


class Document(Base):
    """文书 as it was signed: the data, its hash, and who signed or would not.

    A correction is a new version under the same number; the one that it supersedes stays.
    `mode` is handwritten, paper, or office for what an agency issues without a party's hand. One
    without an inspection was issued for the task before anybody went there.
    """

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("number_id", "version"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    inspection_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("inspection.id"), index=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    number_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document_number.id"))
    version: Mapped[int] = mapped_column(default=1)
    supersedes: Mapped[uuid.UUID | None]
    reason: Mapped[str | None]  # of the correction
    kind: Mapped[str]
    title: Mapped[str]
    about: Mapped[str] = mapped_column(default="")  # which of several; for the agency's eyes
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


class Manner(StrEnum):
    DIRECT = "direct"
    LEFT = "left"
    POST = "post"
    ENTRUSTED = "entrusted"
    ANNOUNCED = "announced"
    ELECTRONIC = "electronic"


class ServiceState(StrEnum):
    UNDERWAY = "underway"
    SERVED = "served"
    FAILED = "failed"


class Service(Recorded, Base):
    """送达: one attempt to serve one document, and what proves it (L17)."""

    __tablename__ = "document_service"

    document_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("document.id"), index=True)
    receipt_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("document.id"))
    manner: Mapped[Manner]
    state: Mapped[ServiceState]
    begun_on: Mapped[date]
    served_on: Mapped[
        date | None
    ]  # while an announcement is underway, the day it is taken as served
    receiver: Mapped[str]
    place: Mapped[str]
    reference: Mapped[str]
    reason: Mapped[str]
    witness: Mapped[str]
    proof: Mapped[list[Any]]
    recorded_by: Mapped[uuid.UUID]
    recorded_by_name: Mapped[str]


class NoticeState(StrEnum):
    ISSUING = "issuing"
    DONE = "done"
    FAILED = "failed"  # nothing could be issued; `left_out` says why


class NoticeBatch(Recorded, Base):
    """Notices for many tasks, asked for at once. `done` is how many tasks were come to."""

    __tablename__ = "notice_batch"

    kind: Mapped[str]
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    account_id: Mapped[uuid.UUID]
    by_name: Mapped[str]
    task_ids: Mapped[list[Any]]
    filled: Mapped[dict[str, Any]]
    done: Mapped[int]
    left_out: Mapped[list[Any]]
    state: Mapped[NoticeState]
    pdf_sha256: Mapped[str | None]
