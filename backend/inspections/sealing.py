"""The telephone of who was there on site is sealed where the record is kept (个人信息保护法
第五十一条)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app

from backend.core.crypto import Keys

SEALED = "phone_sealed"


def sealed(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a command says, before it is folded into the record."""
    party = given.get("party")
    if not party or not party.get("phone"):
        return {**given}
    rest = {key: value for key, value in party.items() if key != "phone"}
    return {**given, "party": rest | {SEALED: _keys().seal(party["phone"])}}


def opened(conclusion: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """A record's conclusion with the telephone as it was said. Raises CannotOpen."""
    if conclusion is None:
        return None
    if SEALED not in (conclusion["party"] or {}):
        return {**conclusion}
    party = {key: value for key, value in conclusion["party"].items() if key != SEALED}
    phone = _keys().unseal(conclusion["party"][SEALED])
    return {**conclusion, "party": party | {"phone": phone}}


def _keys() -> Keys:
    keys: Keys = current_app.extensions["keys"]
    return keys
