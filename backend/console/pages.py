"""Every page of the console: importing this module puts their routes on the blueprint."""

from backend.console import (
    accounts,
    agencies,
    assign,
    imports,
    inspection,
    lists,
    officers,
    signin,
    task,
)
from backend.console.register import edit, listing, merge, page
from backend.console.site import blueprint

__all__ = ["accounts", "agencies", "assign", "blueprint", "imports", "inspection", "lists"]
__all__ += ["edit", "listing", "merge", "officers", "page", "signin", "task"]
