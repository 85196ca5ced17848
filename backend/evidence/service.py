"""Evidence goes by its hash: kept once, answered with a signed receipt (design.md way 2)."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.auth import Caller
from backend.core.receipts import sign
from backend.core.records import audit
from backend.core.storage import Damaged, Missing, Storage
from backend.evidence.models import Evidence
from backend.evidence.pictures import MOST_PIXELS, pixels
from backend.evidence.problems import (
    EvidenceDamaged,
    EvidenceMissing,
    HashMismatch,
    NotEvidence,
    PictureTooLarge,
)

# What the first bytes must be; everything is served as an attachment whatever it says it is.
SIGNATURES = {
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/webp": (b"RIFF",),
    "image/heic": (b"\0\0\0",),
    "application/json": (b"{",),
}


def keep_bytes(content: bytes, sha256: str, media_type: str) -> None:
    """Before the transaction: a file without a row is harmless, a row without a file is not.

    Raises NotEvidence, PictureTooLarge, HashMismatch.
    """
    if not content or not content.startswith(SIGNATURES[media_type]):
        raise NotEvidence(media_type=media_type)
    if (size := pixels(content)) > MOST_PIXELS:
        raise PictureTooLarge(pixels=size, most=MOST_PIXELS // 10_000)
    storage: Storage = current_app.extensions["storage"]
    kept = storage.put(content)
    if kept != sha256:
        raise HashMismatch(expected=sha256, received=hashlib.sha256(content).hexdigest())


def register(session: Session, /, *, by: Caller, sha256: str, size: int, **meta: Any) -> Evidence:
    """The row beside the bytes; the same evidence of the same inspection again changes nothing."""
    known = session.scalar(
        select(Evidence).where(
            Evidence.sha256 == sha256, Evidence.inspection_id == meta["inspection_id"]
        )
    )
    if known:
        return known
    row = Evidence(
        sha256=sha256, size=size, officer_id=by.officer_id, agency_id=by.agency_id, **meta
    )
    session.add(row)
    session.flush()
    audit(session, by, "evidence.keep", "inspection", row.inspection_id, sha256=sha256)
    return row


def receipt(row: Evidence) -> dict[str, Any]:
    """What the phone checks before it lets go of its own copy."""
    return sign(
        {
            "evidence": row.sha256,
            "size": row.size,
            "received_at": _moment(row.created_at),
        }
    )


def arrived(session: Session, inspection_id: uuid.UUID) -> set[str]:
    return set(
        session.scalars(select(Evidence.sha256).where(Evidence.inspection_id == inspection_id))
    )


def of_inspection(session: Session, inspection_id: uuid.UUID) -> list[dict[str, Any]]:
    rows = session.scalars(
        select(Evidence).where(Evidence.inspection_id == inspection_id).order_by(Evidence.taken_at)
    )
    return [
        {
            "sha256": row.sha256,
            "kind": row.kind,
            "item": row.item,
            "origin": row.origin,
            "taken_at": row.taken_at,
            "size": row.size,
            "received": row.created_at,
            "media_type": row.media_type,
        }
        for row in rows
    ]


def inspections_naming(session: Session, sha256: str) -> list[uuid.UUID]:
    return list(session.scalars(select(Evidence.inspection_id).where(Evidence.sha256 == sha256)))


def read(sha256: str) -> bytes:
    """The original, checked against its hash. Raises EvidenceMissing, EvidenceDamaged."""
    storage: Storage = current_app.extensions["storage"]
    try:
        return storage.get(sha256)
    except Missing as error:
        raise EvidenceMissing(sha256=sha256) from error
    except Damaged as error:
        raise EvidenceDamaged(sha256=sha256) from error


def media_type(session: Session, sha256: str) -> str:
    found = session.scalar(select(Evidence.media_type).where(Evidence.sha256 == sha256).limit(1))
    return found or "application/octet-stream"


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
