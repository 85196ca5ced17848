"""What is known of documents, for whom it concerns and for everybody, and what is drawn of them."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flask import current_app
from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from backend import evidence, organization
from backend.core import clock
from backend.core.auth import Caller
from backend.core.jobs import Outage, enqueue
from backend.core.records import audit
from backend.core.storage import Storage
from backend.documents import numbers, party, printable, published, seals, several
from backend.documents.blocks import render
from backend.documents.models import (
    Document,
    DocumentNumber,
    NumberState,
    Printing,
    PublishedTemplate,
)
from backend.documents.problems import (
    DocumentMissing,
)

RECENT = 5


def numbers_shown(session: Session, task_id: uuid.UUID) -> dict[str, dict[str, str]]:
    """By name (see several); `apart` says where in its data stands what tells several apart."""
    live = numbers.live(session, task_id)
    if not live:
        return {}
    handled = published.handled(session, next(iter(live.values())).agency_id)
    shown = {}
    for name, (number, code) in numbers.offers(
        live, {k: one for k, (_, one) in handled.items()}
    ).items():
        title, handling = handled.get(several.parts(name)[0], ("", {}))
        shown[name] = {
            "title": title,
            "number": number,
            "verify_code": code,
            "verify_url": verify_url(code),
        }
        if apart := handling.get("repeats"):
            shown[name]["apart"] = apart
    record = live.get(numbers.RECORD)
    if record and record.party_code:  # behind it the party finds its documents
        shown[numbers.RECORD]["party_url"] = party.url(record.party_code)
    return shown


def number_of(session: Session, document: Document) -> dict[str, str]:
    """{number, verify_url} as they stand on it."""
    row = session.get_one(DocumentNumber, document.number_id)
    return {"number": document.number, "verify_url": verify_url(row.verify_code)}


def verify_url(code: str) -> str:
    return f"{current_app.extensions['settings'].base_url}/v/{code}"


def of_inspection(session: Session, inspection_id: uuid.UUID) -> list[dict[str, Any]]:
    return _listed(session, Document.inspection_id == inspection_id)


def before_inspection(session: Session, task_id: uuid.UUID) -> list[dict[str, Any]]:
    """What was issued for a task before anybody had gone there."""
    return _listed(session, DocumentNumber.task_id == task_id, Document.inspection_id.is_(None))


def _listed(session: Session, *where: ColumnElement[bool]) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Document, DocumentNumber, func.count(Printing.id))
        .join(DocumentNumber, DocumentNumber.id == Document.number_id)
        .outerjoin(Printing, Printing.document_id == Document.id)
        .where(*where)
        .group_by(Document.id, DocumentNumber.id)
        .order_by(Document.kind, DocumentNumber.nth, Document.version.desc())
    ).all()
    superseded = {document.supersedes for document, *_ in rows}
    return [
        {
            "version": document.version,
            "superseded": document.id in superseded,
            "reason": document.reason or "",
            "id": document.id,
            "kind": document.kind,
            "nth": number.nth,
            "title": document.title,
            "about": document.about,
            "number": document.number,
            "state": number.state,
            "verify_url": verify_url(number.verify_code),
            "data_sha256": document.data_sha256,
            "signed_at": document.signed_at,
            "mode": document.mode,
            "signatures": document.signatures,
            "pdf": document.pdf_sha256 is not None,
            "sealed": document.seal_certificate is not None,
            "printed": printed,
        }
        for document, number, printed in rows
    ]


def signed(session: Session, inspection_id: uuid.UUID) -> list[Document]:
    return list(session.scalars(select(Document).where(Document.inspection_id == inspection_id)))


def current(session: Session, inspection_id: uuid.UUID) -> list[Document]:
    """The last version of each."""
    rows = signed(session, inspection_id)
    superseded = {row.supersedes for row in rows}
    return [row for row in rows if row.id not in superseded]


def named_evidence(session: Session, inspection_id: uuid.UUID) -> set[str]:
    """Strokes, signature pictures and photographed pages that the documents rest on."""
    return {sha for row in signed(session, inspection_id) for sha in _named(row)}


def _named(document: Document) -> set[str]:
    found = set(document.paper_photos)
    for each in document.signatures:
        found |= {sha for sha in (each["strokes_sha256"], each["image_sha256"]) if sha}
    return found


def find(session: Session, *, by: Caller, document_id: uuid.UUID) -> Document:
    """For whoever may see the inspection or task that it belongs to. Raises DocumentMissing."""
    document = session.get(Document, document_id)
    if document is None or not _may_see(session, by, document):
        raise DocumentMissing(id=str(document_id))
    return document


def _may_see(session: Session, by: Caller, document: Document) -> bool:
    hooks = current_app.extensions
    if document.inspection_id:
        return bool(hooks["may_see_inspection"](session, by, document.inspection_id))
    number = session.get_one(DocumentNumber, document.number_id)
    return bool(hooks["may_see_task"](session, by, number.task_id))


def blocks(session: Session, document: Document) -> list[dict[str, Any]]:
    """The block list exactly as signed: its own template version and its own data."""
    template = session.get_one(PublishedTemplate, (document.kind, document.template_version))
    return render(template.program, document.data, document.signatures)


def slip_of(session: Session, document: Document) -> str:
    """Whether a slip of it is the original, a copy or none."""
    template = session.get_one(PublishedTemplate, (document.kind, document.template_version))
    return str(template.handling.get("slip", "none"))


def ink(document: Document) -> dict[str, str]:
    """The strokes of each signature, by the picture made from them."""
    hashes = [(one["image_sha256"], one["strokes_sha256"]) for one in document.signatures]
    return {image: strokes for image, strokes in hashes if image and strokes}


def recent(session: Session, *, by: Caller, kind: str) -> list[Document]:
    """The last few of a kind that the caller may see."""
    rows = session.scalars(
        select(Document)
        .where(Document.kind == kind, Document.agency_id.in_(organization.agencies_of(by)))
        .order_by(Document.created_at.desc())
        .limit(RECENT)
    )
    return list(rows)


def of_tasks(session: Session, task_ids: list[uuid.UUID], kind: str) -> list[Document]:
    """Issued documents of a kind, in the order of the tasks."""
    rows = session.execute(
        select(DocumentNumber.task_id, Document)
        .join(Document, Document.number_id == DocumentNumber.id)
        .where(DocumentNumber.task_id.in_(task_ids), Document.kind == kind)
    ).all()
    found = {task_id: document for task_id, document in rows}
    return [found[task_id] for task_id in task_ids if task_id in found]


def stack(papers: list[tuple[list[dict[str, Any]], str]], *, demo: bool, at: datetime) -> bytes:
    """See pdf.render_many; as `pages`."""
    from backend.documents import pdf

    return pdf.render_many(papers, demo=demo, at=at)


def pages(**given: Any) -> list[bytes]:
    """See pdf.pages. typst costs 30 MB: only who looks at a paper pays them."""
    from backend.documents import pdf

    return pdf.pages(**given)


def record_print(
    session: Session, *, by: Caller, at: datetime, document_id: uuid.UUID, **given: Any
) -> Printing:
    """Raises DocumentMissing."""
    find(session, by=by, document_id=document_id)
    row = Printing(document_id=document_id, officer_id=by.officer_id, at=at, **given)
    session.add(row)
    session.flush()
    facts = {"copy": row.copy, "outcome": row.outcome}
    audit(session, by, "document.printed", "document", document_id, **facts)
    return row


class OnPaper(NamedTuple):
    """What was printed and signed by hand, and the photos of its pages."""

    title: str
    verify_url: str
    photos: list[str]


def on_paper(session: Session, inspection_id: uuid.UUID) -> list[OnPaper]:
    rows = session.execute(
        select(*(Document.title, Document.about, DocumentNumber.verify_code, Document.paper_photos))
        .join(DocumentNumber, DocumentNumber.id == Document.number_id)
        .where(Document.inspection_id == inspection_id, Document.mode == "paper")
        .order_by(Document.id)
    )
    return [
        OnPaper(f"{title}（{about}）" if about else title, verify_url(code), photos)
        for title, about, code, photos in rows
    ]


def ask_for_pdfs(session: Session, inspection_id: uuid.UUID) -> None:
    """Everything has arrived: do not wait for the next try of a job that backed off."""
    rows = session.scalars(
        select(Document.id).where(
            Document.inspection_id == inspection_id, Document.pdf_sha256.is_(None)
        )
    )
    for document_id in rows:
        enqueue(session, "document.pdf", document_id=str(document_id))


def drawing(session: Session, document_id: uuid.UUID) -> dict[str, Any] | None:
    """What the PDF is drawn from; None when it has been drawn. Raises Outage until all is there."""
    document = session.get_one(Document, document_id)
    if document.pdf_sha256:
        return None
    storage: Storage = current_app.extensions["storage"]
    shown = blocks(session, document)
    images = {s["image_sha256"] for s in document.signatures if s["image_sha256"]}
    images |= {one["photo"] for one in shown if one.get("photo")}
    if not all(map(storage.has, images)):
        raise Outage("等签名图片和照片到齐")
    template = session.get_one(PublishedTemplate, (document.kind, document.template_version))
    return {
        "agency_id": document.agency_id,
        "blocks": printable.legible(shown),
        "images": {sha: evidence.read(sha) for sha in images},
        "data_sha256": document.data_sha256,
        "each_page": bool(template.handling.get("each_page")),
    }


def drawn(
    session: Session, document_id: uuid.UUID, sha256: str, seal_certificate: str | None
) -> None:
    session.execute(
        update(Document)
        .where(Document.id == document_id, Document.pdf_sha256.is_(None))
        .values(pdf_sha256=sha256, seal_certificate=seal_certificate)
    )


def public_state(session: Session, verify_code: str) -> dict[str, Any] | None:
    """What anybody with the code may know: number, agency, date, state; nothing personal."""
    number = session.scalar(select(DocumentNumber).where(DocumentNumber.verify_code == verify_code))
    if number is None:
        return None
    versions = session.scalars(
        select(Document).where(Document.number_id == number.id).order_by(Document.version.desc())
    ).all()
    document = versions[0] if versions else None
    agency = organization.agency(session, number.agency_id)
    words = {
        NumberState.ISSUED: "有效，已签发",
        NumberState.RESERVED: "文号已预留，文书还没有传回系统",
        NumberState.VOIDED: "已作废",
    }
    return {
        "number": number.number,
        "agency": agency.name,
        "kind": document.kind if document else "",
        "title": document.title if document else "",
        "date": document.signed_at.astimezone(clock.CHINA).date() if document else None,
        "state": number.state,
        "state_in_words": words[number.state],
        "data_sha256": document.data_sha256 if document else "",
        "sealed": bool(document and document.seal_certificate),
        "pdf_sha256": document.pdf_sha256 if document else None,
        "version": document.version if document else 1,
        "superseded_sha256": [each.pdf_sha256 for each in versions[1:] if each.pdf_sha256],
    }


def judge(found: Mapping[str, Any], content: bytes) -> str:
    """What a PDF that somebody holds is: original, superseded (corrected since), altered, unsealed
    (no seal on it), unknown (the original is not there yet)."""
    if hashlib.sha256(content).hexdigest() in found["superseded_sha256"]:
        return "superseded"
    if found["pdf_sha256"] is None:
        return "unknown"
    if hashlib.sha256(content).hexdigest() == found["pdf_sha256"]:
        return "original"
    return "unsealed" if seals.is_intact(content) is None else "altered"
