"""A document comes to be: signed on site and kept, or issued by the agency at its desk."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller
from backend.core.jobs import enqueue
from backend.core.receipts import digest
from backend.core.records import audit
from backend.documents import numbers, printable, published, serving, several
from backend.documents.blocks import RenderError, missing, render, roles
from backend.documents.facts import composed
from backend.documents.models import Document, DocumentNumber, NumberState, PublishedTemplate
from backend.documents.problems import (
    DocumentTaken,
    DocumentUnprintable,
    DocumentUnreadable,
    FieldsMissing,
    HashMismatch,
    NumberTaken,
    NumberUnknown,
    SignatureIncomplete,
    SupersededAlready,
    TemplateUnknown,
)
from backend.documents.service import verify_url

UNSIGNED_STATES = ("refused", "unable", "absent", "read_out")


def keep(
    session: Session,
    *,
    by: Caller,
    at: datetime,
    document_id: uuid.UUID,
    inspection_id: uuid.UUID,
    task_id: uuid.UUID,
    officers: list[str],
    kind: str,
    template_version: int,
    number: str,
    verify_code: str,
    data: dict[str, Any],
    data_sha256: str,
    signatures: list[dict[str, Any]],
    mode: str,
    paper_photos: list[str],
    nth: int = 1,
    supersedes: uuid.UUID | None = None,
    reason: str | None = None,
) -> tuple[Document, list[tuple[str, str]]]:
    """Store a document as signed and issue its number; answers also the flaws found.

    With `supersedes` it is the next version of that document, under its number.

    Raises TemplateUnknown, HashMismatch, FieldsMissing, SignatureIncomplete, DocumentUnreadable,
    NumberUnknown, DocumentTaken, NumberTaken, SupersededAlready.
    """
    template = session.get(PublishedTemplate, (kind, template_version))
    if template is None:
        raise TemplateUnknown(kind=kind, version=template_version)
    if digest({"template": kind, "version": template_version, "data": data}) != data_sha256:
        raise HashMismatch(kind=kind)
    if lacking := missing(template.program, data):
        raise FieldsMissing(which="、".join(lacking))
    _check_signatures(signatures, officers, mode, paper_photos, roles(template.program))
    shown = _readable(template, data, signatures)
    reserved = _reserved(session, task_id, kind, nth, number, verify_code)
    notes = [*_late_number(reserved), *_unprintable(shown)]
    known = session.get(Document, document_id)
    if known is not None:
        if (known.inspection_id, known.data_sha256) != (inspection_id, data_sha256):
            raise DocumentTaken(id=str(document_id))
        return known, []
    version = _next_version(session, reserved.id, supersedes)
    if data.get("number") != number or not (supersedes or numbers.issue(session, reserved.id)):
        raise NumberTaken(number=number)
    document = Document(
        id=document_id,
        created_at=clock.now(),
        inspection_id=inspection_id,
        agency_id=reserved.agency_id,
        number_id=reserved.id,
        version=version,
        supersedes=supersedes,
        reason=reason,
        kind=kind,
        title=template.title,
        about=_about(session, reserved.agency_id, kind, data),
        template_version=template_version,
        number=number,
        data=data,
        data_sha256=data_sha256,
        mode=mode,
        signatures=signatures,
        paper_photos=paper_photos,
        signed_at=at,
    )
    session.add(document)
    session.flush()
    enqueue(session, "document.pdf", document_id=str(document_id))
    if kind == serving.RECEIPT:
        notes += serving.from_receipt(session, by, document)
    return document, notes


def _next_version(session: Session, number_id: uuid.UUID, supersedes: uuid.UUID | None) -> int:
    """Two who correct the same version at once: the second is told. Raises SupersededAlready."""
    if supersedes is None:
        return 1
    latest = session.scalar(
        select(Document)
        .where(Document.number_id == number_id)
        .order_by(Document.version.desc())
        .limit(1)
        .with_for_update()
    )
    if latest is None or latest.id != supersedes:
        raise SupersededAlready
    return latest.version + 1


def _readable(
    template: PublishedTemplate, data: dict[str, Any], signatures: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    try:
        return render(template.program, data, signatures)
    except RenderError as error:
        raise DocumentUnreadable(where=error.path) from error


def _check_signatures(
    signatures: list[dict[str, Any]],
    officers: list[str],
    mode: str,
    paper_photos: list[str],
    needed: set[str],
) -> None:
    if mode == "paper":
        if not paper_photos:
            raise SignatureIncomplete(why="纸上签名的文书要拍下签名页", rule="L5")
        return
    signed = {s["officer_id"] for s in signatures if s["role"] == "officer" and _is_signed(s)}
    if "officer" in needed and len(signed & set(officers)) < 2:
        raise SignatureIncomplete(why="两名执法人员都要签名", rule="L1")
    party = [s for s in signatures if s["role"] == "party"]
    if "party" in needed and not party:
        raise SignatureIncomplete(why="当事人还没有签名，也没有写明为什么不签", rule="L7")
    for each in party:
        if each["state"] in UNSIGNED_STATES and not each["reason"]:
            raise SignatureIncomplete(why="当事人没有签名，要写明原因", rule="L7")
        if each["state"] == "signed" and not _is_signed(each):
            raise SignatureIncomplete(why="当事人的签名没有笔迹", rule="L7")


def _is_signed(signature: Mapping[str, Any]) -> bool:
    return signature["state"] == "signed" and bool(signature["strokes_sha256"])


def _about(session: Session, agency_id: uuid.UUID, kind: str, data: dict[str, Any]) -> str:
    """What tells it apart, where there may be several of its kind."""
    path = published.handling(session, agency_id).get(kind, {}).get("repeats")
    return several.about(path, data) if path else ""


def _reserved(
    session: Session, task_id: uuid.UUID, kind: str, nth: int, number: str, verify_code: str
) -> DocumentNumber:
    found = session.scalar(
        select(DocumentNumber).where(
            DocumentNumber.task_id == task_id,
            DocumentNumber.kind == kind,
            DocumentNumber.nth == nth,
            DocumentNumber.number == number,
            DocumentNumber.verify_code == verify_code,
        )
    )
    found = found or numbers.attach(
        session, task_id=task_id, kind=kind, nth=nth, number=number, verify_code=verify_code
    )
    if found is None:
        raise NumberUnknown(number=number)
    return found


def issue(
    session: Session,
    *,
    by: Caller,
    kind: str,
    source: Mapping[str, Any],
    series: numbers.Series,
    inspection_id: uuid.UUID | None,
) -> Document:
    """What an agency issues without a party's hand on it: composed here, numbered, to be sealed.

    `source` is what `facts` takes, without a number. The same kind for the same task again answers
    the first one. Raises TemplateUnknown, NumberNotOffered, FieldsMissing, DocumentUnreadable,
    DocumentUnprintable.
    """
    template = {row.kind: row for row in published.templates(session, series.agency_id)}.get(kind)
    if template is None:
        raise TemplateUnknown(kind=kind)
    number, code = numbers.take(session, series, kind)
    reserved = _reserved(session, series.task_id, kind, 1, number, code)
    known = session.scalar(select(Document).where(Document.number_id == reserved.id))
    if known is not None:
        return known
    shown = {"number": number, "verify_url": verify_url(code)}
    data = composed(template.program, {**source, "number": shown})
    if lacking := missing(template.program, data):
        raise FieldsMissing(which="、".join(lacking))
    if odd := printable.strange(_readable(template, data, [])):
        raise DocumentUnprintable(characters=" ".join(odd))
    if not numbers.issue(session, reserved.id):
        raise NumberTaken(number=number)
    signed: Any = {"template": kind, "version": template.version, "data": data}
    document = Document(
        id=clock.uuid7(),
        created_at=clock.now(),
        inspection_id=inspection_id,
        agency_id=series.agency_id,
        number_id=reserved.id,
        kind=kind,
        title=template.title,
        template_version=template.version,
        number=number,
        data=data,
        data_sha256=digest(signed),
        mode="office",
        signatures=[],
        paper_photos=[],
        signed_at=clock.now(),
    )
    session.add(document)
    session.flush()
    enqueue(session, "document.pdf", document_id=str(document.id))
    audit(session, by, "document.issue", "document", document.id, number=number)
    return document


def recomposed(session: Session, document: Document, source: Mapping[str, Any]) -> dict[str, Any]:
    """What a signed document would say by `source`, with what the officer wrote in it as it is."""
    template = session.get_one(PublishedTemplate, (document.kind, document.template_version))
    return composed(template.program, {**source, "filled": document.data.get("filled") or {}})


def _unprintable(shown: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """What was signed stays; its paper shows the code points."""
    odd = printable.strange(shown)
    return [("L5", f"有印不出来的字，PDF 里印的是字码：{' '.join(odd)}")] if odd else []


def _late_number(reserved: DocumentNumber) -> list[tuple[str, str]]:
    if reserved.state is NumberState.VOIDED:
        return [("L6", f"文号 {reserved.number} 在签名前已作废：{reserved.void_reason}")]
    return []
