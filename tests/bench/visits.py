"""Inspections taken as far as the signed record, so that handing in is what is left to measure."""

from __future__ import annotations

import hashlib
import itertools
import json
import threading
from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import Image

from backend.core import clock
from backend.documents.compose import compose, data_sha256
from tests.bench.load import User
from tests.bench.people import NotAnswered, ask

_numbers = itertools.count()
_guard = threading.Lock()


def command(user: User, kind: str, /, **payload: Any) -> dict[str, Any]:
    with _guard:
        user.facts["seq"] = user.facts.get("seq", 0) + 1
    return {
        "id": str(clock.uuid7()),
        "device": user.device,
        "seq": user.facts["seq"],
        "at": _now(),
        "kind": kind,
        "payload": payload,
    }


def _now() -> str:
    return datetime.now(clock.CHINA).isoformat(timespec="seconds")


def hand_over(user: User, *commands: dict[str, Any]) -> None:
    """Raises NotAnswered unless every command is accepted."""
    answers = ask(user, "POST", "/api/v1/sync/commands", list(commands))["answers"]
    for answer in answers:
        if answer["outcome"] != "accepted":
            raise NotAnswered(str(answer))


def signed_visit(user: User, partner: User, task_id: str) -> dict[str, Any]:
    """The payload of `inspection.submit` that remains."""
    for each in (user, partner):
        hand_over(each, command(each, "task.accept", task_id=task_id))
    task = ask(user, "GET", f"/api/v1/tasks/{task_id}")
    checklist = ask(user, "GET", f"/api/v1/checklists/{task['checklist_id']}")
    visit = str(clock.uuid7())
    hand_over(user, *_on_site(user, task, checklist, visit))
    paper = _upload_paper(user, visit)
    document = str(clock.uuid7())
    hand_over(user, _signing(user, task_id, checklist, visit, document, paper))
    return {"inspection_id": visit, "evidence": [paper], "documents": [document]}


def _on_site(
    user: User, task: dict[str, Any], checklist: dict[str, Any], visit: str
) -> list[dict[str, Any]]:
    subject = task["subject"]
    position = {
        "latitude": subject["latitude"],
        "longitude": subject["longitude"],
        "crs": "WGS84",
        "accuracy": "12.0",
        "provider": "gps",
        "mock": False,
        "at": _now(),
    }
    here: dict[str, Any] = {"inspection_id": visit}
    officers = [each["officer_id"] for each in task["team"]]
    shown = {"officer_ids": officers, "means": "physical", "read_out": True}
    party = {"name": "孙小红", "role": "经营者", "phone": ""}
    end = {"party": party, "result": 1, "dispositions": [], "opinion": "无异议"}
    items = [item["code"] for section in checklist["sections"] for item in section["items"]]
    return [
        command(user, "inspection.check_in", **here, task_id=task["id"], position=position),
        command(user, "inspection.show_credentials", **here, **shown),
        command(user, "inspection.ask_avoidance", **here, answer="none"),
        *(
            command(
                user, "inspection.answer", **here, item=code, value="pass", note="", finding=None
            )
            for code in items
        ),
        command(user, "inspection.conclude", **here, **end),
    ]


def _upload_paper(user: User, visit: str) -> str:
    """A photo of the signed paper, unlike every other. Its hash."""
    number = next(_numbers)
    file = BytesIO()
    Image.new("RGB", (64, 64), (number % 256, number // 256, 90)).save(file, "PNG")
    content = file.getvalue()
    sha256 = hashlib.sha256(content).hexdigest()
    meta = {
        "sha256": sha256,
        "kind": "paper",
        "inspection_id": visit,
        "item": None,
        "origin": "camera",
        "taken_at": _now(),
        "position": None,
        "media_type": "image/png",
    }
    user.upload("/api/v1/evidence", json.dumps(meta), content)
    return sha256


def _signing(
    user: User, task_id: str, checklist: dict[str, Any], visit: str, document: str, paper: str
) -> dict[str, Any]:
    task = ask(user, "GET", f"/api/v1/tasks/{task_id}")
    number = task["numbers"]["record"]
    source = {
        "me": user.facts["me"],
        "task": task,
        "checklist": checklist,
        "inspection": task["inspection"],
        "number": number,
        "now": _now(),
    }
    [version] = [
        each["version"]
        for each in ask(user, "GET", "/api/v1/templates")
        if each["kind"] == "record"
    ]
    data = compose("record", source)
    signers = [("officer", each["name"], each["officer_id"]) for each in task["team"]]
    return command(
        user,
        "document.sign",
        inspection_id=visit,
        document_id=document,
        kind="record",
        template_version=version,
        number=number["number"],
        verify_code=number["verify_code"],
        data=data,
        data_sha256=data_sha256("record", version, data),
        signatures=[_signature(*each) for each in (*signers, ("party", "孙小红", None))],
        mode="paper",
        paper_photos=[paper],
    )


def _signature(role: str, name: str, officer: str | None) -> dict[str, Any]:
    return {
        "role": role,
        "officer_id": officer,
        "name": name,
        "state": "signed",
        "reason": "",
        "at": _now(),
        "strokes_sha256": None,
        "image_sha256": None,
    }
