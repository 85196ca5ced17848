"""What can go wrong, as RFC 9457 problem details with a code that never changes its meaning."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any, ClassVar

from flask import Flask, Response, g, json, request
from werkzeug.exceptions import HTTPException

log = logging.getLogger(__name__)

HTTP = {
    400: ("malformed-request", "请求无法读懂，请更新页面后重新提交"),
    401: ("not-signed-in", "请先登录"),
    403: ("not-allowed", "您的岗位不能进行此操作"),
    404: ("not-found", "没有这个地址，请回到首页重新进入"),
    405: ("method-not-allowed", "这个地址不接受此操作"),
    406: ("not-acceptable", "这里只能返回 JSON"),
    408: ("too-slow", "提交没有传完，内容还在，请再发一次"),
    409: ("conflict", "内容已被别人改动，请刷新后再试"),
    411: ("length-required", "提交缺少长度，请更新页面后重新提交"),
    413: ("too-large", "提交的内容过大，请减少后再发"),
    414: ("address-too-long", "地址过长"),
    415: ("unsupported-media-type", "只接受 JSON"),
    416: ("range-not-satisfiable", "文件没有这一段"),
    422: ("invalid-input", "填写的内容有误"),
    429: ("too-many-requests", "操作太频繁，请过一会儿再试"),
    431: ("headers-too-large", "请求头过大，请重新登录"),
    503: ("busy", "服务正忙，内容没有丢，请过一会儿再试"),
}


class _Details(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "—"


class Problem(Exception):
    """A refusal that the caller can act on. Each slice lists its own in problems.py.

    Details are plain JSON values; the title may name them and is read by officers.
    """

    code: ClassVar[str]
    status: ClassVar[HTTPStatus]
    title: ClassVar[str]

    def __init__(self, **details: object) -> None:
        super().__init__(self.code)
        self.details = details

    def body(self) -> dict[str, Any]:
        title = self.title.format_map(_Details(self.details))
        return _body(self.code, self.status, title, self.details)


class InvalidInput(Problem):
    code = "invalid-input"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "填写的内容有误"


class NotFound(Problem):
    code = "not-found"
    status = HTTPStatus.NOT_FOUND
    title = "没有找到，可能已被移除或不在您的范围内"


class Unexpected(Problem):
    code = "internal-error"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    title = "没办成，内容没有丢。请再试一次，仍不行就报编号 {request_id}"


def unexpected(error: Exception) -> Unexpected:
    """Log an error that nobody foresaw; what the caller gets is the number to ask about."""
    log.error("request failed", exc_info=error)
    return Unexpected(request_id=g.get("request_id", "—"))


def _body(code: str, status: int, title: str, details: dict[str, object]) -> dict[str, Any]:
    kind = f"/problems/{code}"
    return {"type": kind, "code": code, "title": title, "status": int(status), "details": details}


def answer(problem: Problem) -> Response:
    return Response(
        json.dumps(problem.body()), status=problem.status, mimetype="application/problem+json"
    )


def _answer_http(error: HTTPException) -> Response:
    status = error.code or 500
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return answer(unexpected(error))
    code, title = HTTP.get(status, (f"http-{status}", "请求无法处理，请回到首页重新进入"))
    reply = Response(json.dumps(_body(code, status, title, {})), status=status)
    for name, value in error.get_headers(request.environ):  # Allow, Retry-After
        if name.lower() not in ("content-type", "content-length"):
            reply.headers.add(name, value)
    reply.mimetype = "application/problem+json"
    return reply


def init_app(app: Flask) -> None:
    """To be called after flask-smorest, whose own handler this replaces."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, lambda error: answer(unexpected(error)))
