"""到场码 that a phone has signed: one line of text in a QR code, made without a signal. Pure.

    ZFDC1;task;officer;key;time;code;nonce;place;signature

Ids are UUIDs without their hyphens; the key is told by the first 16 hex digits of its SHA-256; the
time is in seconds since 1970; the code is what the same phone shows as its six digits; the place
may be empty. The Ed25519 signature (base64) covers all that stands before the last semicolon. The
phone writes and reads it in miniapp/src/statement.ts; both are held to tests/cases/statements.json.
"""

from __future__ import annotations

import base64
import hashlib
import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

LONGEST = 400
PLACE = (
    r"(-?[0-9]{1,2}(?:\.[0-9]{1,8})?),(-?[0-9]{1,3}(?:\.[0-9]{1,8})?),(WGS84|GCJ02),"
    r"([0-9]{1,7}(?:\.[0-9]{1,3})?),([01]),([0-9]{10})"
)
LINE = re.compile(
    r"ZFDC1;([0-9a-f]{32});([0-9a-f]{32});([0-9a-f]{16});([0-9]{10});([0-9]{6});[0-9a-f]{16};"
    rf"(?:{PLACE})?;[A-Za-z0-9+/]{{86}}=="
)


@dataclass(frozen=True)
class Statement:
    """Who says to be where, for which task. `position` as the check-in's, None without one."""

    task_id: uuid.UUID
    officer_id: uuid.UUID
    key: str
    at: datetime
    code: str
    position: dict[str, Any] | None


def read(text: str) -> Statement | None:
    """None for what is no such line."""
    found = LINE.fullmatch(text)
    if not found:
        return None
    task, officer, key, at, code, *place = found.groups()
    return Statement(
        task_id=uuid.UUID(task),
        officer_id=uuid.UUID(officer),
        key=key,
        at=_moment(at),
        code=code,
        position=_position(*place) if place[0] else None,
    )


def key_id(public_key: str) -> str:
    return hashlib.sha256(base64.b64decode(public_key)).hexdigest()[:16]


def is_signed(text: str, public_key: str) -> bool:
    """Whether this key (base64) made the signature of a line that `read` takes."""
    said, _, signature = text.rpartition(";")
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        key.verify(base64.b64decode(signature), said.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _position(
    latitude: str, longitude: str, crs: str, accuracy: str, mock: str, at: str
) -> dict[str, Any]:
    return {
        "latitude": latitude,
        "longitude": longitude,
        "crs": crs,
        "accuracy": accuracy,
        "provider": "",
        "mock": mock == "1",
        "at": _moment(at).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _moment(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
