"""The product's own side of the demo: the phone's part is played by a browser.

Registered only in a demo. Whoever reaches these addresses may sign in as anybody in the fictitious
directory; the real platform has no /_demo/ to ask, so nobody real can be impersonated this way.
"""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, request, send_from_directory
from marshmallow import Schema, ValidationError, fields, validate

from backend.core.limits import spend
from backend.core.problems import InvalidInput, NotFound, Problem
from backend.core.text import Text, read_json

PREVIEW = Path(__file__).parent / "preview"
CODES_A_MINUTE = 120
TIMEOUT = (1, 5)
CONTENT_POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'"


class DemoSilent(Problem):
    code = "demo-platform-silent"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "演示平台没有应答，请看启动它的窗口，再试一次"


class PersonUnknown(NotFound):
    code = "demo-person-unknown"
    title = "演示名录里没有这个人，请重新选择"


class CodeRequest(Schema):
    person = Text(64)
    device = fields.String(load_default="", validate=validate.Length(max=128))


def demo_blueprint(api_base: str) -> Blueprint:
    """Raises ValueError unless `api_base` is the demo platform on this machine."""
    if urlsplit(api_base).hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ValueError("the demo's addresses need the demo platform on this machine")
    blueprint = Blueprint("demo", __name__, static_folder=PREVIEW, static_url_path="/preview")

    @blueprint.post("/demo/auth-code")
    def auth_code() -> dict[str, str]:
        """What dd.getAuthCode does on a phone."""
        spend("demo-auth-code", most=CODES_A_MINUTE, per=timedelta(minutes=1))
        try:
            asked = CodeRequest().load(read_json(request))
        except ValidationError as error:
            raise InvalidInput(fields=error.messages_dict) from error
        body = {"userid": asked["person"], "device": asked["device"]}
        return {"authCode": _ask(api_base, "POST", "/_demo/code", json=body)["code"]}

    @blueprint.get("/demo/people")
    def people() -> dict[str, Any]:
        return {"items": _ask(api_base, "GET", "/_demo/people")}

    @blueprint.get("/demo/messages")
    def messages() -> dict[str, Any]:
        asked = {"userid": request.args.get("person", "")}
        found = _ask(api_base, "GET", "/_demo/messages", params=asked)
        return {"items": [_shown(each) for each in found]}

    @blueprint.get("/preview/")
    def preview() -> Response:
        page = send_from_directory(PREVIEW, "index.html")
        page.headers["Content-Security-Policy"] = CONTENT_POLICY
        return page

    return blueprint


def _shown(delivered: dict[str, Any]) -> dict[str, Any]:
    card = delivered["message"].get("action_card", {})
    return {
        "id": delivered["sending"],
        "at": delivered["at"],
        "title": card.get("title", ""),
        "text": card.get("markdown", ""),
        "button": card.get("single_title", ""),
        "link": card.get("single_url", ""),
    }


def _ask(api_base: str, method: str, path: str, **kwargs: Any) -> Any:
    """Raises PersonUnknown, DemoSilent."""
    import requests  # as slow to load as the SDK, and asked for at a sign-in only

    url = api_base.rstrip("/") + path
    try:
        with requests.Session() as session:
            session.trust_env = False  # no proxy on the way to this machine
            answer = session.request(method, url, timeout=TIMEOUT, **kwargs)
            if answer.status_code == HTTPStatus.NOT_FOUND:
                raise PersonUnknown
            answer.raise_for_status()
            return answer.json()
    except requests.RequestException as error:
        raise DemoSilent from error
