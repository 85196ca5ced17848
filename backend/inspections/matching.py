"""What was printed, signed by hand and photographed: whether the photo shows the QR code of the
document that it is said to be."""

from __future__ import annotations

import uuid
from io import BytesIO

from PIL import Image, UnidentifiedImageError
from sqlalchemy.orm import Session

from backend import documents, evidence
from backend.core.database import perform, unit_of_work
from backend.core.jobs import Handler
from backend.inspections.folding import note_flaw
from backend.inspections.models import Inspection

READ_SIZE = (4000, 4000)  # pixels: a code of 25 mm on A4 keeps five for each of its modules
UNREADABLE = (
    *(UnidentifiedImageError, OSError, SyntaxError, ValueError),
    Image.DecompressionBombError,
)


def match(inspection_id: str) -> None:
    """Asked once everything has arrived. A page without its code is evidence all the same; whoever
    reviews is told to look whose it is."""
    of = uuid.UUID(inspection_id)
    with unit_of_work(writes=False) as session:
        papers = documents.on_paper(session, of)
    strange = [
        paper.title
        for paper in papers
        if not any(paper.verify_url in codes(evidence.read(photo)) for photo in paper.photos)
    ]
    if strange:
        perform(_note, of, strange)


def codes(content: bytes) -> set[str]:
    """What the QR codes of a picture say; nothing where it cannot be read."""
    import zxingcpp  # only the worker reads pictures

    if evidence.pixels(content) > evidence.MOST_PIXELS:
        return set()
    try:
        picture = Image.open(BytesIO(content), formats=["JPEG", "PNG"])
        picture.draft("L", READ_SIZE)  # a large JPEG is read small
        grey = picture.convert("L")
    except UNREADABLE:
        return set()
    grey.thumbnail(READ_SIZE)
    found = zxingcpp.read_barcodes(
        grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    )
    return {each.text for each in found}


def _note(session: Session, inspection_id: uuid.UUID, titles: list[str]) -> None:
    inspection = session.get_one(Inspection, inspection_id)
    for title in titles:
        words = f"{title}的签名页照片上没有读到这份文书的二维码，请核对是不是这一份"
        note_flaw(session, inspection, "L5", words)


JOBS: dict[str, Handler] = {"inspection.match_papers": match}
