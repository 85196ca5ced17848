"""Text and JSON from outside: read once, strictly, so that no slice meets what cannot be stored."""

from __future__ import annotations

import json
import unicodedata
from typing import Any, NoReturn

from flask import Request
from marshmallow import ValidationError, fields
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from backend.core.problems import InvalidInput

DEEPEST = 32


class Text(fields.String):
    """Trimmed, of bounded length; no NUL, lone surrogate or other control but tab and newline.

    Required and never blank unless `optional`, which reads what is absent as "".
    """

    default_error_messages = {  # noqa: RUF012
        "required": "必填",
        "null": "必填",
        "invalid": "应为文字",
        "blank": "不能为空",
        "long": "不能超过 {longest} 字",
        "characters": "含有无法保存的字符",
    }

    def __init__(self, longest: int, *, optional: bool = False, **kwargs: Any) -> None:
        absent: dict[str, Any] = {"load_default": ""} if optional else {"required": True}
        bounds = {"maxLength": longest} | ({} if optional else {"minLength": 1})
        super().__init__(**absent, metadata=bounds | kwargs.pop("metadata", {}), **kwargs)
        self.longest = longest
        self.optional = optional

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs).strip()
        if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n" for c in text):
            raise self.make_error("characters")
        if not any(c.isprintable() and not c.isspace() for c in text):
            if self.optional:
                return ""
            raise self.make_error("blank")
        if len(text) > self.longest:
            raise self.make_error("long", longest=self.longest)
        return text


def clean(value: object) -> bool:
    """Whether every text in plain JSON can be stored: no NUL, no lone surrogate, in keys too."""
    if isinstance(value, str):
        return not any(c == "\0" or 0xD800 <= ord(c) <= 0xDFFF for c in value)
    if isinstance(value, dict):
        return all(clean(k) and clean(v) for k, v in value.items())
    return all(clean(v) for v in value) if isinstance(value, list) else True


def read_json(request: Request) -> Any:
    """Parse the body. Raises UnsupportedMediaType, BadRequest."""
    if not request.is_json:
        raise UnsupportedMediaType
    return parse_json(request.get_data())


def parse_json(body: bytes | str) -> Any:
    """Raises BadRequest for anything but bounded JSON of finite numbers."""
    try:
        value = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadRequest from error
    _bound(value, DEEPEST)
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _bound(value: object, room: int) -> None:
    if not room:
        raise BadRequest
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        _bound(each, room - 1)


class Parser(FlaskParser):
    """For the `arguments` of a blueprint: our JSON, our problem, unknown fields refused."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {  # noqa: RUF012
        **dict.fromkeys(("json", "query", "form", "files"), "raise"),
        **dict.fromkeys(("headers", "cookies"), "exclude"),
    }

    def _raw_load_json(self, req: Request) -> Any:
        return read_json(req)

    def handle_error(self, error: ValidationError, *args: Any, **kwargs: Any) -> NoReturn:
        raise InvalidInput(fields=error.messages_dict) from error
