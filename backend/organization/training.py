"""Who comes to practise: whoever the platform knows gets a part to play, made up like the rest."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Role
from backend.core.records import audit
from backend.core.series import following
from backend.organization.models import Account, Agency, Certificate, Officer, PlatformIdentity
from backend.platforms import Identity

ROLES = (Role.OFFICER, Role.LEADER, Role.SECTION_HEAD)  # to assign to oneself, and to inspect
TERM = timedelta(days=365)


def enrol(session: Session, who: Identity) -> Account:
    """The account of this person, made at the first sign-in: an officer with a practice
    certificate, in the first agency."""
    key = (who.platform, who.tenant, who.user_id)
    if known := session.get(PlatformIdentity, key):
        return session.get_one(Account, known.account_id)
    agency = session.scalars(select(Agency).order_by(Agency.path).limit(1)).one()
    officer = Officer(
        agency_id=agency.id, name=who.name or "学员", post="培训学员", auxiliary=False
    )
    session.add(officer)
    session.flush()
    today = clock.today()
    session.add(
        Certificate(
            officer_id=officer.id,
            number=f"PX-{following(session, 'training-certificate'):06d}",
            issuer="培训环境（无效）",
            valid_from=today,
            valid_to=today + TERM,
            matters=[],
        )
    )
    account = Account(
        agency_id=agency.id, officer_id=officer.id, name=officer.name, roles=list(ROLES)
    )
    session.add(account)
    session.flush()
    session.add(
        PlatformIdentity(
            platform=who.platform,
            tenant=who.tenant,
            user_id=who.user_id,
            account_id=account.id,
        )
    )
    session.flush()
    audit(session, None, "training.enrol", "account", account.id)
    return account
