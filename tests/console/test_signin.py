"""The way into the console and out of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from backend.app import create_app
from backend.console.site import safe_next
from backend.core import clock, sessions
from backend.core.auth import Role
from backend.core.database import perform
from backend.core.settings import Settings
from backend.organization import PlatformIdentity
from tests.cast import Cast
from tests.conftest import problem
from tests.console.conftest import Desk
from tests.console.page import Page
from tests.platforms.conftest import Platform, demo_app, platform

__all__ = ["demo_app", "platform"]

OWN = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def settings(settings: Settings, platform: Platform) -> Settings:
    return replace(
        settings,
        dingtalk_api_base=platform.base,
        dingtalk_app_key=platform.settings.dingtalk_app_key,
        dingtalk_app_secret=platform.settings.dingtalk_app_secret,
        dingtalk_corp_id=platform.settings.dingtalk_corp_id,
    )


@pytest.fixture
def browser(app: Flask, platform: Platform, cast: Cast) -> FlaskClient:
    def know(session: Session) -> None:
        for user_id, account in (("yu", cast.yu), ("chen", cast.chen)):
            session.add(
                PlatformIdentity(
                    platform="dingtalk",
                    tenant=platform.settings.dingtalk_corp_id,
                    user_id=user_id,
                    account_id=account,
                )
            )

    with app.app_context():
        perform(know)
    return app.test_client()


def test_a_code_becomes_a_cookie_that_scripts_cannot_read(
    browser: FlaskClient, platform: Platform
) -> None:
    answer = browser.post("/console/session", json={"code": platform.code("yu")}, headers=OWN)
    assert answer.status_code == 200
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{sessions.COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # the demo has no TLS
    assert browser.get("/console/").headers["Location"] == "/console/tasks"


def test_the_cookie_is_secure_where_the_address_is(settings: Settings, platform: Platform) -> None:
    app = create_app(replace(settings, base_url="https://zszf.example"))
    page = Page(app.test_client().get("/console/sign-in"))
    assert "people" in page
    with app.test_request_context():
        from backend.console.signin import _cookie

        assert _cookie()["secure"]
    app.extensions["engine"].dispose()


def test_a_code_is_good_once(browser: FlaskClient, platform: Platform) -> None:
    code = platform.code("yu")
    assert browser.post("/console/session", json={"code": code}, headers=OWN).status_code == 200
    answer = browser.post("/console/session", json={"code": code}, headers=OWN)
    problem(answer, 401, "sign-in-code-rejected")


def test_who_only_inspects_has_no_console(browser: FlaskClient, platform: Platform) -> None:
    code = platform.code("chen")
    answer = browser.post("/console/session", json={"code": code}, headers=OWN)
    problem(answer, 403, "no-console")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_another_sites_page_cannot_sign_anybody_in(
    browser: FlaskClient, platform: Platform, headers: dict[str, str]
) -> None:
    asked = {"code": platform.code("yu")}
    answer = browser.post("/console/session", json=asked, headers=headers)
    problem(answer, 403, "csrf")


def test_an_older_kernel_says_its_origin(browser: FlaskClient, platform: Platform) -> None:
    headers = {"Origin": "http://localhost"}
    answer = browser.post("/console/session", json={"code": platform.code("yu")}, headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize("body", [{}, {"code": ""}, {"code": 1}, {"code": "a\0"}, []])
def test_what_is_no_code(browser: FlaskClient, body: object) -> None:
    problem(browser.post("/console/session", json=body, headers=OWN), 422, "invalid-input")


def test_without_a_session_one_comes_back_to_where_one_was(client: FlaskClient) -> None:
    answer = client.get("/console/tasks?state=late", headers={"Accept": "text/html"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == ("/console/sign-in?next=%2Fconsole%2Ftasks%3Fstate%3Dlate")
    page = Page(client.get(answer.headers["Location"]))
    assert 'data-next="/console/tasks?state=late"' in page.html


def test_a_session_that_ended_says_so(desk: Desk, noon: datetime) -> None:
    with clock.stopped(noon + timedelta(hours=13)):
        answer = desk.ask("/tasks", state="late")
        assert "ended=1" in answer.headers["Location"]
        assert "ended" in Page(desk.client.get(answer.headers["Location"]))
        headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/console/tasks?q=x"}
        part = desk.client.get("/console/tasks?q=xy", headers=headers)
    assert part.status_code == 401
    assert part.headers["HX-Redirect"] == (
        "/console/sign-in?ended=1&next=%2Fconsole%2Ftasks%3Fq%3Dx"
    )


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("/console/tasks?state=late", "/console/tasks?state=late"),
        ("https://evil.example/console/tasks", "/console/tasks"),
        ("//evil.example/x", "/console/"),
        ("/\\evil.example/console/", "/console/"),
        ("/console/\\..//evil", "/console/"),
        ("javascript:alert(1)", "/console/"),
        ("/console/sign-in?next=/console/", "/console/"),
        ("/api/v1/me", "/console/"),
        ("", "/console/"),
        ("/console/\n/evil", "/console/"),
        ("http://[broken", "/console/"),
    ],
)
def test_only_pages_of_the_console_follow(given: str, kept: str) -> None:
    assert safe_next(given) == kept


def test_signing_out_ends_the_session(desk: Desk) -> None:
    answer = desk.send("/sign-out")
    assert answer.headers["Location"] == "/console/sign-in?out=1"
    assert "console=;" in answer.headers["Set-Cookie"]
    desk.client.set_cookie(sessions.COOKIE, desk.token)
    assert "ended=1" in desk.ask("/tasks").headers["Location"]


def test_in_the_demo_whoever_has_pages_stands_in_front(app: Flask) -> None:
    """Those who keep the registers and the forms too, and not only who looks at tasks."""
    served = Page(app.test_client().get("/console/sign-in"))["sign-in-box"]
    roles = served.attributes["data-served"].split("、")
    assert {"科室负责人", "名录库管理员", "事项表单管理员", "督查"} <= {*roles}
    assert not {"执法人员", "组长", "抽取操作员"} & {*roles}


def test_forms_need_their_token(desk: Desk) -> None:
    answer = desk.client.post("/console/sign-out", headers={"Accept": "text/html"})
    assert Page(answer, 403)["problem"].attributes["data-code"] == "csrf"
    by_header = {"X-Form-Token": desk.form_token}
    assert desk.client.post("/console/sign-out", headers=by_header).status_code == 303


def test_who_has_no_page_yet_is_told_so(
    noon: object, desk_of: Callable[..., Desk], cast: Cast
) -> None:
    desk = desk_of(cast.yu, Role.DRAW_OPERATOR)
    assert "抽取操作员" in desk.page("/")["no-pages"].text
    assert "名录库管理员" in desk.page("/")["no-pages"].text  # who it is for
    refused = Page(desk.ask("/tasks"), 403)
    assert refused["problem"].attributes["data-code"] == "not-allowed"
    assert "nav-tasks" not in refused
