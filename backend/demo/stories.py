"""Plays the demo's tasks through the product's own use cases, at the times they are said to have
happened: the inbox looks alive, and a finished inspection was really inspected."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import documents, evidence, inspections, matters, organization, tasks
from backend.core import clock, workdays
from backend.core.auth import Caller, Role
from backend.core.database import perform, unit_of_work
from backend.core.receipts import digest
from backend.demo import data, ground
from backend.demo.data.ids import uid
from backend.demo.papers import extras, written
from backend.inspections.commands import HANDLERS
from backend.organization import Account
from backend.tasks.commands import HANDLERS as TASK_HANDLERS

STEP = timedelta(minutes=3)
NOBODY = "无人在场"


def play(today: date) -> None:
    """Assign every task of the demo and take each as far as its state says."""
    for each in data.tasks(today):
        with clock.stopped(moment(each["assigned_on"], 9)):
            task_id = perform(_assign, each)
        if each["state"] == "pending":
            continue
        crew = [caller(officer) for officer in each["officer_ids"]]
        with clock.stopped(moment(each["assigned_on"], 10)):
            for by in crew:
                do(TASK_HANDLERS["task.accept"], by, task_id=task_id)
        if each["story"]:
            day = workdays.add_working_days(each["assigned_on"], 1).date
            Visit(task_id, crew, each["story"], moment(min(day, today), 8)).inspect()
        if each["state"] == "done":
            finish(task_id, today)


def _assign(session: Session, each: Mapping[str, Any]) -> uuid.UUID:
    account = session.get_one(Account, each["assigned_by"])
    checklist = next(
        row for row in matters.published(session) if row.code == each["checklist_code"]
    )
    task = tasks.assign(
        session,
        by=as_caller(session, account),
        subject_id=each["subject_id"],
        checklist_id=checklist.id,
        officer_ids=each["officer_ids"],
        deadline=each["deadline"],
        kind=tasks.Kind(each["kind"]),
        note=each["note"],
        off_site=ground.OFF_SITE,
    )
    return task.id


def caller(officer_id: uuid.UUID) -> Caller:
    with unit_of_work(writes=False) as session:
        account = session.scalars(select(Account).where(Account.officer_id == officer_id)).one()
        return as_caller(session, account)


def as_caller(session: Session, account: Account) -> Caller:
    by = organization.load_caller(session, account.id, account.session_version, uid("demo", "load"))
    assert by is not None
    return by


def do(handler: Any, by: Caller, **payload: Any) -> Any:
    return perform(handler.do, by=by, at=clock.now(), **payload)


def finish(task_id: uuid.UUID, today: date) -> None:
    """Reviewed by the section head on the next working day, before the demo begins."""
    with unit_of_work(writes=False) as session:
        agency = session.get_one(tasks.Task, task_id).agency_id
        accounts = session.scalars(select(Account).where(Account.agency_id == agency))
        by = as_caller(session, next(a for a in accounts if Role.SECTION_HEAD in a.roles))
        inspection = inspections.of_tasks(session, [task_id])[task_id]
    day = workdays.add_working_days(inspection.started_at.astimezone(clock.CHINA).date(), 1).date
    at = moment(min(day, today), 9)
    with clock.stopped(at):
        perform(
            inspections.reviews.approve,
            by=by,
            at=at,
            inspection_id=inspection.id,
            remarks="事实清楚，程序合法，同意。",
        )


class Visit:
    """One inspection as it went, a few minutes between the steps."""

    def __init__(
        self, task_id: uuid.UUID, crew: list[Caller], story: Mapping[str, Any], begin: datetime
    ) -> None:
        self.task_id, self.crew, self.story, self.now = task_id, crew, story, begin
        self.inspection_id = uid("inspection", str(task_id))
        self.kept: set[str] = set()

    def inspect(self) -> None:
        self._arrive()
        self._answer()
        self._conclude()
        papers = ["record"]
        if any(each["working_days"] for each in self.story["failed"]):
            papers.append("rectification_order")
        for kind in papers:
            self._sign(kind)
        for kind, said in self._extras().items():
            self._sign(kind, said)
        self._act("inspection.submit", evidence=sorted(self.kept), documents=[])

    def cannot(self, how: str, facts: str, result: int) -> None:
        """Nobody to inspect: what was seen, and a record that both officers sign."""
        self._arrive(nobody=True)
        seen = self._keep(photo(facts), "photo", "image/jpeg", None)
        told = {"facts": facts, "photos": [seen], "visits": 1, "mailed": False}
        self._act("inspection.unable", how=how, party=None, result=result, **told)
        self._sign("record")
        self._act("inspection.submit", evidence=sorted(self.kept), documents=[])

    def _act(self, kind: str, /, **payload: Any) -> None:
        self.now += STEP
        with clock.stopped(self.now):
            do(HANDLERS[kind], self.crew[0], inspection_id=self.inspection_id, **payload)

    def _arrive(self, *, nobody: bool = False) -> None:
        with unit_of_work(writes=False) as session:
            page = inspections.task_page(session, by=self.crew[0], task_id=self.task_id)
        position = {
            "latitude": page["subject"]["latitude"],
            "longitude": page["subject"]["longitude"],
            "crs": "WGS84",
            "accuracy": "15.0",
            "provider": "gps",
            "mock": False,
            "at": self.now.isoformat(),
        }
        self._act(
            "inspection.check_in",
            task_id=self.task_id,
            position=position,
            no_position_reason="",
        )
        if not self.story.get("alone"):  # the second officer's confirmation
            self.now += STEP
            with clock.stopped(self.now):
                perform(_confirm, self.crew, self.task_id, position)
        if nobody:
            return
        officers = [str(by.officer_id) for by in self.crew]
        self._act(
            "inspection.show_credentials",
            officer_ids=officers,
            means="physical",
            read_out=True,
            position=position,
        )
        self._act("inspection.ask_avoidance", answer="none", target_officer_id=None, reason="")

    def _answer(self) -> None:
        failed = {each["item"]: each for each in self.story["failed"]}
        with unit_of_work(writes=False) as session:
            task = session.get_one(tasks.Task, self.task_id)
            items = matters.items(matters.find(session, task.checklist_id))
        for code, item in items.items():
            finding = None
            if code in failed:
                told = failed[code]
                photos = [
                    self._keep(photo(f"{told['facts']}{n}"), "photo", "image/jpeg", code)
                    for n in range(max(1, item["evidence"]["photos_on_fail"]))
                ]
                finding = {"facts": told["facts"], "typical": told["typical"], "photos": photos}
            value = "fail" if finding else "na" if code in self.story["not_applicable"] else "pass"
            self._act("inspection.answer", item=code, value=value, note="", finding=finding)

    def _conclude(self) -> None:
        today = self.now.astimezone(clock.CHINA).date()
        found = []
        for each in self.story["failed"]:
            deadline = None
            if each["working_days"]:
                due = workdays.add_working_days(today, each["working_days"])
                deadline = {
                    "mode": "workdays",
                    "days": each["working_days"],
                    "date": due.date.isoformat(),
                    "confirmed": due.confirmed,
                }
            found.append(
                {
                    "kind": each["disposition"],
                    "items": [each["item"]],
                    "measure": "",
                    "photos_after": [],
                    "deadline": deadline,
                }
            )
        nothing: list[dict[str, Any]] = [
            {"kind": "D0", "items": [], "measure": "", "photos_after": [], "deadline": None}
        ]
        self._act(
            "inspection.conclude",
            party=self.story["party"] | {"phone": ""},
            result=self.story["result"],
            dispositions=found or nothing,
            opinion=self.story["opinion"],
        )

    def _extras(self) -> dict[str, dict[str, Any]]:
        return extras(self.story)

    def _sign(self, name: str, said: Mapping[str, Any] | None = None) -> None:
        """`name`: the kind, or `kind.2` for the second of one."""
        kind, nth = documents.several.parts(name)
        self.now += STEP
        with clock.stopped(self.now), unit_of_work(writes=False) as session:
            source = inspections.paper_source(
                session,
                by=self.crew[0],
                at=self.now,
                inspection_id=self.inspection_id,
            )
            source["number"] = source["task"]["numbers"][name]
        data = documents.compose_data(kind, source) if said is None else written(kind, source, said)
        people: list[tuple[str, str, str | None]] = [
            ("officer", by.name, str(by.officer_id)) for by in self.crew
        ]
        people.append(("party", (said or {}).get("name") or data["party"]["name"], None))
        self._act(
            "document.sign",
            document_id=uid(f"document {name}", str(self.task_id)),
            kind=kind,
            nth=nth,
            template_version=1,
            number=source["number"]["number"],
            verify_code=source["number"]["verify_code"],
            data=data,
            data_sha256=digest({"template": kind, "version": 1, "data": data}),
            signatures=[self._signature(*person) for person in people],
            mode="handwritten",
            paper_photos=[],
        )

    def _signature(self, role: str, name: str, officer_id: str | None) -> dict[str, Any]:
        at = self.now.astimezone(clock.CHINA).isoformat(timespec="minutes")
        signer = {"role": role, "officer_id": officer_id, "name": name, "at": at}
        if name == NOBODY:
            absent = {"state": "absent", "reason": "现场无人"}
            return signer | absent | {"strokes_sha256": None, "image_sha256": None}
        strokes, picture = _handwriting(name)
        return signer | {
            "state": "signed",
            "reason": "",
            "strokes_sha256": self._keep(strokes, "strokes", "application/json", None),
            "image_sha256": self._keep(picture, "signature", "image/png", None),
        }

    def _keep(self, content: bytes, kind: str, media_type: str, item: str | None) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        evidence.keep_bytes(content, sha256, media_type)
        with clock.stopped(self.now):
            perform(
                evidence.register,
                by=self.crew[0],
                sha256=sha256,
                size=len(content),
                inspection_id=self.inspection_id,
                kind=kind,
                item=item,
                origin="import",
                media_type=media_type,
                taken_at=self.now,
                position=None,
            )
        self.kept.add(sha256)
        return sha256


def _confirm(
    session: Session, crew: list[Caller], task_id: uuid.UUID, position: Mapping[str, Any]
) -> None:
    """By the code, a step away from where the first one stood."""
    near = {"accuracy": "18.0", "at": clock.now().isoformat()}
    proof = {"how": tasks.presence.TYPED, "position": {**position, **near}}
    for member in tasks.team(session, task_id):
        if member.officer_id == crew[1].officer_id:
            tasks.be_present(session, member, at=clock.now(), proof=proof)


def moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=clock.CHINA)


def photo(words: str) -> bytes:
    """A plain picture that nobody takes for a real one; its pixels differ by the words."""
    shade = hashlib.sha256(words.encode()).digest()
    image = Image.new("RGB", (960, 720), (70 + shade[0] // 3, 90 + shade[1] // 3, 100))
    pen = ImageDraw.Draw(image)
    for line in range(0, 1680, 120):
        pen.line([(line, 0), (line - 720, 720)], fill=(255, 255, 255), width=6)
    pen.rectangle([240, 180, 720, 540], outline=(255, 255, 255), width=10)
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _handwriting(name: str) -> tuple[bytes, bytes]:
    """Strokes and their picture: one wave a character, never the likeness of a person's hand."""
    strokes = []
    for place, _ in enumerate(name):
        left = 30 + place * 110
        strokes.append(
            [[left + step * 9, 90 + (-40 if step % 2 else 40), step * 40] for step in range(10)]
        )
    image = Image.new("L", (400, 180), 255)
    pen = ImageDraw.Draw(image)
    for stroke in strokes:
        pen.line([(x, y) for x, y, _ in stroke], fill=0, width=5, joint="curve")
    out = BytesIO()
    image.save(out, "PNG")
    told = {"width": 400, "height": 180, "strokes": strokes, "by": name}
    return json.dumps(told, ensure_ascii=False).encode(), out.getvalue()
