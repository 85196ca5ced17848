"""监管对象名录库: identity and its history, search, and a subject's past inspections."""

from backend.subjects import feed, register
from backend.subjects.models import Change, ChangeKind, Credit, Licence, PastInspection, Subject
from backend.subjects.schemas import SubjectRowSchema, SubjectSchema
from backend.subjects.search import search
from backend.subjects.service import RESULT_IN_WORDS, find, near, past, row, shown

__all__ = [
    "RESULT_IN_WORDS",
    "Change",
    "ChangeKind",
    "Credit",
    "Licence",
    "PastInspection",
    "Subject",
    "SubjectRowSchema",
    "SubjectSchema",
    "feed",
    "find",
    "near",
    "past",
    "register",
    "row",
    "search",
    "shown",
]
