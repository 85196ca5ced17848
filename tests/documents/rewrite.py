"""Writes what compose.json, documents.json and papers.json expect anew from their sources.

    python -m tests.documents.rewrite

papers.json holds one document of every kind that is not composed whole, from the sample's record
and from nothing filled in.

To be run after a change to a template or to compose; read the difference before committing it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from backend.documents import samples
from backend.documents.blocks import missing, render
from backend.documents.compose import COMPOSERS, compose, data_sha256, statement
from backend.documents.facts import composed, facts
from backend.documents.templates import load

CASES = Path(__file__).parents[1] / "cases"


def rewritten() -> dict[str, Any]:
    """The files as they should be, by name."""
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
    documents["programs"] = {kind: programs[kind] for kind in COMPOSERS}
    return {"compose.json": composed, "documents.json": documents, "papers.json": papers()}


def papers() -> dict[str, Any]:
    programs = {kind: one for kind, one in load().items() if kind not in COMPOSERS}
    source = samples.source()
    bare = {**source, "inspection": {"answers": {}}}
    cases = []
    for kind, program in programs.items():
        data = samples.data(program)
        hurried = composed(program, bare | {"filled": {"phone": "13800005678", "extra": "x"}})
        cases.append(
            {
                "kind": kind,
                "filled": data.get("filled", {}),
                "data": data,
                "data_sha256": data_sha256(kind, program["version"], data),
                "blocks": render(program, data),
                "hurried": {"data": hurried, "missing": missing(program, hurried)},
            }
        )
    known = facts("on_spot_penalty", source)
    return {"source": source, "bare": bare, "facts": known, "programs": programs, "cases": cases}


def read(name: str) -> Any:
    return json.loads((CASES / name).read_text("utf-8"))


if __name__ == "__main__":
    for name, content in rewritten().items():
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (CASES / name).write_text(text + "\n", "utf-8")
