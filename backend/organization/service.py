"""Signing in, and who works where."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from backend.core import clock, sessions
from backend.core.auth import Caller, Role
from backend.core.problems import NotFound
from backend.core.records import audit
from backend.organization import rules
from backend.organization.models import Account, Agency, Certificate, Officer, PlatformIdentity
from backend.organization.problems import AccountMissing, KeyTaken, NoConsole
from backend.organization.regions import full_name

CONSOLE_ROLES = frozenset(Role) - {Role.OFFICER, Role.LEADER}

# Asked at every request, so it is built once.
_CALLER = (
    select(Account.officer_id, Account.agency_id, Agency.path, Account.name, Account.roles)
    .join(Agency, Agency.id == Account.agency_id)
    .where(
        Account.id == bindparam("account_id"),
        Account.active,
        Account.session_version == bindparam("version"),
    )
)
_WORKS_IN = select(Agency.region_code, Agency.parent_id).where(Agency.id == bindparam("agency_id"))


def load_caller(
    session: Session, account_id: uuid.UUID, version: int, session_id: uuid.UUID
) -> Caller | None:
    """The account behind a session; None when it was closed or changed since the sign-in."""
    asked = {"account_id": account_id, "version": version}
    row = session.execute(_CALLER, asked).one_or_none()
    if row is None:
        return None
    return Caller(
        account_id=account_id,
        officer_id=row.officer_id,
        agency_id=row.agency_id,
        agency_path=row.path,
        name=row.name,
        roles=frozenset(map(Role, row.roles)),
        session_id=session_id,
    )


def sign_in(
    session: Session, *, platform: str, tenant: str, user_id: str, device: str, console: bool
) -> tuple[str, sessions.SignedIn]:
    """A session for whom the platform vouches. Raises AccountMissing, NoConsole."""
    account = session.scalar(
        select(Account)
        .join(PlatformIdentity, PlatformIdentity.account_id == Account.id)
        .where(
            PlatformIdentity.platform == platform,
            PlatformIdentity.tenant == tenant,
            PlatformIdentity.user_id == user_id,
            Account.active,
        )
    )
    if account is None:
        raise AccountMissing
    roles = frozenset(map(Role, account.roles))
    if console and roles.isdisjoint(CONSOLE_ROLES):
        raise NoConsole
    token, row = sessions.start(
        session,
        account_id=account.id,
        version=account.session_version,
        device=device,
        console=console,
    )
    agency = session.get_one(Agency, account.agency_id)
    by = Caller(
        *(account.id, account.officer_id, account.agency_id, agency.path, account.name),
        *(roles, row.id),
    )
    audit(session, by, "session.start", "account", account.id, console=console)
    return token, row


def sign_out(session: Session, *, by: Caller) -> None:
    sessions.end(session, by.session_id)
    audit(session, by, "session.end", "account", by.account_id)


def keep_key(session: Session, *, by: Caller, public_key: str) -> None:
    """The public half of the key that this phone made for its sign-in. Raises KeyTaken."""
    if not sessions.keep_key(session, by.session_id, public_key):
        raise KeyTaken
    audit(session, by, "session.key", "account", by.account_id, public_key=public_key)


def phone_keys(
    session: Session, officer_id: uuid.UUID, at: datetime, slack: timedelta
) -> list[str]:
    """Those that the officer's own phones could sign with at that moment."""
    account = session.scalar(select(Account.id).where(Account.officer_id == officer_id))
    return sessions.keys_at(session, account, at, slack) if account else []


def agencies_of(by: Caller) -> Select[uuid.UUID]:
    """The caller's agency and all below it: the one place that decides whose data is seen."""
    return select(Agency.id).where(Agency.path.startswith(by.agency_path, autoescape=True))


def agency(session: Session, agency_id: uuid.UUID) -> Agency:
    found = session.get(Agency, agency_id)
    if found is None:
        raise NotFound(id=str(agency_id))
    return found


def region_of(session: Session, agency_id: uuid.UUID) -> str:
    """Where an agency works; one without a region of its own works in that of the one above."""
    above: uuid.UUID | None = agency_id
    while above and (found := session.execute(_WORKS_IN, {"agency_id": above}).one_or_none()):
        if found.region_code:
            return str(found.region_code)
        above = found.parent_id
    return ""


_AT_WORK = (
    select(
        *(Officer.id, Officer.name, Officer.post, Officer.auxiliary, Officer.matters),
        Certificate,
    )
    .outerjoin(Certificate, Certificate.officer_id == Officer.id)
    .where(Officer.agency_id == bindparam("agency_id"), Officer.left_on.is_(None))
    .order_by(Officer.name, Officer.id, Certificate.valid_to.desc(), Certificate.id)
)
_AT_WORK_OF_THESE = _AT_WORK.where(Officer.id.in_(bindparam("officer_ids", expanding=True)))


def officers_of(
    session: Session, agency_id: uuid.UUID, officer_ids: Collection[uuid.UUID] | None = None
) -> list[dict[str, Any]]:
    """Who works at one agency (of these, where some are named), by name, with all certificates and
    the one that is best today."""
    if officer_ids is None:
        rows = session.execute(_AT_WORK, {"agency_id": agency_id})
    else:
        asked = {"agency_id": agency_id, "officer_ids": list(officer_ids)}
        rows = session.execute(_AT_WORK_OF_THESE, asked)
    found: dict[uuid.UUID, dict[str, Any]] = {}
    for officer_id, name, post, auxiliary, matters, certificate in rows:
        officer = found.setdefault(
            officer_id,
            {"id": officer_id, "name": name, "post": post, "auxiliary": auxiliary}
            | {"matters": matters, "certificates": []},
        )
        if certificate is not None:
            officer["certificates"].append(certificate)
    for officer in found.values():
        officer["certificate"] = rules.best(officer["certificates"], clock.today())
    return list(found.values())


def best_certificates(
    session: Session, officer_ids: Iterable[uuid.UUID], on: date
) -> dict[uuid.UUID, Certificate]:
    """Each officer's best certificate on that day; none of who had none but revoked ones."""
    found = {
        officer_id: rules.best(each, on) for officer_id, each in held(session, officer_ids).items()
    }
    return {officer_id: each for officer_id, each in found.items() if each is not None}


def held(session: Session, officer_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Certificate]]:
    """All certificates of each officer, the one that lasts longest first."""
    rows = session.scalars(
        select(Certificate)
        .where(Certificate.officer_id.in_(list(officer_ids)))
        .order_by(Certificate.valid_to.desc(), Certificate.id)
    )
    found: dict[uuid.UUID, list[Certificate]] = {}
    for row in rows:
        found.setdefault(row.officer_id, []).append(row)
    return found


def names(session: Session, officer_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = session.execute(
        select(Officer.id, Officer.name).where(Officer.id.in_(list(officer_ids)))
    )
    return {row.id: row.name for row in rows}


def platform_ids(
    session: Session, officer_ids: Iterable[uuid.UUID], platform: str
) -> dict[uuid.UUID, str]:
    """The ids under which the platform knows these officers."""
    rows = session.execute(
        select(Account.officer_id, PlatformIdentity.user_id)
        .join(PlatformIdentity, PlatformIdentity.account_id == Account.id)
        .where(Account.officer_id.in_(list(officer_ids)), PlatformIdentity.platform == platform)
    )
    return {row.officer_id: row.user_id for row in rows}


def shown(session: Session, agency: Agency) -> dict[str, Any]:
    """What a paper in its name takes of it."""
    return {
        "id": agency.id,
        "name": agency.name,
        "short": agency.short_name,
        "region_code": agency.region_code or region_of(session, agency.id),
        "region_name": full_name(agency.region_code) if agency.region_code else "",
        "review_authority": agency.review_authority,
        "court": agency.court,
    }


def me(session: Session, *, by: Caller, today: date) -> dict[str, Any]:
    home = session.get_one(Agency, by.agency_id)
    found = []
    if by.officer_id:
        found = list(
            session.scalars(select(Certificate).where(Certificate.officer_id == by.officer_id))
        )
    return {
        "account_id": by.account_id,
        "officer_id": by.officer_id,
        "name": by.name,
        "agency": shown(session, home),
        "roles": sorted(by.roles),
        "certificates": [
            {
                "number": each.number,
                "issuer": each.issuer,
                "valid_to": each.valid_to,
                "valid": rules.is_valid(each, today),
                "state": rules.standing(each, today),
                "days_left": (each.valid_to - today).days,
            }
            for each in found
        ],
    }
