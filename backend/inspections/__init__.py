"""检查: gates, the record, dispositions and flaws."""

from backend.inspections.catalogue import RULES
from backend.inspections.models import Flaw, Inspection
from backend.inspections.rules import DISPOSITION_IN_WORDS, IN_WORDS, State
from backend.inspections.service import evidence_arrived, find, flaws_of, of_tasks
from backend.inspections.views import inspection_page, task_page, team_shown

__all__ = [
    "DISPOSITION_IN_WORDS",
    "IN_WORDS",
    "RULES",
    "Flaw",
    "Inspection",
    "State",
    "evidence_arrived",
    "find",
    "flaws_of",
    "inspection_page",
    "of_tasks",
    "task_page",
    "team_shown",
]
