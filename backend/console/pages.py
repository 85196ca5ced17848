"""Every page of the console: importing this module puts their routes on the blueprint."""

from backend.console import assign, checklists, editor, inspection, lists, matters, signin, task
from backend.console.site import blueprint

__all__ = [
    "assign",
    "blueprint",
    "checklists",
    "editor",
    "inspection",
    "lists",
    "matters",
    "signin",
    "task",
]
