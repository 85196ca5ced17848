"""Signing in and out of the console, by the same one-use codes as the phone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Response, current_app, jsonify, make_response, redirect, request
from marshmallow import Schema, ValidationError
from werkzeug.wrappers import Response as Answer

from backend import organization
from backend.console import navigation
from backend.console.site import blueprint, page, safe_next
from backend.core import sessions
from backend.core.auth import IN_WORDS, Caller, ForgedForm, Role, allow
from backend.core.database import perform
from backend.core.problems import InvalidInput, NotFound
from backend.core.text import Text, read_json

DEVICE = "console"


class CodeSchema(Schema):
    code = Text(256)


@blueprint.get("/sign-in")
def sign_in() -> Response:
    """Asks the workbench for a code; in the demo one chooses whose it is."""
    settings = current_app.extensions["settings"]
    return page(
        "sign_in.html",
        next=safe_next(request.args.get("next", "")),
        ended="ended" in request.args,
        out="out" in request.args,
        corp_id=settings.dingtalk_corp_id,
        client_id=settings.dingtalk_app_key,
        served="、".join(IN_WORDS[role] for role in navigation.served()),
    )


@blueprint.post("/session")
def enter() -> Response:
    """{code} from the platform becomes a cookie. Raises ForgedForm for another site's page."""
    if not _from_own_page():
        raise ForgedForm
    try:
        code = CodeSchema().load(read_json(request))["code"]
    except ValidationError as error:
        raise InvalidInput(fields=error.messages_dict) from error
    token, _ = organization.enter(code, DEVICE, console=True)
    response = make_response(jsonify(signed_in=True))
    response.set_cookie(sessions.COOKIE, token, **_cookie())
    return response


@blueprint.post("/sign-out")
@allow(*Role)
def sign_out(by: Caller) -> Answer:
    perform(organization.sign_out, by=by)
    response = redirect("/console/sign-in?out=1", 303)
    response.delete_cookie(sessions.COOKIE, **_cookie())
    return response


@blueprint.get("/")
@allow(*Role)
def home(by: Caller) -> Answer:
    """The first page of whoever has one."""
    if address := navigation.first(by):
        return redirect(address)
    return page("home.html", served="、".join(IN_WORDS[role] for role in navigation.served()))


@blueprint.get("/<path:_rest>")
@allow(*Role)
def nowhere(_rest: str, by: Caller) -> Response:
    """An address that is none, told on a page of the console."""
    raise NotFound


def _cookie() -> dict[str, Any]:
    secure = current_app.extensions["settings"].secure_cookies
    return {"secure": secure, "httponly": True, "samesite": "Lax", "path": "/"}


def _from_own_page() -> bool:
    """By what the browser says of itself; who says nothing is no browser of ours."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    settings = current_app.extensions["settings"]
    return bool(origin) and origin in (request.host, urlsplit(settings.base_url).netloc)
