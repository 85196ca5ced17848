"""企业评价: what the party says of an inspection. Only who supervises from above reads it."""

from backend.ratings import listing, rules, service
from backend.ratings.models import Rating
from backend.ratings.rules import GRADE_IN_WORDS, QUESTIONS, Grade

__all__ = [
    "GRADE_IN_WORDS",
    "QUESTIONS",
    "Grade",
    "Rating",
    "listing",
    "rules",
    "service",
]
