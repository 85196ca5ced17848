"""执法主体公布: only who stands in the published list may inspect (国办发〔2024〕54号, 待核)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, bindparam, or_, select, update
from sqlalchemy.orm import Session

from backend import organization
from backend.core import clock
from backend.core.auth import Caller
from backend.core.problems import NotFound
from backend.core.records import audit
from backend.organization import Agency, AgencyKind
from backend.planning.models import InspectingBody
from backend.planning.problems import BodyUnfit
from backend.planning.rules import STANDING_IN_WORDS, Standing


def in_force(on: date | BindParameter[date]) -> ColumnElement[bool]:
    return (InspectingBody.published_from <= on) & or_(
        InspectingBody.published_to.is_(None), InspectingBody.published_to >= on
    )


_PUBLISHED = select(
    select(InspectingBody.id)
    .where(
        InspectingBody.agency_id == bindparam("agency_id"),
        in_force(bindparam("day", type_=Date)),
    )
    .exists()
)


def is_published(session: Session, agency_id: uuid.UUID, on: date) -> bool:
    return session.execute(_PUBLISHED, {"agency_id": agency_id, "day": on}).scalar_one()


def publish(
    session: Session,
    *,
    by: Caller,
    agency_id: uuid.UUID,
    standing: Standing,
    published_from: date,
    published_to: date | None,
    source: str,
) -> InspectingBody:
    """Raises NotFound, BodyUnfit."""
    agency = organization.agencies.in_scope(session, by=by, agency_id=agency_id)
    if (standing is Standing.ENTRUSTED) is not (agency.kind is AgencyKind.ENTRUSTED):
        words = organization.agencies.KIND_IN_WORDS[agency.kind]
        raise BodyUnfit(why=f"{agency.short_name}登记的类型是{words}，与所选的主体类别不一致")
    if published_to and published_to < published_from:
        raise BodyUnfit(why="公布的止期早于起期")
    if is_published(session, agency_id, published_from):
        raise BodyUnfit(why=f"{agency.short_name}在这段时间已经公布，先终止原来的再登记")
    made = InspectingBody(
        agency_id=agency_id,
        standing=standing,
        published_from=published_from,
        published_to=published_to,
        source=source,
        by_name=by.name,
    )
    session.add(made)
    session.flush()
    audit(session, by, "body.publish", "agency", agency_id, source=source)
    return made


def end(session: Session, *, by: Caller, body_id: uuid.UUID, reason: str) -> None:
    """From today on it stands there no more; ended before, nothing happens. Raises NotFound."""
    found = session.get(InspectingBody, body_id)
    if found is None:
        raise NotFound(id=str(body_id))
    organization.agencies.in_scope(session, by=by, agency_id=found.agency_id)
    today = clock.today()
    ended = session.scalar(
        update(InspectingBody)
        .where(InspectingBody.id == body_id, in_force(today))
        .values(published_to=date.fromordinal(today.toordinal() - 1))
        .returning(InspectingBody.id)
        .execution_options(synchronize_session=False)
    )
    if ended:
        audit(session, by, "body.end", "agency", found.agency_id, reason=reason)


def listed(session: Session, *, by: Caller, q: str = "", now: bool = False) -> list[dict[str, Any]]:
    """The caller's agencies that were ever published, as they stand today."""
    today = clock.today()
    query = (
        select(InspectingBody, Agency)
        .join(Agency, Agency.id == InspectingBody.agency_id)
        .where(Agency.id.in_(organization.agencies_of(by)))
        .order_by(Agency.path, InspectingBody.published_from.desc())
    )
    if q:
        query = query.where(Agency.name.contains(q, autoescape=True))
    if now:
        query = query.where(in_force(today))
    return [
        {
            "id": body.id,
            "agency_id": agency.id,
            "agency": agency.name,
            "short_name": agency.short_name,
            "field": agency.field,
            "standing_in_words": STANDING_IN_WORDS[body.standing],
            "published_from": body.published_from,
            "published_to": body.published_to,
            "source": body.source,
            "by_name": body.by_name,
            "state": "early"
            if body.published_from > today
            else "ended"
            if body.published_to and body.published_to < today
            else "now",
        }
        for body, agency in session.execute(query)
    ]
