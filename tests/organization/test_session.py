"""From a platform's one-use code to a session, over the real protocol."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from backend.core import clock
from backend.core.records import Audit
from backend.core.sessions import SignedIn
from backend.organization import Account, Certificate, PlatformIdentity, signin
from backend.platforms.demo_state import CORP_ID
from tests.cast import Cast
from tests.conftest import NOON, Phone, problem
from tests.platforms.conftest import Platform


@pytest.fixture
def door(app: Flask, platform: Platform) -> FlaskClient:
    """The application, with the demo platform behind it, which knows the cast."""
    app.extensions["dingtalk"] = platform.settings
    write(app, update(PlatformIdentity).values(tenant=CORP_ID))
    return app.test_client()


def enter(door: FlaskClient, code: str, device: str = "phone-1") -> TestResponse:
    body = {"platform": "dingtalk", "code": code, "device": device}
    return door.post("/api/v1/session", json=body)


def write(app: Flask, statement: Any) -> None:
    with Session(app.extensions["engine"].execution_options(writes=True)) as session:
        session.execute(statement)
        session.commit()


def test_a_code_becomes_a_session_on_this_device(
    app: Flask, door: FlaskClient, platform: Platform, cast: Cast
) -> None:
    with clock.stopped(NOON):
        answer = enter(door, platform.code("chen"))
    assert answer.status_code == 200, answer.text
    body = answer.get_json()
    assert body["expires_at"] == (NOON + timedelta(days=7)).isoformat()
    headers = {"Authorization": f"Bearer {body['token']}", "X-Device": "phone-1"}
    with clock.stopped(NOON):
        me = door.get("/api/v1/me", headers=headers).get_json()
    assert me == body["me"]
    assert (me["name"], me["account_id"]) == ("陈立群", str(cast.chen))
    assert answer.headers["Cache-Control"] == "no-store"
    with Session(app.extensions["engine"]) as session:
        [row] = session.scalars(select(Audit).where(Audit.action == "session.start")).all()
    assert (row.account_id, row.facts) == (cast.chen, {"console": False})


def test_a_code_signs_in_once(door: FlaskClient, platform: Platform) -> None:
    code = platform.code("chen")
    assert enter(door, code).status_code == 200
    problem(enter(door, code), 401, "sign-in-code-rejected")


def test_who_has_no_account_or_a_closed_one_stays_outside(
    app: Flask, door: FlaskClient, platform: Platform, cast: Cast
) -> None:
    write(app, update(Account).where(Account.id == cast.shen).values(active=False))
    problem(enter(door, platform.code("shen")), 403, "account-missing")
    with Session(app.extensions["engine"]) as session:
        assert session.scalars(select(SignedIn)).all() == []


def test_a_platform_that_is_down_is_said_to_be(door: FlaskClient, platform: Platform) -> None:
    code = platform.code("chen")
    platform.disturb("gateway_error", times=10)
    problem(enter(door, code), 503, "platform-unavailable")


def test_sign_ins_of_a_device_are_limited(door: FlaskClient, platform: Platform) -> None:
    with clock.stopped(NOON):
        for _ in range(signin.SIGN_INS):
            problem(enter(door, "guess"), 401, "sign-in-code-rejected")
        asked = platform.count("/topapi/v2/user/getuserinfo")
        body = problem(enter(door, platform.code("chen")), 429, "too-many-tries")
        assert body["details"] == {"minutes": 5}
        assert platform.count("/topapi/v2/user/getuserinfo") == asked == signin.SIGN_INS
    with clock.stopped(NOON + signin.SIGN_IN_WINDOW):
        assert enter(door, platform.code("chen")).status_code == 200


def test_another_name_for_the_device_gives_no_more_tries_to_an_address(
    door: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signin, "SIGN_INS_OF_AN_OFFICE", 5)
    for number in range(5):
        problem(enter(door, "guess", f"d-{number}"), 401, "sign-in-code-rejected")
    problem(enter(door, "guess", "d-5"), 429, "too-many-tries")


def test_a_guesser_at_the_console_locks_nobody_else_out(
    door: FlaskClient, platform: Platform
) -> None:
    """All consoles are one device; what counts is where the tries come from."""
    own_page = {"Sec-Fetch-Site": "same-origin"}

    def sign_in(code: str, address: str) -> TestResponse:
        environ = {"REMOTE_ADDR": address}
        body = {"code": code}
        where = "/console/session"
        return door.post(where, json=body, headers=own_page, environ_overrides=environ)

    with clock.stopped(NOON):
        for _ in range(signin.SIGN_INS):
            assert sign_in("guess", "198.51.100.7").status_code == 401
        assert sign_in(platform.code("yu"), "198.51.100.7").status_code == 429
        assert sign_in(platform.code("yu"), "192.0.2.1").status_code == 200


def test_me_tells_which_certificates_are_valid_today(app: Flask, cast: Cast) -> None:
    with clock.stopped(NOON):
        phone = Phone(app, cast.chen)
        [valid] = phone.get("/me").get_json()["certificates"]
        write(app, update(Certificate).values(revoked_on=clock.today()))
        [revoked] = phone.get("/me").get_json()["certificates"]
    assert (valid["valid"], revoked["valid"]) == (True, False)
    assert valid["number"] == revoked["number"] == "11060200001"


def test_an_admin_without_an_officers_entry_has_a_page_too(app: Flask, cast: Cast) -> None:
    write(app, update(Account).where(Account.id == cast.yu).values(officer_id=None))
    me = Phone(app, cast.yu).get("/me").get_json()
    assert (me["officer_id"], me["certificates"], me["roles"]) == (None, [], ["section_head"])
