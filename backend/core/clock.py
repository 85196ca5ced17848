"""The time, from one place that tests can move, and ids that sort by it."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")

_stopped: datetime | None = None


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
    """A UUID of version 7 (RFC 9562): milliseconds first, so that lists page by id alone."""
    head = int(now().timestamp() * 1000) << 16 | 7 << 12 | secrets.randbits(12)
    return uuid.UUID(int=head << 64 | 0b10 << 62 | secrets.randbits(62))
