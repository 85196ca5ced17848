"""Keep tokens, secrets and codes out of texts and out of the logs of the libraries below us."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

_PAIRS = re.compile(
    r"(?i)\b(access_token|accesstoken|app_?secret|appkey|code)([\"']?\s*[=:]\s*[\"']?)[^&\s\"',}\]]+"
)
LIBRARIES = ("urllib3.connectionpool", "urllib3.util.retry", "urllib3.connection")


def redact(text: str, known: Iterable[str] = ()) -> str:
    """Replace `known` values, and whatever stands behind a telling name, by ***."""
    for value in known:
        if len(value) > 3:
            text = text.replace(value, "***")
    return _PAIRS.sub(r"\1\2***", text)


class _Redacting(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), ()
        return True


class _Silent(logging.Filter):
    """The SDK logs each address with its token; transport.py writes a line of its own."""

    def filter(self, record: logging.LogRecord) -> bool:
        return False


_REDACTING, _SILENT = _Redacting(), _Silent()


def guard_logs() -> None:
    """Whatever level they are set to. Filters do not reach children, so each logger gets one."""
    for name in LIBRARIES:
        logging.getLogger(name).addFilter(_REDACTING)
    for name in ("client", "client.base", "client.channel", "client.isv"):
        logging.getLogger(f"dingtalk.{name}").addFilter(_SILENT)
