"""检查: gates, the record, dispositions and flaws."""

from backend.inspections import notices
from backend.inspections.catalogue import RULES
from backend.inspections.listing import FLAWED, TABS, listed, progress, tally
from backend.inspections.models import Flaw, Inspection
from backend.inspections.panorama import panorama
from backend.inspections.papers import source as paper_source
from backend.inspections.rules import DISPOSITION_IN_WORDS, IN_WORDS, State
from backend.inspections.service import evidence_arrived, find, flaws_of, of_tasks
from backend.inspections.views import inspection_page, task_page, team_shown

__all__ = [
    "DISPOSITION_IN_WORDS",
    "FLAWED",
    "IN_WORDS",
    "RULES",
    "TABS",
    "Flaw",
    "Inspection",
    "State",
    "evidence_arrived",
    "find",
    "flaws_of",
    "inspection_page",
    "listed",
    "notices",
    "of_tasks",
    "panorama",
    "paper_source",
    "progress",
    "tally",
    "task_page",
    "team_shown",
]
