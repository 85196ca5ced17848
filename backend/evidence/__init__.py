"""Photos, strokes and other originals, content-addressed, with signed receipts."""

from backend.evidence.models import Evidence
from backend.evidence.pictures import MOST_PIXELS, pixels
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
    "MOST_PIXELS",
    "Evidence",
    "arrived",
    "inspections_naming",
    "keep_bytes",
    "media_type",
    "of_inspection",
    "pixels",
    "read",
    "receipt",
    "register",
]
