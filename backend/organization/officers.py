"""The one way in which an officer is added or changed: with history, audit, and what follows for
the account."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import IN_THE_FIELD, Caller
from backend.core.crypto import Keys, mask_id_number, mask_phone
from backend.core.problems import NotFound
from backend.core.records import audit
from backend.organization import accounts
from backend.organization.agencies import in_scope
from backend.organization.models import Agency, Officer, OfficerChange, OfficerChangeKind
from backend.organization.problems import OfficerChanged, OfficerKnown, OfficerLeft
from backend.organization.service import agencies_of

SEALED = {"phone": mask_phone, "id_number": mask_id_number}
PLAIN = ("agency_id", "name", "post", "position", "auxiliary", "matters", "expert", "left_on")


def find(session: Session, *, by: Caller, officer_id: uuid.UUID) -> Officer:
    """Of the caller's agency or one below it, also one who left. Raises NotFound."""
    found = session.scalar(
        select(Officer).where(Officer.id == officer_id, Officer.agency_id.in_(agencies_of(by)))
    )
    if found is None:
        raise NotFound(id=str(officer_id))
    return found


def at_work(session: Session, *, by: Caller, officer_id: uuid.UUID) -> Officer:
    """Raises NotFound, OfficerLeft."""
    found = find(session, by=by, officer_id=officer_id)
    if found.left_on is not None:
        raise OfficerLeft(name=found.name)
    return found


def add(
    session: Session,
    *,
    by: Caller,
    values: Mapping[str, Any],
    valid_from: date,
    reason: str = "",
) -> Officer:
    """`values` by the names of PLAIN, and phone, id_number in clear. Raises NotFound,
    OfficerKnown."""
    in_scope(session, by=by, agency_id=values["agency_id"])
    _unused(session, values.get("id_number", ""))
    officer = Officer(id=clock.uuid7(), **_columns(values))
    session.add(officer)
    session.flush()
    _record(session, by, officer.id, OfficerChangeKind.ADDED, valid_from, reason, {})
    return officer


def change(
    session: Session,
    *,
    by: Caller,
    officer_id: uuid.UUID,
    version: int,
    values: Mapping[str, Any],
    valid_from: date,
    reason: str = "",
) -> Officer:
    """Only what differs is written. Who comes to another agency keeps no role but those of the
    field: the others belonged to the old post.

    Raises NotFound, OfficerChanged, OfficerLeft, OfficerKnown.
    """
    officer = at_work(session, by=by, officer_id=officer_id)
    facts = _differences(officer, values)
    if not facts:
        return officer
    if "id_number" in facts:
        _unused(session, values["id_number"])
    moved = "agency_id" in facts
    if moved:
        in_scope(session, by=by, agency_id=values["agency_id"])
        facts["agency_id"] = _names_of(session, *facts["agency_id"])
    _write(session, officer, version, _columns({name: values[name] for name in facts}))
    kind = OfficerChangeKind.MOVED if moved or "post" in facts else OfficerChangeKind.CHANGED
    _record(session, by, officer_id, kind, valid_from, reason, facts)
    account = accounts.of_officer(session, officer_id)
    if account is not None and moved:
        kept = [role for role in account.roles if role in IN_THE_FIELD]
        accounts.write(session, account, agency_id=officer.agency_id, roles=kept)
    if account is not None and "name" in facts:
        account.name = officer.name
    return officer


def leave_service(
    session: Session, *, by: Caller, officer_id: uuid.UUID, version: int, on: date, reason: str
) -> Officer:
    """离岗: at the same moment the account is closed and every session ended.

    Raises NotFound, OfficerChanged, OfficerLeft.
    """
    officer = at_work(session, by=by, officer_id=officer_id)
    _write(session, officer, version, {"left_on": on})
    facts = {"left_on": ["", on.isoformat()]}
    _record(session, by, officer_id, OfficerChangeKind.LEFT, on, reason, facts)
    account = accounts.of_officer(session, officer_id)
    if account is not None and account.active:
        accounts.write(session, account, active=False)
        audit(session, by, "account.close", "account", account.id, reason="离岗：" + reason)
    return officer


def come_back(
    session: Session, *, by: Caller, officer_id: uuid.UUID, version: int, reason: str
) -> Officer:
    """返岗. The account stays closed until somebody opens it. Raises NotFound, OfficerChanged."""
    officer = find(session, by=by, officer_id=officer_id)
    if officer.left_on is None:
        return officer
    facts = {"left_on": [officer.left_on.isoformat(), ""]}
    _write(session, officer, version, {"left_on": None})
    today = clock.today()
    _record(session, by, officer_id, OfficerChangeKind.RETURNED, today, reason, facts)
    return officer


def _write(session: Session, officer: Officer, version: int, values: Mapping[str, Any]) -> None:
    """One statement decides, so that of two changes at the same moment one wins."""
    won = session.scalar(
        update(Officer)
        .where(Officer.id == officer.id, Officer.version == version)
        .values(**values, version=Officer.version + 1)
        .returning(Officer.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise OfficerChanged(id=str(officer.id))
    session.refresh(officer)


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    keys: Keys = current_app.extensions["keys"]
    found = {name: value for name, value in values.items() if name in PLAIN}
    for name in SEALED:
        if name in values:
            value = values[name]
            found[f"{name}_sealed"] = keys.seal(value) if value else None
            found[f"{name}_hash"] = keys.lookup_hash(value) if value else None
    return found


def _differences(officer: Officer, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """{field: [before, after]} of what `values` would change, plain JSON; sealed fields masked."""
    keys: Keys = current_app.extensions["keys"]
    found: dict[str, list[Any]] = {}
    for name, value in values.items():
        if name in PLAIN and getattr(officer, name) != value:
            before = getattr(officer, name)
            ids = isinstance(value, uuid.UUID)
            found[name] = [str(before), str(value)] if ids else [before, value]
        elif name in SEALED:
            sealed, mask = getattr(officer, f"{name}_sealed"), SEALED[name]
            plain = keys.unseal(sealed) if sealed else ""
            if plain != (value or ""):
                found[name] = [mask(plain) if plain else "", mask(value) if value else ""]
    return found


def _unused(session: Session, id_number: str) -> None:
    if not id_number:
        return
    keys: Keys = current_app.extensions["keys"]
    agency = session.scalar(
        select(Agency.name)
        .join(Officer, Officer.agency_id == Agency.id)
        .where(Officer.id_number_hash == keys.lookup_hash(id_number))
    )
    if agency is not None:
        raise OfficerKnown(agency=agency)


def _names_of(session: Session, *agency_ids: str) -> list[Any]:
    """Of agencies, in this order: the history is read long after they were renamed."""
    wanted = [uuid.UUID(each) for each in agency_ids]
    rows = session.execute(select(Agency.id, Agency.name).where(Agency.id.in_(wanted)))
    names = {row.id: row.name for row in rows}
    return [names[each] for each in wanted]


def _record(
    session: Session,
    by: Caller,
    officer_id: uuid.UUID,
    kind: OfficerChangeKind,
    valid_from: date,
    reason: str,
    facts: Mapping[str, Any],
) -> None:
    session.add(
        OfficerChange(
            officer_id=officer_id,
            kind=kind,
            valid_from=valid_from,
            account_id=by.account_id,
            by_name=by.name,
            reason=reason,
            facts=dict(facts),
        )
    )
    session.flush()
    more = {"reason": reason} if reason else {}
    audit(session, by, f"officer.{kind}", "officer", officer_id, fields=sorted(facts), **more)


def history(session: Session, officer_id: uuid.UUID) -> list[OfficerChange]:
    """The newest first, 100 at most."""
    rows = session.scalars(
        select(OfficerChange)
        .where(OfficerChange.officer_id == officer_id)
        .order_by(OfficerChange.id.desc())
        .limit(100)
    )
    return list(rows)


def masked(officer: Officer) -> dict[str, str]:
    """{phone, id_number} as anybody may see them."""
    keys: Keys = current_app.extensions["keys"]
    sealed = {"phone": officer.phone_sealed, "id_number": officer.id_number_sealed}
    return {
        name: SEALED[name](keys.unseal(value)) if value else "" for name, value in sealed.items()
    }
