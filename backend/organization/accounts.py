"""Accounts: opened from the register of officers, with roles that somebody entitled gave.

The register admin opens them for certified officers, with the roles of the field. Every other
business role is the security admin's to give; the system admin mends which 钉钉 user it is. None
of them does the other's part, and nobody changes the own account (三员分立).
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session

from backend.core import clock, sessions
from backend.core.auth import IN_WORDS, Caller, Role
from backend.core.problems import NotFound
from backend.core.records import audit
from backend.organization.models import Account, Agency, Certificate, Officer, PlatformIdentity
from backend.organization.problems import (
    AccountChanged,
    AccountsUnfit,
    IdentityTaken,
    RolesUnfit,
)
from backend.organization.roles import grantable, roles_wrong
from backend.organization.service import agencies_of

PLATFORM = "dingtalk"


def of_officer(session: Session, officer_id: uuid.UUID) -> Account | None:
    return session.scalar(select(Account).where(Account.officer_id == officer_id))


def find(session: Session, *, by: Caller, account_id: uuid.UUID) -> Account:
    """Raises NotFound for what lies outside the caller's part of the tree."""
    found = session.scalar(
        select(Account).where(Account.id == account_id, Account.agency_id.in_(agencies_of(by)))
    )
    if found is None:
        raise NotFound(id=str(account_id))
    return found


def write(session: Session, account: Account, **values: Any) -> None:
    """The one way in which an account changes: every session of it ends with the same commit.

    The session version guards it: of two changes at once one wins. Raises AccountChanged.
    """
    won = session.scalar(
        update(Account)
        .where(Account.id == account.id, Account.session_version == account.session_version)
        .values(**values, session_version=Account.session_version + 1)
        .returning(Account.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise AccountChanged(id=str(account.id))
    session.refresh(account)
    sessions.end_all(session, account.id)


def open_for(session: Session, *, by: Caller, wanted: Mapping[uuid.UUID, str]) -> list[Account]:
    """Accounts for these officers, each with the user id on 钉钉: all of them, or none.

    One that was closed is opened again, with the roles of the field only. Raises AccountsUnfit
    with what is wrong by officer.
    """
    officers = {
        row.id: row
        for row in session.scalars(
            select(Officer).where(
                Officer.id.in_(list(wanted)), Officer.agency_id.in_(agencies_of(by))
            )
        )
    }
    held = {
        row.officer_id: row
        for row in session.scalars(select(Account).where(Account.officer_id.in_(list(wanted))))
    }
    wrong = _unfit(session, wanted, officers, held)
    if wrong:
        told = {str(officer_id): why for officer_id, why in wrong.items()}
        raise AccountsUnfit(count=len(wrong), officers=told)
    return [
        _open(session, by, officers[officer_id], held.get(officer_id), user_id)
        for officer_id, user_id in wanted.items()
    ]


def _open(
    session: Session, by: Caller, officer: Officer, account: Account | None, user_id: str
) -> Account:
    if account is None:
        account = Account(
            id=clock.uuid7(),
            agency_id=officer.agency_id,
            officer_id=officer.id,
            name=officer.name,
            roles=[Role.OFFICER],
        )
        session.add(account)
        session.flush()
    else:
        again = {"active": True, "roles": [Role.OFFICER], "agency_id": officer.agency_id}
        write(session, account, **again)
    _bind(session, account, user_id)
    audit(session, by, "account.open", "account", account.id, officer_id=str(officer.id))
    return account


def _unfit(
    session: Session,
    wanted: Mapping[uuid.UUID, str],
    officers: Mapping[uuid.UUID, Officer],
    held: Mapping[uuid.UUID | None, Account],
) -> dict[uuid.UUID, str]:
    sure = set(
        session.scalars(
            select(Officer.id).where(Officer.id.in_(list(wanted)), certified(clock.today()))
        )
    )
    taken = _holders(session, wanted.values())
    users = list(wanted.values())
    wrong: dict[uuid.UUID, str] = {}
    for officer_id, user_id in wanted.items():
        account = held.get(officer_id)
        if officer_id not in officers:
            wrong[officer_id] = "不在您管理的单位里，或已被移除"
        elif account is not None and account.active:
            wrong[officer_id] = "已经有账号了"
        elif officer_id not in sure:
            wrong[officer_id] = "今天没有有效的执法证，或者是辅助人员、已离岗，不能开通"
        elif not user_id:
            wrong[officer_id] = "请填钉钉用户号"
        elif users.count(user_id) > 1:
            wrong[officer_id] = "这个钉钉用户号填给了两个人"
        elif taken.get(user_id, account and account.id) != (account and account.id):
            wrong[officer_id] = "这个钉钉用户号已绑定给别的账号"
    return wrong


def set_roles(
    session: Session, *, by: Caller, account_id: uuid.UUID, version: int, roles: Collection[Role]
) -> Account:
    """Roles that the caller may not give stay as they are. Raises NotFound, RolesUnfit,
    AccountChanged."""
    account = find(session, by=by, account_id=account_id)
    if account.id == by.account_id:
        raise RolesUnfit(why="自己的岗位不能自己改，请另一位管理员办理")
    before = {Role(each) for each in account.roles}
    mine = grantable(by.roles)
    beyond = set(roles) - before - mine
    if beyond:
        named = "、".join(IN_WORDS[role] for role in Role if role in beyond)
        raise RolesUnfit(why=f"您不能授予{named}")
    after = (before - mine) | (set(roles) & (mine | before))
    wrong = roles_wrong(after) or ("" if after else "至少留一个岗位；不再使用的账号请关闭")
    if wrong:
        raise RolesUnfit(why=wrong)
    if after != before:
        if account.session_version != version:
            raise AccountChanged(id=str(account_id))
        write(session, account, roles=[role for role in Role if role in after])
        facts = {"before": sorted(before), "after": sorted(after)}
        audit(session, by, "account.roles", "account", account_id, **facts)
    return account


def close(session: Session, *, by: Caller, account_id: uuid.UUID, reason: str) -> Account:
    """Closed before, nothing happens. Raises NotFound, RolesUnfit, AccountChanged."""
    account = find(session, by=by, account_id=account_id)
    if account.id == by.account_id:
        raise RolesUnfit(why="自己的账号不能自己关，请另一位管理员办理")
    if account.active:
        write(session, account, active=False)
        audit(session, by, "account.close", "account", account_id, reason=reason)
    return account


def set_identity(
    session: Session, *, by: Caller, account_id: uuid.UUID, user_id: str, reason: str
) -> Account:
    """Which 钉钉 user signs in to it. Raises NotFound, IdentityTaken, RolesUnfit."""
    account = find(session, by=by, account_id=account_id)
    if account.id == by.account_id:
        raise RolesUnfit(why="自己的绑定不能自己改，请另一位管理员办理")
    if _holders(session, [user_id]).get(user_id, account_id) != account_id:
        raise IdentityTaken
    if user_id != user_ids(session, [account_id]).get(account_id):
        write(session, account)
        _bind(session, account, user_id)
        audit(session, by, "account.identity", "account", account_id, reason=reason)
    return account


def _bind(session: Session, account: Account, user_id: str) -> None:
    tenant = _tenant()
    session.execute(
        delete(PlatformIdentity).where(
            PlatformIdentity.account_id == account.id, PlatformIdentity.platform == PLATFORM
        )
    )
    session.add(
        PlatformIdentity(platform=PLATFORM, tenant=tenant, user_id=user_id, account_id=account.id)
    )
    session.flush()


def _holders(session: Session, users: Iterable[str]) -> dict[str, uuid.UUID]:
    rows = session.execute(
        select(PlatformIdentity.user_id, PlatformIdentity.account_id).where(
            PlatformIdentity.platform == PLATFORM,
            PlatformIdentity.tenant == _tenant(),
            PlatformIdentity.user_id.in_([each for each in users if each]),
        )
    )
    return {row.user_id: row.account_id for row in rows}


def user_ids(session: Session, account_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    rows = session.execute(
        select(PlatformIdentity.account_id, PlatformIdentity.user_id).where(
            PlatformIdentity.account_id.in_(list(account_ids)),
            PlatformIdentity.platform == PLATFORM,
        )
    )
    return {row.account_id: row.user_id for row in rows}


def _tenant() -> str:
    tenant: str = current_app.extensions["dingtalk"].dingtalk_corp_id
    return tenant


def certified(today: date) -> ColumnElement[bool]:
    """At work, no auxiliary, and with a certificate that is valid today."""
    valid = select(Certificate.officer_id).where(
        Certificate.valid_from <= today,
        Certificate.valid_to >= today,
        Certificate.revoked_on.is_(None) | (Certificate.revoked_on > today),
    )
    return ~Officer.auxiliary & Officer.left_on.is_(None) & Officer.id.in_(valid)


def opening_rates(session: Session, *, by: Caller) -> dict[uuid.UUID, tuple[int, int]]:
    """账号开通率 by agency: (certified officers with an open account, certified officers)."""
    rows = session.execute(
        select(
            Officer.agency_id,
            func.count(Account.id).label("opened"),
            func.count(Officer.id).label("all"),
        )
        .outerjoin(Account, (Account.officer_id == Officer.id) & Account.active)
        .where(certified(clock.today()), Officer.agency_id.in_(agencies_of(by)))
        .group_by(Officer.agency_id)
    )
    found: dict[uuid.UUID, tuple[int, int]] = defaultdict(lambda: (0, 0))
    found.update({row[0]: (row[1], row[2]) for row in rows})
    return found


def listed(
    session: Session,
    *,
    by: Caller,
    q: str = "",
    agency_id: uuid.UUID | None = None,
    closed: bool | None = None,
    after: uuid.UUID | None = None,
    limit: int = 20,
) -> tuple[list[tuple[Account, str]], uuid.UUID | None]:
    """(account, short name of its agency), by the time it was opened, and where the next page
    begins."""
    query = (
        select(Account, Agency.short_name)
        .join(Agency, Agency.id == Account.agency_id)
        .where(Account.agency_id.in_(agencies_of(by)))
        .order_by(Account.id)
        .limit(limit + 1)
    )
    if q:
        query = query.where(Account.name.contains(q, autoescape=True))
    if agency_id is not None:
        query = query.where(Account.agency_id == agency_id)
    if closed is not None:
        query = query.where(Account.active.is_(not closed))
    if after is not None:
        query = query.where(Account.id > after)
    rows = [(row[0], row[1]) for row in session.execute(query)]
    return rows[:limit], rows[limit - 1][0].id if len(rows) > limit else None
