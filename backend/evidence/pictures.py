"""How large a picture says it is, read from its head: drawing it is for whoever can afford it."""

from __future__ import annotations

import struct

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
MOST_PIXELS = 80_000_000  # more than any phone takes unasked; drawn, 240 MB
SIZED = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOF0 to SOF15
BARE = frozenset({0x01, *range(0xD0, 0xD8)})
SCAN = 0xDA


def pixels(content: bytes) -> int:
    """Of a JPEG or PNG, the most that it says; 0 where it says nothing."""
    if content.startswith(PNG) and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return int(width * height)
    return _jpeg(content) if content.startswith(JPEG) else 0


def _jpeg(content: bytes) -> int:
    most, at = 0, 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == SCAN:
            break
        if marker in SIZED:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            most = max(most, width * height)
        if marker == 0xFF:  # filling
            at += 1
        else:
            at += 2 if marker in BARE else 2 + int.from_bytes(content[at + 2 : at + 4])
    return most
