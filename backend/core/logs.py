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

_SECRET_NAMES = (
    r"(?:access_?token|app_?secret|secret|token|auth_?code|code|password|pin|signature"
    r"|authorization|cookie)"
)
_SECRETS = re.compile(
    rf"(?i)({_SECRET_NAMES}\\*[\"']?\s*[=:]\s*\\*[\"']?(?:(?:Bearer|Basic)\s+)?)"
    r"[^\s\"'&,;}\\]+"
)
_NAME = re.compile(rf"(?i)(?:.*_)?{_SECRET_NAMES}")
# ID numbers of 18 and 15 digits, mobile numbers with or without +86 and with gaps.
_NUMBERS = re.compile(
    r"(?<!\d)(?:\d{17}[\dXx]|\d{15}|(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?!\d)"
)
_OURS = {"request_id", "account", "job"}  # random, so that digits in them are nobody's
_BEARER = re.compile(r"(?i)(Bearer\s+)[^\s\"'\\]+")
# PostgreSQL tells the values of the row that it refuses: DETAIL: Key (name)=(…) already exists.
_ROWS = re.compile(r"(?s)(DETAIL:\s+).*?(?=\n\[SQL|\nCONTEXT|\Z)")


def redact(text: str) -> str:
    """ID numbers (GB 11643, also of 15 digits), mobile numbers, tokens and secrets become ***, and
    so does the row that the database refused."""
    text = _ROWS.sub(r"\1***", text)
    return _NUMBERS.sub("***", _SECRETS.sub(r"\1***", _BEARER.sub(r"\1***", text)))


def _clean(name: str, value: Any) -> Any:
    """Before it becomes JSON: afterwards a `***` could stand where a number was."""
    if isinstance(value, dict):
        return {redact(str(key)): _clean(str(key), each) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(name, each) for each in value]
    if value is None or name in _OURS or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if redact(str(value)) == str(value) else "***"
    return "***" if _NAME.fullmatch(name) else redact(str(value))


class _Formatter(JsonFormatter):
    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        super().add_fields(log_data, record, message_dict)
        log_data["level"] = record.levelname
        if g and "request_id" in g:
            log_data["request_id"] = g.request_id

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        cleaned: dict[str, Any] = _clean("", log_data)
        return cleaned


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
