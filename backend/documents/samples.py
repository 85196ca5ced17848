"""A made-up inspection with which templates are shown and tried; nobody in it exists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from backend.documents.compose import Data
from backend.documents.facts import composed, facts, value_at

FILE = Path(__file__).with_name("sample.json")


@cache
def _sample() -> dict[str, Any]:
    """{source, filled: {key: value}, filled_of: {kind: {key: value}}}."""
    read: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return read


def source() -> dict[str, Any]:
    """As compose and facts take it."""
    found: dict[str, Any] = _sample()["source"]
    return found


def data(program: Mapping[str, Any]) -> Data:
    """What a document of this kind would hold. A field that the sample lacks says its own name."""
    kind = program["kind"]
    known = facts(kind, source())
    written: Data = {}
    for path, field in program["fields"].items():
        if "ask" in field:
            key = path.removeprefix("filled.")
            written[key] = _answer(field, key, kind, known)
    return composed(program, {**source(), "filled": written})


def _answer(field: Mapping[str, Any], key: str, kind: str, known: Data) -> Any:
    ask = field["ask"]
    said = _sample()["filled"] | _sample()["filled_of"].get(kind, {})
    proposed = value_at(known, ask["prefill"]) if "prefill" in ask else ""
    value = said.get(key) or proposed
    if value and isinstance(value, list) == ("members" in ask) and _fits(ask, value):
        return value
    if not field["required"]:
        return [] if "members" in ask else ""
    if "members" in ask:
        return [{member: label for member, label in ask["members"]}]
    return {"choice": (ask.get("options") or [""])[0], "date": "2026-11-23"}.get(
        ask["as"], field["label"]
    )


def _fits(ask: Mapping[str, Any], value: Any) -> bool:
    return ask["as"] != "choice" or value in ask["options"]


@cache
def picture() -> bytes:
    """In the place of a photograph: a plain picture that nobody takes for one."""
    image = Image.new("RGB", (960, 720), (96, 116, 124))
    pen = ImageDraw.Draw(image)
    for left in range(0, 1680, 120):
        pen.line([(left, 0), (left - 720, 720)], fill=(255, 255, 255), width=6)
    pen.rectangle([240, 180, 720, 540], outline=(255, 255, 255), width=10)
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
