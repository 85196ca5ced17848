"""One rating for each inspection, from the party's own page; what was said stays as it was said."""

from __future__ import annotations

import uuid

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend import documents, inspections
from backend.core.crypto import Keys
from backend.core.records import audit
from backend.inspections import Inspection, State
from backend.ratings.models import Rating
from backend.ratings.problems import AlreadyRated, NothingToRate
from backend.ratings.rules import Answers, Grade

ABOUT = "rating"


def standing(session: Session, task_id: uuid.UUID) -> tuple[bool, bool]:
    """(whether the inspection may be rated, whether it was)."""
    inspection = inspections.of_tasks(session, [task_id]).get(task_id)
    if inspection is None or not _handed_in(inspection):
        return False, False
    return True, _of(session, inspection.id) is not None


def keep(
    session: Session,
    *,
    code: str,
    form_id: uuid.UUID,
    grade: Grade,
    answers: Answers,
    words: str,
) -> Rating:
    """The same form sent twice is one rating. Raises NothingToRate, AlreadyRated."""
    number = documents.party.behind(session, code)
    found = inspections.of_tasks(session, [number.task_id]) if number else {}
    inspection = found.get(number.task_id) if number else None
    if number is None or inspection is None or not _handed_in(inspection):
        raise NothingToRate
    known = _of(session, inspection.id)
    if known is not None:
        said = (known.form_id, known.grade, known.answers, words_of(known))
        if said != (form_id, grade, answers, words):
            raise AlreadyRated
        return known
    made = Rating(
        inspection_id=inspection.id,
        agency_id=number.agency_id,
        crew_agency_id=inspection.agency_id,
        form_id=form_id,
        grade=grade,
        words_sealed=_keys().seal(words) if words else None,
        **answers,
    )
    session.add(made)
    session.flush()
    audit(session, None, "rating.keep", ABOUT, made.id)
    return made


def words_of(rating: Rating) -> str:
    """What was written, opened; empty where nothing was. Raises CannotOpen."""
    return _keys().unseal(rating.words_sealed) if rating.words_sealed else ""


def _handed_in(inspection: Inspection) -> bool:
    """Also what the review gave back: what happened on site has happened."""
    return inspection.submitted_at is not None or inspection.state is State.RETURNED


def _of(session: Session, inspection_id: uuid.UUID) -> Rating | None:
    return session.scalar(select(Rating).where(Rating.inspection_id == inspection_id))


def _keys() -> Keys:
    keys: Keys = current_app.extensions["keys"]
    return keys
