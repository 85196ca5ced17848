"""What was ticked in a list, and the originals that may go along."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from backend import documents, evidence, handovers, inspections, subjects
from backend.console import forms
from backend.core.auth import Caller
from backend.core.text import clean
from backend.handovers import Part, Picked

MOST = 50
PAPERS = 10  # lines of material on paper


def read(given: MultiDict[str, str]) -> list[dict[str, Any]]:
    """`task` and `subject` are ids, `finding` is an inspection's id and an item's code."""
    found: list[dict[str, Any]] = []
    for kind in (Picked.TASK, Picked.FINDING, Picked.SUBJECT):
        for each in given.getlist(kind):
            head, _, item = each.partition(":")
            known = forms.as_uuid(head)
            if known is not None and clean(item):
                found.append({"kind": kind, "id": known, "item": item[:32]})
    return found[:MOST]


def shown(session: Session, by: Caller, picked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """With words and `value`, which the form sends again. Raises as handovers.picking.items."""
    items = handovers.picking.items(session, by, picked)
    return [
        {
            "kind": str(each.kind),
            "value": _value(each),
            "title": each.title,
            "said": each.said,
            "subject": subjects.find(session, each.subject_id).name,
            "inspection_id": each.inspection_id,
        }
        for each in items
    ]


def _value(each: handovers.HandoverItem) -> str:
    if each.kind is Picked.FINDING:
        return f"{each.inspection_id}:{each.item}"
    return str(each.task_id or each.subject_id)


def choices(session: Session, by: Caller, things: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """[{value, title, picture}] of the inspections that the picked findings belong to."""
    found = []
    for inspection_id in dict.fromkeys(each["inspection_id"] for each in things):
        if inspection_id is None:
            continue
        inspections.find(session, by=by, inspection_id=inspection_id)
        for each in documents.of_inspection(session, inspection_id):
            value = f"document:{inspection_id}:{each['id']}"
            found.append({"value": value, "title": f"{each['title']} {each['number']}"})
        for each in evidence.of_inspection(session, inspection_id):
            if each["kind"] == "photo":
                value = f"photo:{inspection_id}:{each['sha256']}"
                found.append({"value": value, "title": "现场照片", "sha256": each["sha256"]})
    return [{"inspection_id": each["value"].split(":")[1]} | each for each in found]


def material(given: MultiDict[str, str]) -> list[dict[str, Any]]:
    """What was ticked, the lines on paper, and the parts that the police get."""
    found = []
    for each in given.getlist("material"):
        kind, _, rest = each.partition(":")
        inspection_id, _, which = rest.partition(":")
        document = forms.as_uuid(which) if kind == "document" else None
        found.append(
            _material(
                inspection_id=forms.as_uuid(inspection_id),
                sha256=_line(which, 64) if kind == "photo" else None,
                document_id=document,
            )
        )
    lines = [_line(each, 120) for each in given.get("papers", "").splitlines()]
    found += [_material(title=line) for line in [*filter(None, lines)][:PAPERS]]
    for part in Part:
        if title := _line(given.get(f"part_{part}", ""), 120):
            found.append(_material(part=part, title=title))
    return found


def _line(text: str, longest: int) -> str:
    """What cannot be kept is none."""
    return text.strip()[:longest] if clean(text) else ""


def lacking(given: MultiDict[str, str]) -> dict[str, str]:
    return {str(part): said for part in Part if (said := _line(given.get(f"why_{part}", ""), 200))}


def _material(
    *,
    part: Part | None = None,
    title: str = "",
    inspection_id: uuid.UUID | None = None,
    sha256: str | None = None,
    document_id: uuid.UUID | None = None,
) -> dict[str, Any]:
    return {
        "part": part,
        "title": title,
        "inspection_id": inspection_id,
        "sha256": sha256,
        "document_id": document_id,
    }
