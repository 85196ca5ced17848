"""What a kind of printer can do. One JSON file each, read by the server and by the phone.

A new printer is a new file: {id, title, language, dots (across the paper), columns (of ASCII),
dots_per_mm, band_rows, signature {width, height} in dots, qr_module in dots, ending, segment_bytes,
chunk_bytes (of one Bluetooth write), interval_ms, devices (how the names of such printers begin)}.
CPCL has two more: font (the name of its 24-dot font) and page_rows (dots of one page at most).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "profiles"
LANGUAGES = ("escpos", "cpcl")
ENDINGS = ("partial_cut", "tear")


@dataclass(frozen=True)
class Profile:
    id: str
    title: str
    language: str
    dots: int
    columns: int
    dots_per_mm: int
    band_rows: int
    signature: Mapping[str, int]
    qr_module: int
    ending: str
    segment_bytes: int
    chunk_bytes: int
    interval_ms: int
    devices: Sequence[str]
    font: str = ""
    page_rows: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@cache
def load(folder: Path = FOLDER) -> Mapping[str, Profile]:
    """Every profile by its id. Raises ValueError naming the file and what is wrong in it."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        try:
            profile = Profile(**json.loads(path.read_text(encoding="utf-8")))
        except (TypeError, ValueError) as error:
            raise ValueError(f"{path.name}: {error}") from error
        for wrong in _wrong(profile, path.stem):
            raise ValueError(f"{path.name}: {wrong}")
        found[profile.id] = profile
    return found


def _wrong(profile: Profile, stem: str) -> list[str]:
    facts = {
        "id is not the file's name": profile.id == stem,
        f"language is none of {LANGUAGES}": profile.language in LANGUAGES,
        f"ending is none of {ENDINGS}": profile.ending in ENDINGS,
        "dots are not 12 a column": profile.dots // 12 == profile.columns,
        "CPCL needs its font, and pages of 400 dots or more": (
            profile.language != "cpcl" or (bool(profile.font) and profile.page_rows >= 400)
        ),
        "band_rows is not 1 to 64": 1 <= profile.band_rows <= 64,
        "signature is wider than the paper": profile.signature["width"] <= profile.dots,
        "a band of the signature does not fit a segment": (
            (profile.signature["width"] + 7) // 8 + 8 <= profile.segment_bytes
        ),
    }
    return [words for words, holds in facts.items() if not holds]
