"""Every page of the console: importing this module puts their routes on the blueprint."""

from backend.console import assign, imports, inspection, lists, signin, task
from backend.console.site import blueprint

__all__ = ["assign", "blueprint", "imports", "inspection", "lists", "signin", "task"]
