"""Every page of the console: importing this module puts their routes on the blueprint."""

from backend.console import accounts, agencies, assign, inspection, lists, officers, signin, task
from backend.console.register import edit, listing, merge, page
from backend.console.site import blueprint

__all__ = ["accounts", "agencies", "assign", "blueprint", "inspection", "lists", "officers"]
__all__ += ["edit", "listing", "merge", "page", "signin", "task"]
