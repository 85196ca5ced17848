"""What the SDK alone would let through: hanging answers, throttle pages, secrets in texts."""

from __future__ import annotations

import logging
import subprocess
import sys
import time
import traceback

import pytest

from backend.platforms import CodeRejected, PlatformProblem, PlatformUnavailable, transport
from backend.platforms.demo_state import APP_SECRET
from backend.platforms.redaction import redact
from tests.platforms.conftest import Platform


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("throttle_page", "unreadable"),
        ("throttle_json", "throttled"),
        ("gateway_error", "unreadable"),
        ("busy", "-1"),
    ],
)
@pytest.mark.parametrize("path", ["/gettoken", "/topapi/"])
def test_what_is_no_answer_is_a_problem_of_ours(
    platform: Platform, kind: str, code: str, path: str
) -> None:
    platform.disturb(kind, path=path)
    with pytest.raises(PlatformUnavailable) as problem:
        platform.client().exchange(platform.code())
    assert problem.value.code == code


@pytest.mark.parametrize("kind", ["hang", "drip"])
def test_a_hanging_answer_is_given_up(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(transport, "CONNECT_SECONDS", 0.1)
    monkeypatch.setattr(transport, "READ_SECONDS", 0.3)
    platform.disturb(kind, path="/topapi/", seconds=2)
    began = time.monotonic()
    with pytest.raises(PlatformUnavailable) as problem:
        platform.client().person("chen")
    assert problem.value.code == "network"
    assert time.monotonic() - began < 1.5


def test_the_limits_are_those_agreed() -> None:
    assert (transport.CONNECT_SECONDS, transport.READ_SECONDS) == (3.0, 8.0)


def test_an_endless_answer_is_given_up(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "LARGEST", 20)
    with pytest.raises(PlatformUnavailable):
        platform.client().person("chen")


@pytest.mark.parametrize(
    "kind",
    ["none", "throttle_page", "throttle_json", "gateway_error", "busy", "token_rejected", "hang"],
)
@pytest.mark.parametrize("path", ["/", "/topapi/"])
def test_secrets_stand_in_no_log_and_no_error(
    platform: Platform,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    path: str,
) -> None:
    monkeypatch.setattr(transport, "READ_SECONDS", 0.2)
    caplog.set_level(logging.DEBUG)
    for name in ("dingtalk", "dingtalk.client.base", "urllib3", "urllib3.connectionpool"):
        caplog.set_level(logging.DEBUG, name)
    code, told = platform.code(), ""
    caplog.clear()  # the line about fetching the code is the test's own
    if kind != "none":
        platform.disturb(kind, path=path, seconds=1)
    provider = platform.client()
    for attempt in (code, "f" * 32):
        try:
            provider.exchange(attempt)
        except PlatformProblem as problem:
            told += "".join(traceback.format_exception(problem))
            told += repr(problem) + repr(problem.__context__) + repr(vars(problem))
    told += caplog.text + repr(provider._settings) + "".join(repr(r.args) for r in caplog.records)
    assert "dingtalk GET /gettoken" in caplog.text  # there is a line for each call
    token = platform.state._token[0]
    for secret in (APP_SECRET, token, code, "f" * 32):
        assert not secret or secret not in told


def test_an_unreachable_host_is_not_named_with_its_keys(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wire = transport.Transport("http://127.0.0.1:1")
    with pytest.raises(PlatformUnavailable) as problem:
        wire.request(
            method="GET", url="http://127.0.0.1:1/gettoken", params={"appsecret": "s3cret"}
        )
    told = "".join(traceback.format_exception(problem.value)) + caplog.text
    assert problem.value.__context__ is None
    assert "s3cret" not in told


def test_the_vendors_words_are_kept_without_secrets(platform: Platform) -> None:
    with pytest.raises(CodeRejected, match="40078 不存在的临时授权码"):
        platform.client().exchange("f" * 32)


@pytest.mark.parametrize(
    "text",
    [
        "GET /gettoken?appkey=abcd&appsecret=s3cret HTTP/1.1",
        "POST /topapi/v2/user/get?access_token=s3cret",
        '{"access_token": "s3cret", "expires_in": 7200}',
        "{'code': 's3cret'}",
        "appSecret=s3cret",
    ],
)
def test_redaction(text: str) -> None:
    assert "s3cret" not in redact(text)
    assert "s3cret" not in redact("not valid: s3cret", known=["s3cret"])


def test_the_other_gateway_is_closed(platform: Platform) -> None:
    with pytest.raises(NotImplementedError):
        platform.client()._client.top_request("dingtalk.corp.x")
    assert platform.state.calls == []


def test_importing_the_package_does_not_import_the_sdk() -> None:
    script = (
        "import sys, backend.platforms\n"
        "assert 'dingtalk' not in sys.modules, 'dingtalk-sdk'\n"
        "assert 'requests' not in sys.modules, 'requests'\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
