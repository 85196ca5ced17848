"""Who decides in an agency's name: its head, and to whom the head delegated for some days."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import ColumnElement, String, and_, cast, select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller, Role
from backend.core.records import audit
from backend.organization import Account
from backend.planning.models import Delegation
from backend.planning.problems import ApprovalMissing, DelegationUnfit


def in_place_of(session: Session, by: Caller, agency_id: uuid.UUID) -> str:
    """Empty for the head; else the name of the head who delegated. Raises ApprovalMissing."""
    if by.has(Role.AGENCY_HEAD) and by.agency_id == agency_id:
        return ""
    name = session.scalar(
        select(Delegation.from_name).where(
            Delegation.agency_id == agency_id, *delegated_to(by.account_id)
        )
    )
    if name is None:
        raise ApprovalMissing
    return name


def in_force() -> tuple[ColumnElement[bool], ...]:
    """Today, and while who delegated is still the head there: the power is not the delegate's."""
    today = clock.today()
    head = cast(Account.roles, String).contains(f'"{Role.AGENCY_HEAD}"')
    there = and_(Account.active, Account.agency_id == Delegation.agency_id)
    return (
        Delegation.from_day <= today,
        Delegation.to_day >= today,
        Delegation.ended_at.is_(None),
        select(Account.id).where(Account.id == Delegation.from_account, there, head).exists(),
        select(Account.id).where(Account.id == Delegation.to_account, there).exists(),
    )


def delegated_to(account_id: uuid.UUID) -> tuple[ColumnElement[bool], ...]:
    return (Delegation.to_account == account_id, *in_force())


def decides(session: Session, by: Caller) -> bool:
    """Whether anything may wait for the caller's decision."""
    if by.has(Role.AGENCY_HEAD):
        return True
    return session.scalar(select(Delegation.id).where(*delegated_to(by.account_id))) is not None


def deciders(session: Session, agency_id: uuid.UUID) -> set[uuid.UUID]:
    """The accounts of the agency's heads and of whom they delegated today."""
    accounts = session.execute(
        select(Account.id, Account.roles).where(Account.agency_id == agency_id, Account.active)
    )
    heads = {account_id for account_id, roles in accounts if Role.AGENCY_HEAD in roles}
    delegated = session.scalars(
        select(Delegation.to_account).where(Delegation.agency_id == agency_id, *in_force())
    )
    return heads | set(delegated)


def delegate(
    session: Session,
    *,
    by: Caller,
    to_account: uuid.UUID,
    from_day: date,
    to_day: date,
    reason: str,
) -> Delegation:
    """Only the head's own power, to somebody of the same agency. Raises DelegationUnfit."""
    account = session.get(Account, to_account)
    if account is None or account.agency_id != by.agency_id or not account.active:
        raise DelegationUnfit(why="只能委托本单位有账号的人")
    if to_account == by.account_id:
        raise DelegationUnfit(why="不用委托给自己")
    if to_day < max(from_day, clock.today()):
        raise DelegationUnfit(why="委托的止期早于起期，或者已经过去")
    made = Delegation(
        agency_id=by.agency_id,
        from_account=by.account_id,
        from_name=by.name,
        to_account=to_account,
        to_name=account.name,
        from_day=from_day,
        to_day=to_day,
        reason=reason,
    )
    session.add(made)
    session.flush()
    audit(session, by, "approval.delegate", "delegation", made.id, to=account.name, reason=reason)
    return made


def end_delegation(session: Session, *, by: Caller, delegation_id: uuid.UUID) -> None:
    """At once; ended before, nothing happens. Raises ApprovalMissing."""
    found = session.get(Delegation, delegation_id)
    if found is None or found.from_account != by.account_id:
        raise ApprovalMissing(id=str(delegation_id))
    ended = session.scalar(
        update(Delegation)
        .where(Delegation.id == delegation_id, Delegation.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(Delegation.id)
        .execution_options(synchronize_session=False)
    )
    if ended:
        audit(session, by, "approval.end_delegation", "delegation", delegation_id)


def delegations(session: Session, by: Caller) -> list[Delegation]:
    """Those of the caller's agency that are not over, the newest first."""
    return list(
        session.scalars(
            select(Delegation)
            .where(
                Delegation.agency_id == by.agency_id,
                Delegation.to_day >= clock.today(),
                Delegation.ended_at.is_(None),
            )
            .order_by(Delegation.id.desc())
        )
    )


def colleagues(session: Session, by: Caller) -> list[Account]:
    """To whom the head may delegate."""
    rows = session.scalars(
        select(Account)
        .where(Account.agency_id == by.agency_id, Account.active, Account.id != by.account_id)
        .order_by(Account.name)
    )
    return list(rows)
