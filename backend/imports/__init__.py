"""导入: files of any size into a register, looked at before anything is written.

A slice that owns a register describes a `Kind`: its columns, how a row is read, checked against
the database and written. This slice keeps the file, shows what is wrong by row and column, and
writes in short transactions that can be stopped and gone on with. It knows no register itself.
"""

from backend.imports.jobs import apply as go_on
from backend.imports.jobs import caller_of, fail, hand_over, take_up
from backend.imports.kinds import (
    Column,
    Counts,
    Errors,
    Kind,
    Row,
    Values,
    init_app,
    kinds_of,
    uploads_of,
)
from backend.imports.models import Import, State, WrongRow
from backend.imports.problems import ImportMissing, ImportSettled
from backend.imports.service import (
    IN_WORDS,
    add,
    cancel,
    columns_to_map,
    confirm,
    find,
    listed,
    map_columns,
    may_resume,
    mend,
    missing,
    resume,
    sample,
    template,
    upload,
    wrong_rows,
    wrong_sheet,
)
from backend.imports.staging import columns_of, stage
from backend.imports.vault import forget as unstage
from backend.imports.vault import new_key

__all__ = [
    "IN_WORDS",
    "Column",
    "Counts",
    "Errors",
    "Import",
    "ImportMissing",
    "ImportSettled",
    "Kind",
    "Row",
    "State",
    "Values",
    "WrongRow",
    "add",
    "caller_of",
    "cancel",
    "columns_of",
    "columns_to_map",
    "confirm",
    "fail",
    "find",
    "go_on",
    "hand_over",
    "init_app",
    "kinds_of",
    "listed",
    "map_columns",
    "may_resume",
    "mend",
    "missing",
    "new_key",
    "resume",
    "sample",
    "stage",
    "take_up",
    "template",
    "unstage",
    "upload",
    "uploads_of",
    "wrong_rows",
    "wrong_sheet",
]
