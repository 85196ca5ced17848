"""Whom something can be handed to: the nearest, which the phone keeps for where there is no signal,
and everybody else by a part of the name."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, not_, or_, select
from sqlalchemy.orm import Session

from backend import organization
from backend.core.auth import Caller
from backend.handovers import listing, rules
from backend.handovers.rules import WAY_IN_WORDS, Way
from backend.organization import Agency

KEPT = 200
FOUND = 50  # of whom one looks for; whoever is not among them is found by more of the name


def receivers(session: Session, *, by: Caller) -> dict[str, Any]:
    """The nearest agencies and the colleagues; `more` where there are further agencies."""
    home = organization.agency(session, by.agency_id)
    agencies, more = _taken(session, home, _nearest(home), KEPT)
    officers = organization.officers_of(session, by.agency_id)
    return {
        "agencies": agencies,
        "more": more,
        "officers": [
            {"id": each["id"], "name": each["name"], "post": each["post"]}
            for each in officers
            if each["id"] != by.officer_id and not each["auxiliary"]
        ],
        "units": sorted({each["post"] for each in officers if each["post"]}),
        "ways": [{"way": way, "title": WAY_IN_WORDS[way]} for way in Way],
        "parts": listing.parts(),
    }


def find(session: Session, *, by: Caller, q: str, kin: bool = False) -> dict[str, Any]:
    """{items, more}: agencies with every word of `q` in their names or fields, the nearest first;
    of one's own line alone where `kin`."""
    home = organization.agency(session, by.agency_id)
    query = _nearest(home)
    for word in q.split():
        names = (Agency.name, Agency.short_name, Agency.field)
        query = query.where(or_(*(name.contains(word, autoescape=True) for name in names)))
    items, more = _taken(session, home, query.where(_is_kin(home)) if kin else query, FOUND)
    return {"items": items, "more": more}


def one(session: Session, *, by: Caller, agency_id: uuid.UUID) -> dict[str, Any] | None:
    """The same of one that was chosen before."""
    home = organization.agency(session, by.agency_id)
    found, _ = _taken(session, home, _nearest(home).where(Agency.id == agency_id), 1)
    return found[0] if found else None


def _nearest(home: Agency) -> Select[Agency]:
    """The own one first, then its line, its county, its city and the rest."""
    region = home.region_code or "-"
    rank = case(
        (Agency.id == home.id, 0),
        (_is_kin(home), 1),
        (Agency.region_code.startswith(region[:6]), 2),
        (Agency.region_code.startswith(region[:4]), 3),
        else_=4,
    )
    return (
        select(Agency)
        .where(Agency.kind != organization.AgencyKind.GOVERNMENT)
        .order_by(rank, Agency.path)
    )


def _is_kin(home: Agency) -> ColumnElement[bool]:
    """As rules.is_kin."""
    lines = [
        Agency.path.startswith(home.path),
        literal(home.path).startswith(Agency.path),
    ]
    if above := home.path.rstrip("/").rpartition("/")[0]:
        beside = Agency.path.startswith(f"{above}/"), not_(Agency.path.like(f"{above}/%/_%"))
        lines.append(and_(*beside, func.length(Agency.path) > len(above) + 1))
    return and_(Agency.field == home.field, Agency.id != home.id, or_(*lines))


def _taken(
    session: Session, home: Agency, query: Select[Agency], most: int
) -> tuple[list[dict[str, Any]], bool]:
    rows = session.scalars(query.limit(most + 1)).all()
    found = [
        {
            "id": each.id,
            "name": each.short_name,
            "full_name": each.name,
            "field": each.field,
            "own": each.id == home.id,
            "kin": rules.is_kin(home.path, home.field, each.path, each.field),
        }
        for each in rows[:most]
    ]
    return found, len(rows) > most
