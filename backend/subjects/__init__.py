"""监管对象名录库: identity and its history, search, and a subject's past inspections."""

from backend.subjects import (
    delivery,
    details,
    entry,
    feed,
    merging,
    register,
    replacing,
    reveal,
    rules,
)
from backend.subjects.listing import listed
from backend.subjects.models import Change, ChangeKind, Credit, Licence, PastInspection, Subject
from backend.subjects.problems import ReasonNeeded
from backend.subjects.schemas import (
    BriefSchema,
    ChangesSchema,
    CreditSchema,
    IdentitySchema,
    LicenceSchema,
    SubjectFields,
    SubjectRowSchema,
    SubjectSchema,
)
from backend.subjects.search import search
from backend.subjects.service import (
    RESULT_IN_WORDS,
    family,
    family_ids,
    find,
    known_as,
    past,
    row,
    shown,
    survivor,
)
from backend.subjects.showing import FIELD_IN_WORDS, changes, identity, licences, past_rows, whole

__all__ = [
    "FIELD_IN_WORDS",
    "RESULT_IN_WORDS",
    "BriefSchema",
    "Change",
    "ChangeKind",
    "ChangesSchema",
    "Credit",
    "CreditSchema",
    "IdentitySchema",
    "Licence",
    "LicenceSchema",
    "PastInspection",
    "ReasonNeeded",
    "Subject",
    "SubjectFields",
    "SubjectRowSchema",
    "SubjectSchema",
    "changes",
    "delivery",
    "details",
    "entry",
    "family",
    "family_ids",
    "feed",
    "find",
    "identity",
    "known_as",
    "licences",
    "listed",
    "merging",
    "past",
    "past_rows",
    "register",
    "replacing",
    "reveal",
    "row",
    "rules",
    "search",
    "shown",
    "survivor",
    "whole",
]
