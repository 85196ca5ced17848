"""Whatever is sent, the answer is a problem that a user understands, and never a 500 (RFC 9457)."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from io import BytesIO
from typing import Any

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from werkzeug.exceptions import default_exceptions

from backend.core.problems import HTTP, Problem
from backend.core.web import api_blueprint
from tests.cast import Cast
from tests.conftest import Phone, assignment, problem

TASKS, SESSION, COMMANDS = "/api/v1/tasks", "/api/v1/session", "/api/v1/sync/commands"
EVIDENCE, SUBJECTS = "/api/v1/evidence", "/api/v1/subjects"
JSON: dict[str, Any] = {"content_type": "application/json"}
DEEP = "[" * 10_000 + "]" * 10_000
MALFORMED = {
    "empty": b"",
    "half": b"{",
    "deep lists": DEEP.encode(),
    "deep objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "deeper than is read": b"[" * 33 + b"]" * 33,
    "never closed": b"[" * 10_000,
    "NaN": b"[NaN]",
    "infinite": b'{"a":-Infinity}',
    "more digits than are read": b'{"a":' + b"1" * 5_000 + b"}",
    "not UTF-8": b'{"a":"\xff\xfe"}',
    "control": b'{"a":"\x00"}',
    "two values": b"{}{}",
}
WRONG = {
    "a list": [],
    "a text": "a",
    "a number": 1,
    "nothing": None,
    "a bare object": {},
    "a huge number": {"code": 10**300, "device": 1e300, "platform": []},
    "an infinite number": {"code": 1, "device": 2, "platform": {"a": 3}},
    "an unknown field": {"platform": "dingtalk", "code": "a", "device": "b", "more": 1},
    "NUL in a value": {"platform": "dingtalk", "code": "a\0b", "device": "b"},
    "a lone surrogate in a value": {"platform": "dingtalk", "code": "\ud800", "device": "b"},
    "NUL in a key": {"\0": 1},
    "a lone surrogate in a key": {"\udfff": {"\ud800": 1}},
    "true for a text": {"platform": True, "code": True, "device": False},
    "too long": {"platform": "dingtalk", "code": "a" * 257, "device": "b"},
    "blank": {"platform": "dingtalk", "code": " \u3000\u200b", "device": "b"},
}


def test_what_is_not_json(chen: Phone, yu: Phone, subtests: pytest.Subtests) -> None:
    for phone, path in ((chen, SESSION), (chen, COMMANDS), (yu, TASKS)):
        client = phone.app.test_client()
        for name, body in MALFORMED.items():
            with subtests.test(name, path=path):
                answer = client.post(path, headers=phone.headers, data=body, **JSON)
                problem(answer, 400, "malformed-request")


def test_json_of_another_shape(yu: Phone, subtests: pytest.Subtests) -> None:
    client = yu.app.test_client()
    for path in (SESSION, TASKS):
        for name, body in WRONG.items():
            with subtests.test(name, path=path):
                data = json.dumps(body)
                answer = client.post(path, headers=yu.headers, data=data, **JSON)
                assert problem(answer, 422, "invalid-input")["details"]["fields"]


def test_a_batch_is_a_list_of_at_most_two_hundred(chen: Phone) -> None:
    bodies: list[Any] = [{}, "a", 1, False, [1] * 201]
    for body in bodies:
        problem(chen.post("/sync/commands", json=body), 422, "invalid-input")


def test_one_wrong_field_is_named(yu: Phone, cast: Cast, subtests: pytest.Subtests) -> None:
    for changes in (
        {"subject_id": "\0"},
        {"subject_id": 7},
        {"officer_ids": "no list"},
        {"officer_ids": [None, 1]},
        {"deadline": "2026-02-30"},
        {"deadline": 10**400},
        {"kind": {"a": 1}},
        {"note": "x" * 501},
        {"note": "\udfff"},
        {"note": "a\0"},
    ):
        with subtests.test(str(changes)[:40]):
            body = json.dumps(assignment(cast, **changes))
            answer = yu.app.test_client().post(TASKS, headers=yu.headers, data=body, **JSON)
            found = problem(answer, 422, "invalid-input")["details"]["fields"]
            assert list(found["json"]) == list(changes)


# method, address, what else is sent; status and code of the answer
ERRORS: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("GET", "/nowhere", {}, 404, "not-found"),
    ("GET", "/nowhere/%00", {}, 404, "not-found"),
    ("GET", "/api/v1/tasks/not-an-id", {}, 404, "not-found"),
    ("GET", "/api/v1/%ED%A0%80", {}, 404, "not-found"),
    ("GET", "/h5/%00", {}, 404, "not-found"),
    ("GET", "/h5/../../etc/passwd", {}, 404, "not-found"),
    ("GET", "/h5/" + "a" * 5_000, {}, 404, "not-found"),
    ("GET", "/static/%00", {}, 404, "not-found"),
    ("GET", "/preview/%00", {}, 404, "not-found"),
    ("GET", "/api/v1/docs/%00", {}, 404, "not-found"),
    ("GET", "/api/v1/evidence/%00", {}, 404, "evidence-missing"),
    ("GET", "/api/v1/evidence/..%2f..%2fetc", {}, 404, "not-found"),
    ("GET", "/api/v1/evidence/%ED%A0%80", {}, 404, "evidence-missing"),
    ("GET", "/api/v1/evidence/" + "a" * 5_000, {}, 404, "evidence-missing"),
    ("PUT", TASKS, {}, 405, "method-not-allowed"),
    ("DELETE", "/", {}, 405, "method-not-allowed"),
    ("TRACE", TASKS, {}, 405, "method-not-allowed"),
    ("BREW", TASKS, {}, 405, "method-not-allowed"),
    ("POST", "/healthz", {}, 405, "method-not-allowed"),
    ("GET", SESSION, {}, 405, "method-not-allowed"),
    ("POST", SESSION, {"data": b" " * (1 << 21) + b" ", **JSON}, 413, "too-large"),
    ("POST", COMMANDS, {"data": b" " * (1 << 21) + b" ", **JSON}, 413, "too-large"),
    ("POST", SESSION, {"data": "a=1"}, 415, "unsupported-media-type"),
    ("POST", SESSION, {"data": {"a": "1"}}, 415, "unsupported-media-type"),
    ("POST", COMMANDS, {"data": "[]"}, 415, "unsupported-media-type"),
    ("POST", COMMANDS, {"data": "[]", "content_type": "\xff/\xff"}, 415, "unsupported-media-type"),
    ("GET", f"{TASKS}?limit=0", {}, 422, "invalid-input"),
    ("GET", f"{TASKS}?limit=" + "9" * 5_000, {}, 422, "invalid-input"),
    ("GET", f"{TASKS}?limit=NaN&before=%00", {}, 422, "invalid-input"),
    ("GET", f"{TASKS}?tab=%ED%A0%80", {}, 422, "invalid-input"),
    ("GET", f"{TASKS}?%00=%00&%ED%A0%80=1", {}, 422, "invalid-input"),
    ("GET", f"{SUBJECTS}?q=%00", {}, 422, "invalid-input"),
    ("GET", f"{SUBJECTS}?q=a&q=b&nothing=1", {}, 422, "invalid-input"),
    ("GET", "/api/v1/map/viewport?west=nan&south=1&east=inf&north=1e999", {}, 422, "invalid-input"),
    ("GET", "/api/v1/laws/article?law=%2e%2e%2f&article=%00", {}, 422, "invalid-input"),
    ("GET", "/api/v1/laws/article?law=..%2f..%2fetc&article=1", {}, 404, "article-missing"),
    ("GET", "/api/v1/calendar?year=99999999999999999999", {}, 422, "invalid-input"),
]


def test_every_error_is_a_problem(chen: Phone, subtests: pytest.Subtests) -> None:
    client = chen.app.test_client()
    for method, path, sent, status, code in ERRORS:
        with subtests.test(f"{method} {path[:60]}"):
            answer = client.open(path, method=method, headers=chen.headers, **sent)
            problem(answer, status, code)
            assert answer.headers["X-Request-Id"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_scanned_code_of_strange_characters_is_a_code_unknown(client: FlaskClient) -> None:
    for code in ("%00", "a%00b", "%ED%A0%80", "%F0%9F%98%80", "a" * 5_000, "%25"):
        assert client.get(f"/v/{code}").status_code == 404


def test_a_length_that_is_none(chen: Phone) -> None:
    for length in ("abc", "-1", "9" * 40, "1e3"):
        environ = {"CONTENT_LENGTH": length, "wsgi.input": BytesIO(b"[]")}
        answer = chen.post("/sync/commands", **JSON, environ_overrides=environ)
        assert answer.status_code in (400, 413)
        problem(answer, answer.status_code, answer.get_json()["code"])


FIELD = b'Content-Disposition: form-data; name="meta"\r\n\r\n'
META = '{"sha256": "00", "kind": "photo"}'


UPLOADS: list[tuple[dict[str, Any], int]] = [
    ({}, 422),
    ({"file": (BytesIO(b"x"), "a")}, 400),
    ({"file": (BytesIO(b"x"), "a"), "meta": "{"}, 400),
    ({"file": (BytesIO(b"x"), "a"), "meta": DEEP}, 400),
    ({"file": (BytesIO(b"x"), "a"), "meta": "[]"}, 422),
    ({"file": (BytesIO(b"x"), "a"), "meta": META}, 422),
    ({"file": (BytesIO(b"x"), "\0"), "meta": '{"item": "\\u0000"}'}, 422),
    ({"file": (BytesIO(b"x"), "a"), "meta": '{"\\ud800": "\\ud800"}'}, 422),
    ({"file": (BytesIO(b"x"), "a"), "meta": '{"sha256": 1e999}'}, 422),
    ({"file": "no file", "meta": META}, 422),
    ({f"field{n}": "x" for n in range(20)}, 413),
]


def test_an_upload_of_another_shape(chen: Phone, subtests: pytest.Subtests) -> None:
    for data, status in UPLOADS:
        with subtests.test(str(data)[:60]):
            answer = chen.post("/evidence", data=data, content_type="multipart/form-data")
            problem(answer, status, answer.get_json()["code"])


NO_FORMS: list[tuple[str, bytes]] = [
    ("multipart/form-data", b"--x"),
    ("multipart/form-data; boundary=", b"----"),
    ("multipart/form-data; boundary=\xff", b"--\xff\r\n\r\n"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n"),
    ("multipart/form-data; boundary=x", b"--x\r\n" + FIELD + b"x" * (1 << 21) + b"\r\n--x--"),
    ("multipart/form-data; boundary=x", b"--x\r\n\xff\xfe: \0\r\n\r\n\r\n--x--"),
    ("application/json", b"{}"),
    ("", b"{}"),
]


def test_an_upload_that_is_no_form(chen: Phone, subtests: pytest.Subtests) -> None:
    for content_type, body in NO_FORMS:
        with subtests.test(content_type, body=body[:20]):
            answer = chen.post("/evidence", data=body, content_type=content_type)
            assert answer.status_code in (400, 413, 422)
            problem(answer, answer.status_code, answer.get_json()["code"])


def test_a_file_above_the_limit(chen: Phone) -> None:
    most = chen.app.extensions["settings"].max_upload_bytes
    environ = {"CONTENT_LENGTH": str(most + 1), "wsgi.input": BytesIO(b"--x")}
    kind = "multipart/form-data; boundary=x"
    answer = chen.post("/evidence", content_type=kind, environ_overrides=environ)
    problem(answer, 413, "too-large")


def test_a_strange_header_is_nobody(client: FlaskClient) -> None:
    for headers in (
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer \0ÿ"},
        {"Authorization": "Bearer " + "a" * 10_000},
        {"Authorization": "Basic YTpi"},
        {"Cookie": "console=\0"},
        {"Cookie": "console=ÿ; \xff=;;;"},
    ):
        problem(client.get("/api/v1/me", headers=headers), 401, "not-signed-in")


def test_a_strange_device_is_another_device(chen: Phone) -> None:
    for device in ("ÿ", "\0", "x" * 10_000):
        headers = chen.headers | {"X-Device": device}
        answer = chen.app.test_client().get("/api/v1/me", headers=headers)
        problem(answer, 401, "session-ended")


def test_the_frameworks_own_errors_have_a_code_and_a_title(own_app: Flask) -> None:
    own_app.add_url_rule("/raised/<int:status>", view_func=lambda status: abort(status))
    client = own_app.test_client()
    for status in default_exceptions:
        code = "internal-error" if status == 500 else HTTP.get(status, (f"http-{status}",))[0]
        body = problem(client.get(f"/raised/{status}"), status, code)
        assert (body["type"], body["status"]) == (f"/problems/{code}", status)


def test_an_unknown_error_gives_its_number_and_nothing_else(
    own_app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> str:
        raise RuntimeError("the wrong details")

    own_app.add_url_rule("/broken", view_func=broken)
    client = own_app.test_client()
    with caplog.at_level(logging.ERROR):
        answer = client.get("/broken")
    body = problem(answer, 500, "internal-error")
    number = answer.headers["X-Request-Id"]
    assert body["details"] == {"request_id": number}
    assert number in body["title"]
    assert "wrong details" not in answer.get_data(as_text=True)
    assert "wrong details" in caplog.text


def test_what_a_method_allows_is_told(client: FlaskClient) -> None:
    refused = client.put(TASKS)
    assert set(refused.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST", "OPTIONS"}
    asked = client.options(TASKS)
    assert (asked.status_code, asked.data) == (200, b"")


def test_a_head_has_no_body(chen: Phone, client: FlaskClient) -> None:
    for headers, status in ((chen.headers, 200), ({}, 401)):
        answer = client.head("/api/v1/me", headers=headers)
        assert (answer.status_code, answer.data) == (status, b"")


def test_an_address_without_its_slash_leads_on(client: FlaskClient) -> None:
    answer = client.get("/h5")
    assert (answer.status_code, answer.headers["Location"]) == (308, "http://localhost/h5/")


def test_details_overwrite_nothing_and_may_be_missing() -> None:
    class Odd(Problem):
        code, status, title = "odd", HTTPStatus.CONFLICT, "状态为 {state}"

    body = Odd(status=200, code="fine").body()
    assert (body["status"], body["code"], body["title"]) == (409, "odd", "状态为 —")


def test_every_code_of_a_problem_is_used_once() -> None:
    def all_of(kind: type[Problem]) -> list[type[Problem]]:
        return [each for sub in kind.__subclasses__() for each in (sub, *all_of(sub))]

    ours = [each for each in all_of(Problem) if each.__module__.startswith("backend.")]
    codes = [each.code for each in ours if not each.__name__.startswith("_")]
    shared = {code for code in codes if codes.count(code) > 1}
    assert shared == set()
    odd = [each for each in ours if not 400 <= each.status <= 504]
    assert odd == []


def test_a_slice_gets_the_strict_reader(app: Flask) -> None:
    assert api_blueprint("x", "y").ARGUMENTS_PARSER.__class__.__module__ == "backend.core.text"
