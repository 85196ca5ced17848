"""复议 and 诉讼: which way is open against a document, by document kind and kind of agency.

The rule and the law's words behind it stand in remedies.json; the phone carries the same rule in
miniapp/src/documents/remedies.ts, written by `python -m backend.documents.remedies`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

RULES = Path(__file__).with_name("remedies.json")
TYPESCRIPT = Path(__file__).parents[2] / "miniapp/src/documents/remedies.ts"


@cache
def rules() -> dict[str, Any]:
    """{sources, documents: {kind: …}, agencies: {kind: …}, court}."""
    read: dict[str, Any] = json.loads(RULES.read_text("utf-8"))
    return read


def remedies(kind: str, agency: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """{review: {days, authority}, suit: {months, court}} for a document of this agency.

    `agency` has court, and review_authority or region_name (绍兴市越城区), and remedy_kind unless
    it is a department. What stays unknown is empty and keeps the document from being signed.
    Raises KeyError for a kind of document or agency that the rule does not know.
    """
    document = rules()["documents"][kind]
    by_agency = rules()["agencies"][agency.get("remedy_kind") or "department"]
    region = agency.get("region_name") or ""
    government = f"{region}人民政府" if region and by_agency["authority"] == "government" else ""
    authority = agency.get("review_authority") or government
    return {
        "review": {"days": document["review_days"], "authority": authority},
        "suit": {"months": document["suit_months"], "court": agency.get("court") or ""},
    }


def typescript() -> str:
    """The rule without the quoted law, which the phone does not show."""
    told = {name: rules()[name] for name in ("documents", "agencies")}
    body = json.dumps(told, ensure_ascii=False, indent=2).replace('"', "'")
    return (
        "// Written by `python -m backend.documents.remedies` from remedies.json beside it;\n"
        "// the law's words behind each rule stand there.\n"
        f"export const REMEDIES = {body}\n"
    )


if __name__ == "__main__":
    TYPESCRIPT.write_text(typescript(), "utf-8")
