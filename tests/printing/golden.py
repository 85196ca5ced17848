"""The shared slips in tests/cases/slips: blocks in, commands and text out, on each profile
of text.

The phone's tests read the same files. After a change that is meant, look at the paper and run
`python -m tests.printing.golden`, which writes the commands anew.

Case: {name, blocks, strokes: {sha256: [[[x, y, t]]]}, glyphs: {char: 48 x 3 hex of 24 rows},
demo, reprint, standing, payloads: {profile: {commands: [hex], segments: [[offset, size, crc32]],
text}}}.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from backend.printing import profiles, segments, slips
from backend.printing.profiles import Profile
from backend.printing.raster import Bitmap, from_strokes
from backend.printing.simulator import print_out

FOLDER = Path(__file__).parents[1] / "cases/slips"
FILES = sorted(FOLDER.glob("*.json"))


def load(path: Path) -> dict[str, Any]:
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return case


def commands(case: dict[str, Any], profile: Profile) -> list[bytes]:
    size = profile.signature
    images = {
        sha256: from_strokes(strokes, size["width"], size["height"])
        for sha256, strokes in case["strokes"].items()
    }
    glyphs = {char: Bitmap(24, 24, bytes.fromhex(rows)) for char, rows in case["glyphs"].items()}
    return slips.commands(
        case["blocks"],
        profile,
        images,
        glyph=glyphs.get,
        demo=case["demo"],
        reprint=case["reprint"],
        standing=case["standing"],
    )


def payload(case: dict[str, Any], profile: Profile) -> dict[str, Any]:
    made = commands(case, profile)
    cut = segments.cut(made, profile.segment_bytes)
    return {
        "commands": [command.hex() for command in made],
        "segments": [[each.offset, len(each.data), each.crc32] for each in cut],
        "text": print_out(b"".join(made), profile).text.split("\n"),
    }


TEXT = {id: each for id, each in profiles.load().items() if not each.drawn}


def main() -> None:
    for path in FILES:
        case = load(path)
        case["payloads"] = {id: payload(case, each) for id, each in TEXT.items()}
        text = json.dumps(case, ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
