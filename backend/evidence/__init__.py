"""Photos, strokes and other originals, content-addressed, with signed receipts."""

from backend.evidence.models import Evidence
from backend.evidence.service import (
    arrived,
    inspections_naming,
    keep_bytes,
    media_type,
    of_inspection,
    read,
    receipt,
    register,
)

__all__ = [
    "Evidence",
    "arrived",
    "inspections_naming",
    "keep_bytes",
    "media_type",
    "of_inspection",
    "read",
    "receipt",
    "register",
]
