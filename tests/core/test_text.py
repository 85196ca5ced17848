from __future__ import annotations

import contextlib
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import BadRequest

from backend.core.text import DEEPEST, Text, clean, parse_json
from backend.core.web import SHA256, decimal
from backend.tasks import presence


class Form(Schema):
    said = Text(20)
    more = Text(20, optional=True)


def load(**given: object) -> dict[str, str]:
    loaded: dict[str, str] = Form().load(given)
    return loaded


@settings(deadline=None, max_examples=300, derandomize=True)
@given(st.text(st.characters(), max_size=25))
@example("\0")
@example("\ud800a")
@example("\u200b\u200b")
@example("\u2028a\u2029")
@example("\x85a")
def test_a_text_is_kept_as_it_is_but_trimmed_or_refused(text: str) -> None:
    try:
        said = load(said=text)["said"]
    except ValidationError:
        return
    assert said == text.strip()
    assert 0 < len(said) <= 20
    assert said.encode().decode() == said
    assert not any(unicodedata.category(c) == "Cc" and c not in "\t\n" for c in said)
    assert any(c.isprintable() and not c.isspace() for c in said)
    assert load(said=said)["said"] == said


def test_an_optional_text_may_be_blank_and_a_required_one_may_not() -> None:
    assert load(said="a") == {"said": "a", "more": ""}
    assert load(said="a", more=" \u3000\u200b")["more"] == ""
    for blank in ("", " ", "\u200b", None):
        with pytest.raises(ValidationError):
            load(said=blank)


@settings(deadline=None, max_examples=300, derandomize=True)
@given(st.binary(max_size=40) | st.text(max_size=40).map(str.encode))
def test_bytes_are_json_or_a_bad_request(body: bytes) -> None:
    with contextlib.suppress(BadRequest):
        parse_json(body)


def test_depth_is_bounded() -> None:
    def lists(deep: int) -> str:
        return "[" * deep + "]" * deep

    assert parse_json(lists(DEEPEST))
    with pytest.raises(BadRequest):
        parse_json(lists(DEEPEST + 1))


def test_nothing_that_postgresql_cannot_keep_is_clean() -> None:
    assert clean({"a": ["汉字", "\t\n", 1, None, "😀"]})
    for value in ("\0", "\ud800", {"\0": 1}, {"a": {"b": ["\udfff"]}}):
        assert not clean(value)


@pytest.mark.parametrize("text", ["a" * 63, "a" * 64 + "\n", "A" * 64, "a" * 65, "ａ" * 64])
def test_what_is_no_hash(text: str) -> None:
    with pytest.raises(ValidationError):
        SHA256(text)


@pytest.mark.parametrize(
    "text", ["", "1e5", "1.", ".5", "123.0", "1.123456789", "1\n", "１", "nan"]
)
def test_what_is_no_decimal(text: str) -> None:
    with pytest.raises(ValidationError):
        decimal(2, 8)(text)


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.uuids(), st.integers(0, 2**33), st.text(max_size=8).filter(clean))
def test_a_presence_code_is_good_for_its_step_and_the_next_and_no_other(
    task: object, moment: int, given: str
) -> None:
    secret = presence.new_secret()
    step = moment // presence.STEP
    code = presence.code(secret, str(task), step)
    at = datetime.fromtimestamp(moment, UTC)
    assert (len(code), code.isascii(), code.isdigit()) == (6, True, True)
    assert presence.is_good(secret, str(task), code, at)
    near = {presence.code(secret, str(task), step + n) for n in (-1, 0, 1)}
    assert presence.is_good(secret, str(task), given, at) is (given in near)
    far = presence.code(secret, str(task), step + 5)
    assert presence.is_good(secret, str(task), far, at) is (far in near)
