"""The demo platform by itself: the vendor's shapes and codes, and what is marked as not theirs."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from typing import Any

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient

from backend.platforms.demo_state import AGENT_ID, APP_KEY, APP_SECRET
from tests.platforms.conftest import DIRECTORY, Clock

KEYS = f"appkey={APP_KEY}&appsecret={APP_SECRET}"


@pytest.fixture
def demo(demo_app: tuple[Flask, Clock]) -> FlaskClient:
    return demo_app[0].test_client()


@pytest.fixture
def token(demo: FlaskClient) -> str:
    return str(demo.get(f"/gettoken?{KEYS}").get_json()["access_token"])


def ask(demo: FlaskClient, token: str, method: str, **body: object) -> Any:
    answer = demo.post(f"/topapi/{method}?access_token={token}", json=body)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    return answer.get_json()


def test_gettoken_gives_the_same_token_renewed(demo_app: tuple[Flask, Clock]) -> None:
    app, clock = demo_app
    first = app.test_client().get(f"/gettoken?{KEYS}").get_json()
    assert first == {
        "errcode": 0,
        "access_token": first["access_token"],
        "errmsg": "ok",
        "expires_in": 7200,
    }
    clock.at += 7000
    assert app.test_client().get(f"/gettoken?{KEYS}").get_json() == first
    clock.at += 7000  # its life began anew
    assert app.test_client().get(f"/gettoken?{KEYS}").get_json() == first
    clock.at += 7200
    assert app.test_client().get(f"/gettoken?{KEYS}").get_json() != first


@pytest.mark.parametrize(
    ("query", "code"),
    [("", 40035), (f"appkey={APP_KEY}", 40035), (f"appkey={APP_KEY}&appsecret=x", 40096)],
)
def test_gettoken_refuses(demo: FlaskClient, query: str, code: int) -> None:
    assert demo.get(f"/gettoken?{query}").get_json()["errcode"] == code


def test_a_wrong_token_in_topapi_and_in_the_old_api(demo: FlaskClient) -> None:
    refusal = ask(demo, "wrong", "v2/user/get", userid="chen")
    assert refusal == {
        "errcode": 88,
        "sub_code": "40014",
        "sub_msg": "不合法的access_token",
        "errmsg": "ding talk error[subcode=40014,submsg=不合法的access_token]",
    }
    assert ask(demo, "", "v2/user/get", userid="chen")["sub_code"] == "40000"
    old = demo.get("/user/getuserinfo?access_token=wrong&code=x").get_json()
    assert old == {"errcode": 40014, "errmsg": "不合法的access_token"}


def test_an_unknown_method_comes_before_the_token(demo: FlaskClient) -> None:
    refusal = ask(demo, "wrong", "v2/user/notexist")
    assert (refusal["errcode"], refusal["sub_msg"]) == (
        22,
        "不合法ApiName，ApiName = dingtalk.oapi.v2.user.notexist",
    )
    assert demo.get("/nowhere").get_json()["errcode"] == 404


def test_departments(demo: FlaskClient, token: str) -> None:
    found = ask(demo, token, "v2/department/listsub", dept_id=1)["result"]
    assert [each["dept_id"] for each in found] == [10, 20]
    one = ask(demo, token, "v2/department/get", dept_id=11)["result"]
    assert (one["name"], one["parent_id"]) == ("餐饮监管科", 10)
    assert ask(demo, token, "v2/department/get", dept_id=99)["errcode"] == 60003
    people = ask(demo, token, "user/listid", dept_id=11)["result"]
    assert people == {"userid_list": ["chen", "shen"]}


def test_people_come_in_pages(demo: FlaskClient, token: str) -> None:
    first = ask(demo, token, "v2/user/list", dept_id=11, cursor=0, size=1)["result"]
    assert (first["has_more"], first["next_cursor"]) == (True, 1)
    last = ask(demo, token, "v2/user/list", dept_id=11, cursor=1, size=1)["result"]
    assert (last["has_more"], [each["userid"] for each in last["list"]]) == (False, ["shen"])
    assert ask(demo, token, "v2/user/list", dept_id=11, cursor=0, size=101)["errcode"] == 40035


def test_a_mobile_number_is_never_shown(demo_app: tuple[Flask, Clock]) -> None:
    app = demo_app[0]
    app.extensions["demo"].directory.users["chen"]["mobile"] = "13800000000"
    client = app.test_client()
    token = client.get(f"/gettoken?{KEYS}").get_json()["access_token"]
    assert "1380000" not in json.dumps(ask(client, token, "v2/user/get", userid="chen"))


def test_a_form_is_read_like_json(demo: FlaskClient, token: str) -> None:
    answer = demo.post(f"/topapi/v2/user/get?access_token={token}", data={"userid": "chen"})
    assert answer.get_json()["result"]["name"] == "陈立群"


@pytest.mark.parametrize("body", [b"{", b"[]", b"null"])
def test_what_is_not_an_object(demo: FlaskClient, token: str, body: bytes) -> None:
    url = f"/topapi/v2/user/get?access_token={token}"
    answer = demo.post(url, data=body, content_type="application/json")
    assert answer.get_json()["errcode"] == 40035


CARD = {"title": "t", "markdown": "m", "single_title": "s", "single_url": "https://x"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, 0),
        ({"agent_id": 1}, 40056),
        ({"userid_list": ""}, 40035),
        ({"userid_list": ",".join(["chen"] * 101)}, 40035),
        ({"msg": "{"}, 40035),
        ({"msg": {"msgtype": "action_card"}}, 40035),
        (
            {"msg": {"msgtype": "action_card", "action_card": CARD | {"single_title": "字" * 21}}},
            40035,
        ),
        (
            {"msg": {"msgtype": "action_card", "action_card": CARD | {"single_url": "u" * 501}}},
            40035,
        ),
        (
            {"msg": {"msgtype": "action_card", "action_card": CARD | {"markdown": "字" * 700}}},
            40035,
        ),
    ],
)
def test_what_may_be_sent(
    demo: FlaskClient, token: str, changes: dict[str, object], code: int
) -> None:
    body = {"agent_id": AGENT_ID, "userid_list": "chen"}
    body |= {"msg": {"msgtype": "action_card", "action_card": CARD}} | changes
    answer = ask(demo, token, "message/corpconversation/asyncsend_v2", **body)
    assert answer["errcode"] == code


def test_only_people_in_office_get_codes(demo: FlaskClient) -> None:
    for userid in ("gone", "nobody", None, ["chen"][0] + "x"):
        assert demo.post("/_demo/code", json={"userid": userid}).status_code == 404


def test_the_chooser_shows_agency_and_role(demo: FlaskClient) -> None:
    people = demo.get("/_demo/people").get_json()
    assert [each["person"] for each in people] == ["chen", "shen", "yu", "qian"]
    assert people[1] == {
        "person": "shen",
        "name": "沈雨薇",
        "agency": "越城区市场监督管理局",
        "role": "执法人员",
        "remark": "证件 12 天后到期",
    }


def test_faults_are_set_and_cleared(demo: FlaskClient) -> None:
    demo.post("/_demo/faults", json={"kind": "throttle_page", "path": "/gettoken", "times": 1})
    assert demo.get(f"/gettoken?{KEYS}").mimetype == "text/html"
    assert demo.get(f"/gettoken?{KEYS}").mimetype == "application/json"
    demo.post("/_demo/faults", json={"kind": "busy"})
    assert demo.get(f"/gettoken?{KEYS}").get_json()["errcode"] == -1
    demo.post("/_demo/faults", json={"kind": "none"})
    assert demo.get(f"/gettoken?{KEYS}").get_json()["errcode"] == 0
    assert demo.post("/_demo/faults", json={"kind": "earthquake"}).status_code == 422


def test_it_runs_as_a_process_of_its_own() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    command = [sys.executable, "-m", "backend.platforms.demo", "--port", str(port)]
    process = subprocess.Popen([*command, "--directory", str(DIRECTORY)], stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 20
        while True:
            try:
                answer = requests.get(f"http://127.0.0.1:{port}/_demo/people", timeout=2)
                break
            except requests.ConnectionError:
                assert time.monotonic() < until
                assert process.poll() is None
                time.sleep(0.1)
        assert len(answer.json()) == 4
    finally:
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_a_missing_directory_is_said_plainly(capfd: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-m", "backend.platforms.demo", "--directory", "/nowhere.json"]
    assert subprocess.run(command, timeout=20, check=False).returncode == 2
    assert "no directory file at /nowhere.json" in capfd.readouterr().err
