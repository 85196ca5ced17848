"""What the register itself says of a subject, for its one page.

Inspections come from above (inspections.panorama): this slice does not know them.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.auth import Caller
from backend.subjects import reveal, rules, service
from backend.subjects.models import Change, ChangeKind, Credit, Licence, PastInspection, Subject

MONTHS = 24
CHANGES = 20
KIND_IN_WORDS = {
    ChangeKind.ADDED: "登记入库",
    ChangeKind.CHANGED: "变更",
    ChangeKind.REMOVED: "来源中已移除",
    ChangeKind.RESTORED: "恢复",
    ChangeKind.MERGED: "合并",
    ChangeKind.SPLIT: "拆分",
    ChangeKind.CODE_ACCEPTED: "接受历史赋码",
}
STANDING_IN_WORDS = {
    rules.Standing.VALID: "有效",
    rules.Standing.SOON: "快到期",
    rules.Standing.EXPIRED: "已到期",
}
FIELD_IN_WORDS = {
    "uscc": "统一社会信用代码",
    "org_code": "组织机构代码",
    "legacy_number": "注册号",
    "internal_number": "内部编号",
    "id_number": "身份证号",
    "name": "名称",
    "kind": "主体类型",
    "state": "登记状态",
    "address": "住所",
    "operating_address": "经营地址",
    "region_code": "所在镇街",
    "industry_code": "行业代码",
    "industry_name": "行业",
    "credit": "信用等级",
    "risk": "风险等级",
    "legal_rep": "负责人",
    "phone": "负责人电话",
    "liaison": "联络员",
    "liaison_phone": "联络员电话",
    "established": "成立日期",
    "latitude": "纬度",
    "longitude": "经度",
    "raw_latitude": "原纬度",
    "raw_longitude": "原经度",
    "crs": "坐标系",
    "position_source": "坐标来源",
    "tags": "标签",
    "licence": "许可证件",
    "merged": "并入的主体",
    "merged_into": "并入",
    "split_off": "拆出",
    "split_from": "拆自",
    "licences": "随带许可证件",
    "past": "随带以往检查",
    "removed_at": "移除时间",
}
# Told once, as the pair that people read: the raw one says the same again.
SAID_OTHERWISE = frozenset({"raw_latitude", "raw_longitude", "fictitious"})


def whole(session: Session, *, by: Caller, subject: Subject) -> dict[str, Any]:
    """Identity with masks for the caller's role, credits, licences, what was merged, history."""
    family = service.family(subject.id)
    absorbed = session.scalars(select(Subject).where(Subject.merged_into == subject.id)).all()
    into = session.get(Subject, subject.merged_into) if subject.merged_into else None
    return {
        "subject": identity(session, by, subject),
        "credits": _credits(session, subject.id),
        "licences": licences(session, family),
        "absorbed": [_brief(each) for each in absorbed],
        "merged_into": _brief(into) if into else None,
        "changes": changes(session, subject.id),
    }


def identity(session: Session, by: Caller, subject: Subject) -> dict[str, Any]:
    position = {
        "raw_latitude": service.degrees(subject.raw_latitude),
        "raw_longitude": service.degrees(subject.raw_longitude),
        "crs": subject.crs,
        "position_source": subject.position_source,
    }
    return {
        **service.shown(session, subject),
        **{f"{name}_masked": "" for name in ("id_number", "liaison_phone")},
        **{
            f"{name}_masked": reveal.masked(by, name, getattr(subject, f"{name}_sealed"))
            for name in ("phone", "id_number", "liaison_phone")
        },
        **position,
        "number": service.known_as(subject),
        "org_code": subject.org_code or "",
        "legacy_number": subject.legacy_number or "",
        "internal_number": subject.internal_number or "",
        "kind": subject.kind,
        "region_code": subject.region_code,
        "industry_code": subject.industry_code,
        "operating_address": subject.operating_address,
        "liaison": subject.liaison,
        "established": subject.established,
        "source": subject.source,
        "updated_at": subject.updated_at,
        "removed_at": subject.removed_at,
        "version": subject.version,
    }


def licences(session: Session, subject_ids: Any) -> list[dict[str, Any]]:
    """Those that run out first come first; without a term last."""
    rows = session.scalars(select(Licence).where(Licence.subject_id.in_(subject_ids))).all()
    today = clock.today()
    found = []
    for each in sorted(rows, key=lambda row: (row.valid_to is None, row.valid_to, row.number)):
        how = rules.standing(each.valid_to, today)
        found.append(
            {
                "id": each.id,
                "subject_id": each.subject_id,
                "kind": each.kind,
                "number": each.number,
                "issuer": each.issuer,
                "valid_from": each.valid_from,
                "valid_to": each.valid_to,
                "standing": how,
                "standing_in_words": STANDING_IN_WORDS[how],
                "days_left": (each.valid_to - today).days if each.valid_to else None,
            }
        )
    return found


def past_rows(session: Session, subject_ids: Any) -> Sequence[PastInspection]:
    """Results of before this system and of other agencies, the newest first."""
    return session.scalars(
        select(PastInspection)
        .where(PastInspection.subject_id.in_(subject_ids))
        .order_by(PastInspection.day.desc(), PastInspection.id)
        .limit(200)
    ).all()


def changes(
    session: Session, subject_id: uuid.UUID, *, before: uuid.UUID | None = None
) -> dict[str, Any]:
    """{items, next} of the history, the newest first."""
    query = (
        select(Change)
        .where(Change.subject_id == subject_id)
        .order_by(Change.id.desc())
        .limit(CHANGES + 1)
    )
    if before is not None:
        query = query.where(Change.id < before)
    rows = session.scalars(query).all()
    return {
        "items": [_change(row) for row in rows[:CHANGES]],
        "next": rows[CHANGES - 1].id if len(rows) > CHANGES else None,
    }


def _change(row: Change) -> dict[str, Any]:
    return {
        "id": row.id,
        "at": row.created_at,
        "kind": row.kind,
        "kind_in_words": KIND_IN_WORDS[row.kind],
        "source": row.source,
        "valid_from": row.valid_from,
        "by_name": row.by_name,
        "reason": row.reason,
        "facts": facts(row.facts),
    }


def facts(told: Mapping[str, Any]) -> list[dict[str, str]]:
    """{field, title, before, after} of what a reader needs."""
    return [
        {"field": name, "title": _title(name), "before": _said(old), "after": _said(new)}
        for name, (old, new) in told.items()
        if name not in SAID_OTHERWISE
    ]


def _title(name: str) -> str:
    what, _, month = name.partition(" ")
    return FIELD_IN_WORDS.get(what, what) + (f" {month}" if month else "")


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    return "" if value is None else str(value)


def _credits(session: Session, subject_id: uuid.UUID) -> list[dict[str, Any]]:
    rows = session.scalars(
        select(Credit)
        .where(Credit.subject_id == subject_id)
        .order_by(Credit.month.desc())
        .limit(MONTHS)
    )
    return [{"month": row.month, "grade": row.grade, "source": row.source} for row in rows]


def _brief(subject: Subject) -> dict[str, Any]:
    return service.row(subject) | {
        "number": service.known_as(subject),
        "version": subject.version,
    }
