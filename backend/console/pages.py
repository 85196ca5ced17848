"""Every page of the console: importing this module puts their routes on the blueprint."""

from backend.console import (
    accounts,
    agencies,
    assign,
    checklists,
    document,
    editor,
    imports,
    inspection,
    lists,
    matters,
    notices,
    officers,
    paper_templates,
    signin,
    task,
)
from backend.console.register import edit, listing, merge, page
from backend.console.site import blueprint

__all__ = [
    "accounts",
    "agencies",
    "assign",
    "blueprint",
    "checklists",
    "document",
    "edit",
    "editor",
]
__all__ += ["imports", "inspection", "listing", "lists", "matters", "merge", "notices"]
__all__ += ["officers", "page", "paper_templates", "signin", "task"]
