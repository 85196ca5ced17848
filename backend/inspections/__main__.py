"""python -m backend.inspections: the catalogue of rules as Markdown, for docs/rules.md."""

from backend.inspections.catalogue import as_markdown

print(as_markdown(), end="")
