"""责令限期改正: orders, what is reported about them, 复查, 延期, and how they end."""

from backend.inspections.rectification.listing import (
    TAB_IN_WORDS,
    TABS,
    choices,
    listed,
    open_of,
    pressing,
)
from backend.inspections.rectification.models import RectificationOrder
from backend.inspections.rectification.rechecks import by_when, concluded, of_task, start
from backend.inspections.rectification.rules import IN_WORDS, UNSETTLED, State
from backend.inspections.rectification.service import (
    arise,
    concerns,
    escalate,
    extend,
    find,
    report,
)
from backend.inspections.rectification.sheet import export
from backend.inspections.rectification.shown import order_page

__all__ = [
    "IN_WORDS",
    "TABS",
    "TAB_IN_WORDS",
    "UNSETTLED",
    "RectificationOrder",
    "State",
    "arise",
    "by_when",
    "choices",
    "concerns",
    "concluded",
    "escalate",
    "export",
    "extend",
    "find",
    "listed",
    "of_task",
    "open_of",
    "order_page",
    "pressing",
    "report",
    "start",
]
