"""Every page of the console: importing this module puts their routes on the blueprint."""

from backend.console import assign, inspection, lists, signin, task
from backend.console.register import edit, listing, merge, page
from backend.console.site import blueprint

__all__ = ["assign", "blueprint", "inspection", "lists", "signin", "task"]
__all__ += ["edit", "listing", "merge", "page"]
