"""挑选移交: what was picked in a list goes to who is to deal with it."""

from backend.handovers import access, listing, picking, reading, receivers, rules, service
from backend.handovers.models import Handover, HandoverItem, HandoverMaterial, HandoverStep
from backend.handovers.rules import IN_WORDS, WAY_IN_WORDS, Act, Part, Picked, State, Way

__all__ = [
    "IN_WORDS",
    "WAY_IN_WORDS",
    "Act",
    "Handover",
    "HandoverItem",
    "HandoverMaterial",
    "HandoverStep",
    "Part",
    "Picked",
    "State",
    "Way",
    "access",
    "listing",
    "picking",
    "reading",
    "receivers",
    "rules",
    "service",
]
