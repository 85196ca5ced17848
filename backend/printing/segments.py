"""A payload in segments that a phone sends one after the other and can name afterwards.

Same as miniapp/src/printing/segments.ts.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.printing.profiles import Profile


@dataclass(frozen=True)
class Segment:
    """Bytes from `offset` in the payload; `crc32` as in zlib."""

    offset: int
    data: bytes

    @property
    def crc32(self) -> int:
        return zlib.crc32(self.data)


def cut(commands: Sequence[bytes], limit: int) -> list[Segment]:
    """Whole commands, as many as fit `limit` bytes. Raises ValueError for one that does not."""
    return list(_segments(commands, limit))


def seconds(size: int, profile: Profile) -> int:
    """How long the paper takes at the pace of the profile, from one write to the next."""
    return -(-size // profile.chunk_bytes * profile.interval_ms // 1000)


def _segments(commands: Sequence[bytes], limit: int) -> Iterator[Segment]:
    offset, data = 0, b""
    for command in commands:
        if len(command) > limit:
            raise ValueError(f"一条指令有 {len(command)} 字节，超过一段的 {limit} 字节")
        if len(data) + len(command) > limit:
            yield Segment(offset, data)
            offset, data = offset + len(data), b""
        data += command
    if data:
        yield Segment(offset, data)
