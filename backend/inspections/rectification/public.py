"""The page behind a notice's code, where the party reports what was put right.

Whoever holds the notice has the code; the last four characters of the credit code on it show that
it is the notice that was handed over, and not only its address passed on. Nothing personal is
shown: the items, their dates, and what becomes of the report.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, current_app, render_template, request
from marshmallow import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException

from backend import documents, evidence, organization, subjects
from backend.core import clock
from backend.core.crypto import Keys
from backend.core.database import perform, unit_of_work
from backend.core.limits import forget, spend
from backend.core.problems import HTTP, Problem
from backend.core.records import audit
from backend.core.text import Text
from backend.inspections.rectification import reminders, rules, service
from backend.inspections.rectification.models import RectificationOrder, RectificationReport
from backend.inspections.rectification.problems import OrderSettled
from backend.inspections.rectification.schemas import PHOTOS_MOST, TEXT_MOST
from backend.inspections.rectification.service import ABOUT

blueprint = Blueprint("rectification", __name__, template_folder="html")

Page = tuple[str, int]
ADDRESS = "/v/<string:code>/rectification"
CODE_MOST = 64
TRIES, TRIES_WINDOW = 5, timedelta(minutes=15)
LOOKS, LOOKS_WINDOW = 60, timedelta(minutes=1)
REPORTS, REPORTS_WINDOW = 10, timedelta(hours=1)
OPEN_FOR = timedelta(hours=3)  # to write the report, once the check was passed
TAIL = 4
PHOTOS_BYTES = 3  # times what one upload may be: for all photos of a report
PICTURES = ("image/jpeg", "image/png", "image/webp")


@blueprint.get(ADDRESS)
def ask(code: str) -> Page:
    """What it is about, as far as anybody with the code may know, and the question."""
    order = _order(code)
    return _asking(code, order) if order else _nothing()


@blueprint.post(ADDRESS)
def enter(code: str) -> Page:
    """The check: the credit code's end, or for who has none the name that signed."""
    order = _order(code)
    if order is None:
        return _nothing()
    tries = f"rectification-check:{order['id']}"
    spend(tries, most=TRIES, per=TRIES_WINDOW)
    if not _is_right(request.form.get("check", ""), order["expected"]):
        return _asking(code, order, wrong=True)
    perform(forget, tries)
    return _writing(code, order)


@blueprint.post(f"{ADDRESS}/report")
def report(code: str) -> Page:
    """Text and photos; sent twice it is one report."""
    most: int = current_app.extensions["settings"].max_upload_bytes
    request.max_content_length = PHOTOS_BYTES * most
    order = _order(code)
    if order is None:
        return _nothing()
    if not _vouches(request.form.get("pass", ""), code):
        return _asking(code, order, ended=True)
    spend(f"rectification-report:{order['id']}", most=REPORTS, per=REPORTS_WINDOW)
    text, wrong = _text(request.form.get("text", ""))
    files = [each for each in request.files.getlist("photos") if each.filename]
    report_id = _id(request.form.get("report_id", ""))
    if not wrong and not (text or files):
        wrong = "写几句改了什么，或者选照片"
    photos, unfit = ([], "") if wrong else _kept(files, most)
    if wrong or unfit or report_id is None:
        return _writing(code, order, wrong=wrong, unfit=unfit)
    made = perform(take, order["id"], report_id, text, photos)
    shown = {"receipt": made.receipt, "at": made.created_at.astimezone(clock.CHINA)}
    return _page("kept", code, order, photos=len(made.photos), **shown)


@blueprint.errorhandler(Problem)
def told(problem: Problem) -> Page:
    title = problem.body()["title"]
    return render_template("rectification/told.html", title=title), problem.status


@blueprint.errorhandler(HTTPException)
def told_http(error: HTTPException) -> Any:
    status = error.code or 500
    if status not in HTTP:
        return error
    return render_template("rectification/told.html", title=HTTP[status][1]), status


def _order(code: str) -> dict[str, Any] | None:
    """The order of a notice by its code; None for what is none."""
    spend(f"rectification:{request.remote_addr}", most=LOOKS, per=LOOKS_WINDOW)
    if len(code) > CODE_MOST or "\0" in code:
        return None
    with unit_of_work(writes=False) as session:
        row = session.execute(
            select(RectificationOrder, documents.Document)
            .join(documents.Document, documents.Document.id == RectificationOrder.document_id)
            .join(
                documents.DocumentNumber,
                documents.DocumentNumber.id == documents.Document.number_id,
            )
            .where(documents.DocumentNumber.verify_code == code)
            .order_by(RectificationOrder.id.desc())  # a corrected notice has several
        ).first()
        if row is None:
            return None
        order, document = row
        subject = subjects.find(session, order.subject_id)
        signed = (document.data.get("party") or {}).get("name") or ""
        return {
            "id": order.id,
            "number": order.number,
            "agency": organization.agency(session, order.agency_id).name,
            "settled": order.state in rules.SETTLED,
            "state_in_words": rules.IN_WORDS[order.state],
            "due": order.due,
            "moved": order.due != order.printed_due,
            "entries": order.items,
            "coded": bool(subject.uscc),
            "expected": (subject.uscc or "")[-TAIL:] or signed,
            "reports": [
                {"receipt": each.receipt, "at": each.created_at.astimezone(clock.CHINA)}
                for each in service.reports_of(session, order.id)
                if each.origin == "party"
            ],
        }


def take(
    session: Session,
    order_id: uuid.UUID,
    report_id: uuid.UUID,
    text: str,
    photos: list[dict[str, Any]],
) -> RectificationReport:
    """Keep what the party reports; its pictures {sha256, size, media_type} lie in the storage.

    Raises OrderSettled, ReportTaken, ReportsTooMany.
    """
    order = session.get_one(RectificationOrder, order_id)
    known = session.get(RectificationReport, report_id)
    if order.state in rules.SETTLED and known is None:
        words = rules.IN_WORDS[order.state]
        raise OrderSettled(state=order.state, state_in_words=words, act="交整改报告")
    for each in photos:
        _register(session, order, each)
    made = service.keep_report(
        session,
        order,
        report_id,
        origin="party",
        name="",
        officer_id=None,
        text=text,
        photos=[each["sha256"] for each in photos],
        at=clock.now(),
    )
    if known is None:
        facts = {"receipt": made.receipt, "origin": "party"}
        audit(session, None, "rectification.report", ABOUT, order.id, **facts)
        reminders.tell(session, order, "reported", order.due)
    return made


def _register(session: Session, order: RectificationOrder, photo: dict[str, Any]) -> None:
    """A picture that the party sent, beside the evidence of the inspection that ordered."""
    known = session.scalar(
        select(evidence.Evidence.id).where(
            evidence.Evidence.inspection_id == order.inspection_id,
            evidence.Evidence.sha256 == photo["sha256"],
        )
    )
    if known is None:
        session.add(
            evidence.Evidence(
                inspection_id=order.inspection_id,
                officer_id=None,
                agency_id=order.agency_id,
                kind="photo",
                item=None,
                origin="party",
                taken_at=clock.now(),
                position=None,
                **photo,
            )
        )
        session.flush()


def _kept(files: list[FileStorage], most: int) -> tuple[list[dict[str, Any]], str]:
    """The pictures, stored under their hashes, and what is wrong with them if anything is."""
    if len(files) > PHOTOS_MOST:
        return [], f"最多 {PHOTOS_MOST} 张照片，这次选了 {len(files)} 张"
    photos: dict[str, dict[str, Any]] = {}
    for place, file in enumerate(files, 1):
        content = file.read(most + 1)
        kind = _kind(content)
        if kind is None or len(content) > most:
            return [], f"第 {place} 个文件不是照片或太大，只收 JPG、PNG 和 WebP，请换一张"
        sha256 = hashlib.sha256(content).hexdigest()
        evidence.keep_bytes(content, sha256, kind)
        photos[sha256] = {"sha256": sha256, "size": len(content), "media_type": kind}
    return list(photos.values()), ""


def _kind(content: bytes) -> str | None:
    """By what is in it: what the browser says of a file is only a guess from its name."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    return "image/webp" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else None


def _text(given: str) -> tuple[str, str]:
    try:
        text = Text(TEXT_MOST, optional=True).deserialize(given.replace("\r\n", "\n"))
    except ValidationError as error:
        return "", "、".join(map(str, error.messages))
    return str(text), ""


def _id(given: str) -> uuid.UUID | None:
    try:
        found = uuid.UUID(given)
    except ValueError:
        return None
    return found if found.version == 7 else None


def _is_right(given: str, expected: str) -> bool:
    said = "".join(given.split()).upper()[:CODE_MOST]
    right = "".join(expected.split()).upper()
    return bool(right) and hmac.compare_digest(said.encode(), right.encode())


def _pass(code: str) -> str:
    """What the form carries from the check to the report."""
    until = (clock.now() + OPEN_FOR).isoformat(timespec="seconds")
    return f"{until}~{_sealed(code, until)}"


def _vouches(given: str, code: str) -> bool:
    until, _, sealed = given.partition("~")
    if not hmac.compare_digest(sealed.encode(), _sealed(code, until).encode()):
        return False
    return datetime.fromisoformat(until) > clock.now()


def _sealed(code: str, until: str) -> str:
    keys: Keys = current_app.extensions["keys"]
    return keys.lookup_hash(f"rectification:{code}:{until}")


def _asking(code: str, order: dict[str, Any], **more: Any) -> Page:
    return _page("ask", code, order, tail=TAIL, **more)


def _writing(code: str, order: dict[str, Any], **more: Any) -> Page:
    given = request.form.get("text", "")
    fresh = {"report_id": clock.uuid7(), "pass_": _pass(code), "given": given}
    most = {"photos_most": PHOTOS_MOST, "text_most": TEXT_MOST, "types": ",".join(PICTURES)}
    return _page("write", code, order, **fresh, **most, **more)


def _page(name: str, code: str, order: dict[str, Any], **more: Any) -> Page:
    values = {"order": order, "code": code, "wrong": "", "unfit": "", "ended": False} | more
    bad = values["wrong"] or values["unfit"]
    shown = render_template(f"rectification/{name}.html", **values)
    return shown, 422 if bad else 200


def _nothing() -> Page:
    title = "没有查到这份责令改正通知书"
    return render_template("rectification/told.html", title=title), 404
