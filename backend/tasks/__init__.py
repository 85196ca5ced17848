"""检查任务: assignment, inbox, accept, decline, presence of the team."""

from backend.tasks.listing import (
    LATE,
    crews,
    listed,
    narrowed,
    open_count,
    open_of,
    subject_names,
)
from backend.tasks.models import Task, TaskMember
from backend.tasks.presence import is_good as presence_code_is_good
from backend.tasks.problems import NotInTeam, TaskMissing
from backend.tasks.rules import IN_WORDS, KIND_IN_WORDS, OPEN, Kind, State
from backend.tasks.schemas import TaskRowSchema
from backend.tasks.service import (
    assign,
    begin,
    find,
    member_of,
    number_series,
    reassign,
    seen_by,
    series_of,
    spend_presence_try,
    task_row,
    team,
    to_review,
    withdraw,
)
from backend.tasks.teams import kept_away

__all__ = [
    "IN_WORDS",
    "KIND_IN_WORDS",
    "LATE",
    "OPEN",
    "Kind",
    "NotInTeam",
    "State",
    "Task",
    "TaskMember",
    "TaskMissing",
    "TaskRowSchema",
    "assign",
    "begin",
    "crews",
    "find",
    "kept_away",
    "listed",
    "member_of",
    "narrowed",
    "number_series",
    "open_count",
    "open_of",
    "presence_code_is_good",
    "reassign",
    "seen_by",
    "series_of",
    "spend_presence_try",
    "subject_names",
    "task_row",
    "team",
    "to_review",
    "withdraw",
]
