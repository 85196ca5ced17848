"""Presence codes: six digits that one phone shows and another types, good for two minutes.

Made like RFC 4226/6238 with SHA-256 from a secret that only one officer's phone holds, so that
they work without a signal and can be verified when the commands arrive. Pure.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

STEP = 120  # seconds
DIGITS = 6


# How an officer came to be known as present.
TYPED = "code"
SIGNED = "signed"


def new_secret() -> str:
    return base64.b64encode(secrets.token_bytes(20)).decode()


def code(secret: str, task_id: str, step: int) -> str:
    """The code of one step of 120 s since 1970, with dynamic truncation (RFC 4226 section 5.3)."""
    message = f"presence:{task_id}:{step}".encode()
    mac = hmac.new(base64.b64decode(secret), message, hashlib.sha256).digest()
    start = mac[-1] & 15
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def together(one: datetime, other: datetime) -> bool:
    """Whether what was shown at one moment may be read at the other: for as long as a code."""
    return abs(_step(one) - _step(other)) <= 1


def _step(at: datetime) -> int:
    return int(at.timestamp()) // STEP


def is_good(secret: str, task_id: str, given: str, at: datetime) -> bool:
    """Whether it was shown at that time, give or take one step for clocks that differ."""
    now = _step(at)
    good = [code(secret, task_id, step) for step in (now - 1, now, now + 1)]
    return any([hmac.compare_digest(given.encode(), each.encode()) for each in good])
