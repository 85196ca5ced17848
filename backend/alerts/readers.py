"""Whose alerts one sees: those for oneself, and by one's roles those of the whole agency."""

from __future__ import annotations

from collections.abc import Collection

from backend.alerts.rules import Rule
from backend.core.auth import MANAGERS, OVERSEERS, Role

# What the registers say, and what keeps them true.
KEPT = frozenset({Rule.CERTIFICATE, Rule.ABNORMAL, Rule.LICENCE, Rule.SNAPSHOT})
CLOSERS = (*MANAGERS, Role.REGISTER_ADMIN)


def looked_after(roles: Collection[Role]) -> list[Rule]:
    """The rules whose alerts of an agency one of these roles looks after."""
    if not set(OVERSEERS).isdisjoint(roles):
        return [*Rule]
    return sorted(KEPT) if Role.REGISTER_ADMIN in roles else []
