"""文号 without gaps: each number from 1 to the highest is issued, voided, or reserved for now.

The phone may be without a signal when it signs, so the numbers of the documents that most
inspections end in are reserved when the task is accepted (接收任务时); the others are reserved one
by one while there is a signal (需要时). What goes with the record has the record's number with its
own word behind it (随检查笔录): it has no series, so it needs no reservation and works anywhere.
What was not used is voided with its reason, and stays on the list.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from backend.core import clock
from backend.core.series import following
from backend.documents import published, several
from backend.documents.models import DocumentNumber, NumberState
from backend.documents.problems import NumberNotOffered

LIVE = timedelta(days=30)
LATE = "预留到期未使用"
YEAR_OVER = "年度终了未使用"
RECORD = "record"  # whose number the attached ones carry
SPARE = 5  # of a kind that repeats, for a phone without a signal


@dataclass(frozen=True)
class Series:
    """In whose series a task's documents are numbered, and until when it is to be done."""

    task_id: uuid.UUID
    agency_id: uuid.UUID
    prefix: str
    until: date


def reserve(session: Session, series: Series, names: Iterable[str] = ()) -> dict[str, str]:
    """A number for each name (see several), those of every task among them; the same ones unless
    voided.

    Numbers follow 〔年〕 + 顺序号 without leading zeros (GB/T 9704). Raises NumberNotOffered for a
    kind that takes none, and for the second of a kind that does not repeat.
    """
    handling = published.handling(session, series.agency_id)
    always = [kind for kind, one in handling.items() if one["number"] == "accepted"]
    numbers = live(session, series.task_id)
    for name in dict.fromkeys([*always, *names]):
        kind, nth = several.parts(name)
        if kind not in handling or nth > _open(handling[kind], numbers, kind):
            raise NumberNotOffered(kind=name)
        if name not in numbers and handling[kind]["number"] != "attached":
            numbers[name] = _next(session, series, kind, handling[kind]["word"], nth)
    session.flush()
    return {name: row.number for name, row in numbers.items()}


def _open(handling: Mapping[str, Any], numbers: Iterable[str], kind: str) -> int:
    """Up to which place of its kind a document may be numbered: a phone without a signal fills in
    some before it can ask for any, and may drop the first of them."""
    if not handling.get("repeats"):
        return 1
    return min(_highest(numbers, kind) + SPARE, several.MOST)


def _highest(numbers: Iterable[str], kind: str) -> int:
    return max((nth for each, nth in map(several.parts, numbers) if each == kind), default=0)


def take(session: Session, series: Series, kind: str) -> tuple[str, str]:
    """Number and verify code of one document made at the desk, without reserving any other.

    Raises NumberNotOffered for a kind that takes none.
    """
    handling = published.handling(session, series.agency_id)
    if kind not in handling:
        raise NumberNotOffered(kind=kind)
    base = RECORD if handling[kind]["number"] == "attached" else kind
    if base not in live(session, series.task_id):
        _next(session, series, base, handling[base]["word"])
        session.flush()
    return offered(session, series.task_id)[kind]


def _next(session: Session, series: Series, kind: str, word: str, nth: int = 1) -> DocumentNumber:
    year = clock.today().year
    serial = following(session, f"document:{series.agency_id}:{kind}:{year}")
    made = DocumentNumber(
        agency_id=series.agency_id,
        kind=kind,
        year=year,
        serial=serial,
        nth=nth,
        number=f"{series.prefix}{word}〔{year}〕{serial}号",
        state=NumberState.RESERVED,
        task_id=series.task_id,
        verify_code=secrets.token_urlsafe(16),
        seed=secrets.token_urlsafe(16) if kind == RECORD else None,
        party_code=secrets.token_urlsafe(16) if kind == RECORD else None,
        reserved_until=min(_end_of(series.until) + LIVE, _end_of(date(year, 12, 31))),
    )
    session.add(made)
    return made


def attached(record: DocumentNumber, kind: str, word: str, nth: int = 1) -> tuple[str, str]:
    """Number and verify code of what goes with a record; nobody guesses one without the seed."""
    told = hashlib.sha256(f"{record.seed}:{several.name_of(kind, nth)}".encode()).digest()
    code = base64.urlsafe_b64encode(told[:16]).rstrip(b"=").decode()
    return f"{record.number}（{word}{nth if nth > 1 else ''}）", code


def attach(
    session: Session, *, task_id: uuid.UUID, kind: str, nth: int, number: str, verify_code: str
) -> DocumentNumber | None:
    """The row of an attached number that a phone used; None where no record bears it."""
    for record in _records(session, task_id):
        one = published.handling(session, record.agency_id).get(kind)
        if not one or one["number"] != "attached" or not record.seed:
            continue
        if nth > 1 and not one.get("repeats"):
            continue
        if attached(record, kind, one["word"], nth) == (number, verify_code):
            made = DocumentNumber(
                agency_id=record.agency_id,
                kind=kind,
                year=record.year,
                serial=record.serial,
                nth=nth,
                number=number,
                state=NumberState.RESERVED,
                task_id=task_id,
                verify_code=verify_code,
                reserved_until=record.reserved_until,
            )
            session.add(made)
            session.flush()
            return made
    return None


def _records(session: Session, task_id: uuid.UUID) -> list[DocumentNumber]:
    of_task = (DocumentNumber.task_id == task_id, DocumentNumber.kind == RECORD)
    return list(session.scalars(select(DocumentNumber).where(*of_task)))


def offered(session: Session, task_id: uuid.UUID) -> dict[str, tuple[str, str]]:
    """Number and verify code by name: reserved, issued, or going with the record."""
    numbers = live(session, task_id)
    record = numbers.get(RECORD)
    return offers(numbers, published.handling(session, record.agency_id) if record else {})


def offers(
    numbers: Mapping[str, DocumentNumber], handling: Mapping[str, Mapping[str, Any]]
) -> dict[str, tuple[str, str]]:
    """The same of what `live` found."""
    found = {name: (row.number, row.verify_code) for name, row in numbers.items()}
    record = numbers.get(RECORD)
    if record is None or not record.seed:
        return found
    for kind, one in handling.items():
        if one["number"] == "attached":
            for nth in range(1, _open(one, numbers, kind) + 1):
                name = several.name_of(kind, nth)
                found.setdefault(name, attached(record, kind, one["word"], nth))
    return found


def live(session: Session, task_id: uuid.UUID) -> dict[str, DocumentNumber]:
    """A task's numbers by name, issued or reserved this year; the issued one before the other."""
    usable = or_(
        DocumentNumber.state == NumberState.ISSUED,
        and_(
            DocumentNumber.state == NumberState.RESERVED,
            DocumentNumber.year == clock.today().year,
        ),
    )
    rows = session.scalars(
        select(DocumentNumber)
        .where(DocumentNumber.task_id == task_id, usable)
        .order_by(DocumentNumber.state.desc())
    )
    return {several.name_of(row.kind, row.nth): row for row in rows}


def numbered_by(session: Session, task_id: uuid.UUID) -> uuid.UUID | None:
    """The agency in whose series the task's numbers are; None before there are any."""
    numbers = live(session, task_id).values()
    return next((row.agency_id for row in numbers), None)


def issue(session: Session, number_id: uuid.UUID) -> bool:
    """From reserved, or from voided when the paper was signed out of reach; False if issued."""
    return bool(
        session.scalar(
            update(DocumentNumber)
            .where(DocumentNumber.id == number_id, DocumentNumber.state != NumberState.ISSUED)
            .values(state=NumberState.ISSUED, settled_at=clock.now(), void_reason=None)
            .returning(DocumentNumber.id)
        )
    )


def void_of_task(session: Session, task_id: uuid.UUID, reason: str) -> None:
    """What a task did not use."""
    session.execute(
        update(DocumentNumber)
        .where(DocumentNumber.task_id == task_id, DocumentNumber.state == NumberState.RESERVED)
        .values(state=NumberState.VOIDED, settled_at=clock.now(), void_reason=reason)
    )


def void_expired(session: Session) -> int:
    """Void every reservation that ran out or whose year is over; answers how many."""
    done = 0
    over = DocumentNumber.year < clock.today().year
    for reason, which in (
        (YEAR_OVER, over),
        (LATE, DocumentNumber.reserved_until < clock.now()),
    ):
        rows = session.execute(
            update(DocumentNumber)
            .where(DocumentNumber.state == NumberState.RESERVED, which)
            .values(state=NumberState.VOIDED, settled_at=clock.now(), void_reason=reason)
            .returning(DocumentNumber.id)
        )
        done += len(rows.all())
    return done


def _end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=clock.CHINA)
