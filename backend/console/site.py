"""The console's frame: its blueprint, how its pages are answered, and how problems are told."""

from __future__ import annotations

import json
from contextlib import suppress
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from backend.console import navigation, words
from backend.core import problems, sessions
from backend.core.auth import MANAGERS, OVERSEERS, NotSignedIn, Role, SessionEnded
from backend.core.problems import Problem

blueprint = Blueprint("console", __name__, url_prefix="/console", template_folder="templates")

HOME = "/console/"


def page(template: str, code: int = 200, /, announce: str = "", **values: Any) -> Response:
    """A whole page, or its part after an htmx request; `announce` goes to the live region."""
    response = make_response(render_template(f"console/{template}", **values), code)
    if announce:
        response.headers["HX-Trigger"] = json.dumps({"announce": announce})
    return response


def is_part() -> bool:
    """Whether htmx asks for a part of the page that is already there."""
    return request.headers.get("HX-Request") == "true"


def safe_next(address: str) -> str:
    """Where one was, if that is a page of the console; otherwise its first page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return HOME
    own = parts.path.startswith(HOME) and "\\" not in address and not parts.path.startswith("//")
    if not own or any(ord(c) < 32 for c in address) or parts.path.startswith("/console/sign-in"):
        return HOME
    return parts.path + (f"?{parts.query}" if parts.query else "")


@blueprint.app_template_global()
def form_token() -> str:
    return sessions.form_token() if request.cookies.get(sessions.COOKIE) else ""


@blueprint.context_processor
def frame() -> dict[str, Any]:
    """What every page knows: who looks at it, and what they may do."""
    by = g.get("caller")
    return {
        "by": by,
        "may_assign": bool(by and by.has(Role.SECTION_HEAD)),
        "may_hand_over": bool(by and by.has(*MANAGERS)),
        "may_look": bool(by and by.has(*OVERSEERS)),
        "menu": navigation.menu(by) if by else {},
        "bar": navigation.bar(by) if by else [],
        "reaches": navigation.names(by) if by else set(),
        "practice": words.PRACTICE.get(current_app.extensions["settings"].environment, ""),
        "demo": current_app.extensions["settings"].demo,
        "words": words,
        "request_number": g.get("request_id", "")[:6],
    }


@blueprint.after_request
def never_kept(response: Response) -> Response:
    """Pages hold personal data: no cache on the way keeps them."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.vary.add("HX-Request")
    return response


@blueprint.errorhandler(Problem)
def told(problem: Problem) -> Response:
    """A page, a line on the page that is there, or the API's form for who wants JSON."""
    if isinstance(problem, NotSignedIn | SessionEnded):
        return _sign_in_first(problem)
    body = problem.body()
    if is_part():
        response = make_response(render_template("console/_problem.html", **body), problem.status)
        response.headers["HX-Retarget"] = "#notice"
        response.headers["HX-Reswap"] = "innerHTML"
        return response
    if not request.accept_mimetypes.accept_html:
        return problems.answer(problem)
    _know_caller()
    return page("problem.html", problem.status, **body)


@blueprint.errorhandler(HTTPException)
def told_http(error: HTTPException) -> Any:
    """What the web itself refuses, in the same words as elsewhere."""
    status = error.code or 500
    if status < 400 or status not in problems.HTTP:
        return error
    code, title = problems.HTTP[status]
    return told(_of(code, HTTPStatus(status), title))


@blueprint.errorhandler(Exception)
def told_unexpected(error: Exception) -> Response:
    return told(problems.unexpected(error))


def _know_caller() -> None:
    """Who was refused is not yet known to the page; it says so to them by name."""
    if "caller" not in g:
        with suppress(Problem):
            g.caller = sessions.caller()


def _of(code: str, status: HTTPStatus, title: str) -> Problem:
    kind = type("HttpProblem", (Problem,), {"code": code, "status": status, "title": title})
    made: Problem = kind()
    return made


def _sign_in_first(problem: Problem) -> Response:
    ended = "ended=1&" if isinstance(problem, SessionEnded) else ""
    came_from = request.headers.get("HX-Current-URL", "") if is_part() else request.full_path
    where = safe_next(came_from if request.method == "GET" or is_part() else HOME)
    target = f"/console/sign-in?{ended}{urlencode({'next': where})}"
    if is_part():
        return Response(status=problem.status, headers={"HX-Redirect": target})
    if request.method != "GET" and not request.accept_mimetypes.accept_html:
        return problems.answer(problem)
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": target})
