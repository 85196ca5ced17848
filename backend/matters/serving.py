"""Which 监管事项 a checklist serves: of those that its agency carries out or keeps, and of every
agency's where forms of several were joined (综合查一次).

Which forms carry a matter out an agency says in its 实施清单, and the gate of a task asks there;
which matters a form is about the form says, and scopes of officers and of entrusted bodies are held
against that. Neither follows from the other, so that they can disagree; a form that names no matter
is of its whole field and disagrees with nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, cast, or_, select
from sqlalchemy.orm import Session

from backend import organization
from backend.core.auth import Caller
from backend.matters import editing
from backend.matters.models import Checklist, Implementation, Matter
from backend.matters.problems import EditRefused
from backend.matters.register import full_name
from backend.organization import Work

OFFERED = 8
FIELD = "matters"  # of a flaw


def work(checklist: Checklist) -> Work:
    """What is inspected by it, as scopes of officers and of entrusted bodies name it."""
    return Work(checklist.field, checklist.matters)


def chosen(session: Session, codes: Sequence[str]) -> list[dict[str, str]]:
    """{code, name, wrong} in the order in which they were chosen."""
    if not codes:
        return []
    rows = session.scalars(select(Matter).where(Matter.code.in_(codes)))
    found = {matter.code: matter for matter in rows}
    return [
        {
            "code": code,
            "name": full_name(found[code]) if code in found else "",
            "wrong": _wrong(found.get(code)),
        }
        for code in codes
    ]


def _wrong(matter: Matter | None) -> str:
    if matter is None:
        return "目录里没有这个编码"
    if not matter.active:
        return "已经失效"
    return "" if matter.published_on else "还没有公布"


def offered(
    session: Session, *, by: Caller, draft: Checklist, q: str = ""
) -> tuple[list[dict[str, str]], bool]:
    """{code, name} that may still be chosen, by words of the name or the beginning of the code;
    and whether there are more."""
    where = [*_fitting(by, draft), Matter.code.not_in(draft.matters)]
    for word in q.split():
        said = (Matter.name, Matter.sub_item, Matter.object)
        words = [column.icontains(word, autoescape=True) for column in said]
        where.append(or_(*words, Matter.code.startswith(word, autoescape=True)))
    rows = session.scalars(
        select(Matter).where(*where).order_by(Matter.code).limit(OFFERED + 1)
    ).all()
    found = [{"code": each.code, "name": full_name(each)} for each in rows[:OFFERED]]
    return found, len(rows) > OFFERED


def refuse_others(session: Session, *, by: Caller, draft: Checklist, code: str) -> None:
    """Raises EditRefused."""
    fitting = select(Matter.id).where(*_fitting(by, draft), Matter.code == code)
    if session.scalar(fitting) is None:
        why = f"{code} 不在本单位已公布的监管事项里，可能刚失效；请重新找"
        raise EditRefused(why=why)


def _fitting(by: Caller, draft: Checklist) -> list[ColumnElement[bool]]:
    where: list[ColumnElement[bool]] = [Matter.active.is_(True), Matter.published_on.is_not(None)]
    if not draft.joined_from:
        own = organization.agencies_of(by)
        carried = select(Implementation.matter_id).where(
            Implementation.agency_id.in_(own), Implementation.active
        )
        where.append(or_(Matter.agency_id.in_(own), Matter.id.in_(carried)))
    return where


def left_out(session: Session, *, by: Caller, checklist: Checklist) -> list[dict[str, str]]:
    """{code, name, agency} of the matters that agencies of the caller's carry out by it, and that
    it does not name."""
    if not checklist.matters:
        return []
    named = cast(Implementation.checklists, String).contains(f'"{checklist.code}"', autoescape=True)
    rows = session.execute(
        select(Matter, Implementation.checklists, organization.Agency.short_name)
        .join(Implementation, Implementation.matter_id == Matter.id)
        .join(organization.Agency, organization.Agency.id == Implementation.agency_id)
        .where(
            Implementation.agency_id.in_(organization.agencies_of(by)),
            *(Implementation.active, Matter.active, named),
            Matter.code.not_in(checklist.matters),
        )
        .order_by(Matter.code, organization.Agency.path)
        .limit(OFFERED)
    )
    return [
        {"code": matter.code, "name": full_name(matter), "agency": agency}
        for matter, checklists, agency in rows
        if checklist.code in checklists
    ]


def flaws(session: Session, draft: Checklist) -> list[dict[str, Any]]:
    """As checking.flaws tells them: what is chosen and is no more, before it is published."""
    words = [
        f"监管事项 {each['code']}：{each['wrong']}，请移去或换一个"
        for each in chosen(session, draft.matters)
        if each["wrong"]
    ]
    if len(draft.matters) > editing.MOST_MATTERS:
        words.append(f"监管事项：太多，最多 {editing.MOST_MATTERS} 个")
    place = {"section": None, "code": None, "field": FIELD, "order": (-1, -1)}
    return [place | {"words": each} for each in words]
