"""文书: templates, block lists, numbers, PDF, public verification."""

from backend.documents import outline, samples, serving
from backend.documents.blocks import render as rendered
from backend.documents.compose import compose as compose_data
from backend.documents.models import (
    Document,
    DocumentNumber,
    Manner,
    NumberState,
    PublishedTemplate,
    Service,
    ServiceState,
)
from backend.documents.numbers import Series, reserve, void_expired, void_of_task
from backend.documents.published import publish, templates, versions
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
    pages,
    public_state,
    recent,
    recomposed,
    record_print,
    signed,
)

__all__ = [
    "Document",
    "DocumentNumber",
    "Manner",
    "NumberState",
    "PublishedTemplate",
    "Series",
    "Service",
    "ServiceState",
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
    "outline",
    "pages",
    "public_state",
    "publish",
    "recent",
    "recomposed",
    "record_print",
    "rendered",
    "reserve",
    "samples",
    "serving",
    "signed",
    "templates",
    "versions",
    "void_expired",
    "void_of_task",
]
