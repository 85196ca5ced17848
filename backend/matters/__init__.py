"""监管事项 and 检查表单, versioned, with the law they rest on."""

from backend.matters import (
    basis,
    cells,
    checking,
    comparing,
    drafts,
    editing,
    expressions,
    joining,
    laws,
    listing,
    register,
    rules,
    serving,
    xlsform,
)
from backend.matters.forms import checklists as forms
from backend.matters.laws import article as law_article
from backend.matters.models import Checklist, ChecklistStep, Implementation, Matter
from backend.matters.rules import Category, State
from backend.matters.service import brief, find, items, published, shown, usable
from backend.matters.serving import work

__all__ = [
    "Category",
    "Checklist",
    "ChecklistStep",
    "Implementation",
    "Matter",
    "State",
    "basis",
    "brief",
    "cells",
    "checking",
    "comparing",
    "drafts",
    "editing",
    "expressions",
    "find",
    "forms",
    "items",
    "joining",
    "law_article",
    "laws",
    "listing",
    "published",
    "register",
    "rules",
    "serving",
    "shown",
    "usable",
    "work",
    "xlsform",
]
