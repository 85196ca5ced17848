"""Officers as the console lists them: filtered, a page at a time, each with certificates."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller
from backend.core.crypto import Keys
from backend.organization import rules
from backend.organization.accounts import certified
from backend.organization.models import Account, Agency, Certificate, Officer
from backend.organization.rules import THRESHOLDS, Standing
from backend.organization.service import agencies_of, held


def listed(
    session: Session,
    *,
    by: Caller,
    after: uuid.UUID | None = None,
    limit: int = 20,
    **asked: Any,
) -> dict[str, Any]:
    """{items, next}, by name. `asked` as in `narrowed`."""
    where = narrowed(by, **asked)
    if after is not None:
        name = select(Officer.name).where(Officer.id == after).scalar_subquery()
        where.append(or_(Officer.name > name, and_(Officer.name == name, Officer.id > after)))
    rows = _rows(session, where, limit + 1)
    return {
        "items": rows[:limit],
        "next": rows[limit - 1]["id"] if len(rows) > limit else None,
    }


def everybody(session: Session, *, by: Caller, most: int, **asked: Any) -> list[dict[str, Any]]:
    """The same in one piece, for the sheet; one more than `most` when there are too many."""
    return _rows(session, narrowed(by, **asked), most + 1)


def counts(session: Session, *, by: Caller, **asked: Any) -> dict[str, int]:
    """How many there are at all, and by the standing of the certificate, of who works here."""
    asked.pop("standing", None)
    where = narrowed(by, **asked)
    today = clock.today()
    until = _until()
    soon = today + timedelta(days=THRESHOLDS[0])
    row = session.execute(
        select(
            func.count(),
            func.count().filter(until > soon),
            func.count().filter(until.between(today, soon)),
            func.count().filter(until < today),
            func.count().filter(until.is_(None) & ~Officer.auxiliary),
        ).where(*where)
    ).one()
    names = ("all", Standing.VALID, Standing.SOON, Standing.EXPIRED, Standing.NONE)
    return {str(name): count for name, count in zip(names, row, strict=True)}


def narrowed(
    by: Caller,
    *,
    q: str = "",
    agency_id: uuid.UUID | None = None,
    standing: Standing | None = None,
    auxiliary: bool | None = None,
    expert: bool | None = None,
    account: bool | None = None,
    left: bool = False,
) -> list[ColumnElement[bool]]:
    """What Officer rows must satisfy. `q` is a fragment of the name, the start of a certificate
    number, or a whole phone or ID number."""
    where: list[ColumnElement[bool]] = [Officer.agency_id.in_(agencies_of(by))]
    where.append(Officer.left_on.is_not(None) if left else Officer.left_on.is_(None))
    if q:
        where.append(_named(q))
    if agency_id is not None:
        where.append(Officer.agency_id == agency_id)
    if standing is not None:
        where.append(_stands(standing))
    if auxiliary is not None:
        where.append(Officer.auxiliary.is_(auxiliary))
    if expert is not None:
        marked = func.json_array_length(Officer.expert) > 0
        where.append(marked if expert else ~marked)
    if account is not None:
        opened = Officer.id.in_(select(Account.officer_id).where(Account.active))
        where.append(opened if account else ~opened)
    return where


def _named(q: str) -> ColumnElement[bool]:
    keys: Keys = current_app.extensions["keys"]
    numbered = select(Certificate.officer_id).where(
        Certificate.number.startswith(q.upper(), autoescape=True)
    )
    sealed = keys.lookup_hash(q.upper())
    return or_(
        Officer.name.contains(q, autoescape=True),
        Officer.id.in_(numbered),
        Officer.phone_hash == sealed,
        Officer.id_number_hash == sealed,
    )


def _until() -> Any:
    """The last day of an officer's certificates; NULL where there is none that was not revoked."""
    today = clock.today()
    return (
        select(func.max(Certificate.valid_to))
        .where(
            Certificate.officer_id == Officer.id,
            Certificate.valid_from <= today,
            Certificate.revoked_on.is_(None) | (Certificate.revoked_on > today),
        )
        .correlate(Officer)
        .scalar_subquery()
    )


def _stands(standing: Standing) -> ColumnElement[bool]:
    today, until = clock.today(), _until()
    soon = today + timedelta(days=THRESHOLDS[0])
    found: dict[Standing, ColumnElement[bool]] = {
        Standing.VALID: until > soon,
        Standing.SOON: until.between(today, soon),
        Standing.EXPIRED: until < today,
        Standing.NONE: until.is_(None) & ~Officer.auxiliary,
    }
    return found[standing]


def _rows(
    session: Session, where: Sequence[ColumnElement[bool]], limit: int
) -> list[dict[str, Any]]:
    today = clock.today()
    rows = session.execute(
        select(Officer, Agency, Account.active)
        .join(Agency, Agency.id == Officer.agency_id)
        .outerjoin(Account, Account.officer_id == Officer.id)
        .where(*where)
        .order_by(Officer.name, Officer.id)
        .limit(limit)
    ).all()
    certificates = held(session, [row[0].id for row in rows])
    found = []
    for officer, agency, active in rows:
        of_officer = certificates.get(officer.id, [])
        best = rules.best(of_officer, today)
        found.append(
            {
                "id": officer.id,
                "officer": officer,
                "name": officer.name,
                "agency": agency.short_name,
                "agency_name": agency.name,
                "certificates": of_officer,
                "certificate": best,
                "standing": Standing.REVOKED
                if best is None and of_officer
                else rules.standing(best, today),
                "days_left": best and (best.valid_to - today).days,
                "account": active,
            }
        )
    return found


def without_account(
    session: Session, *, by: Caller, agency_id: uuid.UUID, limit: int
) -> list[dict[str, Any]]:
    """Certified officers of one agency whose account is yet to be opened."""
    opened = select(Account.officer_id).where(Account.active, Account.officer_id.is_not(None))
    where = [
        Officer.agency_id == agency_id,
        Officer.agency_id.in_(agencies_of(by)),
        certified(clock.today()),
        Officer.id.not_in(opened),
    ]
    return _rows(session, where, limit)
