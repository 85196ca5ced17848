"""Which characters the documents' fonts can show: known before anybody signs, on the phone too.

printable.json holds ranges as steps: how far on the next range begins, and how many more it has.
`python -m backend.documents.fonts` says whence the fonts are; the same bytes lie in
miniapp/src/documents.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("printable.json")
DRAWN = ("image", "images")  # bytes in words, not text


@cache
def _edges() -> list[int]:
    """First and last of each range, in their order."""
    steps: list[int] = json.loads(FILE.read_text("ascii"))
    return list(accumulate(steps))


def is_printable(character: str) -> bool:
    edges = _edges()
    place = bisect_right(edges, ord(character))
    return place % 2 == 1 or (place > 0 and edges[place - 1] == ord(character))


def strange(value: Any) -> list[str]:
    """The characters anywhere in it that no font shows, each once."""
    found = {one for text in _texts(value) for one in text}
    return sorted(one for one in found if not is_printable(one))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in DRAWN:
                yield from _texts(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner)


def legible(value: Any) -> Any:
    """The same with 〔U+1F600〕 for what no font shows: of what was signed all the same, the paper
    says what stands there rather than leaving it out."""
    if isinstance(value, str):
        return "".join(one if is_printable(one) else f"〔U+{ord(one):04X}〕" for one in value)
    if isinstance(value, Mapping):
        return {name: legible(inner) for name, inner in value.items()}
    return [legible(inner) for inner in value] if isinstance(value, list) else value
