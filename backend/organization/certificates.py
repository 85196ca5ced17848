"""执法证: added by number and issuer, revoked with a reason."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller
from backend.core.problems import NotFound
from backend.core.records import audit
from backend.organization.models import Certificate
from backend.organization.officers import at_work, find
from backend.organization.problems import CertificateKnown, CertificateRevoked, CertificateUnfit


def add(session: Session, *, by: Caller, officer_id: uuid.UUID, **values: Any) -> Certificate:
    """`values` are number, issuer, valid_from, valid_to, matters. The same again changes nothing.

    Terms may overlap: one who renews early holds two for a while. Raises NotFound, OfficerLeft,
    CertificateKnown, CertificateUnfit.
    """
    officer = at_work(session, by=by, officer_id=officer_id)
    if officer.auxiliary:
        raise CertificateUnfit(why=f"{officer.name}登记为辅助人员，先把辅助人员一项去掉")
    if values["valid_to"] < values["valid_from"]:
        raise CertificateUnfit(why="有效期的止日早于起日")
    known = session.scalar(
        select(Certificate).where(
            Certificate.issuer == values["issuer"], Certificate.number == values["number"]
        )
    )
    if known is not None:
        if known.officer_id == officer_id and all(
            getattr(known, name) == value for name, value in values.items()
        ):
            return known
        raise CertificateKnown(issuer=values["issuer"])
    made = Certificate(officer_id=officer_id, **values)
    session.add(made)
    session.flush()
    audit(session, by, "certificate.add", "officer", officer_id, number=made.number)
    return made


def revoke(
    session: Session,
    *,
    by: Caller,
    officer_id: uuid.UUID,
    certificate_id: uuid.UUID,
    reason: str,
) -> Certificate:
    """From today on. Raises NotFound, CertificateRevoked."""
    find(session, by=by, officer_id=officer_id)
    found = session.get(Certificate, certificate_id)
    if found is None or found.officer_id != officer_id:
        raise NotFound(id=str(certificate_id))
    won = session.scalar(
        update(Certificate)
        .where(Certificate.id == certificate_id, Certificate.revoked_on.is_(None))
        .values(revoked_on=clock.today(), revoked_reason=reason)
        .returning(Certificate.id)
    )
    session.refresh(found)
    if won is None:
        if found.revoked_reason == reason:
            return found
        raise CertificateRevoked(day=found.revoked_on and found.revoked_on.isoformat())
    facts = {"number": found.number, "reason": reason}
    audit(session, by, "certificate.revoke", "officer", officer_id, **facts)
    return found
