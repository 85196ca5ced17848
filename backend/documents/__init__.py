"""文书: templates, block lists, numbers, PDF, public verification."""

from backend.documents import outline, samples, serving
from backend.documents.blocks import missing as lacking
from backend.documents.blocks import render as rendered
from backend.documents.compose import compose as compose_data
from backend.documents.facts import composed, proposed
from backend.documents.models import (
    Document,
    DocumentNumber,
    Manner,
    NoticeBatch,
    NoticeState,
    NumberState,
    PublishedTemplate,
    Service,
    ServiceState,
)
from backend.documents.numbers import Series, reserve, void_expired, void_of_task
from backend.documents.published import handled, publish, templates, titles, versions
from backend.documents.service import (
    ask_for_pdfs,
    before_inspection,
    blocks,
    current,
    find,
    named_evidence,
    number_of,
    numbers_shown,
    of_inspection,
    of_tasks,
    pages,
    public_state,
    recent,
    record_print,
    signed,
    slip_of,
    stack,
)
from backend.documents.signing import issue, keep, recomposed

__all__ = [
    "Document",
    "DocumentNumber",
    "Manner",
    "NoticeBatch",
    "NoticeState",
    "NumberState",
    "PublishedTemplate",
    "Series",
    "Service",
    "ServiceState",
    "ask_for_pdfs",
    "before_inspection",
    "blocks",
    "compose_data",
    "composed",
    "current",
    "find",
    "handled",
    "issue",
    "keep",
    "lacking",
    "named_evidence",
    "number_of",
    "numbers_shown",
    "of_inspection",
    "of_tasks",
    "outline",
    "pages",
    "proposed",
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
    "slip_of",
    "stack",
    "templates",
    "titles",
    "versions",
    "void_expired",
    "void_of_task",
]
