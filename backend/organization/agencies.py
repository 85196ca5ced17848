"""The tree of agencies, and who acts in whose name."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, bindparam, func, select, update
from sqlalchemy.orm import Session, aliased

from backend.core import clock
from backend.core.auth import Caller
from backend.core.problems import NotFound
from backend.core.records import audit
from backend.core.series import following
from backend.organization.models import Agency, AgencyKind, Entrustment
from backend.organization.problems import (
    AgencyChanged,
    AgencyKnown,
    AgencyMisplaced,
    EntrustmentUnfit,
    NotInspecting,
)
from backend.organization.rules import Work, reaches
from backend.organization.service import agencies_of

KIND_IN_WORDS = {
    AgencyKind.GOVERNMENT: "人民政府",
    AgencyKind.ORGAN: "行政机关",
    AgencyKind.BRANCH: "派出机构",
    AgencyKind.AUTHORISED: "法律、法规授权的组织",
    AgencyKind.ENTRUSTED: "受委托组织",
}
TREE = "agency-tree"  # the series that whoever changes the tree waits at


def in_scope(session: Session, *, by: Caller, agency_id: uuid.UUID) -> Agency:
    """Raises NotFound for what lies outside the caller's part of the tree."""
    found = session.scalar(
        select(Agency).where(Agency.id == agency_id, Agency.id.in_(agencies_of(by)))
    )
    if found is None:
        raise NotFound(id=str(agency_id))
    return found


def tree(session: Session, *, by: Caller) -> list[tuple[Agency, int]]:
    """(agency, depth below the caller's own), each behind its parent, siblings by name."""
    rows = session.scalars(select(Agency).where(Agency.id.in_(agencies_of(by)))).all()
    below: dict[uuid.UUID | None, list[Agency]] = {}
    for each in sorted(rows, key=lambda agency: agency.name):
        below.setdefault(each.parent_id, []).append(each)
    found: list[tuple[Agency, int]] = []
    waiting = [(each, 0) for each in rows if each.id == by.agency_id]
    while waiting:
        each, depth = waiting.pop()
        found.append((each, depth))
        waiting += [(child, depth + 1) for child in reversed(below.get(each.id, []))]
    return found


def add(session: Session, *, by: Caller, parent_id: uuid.UUID, values: Mapping[str, Any]) -> Agency:
    """`values` by the names of the columns. Raises NotFound, AgencyKnown."""
    following(session, TREE)
    above = in_scope(session, by=by, agency_id=parent_id)
    _unused(session, values.get("uscc"), None)
    made = Agency(id=clock.uuid7(), parent_id=parent_id, **values)
    made.path = f"{above.path}{made.id}/"
    session.add(made)
    session.flush()
    audit(session, by, "agency.add", "agency", made.id, name=made.name, under=above.name)
    return made


def change(
    session: Session,
    *,
    by: Caller,
    agency_id: uuid.UUID,
    version: int,
    parent_id: uuid.UUID | None,
    values: Mapping[str, Any],
) -> Agency:
    """Also moves it, with all below it, when `parent_id` is another than now; None stays.

    Raises NotFound, AgencyChanged, AgencyKnown, AgencyMisplaced.
    """
    following(session, TREE)
    found = in_scope(session, by=by, agency_id=agency_id)
    session.refresh(found)  # as it is now that nobody else changes the tree
    _unused(session, values.get("uscc"), agency_id)
    facts = {
        name: [str(getattr(found, name) or ""), str(value or "")]
        for name, value in values.items()
        if getattr(found, name) != value
    }
    if parent_id not in (None, found.parent_id):
        facts["parent"] = _move(session, by, found, parent_id)
    if not facts:
        return found
    won = session.scalar(
        update(Agency)
        .where(Agency.id == agency_id, Agency.version == version)
        .values(**values, version=Agency.version + 1)
        .returning(Agency.id)
        .execution_options(synchronize_session=False)
    )
    if won is None:
        raise AgencyChanged(id=str(agency_id))
    session.refresh(found)
    audit(session, by, "agency.change", "agency", agency_id, changes=facts)
    return found


def _move(session: Session, by: Caller, moved: Agency, parent_id: uuid.UUID | None) -> list[str]:
    """The names of the parents before and after. The series keeps two moves from making a circle
    that neither would make alone."""
    if moved.id == by.agency_id:
        raise AgencyMisplaced(why="本单位的上级由上级单位的名录库管理员调整")
    above = session.scalar(select(Agency).where(Agency.id == parent_id))
    if above is None or not above.path.startswith(by.agency_path):
        raise AgencyMisplaced(why="上级单位要从您管理的范围里选")
    if above.path.startswith(moved.path):
        raise AgencyMisplaced(why=f"{above.short_name}是{moved.short_name}的下级，不能做它的上级")
    before = session.scalar(select(Agency.name).where(Agency.id == moved.parent_id)) or ""
    old, new = moved.path, f"{above.path}{moved.id}/"
    session.execute(
        update(Agency)
        .where(Agency.path.startswith(old, autoescape=True))
        .values(path=new + func.substr(Agency.path, len(old) + 1))
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(Agency)
        .where(Agency.id == moved.id)
        .values(parent_id=above.id)
        .execution_options(synchronize_session=False)
    )
    return [before, above.name]


def _unused(session: Session, uscc: str | None, except_id: uuid.UUID | None) -> None:
    if not uscc:
        return
    other = session.scalar(select(Agency).where(Agency.uscc == uscc))
    if other is not None and other.id != except_id:
        raise AgencyKnown(name=other.name)


def entrust(
    session: Session,
    /,
    *,
    by: Caller,
    agency_id: uuid.UUID,
    principal_id: uuid.UUID,
    **values: Any,
) -> Entrustment:
    """`values` are matters, powers, document, valid_from, valid_to, published.

    Raises NotFound, EntrustmentUnfit.
    """
    body = in_scope(session, by=by, agency_id=agency_id)
    principal = in_scope(session, by=by, agency_id=principal_id)
    if body.kind is not AgencyKind.ENTRUSTED:
        raise EntrustmentUnfit(why=f"{body.short_name}不是受委托组织，先在单位信息里改类型")
    if principal.kind is AgencyKind.ENTRUSTED or not principal.standing:
        raise EntrustmentUnfit(
            why=f"{principal.short_name}自己不是公布的行政检查主体，不能委托；受委托组织也不得再委托"
        )
    made = Entrustment(agency_id=agency_id, principal_id=principal_id, **values)
    session.add(made)
    session.flush()
    audit(session, by, "agency.entrust", "agency", agency_id, by_agency=principal.name)
    return made


def end_entrustment(
    session: Session, *, by: Caller, agency_id: uuid.UUID, entrustment_id: uuid.UUID, reason: str
) -> None:
    """From today on; ended before, nothing happens. Raises NotFound."""
    in_scope(session, by=by, agency_id=agency_id)
    found = session.get(Entrustment, entrustment_id)
    if found is None or found.agency_id != agency_id:
        raise NotFound(id=str(entrustment_id))
    ended = session.scalar(
        update(Entrustment)
        .where(Entrustment.id == entrustment_id, Entrustment.ended_on.is_(None))
        .values(ended_on=clock.today(), ended_reason=reason)
        .returning(Entrustment.id)
    )
    if ended:
        audit(session, by, "agency.end_entrustment", "agency", agency_id, reason=reason)


def entrustments(session: Session, agency_id: uuid.UUID) -> Sequence[tuple[Entrustment, str, str]]:
    """(entrustment, the body's name, the entrusting agency's) on either side, newest first."""
    body, principal = aliased(Agency), aliased(Agency)
    rows = session.execute(
        select(Entrustment, body.name, principal.name)
        .join(body, body.id == Entrustment.agency_id)
        .join(principal, principal.id == Entrustment.principal_id)
        .where((Entrustment.agency_id == agency_id) | (Entrustment.principal_id == agency_id))
        .order_by(Entrustment.id.desc())
    )
    return [(row[0], row[1], row[2]) for row in rows]


def principals(
    session: Session, agency_id: uuid.UUID, on: date
) -> list[tuple[Entrustment, Agency]]:
    """Whose name the body may act in on that day, and within what."""
    rows = session.execute(
        select(Entrustment, Agency)
        .join(Agency, Agency.id == Entrustment.principal_id)
        .where(Entrustment.agency_id == agency_id, *_in_force(on))
        .order_by(Entrustment.id)
    )
    return [(row[0], row[1]) for row in rows]


def _in_force(on: date | BindParameter[date]) -> tuple[ColumnElement[bool], ...]:
    return (
        Entrustment.valid_from <= on,
        Entrustment.valid_to >= on,
        Entrustment.ended_on.is_(None) | (Entrustment.ended_on > on),
    )


_BODIES = select(Entrustment.agency_id, Entrustment.matters).where(
    Entrustment.principal_id == bindparam("principal_id"), *_in_force(bindparam("day", type_=Date))
)


def bodies_of(session: Session, principal_id: uuid.UUID, on: date) -> dict[uuid.UUID, set[str]]:
    """{body: matters} of those who act in the agency's name on that day."""
    found: dict[uuid.UUID, set[str]] = {}
    for body, named in session.execute(_BODIES, {"principal_id": principal_id, "day": on}):
        found.setdefault(body, set()).update(named)
    return found


def answers_for(session: Session, agency_id: uuid.UUID, *, on: date, work: Work) -> Agency:
    """Whose inspection it is: the agency's own, or that of who entrusted it with the work; of a
    body without an entrustment its own, for what was begun must be written down somewhere."""
    found = session.get_one(Agency, agency_id)
    if found.kind is AgencyKind.ENTRUSTED:
        for entrustment, principal in principals(session, agency_id, on):
            if reaches(entrustment.matters, work):
                return principal
    return found


def names_of(session: Session, agency_id: uuid.UUID) -> list[Agency]:
    """In whose name an agency may act today: its own, of an entrusted body its principals'."""
    found = session.get_one(Agency, agency_id)
    if found.kind is not AgencyKind.ENTRUSTED:
        return [found]
    return [principal for _, principal in principals(session, agency_id, clock.today())]


def in_whose_name(session: Session, agency_id: uuid.UUID, *, on: date, work: Work) -> Agency:
    """The same before anything is begun. Raises NotInspecting."""
    found = answers_for(session, agency_id, on=on, work=work)
    if found.kind is AgencyKind.ENTRUSTED:
        raise NotInspecting(
            why=f"{found.short_name}没有{work.field}方面管到期限的有效委托，不能派任务，请联系名录库管理员"
        )
    if not found.standing:
        raise NotInspecting(why=f"{found.short_name}不是公布的行政检查主体，不能派检查任务")
    return found
