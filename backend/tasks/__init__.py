"""检查任务: assignment, inbox, accept, decline, presence of the team."""

from backend.planning import KIND_IN_WORDS, Kind, Mode, Notice, Trigger
from backend.tasks import presence
from backend.tasks.arriving import be_present
from backend.tasks.avoiding import before_going
from backend.tasks.listing import (
    LATE,
    crews,
    listed,
    narrowed,
    open_count,
    open_of,
    subject_names,
)
from backend.tasks.looking import check
from backend.tasks.models import Task, TaskMember
from backend.tasks.passing import may_pass, pass_on, take_over
from backend.tasks.problems import GatesOpen, NotInTeam, TaskMissing
from backend.tasks.rules import IN_WORDS, OPEN, State
from backend.tasks.schemas import TaskRowSchema
from backend.tasks.service import (
    begin,
    done,
    find,
    in_whose_name,
    made_up,
    member_of,
    number_series,
    reassign,
    reopen,
    seen_by,
    series_of,
    task_row,
    team,
    to_review,
    withdraw,
)
from backend.tasks.standing import gates_of
from backend.tasks.starting import (
    answer_merge,
    ask,
    ask_for_team,
    assign,
    not_approved,
    start,
)
from backend.tasks.teams import kept_away, was_in

__all__ = [
    "IN_WORDS",
    "KIND_IN_WORDS",
    "LATE",
    "OPEN",
    "GatesOpen",
    "Kind",
    "Mode",
    "NotInTeam",
    "Notice",
    "State",
    "Task",
    "TaskMember",
    "TaskMissing",
    "TaskRowSchema",
    "Trigger",
    "answer_merge",
    "ask",
    "ask_for_team",
    "assign",
    "be_present",
    "before_going",
    "begin",
    "check",
    "crews",
    "done",
    "find",
    "gates_of",
    "in_whose_name",
    "kept_away",
    "listed",
    "made_up",
    "may_pass",
    "member_of",
    "narrowed",
    "not_approved",
    "number_series",
    "open_count",
    "open_of",
    "pass_on",
    "presence",
    "reassign",
    "reopen",
    "seen_by",
    "series_of",
    "start",
    "subject_names",
    "take_over",
    "task_row",
    "team",
    "to_review",
    "was_in",
    "withdraw",
]
