"""What the party of an inspection sees behind its own code: its documents, and nobody else's."""

from __future__ import annotations

import uuid
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import evidence, organization
from backend.core import clock
from backend.documents import published, serving
from backend.documents.models import Document, DocumentNumber, NumberState


def url(code: str) -> str:
    return f"{current_app.extensions['settings'].base_url}/p/{code}"


def page(session: Session, code: str) -> dict[str, Any] | None:
    """{agency, subject, documents, card} behind a code; None for a code that there is not. What
    else the party may do there stands in the card."""
    record = behind(session, code)
    if record is None:
        return None
    rows = _documents(session, record)
    served = serving.of_documents(session, [row.id for row in rows])
    replaced = {row.supersedes for row in rows}
    return {
        "agency": organization.agency(session, record.agency_id).name,
        "subject": rows[0].data["subject"]["name"] if rows else "",
        "documents": [
            {
                "id": row.id,
                "title": row.title,
                "number": row.number,
                "date": row.signed_at.astimezone(clock.CHINA).date(),
                "replaced": row.id in replaced,
                "reason": row.reason or "",
                "pdf": row.pdf_sha256 is not None,
                "served": [
                    {
                        "manner": serving.WORDS[one.manner],
                        "state": one.state,
                        "words": serving.STATES[one.state],
                        "on": one.served_on,
                    }
                    for one in served.get(row.id, [])
                ],
            }
            for row in rows
        ],
        "card": current_app.extensions["party_card"](session, record.task_id, code),
    }


def pdf(session: Session, code: str, document_id: uuid.UUID) -> tuple[str, bytes] | None:
    """Title and bytes of one of the party's documents; None where it is not theirs or not drawn."""
    record = behind(session, code)
    for row in _documents(session, record) if record else []:
        if row.id == document_id and row.pdf_sha256:
            return row.title, evidence.read(row.pdf_sha256)
    return None


def behind(session: Session, code: str) -> DocumentNumber | None:
    """The number of the record whose code it is."""
    return session.scalar(select(DocumentNumber).where(DocumentNumber.party_code == code))


def _documents(session: Session, record: DocumentNumber) -> list[Document]:
    """Those of the task that are meant for the party, in the order they were made."""
    handling = published.handling(session, record.agency_id)
    theirs = [kind for kind, one in handling.items() if one["party"]]
    return list(
        session.scalars(
            select(Document)
            .join(DocumentNumber, DocumentNumber.id == Document.number_id)
            .where(
                DocumentNumber.task_id == record.task_id,
                DocumentNumber.state == NumberState.ISSUED,
                Document.kind.in_(theirs),
            )
            .order_by(Document.signed_at, Document.number)
        )
    )
