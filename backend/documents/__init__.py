"""文书: templates, block lists, numbers, PDF, public verification."""

from backend.documents.compose import compose as compose_data
from backend.documents.models import Document, DocumentNumber, NumberState
from backend.documents.numbers import Series, reserve, void_expired, void_of_task
from backend.documents.published import publish, templates
from backend.documents.service import (
    ask_for_pdfs,
    blocks,
    current,
    find,
    issue,
    keep,
    named_evidence,
    numbers_shown,
    of_inspection,
    public_state,
    recomposed,
    record_print,
    signed,
)

__all__ = [
    "Document",
    "DocumentNumber",
    "NumberState",
    "Series",
    "ask_for_pdfs",
    "blocks",
    "compose_data",
    "current",
    "find",
    "issue",
    "keep",
    "named_evidence",
    "numbers_shown",
    "of_inspection",
    "public_state",
    "publish",
    "recomposed",
    "record_print",
    "reserve",
    "signed",
    "templates",
    "void_expired",
    "void_of_task",
]
