"""评价这次检查: a card on the party's own page, and where its form goes.

Whoever was given the code on site may rate, once, without a name. The page tells that a rating has
arrived and never what it says: the officers know the code as well.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from markupsafe import Markup
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Answer

from backend import documents
from backend.core import clock
from backend.core.database import perform, unit_of_work
from backend.core.limits import spend
from backend.core.problems import HTTP, Problem
from backend.core.text import Text
from backend.ratings import service
from backend.ratings.problems import NothingToRate
from backend.ratings.rules import GRADE_IN_WORDS, QUESTIONS, WORDS_MOST, Grade

blueprint = Blueprint("ratings", __name__, template_folder="html")

Page = tuple[str, int]
ADDRESS = "/p/<string:code>/rating"
CODE_MOST = 64
LOOKS, LOOKS_WINDOW = 60, timedelta(minutes=1)
RATINGS, RATINGS_WINDOW = 10, timedelta(hours=1)
ANSWERS = {"": None, "yes": True, "no": False}
CHOOSE: dict[str, Any] = dict.fromkeys(
    ("required", "null", "unknown"), "请先选满意、基本满意或者不满意"
)

RatingForm = Schema.from_dict(
    {
        "grade": fields.Enum(Grade, by_value=True, required=True, error_messages=CHOOSE),
        "words": Text(WORDS_MOST, optional=True),
        **{
            each.name: fields.String(
                load_default="", validate=validate.OneOf(ANSWERS, error="请重新选一次")
            )
            for each in QUESTIONS
        },
    }
)


def card(session: Session, task_id: uuid.UUID, code: str) -> Markup:
    """What the party's page shows of it; nothing before the inspection was handed in."""
    may, rated = service.standing(session, task_id)
    shown = render_template("ratings/card.html", rated=rated, **_form(code)) if may else ""
    return Markup(shown)  # a template's own output


@blueprint.get(ADDRESS)
def back(code: str) -> Answer:
    """A browser that opens the form's address anew belongs on the page where the form stands."""
    return redirect(url_for("verify.party", code=code), 303)


@blueprint.post(ADDRESS)
def rate(code: str) -> Page | Answer:
    """One rating; sent twice it is the same."""
    spend(f"rating:{request.remote_addr}", most=LOOKS, per=LOOKS_WINDOW)
    _known(code)
    spend(f"rating-kept:{code}", most=RATINGS, per=RATINGS_WINDOW)
    given = {name: said.replace("\r\n", "\n") for name, said in request.form.items()}
    try:
        told = RatingForm().load(given, unknown=EXCLUDE)
    except ValidationError as error:
        errors = {name: str(said[0]) for name, said in error.messages_dict.items()}
        return render_template("ratings/again.html", errors=errors, **_form(code, given)), 422
    answers = {each.name: ANSWERS[told.pop(each.name)] for each in QUESTIONS}
    form_id = _id(given.get("form_id", ""))
    perform(service.keep, code=code, form_id=form_id, answers=answers, **told)
    return redirect(url_for("verify.party", code=code, _anchor="rating"), 303)


@blueprint.after_request
def never_kept(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@blueprint.errorhandler(Problem)
def told(problem: Problem) -> Page:
    return _told(problem.body()["title"], problem.status)


@blueprint.errorhandler(HTTPException)
def told_http(error: HTTPException) -> Any:
    status = error.code or 500
    return _told(HTTP[status][1], status) if status in HTTP else error


def _told(title: str, status: int) -> Page:
    code = (request.view_args or {}).get("code", "")
    return render_template("ratings/told.html", title=title, code=code), status


def _form(code: str, given: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "code": code,
        "given": given or {"form_id": str(clock.uuid7())},
        "grades": GRADE_IN_WORDS,
        "questions": QUESTIONS,
        "words_most": WORDS_MOST,
    }


def _known(code: str) -> None:
    """Tries are counted only of codes that there are. Raises NothingToRate."""
    if len(code) > CODE_MOST or "\0" in code:
        raise NothingToRate
    with unit_of_work(writes=False) as session:
        if documents.party.behind(session, code) is None:
            raise NothingToRate


def _id(given: str) -> uuid.UUID:
    """Of the form; one that says none that can be read is a form of its own."""
    try:
        return uuid.UUID(given)
    except ValueError:
        return clock.uuid7()
