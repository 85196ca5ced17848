"""Every page of the console: importing this module puts their routes on the blueprint."""

from backend.console import (
    accounts,
    agencies,
    assign,
    checklists,
    editor,
    imports,
    inspection,
    lists,
    matters,
    officers,
    signin,
    task,
    try_print,
)
from backend.console.register import edit, listing, merge, page
from backend.console.site import blueprint

__all__ = ["accounts", "agencies", "assign", "blueprint", "checklists", "edit", "editor"]
__all__ += ["imports", "inspection", "listing", "lists", "matters", "merge", "officers", "page"]
__all__ += ["signin", "task", "try_print"]
