"""The time, from one place that tests can move, and ids that sort by it."""

from __future__ import annotations

import secrets
import struct
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from threading import Lock
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")

LEEWAY = 10_000  # milliseconds that a clock may be set back without ids losing their order

_stopped: datetime | None = None
_counting = Lock()
_last = 0  # milliseconds and counter of the last id


def now() -> datetime:
    return _stopped or datetime.now(UTC)


def today() -> date:
    """The day in China: legal periods are counted in it, whatever the server's zone."""
    return now().astimezone(CHINA).date()


@contextmanager
def stopped(at: datetime) -> Iterator[None]:
    """For tests: let it be `at` (with a zone) in every thread."""
    global _stopped
    before, _stopped = _stopped, at
    try:
        yield
    finally:
        _stopped = before


def uuid7() -> uuid.UUID:
    """A UUID of version 7 (RFC 9562): milliseconds first, so that lists page by id alone.

    Within a millisecond the 12 bits behind it count up (its section 6.2, method 1), into the next
    one if need be, so that rows of one process keep the order in which they were made; also when
    the clock is set back a little.
    """
    [found] = uuid7s(1)
    return found


def uuid7s(count: int) -> list[uuid.UUID]:
    """Many at once: asking the system for randomness takes longer than all the rest."""
    global _last
    tails = struct.iter_unpack("Q", secrets.token_bytes(8 * count))
    found = []
    with _counting:
        now_at = int(now().timestamp() * 1000) << 12
        for (tail,) in tails:
            ahead = (_last - now_at >> 12) + 1  # milliseconds, rounded up
            if 0 < ahead <= LEEWAY:
                _last += 1
            else:
                _last = now_at | secrets.randbits(11)
            head = (_last >> 12) << 16 | 7 << 12 | _last & 0xFFF
            found.append(uuid.UUID(int=head << 64 | 0b10 << 62 | tail >> 2))
    return found
