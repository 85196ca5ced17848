"""The browser's part in the demo: codes, people, notifications and the preview page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Table

from backend.core import clock, problems
from backend.core.database import open_engine
from backend.core.limits import Tries
from backend.platforms import link_builder
from backend.platforms.demo_routes import CODES_A_MINUTE, PREVIEW, demo_blueprint
from tests.platforms.conftest import Platform
from tests.platforms.test_messages import TASK, received


def app_for(api_base: str, folder: Path) -> Flask:
    app = Flask(__name__, static_folder=None)
    engine = app.extensions["engine"] = open_engine(f"sqlite:///{folder}/tries.db")
    assert isinstance(Tries.__table__, Table)
    Tries.__table__.create(engine)
    app.register_blueprint(demo_blueprint(api_base))
    problems.init_app(app)
    return app


@pytest.fixture
def browser(platform: Platform, tmp_path: Path) -> Iterator[FlaskClient]:
    app = app_for(platform.base, tmp_path)
    yield app.test_client()
    app.extensions["engine"].dispose()


def problem(answer: Any, status: int, code: str) -> Any:
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    body = answer.get_json()
    assert body["code"] == code
    return body


def test_a_browser_gets_a_code_and_signs_in(platform: Platform, browser: FlaskClient) -> None:
    asked = {"person": "chen", "device": "window-1"}
    code = browser.post("/demo/auth-code", json=asked).get_json()["authCode"]
    who = platform.client().exchange(code)
    assert (who.user_id, who.device_id) == ("chen", "window-1")


@pytest.mark.parametrize("person", ["nobody", "gone", "../chen", "chen&x=1"])
def test_nobody_else_gets_one(browser: FlaskClient, person: str) -> None:
    problem(browser.post("/demo/auth-code", json={"person": person}), 404, "demo-person-unknown")


@pytest.mark.parametrize(
    "body", [{}, {"person": ""}, {"person": 1}, {"person": "a\0b"}, {"person": "x", "more": 1}, []]
)
def test_what_is_no_request(browser: FlaskClient, body: object) -> None:
    problem(browser.post("/demo/auth-code", json=body), 422, "invalid-input")


def test_codes_are_limited(browser: FlaskClient) -> None:
    with clock.stopped(datetime(2026, 11, 24, tzinfo=UTC)):
        for _ in range(CODES_A_MINUTE):
            assert browser.post("/demo/auth-code", json={"person": "chen"}).status_code == 200
        refused = browser.post("/demo/auth-code", json={"person": "chen"})
        problem(refused, 429, "too-many-tries")
    with clock.stopped(datetime(2026, 11, 24, tzinfo=UTC) + timedelta(minutes=1)):
        assert browser.post("/demo/auth-code", json={"person": "chen"}).status_code == 200


def test_people(browser: FlaskClient) -> None:
    items = browser.get("/demo/people").get_json()["items"]
    assert [(each["person"], each["role"]) for each in items][:2] == [
        ("chen", "执法人员、组长"),
        ("shen", "执法人员"),
    ]


def test_a_persons_notifications(platform: Platform, browser: FlaskClient) -> None:
    message = received(user_ids=["shen"], link=link_builder(platform.settings).task(TASK))
    platform.client().send([message])
    (item,) = browser.get("/demo/messages?person=shen").get_json()["items"]
    assert item == {
        "id": 1000000000,
        "at": "2026-11-18T19:06:40+08:00",
        "title": "新的检查任务：绍兴市越城区青瓦茶餐厅",
        "text": message.text,
        "button": "查看任务",
        "link": message.link,
    }
    assert browser.get("/demo/messages?person=chen").get_json() == {"items": []}
    problem(browser.get("/demo/messages?person=nobody"), 404, "demo-person-unknown")
    problem(browser.get("/demo/messages"), 404, "demo-person-unknown")


def test_the_demo_platform_is_away(tmp_path: Path) -> None:
    app = app_for("http://127.0.0.1:1", tmp_path)
    problem(app.test_client().get("/demo/people"), 503, "demo-platform-silent")
    app.extensions["engine"].dispose()


def test_never_beside_the_real_platform() -> None:
    with pytest.raises(ValueError, match="on this machine"):
        demo_blueprint("https://oapi.dingtalk.com")


def test_the_preview_page_keeps_its_own_content_policy(browser: FlaskClient) -> None:
    page = browser.get("/preview/", buffered=True)
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")
    text = page.get_data(as_text=True)
    assert "这是谁的手机" in text
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)", text)
    for name in re.findall(r'(?:href|src)="([^"/:#]+)"', text):
        assert browser.get(f"/preview/{name}", buffered=True).status_code == 200


def test_the_preview_needs_nothing_from_outside() -> None:
    for path in PREVIEW.iterdir():
        assert not re.search(r"(?:https?:)?//[\w-]+\.\w", path.read_text(encoding="utf-8")), path


def test_the_preview_is_reached_without_its_last_slash(browser: FlaskClient) -> None:
    assert browser.get("/preview").location in ("/preview/", "http://localhost/preview/")
