"""One inspection from the door to the receipt, in steps that tests can stop at or vary."""

from __future__ import annotations

import hashlib
import json
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image
from werkzeug.test import TestResponse

from backend.core import clock
from backend.core.receipts import digest
from backend.documents import several
from backend.documents.compose import compose
from backend.documents.facts import composed
from backend.documents.templates import load
from backend.tasks import presence
from tests.cast import ITEMS, Cast
from tests.phone import Phone

POSITION = {
    "latitude": "30.000100",
    "longitude": "120.575200",
    "crs": "WGS84",
    "accuracy": "12.0",
    "provider": "gps",
    "mock": False,
}


def picture(shade: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 8), (shade, 90, 40)).save(out, "JPEG")
    return out.getvalue()


def huge_png() -> bytes:
    """A few bytes that say they are 1.6 thousand million pixels."""
    out = BytesIO()
    Image.new("L", (1, 1)).save(out, "PNG")
    head = b"IHDR" + (40_000).to_bytes(4) * 2 + out.getvalue()[24:29]
    return out.getvalue()[:12] + head + zlib.crc32(head).to_bytes(4) + out.getvalue()[33:]


def huge_jpeg() -> bytes:
    small = picture(9)
    at = small.index(b"\xff\xc0") + 5
    return small[:at] + (65_000).to_bytes(2) * 2 + small[at + 4 :]


def drawing(shade: int) -> bytes:
    out = BytesIO()
    Image.new("L", (40, 20), shade).save(out, "PNG")
    return out.getvalue()


def _numbered(source: dict[str, Any]) -> dict[str, Any]:
    return {key: source["number"][key] for key in ("number", "verify_code")}


@dataclass
class Walk:
    chen: Phone
    shen: Phone
    cast: Cast
    task: str
    inspection: str = ""
    named: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)

    def arrive(self) -> None:
        for phone in (self.chen, self.shen):
            phone.do("task.accept", task_id=self.task)
        self.inspection = str(clock.uuid7())
        at = clock.now().isoformat()
        self.chen.do(
            "inspection.check_in",
            inspection_id=self.inspection,
            task_id=self.task,
            position=POSITION | {"at": at},
        )

    def confirm(self) -> None:
        page = self.chen.get(f"/tasks/{self.task}").get_json()
        step = int(clock.now().timestamp()) // 120
        code = presence.code(page["presence"]["secret"], self.task, step)
        self.shen.do("inspection.confirm_presence", task_id=self.task, code=code)

    def show_and_ask(self) -> None:
        self.chen.do(
            "inspection.show_credentials",
            inspection_id=self.inspection,
            officer_ids=[str(self.cast.chen_officer), str(self.cast.shen_officer)],
            means="physical",
            read_out=True,
        )
        self.chen.do("inspection.ask_avoidance", inspection_id=self.inspection, answer="none")

    def upload(self, content: bytes, kind: str, media_type: str, **meta: Any) -> TestResponse:
        sha256 = hashlib.sha256(content).hexdigest()
        self.named.append(sha256)
        about = {
            "sha256": sha256,
            "kind": kind,
            "inspection_id": self.inspection,
            "item": None,
            "origin": "camera",
            "media_type": media_type,
            "taken_at": clock.now().isoformat(),
            "position": None,
        } | meta
        file = (BytesIO(content), "evidence")
        return self.chen.post("/evidence", data={"file": file, "meta": json.dumps(about)})

    def answer_all(self, photo: bytes | None = None) -> None:
        for item in ITEMS[1:]:
            self.answer(item, "pass")
        photo = photo or picture(200)
        self.upload(photo, "photo", "image/jpeg", item=ITEMS[0])
        finding = {
            "facts": "冷藏柜内有 3 袋调理鸡排超过保质期",
            "typical": ["超过保质期"],
            "photos": [hashlib.sha256(photo).hexdigest()],
        }
        self.answer(ITEMS[0], "fail", finding=finding)

    def answer(self, item: str, value: str, **more: Any) -> None:
        self.chen.do(
            "inspection.answer",
            inspection_id=self.inspection,
            item=item,
            value=value,
            note="",
            finding=more.get("finding"),
        )

    def conclude(self, opinion: str = "无异议", phone: str = "") -> None:
        self.chen.do(
            "inspection.conclude",
            inspection_id=self.inspection,
            party={"name": "孙小红", "role": "经营者", "phone": phone},
            result=5,
            dispositions=[
                {
                    "kind": "D2",
                    "items": [ITEMS[0]],
                    "measure": "清理超过保质期的食品",
                    "photos_after": [],
                    "deadline": {
                        "mode": "workdays",
                        "days": 5,
                        "date": "2026-12-01",
                        "confirmed": True,
                    },
                }
            ],
            opinion=opinion,
        )

    def source(self, kind: str) -> dict[str, Any]:
        me = self.chen.get("/me").get_json()
        task = self.chen.get(f"/tasks/{self.task}").get_json()
        checklist = self.chen.get(f"/checklists/{task['checklist_id']}").get_json()
        return {
            "me": me,
            "task": task,
            "checklist": checklist,
            "inspection": task["inspection"],
            "number": task["numbers"][kind],
            "now": clock.now().astimezone(clock.CHINA).isoformat(timespec="seconds"),
        }

    def sign_filled(self, name: str, filled: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """As sign, of a kind that asks the officer; `filled` is what they wrote. `name` is the
        kind, or `kind.2` for the second of one."""
        kind, nth = several.parts(name)
        source = self.source(name) | {"filled": filled}
        program = load()[kind]
        data, version = composed(program, source), program["version"]
        sha256 = digest({"template": kind, "version": version, "data": data})
        command = self.sign("record", **_numbered(source), data=data, data_sha256=sha256)
        command["payload"] |= {"kind": kind, "nth": nth, "template_version": version} | changes
        return command

    def sign(self, kind: str, **changes: Any) -> dict[str, Any]:
        """The command that signs; the caller sends it."""
        source = self.source(kind)
        data = compose(kind, source)
        document = str(clock.uuid7())
        self.documents.append(document)
        payload = {
            "inspection_id": self.inspection,
            "document_id": document,
            "kind": kind,
            "template_version": 1,
            "number": source["number"]["number"],
            "verify_code": source["number"]["verify_code"],
            "data": data,
            "data_sha256": digest({"template": kind, "version": 1, "data": data}),
            "signatures": self.signatures(),
            "mode": "handwritten",
            "paper_photos": [],
        }
        return self.chen.command("document.sign", **payload | changes)

    def signatures(self) -> list[dict[str, Any]]:
        people = [
            ("officer", "陈立群", str(self.cast.chen_officer)),
            ("officer", "沈雨薇", str(self.cast.shen_officer)),
            ("party", "孙小红", None),
        ]
        return [self.signature(*person, shade=n) for n, person in enumerate(people)]

    def signature(self, role: str, name: str, officer: str | None, shade: int) -> dict[str, Any]:
        strokes = json.dumps({"width": 40, "height": 20, "strokes": [[[1, 1, 0], [9, 9, shade]]]})
        image = drawing(shade)
        self.upload(strokes.encode(), "strokes", "application/json")
        self.upload(image, "signature", "image/png")
        return {
            "role": role,
            "officer_id": officer,
            "name": name,
            "state": "signed",
            "reason": "",
            "at": clock.now().isoformat(),
            "strokes_sha256": hashlib.sha256(strokes.encode()).hexdigest(),
            "image_sha256": hashlib.sha256(image).hexdigest(),
        }

    def sign_both(self) -> None:
        for kind in ("record", "rectification_order"):
            [answer] = self.chen.send(self.sign(kind))
            assert answer["outcome"] == "accepted", answer

    def submit(self, **more: str) -> dict[str, Any]:
        return self.chen.do(
            "inspection.submit",
            inspection_id=self.inspection,
            evidence=sorted(set(self.named)),
            documents=self.documents,
            **more,
        )

    def page(self) -> dict[str, Any]:
        found: dict[str, Any] = self.chen.get(f"/inspections/{self.inspection}").get_json()
        return found

    def to_signed(self, phone: str = "") -> None:
        self.arrive()
        self.confirm()
        self.show_and_ask()
        self.answer_all()
        self.conclude(phone=phone)
        self.sign_both()
