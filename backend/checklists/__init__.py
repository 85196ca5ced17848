"""What a 检查表单 can ask, and what its answers come to. Pure: no database, no web; the phone does
the same in miniapp/src/checklists."""

from backend.checklists.checks import Flaw, definitions, flaws, too_deep
from backend.checklists.joining import join
from backend.checklists.kinds import LABELS, accepts, answered, kind_of, named, options_of, words
from backend.checklists.logic import OPERATORS, holds, variables
from backend.checklists.standing import (
    VERDICTS,
    Answers,
    Form,
    Score,
    Standing,
    can_fail,
    evaluate,
    filled,
    in_words,
    items_of,
)

__all__ = [
    "LABELS",
    "OPERATORS",
    "VERDICTS",
    "Answers",
    "Flaw",
    "Form",
    "Score",
    "Standing",
    "accepts",
    "answered",
    "can_fail",
    "definitions",
    "evaluate",
    "filled",
    "flaws",
    "holds",
    "in_words",
    "items_of",
    "join",
    "kind_of",
    "named",
    "options_of",
    "too_deep",
    "variables",
    "words",
]
