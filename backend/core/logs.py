"""Structured logs, one JSON object a line, with secrets and personal numbers taken out."""

from __future__ import annotations

import logging
import re
import sys
import time
import uuid
from typing import Any

from flask import Flask, Response, g, request
from pythonjsonlogger.json import JsonFormatter

_SECRETS = re.compile(
    r"(?i)((?:access_?token|app_?secret|secret|token|auth_?code|code|password|pin|signature"
    r"|authorization|cookie)[\"']?\s*[=:]\s*[\"']?(?:Bearer\s+)?)[^\s\"'&,;}]+"
)
_NUMBERS = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?!\d)")
_BEARER = re.compile(r"(?i)(Bearer\s+)\S+")


def redact(text: str) -> str:
    """ID numbers (GB 11643, also of 15 digits), mobile numbers, tokens and secrets become ***."""
    return _NUMBERS.sub("***", _SECRETS.sub(r"\1***", _BEARER.sub(r"\1***", text)))


class _Formatter(JsonFormatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        super().add_fields(log_data, record, message_dict)
        log_data["level"] = record.levelname
        if g and "request_id" in g:
            log_data["request_id"] = g.request_id


def set_up(level: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter("%(asctime)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    logging.getLogger("werkzeug").setLevel("WARNING")


def init_app(app: Flask) -> None:
    access = logging.getLogger("access")

    @app.before_request
    def number() -> None:
        g.request_id = uuid.uuid4().hex
        g.began = time.perf_counter()

    @app.after_request
    def write(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        by = g.get("caller")
        access.info(
            "%s %s",
            request.method,
            request.url_rule or "—",  # the rule, not the path: ids and codes stay out
            extra={
                "status": response.status_code,
                "ms": round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
                "account": str(by.account_id) if by else None,
            },
        )
        return response
