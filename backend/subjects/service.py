"""Finding a subject by its id or place, and showing it."""

from __future__ import annotations

import uuid
from typing import Any

from flask import current_app
from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import Session

from backend.core.crypto import Keys, mask_phone
from backend.core.problems import NotFound
from backend.organization import Region
from backend.subjects.models import PastInspection, Subject

RESULT_IN_WORDS = {
    1: "未发现问题",
    2: "未按规定公示应当公示的信息",
    3: "公示信息隐瞒真实情况、弄虚作假",
    4: "通过登记的住所（经营场所）无法联系",
    5: "发现问题已责令改正",
    6: "不配合检查情节严重",
    7: "未发现开展本次抽查涉及的经营活动",
    8: "发现问题待后续处理",
}


def find(session: Session, subject_id: uuid.UUID) -> Subject:
    """Raises NotFound."""
    subject = session.get(Subject, subject_id)
    if subject is None:
        raise NotFound(id=str(subject_id))
    return subject


def survivor(session: Session, subject_id: uuid.UUID) -> Subject:
    """The subject itself, or the one that it was merged into. Raises NotFound."""
    subject = find(session, subject_id)
    return find(session, subject.merged_into) if subject.merged_into else subject


def family(subject_id: uuid.UUID) -> Select[uuid.UUID]:
    """Its id and those of the subjects merged into it: what names any of them is shown on it."""
    return select(Subject.id).where(
        or_(Subject.id == subject_id, Subject.merged_into == subject_id)
    )


_MERGED = select(Subject.id).where(Subject.merged_into == bindparam("subject_id"))


def family_ids(session: Session, subject_id: uuid.UUID) -> list[uuid.UUID]:
    """The same, read once where several questions follow; its own id stands first."""
    return [subject_id, *session.scalars(_MERGED, {"subject_id": subject_id})]


def known_as(subject: Subject) -> str:
    """The number by which people know it; empty for a person, whose number is sealed."""
    first = subject.uscc or subject.internal_number or subject.legacy_number or subject.org_code
    return first or ""


def shown(session: Session, subject: Subject) -> dict[str, Any]:
    """What an officer may see: the phone is masked (个人信息保护法 第六条)."""
    keys: Keys = current_app.extensions["keys"]
    phone = keys.unseal(subject.phone_sealed) if subject.phone_sealed else ""
    region = session.get(Region, subject.region_code)
    return row(subject) | {
        "region_name": region.name if region else "",
        "industry_name": subject.industry_name,
        "legal_rep": subject.legal_rep,
        "phone_masked": mask_phone(phone) if phone else "",
        "tags": subject.tags,
        "fictitious": subject.fictitious,
    }


def row(subject: Subject) -> dict[str, Any]:
    return {
        "id": subject.id,
        "name": subject.name,
        "uscc": subject.uscc or "",
        "address": subject.address,
        "state": subject.state,
        "credit": subject.credit,
        "risk": subject.risk,
        "latitude": degrees(subject.latitude),
        "longitude": degrees(subject.longitude),
    }


def degrees(value: float | None) -> str:
    """Empty where the register has no position."""
    return "" if value is None else f"{value:.6f}"


def past(session: Session, subject_id: uuid.UUID) -> list[dict[str, Any]]:
    """Results from before this system and of other agencies, the newest first."""
    rows = session.scalars(
        select(PastInspection)
        .where(PastInspection.subject_id.in_(family(subject_id)))
        .order_by(PastInspection.day.desc())
        .limit(50)
    )
    return [
        {
            "date": each.day,
            "agency": each.agency_name,
            "result_in_words": RESULT_IN_WORDS[each.result],
            "open": each.open,
        }
        for each in rows
    ]
