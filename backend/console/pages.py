"""Every page of the console: importing this module puts their routes on the blueprint."""

from backend.console import (
    accounts,
    agencies,
    assign,
    inspection,
    lists,
    officers,
    signin,
    task,
)
from backend.console.site import blueprint

__all__ = [
    "accounts",
    "agencies",
    "assign",
    "blueprint",
    "inspection",
    "lists",
    "officers",
    "signin",
    "task",
]
