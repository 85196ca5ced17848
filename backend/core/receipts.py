"""Signed receipts: what the phone checks before it lets go of anything (Ed25519 over RFC 8785)."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import rfc8785
from flask import current_app

from backend.core.crypto import Keys


def canonical(value: Any) -> bytes:
    """RFC 8785 (JCS): the same bytes in Python and on the phone. Raises ValueError."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError) as error:
        raise ValueError("not canonical JSON") from error


def digest(value: Any) -> str:
    """SHA-256 (hex) of the canonical form. Raises ValueError."""
    return hashlib.sha256(canonical(value)).hexdigest()


def sign(payload: dict[str, Any]) -> dict[str, Any]:
    keys: Keys = current_app.extensions["keys"]
    signature = keys.signing.sign(canonical(payload))
    return {
        "payload": payload,
        "key_id": keys.signing_id,
        "signature": base64.b64encode(signature).decode(),
    }
