"""Writes the phone's GBK table: `python -m backend.printing.phone_table`.

Only what cannot be derived is written: GB 2312's characters in their order and the other runs. The
rest of GBK is every character of U+4E00 to U+9FA5 that GB 2312 lacks, in the order of Unicode.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

TARGET = Path(__file__).parents[2] / "miniapp/src/printing/gbk.ts"

HEAD = """\
// Made by `python -m backend.printing.phone_table`; not to be edited.
// HANZI: GB 2312 from 0xB0A1 in its order. RUNS: [first code, characters at the codes after it].
"""


def write() -> str:
    hanzi = "".join(_chars(row << 8 | cell for row in range(0xB0, 0xF8) for cell in _cells(0xA1)))
    runs = json.dumps(list(_runs()), ensure_ascii=False, separators=(",", ":"))
    constants = (
        f"export const HANZI = '{hanzi}';\nexport const RUNS: [number, string][] = {runs};\n"
    )
    return HEAD + constants


def _cells(first: int, last: int = 0xFE) -> list[int]:
    return [cell for cell in range(first, last + 1) if cell != 0x7F]


def _chars(codes: Iterable[int]) -> list[str]:
    """The character at each code, empty where GBK has none."""
    return [_char(code) for code in codes]


def _char(code: int) -> str:
    try:
        return code.to_bytes(2, "big").decode("gbk")
    except UnicodeDecodeError:
        return ""


def _runs() -> Iterable[tuple[int, str]]:
    """The symbols of rows A1 to A9, and what stands behind U+9FA5 in rows FD and FE."""
    codes = [row << 8 | cell for row in range(0xA1, 0xAA) for cell in _cells(0x40)]
    codes += [row << 8 | cell for row in (0xFD, 0xFE) for cell in _cells(0x40, 0xA0)]
    derived = {chr(point) for point in range(0x4E00, 0x9FA6)}
    first, run = 0, ""
    for code, char in zip(codes, _chars(codes), strict=True):
        if not char or char in derived or first + len(run) != code:
            if run:
                yield first, run
            first, run = code, ""
        if char and char not in derived:
            run += char
        else:
            first = code + 1
    if run:
        yield first, run


if __name__ == "__main__":
    TARGET.write_text(write(), encoding="utf-8")
