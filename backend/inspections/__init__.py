"""检查: gates, the record, dispositions and flaws."""

from backend.gates import RULES
from backend.inspections import notices, office, preserving, rectification, reviews
from backend.inspections.folding import flaws_of, steps_of
from backend.inspections.listing import FLAWED, TABS, listed, progress, tally
from backend.inspections.models import (
    DECISION_IN_WORDS,
    Decision,
    Flaw,
    Inspection,
    Preservation,
)
from backend.inspections.panorama import panorama
from backend.inspections.papers import source as paper_source
from backend.inspections.rules import (
    DISPOSITION_IN_WORDS,
    IN_WORDS,
    UNABLE_IN_WORDS,
    State,
    named_evidence,
)
from backend.inspections.service import evidence_arrived, find, of_tasks
from backend.inspections.views import inspection_page, task_page, team_shown

__all__ = [
    "DECISION_IN_WORDS",
    "DISPOSITION_IN_WORDS",
    "FLAWED",
    "IN_WORDS",
    "RULES",
    "TABS",
    "UNABLE_IN_WORDS",
    "Decision",
    "Flaw",
    "Inspection",
    "Preservation",
    "State",
    "evidence_arrived",
    "find",
    "flaws_of",
    "inspection_page",
    "listed",
    "named_evidence",
    "notices",
    "of_tasks",
    "office",
    "panorama",
    "paper_source",
    "preserving",
    "progress",
    "rectification",
    "reviews",
    "steps_of",
    "tally",
    "task_page",
    "team_shown",
]
