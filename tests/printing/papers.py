"""What every template looks like on every printer of text, in tests/cases/papers_slips.json.

    python -m tests.printing.papers

Of the documents of tests/cases/papers.json and documents.json, signed by nobody yet. The commands
are told by their hash, the text on the two usual papers whole; the phone's tests read the same
file. After a change that is meant, look at the text before committing it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from backend.documents.templates import FOLDER, read_folder
from backend.printing import slips
from backend.printing.profiles import Profile
from backend.printing.simulator import print_out
from tests.documents.rewrite import read
from tests.printing.golden import TEXT

FILE = Path(__file__).parents[1] / "cases/papers_slips.json"
TOLD = ("escpos-58", "escpos-80")


def blocks() -> dict[str, list[dict[str, Any]]]:
    """By kind, of every template that goes on a slip."""
    whole = {one["kind"]: one["blocks"] for one in read("documents.json")["cases"]}
    papers = {one["kind"]: one["blocks"] for one in read("papers.json")["cases"]}
    known = {one.program["kind"]: one.handling["slip"] for one in read_folder(FOLDER)}
    unsigned = {kind: _unsigned(made) for kind, made in (whole | papers).items()}
    return {kind: unsigned[kind] for kind, slip in sorted(known.items()) if slip != "none"}


def _unsigned(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    empty = {"state": "", "words": "", "at": "", "image_sha256": ""}
    return [
        {**one, "slots": [{**slot, **empty} for slot in one["slots"]]} if "slots" in one else one
        for one in made
    ]


def on_paper(made: list[dict[str, Any]], profile: Profile) -> dict[str, Any]:
    payload = slips.emit(made, profile, {}, demo=True, standing="copy")
    told: dict[str, Any] = {"sha256": hashlib.sha256(payload).hexdigest(), "size": len(payload)}
    if profile.id in TOLD:
        told["text"] = print_out(payload, profile).text.split("\n")
    return told


def rewritten() -> dict[str, Any]:
    return {
        kind: {id: on_paper(made, profile) for id, profile in TEXT.items()}
        for kind, made in blocks().items()
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(rewritten(), ensure_ascii=False, indent=1) + "\n", "utf-8")
