"""监管对象名录库: identity, search, and a subject's past inspections."""

from backend.subjects.models import PastInspection, Subject
from backend.subjects.schemas import SubjectRowSchema, SubjectSchema
from backend.subjects.service import RESULT_IN_WORDS, find, near, past, row, search, shown

__all__ = [
    "RESULT_IN_WORDS",
    "PastInspection",
    "Subject",
    "SubjectRowSchema",
    "SubjectSchema",
    "find",
    "near",
    "past",
    "row",
    "search",
    "shown",
]
