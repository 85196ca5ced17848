"""Jobs of documents: drawing PDFs, voiding reservations that ran out, announcements that did."""

from __future__ import annotations

import uuid

from flask import current_app

from backend.core import clock
from backend.core.database import perform, unit_of_work
from backend.core.jobs import Handler
from backend.core.storage import Storage
from backend.documents import numbers, service, serving
from backend.documents.seals import Sealer


def draw(document_id: str) -> None:
    """The A4 PDF with its seal, once the signature pictures are there. Drawn twice, kept once."""
    from backend.documents import pdf  # typst costs 30 MB, and only the worker draws

    with unit_of_work(writes=False) as session:
        given = service.drawing(session, uuid.UUID(document_id))
    if given is None:
        return
    storage: Storage = current_app.extensions["storage"]
    sealer: Sealer = current_app.extensions["sealer"]
    agency_id = given.pop("agency_id")
    content = pdf.render(
        **given,
        demo=current_app.extensions["settings"].practice,
        stamp=sealer.picture(agency_id),
        at=clock.now().replace(microsecond=0),
    )
    sealed = sealer.seal(content, agency_id)
    kept = storage.put(sealed.content if sealed else content)
    certificate = sealed.certificate if sealed else None
    perform(service.drawn, uuid.UUID(document_id), kept, certificate)


def sweep() -> None:
    perform(numbers.void_expired)
    perform(serving.take_as_served)


JOBS: dict[str, Handler] = {"document.pdf": draw, "document.void_expired": sweep}
