"""挑选移交: what was picked in a list goes to who is to deal with it."""

from backend.handovers import listing, picking, reading, rules, service
from backend.handovers.models import Handover, HandoverItem, HandoverMaterial, HandoverStep

__all__ = [
    "Handover",
    "HandoverItem",
    "HandoverMaterial",
    "HandoverStep",
    "listing",
    "picking",
    "reading",
    "rules",
    "service",
]
