"""What the phone may do on site."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend import documents
from backend.core.auth import Caller
from backend.inspections import (
    folding,
    papers,
    preserving,
    reviews,
    schemas,
    second_officer,
    service,
    views,
)
from backend.inspections.models import Inspection
from backend.sync import Handler


def _act(kind: str, takes: type[Any]) -> Handler:
    def do(session: Session, *, by: Caller, at: datetime, **given: Any) -> Inspection:
        inspection = service.act(
            session,
            kind,
            by=by,
            at=at,
            inspection_id=given.pop("inspection_id"),
            **views.plain(given),
        )
        if not inspection.record.get("returned"):  # there changes are what the reviewer wants
            _compare(session, by=by, at=at, inspection=inspection)
        return inspection

    return Handler(takes, do, schemas.InspectionStateSchema)


def _compare(session: Session, *, by: Caller, at: datetime, inspection: Inspection) -> None:
    """Whether what was signed is still what the record says."""
    for document in documents.current(session, inspection.id):
        papers.compare(session, by=by, at=at, document=document)


def check_in(session: Session, *, by: Caller, at: datetime, **given: Any) -> Inspection:
    position = given.pop("position")
    return service.check_in(session, by=by, at=at, position=views.plain(position), **given)


def submit(session: Session, *, by: Caller, at: datetime, **given: Any) -> dict[str, Any]:
    known = session.get(Inspection, given["inspection_id"])
    returned = known is not None and known.record.get("returned")
    inspection = service.submit(session, by=by, at=at, **given)
    if returned:  # what was changed since has not been held against the papers yet
        _compare(session, by=by, at=at, inspection=inspection)
    return {
        "id": inspection.id,
        "state": inspection.state,
        "missing": folding.missing(session, inspection),
    }


def sign(session: Session, *, by: Caller, at: datetime, **given: Any) -> documents.Document:
    document = service.sign(session, by=by, at=at, **given)
    papers.compare(session, by=by, at=at, document=document)
    return document


def count_try(by: Caller, payload: dict[str, Any]) -> None:
    """A code may be guessed, a signature not."""
    if payload["code"]:
        second_officer.spend_try(by, payload["inspection_id"], payload["officer_id"])


HANDLERS = {
    "inspection.check_in": Handler(schemas.CheckInCommand, check_in, schemas.InspectionStateSchema),
    "inspection.show_credentials": _act("inspection.show_credentials", schemas.CredentialsCommand),
    "inspection.ask_avoidance": _act("inspection.ask_avoidance", schemas.AvoidanceCommand),
    "inspection.answer": _act("inspection.answer", schemas.AnswerCommand),
    "inspection.conclude": _act("inspection.conclude", schemas.ConcludeCommand),
    "inspection.unable": _act("inspection.unable", schemas.UnableCommand),
    "inspection.approve": Handler(
        schemas.ReviewCommand, reviews.approve, schemas.InspectionStateSchema
    ),
    "inspection.return": Handler(
        schemas.ReturnCommand, reviews.send_back, schemas.InspectionStateSchema
    ),
    "preservation.ask": Handler(
        schemas.PreserveCommand, preserving.ask, schemas.PreservationStateSchema
    ),
    "preservation.approve": Handler(
        schemas.ApprovePreservationCommand, preserving.approve, schemas.PreservationStateSchema
    ),
    "preservation.refuse": Handler(
        schemas.RefusePreservationCommand, preserving.refuse, schemas.PreservationStateSchema
    ),
    "preservation.decide": Handler(
        schemas.DecidePreservationCommand, preserving.decide, schemas.PreservationStateSchema
    ),
    "inspection.presence_receipt": Handler(
        schemas.PresenceReceiptCommand,
        second_officer.report,
        schemas.InspectionStateSchema,
        before=count_try,
    ),
    "document.sign": Handler(schemas.SignCommand, sign, schemas.SignedSchema),
    "document.correct": Handler(schemas.CorrectCommand, sign, schemas.SignedSchema),
    "inspection.submit": Handler(schemas.SubmitCommand, submit, schemas.SubmittedSchema),
    "document.printed": Handler(
        schemas.PrintedCommand, documents.record_print, schemas.PrintedSchema
    ),
}
