"""Which roles go together, and who may give which (三员分立)."""

from __future__ import annotations

from collections.abc import Collection

from backend.core.auth import IN_THE_FIELD, IN_WORDS, SEPARATED, Role


def roles_wrong(roles: Collection[Role]) -> str:
    """Why these roles may not be held by one person; "" when they may.

    三员分立: who runs the system, who secures it and who audits it are three people, and none of
    them does anything else.
    """
    apart = SEPARATED.intersection(roles)
    if apart and len(roles) > 1:
        named = "、".join(IN_WORDS[role] for role in Role if role in apart)
        return f"{named}按三员分立要求只能单独担任，不能再兼别的岗位"
    return ""


def grantable(by: Collection[Role]) -> frozenset[Role]:
    """The roles that one may give and take: field roles follow from the register of officers, all
    other business roles are the security admin's to grant. The three themselves are appointed at
    the installation, by nobody here."""
    found: set[Role] = set()
    if Role.REGISTER_ADMIN in by:
        found |= set(IN_THE_FIELD)
    if Role.SECURITY_ADMIN in by:
        found |= set(Role) - SEPARATED
    return frozenset(found)
