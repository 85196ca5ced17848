"""Every page of the console: importing this module puts their routes on the blueprint."""

from backend.console import (
    accounts,
    agencies,
    alerts,
    assign,
    checklists,
    editor,
    handovers,
    imports,
    inspection,
    lists,
    matters,
    officers,
    signin,
    task,
)
from backend.console.planning import approvals, bodies, frequency, merges, plans
from backend.console.register import edit, listing, merge, page
from backend.console.site import blueprint

__all__ = ["accounts", "agencies", "alerts", "assign", "blueprint", "checklists", "edit", "editor"]
__all__ += ["imports", "inspection", "listing", "lists", "matters", "merge", "officers", "page"]
__all__ += ["handovers", "signin", "task"]
__all__ += ["approvals", "bodies", "frequency", "merges", "plans"]
