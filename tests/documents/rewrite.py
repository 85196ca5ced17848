"""Writes what compose.json and documents.json expect anew from their sources.

    python -m tests.documents.rewrite

To be run after a change to a template or to compose; read the difference before committing it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from backend.documents.blocks import missing, render
from backend.documents.compose import compose, data_sha256, statement
from backend.documents.templates import load

CASES = Path(__file__).parents[1] / "cases"


def rewritten() -> dict[str, Any]:
    """Both files as they should be, by name."""
    composed, documents = read("compose.json"), read("documents.json")
    programs = load()
    for one in composed["cases"]:
        program = programs[one["kind"]]
        one["data"] = compose(one["kind"], one["source"])
        one["data_sha256"] = data_sha256(one["kind"], program["version"], one["data"])
        one["missing"] = missing(program, one["data"])
    composed["statement"]["says"] = statement(composed["statement"]["source"])
    for one, source in zip(documents["cases"], composed["cases"], strict=True):
        one["data"] = source["data"]
        one["blocks"] = render(programs[one["kind"]], one["data"], one["signatures"])
    documents["programs"] = programs
    return {"compose.json": composed, "documents.json": documents}


def read(name: str) -> Any:
    return json.loads((CASES / name).read_text("utf-8"))


if __name__ == "__main__":
    for name, content in rewritten().items():
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (CASES / name).write_text(text + "\n", "utf-8")
