"""Logs are JSON, carry the request's number, and never a secret, an ID number or a phone."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from backend.core import logs
from backend.core.database import unit_of_work
from backend.core.jobs import enqueue, run_next
from backend.core.metrics import REGISTRY
from backend.core.series import Series
from tests.cast import Cast
from tests.conftest import Phone

ID_NUMBER, OLD_ID_NUMBER = "33060219900307123X", "330602900307123"
PHONE, TOKEN = "13857512345", "tok-Zx81kQpL0a"
PRIVATE = (ID_NUMBER, OLD_ID_NUMBER, PHONE, "138 5751 2345", "138-5751-2345", TOKEN)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What goes to stderr once logs are set up as in production, at the most talkative level."""
    out, root = io.StringIO(), logging.getLogger()
    before, level = root.handlers, root.level
    monkeypatch.setattr(sys, "stderr", out)
    logs.set_up("DEBUG")
    yield out
    root.handlers = before
    root.setLevel(level)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def clean(text: str) -> bool:
    return not any(private in text for private in PRIVATE)


def test_a_request_full_of_secrets_leaves_none_in_the_log(
    own_app: Flask, cast: Cast, written: io.StringIO
) -> None:
    def broken() -> str:
        everything = f"{request.url} {dict(request.headers)} {request.get_data(as_text=True)}"
        logging.getLogger("x").warning("read %s", everything, extra={"token": TOKEN})
        raise RuntimeError(everything)

    own_app.add_url_rule("/api/v1/broken", view_func=broken, methods=["POST"])
    chen = Phone(own_app, cast.chen)
    query = {"access_token": TOKEN, "phone": PHONE, "id": ID_NUMBER}
    cookie = {"Cookie": f"console={TOKEN}", "X-Form-Token": TOKEN, "X-Auth-Code": TOKEN}
    body = {"token": TOKEN, "code": TOKEN, "pin": TOKEN, "said": ", ".join(PRIVATE[:-1])}
    answer = chen.app.test_client().post(
        "/api/v1/broken", headers=chen.headers | cookie, query_string=query, json=body
    )
    text = written.getvalue()
    assert answer.status_code == 500
    assert clean(text)
    assert chen.token not in text
    number = answer.headers["X-Request-Id"]
    found = [line for line in lines(written) if line.get("request_id") == number]
    assert {"x", "backend.core.problems", "access"} <= {line["name"] for line in found}
    assert "RuntimeError" in next(line["exc_info"] for line in found if "exc_info" in line)


def test_the_access_log_has_the_rule_and_not_the_address(chen: Phone, written: io.StringIO) -> None:
    chen.get(f"/evidence/{'ab' * 32}", a=TOKEN)
    [line] = [line for line in lines(written) if line["name"] == "access"]
    assert line["message"] == "GET /api/v1/evidence/<string:sha256>"
    assert (line["status"], line["account"]) == (422, str(chen.account_id)) or line["status"] == 404
    assert "abab" not in written.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {TOKEN}",
        f"authorization=Basic {TOKEN}",
        f"Cookie: console={TOKEN}; other=1",
        f"https://x/gettoken?appkey=a&appsecret={TOKEN}&x=1",
        f'{{"access_token": "{TOKEN}", "a": 1}}',
        f'{{\\"access_token\\": \\"{TOKEN}\\"}}',
        f"{{'authCode': '{TOKEN}'}}",
        f"Auth_Code = {TOKEN}",
        f"password:{TOKEN},",
        f"PIN={TOKEN}",
        f"身份证号{ID_NUMBER}电话{PHONE}。",
        f"旧身份证 {OLD_ID_NUMBER}",
        f"+86{PHONE}",
        f"0086 {PHONE}",
        f"86-{PHONE}",
        "电话：138-5751-2345",
        "电话：138 5751 2345",
        f"[{PHONE},{ID_NUMBER.lower()}]",
    ],
)
def test_every_way_of_writing_it_is_taken_out(text: str) -> None:
    found = logs.redact(text)
    assert clean(found)
    assert ID_NUMBER.lower() not in found


@pytest.mark.parametrize(
    "text",
    ["20261124120000000", "越市监检录〔2026〕12号", "status 404", "92330602MA2D7K3Q7W", "1" * 11],
)
def test_what_is_nobodys_stays(text: str) -> None:
    assert logs.redact(text) == text


def test_a_line_stays_json_whatever_it_is_about(written: io.StringIO) -> None:
    log = logging.getLogger("x")
    extra = {
        "size": int(PHONE),
        "ms": 1.5,
        "people": [{"phone": PHONE, "code": 7}, (ID_NUMBER,)],
        "app_secret": TOKEN,
        PHONE: "as a name",
        "request_id": "0a13857512345",
    }
    log.warning({"said": PHONE, "token": TOKEN}, extra=extra)
    [handler] = [
        each for each in logging.getLogger().handlers if each.__class__.__module__ == "logging"
    ]
    strange = logging.makeLogRecord({"msg": "\ud800 \0 %s", "args": (PHONE,)})
    [first], second = lines(written), json.loads(handler.format(strange))
    assert clean(json.dumps([first, second]).replace("0a13857512345", ""))
    assert (first["size"], first["ms"], first["app_secret"]) == ("***", 1.5, "***")
    assert first["request_id"] == "0a13857512345"
    assert second["message"].endswith("***")


def test_an_error_of_the_database_tells_no_values(app: Flask, written: io.StringIO) -> None:
    rows = [{"name": "张三丰", "last": 1}] * 2
    try:
        with app.app_context(), unit_of_work() as session:
            session.execute(insert(Series).values(rows))
    except IntegrityError:
        logging.getLogger("x").exception("failed")
    line = next(each for each in lines(written) if each["name"] == "x")
    assert "张三丰" not in str(line)


def test_a_failed_job_tells_no_payload(app: Flask, written: io.StringIO) -> None:
    def fail(phone: str) -> None:
        raise ValueError(f"cannot call {phone}")

    app.extensions["job_handlers"] = {"call": fail}
    with app.app_context():
        with unit_of_work() as session:
            enqueue(session, "call", phone=PHONE)
        run_next()
    line = next(each for each in lines(written) if each["message"] == "job failed")
    assert (line["kind"], line["level"]) == ("call", "ERROR")
    assert clean(written.getvalue())


def test_figures_are_by_rule_and_their_number_is_bounded(app: Flask) -> None:
    client = app.test_client()
    for number in range(5):
        client.get(f"/v/{number}")
        client.get(f"/nowhere/{number}")
        client.open("/healthz", method=f"BREW{number}")
    text = client.get("/metrics").get_data(as_text=True)
    assert 'http_requests_total{method="GET",rule="/v/<string:code>",status="404"}' in text
    assert 'rule="none"' in text
    assert "/nowhere" not in text
    assert "BREW" not in text
    assert REGISTRY.get_sample_value("http_request_seconds_count", {"rule": "/v/<string:code>"})
