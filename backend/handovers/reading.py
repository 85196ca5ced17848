"""Reading what came along. A receiver has no part in the inspection: its originals open to them
through the hand-over alone, here and nowhere else, and only while it is with them."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from sqlalchemy.orm import Session

from backend import documents, evidence
from backend.core.auth import Caller
from backend.core.records import audit
from backend.handovers import access
from backend.handovers.models import HandoverMaterial
from backend.handovers.problems import HandoverMissing, MaterialNotHere


class Original(NamedTuple):
    sha256: str
    media_type: str
    filename: str


def original(
    session: Session, *, by: Caller, handover_id: uuid.UUID, material_id: uuid.UUID
) -> Original:
    """The same as `found`, and that it was opened is kept."""
    audit(session, by, "handover.read", "handover", handover_id, material=str(material_id))
    return found(session, by=by, handover_id=handover_id, material_id=material_id)


def glance(
    session: Session, *, by: Caller, handover_id: uuid.UUID, material_id: uuid.UUID
) -> Original:
    """The same on a page, where the sender's side sees what is its own anyway."""
    look = found if access.is_ours(session, by, handover_id) else original
    return look(session, by=by, handover_id=handover_id, material_id=material_id)


def found(
    session: Session, *, by: Caller, handover_id: uuid.UUID, material_id: uuid.UUID
) -> Original:
    """Where its bytes are (evidence.read). Raises HandoverMissing, MaterialNotHere."""
    handover = access.find(session, by=by, handover_id=handover_id)
    row = session.get(HandoverMaterial, material_id)
    if row is None or row.handover_id != handover.id or not access.may_read(session, by, handover):
        raise HandoverMissing(id=str(handover_id))
    if row.sha256:
        if row.inspection_id is None or row.sha256 not in evidence.arrived(
            session, row.inspection_id
        ):
            raise MaterialNotHere(id=str(row.id))
        media_type = evidence.media_type(session, row.sha256)
        return Original(row.sha256, media_type, f"{row.sha256[:16]}.{media_type.split('/')[-1]}")
    document = row.document_id and session.get(documents.Document, row.document_id)
    if not document or document.pdf_sha256 is None:
        raise MaterialNotHere(id=str(row.id))
    return Original(document.pdf_sha256, "application/pdf", f"{document.id}.pdf")
