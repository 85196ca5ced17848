"""What one chooses from when a task is given: officers, checklists, a subject with its past."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from backend import matters, organization, subjects, tasks
from backend.core import clock
from backend.core.auth import Caller


def officers(
    session: Session, by: Caller, until: date, subject_id: uuid.UUID | None = None
) -> list[dict[str, Any]]:
    """The agency's officers, the caller's own section first and those who may not go last.

    `reason` says why they may not.

    The same conditions as when the task is assigned (L1, L2, L4), told before one chooses.
    """
    everybody = organization.officers_of(session, by.agency_id)
    ids = [each["id"] for each in everybody]
    away = tasks.kept_away(session, ids, subject_id=subject_id, until=until)
    found = [
        each | {"reason": _why_not(each, until) or away.get(each["id"], ("", ""))[1]}
        for each in everybody
    ]
    own = next((each["post"] for each in found if each["id"] == by.officer_id), None)
    return sorted(found, key=lambda o: (bool(o["reason"]), o["post"] != own, o["post"], o["name"]))


def _why_not(officer: dict[str, Any], until: date) -> str:
    certificate = organization.best_certificate(officer["certificates"], until)
    if officer["auxiliary"]:
        return "辅助人员，不能作为检查人员"
    if certificate is None:
        return "没有有效的执法证"
    if certificate.valid_to < clock.today():
        return f"执法证 {certificate.valid_to.isoformat()} 已到期"
    if certificate.valid_to < until:
        return f"执法证 {certificate.valid_to.isoformat()} 到期，早于完成期限"
    if certificate.valid_from > until:
        return f"执法证 {certificate.valid_from.isoformat()} 起才有效"
    return ""


def checklists(session: Session, by: Caller) -> dict[str, list[dict[str, Any]]]:
    """Published ones by how they fit: of the agency's own field, then the others."""
    field = organization.agency(session, by.agency_id).field
    published = [matters.brief(each) for each in matters.published(session)]
    return {
        "own": [each for each in published if each["field"] == field],
        "other": [each for each in published if each["field"] != field],
    }


def subject(session: Session, by: Caller, subject_id: uuid.UUID) -> dict[str, Any]:
    """The chosen subject with past results and what is still open. Raises NotFound.

    `outside` says that it lies in another region than the agency: lawful where the case was given
    to it (指定管辖), and else a slip.
    """
    found = subjects.find(session, subject_id)
    home = organization.agency(session, by.agency_id).region_code
    return subjects.shown(session, found) | {
        "outside": bool(home) and not organization.lies_in(found.region_code, str(home)),
        "past": subjects.past(session, subject_id),
        "open_tasks": tasks.open_of(session, by=by, subject_id=subject_id),
    }
