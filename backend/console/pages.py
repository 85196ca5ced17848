"""Every page of the console: importing this module puts their routes on the blueprint."""

# ruff: noqa: F401  # imported for their routes
from backend.console import (
    accounts,
    agencies,
    alerts,
    assign,
    checklists,
    document,
    editor,
    exports,
    handovers,
    imports,
    inspection,
    lists,
    matters,
    notices,
    office,
    officers,
    paper_templates,
    ratings,
    rectifications,
    reviewing,
    signin,
    snapshots,
    task,
    try_print,
)
from backend.console.planning import approvals, bodies, frequency, merges, plans
from backend.console.register import edit, listing, merge, page
from backend.console.site import blueprint

__all__ = ["blueprint"]
