"""监管事项 and 实施清单: entering, changing, publishing, and how they are listed.

What is wrong is told by field. The audit row beside each change keeps what was there before.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from backend import organization
from backend.core import clock
from backend.core.auth import Caller
from backend.core.records import audit
from backend.matters import rules
from backend.matters.basis import proved, wrong
from backend.matters.models import Checklist, Implementation, Matter
from backend.matters.problems import ChangedMeanwhile, CodeTaken, MatterMissing, MatterWrong
from backend.matters.rules import Category, State

# 浙江省综合行政执法条例 第六条第二款 wants these of every matter.
DEMANDED = {
    "duty": "请写职责主体",
    "object": "请写监管对象",
    "measure": "请写监管措施",
    "basis": "至少要有一条设定依据",
    "modes": "至少选一种检查方式",
}
FIELDS = (
    *("code", "name", "sub_item", "field", "duty", "object", "subject_kinds", "subject_tags"),
    *("industries", "measure", "modes", "basis", "category", "ratio", "yearly"),
    *("qualification", "content", "materials", "office"),
)


def seen(session: Session, matter_id: uuid.UUID) -> Matter:
    """The catalogue is open to whoever may look at it. Raises MatterMissing."""
    found = session.get(Matter, matter_id)
    if found is None:
        raise MatterMissing(id=str(matter_id))
    return found


def kept(session: Session, by: Caller, matter_id: uuid.UUID) -> Matter:
    """One that the caller's agency or one below it maintains. Raises MatterMissing."""
    found = session.scalar(
        select(Matter).where(
            Matter.id == matter_id, Matter.agency_id.in_(organization.agencies_of(by))
        )
    )
    if found is None:
        raise MatterMissing(id=str(matter_id))
    return found


def enter(session: Session, /, *, by: Caller, **given: Any) -> Matter:
    """A new matter, not yet published. Raises MatterWrong, CodeTaken."""
    values = _checked(given)
    _refuse_taken(session, Matter.code, values["code"])
    matter = Matter(agency_id=by.agency_id, changed_by=by.name, **values)
    session.add(matter)
    session.flush()
    audit(session, by, "matter.enter", "matter", matter.id, code=matter.code)
    return matter


def change(
    session: Session, /, *, by: Caller, matter_id: uuid.UUID, revision: int, **given: Any
) -> Matter:
    """Raises MatterMissing, MatterWrong, CodeTaken, ChangedMeanwhile."""
    matter = kept(session, by, matter_id)
    values = _checked(given)
    if values["code"] != matter.code:
        _refuse_taken(session, Matter.code, values["code"])
    before = {key: getattr(matter, key) for key in FIELDS}
    _move(session, by, matter, revision, **values)
    facts = {key: old for key, old in before.items() if old != values[key]}
    audit(session, by, "matter.change", "matter", matter_id, before=facts)
    return matter


def publish(session: Session, *, by: Caller, matter_id: uuid.UUID, revision: int) -> Matter:
    """公布: from today on it stands in the public catalogue. Raises as change does."""
    matter = kept(session, by, matter_id)
    if matter.published_on and matter.active:
        return matter
    _move(session, by, matter, revision, published_on=clock.today(), active=True)
    audit(session, by, "matter.publish", "matter", matter_id)
    return matter


def retire(
    session: Session, *, by: Caller, matter_id: uuid.UUID, revision: int, reason: str
) -> Matter:
    """失效: no new task rests on it; what was done stays. Raises as change does."""
    matter = kept(session, by, matter_id)
    if not matter.active:
        return matter
    _move(session, by, matter, revision, active=False)
    audit(session, by, "matter.retire", "matter", matter_id, reason=reason)
    return matter


def implement(
    session: Session,
    *,
    by: Caller,
    matter_id: uuid.UUID,
    agency_id: uuid.UUID,
    code: str,
    checklists: list[str],
    active: bool,
    published: bool,
) -> Implementation:
    """How an agency of the caller's carries a matter out; a second time changes it.

    Raises MatterMissing, NotFound, MatterWrong, CodeTaken.
    """
    matter = seen(session, matter_id)
    agency = session.scalar(
        select(organization.Agency).where(
            organization.Agency.id == agency_id,
            organization.Agency.id.in_(organization.agencies_of(by)),
        )
    )
    if agency is None:
        raise MatterWrong(count=1, fields={"agency_id": "只能给本单位和下级单位定实施清单"})
    why = _implementation_wrong(session, matter, agency, code, checklists, active)
    if why:
        raise MatterWrong(count=len(why), fields=why)
    found = session.scalar(
        select(Implementation).where(
            Implementation.matter_id == matter_id, Implementation.agency_id == agency_id
        )
    )
    if found is None or found.code != code:
        _refuse_taken(session, Implementation.code, code)
    if found is None:
        found = Implementation(matter_id=matter_id, agency_id=agency_id, code=code)
        session.add(found)
    found.code, found.checklists, found.active = code, checklists, active
    found.published_on = (found.published_on or clock.today()) if published else None
    session.flush()
    facts: dict[str, Any] = {"agency": agency.short_name, "code": code, "checklists": checklists}
    facts |= {"active": active, "published": published}
    audit(session, by, "matter.implement", "matter", matter_id, **facts)
    return found


def _implementation_wrong(
    session: Session,
    matter: Matter,
    agency: organization.Agency,
    code: str,
    checklists: list[str],
    active: bool,
) -> dict[str, str]:
    why: dict[str, str] = {}
    if not agency.uscc:
        why["agency_id"] = f"{agency.short_name}还没有登记统一社会信用代码，先到单位里补上"
    elif told := rules.implementation_code_wrong(code, agency.uscc):
        why["code"] = told
    if active and not matter.active:
        why["active"] = "事项已经失效，实施清单不能是有效"
    known = set(
        session.scalars(select(Checklist.code).where(Checklist.state == State.PUBLISHED).distinct())
    )
    missing = [each for each in checklists if each not in known]
    if missing:
        why["checklists"] = f"没有已发布的检查表 {'、'.join(missing)}"
    return why


def listed(
    session: Session,
    *,
    q: str = "",
    field: str = "",
    category: Category | None = None,
    tab: str = "",
    after: str = "",
    limit: int = 20,
) -> dict[str, Any]:
    """{counts, items, next}: by code, a page at a time. `next` is the code to go on after."""
    where: list[ColumnElement[bool]] = []
    for word in q.split():
        where.append(
            or_(
                *(
                    column.icontains(word, autoescape=True)
                    for column in (Matter.name, Matter.sub_item, Matter.object, Matter.duty)
                ),
                Matter.code.startswith(word, autoescape=True),
            )
        )
    if field:
        where.append(Matter.field == field)
    if category:
        where.append(Matter.category == category)
    counts = {
        name: session.scalar(select(func.count()).select_from(Matter).where(*where, *narrowed))
        for name, narrowed in TABS.items()
    }
    where += TABS[tab]
    if after:
        where.append(Matter.code > after)
    rows = session.execute(
        select(Matter, _implementations().label("implementations"))
        .where(*where)
        .order_by(Matter.code)
        .limit(limit + 1)
    ).all()
    return {
        "counts": counts,
        "items": [shown(row.Matter) | {"agencies": row.implementations} for row in rows[:limit]],
        "next": rows[limit - 1].Matter.code if len(rows) > limit else "",
    }


def fields(session: Session) -> list[str]:
    """The fields that the catalogue has matters of."""
    return list(session.scalars(select(Matter.field).distinct().order_by(Matter.field)))


TABS: dict[str, list[ColumnElement[bool]]] = {
    "": [],
    "published": [Matter.active.is_(True), Matter.published_on.is_not(None)],
    "unpublished": [Matter.active.is_(True), Matter.published_on.is_(None)],
    "retired": [~Matter.active],
}


def _implementations() -> Any:
    return (
        select(func.count())
        .select_from(Implementation)
        .where(Implementation.matter_id == Matter.id, Implementation.active)
        .correlate(Matter)
        .scalar_subquery()
    )


def implementations(
    session: Session,
    *,
    by: Caller,
    matter_id: uuid.UUID | None = None,
    agency_id: uuid.UUID | None = None,
) -> list[dict[str, Any]]:
    """Those of the caller's agencies, and the published ones of all."""
    query = (
        select(Implementation, Matter, organization.Agency.short_name)
        .join(Matter, Matter.id == Implementation.matter_id)
        .join(organization.Agency, organization.Agency.id == Implementation.agency_id)
        .where(
            or_(
                Implementation.agency_id.in_(organization.agencies_of(by)),
                Implementation.published_on.is_not(None),
            )
        )
        .order_by(organization.Agency.path, Matter.code)
    )
    if matter_id:
        query = query.where(Implementation.matter_id == matter_id)
    if agency_id:
        query = query.where(Implementation.agency_id == agency_id)
    named = _matters_named(session)
    return [
        {
            "code": each.code,
            "matter_id": matter.id,
            "matter_code": matter.code,
            "matter": full_name(matter),
            "category": matter.category,
            "agency_id": each.agency_id,
            "agency": agency,
            "checklists": each.checklists,
            "leaving_out": [
                code
                for code in each.checklists
                if named.get(code) and matter.code not in named[code]
            ],
            "active": each.active and matter.active,
            "published_on": each.published_on,
        }
        for each, matter, agency in session.execute(query)
    ]


def _matters_named(session: Session) -> dict[str, list[str]]:
    """By the latest published version of each form; of its whole field where it names none."""
    rows = session.execute(
        select(Checklist.code, Checklist.matters)
        .where(Checklist.state == State.PUBLISHED)
        .order_by(Checklist.code, Checklist.version)
    )
    return {row.code: row.matters for row in rows}


def full_name(matter: Matter) -> str:
    return matter.name + (f"（{matter.sub_item}）" if matter.sub_item else "")


def shown(matter: Matter) -> dict[str, Any]:
    return {key: getattr(matter, key) for key in FIELDS} | {
        "id": matter.id,
        "full_name": full_name(matter),
        "category_in_words": rules.CATEGORY_IN_WORDS[matter.category],
        "modes_in_words": "、".join(rules.MODES[mode] for mode in matter.modes),
        "ratio_in_words": "" if matter.ratio is None else f"{matter.ratio}%",
        "yearly_in_words": "" if matter.yearly is None else f"每年不超过 {matter.yearly} 次",
        "active": matter.active,
        "published_on": matter.published_on,
        "revision": matter.revision,
        "agency_id": matter.agency_id,
    }


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    """The values as they are kept. Raises MatterWrong."""
    why = {key: words for key, words in DEMANDED.items() if not given[key]}
    if told := rules.matter_code_wrong(given["code"]):
        why["code"] = told
    flaws = [told for each in given["basis"] if (told := wrong(each))]
    if flaws:
        why["basis"] = "；".join(flaws)
    if any(mode not in rules.MODES for mode in given["modes"]):
        why["modes"] = "有不认识的检查方式"
    if why:
        raise MatterWrong(count=len(why), fields=why)
    return {key: given[key] for key in FIELDS} | {
        "basis": [proved(each) for each in given["basis"]]
    }


def _move(session: Session, by: Caller, matter: Matter, revision: int, **values: Any) -> None:
    now = clock.now()
    moved = session.scalar(
        update(Matter)
        .where(Matter.id == matter.id, Matter.revision == revision)
        .values(**values, revision=revision + 1, updated_at=now, changed_by=by.name)
        .returning(Matter.id)
        .execution_options(synchronize_session=False)
    )
    session.refresh(matter)
    if moved is None:
        raise ChangedMeanwhile(name=matter.changed_by, at=_hour(matter.updated_at))


def _refuse_taken(session: Session, column: Any, code: str) -> None:
    if session.scalar(select(column).where(column == code)) is not None:
        raise CodeTaken(taken=code)


def _hour(at: datetime) -> str:
    return at.astimezone(clock.CHINA).strftime("%H:%M")
